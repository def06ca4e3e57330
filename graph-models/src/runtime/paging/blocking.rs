//! Pages and items as iterators.

use serde::de::DeserializeOwned;

use super::{Items, Pages};
use crate::runtime::error::Error;
use crate::runtime::page::Page;
use crate::runtime::transport::Transport;

impl<C: Transport, T: DeserializeOwned> Pages<C, T> {
    fn read(&mut self) -> Result<Option<Page<T>>, Error> {
        let Some(request) = self.cursor.request()? else { return Ok(None) };
        let response = self.client.send(request.to_http()?)?;
        self.cursor.accept(&response).map(Some)
    }
}

impl<C: Transport, T: DeserializeOwned> Iterator for Pages<C, T> {
    type Item = Result<Page<T>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.stopped {
            return None;
        }
        let page = self.read();
        self.stopped = page.is_err();
        page.transpose()
    }
}

impl<C: Transport, T: DeserializeOwned> Iterator for Items<C, T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.left.next() {
                return Some(item.map_err(Error::from));
            }
            match Iterator::next(&mut self.pages)? {
                Ok(page) => self.left = page.into_results(),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left.len(), None)
    }
}
