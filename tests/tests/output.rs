//! How the command writes files: only changed ones, all or nothing, never over a file written by hand, and with the
//! same bytes for the same pages.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used, reason = "a panic fails the test")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use graph_codegen::output::{self, Changes};
use support::{Folder, assert_same, copy, docs, generate, run, tree};

/// A crate generated from a copy of our docs.
fn crate_of_our_docs() -> Folder {
    let folder = Folder::new().with_docs();
    again(&folder);
    folder
}

fn again(folder: &Folder) -> support::CommandOutput {
    generate(&folder.join("docs"), &folder.join("crate")).exits(0)
}

/// The modification time and identity of each file.
fn marks(folder: &Utf8Path) -> BTreeMap<String, (SystemTime, u64)> {
    let files = tree(folder).into_keys().filter(|path| !path.ends_with('/'));
    files
        .map(|path| {
            let metadata = fs::metadata(folder.join(&path)).unwrap();
            #[cfg(unix)]
            let inode = std::os::unix::fs::MetadataExt::ino(&metadata);
            #[cfg(not(unix))]
            let inode = 0;
            (path, (metadata.modified().unwrap(), inode))
        })
        .collect()
}

/// The files whose marks differ, or that exist in only one of the two.
fn touched(
    before: &BTreeMap<String, (SystemTime, u64)>,
    after: &BTreeMap<String, (SystemTime, u64)>,
) -> BTreeSet<String> {
    before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

#[test]
fn only_files_that_change_are_written() {
    let folder = crate_of_our_docs();
    let out = folder.join("crate");
    let first = marks(&out);
    again(&folder);
    assert_eq!(touched(&first, &marks(&out)), BTreeSet::new());

    let page = folder.join("docs/resources/timeperiod.md");
    let text = fs::read_to_string(&page).unwrap();
    let row = text.lines().find(|line| line.starts_with("|startDateTime|")).unwrap();
    fs::write(&page, text.replace(row, &format!("{row}\n|note|String|What the period is for.|"))).unwrap();
    let outcome = again(&folder);
    let touched = touched(&first, &marks(&out));
    assert!(touched.contains("src/generated/models/time_period.rs"), "{touched:?}");
    assert!(touched.len() < 5, "one property changes {touched:?}");
    assert!(outcome.out.contains(&format!(": {} files written, ", touched.len())), "{}", outcome.out);
}

/// A page of a type, written here.
fn resource(namespace: &str, name: &str) -> String {
    format!(
        "---\nms.subservice: \"m365-backup-storage\"\n---\n# {name} resource type\n\nNamespace: {namespace}\n\n\
         ## Properties\n\n|Property|Type|Description|\n|:-|:-|:-|\n|id|String|The key.|\n\n## JSON representation\n\n\
         <!-- {{ \"blockType\": \"resource\", \"@odata.type\": \"{namespace}.{name}\" }} -->\n\
         ``` json\n{{ \"id\": \"String\" }}\n```\n"
    )
}

/// The file of a type gives way to the folder of a namespace of the same name.
#[test]
fn a_module_becomes_a_folder_and_a_file_again() {
    let folder = Folder::new();
    let models = folder.join("crate/src/generated/models");
    folder.write("docs/resources/alpha.md", resource("microsoft.graph", "alpha"));
    let outcome = again(&folder);
    assert!(outcome.out.contains(" 0 removed"), "{}", outcome.out);
    let shallow = tree(&folder.join("crate"));
    assert!(models.join("alpha.rs").is_file(), "{:?}", shallow.keys());

    let deep = folder.write("docs/resources/alpha-beta.md", resource("microsoft.graph.alpha", "beta"));
    let outcome = again(&folder);
    assert!(models.join("alpha/mod.rs").is_file() && !models.join("alpha.rs").exists());
    assert!(!outcome.out.contains(" 0 removed"), "{}", outcome.out);
    assert!(again(&folder).out.contains(" 0 files written, "));

    fs::remove_file(deep).unwrap();
    again(&folder);
    assert_same(&shallow, &tree(&folder.join("crate")));
}

#[test]
fn generated_files_without_a_page_are_removed() {
    let folder = crate_of_our_docs();
    let whole = tree(&folder.join("crate"));
    fs::remove_file(folder.join("docs/resources/retentionsetting.md")).unwrap();
    let outcome = again(&folder);
    assert!(!folder.join("crate/src/generated/models/retention_setting.rs").exists());
    assert!(outcome.out.contains(", 1 removed"), "{}", outcome.out);
    // After reverting, everything is unchanged.
    fs::copy(docs().join("resources/retentionsetting.md"), folder.join("docs/resources/retentionsetting.md")).unwrap();
    again(&folder);
    assert_same(&whole, &tree(&folder.join("crate")));
}

#[test]
fn files_written_by_hand_are_never_touched() {
    let folder = crate_of_our_docs();
    let by_hand = [
        ("README.md", "Mine.\n"),
        ("src/mine.rs", "//! Mine.\n"),
        ("src/generated/mine.rs", "//! Mine.\n"),
        (
            "src/generated/models/deep/mine.rs",
            "// Speaks of the banner below its first line:\n// @generated by graph-codegen\n",
        ),
        ("tests/mine.rs", "//! Mine.\n"),
        ("tests/generated/notes.txt", "Mine.\n"),
        ("target/debug/mine.rs", "// @generated by graph-codegen: outside of what is generated.\n"),
    ];
    for (path, text) in by_hand {
        folder.write(&format!("crate/{path}"), text);
    }
    let before = marks(&folder.join("crate"));
    // A change that removes files and writes others.
    fs::remove_file(folder.join("docs/resources/retentionsetting.md")).unwrap();
    again(&folder);
    let after = marks(&folder.join("crate"));
    for (path, text) in by_hand {
        assert_eq!(before[path], after[path], "{path}");
        assert_eq!(fs::read_to_string(folder.join("crate").join(path)).unwrap(), text);
    }
}

#[cfg(unix)]
#[test]
fn files_with_names_that_are_not_utf8_do_no_harm() {
    use std::os::unix::ffi::OsStrExt;
    let folder = crate_of_our_docs();
    let name = std::ffi::OsStr::from_bytes(b"mine\xff.rs");
    let path = folder.join("crate/src/generated/models").as_std_path().join(name);
    // Some file systems do not allow such names.
    if fs::write(&path, "// @generated by graph-codegen\n").is_ok() {
        again(&folder);
        assert!(path.exists());
    }
}

/// Files as the generator writes them.
fn wanted(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    let banner = graph_codegen::rust::BANNER;
    files.iter().map(|(path, text)| ((*path).to_owned(), format!("// {banner} for a test\n{text}\n"))).collect()
}

/// A folder with generated files, the next expected files, and the changes between them: files are replaced, added and
/// removed, and a module becomes a folder.
fn halfway(folder: &Folder) -> (Utf8PathBuf, BTreeMap<String, String>, Changes) {
    let out = folder.join("crate");
    for (path, text) in wanted(&[("g/a.rs", "1"), ("g/b.rs", "1"), ("g/old/gone.rs", "1"), ("g/z.rs", "1")]) {
        folder.write(&format!("crate/{path}"), text);
    }
    let wanted = wanted(&[("g/a.rs", "2"), ("g/b/mod.rs", "2"), ("g/m/new.rs", "2"), ("g/y.rs", "2"), ("g/z.rs", "2")]);
    let changes = output::compare(&out, &wanted, &["g".to_owned()]).unwrap();
    assert_eq!(changes.written, ["g/a.rs", "g/b/mod.rs", "g/m/new.rs", "g/y.rs", "g/z.rs"]);
    assert_eq!(changes.removed, ["g/b.rs", "g/old/gone.rs"]);
    (out, wanted, changes)
}

#[test]
fn changes_are_applied_whole() {
    let folder = Folder::new();
    let (out, wanted, changes) = halfway(&folder);
    output::apply(&out, &wanted, &changes).unwrap();
    let files: BTreeMap<String, String> = tree(&out)
        .into_iter()
        .filter(|(path, _)| !path.ends_with('/'))
        .map(|(path, contents)| (path, String::from_utf8(contents).unwrap()))
        .collect();
    assert_eq!(files, wanted);
    assert!(!out.join("g/old").exists());
}

/// An external change of the folder.
type Obstacle = fn(&Utf8Path);

#[test]
fn a_failure_in_the_middle_leaves_everything_unchanged() {
    // A conflict after the comparison, when some files have already been moved.
    let obstacles: [(&str, Obstacle); 4] = [
        ("a folder where the last file goes", |out| {
            fs::remove_file(out.join("g/z.rs")).unwrap();
            fs::create_dir_all(out.join("g/z.rs")).unwrap();
            fs::write(out.join("g/z.rs/mine.txt"), "mine\n").unwrap();
        }),
        ("a file of somebody else where the last file goes", |out| fs::write(out.join("g/z.rs"), "mine\n").unwrap()),
        ("a file where a folder goes", |out| fs::write(out.join("g/m"), "mine\n").unwrap()),
        ("a folder where a file goes that is new", |out| {
            fs::create_dir_all(out.join("g/y.rs/mine")).unwrap();
        }),
    ];
    for (name, obstacle) in obstacles {
        let folder = Folder::new();
        let (out, wanted, changes) = halfway(&folder);
        obstacle(&out);
        let before = tree(&out);
        let error = output::apply(&out, &wanted, &changes).expect_err(name);
        assert!(error.to_string().contains(out.as_str()), "{name}: {error}");
        let after = tree(&out);
        assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{name}");
        assert_same(&before, &after);
    }
}

#[cfg(unix)]
#[test]
fn a_broken_link_in_place_of_a_generated_file_is_not_ours() {
    let folder = Folder::new();
    let out = folder.join("crate");
    folder.write("crate/mine.txt", "mine\n");
    fs::create_dir_all(out.join("g")).unwrap();
    std::os::unix::fs::symlink("nowhere.rs", out.join("g/a.rs")).unwrap();
    let wanted = wanted(&[("g/a.rs", "1")]);
    let error = output::compare(&out, &wanted, &["g".to_owned()]).unwrap_err();
    assert!(matches!(&error, output::OutputError::Foreign(path) if *path == out.join("g/a.rs")), "{error}");
    assert_eq!(fs::read_link(out.join("g/a.rs")).unwrap().to_str(), Some("nowhere.rs"));
}

#[test]
fn a_failure_in_a_new_folder_leaves_no_folder() {
    let folder = Folder::new();
    let out = folder.join("some/new/crate");
    let wanted = wanted(&[("g/a.rs", "1"), ("g/a.rs/b.rs", "1")]);
    let changes = Changes { written: wanted.keys().cloned().collect(), ..Changes::default() };
    output::apply(&out, &wanted, &changes).expect_err("a file cannot be a folder as well");
    assert!(tree(folder.path()).is_empty(), "{:?}", tree(folder.path()).keys());
}

/// The limit on file size simulates a full disk, and applies to root too.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_everything_unchanged() {
    for existing in [true, false] {
        let folder = if existing { crate_of_our_docs() } else { Folder::new().with_docs() };
        // Many files change, and one of them exceeds the limit.
        for page in ["resources/timeperiod.md", "resources/retentionsetting.md", "api/restoresessionbase-activate.md"] {
            fs::remove_file(folder.join("docs").join(page)).unwrap();
        }
        let before = tree(folder.path());
        let output = std::process::Command::new("sh")
            .args(["-c", "trap '' XFSZ && ulimit -f 16 && exec \"$0\" generate --docs docs --out crate"])
            .arg(support::binary())
            .current_dir(folder.path())
            .output()
            .unwrap();
        let outcome = support::CommandOutput::from(output).exits(2);
        assert!(outcome.err.contains("error: cannot write crate/"), "{}", outcome.err);
        assert_same(&before, &tree(folder.path()));
    }
}

/// Changes the contents of each file below a folder.
fn rewrite(folder: &Utf8Path, change: impl Fn(&str) -> String) {
    for (path, contents) in tree(folder) {
        if !path.ends_with('/') {
            fs::write(folder.join(path), change(&String::from_utf8(contents).unwrap())).unwrap();
        }
    }
}

#[test]
fn a_checkout_with_windows_line_ends_is_current() {
    let folder = crate_of_our_docs();
    let out = folder.join("crate");
    rewrite(&out, |text| text.replace('\n', "\r\n"));
    let before = marks(&out);
    let docs = docs();
    let arguments = ["generate", "--check", "--docs", docs.as_str(), "--out", out.as_str()];
    run(arguments).exits(0);
    again(&folder);
    assert_eq!(touched(&before, &marks(&out)), BTreeSet::new());
    // Only differences in line endings are ignored.
    let file = out.join("src/generated/models/time_period.rs");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("\r\n", " \r\n")).unwrap();
    run(arguments).exits(1);
}

/// Copies our docs file by file, in the order given by `key`.
fn copy_by<K: Ord>(to: &Utf8Path, key: impl Fn(&str) -> K) {
    let mut files: Vec<(String, Vec<u8>)> =
        tree(&docs()).into_iter().filter(|(path, _)| !path.ends_with('/')).collect();
    files.sort_by_key(|(path, _)| key(path));
    for (path, contents) in files {
        let target = to.join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, contents).unwrap();
    }
}

#[test]
fn the_same_pages_give_the_same_bytes() {
    let folder = Folder::new();
    copy(&docs(), &folder.join("plain"));
    copy(&docs(), &folder.join("some where/else/é/with a much longer path"));
    copy_by(&folder.join("backwards"), |path| std::cmp::Reverse(path.to_owned()));
    copy_by(&folder.join("shuffled"), |path| {
        // Any order that is unrelated to the names.
        path.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x100_0000_01b3))
    });
    copy(&docs(), &folder.join("windows"));
    rewrite(&folder.join("windows"), |text| text.replace('\n', "\r\n"));
    copy(&docs(), &folder.join("marked"));
    rewrite(&folder.join("marked"), |text| format!("\u{feff}{text}"));

    let mut first: Option<BTreeMap<String, Vec<u8>>> = None;
    for name in
        ["plain", "plain", "some where/else/é/with a much longer path", "backwards", "shuffled", "windows", "marked"]
    {
        // The folder gives the crate its name, so it must be the same.
        let out = folder.join("out/crate");
        generate(&folder.join(name), &out).exits(0);
        let generated = tree(&out);
        fs::remove_dir_all(&out).unwrap();
        let first = first.get_or_insert_with(|| generated.clone());
        assert_same(first, &generated);
        assert!(generated.len() > 100, "{name}");
    }
    // Threads share the work, whatever their number.
    for threads in ["1", "7"] {
        let out = folder.join("out/crate");
        let status = std::process::Command::new(support::binary())
            .args(["generate", "--docs", docs().as_str(), "--out", out.as_str()])
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .unwrap();
        support::CommandOutput::from(status).exits(0);
        assert_same(first.as_ref().unwrap(), &tree(&out));
        fs::remove_dir_all(&out).unwrap();
    }
}

#[test]
fn a_whole_crate_compiles_without_warnings_and_its_examples_pass() {
    // A folder that is kept, so that the crate is compiled once.
    let out = support::scratch("whole-crate");
    let _ = fs::remove_dir_all(&out);
    let models = support::models();
    let arguments = ["generate", "--out", out.as_str(), "--runtime-path", models.as_str()];
    run(arguments).exits(0);
    // The available versions: nothing is downloaded.
    fs::copy(support::workspace().join("Cargo.lock"), out.join("Cargo.lock")).unwrap();

    let output = support::nested("test").current_dir(&out).output().unwrap();
    let outcome = support::CommandOutput::from(output).exits(0);
    assert!(!outcome.err.contains("warning:"), "{}", outcome.err);
    let harness = outcome.out.lines().filter(|line| line.starts_with("test api/"));
    let passed = harness.clone().filter(|line| line.ends_with("... ok")).count();
    assert_eq!(harness.count(), passed, "{}", outcome.out);
    // Each documented request and response is one of them.
    let table = fs::read_to_string(out.join("tests/generated/examples.rs")).unwrap();
    let documented = table.matches("Some(DocumentedRe").count();
    assert!(documented > 100);
    assert_eq!(passed, documented, "{}", outcome.out);

    // The tests do not change the generated crate.
    run(arguments).exits(0);
    run(["generate", "--check"].iter().chain(&arguments[1..])).exits(0);
}
