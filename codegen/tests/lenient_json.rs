//! Lenient JSON: which mistakes are accepted, and which can be fixed safely.

#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

use graph_codegen::diagnostic::Code;
use graph_codegen::json::{AnomalyKind, Parsed, parse};
use graph_codegen::span::{FileId, Position};

fn read(text: &str) -> Parsed {
    parse(text, FileId(0), Position { line: 1, column: 1 })
}

/// The value as strict JSON, and what is wrong with the text.
fn value(text: &str) -> (String, Vec<AnomalyKind>) {
    let parsed = read(text);
    (parsed.value.unwrap().to_value().to_string(), parsed.anomalies.iter().map(|anomaly| anomaly.kind).collect())
}

#[test]
fn json_is_read_up_to_256_levels() {
    let nested = |arrays: usize, objects: usize| {
        ["[".repeat(arrays), "{\"a\":".repeat(objects), "1".into(), "}".repeat(objects), "]".repeat(arrays)].concat()
    };
    for (arrays, objects) in [(256, 0), (0, 256), (100, 156)] {
        assert!(read(&nested(arrays, objects)).is_strict());
        let deeper = read(&nested(arrays + 1, objects));
        assert!(deeper.value.is_none());
        assert_eq!(deeper.diagnostic().unwrap().code, Code::JsonTooDeep);
    }
}

#[test]
fn a_boolean_can_be_quoted() {
    for (text, is_true) in
        [("true", true), ("\"true\"", true), ("\"True\"", true), ("false", false), ("\"yes\"", false), ("1", false)]
    {
        assert_eq!(read(text).value.unwrap().is_true(), is_true, "{text}");
    }
}

#[test]
fn the_last_of_members_with_the_same_name_counts() {
    let json = read(r#"{"a": 1, "b": 2, "a": 3, "A": 4}"#).value.unwrap();
    assert_eq!(json.get("a").unwrap().to_value(), 3);
    assert_eq!(json.get_ignore_case("a").unwrap().to_value(), 4);
    assert_eq!(json.to_value()["a"], 3);
}

#[test]
fn a_duplicate_name_is_found_among_many() {
    for count in [1, 15, 16, 17, 40] {
        for repeated in [0, count - 1] {
            let members: Vec<String> = (0..count).chain([repeated]).map(|name| format!("\"{name}\": 1")).collect();
            let text = format!("{{{}}}", members.join(", "));
            assert_eq!(read(&text).anomalies.first().unwrap().kind, AnomalyKind::DuplicateKey, "{text}");
        }
    }
}

#[test]
fn a_comment_ends_with_star_and_slash() {
    assert_eq!(value("/* a/b * c / d **/ 1"), ("1".to_owned(), vec![AnomalyKind::Comment]));
    assert_eq!(value("// a */ b\n1"), ("1".to_owned(), vec![AnomalyKind::Comment]));
}

#[test]
fn an_outer_bracket_ends_inner_values() {
    assert_eq!(value(r#"[{"a": 1]"#), (r#"[{"a":1}]"#.to_owned(), vec![AnomalyKind::Unbalanced]));
    assert_eq!(value(r#"{"a": [1}"#), (r#"{"a":[1]}"#.to_owned(), vec![AnomalyKind::Unbalanced]));
}

#[test]
fn typographic_quotes_close_each_other() {
    for text in ["“a”", "„a“", "„a”", "“a“", "‘a’", "’a‘", "“a\""] {
        let (read, found) = value(text);
        assert_eq!(read, "\"a\"", "{text}");
        assert_eq!(found, [AnomalyKind::SmartQuote], "{text}");
    }
    // Inside plain quotes, they are ordinary characters.
    assert!(read("\"a“b”c‘\"").is_strict());
}

#[test]
fn a_string_that_is_not_closed_ends_with_its_line() {
    for (text, expected) in [
        ("{\"a\": \"b\n}", r#"{"a":"b"}"#),
        ("{\"a\": [\"b\n]}", r#"{"a":["b"]}"#),
        ("{\"a\": \"b,\n \"c\" : \"d\"}", r#"{"a":"b","c":"d"}"#),
        ("{\"a\": \"b”\n}", r#"{"a":"b"}"#),
    ] {
        let (read, found) = value(text);
        assert_eq!(read, expected, "{text}");
        assert!(found.contains(&AnomalyKind::MissingQuote), "{text}");
    }
    // The following text is not a member: the string continues.
    assert_eq!(
        value("{\"a\": \"b\n} or c\"}"),
        (r#"{"a":"b\n} or c"}"#.to_owned(), vec![AnomalyKind::NewlineInString])
    );
}

#[test]
fn a_comma_is_removed_if_that_is_safe() {
    let commas = |text: &str| read(text).diagnostic().unwrap().fix.map_or(0, |fix| fix.edits.len());
    assert_eq!(commas(r#"{"a": [1,], "b": 2,}"#), 2);
    assert_eq!(commas("{\"a\": 1, // why\n}"), 1, "a comment is no obstacle");
    assert_eq!(commas("{\"a\": word,}"), 1, "nor is a word without quotes");
    assert_eq!(commas("{\"a\": word, // why\n}"), 0, "both are: the comment would become a part of the word");
    assert_eq!(commas("{\"a\": \"b\nc\",}"), 0, "a line break in a string: where it ends is a guess");
    assert_eq!(commas("{\"a\": b\",}"), 0, "a missing quotation mark: where the string starts is a guess");
    assert_eq!(commas(r#"{"a": 1, ...}"#), 0, "what is left out is something behind the comma");
}
