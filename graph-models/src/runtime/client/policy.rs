//! Which requests are repeated, and when.

use std::time::Duration;

use http::{Method, StatusCode};

use crate::runtime::error::is_throttled;
use crate::runtime::transport::TransportErrorKind;

/// Which requests are repeated, how often, and after how long.
///
/// | event | repeated |
/// |---|---|
/// | `429 Too Many Requests`, `509 Bandwidth Limit Exceeded` | every request: the service documents that it failed only because of the number of requests |
/// | `503 Service Unavailable` | every request: the service documents that it can be repeated later |
/// | `504 Gateway Timeout` | `GET`, `HEAD`, `OPTIONS`, `PUT`, `DELETE`: the effect of a `POST` or `PATCH` is unknown |
/// | no connection | every request: nothing was sent |
/// | the connection broke | `GET`, `HEAD`, `OPTIONS`, `PUT`, `DELETE` |
/// | timeout | none: the caller set the limit |
///
/// The wait is the `Retry-After` of the service plus up to a tenth, so that clients that were rejected together do not
/// return together. Without this header, the wait doubles with each attempt, and half of it is random. If the service
/// asks for more than [`max_delay`](Self::max_delay), or for more than remains until the [`deadline`](Self::deadline),
/// the request is not repeated: the response is the result, and contains the time to wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The maximum number of attempts, including the first; 1 disables repetition.
    pub attempts: u32,
    /// The wait before the second attempt, if the service does not set it.
    pub first_delay: Duration,
    /// The longest wait.
    pub max_delay: Duration,
    /// The time limit of all attempts, including the waits between them. It is raised to the timeout of
    /// [`Settings::timeout`](super::Settings::timeout) if that was set and is longer.
    pub deadline: Duration,
    /// Repeats `POST` and `PATCH` too. A request that was carried out although its response was lost is then carried
    /// out twice.
    pub repeat_unsafe: bool,
}

/// Four attempts in five minutes; the first wait is half a second, the longest is two minutes.
impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            first_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(120),
            deadline: Duration::from_secs(300),
            repeat_unsafe: false,
        }
    }
}

/// The result of an attempt.
pub(super) enum AttemptResult {
    /// A response, with its `Retry-After`.
    Status(StatusCode, Option<Duration>),
    /// No response.
    Failure(TransportErrorKind),
}

impl RetryPolicy {
    /// No request is repeated.
    #[must_use]
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// The wait before the next attempt; `None` if there is none. `made` is the number of attempts so far, `elapsed`
    /// the time since the first one started, `chance` a random number from 0 to 1.
    pub(super) fn wait(
        &self,
        method: &Method,
        outcome: &AttemptResult,
        made: u32,
        elapsed: Duration,
        chance: f64,
    ) -> Option<Duration> {
        let repeatable = self.repeat_unsafe || method.is_idempotent();
        let wanted = match *outcome {
            AttemptResult::Status(StatusCode::SERVICE_UNAVAILABLE, _) => true,
            AttemptResult::Status(status, _) if is_throttled(status) => true,
            AttemptResult::Status(StatusCode::GATEWAY_TIMEOUT, _) => repeatable,
            AttemptResult::Status(..) => false,
            AttemptResult::Failure(TransportErrorKind::Connect) => true,
            AttemptResult::Failure(TransportErrorKind::Interrupted) => repeatable,
            AttemptResult::Failure(_) => false,
        };
        if !wanted || made >= self.attempts {
            return None;
        }
        let chance = chance.clamp(0.0, 1.0);
        let wait = match outcome {
            AttemptResult::Status(_, Some(asked)) if *asked > self.max_delay => return None,
            AttemptResult::Status(_, Some(asked)) => asked.saturating_add(share(*asked, chance / 10.0)),
            AttemptResult::Status(_, None) | AttemptResult::Failure(_) => {
                let doubled = 1u32.checked_shl(made.saturating_sub(1)).unwrap_or(u32::MAX);
                let longest = self.first_delay.saturating_mul(doubled).min(self.max_delay);
                share(longest, 0.5 + chance / 2.0)
            }
        };
        (elapsed.saturating_add(wait) < self.deadline).then_some(wait)
    }
}

/// A fraction of a duration. `Duration::mul_f64` panics if it rounds beyond the maximum.
fn share(time: Duration, part: f64) -> Duration {
    Duration::try_from_secs_f64(time.as_secs_f64() * part).unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn policy() -> RetryPolicy {
        RetryPolicy { first_delay: SECOND, max_delay: SECOND * 60, deadline: SECOND * 300, ..RetryPolicy::default() }
    }

    fn status(code: u16) -> AttemptResult {
        AttemptResult::Status(StatusCode::from_u16(code).unwrap(), None)
    }

    fn wait(method: &Method, outcome: &AttemptResult) -> Option<Duration> {
        policy().wait(method, outcome, 1, Duration::ZERO, 0.0)
    }

    #[test]
    fn a_throttled_request_is_repeated_for_any_method() {
        for method in [Method::GET, Method::POST, Method::PATCH, Method::DELETE] {
            for code in [429, 503, 509] {
                assert!(wait(&method, &status(code)).is_some(), "{method} {code}");
            }
            assert!(wait(&method, &AttemptResult::Failure(TransportErrorKind::Connect)).is_some(), "{method}");
            for code in [200, 202, 304, 400, 401, 404, 409, 412, 500, 501, 502, 507] {
                assert!(wait(&method, &status(code)).is_none(), "{method} {code}");
            }
        }
    }

    #[test]
    fn a_request_that_may_have_been_carried_out_is_repeated_only_if_harmless() {
        let unknown = [status(504), AttemptResult::Failure(TransportErrorKind::Interrupted)];
        for outcome in &unknown {
            for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE] {
                assert!(wait(&method, outcome).is_some(), "{method}");
            }
            for method in [Method::POST, Method::PATCH] {
                assert!(wait(&method, outcome).is_none(), "{method}");
                let daring = RetryPolicy { repeat_unsafe: true, ..policy() };
                assert!(daring.wait(&method, outcome, 1, Duration::ZERO, 0.0).is_some(), "{method}");
            }
        }
    }

    #[test]
    fn permanent_failures_and_timeouts_are_not_repeated() {
        use TransportErrorKind::{Other, Redirect, Timeout, Token, TooLarge};
        for kind in [Timeout, TooLarge, Redirect, Token, Other] {
            assert!(wait(&Method::GET, &AttemptResult::Failure(kind)).is_none(), "{kind:?}");
        }
    }

    #[test]
    fn waits_double_up_to_the_cap_and_are_half_random() {
        let at = |made, chance| {
            let many = RetryPolicy { attempts: u32::MAX, deadline: Duration::MAX, ..policy() };
            many.wait(&Method::GET, &status(503), made, Duration::ZERO, chance).unwrap()
        };
        assert_eq!([1, 2, 3, 4].map(|made| at(made, 1.0)), [1, 2, 4, 8].map(Duration::from_secs));
        assert_eq!([1, 2, 3].map(|made| at(made, 0.0)), [500, 1000, 2000].map(Duration::from_millis));
        for made in [7, 8, 31, 32, 33, 1000, u32::MAX - 1] {
            assert_eq!(at(made, 1.0), SECOND * 60, "{made}");
        }
        for chance in [-1.0, 2.0, f64::INFINITY, f64::NAN] {
            assert!((SECOND / 2..=SECOND).contains(&at(1, chance)), "{chance}");
        }
    }

    #[test]
    fn the_service_is_never_called_too_early() {
        let asked = |seconds: f64, elapsed: u64, chance: f64| {
            let outcome = AttemptResult::Status(StatusCode::TOO_MANY_REQUESTS, Some(Duration::from_secs_f64(seconds)));
            policy().wait(&Method::POST, &outcome, 1, Duration::from_secs(elapsed), chance)
        };
        assert_eq!(asked(7.0, 0, 0.0), Some(SECOND * 7));
        assert_eq!(asked(7.0, 0, 1.0), Some(Duration::from_millis(7700)));
        assert_eq!(asked(0.0, 0, 1.0), Some(Duration::ZERO));
        // A wait of exactly the cap is allowed.
        assert_eq!(asked(60.0, 0, 0.0), Some(SECOND * 60));
        // Longer than the cap, or than the remaining time: the response is the result. The same for a wait until the
        // deadline.
        assert_eq!(asked(60.5, 0, 0.0), None);
        assert_eq!(asked(7.0, 295, 0.0), None);
        assert_eq!(asked(7.0, 293, 0.0), None);
        assert_eq!(asked(7.0, 292, 0.0), Some(SECOND * 7));
        assert_eq!(asked(1e9, 0, 0.5), None);
    }

    #[test]
    fn the_default_policy_is_as_documented() {
        let RetryPolicy { attempts, first_delay, max_delay, deadline, repeat_unsafe } = RetryPolicy::default();
        assert_eq!((attempts, repeat_unsafe), (4, false));
        assert_eq!((first_delay, max_delay, deadline), (SECOND / 2, SECOND * 120, SECOND * 300));
    }

    #[test]
    fn an_unrepresentable_wait_is_too_long() {
        use crate::runtime::error::RetryAfter;
        use std::time::SystemTime;

        let digits = "9".repeat(1_000);
        for text in ["18446744073709551615", "18446744073709551616", "99999999999999999999", "1e9", "1e400", &digits] {
            let asked = RetryAfter::parse(text).delay_from(SystemTime::UNIX_EPOCH);
            let outcome = AttemptResult::Status(StatusCode::TOO_MANY_REQUESTS, asked);
            assert!(asked.is_some_and(|asked| asked >= SECOND * 1_000_000_000), "{text}");
            assert_eq!(wait(&Method::GET, &outcome), None, "{text}");
        }
    }

    #[test]
    fn attempts_and_time_are_limited() {
        let wait = |made, elapsed| policy().wait(&Method::GET, &status(503), made, Duration::from_secs(elapsed), 0.0);
        assert!(wait(3, 0).is_some());
        assert!(wait(4, 0).is_none());
        assert!(wait(1, 300).is_none());
        let long = RetryPolicy { first_delay: Duration::MAX, max_delay: Duration::MAX, ..policy() };
        assert!(long.wait(&Method::GET, &status(503), 1, Duration::ZERO, 1.0).is_none());
        assert!(RetryPolicy::never().wait(&Method::GET, &status(503), 1, Duration::ZERO, 0.0).is_none());
    }
}
