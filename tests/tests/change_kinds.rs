//! What a change of the docs means for a user of the generated crate, with a case for each kind of change. If `cargo
//! semver-checks` is installed, our classes are compared with its results for the two generated crates.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a panic fails the test")]

#[path = "kinds/cases.rs"]
mod cases;
#[path = "kinds/pages.rs"]
mod pages;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use cases::CASES;
use graph_codegen::diff::{self, Change, Class, Kind};
use graph_codegen::model::json::Document;
use support::Folder;

/// The model of pages.
fn model(pages: &pages::Pages) -> Document {
    let folder = Folder::new();
    for (path, text) in pages {
        folder.write(path, text);
    }
    Document::from(&graph_codegen::generate::model(folder.path()).unwrap().api)
}

/// A change in the format of the cases.
fn said(change: &Change) -> String {
    let member = change.member.as_ref().filter(|_| change.kind != Kind::Signature).map(|m| format!(".{m}"));
    format!("{} {} {}{}", change.class.as_str(), change.kind, change.subject.name(), member.unwrap_or_default())
}

/// The changes in any order.
fn all(changes: &[Change]) -> BTreeSet<String> {
    changes.iter().map(said).collect()
}

#[test]
fn each_case_is_reported_as_it_is() {
    let before = model(&pages::base());
    let mut wrong = String::new();
    for case in CASES {
        let mut pages = pages::base();
        (case.edit)(&mut pages);
        let found = all(&diff::compare(&before, &model(&pages)));
        let wanted: BTreeSet<String> = case.reported.iter().map(|line| (*line).to_owned()).collect();
        if found != wanted {
            wrong.push_str(&format!("{}\n  wanted {wanted:#?}\n  found {found:#?}\n", case.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn there_is_a_case_for_each_kind() {
    let shown: BTreeSet<&str> =
        CASES.iter().flat_map(|case| case.reported).map(|line| line.split(' ').nth(1).unwrap()).collect();
    let all: BTreeSet<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    // Members are deprecated like properties; features are covered by types that change their workload.
    let elsewhere = BTreeSet::from(["member-deprecated", "features"]);
    assert_eq!(all.difference(&shown).copied().collect::<BTreeSet<_>>(), elsewhere);
}

/// The counts of each kind, under the name of its opposite.
fn mirrored(changes: &[Change]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for change in changes {
        // Indirect changes are only reported if they break code, which can be in one direction only.
        if matches!(change.kind, Kind::RustName | Kind::DerivedTypes | Kind::Signature | Kind::Features) {
            continue;
        }
        let kind = change.kind.as_str();
        let kind = match kind.rsplit_once('-') {
            Some((stem, "added")) => format!("{stem}-removed"),
            Some((stem, "removed")) => format!("{stem}-added"),
            _ => kind.to_owned(),
        };
        let (before, after) = match change.kind {
            Kind::OperationAdded | Kind::OperationRemoved => (&None, &None),
            _ => (&change.before, &change.after),
        };
        *counts.entry(format!("{kind} {after:?} {before:?}")).or_default() += 1;
    }
    counts
}

#[test]
fn the_other_direction_reports_the_opposite() {
    let before = model(&pages::base());
    for case in CASES {
        let mut pages = pages::base();
        (case.edit)(&mut pages);
        let after = model(&pages);
        let there = diff::compare(&before, &after);
        let back = diff::compare(&after, &before);
        let opposite = mirrored(&there);
        let found: BTreeMap<String, usize> = {
            let mut counts = BTreeMap::new();
            for change in &back {
                if matches!(change.kind, Kind::RustName | Kind::DerivedTypes | Kind::Signature | Kind::Features) {
                    continue;
                }
                let (before, after) = match change.kind {
                    Kind::OperationAdded | Kind::OperationRemoved => (&None, &None),
                    _ => (&change.before, &change.after),
                };
                *counts.entry(format!("{} {before:?} {after:?}", change.kind)).or_default() += 1;
            }
            counts
        };
        assert_eq!(found, opposite, "{}", case.name);
    }
}

#[test]
fn a_model_does_not_differ_from_itself() {
    let pages = pages::base();
    let document = model(&pages);
    assert_eq!(diff::compare(&document, &document), []);
    // The same for the committed part of the model.
    let committed = Document::parse(&document.to_committed("by a test")).unwrap();
    assert_eq!(diff::compare(&document, &committed), []);
    assert_eq!(diff::compare(&committed, &document), []);
}

/// The most severe class of a case.
fn verdict(reported: &[&str]) -> Class {
    let class = |class: Class| reported.iter().any(|line| line.starts_with(class.as_str()));
    Class::ALL.into_iter().find(|c| class(*c)).unwrap_or(Class::Documentation)
}

/// The rows of the table in `agreement.md`: case, our class, that of the tool.
fn table() -> Vec<[String; 3]> {
    let rules = fs::read_to_string(support::workspace().join("codegen/src/diff/agreement.md")).unwrap();
    let rows =
        rules.lines().skip_while(|line| !line.starts_with("|:")).skip(1).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        [cells[0], cells[1], cells[2]].map(str::to_owned)
    })
    .collect()
}

#[test]
fn the_table_of_cases_has_our_classes() {
    let wanted: Vec<[&str; 2]> = CASES.iter().map(|case| [case.name, verdict(case.reported).as_str()]).collect();
    let found = table();
    let found: Vec<[&str; 2]> = found.iter().map(|[case, ours, _]| [case.as_str(), ours.as_str()]).collect();
    assert_eq!(found, wanted);
}

/// The lints of `cargo semver-checks` if the change is declared as minor.
fn lints(baseline: &Utf8Path, current: &Utf8Path) -> Vec<String> {
    let output = Command::new("cargo")
        .args(["semver-checks", "check-release", "--release-type", "minor", "--color", "never"])
        .args(["--baseline-rustdoc", baseline.as_str(), "--current-rustdoc", current.as_str()])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lint = |line: &str| Some(line.strip_prefix("--- failure ")?.split(':').next()?.to_owned());
    let lints: Vec<String> = text.lines().filter_map(lint).collect();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("Summary"), "{said}");
    assert_eq!(output.status.success(), lints.is_empty(), "{text}{said}");
    lints
}

/// The rustdoc JSON of the crate of these pages, with all features.
fn rustdoc(folder: &Folder, name: &str, pages: &pages::Pages) -> Utf8PathBuf {
    for (path, text) in pages {
        folder.write(&format!("{name}/docs/{path}"), text);
    }
    let (docs, out) = (folder.join(&format!("{name}/docs")), folder.join(&format!("{name}/library")));
    let models = support::models();
    let arguments = ["generate", "--docs", docs.as_str(), "--out", out.as_str(), "--runtime-path", models.as_str()];
    support::run(arguments).exits(0);
    let target = support::scratch("semver");
    let output = support::cargo("rustdoc")
        .args(["--quiet", "--lib", "--all-features", "--", "-Zunstable-options", "--output-format", "json"])
        .env("CARGO_TARGET_DIR", &target)
        // The rustdoc format that the tool reads is unstable.
        .env("RUSTC_BOOTSTRAP", "1")
        .current_dir(&out)
        .output()
        .unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let json = folder.join(&format!("{name}.json"));
    fs::copy(target.join("doc/library.json"), &json).unwrap();
    json
}

#[test]
fn cargo_semver_checks_agrees() {
    let installed = Command::new("cargo").args(["semver-checks", "--version"]).output();
    if !installed.is_ok_and(|output| output.status.success()) {
        println!("skipped: cargo-semver-checks is not installed");
        return;
    }
    let folder = Folder::new();
    let baseline = rustdoc(&folder, "base", &pages::base());
    let mut found = Vec::new();
    for (index, case) in CASES.iter().enumerate() {
        let mut pages = pages::base();
        (case.edit)(&mut pages);
        let lints = lints(&baseline, &rustdoc(&folder, &format!("case-{index}"), &pages));
        let theirs = if lints.is_empty() {
            "not breaking".to_owned()
        } else {
            let lints: Vec<String> = lints.iter().map(|lint| format!("`{lint}`")).collect();
            format!("breaking: {}", lints.join(", "))
        };
        println!("| {} | {} | {theirs} |", case.name, verdict(case.reported).as_str());
        found.push([case.name.to_owned(), verdict(case.reported).as_str().to_owned(), theirs]);
    }
    assert_eq!(table(), found, "codegen/src/diff/agreement.md differs from the rows above");
}
