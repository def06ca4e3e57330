//! `Edm.Double` and `Edm.Single`.

use std::cmp::Ordering;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Number;

use crate::runtime::property::Property;

/// A floating-point number. Values that JSON numbers cannot represent are `"NaN"`, `"INF"` or `"-INF"` on the wire;
/// some services also quote numbers. It is encoded unchanged: `1` stays `1`, `1.0` stays `1.0`.
#[derive(Clone)]
pub struct Double(Form);

/// `Edm.Single`, a [`Double`] with less precision.
pub type Single = Double;

#[derive(Clone)]
enum Form {
    Number(Number),
    Text(Box<str>, f64),
}

impl Double {
    /// A number, or the text of a value that JSON numbers cannot represent.
    pub fn new(number: f64) -> Self {
        let text = || {
            let text = match number {
                f64::INFINITY => "INF",
                f64::NEG_INFINITY => "-INF",
                _ => "NaN",
            };
            Form::Text(text.into(), number)
        };
        Self(Number::from_f64(number).map_or_else(text, Form::Number))
    }

    /// The number.
    pub fn get(&self) -> f64 {
        match &self.0 {
            // `None` only with `serde_json/arbitrary_precision`, for numbers out of the range of `f64`.
            Form::Number(number) => number.as_f64().unwrap_or(f64::NAN),
            Form::Text(_, number) => *number,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let number = match text {
            "NaN" => f64::NAN,
            "INF" | "Infinity" => f64::INFINITY,
            "-INF" | "-Infinity" => f64::NEG_INFINITY,
            // `f64` also parses `inf`, `nan`, `.5` and `+1`, which are not JSON numbers.
            _ => serde_json::from_str::<Number>(text).ok()?.as_f64()?,
        };
        Some(Self(Form::Text(text.into(), number)))
    }
}

/// Zero.
impl Default for Double {
    fn default() -> Self {
        Self::from(0)
    }
}

impl fmt::Debug for Double {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Number(number) => fmt::Display::fmt(number, f),
            Form::Text(text, _) => fmt::Debug::fmt(text, f),
        }
    }
}

impl fmt::Display for Double {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Number(number) => fmt::Display::fmt(number, f),
            Form::Text(text, _) => f.pad(text),
        }
    }
}

// Comparisons use the number, so `NaN` does not equal itself.
impl PartialEq for Double {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl PartialOrd for Double {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.get().partial_cmp(&other.get())
    }
}

impl PartialEq<f64> for Double {
    fn eq(&self, other: &f64) -> bool {
        self.get() == *other
    }
}

impl PartialEq<f64> for Property<Double> {
    fn eq(&self, other: &f64) -> bool {
        self.contains(other)
    }
}

impl From<f64> for Double {
    fn from(number: f64) -> Self {
        Self::new(number)
    }
}

/// Written without a decimal point.
impl From<i32> for Double {
    fn from(number: i32) -> Self {
        Self(Form::Number(number.into()))
    }
}

impl From<Double> for f64 {
    fn from(value: Double) -> Self {
        value.get()
    }
}

impl From<f64> for Property<Double> {
    fn from(number: f64) -> Self {
        Self::Value(number.into())
    }
}

impl From<i32> for Property<Double> {
    fn from(number: i32) -> Self {
        Self::Value(number.into())
    }
}

impl Serialize for Double {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Form::Number(number) => number.serialize(serializer),
            Form::Text(text, _) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Double {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Floating;

        impl<'de> Visitor<'de> for Floating {
            type Value = Double;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, \"NaN\", \"INF\" or \"-INF\"")
            }

            fn visit_i64<E>(self, number: i64) -> Result<Double, E> {
                Ok(Double(Form::Number(number.into())))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Double, E> {
                Ok(Double(Form::Number(number.into())))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Double, E> {
                Ok(Double::new(number))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Double, E> {
                Double::parse(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
            }

            // With `serde_json/arbitrary_precision`, which any crate of an application can enable, a number is
            // deserialized as a map.
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Double, A::Error> {
                Number::deserialize(MapAccessDeserializer::new(map)).map(|number| Double(Form::Number(number)))
            }
        }

        deserializer.deserialize_any(Floating)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_survives() {
        for (json, number) in [
            ("1", 1.0),
            ("1.0", 1.0),
            ("-0.5", -0.5),
            ("1e300", 1e300),
            ("18446744073709551615", 18446744073709551615.0),
            ("\"INF\"", f64::INFINITY),
            ("\"-INF\"", f64::NEG_INFINITY),
            ("\"Infinity\"", f64::INFINITY),
            ("\"-Infinity\"", f64::NEG_INFINITY),
            ("\"2.50\"", 2.5),
        ] {
            let value: Double = serde_json::from_str(json).unwrap();
            let back: serde_json::Value = serde_json::to_value(&value).unwrap();
            assert_eq!(back, serde_json::from_str::<serde_json::Value>(json).unwrap());
            assert_eq!(value, number);
        }
        assert!(serde_json::from_str::<Double>("\"NaN\"").unwrap().get().is_nan());
    }

    #[test]
    fn numbers_of_rust_are_written_as_graph_reads_them() {
        let text = |value: Double| serde_json::to_string(&value).unwrap();
        assert_eq!(text(3.into()), "3");
        assert_eq!(text(3.0.into()), "3.0");
        assert_eq!(text(f64::NAN.into()), "\"NaN\"");
        assert_eq!(text(f64::INFINITY.into()), "\"INF\"");
        assert_eq!(text(f64::NEG_INFINITY.into()), "\"-INF\"");
    }

    #[test]
    fn other_text_is_refused() {
        for json in ["\"nan\"", "\"inf\"", "\"\"", "\"1,5\"", "\".5\"", "\"+1\"", "true", "null", "{}"] {
            assert!(serde_json::from_str::<Double>(json).is_err(), "{json}");
        }
    }
}
