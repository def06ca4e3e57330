//! Waiting that came to no good end.

use std::fmt;
use std::time::Duration;

use crate::runtime::error::Error;
use crate::runtime::error::shown::{Escaped, Plain};

/// What came of waiting instead of what was waited for.
pub enum WaitError<T> {
    /// A request failed.
    Request(Error),
    /// Time is up, or the status can no longer become what was waited for.
    Unfinished {
        /// Why, and with which status.
        why: Unfinished,
        /// What was read last; `None` if nothing was.
        last: Option<Box<T>>,
    },
}

impl<T> WaitError<T> {
    /// What was read last.
    pub fn last(&self) -> Option<&T> {
        match self {
            Self::Unfinished { last, .. } => last.as_deref(),
            Self::Request(_) => None,
        }
    }

    /// What was read last, owned.
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

/// Without what was read last.
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

// `source` goes past the wrapped error, since `Display` above already prints it.
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

/// Without what was read last.
impl<T> From<WaitError<T>> for Error {
    fn from(error: WaitError<T>) -> Self {
        match error {
            WaitError::Request(error) => error,
            WaitError::Unfinished { why, .. } => Self::Unfinished(Box::new(why)),
        }
    }
}

/// Why waiting ended before its time, or with it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unfinished {
    /// Why.
    pub reason: UnfinishedReason,
    /// The status that was read last, as it stands on the wire; `None` if there was none.
    pub status: Option<String>,
    /// What the service says of it, on one line, if it says anything.
    pub detail: Option<String>,
    /// For how long.
    pub waited: Duration,
}

/// Why waiting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnfinishedReason {
    /// Time is up.
    Deadline,
    /// The status is one that does not change any more.
    Stopped,
}

impl fmt::Display for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            UnfinishedReason::Deadline => write!(f, "time is up after {:?}", self.waited)?,
            UnfinishedReason::Stopped => f.write_str("it has come to another end")?,
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
