//! Why a value could not be decoded, and where it is.

use std::fmt;

use serde::de::{Expected, Unexpected};

use super::deserializer::Step;
use super::report::Deviation;
use crate::runtime::error::DecodeError;

/// The number of characters of a value in a message.
const SHOWN: usize = 80;

/// A value that does not match its type.
#[derive(Debug)]
pub(super) struct DecodeFailure {
    message: Message,
    /// The names and indexes from the value outwards, added as the error propagates.
    above: Vec<String>,
}

#[derive(Debug)]
enum Message {
    Kind { category: &'static str, expected: String, found: String },
    Other(String),
}

impl DecodeFailure {
    /// The same error, one level further out.
    pub(super) fn below(mut self, segment: impl fmt::Display) -> Self {
        self.above.push(escape(&segment.to_string()));
        self
    }

    /// The error as a deviation: inside the value at `at`; therefore the member at `kept` stays raw.
    pub(super) fn deviation(&self, at: &Step<'_>, kept: &Step<'_>) -> Deviation {
        let path = self.above.iter().rev().fold(at.pointer(), |path, segment| path + "/" + segment);
        let (expected, found) = match &self.message {
            Message::Kind { expected, found, .. } => (expected.clone(), found.clone()),
            Message::Other(message) => (String::new(), message.clone()),
        };
        Deviation { path, member: kept.pointer(), expected, found }
    }

    /// The error of a whole value, which is at `prefix` of the body.
    pub(super) fn into_error(self, expected: &str, prefix: &str) -> DecodeError {
        let path = self.above.iter().rev().fold(prefix.to_owned(), |path, segment| path + "/" + segment);
        DecodeError::at(expected, path, self.to_string())
    }

    fn other(message: String) -> Self {
        Self { message: Message::Other(message), above: Vec::new() }
    }

    fn kind(category: &'static str, found: String, expected: String) -> Self {
        Self { message: Message::Kind { category, found: shorten(found), expected }, above: Vec::new() }
    }
}

/// A segment of a JSON pointer.
pub(super) fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

/// Shortens a long text.
fn shorten(mut text: String) -> String {
    if let Some((at, _)) = text.char_indices().nth(SHOWN) {
        text.truncate(at);
        text.push('…');
    }
    text
}

/// In the terms of JSON, not those of Rust.
fn found(unexpected: Unexpected<'_>) -> String {
    match unexpected {
        Unexpected::Unit | Unexpected::Option => "null".to_owned(),
        Unexpected::Map => "an object".to_owned(),
        Unexpected::Seq => "an array".to_owned(),
        other => other.to_string(),
    }
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.message {
            Message::Kind { category, expected, found } => write!(f, "{category}: {found}, expected {expected}"),
            Message::Other(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for DecodeFailure {}

impl serde::de::Error for DecodeFailure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::other(message.to_string())
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::kind(TYPE, found(unexpected), expected.to_string())
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::kind(VALUE, found(unexpected), expected.to_string())
    }
}

const TYPE: &str = "invalid type";
const VALUE: &str = "invalid value";

/// Numbers are read through `serde_json`, which knows how it stores them; its errors are text.
impl From<serde_json::Error> for DecodeFailure {
    fn from(error: serde_json::Error) -> Self {
        let text = error.to_string();
        for category in [TYPE, VALUE] {
            let rest = text.strip_prefix(category).and_then(|rest| rest.strip_prefix(": "));
            if let Some((found, expected)) = rest.and_then(|rest| rest.split_once(", expected ")) {
                return Self::kind(category, found.to_owned(), expected.to_owned());
            }
        }
        Self::other(text)
    }
}
