//! `graph-codegen.toml`: where it is found, how it is applied, and the locations of errors.

#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

mod support;

use std::fs;

use support::{Folder, models, run, run_in, workspace};

fn settings(rest: &str) -> String {
    format!("docs = \"docs\"\nout = \"out\"\nruntime-path = {:?}\n{rest}", models().as_str())
}

#[test]
fn a_file_in_the_current_folder_is_used_and_the_command_line_takes_precedence() {
    let folder = Folder::new().with_docs();
    folder.write(
        "graph-codegen.toml",
        settings(
            r#"select = ["restoresessionbase-*"]

[rename.types]
"microsoft.graph.restoreSessionBase" = "Restore"

[rename.properties]
"microsoft.graph.entity.id" = "identifier"
"microsoft.graph.restoreSessionBase.status" = "stage"

[rename.operations]
restoresessionbase-activate = "START_RESTORE"

[features]
backup = ["m365-backup-storage"]
"#,
        ),
    );
    run_in(folder.path(), ["generate"]).exits(0);
    let read = |path: &str| fs::read_to_string(folder.join(path)).unwrap();
    assert!(read("out/Cargo.toml").contains("\nbackup = []\n"), "{}", read("out/Cargo.toml"));
    assert!(!read("out/Cargo.toml").contains("m365"));
    let base = read("out/src/generated/models/restore.rs");
    assert!(base.contains("pub struct Restore {"), "{base}");
    // Inherited properties have the same name as in their type.
    let derived = read("out/src/generated/models/exchange_restore_session.rs");
    for text in [&base, &derived] {
        assert!(text.contains("pub identifier: Property<String>"), "{text}");
        assert!(text.contains("pub stage: Property<"), "{text}");
        assert!(text.contains("\"id\" =>"), "the name on the wire stays: {text}");
    }
    assert!(read("out/src/generated/models/any_restore.rs").contains("pub enum AnyRestore"));
    assert!(read("out/src/generated/operations/restoresessionbase.rs").contains("pub const START_RESTORE: Operation"));
    run_in(folder.path(), ["generate", "--check"]).exits(0);

    // It compiles, and its examples pass.
    fs::copy(workspace().join("Cargo.lock"), folder.join("out/Cargo.lock")).unwrap();
    let output = support::nested("test").arg("--quiet").current_dir(folder.join("out")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let other = folder.join("other");
    run_in(folder.path(), ["generate", "--out", "other", "--select", "restorepoint-*"]).exits(0);
    assert!(
        !other.join("src/generated/models/restore.rs").exists(),
        "the selection of the command line takes precedence"
    );
    run_in(folder.path(), ["generate", "--no-config", "--docs", "docs", "--out", "whole"]).exits(0);
    assert!(folder.join("whole/src/generated/models/restore_session_base.rs").is_file());
}

#[test]
fn paths_are_relative_to_a_file_given_by_option() {
    let folder = Folder::new();
    fs::create_dir_all(folder.join("settings")).unwrap();
    support::copy(&support::docs(), &folder.join("settings/docs"));
    folder.write("settings/mine.toml", settings("select = 'restorepoint-*'\n"));
    run_in(folder.path(), ["generate", "--config", "settings/mine.toml"]).exits(0);
    assert!(folder.join("settings/out/Cargo.toml").is_file());
    let outcome = run_in(folder.path(), ["generate", "--config", "no.toml"]).exits(2);
    assert!(outcome.err.starts_with("error: cannot read no.toml: "), "{}", outcome.err);
}

#[test]
fn errors_have_their_location() {
    let folder = Folder::new().with_docs();
    for (rest, expected) in [
        ("selct = []", "graph-codegen.toml:4:1: unknown key `selct`: did you mean `select`?"),
        ("select = 4", "graph-codegen.toml:4:10: `select`: expected a list of strings, found integer"),
        (
            "exclude = ['restorepiont']",
            "graph-codegen.toml:4:12: no type, operation or workload matches `restorepiont`: did you mean `restorePoint`",
        ),
        (
            "[rename.types]\n'microsoft.graph.restorePiont' = 'X'",
            "graph-codegen.toml:5:1: the docs have no type `microsoft.graph.restorePiont`: did you mean `microsoft.graph.restorePoint`",
        ),
        (
            "[rename.types]\n'microsoft.graph.restorePoint' = 'restore point'",
            "graph-codegen.toml:5:34: `restore point` is not a valid name for a type in Rust: write `RestorePoint`, for example",
        ),
        (
            "[rename.types]\n'microsoft.graph.restorePoint' = 'A'\n'microsoft.graph.entity' = 'A'",
            "graph-codegen.toml:6:28: `A` is the name of both microsoft.graph.entity and microsoft.graph.restorePoint",
        ),
        (
            "[rename.properties]\n'microsoft.graph.restorePoint.tgas' = 'x'",
            "graph-codegen.toml:5:1: microsoft.graph.restorePoint has no property `tgas`: did you mean `tags`?",
        ),
        (
            "[rename.properties]\n'microsoft.graph.restorePoint.tags' = 'additional'",
            "graph-codegen.toml:5:39: the field `additional` exists already, for undocumented members",
        ),
        (
            "[rename.properties]\n'microsoft.graph.restorePoint.tags' = 'self'",
            "graph-codegen.toml:5:39: `self` is not a valid name for a field in Rust",
        ),
        (
            "[rename.operations]\nrestorepoint-serch = 'X'",
            "graph-codegen.toml:5:1: the docs have no operation `restorepoint-serch`: did you mean `restorepoint-search`?",
        ),
        (
            "[rename.operations]\nrestorepoint-search = 'search'",
            "graph-codegen.toml:5:23: `search` is not a valid name for a constant in Rust: write `SEARCH`, for example",
        ),
        (
            "[features]\nx = ['m365-backup-storge']",
            "graph-codegen.toml:5:6: the docs have no workload `m365-backup-storge`: did you mean `m365-backup-storage`?",
        ),
        (
            "[features]\n'My Feature' = ['m365-backup-storage']",
            "graph-codegen.toml:5:1: `My Feature` cannot be a feature",
        ),
        ("runtime-path = 'x'", "graph-codegen.toml:4:1: duplicate key"),
    ] {
        folder.write("graph-codegen.toml", settings(rest));
        let outcome = run_in(folder.path(), ["generate"]).exits(2);
        assert!(outcome.err.contains(&format!("error: {expected}")), "{rest}\n{}", outcome.err);
        assert!(!folder.join("out").exists(), "{rest}");
    }
    folder.write("graph-codegen.toml", "docs = 'docs'\nruntime-path = 'nowhere'\n");
    let outcome = run_in(folder.path(), ["generate"]).exits(2);
    assert!(
        outcome.err.contains("error: graph-codegen.toml:2:16: runtime-path nowhere contains no Cargo.toml"),
        "{}",
        outcome.err
    );
}

#[test]
fn nothing_is_read_where_no_file_is() {
    assert!(!workspace().join("graph-codegen.toml").exists());
    run(["generate", "--check"]).exits(0);
}

#[test]
fn too_many_features_for_the_registry_are_reported() {
    let folder = Folder::new();
    let page = |number: usize| {
        format!(
            "---\nms.subservice: workload-{number}\n---\n# thing{number} resource type\n\nA thing.\n\n## Properties\n\n\
             |Property|Type|Description|\n|:--|:--|:--|\n|id|String|The id.|\n\n## JSON\n\n<!-- {{\n  \"blockType\": \
             \"resource\",\n  \"@odata.type\": \"microsoft.graph.thing{number}\"\n}} -->\n```json\n{{}}\n```\n"
        )
    };
    for number in 0..299 {
        folder.write(&format!("docs/resources/thing{number}.md"), page(number));
    }
    let outcome = run_in(folder.path(), ["generate", "--docs", "docs", "--out", "out"]).exits(0);
    let expected = "warning: the crate has 301 features, but crates.io allows 300: combine workloads into features with \
                    [features] in graph-codegen.toml";
    assert!(outcome.err.contains(expected), "{}", outcome.err);
    folder.write("graph-codegen.toml", "docs = 'docs'\nout = 'out'\n[features]\nfew = ['workload-0', 'workload-1']\n");
    let outcome = run_in(folder.path(), ["generate"]).exits(0);
    assert!(!outcome.err.contains("warning:"), "{}", outcome.err);
}
