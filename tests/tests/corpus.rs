//! Minimum figures for the models of whole trees of real pages. `GRAPH_DOCS` is the folder with `graph-2021-07` and
//! `backup-storage`. The generated crates are tested in `corpus_crate.rs`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

#[path = "../corpus_crate/docs.rs"]
mod docs;

use camino::Utf8Path;
use docs::{at_least, docs};
use graph_codegen::docs::{Folder, Tree};
use graph_codegen::model::{Api, Kind, ResponseBody};
use serde_json::Value;

fn model(docs: &Utf8Path) -> (Tree, Api) {
    let tree = Tree::read(docs).unwrap();
    let api = graph_codegen::analysis::analyze(&tree);
    (tree, api)
}

/// The examples of a tree: requests, those with an operation, responses, complete pairs.
fn examples(api: &Api) -> [usize; 4] {
    let count = |f: &dyn Fn(&graph_codegen::model::Example) -> bool| api.examples.iter().filter(|e| f(e)).count();
    [
        count(&|e| e.request.is_some()),
        count(&|e| e.request.as_ref().is_some_and(|r| r.matched.is_some())),
        count(&|e| e.response.is_some()),
        count(&|e| e.request.is_some() && e.response.is_some()),
    ]
}

/// The number of API pages with an operation, and with a request line.
fn pages_with_operations(tree: &Tree, api: &Api) -> (usize, usize) {
    let has_line = |page: &graph_codegen::docs::Page| {
        page.blocks().any(|(section, block)| {
            section.key().contains("http request") && !graph_codegen::docs::http::template_lines(block).is_empty()
        })
    };
    let pages: Vec<_> = tree.pages.iter().filter(|p| p.folder == Folder::Api && has_line(p)).collect();
    let done = pages.iter().filter(|p| api.operations.iter().any(|o| o.page == p.path)).count();
    (done, pages.len())
}

#[test]
fn the_model_of_all_of_v1() {
    let Some(docs) = docs("graph-2021-07") else { return };
    let (tree, api) = model(&docs);
    assert_eq!(api.version, "v1.0");
    assert_eq!(api.pages, 3341);
    let objects = api.types.values().filter(|t| t.kind != Kind::Enum).count();
    let enums = api.types.len() - objects;
    println!("  {objects} types, {enums} enums, {} operations", api.operations.len());
    assert!(objects >= 994, "{objects}");
    assert!(enums >= 321, "{enums}");
    // Headings such as "Scope options" list the values of a property: they are not enumerations.
    for name in ["DisplayAs", "Roles", "Scope", "Size", "sortBy", "sortOrder", "Type", "viewType"] {
        assert!(api.get(&format!("microsoft.graph.{name}")).is_none(), "{name}");
    }
    assert!(api.operations.len() >= 2140, "{}", api.operations.len());
    let properties: Vec<_> = api.types.values().flat_map(|t| &t.properties).collect();
    let resolved = properties.iter().filter(|p| p.ty.is_resolved()).count();
    at_least(99.9, resolved, properties.len(), "properties resolved");
    let (done, pages) = pages_with_operations(&tree, &api);
    at_least(99.5, done, pages, "pages with an operation");
    let [requests, matched, responses, paired] = examples(&api);
    at_least(96.0, matched, requests, "requests matched");
    at_least(96.0, paired, responses, "responses with a request");
    // Every entity has a key or is one of the few that are never listed.
    let keyed = api.types.values().filter(|t| t.kind == Kind::Entity && t.key.is_some()).count();
    assert!(keyed >= 450, "{keyed}");
    let typed = api.operations.iter().filter(|o| o.method == "GET" && matches!(o.response, ResponseBody::None)).count();
    assert_eq!(typed, 0, "every GET has a response type");
}

#[test]
fn the_model_of_backup_storage() {
    let Some(docs) = docs("backup-storage") else { return };
    let (tree, api) = model(&docs);
    assert_eq!(api.pages, 111);
    let (done, pages) = pages_with_operations(&tree, &api);
    at_least(100.0, done, pages, "pages with an operation");
    let [requests, matched, responses, paired] = examples(&api);
    at_least(98.0, matched, requests, "requests matched");
    at_least(100.0, paired, responses, "responses with a request");
}

#[test]
fn bases_and_references_lead_somewhere() {
    for name in ["graph-2021-07", "backup-storage"] {
        let Some(docs) = docs(name) else { return };
        let (_, api) = model(&docs);
        for ty in api.types.values() {
            if let Some(base) = &ty.base {
                assert!(api.get(base).is_some_and(|b| b.kind != Kind::Enum), "{} derives from {base}", ty.name);
            }
            for property in ty.properties.iter().filter(|p| p.ty.is_resolved()) {
                let name = property.ty.name();
                assert!(name.starts_with("Edm.") || api.get(&name).is_some(), "{}.{}: {name}", ty.name, property.name);
            }
        }
        for example in &api.examples {
            let Some((index, arguments)) = example.request.as_ref().and_then(|r| r.matched.as_ref()) else { continue };
            let operation = api.operations.iter().find(|o| Some(&o.name) == example.operation.as_ref()).unwrap();
            // The template with its arguments gives the documented path again.
            let template = &operation.templates[*index];
            assert_eq!(template.arguments(&example.request.as_ref().unwrap().url).as_ref(), Some(arguments));
        }
        // Operation names are unique.
        let mut names: Vec<_> = api.operations.iter().map(|o| &o.name).collect();
        names.dedup();
        assert_eq!(names.len(), api.operations.len());
    }
}

#[test]
fn the_json_of_the_model_has_the_promised_shape() {
    let Some(docs) = docs("graph-2021-07") else { return };
    let (_, api) = model(&docs);
    let json = api.to_json();
    let each = |key: &str| json[key].as_array().unwrap().clone();
    let is_text = |value: &Value| value.is_string() || value.is_null();
    for ty in each("types") {
        assert!(ty["name"].as_str().unwrap().contains('.'), "{ty}");
        assert!(["entity", "complex", "enum"].contains(&ty["kind"].as_str().unwrap()), "{ty}");
        assert!(is_text(&ty["base"]) && is_text(&ty["key"]) && is_text(&ty["workload"]), "{ty}");
        assert!(ty["abstract"].is_boolean() && ty["open"].is_boolean(), "{ty}");
        assert!(!ty["pages"].as_array().unwrap().is_empty(), "{ty}");
        for property in ty["properties"].as_array().unwrap() {
            assert!(property["name"].is_string() && property["type"].is_string(), "{property}");
            assert!(
                ["collection", "navigation", "inherited"].iter().all(|key| property[*key].is_boolean()),
                "{property}"
            );
            assert!(property["description"].is_string() && property["line"].as_u64().unwrap() > 0, "{property}");
            assert!(property["resolved"].is_null() || property["resolved"] == false, "{property}");
        }
        assert!(
            ty["members"].as_array().unwrap().iter().all(|m| m["name"].is_string() && m["description"].is_string())
        );
    }
    for operation in each("operations") {
        assert!(
            ["GET", "POST", "PATCH", "PUT", "DELETE"].contains(&operation["method"].as_str().unwrap()),
            "{operation}"
        );
        let templates = operation["templates"].as_array().unwrap();
        assert!(!templates.is_empty() && templates.iter().all(|t| t.as_str().unwrap().starts_with('/')), "{operation}");
        assert!(operation["response"]["status"].is_array(), "{operation}");
        let permissions = &operation["permissions"];
        assert!(["delegatedWork", "delegatedPersonal", "application"].iter().all(|key| permissions[*key].is_array()));
        assert!(operation["page"].as_str().unwrap().starts_with("api/") && operation["line"].as_u64().unwrap() > 0);
    }
    for example in each("examples") {
        for (message, key) in [("request", "url"), ("response", "status")] {
            let message = &example[message];
            assert!(
                message.is_null() || (!message[key].is_null() && message["line"].as_u64().unwrap() > 0),
                "{example}"
            );
        }
    }
}
