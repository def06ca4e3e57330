//! The schedule of polling, without a clock.

use std::time::{Duration, Instant};

use super::backoff::Backoff;

/// How often to poll, and until when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PollSchedule {
    /// The pauses between polls.
    pub backoff: Backoff,
    /// The total time limit.
    pub deadline: Duration,
}

/// The pauses of [`Backoff::default`], for one hour.
impl Default for PollSchedule {
    fn default() -> Self {
        Self { backoff: Backoff::default(), deadline: Duration::from_secs(3600) }
    }
}

impl PollSchedule {
    /// Starts waiting.
    pub(crate) fn start(self, now: Instant) -> Waiting {
        Waiting { schedule: self, begun: now, attempts: 0 }
    }
}

/// A wait in progress.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waiting {
    schedule: PollSchedule,
    begun: Instant,
    attempts: u32,
}

impl Waiting {
    /// The pause before the next poll; `None` if the deadline has passed. `asked` is the pause that the service asks
    /// for, which is never shortened: if it exceeds the deadline, waiting ends. Other pauses are shortened, for a last
    /// poll at the deadline.
    pub(crate) fn pause(&mut self, now: Instant, asked: Option<Duration>) -> Option<Duration> {
        let left = self.schedule.deadline.checked_sub(self.waited(now)).filter(|left| !left.is_zero())?;
        let own = self.schedule.backoff.pause(self.attempts).min(left);
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
        let schedule = PollSchedule { backoff: Backoff { jitter: 0.0, ..Backoff::default() }, deadline: seconds(20) };
        let begun = Instant::now();
        let mut waiting = schedule.start(begun);
        assert_eq!(waiting.pause(begun, None), Some(seconds(2)));
        assert_eq!(waiting.pause(begun + seconds(2), None), Some(seconds(4)));
        assert_eq!(waiting.pause(begun + seconds(6), Some(seconds(9))), Some(seconds(9)), "the service asks for more");
        assert_eq!(
            waiting.pause(begun + seconds(15), Some(seconds(1))),
            Some(seconds(5)),
            "a last poll at the deadline"
        );
        assert_eq!(waiting.pause(begun + seconds(20), None), None);
        assert_eq!(
            schedule.start(begun).pause(begun, Some(seconds(21))),
            None,
            "earlier is not allowed, later is too late"
        );
        assert_eq!(waiting.waited(begun + seconds(20)), seconds(20));
    }
}
