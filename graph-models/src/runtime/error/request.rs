//! A request that cannot be sent.

use std::fmt;

use super::EncodeError;
use super::shown;

/// A request that cannot be sent.
///
/// Neither `Display` nor `Debug` show possible secrets: the path and query of a link, the values of a query.
#[derive(Clone)]
#[non_exhaustive]
pub enum RequestError {
    /// A key or a piece of a path is empty, so the URL would address another resource.
    EmptyKey {
        /// The path before it.
        after: String,
    },
    /// A key or a piece of a path is `.` or `..`, which HTTP clients resolve even if it is percent-encoded, so the URL
    /// would address another resource.
    DotSegment {
        /// The path before it.
        after: String,
    },
    /// The body cannot be serialized as JSON.
    Body(EncodeError),
    /// The name or value of a header contains characters that are not allowed.
    Header {
        /// The name of the header.
        name: String,
    },
    /// The URL is invalid: the root of the service is wrong.
    Url {
        /// The URL.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An upload session cannot be used for an empty file.
    EmptyUpload,
    /// A link of a response leads to another scheme, host or port than the request, or is invalid. It is not followed,
    /// because the token of the request would be sent there.
    ForeignLink {
        /// The link in the response.
        link: String,
        /// The scheme and host of the request.
        origin: String,
    },
    /// The link to the next page of a collection was followed before. Following it again would never end.
    LinkLoop {
        /// The link in the response.
        link: String,
    },
    /// A response was passed where none was expected, for example after the end of a collection.
    NothingAsked,
    /// The response has no address: no header `Location` or `Operation-Location`.
    NoLocation,
    /// A request of a batch goes to a different service, or a different version, than the first one.
    OtherRoot {
        /// The URL of the request.
        url: String,
        /// The root of the service of the first request.
        root: String,
    },
    /// A request of a batch depends on a request of another batch.
    OtherBatch,
    /// A body that is declared as JSON is invalid. It is reported only if it would affect other requests, as in a
    /// batch.
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
            Self::EmptyUpload => f.write_str("an upload session needs at least one byte"),
            Self::ForeignLink { link, origin } => {
                write!(f, "a link to {} leads away from {}", shown::host(link), shown::host(origin))
            }
            Self::LinkLoop { link } => {
                write!(f, "the pages form a cycle: a link to {} was followed before", shown::host(link))
            }
            Self::NothingAsked => f.write_str("a response was passed, but no request is pending"),
            Self::NoLocation => f.write_str("the response has no address to continue with"),
            Self::OtherRoot { url, root } => {
                write!(f, "{:?} is not below {:?}, to which the batch goes", shown::url(url), shown::url(root))
            }
            Self::OtherBatch => f.write_str("the handle belongs to another batch"),
            Self::NotJson { reason } => {
                write!(f, "the body is declared as JSON, but is not: {}", shown::Escaped(reason))
            }
        }
    }
}

/// Same as `Display`.
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
