//! Real processes that are interrupted while they write, or that write into the same folder at the same time: the
//! result is the old crate, the new one, or a state from which the next run restores one of them.

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
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use camino::Utf8PathBuf;
use support::{CommandOutput, Folder, assert_same, generate, run_in, tree};

/// The working folder of a run.
const STAGE: &str = "crate/.graph-codegen";

/// Two versions of docs, and the crate of each, with a name of its own.
struct Case {
    folder: Folder,
    crates: [BTreeMap<String, Vec<u8>>; 2],
}

const DOCS: [&str; 2] = ["docs", "other"];

/// Writes a part of our docs to `docs`: runs take time, and there are hundreds.
fn some_docs(folder: &Folder) {
    for (part, each) in [("api", 6), ("resources", 2)] {
        let pages = tree(&support::docs().join(part)).into_iter().skip(each - 1).step_by(each);
        for (page, text) in pages {
            folder.write(&format!("docs/{part}/{page}"), text);
        }
    }
}

impl Case {
    fn new() -> Case {
        let folder = Folder::new();
        some_docs(&folder);
        // Nearly every file differs, and some exist in only one of the two.
        support::copy(&folder.join("docs"), &folder.join("other"));
        for (path, text) in tree(&folder.join("other")).into_iter().filter(|(path, _)| path.ends_with(".md")) {
            let text = String::from_utf8(text).unwrap().replace(" the ", " that ");
            fs::write(folder.join("other").join(path), text).unwrap();
        }
        for part in ["api", "resources"] {
            let pages = folder.join("other").join(part);
            let (last, _) = tree(&pages).pop_last().unwrap();
            fs::remove_file(pages.join(last)).unwrap();
        }
        let mut case = Case { folder, crates: [BTreeMap::new(), BTreeMap::new()] };
        case.generate(0).exits(0);
        let manifest = case.folder.join("crate/Cargo.toml");
        let text = fs::read_to_string(&manifest).unwrap();
        fs::write(&manifest, text.replace("name = \"graph-crate\"", "name = \"my-graph\"")).unwrap();
        for which in [1, 0] {
            case.generate(which).exits(0);
            case.crates[which] = tree(&case.folder.join("crate"));
        }
        assert!(fs::read_to_string(&manifest).unwrap().contains("name = \"my-graph\""));
        case
    }

    fn arguments(&self, which: usize) -> [String; 5] {
        ["generate", "--docs", DOCS[which], "--out", "crate"].map(str::to_owned)
    }

    fn generate(&self, which: usize) -> CommandOutput {
        run_in(self.folder.path(), self.arguments(which))
    }

    fn start(&self, which: usize) -> Child {
        Command::new(support::binary())
            .args(self.arguments(which))
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Which of the two crates exists; fails if it is neither.
    #[track_caller]
    fn which(&self) -> usize {
        let now = tree(&self.folder.join("crate"));
        match self.crates.iter().position(|known| *known == now) {
            Some(which) => which,
            None => {
                assert_same(&self.crates[0], &now);
                unreachable!()
            }
        }
    }

    /// The state right after an interruption.
    #[track_caller]
    fn is_safe(&self) {
        // Files that cannot be generated again exist and are complete.
        for path in ["Cargo.toml", "model.json", "src/lib.rs"] {
            let now = fs::read(self.folder.join("crate").join(path)).unwrap();
            assert!(self.crates.iter().any(|known| known[path] == now), "{path} is neither the old nor the new one");
        }
    }

    /// The result of an interrupted run of the second docs over the crate of the first. In the end, the first crate is
    /// restored.
    #[track_caller]
    fn count(&self, how: &mut BTreeMap<&'static str, usize>) {
        self.is_safe();
        let left = self.folder.join(STAGE).exists();
        let torn = self.folder.join(STAGE).join("journal").exists();
        // The next run, whichever it is.
        let check = run_in(self.folder.path(), self.arguments(1).iter().map(String::as_str).chain(["--check"]));
        let which = self.which();
        assert_eq!(check.code, Some(if which == 1 { 0 } else { 1 }), "{}{}", check.out, check.err);
        assert_eq!(check.err.contains("its changes have been undone"), torn, "{}", check.err);
        *how.entry(match (torn, left, which) {
            (true, ..) => "torn, and undone by the next run",
            (_, true, 0) => "old, with files aside",
            (_, true, _) => "new, with files aside",
            (_, _, 0) => "old",
            _ => "new",
        })
        .or_default() += 1;
        if which == 1 {
            self.generate(0).exits(0);
        }
        assert_eq!(self.which(), 0);
    }
}

#[test]
fn a_run_that_is_killed_at_any_time_leaves_the_old_crate_or_the_new_one() {
    let case = Case::new();
    // The duration of a run on this machine, which only determines when to kill.
    let mut times = Vec::new();
    for _ in 0..3 {
        let started = Instant::now();
        assert!(case.start(1).wait().unwrap().success());
        times.push(started.elapsed());
        case.generate(0).exits(0);
    }
    times.sort();
    let whole = times[1];
    let mut how = BTreeMap::new();
    for moment in 0..100 {
        let mut child = case.start(1);
        std::thread::sleep(whole * moment / 95);
        child.kill().unwrap();
        child.wait().unwrap();
        case.count(&mut how);
    }
    eprintln!("100 kills over a run: {how:?}");
    assert!(how.keys().any(|how| how.starts_with("old")), "{how:?}");
}

/// Waits until a run has started to move files, or has ended.
fn until_it_moves(case: &Case, child: &mut Child) {
    let journal = case.folder.join(STAGE).join("journal");
    while !journal.exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(50));
    }
}

#[test]
fn a_run_killed_during_its_moves_leaves_the_old_crate_or_the_new_one() {
    let case = Case::new();
    let mut how = BTreeMap::new();
    for moment in 0..20 {
        let mut child = case.start(1);
        until_it_moves(&case, &mut child);
        std::thread::sleep(Duration::from_micros(500) * moment);
        // It may have ended normally.
        let _ = child.kill();
        child.wait().unwrap();
        case.count(&mut how);
    }
    eprintln!("20 kills among the moves: {how:?}");
}

#[cfg(unix)]
#[test]
fn a_run_that_is_signalled_leaves_the_old_crate_or_the_new_one() {
    let case = Case::new();
    let journal = case.folder.join(STAGE).join("journal");
    let mut how = BTreeMap::new();
    for signal in ["INT", "TERM", "HUP"] {
        for _ in 0..4 {
            let mut child = case.start(1);
            let id = child.id();
            let script = format!(
                "while kill -0 {id} 2>/dev/null && [ ! -e '{journal}' ]; do :; done; kill -{signal} {id} 2>/dev/null; true"
            );
            let mut sender = Command::new("sh").args(["-c", &script]).spawn().unwrap();
            child.wait().unwrap();
            sender.wait().unwrap();
            case.count(&mut how);
        }
    }
    eprintln!("12 signals among the moves: {how:?}");
}

#[test]
fn a_first_run_that_is_killed_leaves_nothing_or_a_crate() {
    let folder = Folder::new();
    some_docs(&folder);
    let docs = folder.join("docs");
    let start = || {
        Command::new(support::binary())
            .args(["generate", "--docs", docs.as_str(), "--out", "crate"])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    assert!(start().wait().unwrap().success());
    let whole = tree(&folder.join("crate"));
    for moment in 0..10 {
        fs::remove_dir_all(folder.join("crate")).unwrap();
        let mut child = start();
        while !folder.join(STAGE).exists() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(50));
        }
        std::thread::sleep(Duration::from_millis(1) * moment);
        let _ = child.kill();
        child.wait().unwrap();
        let check = run_in(folder.path(), ["generate", "--check", "--docs", docs.as_str(), "--out", "crate"]);
        let now = if folder.join("crate").exists() { tree(&folder.join("crate")) } else { BTreeMap::new() };
        if check.code == Some(0) {
            assert_same(&whole, &now);
        } else {
            assert!(check.code == Some(1) && now.is_empty(), "{check:?}: {:?}", now.keys());
        }
        generate(&docs, &folder.join("crate")).exits(0);
        assert_same(&whole, &tree(&folder.join("crate")));
    }
}

/// Adds everything that an interrupted run can leave.
fn leave_more(folder: &Folder) {
    for file in ["new/src/a.rs", "old/src/b.rs", "journal.new"] {
        folder.write(&format!("{STAGE}/{file}"), "left\n");
    }
}

/// A run that is interrupted as soon as it has started to write; its folder remains.
fn stopped_run() -> Case {
    let case = Case::new();
    loop {
        let mut child = case.start(1);
        let mark = case.folder.join(STAGE).join("lock");
        while !mark.exists() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(50));
        }
        let _ = child.kill();
        child.wait().unwrap();
        if mark.exists() {
            return case;
        }
        case.generate(0).exits(0);
    }
}

#[test]
fn git_and_cargo_ignore_the_files_of_an_interrupted_run() {
    let case = stopped_run();
    leave_more(&case.folder);
    let out = case.folder.join("crate");
    // Without the unpublished dependency.
    let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap();
    let package = manifest.split("[dependencies]").next().unwrap().split("[features]").next().unwrap().to_owned();
    for more in ["", "include = [\"**/*\"]\n"] {
        fs::write(out.join("Cargo.toml"), package.replacen("[package]\n", &format!("[package]\n{more}"), 1)).unwrap();
        for with_git in [false, true] {
            if with_git {
                let git = |arguments: &[&str]| Command::new("git").args(arguments).current_dir(&out).output();
                let Ok(_) = git(&["init", "--quiet"]) else {
                    eprintln!("skipped: there is no git");
                    continue;
                };
                let status = git(&["status", "--porcelain", "--untracked-files=all"]).unwrap();
                let status = String::from_utf8(status.stdout).unwrap();
                assert!(status.contains("src/lib.rs") && !status.contains(".graph-codegen"), "{status}");
            }
            let list = support::cargo("package").args(["--list", "--allow-dirty"]).current_dir(&out).output().unwrap();
            let list = CommandOutput::from(list).exits(0).out;
            assert!(list.contains("src/lib.rs") && !list.contains(".graph-codegen"), "{more}{list}");
            let _ = fs::remove_dir_all(out.join(".git"));
        }
    }
}

#[test]
fn a_run_waits_for_a_locked_folder_and_reports_it() {
    let case = Case::new();
    // Another process holds the lock.
    let path = case.folder.write(&format!("{STAGE}/lock"), "");
    let lock = fs::File::options().write(true).open(&path).unwrap();
    fs4::FileExt::lock(&lock).unwrap();
    let mut child = case.start(1);
    let mut said = String::new();
    let mut err = BufReader::new(child.stderr.take().unwrap());
    err.read_line(&mut said).unwrap();
    assert!(said.starts_with("waiting for another run of graph-codegen that changes crate"), "{said}");
    assert!(child.try_wait().unwrap().is_none());
    drop(lock);
    assert!(child.wait().unwrap().success());
    assert_eq!(case.which(), 1);
}

#[test]
fn a_lock_of_a_dead_process_is_released() {
    let case = stopped_run();
    case.generate(1).exits(0);
    assert_eq!(case.which(), 1);
}

#[test]
fn concurrent_runs_are_atomic() {
    let case = Case::new();
    let out = case.folder.join("crate");
    for round in 0..8 {
        // Over a crate, and without one; that one has the name of the folder.
        let fresh = round % 2 == 1;
        if fresh {
            fs::remove_dir_all(&out).unwrap();
        }
        let children: Vec<Child> = [0, 1, 1, 0].map(|which| case.start(which)).into();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        if fresh {
            let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap();
            fs::write(out.join("Cargo.toml"), manifest.replace("name = \"graph-crate\"", "name = \"my-graph\""))
                .unwrap();
            // The tests of the crate contain its name too.
            let which = [0, 1].into_iter().find(|which| {
                let check =
                    run_in(case.folder.path(), case.arguments(*which).iter().map(String::as_str).chain(["--check"]));
                !check.out.contains("model.json")
            });
            case.generate(which.expect("the model is of one of the two")).exits(0);
        }
        case.which();
    }
}

#[test]
fn a_crate_of_an_interrupted_run_is_restored_before_it_is_compared() {
    let case = stopped_run();
    run_in(case.folder.path(), ["diff", "crate", "docs"]).exits(0);
    assert_eq!(case.which(), 0);
}

/// Pages with many fixes.
fn broken_pages() -> (Folder, Utf8PathBuf) {
    let folder = Folder::new().with_docs();
    let pages = tree(&folder.join("docs")).into_iter();
    for (path, text) in pages.filter(|(path, _)| path.starts_with("api/") && path.ends_with(".md")) {
        let text = String::from_utf8(text).unwrap();
        fs::write(folder.join("docs").join(path), text.replace("\n}\n", ",\n}\n")).unwrap();
    }
    let docs = folder.join("docs");
    (folder, docs)
}

#[test]
fn pages_are_whole_if_fixing_is_killed_and_no_other_files_remain() {
    let (folder, docs) = broken_pages();
    let broken = tree(&docs);
    let fix = ["check", "--fix", "--docs", "docs"];
    run_in(folder.path(), fix);
    let fixed = tree(&docs);
    assert!(broken != fixed, "there is something to fix");
    let among_pages = |now: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        now.keys()
            .filter(|path| !broken.contains_key(*path))
            .filter(|path| !path.starts_with(".graph-codegen/"))
            .cloned()
            .collect()
    };
    for moment in 0..15 {
        for (path, text) in &broken {
            if !path.ends_with('/') {
                fs::write(docs.join(path), text).unwrap();
            }
        }
        let mut child = Command::new(support::binary())
            .args(fix)
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while !docs.join(".graph-codegen").exists() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(50));
        }
        std::thread::sleep(Duration::from_millis(1) * moment);
        let _ = child.kill();
        child.wait().unwrap();
        let now = tree(&docs);
        assert!(among_pages(&now).is_empty(), "{:?}", among_pages(&now));
        for (path, text) in &broken {
            assert!(now[path] == *text || now[path] == fixed[path], "{path} is neither unchanged nor fixed");
        }
        // The next run leaves nothing, fixed or not.
        run_in(folder.path(), ["check", "--docs", "docs"]);
        assert!(tree(&docs).keys().all(|path| !path.contains(".graph-codegen")));
        run_in(folder.path(), fix);
        assert_same(&fixed, &tree(&docs));
    }
}

#[test]
fn a_run_that_ends_leaves_no_folder_of_its_own() {
    let case = Case::new();
    for which in [1, 0] {
        case.generate(which).exits(0);
        assert!(!case.folder.join(STAGE).exists());
    }
}
