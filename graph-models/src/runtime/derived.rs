//! Reading and writing values of a base type that may be of any type derived from it.
//!
//! Microsoft Graph says with the member `@odata.type` which derived type an object is of. The member may stand anywhere
//! in the object, with or without a leading `#`, and its case does not matter.

use std::marker::PhantomData;

use serde::de::value::MapDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserializer, Serializer};
use serde_json::Value as Json;

use super::decode::{Kind, TYPE_FIRST, next_name};
use super::object::{self, Object};

/// A generated enum over a base type and the types derived from it.
///
/// The variant of the base type holds what names no derived type, or one that is not documented (or not compiled,
/// because its feature is off); nothing of it is lost.
pub trait Derived: Object {
    /// An empty value of the type with this full name (without `#`, in lower case); `None` if it is not one of the
    /// enum's derived types.
    fn of_type(name: &str) -> Option<Self>;

    /// Full name of the type that the value is of.
    fn type_name(&self) -> &'static str;
}

/// The member that names the type of an object.
const TYPE_MEMBER: &str = "@odata.type";

/// Reads an object of whatever type its `@odata.type` names.
///
/// # Errors
/// The input is no object, has two types, a member does not have its field's type, or the input is broken.
pub fn deserialize<'de, T: Derived, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Members<T>(PhantomData<T>);

    impl<'de, T: Derived> Visitor<'de> for Members<T> {
        type Value = T;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "an object ({})", T::TYPE)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            // Annotations come first in what Microsoft Graph sends, so that hardly ever anything is kept here.
            let mut before: Vec<(String, Json)> = Vec::new();
            let mut found = None;
            while found.is_none() {
                let Some(name) = next_name(&mut map, TYPE_FIRST)? else { break };
                if matches!(name.kind, Kind::Missing { .. }) {
                    break;
                }
                let value: Json = map.next_value()?;
                if name.text == TYPE_MEMBER {
                    found = Some(value);
                } else {
                    before.push((name.text.into_owned(), value));
                }
            }
            let mut object = empty::<T>(found.as_ref().and_then(Json::as_str));
            replay(&mut object, before)?;
            let typed = found.is_some();
            if let Some(value) = found {
                object.additional_mut().push(TYPE_MEMBER.into(), value);
            }
            object::read_members(&mut object, &mut map)?;
            // A second type would make it another object than the one that was read.
            if typed && object.additional().keys().filter(|name| *name == TYPE_MEMBER).count() > 1 {
                return Err(A::Error::duplicate_field(TYPE_MEMBER));
            }
            object.additional_mut().settle();
            Ok(object)
        }
    }

    deserializer.deserialize_map(Members(PhantomData))
}

/// An empty value of the named type, or of the base type.
fn empty<T: Derived>(name: Option<&str>) -> T {
    name.and_then(|name| T::of_type(&name.trim_start_matches('#').to_lowercase())).unwrap_or_default()
}

/// Reads members that were kept.
fn replay<T: Derived, E: serde::de::Error>(object: &mut T, members: Vec<(String, Json)>) -> Result<(), E> {
    if members.is_empty() {
        return Ok(());
    }
    let mut map = MapDeserializer::<_, serde_json::Error>::new(members.into_iter());
    object::read_members(object, &mut map).map_err(E::custom)
}

/// Writes an object. A derived value that does not carry its `@odata.type` is given it, first of all members: without
/// it, Microsoft Graph would take the value for one of the base type.
///
/// # Errors
/// A field can't be written.
pub fn serialize<T: Derived, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    if value.type_name() != T::TYPE && !value.additional().contains(TYPE_MEMBER) {
        map.serialize_entry(TYPE_MEMBER, &format!("#{}", value.type_name()))?;
    }
    object::write_members(value, &mut map)?;
    map.end()
}

/// `Serialize`, `Deserialize` and `Debug` of a generated [`Derived`] enum.
#[doc(hidden)]
#[macro_export]
macro_rules! derived_impls {
    ($($name:ident),+ $(,)?) => { $(
        impl $crate::runtime::private::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::runtime::private::serde::Serializer,
            {
                $crate::runtime::derived::serialize(self, serializer)
            }
        }

        impl<'de> $crate::runtime::private::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: $crate::runtime::private::serde::Deserializer<'de>,
            {
                $crate::runtime::derived::deserialize(deserializer)
            }
        }
    )+ };
}
