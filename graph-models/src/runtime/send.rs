//! Sending one request.

use super::error::Error;
use super::request::Request;
use super::response::Response;
use super::transport::{AsyncTransport, Transport};

impl<T: Response> Request<T> {
    /// Sends the request and decodes the response with [`Request::decode`].
    ///
    /// # Errors
    /// The errors of [`Request::into_http`], [`Transport::send`] and [`Request::decode`].
    pub fn send<C: Transport + ?Sized>(&self, client: &C) -> Result<T, Error> {
        self.decode(&client.send(self.to_http()?)?)
    }

    /// Like [`Request::send`], for async code.
    ///
    /// # Errors
    /// See [`Request::send`].
    pub async fn send_async<C: AsyncTransport + ?Sized>(&self, client: &C) -> Result<T, Error> {
        self.decode(&client.send(self.to_http()?).await?)
    }

    /// Like [`Request::send`], with the status and the headers of the response; see [`Request::decode_response`].
    ///
    /// # Errors
    /// See [`Request::send`].
    pub fn send_response<C: Transport + ?Sized>(&self, client: &C) -> Result<http::Response<T>, Error> {
        self.decode_response(&client.send(self.to_http()?)?)
    }

    /// Like [`Request::send_response`], for async code.
    ///
    /// # Errors
    /// See [`Request::send`].
    pub async fn send_response_async<C: AsyncTransport + ?Sized>(
        &self,
        client: &C,
    ) -> Result<http::Response<T>, Error> {
        self.decode_response(&client.send(self.to_http()?).await?)
    }
}
