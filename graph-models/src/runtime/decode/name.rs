//! Names of members, and how the readers of this runtime talk to a [`Walk`](super::walk::Walk).
//!
//! A reader asks for the next name as a newtype with one of the names below. To every format that is the string inside.
//! A `Walk` takes it for what it is: the word that its reader can be told more than a name. So tolerance needs neither a
//! global state nor a second `Deserialize`, and costs strict reading nothing.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

/// What all newtypes of readers start with.
pub(super) const PREFIX: &str = "$graph_models::";

/// Asks for the members in any order.
pub(crate) const MEMBERS: &str = "$graph_models::";

/// Asks for `@odata.type` before all other members.
pub(crate) const TYPE_FIRST: &str = "$graph_models::@odata.type";

/// Asks for `value` before all other members; that it is missing is worth a report.
pub(crate) const VALUE_FIRST: &str = "$graph_models::!value";

/// Marks a member whose absence is worth a report.
pub(super) const REQUIRED: char = '!';

/// The name of a member: borrowed where the input allows, so that known members cost no allocation.
pub(crate) struct Name<'de> {
    pub(crate) text: Cow<'de, str>,
    pub(crate) kind: Kind,
}

/// What a name says.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// The value of the member follows.
    Member,
    /// The member was read just before, but its value is of the wrong kind: it follows once more, to stay raw.
    Raw,
    /// There is no member of the name that was asked for first; no value follows. Only a `Walk` says so, and whether it
    /// is tolerant.
    Missing { tolerant: bool },
}

/// The next name.
#[inline]
pub(crate) fn next_name<'de, A: MapAccess<'de>>(
    map: &mut A,
    newtype: &'static str,
) -> Result<Option<Name<'de>>, A::Error> {
    map.next_key_seed(Ask(newtype))
}

struct Ask(&'static str);

impl<'de> DeserializeSeed<'de> for Ask {
    type Value = Name<'de>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name<'de>, D::Error> {
        deserializer.deserialize_newtype_struct(self.0, Answer { outer: true })
    }
}

struct Answer {
    /// Whether a `Walk` may answer: only to the newtype, not to the string inside it.
    outer: bool,
}

impl<'de> Visitor<'de> for Answer {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    #[inline]
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name<'de>, D::Error> {
        deserializer.deserialize_str(Answer { outer: false })
    }

    #[inline]
    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
        Ok(Name { text: Cow::Borrowed(name), kind: Kind::Member })
    }

    #[inline]
    fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
        Ok(Name { text: Cow::Owned(name.to_owned()), kind: Kind::Member })
    }

    #[inline]
    fn visit_string<E>(self, name: String) -> Result<Name<'de>, E> {
        Ok(Name { text: Cow::Owned(name), kind: Kind::Member })
    }

    /// A `Walk` has a member that stays raw.
    fn visit_borrowed_bytes<E: Error>(self, name: &'de [u8]) -> Result<Name<'de>, E> {
        match std::str::from_utf8(name) {
            Ok(name) if self.outer => Ok(Name { text: Cow::Borrowed(name), kind: Kind::Raw }),
            _ => Err(E::invalid_type(serde::de::Unexpected::Bytes(name), &self)),
        }
    }

    /// A `Walk` does not have the member that was asked for first.
    fn visit_bool<E: Error>(self, tolerant: bool) -> Result<Name<'de>, E> {
        if self.outer {
            Ok(Name { text: Cow::Borrowed(""), kind: Kind::Missing { tolerant } })
        } else {
            Err(E::invalid_type(serde::de::Unexpected::Bool(tolerant), &self))
        }
    }
}
