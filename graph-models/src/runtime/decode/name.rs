//! Names of members, and how the readers of this runtime communicate with a [`TolerantDeserializer`](super::deserializer::TolerantDeserializer).
//!
//! A reader requests the next name as a newtype with one of the names below. For any format, this is the string
//! inside. A `TolerantDeserializer` recognizes it: its reader understands more than a name. Therefore tolerance needs neither global
//! state nor a second `Deserialize`, and costs nothing in strict decoding.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

/// The prefix of all newtypes of readers.
pub(super) const PREFIX: &str = "$graph_models::";

/// Requests the members in any order.
pub(crate) const MEMBERS: &str = "$graph_models::";

/// Requests `@odata.type` before all other members.
pub(crate) const TYPE_FIRST: &str = "$graph_models::@odata.type";

/// Requests `value` before all other members; if it is missing, that is reported.
pub(crate) const VALUE_FIRST: &str = "$graph_models::!value";

/// Marks a member that is reported if it is missing.
pub(super) const REQUIRED: char = '!';

/// The name of a member: borrowed where the input allows, so that known members cost no allocation.
pub(crate) struct Name<'de> {
    pub(crate) text: Cow<'de, str>,
    pub(crate) kind: Kind,
}

/// The meaning of a name.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// The value of the member follows.
    Member,
    /// The member was read just before, but its value has the wrong kind: it follows again, to stay raw.
    Raw,
    /// The member that was requested first is missing; no value follows. Only a `TolerantDeserializer` returns this, and whether it is
    /// tolerant.
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
    /// Whether a `TolerantDeserializer` may call this visitor: only for the newtype, not for the string inside it.
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

    /// A `TolerantDeserializer` has a member that stays raw.
    fn visit_borrowed_bytes<E: Error>(self, name: &'de [u8]) -> Result<Name<'de>, E> {
        match std::str::from_utf8(name) {
            Ok(name) if self.outer => Ok(Name { text: Cow::Borrowed(name), kind: Kind::Raw }),
            _ => Err(E::invalid_type(serde::de::Unexpected::Bytes(name), &self)),
        }
    }

    /// A `TolerantDeserializer` does not have the member that was requested first.
    fn visit_bool<E: Error>(self, tolerant: bool) -> Result<Name<'de>, E> {
        if self.outer {
            Ok(Name { text: Cow::Borrowed(""), kind: Kind::Missing { tolerant } })
        } else {
            Err(E::invalid_type(serde::de::Unexpected::Bool(tolerant), &self))
        }
    }
}
