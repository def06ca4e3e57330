//! A completed upload.

use std::fmt;

use http::{StatusCode, header};

use super::reply::is_session_body;
use crate::runtime::error::{Error, shown};
use crate::runtime::response::{self, Asked, Response};

/// A completed upload, and the last response of the service.
///
/// Services differ: those that store files return the created item, those that store mail an
/// [address](Uploaded::location) and no body.
#[derive(Clone)]
pub struct Uploaded {
    response: http::Response<Vec<u8>>,
}

impl Uploaded {
    pub(super) fn new(response: http::Response<Vec<u8>>) -> Self {
        Self { response }
    }

    /// The created item, such as a `driveItem`. Without a body, or if the body is a session, it is what any write
    /// without a body decodes into: an object whose properties are all absent, or `None`.
    ///
    /// # Errors
    /// The body is not a `T`. The upload is complete all the same; do not repeat it.
    pub fn decode<T: Response>(&self) -> Result<T, Error> {
        let write = Asked { operations: &[], writes: true };
        let mut response = self.response.clone();
        if is_session_body(response.body()) {
            response.body_mut().clear();
        }
        response::read(write, &response, T::decode, T::without_body)
    }

    /// The header `Location`, unchanged: the address of the created item, such as an attachment.
    pub fn location(&self) -> Option<&str> {
        self.response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok())
    }

    /// The status: `201 Created`, or `200 OK` if an item was replaced.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The undecoded response.
    pub fn response(&self) -> &http::Response<Vec<u8>> {
        &self.response
    }
}

/// Only the host of the location; without the body.
impl fmt::Debug for Uploaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let location = self.location().map(str::to_owned);
        f.debug_struct("Uploaded")
            .field("status", &self.status())
            .field("location", &shown::link(location.as_ref()))
            .finish_non_exhaustive()
    }
}
