//! Reading a model from JSON.

use std::collections::BTreeSet;

use super::Document;
use crate::model::Primitive;

/// Why a text is not a model as JSON.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The text is not JSON, or a value is missing or of the wrong kind. The message ends with line and column.
    #[error("{place}: {source}")]
    Json {
        /// The value, such as `types[3].name`.
        place: String,
        /// The problem.
        source: serde_json::Error,
    },
    /// Two types or two operations have the same name.
    #[error("{place}: duplicate name `{name}`")]
    Duplicate {
        /// The second one, such as `types[3].name`.
        place: String,
        /// The name.
        name: String,
    },
}

impl Document {
    /// Reads what `graph-codegen model` prints, or what is committed with generated code.
    ///
    /// # Errors
    /// When the text is not JSON, or not a model.
    pub fn parse(text: &str) -> Result<Document, ReadError> {
        let mut json = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
        let mut document: Document = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let place = match error.path().iter().next() {
                Some(_) => error.path().to_string(),
                None if error.inner().is_data() => "the document".to_owned(),
                None => "invalid JSON".to_owned(),
            };
            ReadError::Json { place, source: error.into_inner() }
        })?;
        json.end().map_err(|source| ReadError::Json { place: "invalid JSON".to_owned(), source })?;
        unique("types", document.types.iter().map(|ty| (&ty.name, ty.key_of_name())))?;
        unique("operations", document.operations.iter().map(|o| (&o.name, &o.name)))?;
        document.complete();
        document.settle_counts();
        Ok(document)
    }
}

impl Document {
    /// Models of version 0.1 say that the number behind `$count` is a string.
    fn settle_counts(&mut self) {
        for operation in self.operations.iter_mut().filter(|operation| operation.counts()) {
            if operation.response.r#type.as_deref() == Some(Primitive::String.edm_name()) {
                operation.response.r#type = Some(Primitive::Int32.edm_name().to_owned());
            }
        }
    }
}

/// Refuses a name whose key, the second of each pair, occurs earlier in the list.
fn unique<'a, K: Ord>(list: &str, names: impl Iterator<Item = (&'a String, K)>) -> Result<(), ReadError> {
    let mut seen = BTreeSet::new();
    for (index, (name, key)) in names.enumerate() {
        if !seen.insert(key) {
            return Err(ReadError::Duplicate { place: format!("{list}[{index}].name"), name: name.clone() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Deprecation, Kind, ResponseBody};

    fn error(text: &str) -> String {
        Document::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn null_and_absent_mean_not_documented() {
        let null = r#"{
            "types": [{
                "name": "a", "kind": "entity", "base": null, "abstract": null, "open": null, "key": null, "workload": null,
                "deprecated": null, "deprecation": null, "pages": null, "description": null, "line": null, "members": null, "flags": null,
                "valueType": null, "derived": null, "polymorphic": null,
                "properties": [{
                    "name": "p", "type": "Edm.String", "collection": null, "resolved": null, "navigation": null,
                    "inherited": null, "deprecated": null, "deprecation": null, "required": null, "readOnly": null, "nullable": null,
                    "default": null, "filter": null, "returnedOnSelectOnly": null, "description": null, "line": null
                }]
            }],
            "operations": [
                {
                    "name": "o", "method": "GET", "title": null, "templates": null, "request": null, "response": null,
                    "permissions": null, "functionParameters": null, "queryOptions": null, "clouds": null, "workload": null,
                    "deprecated": null,
                    "description": null, "page": null, "line": null
                },
                {
                    "name": "q", "method": "POST",
                    "request": {
                        "type": null, "collection": null, "resolved": null, "reference": null, "parameters": null,
                        "required": null
                    },
                    "response": {
                        "status": null, "type": null, "collection": null, "resolved": null, "monitored": null,
                        "mayBeEmpty": null
                    },
                    "permissions": {
                        "delegatedWork": null, "delegatedPersonal": null, "application": null, "least": null
                    },
                    "queryOptions": [{"name": "$top", "type": null, "required": null, "description": null}]
                }
            ]
        }"#;
        let absent = r#"{
            "types": [{"name": "a", "kind": "entity", "properties": [{"name": "p", "type": "Edm.String"}]}],
            "operations": [
                {"name": "o", "method": "GET"},
                {
                    "name": "q", "method": "POST", "request": {}, "response": {}, "permissions": {},
                    "queryOptions": [{"name": "$top"}]
                }
            ]
        }"#;
        let document = Document::parse(null).unwrap();
        assert_eq!(document, Document::parse(absent).unwrap());
        let [ty] = &document.types[..] else { panic!("{document:?}") };
        assert!(ty.kind == Kind::Entity && ty.properties[0].resolved, "{ty:?}");
        let [_, operation] = &document.operations[..] else { panic!("{document:?}") };
        assert!(operation.request.as_ref().unwrap().resolved && operation.response.resolved, "{operation:?}");
        assert_eq!(operation.request.as_ref().unwrap().parameters, None);
    }

    #[test]
    fn a_deprecation_of_version_0_1_is_a_flag() {
        let read = |deprecated: &str| {
            let operation = format!("{{\"name\": \"o\", \"method\": \"GET\", \"deprecated\": {deprecated}}}");
            let text = format!("{{\"types\": [], \"operations\": [{operation}]}}");
            Document::parse(&text).unwrap().operations.remove(0).deprecated
        };
        assert_eq!(read("false"), None);
        assert_eq!(read("true"), Some(Deprecation::default()));
        let date = Some("2027-01-31".to_owned());
        assert_eq!(read("{\"date\": \"2027-01-31\"}"), Some(Deprecation { date, replacement: None }));
    }

    #[test]
    fn a_count_of_version_0_1_is_a_string() {
        let read = |path: &str| {
            let operation = format!(
                r#"{{"name": "o", "method": "GET", "templates": ["{path}"], "response": {{"type": "Edm.String"}}}}"#
            );
            let document = Document::parse(&format!("{{\"types\": [], \"operations\": [{operation}]}}")).unwrap();
            let response = document.to_api().operations.remove(0).response;
            (document.operations.into_iter().next().unwrap().response.r#type.unwrap(), response)
        };
        assert_eq!(read("/books/$count"), ("Edm.Int32".to_owned(), ResponseBody::Text));
        assert_eq!(read("/books/count").0, "Edm.String");
    }

    #[test]
    fn unknown_members_are_ignored_however_deep_they_are() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let text = format!("\u{feff}{{\"types\": [], \"later\": 1, \"examples\": {deep}}}");
        assert_eq!(Document::parse(&text).unwrap(), Document::default());
    }

    #[test]
    fn errors_say_what_is_wrong_and_where() {
        for (text, expected) in [
            ("", "invalid JSON: EOF while parsing a value at line 1 column 0"),
            ("no", "invalid JSON: expected ident at line 1 column 2"),
            ("{\"types\": []} {}", "invalid JSON: trailing characters at line 1 column 15"),
            ("3", "the document: invalid type: integer `3`, expected an object with `types` at line 1 column 1"),
            ("{}", "the document: missing field `types` at line 1 column 2"),
            ("{\"types\": null}", "types: invalid type: null, expected a sequence at line 1 column 14"),
            ("{\"types\": [3]}", "types[0]: invalid type: integer `3`, expected an object at line 1 column 12"),
            ("{\"types\": [\n{}]}", "types[0]: missing field `name` at line 2 column 2"),
            (
                "{\"types\": [{\"name\": \"a\", \"kind\": \"b\"}]}",
                "types[0].kind: unknown variant `b`, expected one of `entity`, `complex`, `enum` at line 1 column 36",
            ),
            (
                "{\"types\": [{\"name\": \"a\", \"kind\": \"enum\", \"members\": [{\"name\": 3}]}]}",
                "types[0].members[0].name: invalid type: integer `3`, expected a string at line 1 column 63",
            ),
            (
                "{\"types\": [], \"operations\": [{\"name\": \"a\", \"method\": \"GET\",\n\"response\": {\"status\": [70000]}}]}",
                "operations[0].response.status[0]: invalid value: integer `70000`, expected u16 at line 2 column 29",
            ),
            (
                "{\"types\": [{\"name\": \"a\", \"kind\": \"enum\"}, {\"name\": \"A\", \"kind\": \"enum\"}]}",
                "types[1].name: duplicate name `A`",
            ),
        ] {
            assert_eq!(error(text), expected, "{text}");
        }
    }

    #[test]
    fn an_array_without_end_is_an_error_and_no_overflow() {
        let deep = "{\"types\": ".to_owned() + &"[".repeat(100_000);
        assert!(error(&deep).starts_with("types[0]"), "{}", error(&deep));
    }

    #[test]
    fn operations_are_told_apart_by_case() {
        let named = |name: &str| format!("{{\"name\": \"{name}\", \"method\": \"GET\"}}");
        let text = |second: &str| format!("{{\"types\": [], \"operations\": [{}, {}]}}", named("a"), named(second));
        assert_eq!(Document::parse(&text("A")).unwrap().operations.len(), 2);
        assert_eq!(error(&text("a")), "operations[1].name: duplicate name `a`");
    }
}
