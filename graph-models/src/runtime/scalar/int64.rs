//! `Edm.Int64`.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::runtime::property::Property;

/// A 64-bit number. Some services quote it, because JSON numbers lose digits in JavaScript; it is encoded unchanged.
#[derive(Clone, Copy, Default)]
pub struct Int64 {
    number: i64,
    quoted: bool,
}

impl Int64 {
    /// A number without quotes.
    pub const fn new(number: i64) -> Self {
        Self { number, quoted: false }
    }

    /// The number.
    pub const fn get(self) -> i64 {
        self.number
    }
}

impl fmt::Debug for Int64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.number, f)
    }
}

impl fmt::Display for Int64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.number, f)
    }
}

// Comparisons use the number and ignore quotes.
impl PartialEq for Int64 {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Int64 {}

impl PartialOrd for Int64 {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Int64 {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number.cmp(&other.number)
    }
}

impl Hash for Int64 {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

impl PartialEq<i64> for Int64 {
    fn eq(&self, other: &i64) -> bool {
        self.number == *other
    }
}

impl PartialEq<i64> for Property<Int64> {
    fn eq(&self, other: &i64) -> bool {
        self.contains(other)
    }
}

impl From<i64> for Int64 {
    fn from(number: i64) -> Self {
        Self::new(number)
    }
}

impl From<Int64> for i64 {
    fn from(value: Int64) -> Self {
        value.number
    }
}

impl From<i64> for Property<Int64> {
    fn from(number: i64) -> Self {
        Self::Value(number.into())
    }
}

impl Serialize for Int64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.quoted { serializer.collect_str(&self.number) } else { serializer.serialize_i64(self.number) }
    }
}

impl<'de> Deserialize<'de> for Int64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl<'de> Visitor<'de> for Number {
            type Value = Int64;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a 64-bit number, or one in quotes")
            }

            fn visit_i64<E>(self, number: i64) -> Result<Int64, E> {
                Ok(Int64::new(number))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Int64, E> {
                let number = number.try_into().map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))?;
                Ok(Int64::new(number))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Int64, E> {
                // Only the usual form: `007` would be encoded as `7`.
                let usual = |number: &i64| text.bytes().eq(number.to_string().bytes());
                let number: Option<i64> = text.parse().ok().filter(usual);
                let number = number.ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))?;
                Ok(Int64 { number, quoted: true })
            }

            // With `serde_json/arbitrary_precision`, which any crate of an application can enable, a number is
            // deserialized as a map.
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Int64, A::Error> {
                let number = serde_json::Number::deserialize(MapAccessDeserializer::new(map))?;
                let number =
                    number.as_i64().ok_or_else(|| A::Error::invalid_type(Unexpected::Other("number"), &self))?;
                Ok(Int64::new(number))
            }
        }

        deserializer.deserialize_any(Number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_and_quotes_survive() {
        for json in ["0", "-9223372036854775808", "9223372036854775807", "\"9223372036854775807\"", "\"-5\""] {
            let value: Int64 = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(value, json.trim_matches('"').parse::<i64>().unwrap());
        }
        assert_eq!(Int64 { number: 5, quoted: true }, Int64::new(5));
    }

    #[test]
    fn segments_that_would_change_the_url_are_rejected() {
        for json in ["1.5", "9223372036854775808", "\"007\"", "\"+5\"", "\"\"", "\"x\"", "true", "null", "{}", "[]"] {
            assert!(serde_json::from_str::<Int64>(json).is_err(), "{json}");
        }
    }
}
