//! Members of a JSON object that have no field.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::MapAccess;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::property::Property;

/// Up to this many members, comparing names pairwise is cheaper than building a hash set.
const FEW: usize = 16;

/// Members of a JSON object that have no field: annotations (`@odata.etag`), expanded relationships, members of open
/// types, and members that are not documented yet. Also, unchanged, members that do not have their documented kind;
/// see [`decode`](super::decode).
///
/// Keeps the order of insertion. An empty one does not allocate. Look-up is linear: objects have few such members.
#[derive(Clone, Default)]
pub struct Additional {
    members: Vec<(Name, Value)>,
}

/// The name of a member: nearly always one of a few annotations, which are not allocated.
#[derive(Clone)]
pub(crate) enum Name {
    Known(&'static str),
    Other(Box<str>),
    /// For a member that also has a field with the readable part.
    InPart(Box<InPart>),
}

/// A partly readable member.
#[derive(Clone)]
pub(crate) struct InPart {
    name: Box<str>,
    /// The value that its field had then, as JSON.
    read: Value,
}

impl Name {
    fn known(name: &str) -> Option<Self> {
        /// The most frequent members.
        const KNOWN: [&str; 6] =
            ["@odata.type", "@odata.etag", "@odata.id", "@odata.context", "@odata.editLink", "@odata.nextLink"];
        // Most unknown names do not even start like one of these.
        if !name.starts_with('@') {
            return None;
        }
        KNOWN.iter().find(|known| **known == name).map(|known| Self::Known(known))
    }
}

impl std::ops::Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Known(name) => name,
            Self::Other(name) => name,
            Self::InPart(member) => &member.name,
        }
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self::known(name).unwrap_or_else(|| Self::Other(name.into()))
    }
}

impl From<Box<str>> for Name {
    fn from(name: Box<str>) -> Self {
        Self::known(&name).unwrap_or(Self::Other(name))
    }
}

impl From<Cow<'_, str>> for Name {
    fn from(name: Cow<'_, str>) -> Self {
        Self::known(&name).unwrap_or_else(|| Self::Other(name.into()))
    }
}

impl From<Name> for Box<str> {
    fn from(name: Name) -> Self {
        match name {
            Name::Known(name) => name.into(),
            Name::Other(name) => name,
            Name::InPart(member) => member.name,
        }
    }
}

impl Additional {
    /// No members.
    pub const fn new() -> Self {
        Self { members: Vec::new() }
    }

    /// Whether there are no members.
    pub const fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The number of members.
    pub const fn len(&self) -> usize {
        self.members.len()
    }

    /// The member with exactly this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.members.iter().find(|(key, _)| **key == *name).map(|(_, value)| value)
    }

    /// The member with exactly this name, mutably.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        self.members.iter_mut().find(|(key, _)| **key == *name).map(|(_, value)| value)
    }

    /// The member with exactly this name, if it is a string.
    pub fn get_str(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// Whether there is a member with exactly this name.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Sets a member and returns its former value. An existing member keeps its position.
    pub fn insert(&mut self, name: impl Into<Box<str>>, value: impl Into<Value>) -> Option<Value> {
        let (name, value) = (name.into(), value.into());
        if let Some(member) = self.members.iter_mut().find(|(key, _)| **key == *name) {
            return Some(std::mem::replace(member, (name.into(), value)).1);
        }
        self.members.push((name.into(), value));
        None
    }

    /// Removes a member and returns its value. The others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let index = self.members.iter().position(|(key, _)| **key == *name)?;
        Some(self.members.remove(index).1)
    }

    /// Keeps the members for which `keep` returns `true`, in order.
    ///
    /// A partly readable member (see [`decode`](crate::runtime::decode)) is still encoded unchanged, unlike after
    /// `into_iter` and `collect`.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &Value) -> bool) {
        self.members.retain(|(name, value)| keep(name, value));
    }

    /// Removes every member.
    pub fn clear(&mut self) {
        self.members.clear();
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.members.iter().map(|(name, value)| (&**name, value))
    }

    /// Names, in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.members.iter().map(|(name, _)| &**name)
    }

    /// `@odata.type` without its leading `#`, such as `microsoft.graph.user`.
    pub fn odata_type(&self) -> Option<&str> {
        self.get_str("@odata.type").map(|name| name.strip_prefix('#').unwrap_or(name))
    }

    /// `@odata.etag`, to be sent as `If-Match`.
    pub fn etag(&self) -> Option<&str> {
        self.get_str("@odata.etag")
    }

    /// `@odata.id`, the address of the object.
    pub fn odata_id(&self) -> Option<&str> {
        self.get_str("@odata.id")
    }

    /// `of@odata.nextLink`: the next page of an expanded relationship.
    pub fn next_link(&self, of: &str) -> Option<&str> {
        self.get_str(&format!("{of}@odata.nextLink"))
    }

    /// Sets `name@odata.bind`: links a relationship to the object at `url` when the containing object is created.
    pub fn bind(&mut self, name: &str, url: impl Into<String>) -> &mut Self {
        self.insert(format!("{name}@odata.bind"), url.into());
        self
    }

    /// Sets `name@odata.bind` to several addresses, for a relationship with many objects.
    pub fn bind_all(&mut self, name: &str, urls: impl IntoIterator<Item = impl Into<String>>) -> &mut Self {
        let urls: Vec<Value> = urls.into_iter().map(|url| Value::String(url.into())).collect();
        self.insert(format!("{name}@odata.bind"), urls);
        self
    }

    /// Whether a delta page reports this object as deleted (`@removed`).
    pub fn is_removed(&self) -> bool {
        self.contains("@removed")
    }

    /// The reason: `changed` (the object can be restored) or `deleted` (permanently).
    pub fn removed_reason(&self) -> Option<&str> {
        self.get("@removed")?.get("reason")?.as_str()
    }

    /// Adds a member without checking for its name. [`Additional::settle`] must follow the last one.
    pub(crate) fn push(&mut self, name: impl Into<Name>, value: Value) {
        self.members.push((name.into(), value));
    }

    /// Adds a member that does not have its documented kind, with the part of it in its field. [`Additional::settle`]
    /// must follow the last one.
    pub(crate) fn push_raw(&mut self, name: Cow<'_, str>, value: Value, read: Option<Value>) {
        let name = match read {
            Some(read) => Name::InPart(Box::new(InPart { name: name.into(), read })),
            None => name.into(),
        };
        self.members.push((name, value));
    }

    /// The member to encode instead of the field of its name: the field is absent, or still has the part that was
    /// read.
    pub(crate) fn instead_of<T: Serialize>(&self, name: &str, field: &Property<T>) -> Option<&Value> {
        let (name, value) = self.members.iter().find(|(key, _)| **key == *name)?;
        let stands = match name {
            _ if field.is_absent() => true,
            Name::InPart(member) => written(field).as_ref() == Some(&member.read),
            Name::Known(_) | Name::Other(_) => false,
        };
        stands.then_some(value)
    }

    /// Keeps only the last of several members with the same name, like JSON parsers.
    ///
    /// Done once at the end, because a search for each member would take quadratic time in an object with a million
    /// members.
    pub(crate) fn settle(&mut self) {
        let count = self.members.len();
        if count < 2 {
            return;
        }
        let mut keep = vec![];
        if count <= FEW {
            let repeated = |(index, (name, _)): (usize, &(Name, Value))| {
                self.members.iter().skip(index + 1).any(|(later, _)| later == name)
            };
            if !self.members.iter().enumerate().any(repeated) {
                return;
            }
        }
        {
            let mut seen = HashSet::with_capacity(count);
            keep.extend(self.members.iter().rev().map(|(name, _)| seen.insert(&**name)));
            if seen.len() == count {
                return;
            }
        }
        // `keep` was filled from the last member to the first, so popping returns the first one first.
        self.members.retain(|_| keep.pop().unwrap_or(true));
    }
}

/// A field as JSON; `None` if it is absent.
pub(crate) fn written<T: Serialize>(field: &Property<T>) -> Option<Value> {
    if field.is_absent() { None } else { serde_json::to_value(field).ok() }
}

/// The order does not matter, as in JSON.
impl PartialEq for Additional {
    fn eq(&self, other: &Self) -> bool {
        if self.len() != other.len() {
            return false;
        }
        // Usually both sides have the same order; otherwise each name is looked up.
        self.members == other.members || self.iter().all(|(name, value)| other.get(name) == Some(value))
    }
}

impl fmt::Debug for Additional {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Formats JSON as JSON, which is shorter than the derived `Debug` of `Value`.
        struct Json<'a>(&'a Value);
        impl fmt::Debug for Json<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self.0, f)
            }
        }
        f.debug_map().entries(self.iter().map(|(name, value)| (name, Json(value)))).finish()
    }
}

impl<K: Into<Box<str>>, V: Into<Value>> Extend<(K, V)> for Additional {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, members: I) {
        self.members.extend(members.into_iter().map(|(name, value)| (Name::from(name.into()), value.into())));
        self.settle();
    }
}

impl<K: Into<Box<str>>, V: Into<Value>> FromIterator<(K, V)> for Additional {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        let mut additional = Self::new();
        additional.extend(members);
        additional
    }
}

/// Names and values. A collection of them no longer knows which members were partly readable; see
/// [`Additional::retain`].
impl IntoIterator for Additional {
    type Item = (Box<str>, Value);
    type IntoIter = std::vec::IntoIter<(Box<str>, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        let members: Vec<_> = self.members.into_iter().map(|(name, value)| (name.into(), value)).collect();
        members.into_iter()
    }
}

impl Serialize for Additional {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Additional {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Additional;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Additional, A::Error> {
                let mut additional = Additional::new();
                while let Some((name, value)) = map.next_entry::<Box<str>, _>()? {
                    additional.push(name, value);
                }
                additional.settle();
                Ok(additional)
            }
        }

        deserializer.deserialize_map(Visitor)
    }
}
