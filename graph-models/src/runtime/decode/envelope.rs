//! Handles what surrounds or replaces the value of a response: envelopes, arrays of one object, errors.
//!
//! Some services deviate from the docs, and some pages show it only in their examples.

use std::fmt;

use http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::report::{Decoded, Deviation};
use super::{Mode, body, walk};
use crate::runtime::error::{DecodeError, ErrorResponse, GraphError};
use crate::runtime::object::{Object, Writer};
use crate::runtime::page::Page;
use crate::runtime::property::Property;
use crate::runtime::response::Value;

const VALUE: &str = "value";
const ERROR: &str = "error";

/// A response with a success status.
pub(crate) struct Answer<'a> {
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

impl Answer<'_> {
    /// The body is an error of the service.
    fn refusal(&self, expected: &str) -> DecodeError {
        DecodeError::refused(expected, GraphError::new(self.status, self.headers, self.body))
    }

    /// The error of the service if the body is one, else `error`.
    fn refusal_or(&self, expected: &str, error: DecodeError) -> DecodeError {
        match body::<ErrorResponse>(self.body, expected, Mode::Tolerant) {
            Ok(it) if it.value.error.is_value() => self.refusal(expected),
            _ => error,
        }
    }
}

/// Decodes the response of an object: directly, in an envelope, or as the only element of an array.
pub(crate) fn object<T: Object + DeserializeOwned>(answer: &Answer<'_>, mode: Mode) -> Result<Decoded<T>, DecodeError> {
    let mut outer: Decoded<T> = match body(answer.body, T::TYPE, mode) {
        Ok(outer) => outer,
        Err(error) => return bare_array(answer.body, mode).ok_or(error)?,
    };
    if is_alone(&outer.value, ERROR, |error| !error.is_null()) {
        return Err(answer.refusal(T::TYPE));
    }
    if !is_alone(&outer.value, VALUE, |value| value.is_object() || value.is_array()) {
        return Ok(outer);
    }
    let mut envelope = std::mem::take(outer.value.additional_mut());
    let value = envelope.remove(VALUE).unwrap_or_default();
    let mut inner = match &value {
        Json::Array(elements) => only_element(elements, "/value", mode)?,
        _ => inside(&value, "/value", mode)?,
    };
    inner.envelope = Some(envelope);
    Ok(inner)
}

/// The object of a response that is an array with one element.
fn bare_array<T: Object + DeserializeOwned>(json: &[u8], mode: Mode) -> Option<Result<Decoded<T>, DecodeError>> {
    let elements: Vec<Json> = body(json, T::TYPE, Mode::Strict).ok()?.value;
    Some(only_element(&elements, "", mode))
}

/// The object that is the only element of the array at `path`. It is reported, because it is not documented.
fn only_element<T: Object + DeserializeOwned>(
    elements: &[Json],
    path: &str,
    mode: Mode,
) -> Result<Decoded<T>, DecodeError> {
    let expected = format!("an object ({})", T::TYPE);
    let ([element], Mode::Tolerant) = (elements, mode) else {
        let message = format!("invalid type: an array of {}, expected {expected}", elements.len());
        return Err(DecodeError::at(T::TYPE, path.to_owned(), message));
    };
    let mut decoded = inside(element, &format!("{path}/0"), mode)?;
    decoded.in_array = true;
    decoded.deviations.insert(0, Deviation::at(path, &expected, "an array with one"));
    Ok(decoded)
}

/// Decodes the value at `path` of a body.
fn inside<T: Object + DeserializeOwned>(json: &Json, path: &str, mode: Mode) -> Result<Decoded<T>, DecodeError> {
    let mut decoded: Decoded<T> = walk(json, mode).map_err(|wrong| wrong.into_error(T::TYPE, path))?;
    for deviation in &mut decoded.deviations {
        deviation.path.insert_str(0, path);
        deviation.member.insert_str(0, path);
    }
    Ok(decoded)
}

/// Whether the value that was read as an object consists only of the given member, for which `test` holds, and
/// annotations that do not name a type; and the type has no such member.
fn is_alone<T: Object>(object: &T, name: &'static str, test: impl FnOnce(&Json) -> bool) -> bool {
    let additional = object.additional();
    additional.get(name).is_some_and(test)
        && additional.keys().all(|key| key == name || (key.starts_with('@') && key != "@odata.type"))
        && all_absent(object, name)
}

/// Whether no field has a value, and none has this name.
fn all_absent<T: Object>(object: &T, name: &'static str) -> bool {
    let mut fields = OnlyAbsent { name, so_far: true };
    object.write(&mut fields);
    fields.so_far
}

/// Whether all fields so far are absent and none of them has the name.
struct OnlyAbsent {
    name: &'static str,
    so_far: bool,
}

impl Writer for OnlyAbsent {
    fn property<T: Serialize + fmt::Debug>(&mut self, name: &'static str, value: &Property<T>) {
        self.so_far &= name != self.name && value.is_absent();
    }
}

/// Only the object. Annotations of the envelope (`@odata.context`) move to it, as if there were no envelope.
pub(crate) fn merge<T: Object>(decoded: Decoded<T>) -> T {
    let mut value = decoded.value;
    for (name, annotation) in decoded.envelope.unwrap_or_default() {
        if !value.additional().contains(&name) {
            value.additional_mut().insert(name, annotation);
        }
    }
    value
}

/// Decodes the response of a collection.
pub(crate) fn page<T: DeserializeOwned>(answer: &Answer<'_>, mode: Mode) -> Result<Decoded<Page<T>>, DecodeError> {
    let expected = std::any::type_name::<Page<T>>();
    body(answer.body, expected, mode).map_err(|error| answer.refusal_or(expected, error))
}

/// Decodes the response of a primitive value, in its envelope or, tolerantly, without it.
pub(crate) fn lone_value<T>(answer: &Answer<'_>, mode: Mode) -> Result<Decoded<Value<T>>, DecodeError>
where
    T: DeserializeOwned + Serialize,
{
    let expected = std::any::type_name::<Value<T>>();
    let error = match body(answer.body, expected, mode) {
        Ok(decoded) => return Ok(decoded),
        Err(error) => error,
    };
    match body::<Json>(answer.body, expected, Mode::Strict) {
        Ok(Decoded { value, .. }) if mode == Mode::Tolerant && !value.is_object() => bare_value(value, expected),
        _ => Err(answer.refusal_or(expected, error)),
    }
}

/// A value without its envelope.
fn bare_value<T>(json: Json, expected: &str) -> Result<Decoded<Value<T>>, DecodeError>
where
    T: DeserializeOwned + Serialize,
{
    let enveloped = json!({ VALUE: json });
    let mut decoded: Decoded<Value<T>> =
        walk(&enveloped, Mode::Tolerant).map_err(|wrong| wrong.into_error(expected, ""))?;
    decoded.value.is_bare = true;
    for deviation in &mut decoded.deviations {
        for place in [&mut deviation.path, &mut deviation.member] {
            *place = place.strip_prefix("/value").unwrap_or(place).to_owned();
        }
    }
    decoded.deviations.insert(0, Deviation::at("", "an object with a member `value`", "the value without it"));
    Ok(decoded)
}
