//! The responses to a batch.

use std::fmt;

use http::Response as HttpResponse;

use super::handle::{BatchHandle, BatchId, wire};
use crate::runtime::error::{BatchError, Error};
use crate::runtime::response::{self, Asked, Response};

/// The responses to the requests of a batch.
#[derive(Debug)]
pub struct BatchAnswers {
    batch: u64,
    answers: Vec<(Asked, State)>,
    problems: Vec<BatchError>,
}

/// The state of a request.
pub(super) enum State {
    Unsent,
    Unanswered,
    Twice,
    Answered(HttpResponse<Vec<u8>>),
}

/// Only the status of a response.
impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsent => f.write_str("Unsent"),
            Self::Unanswered => f.write_str("Unanswered"),
            Self::Twice => f.write_str("Twice"),
            Self::Answered(response) => f.debug_tuple("Answered").field(&response.status()).finish(),
        }
    }
}

impl State {
    pub(super) fn response(&self) -> Option<&HttpResponse<Vec<u8>>> {
        match self {
            Self::Answered(response) => Some(response),
            Self::Unsent | Self::Unanswered | Self::Twice => None,
        }
    }

    /// Whether requests that depend on this one may be sent.
    pub(super) fn is_success(&self) -> bool {
        self.response().is_some_and(|response| response.status().as_u16() < 400)
    }
}

impl BatchAnswers {
    pub(super) fn new(batch: u64, answers: Vec<(Asked, State)>, problems: Vec<BatchError>) -> Self {
        Self { batch, answers, problems }
    }

    /// The response to a request, decoded by [`Request::decode`](crate::Request::decode).
    ///
    /// # Errors
    /// See [`Request::decode`](crate::Request::decode): a rejected request is an [`Error::Graph`], with its
    /// [`retry_delay`](crate::GraphError::retry_delay) if it was throttled. [`Error::Batch`] if there is no response,
    /// or more than one, or if the handle belongs to another batch.
    pub fn get<T: Response>(&self, handle: BatchHandle<T>) -> Result<T, Error> {
        let (asked, response) = self.find(handle.id())?;
        response::read(asked, response, T::decode, T::without_body)
    }

    /// The undecoded response to a request, for [`Request::decode_strict`](crate::Request::decode_strict) and similar
    /// methods.
    ///
    /// # Errors
    /// [`BatchError`], see above.
    pub fn response(&self, id: impl Into<BatchId>) -> Result<&HttpResponse<Vec<u8>>, BatchError> {
        self.find(id.into()).map(|(_, response)| response)
    }

    /// Problems with the responses themselves: missing, repeated and unexpected ones.
    pub fn problems(&self) -> &[BatchError] {
        &self.problems
    }

    fn find(&self, id: BatchId) -> Result<(Asked, &HttpResponse<Vec<u8>>), BatchError> {
        let index = id.index_in(self.batch);
        let found = index.and_then(|index| Some((wire(index), self.answers.get(index)?)));
        let (id, &(asked, ref state)) = found.ok_or(BatchError::OtherBatch)?;
        match state {
            State::Answered(response) => Ok((asked, response)),
            State::Unsent => Err(BatchError::Unsent { id }),
            State::Unanswered => Err(BatchError::Unanswered { id }),
            State::Twice => Err(BatchError::Twice { id }),
        }
    }
}
