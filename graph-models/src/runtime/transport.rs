//! The interface between requests and HTTP clients.
//!
//! Everything else is based on these two traits, one for blocking code and one for async code, so that it works with
//! any HTTP client and can be tested without a network.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;

use http::{Request, Response};

/// Sends one HTTP request and waits for its response.
///
/// An error status is a response like any other. A transport can retry or follow redirects inside `send`. If it adds
/// tokens, it must not add them to requests marked [`WithoutToken`]; if it follows redirects, it must respect
/// [`WithoutRedirects`].
pub trait Transport {
    /// Sends a request.
    ///
    /// # Errors
    /// There is no response: the service could not be reached, the connection broke, or the time limit was exceeded.
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError>;
}

impl<T: Transport + ?Sized> Transport for &T {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        (**self).send(request)
    }
}

/// Like [`Transport`], for async code. Independent of the runtime.
pub trait AsyncTransport {
    /// Sends a request.
    ///
    /// # Errors
    /// See [`Transport::send`].
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

/// Marks an [`http::Request`], as an extension, that must not have a token: its URL is a secret, such as that of an
/// upload session or of a [monitor](crate::runtime::accepted) on another host. Transports must not add a token to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WithoutToken;

/// Marks an [`http::Request`], as an extension, for which a redirect by `302 Found` or `303 See Other` must be
/// returned: if a long-running operation ends with a redirect, its address is the result. Transports must not follow
/// these two for such a request. `301`, `307` and `308` give a new address of the operation, and are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WithoutRedirects;

/// Why there is no complete response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: unknown host name, connection refused, TLS failure.
    Connect,
    /// The time limit was exceeded.
    Timeout,
    /// The connection broke before the response was complete.
    Interrupted,
    /// The response is larger than allowed.
    TooLarge,
    /// A redirect was not followed: there were too many, or its target is not allowed.
    Redirect,
    /// The token provider failed.
    Token,
    /// Anything else.
    Other,
}

/// A request without a complete response.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: Cow<'static, str>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl TransportError {
    /// An error without a cause. The message starts in lower case and has no full stop.
    pub fn new(kind: TransportErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// Adds the error of the HTTP client as the cause.
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
