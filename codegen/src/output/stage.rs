//! A folder beside the files that are about to be replaced: what is moved into place from it crosses no file system.

use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

/// How many folders of other runs may be in the way.
const MOST_LEFT_BEHIND: u32 = 1000;

/// A new folder, removed with all that is left in it when this goes out of scope.
pub(super) struct Stage {
    path: Utf8PathBuf,
    keep: bool,
}

impl Stage {
    /// Makes a folder in `folder` whose name nobody else has: it holds the number of this process, and one more should
    /// a process of the same number have been stopped half way.
    pub fn create(folder: &Utf8Path) -> io::Result<Stage> {
        let process = std::process::id();
        let mut tries = 0;
        loop {
            let path = folder.join(format!(".graph-codegen-{process}-{tries}"));
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Stage { path, keep: false }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < MOST_LEFT_BEHIND => tries += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// Leaves the folder and what is in it.
    pub fn keep(mut self) {
        self.keep = true;
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !self.keep {
            // What cannot be removed does no harm: its name starts with a dot.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}
