//! A file that is there.

use std::fmt;

use http::{StatusCode, header};

use super::said::is_session_body;
use crate::runtime::error::{Error, shown};
use crate::runtime::response::{self, Asked, Response};

/// A file that is there, and what the service said of it at the end.
///
/// Services differ in that: those that store files answer with the item that was made, those that store mail with an
/// [address](Uploaded::location) and no body.
#[derive(Clone)]
pub struct Uploaded {
    response: http::Response<Vec<u8>>,
}

impl Uploaded {
    pub(super) fn new(response: http::Response<Vec<u8>>) -> Self {
        Self { response }
    }

    /// What was made of the file, such as a `driveItem`. Without a body, or with that of a session, it is what any write without a body decodes into:
    /// an object whose properties are all absent, or `None`.
    ///
    /// # Errors
    /// The body is not a `T`. The file is there all the same: it need not be sent again.
    pub fn decode<T: Response>(&self) -> Result<T, Error> {
        let write = Asked { operations: &[], writes: true };
        let mut response = self.response.clone();
        if is_session_body(response.body()) {
            response.body_mut().clear();
        }
        response::read(write, &response, T::decode, T::without_body)
    }

    /// The header `Location`, as it was written: the address of what was made of the file, such as an attachment.
    pub fn location(&self) -> Option<&str> {
        self.response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok())
    }

    /// The status: `201 Created`, or `200 OK` where an item was replaced.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The answer as it came.
    pub fn response(&self) -> &http::Response<Vec<u8>> {
        &self.response
    }
}

/// Of the location, its host; without the body.
impl fmt::Debug for Uploaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let location = self.location().map(str::to_owned);
        f.debug_struct("Uploaded")
            .field("status", &self.status())
            .field("location", &shown::link(location.as_ref()))
            .finish_non_exhaustive()
    }
}
