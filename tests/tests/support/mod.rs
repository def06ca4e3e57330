//! Shared by the tests of the command: the binary, its processes, and working folders.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;
use walkdir::WalkDir;

/// The root of the repository.
pub fn workspace() -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The pages that the shipped crate is generated from.
pub fn docs() -> Utf8PathBuf {
    workspace().join("docs/v1.0")
}

/// The shipped crate.
pub fn models() -> Utf8PathBuf {
    workspace().join("graph-models")
}

/// A folder below the build folder that is kept between runs.
pub fn scratch(name: &str) -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// A command of the cargo that runs these tests. All dependencies have been downloaded by then.
pub fn cargo(command: &str) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into()));
    cargo.args([command, "--offline"]).stdin(Stdio::null());
    // Cargo's variables about the tested package are not for the packages built here; some build scripts run again if
    // they change.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// The same cargo for a crate that a test has generated. All of them share a build folder and use the same flags, so
/// that common parts are compiled once. Warnings are errors, and there is no debug information.
pub fn nested(command: &str) -> Command {
    let mut cargo = cargo(command);
    cargo
        .env("CARGO_TARGET_DIR", scratch("nested"))
        .envs([("RUSTFLAGS", "-Dwarnings"), ("RUSTDOCFLAGS", "-Dwarnings")])
        .envs([("CARGO_PROFILE_DEV_DEBUG", "0"), ("CARGO_INCREMENTAL", "0")]);
    cargo
}

/// The binary `graph-codegen`. Cargo only builds the binaries of a test's own package, so this one is built here, with
/// the profile and target folder of the running test; after the first time, there is nothing to do.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        // target/debug/deps/cli-0123456789abcdef
        let test = std::env::current_exe().unwrap();
        let folder = test.parent().and_then(Path::parent).unwrap();
        let profile = match folder.file_name().and_then(OsStr::to_str).unwrap() {
            "debug" => "dev",
            other => other,
        };
        let built = cargo("build")
            .args(["--quiet", "--package", "graph-codegen", "--bin", "graph-codegen", "--profile", profile])
            .arg("--target-dir")
            .arg(folder.parent().unwrap())
            .current_dir(workspace())
            .output()
            .unwrap();
        assert!(built.status.success(), "graph-codegen does not build:\n{}", String::from_utf8_lossy(&built.stderr));
        let binary = folder.join(format!("graph-codegen{}", std::env::consts::EXE_SUFFIX));
        assert!(binary.is_file(), "cargo did not write {}", binary.display());
        binary
    })
}

/// The result of a process.
#[derive(Debug)]
pub struct CommandOutput {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for CommandOutput {
    fn from(output: Output) -> CommandOutput {
        let text = |bytes| String::from_utf8(bytes).expect("messages and results are UTF-8");
        CommandOutput { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl CommandOutput {
    /// Fails unless the process ended with this code.
    #[track_caller]
    pub fn exits(self, code: i32) -> CommandOutput {
        assert_eq!(self.code, Some(code), "standard output:\n{}\nstandard error:\n{}", self.out, self.err);
        assert!(!self.err.contains("panicked at"), "{}", self.err);
        self
    }
}

/// Runs `graph-codegen` in a folder.
pub fn run_in<S: AsRef<OsStr>>(folder: &Utf8Path, arguments: impl IntoIterator<Item = S>) -> CommandOutput {
    let output = assert_cmd::Command::new(binary())
        .args(arguments)
        .current_dir(folder)
        // The width of help depends on the terminal.
        .env_remove("COLUMNS")
        // A process that takes minutes hangs.
        .timeout(Duration::from_secs(300))
        .output()
        .unwrap();
    output.into()
}

/// Runs `graph-codegen` in the repository.
pub fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> CommandOutput {
    run_in(&workspace(), arguments)
}

/// Runs `graph-codegen generate` from one folder into another.
pub fn generate(docs: &Utf8Path, out: &Utf8Path) -> CommandOutput {
    run(["generate", "--docs", docs.as_str(), "--out", out.as_str()])
}

/// A folder that is removed at the end of the test.
pub struct Folder {
    path: Utf8PathBuf,
    _temporary: TempDir,
}

impl Folder {
    pub fn new() -> Folder {
        let temporary = tempfile::Builder::new().prefix("graph-tests-").tempdir().unwrap();
        // Canonical paths, so that paths in messages can be compared.
        let path = Utf8PathBuf::from_path_buf(temporary.path().canonicalize().unwrap()).unwrap();
        Folder { path, _temporary: temporary }
    }

    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    pub fn join(&self, below: &str) -> Utf8PathBuf {
        self.path.join(below)
    }

    /// Writes a file and returns its path.
    pub fn write(&self, below: &str, contents: impl AsRef<[u8]>) -> Utf8PathBuf {
        let path = self.join(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, contents).unwrap();
        path
    }

    /// Copies our docs to `docs` below this folder.
    pub fn with_docs(self) -> Folder {
        copy(&docs(), &self.join("docs"));
        self
    }
}

/// Copies a folder.
pub fn copy(from: &Utf8Path, to: &Utf8Path) {
    for (path, contents) in tree(from) {
        let target = to.join(&path);
        if path.ends_with('/') {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::write(target, contents).unwrap();
        }
    }
}

/// Every file below a folder with its contents; folders end with a slash.
pub fn tree(folder: &Utf8Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in WalkDir::new(folder).min_depth(1) {
        let entry = entry.unwrap();
        let path = Utf8Path::from_path(entry.path()).unwrap().strip_prefix(folder).unwrap().as_str().replace('\\', "/");
        if entry.file_type().is_dir() {
            found.insert(format!("{path}/"), Vec::new());
        } else if entry.file_type().is_symlink() {
            let target = fs::read_link(entry.path()).unwrap();
            found.insert(path, target.to_string_lossy().into_owned().into_bytes());
        } else {
            found.insert(path, fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// Fails, and names the paths, if two folders differ.
#[track_caller]
pub fn assert_same(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) {
    let differ: Vec<&String> =
        before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)).collect();
    assert!(differ.is_empty(), "these differ: {differ:?}");
}
