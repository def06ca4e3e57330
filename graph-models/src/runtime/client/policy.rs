//! Which requests are sent again, and when.

use std::time::Duration;

use http::{Method, StatusCode};

use crate::runtime::error::is_throttled;
use crate::runtime::transport::TransportErrorKind;

/// Which requests are sent again, how often, and after how long.
///
/// | what happened | sent again |
/// |---|---|
/// | `429 Too Many Requests`, `509 Bandwidth Limit Exceeded` | every request: the service documents that it has failed for the number of requests alone |
/// | `503 Service Unavailable` | every request: the service documents that it may be repeated after a while |
/// | `504 Gateway Timeout` | `GET`, `HEAD`, `OPTIONS`, `PUT`, `DELETE`: what a `POST` or `PATCH` has done is not known |
/// | no connection | every request: nothing was sent |
/// | the connection broke | `GET`, `HEAD`, `OPTIONS`, `PUT`, `DELETE` |
/// | time ran out | none: the caller said how long to wait |
///
/// The wait is what the service asks for in `Retry-After`, and up to a tenth more, so that clients that were turned
/// away together do not come back together. Without that header it doubles from attempt to attempt, half of it at random.
/// A service that asks for more than [`max_delay`](Self::max_delay), or for more than is left until the
/// [`deadline`](Self::deadline), is not asked again at all: its answer is the outcome, and says when to come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often a request is sent at most, the first time included; 1 for never again.
    pub attempts: u32,
    /// The wait before the second attempt, where the service asks for none.
    pub first_delay: Duration,
    /// The longest wait.
    pub max_delay: Duration,
    /// How long all attempts take at most, with the waits between them. A shorter one than the timeout that
    /// [`Settings::timeout`](super::Settings::timeout) chose is raised to it.
    pub deadline: Duration,
    /// Treats `POST` and `PATCH` as repeatable as well. What was carried out although its answer was lost is then
    /// carried out twice.
    pub repeat_unsafe: bool,
}

/// Four attempts in five minutes, the wait starting with half a second, two minutes at most.
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

/// What came of an attempt.
pub(super) enum Outcome {
    /// A response, with the wait that it asks for.
    Status(StatusCode, Option<Duration>),
    /// No response.
    Failure(TransportErrorKind),
}

impl RetryPolicy {
    /// No request is sent twice.
    #[must_use]
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// The wait before the next attempt; `None` if there is none. `made` is the number of attempts so far, `elapsed` the
    /// time since the first one began, `chance` a random number from 0 to 1.
    pub(super) fn wait(
        &self,
        method: &Method,
        outcome: &Outcome,
        made: u32,
        elapsed: Duration,
        chance: f64,
    ) -> Option<Duration> {
        let repeatable = self.repeat_unsafe || method.is_idempotent();
        let wanted = match *outcome {
            Outcome::Status(StatusCode::SERVICE_UNAVAILABLE, _) => true,
            Outcome::Status(status, _) if is_throttled(status) => true,
            Outcome::Status(StatusCode::GATEWAY_TIMEOUT, _) => repeatable,
            Outcome::Status(..) => false,
            Outcome::Failure(TransportErrorKind::Connect) => true,
            Outcome::Failure(TransportErrorKind::Interrupted) => repeatable,
            Outcome::Failure(_) => false,
        };
        if !wanted || made >= self.attempts {
            return None;
        }
        let chance = chance.clamp(0.0, 1.0);
        let wait = match outcome {
            Outcome::Status(_, Some(asked)) if *asked > self.max_delay => return None,
            Outcome::Status(_, Some(asked)) => asked.saturating_add(share(*asked, chance / 10.0)),
            Outcome::Status(_, None) | Outcome::Failure(_) => {
                let doubled = 1u32.checked_shl(made.saturating_sub(1)).unwrap_or(u32::MAX);
                let longest = self.first_delay.saturating_mul(doubled).min(self.max_delay);
                share(longest, 0.5 + chance / 2.0)
            }
        };
        (elapsed.saturating_add(wait) < self.deadline).then_some(wait)
    }
}

/// A part of a time. `Duration::mul_f64` panics where it rounds beyond the longest one.
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

    fn status(code: u16) -> Outcome {
        Outcome::Status(StatusCode::from_u16(code).unwrap(), None)
    }

    fn wait(method: &Method, outcome: &Outcome) -> Option<Duration> {
        policy().wait(method, outcome, 1, Duration::ZERO, 0.0)
    }

    #[test]
    fn a_refused_request_is_sent_again_whatever_it_does() {
        for method in [Method::GET, Method::POST, Method::PATCH, Method::DELETE] {
            for code in [429, 503, 509] {
                assert!(wait(&method, &status(code)).is_some(), "{method} {code}");
            }
            assert!(wait(&method, &Outcome::Failure(TransportErrorKind::Connect)).is_some(), "{method}");
            for code in [200, 202, 304, 400, 401, 404, 409, 412, 500, 501, 502, 507] {
                assert!(wait(&method, &status(code)).is_none(), "{method} {code}");
            }
        }
    }

    #[test]
    fn what_may_have_been_carried_out_is_repeated_only_if_that_does_no_harm() {
        let unknown = [status(504), Outcome::Failure(TransportErrorKind::Interrupted)];
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
    fn what_would_fail_again_or_has_taken_its_time_is_not_repeated() {
        use TransportErrorKind::{Other, Redirect, Timeout, Token, TooLarge};
        for kind in [Timeout, TooLarge, Redirect, Token, Other] {
            assert!(wait(&Method::GET, &Outcome::Failure(kind)).is_none(), "{kind:?}");
        }
    }

    #[test]
    fn waits_double_up_to_the_cap_and_are_random_by_half() {
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
    fn the_service_is_never_asked_earlier_than_it_wishes() {
        let asked = |seconds: f64, elapsed: u64, chance: f64| {
            let outcome = Outcome::Status(StatusCode::TOO_MANY_REQUESTS, Some(Duration::from_secs_f64(seconds)));
            policy().wait(&Method::POST, &outcome, 1, Duration::from_secs(elapsed), chance)
        };
        assert_eq!(asked(7.0, 0, 0.0), Some(SECOND * 7));
        assert_eq!(asked(7.0, 0, 1.0), Some(Duration::from_millis(7700)));
        assert_eq!(asked(0.0, 0, 1.0), Some(Duration::ZERO));
        // The cap itself is waited for.
        assert_eq!(asked(60.0, 0, 0.0), Some(SECOND * 60));
        // More than the cap, or than what is left: the answer is the outcome. So is a wait that ends with the time.
        assert_eq!(asked(60.5, 0, 0.0), None);
        assert_eq!(asked(7.0, 295, 0.0), None);
        assert_eq!(asked(7.0, 293, 0.0), None);
        assert_eq!(asked(7.0, 292, 0.0), Some(SECOND * 7));
        assert_eq!(asked(1e9, 0, 0.5), None);
    }

    #[test]
    fn the_usual_policy_is_what_its_documentation_says() {
        let RetryPolicy { attempts, first_delay, max_delay, deadline, repeat_unsafe } = RetryPolicy::default();
        assert_eq!((attempts, repeat_unsafe), (4, false));
        assert_eq!((first_delay, max_delay, deadline), (SECOND / 2, SECOND * 120, SECOND * 300));
    }

    #[test]
    fn a_wait_beyond_all_numbers_is_too_long() {
        use crate::runtime::error::RetryAfter;
        use std::time::SystemTime;

        let digits = "9".repeat(1_000);
        for text in ["18446744073709551615", "18446744073709551616", "99999999999999999999", "1e9", "1e400", &digits] {
            let asked = RetryAfter::parse(text).delay_from(SystemTime::UNIX_EPOCH);
            let outcome = Outcome::Status(StatusCode::TOO_MANY_REQUESTS, asked);
            assert!(asked.is_some_and(|asked| asked >= SECOND * 1_000_000_000), "{text}");
            assert_eq!(wait(&Method::GET, &outcome), None, "{text}");
        }
    }

    #[test]
    fn attempts_and_time_come_to_an_end() {
        let wait = |made, elapsed| policy().wait(&Method::GET, &status(503), made, Duration::from_secs(elapsed), 0.0);
        assert!(wait(3, 0).is_some());
        assert!(wait(4, 0).is_none());
        assert!(wait(1, 300).is_none());
        let long = RetryPolicy { first_delay: Duration::MAX, max_delay: Duration::MAX, ..policy() };
        assert!(long.wait(&Method::GET, &status(503), 1, Duration::ZERO, 1.0).is_none());
        assert!(RetryPolicy::never().wait(&Method::GET, &status(503), 1, Duration::ZERO, 0.0).is_none());
    }
}
