//! When to look again, without a clock of its own.

use std::time::{Duration, Instant};

use super::backoff::Backoff;

/// How often to look, and until when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// The pauses in between.
    pub backoff: Backoff,
    /// How long to go on in all.
    pub deadline: Duration,
}

/// The pauses of [`Backoff::default`], for one hour.
impl Default for Pace {
    fn default() -> Self {
        Self { backoff: Backoff::default(), deadline: Duration::from_secs(3600) }
    }
}

impl Pace {
    /// Begins to wait.
    pub(crate) fn start(self, now: Instant) -> Waiting {
        Waiting { pace: self, begun: now, attempts: 0 }
    }
}

/// A waiting that goes on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waiting {
    pace: Pace,
    begun: Instant,
    attempts: u32,
}

impl Waiting {
    /// How long to pause before the next look; `None` if time is up. `asked` is what the service asks for: never less
    /// than that, so that time is up as well when it goes past the deadline. A pause of our own is cut short instead, for
    /// a last look at the deadline.
    pub(crate) fn pause(&mut self, now: Instant, asked: Option<Duration>) -> Option<Duration> {
        let left = self.pace.deadline.checked_sub(self.waited(now)).filter(|left| !left.is_zero())?;
        let own = self.pace.backoff.pause(self.attempts).min(left);
        self.attempts = self.attempts.saturating_add(1);
        let pause = asked.map_or(own, |asked| asked.max(own));
        (pause <= left).then_some(pause)
    }

    /// The time since the start.
    pub(crate) fn waited(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn pauses_end_at_the_deadline() {
        let pace = Pace { backoff: Backoff { jitter: 0.0, ..Backoff::default() }, deadline: seconds(20) };
        let begun = Instant::now();
        let mut waiting = pace.start(begun);
        assert_eq!(waiting.pause(begun, None), Some(seconds(2)));
        assert_eq!(waiting.pause(begun + seconds(2), None), Some(seconds(4)));
        assert_eq!(waiting.pause(begun + seconds(6), Some(seconds(9))), Some(seconds(9)), "the service asks for more");
        assert_eq!(
            waiting.pause(begun + seconds(15), Some(seconds(1))),
            Some(seconds(5)),
            "a last look at the deadline"
        );
        assert_eq!(waiting.pause(begun + seconds(20), None), None);
        assert_eq!(
            pace.start(begun).pause(begun, Some(seconds(21))),
            None,
            "earlier is not allowed, later is too late"
        );
        assert_eq!(waiting.waited(begun + seconds(20)), seconds(20));
    }
}
