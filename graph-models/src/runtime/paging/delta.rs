//! Going on with a delta query, and starting it over.

use crate::runtime::error::{Error, RequestError};
use crate::runtime::request::Request;

impl<T> Request<T> {
    /// The request that a stored `@odata.deltaLink` or `@odata.nextLink` stands for, with the headers of this one. The
    /// query options of this one are left out: they are part of the link.
    ///
    /// # Errors
    /// [`RequestError::ForeignLink`] if the link leads to another scheme, host or port.
    pub fn resume(&self, link: &str) -> Result<Self, RequestError> {
        self.follow(link)
    }

    /// The request that starts a delta query over, if that is what an error asks for
    /// ([`GraphError::is_resync`](crate::GraphError::is_resync)): the `Location` of the answer, else this request as it
    /// is, which therefore is the first of the delta query, not one that [`Request::resume`] made.
    ///
    /// What is not among the items that come then is gone. `None` for all other errors.
    ///
    /// # Errors
    /// [`RequestError::ForeignLink`] if the `Location` is on another scheme, host or port.
    pub fn resync(&self, error: &Error) -> Option<Result<Self, RequestError>> {
        let error = error.as_graph().filter(|error| error.is_resync())?;
        Some(match error.location.as_deref() {
            Some(location) => self.follow(&self.resolve(location)),
            None => Ok(self.clone()),
        })
    }
}
