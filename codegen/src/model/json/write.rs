//! Writing the model as `graph-codegen model` prints it.

use serde_json::{Map, Value, json};

use super::{Document, MemberEntry, OperationEntry, PropertyEntry, RequestEntry, ResponseEntry, TypeEntry};
use crate::model::{Api, Example, Kind, TypeRef};

impl Api {
    /// The model as JSON, in the shape that scripts rely on.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let document = Document::from(self);
        json!({
            "types": document.types.iter().map(type_json).collect::<Vec<_>>(),
            "operations": document.operations.iter().map(operation_json).collect::<Vec<_>>(),
            "examples": self.examples.iter().map(example_json).collect::<Vec<_>>(),
        })
    }
}

/// What a kind of type is called.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Entity => "entity",
        Kind::Complex => "complex",
        Kind::Enum => "enum",
    }
}

pub(super) fn type_json(ty: &TypeEntry) -> Value {
    json!({
        "name": ty.name,
        "kind": kind(ty.kind),
        "base": ty.base,
        "abstract": ty.r#abstract,
        "open": ty.open,
        "key": ty.key,
        "workload": ty.workload,
        "deprecated": ty.deprecated,
        "pages": ty.pages,
        "description": ty.description,
        "line": ty.line,
        "properties": ty.properties.iter().map(property_json).collect::<Vec<_>>(),
        "members": ty.members.iter().map(member_json).collect::<Vec<_>>(),
    })
}

fn member_json(member: &MemberEntry) -> Value {
    json!({ "name": member.name, "description": member.description, "deprecated": member.deprecated })
}

fn property_json(property: &PropertyEntry) -> Value {
    let mut out = Map::new();
    out.insert("name".into(), json!(property.name));
    reference(&mut out, &property.r#type, property.collection, property.resolved);
    out.insert("navigation".into(), json!(property.navigation));
    out.insert("inherited".into(), json!(property.inherited));
    out.insert("deprecated".into(), json!(property.deprecated));
    out.insert("description".into(), json!(property.description));
    out.insert("line".into(), json!(property.line));
    Value::Object(out)
}

fn reference(out: &mut Map<String, Value>, name: &str, collection: bool, resolved: bool) {
    out.insert("type".into(), json!(name));
    out.insert("collection".into(), json!(collection));
    if !resolved {
        out.insert("resolved".into(), json!(false));
    }
}

fn request_json(request: &RequestEntry) -> Value {
    let mut out = Map::new();
    match &request.r#type {
        Some(name) => reference(&mut out, name, request.collection, request.resolved),
        None => {
            out.insert("type".into(), Value::Null);
            out.insert("collection".into(), json!(request.collection));
        }
    }
    if request.reference {
        out.insert("reference".into(), json!(true));
    }
    if let Some(parameters) = &request.parameters {
        out.insert("parameters".into(), parameters.iter().map(property_json).collect());
    }
    Value::Object(out)
}

fn response_json(response: &ResponseEntry) -> Value {
    let mut out = Map::new();
    out.insert("status".into(), json!(response.status));
    if let Some(name) = &response.r#type {
        reference(&mut out, name, response.collection.unwrap_or_default(), response.resolved);
    }
    if response.monitored {
        out.insert("monitored".into(), json!(true));
    }
    if response.may_be_empty {
        out.insert("mayBeEmpty".into(), json!(true));
    }
    Value::Object(out)
}

pub(super) fn operation_json(operation: &OperationEntry) -> Value {
    json!({
        "name": operation.name,
        "title": operation.title,
        "method": operation.method,
        "templates": operation.templates,
        "request": operation.request.as_ref().map(request_json),
        "response": response_json(&operation.response),
        "permissions": {
            "delegatedWork": operation.permissions.delegated_work,
            "delegatedPersonal": operation.permissions.delegated_personal,
            "application": operation.permissions.application,
        },
        "workload": operation.workload,
        "deprecated": operation.deprecated,
        "description": operation.description,
        "page": operation.page,
        "line": operation.line,
    })
}

fn type_ref(ty: &TypeRef) -> Map<String, Value> {
    let mut out = Map::new();
    reference(&mut out, ty.name(), ty.collection, ty.is_resolved());
    out
}

fn example_json(example: &Example) -> Value {
    let body = |json: &Option<crate::docs::Json>, text: &Option<String>| match (json, text) {
        (Some(json), _) => json.to_value(),
        (None, Some(text)) if !text.trim().is_empty() => json!(text),
        _ => Value::Null,
    };
    json!({
        "page": example.page,
        "operation": example.operation,
        "request": example.request.as_ref().map(|r| json!({
            "line": r.span.start.line,
            "method": r.method,
            "url": r.url,
            "headers": r.headers,
            "body": body(&r.json, &r.body),
        })),
        "response": example.response.as_ref().map(|r| {
            let mut out = Map::new();
            out.insert("line".into(), json!(r.span.start.line));
            out.insert("status".into(), json!(r.status));
            if let Some(ty) = &r.ty {
                out.append(&mut type_ref(ty));
            }
            out.insert("headers".into(), json!(r.headers));
            out.insert("body".into(), body(&r.json, &r.body));
            Value::Object(out)
        }),
    })
}
