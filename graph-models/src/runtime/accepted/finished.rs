//! An operation that has ended well.

use std::fmt;

use crate::runtime::accepted::Progress;
use crate::runtime::error::{Error, RequestError, shown};
use crate::runtime::request::Request;
use crate::runtime::response::{self, Asked, Response};

/// An operation that has ended well.
#[derive(Clone)]
pub struct Finished<T> {
    /// The operation as it was read last; `None` where the address led on to what the operation has made.
    pub operation: Option<T>,
    /// The same, as far as all operations have it in common.
    pub progress: Progress,
    /// The address of what the operation has made or changed, if there is one: that of a redirection, else the one that
    /// the operation names.
    pub location: Option<String>,
    pub(super) accepted: Request<()>,
    pub(super) response: http::Response<Vec<u8>>,
}

/// The status, and of the location its host: the rest may hold secrets.
impl<T> fmt::Debug for Finished<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finished")
            .field("status", &self.progress.status_text())
            .field("location", &shown::link(self.location.as_ref()))
            .field("response", &self.response.status())
            .finish_non_exhaustive()
    }
}

impl<T> Finished<T> {
    /// The request of what the operation has made or changed, with the headers of the request that was accepted.
    ///
    /// # Errors
    /// [`RequestError::NoLocation`] if it says no address (some say [an id](Progress::resource_id) alone),
    /// [`RequestError::ForeignLink`] if that is on another scheme, host or port than that request.
    pub fn resource<R>(&self) -> Result<Request<R>, RequestError> {
        let location = self.location.as_deref().ok_or(RequestError::NoLocation)?;
        self.accepted.follow(&self.accepted.resolve(location))
    }

    /// Decodes the last answer as something else: for addresses that answer what the operation has made as soon as it is
    /// there.
    ///
    /// # Errors
    /// As [`Request::decode`].
    pub fn decode<R: Response>(&self) -> Result<R, Error> {
        let asked = Asked { operations: self.accepted.operations(), writes: false };
        response::read(asked, &self.response, R::decode, R::without_body)
    }

    /// The last answer as it came.
    pub fn response(&self) -> &http::Response<Vec<u8>> {
        &self.response
    }
}
