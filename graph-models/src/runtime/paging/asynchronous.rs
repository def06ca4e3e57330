//! Pages and items for async code, independent of the runtime.

use serde::de::DeserializeOwned;

use super::{Items, Pages};
use crate::runtime::error::Error;
use crate::runtime::page::Page;
use crate::runtime::transport::AsyncTransport;

impl<C: AsyncTransport, T: DeserializeOwned> Pages<C, T> {
    /// The next page; `None` after the last one, and after an error.
    ///
    /// If the future is dropped before it is ready, the next call requests the page again.
    ///
    /// # Errors
    /// The errors of [`Request::send`](crate::Request::send), and rejected links; see [the module](super).
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
    /// The next item; `None` after the last one, and after an error. An unreadable item is an error after which the
    /// next item follows.
    ///
    /// If the future is dropped before it is ready, no item is lost.
    ///
    /// # Errors
    /// See [`Pages::next`].
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

    /// All remaining items. To keep the items before an error, use [`Items::next`].
    ///
    /// # Errors
    /// The first error, including that of an unreadable item.
    pub async fn try_collect(&mut self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }
}
