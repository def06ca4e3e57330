//! Writing the model as `graph-codegen model` prints it.

use std::borrow::Cow;
use std::io::{self, Write};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::{Document, is_true, line};
use crate::characters::escaped;
use crate::json::Json;
use crate::model::{Api, Example, ExampleRequest, ExampleResponse, TypeRef};

impl Api {
    /// The model as JSON, in the shape that scripts rely on.
    #[must_use]
    pub fn to_json(&self) -> Value {
        // Fails only if the name of a member is not text, and all are.
        serde_json::to_value(Printed::from(self)).unwrap_or_default()
    }

    /// Prints the same for people and scripts: indented, with a line break at the end.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let Printed { document: Document { types, operations }, examples } = Printed::from(self);
        out.write_all(b"{\n  \"types\": ")?;
        write_list(out, &types)?;
        out.write_all(b",\n  \"operations\": ")?;
        write_list(out, &operations)?;
        out.write_all(b",\n  \"examples\": ")?;
        write_list(out, &examples)?;
        out.write_all(b"\n}\n")
    }
}

/// Prints a list as `serde_json` does if it is a member of the outermost object, its entries in parallel.
fn write_list<T: Serialize + Sync>(out: &mut dyn Write, entries: &[T]) -> io::Result<()> {
    if entries.is_empty() {
        return out.write_all(b"[]");
    }
    // No string has a line break in it.
    let print = |entry: &T| Ok(printable(serde_json::to_string_pretty(entry)?).replace('\n', "\n    "));
    let printed: serde_json::Result<Vec<String>> = entries.par_iter().map(print).collect();
    let mut before = "[\n    ";
    for entry in printed? {
        out.write_all(before.as_bytes())?;
        out.write_all(entry.as_bytes())?;
        before = ",\n    ";
    }
    out.write_all(b"\n  ]")
}

/// JSON with every character escaped that a terminal obeys, that is hidden, or that turns the direction of the text. All
/// such characters are inside strings, where the escape means the same, except the line breaks of the layout.
pub(super) fn printable(json: String) -> String {
    escaped(json, |c| c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect())
}

/// All that is printed: the document, and the examples, which are never read again.
#[derive(Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    document: Document,
    examples: Vec<ExampleEntry<'a>>,
}

#[derive(Serialize)]
struct ExampleEntry<'a> {
    page: &'a str,
    operation: Option<&'a str>,
    request: Option<ExampleRequestEntry<'a>>,
    response: Option<ExampleResponseEntry<'a>>,
}

#[derive(Serialize)]
struct ExampleRequestEntry<'a> {
    line: usize,
    method: &'a str,
    url: &'a str,
    headers: &'a [(String, String)],
    body: Option<Value>,
}

#[derive(Serialize)]
struct ExampleResponseEntry<'a> {
    line: usize,
    status: u16,
    #[serde(flatten)]
    r#type: Option<ReferenceEntry<'a>>,
    headers: &'a [(String, String)],
    body: Option<Value>,
}

#[derive(Serialize)]
struct ReferenceEntry<'a> {
    r#type: Cow<'a, str>,
    collection: bool,
    #[serde(skip_serializing_if = "is_true")]
    resolved: bool,
}

impl<'a> From<&'a Api> for Printed<'a> {
    fn from(api: &'a Api) -> Self {
        Printed { document: Document::from(api), examples: api.examples.par_iter().map(ExampleEntry::from).collect() }
    }
}

impl<'a> From<&'a Example> for ExampleEntry<'a> {
    fn from(example: &'a Example) -> Self {
        ExampleEntry {
            page: &example.page,
            operation: example.operation.as_deref(),
            request: example.request.as_ref().map(ExampleRequestEntry::from),
            response: example.response.as_ref().map(ExampleResponseEntry::from),
        }
    }
}

impl<'a> From<&'a ExampleRequest> for ExampleRequestEntry<'a> {
    fn from(request: &'a ExampleRequest) -> Self {
        ExampleRequestEntry {
            line: line(request.span),
            method: &request.method,
            url: &request.url,
            headers: &request.headers,
            body: body(request.json.as_ref(), request.body.as_deref()),
        }
    }
}

impl<'a> From<&'a ExampleResponse> for ExampleResponseEntry<'a> {
    fn from(response: &'a ExampleResponse) -> Self {
        ExampleResponseEntry {
            line: line(response.span),
            status: response.status,
            r#type: response.ty.as_ref().map(ReferenceEntry::from),
            headers: &response.headers,
            body: body(response.json.as_ref(), response.body.as_deref()),
        }
    }
}

impl<'a> From<&'a TypeRef> for ReferenceEntry<'a> {
    fn from(ty: &'a TypeRef) -> Self {
        ReferenceEntry { r#type: ty.name(), collection: ty.collection, resolved: ty.is_resolved() }
    }
}

/// A body as JSON; text that could not be read as JSON is a string.
fn body(json: Option<&Json>, text: Option<&str>) -> Option<Value> {
    json.map(Json::to_value).or_else(|| text.filter(|text| !text.trim().is_empty()).map(Value::from))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::characters::{HIDDEN, is_unprintable};

    #[test]
    fn nothing_hides_in_json() {
        let text = format!("a{HIDDEN}\u{9b}\u{2029}b");
        let json = super::printable(serde_json::to_string_pretty(&[&text]).unwrap());
        assert!(!json.contains(|c| c != '\n' && is_unprintable(c)), "{json:?}");
        assert_eq!(serde_json::from_str::<[String; 1]>(&json).unwrap(), [text]);
    }

    #[test]
    fn lists_are_printed_as_serde_json_prints_them() {
        for entries in [json!([]), json!([1]), json!([{"a": [], "b": ["c\nd", {}]}, null, [[2]]])] {
            let mut list = Vec::new();
            super::write_list(&mut list, entries.as_array().unwrap()).unwrap();
            let whole = format!("{{\n  \"list\": {}\n}}", String::from_utf8(list).unwrap());
            assert_eq!(whole, serde_json::to_string_pretty(&json!({ "list": entries })).unwrap());
        }
    }
}
