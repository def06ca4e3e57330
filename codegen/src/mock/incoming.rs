//! What the mock receives.

use hyper::HeaderMap;

/// A received request.
pub(super) struct Incoming<'r> {
    /// In upper case.
    pub method: &'r str,
    /// Path and query.
    pub target: &'r str,
    pub headers: &'r HeaderMap,
    pub body: &'r [u8],
    /// The mock's address as the client sees it: `http://127.0.0.1:8080`.
    pub origin: &'r str,
}
