//! A request to an upload session.

use std::fmt;

use http::{HeaderValue, Method, Request, Uri, header};

use crate::runtime::error::shown::Plain;
use crate::runtime::origin::Origin;
use crate::runtime::transport::WithoutToken;

/// A request to an upload session. Its URL is a secret, which `Debug` hides.
#[must_use = "a request does nothing until it is sent"]
pub struct UploadRequest(Request<Vec<u8>>);

impl UploadRequest {
    pub(super) fn new(method: Method, url: &Uri, body: Vec<u8>) -> Self {
        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = url.clone();
        request.extensions_mut().insert(WithoutToken);
        Self(request)
    }

    pub(super) fn content_range(mut self, range: String) -> Self {
        if let Ok(range) = HeaderValue::try_from(range) {
            self.0.headers_mut().insert(header::CONTENT_RANGE, range);
        }
        self
    }

    /// The request for an HTTP client; send it unchanged and without a token. This type does not hide its secret URL.
    #[must_use]
    pub fn into_http(self) -> Request<Vec<u8>> {
        self.0
    }
}

impl fmt::Debug for UploadRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadRequest")
            .field("method", self.0.method())
            .field("to", &Origin::of_uri(self.0.uri()).map(Plain))
            .field("range", &self.0.headers().get(header::CONTENT_RANGE))
            .field("body", &Plain(format_args!("{} bytes", self.0.body().len())))
            .finish()
    }
}
