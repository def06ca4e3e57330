//! Reading and writing values of a base type that may be of any type derived from it.
//!
//! Microsoft Graph says with the member `@odata.type` which derived type an object is of. The member may stand anywhere
//! in the object, with or without a leading `#`, and its case does not matter.

use std::marker::PhantomData;

use serde::de::value::MapDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserializer, Serialize, Serializer};
use serde_json::Value as Json;

use super::decode::{Kind, TYPE_FIRST, next_name};
use super::object::{self, Object, Writer};
use super::property::Property;

/// A generated enum over a base type and the types derived from it.
///
/// The variant of the base type holds what names no derived type, or one that is not documented (or not compiled,
/// because its feature is off); nothing of it is lost.
pub trait Derived: Object {
    /// Whether all derived types give the properties of the base type the type that the base type gives them. Then an
    /// object can be read as one of the base type for as long as no `@odata.type` has come.
    const UNIFORM: bool;

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
            // Annotations come first in what Microsoft Graph sends; the few before the type are kept until it is known.
            let mut before: Vec<(String, Json)> = Vec::new();
            let (mut object, found) = loop {
                let Some(name) = next_name(&mut map, TYPE_FIRST)? else { break (T::default(), None) };
                if matches!(name.kind, Kind::Missing { .. }) {
                    break (T::default(), None);
                }
                if name.text == TYPE_MEMBER {
                    let value: Json = map.next_value()?;
                    break (value.as_str().and_then(empty).unwrap_or_default(), Some(value));
                }
                if !T::UNIFORM || name.text.starts_with('@') || name.kind == Kind::Raw {
                    before.push((name.text.into_owned(), map.next_value()?));
                    continue;
                }
                // Taken for an object of the base type, which hardly ever is wrong.
                let mut object = T::default();
                replay(&mut object, before)?;
                object::read_member(&mut object, name, &mut map)?;
                object::read_members(&mut object, &mut map)?;
                object.additional_mut().settle();
                return match object.additional().get_str(TYPE_MEMBER).and_then(empty::<T>) {
                    None => Ok(object),
                    Some(derived) => turn_into(object, derived),
                };
            };
            replay(&mut object, before)?;
            let typed = found.is_some();
            if let Some(found) = found {
                object.additional_mut().push(TYPE_MEMBER, found);
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

/// An empty value of the named type; `None` if that is not a derived type of the enum.
fn empty<T: Derived>(name: &str) -> Option<T> {
    let name = name.trim_start_matches('#');
    // On the stack, as long as the name is no longer than names are.
    let mut lower = [0; 96];
    match lower.get_mut(..name.len()) {
        Some(lower) => {
            lower.copy_from_slice(name.as_bytes());
            lower.make_ascii_lowercase();
            std::str::from_utf8(lower).ok().and_then(T::of_type)
        }
        None => T::of_type(&name.to_ascii_lowercase()),
    }
}

/// Hands all members of an object to one of another type: its `@odata.type` came after other members.
fn turn_into<T: Derived, E: serde::de::Error>(mut object: T, mut derived: T) -> Result<T, E> {
    struct Members {
        members: Vec<(String, Json)>,
        result: Result<(), serde_json::Error>,
    }

    impl Writer for Members {
        fn property<T: Serialize + std::fmt::Debug>(&mut self, name: &'static str, value: &Property<T>) {
            if !value.is_absent() && self.result.is_ok() {
                match serde_json::to_value(value) {
                    Ok(value) => self.members.push((name.to_owned(), value)),
                    Err(error) => self.result = Err(error),
                }
            }
        }
    }

    let mut written = Members { members: Vec::new(), result: Ok(()) };
    object.write(&mut written);
    written.result.map_err(E::custom)?;
    let additional = std::mem::take(object.additional_mut());
    written.members.extend(additional.into_iter().map(|(name, value)| (name.into(), value)));
    replay(&mut derived, written.members)?;
    derived.additional_mut().settle();
    Ok(derived)
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
