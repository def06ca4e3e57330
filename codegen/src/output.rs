//! Putting generated files on disk: only what changed, all or nothing, and never over a file written by hand.
//!
//! A run that is stopped half way, whatever stops it, leaves the old files, the new ones, or what the next run needs to get
//! the old ones back; of two runs in one folder, the second waits for the first. `output/claim.rs` says how.

mod claim;
mod journal;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

pub(crate) use self::claim::Claim;
use self::journal::Journal;
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
    /// Some files are new, and moving the old ones back failed as well. The next run tries again.
    #[error(
        "{cause}; not every file could be moved back: the old ones are in {kept}, from where the next run moves them"
    )]
    Torn {
        /// What failed first.
        cause: Box<OutputError>,
        /// The folder that holds the files as they were.
        kept: Utf8PathBuf,
    },
    /// What a run has left that was stopped cannot be understood.
    #[error(
        "{0} is damaged; it says what a run was about to change that was stopped. Look through the files, move those from \
         the folder `old` beside it back that are missing, and remove the folder of {0}"
    )]
    Journal(Utf8PathBuf),
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

/// What is worth telling while files are put on disk.
#[derive(Debug)]
#[non_exhaustive]
pub enum Notice<'a> {
    /// Another run changes the folder; this one waits until it has ended.
    Waiting(&'a Utf8Path),
    /// A run was stopped while it changed the folder; the files are again what they were before it.
    Undone(&'a Utf8Path),
}

impl fmt::Display for Notice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::Waiting(folder) => write!(f, "waiting for another run of graph-codegen that changes {folder}"),
            Notice::Undone(folder) => write!(
                f,
                "an earlier run of graph-codegen was stopped while it changed {folder}; its changes have been undone"
            ),
        }
    }
}

/// Who is told.
pub type Notify = fn(&Notice<'_>);

/// Called before each change on disk. In tests something may happen there.
#[cfg(not(test))]
fn step() {}
#[cfg(test)]
use self::tests::step;

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

/// The contents of the generated file at a path; nothing if nothing is there.
fn generated(path: &Utf8Path) -> Result<Option<Vec<u8>>, OutputError> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => {
            let contents = fs::read(path).map_err(failed("read", path))?;
            if is_generated(&contents) { Ok(Some(contents)) } else { Err(OutputError::Foreign(path.to_owned())) }
        }
        // A folder, or something stranger.
        Ok(_) => Err(OutputError::Foreign(path.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::symlink_metadata(path) {
            // A link to nowhere: not ours either.
            Ok(_) => Err(OutputError::Foreign(path.to_owned())),
            Err(_) => Ok(None),
        },
        Err(error) => match path.ancestors().skip(1).find(|folder| folder.is_file()) {
            Some(file) => Err(OutputError::Foreign(file.to_owned())),
            None => Err(failed("read", path)(error)),
        },
    }
}

/// Compares what is wanted with what is there.
///
/// # Errors
/// When a folder or file cannot be read, or a file in the way was written by hand.
pub fn compare(out: &Utf8Path, files: &BTreeMap<String, String>, roots: &[String]) -> Result<Changes, OutputError> {
    let mut changes = Changes::default();
    let current: Vec<(&String, Result<bool, OutputError>)> = files
        .par_iter()
        .map(|(path, wanted)| {
            let existing = generated(&out.join(path));
            (path, existing.map(|existing| existing.is_some_and(|existing| same(&existing, wanted))))
        })
        .collect();
    for (path, current) in current {
        if current? {
            changes.unchanged += 1;
        } else {
            changes.written.push(path.clone());
        }
    }
    for root in roots {
        stale(out, root, &|path| files.contains_key(path), &mut changes.removed)?;
    }
    changes.removed.sort();
    Ok(changes)
}

/// Generated files below `path` that are not wanted.
fn stale(
    out: &Utf8Path,
    path: &str,
    wanted: &dyn Fn(&str) -> bool,
    found: &mut Vec<String>,
) -> Result<(), OutputError> {
    let full = out.join(path);
    let kind = match fs::symlink_metadata(&full) {
        Ok(kind) => kind,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(()),
        Err(error) => return Err(failed("read", &full)(error)),
    };
    if kind.is_dir() {
        for entry in fs::read_dir(&full).map_err(failed("read", &full))? {
            let name = entry.map_err(failed("read", &full))?.file_name();
            // No generated file has a name that is not UTF-8.
            if let Some(name) = name.to_str() {
                stale(out, &format!("{path}/{name}"), wanted, found)?;
            }
        }
    } else if kind.is_file() && !wanted(path) {
        let contents = fs::read(&full).map_err(failed("read", &full))?;
        if is_generated(&contents) {
            found.push(path.to_owned());
        }
    }
    Ok(())
}

/// Brings the folder to what is wanted: compares, and changes what differs. What is wanted may be what is there; then
/// nothing is touched.
///
/// # Errors
/// As for [`compare`] and [`apply`].
pub fn update(
    out: &Utf8Path,
    files: &BTreeMap<String, String>,
    roots: &[String],
    notify: Option<Notify>,
) -> Result<Changes, OutputError> {
    settle(out, notify)?;
    let changes = compare(out, files, roots)?;
    if changes.is_empty() {
        return Ok(changes);
    }
    let mut claim = Claim::take(out, notify)?;
    // Another run may have been here before this one had its turn.
    let changes = compare(out, files, roots)?;
    put(&mut claim, out, files, &changes)?;
    Ok(changes)
}

/// Makes these changes. Everything is first written beside the old files; only when all of it is on disk is it moved into
/// place, and what was changed is changed back if a later step fails.
///
/// # Errors
/// When a file cannot be written, moved or removed; the folder is then as it was.
pub fn apply(out: &Utf8Path, files: &BTreeMap<String, String>, changes: &Changes) -> Result<(), OutputError> {
    if changes.is_empty() { Ok(()) } else { put(&mut Claim::take(out, None)?, out, files, changes) }
}

/// Undoes what a run has left in a folder that was stopped, and waits for one that goes on. Whoever reads what is in the
/// folder calls this first.
///
/// # Errors
/// When files cannot be moved back.
pub fn settle(out: &Utf8Path, notify: Option<Notify>) -> Result<(), OutputError> {
    Claim::settle(out, notify)
}

fn put(
    claim: &mut Claim,
    out: &Utf8Path,
    files: &BTreeMap<String, String>,
    changes: &Changes,
) -> Result<(), OutputError> {
    let new = claim.new_files();
    let folders: BTreeSet<&Utf8Path> = changes.written.iter().filter_map(|path| Utf8Path::new(path).parent()).collect();
    for folder in folders {
        let folder = new.join(folder);
        fs::create_dir_all(&folder).map_err(failed("create the folder", &folder))?;
    }
    // Asked again, because time has passed: what is not ours stops everything rather than being moved.
    let journal = Journal::plan(out, changes)?;
    // A crate that is new can be written again; one that is changed must not lose its files when the power fails.
    let sync = journal.changes_what_is_there();
    changes.written.par_iter().try_for_each(|path| {
        let Some(contents) = files.get(path) else { return Ok(()) };
        let target = new.join(path);
        claim::write(&target, contents.as_bytes(), sync).map_err(failed("write", &target))
    })?;
    claim.change(&journal)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "that is how a test fails")]
mod tests;
