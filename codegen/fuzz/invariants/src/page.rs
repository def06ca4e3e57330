//! A tree of pages, through all stages.

use std::collections::BTreeMap;

use graph_codegen::check::{Baseline, Findings, Report, format};
use graph_codegen::diagnostic::Diagnostic;
use graph_codegen::diff;
use graph_codegen::docs::http::{message, template_lines};
use graph_codegen::docs::{Files, Item, Page, Text, Tree};
use graph_codegen::internals::patch;
use graph_codegen::model::Api;
use graph_codegen::model::json::Document;
use graph_codegen::rust::{self, Crate, ResolvedOverrides, Runtime};

use super::code;
use super::http::places_of;
use super::places::Places;

/// The start of a line that names the file of the lines below it. Lines above the first one are a resource page.
const FILE: &[u8] = b"%%% ";
/// After this many runs, no fix is left.
const MOST_RUNS: usize = 12;

/// Runs all stages on a docs tree twice and compares the results.
pub fn page(data: &[u8]) {
    let files = split(data);
    let tree = Tree::from_memory(files.clone());
    let places = Places::new(&tree.files, &files);
    tree.pages.iter().for_each(|page| pieces(page, &places));

    let again = Tree::from_memory(files.clone());
    assert_eq!(format!("{:?}", tree.pages), format!("{:?}", again.pages));
    let (findings, again) = (Findings::of(tree), Findings::of(again));
    assert_eq!(format!("{findings:?}"), format!("{again:?}"));

    found(&findings, &places);
    meaning(&findings.api, &places);
    reports(&findings);
    fixes(&findings, &files);
    written(&findings.api, &findings.tree.files);
}

fn split(data: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut path = "resources/a.md".to_owned();
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        if let Some(name) = line.strip_prefix(FILE) {
            // A tree in memory has its files by such paths, given with either kind of slash.
            let name = String::from_utf8_lossy(name).trim().replace('\\', "/");
            path = name.strip_prefix("./").unwrap_or(&name).trim_start_matches('/').to_owned();
        } else {
            files.entry(path.clone()).or_default().extend(line);
        }
    }
    files
}

/// The locations of the parts of a page are correct.
fn pieces(page: &Page, places: &Places) {
    let inline = |text: &Text| {
        places.at(text.span);
        // The functions that read the words accept any text.
        drop((text.plain(), text.links(), text.code_spans(), text.inlines()));
    };
    for (key, value) in &page.front_matter {
        places.verbatim(key);
        places.at(value.span);
    }
    page.namespace.iter().for_each(|namespace| places.verbatim(namespace));
    for section in &page.sections {
        inline(&section.heading);
        for item in &section.items {
            match item {
                Item::Paragraph(paragraph) => inline(&paragraph.text),
                Item::Table(table) => {
                    places.at(table.span);
                    table.header.iter().for_each(inline);
                    for row in &table.rows {
                        places.at(row.span);
                        assert!(row.cells.len() <= table.header.len());
                        row.cells.iter().for_each(inline);
                    }
                }
                Item::Annotation(annotation) => {
                    places.at(annotation.span);
                    places.json(&annotation.json);
                }
                Item::Block(block) => {
                    places.at(block.span);
                    block.annotation.iter().for_each(|annotation| places.json(&annotation.json));
                    block.json().value.iter().for_each(|value| places.json(value));
                    template_lines(block).iter().for_each(|line| places.verbatim(&line.target));
                    if let Ok(message) = message(block) {
                        places_of(&message, places);
                        let body = message.body().and_then(|body| body.json().value);
                        body.iter().for_each(|value| places.json(value));
                    }
                }
            }
        }
    }
}

/// Findings point into the pages, and so do their fixes.
fn found(findings: &Findings, places: &Places) {
    for diagnostic in &findings.diagnostics {
        places.at(diagnostic.span);
        assert!(!diagnostic.message.is_empty());
        for edit in diagnostic.fix.iter().flat_map(|fix| &fix.edits) {
            assert_eq!(edit.span.file, diagnostic.span.file);
            places.at(edit.span);
        }
    }
    assert!(findings.diagnostics.is_sorted_by_key(|diagnostic| (diagnostic.span, diagnostic.code)));
}

/// The model points into the pages; as JSON it is read again as the same one, and compares as the same one.
fn meaning(api: &Api, places: &Places) {
    for ty in api.types.values() {
        places.at(ty.span);
        for property in &ty.properties {
            places.at(property.span);
        }
        assert!(ty.base.as_deref().is_none_or(|base| api.get(base).is_some()), "{ty:?}");
    }
    let document = Document::from(api);
    let printed = api.to_json().to_string();
    let again = Document::parse(&printed).unwrap_or_else(|error| panic!("{error}: {printed}"));
    assert_eq!(again, document);
    let committed = document.to_committed("banner");
    let read = Document::parse(&committed).unwrap_or_else(|error| panic!("{error}: {committed}"));
    assert_eq!(read.to_committed("banner"), committed);
    for same in [&document, &again, &read] {
        let changes = diff::compare(&document, same);
        assert!(changes.is_empty(), "{changes:?}");
    }
    let empty = Document::default();
    for changes in [diff::compare(&empty, &document), diff::compare(&document, &empty)] {
        code::visible(&diff::render::human(&changes, false));
        code::visible(&diff::render::markdown(&changes));
    }
}

/// Every format contains every finding and nothing that its reader would interpret; a baseline matches its findings.
fn reports(findings: &Findings) {
    let report = Report::new(findings, &[], None);
    let print = |write: &dyn Fn(&mut Vec<u8>) -> std::io::Result<()>| {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let how = format::Human { colour: false, notes: true };
    code::visible(&print(&|out| format::human(out, &report, how)));

    let json = print(&|out| format::json(out, &report));
    assert_eq!(json.lines().count(), report.new.len());
    json.lines().for_each(|line| drop(serde_json::from_str::<serde_json::Value>(line).unwrap()));

    let sarif: serde_json::Value = serde_json::from_str(&print(&|out| format::sarif(out, &report))).unwrap();
    let results = sarif.pointer("/runs/0/results").and_then(|results| results.as_array());
    assert_eq!(results.map(Vec::len), Some(report.new.len()));

    let github = print(&|out| format::github(out, &report, "docs".into()));
    let commands = |line: &&str| ["::error ", "::warning ", "::notice "].iter().any(|start| line.starts_with(start));
    assert_eq!(github.split(['\n', '\r']).filter(commands).count(), report.new.len());
    assert!(!github.contains('\r') && github.lines().all(|line| commands(&line)), "{github}");

    let written = Baseline::write(&report.new);
    let baseline = Baseline::read(&written).unwrap_or_else(|error| panic!("{error}: {written}"));
    let known = Report::new(findings, &[], Some(&baseline));
    assert_eq!((known.new.len(), known.known, known.fixed.len()), (0, report.new.len(), 0), "{written}");
}

/// Fixes can be applied, and after a few runs none is left.
fn fixes(findings: &Findings, files: &BTreeMap<String, Vec<u8>>) {
    let fixable = |findings: &Findings| findings.diagnostics.iter().any(|diagnostic| diagnostic.fix.is_some());
    if !fixable(findings) {
        return;
    }
    let mut files = files.clone();
    let mut findings = findings.clone();
    for _ in 0..MOST_RUNS {
        let places = Places::new(&findings.tree.files, &files);
        for (file, path) in findings.tree.files.iter() {
            let of_file = |diagnostic: &&Diagnostic| diagnostic.span.file == file && diagnostic.fix.is_some();
            let fixes: Vec<&Diagnostic> = findings.diagnostics.iter().filter(of_file).collect();
            let (Some(old), false) = (places.text(file), fixes.is_empty()) else { continue };
            let edits = fixes.iter().filter_map(|diagnostic| diagnostic.fix.as_ref()).map(|fix| fix.edits.as_slice());
            let (text, applied) = patch(old, edits).expect("a file that was read");
            assert!(applied > 0 && text != old, "nothing is mended: {fixes:?}");
            files.insert(path.to_owned(), text.into_bytes());
        }
        findings = Findings::of(Tree::from_memory(files.clone()));
        if !fixable(&findings) {
            return;
        }
    }
    let left: Vec<&Diagnostic> = findings.diagnostics.iter().filter(|diagnostic| diagnostic.fix.is_some()).collect();
    panic!("mended {MOST_RUNS} times, and still {left:?}");
}

/// The written crate is Rust, harmless, and the same twice.
fn written(api: &Api, files: &Files) {
    let whole = Crate::Whole { name: "x".to_owned(), runtime: Runtime::Version("0.1.0".to_owned()), selected: false };
    let write = || match rust::write(api, files, &whole, &ResolvedOverrides::default()) {
        Ok(output) => output,
        Err(error) => panic!("{error}"),
    };
    let output = write();
    assert_eq!(output.files, write().files);
    code::harmless(&output);
    let module = Crate::Module { path: vec!["x".to_owned()] };
    match rust::write(api, files, &module, &ResolvedOverrides::default()) {
        Ok(output) => code::harmless(&output),
        Err(error) => panic!("{error}"),
    }
}
