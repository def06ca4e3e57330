//! The response to a conditional request for an unchanged result.

use std::fmt;

use http::{HeaderMap, header};

use super::shown::Escaped;

/// `304 Not Modified`: the result has not changed since the state given by `If-None-Match`
/// ([`Request::if_none_match`](crate::Request::if_none_match)) or `If-Modified-Since`. The response has no body.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotModified {
    /// The header `ETag`: the current state.
    pub etag: Option<String>,
    /// All headers of the response.
    pub headers: HeaderMap,
}

impl NotModified {
    pub(crate) fn new(headers: &HeaderMap) -> Self {
        let etag = headers.get(header::ETAG).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Self { etag, headers: headers.clone() }
    }
}

impl fmt::Display for NotModified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("304 Not Modified: it has not changed since")?;
        match &self.etag {
            Some(etag) => write!(f, " (etag {})", Escaped(etag)),
            None => Ok(()),
        }
    }
}

/// Without the headers, because some contain addresses.
impl fmt::Debug for NotModified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotModified").field("etag", &self.etag).finish_non_exhaustive()
    }
}

impl std::error::Error for NotModified {}
