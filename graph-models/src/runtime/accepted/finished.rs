//! An operation that has succeeded.

use std::fmt;

use crate::runtime::accepted::Progress;
use crate::runtime::error::{Error, RequestError, shown};
use crate::runtime::request::Request;
use crate::runtime::response::{self, Asked, Response};

/// An operation that has succeeded.
#[derive(Clone)]
pub struct Finished<T> {
    /// The operation as last read; `None` if the address redirected to the result.
    pub operation: Option<T>,
    /// The properties that all operations have in common.
    pub progress: Progress,
    /// The address of the object that the operation created or changed, if there is one: the target of the redirect,
    /// else the address in the operation.
    pub location: Option<String>,
    pub(super) accepted: Request<()>,
    pub(super) response: http::Response<Vec<u8>>,
}

/// The status, and only the host of the location: the rest can contain secrets.
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
    /// A request for the object that the operation created or changed, with the headers of the accepted request.
    ///
    /// # Errors
    /// [`RequestError::NoLocation`] if there is no address (some operations have only [an id](Progress::resource_id)),
    /// [`RequestError::ForeignLink`] if its scheme, host or port differs from that of the request.
    pub fn resource<R>(&self) -> Result<Request<R>, RequestError> {
        let location = self.location.as_deref().ok_or(RequestError::NoLocation)?;
        self.accepted.follow(&self.accepted.resolve(location))
    }

    /// Decodes the last response as another type: for addresses that return the result itself as soon as it exists.
    ///
    /// # Errors
    /// See [`Request::decode`].
    pub fn decode<R: Response>(&self) -> Result<R, Error> {
        let asked = Asked { writes: false, ..self.accepted.asked() };
        response::read(asked, &self.response, R::decode, R::without_body)
    }

    /// The last response, unchanged.
    pub fn response(&self) -> &http::Response<Vec<u8>> {
        &self.response
    }
}
