//! Putting generated files on disk: only what changed, all or nothing, and never over a file written by hand.

use std::collections::BTreeMap;
use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use crate::rust::BANNER;

/// What would be done to a crate's folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that do not exist yet, or have other contents.
    pub written: Vec<String>,
    /// Files that are as they should be.
    pub unchanged: usize,
    /// Generated files that are not generated any more.
    pub removed: Vec<String>,
}

impl Changes {
    /// Whether the folder is as it should be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }
}

/// Why files could not be put on disk.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// A file of the same name was written by hand.
    #[error("{0} exists and was not written by graph-codegen: move it away, or choose another folder with --out")]
    Foreign(Utf8PathBuf),
    /// A file could not be read, written or removed.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: Utf8PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

fn failed(action: &'static str, path: &Utf8Path) -> impl FnOnce(io::Error) -> OutputError {
    let path = path.to_owned();
    move |source| OutputError::Io { action, path, source }
}

/// Whether a file was written by the generator: its first line bears the banner.
fn is_generated(contents: &[u8]) -> bool {
    let first = contents.split(|b| *b == b'\n').next().unwrap_or_default();
    String::from_utf8_lossy(first).contains(BANNER)
}

/// Contents with Windows line ends count as equal: a checkout may convert them.
fn same(existing: &[u8], wanted: &str) -> bool {
    existing == wanted.as_bytes()
        || (existing.contains(&b'\r')
            && existing
                .split(|b| *b == b'\n')
                .map(|l| l.strip_suffix(b"\r").unwrap_or(l))
                .eq(wanted.as_bytes().split(|b| *b == b'\n')))
}

/// Compares what is wanted with what is there.
///
/// # Errors
/// When a folder or file cannot be read, or a file in the way was written by hand.
pub fn compare(out: &Utf8Path, files: &BTreeMap<String, String>, roots: &[String]) -> Result<Changes, OutputError> {
    let mut changes = Changes::default();
    for (path, wanted) in files {
        let full = out.join(path);
        match fs::read(&full) {
            Ok(existing) if same(&existing, wanted) => changes.unchanged += 1,
            Ok(existing) if is_generated(&existing) => changes.written.push(path.clone()),
            Ok(_) => return Err(OutputError::Foreign(full)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => changes.written.push(path.clone()),
            Err(error) => return Err(failed("read", &full)(error)),
        }
    }
    for root in roots {
        stale(out, root, files, &mut changes.removed)?;
    }
    changes.removed.sort();
    Ok(changes)
}

/// Generated files below `path` that are not wanted.
fn stale(
    out: &Utf8Path,
    path: &str,
    files: &BTreeMap<String, String>,
    found: &mut Vec<String>,
) -> Result<(), OutputError> {
    let full = out.join(path);
    let Ok(kind) = fs::symlink_metadata(&full) else { return Ok(()) };
    if kind.is_dir() {
        let entries = full.read_dir_utf8().map_err(failed("read", &full))?;
        for entry in entries {
            let entry = entry.map_err(failed("read", &full))?;
            stale(out, &format!("{path}/{}", entry.file_name()), files, found)?;
        }
    } else if kind.is_file() && !files.contains_key(path) {
        let contents = fs::read(&full).map_err(failed("read", &full))?;
        if is_generated(&contents) {
            found.push(path.to_owned());
        }
    }
    Ok(())
}

/// Brings the folder to what is wanted. Everything is first written beside the old files; only when all of it is on
/// disk is it moved into place, and what was moved is moved back if a later step fails.
///
/// # Errors
/// When a file cannot be written, moved or removed; the folder is then as it was.
pub fn apply(out: &Utf8Path, files: &BTreeMap<String, String>, changes: &Changes) -> Result<(), OutputError> {
    if changes.is_empty() {
        return Ok(());
    }
    let existed = out.exists();
    fs::create_dir_all(out).map_err(failed("create the folder", out))?;
    let result = stage_and_move(out, files, changes);
    if result.is_err() && !existed {
        // Only what we made is taken away: a folder that is not empty stays.
        let _ = fs::remove_dir(out);
    }
    result
}

fn stage_and_move(out: &Utf8Path, files: &BTreeMap<String, String>, changes: &Changes) -> Result<(), OutputError> {
    let stage =
        tempfile::Builder::new().prefix(".graph-codegen-").tempdir_in(out).map_err(failed("write into", out))?;
    let stage_path = Utf8Path::from_path(stage.path()).unwrap_or(out);
    let (new, old) = (stage_path.join("new"), stage_path.join("old"));
    for path in &changes.written {
        let Some(contents) = files.get(path) else { continue };
        let target = new.join(path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(failed("create the folder", folder))?;
        }
        fs::write(&target, contents).map_err(failed("write", &target))?;
    }

    let mut journal = Journal::default();
    let mut run = || -> Result<(), OutputError> {
        for path in changes.written.iter().chain(&changes.removed) {
            let target = out.join(path);
            if target.exists() {
                journal.shift(&target, &old.join(path))?;
            }
        }
        // Folders that held nothing else go, so that a module may become a file of the same name or the reverse.
        for path in &changes.removed {
            journal.prune(out, path);
        }
        for path in &changes.written {
            journal.shift(&new.join(path), &out.join(path))?;
        }
        Ok(())
    };
    let result = run();
    if result.is_err() {
        journal.undo();
    }
    result
}

/// What was moved, to be moved back.
#[derive(Default)]
struct Journal {
    moves: Vec<(Utf8PathBuf, Utf8PathBuf)>,
    folders: Vec<Utf8PathBuf>,
}

impl Journal {
    fn shift(&mut self, from: &Utf8Path, to: &Utf8Path) -> Result<(), OutputError> {
        if let Some(folder) = to.parent() {
            let mut missing: Vec<&Utf8Path> = folder.ancestors().take_while(|f| !f.exists()).collect();
            fs::create_dir_all(folder).map_err(failed("create the folder", folder))?;
            missing.reverse();
            self.folders.extend(missing.into_iter().map(Utf8Path::to_owned));
        }
        fs::rename(from, to).map_err(failed("write", to))?;
        self.moves.push((from.to_owned(), to.to_owned()));
        Ok(())
    }

    /// Removes the folders above a removed file that are empty now.
    fn prune(&mut self, out: &Utf8Path, path: &str) {
        let mut folder = Utf8Path::new(path).parent();
        while let Some(relative) = folder.filter(|f| !f.as_str().is_empty()) {
            if fs::remove_dir(out.join(relative)).is_err() {
                break;
            }
            folder = relative.parent();
        }
    }

    fn undo(&mut self) {
        for (from, to) in self.moves.drain(..).rev() {
            if let Some(folder) = from.parent() {
                let _ = fs::create_dir_all(folder);
            }
            let _ = fs::rename(&to, &from);
        }
        for folder in self.folders.drain(..).rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}
