//! Values as literals of OData expressions.

use crate::runtime::enumeration::Enumeration;
use crate::runtime::scalar::{Binary, Date, DateTimeOffset, Double, Duration, Guid, Int64, TimeOfDay};

/// A value that can be used in an expression.
///
/// | type | form |
/// |---|---|
/// | text | `'it''s'`, quotes doubled |
/// | enum | `'member'`, as Microsoft Graph expects it |
/// | Boolean, number | `true`, `-3`, `1.5`, `INF` |
/// | GUID, date, time | without quotes |
/// | duration, bytes | `duration'PT1H'`, `binary'T0RhdGE'` |
///
/// A value that is not a valid GUID, date or time is quoted like any string, so that it cannot become a different
/// expression; the service rejects it.
pub trait Literal {
    /// Appends the value.
    fn write(&self, out: &mut String);
}

/// A value with an order.
pub trait Ordered: Literal {}

/// Appends `'…'`, with `'` doubled.
pub(super) fn text(value: &str, out: &mut String) {
    out.push('\'');
    for (index, part) in value.split('\'').enumerate() {
        if index > 0 {
            out.push_str("''");
        }
        out.push_str(part);
    }
    out.push('\'');
}

/// Appends a value without quotes if it is valid.
fn bare(value: &str, valid: bool, out: &mut String) {
    if valid { out.push_str(value) } else { text(value, out) }
}

/// Whether a text starts like a date or time and contains only their characters: then it is one lexical token and not
/// a name.
fn is_moment(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b':' | b'.' | b'+' | b'T' | b'Z' | b't' | b'z'))
}

impl Literal for String {
    fn write(&self, out: &mut String) {
        text(self, out);
    }
}

impl<T: Enumeration> Literal for T {
    fn write(&self, out: &mut String) {
        text(self.as_str(), out);
    }
}

impl Literal for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

macro_rules! numbers {
    ($($name:ty),+) => { $(
        impl Literal for $name {
            fn write(&self, out: &mut String) {
                out.push_str(&self.to_string());
            }
        }

        impl Ordered for $name {}
    )+ };
}

numbers!(i8, u8, i16, i32, Int64);

impl Literal for Double {
    fn write(&self, out: &mut String) {
        match self.get() {
            f64::INFINITY => out.push_str("INF"),
            f64::NEG_INFINITY => out.push_str("-INF"),
            number if number.is_nan() => out.push_str("NaN"),
            _ => out.push_str(&self.to_string()),
        }
    }
}

impl Literal for Guid {
    fn write(&self, out: &mut String) {
        bare(self.as_str(), self.is_valid(), out);
    }
}

macro_rules! moments {
    ($($name:ty),+) => { $(
        impl Literal for $name {
            fn write(&self, out: &mut String) {
                bare(self.as_str(), is_moment(self.as_str()), out);
            }
        }

        impl Ordered for $name {}
    )+ };
}

moments!(DateTimeOffset, Date, TimeOfDay);

impl Literal for Duration {
    fn write(&self, out: &mut String) {
        out.push_str("duration");
        text(self.as_str(), out);
    }
}

impl Literal for Binary {
    /// With the URL-safe alphabet, as required in expressions.
    fn write(&self, out: &mut String) {
        out.push_str("binary");
        text(&self.as_str().replace('+', "-").replace('/', "_"), out);
    }
}

impl Ordered for String {}
impl Ordered for Double {}
impl Ordered for Duration {}
impl Ordered for Guid {}
