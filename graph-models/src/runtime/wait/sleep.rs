//! The passing of time, as something that can be replaced.

use std::future::Future;
use std::time::{Duration, Instant};

/// Lets time pass in blocking code. [`std::thread::sleep`] is one, as is any closure that takes a duration.
pub trait Sleep {
    /// What time it is.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// Returns when so much time has passed.
    fn sleep(&self, duration: Duration);
}

impl<F: Fn(Duration)> Sleep for F {
    fn sleep(&self, duration: Duration) {
        self(duration);
    }
}

/// Lets time pass in async code. `tokio::time::sleep` is one, as is any closure that takes a duration and gives a
/// future.
pub trait AsyncSleep {
    /// What time it is.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// Is ready when so much time has passed.
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
