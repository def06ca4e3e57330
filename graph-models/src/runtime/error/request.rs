//! A request that can't be sent.

use std::fmt;

use super::EncodeError;
use super::shown;

/// A request that can't be sent as it was built.
///
/// Neither `Display` nor `Debug` show what may be a secret: the path and the query of a link, the values of a query.
#[derive(Clone)]
#[non_exhaustive]
pub enum RequestError {
    /// A key or a piece of a path is empty, so the URL would be that of another resource.
    EmptyKey {
        /// The path before it.
        after: String,
    },
    /// A key or a piece of a path is `.` or `..`, which HTTP clients resolve, percent-encoded or not, so the URL would
    /// be that of another resource.
    DotSegment {
        /// The path before it.
        after: String,
    },
    /// The body can't be written as JSON.
    Body(EncodeError),
    /// The name or the value of a header holds characters that headers can't carry.
    Header {
        /// The name as it was given.
        name: String,
    },
    /// The URL is invalid: the root of the service was wrong.
    Url {
        /// The URL.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A file without a byte can't go into an upload session.
    EmptyUpload,
    /// A link of a response leads to another scheme, host or port than the request, or can't be understood. It was not
    /// followed, since the token of the request would go along.
    ForeignLink {
        /// The link as it was received.
        link: String,
        /// The host of the request, with its scheme.
        origin: String,
    },
    /// The link to the next page of a collection was followed before. Following it again would go on for ever.
    LinkLoop {
        /// The link as it was received.
        link: String,
    },
    /// An answer was given to something that had not asked for any, such as a collection that was read to its end.
    NothingAsked,
    /// The answer does not say the address that is needed: no header `Location` or `Operation-Location`.
    NoLocation,
    /// A request of a batch goes to another service, or another version of it, than the first one.
    OtherRoot {
        /// The URL of the request.
        url: String,
        /// The root of the service of the first request.
        root: String,
    },
    /// A request of a batch is to come after a request of another batch.
    OtherBatch,
    /// A body that is declared as JSON is invalid JSON. Reported only where it would spoil others, as in a batch.
    NotJson {
        /// What is wrong with it.
        reason: String,
    },
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyKey { after } => write!(f, "empty key after {after:?}"),
            Self::DotSegment { after } => write!(f, "key `.` or `..` after {after:?}"),
            Self::Body(error) => error.fmt(f),
            Self::Header { name } => write!(f, "header {name:?} has an invalid name or value"),
            Self::Url { url, reason } => write!(f, "invalid URL {:?}: {}", shown::url(url), shown::Escaped(reason)),
            Self::EmptyUpload => f.write_str("an upload session takes at least one byte"),
            Self::ForeignLink { link, origin } => {
                write!(f, "a link to {} leads away from {}", shown::host(link), shown::host(origin))
            }
            Self::LinkLoop { link } => {
                write!(f, "the pages go round in a circle: a link to {} was followed before", shown::host(link))
            }
            Self::NothingAsked => f.write_str("an answer to no request"),
            Self::NoLocation => f.write_str("the answer has no address to go on with"),
            Self::OtherRoot { url, root } => {
                write!(f, "{:?} is not below {:?}, to which the batch goes", shown::url(url), shown::url(root))
            }
            Self::OtherBatch => f.write_str("the handle is that of another batch"),
            Self::NotJson { reason } => {
                write!(f, "the body is said to be JSON, but is not: {}", shown::Escaped(reason))
            }
        }
    }
}

/// As `Display`.
impl fmt::Debug for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RequestError").field(&shown::Plain(self)).finish()
    }
}

impl std::error::Error for RequestError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Body(error) => error.source(),
            Self::EmptyKey { .. }
            | Self::DotSegment { .. }
            | Self::Header { .. }
            | Self::Url { .. }
            | Self::EmptyUpload
            | Self::ForeignLink { .. }
            | Self::LinkLoop { .. }
            | Self::NothingAsked
            | Self::NoLocation
            | Self::OtherRoot { .. }
            | Self::OtherBatch
            | Self::NotJson { .. } => None,
        }
    }
}
