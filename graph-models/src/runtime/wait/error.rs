//! Errors of waiting.

use std::fmt;
use std::time::Duration;

use crate::runtime::error::Error;
use crate::runtime::error::shown::{Escaped, Plain};

/// Why waiting did not succeed.
pub enum WaitError<T> {
    /// A request failed.
    Request(Error),
    /// The deadline has passed, or the status can no longer become the expected one.
    Unfinished {
        /// The reason and the status.
        why: Unfinished,
        /// The last result; `None` if there was none.
        last: Option<Box<T>>,
    },
}

impl<T> WaitError<T> {
    /// The last result.
    pub fn last(&self) -> Option<&T> {
        match self {
            Self::Unfinished { last, .. } => last.as_deref(),
            Self::Request(_) => None,
        }
    }

    /// The last result, owned.
    pub fn into_last(self) -> Option<T> {
        match self {
            Self::Unfinished { last, .. } => last.map(|last| *last),
            Self::Request(_) => None,
        }
    }

    /// Why waiting ended, if no request failed.
    pub fn unfinished(&self) -> Option<&Unfinished> {
        match self {
            Self::Unfinished { why, .. } => Some(why),
            Self::Request(_) => None,
        }
    }
}

impl<T> fmt::Display for WaitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => error.fmt(f),
            Self::Unfinished { why, .. } => why.fmt(f),
        }
    }
}

/// Without the last result.
impl<T> fmt::Debug for WaitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => f.debug_tuple("Request").field(error).finish(),
            Self::Unfinished { why, last } => {
                let last = last.as_ref().map(|_| Plain("…"));
                f.debug_struct("Unfinished").field("why", why).field("last", &last).finish()
            }
        }
    }
}

// `source` skips the wrapped error, because `Display` above already includes it.
impl<T> std::error::Error for WaitError<T> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Request(error) => error.source(),
            Self::Unfinished { .. } => None,
        }
    }
}

impl<T> From<Error> for WaitError<T> {
    fn from(error: Error) -> Self {
        Self::Request(error)
    }
}

/// Without the last result.
impl<T> From<WaitError<T>> for Error {
    fn from(error: WaitError<T>) -> Self {
        match error {
            WaitError::Request(error) => error,
            WaitError::Unfinished { why, .. } => Self::Unfinished(Box::new(why)),
        }
    }
}

/// Why waiting ended without the expected status.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unfinished {
    /// The reason.
    pub reason: UnfinishedReason,
    /// The last status, as on the wire; `None` if there was none.
    pub status: Option<String>,
    /// The message of the service about it on one line, if any.
    pub detail: Option<String>,
    /// The time spent waiting.
    pub waited: Duration,
}

/// Why waiting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnfinishedReason {
    /// The deadline has passed.
    Deadline,
    /// The status is final.
    Stopped,
}

impl fmt::Display for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            UnfinishedReason::Deadline => write!(f, "the deadline passed after {:?}", self.waited)?,
            UnfinishedReason::Stopped => f.write_str("it ended with another status")?,
        }
        match &self.status {
            Some(status) => write!(f, ": the status is `{}`", Escaped(status))?,
            None => f.write_str(": there is no status")?,
        }
        match &self.detail {
            Some(detail) => write!(f, " ({})", Escaped(detail)),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Unfinished {}
