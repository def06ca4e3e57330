//! What can go wrong.

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

/// Anything that can go wrong between a request and the value it asks for.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The service answered with a status that does not say success, or with an error in spite of it.
    Graph(Box<GraphError>),
    /// What a conditional request asks for has not changed (`304 Not Modified`): what the caller has is current.
    NotModified(Box<NotModified>),
    /// The service answered with success, but the body is not what the docs say.
    Decode(DecodeError),
    /// An item of a page is not what the docs say; those after it can be read all the same.
    Unreadable(Box<UnreadableItem>),
    /// The service answered a write with success, but without the body that the request decodes into.
    NoBody(Box<NoBody>),
    /// The request can't be sent.
    Request(RequestError),
    /// No complete response came.
    Transport(TransportError),
    /// Time was up before the service was done, or it came to another end than the one waited for.
    Unfinished(Box<Unfinished>),
    /// An answer of a batch is missing or does not belong there.
    Batch(BatchError),
}

impl Error {
    /// What the service said, if it did.
    pub fn as_graph(&self) -> Option<&GraphError> {
        match self {
            Self::Graph(error) => Some(error),
            _ => None,
        }
    }

    /// Whether what a conditional request asks for has not changed: the answer to `If-None-Match` or
    /// `If-Modified-Since` is `304 Not Modified`.
    pub fn is_not_modified(&self) -> bool {
        self.as_not_modified().is_some()
    }

    /// What the service said of something that has not changed, if it did.
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

// `source` goes past the wrapped error, since `Display` above already prints it.
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

/// An error of the service that came with a status of success is [`Error::Graph`].
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
