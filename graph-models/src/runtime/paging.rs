//! Reading a collection to its end: page by page or item by item, and later what has changed since.
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
//! The feature `stream` adds `stream` and `into_stream`, for whoever works with the traits of the crate futures.
//!
//! # Rules
//!
//! - Only a missing or empty `@odata.nextLink` is the end: a page can be empty and go on.
//! - An item that cannot be read, such as a null, is an error in its place
//!   ([`Error::Unreadable`](crate::Error::Unreadable)), with its JSON; the other items come all the same. Such an error
//!   does not end the iteration. Of [`Request::pages`], each page has them in [`unreadable`](Page::unreadable).
//! - A link without a scheme and a host is resolved against the address of its page.
//! - A link that was followed before is refused ([`RequestError::LinkLoop`](crate::RequestError::LinkLoop)), since it
//!   would be followed for ever.
//! - A link to another scheme, host or port is refused
//!   ([`RequestError::ForeignLink`](crate::RequestError::ForeignLink)), since the token would go along. In both cases the
//!   page that holds the link comes first.
//! - Any other error ends the iteration: it comes once, then nothing. [`Pages::resume`] goes on where it stopped, which asks
//!   for the failed page again; [`Pages::next_link`] is the same as a string, to be stored.
//!
//! # What has changed since
//!
//! The pages of a delta query end in a [`delta_link`](Pages::delta_link). It is a string to store;
//! [`Request::resume`] makes a request of it again. When the service has forgotten what the link stands for, it answers
//! `410 Gone` and the like: [`Request::resync`] makes the request that starts over.
//!
//! ```
//! # use graph_models::runtime::error::ErrorDetail as User;
//! # use graph_models::runtime::Method;
//! # use graph_models::{DeltaItem, DeltaPage, Error, Path, Request, Transport};
//! # fn delta() -> Request<DeltaPage<User>> {
//! #     Request::new(Method::GET, &Path::new("https://graph.microsoft.com/v1.0").literal("users").literal("delta"), &[])
//! # }
//! /// Brings what is known up to date; gives the link to store for the next time.
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
//!             // Everything comes again, and what does not come is gone.
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

    /// The items of this page and all that follow: an iterator for a blocking transport, [`Items::next`] for an async
    /// one. No more than one page is kept.
    pub fn items<C>(self, client: C) -> Items<C, T> {
        Items { pages: self.pages(client), left: PageItems::none() }
    }
}

/// The pages of a collection; see [the module](self).
#[derive(Clone, Debug)]
#[must_use = "pages are read as they are asked for"]
pub struct Pages<C, T> {
    client: C,
    cursor: Cursor<T>,
    /// Whether an error has ended the iteration.
    stopped: bool,
}

impl<C, T> Pages<C, T> {
    /// The link of the page that comes next; `None` before the first page and after the last one. After an error, that
    /// of the page which failed. It can be stored: [`Request::resume`] makes a request of it.
    pub fn next_link(&self) -> Option<&str> {
        self.cursor.next_link()
    }

    /// The link that later answers what has changed since; `None` before the last page, and for what is no delta query.
    pub fn delta_link(&self) -> Option<&str> {
        self.cursor.delta_link()
    }

    /// How many items the whole collection has, if the service has said so: with
    /// [`count(true)`](Request::count), on the first page.
    pub fn total(&self) -> Option<i64> {
        self.cursor.total()
    }

    /// Goes on after an error: the page that failed is asked for again. A link that was refused stays refused.
    pub fn resume(&mut self) {
        self.stopped = false;
    }

    /// What is known so far, without the transport.
    pub fn cursor(&self) -> &Cursor<T> {
        &self.cursor
    }
}

/// The items of a collection; see [the module](self).
#[derive(Clone, Debug)]
#[must_use = "items are read as they are asked for"]
pub struct Items<C, T> {
    pages: Pages<C, T>,
    /// What is left of the page that was read last.
    left: PageItems<T>,
}

impl<C, T> Items<C, T> {
    /// As [`Pages::next_link`]. Items that were read before but not taken yet are on none of the pages to come.
    pub fn next_link(&self) -> Option<&str> {
        self.pages.next_link()
    }

    /// As [`Pages::delta_link`]. Some items of the last page may not have been taken yet.
    pub fn delta_link(&self) -> Option<&str> {
        self.pages.delta_link()
    }

    /// As [`Pages::total`].
    pub fn total(&self) -> Option<i64> {
        self.pages.total()
    }

    /// As [`Pages::resume`].
    pub fn resume(&mut self) {
        self.pages.resume();
    }
}
