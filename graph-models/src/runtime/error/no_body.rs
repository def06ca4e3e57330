//! A write that succeeded without the expected body.

use std::fmt;

use http::{HeaderMap, StatusCode};

use super::decode::DecodeError;

/// A write that succeeded without a body, although the request decodes into a type that needs one, such as a page.
///
/// The write is done: repeating the request may do it twice. The headers often tell what was created (`Location`,
/// `OData-EntityId`, `ETag`). Types that can represent a missing body do not fail: `request.returning::<Option<_>>()`,
/// or `request.returning::<()>()`.
pub struct NoBody {
    /// The status: 201, 202, 204 or another success status.
    pub status: StatusCode,
    /// The headers of the response.
    pub headers: HeaderMap,
    reason: DecodeError,
}

impl NoBody {
    pub(crate) fn new(status: StatusCode, headers: &HeaderMap, reason: DecodeError) -> Self {
        Self { status, headers: headers.clone(), reason }
    }
}

impl fmt::Display for NoBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the request succeeded with status {}, without a body: {}", self.status.as_u16(), self.reason)
    }
}

/// Without the values of the headers, because some contain addresses and cookies.
impl fmt::Debug for NoBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.keys().map(http::HeaderName::as_str).collect();
        f.debug_struct("NoBody").field("status", &self.status).field("headers", &names).finish_non_exhaustive()
    }
}

impl std::error::Error for NoBody {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.reason.source()
    }
}
