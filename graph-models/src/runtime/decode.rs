//! Decoding: strict, tolerant, or tolerant with a report.
//!
//! The docs of Microsoft Graph are now and then wrong about the kind of a member: a number where they say string, one
//! object where they say a collection. Such a page should not cost a response. So there are three ways to decode any
//! type of this crate or of a generated one ([`Object`](crate::Object), [`Derived`](crate::Derived),
//! [`Page`](crate::Page), [`Value`](crate::Value)):
//!
//! | function | where a value does not have the documented kind |
//! |---|---|
//! | [`strict`] | is an error that says where |
//! | [`tolerant`] | that one member stays raw in the `additional` of the object it belongs to; all others are decoded |
//! | [`with_report`] | as `tolerant`, and says which members those are |
//!
//! All three read strictly first. Only when that fails, the tolerant ones read a second time, so that a body which
//! keeps to the docs costs the same in all three. [`Request::decode`](crate::Request::decode) is tolerant.
//!
//! Of members with equal names, the last counts, as everywhere in `serde_json`. Only where a second `@odata.type` would
//! make an object of another type, strict decoding takes neither.
//!
//! What decodes, in whatever way, encodes to an equal JSON value. So a member that stays raw is a whole member. Three
//! kinds of members can be read in part:
//!
//! - A collection with elements that are null or otherwise wrong: the field has the others, unless none is left.
//! - An integer in quotes: the field has the number.
//! - Flags as one text (`"browser,mobile"`) where a collection of an enum is documented: the field has a list of them.
//!
//! Such a member is in its field as far as it could be read, and in `additional` as it came. It is written as it came as
//! long as the field is what was read; once the field has been changed, the field is written. To write what was read
//! and nothing else, remove the member from `additional`.
//!
//! An item of a [`Page`](crate::Page) that cannot be read is an [`UnreadableItem`](crate::UnreadableItem) in its place.
//!
//! A tolerant decoding fails only for what is of another kind altogether: no JSON object, or no page. What a request gets
//! is looked at more closely: an error that comes with a status of success is
//! [`Error::Graph`](crate::Error::Graph); an array of one object where one object is documented is that object; an array
//! of none or several is an error.
//!
//! [`serde_json::from_slice`] and its siblings are strict, and so is any other format through `Deserialize`. Types of
//! your own that hold types of this crate can be decoded here as well: members of the latter are tolerant, members of
//! your own are as strict as you made them.
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

mod envelope;
mod item;
mod name;
mod report;
mod walk;
mod wrong;

pub use report::{Decoded, Deviation};

pub(crate) use envelope::{Answer, lone_value, merge, object, page};
pub(crate) use item::Items;
pub(crate) use name::{Kind, MEMBERS, Name, TYPE_FIRST, VALUE_FIRST, next_name};

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::error::DecodeError;
use walk::{Findings, Walk};
use wrong::Wrong;

/// Decodes a body; a value of another kind than documented is an error.
///
/// # Errors
/// The body is empty, invalid JSON, or has a value of another kind; the error says where.
pub fn strict<T: DeserializeOwned>(json: &[u8]) -> Result<T, DecodeError> {
    body(json, std::any::type_name::<T>(), Mode::Strict).map(|decoded| decoded.value)
}

/// Decodes a body; a member whose value is of another kind than documented stays raw.
///
/// # Errors
/// The body is empty, invalid JSON, or of another kind altogether (an array instead of an object).
pub fn tolerant<T: DeserializeOwned>(json: &[u8]) -> Result<T, DecodeError> {
    with_report(json).map(|decoded| decoded.value)
}

/// As [`tolerant`], and says which members stayed raw.
///
/// # Errors
/// As [`tolerant`].
pub fn with_report<T: DeserializeOwned>(json: &[u8]) -> Result<Decoded<T>, DecodeError> {
    body(json, std::any::type_name::<T>(), Mode::Tolerant)
}

/// As [`with_report`], from JSON that is in memory already, such as a member that stayed raw.
///
/// # Errors
/// The JSON is of another kind altogether.
pub fn value<T: DeserializeOwned>(json: &Json) -> Result<Decoded<T>, DecodeError> {
    walk(json, Mode::Tolerant).map_err(|wrong| wrong.into_error(std::any::type_name::<T>(), ""))
}

/// What to do with a value of another kind than documented.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    Strict,
    Tolerant,
}

/// Decodes a body. `expected` names the type in errors.
pub(crate) fn body<T: DeserializeOwned>(json: &[u8], expected: &str, mode: Mode) -> Result<Decoded<T>, DecodeError> {
    // Some Graph services put a byte order mark before the body, which JSON does not allow.
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
    // Reading stopped at the wrong value: what follows it may be invalid JSON.
    let whole: Json = serde_json::from_slice(json).map_err(|error| DecodeError::json(expected, json, error))?;
    walk(&whole, mode).map_err(|wrong| {
        let first = DecodeError::json(expected, json, error);
        let decisive = wrong.into_error(expected, "");
        // The first error knows line and column, but may be about a member that could have stayed raw.
        if first.path() == decisive.path() { first } else { decisive }
    })
}

/// Decodes JSON that is in memory.
fn walk<T: DeserializeOwned>(json: &Json, mode: Mode) -> Result<Decoded<T>, Wrong> {
    let findings = Findings::default();
    let value = T::deserialize(Walk::new(json, (mode == Mode::Tolerant).then_some(&findings)))?;
    Ok(Decoded { deviations: findings.into_deviations(), ..Decoded::exact(value) })
}
