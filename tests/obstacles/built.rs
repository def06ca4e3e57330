//! A generated crate on disk, compiled and run by cargo.

use std::fs;
use std::path::{Path, PathBuf};

use graph_codegen::rust::{Output, Runtime};

/// A generated crate on disk, below the target folder.
pub struct Built {
    /// Where it is.
    pub folder: PathBuf,
}

/// The runtime of this workspace, for a generated crate.
pub fn runtime() -> Runtime {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../graph-models").canonicalize().unwrap();
    Runtime::Path(folder.to_str().unwrap().replace('\\', "/"))
}

impl Built {
    /// Writes a crate to disk.
    pub fn new(name: &str, output: &Output) -> Built {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        // Files of an earlier run would be compiled too.
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        for (path, text) in &output.files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        // Only the versions of the workspace are available without a network.
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        Built { folder }
    }

    /// Runs cargo on the crate, offline and with warnings denied. For tests with `crate::support`.
    pub fn cargo(&self, arguments: &[&str]) {
        let mut cargo = crate::support::nested(arguments[0]);
        let output = cargo.current_dir(&self.folder).arg("--quiet").args(&arguments[1..]).output().unwrap();
        assert!(
            output.status.success(),
            "cargo {}\n{}\n{}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// There are no warnings of the compiler, clippy or rustdoc.
    pub fn check(&self) {
        self.cargo(&["clippy", "--all-features", "--all-targets", "--", "-D", "warnings"]);
        self.cargo(&["doc", "--all-features", "--no-deps"]);
    }
}
