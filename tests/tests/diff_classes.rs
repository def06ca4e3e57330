//! Which changes break a program: the cases that two pages decide together.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "that is how a test fails")]

use graph_codegen::diff::{self, Class, Kind};
use graph_codegen::model::json::Document;
use serde_json::{Value, json};

fn document(types: Value, operations: Value) -> Document {
    Document::parse(&json!({"types": types, "operations": operations}).to_string()).unwrap()
}

/// A type with one property.
fn ty(name: &str) -> Value {
    let property = json!({"name": "size", "type": "Edm.Int32"});
    json!({"name": format!("microsoft.graph.{name}"), "kind": "complex", "properties": [property]})
}

/// `GET` of these paths, which answers with a type.
fn operation(name: &str, templates: &[&str], answer: &str, workload: &str) -> Value {
    json!({
        "name": name, "title": name, "method": "GET", "templates": templates, "workload": workload,
        "response": {"status": [200], "type": format!("microsoft.graph.{answer}"), "collection": false},
        "page": format!("api/{name}.md"), "line": 1,
    })
}

/// The class of the one change of a kind.
#[track_caller]
fn class(before: &Document, after: &Document, kind: Kind) -> Class {
    let changes = diff::compare(before, after);
    let found: Vec<Class> = changes.iter().filter(|change| change.kind == kind).map(|change| change.class).collect();
    assert_eq!(found.len(), 1, "{changes:#?}");
    found[0]
}

#[test]
fn a_struct_that_becomes_an_enumeration_breaks_and_so_does_the_reverse() {
    let members = json!([{"name": "red"}, {"name": "blue"}]);
    let enumeration = json!({"name": "microsoft.graph.thing", "kind": "enum", "members": members});
    let holder = json!({"name": "microsoft.graph.holder", "kind": "complex",
        "properties": [{"name": "thing", "type": "microsoft.graph.thing"}]});
    let [a, b] = [ty("thing"), enumeration].map(|thing| document(json!([thing, holder]), json!([])));
    assert_eq!(class(&a, &b, Kind::TypeKind), Class::Breaking);
    assert_eq!(class(&b, &a, Kind::TypeKind), Class::Breaking);
    // Entities and complex types are structs alike.
    let mut entity = ty("thing");
    entity["kind"] = "entity".into();
    let entity = document(json!([entity, holder]), json!([]));
    assert_eq!(class(&a, &entity, Kind::TypeKind), Class::Documentation);
}

/// What it means that a page gives up a path which another page documents now, with this answer and workload.
fn moved(answer: &str, workload: &str) -> Class {
    let types = json!([ty("thing"), ty("other")]);
    let before = document(types.clone(), json!([operation("a", &["/things", "/others"], "thing", "one")]));
    let after = json!([operation("a", &["/things"], "thing", "one"), operation("b", &["/others"], answer, workload)]);
    class(&before, &document(types, after), Kind::TemplateRemoved)
}

#[test]
fn a_path_that_another_page_takes_over_is_still_called_if_nothing_else_differs() {
    assert_eq!(moved("thing", "one"), Class::Documentation);
    assert_eq!(moved("other", "one"), Class::Breaking, "another answer");
    assert_eq!(moved("thing", "two"), Class::Breaking, "another feature");
}

#[test]
fn a_template_that_nothing_could_call_is_no_loss() {
    let types = json!([ty("thing")]);
    let long = "/x".repeat(100);
    let before = document(types.clone(), json!([operation("a", &["/things", &long], "thing", "one")]));
    let after = document(types, json!([operation("a", &["/things"], "thing", "one")]));
    assert_eq!(class(&before, &after, Kind::TemplateRemoved), Class::Documentation);
}
