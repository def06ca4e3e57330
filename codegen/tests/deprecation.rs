//! Dates and replacements of deprecations, and clouds, in two models that are compared.

#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

use graph_codegen::diff;
use graph_codegen::model::json::Document;

/// A model with a type, a property and an operation, all with the same deprecation.
fn model(deprecated: bool, details: &str, clouds: &str) -> Document {
    let property =
        format!(r#"{{"name": "size", "type": "Edm.Int32", "deprecated": {deprecated}, "deprecation": {details}}}"#);
    let ty = format!(
        r#"{{"name": "microsoft.graph.book", "kind": "complex", "deprecated": {deprecated}, "deprecation": {details},
            "properties": [{property}]}}"#
    );
    let of_operation = if deprecated { details } else { "null" };
    let operation = format!(
        r#"{{"name": "book-get", "method": "GET", "templates": ["/books/{{id}}"], "deprecated": {of_operation},
            "clouds": {clouds}}}"#
    );
    Document::parse(&format!(r#"{{"types": [{ty}], "operations": [{operation}]}}"#)).unwrap()
}

/// The changes: class, kind, and what was and is.
fn changes(before: &Document, after: &Document) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    let all = diff::compare(before, after);
    all.iter()
        .map(|it| format!("{} {}: {} -> {}", it.class.as_str(), it.kind, text(&it.before), text(&it.after)))
        .collect()
}

#[test]
fn a_new_date_is_documentation() {
    let before = model(true, r#"{"date": "2031-01-05"}"#, "null");
    let after = model(true, r#"{"date": "2031-06-30", "replacement": "pages"}"#, "null");
    let expected = ["operation-deprecated", "property-deprecated", "type-deprecated"]
        .map(|kind| format!("documentation {kind}: 2031-01-05 -> 2031-06-30, replaced by pages"));
    let mut found = changes(&before, &after);
    found.sort();
    assert_eq!(found, expected);
    assert_eq!(changes(&before, &before), Vec::<String>::new());
}

#[test]
fn a_deprecation_is_an_addition_whatever_its_date() {
    let (before, after) = (model(false, "null", "null"), model(true, r#"{"date": "2031-01-05"}"#, "null"));
    let mut found = changes(&before, &after);
    found.sort();
    let kinds = ["operation-deprecated", "property-deprecated", "type-deprecated"];
    assert_eq!(found, kinds.map(|kind| format!("addition {kind}: none -> deprecated")));
    let mut back = changes(&after, &before);
    back.sort();
    assert_eq!(back, kinds.map(|kind| format!("documentation {kind}: deprecated -> none")));
}

#[test]
fn clouds_are_compared() {
    let (before, after) = (model(false, "null", "null"), model(false, "null", r#"["global", "china"]"#));
    assert_eq!(changes(&before, &after), ["documentation clouds: not documented -> global, china"]);
}
