//! Which kinds of JSON values a documented type allows: the same that generated code decodes without an error.

use crate::json::{Json, JsonKind};
use crate::model::Primitive;

/// Whether a value has the kind that a primitive requires. `null` always does.
pub(super) fn fits(primitive: Primitive, json: &Json) -> bool {
    let whole = |low: i64, high: i64| match &json.kind {
        JsonKind::Number(text) => integer(text).is_some_and(|number| (low..=high).contains(&number)),
        _ => false,
    };
    match (&json.kind, primitive) {
        (JsonKind::Null, _) | (_, Primitive::Untyped | Primitive::Stream) => true,
        (kind, Primitive::Boolean) => matches!(kind, JsonKind::Bool(_)),
        (_, Primitive::SByte) => whole(i64::from(i8::MIN), i64::from(i8::MAX)),
        (_, Primitive::Byte) => whole(0, i64::from(u8::MAX)),
        (_, Primitive::Int16) => whole(i64::from(i16::MIN), i64::from(i16::MAX)),
        (_, Primitive::Int32) => whole(i64::from(i32::MIN), i64::from(i32::MAX)),
        // Some services quote 64-bit numbers.
        (JsonKind::String(text), Primitive::Int64) => integer(text).is_some(),
        (_, Primitive::Int64) => whole(i64::MIN, i64::MAX),
        (JsonKind::Number(_), Primitive::Single | Primitive::Double | Primitive::Decimal) => true,
        (JsonKind::String(text), Primitive::Single | Primitive::Double | Primitive::Decimal) => {
            matches!(text.as_str(), "NaN" | "INF" | "-INF" | "Infinity" | "-Infinity")
                || serde_json::from_str::<serde_json::Number>(text).is_ok()
        }
        (_, Primitive::Single | Primitive::Double | Primitive::Decimal) => false,
        (
            kind,
            Primitive::String
            | Primitive::Guid
            | Primitive::DateTimeOffset
            | Primitive::Date
            | Primitive::TimeOfDay
            | Primitive::Duration
            | Primitive::Binary,
        ) => matches!(kind, JsonKind::String(_)),
    }
}

fn integer(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// A value, described in terms of JSON.
pub(super) fn found(json: &Json) -> String {
    match &json.kind {
        JsonKind::Null => "null".to_owned(),
        JsonKind::Bool(value) => format!("the boolean {value}"),
        JsonKind::Number(text) => format!("the number {}", super::body::shorten(text)),
        JsonKind::String(text) => format!("the string {}", super::body::quoted(text)),
        JsonKind::Array(_) => "a list".to_owned(),
        JsonKind::Object(_) => "an object".to_owned(),
    }
}
