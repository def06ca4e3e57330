//! What carries a request to the service and brings its response back.
//!
//! Everything above is written against the two traits here, one for blocking code and one for async code, so that it
//! works with any HTTP client and is tested without a network.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;

use http::{Request, Response};

/// Sends one HTTP request and waits for its response.
///
/// A status that says failure is a response like any other. A transport that retries or follows redirects does so
/// inside of `send`. One that adds tokens leaves requests alone that are marked [`WithoutToken`], and one that follows
/// redirects minds [`WithoutRedirects`].
pub trait Transport {
    /// Sends a request.
    ///
    /// # Errors
    /// No response came: the service could not be reached, the connection broke, time ran out.
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError>;
}

impl<T: Transport + ?Sized> Transport for &T {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        (**self).send(request)
    }
}

/// As [`Transport`], for async code. Bound to no runtime.
pub trait AsyncTransport {
    /// Sends a request.
    ///
    /// # Errors
    /// As [`Transport::send`].
    fn send(&self, request: Request<Vec<u8>>)
    -> impl Future<Output = Result<Response<Vec<u8>>, TransportError>> + Send;
}

impl<T: AsyncTransport + Sync + ?Sized> AsyncTransport for &T {
    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, TransportError>> + Send {
        (**self).send(request)
    }
}

/// Marks an [`http::Request`], as one of its extensions, that must carry no token: its URL is secret enough, such as that
/// of an upload session or of a [monitor](crate::runtime::accepted) on another host. A transport that adds tokens adds none
/// to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WithoutToken;

/// Marks an [`http::Request`], as one of its extensions, of which a redirect by `302 Found` or `303 See Other` is an
/// answer like any other: where a long-running operation ends with a redirect, its address is what is wanted, not what is
/// there. A transport that follows redirects does not follow these two of such a request. `301`, `307` and `308` say that
/// the operation is to be asked elsewhere, and are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WithoutRedirects;

/// What went wrong between the request and a complete response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: the name is unknown, nobody listens, TLS failed.
    Connect,
    /// Time ran out.
    Timeout,
    /// The connection broke before the response was complete.
    Interrupted,
    /// The response is larger than allowed.
    TooLarge,
    /// A redirect was not followed: too many of them, or one that leads where it must not.
    Redirect,
    /// No token could be had.
    Token,
    /// Anything else.
    Other,
}

/// A request that brought no complete response.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: Cow<'static, str>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl TransportError {
    /// An error without a cause of its own. The message is a phrase without a capital letter and a full stop.
    pub fn new(kind: TransportErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// Names the error of the HTTP client.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What kind of error.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}
