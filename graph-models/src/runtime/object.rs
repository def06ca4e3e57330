//! Decoding and encoding generated structs.
//!
//! Generated code contains only a `match` over the member names ([`Object::read`]) and a list of the fields
//! ([`Object::write`]). Everything else is here once, which keeps the compile time of thousands of types low.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::additional::{Additional, written};
use super::decode::{self, Kind, MEMBERS, Name, next_name};
use super::error::{DecodeError, EncodeError};
use super::property::Property;

/// Reads the value of a member into its field; called by each arm of [`Object::read`].
///
/// # Errors
/// The value does not match the field's type, or the input of `map` is invalid.
// Most fields have one of a few types: one function for each is smaller and not slower than inlined copies.
#[inline(never)]
pub fn member<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    field: &mut Property<T>,
    map: &mut A,
) -> Result<(), A::Error> {
    *field = map.next_value()?;
    Ok(())
}

/// A generated struct.
pub trait Object: Default {
    /// Full name, such as `microsoft.graph.user`.
    const TYPE: &'static str;

    /// Reads the member `name` into its field.
    ///
    /// Returns `Ok(false)` if there is no such field; then the value of the member was not consumed.
    ///
    /// # Errors
    /// The value does not match the field's type, or the input of `map` is invalid.
    fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error>;

    /// Passes every field to the writer, in order; not [`Object::additional`].
    fn write<W: Writer>(&self, writer: &mut W);

    /// Members without a field.
    fn additional(&self) -> &Additional;

    /// Members without a field, mutably.
    fn additional_mut(&mut self) -> &mut Additional;
}

/// Receives the fields of an [`Object`].
///
/// A writer that fails keeps its error and ignores further fields: without a branch for each field, thousands of
/// generated methods compile in two thirds of the time.
pub trait Writer {
    /// Receives the field of the member `name`.
    fn property<T: Serialize + fmt::Debug>(&mut self, name: &'static str, value: &Property<T>);
}

/// Reads an object: known members into fields, all others into [`Object::additional`].
///
/// Of members with equal names, the last wins.
///
/// # Errors
/// The input is not an object, a member does not match its field's type, or the input is invalid.
pub fn deserialize<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Members<T>(PhantomData<T>);

    impl<'de, T: Object> Visitor<'de> for Members<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "an object ({})", T::TYPE)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            let mut object = T::default();
            read_members(&mut object, &mut map)?;
            object.additional_mut().settle();
            Ok(object)
        }
    }

    deserializer.deserialize_map(Members(PhantomData))
}

/// Reads the remaining members of `map`.
pub(super) fn read_members<'de, T: Object, A: MapAccess<'de>>(object: &mut T, map: &mut A) -> Result<(), A::Error> {
    while let Some(name) = next_name(map, MEMBERS)? {
        read_member(object, name, map)?;
    }
    Ok(())
}

/// Reads the member with this name, whose value is next.
#[inline]
pub(super) fn read_member<'de, T: Object, A: MapAccess<'de>>(
    object: &mut T,
    name: Name<'de>,
    map: &mut A,
) -> Result<(), A::Error> {
    if name.kind == Kind::Raw {
        let value = map.next_value()?;
        let read = field(object, &name.text);
        object.additional_mut().push_raw(name.text, value, read);
    } else if !object.read(&name.text, map)? {
        let value = map.next_value()?;
        object.additional_mut().push(name.text, value);
    }
    Ok(())
}

/// The field with this name as JSON; `None` if it is absent.
fn field<T: Object>(object: &T, name: &str) -> Option<serde_json::Value> {
    struct Field<'a> {
        name: &'a str,
        json: Option<serde_json::Value>,
    }

    impl Writer for Field<'_> {
        fn property<T: Serialize + fmt::Debug>(&mut self, name: &'static str, value: &Property<T>) {
            if name == self.name {
                self.json = written(value);
            }
        }
    }

    let mut field = Field { name, json: None };
    object.write(&mut field);
    field.json
}

/// Writes an object: absent fields are omitted, null ones are `null`, and [`Object::additional`] follows.
///
/// A member of `additional` with the name of a field that is not absent is omitted: the field wins. The exception is a
/// partly readable member (see [`decode`]) whose field has not changed since: then the member is written.
///
/// # Errors
/// A field cannot be serialized.
pub fn serialize<T: Object, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    write_members(value, &mut map)?;
    map.end()
}

/// Writes the members of an object into a map.
pub(super) fn write_members<T: Object, M: SerializeMap>(value: &T, map: &mut M) -> Result<(), M::Error> {
    struct Members<'a, M: SerializeMap> {
        map: &'a mut M,
        additional: &'a Additional,
        /// Whether a name of `additional` can be that of a field. Annotations, which are the usual case, cannot.
        may_repeat: bool,
        /// Names of `additional` that a field already wrote; almost always empty, and then not allocated.
        written: Vec<&'static str>,
        result: Result<(), M::Error>,
    }

    impl<M: SerializeMap> Writer for Members<'_, M> {
        #[inline]
        fn property<T: Serialize + fmt::Debug>(&mut self, name: &'static str, value: &Property<T>) {
            if !value.is_absent() && self.result.is_ok() {
                if self.may_repeat && self.additional.contains(name) {
                    if self.additional.instead_of(name, value).is_some() {
                        return;
                    }
                    self.written.push(name);
                }
                if let Err(error) = self.map.serialize_entry(name, value) {
                    self.result = Err(error);
                }
            }
        }
    }

    let additional = value.additional();
    let may_repeat = additional.keys().any(|name| !name.contains('@'));
    let mut members = Members { map, additional, may_repeat, written: Vec::new(), result: Ok(()) };
    value.write(&mut members);
    members.result?;
    for (name, value) in members.additional.iter() {
        if !members.written.contains(&name) {
            members.map.serialize_entry(name, value)?;
        }
    }
    Ok(())
}

/// Formats an object as a struct whose fields have the names of the wire; absent fields and an empty `additional` are
/// omitted. For `{:?}` and `{:#?}`.
///
/// # Errors
/// The error of the formatter.
pub fn debug<T: Object>(value: &T, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    struct Members<'a, 'f, 'b>(&'a mut fmt::DebugStruct<'f, 'b>);

    impl Writer for Members<'_, '_, '_> {
        fn property<T: Serialize + fmt::Debug>(&mut self, name: &'static str, value: &Property<T>) {
            if !value.is_absent() {
                self.0.field(name, value);
            }
        }
    }

    let mut members = f.debug_struct(name);
    value.write(&mut Members(&mut members));
    if !value.additional().is_empty() {
        members.field("additional", value.additional());
    }
    members.finish()
}

/// An expanded relationship, decoded from the member `name`; `None` if it is absent or null.
///
/// Tolerant like [`decode::tolerant`]: members of a related object that do not have their documented kind stay raw.
///
/// # Errors
/// The member as a whole is of another kind.
pub fn relationship<T: DeserializeOwned>(additional: &Additional, name: &str) -> Result<Option<T>, DecodeError> {
    match additional.get(name) {
        None | Some(serde_json::Value::Null) => Ok(None),
        Some(value) => match decode::value(value) {
            Ok(decoded) => Ok(Some(decoded.value)),
            Err(error) => Err(error.below(name)),
        },
    }
}

/// Sets the member `name` to a related object, to create both at once (a deep insert).
///
/// # Errors
/// `value` cannot be serialized as JSON.
pub fn set_relationship<T: Serialize + ?Sized>(
    additional: &mut Additional,
    name: &str,
    value: &T,
) -> Result<(), EncodeError> {
    let value = serde_json::to_value(value).map_err(EncodeError::new::<T>)?;
    additional.insert(name, value);
    Ok(())
}

/// `Serialize`, `Deserialize` and `Debug` of a generated [`Object`].
#[doc(hidden)]
#[macro_export]
macro_rules! object_impls {
    ($($name:ident),+ $(,)?) => { $(
        impl $crate::runtime::private::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::runtime::private::serde::Serializer,
            {
                $crate::runtime::object::serialize(self, serializer)
            }
        }

        impl<'de> $crate::runtime::private::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: $crate::runtime::private::serde::Deserializer<'de>,
            {
                $crate::runtime::object::deserialize(deserializer)
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::runtime::object::debug(self, ::core::stringify!($name), f)
            }
        }
    )+ };
}
