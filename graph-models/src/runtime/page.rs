//! A page of a collection.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::additional::Additional;
use super::decode::{Kind, VALUE_FIRST, next_name};
use super::error::{RequestError, shown};
use super::request::Request;

const VALUE: &str = "value";
const NEXT_LINK: &str = "@odata.nextLink";
const DELTA_LINK: &str = "@odata.deltaLink";
const COUNT: &str = "@odata.count";

/// One page of a collection. Only a missing `next_link` says that it is the last: a page can be empty and go on.
///
/// An annotation that does not have its documented kind (a null link, a count in quotes) stays in `additional`. So does,
/// where decoding is [tolerant](super::decode), a `value` that cannot be read as items; it is written back as long as
/// the page is empty.
#[derive(Clone, PartialEq)]
pub struct Page<T> {
    /// The items, in order.
    pub value: Vec<T>,
    /// `@odata.nextLink`: the URL of the next page.
    pub next_link: Option<String>,
    /// `@odata.deltaLink`: the URL that later answers what has changed since.
    pub delta_link: Option<String>,
    /// `@odata.count`: the size of the whole collection, if asked for.
    pub count: Option<i64>,
    /// The other members, such as `@odata.context`.
    pub additional: Additional,
    /// Whether there was no member `value`. Then none is written as long as the page is empty.
    #[doc(hidden)]
    pub without_value: bool,
}

impl<T> Page<T> {
    /// A page of these items, the last one.
    pub fn new(value: Vec<T>) -> Self {
        Self {
            value,
            next_link: None,
            delta_link: None,
            count: None,
            additional: Additional::new(),
            without_value: false,
        }
    }

    /// Whether the page has no items; more can follow all the same.
    pub fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    /// The number of items on this page.
    pub fn len(&self) -> usize {
        self.value.len()
    }

    /// The items, borrowed.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.value.iter()
    }

    /// The request of the next page, with the headers of the `previous` one; `None` on the last page.
    ///
    /// # Errors
    /// [`RequestError::ForeignLink`] if the link leads to another scheme, host or port than the previous request, since
    /// whoever sends the request would send its token there.
    pub fn next_request(&self, previous: &Request<Page<T>>) -> Option<Result<Request<Page<T>>, RequestError>> {
        self.next_link.as_deref().map(|link| previous.follow(link))
    }

    /// The request of what has changed since, with the headers of the `previous` one; only the last page of a delta
    /// has a link for it.
    ///
    /// # Errors
    /// As [`Page::next_request`].
    pub fn delta_request(&self, previous: &Request<Page<T>>) -> Option<Result<Request<Page<T>>, RequestError>> {
        self.delta_link.as_deref().map(|link| previous.follow(link))
    }
}

/// An empty page, the last one.
impl<T> Default for Page<T> {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.value.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.value.iter()
    }
}

// By hand, without what is hidden, and without the paths and queries of the links, which are as good as a key.
impl<T: fmt::Debug> fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("value", &self.value)
            .field("next_link", &shown::link(self.next_link.as_ref()))
            .field("delta_link", &shown::link(self.delta_link.as_ref()))
            .field("count", &self.count)
            .field("additional", &self.additional)
            .finish()
    }
}

impl<T: Serialize> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.additional.iter() {
            let replaced = match name {
                VALUE => !self.value.is_empty(),
                NEXT_LINK => self.next_link.is_some(),
                DELTA_LINK => self.delta_link.is_some(),
                COUNT => self.count.is_some(),
                _ => false,
            };
            if !replaced {
                map.serialize_entry(name, value)?;
            }
        }
        if let Some(count) = self.count {
            map.serialize_entry(COUNT, &count)?;
        }
        if let Some(link) = &self.next_link {
            map.serialize_entry(NEXT_LINK, link)?;
        }
        if let Some(link) = &self.delta_link {
            map.serialize_entry(DELTA_LINK, link)?;
        }
        if !self.value.is_empty() || !(self.without_value || self.additional.contains(VALUE)) {
            map.serialize_entry(VALUE, &self.value)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Envelope<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Envelope<T> {
            type Value = Page<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a page: an object with a member `value`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Page<T>, A::Error> {
                let (mut items, mut additional) = (None, Additional::new());
                let mut without_value = false;
                while let Some(name) = next_name(&mut map, VALUE_FIRST)? {
                    match name.kind {
                        Kind::Member if name.text == VALUE => items = Some(map.next_value()?),
                        Kind::Member | Kind::Raw => additional.push(name.text, map.next_value()?),
                        Kind::Missing { tolerant } => without_value = tolerant,
                    }
                }
                additional.settle();
                let items = items.or_else(|| without_value.then(Vec::new));
                let mut page = Page::new(items.ok_or_else(|| A::Error::missing_field(VALUE))?);
                page.without_value = without_value;
                page.count = additional.get(COUNT).and_then(serde_json::Value::as_i64);
                page.next_link = additional.get_str(NEXT_LINK).map(str::to_owned);
                page.delta_link = additional.get_str(DELTA_LINK).map(str::to_owned);
                // What a field took leaves `additional`; what none took (a null link) stays and is written back.
                let taken = [
                    (COUNT, page.count.is_some()),
                    (NEXT_LINK, page.next_link.is_some()),
                    (DELTA_LINK, page.delta_link.is_some()),
                ];
                for (name, _) in taken.into_iter().filter(|(_, taken)| *taken) {
                    additional.remove(name);
                }
                page.additional = additional;
                Ok(page)
            }
        }

        deserializer.deserialize_map(Envelope(PhantomData))
    }
}
