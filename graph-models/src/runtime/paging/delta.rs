//! Continuing a delta query, and restarting it.

use crate::runtime::error::{Error, RequestError};
use crate::runtime::request::Request;

impl<T> Request<T> {
    /// The request for a stored `@odata.deltaLink` or `@odata.nextLink`, with the headers of this request. The query
    /// options of this request are omitted, because they are part of the link.
    ///
    /// # Errors
    /// [`RequestError::ForeignLink`] if the link leads to another scheme, host or port.
    pub fn resume(&self, link: &str) -> Result<Self, RequestError> {
        self.follow(link)
    }

    /// The request that restarts a delta query, if an error requires it
    /// ([`GraphError::is_resync`](crate::GraphError::is_resync)): the `Location` of the response, or else this request
    /// unchanged. Therefore call it on the first request of the delta query, not on one from [`Request::resume`].
    ///
    /// Objects that are not returned then were deleted. `None` for all other errors.
    ///
    /// # Errors
    /// [`RequestError::ForeignLink`] if the `Location` has another scheme, host or port.
    pub fn resync(&self, error: &Error) -> Option<Result<Self, RequestError>> {
        let error = error.as_graph().filter(|error| error.is_resync())?;
        Some(match error.location.as_deref() {
            Some(location) => self.follow(&self.resolve(location)),
            None => Ok(self.clone()),
        })
    }
}
