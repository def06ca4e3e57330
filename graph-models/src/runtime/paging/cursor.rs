//! The position in a collection, without I/O.

use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use http::Method;
use serde::de::DeserializeOwned;

use crate::runtime::error::{Error, RequestError, shown};
use crate::runtime::page::Page;
use crate::runtime::request::Request;

/// The position in a collection: the core of [`Pages`](super::Pages), for HTTP clients that implement neither of the
/// two traits.
///
/// ```
/// # use graph_models::runtime::error::ErrorDetail as User;
/// # use graph_models::runtime::paging::Cursor;
/// # use graph_models::runtime::Method;
/// # use graph_models::{Error, Page, Path, Request};
/// # fn example(users: Request<Page<User>>, send: impl Fn(http::Request<Vec<u8>>) -> http::Response<Vec<u8>>) -> Result<(), Error> {
/// let mut cursor = Cursor::new(users);
/// while let Some(request) = cursor.request()? {
///     let response = send(request.to_http()?);
///     for user in cursor.accept(&response)?.into_results() {
///         match user {
///             Ok(user) => println!("{:?}", user.code),
///             Err(item) => eprintln!("{item}"),
///         }
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Cursor<T> {
    next: Next<T>,
    link: Option<String>,
    followed: Followed,
    delta_link: Option<String>,
    total: Option<i64>,
}

#[derive(Clone)]
enum Next<T> {
    Request(Box<Request<Page<T>>>),
    /// The link of the last page must not be followed.
    Refused(Box<RequestError>),
    End,
}

impl<T> Cursor<T> {
    /// Starts with the page of this request.
    pub fn new(first: Request<Page<T>>) -> Self {
        let mut followed = Followed::default();
        // The links in the response to a POST lead to GETs, so its own address does not count as followed.
        if first.method() == Method::GET {
            followed.insert(&first.url());
        }
        Self { next: Next::Request(Box::new(first)), link: None, followed, delta_link: None, total: None }
    }

    /// The request of the next page; `None` after the last one.
    ///
    /// # Errors
    /// The last page has a link that must not be followed: [`RequestError::ForeignLink`] or
    /// [`RequestError::LinkLoop`].
    pub fn request(&self) -> Result<Option<&Request<Page<T>>>, RequestError> {
        match &self.next {
            Next::Request(request) => Ok(Some(request)),
            Next::Refused(error) => Err((**error).clone()),
            Next::End => Ok(None),
        }
    }

    /// The link of the next page, as an absolute URL; see [`Pages::next_link`](super::Pages::next_link).
    pub fn next_link(&self) -> Option<&str> {
        self.link.as_deref()
    }

    /// See [`Pages::delta_link`](super::Pages::delta_link).
    pub fn delta_link(&self) -> Option<&str> {
        self.delta_link.as_deref()
    }

    /// See [`Pages::total`](super::Pages::total).
    pub fn total(&self) -> Option<i64> {
        self.total
    }

    /// Moves to the target of a page's link.
    fn advance(&mut self, page: &Page<T>) {
        self.total = page.count.or(self.total);
        let previous = std::mem::replace(&mut self.next, Next::End);
        let Next::Request(previous) = previous else { return };
        let absolute = |link: &String| previous.absolute(link);
        self.delta_link = page.delta_link.as_ref().map(absolute).or(self.delta_link.take());
        self.link = page.next_link.as_ref().map(absolute);
        let Some(link) = &self.link else { return };
        self.next = match previous.follow(link) {
            Err(error) => Next::Refused(Box::new(error)),
            Ok(next) if self.followed.insert(&next.url()) => Next::Request(Box::new(next)),
            Ok(_) => Next::Refused(Box::new(RequestError::LinkLoop { link: link.clone() })),
        };
    }
}

impl<T: DeserializeOwned> Cursor<T> {
    /// Decodes the response to [`Cursor::request`] [tolerantly](crate::runtime::decode), and moves to the next page.
    /// After an error, the cursor does not move, so that the same page can be requested again.
    ///
    /// # Errors
    /// See [`Request::decode`]; [`Error::Request`] if no response was expected.
    pub fn accept<B: AsRef<[u8]>>(&mut self, response: &http::Response<B>) -> Result<Page<T>, Error> {
        let page = match &self.next {
            Next::Request(request) => request.decode(response)?,
            Next::Refused(error) => return Err((**error).clone().into()),
            Next::End => return Err(RequestError::NothingAsked.into()),
        };
        self.advance(&page);
        Ok(page)
    }
}

/// Only the hosts of links: the rest contains the state of the service, and is enough to read it.
impl<T> fmt::Debug for Cursor<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor")
            .field("next", &self.next)
            .field("link", &shown::link(self.link.as_ref()))
            .field("delta_link", &shown::link(self.delta_link.as_ref()))
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Next<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(request) => request.fmt(f),
            Self::Refused(error) => error.fmt(f),
            Self::End => f.write_str("End"),
        }
    }
}

/// Hashes of the links that were followed: links are long, and a collection can have thousands of pages. Two hashes
/// with independent keys exclude collisions in practice.
#[derive(Clone, Debug, Default)]
struct Followed {
    hashers: (RandomState, RandomState),
    hashes: HashSet<(u64, u64)>,
}

impl Followed {
    /// Whether it is new.
    fn insert(&mut self, link: &str) -> bool {
        self.hashes.insert((self.hashers.0.hash_one(link), self.hashers.1.hash_one(link)))
    }
}
