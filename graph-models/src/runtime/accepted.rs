//! Operations that go on after their answer: `202 Accepted` and the address of what is under way.
//!
//! Such a request decodes into an [`Accepted`], or into a [`Started`] where the answer may be there at once. Its
//! [`Monitor`] asks the address until the operation has ended:
//!
//! ```
//! # use graph_models::runtime::error::ErrorDetail as Team;
//! # use graph_models::{Accepted, Error, Request, Transport};
//! # use std::time::Duration;
//! # fn example(create: Request<Accepted>, client: impl Transport) -> Result<(), Error> {
//! let accepted = create.send(&client)?;
//! let finished = accepted.monitor(&create)?.within(Duration::from_secs(600)).run(&client)?;
//! let team: Team = finished.resource()?.send(&client)?;
//! # Ok(())
//! # }
//! ```
//!
//! In async code the last steps are `.run_async(&client, tokio::time::sleep).await?` and `.send_async(&client).await?`.
//!
//! # Where the token goes
//!
//! The address is mostly on the service that was called, and is asked with the token as everything else. Some operations,
//! such as the copy of a file, give an address on another host. [`Accepted::monitor`] refuses it
//! ([`RequestError::ForeignLink`]). The docs say of those addresses that they need no token, since nobody else knows
//! them: [`Accepted::monitor_without_token`] makes requests that carry none of the headers of the original, and are marked
//! [`WithoutToken`](crate::runtime::transport::WithoutToken), which clients keep to.
//!
//! See [the docs](https://learn.microsoft.com/graph/long-running-actions-overview).

mod finished;
mod monitor;
mod progress;

pub use finished::Finished;
pub use monitor::Monitor;
pub use progress::{OperationState, Progress};

use std::fmt;
use std::marker::PhantomData;

use http::{HeaderMap, StatusCode, header};

use super::decode::Decoded;
use super::error::shown::{self, Plain};
use super::error::{DecodeError, RequestError, RetryAfter};
use super::request::Request;
use super::response::Response;

/// An operation that was accepted and goes on. At its address is a `T`: [`Progress`], which all have in common, or the
/// documented type of operation.
pub struct Accepted<T = Progress> {
    /// The header `Operation-Location`, else `Location`, as it was written: where to ask how the operation is getting on.
    /// `None` if the answer had neither; then the operation may have ended already.
    pub location: Option<String>,
    /// How long to wait before asking, if the service says so.
    pub retry_after: Option<RetryAfter>,
    /// The status, mostly 202.
    pub status: StatusCode,
    operation: PhantomData<fn() -> T>,
}

impl<T> Accepted<T> {
    fn new(status: StatusCode, headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        Self {
            location: location(headers).map(str::to_owned),
            retry_after: text(header::RETRY_AFTER.as_str()).map(RetryAfter::parse),
            status,
            operation: PhantomData,
        }
    }

    /// Asks how the operation is getting on. `request` is the one that was accepted; its headers go along.
    ///
    /// # Errors
    /// [`RequestError::NoLocation`] if the answer had no address, [`RequestError::ForeignLink`] if it is on another scheme,
    /// host or port.
    pub fn monitor<U>(&self, request: &Request<U>) -> Result<Monitor<T>, RequestError> {
        let link = request.resolve(self.address()?);
        Ok(Monitor::new(request.follow(&link)?, request.follow(&request.url())?, self.retry_after.clone()))
    }

    /// As [`Accepted::monitor`], for an address that needs no token, on whatever host; see [the module](self).
    ///
    /// # Errors
    /// [`RequestError::NoLocation`] if the answer had no address, [`RequestError::ForeignLink`] if it is not an `https` URL
    /// though that of the request is, or has a user name.
    pub fn monitor_without_token<U>(&self, request: &Request<U>) -> Result<Monitor<T>, RequestError> {
        let link = request.resolve(self.address()?);
        let monitor = request.follow_without_token(&link)?;
        Ok(Monitor::new(monitor, request.follow(&request.url())?, self.retry_after.clone()))
    }

    fn address(&self) -> Result<&str, RequestError> {
        self.location.as_deref().ok_or(RequestError::NoLocation)
    }
}

/// Whatever the body is, it is not read.
impl<T> Response for Accepted<T> {
    fn decode(status: StatusCode, headers: &HeaderMap, _: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self::new(status, headers))
    }
}

/// The address of what is under way, or of what was made.
fn location(headers: &HeaderMap) -> Option<&str> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    text("operation-location").or_else(|| text(header::LOCATION.as_str()))
}

// By hand, since derives would ask for the same of `T`.
impl<T> Clone for Accepted<T> {
    fn clone(&self) -> Self {
        Self {
            location: self.location.clone(),
            retry_after: self.retry_after.clone(),
            status: self.status,
            operation: PhantomData,
        }
    }
}

/// Of the location, its host: an address that needs no token is a secret.
impl<T> fmt::Debug for Accepted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accepted")
            .field("location", &shown::link(self.location.as_ref()))
            .field("retry_after", &self.retry_after)
            .field("status", &self.status)
            .finish()
    }
}

impl<T> PartialEq for Accepted<T> {
    fn eq(&self, other: &Self) -> bool {
        (&self.location, &self.retry_after, self.status) == (&other.location, &other.retry_after, other.status)
    }
}

/// The answer of an operation that may be done at once, or go on.
#[derive(Clone, Debug, PartialEq)]
pub enum Started<R, T = Progress> {
    /// It is done, and this is what came of it.
    Done(R),
    /// It was accepted, and goes on.
    Accepted(Accepted<T>),
}

impl<R, T> Started<R, T> {
    /// What came of it, if it is done.
    pub fn done(self) -> Option<R> {
        match self {
            Self::Done(value) => Some(value),
            Self::Accepted(_) => None,
        }
    }

    /// What is known of it, if it goes on.
    pub fn accepted(self) -> Option<Accepted<T>> {
        match self {
            Self::Done(_) => None,
            Self::Accepted(accepted) => Some(accepted),
        }
    }

    fn by<U>(
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        accepted: impl FnOnce(Accepted<T>) -> U,
        done: impl FnOnce() -> Result<U, DecodeError>,
    ) -> Result<U, DecodeError> {
        let goes_on = status == StatusCode::ACCEPTED && (location(headers).is_some() || body.trim_ascii().is_empty());
        if goes_on { Ok(accepted(Accepted::new(status, headers))) } else { done() }
    }
}

/// `202 Accepted` goes on if it has an address or no body; all else is done.
impl<R: Response, T> Response for Started<R, T> {
    fn decode(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
        Self::by(status, headers, body, Self::Accepted, || R::decode(status, headers, body).map(Self::Done))
    }

    fn decode_strict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
        Self::by(status, headers, body, Self::Accepted, || R::decode_strict(status, headers, body).map(Self::Done))
    }

    fn decode_with_report(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Decoded<Self>, DecodeError> {
        let done = || R::decode_with_report(status, headers, body).map(|decoded| decoded.map(Self::Done));
        Self::by(status, headers, body, |accepted| Decoded::exact(Self::Accepted(accepted)), done)
    }

    fn without_body() -> Option<Self> {
        R::without_body().map(Self::Done)
    }
}

/// The address in an answer: of what was created, of what is under way, or of bytes that are elsewhere (`302 Found`).
///
/// Any request decodes into it by `request.returning::<Located>()`. An address that needs no token is read with
/// [`Request::follow_without_token`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Located {
    /// The header `Operation-Location`, else `Location`, as it was written.
    pub location: String,
}

/// Of the location, its host: an address that needs no token is a secret.
impl fmt::Debug for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Located").field("location", &Plain(shown::host(&self.location))).finish()
    }
}

impl Response for Located {
    fn decode(_: StatusCode, headers: &HeaderMap, _: &[u8]) -> Result<Self, DecodeError> {
        let missing = || DecodeError::at("an address", String::new(), "there is no header `Location`".to_owned());
        location(headers).map(|location| Self { location: location.to_owned() }).ok_or_else(missing)
    }
}
