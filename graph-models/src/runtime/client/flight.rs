//! Shares one call of the token provider among all requests that need the same token at the same time.
//!
//! Nothing is cached: a token is given to the requests that waited for it, and later requests start a new call.

use std::any::Any;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::token::{Token, TokenError};
use crate::runtime::origin::Origin;

/// The result of a provider.
pub(super) type TokenResult = Result<Option<Token>, TokenError>;

/// The context of a call.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) identity: u64,
    pub(super) audience: Option<Origin>,
    pub(super) claims: Option<String>,
    /// The token that the service has just rejected: requests with different rejected tokens do not share a call.
    pub(super) refused: Option<Token>,
}

/// The calls of a provider in progress. Each is kept by the requests that wait for it.
pub(super) struct Flights<F>(Mutex<Vec<(Wanted, Weak<F>)>>);

impl<F> Default for Flights<F> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<F> Flights<F> {
    /// The call in progress for the same context, or a new one and `true`.
    fn join(&self, wanted: Wanted, is_under_way: fn(&F) -> bool, new: impl FnOnce() -> F) -> (Arc<F>, bool) {
        let mut flights = lock(&self.0);
        flights.retain(|(_, flight)| flight.upgrade().is_some_and(|flight| is_under_way(&flight)));
        if let Some(flight) = flights.iter().find(|(it, _)| *it == wanted).and_then(|(_, flight)| flight.upgrade()) {
            return (flight, false);
        }
        let flight = Arc::new(new());
        flights.push((wanted, Arc::downgrade(&flight)));
        (flight, true)
    }

    /// Later requests no longer wait for this call.
    fn give_up(&self, flight: &Arc<F>) {
        lock(&self.0).retain(|(_, it)| !std::ptr::eq(it.as_ptr(), Arc::as_ptr(flight)));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The result of a call for all waiting requests.
#[derive(Clone)]
pub(super) enum Landed {
    Token(Option<Token>),
    /// An error for the first request, and its message for all others.
    Failed(Once<TokenError>, Arc<str>),
    Panicked(Once<Panic>),
}

pub(super) type Panic = Box<dyn Any + Send>;

/// The full result for the first request.
pub(super) type Once<T> = Arc<Mutex<Option<T>>>;

impl Landed {
    fn new(outcome: Result<TokenResult, Panic>) -> Self {
        match outcome {
            Ok(Ok(token)) => Self::Token(token),
            Ok(Err(error)) => {
                let message = error.to_string().into();
                Self::Failed(Arc::new(Mutex::new(Some(error))), message)
            }
            Err(panic) => Self::Panicked(Arc::new(Mutex::new(Some(panic)))),
        }
    }

    /// The result for one request. The first one gets the error itself, and continues a panic.
    fn take(self) -> TokenResult {
        match self {
            Self::Token(token) => Ok(token),
            Self::Failed(error, message) => Err(lock(&error).take().unwrap_or_else(|| (*message).into())),
            Self::Panicked(panic) => {
                let panic = lock(&panic).take();
                panic.map_or_else(|| Err("the token provider panicked".into()), |panic| resume_unwind(panic))
            }
        }
    }
}

#[cfg(feature = "reqwest")]
pub(super) use asynchronous::AsyncFlight;
#[cfg(feature = "ureq")]
pub(super) use blocking::Flight;

#[cfg(feature = "reqwest")]
mod asynchronous {
    use std::future::Future;
    use std::panic::AssertUnwindSafe;
    use std::pin::Pin;
    use std::time::Duration;

    use futures_util::future::{FutureExt, Shared};

    use super::{Flights, Landed, TokenResult, Wanted};

    /// A call that any waiting request can drive: a future that is not polled blocks none of the others.
    pub(in crate::runtime::client) type AsyncFlight = Shared<Pin<Box<dyn Future<Output = Landed> + Send>>>;

    impl Flights<AsyncFlight> {
        /// Awaits the call in progress for the same context, or this one; `None` if it takes too long.
        pub(in crate::runtime::client) async fn ask(
            &self,
            wanted: Wanted,
            time: Duration,
            call: impl Future<Output = TokenResult> + Send + 'static,
        ) -> Option<TokenResult> {
            let new = || AssertUnwindSafe(call).catch_unwind().map(Landed::new).boxed().shared();
            let (flight, _) = self.join(wanted, |flight| flight.peek().is_none(), new);
            let Ok(landed) = tokio::time::timeout(time, AsyncFlight::clone(&flight)).await else {
                self.give_up(&flight);
                return None;
            };
            Some(landed.take())
        }
    }
}

#[cfg(feature = "ureq")]
mod blocking {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::{Arc, Condvar, Mutex, PoisonError};
    use std::time::Duration;

    use super::{Flights, Landed, TokenResult, Wanted, lock};

    /// One call.
    #[derive(Default)]
    pub(in crate::runtime::client) struct Flight {
        landed: Mutex<Option<Landed>>,
        changed: Condvar,
    }

    impl Flight {
        fn land(&self, landed: Landed) {
            *lock(&self.landed) = Some(landed);
            self.changed.notify_all();
        }

        fn wait(&self, time: Duration) -> Option<Landed> {
            let landed = self.changed.wait_timeout_while(lock(&self.landed), time, |landed| landed.is_none());
            landed.unwrap_or_else(PoisonError::into_inner).0.clone()
        }
    }

    impl Flights<Flight> {
        /// Waits for the call in progress for the same context, or for this one, which runs in its own thread, because
        /// a call that does not return cannot be interrupted; `None` if it takes too long.
        pub(in crate::runtime::client) fn ask(
            &self,
            wanted: Wanted,
            time: Duration,
            call: impl FnOnce() -> TokenResult + Send + 'static,
        ) -> Option<TokenResult> {
            let (flight, is_new) = self.join(wanted, |flight| lock(&flight.landed).is_none(), Flight::default);
            if is_new {
                start(flight.clone(), call);
            }
            let landed = flight.wait(time);
            if landed.is_none() {
                self.give_up(&flight);
            }
            landed.map(Landed::take)
        }
    }

    fn start(flight: Arc<Flight>, call: impl FnOnce() -> TokenResult + Send + 'static) {
        let landing = flight.clone();
        let thread = std::thread::Builder::new()
            .name("graph-models-token".to_owned())
            .spawn(move || landing.land(Landed::new(catch_unwind(AssertUnwindSafe(call)))));
        if let Err(error) = thread {
            flight.land(Landed::new(Ok(Err(error.into()))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_equal_requests_share_a_call() {
        let wanted = |url: &str, claims: Option<&str>, refused: Option<&str>| Wanted {
            identity: 0,
            audience: Origin::of(url),
            claims: claims.map(str::to_owned),
            refused: refused.map(Token::from),
        };
        let kinds = || {
            [
                wanted("https://a", None, None),
                wanted("https://b", None, None),
                wanted("https://a", Some("{}"), None),
                wanted("https://a", None, Some("1")),
                wanted("https://a", None, Some("2")),
                Wanted { identity: 1, ..wanted("https://a", None, None) },
            ]
        };
        let flights = Flights::<u8>::default();
        let join = |wanted| flights.join(wanted, |_| true, || 0).0;
        let first: Vec<Arc<u8>> = kinds().into_iter().map(&join).collect();
        let second: Vec<Arc<u8>> = kinds().into_iter().map(&join).collect();
        for (at, flight) in first.iter().enumerate() {
            let joined = second.iter().map(|other| Arc::ptr_eq(flight, other));
            assert!(joined.eq((0..second.len()).map(|other| other == at)));
        }
        // Nothing is kept after the last request.
        drop((first, second));
        let alone = join(wanted("https://a", None, None));
        assert_eq!((Arc::strong_count(&alone), lock(&flights.0).len()), (1, 1));
    }
}
