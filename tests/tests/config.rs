//! `graph-codegen.toml`: found, read, obeyed, and pointed into where it is wrong.

#![allow(clippy::unwrap_used, reason = "that is how a test fails")]

mod support;

use std::fs;

use support::{Folder, models, run, run_in, workspace};

fn settings(rest: &str) -> String {
    format!("docs = \"docs\"\nout = \"out\"\nruntime-path = {:?}\n{rest}", models().as_str())
}

#[test]
fn a_file_in_the_current_folder_is_obeyed_and_the_command_line_wins() {
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
    // What a type inherits is called as in the type it comes from.
    let derived = read("out/src/generated/models/exchange_restore_session.rs");
    for text in [&base, &derived] {
        assert!(text.contains("pub identifier: Property<String>"), "{text}");
        assert!(text.contains("pub stage: Property<"), "{text}");
        assert!(text.contains("\"id\" =>"), "the name on the wire stays: {text}");
    }
    assert!(read("out/src/generated/models/any_restore.rs").contains("pub enum AnyRestore"));
    assert!(read("out/src/generated/operations/restoresessionbase.rs").contains("pub const START_RESTORE: Operation"));
    run_in(folder.path(), ["generate", "--check"]).exits(0);

    // It compiles, and its examples hold.
    fs::copy(workspace().join("Cargo.lock"), folder.join("out/Cargo.lock")).unwrap();
    let output = support::nested("test").arg("--quiet").current_dir(folder.join("out")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let other = folder.join("other");
    run_in(folder.path(), ["generate", "--out", "other", "--select", "restorepoint-*"]).exits(0);
    assert!(!other.join("src/generated/models/restore.rs").exists(), "the selection of the command line wins");
    run_in(folder.path(), ["generate", "--no-config", "--docs", "docs", "--out", "whole"]).exits(0);
    assert!(folder.join("whole/src/generated/models/restore_session_base.rs").is_file());
}

#[test]
fn another_file_is_named_and_paths_are_seen_from_it() {
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
fn what_is_wrong_is_said_where_it_is() {
    let folder = Folder::new().with_docs();
    for (rest, expected) in [
        ("selct = []", "graph-codegen.toml:4:1: there is no key `selct`: did you mean `select`?"),
        ("select = 4", "graph-codegen.toml:4:10: `select` is to be a list of strings, not a value of the kind integer"),
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
            "graph-codegen.toml:5:34: `restore point` is no name for a type in Rust: write `RestorePoint`, say",
        ),
        (
            "[rename.types]\n'microsoft.graph.restorePoint' = 'A'\n'microsoft.graph.entity' = 'A'",
            "graph-codegen.toml:6:28: `A` is to be the name of microsoft.graph.entity, and of microsoft.graph.restorePoint already",
        ),
        (
            "[rename.properties]\n'microsoft.graph.restorePoint.tgas' = 'x'",
            "graph-codegen.toml:5:1: microsoft.graph.restorePoint has no property `tgas`: did you mean `tags`?",
        ),
        (
            "[rename.properties]\n'microsoft.graph.restorePoint.tags' = 'additional'",
            "graph-codegen.toml:5:39: `additional` holds the members that no field carries",
        ),
        (
            "[rename.properties]\n'microsoft.graph.restorePoint.tags' = 'self'",
            "graph-codegen.toml:5:39: `self` is no name for a field in Rust",
        ),
        (
            "[rename.operations]\nrestorepoint-serch = 'X'",
            "graph-codegen.toml:5:1: the docs have no operation `restorepoint-serch`: did you mean `restorepoint-search`?",
        ),
        (
            "[rename.operations]\nrestorepoint-search = 'search'",
            "graph-codegen.toml:5:23: `search` is no name for a constant in Rust: write `SEARCH`, say",
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
        outcome.err.contains("error: graph-codegen.toml:2:16: runtime-path nowhere holds no Cargo.toml"),
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
fn more_features_than_the_registry_takes_are_said() {
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
    let expected = "warning: the crate has 301 features, and the crate registry takes 300 of a crate: let one stand for several \
                    workloads, by [features] in graph-codegen.toml";
    assert!(outcome.err.contains(expected), "{}", outcome.err);
    folder.write("graph-codegen.toml", "docs = 'docs'\nout = 'out'\n[features]\nfew = ['workload-0', 'workload-1']\n");
    let outcome = run_in(folder.path(), ["generate"]).exits(0);
    assert!(!outcome.err.contains("warning:"), "{}", outcome.err);
}
