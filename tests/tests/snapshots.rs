//! One snapshot for each page of `docs/v1.0/api`: its documented requests as built by the builders, and its documented
//! responses as decoded. A change of the generator, of the runtime or of a page is visible as a diff here.
//!
//! `cargo insta review`, or `INSTA_UPDATE=always cargo test -p graph-tests --test snapshots`, accepts changes.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a panic fails the test")]

#[rustfmt::skip] // generated: rustfmt has another opinion of some lines
#[path = "../../graph-models/tests/generated/examples.rs"]
mod examples;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic;

use camino::Utf8Path;
use graph_models::runtime::testing::Example;

/// The folder of the snapshots, relative to this file.
const FOLDER: &str = "snapshots/api";

/// The stems of the files with this extension in a folder.
fn stems(folder: &Utf8Path, extension: &str) -> BTreeSet<String> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    files.filter_map(|name| Some(name.strip_suffix(extension)?.to_owned())).collect()
}

fn pages() -> BTreeSet<String> {
    stems(&support::docs().join("api"), ".md")
}

/// A page's examples in their order, by the stem of the page.
fn examples_by_page() -> BTreeMap<&'static str, Vec<&'static Example>> {
    let mut pages: BTreeMap<&str, Vec<&Example>> = BTreeMap::new();
    for example in examples::EXAMPLES {
        let (page, _) = example.name.rsplit_once(' ').unwrap();
        pages.entry(page.strip_prefix("api/").unwrap()).or_default().push(example);
    }
    pages
}

fn text(page: &str, examples: &[&Example]) -> String {
    if examples.is_empty() {
        return format!("api/{page} has no example\n");
    }
    let mut text = String::new();
    for example in examples {
        if let Some(request) = example.request_text().unwrap_or_else(|e| panic!("{}: {e}", example.place)) {
            text.push_str(&format!("==== {}: request ====\n{}\n\n", example.name, request.trim_end()));
        }
        if let Some(response) = example.decoded().unwrap_or_else(|e| panic!("{}: {e}", example.place)) {
            let status = example.response.unwrap().status;
            text.push_str(&format!("==== {}: response {status} ====\n{}\n\n", example.name, response.debug));
        }
    }
    text
}

#[test]
fn each_page_is_as_in_its_snapshot_and_each_snapshot_has_a_page() {
    let examples = examples_by_page();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(FOLDER);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut differ = Vec::new();
    settings.bind(|| {
        for page in pages() {
            let text = text(&page, examples.get(page.as_str()).map(Vec::as_slice).unwrap_or_default());
            // A difference in one page does not hide others.
            if panic::catch_unwind(|| insta::assert_snapshot!(page.as_str(), text)).is_err() {
                differ.push(page);
            }
        }
    });
    assert!(differ.is_empty(), "{} pages differ from their snapshots: {differ:#?}", differ.len());

    let folder = support::workspace().join("tests/tests").join(FOLDER);
    assert_eq!(stems(&folder, ".snap"), pages(), "left: snapshots, right: pages; delete a snapshot without a page");
}

#[test]
fn each_example_belongs_to_a_page() {
    let pages = pages();
    let strangers: Vec<&str> = examples_by_page().into_keys().filter(|page| !pages.contains(*page)).collect();
    assert!(strangers.is_empty(), "examples of pages that do not exist: {strangers:?}");
}
