//! What a response can decode into.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use http::{HeaderMap, StatusCode};
use serde::de::{DeserializeOwned, IntoDeserializer, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::additional::Additional;
use super::error::DecodeError;
use super::object::Object;
use super::page::Page;

/// What the body of a successful response decodes into.
pub trait Response: Sized {
    /// Decodes the body of a response whose status says success.
    ///
    /// # Errors
    /// The body does not have the expected shape, or is empty.
    fn decode(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError>;
}

/// Decodes a JSON body; the building block of [`Response::decode`] for types with serde impls.
///
/// # Errors
/// The body is empty, no JSON, or of another shape; the error says where. `expected` names the type in that message.
pub fn decode_json<T: DeserializeOwned>(body: &[u8], expected: &str) -> Result<T, DecodeError> {
    // Some Graph services put a byte order mark before the body, which JSON does not allow.
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    if body.trim_ascii().is_empty() {
        return Err(DecodeError::empty(expected));
    }
    serde_json::from_slice(body).map_err(|error| DecodeError::json(expected, body, error))
}

impl<T: Object> Response for T {
    fn decode(_: StatusCode, _: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
        /// Lets serde read any object, so that `Object` alone is enough.
        struct Read<T>(T);
        impl<'de, T: Object> Deserialize<'de> for Read<T> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                super::object::deserialize(deserializer).map(Read)
            }
        }
        decode_json::<Read<T>>(body, T::TYPE).map(|Read(value)| value)
    }
}

impl<T: DeserializeOwned> Response for Page<T> {
    fn decode(_: StatusCode, _: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
        decode_json(body, std::any::type_name::<Self>())
    }
}

/// Ignores the body.
impl Response for () {
    fn decode(_: StatusCode, _: &HeaderMap, _: &[u8]) -> Result<Self, DecodeError> {
        Ok(())
    }
}

/// Any JSON.
impl Response for serde_json::Value {
    fn decode(_: StatusCode, _: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
        decode_json(body, "JSON")
    }
}

/// `None` where the body is empty: for operations that answer with `204 No Content` now and then.
impl<T: Response> Response for Option<T> {
    fn decode(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
        if body.is_empty() { Ok(None) } else { T::decode(status, headers, body).map(Some) }
    }
}

/// A body that is no JSON, such as the content of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bytes(pub Vec<u8>);

impl Bytes {
    /// The bytes.
    pub fn into_inner(self) -> Vec<u8> {
        self.0
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Bytes> for Vec<u8> {
    fn from(bytes: Bytes) -> Self {
        bytes.0
    }
}

impl Response for Bytes {
    fn decode(_: StatusCode, _: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self(body.to_vec()))
    }
}

/// A body of plain text, such as that of `…/$count` or of a property's `…/$value`, without a byte order mark.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Text(pub String);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text as a number or the like; space around it does not count.
    ///
    /// # Errors
    /// Whatever the type's `FromStr` says.
    pub fn parse<T: FromStr>(&self) -> Result<T, T::Err> {
        self.0.trim().parse()
    }

    /// The number that `…/$count` answers.
    ///
    /// # Errors
    /// The text is no integer.
    pub fn count(&self) -> Result<i64, std::num::ParseIntError> {
        self.parse()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Response for Text {
    fn decode(_: StatusCode, _: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
        let text = std::str::from_utf8(body).map_err(|error| DecodeError::other("text", error))?;
        Ok(Self(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()))
    }
}

/// The envelope `{"@odata.context": …, "value": …}` around a lone value that is no object.
///
/// Where the value can be null or missing, `T` is an `Option` or a [`Property`](super::property::Property).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Value<T> {
    /// The value.
    pub value: T,
    /// The other members of the envelope.
    pub additional: Additional,
}

impl<T: DeserializeOwned> Response for Value<T> {
    fn decode(_: StatusCode, _: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
        decode_json(body, std::any::type_name::<Self>())
    }
}

impl<T: Serialize> Serialize for Value<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.additional.iter().filter(|(name, _)| *name != "value") {
            map.serialize_entry(name, value)?;
        }
        map.serialize_entry("value", &self.value)?;
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Value<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Envelope<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Envelope<T> {
            type Value = Value<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with a member `value`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<T>, A::Error> {
                let (mut value, mut additional) = (None, Additional::new());
                while let Some(name) = map.next_key::<Box<str>>()? {
                    match &*name {
                        "value" => value = Some(map.next_value()?),
                        _ => additional.push(name, map.next_value()?),
                    }
                }
                additional.settle();
                Ok(Value { value: present(value)?, additional })
            }
        }

        deserializer.deserialize_map(Envelope(PhantomData))
    }
}

/// The member `value`. Where it is missing, types that can be null are null, as with derived impls.
pub(crate) fn present<'de, T: Deserialize<'de>, E: serde::de::Error>(value: Option<T>) -> Result<T, E> {
    match value {
        Some(value) => Ok(value),
        None => T::deserialize(IntoDeserializer::<serde::de::value::Error>::into_deserializer(()))
            .map_err(|_| E::missing_field("value")),
    }
}
