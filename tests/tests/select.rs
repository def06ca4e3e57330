//! `generate --select`: a part of the docs with everything it depends on, and nothing else.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a panic fails the test")]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../corpus_crate/docs.rs"]
mod real;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use camino::Utf8Path;
use graph_codegen::docs::Tree;
use graph_codegen::given::Given;
use graph_codegen::model::{Api, RequestBody, ResponseBody, Selection, Target, TypeKey, TypeRef};
use support::{Folder, models, run, run_in};

/// Pages of a small API with everything that a selection must include or leave out.
const PAGES: &[(&str, &str)] = &[
    (
        "resources/animal.md",
        "{type}:animal:zoo\n|id|String|The id.|\n|home|place|Where it lives.|\n{links}\n|keeper|[keeper](keeper.md)|Who cares for it.|\n|parent|[animal](animal.md)|Its parent.|\n",
    ),
    ("resources/cat.md", "{type}:cat:zoo:animal\n|fur|color|Its color.|\n"),
    ("resources/lion.md", "{type}:lion:zoo:cat\n|mane|Boolean|Whether it has one.|\n"),
    ("resources/dog.md", "{type}:dog:pets:animal\n|toys|toy collection|What it plays with.|\n"),
    ("resources/place.md", "{type}:place:zoo\n|name|String|What it is called.|\n"),
    ("resources/toy.md", "{type}:toy:pets\n|name|String|What it is called.|\n"),
    ("resources/keeper.md", "{type}:keeper:staff:person\n|salary|money|What they earn.|\n"),
    ("resources/person.md", "{type}:person:staff\n|name|String|What they are called.|\n"),
    ("resources/money.md", "{type}:money:staff\n|amount|Int32|How much.|\n"),
    ("resources/color.md", "{enum}"),
    ("api/animal-get.md", "{op}:zoo:GET /animals/{id}:animal"),
    ("api/animal-feed.md", "{op}:zoo:POST /animals/{id}/feed:toy"),
    ("api/keeper-get.md", "{op}:staff:GET /keepers/{id}:keeper"),
    ("api/keeper-list.md", "{op}:staff:GET /keepers:keeper"),
];

fn page(recipe: &str) -> String {
    let (head, rest) = recipe.split_once('\n').unwrap_or((recipe, ""));
    let parts: Vec<&str> = head.split(':').collect();
    match parts[0] {
        "{type}" => {
            let base = parts.get(3).map(|b| format!(",\n  \"baseType\": \"microsoft.graph.{b}\"")).unwrap_or_default();
            let (properties, links) = rest.split_once("{links}\n").unwrap_or((rest, ""));
            let table = |title: &str, rows: &str| match rows {
                "" => String::new(),
                rows => format!("## {title}\n\n|Name|Type|Description|\n|:--|:--|:--|\n{rows}\n"),
            };
            format!(
                "---\nms.subservice: {}\n---\n# {} resource type\n\nA thing.\n\n{}{}## JSON\n\n<!-- {{\n  \"blockType\": \
                 \"resource\",\n  \"@odata.type\": \"microsoft.graph.{}\"{base}\n}} -->\n```json\n{{}}\n```\n",
                parts[2],
                parts[1],
                table("Properties", properties),
                table("Relationships", links),
                parts[1],
            )
        }
        "{enum}" => {
            "---\nms.subservice: zoo\n---\n# enumerations\n\n### color values\n\n|Member|Description|\n|:--|:--|\n\
                     |red|Red.|\n|black|Black.|\n"
                .to_owned()
        }
        _ => format!(
            "---\nms.subservice: {0}\n---\n# An operation\n\nIt does something.\n\n## HTTP request\n\n```http\n{1}\n```\n\n\
             ## Response\n\nA [{2}](../resources/{2}.md).\n\n## Example\n\n### Request\n\n<!-- {{\n  \"blockType\": \
             \"request\",\n  \"name\": \"x\"\n}} -->\n```http\n{3}\n```\n\n### Response\n\n<!-- {{\n  \"blockType\": \
             \"response\",\n  \"@odata.type\": \"microsoft.graph.{2}\"\n}} -->\n```http\nHTTP/1.1 200 OK\nContent-type: \
             application/json\n\n{{\n  \"@odata.type\": \"#microsoft.graph.{2}\"\n}}\n```\n",
            parts[1],
            parts[2],
            parts[3],
            parts[2].replace(" /", " https://graph.microsoft.com/v1.0/").replace("{id}", "7"),
        ),
    }
}

fn zoo() -> Tree {
    Tree::from_memory(PAGES.iter().map(|(path, recipe)| ((*path).to_owned(), page(recipe).into_bytes())))
}

fn selection(select: &[&str], exclude: &[&str]) -> Selection {
    let given = |patterns: &[&str]| patterns.iter().map(|p| Given::from(*p)).collect();
    Selection { select: given(select), exclude: given(exclude) }
}

fn select(api: &Api, select: &[&str], exclude: &[&str]) -> Api {
    api.select(&selection(select, exclude)).unwrap()
}

fn types(api: &Api) -> Vec<&str> {
    api.types.values().map(|t| t.short_name()).collect()
}

fn operations(api: &Api) -> Vec<&str> {
    api.operations.iter().map(|o| o.name.as_str()).collect()
}

#[test]
fn a_selection_includes_its_dependencies() {
    let api = graph_codegen::analysis::analyze(&zoo());
    assert_eq!((api.types.len(), api.operations.len()), (10, 4), "{:?}", types(&api));

    // The response may be any animal; its home and color are included, its keeper is not.
    let part = select(&api, &["animal-get"], &[]);
    assert_eq!(operations(&part), ["animal-get"]);
    assert_eq!(types(&part), ["animal", "cat", "color", "dog", "lion", "place", "toy"]);
    let animal = part.get("microsoft.graph.animal").unwrap();
    assert!(animal.property("keeper").is_none(), "a relationship to what is not there");
    assert!(animal.property("parent").is_some(), "a relationship to what is there");
    assert_eq!(part.examples.len(), 1);

    // A selected type alone is not a value that can have a derived type; its base is included.
    assert_eq!(types(&select(&api, &["type:cat"], &[])), ["animal", "cat", "color", "place"]);
    assert_eq!(types(&select(&api, &["keeper"], &[])), ["keeper", "money", "person"]);
    // If the target is selected, the relationship is kept.
    let both = select(&api, &["animal-get", "keeper"], &[]);
    assert!(both.get("microsoft.graph.animal").unwrap().property("keeper").is_some());
}

#[test]
fn patterns_name_types_operations_and_workloads() {
    let api = graph_codegen::analysis::analyze(&zoo());
    for pattern in ["microsoft.graph.toy", "TOY", "t*y", "*.toy", "type:toy"] {
        assert_eq!(types(&select(&api, &[pattern], &[])), ["toy"], "{pattern}");
    }
    assert_eq!(operations(&select(&api, &["keeper-*"], &[])), ["keeper-get", "keeper-list"]);
    assert_eq!(operations(&select(&api, &["staff"], &[])), ["keeper-get", "keeper-list"]);
    assert_eq!(types(&select(&api, &["workload:pets"], &[])), ["animal", "dog", "place", "toy"]);
    assert_eq!(operations(&select(&api, &["animal-get", "keeper-list"], &[])), ["animal-get", "keeper-list"]);
    assert_eq!(operations(&select(&api, &["*"], &[])).len(), 4);
}

#[test]
fn excluded_items_are_left_out_even_if_something_refers_to_them() {
    let api = graph_codegen::analysis::analyze(&zoo());
    let part = select(&api, &["animal-*"], &["animal-feed", "dog", "place"]);
    assert_eq!(operations(&part), ["animal-get"]);
    assert_eq!(types(&part), ["animal", "cat", "color", "lion"]);
    let home = part.get("microsoft.graph.animal").unwrap().property("home").unwrap();
    assert!(!home.ty.is_resolved(), "what is left out is untyped");
    // Without a selection, everything else stays.
    assert_eq!(types(&select(&api, &[], &["workload:staff"])).len(), 7);
    let error = api.select(&selection(&["keeper-get"], &["keeper-*"])).unwrap_err().to_string();
    assert_eq!(error, "nothing is left: everything that is selected is also excluded");
}

#[test]
fn patterns_that_match_nothing_get_suggestions() {
    let api = graph_codegen::analysis::analyze(&zoo());
    for (pattern, end) in [
        ("anmal-get", "`anmal-get`: did you mean `animal-get`"),
        ("anmal-*", "`anmal-*`: did you mean `animal-*`?"),
        ("workload:zo", "`workload:zo`: did you mean `zoo`?"),
        ("microsoft.graph.keper", "`microsoft.graph.keper`: did you mean `microsoft.graph.keeper`"),
        ("qqqqq", "`qqqqq`"),
        ("*qqqqq*", "`*qqqqq*`"),
    ] {
        let error = api.select(&selection(&[pattern], &[])).unwrap_err().to_string();
        let expected = format!("no type, operation or workload matches {end}");
        assert!(error.starts_with(&expected), "{error}");
    }
}

/// Every type that the model refers to, by key.
fn referred(api: &Api) -> BTreeSet<TypeKey> {
    fn add(out: &mut BTreeSet<TypeKey>, ty: &TypeRef) {
        if let Target::Named(name) = &ty.target {
            out.insert(name.clone());
        }
    }
    let mut out = BTreeSet::new();
    for ty in api.types.values() {
        ty.properties.iter().for_each(|p| add(&mut out, &p.ty));
        out.extend(ty.base.clone());
    }
    for operation in &api.operations {
        match &operation.request {
            RequestBody::Typed(ty) => add(&mut out, ty),
            RequestBody::Parameters(parameters) => parameters.iter().for_each(|p| add(&mut out, &p.ty)),
            _ => {}
        }
        if let ResponseBody::Typed(ty) = &operation.response {
            add(&mut out, ty);
        }
    }
    for response in api.examples.iter().filter_map(|e| e.response.as_ref()) {
        response.ty.iter().for_each(|ty| add(&mut out, ty));
    }
    out
}

/// Fails unless every reference resolves, and everything is there for a reason.
fn assert_whole_and_minimal(api: &Api, roots: &BTreeSet<&TypeKey>) {
    let referred = referred(api);
    for name in &referred {
        assert!(api.types.contains_key(name), "{name} is referred to and not there");
    }
    for (key, ty) in &api.types {
        let derives_from_referred =
            api.types.iter().any(|(other, base)| referred.contains(other) && api.derives_from(&ty.name, &base.name));
        assert!(roots.contains(key) || referred.contains(key) || derives_from_referred, "{key} is there for no reason");
    }
}

#[test]
fn each_workload_and_each_operation_stands_alone() {
    let docs = Tree::read(&support::docs()).unwrap();
    for api in [graph_codegen::analysis::analyze(&zoo()), graph_codegen::analysis::analyze(&docs)] {
        for operation in &api.operations {
            let part = select(&api, &[&format!("operation:{}", operation.name)], &[]);
            assert!(part.operations.iter().all(|o| o.name == operation.name || o.page.contains(&operation.name)));
            assert_whole_and_minimal(&part, &BTreeSet::new());
        }
    }
}

/// Compiles a crate without warnings with all features and with each, and runs the tests of its documented examples.
fn assert_compiles(folder: &Utf8Path) {
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let (_, features) = manifest.split_once("# One feature a workload.\n").unwrap();
    let features: Vec<&str> = features.lines().filter_map(|l| Some(l.split_once(" = ")?.0)).collect();
    assert!(!features.is_empty());
    fs::copy(support::workspace().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let cargo = |command: &str, arguments: &[&str]| {
        let output = support::nested(command).args(arguments).current_dir(folder).output().unwrap();
        assert!(output.status.success(), "{command} {arguments:?}:\n{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    for feature in features {
        cargo("check", &["--quiet", "--no-default-features", "--features", feature]);
    }
    let out = cargo("test", &["--quiet"]);
    assert!(out.contains("test result: ok."), "{out}");
}

#[test]
fn a_part_of_our_docs_compiles_alone() {
    let folder = Folder::new();
    let out = folder.join("part");
    let outcome = run([
        "generate",
        "--out",
        out.as_str(),
        "--select",
        "restoresessionbase-*",
        "--runtime-path",
        models().as_str(),
    ]);
    let outcome = outcome.exits(0);
    let pages =
        fs::read_dir(support::docs().join("api")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let count = pages.filter(|name| name.starts_with("restoresessionbase-")).count();
    assert!(outcome.out.contains(&format!(" {count} operations (")), "{}", outcome.out);
    let files = support::tree(&out);
    assert!(files.contains_key("src/generated/models/exchange_restore_session.rs"));
    assert!(!files.contains_key("src/generated/models/protection_policy_base.rs"));
    assert_compiles(&out);

    // The command line takes precedence over the file; an invalid pattern in the file is reported with its location.
    folder.write(
        "graph-codegen.toml",
        format!("docs = '{}'\nout = 'out'\nselect = ['restorepiont-*']\n", support::docs()),
    );
    let outcome = run_in(folder.path(), ["generate"]).exits(2);
    assert!(
        outcome.err.contains("graph-codegen.toml:3:11: no type, operation or workload matches `restorepiont-*`: did you mean `restorepoint-*`"),
        "{}",
        outcome.err
    );
    run_in(folder.path(), ["generate", "--select", "restorepoint-search"]).exits(0);
    assert!(folder.join("out/Cargo.toml").is_file());
}

#[test]
fn only_mail_of_the_real_docs() {
    let Some(docs) = real::docs("graph-2021-07") else { return };
    let api = graph_codegen::analysis::analyze(&Tree::read(&docs).unwrap());
    let part = select(&api, &["message-*", "mailfolder-*", "user-sendmail"], &[]);
    println!("  mail: {} types, {} operations", part.types.len(), part.operations.len());
    assert!(part.types.len() * 10 < api.types.len());
    assert!(part.operations.len() >= 25);
    assert_whole_and_minimal(&part, &BTreeSet::new());
    // Each workload compiles alone.
    let mut workloads: BTreeMap<&str, usize> = BTreeMap::new();
    for operation in &api.operations {
        *workloads.entry(operation.workload.as_deref().unwrap_or("other")).or_default() += 1;
    }
    for (workload, count) in workloads {
        let part = select(&api, &[&format!("workload:{workload}")], &[]);
        assert_eq!(part.operations.len(), count, "{workload}");
        let of_workload = |key: &&TypeKey| part.types[*key].workload.as_deref().unwrap_or("other") == workload;
        let roots = part.types.keys().filter(of_workload).collect();
        assert_whole_and_minimal(&part, &roots);
    }

    let folder = Folder::new();
    let out = folder.join("mail");
    let mut arguments = vec!["generate", "--docs", docs.as_str(), "--out", out.as_str()];
    for pattern in ["message-*", "mailfolder-*", "user-sendmail"] {
        arguments.extend(["--select", pattern]);
    }
    let runtime = models();
    arguments.extend(["--runtime-path", runtime.as_str()]);
    run(arguments).exits(0);
    assert_compiles(&out);
}
