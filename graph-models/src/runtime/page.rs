//! A page of a collection.

use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value as Json;

use super::additional::Additional;
use super::decode::{Deviation, Items, Kind, VALUE_FIRST, next_name};
use super::error::{RequestError, shown};
use super::request::Request;

const VALUE: &str = "value";
const NEXT_LINK: &str = "@odata.nextLink";
const DELTA_LINK: &str = "@odata.deltaLink";
const COUNT: &str = "@odata.count";

/// One page of a collection. It is the last one only if `next_link` is missing: an empty page can have a next page.
///
/// In [tolerant](super::decode) decoding, an item that is null or of another kind does not affect others: it is in
/// `unreadable`, with its index and JSON, and is encoded at the same position. Tolerant decoding also accepts a page
/// without `value` if it has a link, and a null `value`; any other value that is not an array is an error.
///
/// An annotation that does not have its documented kind (a null or empty link, a count in quotes) stays in
/// `additional`. A link of any other kind is an error, because the next page would be unknown.
#[derive(Clone, PartialEq)]
pub struct Page<T> {
    /// The readable items, in order.
    pub value: Vec<T>,
    /// The unreadable items, in order; almost always empty.
    pub unreadable: Vec<UnreadableItem>,
    /// `@odata.nextLink`: the URL of the next page.
    pub next_link: Option<String>,
    /// `@odata.deltaLink`: the URL of later changes.
    pub delta_link: Option<String>,
    /// `@odata.count`: the size of the whole collection, if requested.
    pub count: Option<i64>,
    /// The other members, such as `@odata.context`.
    pub additional: Additional,
    /// Whether the member `value` was missing. Then it is not encoded as long as the page is empty.
    #[doc(hidden)]
    pub without_value: bool,
}

impl<T> Page<T> {
    /// A last page with these items.
    pub fn new(value: Vec<T>) -> Self {
        Self {
            value,
            unreadable: Vec::new(),
            next_link: None,
            delta_link: None,
            count: None,
            additional: Additional::new(),
            without_value: false,
        }
    }

    /// Whether the page has no readable items; more pages can follow.
    pub fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    /// The number of readable items on this page, without those in [`unreadable`](Page::unreadable).
    pub fn len(&self) -> usize {
        self.value.len()
    }

    /// The readable items, borrowed. [`Page::results`] includes the others.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.value.iter()
    }

    /// All items in order, unreadable ones as errors.
    pub fn results(&self) -> impl Iterator<Item = Result<&T, &UnreadableItem>> {
        Merged::new(self.value.iter(), self.unreadable.iter())
    }

    /// All items in order, unreadable ones as errors.
    pub fn into_results(self) -> PageItems<T> {
        PageItems(Merged::new(self.value.into_iter(), self.unreadable.into_iter()))
    }

    /// The request of the next page, with the headers of the `previous` one; `None` on the last page.
    ///
    /// # Errors
    /// [`RequestError::ForeignLink`] if the link leads to another scheme, host or port than the previous request,
    /// because its token would be sent there.
    pub fn next_request(&self, previous: &Request<Page<T>>) -> Option<Result<Request<Page<T>>, RequestError>> {
        self.next_link.as_deref().map(|link| previous.follow(link))
    }

    /// The request for later changes, with the headers of the `previous` one; only the last page of a delta query has
    /// a link for it.
    ///
    /// # Errors
    /// See [`Page::next_request`].
    pub fn delta_request(&self, previous: &Request<Page<T>>) -> Option<Result<Request<Page<T>>, RequestError>> {
        self.delta_link.as_deref().map(|link| previous.follow(link))
    }
}

/// An item of a page that does not have its documented kind; usually a null.
///
/// Neither `Display` nor `Debug` show the item, because it can contain data that must not be logged.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct UnreadableItem {
    /// Its index among all items of the page, from 0.
    pub index: usize,
    /// The item, unchanged.
    pub json: Json,
    /// What is wrong, and the location in the body, as a JSON pointer such as `/value/3`.
    pub deviation: Deviation,
}

impl fmt::Display for UnreadableItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an item of the page cannot be read: {}", shown::Escaped(&self.deviation.path))?;
        match self.deviation.expected.as_str() {
            "" => Ok(()),
            expected => write!(f, ": expected {}", shown::Escaped(expected)),
        }
    }
}

impl fmt::Debug for UnreadableItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnreadableItem")
            .field("index", &self.index)
            .field("path", &self.deviation.path)
            .field("expected", &self.deviation.expected)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for UnreadableItem {}

/// The items of a page, returned by [`Page::into_results`].
#[derive(Clone, Debug)]
pub struct PageItems<T>(Merged<std::vec::IntoIter<T>, std::vec::IntoIter<UnreadableItem>>);

impl<T> PageItems<T> {
    /// No items.
    pub(crate) fn none() -> Self {
        Page::default().into_results()
    }
}

impl<T> Iterator for PageItems<T> {
    type Item = Result<T, UnreadableItem>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T> ExactSizeIterator for PageItems<T> {}

/// The readable items, with the unreadable ones at their positions.
#[derive(Clone, Debug)]
struct Merged<R, U: Iterator<Item: Clone + fmt::Debug>> {
    readable: R,
    unreadable: std::iter::Peekable<U>,
    next: usize,
}

impl<R, U: Iterator<Item: Clone + fmt::Debug>> Merged<R, U> {
    fn new(readable: R, unreadable: U) -> Self {
        Self { readable, unreadable: unreadable.peekable(), next: 0 }
    }
}

impl<R, U> Iterator for Merged<R, U>
where
    R: ExactSizeIterator,
    U: ExactSizeIterator<Item: Borrow<UnreadableItem> + Clone + fmt::Debug>,
{
    type Item = Result<R::Item, U::Item>;

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.next;
        self.next += 1;
        let is_next = |item: &U::Item| item.borrow().index <= at;
        if let Some(item) = self.unreadable.next_if(is_next) {
            return Some(Err(item));
        }
        // There are fewer items than before if the page was changed.
        self.readable.next().map(Ok).or_else(|| self.unreadable.next().map(Err))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.readable.len() + self.unreadable.len();
        (left, Some(left))
    }
}

/// An empty last page.
impl<T> Default for Page<T> {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

/// The readable items; [`Page::into_results`] includes the others.
impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.value.into_iter()
    }
}

/// The readable items; [`Page::results`] includes the others.
impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.value.iter()
    }
}

// By hand, without private fields, and without the paths and queries of the links, which can be secrets.
impl<T: fmt::Debug> fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("value", &self.value)
            .field("unreadable", &self.unreadable)
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
        let has_items = self.results().next().is_some();
        for (name, value) in self.additional.iter() {
            let replaced = match name {
                VALUE => has_items,
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
        if has_items || !(self.without_value || self.additional.contains(VALUE)) {
            map.serialize_entry(VALUE, &AllItems(self))?;
        }
        map.end()
    }
}

/// All items of a page, for encoding.
struct AllItems<'a, T>(&'a Page<T>);

impl<T: Serialize> Serialize for AllItems<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// Either kind of item.
        struct Item<'a, T>(Result<&'a T, &'a UnreadableItem>);

        impl<T: Serialize> Serialize for Item<'_, T> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self.0 {
                    Ok(item) => item.serialize(serializer),
                    Err(item) => item.json.serialize(serializer),
                }
            }
        }

        serializer.collect_seq(self.0.results().map(Item))
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
                let (mut items, mut additional): (Option<Items<T>>, _) = (None, Additional::new());
                let mut without_value = false;
                while let Some(name) = next_name(&mut map, VALUE_FIRST)? {
                    match name.kind {
                        Kind::Member if name.text == VALUE => items = Some(map.next_value()?),
                        Kind::Member | Kind::Raw => additional.push(name.text, map.next_value()?),
                        Kind::Missing { tolerant } => without_value = tolerant,
                    }
                }
                additional.settle();
                // An unreadable link must not end a collection silently.
                for name in [NEXT_LINK, DELTA_LINK] {
                    if additional.get(name).is_some_and(|link| !link.is_null() && !link.is_string()) {
                        return Err(A::Error::custom(format_args!("`{name}` is not a string")));
                    }
                }
                // An empty link counts as missing.
                let link = |name| additional.get_str(name).filter(|link| !link.trim().is_empty()).map(str::to_owned);
                let mut page = Page { next_link: link(NEXT_LINK), delta_link: link(DELTA_LINK), ..Page::default() };
                page.count = additional.get(COUNT).and_then(Json::as_i64);
                match items {
                    Some(items) => (page.value, page.unreadable) = (items.readable, items.unreadable),
                    None if without_value && (page.next_link.is_some() || page.delta_link.is_some()) => {
                        page.without_value = true;
                    }
                    None => return Err(A::Error::missing_field(VALUE)),
                }
                // Values moved to a field leave `additional`; others (a null link) stay and are encoded again.
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
