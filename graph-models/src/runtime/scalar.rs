//! Primitive types as on the wire.
//!
//! Dates, times, GUIDs and base64 keep their text: year 0001, seven-digit fractions, unusual offsets and letter case
//! are preserved and encoded unchanged. `Edm.String`, `Edm.Boolean`, `Edm.Int32`, `Edm.Int16` and `Edm.Byte` are
//! `String`, `bool`, `i32`, `i16` and `u8`.
//!
//! With the feature `jiff`, dates and times can be converted from and to the types of the crate
//! [`jiff`](https://docs.rs/jiff).

#[macro_use]
mod text;
mod binary;
mod date;
mod date_time_offset;
mod double;
mod duration;
mod guid;
mod int64;
#[cfg(feature = "jiff")]
mod jiff;
mod time_of_day;

pub use binary::Binary;
pub use date::Date;
pub use date_time_offset::DateTimeOffset;
pub use double::{Double, Single};
pub use duration::Duration;
pub use guid::Guid;
pub use int64::Int64;
pub use time_of_day::TimeOfDay;

use std::fmt;

/// `Edm.Untyped`, and anything the docs call JSON.
pub type Untyped = serde_json::Value;

/// A text that is not a valid value of its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScalarError {
    expected: &'static str,
    text: String,
    reason: Option<String>,
}

impl ScalarError {
    fn new(expected: &'static str, text: &str) -> Self {
        Self { expected, text: text.to_owned(), reason: None }
    }

    #[cfg(feature = "jiff")]
    fn because(self, reason: impl fmt::Display) -> Self {
        Self { reason: Some(reason.to_string()), ..self }
    }

    /// The expected form.
    pub fn expected(&self) -> &'static str {
        self.expected
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The reason, if it is known.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }
}

impl fmt::Display for ScalarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not {}", self.text, self.expected)?;
        match &self.reason {
            Some(reason) => write!(f, ": {reason}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ScalarError {}
