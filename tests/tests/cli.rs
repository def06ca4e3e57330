//! The command as users run it: real processes, their exit codes, output and files.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a panic fails the test"
)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use camino::Utf8Path;
use serde_json::Value as Json;
use support::{CommandOutput, Folder, assert_same, copy, generate, run, run_in, tree};

/// A folder with the layout of the repository: the docs and the crate at their default paths.
fn repository() -> Folder {
    let folder = Folder::new();
    copy(&support::docs(), &folder.join("docs/v1.0"));
    copy(&support::models(), &folder.join("graph-models"));
    folder
}

/// The number before a word in the summary.
fn count(summary: &str, what: &str) -> usize {
    let words: Vec<&str> = summary.split([' ', ',', '(', ':']).filter(|w| !w.is_empty()).collect();
    let at = words.windows(2).position(|pair| pair[1] == what).unwrap_or_else(|| panic!("no {what} in {summary:?}"));
    words[at].parse().unwrap_or_else(|_| panic!("no number of {what} in {summary:?}"))
}

fn model(docs: &Utf8Path) -> Json {
    let outcome = run(["model", "--docs", docs.as_str()]).exits(0);
    serde_json::from_str(&outcome.out).unwrap()
}

#[test]
fn generate_says_one_line_and_leaves_current_files_alone() {
    let folder = repository();
    let before = tree(folder.path());
    let outcome = run_in(folder.path(), ["generate"]).exits(0);
    assert_same(&before, &tree(folder.path()));

    assert_eq!(outcome.out.lines().count(), 1, "{}", outcome.out);
    let pages = before.keys().filter(|path| {
        let page = path.strip_prefix("docs/v1.0/").unwrap_or_default();
        page.ends_with(".md") && (page.starts_with("api/") || page.starts_with("resources/"))
    });
    assert_eq!(count(&outcome.out, "pages"), pages.count());
    let model = model(&folder.join("docs/v1.0"));
    for what in ["types", "operations", "examples"] {
        assert_eq!(count(&outcome.out, what), model[what].as_array().unwrap().len(), "{what}: {}", outcome.out);
    }
    assert!(outcome.out.contains(" 0 files written, "), "{}", outcome.out);
    assert!(count(&outcome.out, "unchanged") > 100, "{}", outcome.out);
    assert!(outcome.out.contains(" 0 removed, ") && outcome.out.ends_with(" s\n"), "{}", outcome.out);
}

#[test]
fn check_names_each_file_that_is_not_current_and_writes_nothing() {
    let folder = repository();
    let outcome = run_in(folder.path(), ["generate", "--check"]).exits(0);
    assert_eq!(outcome.out.lines().count(), 1, "{}", outcome.out);

    let generated = folder.join("graph-models/src/generated");
    let changed = generated.join("models/retention_setting.rs");
    let mut text = fs::read_to_string(&changed).unwrap();
    text.push_str("// somebody was here\n");
    fs::write(&changed, text).unwrap();
    let missing = generated.join("models/time_period.rs");
    fs::remove_file(&missing).unwrap();
    let left_over = generated.join("models/of_yesterday.rs");
    fs::copy(generated.join("mod.rs"), &left_over).unwrap();

    let before = tree(folder.path());
    let outcome = run_in(folder.path(), ["generate", "--check"]).exits(1);
    assert_same(&before, &tree(folder.path()));
    let named: Vec<&str> = outcome.out.lines().collect();
    assert_eq!(
        named[..3],
        [
            "stale: graph-models/src/generated/models/retention_setting.rs",
            "stale: graph-models/src/generated/models/time_period.rs",
            "no longer generated: graph-models/src/generated/models/of_yesterday.rs",
        ]
    );
    assert_eq!(named.len(), 4, "{}", outcome.out);
    assert!(outcome.err.contains("run `graph-codegen generate`"), "{}", outcome.err);

    // The command in the message fixes it.
    run_in(folder.path(), ["generate"]).exits(0);
    run_in(folder.path(), ["generate", "--check"]).exits(0);
    assert_same(&tree(&support::models()), &tree(&folder.join("graph-models")));
}

#[test]
fn check_of_a_folder_that_does_not_exist_yet_is_stale() {
    let folder = Folder::new();
    let out = folder.join("new/crate");
    let outcome = run(["generate", "--check", "--docs", support::docs().as_str(), "--out", out.as_str()]).exits(1);
    assert!(outcome.out.contains(&format!("stale: {}", out.join("Cargo.toml"))), "{}", outcome.out);
    assert!(tree(folder.path()).is_empty());
}

#[test]
fn a_feature_that_the_manifest_lacks_is_named() {
    let folder = repository();
    let manifest = folder.join("graph-models/Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap().replace("\nm365-backup-storage = []\n", "\n");
    fs::write(&manifest, text).unwrap();
    let outcome = run_in(folder.path(), ["generate"]).exits(0);
    assert!(outcome.err.contains("graph-models/Cargo.toml"), "{}", outcome.err);
    assert!(outcome.err.contains("\n    m365-backup-storage = []\n"), "{}", outcome.err);

    // Code for the missing feature is not compiled, so the crate is not current, although each file is.
    let outcome = run_in(folder.path(), ["generate", "--check"]).exits(1);
    let line = "missing feature: m365-backup-storage; add `m365-backup-storage = []` below [features] in graph-models/Cargo.toml";
    assert_eq!(outcome.out.lines().next(), Some(line), "{}", outcome.out);
    assert!(!outcome.out.contains("stale: "), "{}", outcome.out);
}

#[test]
fn options_of_the_removed_cache_have_no_effect_and_warn() {
    let folder = Folder::new().with_docs();
    let arguments = ["generate", "--docs", "docs", "--out", "crate"];
    let plain = run_in(folder.path(), arguments).exits(0);
    for (more, option) in [(&["--no-cache"][..], "--no-cache"), (&["--cache-dir", "cache"], "--cache-dir")] {
        let outcome = run_in(folder.path(), arguments.iter().chain(more)).exits(0);
        assert_eq!(
            outcome.err,
            format!(
                "warning: {option} has no effect, because there is no cache any more; the next version rejects it\n{}",
                plain.err
            )
        );
        assert!(!run(["generate", "--help"]).exits(0).out.contains(option));
    }
    let left: Vec<String> = tree(folder.path()).into_keys().filter(|path| path.contains("cache")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn an_empty_path_is_refused() {
    let folder = Folder::new();
    for arguments in [
        &["generate", "--out", ""][..],
        &["generate", "--docs", ""],
        &["generate", "--runtime-path", ""],
        &["generate", "--config", ""],
        &["generate", "--out", " "],
        &["check", "--docs", ""],
        &["check", "--baseline", ""],
        &["model", "--docs", ""],
        &["prove", "--work", ""],
        &["prove", "--runtime-path", ""],
        &["diff", "", "x"],
        &["diff", "x", ""],
    ] {
        let outcome = run_in(folder.path(), arguments).exits(2);
        assert!(outcome.err.contains("the path is empty"), "{arguments:?}: {}", outcome.err);
        assert!(tree(folder.path()).is_empty(), "{arguments:?}");
    }
}

#[test]
fn an_error_tells_which_argument_is_missing() {
    let folder = Folder::new();
    for command in ["generate", "check", "model", "prove"] {
        let outcome = run_in(folder.path(), [command]).exits(2);
        assert!(
            outcome.err.contains("`docs/v1.0` does not exist") && outcome.err.contains("--docs"),
            "{}",
            outcome.err
        );
    }
    // A clone of the published docs has several versions.
    for version in ["beta", "v1.0"] {
        folder.write(&format!("clone/api-reference/{version}/api/page.md"), "# Page\n");
    }
    for command in ["generate", "check", "model"] {
        let outcome = run_in(folder.path(), [command, "--docs", "clone"]).exits(2);
        assert!(outcome.err.contains("such as `clone/api-reference/v1.0`"), "{}", outcome.err);
    }
    // The commands of the tests are built without the server.
    let outcome = run_in(folder.path(), ["mock", "--port", "0", "--help"]).exits(2);
    assert!(outcome.err.contains("--features mock"), "{}", outcome.err);
}

#[test]
fn a_cause_is_printed_once() {
    let folder = Folder::new();
    folder.write("graph-codegen.toml/x", "");
    let outcome = run_in(folder.path(), ["generate", "--config", "graph-codegen.toml"]).exits(2);
    assert_eq!(outcome.err.matches("os error").count(), 1, "{}", outcome.err);
}

#[test]
fn the_model_prints_nothing_that_a_terminal_obeys() {
    let obeyed = ['\u{202e}', '\u{2066}', '\u{61c}', '\u{9b}', '\u{7f}', '\u{200b}'];
    let hostile: String = obeyed.iter().collect();
    let folder = Folder::new().with_docs();
    // In a description, and in the body of each example with a name.
    let page = folder.join("docs/resources/timeperiod.md");
    let text = fs::read_to_string(&page).unwrap();
    let row = text.lines().find(|line| line.starts_with("|startDateTime|")).unwrap();
    fs::write(&page, text.replace(row, &format!("{row}\n|note|String|Is {hostile}.|"))).unwrap();
    for (path, text) in tree(&folder.join("docs")).into_iter().filter(|(path, _)| path.ends_with(".md")) {
        let text = String::from_utf8(text).unwrap();
        let text = text.replace("\"displayName\": \"", &format!("\"displayName\": \"{hostile}"));
        fs::write(folder.join("docs").join(path), text).unwrap();
    }
    let out = run(["model", "--docs", folder.join("docs").as_str()]).exits(0).out;
    let shown: Vec<char> = out.chars().filter(|&c| (c.is_control() && c != '\n') || obeyed.contains(&c)).collect();
    assert!(shown.is_empty(), "{shown:?}");
    // These characters are removed from prose when a page is read. Values of examples are not changed.
    let model: Json = serde_json::from_str(&out).unwrap();
    let ty = find(&model["types"], "name", "microsoft.graph.timePeriod");
    let description = find(&ty["properties"], "name", "note")["description"].as_str().unwrap();
    assert_eq!(description, "Is .");
    let examples = model["examples"].as_array().unwrap();
    let named = examples.iter().filter_map(|example| example["response"]["body"]["displayName"].as_str());
    assert!(
        named.clone().count() > 0 && named.clone().all(|name| name.starts_with(&hostile)),
        "{:?}",
        named.collect::<Vec<_>>()
    );
}

#[test]
fn pages_of_one_name_that_describe_a_type_differently_are_found() {
    let folder = Folder::new().with_docs();
    let page = fs::read_to_string(folder.join("docs/resources/timeperiod.md")).unwrap();
    let found = || run(["check", "--docs", folder.join("docs").as_str(), "--format", "json"]).out;
    // A repetition is not a contradiction, and neither is a part of the type on a page named after that part.
    folder.write("docs/resources/more/TimePeriod.md", &page);
    let other = page.replace("|startDateTime|", "|beginning|");
    folder.write("docs/resources/intune-timeperiod.md", &other);
    assert!(!found().contains("GD0117"), "{}", found());
    folder.write("docs/resources/more/TimePeriod.md", &other);
    let found = found();
    let finding = found.lines().find(|line| line.contains("GD0117")).unwrap_or_else(|| panic!("{found}"));
    let finding: Json = serde_json::from_str(finding).unwrap();
    assert_eq!(finding["name"], "type-defined-twice");
    let message = finding["message"].as_str().unwrap();
    assert!(message.contains("`beginning` only ") && message.contains("`startDateTime` only "), "{message}");
}

#[test]
fn help_has_what_a_newcomer_needs() {
    let help = run(["--help"]).exits(0).out;
    insta::assert_snapshot!("help", help);
    // Each listed command has help, with a snapshot.
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    for command in commands.filter_map(|line| line.split_whitespace().next()).filter(|command| *command != "help") {
        let help = run([command, "--help"]).exits(0).out;
        insta::assert_snapshot!(format!("help-{command}"), help);
    }
    let nothing = run::<&str>([]).exits(2);
    assert!(nothing.out.is_empty() && nothing.err.contains("Usage: graph-codegen"), "{}", nothing.err);
}

#[test]
fn the_version_is_that_of_the_package() {
    let out = run(["--version"]).exits(0).out;
    let version = format!("graph-codegen {}", env!("CARGO_PKG_VERSION"));
    // A release includes the commit: `graph-codegen 0.1.0 (0123456789ab)`.
    assert!(out.trim_end() == version || out.starts_with(&format!("{version} (")), "{out}");
}

/// The only item of an array whose member has this value.
fn find<'a>(items: &'a Json, member: &str, value: &str) -> &'a Json {
    let mut found = items.as_array().unwrap().iter().filter(|item| item[member] == value);
    let first = found.next().unwrap_or_else(|| panic!("nothing has {member} {value}"));
    assert!(found.next().is_none(), "several have {member} {value}");
    first
}

/// The name of a member, and whether a value is valid.
type Member = (&'static str, fn(&Json) -> bool);

/// Fails unless each item of an array has valid members; a missing one counts as `null`.
#[track_caller]
fn assert_shape(items: &Json, shape: &[Member]) {
    for item in items.as_array().unwrap() {
        for (member, fits) in shape {
            let value = item.get(*member).unwrap_or(&Json::Null);
            assert!(fits(value), "{member} is {value} in {item:#}");
        }
    }
}

fn string_or_null(value: &Json) -> bool {
    value.is_string() || value.is_null()
}

fn object_or_null(value: &Json) -> bool {
    value.is_object() || value.is_null()
}

fn strings(value: &Json) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(Json::is_string))
}

#[test]
fn the_model_has_the_promised_shape() {
    let model = model(&support::docs());
    assert_shape(
        &model["types"],
        &[
            ("name", Json::is_string),
            ("kind", |kind| ["entity", "complex", "enum"].iter().any(|known| kind == known)),
            ("base", string_or_null),
            ("abstract", Json::is_boolean),
            ("open", Json::is_boolean),
            ("key", string_or_null),
            ("workload", string_or_null),
            ("pages", strings),
            ("properties", Json::is_array),
            ("members", Json::is_array),
        ],
    );
    for ty in model["types"].as_array().unwrap() {
        assert_shape(
            &ty["properties"],
            &[
                ("name", Json::is_string),
                ("type", Json::is_string),
                ("collection", Json::is_boolean),
                ("navigation", Json::is_boolean),
                ("inherited", Json::is_boolean),
                ("description", Json::is_string),
                ("line", Json::is_u64),
            ],
        );
        assert_shape(&ty["members"], &[("name", Json::is_string), ("description", Json::is_string)]);
    }
    assert_shape(
        &model["operations"],
        &[
            ("name", Json::is_string),
            ("method", Json::is_string),
            ("templates", strings),
            ("request", object_or_null),
            ("response", |response| response["status"].is_array()),
            ("permissions", |p| {
                strings(&p["delegatedWork"]) && strings(&p["delegatedPersonal"]) && strings(&p["application"])
            }),
            ("page", Json::is_string),
            ("line", Json::is_u64),
        ],
    );
    assert_shape(
        &model["examples"],
        &[
            ("page", Json::is_string),
            ("operation", string_or_null),
            ("request", object_or_null),
            ("response", object_or_null),
        ],
    );
    for example in model["examples"].as_array().unwrap() {
        let (request, response) = (&example["request"], &example["response"]);
        assert!(request.is_object() || response.is_object(), "{example:#}");
        if request.is_object() {
            assert!(request["line"].is_u64() && request["method"].is_string() && request["url"].is_string());
            let headers = request["headers"].as_array().unwrap();
            assert!(headers.iter().all(|header| strings(header) && header.as_array().unwrap().len() == 2));
        }
        if response.is_object() {
            assert!(response["line"].is_u64() && response["status"].is_u64() && string_or_null(&response["type"]));
        }
    }
}

#[test]
fn the_model_says_what_the_pages_say() {
    let model = model(&support::docs());
    let session = find(&model["types"], "name", "microsoft.graph.exchangeRestoreSession");
    assert_eq!(session["kind"], "entity");
    assert_eq!(session["base"], "microsoft.graph.restoreSessionBase");
    assert_eq!(session["key"], "id");
    assert_eq!(session["workload"], "m365-backup-storage");
    assert_eq!(session["pages"], serde_json::json!(["resources/exchangerestoresession.md"]));
    let property = |name: &str| find(&session["properties"], "name", name);
    let status = property("status");
    assert_eq!(status["type"], "microsoft.graph.restoreSessionStatus");
    assert_eq!((&status["inherited"], &status["navigation"]), (&Json::Bool(true), &Json::Bool(false)));
    let artifacts = property("mailboxRestoreArtifacts");
    assert_eq!(artifacts["type"], "microsoft.graph.mailboxRestoreArtifact");
    assert_eq!((&artifacts["inherited"], &artifacts["navigation"]), (&Json::Bool(false), &Json::Bool(true)));
    assert_eq!(artifacts["collection"], true);
    assert_eq!(property("id")["type"], "Edm.String");
    assert_eq!(property("createdDateTime")["type"], "Edm.DateTimeOffset");

    let status = find(&model["types"], "name", "microsoft.graph.restoreSessionStatus");
    assert_eq!(status["kind"], "enum");
    let members: Vec<&str> =
        status["members"].as_array().unwrap().iter().map(|member| member["name"].as_str().unwrap()).collect();
    assert_eq!(
        members,
        ["draft", "activating", "active", "completedWithError", "completed", "unknownFutureValue", "failed"]
    );

    let activate = find(&model["operations"], "name", "restoresessionbase-activate");
    assert_eq!(activate["method"], "POST");
    assert_eq!(
        activate["templates"],
        serde_json::json!(["/solutions/backupRestore/restoreSessions/{restoreSessionBaseId}/activate"])
    );
    assert_eq!(activate["request"], Json::Null);
    assert_eq!(activate["response"]["status"], serde_json::json!([200]));
    assert_eq!(activate["response"]["type"], "microsoft.graph.restoreSessionBase");
    assert_eq!(activate["response"]["collection"], false);
    assert_eq!(
        activate["permissions"],
        serde_json::json!({
            "delegatedWork": ["BackupRestore-Restore.ReadWrite.All"],
            "delegatedPersonal": [],
            "application": ["BackupRestore-Restore.ReadWrite.All"],
            "least": {
                "delegatedWork": ["BackupRestore-Restore.ReadWrite.All"],
                "delegatedPersonal": [],
                "application": ["BackupRestore-Restore.ReadWrite.All"],
            },
        })
    );
    // The line is the one of the request or its fence.
    let page = fs::read_to_string(support::docs().join(activate["page"].as_str().unwrap())).unwrap();
    let line = page.lines().nth(activate["line"].as_u64().unwrap() as usize - 1).unwrap();
    assert!(line.contains("POST /solutions/backupRestore") || line.starts_with("```"), "{line:?}");

    let example = find(&model["examples"], "operation", "restoresessionbase-activate");
    assert_eq!(example["page"], "api/restoresessionbase-activate.md");
    assert_eq!(example["request"]["method"], "POST");
    let url = example["request"]["url"].as_str().unwrap();
    assert!(url.starts_with("https://graph.microsoft.com/v1.0/solutions/backupRestore/restoreSessions/"), "{url}");
    let line = page.lines().nth(example["request"]["line"].as_u64().unwrap() as usize - 1).unwrap();
    assert!(line.contains(url) || line.starts_with("```"), "{line:?}");
    assert_eq!(example["response"]["status"], 200);
    assert_eq!(example["response"]["type"], "microsoft.graph.restoreSessionBase");
    assert_eq!(example["response"]["body"]["status"], "activating");
}

/// A command whose output is read slowly.
fn spawn(arguments: &[&str]) -> std::process::Child {
    Command::new(support::binary())
        .args(arguments)
        .current_dir(support::workspace())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_reader_that_stops_early_is_not_a_failure() {
    let whole = run(["model"]).exits(0).out.len();
    assert!(whole > 1 << 17, "the model must not fit into a pipe: {whole} bytes");
    let mut child = spawn(&["model"]);
    let mut line = String::new();
    // The reader is dropped, and the pipe is closed.
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{err}");
    assert_eq!((line.as_str(), err.as_str()), ("{\n", ""));
}

#[test]
fn a_stale_crate_is_stale_even_if_nobody_reads_the_list() {
    let folder = Folder::new();
    let mut child = spawn(&["generate", "--check", "--out", folder.join("new").as_str()]);
    drop(child.stdout.take());
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn a_model_that_cannot_be_printed_is_a_failure() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output =
        Command::new(support::binary()).arg("model").current_dir(support::workspace()).stdout(full).output().unwrap();
    let outcome = CommandOutput::from(output).exits(2);
    assert!(outcome.err.starts_with("error: cannot print the model: "), "{}", outcome.err);
}

#[test]
fn a_generated_crate_finds_the_runtime_where_it_is_told() {
    let folder = Folder::new();
    let models = support::models();
    let mut before = None;
    // The second time, the folder exists: that must not change the path.
    for _ in 0..2 {
        let out = folder.join("there/some-crate");
        let arguments = ["generate", "--out", out.as_str(), "--runtime-path", models.as_str()];
        run(arguments).exits(0);
        let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap();
        assert_eq!(dependency(&out, &manifest), models.canonicalize_utf8().unwrap());
        assert_eq!(before.get_or_insert(manifest.clone()), &manifest);
    }
    // Without the option, the published version.
    generate(&support::docs(), &folder.join("published")).exits(0);
    let manifest = fs::read_to_string(folder.join("published/Cargo.toml")).unwrap();
    let version = format!("graph-models = {{ version = \"{}\", default-features = false }}", env!("CARGO_PKG_VERSION"));
    assert!(manifest.contains(&version), "{manifest}");
}

/// The `graph-models` folder in a generated manifest.
fn dependency(out: &Utf8Path, manifest: &str) -> camino::Utf8PathBuf {
    let (_, rest) = manifest.split_once("graph-models = { path = \"").unwrap_or_else(|| panic!("{manifest}"));
    let (path, _) = rest.split_once('"').unwrap();
    out.join(path).canonicalize_utf8().unwrap()
}

#[cfg(unix)]
#[test]
fn the_path_of_the_runtime_is_right_behind_a_link() {
    let folder = Folder::new();
    fs::create_dir_all(folder.join("deep/down/here")).unwrap();
    std::os::unix::fs::symlink(folder.join("deep/down/here"), folder.join("link")).unwrap();
    let runtime = folder.write("runtime/Cargo.toml", "[package]\nname = \"graph-models\"\n");
    let runtime = runtime.parent().unwrap();
    let mut before = None;
    for _ in 0..2 {
        let out = folder.join("link/new/crate");
        run(["generate", "--out", out.as_str(), "--runtime-path", runtime.as_str()]).exits(0);
        let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap();
        assert_eq!(dependency(&out, &manifest), runtime);
        assert_eq!(before.get_or_insert(manifest.clone()), &manifest);
    }
}

/// An error of `generate`: a name, and a function that prepares a folder and returns the arguments.
type Impossible = (&'static str, fn(&Folder) -> Vec<String>);

/// `generate` with these options.
fn options(options: &[&str]) -> Vec<String> {
    ["generate"].iter().chain(options).map(|option| (*option).to_owned()).collect()
}

/// `generate` from our docs with these options.
fn from_our_docs(more: &[&str]) -> Vec<String> {
    let mut all = options(&["--docs", support::docs().as_str()]);
    all.extend(more.iter().map(|option| (*option).to_owned()));
    all
}

/// Each with a part of the expected message; `{}` represents the folder.
const IMPOSSIBLE: &[(&str, Impossible)] = &[
    ("the docs folder `nowhere` does not exist", ("missing docs", |_| options(&["--docs", "nowhere", "--out", "new"]))),
    (
        "`docs` has neither `api/` nor `resources/`",
        ("empty docs", |folder| {
            fs::create_dir(folder.join("docs")).unwrap();
            options(&["--docs", "docs", "--out", "new"])
        }),
    ),
    (
        "`docs` does not contain pages",
        ("docs without pages", |folder| {
            fs::create_dir_all(folder.join("docs/api")).unwrap();
            options(&["--docs", "docs", "--out", "new"])
        }),
    ),
    (
        "`page.md` is not a folder",
        ("a file instead of the docs", |folder| {
            folder.write("page.md", "# Page\n");
            options(&["--docs", "page.md", "--out", "new"])
        }),
    ),
    (
        "`clone` has neither `api/` nor `resources/`; expected a folder that contains one of them, such as `clone/v1.0`; use --docs to give the folder",
        ("the folder above the docs", |folder| {
            folder.write("clone/v1.0/api/page.md", "# Page\n");
            options(&["--docs", "clone", "--out", "new"])
        }),
    ),
    (
        "file is a file: use --out to give the folder of the crate",
        ("an output that is a file", |folder| {
            folder.write("file", "mine\n");
            from_our_docs(&["--out", "file"])
        }),
    ),
    (
        "file is a file: use --out to give the folder of the crate",
        ("an output below a file", |folder| {
            folder.write("file", "mine\n");
            from_our_docs(&["--out", "file/new/crate"])
        }),
    ),
    (
        "mine/Cargo.toml belongs to a crate that was not written by graph-codegen",
        ("a crate of somebody else", |folder| {
            folder.write("mine/Cargo.toml", "[package]\nname = \"mine\"\n");
            from_our_docs(&["--out", "mine"])
        }),
    ),
    (
        "mine/Cargo.toml: ",
        ("an invalid manifest", |folder| {
            folder.write("mine/Cargo.toml", "[package\n");
            from_our_docs(&["--out", "mine"])
        }),
    ),
    (
        "not `../elsewhere`",
        ("a folder for generated code outside the crate", |folder| {
            let manifest =
                "[package]\nname = \"mine\"\n[package.metadata.graph-codegen]\ngenerated = \"../elsewhere\"\n";
            folder.write("mine/Cargo.toml", manifest);
            from_our_docs(&["--out", "mine"])
        }),
    ),
    (
        "new/src/lib.rs exists and was not written by graph-codegen",
        ("a file in the way", |folder| {
            folder.write("new/src/lib.rs", "//! Written by hand.\n");
            from_our_docs(&["--out", "new"])
        }),
    ),
    (
        "new/src/generated/models exists and was not written by graph-codegen",
        ("a file in the way of a folder", |folder| {
            folder.write("new/src/generated/models", "mine\n");
            from_our_docs(&["--out", "new"])
        }),
    ),
    (
        "new/src/lib.rs exists and was not written by graph-codegen",
        ("a folder in the way of a file", |folder| {
            folder.write("new/src/lib.rs/mine.txt", "mine\n");
            from_our_docs(&["--out", "new"])
        }),
    ),
    (
        "runtime contains no Cargo.toml",
        ("a runtime folder without a crate", |folder| {
            fs::create_dir(folder.join("runtime")).unwrap();
            from_our_docs(&["--out", "new", "--runtime-path", "runtime"])
        }),
    ),
    ("unexpected argument '--chekc'", ("an unknown option", |_| from_our_docs(&["--out", "new", "--chekc"]))),
    ("unrecognized subcommand 'genrate'", ("an unknown command", |_| vec!["genrate".to_owned()])),
    ("a value is required for '--out <DIR>'", ("an option without its value", |_| from_our_docs(&["--out"]))),
];

#[test]
fn impossible_runs_report_an_error_and_write_nothing() {
    for (message, (name, prepare)) in IMPOSSIBLE {
        for check in [false, true] {
            let folder = Folder::new();
            let mut arguments = prepare(&folder);
            if check {
                arguments.insert(1, "--check".to_owned());
            }
            let before = tree(folder.path());
            let outcome = run_in(folder.path(), &arguments);
            assert_eq!(outcome.code, Some(2), "{name}: {outcome:?}");
            assert!(outcome.err.starts_with("error: ") && outcome.err.contains(message), "{name}: {}", outcome.err);
            assert_eq!(outcome.out, "", "{name}");
            assert_same(&before, &tree(folder.path()));
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_unwritable_output_is_an_error() {
    // Even root cannot create files there.
    let outcome = generate(&support::docs(), Utf8Path::new("/proc/graph-codegen/new")).exits(2);
    assert!(outcome.err.starts_with("error: cannot create the folder /proc/graph-codegen"), "{}", outcome.err);
}

#[test]
fn model_refuses_what_generate_refuses() {
    let folder = Folder::new();
    let outcome = run_in(folder.path(), ["model", "--docs", "nowhere"]).exits(2);
    assert_eq!(outcome.err, run_in(folder.path(), ["generate", "--docs", "nowhere", "--out", "new"]).exits(2).err);
    assert_eq!(outcome.out, "");
}

/// A resource page with this JSON representation.
fn resource(skeleton: &str) -> String {
    format!(
        "---\nms.subservice: \"m365-backup-storage\"\n---\n# badThing resource type\n\nNamespace: microsoft.graph\n\n\
         ## Properties\n|Property|Type|Description|\n|:---|:---|:---|\n|name|String|Its name.|\n\n\
         ## JSON representation\n<!-- {{\n  \"blockType\": \"resource\",\n  \"@odata.type\": \"microsoft.graph.badThing\"\n}}\n-->\n\
         ``` json\n{skeleton}\n```\n"
    )
}

/// A page of an operation with this response body.
fn operation(body: &str) -> String {
    format!(
        "---\nms.subservice: \"m365-backup-storage\"\n---\n# Get badThing\n\nNamespace: microsoft.graph\n\n\
         ## HTTP request\n<!-- {{ \"blockType\": \"ignored\" }} -->\n``` http\nGET /bad/{{id}}\n```\n\n\
         ## Examples\n### Request\n<!-- {{ \"blockType\": \"request\", \"name\": \"bad\" }} -->\n``` http\n\
         GET https://graph.microsoft.com/v1.0/bad/1\n```\n### Response\n\
         <!-- {{ \"blockType\": \"response\", \"name\": \"bad\", \"@odata.type\": \"microsoft.graph.timePeriod\" }} -->\n\
         ``` http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{body}\n```\n"
    )
}

fn nested(open: &str, middle: &str, close: &str) -> String {
    let depth = 100_000;
    format!("{}{middle}{}", open.repeat(depth), close.repeat(depth))
}

/// The crate generated from our docs.
fn intact_crate() -> BTreeMap<String, Vec<u8>> {
    let folder = Folder::new();
    generate(&support::docs(), &folder.join("crate")).exits(0);
    tree(&folder.join("crate"))
}

/// Generates a crate from our docs and one extra page; the code of the other pages must not change.
#[track_caller]
fn with_page(
    intact: &BTreeMap<String, Vec<u8>>,
    page: &str,
    bytes: &[u8],
) -> (CommandOutput, BTreeMap<String, Vec<u8>>) {
    let folder = Folder::new().with_docs();
    folder.write(&format!("docs/{page}"), bytes);
    let outcome = generate(&folder.join("docs"), &folder.join("crate")).exits(0);
    // No other page is reported, and messages are short.
    let mut places = outcome.err.lines().filter_map(|line| line.strip_prefix("  --> "));
    assert!(places.all(|place| place.starts_with(&format!("{page}:"))), "{}", outcome.err);
    assert!(outcome.err.len() < 10_000, "{}", outcome.err);

    let all = tree(&folder.join("crate"));
    let lists =
        ["model.json", "src/generated/models/mod.rs", "src/generated/requests/mod.rs", "tests/generated/examples.rs"];
    for (path, contents) in intact {
        let list = lists.contains(&path.as_str()) || path.starts_with("src/generated/operations/");
        assert!(all.get(path) == Some(contents) || list && all.contains_key(path), "{page} changes {path}");
    }
    (outcome, all)
}

#[test]
fn a_bad_page_affects_only_itself() {
    let intact = intact_crate();
    let unclosed_comment = resource("{ \"name\": \"String\" }").replace("}\n-->", "}\n");
    let unclosed_fence = operation("{}").trim_end().trim_end_matches("```").to_owned();
    let deep_metadata = format!(
        "---\nms.subservice: \"m365-backup-storage\"\n---\n# Deep\n\n<!-- {{ \"blockType\": \"request\", \"a\": {} }} -->\n``` http\nGET /deep\n```\n",
        nested("{\"a\":", "1", "}")
    );
    // With the code of the finding, and whether the whole page is skipped.
    let pages: &[(&str, Vec<u8>, &str, bool)] = &[
        ("api/not-utf-8.md", b"# Get \xff\xfe\n".to_vec(), "GD0001", true),
        ("resources/not-utf-8.md", b"# bad resource type \xc3\x28\n".to_vec(), "GD0001", true),
        ("api/empty.md", Vec::new(), "GD0003", true),
        ("resources/blank.md", b"\n \n\t\n".to_vec(), "GD0003", true),
        ("resources/unclosed-comment.md", unclosed_comment.into_bytes(), "GD0004", false),
        ("api/unclosed-fence.md", unclosed_fence.into_bytes(), "GD0005", false),
        ("api/long-line.md", format!("# Get\n\n{}\n", "word ".repeat(2_000_000)).into_bytes(), "GD0006", true),
        ("api/large-file.md", "# Get\n".repeat(3_000_000).into_bytes(), "GD0007", true),
        ("api/deep-metadata.md", deep_metadata.into_bytes(), "GD0021", false),
    ];
    for (page, bytes, code, lost) in pages {
        let (outcome, all) = with_page(&intact, page, bytes);
        let finding = outcome.err.lines().position(|line| line.contains(&format!("[{code}]: ")));
        let place = finding.and_then(|line| outcome.err.lines().nth(line + 1)).unwrap_or_default();
        assert!(place.starts_with(&format!("  --> {page}:")), "{page}: {}", outcome.err);
        if *lost {
            assert_same(&intact, &all);
        }
    }
}

#[test]
fn the_model_names_the_pages_it_skips() {
    let folder = Folder::new().with_docs();
    let docs = folder.join("docs");
    let intact = run(["model", "--docs", docs.as_str()]).exits(0);
    assert_eq!(intact.err, "");

    folder.write("docs/api/not-utf-8.md", b"# Get \xff\xfe\n");
    let outcome = run(["model", "--docs", docs.as_str()]).exits(0);
    assert!(outcome.err.starts_with("error[GD0001]: "), "{}", outcome.err);
    assert!(outcome.err.contains("\n  --> api/not-utf-8.md:"), "{}", outcome.err);
    assert_eq!(outcome.out, intact.out);
}

/// Pages with JSON that would overflow the stack of a recursive parser.
fn deep_pages() -> Vec<(&'static str, String)> {
    vec![
        ("resources/deep-skeleton.md", resource(&nested("{\"a\":", "1", "}"))),
        ("resources/deep-array.md", resource(&nested("[", "", "]"))),
        ("resources/deep-lines.md", resource(&nested("[\n", "1", "\n]"))),
        ("resources/deep-unclosed.md", resource(&"[".repeat(100_000))),
        ("api/deep-body.md", operation(&nested("{\"a\":", "1", "}"))),
        ("api/deep-lines.md", operation(&nested("{\n\"a\":\n", "1", "\n}"))),
    ]
}

#[test]
fn json_that_is_too_deep_loses_only_that_json() {
    let intact = intact_crate();
    for (page, text) in deep_pages() {
        let (_, all) = with_page(&intact, page, text.as_bytes());
        // The rest of the page is used: the table of the type, the path of the operation.
        let (file, part) = match page.starts_with("api/") {
            true => ("src/generated/requests/mod.rs", "fn bad("),
            false => ("src/generated/models/bad_thing.rs", "pub name: "),
        };
        assert!(String::from_utf8_lossy(&all[file]).contains(part), "{page}");
    }
}

#[test]
fn json_that_is_too_deep_is_reported() {
    let intact = intact_crate();
    for (page, text) in deep_pages() {
        let (outcome, _) = with_page(&intact, page, text.as_bytes());
        assert!(outcome.err.contains("[GD0042]: "), "{page}: {}", outcome.err);
        assert!(outcome.err.contains(&format!("  --> {page}:")), "{page}: {}", outcome.err);
    }
}

#[test]
fn an_existing_page_that_becomes_invalid_loses_only_its_own_operation() {
    let intact = model(&support::docs());
    let folder = Folder::new().with_docs();
    folder.write("docs/api/restoresessionbase-activate.md", b"\xff");
    let outcome = generate(&folder.join("docs"), &folder.join("crate")).exits(0);
    assert!(outcome.err.contains("--> api/restoresessionbase-activate.md:1:1"), "{}", outcome.err);
    let damaged = model(&folder.join("docs"));
    assert_eq!(damaged["types"], intact["types"]);
    let names = |model: &Json| -> Vec<String> {
        let operations = model["operations"].as_array().unwrap().iter();
        operations.map(|operation| operation["name"].as_str().unwrap().to_owned()).collect()
    };
    let mut expected = names(&intact);
    expected.retain(|name| name != "restoresessionbase-activate");
    assert_eq!(names(&damaged), expected);
}

#[test]
fn includes_that_include_each_other_end() {
    let folder = Folder::new().with_docs();
    folder.write("docs/includes/loop-a.md", "Before.\n\n[!INCLUDE [b](loop-b.md)]\n\nAfter.\n");
    folder.write("docs/includes/loop-b.md", "[!INCLUDE [a](loop-a.md)]\n");
    folder.write("docs/api/bad.md", operation("{}") + "\n[!INCLUDE [a](../includes/loop-a.md)]\n");
    folder.write("docs/api/self.md", operation("{}") + "\n[!INCLUDE [itself](self.md)]\n");
    let outcome = generate(&folder.join("docs"), &folder.join("crate")).exits(0);
    let reports = outcome.err.matches("[GD0013]").count();
    assert!((2..=3).contains(&reports), "{}", outcome.err);
    assert!(outcome.err.contains("loop-"), "{}", outcome.err);
    assert!(outcome.err.contains("--> api/self.md:"), "{}", outcome.err);
    let model = model(&folder.join("docs"));
    find(&model["operations"], "name", "bad");
    find(&model["operations"], "name", "restoresessionbase-activate");
}

#[test]
fn an_include_never_leaves_the_docs() {
    const SECRET: &str = "Secret.ReadWrite.All";
    let folder = Folder::new().with_docs();
    let table = format!(
        "|Permission type|Least privileged permissions|Higher privileged permissions|\n|:---|:---|:---|\n\
         |Delegated (work or school account)|{SECRET}|Not available.|\n|Application|{SECRET}|Not available.|\n"
    );
    let outside = folder.write("outside.md", &table);
    let page = |include: &str| operation("{}").replace("## HTTP request", &permissions(include));
    let mut baits = vec![
        "../../outside.md".to_owned(),
        "../includes/../../outside.md".to_owned(),
        "..%2f..%2foutside.md".to_owned(),
        "%2e%2e/%2e%2e/outside.md".to_owned(),
        "..\\..\\outside.md".to_owned(),
        outside.to_string(),
        format!("file://{outside}"),
        "../../../../../../../../../../etc/passwd".to_owned(),
        "/etc/passwd".to_owned(),
    ];
    if cfg!(unix) {
        #[cfg(unix)]
        std::os::unix::fs::symlink(&outside, folder.join("docs/includes/link.md")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path(), folder.join("docs/includes/up")).unwrap();
        baits.push("../includes/link.md".to_owned());
        baits.push("../includes/up/outside.md".to_owned());
    }
    for (index, include) in baits.iter().enumerate() {
        folder.write(&format!("docs/api/bait-{index}.md"), page(include).replace("/bad/", &format!("/bad{index}/")));
    }
    // The same table inside the docs is read, so the test would fail otherwise.
    folder.write("docs/includes/inside.md", table.replace(SECRET, "Inside.Read"));
    folder.write("docs/api/harmless.md", page("../includes/inside.md"));

    let docs = folder.join("docs");
    let outcome =
        run(["generate", "--verbose", "--docs", docs.as_str(), "--out", folder.join("crate").as_str()]).exits(0);
    for (index, bait) in baits.iter().enumerate() {
        assert!(outcome.err.contains(&format!("--> api/bait-{index}.md:")), "{bait}: {}", outcome.err);
    }
    let model = model(&docs);
    let permissions = &find(&model["operations"], "name", "harmless")["permissions"];
    assert_eq!(permissions["application"], serde_json::json!(["Inside.Read"]));
    let mut results: BTreeMap<String, Vec<u8>> = tree(&folder.join("crate"));
    results.insert("model".to_owned(), model.to_string().into_bytes());
    results.insert("messages".to_owned(), outcome.err.into_bytes());
    for (path, contents) in results {
        let text = String::from_utf8(contents).unwrap();
        assert!(!text.contains(SECRET) && !text.contains("root:x:"), "{path} has what is outside the docs");
    }
}

/// A section with an included table of permissions, and the following heading.
fn permissions(include: &str) -> String {
    format!(
        "## Permissions\n<!-- {{ \"blockType\": \"permissions\", \"name\": \"bad-permissions\" }} -->\n\
         [!INCLUDE [permissions-table]({include})]\n\n## HTTP request"
    )
}

#[test]
fn shells_complete_and_man_explains_each_command_and_option() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(["completions", shell]).exits(0).out;
        for word in ["generate", "completions", "select", "runtime-path"] {
            assert!(script.contains(word), "{shell}: no {word}");
        }
    }
    run(["completions", "tcsh"]).exits(2);
    let page = run(["man"]).exits(0).out;
    assert!(page.contains(".TH graph-codegen 1") && page.contains("graph\\-codegen\\-generate(1)"), "{page}");
    let page = run(["man", "generate"]).exits(0).out;
    assert!(page.contains(".TH graph-codegen-generate 1") && page.contains("\\-\\-select"), "{page}");
    let outcome = run(["man", "generte"]).exits(2);
    assert!(outcome.err.contains("unknown command `generte`; the commands are generate, "), "{}", outcome.err);
}
