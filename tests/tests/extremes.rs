//! Extreme but valid docs: cycles, very many items, invalid escapes, includes and links that lead out of the tree. The
//! generated code compiles, and contains nothing from outside.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a panic fails the test")]

use std::collections::BTreeMap;
use std::fmt::Write;

use graph_codegen::diagnostic::Code;
use graph_codegen::docs::Tree;
use graph_codegen::model::Api;
use graph_codegen::rust::{self, Crate, Output, ResolvedOverrides};

#[allow(dead_code, reason = "clippy takes minutes for ten thousand fields")]
#[path = "../obstacles/built.rs"]
mod built;
mod support;
use built::Built;

fn generate(name: &str, pages: &BTreeMap<String, String>) -> (Api, Output) {
    let pages = pages.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes()));
    let tree = Tree::from_memory(pages);
    let api = graph_codegen::analysis::analyze(&tree);
    let krate = Crate::Whole { name: name.to_owned(), runtime: built::runtime(), selected: false };
    let output = rust::write(&api, &tree.files, &krate, &ResolvedOverrides::default()).unwrap();
    (api, output)
}

/// A page of one type with the given rows of its property table.
fn resource(name: &str, metadata: &str, rows: &str) -> (String, String) {
    let text = format!(
        "# {name} resource type\n\n## Properties\n\n|Property|Type|Description|\n|:--|:--|:--|\n{rows}\n\
         ## JSON representation\n\n<!-- {{\"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.{name}\"{metadata}}} -->\n\
         ```json\n{{}}\n```\n"
    );
    (format!("resources/{name}.md"), text)
}

/// A page that reads an object of a type, with an example.
fn getter(path: &str, ty: &str, example: &str) -> (String, String) {
    let text = format!(
        "# Get {ty}\n\n## HTTP request\n\n```http\nGET {path}\n```\n\n## Response\n\n\
         If successful, this method returns a `200 OK` response code and a [{ty}](../resources/{ty}.md) object.\n\n\
         ## Example\n\n<!-- {{\"blockType\": \"request\"}} -->\n```http\nGET https://graph.microsoft.com/v1.0{path}\n```\n\n\
         <!-- {{\"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.{ty}\"}} -->\n```http\nHTTP/1.1 200 OK\n\n{example}\n```\n"
    );
    (format!("api/{ty}-get.md"), text)
}

/// Types that derive from each other in a cycle, types that contain themselves in every way, a thousand members, ten
/// thousand properties: all in one crate, which compiles, and whose examples decode. (There is no example with ten
/// thousand properties: in a debug build, such an object needs more stack than a test thread has.)
#[test]
fn cycles_and_large_types_compile() {
    let mut members = String::new();
    for number in 0..1000 {
        writeln!(members, "|member{number}|Number {number}.|").unwrap();
    }
    let mut rows = String::new();
    for number in 0..10_000 {
        writeln!(rows, "|property{number}|String|Number {number}.|").unwrap();
    }
    let own =
        |name: &str| format!("|one|[{name}]({name}.md)|Itself.|\n|many|[{name}]({name}.md) collection|Itself.|\n");
    let (path, text) = resource("crowd", "", &rows);
    let crowd = format!("{text}\n### mood values\n\n|Member|Description|\n|:--|:--|\n{members}\n");
    let pages = BTreeMap::from([
        resource("hen", ", \"baseType\": \"microsoft.graph.egg\"", &own("egg")),
        resource("egg", ", \"baseType\": \"microsoft.graph.hen\"", &own("hen")),
        resource("narcissus", ", \"baseType\": \"microsoft.graph.narcissus\"", &own("narcissus")),
        resource("left", "", "|right|[right](right.md)|The other.|"),
        resource("right", "", "|left|[left](left.md)|The other.|"),
        resource("holder", "", "|mood|[mood](crowd.md#mood-values)|One of a thousand.|"),
        (path, crowd),
        getter("/hens/{id}", "hen", r#"{"one": {"many": [{"one": {}}]}}"#),
        getter("/mirror", "narcissus", r#"{"one": {"one": {"many": [{}]}}}"#),
        getter("/left", "left", r#"{"right": {"left": {"right": {}}}}"#),
        getter("/holder", "holder", r#"{"mood": "member999"}"#),
    ]);
    let (api, output) = generate("extremes", &pages);
    assert!(api.diagnostics.iter().any(|d| d.code == Code::BaseCycle), "{:?}", api.diagnostics);
    assert_eq!(api.get("microsoft.graph.crowd").unwrap().properties.len(), 10_000);
    assert_eq!(api.get("microsoft.graph.mood").unwrap().members.len(), 1000);
    // With examples: a type that decodes cannot have infinite size.
    Built::new("extremes", &output).cargo(&["test", "--all-features"]);
}

/// Escapes of surrogates, null characters and bidirectional controls remain data.
#[test]
fn invalid_escapes_are_data() {
    let escapes = r##"{"name": "\ud800 \udfff \ud800\ud800 \u0000 \u202e\u2066 \uFFFF \"# */ ]] \\", "\ud800": 1, "\u0000": "\u0000"}"##;
    let pages = BTreeMap::from([resource("thing", "", "|name|String|Its name.|"), getter("/thing", "thing", escapes)]);
    let (api, output) = generate("escapes", &pages);
    let body = api.examples[0].response.as_ref().unwrap().json.as_ref().unwrap();
    assert_eq!(body.members().len(), 3);
    for (path, text) in &output.files {
        let hidden = |c: &char| matches!(c, '\0' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(!text.chars().any(|c| hidden(&c)), "{path}");
    }
    Built::new("escapes", &output).cargo(&["test", "--all-features"]);
}

/// Nothing outside the docs folder is read, however a page refers to it.
#[cfg(unix)]
#[test]
fn nothing_outside_the_tree_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let (outside, docs) = (folder.path().join("outside"), folder.path().join("docs"));
    for made in [&outside, &docs.join("api"), &docs.join("resources"), &docs.join("includes")] {
        std::fs::create_dir_all(made).unwrap();
    }
    let (_, page) = resource("secretive", "", "|secret|String|Not to be told.|");
    std::fs::write(outside.join("secret.md"), &page).unwrap();
    let absolute = outside.join("secret.md");
    let mut text = "# open resource type\n\nBefore.\n\n".to_owned();
    for target in [
        "../../outside/secret.md",
        "../includes/../../outside/secret.md",
        "/../outside/secret.md",
        absolute.to_str().unwrap(),
        "../includes/link.md",
        "../folder/secret.md",
        "..\\..\\outside\\secret.md",
        "%2e%2e/%2e%2e/outside/secret.md",
        "file:///etc/passwd",
    ] {
        writeln!(text, "[!INCLUDE [x]({target})]\n").unwrap();
    }
    std::fs::write(docs.join("resources/open.md"), text).unwrap();
    std::os::unix::fs::symlink(&absolute, docs.join("includes/link.md")).unwrap();
    std::os::unix::fs::symlink(&absolute, docs.join("resources/linked.md")).unwrap();
    std::os::unix::fs::symlink(&outside, docs.join("folder")).unwrap();
    std::os::unix::fs::symlink(&docs, docs.join("resources/round")).unwrap();
    std::os::unix::fs::symlink("nowhere.md", docs.join("resources/dangling.md")).unwrap();

    let tree = Tree::read(camino::Utf8Path::from_path(&docs).unwrap()).unwrap();
    let api = graph_codegen::analysis::analyze(&tree);
    assert!(api.types.is_empty(), "{:?}", api.types.keys());
    let told = format!("{:?} {:?}", tree.pages, api.diagnostics);
    assert!(!told.contains("Not to be told"), "{told}");
    let codes: Vec<Code> = tree.diagnostics.iter().map(|d| d.code).collect();
    assert!(codes.contains(&Code::IncludeOutside), "{codes:?}");
}
