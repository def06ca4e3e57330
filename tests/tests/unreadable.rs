//! Files that exist but cannot be read end the run of any command; nothing is written, and the message has the path.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use camino::Utf8Path;
use support::{CommandOutput, Folder, assert_same, generate, tree};

/// A user without special permissions.
const NOBODY: u32 = 65534;

fn mode(path: &Utf8Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Runs a command as a user without special permissions: as this user, or as `nobody` if this user may read
/// everything.
fn run_bound(folder: &Folder, arguments: &[&str]) -> CommandOutput {
    let probe = folder.write("probe", "");
    mode(&probe, 0o000);
    let mut command = Command::new(folder.join("graph-codegen"));
    if fs::read(&probe).is_ok() {
        command.uid(NOBODY).gid(NOBODY);
    }
    fs::remove_file(probe).unwrap();
    command.args(arguments).current_dir(folder.path()).stdin(Stdio::null()).output().unwrap().into()
}

/// Our docs, their crate, and the command, in a folder where everyone may write.
fn open_folder() -> Folder {
    let folder = Folder::new().with_docs();
    generate(&folder.join("docs"), &folder.join("crate")).exits(0);
    fs::copy(support::binary(), folder.join("graph-codegen")).unwrap();
    mode(folder.path(), 0o777);
    for path in tree(&folder.join("crate")).into_keys().filter(|path| path.ends_with('/')) {
        mode(&folder.join("crate").join(path), 0o777);
    }
    for path in tree(&folder.join("crate")).into_keys().filter(|path| !path.ends_with('/')) {
        mode(&folder.join("crate").join(path), 0o666);
    }
    mode(&folder.join("crate"), 0o777);
    folder
}

#[test]
fn a_page_or_folder_or_include_that_cannot_be_read_ends_each_command() {
    let folder = open_folder();
    let include = fs::read_dir(folder.join("docs/includes")).unwrap().flatten().find(|e| e.path().is_dir());
    let include = include.map_or_else(|| folder.join("docs/includes"), |e| e.path().try_into().unwrap());
    let file = fs::read_dir(&include).unwrap().flatten().next().unwrap();
    let file = format!("{}/{}", include.strip_prefix(folder.path()).unwrap(), file.file_name().to_str().unwrap());
    let before = tree(&folder.join("crate"));
    for unreadable in [
        "docs/resources/retentionsetting.md",
        "docs/api/restoresessionbase-get.md",
        &file,
        "docs/includes",
        "docs/api",
        "docs",
    ] {
        let path = folder.join(unreadable);
        let was = fs::metadata(&path).unwrap().permissions().mode();
        mode(&path, 0o000);
        for arguments in [
            &["generate", "--docs", "docs", "--out", "crate"][..],
            &["generate", "--check", "--docs", "docs", "--out", "crate"],
            &["check", "--docs", "docs"],
            &["check", "--fix", "--docs", "docs"],
            &["model", "--docs", "docs"],
            &["diff", "crate", "docs"],
            &["diff", "docs", "crate"],
            &["prove", "--docs", "docs", "--work", "work"],
        ] {
            let outcome = run_bound(&folder, arguments);
            assert_eq!(outcome.code, Some(2), "{unreadable} {arguments:?}: {outcome:?}");
            assert!(outcome.err.starts_with("error: ") && outcome.err.contains(unreadable), "{}", outcome.err);
            assert!(outcome.err.contains("ermission denied"), "{}", outcome.err);
            assert_eq!(outcome.out, "");
        }
        mode(&path, was);
    }
    assert_same(&before, &tree(&folder.join("crate")));
    run_bound(&folder, &["generate", "--check", "--docs", "docs", "--out", "crate"]).exits(0);
}

#[test]
fn a_link_to_an_unreadable_file_ends_the_run() {
    let folder = open_folder();
    folder.write("docs/hidden/page.md", "# Page\n");
    std::os::unix::fs::symlink("../.locked/page.md", folder.join("docs/resources/linked.md")).unwrap();
    fs::rename(folder.join("docs/hidden"), folder.join("docs/.locked")).unwrap();
    run_bound(&folder, &["model", "--docs", "docs"]).exits(0);
    mode(&folder.join("docs/.locked"), 0o000);
    let outcome = run_bound(&folder, &["model", "--docs", "docs"]);
    mode(&folder.join("docs/.locked"), 0o755);
    let outcome = outcome.exits(2);
    assert!(outcome.err.contains("docs/resources/linked.md"), "{}", outcome.err);
}

#[test]
fn special_files_are_a_finding_and_do_not_block() {
    let folder = Folder::new().with_docs();
    let made = Command::new("mkfifo").arg(folder.join("docs/pipe.md")).status().unwrap();
    assert!(made.success());
    // Links to it, broken links and cyclic links: findings about the docs, not errors of the disk.
    for (to, link) in [("../pipe.md", "pipe"), ("nowhere.md", "gone"), ("self.md", "self")] {
        std::os::unix::fs::symlink(to, folder.join(&format!("docs/resources/{link}.md"))).unwrap();
    }
    let outcome = generate(&folder.join("docs"), &folder.join("crate")).exits(0);
    for link in ["pipe", "gone", "self"] {
        assert!(outcome.err.contains(&format!("--> resources/{link}.md:1:1")), "{link}: {}", outcome.err);
    }
    assert_eq!(outcome.err.matches("[GD0002]").count(), 3, "{}", outcome.err);
}
