//! Types that a response can decode into.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use http::{HeaderMap, StatusCode};
use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::additional::{Additional, written};
use super::decode::{self, Answer, Decoded, Kind, MEMBERS, Mode, next_name};
use super::error::{DecodeError, Error, GraphError, NoBody, NotModified};
use super::object::Object;
use super::operation::Operation;
use super::page::Page;
use super::property::Property;

/// A type that the body of a successful response can decode into.
///
/// Types with a JSON body are [tolerant](super::decode) unless requested otherwise; for all others, the three ways of
/// decoding are the same.
pub trait Response: Sized {
    /// Decodes the body of a response with a success status.
    ///
    /// # Errors
    /// The body does not have the expected shape, or is empty.
    fn decode(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError>;

    /// Like [`Response::decode`], but a member that does not have its documented kind is an error.
    ///
    /// # Errors
    /// The body does not have the expected shape, or is empty.
    fn decode_strict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
        Self::decode(status, headers, body)
    }

    /// Like [`Response::decode`], and reports which members do not have their documented kind.
    ///
    /// # Errors
    /// As [`Response::decode`].
    fn decode_with_report(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Decoded<Self>, DecodeError> {
        Self::decode(status, headers, body).map(Decoded::exact)
    }

    /// The value for a write that succeeded without a body, whatever the docs show: `204 No Content` ([RFC 9110,
    /// 15.3.5](https://www.rfc-editor.org/rfc/rfc9110.html#section-15.3.5)), or a response to `Prefer: return=minimal`
    /// ([OData 4.01, 8.2.8.7](https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part1-protocol.html)).
    ///
    /// An object has only absent properties then. `None` if the type has no such value; then
    /// [`Request::decode`](crate::Request::decode) returns [`Error::NoBody`].
    fn without_body() -> Option<Self> {
        None
    }
}

/// The context of a response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// The operations that the request can belong to.
    pub operations: &'static [&'static Operation],
    /// Whether the request is a write, which can succeed without a body.
    pub writes: bool,
}

/// Decodes the response to a request. Every `2xx` status is a success, and so are documented redirects. A write that
/// succeeded without a body decodes into `nothing`.
pub(crate) fn read<B: AsRef<[u8]>, T>(
    asked: Asked,
    response: &http::Response<B>,
    decode: fn(StatusCode, &HeaderMap, &[u8]) -> Result<T, DecodeError>,
    nothing: fn() -> Option<T>,
) -> Result<T, Error> {
    let (status, headers, body) = (response.status(), response.headers(), response.body().as_ref());
    if status == StatusCode::NOT_MODIFIED {
        return Err(NotModified::new(headers).into());
    }
    let documented = || asked.operations.iter().any(|operation| operation.statuses.contains(&status.as_u16()));
    if !(status.is_success() || (status.is_redirection() && documented())) {
        return Err(GraphError::new(status, headers, body).into());
    }
    match decode(status, headers, body) {
        Ok(value) => Ok(value),
        Err(reason) if asked.writes && status.is_success() && is_empty(body) => {
            let value = if says_nothing(status, headers) { nothing() } else { None };
            value.ok_or_else(|| NoBody::new(status, headers, reason).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether a JSON body is empty. White space, such as a line break, is ignored.
fn is_empty(body: &[u8]) -> bool {
    body.trim_ascii().is_empty()
}

/// Whether a response without a body is complete: these statuses need none, and neither does a response to `Prefer:
/// return=minimal` ([RFC 7240, 4.2](https://www.rfc-editor.org/rfc/rfc7240.html#section-4.2)). `200 OK` promises a
/// body.
fn says_nothing(status: StatusCode, headers: &HeaderMap) -> bool {
    let applied = || headers.get_all("preference-applied").iter().filter_map(|value| value.to_str().ok());
    matches!(status, StatusCode::CREATED | StatusCode::ACCEPTED | StatusCode::NO_CONTENT)
        || applied().any(|preferences| preferences.to_ascii_lowercase().contains("return=minimal"))
}

/// Decodes a JSON body tolerantly: the default for [`Response::decode`] of types with serde implementations.
///
/// # Errors
/// The body is empty, invalid JSON, or has another shape; the error has the location. `expected` names the type in the
/// message.
pub fn decode_json<T: DeserializeOwned>(body: &[u8], expected: &str) -> Result<T, DecodeError> {
    decode::body(body, expected, Mode::Tolerant).map(|decoded| decoded.value)
}

/// The three ways of decoding, through `$decode`, and the conversion of a report.
macro_rules! json_response {
    ($decode:path, $value:expr) => {
        fn decode(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
            $decode(&Answer { status, headers, body }, Mode::Tolerant).map($value)
        }

        fn decode_strict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
            $decode(&Answer { status, headers, body }, Mode::Strict).map($value)
        }

        fn decode_with_report(
            status: StatusCode,
            headers: &HeaderMap,
            body: &[u8],
        ) -> Result<Decoded<Self>, DecodeError> {
            $decode(&Answer { status, headers, body }, Mode::Tolerant)
        }
    };
}

/// If an object is wrapped in `{"@odata.context": …, "value": {…}}`, although its type has no such members, it is
/// unwrapped. The annotations of the envelope move to the object; with a report, they are separate. The same applies,
/// except in strict decoding, to an object that is the only element of an array.
///
/// An array of none or several objects is an error, and so is `{"error": {…}}` if the type has no such member: a
/// request turns the latter into an [`Error::Graph`].
impl<T: Object + DeserializeOwned> Response for T {
    json_response!(decode::object, decode::merge);

    fn without_body() -> Option<Self> {
        Some(Self::default())
    }
}

/// `{"error": {…}}` instead of a page is an error: a request turns it into an [`Error::Graph`].
///
/// A write that succeeded without a body is [`Error::NoBody`]: an empty page would mean that there are no items.
impl<T: DeserializeOwned> Response for Page<T> {
    json_response!(decode::page, |decoded| decoded.value);
}

/// Ignores the body.
impl Response for () {
    fn decode(_: StatusCode, _: &HeaderMap, _: &[u8]) -> Result<Self, DecodeError> {
        Ok(())
    }

    fn without_body() -> Option<Self> {
        Some(())
    }
}

/// Any JSON. A write that succeeded without a body is `null`.
impl Response for serde_json::Value {
    fn decode(_: StatusCode, _: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
        decode_json(body, "JSON")
    }

    fn without_body() -> Option<Self> {
        Some(Self::Null)
    }
}

/// `None` if the body is empty: for operations that can return `204 No Content`.
impl<T: Response> Response for Option<T> {
    fn decode(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
        if is_empty(body) { Ok(None) } else { T::decode(status, headers, body).map(Some) }
    }

    fn decode_strict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
        if is_empty(body) { Ok(None) } else { T::decode_strict(status, headers, body).map(Some) }
    }

    fn decode_with_report(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Decoded<Self>, DecodeError> {
        if is_empty(body) {
            return Ok(Decoded::exact(None));
        }
        T::decode_with_report(status, headers, body).map(|decoded| decoded.map(Some))
    }

    fn without_body() -> Option<Self> {
        Some(None)
    }
}

/// A body that is not JSON, such as the content of a file.
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

/// A redirect has no bytes: it has their address, which [`Located`](super::Located) reads. Most HTTP clients follow it
/// automatically.
impl Response for Bytes {
    fn decode(status: StatusCode, _: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
        if status.is_redirection() {
            let message = "the redirect to the bytes was not followed: its address needs no token";
            return Err(DecodeError::at("bytes", String::new(), message.to_owned()));
        }
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

    /// Parses the text, for example as a number; surrounding white space is ignored.
    ///
    /// # Errors
    /// The error of the type's `FromStr`.
    pub fn parse<T: FromStr>(&self) -> Result<T, T::Err> {
        self.0.trim().parse()
    }

    /// The number returned by `…/$count`.
    ///
    /// # Errors
    /// The text is not an integer.
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

/// The envelope `{"@odata.context": …, "value": …}` around a primitive value.
///
/// A value of another kind than `T` stays raw in `additional`, like a member of an object, and the property is absent;
/// an integer in quotes is accepted. Except in strict decoding, a request also accepts a value without the envelope.
/// An object without a member `value` is an error, unless it contains `"@odata.null": true`.
///
/// For a single object, `T` can be the object itself: a request decodes it with or without an envelope.
#[derive(Clone, PartialEq)]
pub struct Value<T> {
    /// The value; absent if it is of another kind.
    pub value: Property<T>,
    /// The other members of the envelope; also the unchanged `value` if it is not of the kind `T`. It is encoded as
    /// long as the property is unchanged.
    pub additional: Additional,
    /// Whether it came without the envelope, and is encoded without it.
    #[doc(hidden)]
    pub is_bare: bool,
}

impl<T> Value<T> {
    /// An envelope without other members.
    pub fn new(value: impl Into<Property<T>>) -> Self {
        Self { value: value.into(), additional: Additional::new(), is_bare: false }
    }
}

impl<T> Default for Value<T> {
    fn default() -> Self {
        Self::new(Property::Absent)
    }
}

// By hand, without private fields.
impl<T: fmt::Debug> fmt::Debug for Value<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Value").field("value", &self.value).field("additional", &self.additional).finish()
    }
}

impl<T: DeserializeOwned + Serialize> Response for Value<T> {
    json_response!(decode::lone_value, |decoded| decoded.value);

    fn without_body() -> Option<Self> {
        Some(Self::default())
    }
}

impl<T: Serialize> Serialize for Value<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw = self.additional.instead_of(VALUE, &self.value);
        if self.is_bare {
            return match raw {
                Some(raw) => raw.serialize(serializer),
                None => self.value.serialize(serializer),
            };
        }
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.additional.iter().filter(|(name, _)| *name != VALUE) {
            map.serialize_entry(name, value)?;
        }
        match raw {
            Some(raw) => map.serialize_entry(VALUE, raw)?,
            None if self.value.is_absent() => {}
            None => map.serialize_entry(VALUE, &self.value)?,
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de> + Serialize> Deserialize<'de> for Value<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Envelope<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de> + Serialize> Visitor<'de> for Envelope<T> {
            type Value = Value<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with a member `value`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<T>, A::Error> {
                let (mut value, mut additional) = (Property::Absent, Additional::new());
                while let Some(name) = next_name(&mut map, MEMBERS)? {
                    match name.kind {
                        Kind::Member if name.text == VALUE => value = map.next_value()?,
                        Kind::Raw => additional.push_raw(name.text, map.next_value()?, written(&value)),
                        Kind::Member | Kind::Missing { .. } => additional.push(name.text, map.next_value()?),
                    }
                }
                additional.settle();
                let is_null = || additional.get("@odata.null").and_then(serde_json::Value::as_bool) == Some(true);
                if value.is_absent() && !additional.contains(VALUE) && !is_null() {
                    return Err(A::Error::missing_field(VALUE));
                }
                Ok(Value { value, additional, is_bare: false })
            }
        }

        deserializer.deserialize_map(Envelope(PhantomData))
    }
}

const VALUE: &str = "value";
