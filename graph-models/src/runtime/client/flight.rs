//! One call of the provider of tokens for all requests that want the same token at the same time.
//!
//! Nothing is kept beyond that: a token that came is given to those who waited for it, and whoever comes later asks anew.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::token::{Token, TokenError};
use crate::runtime::origin::Origin;

/// What a provider gave.
pub(super) type Given = Result<Option<Token>, TokenError>;

/// What a token is wanted for.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) audience: Option<Origin>,
    pub(super) claims: Option<String>,
    /// The token that the service has just refused: whoever was refused another one asks for himself.
    pub(super) refused: Option<Token>,
}

/// The calls of a provider that are under way. Each is kept by those who wait for it.
pub(super) struct Flights<F>(Mutex<Vec<(Wanted, Weak<F>)>>);

impl<F> Default for Flights<F> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<F: Default> Flights<F> {
    /// The call that is under way for the same, or a new one.
    fn join(&self, wanted: Wanted) -> Arc<F> {
        let mut flights = lock(&self.0);
        flights.retain(|(_, flight)| flight.strong_count() > 0);
        if let Some(flight) = flights.iter().find(|(it, _)| *it == wanted).and_then(|(_, flight)| flight.upgrade()) {
            return flight;
        }
        let flight = Arc::<F>::default();
        flights.push((wanted, Arc::downgrade(&flight)));
        flight
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What was given, for those who waited for it beside the one who asked. Of an error they get the message.
fn copy(given: &Given) -> Given {
    match given {
        Ok(token) => Ok(token.clone()),
        Err(error) => Err(error.to_string().into()),
    }
}

#[cfg(feature = "reqwest")]
pub(super) use asynchronous::AsyncFlight;
#[cfg(feature = "ureq")]
pub(super) use blocking::Flight;

#[cfg(feature = "reqwest")]
mod asynchronous {
    use std::future::Future;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::{Flights, Given, Wanted, copy};

    /// Whoever has the lock asks; should its future be dropped, the next one does.
    #[derive(Default)]
    pub(in crate::runtime::client) struct AsyncFlight {
        /// How often it was asked.
        asked: AtomicU64,
        given: tokio::sync::Mutex<Option<Given>>,
    }

    impl Flights<AsyncFlight> {
        pub(in crate::runtime::client) async fn ask(&self, wanted: Wanted, call: impl Future<Output = Given>) -> Given {
            let flight = self.join(wanted);
            let before = flight.asked.load(Ordering::SeqCst);
            let mut last = flight.given.lock().await;
            match &*last {
                Some(given) if flight.asked.load(Ordering::SeqCst) != before => copy(given),
                _ => {
                    let given = call.await;
                    *last = Some(copy(&given));
                    flight.asked.fetch_add(1, Ordering::SeqCst);
                    given
                }
            }
        }
    }
}

#[cfg(feature = "ureq")]
mod blocking {
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
    use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
    use std::time::{Duration, Instant};

    use super::{Flights, Given, Wanted, copy, lock};

    #[derive(Default)]
    pub(in crate::runtime::client) struct Flight {
        state: Mutex<State>,
        landed: Condvar,
    }

    #[derive(Default)]
    struct State {
        under_way: bool,
        /// How often it was asked.
        asked: u64,
        given: Option<Given>,
    }

    impl Flight {
        fn land(&self, given: Given) {
            let mut state = lock(&self.state);
            *state = State { under_way: false, asked: state.asked.wrapping_add(1), given: Some(given) };
            self.landed.notify_all();
        }
    }

    impl Flights<Flight> {
        /// Calls the provider, in a thread of its own, since nothing else ends the wait for one that does not return;
        /// `None` if it gave nothing within this time.
        pub(in crate::runtime::client) fn ask(
            &self,
            wanted: Wanted,
            time: Duration,
            call: impl FnOnce() -> Given + Send + 'static,
        ) -> Option<Given> {
            let begun = Instant::now();
            let left = || time.checked_sub(begun.elapsed());
            let flight = self.join(wanted);
            let mut state = lock(&flight.state);
            let before = state.asked;
            while state.under_way {
                let waited = flight.landed.wait_timeout(state, left()?);
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
            }
            if state.asked != before {
                return state.given.as_ref().map(copy);
            }
            state.under_way = true;
            drop(state);

            let (sender, receiver) = mpsc::sync_channel(1);
            let landing = flight.clone();
            let thread = std::thread::Builder::new().name("graph-models-token".to_owned()).spawn(move || {
                let outcome = catch_unwind(AssertUnwindSafe(call));
                landing.land(outcome.as_ref().map_or_else(|_| Err("the provider of tokens panicked".into()), copy));
                drop(sender.send(outcome));
            });
            if let Err(error) = thread {
                flight.land(Err(error.to_string().into()));
                return Some(Err(error.into()));
            }
            match receiver.recv_timeout(left()?) {
                Ok(Ok(given)) => Some(given),
                Ok(Err(panic)) => resume_unwind(panic),
                Err(_) => {
                    self.give_up(&flight);
                    None
                }
            }
        }

        /// Whoever comes later does not wait for this call any more.
        fn give_up(&self, flight: &Arc<Flight>) {
            lock(&self.0).retain(|(_, it)| !std::ptr::eq(it.as_ptr(), Arc::as_ptr(flight)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_wants_the_same_joins() {
        let wanted = |url: &str, claims: Option<&str>, refused: Option<&str>| Wanted {
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
            ]
        };
        let flights = Flights::<u8>::default();
        let first: Vec<Arc<u8>> = kinds().into_iter().map(|wanted| flights.join(wanted)).collect();
        let second: Vec<Arc<u8>> = kinds().into_iter().map(|wanted| flights.join(wanted)).collect();
        for (at, flight) in first.iter().enumerate() {
            let joined = second.iter().map(|other| Arc::ptr_eq(flight, other));
            assert!(joined.eq((0..second.len()).map(|other| other == at)));
        }
        // Nothing is kept when nobody waits any more.
        drop((first, second));
        let alone = flights.join(wanted("https://a", None, None));
        assert_eq!((Arc::strong_count(&alone), lock(&flights.0).len()), (1, 1));
    }
}
