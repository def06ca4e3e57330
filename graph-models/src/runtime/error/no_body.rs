//! A write that succeeded, but did not answer what the request decodes into.

use std::fmt;

use http::{HeaderMap, StatusCode};

use super::decode::DecodeError;

/// A write that succeeded without a body, although the request decodes into a type that needs one, such as a page.
///
/// What was asked for is done: sending the request again may do it twice. The headers often say what was made
/// (`Location`, `OData-EntityId`, `ETag`). Types that can say that nothing came don't fail:
/// `request.returning::<Option<_>>()`, or `request.returning::<()>()`.
pub struct NoBody {
    /// The status: 201, 202, 204 or another that says success.
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

/// Without the values of the headers, of which some hold addresses and cookies.
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
