//! Decoding: strict, tolerant, or tolerant with a report.
//!
//! The docs of Microsoft Graph are sometimes wrong about the kind of a member: a number instead of a string, or one
//! object instead of a collection. Such a mistake should not make a response unusable. Therefore there are three ways
//! to decode any type of this crate or of a generated one ([`Object`](crate::Object), [`Derived`](crate::Derived),
//! [`Page`](crate::Page), [`Value`](crate::Value)):
//!
//! | function | a value that does not have the documented kind |
//! |---|---|
//! | [`strict`] | is an error with its location |
//! | [`tolerant`] | stays raw in the `additional` of its object; all others are decoded |
//! | [`with_report`] | like `tolerant`, and is reported |
//!
//! All three decode strictly first. Only if that fails do the tolerant ones decode a second time, so that a body that
//! matches the docs costs the same in all three. [`Request::decode`](crate::Request::decode) is tolerant.
//!
//! Of several members with the same name, the last one counts, as in `serde_json`. Only if a second `@odata.type`
//! would change the type of an object, strict decoding fails.
//!
//! A decoded value always encodes to an equal JSON value. Therefore a raw member is a whole member. Three kinds of
//! members can be read in part:
//!
//! - A collection with elements that are null or invalid: the field has the others, unless there are none.
//! - An integer in quotes: the field has the number.
//! - Flags in one string (`"browser,mobile"`) for a documented collection of an enum: the field has a list.
//!
//! The readable part of such a member is in its field, and the unchanged member is in `additional`. It is encoded
//! unchanged as long as the field is unchanged; after that, the field is encoded. To encode only the field, remove the
//! member from `additional`.
//!
//! An unreadable item of a [`Page`](crate::Page) is replaced by an [`UnreadableItem`](crate::UnreadableItem).
//!
//! Tolerant decoding fails only if the value as a whole is of another kind: not a JSON object, or not a page. The
//! response of a request is examined further: an error with a success status is [`Error::Graph`](crate::Error::Graph);
//! an array with one object is accepted for a documented object; an array with none or several is an error.
//!
//! [`serde_json::from_slice`] and similar functions are strict, and so is any other format through `Deserialize`. Your
//! own types that contain types of this crate can be decoded here too: members of the latter are tolerant, members of
//! your own types are as strict as you define them.
//!
//! ```
//! use graph_models::runtime::decode;
//! use graph_models::runtime::error::ErrorBody;
//!
//! let json = br#"{"code": 404, "message": "No such item."}"#;
//! assert!(decode::strict::<ErrorBody>(json).is_err());
//! let decoded = decode::with_report::<ErrorBody>(json)?;
//! assert_eq!(decoded.value.message, "No such item.");
//! assert!(decoded.value.code.is_absent());
//! assert_eq!(decoded.value.additional.get("code"), Some(&404.into()));
//! assert_eq!(decoded.deviations[0].to_string(), "/code: expected a string, found integer `404`");
//! # Ok::<(), graph_models::DecodeError>(())
//! ```

mod deserializer;
mod envelope;
mod failure;
mod item;
mod name;
mod report;

pub use report::{Decoded, Deviation};

pub(crate) use envelope::{Answer, lone_value, merge, object, page};
pub(crate) use item::Items;
pub(crate) use name::{Kind, MEMBERS, Name, TYPE_FIRST, VALUE_FIRST, next_name};

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::error::DecodeError;
use deserializer::{Findings, TolerantDeserializer};
use failure::DecodeFailure;

/// Decodes a body; a value that does not have the documented kind is an error.
///
/// # Errors
/// The body is empty, invalid JSON, or has such a value; the error contains the location.
pub fn strict<T: DeserializeOwned>(json: &[u8]) -> Result<T, DecodeError> {
    body(json, std::any::type_name::<T>(), Mode::Strict).map(|decoded| decoded.value)
}

/// Decodes a body; a member whose value does not have the documented kind stays raw.
///
/// # Errors
/// The body is empty, invalid JSON, or of another kind as a whole (an array instead of an object).
pub fn tolerant<T: DeserializeOwned>(json: &[u8]) -> Result<T, DecodeError> {
    with_report(json).map(|decoded| decoded.value)
}

/// Like [`tolerant`], and reports which members stayed raw.
///
/// # Errors
/// See [`tolerant`].
pub fn with_report<T: DeserializeOwned>(json: &[u8]) -> Result<Decoded<T>, DecodeError> {
    body(json, std::any::type_name::<T>(), Mode::Tolerant)
}

/// Like [`with_report`], for JSON in memory, such as a raw member.
///
/// # Errors
/// The JSON is of another kind as a whole.
pub fn value<T: DeserializeOwned>(json: &Json) -> Result<Decoded<T>, DecodeError> {
    walk(json, Mode::Tolerant).map_err(|wrong| wrong.into_error(std::any::type_name::<T>(), ""))
}

/// How to handle a value that does not have the documented kind.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    Strict,
    Tolerant,
}

/// Decodes a body. Errors name the type as `expected`.
pub(crate) fn body<T: DeserializeOwned>(json: &[u8], expected: &str, mode: Mode) -> Result<Decoded<T>, DecodeError> {
    // Some Graph services send a byte order mark before the body, which is not allowed in JSON.
    let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
    if json.trim_ascii().is_empty() {
        return Err(DecodeError::empty(expected));
    }
    let error = match serde_json::from_slice(json) {
        Ok(value) => return Ok(Decoded::exact(value)),
        Err(error) => error,
    };
    if mode == Mode::Strict || !error.is_data() {
        return Err(DecodeError::json(expected, json, error));
    }
    // Parsing stopped at the wrong value: the rest may be invalid JSON.
    let whole: Json = serde_json::from_slice(json).map_err(|error| DecodeError::json(expected, json, error))?;
    walk(&whole, mode).map_err(|wrong| {
        let first = DecodeError::json(expected, json, error);
        let decisive = wrong.into_error(expected, "");
        // The first error has line and column, but can be about a member that stays raw.
        if first.path() == decisive.path() { first } else { decisive }
    })
}

/// Decodes JSON in memory.
fn walk<T: DeserializeOwned>(json: &Json, mode: Mode) -> Result<Decoded<T>, DecodeFailure> {
    let findings = Findings::default();
    let value = T::deserialize(TolerantDeserializer::new(json, (mode == Mode::Tolerant).then_some(&findings)))?;
    Ok(Decoded { deviations: findings.into_deviations(), ..Decoded::exact(value) })
}
