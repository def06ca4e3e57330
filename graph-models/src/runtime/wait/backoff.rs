//! Growing pauses.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// The pause between two attempts: first `first`, then each time `factor` as long, but never longer than `cap`. A part
/// of each pause is random, so that many clients that started together do not stay in step.
///
/// ```
/// use graph_models::runtime::wait::Backoff;
/// use std::time::Duration;
///
/// let backoff = Backoff { jitter: 0.0, ..Backoff::default() };
/// let pauses: Vec<u64> = (0..7).map(|attempt| backoff.pause(attempt).as_secs()).collect();
/// assert_eq!(pauses, [2, 4, 8, 16, 30, 30, 30]);
/// assert_eq!(Backoff::every(Duration::from_secs(5)).pause(9), Duration::from_secs(5));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Backoff {
    /// The first pause.
    pub first: Duration,
    /// The growth factor; less than 1 counts as 1.
    pub factor: f64,
    /// The longest pause.
    pub cap: Duration,
    /// The maximum random extension of a pause, as a fraction; 0 for none. The cap still applies.
    pub jitter: f64,
}

impl Backoff {
    /// Constant pauses.
    #[must_use]
    pub fn every(pause: Duration) -> Self {
        Self { first: pause, factor: 1.0, cap: pause, jitter: 0.0 }
    }

    /// The pause after attempt number `attempt`, counted from 0.
    #[must_use]
    pub fn pause(&self, attempt: u32) -> Duration {
        let exponent = i32::try_from(attempt).unwrap_or(i32::MAX);
        let growth = self.factor.max(1.0).powi(exponent);
        let jitter = if self.jitter > 0.0 { 1.0 + self.jitter * chance() } else { 1.0 };
        let seconds = self.first.as_secs_f64() * growth * jitter;
        // An infinite value (or NaN, from 0 times infinity) becomes the cap.
        Duration::try_from_secs_f64(seconds).map_or(self.cap, |pause| pause.min(self.cap))
    }
}

/// 2, 4, 8, 16 and then every 30 seconds, each up to a tenth longer.
impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_secs(2), factor: 2.0, cap: Duration::from_secs(30), jitter: 0.1 }
    }
}

/// A random number from 0 to 1. The keys of the standard library's hash maps are random enough for pauses.
fn chance() -> f64 {
    let bits = RandomState::new().hash_one(());
    f64::from(u32::try_from(bits >> 32).unwrap_or_default()) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_lengthens_within_its_bounds() {
        let backoff = Backoff {
            first: Duration::from_secs(10),
            jitter: 0.5,
            cap: Duration::from_secs(3600),
            ..Backoff::default()
        };
        let pauses: Vec<f64> = (0..50).map(|_| backoff.pause(0).as_secs_f64()).collect();
        assert!(pauses.iter().all(|pause| (10.0..=15.0).contains(pause)), "{pauses:?}");
        assert!(pauses.windows(2).any(|pair| pair[0] != pair[1]), "{pauses:?}");
    }

    #[test]
    fn extreme_settings_do_not_panic() {
        let cap = Duration::from_secs(60);
        for factor in [f64::NAN, f64::INFINITY, -1.0, 0.0, 1e300] {
            for jitter in [f64::NAN, f64::INFINITY, -1.0, 0.0] {
                for first in [Duration::ZERO, Duration::from_secs(1), Duration::MAX] {
                    for attempt in [0, 1, 5000, u32::MAX] {
                        assert!(Backoff { first, factor, cap, jitter }.pause(attempt) <= cap);
                    }
                }
            }
        }
    }
}
