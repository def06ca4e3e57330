//! Answers of a batch that do not match its requests.

use std::fmt;

/// An answer of a batch that is missing or does not belong there. Ids are those on the wire: 1 for the first request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BatchError {
    /// The request was not sent, because an earlier call of the batch failed.
    Unsent {
        /// The id of the request.
        id: usize,
    },
    /// The request was sent, but there is no answer to it. It may have been carried out.
    Unanswered {
        /// The id of the request.
        id: usize,
    },
    /// There are several answers to the request.
    Twice {
        /// The id of the request.
        id: usize,
    },
    /// There is an answer to the request, but it does not say an HTTP status. It counts as none.
    NoStatus {
        /// The id of the request.
        id: usize,
    },
    /// There is an answer to no request of its call.
    UnknownId {
        /// The id as it came; `None` if there was none.
        id: Option<String>,
    },
    /// The handle is that of another batch.
    OtherBatch,
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsent { id } => write!(f, "request {id} of the batch was not sent, since an earlier call failed"),
            Self::Unanswered { id } => write!(f, "request {id} of the batch has no answer"),
            Self::Twice { id } => write!(f, "request {id} of the batch has several answers"),
            Self::NoStatus { id } => write!(f, "the answer to request {id} of the batch has no HTTP status"),
            Self::UnknownId { id: Some(id) } => write!(f, "the batch has an answer with the unknown id {id:?}"),
            Self::UnknownId { id: None } => f.write_str("the batch has an answer without an id"),
            Self::OtherBatch => f.write_str("the handle is that of another batch"),
        }
    }
}

impl std::error::Error for BatchError {}
