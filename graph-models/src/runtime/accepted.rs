//! Operations that continue after their response: `202 Accepted` and the address of the operation in progress.
//!
//! Such a request decodes into an [`Accepted`], or into a [`Started`] if the result can be there at once. Its
//! [`Monitor`] polls the address until the operation has ended:
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
//! The address is usually on the service that was called, and is requested with the token like everything else. Some
//! operations, such as copying a file, return an address on another host. [`Accepted::monitor`] rejects it
//! ([`RequestError::ForeignLink`]). According to the docs, such addresses need no token, because nobody else knows
//! them: [`Accepted::monitor_without_token`] makes requests without the headers of the original, marked
//! [`WithoutToken`](crate::runtime::transport::WithoutToken), which clients respect.
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

/// An operation that was accepted and continues. Its address returns a `T`: [`Progress`], which is common to all
/// operations, or the documented type of the operation.
pub struct Accepted<T = Progress> {
    /// The header `Operation-Location`, else `Location`, unchanged: where to ask for the progress. `None` if the
    /// response has neither; then the operation may have ended already.
    pub location: Option<String>,
    /// How long to wait before the first request, if the service says so.
    pub retry_after: Option<RetryAfter>,
    /// The status, usually 202.
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

    /// Monitors the operation. `request` is the request that was accepted; its headers are sent too.
    ///
    /// # Errors
    /// [`RequestError::NoLocation`] if the response has no address, [`RequestError::ForeignLink`] if it has a
    /// different scheme, host or port.
    pub fn monitor<U>(&self, request: &Request<U>) -> Result<Monitor<T>, RequestError> {
        let link = request.resolve(self.address()?);
        Ok(Monitor::new(request.follow(&link)?, request.follow(&request.url())?, self.retry_after.clone()))
    }

    /// Like [`Accepted::monitor`], for an address that needs no token, on any host; see [the module](self).
    ///
    /// # Errors
    /// [`RequestError::NoLocation`] if the response has no address, [`RequestError::ForeignLink`] if it is not an
    /// `https` URL although that of the request is, or if it has a user name.
    pub fn monitor_without_token<U>(&self, request: &Request<U>) -> Result<Monitor<T>, RequestError> {
        let link = request.resolve(self.address()?);
        let monitor = request.follow_without_token(&link)?;
        Ok(Monitor::new(monitor, request.follow(&request.url())?, self.retry_after.clone()))
    }

    fn address(&self) -> Result<&str, RequestError> {
        self.location.as_deref().ok_or(RequestError::NoLocation)
    }
}

/// The body is ignored.
impl<T> Response for Accepted<T> {
    fn decode(status: StatusCode, headers: &HeaderMap, _: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self::new(status, headers))
    }
}

/// The address of the operation in progress, or of the created object.
fn location(headers: &HeaderMap) -> Option<&str> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    text("operation-location").or_else(|| text(header::LOCATION.as_str()))
}

// By hand, because derives would require the same of `T`.
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

/// Only the host of the location: an address that needs no token is a secret.
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

/// The response of an operation that may be done at once, or continue.
#[derive(Clone, Debug, PartialEq)]
pub enum Started<R, T = Progress> {
    /// It is done; this is the result.
    Done(R),
    /// It was accepted and continues.
    Accepted(Accepted<T>),
}

impl<R, T> Started<R, T> {
    /// The result, if it is done.
    pub fn done(self) -> Option<R> {
        match self {
            Self::Done(value) => Some(value),
            Self::Accepted(_) => None,
        }
    }

    /// The accepted operation, if it continues.
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

/// `202 Accepted` with an address or without a body continues; everything else is done.
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

/// The address in a response: of the created object, of the operation in progress, or of bytes elsewhere (`302
/// Found`).
///
/// Any request decodes into it with `request.returning::<Located>()`. For an address that needs no token, use
/// [`Request::follow_without_token`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Located {
    /// The header `Operation-Location`, else `Location`, unchanged.
    pub location: String,
}

/// Only the host of the location: an address that needs no token is a secret.
impl fmt::Debug for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Located").field("location", &Plain(shown::host(&self.location))).finish()
    }
}

impl Response for Located {
    fn decode(_: StatusCode, headers: &HeaderMap, _: &[u8]) -> Result<Self, DecodeError> {
        let missing = || DecodeError::at("an address", String::new(), "the header `Location` is missing".to_owned());
        location(headers).map(|location| Self { location: location.to_owned() }).ok_or_else(missing)
    }
}
