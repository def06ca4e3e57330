//! The crates generated from whole trees of real pages: they compile without warnings with all features and with few;
//! hand-written calls compile and make the documented requests; no documented response loses anything; random JSON
//! always decodes. `GRAPH_DOCS` is the folder with `graph-2021-07` and `backup-storage`.
//!
//! The tests of the large crate are in `tests/corpus_crate/tests`. They are copied into it and compiled once, in a
//! single package and target folder, because this takes a minute.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

#[path = "../corpus_crate/docs.rs"]
mod docs;
mod support;
#[path = "support/workloads.rs"]
mod workloads;

use std::fs;
use std::process::Command;
use std::sync::LazyLock;

use camino::{Utf8Path, Utf8PathBuf};
use docs::{at_least, docs};
use graph_codegen::generate::{self, GenerateSummary, Options};

/// The extra dependencies of the tests in the generated crate.
const DEPENDENCIES: &str = "
[dev-dependencies.http]
version = \"1\"

[dev-dependencies.percent-encoding]
version = \"2\"

[dev-dependencies.proptest]
version = \"1\"

[dev-dependencies.serde]
version = \"1\"

[dev-dependencies.serde_json]
version = \"1\"
";

/// A crate on disk, generated from one of the trees, with the runtime as a path dependency.
struct Generated {
    folder: Utf8PathBuf,
    report: GenerateSummary,
}

impl Generated {
    fn new(tree: &str, docs: Utf8PathBuf) -> Generated {
        // Kept in the build folder: a second run compiles only what has changed.
        let folder = support::scratch("corpus").join(tree);
        let options =
            Options { docs, out: folder.clone(), runtime_path: Some(support::models()), ..Options::default() };
        let report = generate::generate(&options, false).unwrap();
        // Without the registry, only the versions of the workspace are available.
        fs::copy(support::workspace().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        Generated { folder, report }
    }

    /// Cargo in the crate, with warnings denied; always with the same flags, so that nothing is compiled twice.
    fn cargo(&self, command: &str) -> Command {
        let mut cargo = support::nested(command);
        cargo.arg("--quiet").current_dir(&self.folder);
        cargo
    }
}

/// Runs a command, which must succeed, and prints its output.
#[track_caller]
fn succeeds(command: &mut Command) {
    let output = command.output().unwrap();
    let out = String::from_utf8_lossy(&output.stdout);
    print!("{out}");
    assert!(output.status.success(), "{command:?}\n{out}\n{}", String::from_utf8_lossy(&output.stderr));
}

/// Writes a file unless it is unchanged: a newer file would be compiled again.
fn write(path: &Utf8Path, content: &[u8]) {
    if !fs::read(path).is_ok_and(|old| old == content) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

/// The crate of the large tree with our tests, compiled without warnings; `None` without the tree.
static V1: LazyLock<Option<Generated>> = LazyLock::new(|| {
    let docs = docs("graph-2021-07")?;
    let generated = Generated::new("graph-2021-07", docs.clone());
    let tests = generated.folder.join("tests");
    for (path, content) in support::tree(&support::workspace().join("tests/corpus_crate/tests")) {
        if !path.ends_with('/') {
            write(&tests.join(path), &content);
        }
    }
    let model = generate::model(&docs).unwrap().api.to_json();
    write(&tests.join("model.json"), model.to_string().as_bytes());
    let manifest = generated.folder.join("Cargo.toml");
    fs::write(&manifest, fs::read_to_string(&manifest).unwrap() + DEPENDENCIES).unwrap();
    Some(generated)
});

/// Runs one of our tests in the big crate.
fn run(test: &str) {
    let Some(generated) = &*V1 else { return };
    // Both are named, so that the first run compiles both.
    let mut build = generated.cargo("test");
    succeeds(build.args([
        "--all-features",
        "--no-run",
        "--test",
        "lossless",
        "--test",
        "properties",
        "--test",
        "calls",
    ]));
    succeeds(generated.cargo("test").args(["--all-features", "--test", test, "--", "--nocapture"]));
}

#[test]
fn the_crate_of_all_of_v1_has_all_operations() {
    let Some(Generated { report, .. }) = &*V1 else { return };
    assert!(report.templates >= 3692, "{}", report.templates);
    at_least(99.0, report.callable, report.templates, "templates callable");
    at_least(99.9, report.resolved, report.properties, "rows resolved");
}

#[test]
fn the_documented_examples_of_v1_lose_nothing() {
    run("lossless");
}

#[test]
fn hand_written_calls_match_the_pages() {
    run("calls");
}

#[test]
fn random_objects_of_v1_lose_nothing() {
    run("properties");
}

/// A builder that several paths share never offers a change that no page has: a member of a group is a user, but removing
/// one is `$ref`. Each of these lines is a program of its own, and the compiler finds no such method.
#[test]
fn changes_that_no_page_has_do_not_compile() {
    const REFUSED: [(&str, &str); 5] = [
        ("groups().id(\"g\").members().id(\"u\").delete()", "delete"),
        ("print().shares().id(\"s\").allowed_users().id(\"u\").delete()", "delete"),
        ("me().calendar().delete()", "delete"),
        ("me().manager().delete()", "delete"),
        ("directory_objects().id(\"o\").restore()", "restore"),
    ];
    let Some(generated) = &*V1 else { return };
    for (number, (call, _)) in REFUSED.iter().enumerate() {
        let program = format!("fn main() {{ let _ = graph_2021_07::requests::Graph::new().{call}; }}\n");
        write(&generated.folder.join(format!("examples/refused_{number}.rs")), program.as_bytes());
    }
    let mut check = generated.cargo("check");
    check.args(["--all-features", "--examples", "--keep-going", "--message-format", "short"]);
    let errors = String::from_utf8(check.output().unwrap().stderr).unwrap();
    for (number, (call, method)) in REFUSED.iter().enumerate() {
        let place = format!("refused_{number}.rs");
        let told = |line: &str| line.contains(&place) && line.contains(&format!("no method named `{method}`"));
        assert!(errors.lines().any(told), "{call}\n{errors}");
    }
}

/// Each workload alone, and none: nothing is missing or unused.
#[test]
fn each_workload_of_v1_compiles_alone() {
    let Some(generated) = &*V1 else { return };
    let (folder, workloads) = workloads::each_alone(&generated.folder);
    assert!(workloads > 20, "{workloads}");
    succeeds(support::nested("check").args(["--quiet", "--workspace", "--keep-going"]).current_dir(folder));
}

#[test]
fn the_crate_of_backup_storage_compiles_without_a_warning() {
    let Some(docs) = docs("backup-storage") else { return };
    let generated = Generated::new("backup-storage", docs);
    at_least(100.0, generated.report.callable, generated.report.templates, "templates callable");
    succeeds(generated.cargo("check").arg("--all-features"));
}
