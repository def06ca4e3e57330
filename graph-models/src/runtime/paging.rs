//! Reading a whole collection, page by page or item by item, and delta queries.
//!
//! [`Request::items`] and [`Request::pages`] work with any transport. With a blocking one they are iterators:
//!
//! ```
//! # use graph_models::runtime::error::ErrorDetail as User;
//! # use graph_models::runtime::Method;
//! # use graph_models::{Error, Page, Path, Request, Transport};
//! # fn users() -> Request<Page<User>> {
//! #     Request::new(Method::GET, &Path::new("https://graph.microsoft.com/v1.0").literal("users"), &[])
//! # }
//! # fn example(client: impl Transport) -> Result<(), Error> {
//! for user in users().top(50).items(&client) {
//!     println!("{:?}", user?.code);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! With an async one, `next` is a future:
//!
//! ```
//! # use graph_models::runtime::error::ErrorDetail as User;
//! # use graph_models::runtime::Method;
//! # use graph_models::{AsyncTransport, Error, Page, Path, Request};
//! # fn users() -> Request<Page<User>> {
//! #     Request::new(Method::GET, &Path::new("https://graph.microsoft.com/v1.0").literal("users"), &[])
//! # }
//! # async fn example(client: impl AsyncTransport + Sync) -> Result<(), Error> {
//! let mut users = users().top(50).items(&client);
//! while let Some(user) = users.next().await {
//!     println!("{:?}", user?.code);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The feature `stream` adds `stream` and `into_stream`, for the traits of the crate futures.
//!
//! # Rules
//!
//! - Only a missing or empty `@odata.nextLink` is the end: an empty page can have a next page.
//! - An unreadable item, such as a null, is an error at its position ([`Error::Unreadable`](crate::Error::Unreadable))
//!   with its JSON; the other items follow as usual. Such an error does not end the iteration. With
//!   [`Request::pages`], they are in [`unreadable`](Page::unreadable) of each page.
//! - A link without a scheme and a host is resolved against the address of its page.
//! - A link that was followed before is rejected ([`RequestError::LinkLoop`](crate::RequestError::LinkLoop)), because
//!   following it would never end.
//! - A link to another scheme, host or port is rejected
//!   ([`RequestError::ForeignLink`](crate::RequestError::ForeignLink)), because the token would be sent there. In both
//!   cases, the page with the link is returned first.
//! - Any other error ends the iteration: it is returned once. [`Pages::resume`] continues by requesting the failed
//!   page again; [`Pages::next_link`] is its link as a string, to be stored.
//!
//! # Delta queries
//!
//! The pages of a delta query end with a [`delta_link`](Pages::delta_link). It is a string to store;
//! [`Request::resume`] turns it into a request again. If the service no longer knows the state of the link, it returns
//! `410 Gone` or a similar error: [`Request::resync`] makes the request that starts over.
//!
//! ```
//! # use graph_models::runtime::error::ErrorDetail as User;
//! # use graph_models::runtime::Method;
//! # use graph_models::{DeltaItem, DeltaPage, Error, Path, Request, Transport};
//! # fn delta() -> Request<DeltaPage<User>> {
//! #     Request::new(Method::GET, &Path::new("https://graph.microsoft.com/v1.0").literal("users").literal("delta"), &[])
//! # }
//! /// Applies all changes; returns the link to store for the next time.
//! fn synchronise(client: &impl Transport, stored: Option<&str>) -> Result<Option<String>, Error> {
//!     let all = delta().select(["displayName"]);
//!     let mut request = match stored {
//!         Some(link) => all.resume(link)?,
//!         None => all.clone(),
//!     };
//!     loop {
//!         let mut changes = request.items(client);
//!         let result = changes.by_ref().try_for_each(|change| match change? {
//!             DeltaItem::Present(user) => Ok(println!("there is {:?}", user.code)),
//!             DeltaItem::Removed(user) => Ok(println!("{:?} is gone", user.id())),
//!         });
//!         match result {
//!             Ok(()) => return Ok(changes.delta_link().map(str::to_owned)),
//!             // Everything is returned again; objects that are not returned were deleted.
//!             Err(error) => request = all.resync(&error).ok_or(error)??,
//!         }
//!     }
//! }
//! ```

mod asynchronous;
mod blocking;
mod cursor;
mod delta;
#[cfg(feature = "stream")]
mod stream;

pub use cursor::Cursor;

use super::page::{Page, PageItems};
use super::request::Request;

impl<T> Request<Page<T>> {
    /// The pages from this one on: an iterator for a blocking transport, [`Pages::next`] for an async one.
    pub fn pages<C>(self, client: C) -> Pages<C, T> {
        Pages { client, cursor: Cursor::new(self), stopped: false }
    }

    /// The items of this page and all following ones: an iterator for a blocking transport, [`Items::next`] for an
    /// async one. At most one page is kept in memory.
    pub fn items<C>(self, client: C) -> Items<C, T> {
        Items { pages: self.pages(client), left: PageItems::none() }
    }
}

/// The pages of a collection; see [the module](self).
#[derive(Clone, Debug)]
#[must_use = "pages are only read when they are requested"]
pub struct Pages<C, T> {
    client: C,
    cursor: Cursor<T>,
    /// Whether an error has ended the iteration.
    stopped: bool,
}

impl<C, T> Pages<C, T> {
    /// The link of the next page; `None` before the first page and after the last one. After an error, that of the
    /// failed page. It can be stored: [`Request::resume`] turns it into a request.
    pub fn next_link(&self) -> Option<&str> {
        self.cursor.next_link()
    }

    /// The link for later changes; `None` before the last page, and if it is not a delta query.
    pub fn delta_link(&self) -> Option<&str> {
        self.cursor.delta_link()
    }

    /// The number of items in the whole collection, if the service returned it: with [`count(true)`](Request::count),
    /// on the first page.
    pub fn total(&self) -> Option<i64> {
        self.cursor.total()
    }

    /// Continues after an error: the failed page is requested again. A rejected link stays rejected.
    pub fn resume(&mut self) {
        self.stopped = false;
    }

    /// The state of the iteration, without the transport.
    pub fn cursor(&self) -> &Cursor<T> {
        &self.cursor
    }
}

/// The items of a collection; see [the module](self).
#[derive(Clone, Debug)]
#[must_use = "items are only read when they are requested"]
pub struct Items<C, T> {
    pages: Pages<C, T>,
    /// The remaining items of the current page.
    left: PageItems<T>,
}

impl<C, T> Items<C, T> {
    /// See [`Pages::next_link`]. Items of the current page that were not taken yet are not on the following pages.
    pub fn next_link(&self) -> Option<&str> {
        self.pages.next_link()
    }

    /// See [`Pages::delta_link`]. Some items of the last page may not have been taken yet.
    pub fn delta_link(&self) -> Option<&str> {
        self.pages.delta_link()
    }

    /// See [`Pages::total`].
    pub fn total(&self) -> Option<i64> {
        self.pages.total()
    }

    /// See [`Pages::resume`].
    pub fn resume(&mut self) {
        self.pages.resume();
    }
}
