//! The classes of changes that depend on two pages.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a panic fails the test")]

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

/// `GET` of these paths, which returns a type.
fn operation(name: &str, templates: &[&str], answer: &str, workload: &str) -> Value {
    json!({
        "name": name, "title": name, "method": "GET", "templates": templates, "workload": workload,
        "response": {"status": [200], "type": format!("microsoft.graph.{answer}"), "collection": false},
        "page": format!("api/{name}.md"), "line": 1,
    })
}

/// The class of the only change of a kind.
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
    // Entities and complex types are both structs.
    let mut entity = ty("thing");
    entity["kind"] = "entity".into();
    let entity = document(json!([entity, holder]), json!([]));
    assert_eq!(class(&a, &entity, Kind::TypeKind), Class::Documentation);
}

/// The class of removing a path from a page if another page documents it now, with this response type and workload.
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
fn an_uncallable_template_is_not_a_loss() {
    let types = json!([ty("thing")]);
    let long = "/x".repeat(100);
    let before = document(types.clone(), json!([operation("a", &["/things", &long], "thing", "one")]));
    let after = document(types, json!([operation("a", &["/things"], "thing", "one")]));
    assert_eq!(class(&before, &after, Kind::TemplateRemoved), Class::Documentation);
}
