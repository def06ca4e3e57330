//! Writing the model as `graph-codegen model` prints it.

use std::io::{self, Write};

use foldhash::HashSet;
use rayon::prelude::*;
use serde_core::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::{
    Document, MemberEntry, OperationEntry, PermissionsEntry, PropertyEntry, QueryOptionEntry, RequestEntry,
    ResponseEntry, TypeEntry,
};
use crate::characters::is_unprintable;
use crate::json::{Json, JsonKind, Member};
use crate::model::{Api, Example, ExampleRequest, ExampleResponse, Kind, Operation, Type};

/// In an object with fewer members repeated names are found by comparing each with each.
const FEW: usize = 16;

/// So many items are printed at once, by one thread.
const CHUNK: usize = 64;

impl Api {
    /// The model as JSON, in the shape that scripts rely on.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let Document { types, operations } = Document::from(self);
        let examples: Vec<Shown<'_>> = self.examples.iter().map(Shown).collect();
        let lists = [("types", value(&types)), ("operations", value(&operations)), ("examples", value(&examples))];
        Value::Object(lists.into_iter().map(|(name, list)| (name.to_owned(), list)).collect())
    }

    /// Prints the same for people and scripts: indented, with a line break at the end.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let types: Vec<&Type> = self.types.values().collect();
        out.write_all(b"{")?;
        list(out, "types", &types, |ty: &&Type| TypeEntry::from(*ty))?;
        out.write_all(b",")?;
        list(out, "operations", &self.operations, |operation: &Operation| OperationEntry::from(operation))?;
        out.write_all(b",")?;
        list(out, "examples", &self.examples, Shown)?;
        out.write_all(b"\n}\n")
    }
}

/// Prints one of the lists of the model. Its items are made and printed in chunks, by all threads.
fn list<'a, T: Sync, E: Serialize>(
    out: &mut dyn Write,
    name: &str,
    items: &'a [T],
    entry: impl Fn(&'a T) -> E + Sync,
) -> io::Result<()> {
    let open = format!("\n  \"{name}\": [");
    let close = if items.is_empty() { "]" } else { "\n  ]" };
    // A chunk is printed as the list of a model of its own, whose frame is cut off.
    let chunk = |items: &'a [T]| serde_json::to_vec_pretty(&One(name, items.iter().map(&entry).collect::<Vec<E>>()));
    let chunks: Vec<_> = items.par_chunks(CHUNK).map(chunk).collect();
    out.write_all(open.as_bytes())?;
    for (at, chunk) in chunks.into_iter().enumerate() {
        let chunk = harmless(chunk?);
        let end = chunk.len().saturating_sub(close.len() + "\n}".len());
        out.write_all(if at > 0 { b"," } else { b"" })?;
        out.write_all(chunk.get("{".len() + open.len()..end).unwrap_or_default())?;
    }
    out.write_all(close.as_bytes())
}

/// JSON without anything that a terminal obeys, or that hides or turns text round. Such characters stand in strings alone,
/// where their number means the same.
fn harmless(json: Vec<u8>) -> Vec<u8> {
    let is_obeyed = |c: char| c != '\n' && is_unprintable(c);
    let Ok(text) = std::str::from_utf8(&json) else { return json };
    if !text.contains(is_obeyed) {
        return json;
    }
    let mut out = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        if is_obeyed(c) {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out.into_bytes()
}

/// An object with one member.
struct One<'a, T>(&'a str, T);

impl<T: Serialize> Serialize for One<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(self.0, &self.1)])
    }
}

fn value(data: &impl Serialize) -> Value {
    // Fails only for names of members that are no text, and there are none.
    serde_json::to_value(data).unwrap_or_default()
}

/// What a kind of type is called.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Entity => "entity",
        Kind::Complex => "complex",
        Kind::Enum => "enum",
    }
}

/// A type with only these of its properties.
pub(super) fn type_json(ty: &TypeEntry, properties: Vec<&PropertyEntry>) -> Value {
    value(&With(ty, properties))
}

/// A type, and the properties that it is printed with.
struct With<'a, P>(&'a TypeEntry, P);

pub(super) fn operation_json(operation: &OperationEntry) -> Value {
    value(operation)
}

impl Serialize for TypeEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        With(self, &self.properties).serialize(serializer)
    }
}

impl<P: Serialize> Serialize for With<'_, P> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let With(ty, properties) = self;
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("name", &ty.name)?;
        out.serialize_entry("kind", kind(ty.kind))?;
        out.serialize_entry("base", &ty.base)?;
        out.serialize_entry("abstract", &ty.r#abstract)?;
        out.serialize_entry("open", &ty.open)?;
        out.serialize_entry("key", &ty.key)?;
        out.serialize_entry("workload", &ty.workload)?;
        out.serialize_entry("deprecated", &ty.deprecated)?;
        out.serialize_entry("pages", &ty.pages)?;
        out.serialize_entry("description", &ty.description)?;
        out.serialize_entry("line", &ty.line)?;
        out.serialize_entry("properties", properties)?;
        out.serialize_entry("members", &ty.members)?;
        out.end()
    }
}

impl Serialize for MemberEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("name", &self.name)?;
        out.serialize_entry("description", &self.description)?;
        out.serialize_entry("deprecated", &self.deprecated)?;
        out.end()
    }
}

impl Serialize for PropertyEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("name", &self.name)?;
        reference(&mut out, &self.r#type, self.collection, self.resolved)?;
        out.serialize_entry("navigation", &self.navigation)?;
        out.serialize_entry("inherited", &self.inherited)?;
        out.serialize_entry("deprecated", &self.deprecated)?;
        if self.required {
            out.serialize_entry("required", &true)?;
        }
        out.serialize_entry("description", &self.description)?;
        out.serialize_entry("line", &self.line)?;
        out.end()
    }
}

fn reference<M: SerializeMap>(out: &mut M, name: &str, collection: bool, resolved: bool) -> Result<(), M::Error> {
    out.serialize_entry("type", name)?;
    out.serialize_entry("collection", &collection)?;
    if !resolved {
        out.serialize_entry("resolved", &false)?;
    }
    Ok(())
}

impl Serialize for RequestEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        match &self.r#type {
            Some(name) => reference(&mut out, name, self.collection, self.resolved)?,
            None => {
                out.serialize_entry("type", &())?;
                out.serialize_entry("collection", &self.collection)?;
            }
        }
        if self.reference {
            out.serialize_entry("reference", &true)?;
        }
        if let Some(parameters) = &self.parameters {
            out.serialize_entry("parameters", parameters)?;
        }
        if !self.required.is_empty() {
            out.serialize_entry("required", &self.required)?;
        }
        out.end()
    }
}

impl Serialize for ResponseEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("status", &self.status)?;
        if let Some(name) = &self.r#type {
            reference(&mut out, name, self.collection.unwrap_or_default(), self.resolved)?;
        }
        if self.monitored {
            out.serialize_entry("monitored", &true)?;
        }
        if self.may_be_empty {
            out.serialize_entry("mayBeEmpty", &true)?;
        }
        out.end()
    }
}

impl Serialize for PermissionsEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("delegatedWork", &self.delegated_work)?;
        out.serialize_entry("delegatedPersonal", &self.delegated_personal)?;
        out.serialize_entry("application", &self.application)?;
        out.end()
    }
}

impl Serialize for QueryOptionEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("name", &self.name)?;
        if let Some(name) = &self.r#type {
            out.serialize_entry("type", name)?;
        }
        out.serialize_entry("required", &self.required)?;
        out.serialize_entry("description", &self.description)?;
        out.end()
    }
}

impl Serialize for OperationEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("name", &self.name)?;
        out.serialize_entry("title", &self.title)?;
        out.serialize_entry("method", &self.method)?;
        out.serialize_entry("templates", &self.templates)?;
        out.serialize_entry("request", &self.request)?;
        out.serialize_entry("response", &self.response)?;
        out.serialize_entry("permissions", &self.permissions)?;
        if !self.query_options.is_empty() {
            out.serialize_entry("queryOptions", &self.query_options)?;
        }
        out.serialize_entry("workload", &self.workload)?;
        out.serialize_entry("deprecated", &self.deprecated)?;
        out.serialize_entry("description", &self.description)?;
        out.serialize_entry("page", &self.page)?;
        out.serialize_entry("line", &self.line)?;
        out.end()
    }
}

/// A part of an example as it is printed.
struct Shown<'a, T = Example>(&'a T);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Shown(example) = self;
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("page", &example.page)?;
        out.serialize_entry("operation", &example.operation)?;
        out.serialize_entry("request", &example.request.as_ref().map(Shown))?;
        out.serialize_entry("response", &example.response.as_ref().map(Shown))?;
        out.end()
    }
}

impl Serialize for Shown<'_, ExampleRequest> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Shown(request) = self;
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("line", &request.span.start.line)?;
        out.serialize_entry("method", &request.method)?;
        out.serialize_entry("url", &request.url)?;
        out.serialize_entry("headers", &request.headers)?;
        body(&mut out, request.json.as_ref(), request.body.as_deref())?;
        out.end()
    }
}

impl Serialize for Shown<'_, ExampleResponse> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Shown(response) = self;
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("line", &response.span.start.line)?;
        out.serialize_entry("status", &response.status)?;
        if let Some(ty) = &response.ty {
            reference(&mut out, ty.name(), ty.collection, ty.is_resolved())?;
        }
        out.serialize_entry("headers", &response.headers)?;
        body(&mut out, response.json.as_ref(), response.body.as_deref())?;
        out.end()
    }
}

fn body<M: SerializeMap>(out: &mut M, json: Option<&Json>, text: Option<&str>) -> Result<(), M::Error> {
    match (json, text) {
        (Some(json), _) => out.serialize_entry("body", &Shown(json)),
        (None, Some(text)) if !text.trim().is_empty() => out.serialize_entry("body", text),
        _ => out.serialize_entry("body", &()),
    }
}

/// The same as [`Json::to_value`], without making it.
impl Serialize for Shown<'_, Json> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Shown(json) = self;
        match &json.kind {
            JsonKind::String(text) => serializer.serialize_str(text),
            JsonKind::Array(items) => serializer.collect_seq(items.iter().map(Shown)),
            JsonKind::Object(members) if !repeats(members) => {
                serializer.collect_map(members.iter().map(|m| (&m.name.value, Shown(&m.value))))
            }
            JsonKind::Null | JsonKind::Bool(_) | JsonKind::Number(_) | JsonKind::Object(_) => {
                json.to_value().serialize(serializer)
            }
        }
    }
}

/// Whether two members have one name. Of those only the last one counts.
fn repeats(members: &[Member]) -> bool {
    let mut names = members.iter().map(|member| member.name.value.as_str());
    if members.len() < FEW {
        return std::iter::from_fn(|| Some((names.next()?, names.clone())))
            .any(|(name, mut behind)| behind.any(|n| n == name));
    }
    let mut known = HashSet::with_capacity_and_hasher(members.len(), foldhash::fast::RandomState::default());
    names.any(|name| !known.insert(name))
}

#[cfg(test)]
mod tests {
    use crate::characters::{HIDDEN, is_unprintable};

    #[test]
    fn nothing_hides_in_json() {
        let text = format!("a{HIDDEN}\u{9b}\u{2029}b");
        let json = super::harmless(serde_json::to_vec_pretty(&[&text]).unwrap());
        let json = std::str::from_utf8(&json).unwrap();
        assert!(!json.contains(|c| c != '\n' && is_unprintable(c)), "{json:?}");
        assert_eq!(serde_json::from_str::<[String; 1]>(json).unwrap(), [text]);
    }
}
