//! A run that has nothing to do knows it by the note of the one before; whatever changed, it is not taken in.

#![allow(clippy::unwrap_used, reason = "that is how a test fails")]

mod support;

use std::fs;

use camino::Utf8PathBuf;
use support::{Folder, Outcome, assert_same, run, tree};

const PAGE: &str = "docs/resources/restorepoint.md";
const FILE: &str = "crate/src/generated/models/restore_point.rs";

fn generate(folder: &Folder, more: &[&str]) -> Outcome {
    let mut arguments = vec!["generate".to_owned()];
    for (option, path) in [("--docs", "docs"), ("--out", "crate"), ("--cache-dir", "cache")] {
        arguments.extend([option.to_owned(), folder.join(path).to_string()]);
    }
    arguments.extend(more.iter().map(|&argument| argument.to_owned()));
    run(arguments)
}

/// A crate of our docs, generated once, with its note.
fn generated() -> (Folder, Outcome) {
    let folder = Folder::new().with_docs();
    // A contradiction, so that there is something to say.
    let page = fs::read_to_string(folder.join(PAGE)).unwrap();
    fs::write(folder.join(PAGE), page.replace("|id|String|", "|id|strnig|").replace("|id|String |", "|id|strnig|"))
        .unwrap();
    let first = generate(&folder, &[]).exits(0);
    (folder, first)
}

fn note(folder: &Folder) -> Utf8PathBuf {
    let mut notes: Vec<Utf8PathBuf> =
        folder.join("cache").read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path()).collect();
    assert_eq!(notes.len(), 1, "{notes:?}");
    notes.pop().unwrap()
}

/// Marks the note: what a run says shows whether it went by it.
fn mark(folder: &Folder) {
    let note = note(folder);
    let text = fs::read_to_string(&note).unwrap();
    let marked = text.replace("\"summary\":\"", "\"summary\":\"as noted, ");
    assert_ne!(text, marked);
    fs::write(note, marked).unwrap();
}

fn is_recalled(outcome: &Outcome) -> bool {
    outcome.out.starts_with("as noted, ")
}

#[test]
fn a_run_with_nothing_to_do_goes_by_the_note() {
    let (folder, first) = generated();
    let before = tree(&folder.join("crate"));
    mark(&folder);
    for more in [&[][..], &["--check"]] {
        let again = generate(&folder, more).exits(0);
        assert!(is_recalled(&again), "{}", again.out);
        assert_eq!(again.err, first.err);
        assert!(again.out.contains(" 0 files "), "{}", again.out);
        assert_same(&before, &tree(&folder.join("crate")));
    }
    // The note has no list of all contradictions.
    let verbose = generate(&folder, &["--verbose"]).exits(0);
    assert!(!is_recalled(&verbose), "{}", verbose.out);
}

#[test]
fn a_check_leaves_a_note_as_well() {
    let (folder, _) = generated();
    fs::remove_file(note(&folder)).unwrap();
    generate(&folder, &["--check"]).exits(0);
    mark(&folder);
    assert!(is_recalled(&generate(&folder, &["--check"]).exits(0)));
}

#[test]
fn whatever_changed_is_seen() {
    type Change = fn(&Folder);
    let changes: [(&str, Change, &[&str]); 8] = [
        ("a page", |f| append(f, PAGE, "\nMore.\n"), &[]),
        ("a new page", |f| fs::copy(f.join(PAGE), f.join("docs/resources/another.md")).map(drop).unwrap(), &[]),
        ("a page less", |f| fs::remove_file(f.join("docs/resources/timeperiod.md")).unwrap(), &[]),
        ("a file", |f| append(f, FILE, "// edited\n"), &[]),
        ("a file less", |f| fs::remove_file(f.join(FILE)).unwrap(), &[]),
        (
            "a generated file more",
            |f| fs::copy(f.join(FILE), f.join("crate/src/generated/models/left.rs")).map(drop).unwrap(),
            &[],
        ),
        ("the options", |_| (), &["--exclude", "restorepoint-search"]),
        ("the note", |f| fs::write(note(f), "{").unwrap(), &[]),
    ];
    for (what, change, more) in changes {
        let (folder, _) = generated();
        mark(&folder);
        change(&folder);
        let again = generate(&folder, more).exits(0);
        assert!(!is_recalled(&again), "{what}: {}", again.out);
        // What the command leaves is what it leaves in an empty folder.
        let left = tree(&folder.join("crate"));
        fs::remove_dir_all(folder.join("crate")).unwrap();
        generate(&folder, &[more, &["--no-cache"]].concat()).exits(0);
        assert_same(&tree(&folder.join("crate")), &left);
    }
}

fn append(folder: &Folder, path: &str, text: &str) {
    let path = folder.join(path);
    fs::write(&path, fs::read_to_string(&path).unwrap() + text).unwrap();
}

#[test]
fn a_folder_without_room_for_notes_is_no_obstacle() {
    let folder = Folder::new().with_docs();
    folder.write("cache", "a file");
    for _ in 0..2 {
        generate(&folder, &[]).exits(0);
    }
    assert_eq!(fs::read_to_string(folder.join("cache")).unwrap(), "a file");
}

#[test]
fn without_a_cache_nothing_is_left() {
    let folder = Folder::new().with_docs();
    generate(&folder, &["--no-cache"]).exits(0);
    assert!(!folder.join("cache").exists());
}
