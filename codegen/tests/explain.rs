//! Every kind of finding has a page in `codegen/src/diagnostic/findings/`, and its samples match the page.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use camino::Utf8Path;
use graph_codegen::check::Findings;
use graph_codegen::diagnostic::{Code, Sample};
use graph_codegen::docs::Tree;
use graph_codegen::explain;

fn source(folder: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder);
    if folder.exists() { folder } else { folder.with_extension("rs") }
}

/// The findings in the docs around a sample.
fn found(sample: Sample) -> Vec<(Code, String)> {
    let tree = sample.tree().map_or_else(tree_with_link_to_outside, Tree::from_memory);
    Findings::of(tree).diagnostics.into_iter().map(|d| (d.code, d.message)).collect()
}

/// The only sample that a tree in memory cannot contain: a link out of the docs folder.
fn tree_with_link_to_outside() -> Tree {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let docs = root.join("docs");
    for (path, page) in Code::EmptyPage.good().tree().unwrap() {
        fs::create_dir_all(docs.join(&path).parent().unwrap()).unwrap();
        fs::write(docs.join(path), page).unwrap();
    }
    fs::write(root.join("outside.md"), "# Outside\n").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(root.join("outside.md"), docs.join("resources/link.md")).unwrap();
    #[cfg(windows)]
    std::os::windows::fs::symlink_file(root.join("outside.md"), docs.join("resources/link.md")).unwrap();
    Tree::read(&docs).unwrap()
}

#[test]
fn bad_samples_yield_their_finding_and_good_ones_are_clean() {
    let mut wrong = Vec::new();
    for code in Code::ALL {
        let bad = found(code.bad());
        if !bad.iter().any(|(found, _)| found == code) {
            wrong.push(format!("the bad sample of {} yields {bad:?}", code.id()));
        }
        let good = found(code.good());
        if !good.is_empty() {
            wrong.push(format!("the good sample of {} yields {good:?}", code.id()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The page names the modules that report the finding: each of them must contain the code in one of its files.
#[test]
fn modules_that_emit_a_finding_name_its_code() {
    for code in Code::ALL {
        for module in code.emitted_by().split(", ") {
            let variant = format!("Code::{code:?}");
            assert!(any_file_has(&source(module), &variant), "no file in `src/{module}` names {variant}");
        }
    }
}

fn any_file_has(folder: &Path, word: &str) -> bool {
    let has = |text: &str| text.split(word).skip(1).any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()));
    if folder.is_file() {
        return has(&fs::read_to_string(folder).unwrap());
    }
    fs::read_dir(folder).unwrap().any(|entry| any_file_has(&entry.unwrap().path(), word))
}

#[test]
fn identifiers_are_unique_ascending_and_found_by_either_name() {
    for pair in Code::ALL.windows(2) {
        let [a, b] = pair else { unreachable!() };
        assert!(a.id() < b.id(), "{} and {}", a.id(), b.id());
    }
    let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), Code::ALL.len());
    for code in Code::ALL {
        assert_eq!(Code::find(&code.id().to_lowercase()), Some(*code));
        assert_eq!(Code::find(&code.name().to_uppercase()), Some(*code));
    }
    assert_eq!(Code::find("GD9999"), None);
}

#[test]
fn every_page_in_the_folder_belongs_to_a_code() {
    let pages: BTreeSet<String> = fs::read_dir(source("diagnostic/findings"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let codes = Code::ALL.iter().map(|code| format!("{}.md", code.id()));
    assert_eq!(pages, codes.chain(["README.md".to_owned()]).collect());
}

/// The table is written by `UPDATE_PAGES=1 cargo test -p graph-codegen --test explain`.
#[test]
fn the_table_of_all_pages_is_current() {
    let path = source("diagnostic/findings/README.md");
    if std::env::var_os("UPDATE_PAGES").is_some() {
        fs::write(&path, explain::index()).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        explain::index(),
        "run `UPDATE_PAGES=1 cargo test -p graph-codegen --test explain`"
    );
}
