//! The result of decoding with a report.

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::deserializer::Step;
use crate::runtime::additional::Additional;
use crate::runtime::error::shown::Escaped;

/// A decoded value, and how its JSON differs from the docs.
///
/// It encodes to an equal JSON value, including the envelope.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decoded<T> {
    /// The value.
    pub value: T,
    /// If an object came in an envelope `{"value": {…}}`: the annotations of the envelope.
    pub envelope: Option<Additional>,
    /// Whether the response was an array with the object as its only element, directly or in the envelope.
    pub in_array: bool,
    /// The values that do not have their documented kind, in the order of decoding.
    pub deviations: Vec<Deviation>,
}

impl<T> Decoded<T> {
    /// A value without deviations.
    pub fn exact(value: T) -> Self {
        Self { value, envelope: None, in_array: false, deviations: Vec::new() }
    }

    /// Whether every member had its documented kind.
    pub fn is_exact(&self) -> bool {
        self.deviations.is_empty()
    }

    /// Replaces the value and keeps the report.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Decoded<U> {
        let Self { value, envelope, in_array, deviations } = self;
        Decoded { value: change(value), envelope, in_array, deviations }
    }
}

impl<T: Serialize> Serialize for Decoded<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = Content { value: &self.value, in_array: self.in_array };
        let Some(envelope) = &self.envelope else { return value.serialize(serializer) };
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in envelope.iter().filter(|(name, _)| *name != "value") {
            map.serialize_entry(name, value)?;
        }
        map.serialize_entry("value", &value)?;
        map.end()
    }
}

/// The value, or the array with it.
struct Content<'a, T> {
    value: &'a T,
    in_array: bool,
}

impl<T: Serialize> Serialize for Content<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.in_array { [self.value].serialize(serializer) } else { self.value.serialize(serializer) }
    }
}

/// A value that does not have its documented kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Deviation {
    /// The location of the value, as a JSON pointer such as `/value/3/tags/0`.
    pub path: String,
    /// The member, or the item of a page, that therefore stayed raw, such as `/value/3/tags`; often the value itself.
    pub member: String,
    /// The expected kind, such as `a string`; empty if `found` is a whole sentence.
    pub expected: String,
    /// The actual kind, such as ``integer `3` ``; long texts are shortened.
    pub found: String,
}

impl Deviation {
    /// The value at `path` of the body is not what was expected.
    pub(super) fn at(path: &str, expected: &str, found: &str) -> Self {
        let path = path.to_owned();
        Self { member: path.clone(), path, expected: expected.to_owned(), found: found.to_owned() }
    }

    /// A missing member.
    pub(super) fn missing(step: &Step<'_>) -> Self {
        Self::at(&step.pointer(), "a member", "none")
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", Escaped(&self.path))?;
        if !self.expected.is_empty() {
            write!(f, "expected {}, found ", self.expected)?;
        }
        Escaped(&self.found).fmt(f)
    }
}
