//! A change of the docs from edit to merge, on a copy of the repository: the output of `generate --check`, `generate`
//! and `diff`, which snapshots change, and that all tests pass in the end.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a panic fails the test")]

mod support;

use std::collections::BTreeSet;
use std::fs;

use camino::Utf8Path;
use serde_json::Value as Json;
use support::{Folder, copy, run_in, tree};

/// A copy of the repository without build output.
fn repository() -> Folder {
    let folder = Folder::new();
    for part in ["codegen", "docs", "graph-models", "tests"] {
        copy(&support::workspace().join(part), &folder.join(part));
    }
    for entry in fs::read_dir(support::workspace()).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), folder.path().as_std_path().join(entry.file_name())).unwrap();
        }
    }
    folder
}

fn replace(path: &Utf8Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{path} has no {from:?}");
    fs::write(path, text.replace(from, to)).unwrap();
}

/// Typical edits: a renamed property, a new enum member, a removed operation, a new page, a property that became a
/// collection.
fn edit(docs: &Utf8Path) -> BTreeSet<String> {
    let mut renamed = BTreeSet::new();
    for (path, contents) in tree(docs).into_iter().filter(|(path, _)| path.ends_with(".md")) {
        let text = String::from_utf8(contents).unwrap();
        if text.contains("\"interval\"") {
            fs::write(docs.join(&path), text.replace("\"interval\"", "\"pace\"").replace("|interval|", "|pace|"))
                .unwrap();
            if let Some(page) = path.strip_prefix("api/") {
                renamed.insert(page.strip_suffix(".md").unwrap().to_owned());
            }
        }
    }
    assert!(!renamed.is_empty());
    replace(
        &docs.join("resources/protectionrulebase.md"),
        "|completed|The evaluation is over and every",
        "|waiting|The rule waits for its turn.|\n|completed|The evaluation is over and every",
    );
    fs::remove_file(docs.join("api/backuprestoreroot-delete-serviceapps.md")).unwrap();
    let enable = fs::read_to_string(docs.join("api/backuprestoreroot-enable.md")).unwrap();
    fs::write(docs.join("api/backuprestoreroot-pause.md"), enable.replace("enable", "pause")).unwrap();
    replace(
        &docs.join("resources/artifactquery.md"),
        "|queryExpression|String|",
        "|queryExpression|Collection(String)|",
    );
    renamed
}

/// `class kind subject` of each change that is not documentation.
fn reported(text: &str) -> BTreeSet<String> {
    let json: Json = serde_json::from_str(text).unwrap();
    assert_eq!(json["format"], 1);
    let changes = json["changes"].as_array().unwrap();
    let text = |change: &Json, name: &str| change[name].as_str().map(str::to_owned);
    changes
        .iter()
        .filter(|change| change["class"] != "documentation")
        .map(|change| {
            let subject = text(change, "type").or(text(change, "operation")).unwrap();
            let member = text(change, "member").map(|m| format!(".{m}")).unwrap_or_default();
            format!("{} {} {subject}{member}", text(change, "class").unwrap(), text(change, "kind").unwrap())
        })
        .collect()
}

#[test]
fn a_change_of_the_docs_goes_from_edit_to_merge() {
    let folder = repository();
    let (docs, models) = (folder.join("docs/v1.0"), folder.join("graph-models"));
    run_in(folder.path(), ["generate", "--check"]).exits(0);
    let with_interval = edit(&docs);

    // The output in CI if only the pages were edited.
    let before = tree(&models);
    let check = run_in(folder.path(), ["generate", "--check"]).exits(1);
    assert_eq!(tree(&models), before);
    for file in [
        "model.json",
        "src/generated/models/retention_setting.rs",
        "src/generated/models/protection_rule_status.rs",
        "src/generated/models/artifact_query.rs",
        "src/generated/operations/backuprestoreroot.rs",
        "tests/generated/examples.rs",
    ] {
        assert!(check.out.contains(&format!("stale: graph-models/{file}\n")), "{file}: {}", check.out);
    }

    // The classes of the changes.
    let expected: BTreeSet<String> = [
        "breaking property-renamed microsoft.graph.retentionSetting.pace",
        "breaking property-collection microsoft.graph.artifactQuery.queryExpression",
        "breaking operation-removed backuprestoreroot-delete-serviceapps",
        "addition member-added microsoft.graph.protectionRuleStatus.waiting",
        "addition operation-added backuprestoreroot-pause",
    ]
    .map(str::to_owned)
    .into();
    let diff = run_in(folder.path(), ["diff", "graph-models", "docs/v1.0", "--format", "json"]).exits(1);
    assert_eq!(reported(&diff.out), expected);

    // `generate` prints the same in short form above its summary, and so did the check.
    let generate = run_in(folder.path(), ["generate"]).exits(0);
    for line in [
        "changes of the API: 3 breaking, 2 additions, 0 documentation",
        "  breaking      microsoft.graph.retentionSetting.pace: renamed from interval (a guess) [models::RetentionSetting::interval]",
        "  breaking      microsoft.graph.artifactQuery.queryExpression: the type Edm.String is now Collection(Edm.String) [models::ArtifactQuery::query_expression]",
        "  breaking      backuprestoreroot-delete-serviceapps: removed [operations::BACKUP_RESTORE_ROOT_DELETE_SERVICE_APPS, graph.solutions().backup_restore().service_apps().id(_).delete()]",
        "  addition      microsoft.graph.protectionRuleStatus.waiting: added",
        "  addition      backuprestoreroot-pause: added",
    ] {
        for out in [&check.out, &generate.out] {
            assert!(out.lines().any(|found| found == line), "{line}\n{out}");
        }
    }
    let summary = generate.out.lines().last().unwrap();
    assert!(summary.contains(" pages, ") && summary.ends_with(" s"), "{summary}");
    assert_eq!(generate.out.lines().count(), 7, "{}", generate.out);
    // If the code is current, nothing is printed.
    assert_eq!(run_in(folder.path(), ["generate", "--check"]).exits(0).out.lines().count(), 1);
    assert_eq!(run_in(folder.path(), ["diff", "graph-models", "docs/v1.0"]).exits(0).out, "no changes\n");

    // Only the snapshots of edited pages change.
    let snapshots = folder.join("tests/tests/snapshots/api");
    let old = tree(&snapshots);
    fs::remove_file(snapshots.join("backuprestoreroot-delete-serviceapps.snap")).unwrap();
    test(folder.path(), "snapshots", "always");
    let new = tree(&snapshots);
    let changed: BTreeSet<String> =
        old.keys().chain(new.keys()).filter(|name| old.get(*name) != new.get(*name)).cloned().collect();
    let snapshot = |page: &str| format!("{page}.snap");
    let mut touched: BTreeSet<String> = with_interval.iter().map(|page| snapshot(page)).collect();
    touched.extend(["backuprestoreroot-delete-serviceapps", "backuprestoreroot-pause"].map(snapshot));
    assert_eq!(changed, touched);

    // All checks of the commit pass.
    test(folder.path(), "snapshots", "no");
    test(folder.path(), "documented_examples", "no");
}

/// Only the crates that the tests of the copy need, because they are built from scratch.
const MANIFEST: &str = r#"
[package]
name = "graph-tests"
edition = "2024"
publish = false
autotests = false

[dependencies]
graph-models = { path = "../graph-models", default-features = false, features = ["full", "testing"] }

[dev-dependencies]
assert_cmd.workspace = true
camino.workspace = true
insta.workspace = true
libtest-mimic.workspace = true
# As the generator has it, which is not built here: the order of members shows in snapshots.
serde_json = { workspace = true, features = ["preserve_order"] }
tempfile.workspace = true
walkdir.workspace = true

[[test]]
name = "snapshots"

[[test]]
name = "documented_examples"
harness = false
"#;

/// Runs tests of the copy, in a separate build folder that is kept between runs.
fn test(workspace: &Utf8Path, name: &str, update: &str) {
    fs::write(workspace.join("tests/Cargo.toml"), MANIFEST).unwrap();
    let output = support::cargo("test")
        .args(["--quiet", "--package", "graph-tests", "--test", name])
        .arg("--target-dir")
        .arg(support::scratch("docs-change"))
        .env("INSTA_UPDATE", update)
        .env_remove("CI")
        .current_dir(workspace)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{name}: {}{}", text(&output.stdout), text(&output.stderr));
}
