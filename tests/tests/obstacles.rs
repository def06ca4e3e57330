//! The naming obstacle course: pages in `tests/obstacles/docs` whose names are those of keywords, prelude items and
//! runtime items, and whose texts are full of markup.
//!
//! The generated code is committed in `tests/obstacles/golden`, so that changes of names are visible in reviews;
//! `UPDATE_GOLDEN=1 cargo test -p graph-tests --test obstacles` rewrites it. The same files are compiled as a crate,
//! with warnings denied, and the documented examples are run.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use camino::Utf8Path;
use graph_codegen::docs::Tree;
use graph_codegen::rust::{self, Crate, Output, ResolvedOverrides, Runtime};

#[path = "../obstacles/built.rs"]
mod built;
mod support;
#[path = "support/workloads.rs"]
mod workloads;
use built::Built;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("obstacles").join(name)
}

/// Every file below a folder, by path with forward slashes.
fn files_below(root: &Path) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for entry in walkdir::WalkDir::new(root) {
        let entry = match entry {
            Ok(entry) => entry,
            // There is no golden output yet.
            Err(error) if error.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound) => break,
            Err(error) => panic!("{error}"),
        };
        if entry.file_type().is_file() {
            let below = entry.path().strip_prefix(root).unwrap();
            let path: Vec<_> = below.components().map(|c| c.as_os_str().to_str().unwrap()).collect();
            out.insert(path.join("/"), fs::read_to_string(entry.path()).unwrap());
        }
    }
    out
}

fn generate(docs: &Path, runtime: Runtime) -> Output {
    let pages: Vec<(String, Vec<u8>)> = files_below(docs).into_iter().map(|(p, t)| (p, t.into_bytes())).collect();
    assert!(!pages.is_empty(), "{} holds no pages", docs.display());
    let tree = Tree::from_memory(pages);
    let api = graph_codegen::analysis::analyze(&tree);
    let krate = Crate::Whole { name: "obstacles".to_owned(), runtime, selected: false };
    rust::write(&api, &tree.files, &krate, &ResolvedOverrides::default()).unwrap()
}

#[test]
fn output_is_the_golden_one() {
    let output = generate(&folder("docs"), Runtime::Version(env!("CARGO_PKG_VERSION").to_owned()));
    // A manifest with its real name would turn the folder into a package.
    let rename = |path: String| if path == "Cargo.toml" { "manifest.toml".to_owned() } else { path };
    let files: BTreeMap<String, String> = output.files.into_iter().map(|(p, t)| (rename(p), t)).collect();
    let golden = folder("golden");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        if golden.exists() {
            fs::remove_dir_all(&golden).unwrap();
        }
        for (path, text) in &files {
            let path = golden.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    let committed = files_below(&golden);
    let mut wrong = Vec::new();
    for path in files.keys().chain(committed.keys()).collect::<std::collections::BTreeSet<_>>() {
        match (committed.get(path), files.get(path)) {
            (Some(old), Some(new)) => {
                if let Some((at, (old, new))) =
                    old.lines().zip(new.lines()).enumerate().find(|(_, (old, new))| old != new)
                {
                    wrong.push(format!("{path}:{}:\n  golden    {old}\n  generated {new}", at + 1));
                } else if old != new {
                    wrong.push(format!("{path}: one is longer than the other"));
                }
            }
            (Some(_), None) => wrong.push(format!("{path}: no longer generated")),
            (None, _) => wrong.push(format!("{path}: new")),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} files differ from tests/obstacles/golden; if this is intended, run again with UPDATE_GOLDEN=1\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Two names that are equal after case folding would overwrite each other on some file systems; device names cannot be
/// checked out on Windows.
#[test]
fn file_names_suit_every_file_system() {
    let output = generate(&folder("docs"), Runtime::Version("1.0.0".to_owned()));
    let mut seen = BTreeMap::new();
    for path in output.files.keys() {
        assert!(path.is_ascii(), "{path}");
        assert_eq!(seen.insert(path.to_lowercase(), path), None, "{path}");
        for part in path.split('/') {
            assert!(part.len() < 200, "{path}");
        }
    }
}

/// Responses with more than a body have their own types, even if models have the same names.
#[test]
fn answers_are_of_the_documented_kind() {
    let api = graph_codegen::analysis::analyze(&Tree::from_memory(
        files_below(&folder("docs")).into_iter().map(|(path, text)| (path, text.into_bytes())).collect::<Vec<_>>(),
    ));
    let text: String = generate(&folder("docs"), Runtime::Version("1.0.0".to_owned()))
        .files
        .iter()
        .filter(|(path, _)| path.contains("/requests/flows"))
        .map(|(_, text)| text.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    for (operation, answer) in [
        ("flow-archive", "Request<Accepted<models::Accepted>>"),
        ("flow-copy", "Request<Accepted>"),
        ("flow-open", "Request<Started<models::Started>>"),
        ("flow-assign", "Request<models::Started>"),
        ("flow-accept", "Request<()>"),
        ("flow-delta", "Request<DeltaPage<models::Started>>"),
        ("flow-update", "Request<Option<models::Started>>"),
        ("flow-get-content", "Request<Bytes>"),
    ] {
        assert!(api.operations.iter().any(|it| it.name == operation), "{operation}");
        let link = format!("/{operation}?");
        let method = text.split("pub fn").zip(text.split("pub fn").skip(1)).find(|(doc, _)| doc.contains(&link));
        let (_, method) = method.unwrap_or_else(|| panic!("{operation} has no method"));
        assert!(method.split('{').next().unwrap().contains(answer), "{operation}: {method}");
    }
}

#[test]
fn the_course_compiles_and_its_examples_hold() {
    let built = Built::new("obstacles", &generate(&folder("docs"), built::runtime()));
    built.check();
    built.cargo(&["test", "--all-features"]);
}

/// Each workload alone, and none: nothing is missing or unused.
#[test]
fn each_workload_compiles_alone() {
    let output = generate(&folder("docs"), built::runtime());
    assert!(output.features.len() > 2, "{:?}", output.features);
    let built = Built::new("obstacles-features", &output);
    let (folder, workloads) = workloads::each_alone(Utf8Path::from_path(&built.folder).unwrap());
    assert_eq!(workloads, output.features.len());
    let built = Built { folder: folder.into() };
    built.cargo(&["clippy", "--workspace", "--", "-D", "warnings"]);
    built.cargo(&["doc", "--workspace", "--no-deps"]);
}
