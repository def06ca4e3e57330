//! The model as JSON: what `graph-codegen model` prints and what is compared between two docs trees.

use serde_json::{Map, Value, json};

use super::{Api, Example, Kind, Operation, Property, RequestBody, ResponseBody, Type, TypeRef};

impl Api {
    /// The model as JSON, in the shape that scripts rely on.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "types": self.types.values().map(type_json).collect::<Vec<_>>(),
            "operations": self.operations.iter().map(operation_json).collect::<Vec<_>>(),
            "examples": self.examples.iter().map(example_json).collect::<Vec<_>>(),
        })
    }
}

fn type_json(ty: &Type) -> Value {
    json!({
        "name": ty.name,
        "kind": match ty.kind { Kind::Entity => "entity", Kind::Complex => "complex", Kind::Enum => "enum" },
        "base": ty.base,
        "abstract": ty.is_abstract,
        "open": ty.is_open,
        "key": ty.key,
        "workload": ty.workload,
        "deprecated": ty.deprecated,
        "pages": ty.pages,
        "description": ty.description.to_string(),
        "line": ty.span.start.line,
        "properties": ty.properties.iter().map(property_json).collect::<Vec<_>>(),
        "members": ty.members.iter().map(|m| json!({
            "name": m.name, "description": m.description.to_string(), "deprecated": m.deprecated,
        })).collect::<Vec<_>>(),
    })
}

fn property_json(property: &Property) -> Value {
    let mut out = type_ref(&property.ty);
    let mut object = Map::new();
    object.insert("name".into(), json!(property.name));
    object.append(&mut out);
    object.insert("navigation".into(), json!(property.navigation));
    object.insert("inherited".into(), json!(property.inherited));
    object.insert("deprecated".into(), json!(property.deprecated));
    object.insert("description".into(), json!(property.description.to_string()));
    object.insert("line".into(), json!(property.span.start.line));
    Value::Object(object)
}

fn type_ref(ty: &TypeRef) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("type".into(), json!(ty.name()));
    out.insert("collection".into(), json!(ty.collection));
    if !ty.is_resolved() {
        out.insert("resolved".into(), json!(false));
    }
    out
}

fn operation_json(operation: &Operation) -> Value {
    let request = match &operation.request {
        RequestBody::None => Value::Null,
        RequestBody::Typed(ty) => Value::Object(type_ref(ty)),
        RequestBody::Parameters(parameters) => {
            json!({ "type": null, "collection": false, "parameters": parameters.iter().map(property_json).collect::<Vec<_>>() })
        }
        RequestBody::Reference => json!({ "type": "Edm.Untyped", "collection": false, "reference": true }),
        RequestBody::Bytes => json!({ "type": "Edm.Stream", "collection": false }),
        RequestBody::Untyped => json!({ "type": "Edm.Untyped", "collection": false }),
    };
    let mut response = Map::new();
    response.insert("status".into(), json!(operation.statuses));
    match &operation.response {
        ResponseBody::None => {}
        ResponseBody::Typed(ty) => response.append(&mut type_ref(ty)),
        ResponseBody::Text => {
            response.insert("type".into(), json!("Edm.String"));
            response.insert("collection".into(), json!(false));
        }
        ResponseBody::Bytes => {
            response.insert("type".into(), json!("Edm.Stream"));
            response.insert("collection".into(), json!(false));
        }
    }
    if operation.monitored {
        response.insert("monitored".into(), json!(true));
    }
    if operation.may_be_empty {
        response.insert("mayBeEmpty".into(), json!(true));
    }
    json!({
        "name": operation.name,
        "title": operation.title,
        "method": operation.method,
        "templates": operation.templates.iter().map(|t| t.text.as_str()).collect::<Vec<_>>(),
        "request": request,
        "response": response,
        "permissions": {
            "delegatedWork": operation.permissions.delegated_work,
            "delegatedPersonal": operation.permissions.delegated_personal,
            "application": operation.permissions.application,
        },
        "workload": operation.workload,
        "deprecated": operation.deprecated,
        "description": operation.description.to_string(),
        "page": operation.page,
        "line": operation.span.start.line,
    })
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
