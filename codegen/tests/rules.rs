//! Each rule for reading pages, as pages that need it and their results.
//!
//! `rules/<rule>/` is a small docs tree with `api/` and `resources/`, read by the real reader; where it needs
//! `includes/` next to the tree, the tree is in `v1.0/`. `model.snap` next to the pages is the resulting model,
//! `findings.snap` contains the findings. A new rule is a new folder.
//!
//! `INSTA_UPDATE=always cargo test -p graph-codegen --test rules` accepts changes; then read `git diff`.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a panic fails the test")]

use std::fmt::Write;
use std::{fs, panic};

use camino::{Utf8Path, Utf8PathBuf};
use graph_codegen::check::{self, Findings};
use graph_codegen::model::json::Document;
use graph_codegen::model::{Api, Example, Operation, Template};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let rules = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let trials = folders(&rules).into_iter().map(|folder| {
        let rule = folder.file_name().expect("a folder has a name").to_owned();
        Trial::test(rule, move || compare(&folder))
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}

/// The folders in a folder, sorted by name.
fn folders(folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = folder.read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path());
    let mut folders: Vec<Utf8PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Compares the results of a rule's pages with its snapshots.
fn compare(folder: &Utf8Path) -> Result<(), Failed> {
    let tree = folder.join("v1.0");
    let found = check::run(if tree.is_dir() { &tree } else { folder })?;
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(fs::canonicalize(folder)?);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let differs = settings.bind(|| {
        let texts = [("model", model(&found.api)), ("findings", findings(&found))];
        // A difference in one snapshot does not hide a difference in the other.
        texts.map(|(name, text)| panic::catch_unwind(|| insta::assert_snapshot!(name, text)).is_err())
    });
    if differs.contains(&true) { Err("the snapshots differ".into()) } else { Ok(()) }
}

/// The model as it is committed with generated code, and what that omits: inherited properties, paths that are called
/// differently than written, operations whose first permission is not the least, and examples.
fn model(api: &Api) -> String {
    let mut out = Document::from(api).to_committed("rules.rs");
    if api.version != "v1.0" {
        writeln!(out, "examples call {}", api.version).unwrap();
    }
    for ty in api.types.values() {
        let inherited: Vec<&str> = ty.properties.iter().filter(|p| p.inherited).map(|p| p.name.as_str()).collect();
        if !inherited.is_empty() {
            writeln!(out, "{} inherits {}", ty.name, inherited.join(", ")).unwrap();
        }
    }
    for operation in &api.operations {
        for template in &operation.templates {
            let called = Template::from_segments(template.segments.clone()).text;
            if called != template.text {
                writeln!(out, "{} is called as {called}", template.text).unwrap();
            }
        }
        if operation.permissions.depends {
            writeln!(out, "permissions of {} depend on the request", operation.name).unwrap();
        }
    }
    for example in &api.examples {
        writeln!(out, "{} example {}", example.page, example.number).unwrap();
        out.push_str(&request(api, example));
        out.push_str(&response(example));
    }
    out
}

/// The request of an example, with its operation, its template, and the arguments of the template.
fn request(api: &Api, example: &Example) -> String {
    let Some(request) = &example.request else { return String::new() };
    let line = request.span.start.line;
    let mut out = format!("  line {line}: {} {}\n", request.method, request.url);
    let is_shown = |operation: &&Operation| example.operation.as_ref() == Some(&operation.name);
    match (api.operations.iter().find(is_shown), &request.matched) {
        (Some(operation), Some((template, arguments))) => {
            let template = operation.templates.get(*template).map_or("", |template| &template.text);
            writeln!(out, "    shows {}: {template} {arguments:?}", operation.name).unwrap();
        }
        (Some(operation), None) => writeln!(out, "    shows {}, no template", operation.name).unwrap(),
        (None, _) => out.push_str("    shows nothing\n"),
    }
    out
}

/// The response of an example.
fn response(example: &Example) -> String {
    let Some(response) = &example.response else { return String::new() };
    let ty = response.ty.as_ref().map_or(String::new(), |ty| {
        format!(
            " {}{}{}",
            ty.name(),
            if ty.collection { "[]" } else { "" },
            if ty.is_resolved() { "" } else { " (unresolved)" }
        )
    });
    format!("  line {}: {}{ty}\n", response.span.start.line, response.status)
}

/// A line for each finding, and its help.
fn findings(found: &Findings) -> String {
    let mut out = String::new();
    for finding in &found.diagnostics {
        let (code, place) = (finding.code, finding.span.start);
        let page = found.tree.files.path(finding.span.file);
        let (severity, name, message) = (code.severity(), code.name(), &finding.message);
        writeln!(out, "{page}:{}:{} {severity} {name}: {message}", place.line, place.column).unwrap();
        if let Some(help) = &finding.help {
            writeln!(out, "  help: {help}").unwrap();
        }
        if let Some(fix) = &finding.fix {
            writeln!(out, "  fix: {}", fix.title).unwrap();
        }
    }
    out
}
