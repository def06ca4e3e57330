//! Decoding and encoding values of a base type that can have any derived type.
//!
//! In Microsoft Graph, the member `@odata.type` names the derived type of an object. It can be anywhere in the object,
//! with or without a leading `#`, and its letter case does not matter.

use std::marker::PhantomData;

use serde::de::value::MapDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserializer, Serialize, Serializer};
use serde_json::Value as Json;

use super::decode::{Kind, TYPE_FIRST, next_name};
use super::object::{self, Object, Writer};
use super::property::Property;

/// A generated enum over a base type and its derived types.
///
/// The variant of the base type is used for objects that name no derived type, or one that is not documented (or not
/// compiled, because its feature is off); nothing of them is lost.
pub trait Derived: Object {
    /// Whether all derived types document the properties of the base type in the same way. Then an object can be read
    /// as the base type until its `@odata.type` is found.
    const UNIFORM: bool;

    /// An empty value of the type with this full name (without `#`, in lower case); `None` if it is not a derived type
    /// of the enum.
    fn of_type(name: &str) -> Option<Self>;

    /// The full name of the value's type.
    fn type_name(&self) -> &'static str;
}

/// The member with the type of an object.
const TYPE_MEMBER: &str = "@odata.type";

/// Reads an object of the type that its `@odata.type` names.
///
/// # Errors
/// The input is not an object, has two types, a member does not match its field's type, or the input is invalid.
pub fn deserialize<'de, T: Derived, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Members<T>(PhantomData<T>);

    impl<'de, T: Derived> Visitor<'de> for Members<T> {
        type Value = T;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "an object ({})", T::TYPE)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            // Microsoft Graph sends annotations first; the few members before the type are kept until it is known.
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
                // Read as the base type, which is almost always right.
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
            // A second type would contradict the one that was read.
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
    // On the stack, for names of usual length.
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

/// Moves all members of an object to one of another type: its `@odata.type` came after other members.
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

/// Reads the members that were kept.
fn replay<T: Derived, E: serde::de::Error>(object: &mut T, members: Vec<(String, Json)>) -> Result<(), E> {
    if members.is_empty() {
        return Ok(());
    }
    let mut map = MapDeserializer::<_, serde_json::Error>::new(members.into_iter());
    object::read_members(object, &mut map).map_err(E::custom)
}

/// Writes an object. A derived value without `@odata.type` gets it as its first member: otherwise Microsoft Graph
/// would assume the base type.
///
/// # Errors
/// A field cannot be serialized.
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

/// The conversions between a type and the enum that has a variant for it: the base type itself, or a derived type.
#[doc(hidden)]
#[macro_export]
macro_rules! variant_impls {
    (base $any:ident::$variant:ident($path:ty)) => {
        $crate::variant_impls!(@both false $any $variant $path);
    };
    (derived $any:ident::$variant:ident($path:ty)) => {
        $crate::variant_impls!(@both true $any $variant $path);

        /// Down the hierarchy; a value of another type is returned as the error.
        impl ::core::convert::TryFrom<$any> for $path {
            type Error = $any;

            #[inline]
            fn try_from(value: $any) -> ::core::result::Result<Self, $any> {
                match value {
                    $any::$variant(value) => ::core::result::Result::Ok(*value),
                    other => ::core::result::Result::Err(other),
                }
            }
        }
    };
    (@both $is_derived:literal $any:ident $variant:ident $path:ty) => {
        impl ::core::convert::From<$path> for $any {
            #[inline]
            fn from(value: $path) -> Self {
                Self::$variant(::std::boxed::Box::new(value))
            }
        }

        impl $crate::runtime::Body<$any> for $path {
            const DERIVED: bool = $is_derived;
        }

        impl $crate::runtime::query::Applies<$any> for $path {}

        impl ::core::convert::From<$path> for $crate::runtime::Property<$any> {
            #[inline]
            fn from(value: $path) -> Self {
                Self::Value(value.into())
            }
        }
    };
}
