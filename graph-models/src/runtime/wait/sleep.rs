//! Sleeping, as a trait that tests can replace.

use std::future::Future;
use std::time::{Duration, Instant};

/// Sleeps in blocking code. Implemented for [`std::thread::sleep`] and any closure that takes a duration.
pub trait Sleep {
    /// The current time.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// Returns after this time.
    fn sleep(&self, duration: Duration);
}

impl<F: Fn(Duration)> Sleep for F {
    fn sleep(&self, duration: Duration) {
        self(duration);
    }
}

/// Sleeps in async code. Implemented for `tokio::time::sleep` and any closure that takes a duration and returns a
/// future.
pub trait AsyncSleep {
    /// The current time.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// Completes after this time.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send;
}

impl<F, S> AsyncSleep for F
where
    F: Fn(Duration) -> S,
    S: Future<Output = ()> + Send,
{
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        self(duration)
    }
}
