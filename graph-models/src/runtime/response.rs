//! What a response can decode into.

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

/// What the body of a successful response decodes into.
///
/// Types whose body is JSON are [tolerant](super::decode) unless they are asked not to be; for all others, the three ways
/// to decode are one.
pub trait Response: Sized {
    /// Decodes the body of a response whose status says success.
    ///
    /// # Errors
    /// The body does not have the expected shape, or is empty.
    fn decode(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError>;

    /// As [`Response::decode`], but a member that does not have its documented kind is an error.
    ///
    /// # Errors
    /// The body does not have the expected shape, or is empty.
    fn decode_strict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
        Self::decode(status, headers, body)
    }

    /// As [`Response::decode`], and says which members do not have their documented kind.
    ///
    /// # Errors
    /// As [`Response::decode`].
    fn decode_with_report(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Decoded<Self>, DecodeError> {
        Self::decode(status, headers, body).map(Decoded::exact)
    }

    /// The value of a write that succeeded without a body, whatever the docs say: `204 No Content`
    /// ([RFC 9110, 15.3.5](https://www.rfc-editor.org/rfc/rfc9110.html#section-15.3.5)), or what `Prefer: return=minimal`
    /// brings ([OData 4.01, 8.2.8.7](https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part1-protocol.html)).
    ///
    /// An object is one whose properties are all absent. `None`: the type has no value that says so, and
    /// [`Request::decode`](crate::Request::decode) answers [`Error::NoBody`].
    fn without_body() -> Option<Self> {
        None
    }
}

/// What a response is an answer to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// The operations the request may stand for.
    pub operations: &'static [&'static Operation],
    /// Whether the request is a write, which may succeed without a body.
    pub writes: bool,
}

/// Reads the answer to a request. Every `2xx` status counts as success, and so do documented redirections. A write that
/// succeeded without a body is `nothing`.
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

/// Whether a body of JSON is none at all. Blanks, such as a line break, don't count.
fn is_empty(body: &[u8]) -> bool {
    body.trim_ascii().is_empty()
}

/// Whether an answer without a body is all that the service wanted to say: these statuses need none, and neither does what
/// `Prefer: return=minimal` brings ([RFC 7240, 4.2](https://www.rfc-editor.org/rfc/rfc7240.html#section-4.2)). `200 OK`
/// promises what was asked for.
fn says_nothing(status: StatusCode, headers: &HeaderMap) -> bool {
    let applied = || headers.get_all("preference-applied").iter().filter_map(|value| value.to_str().ok());
    matches!(status, StatusCode::CREATED | StatusCode::ACCEPTED | StatusCode::NO_CONTENT)
        || applied().any(|preferences| preferences.to_ascii_lowercase().contains("return=minimal"))
}

/// Decodes a JSON body, tolerantly; the building block of [`Response::decode`] for types with serde impls.
///
/// # Errors
/// The body is empty, invalid JSON, or of another shape; the error says where. `expected` names the type in that message.
pub fn decode_json<T: DeserializeOwned>(body: &[u8], expected: &str) -> Result<T, DecodeError> {
    decode::body(body, expected, Mode::Tolerant).map(|decoded| decoded.value)
}

/// The three ways to decode, each by `$decode`, and what to make of the outcome without a report.
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

/// An object that comes as `{"@odata.context": …, "value": {…}}`, although its type has no such members, is taken out of
/// that envelope. The annotations of the envelope become its own; with a report, they are apart. So is, unless decoding
/// is strict, an object that is the only element of an array.
///
/// An array of no or several objects is an error, and so is `{"error": {…}}` if the type has no such member: a request
/// makes an [`Error::Graph`] of the latter.
impl<T: Object + DeserializeOwned> Response for T {
    json_response!(decode::object, decode::merge);

    fn without_body() -> Option<Self> {
        Some(Self::default())
    }
}

/// `{"error": {…}}` instead of a page is an error: a request makes an [`Error::Graph`] of it.
///
/// A write that succeeded without a body is [`Error::NoBody`]: an empty page would say that there are no items.
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

/// `None` where the body is empty: for operations that answer with `204 No Content` now and then.
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

/// A redirection has no bytes: it says where they are, which [`Located`](super::Located) reads. Most HTTP clients follow it
/// by themselves.
impl Response for Bytes {
    fn decode(status: StatusCode, _: &HeaderMap, body: &[u8]) -> Result<Self, DecodeError> {
        if status.is_redirection() {
            let message = "the bytes are elsewhere, and the redirection was not followed: its address needs no token";
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

/// The envelope `{"@odata.context": …, "value": …}` around a lone value.
///
/// A value of another kind than `T` stays raw in `additional`, as a member of an object does, and the property is absent;
/// an integer in quotes is read. Unless decoding is strict, a request also reads a value that comes without the envelope.
/// An object without a member `value` is an error, unless it says `"@odata.null": true`.
///
/// For a lone object, `T` can be the object itself: a request decodes it in an envelope or without.
#[derive(Clone, PartialEq)]
pub struct Value<T> {
    /// The value; absent if it is of another kind.
    pub value: Property<T>,
    /// The other members of the envelope; also `value` as it came, where it is of another kind than `T`. That is written
    /// as long as the property is what was read.
    pub additional: Additional,
    /// Whether it came without the envelope, and is written so.
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

// By hand, without what is hidden.
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
