//! All errors.

mod batch;
mod decode;
mod graph;
mod no_body;
mod not_modified;
mod request;
pub(crate) mod shown;

pub use batch::BatchError;
pub use decode::{DecodeError, EncodeError};
pub use graph::{ErrorBody, ErrorDetail, ErrorResponse, GraphError, InnerError, RetryAfter};
pub use no_body::NoBody;
pub use not_modified::NotModified;
pub use request::RequestError;

pub(crate) use graph::is_throttled;

use std::fmt;

use super::page::UnreadableItem;
use super::transport::TransportError;
use super::wait::Unfinished;

/// Anything that can go wrong between a request and its result.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The service returned an error status, or an error with a success status.
    Graph(Box<GraphError>),
    /// The result of a conditional request has not changed (`304 Not Modified`): the caller's copy is current.
    NotModified(Box<NotModified>),
    /// The response succeeded, but its body is not as documented.
    Decode(DecodeError),
    /// An item of a page is not as documented; the items after it can still be read.
    Unreadable(Box<UnreadableItem>),
    /// A write succeeded, but its response lacks the body that the request decodes into.
    NoBody(Box<NoBody>),
    /// The request cannot be sent.
    Request(RequestError),
    /// There is no complete response.
    Transport(TransportError),
    /// Waiting ended before the expected status: at the deadline, or at another final status.
    Unfinished(Box<Unfinished>),
    /// A response of a batch is missing or unexpected.
    Batch(BatchError),
}

impl Error {
    /// The error of the service, if it returned one.
    pub fn as_graph(&self) -> Option<&GraphError> {
        match self {
            Self::Graph(error) => Some(error),
            _ => None,
        }
    }

    /// Whether the result of a conditional request has not changed: the response to `If-None-Match` or
    /// `If-Modified-Since` is `304 Not Modified`.
    pub fn is_not_modified(&self) -> bool {
        self.as_not_modified().is_some()
    }

    /// The response for an unchanged result, if it is one.
    pub fn as_not_modified(&self) -> Option<&NotModified> {
        match self {
            Self::NotModified(answer) => Some(answer),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Graph(error) => error.fmt(f),
            Self::NotModified(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Unreadable(item) => item.fmt(f),
            Self::NoBody(error) => error.fmt(f),
            Self::Request(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Unfinished(error) => error.fmt(f),
            Self::Batch(error) => error.fmt(f),
        }
    }
}

// `source` skips the wrapped error, because `Display` above already includes it.
impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Graph(error) => error.source(),
            Self::NotModified(error) => error.source(),
            Self::Decode(error) => error.source(),
            Self::Unreadable(item) => item.source(),
            Self::NoBody(error) => error.source(),
            Self::Request(error) => error.source(),
            Self::Transport(error) => error.source(),
            Self::Unfinished(error) => error.source(),
            Self::Batch(error) => error.source(),
        }
    }
}

impl From<GraphError> for Error {
    fn from(error: GraphError) -> Self {
        Self::Graph(Box::new(error))
    }
}

impl From<NotModified> for Error {
    fn from(answer: NotModified) -> Self {
        Self::NotModified(Box::new(answer))
    }
}

/// An error of the service with a success status is [`Error::Graph`].
impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        match error.into_graph() {
            Ok(error) => Self::Graph(error),
            Err(error) => Self::Decode(error),
        }
    }
}

impl From<UnreadableItem> for Error {
    fn from(item: UnreadableItem) -> Self {
        Self::Unreadable(Box::new(item))
    }
}

impl From<NoBody> for Error {
    fn from(error: NoBody) -> Self {
        Self::NoBody(Box::new(error))
    }
}

impl From<RequestError> for Error {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl From<BatchError> for Error {
    fn from(error: BatchError) -> Self {
        Self::Batch(error)
    }
}
