//! Pages and items for async code, bound to no runtime.

use serde::de::DeserializeOwned;

use super::{Items, Pages};
use crate::runtime::error::Error;
use crate::runtime::page::Page;
use crate::runtime::transport::AsyncTransport;

impl<C: AsyncTransport, T: DeserializeOwned> Pages<C, T> {
    /// The next page; `None` after the last one, and after an error.
    ///
    /// If the future is dropped before it is ready, the page is asked for again by the next call.
    ///
    /// # Errors
    /// Those of [`Request::send`](crate::Request::send), and links that must not be followed; see
    /// [the module](super).
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        if self.stopped {
            return None;
        }
        let page = self.read_async().await;
        self.stopped = page.is_err();
        page.transpose()
    }

    async fn read_async(&mut self) -> Result<Option<Page<T>>, Error> {
        let Some(request) = self.cursor.request()? else { return Ok(None) };
        let request = request.to_http()?;
        let response = self.client.send(request).await?;
        self.cursor.accept(&response).map(Some)
    }
}

impl<C: AsyncTransport, T: DeserializeOwned> Items<C, T> {
    /// The next item; `None` after the last one, and after an error. An item that cannot be read is an error after which
    /// the next one comes.
    ///
    /// If the future is dropped before it is ready, no item is lost.
    ///
    /// # Errors
    /// As [`Pages::next`].
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        loop {
            if let Some(item) = self.left.next() {
                return Some(item.map_err(Error::from));
            }
            match Pages::<C, T>::next(&mut self.pages).await? {
                Ok(page) => self.left = page.into_results(),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// All items that are left. Whoever wants to keep the items before an error calls [`Items::next`].
    ///
    /// # Errors
    /// The first error, also one of an item that cannot be read.
    pub async fn try_collect(&mut self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }
}
