//! What decoding tells besides the value.

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::walk::Step;
use crate::runtime::additional::Additional;
use crate::runtime::error::shown::Escaped;

/// A decoded value, and how its JSON differs from what is documented.
///
/// Encodes to an equal JSON value, the envelope included.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decoded<T> {
    /// The value.
    pub value: T,
    /// Where the response of an object was not the object but `{"value": {…}}` around it: the annotations beside it.
    pub envelope: Option<Additional>,
    /// Whether the response was an array with the object as its only element, bare or in the envelope.
    pub in_array: bool,
    /// What is not of its documented kind, in the order in which it was read.
    pub deviations: Vec<Deviation>,
}

impl<T> Decoded<T> {
    /// A value that is all as documented.
    pub fn exact(value: T) -> Self {
        Self { value, envelope: None, in_array: false, deviations: Vec::new() }
    }

    /// Whether every member had its documented kind.
    pub fn is_exact(&self) -> bool {
        self.deviations.is_empty()
    }

    /// The same report on a changed value.
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

/// A value that is not of its documented kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Deviation {
    /// Where the value is, as a JSON pointer such as `/value/3/tags/0`.
    pub path: String,
    /// The member, or the item of a page, that stayed raw on its account, such as `/value/3/tags`; often the value itself.
    pub member: String,
    /// What was expected, such as `a string`; empty where `found` is a whole sentence.
    pub expected: String,
    /// What was found, such as ``integer `3` ``; long texts are cut.
    pub found: String,
}

impl Deviation {
    /// The value at `path` of the body is not what was expected.
    pub(super) fn at(path: &str, expected: &str, found: &str) -> Self {
        let path = path.to_owned();
        Self { member: path.clone(), path, expected: expected.to_owned(), found: found.to_owned() }
    }

    /// There is no such member.
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
