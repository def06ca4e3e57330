//! The command `graph-codegen mock` as a process. For tests with `crate::support`.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use crate::support;

/// Locked while the binary is built and used: with and without the feature, cargo writes it to the same path.
pub static BUILD: Mutex<()> = Mutex::new(());

/// The command with all features that the tests of the workspace turn on, copied to a separate file: other tests use the
/// binary without them. Cargo has built it for the tests of its package, so a run of all tests builds nothing here.
fn binary() -> PathBuf {
    let _held = BUILD.lock().unwrap_or_else(PoisonError::into_inner);
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(std::path::Path::parent).unwrap();
    let profile = match folder.file_name().and_then(std::ffi::OsStr::to_str).unwrap() {
        "debug" => "dev",
        other => other,
    };
    let built = support::cargo("test")
        .args(["--quiet", "--no-run", "--workspace", "--test", "printed"])
        .args(["--profile", profile, "--target-dir"])
        .arg(folder.parent().unwrap())
        .current_dir(support::workspace())
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let name = format!("graph-codegen{}", std::env::consts::EXE_SUFFIX);
    // Each test process has its own copy: a running file cannot be written.
    let copy = support::scratch(&format!("mock-{}-{name}", env!("CARGO_CRATE_NAME")));
    std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
    static COPIED: Mutex<bool> = Mutex::new(false);
    let mut copied = COPIED.lock().unwrap_or_else(PoisonError::into_inner);
    if !*copied {
        std::fs::copy(folder.join(name), &copy).unwrap();
        *copied = true;
    }
    copy.into()
}

/// The path of the command.
pub fn path() -> PathBuf {
    binary()
}

/// A mock of `docs/v1.0` that ends with its test.
pub struct Mock {
    pub process: Child,
    pub out: BufReader<ChildStdout>,
    /// Such as `http://127.0.0.1:8080`.
    pub url: String,
}

impl Mock {
    pub fn start(options: &[&str]) -> Mock {
        let mut process = Command::new(binary())
            .args(["mock", "--docs", support::docs().as_str(), "--port", "0"])
            .args(options)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let url = line.trim_end().strip_prefix("listening on ").unwrap_or_else(|| panic!("{line:?}")).to_owned();
        Mock { process, out, url }
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
