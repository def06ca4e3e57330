//! Responses of a batch that do not match its requests.

use std::fmt;

/// A response of a batch that is missing or unexpected. Ids are those on the wire: 1 for the first request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BatchError {
    /// The request was not sent, because an earlier call of the batch failed.
    Unsent {
        /// The id of the request.
        id: usize,
    },
    /// The request was sent, but there is no response. It may have been carried out.
    Unanswered {
        /// The id of the request.
        id: usize,
    },
    /// There are several responses to the request.
    Twice {
        /// The id of the request.
        id: usize,
    },
    /// The response to the request has no HTTP status. It counts as missing.
    NoStatus {
        /// The id of the request.
        id: usize,
    },
    /// There is a response to an unknown request.
    UnknownId {
        /// The id in the response; `None` if it has none.
        id: Option<String>,
    },
    /// The handle belongs to another batch.
    OtherBatch,
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsent { id } => write!(f, "request {id} of the batch was not sent, because an earlier call failed"),
            Self::Unanswered { id } => write!(f, "request {id} of the batch has no response"),
            Self::Twice { id } => write!(f, "request {id} of the batch has several responses"),
            Self::NoStatus { id } => write!(f, "the response to request {id} of the batch has no HTTP status"),
            Self::UnknownId { id: Some(id) } => write!(f, "the batch has a response with the unknown id {id:?}"),
            Self::UnknownId { id: None } => f.write_str("the batch has a response without an id"),
            Self::OtherBatch => f.write_str("the handle belongs to another batch"),
        }
    }
}

impl std::error::Error for BatchError {}
