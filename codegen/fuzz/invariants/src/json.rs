//! Lenient JSON.

use graph_codegen::internals::patch;
use graph_codegen::json::{AnomalyKind, MAX_DEPTH, Parsed, parse};
use graph_codegen::span::{FileId, Position};
use serde_json::Value;

use super::places::Places;

/// JSON that is strict is read as `serde_json` reads it, and distinguished from other JSON; the result is valid JSON with
/// correct locations; a fix removes the surplus commas and nothing else.
pub fn json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let read = |text: &str| parse(text, FileId(0), Position { line: 1, column: 1 });
    let parsed = read(text);
    assert_eq!(parsed, read(text));
    against_serde(text, &parsed);
    if parsed.value.is_none() {
        assert!(!parsed.anomalies.is_empty(), "unreadable, and nothing says why");
    }
    if let Some(value) = &parsed.value {
        // Printed as strict JSON, it is the same value.
        let strict = serde_json::to_string(&value.to_value()).unwrap();
        let again = read(&strict);
        assert!(again.is_strict(), "{strict}: {:?}", again.anomalies);
        let again = again.value.unwrap().to_value();
        assert!(same(&again, &value.to_value()), "{again} is not {strict}");
    }
    // Lone carriage returns are line ends for a file, and the reader of files makes them `\n` before JSON is read.
    if text.contains('\r') || text.starts_with('\u{feff}') {
        return;
    }
    let places = Places::of(text);
    if let Some(value) = &parsed.value {
        places.json(value);
    }
    for anomaly in &parsed.anomalies {
        places.at(anomaly.span);
    }
    commas(text, &parsed);
}

fn against_serde(text: &str, parsed: &Parsed) {
    let strict: Result<Value, _> = serde_json::from_str(text);
    match (&strict, &parsed.value) {
        (Ok(strict), Some(value)) => {
            let repeated = parsed.anomalies.iter().all(|anomaly| anomaly.kind == AnomalyKind::DuplicateKey);
            assert!(repeated, "strict JSON has anomalies: {:?}", parsed.anomalies);
            assert_eq!(*strict, value.to_value());
        }
        (Ok(_), None) => panic!("strict JSON could not be read: {:?}", parsed.anomalies),
        (Err(error), _) if parsed.is_strict() => {
            // Its own limits: how deep, and how large a number.
            let message = error.to_string();
            let limit = message.starts_with("recursion limit") || message.starts_with("number out of range");
            assert!(limit, "taken for strict JSON: {message}");
        }
        (Err(_), _) => {}
    }
    const { assert!(MAX_DEPTH > 128, "less deep than serde_json") };
}

/// Equal but for the last digit of a fraction: `serde_json` does not read every one exactly as it writes it.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) if a.is_f64() && b.is_f64() => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= a.abs() * 1e-14
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((left, a), (right, b))| left == right && same(a, b))
        }
        _ => a == b,
    }
}

fn commas(text: &str, parsed: &Parsed) {
    let Some(fix) = parsed.diagnostic().and_then(|diagnostic| diagnostic.fix) else { return };
    let (mended, applied) = patch(text, std::iter::once(fix.edits.as_slice())).unwrap();
    assert_eq!(applied, 1, "{fix:?}");
    let removed = text.len() - mended.len();
    assert_eq!(removed, fix.edits.len(), "a comma is one byte");
    let again = parse(&mended, FileId(0), Position { line: 1, column: 1 });
    assert_eq!(again.value.as_ref().map(|value| value.to_value()), parsed.value.as_ref().map(|value| value.to_value()));
    // Only so many are kept; the next run fixes the rest.
    let left = again.diagnostic().and_then(|diagnostic| diagnostic.fix);
    assert!(left.is_none() || parsed.anomalies.len() >= 1000, "{left:?} is left in {mended}");
}
