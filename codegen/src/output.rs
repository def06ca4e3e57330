//! Writes generated files to disk: only changed ones, all or nothing, and never over a file written by hand.
//!
//! A run that is interrupted, for whatever reason, leaves the old files, the new ones, or everything that the next run
//! needs to restore the old ones. Of two runs in the same folder, the second waits for the first. `output/claim.rs`
//! describes how.

mod claim;
mod journal;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::{self, File};
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

pub(crate) use self::claim::Claim;
use self::journal::Journal;
use crate::rust::BANNER;

/// The pending changes of a crate's folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that do not exist yet, or whose contents differ.
    pub written: Vec<String>,
    /// Files that are current.
    pub unchanged: usize,
    /// Files that are no longer generated.
    pub removed: Vec<String>,
}

impl Changes {
    /// Whether the folder is current.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }
}

/// Why files could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// A file of the same name was written by hand.
    #[error("{0} exists and was not written by graph-codegen: move it away, or choose another folder with --out")]
    Foreign(Utf8PathBuf),
    /// Some files are new, and moving the old ones back failed too. The next run tries again.
    #[error(
        "{cause}; not every file could be moved back: the old ones are in {kept}, from where the next run moves them"
    )]
    Torn {
        /// The first failure.
        cause: Box<OutputError>,
        /// The folder with the old files.
        kept: Utf8PathBuf,
    },
    /// The journal of an interrupted run is invalid.
    #[error(
        "{0}, the list of changes of an interrupted run, is damaged. Check the generated files, move missing ones back from \
         the folder `old` next to it, and remove the folder that contains {0}"
    )]
    Journal(Utf8PathBuf),
    /// A file could not be read, written or removed.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// What was attempted.
        action: &'static str,
        /// The file or folder.
        path: Utf8PathBuf,
        /// The cause.
        source: io::Error,
    },
}

/// Notices while files are written.
#[derive(Debug)]
#[non_exhaustive]
pub enum Notice<'a> {
    /// Another run changes the folder; this one waits for it.
    Waiting(&'a Utf8Path),
    /// An earlier run was interrupted while it changed the folder; its changes have been undone.
    Undone(&'a Utf8Path),
}

impl fmt::Display for Notice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::Waiting(folder) => write!(f, "waiting for another run of graph-codegen that changes {folder}"),
            Notice::Undone(folder) => write!(
                f,
                "an earlier run of graph-codegen was interrupted while it changed {folder}; its changes have been undone"
            ),
        }
    }
}

/// The callback for notices.
pub type Notify = fn(&Notice<'_>);

/// Called before each change on disk, for tests.
#[cfg(not(test))]
fn step() {}
#[cfg(test)]
use self::tests::step;

fn failed(action: &'static str, path: &Utf8Path) -> impl FnOnce(io::Error) -> OutputError {
    let path = path.to_owned();
    move |source| OutputError::Io { action, path, source }
}

/// Whether a file was written by the generator: its first line contains the banner.
fn is_generated(contents: &[u8]) -> bool {
    let first = contents.split(|b| *b == b'\n').next().unwrap_or_default();
    String::from_utf8_lossy(first).contains(BANNER)
}

/// Contents with Windows line endings count as equal: a checkout can convert them.
fn same(existing: &[u8], wanted: &str) -> bool {
    existing == wanted.as_bytes()
        || (existing.contains(&b'\r')
            && existing
                .split(|b| *b == b'\n')
                .map(|l| l.strip_suffix(b"\r").unwrap_or(l))
                .eq(wanted.as_bytes().split(|b| *b == b'\n')))
}

/// The contents of the generated file at a path; nothing if it does not exist.
fn generated(path: &Utf8Path) -> Result<Option<Vec<u8>>, OutputError> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => {
            let contents = fs::read(path).map_err(failed("read", path))?;
            if is_generated(&contents) { Ok(Some(contents)) } else { Err(OutputError::Foreign(path.to_owned())) }
        }
        // A folder or a special file.
        Ok(_) => Err(OutputError::Foreign(path.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::symlink_metadata(path) {
            // A broken link is not a generated file.
            Ok(_) => Err(OutputError::Foreign(path.to_owned())),
            Err(_) => Ok(None),
        },
        Err(error) => match path.ancestors().skip(1).find(|folder| folder.is_file()) {
            Some(file) => Err(OutputError::Foreign(file.to_owned())),
            None => Err(failed("read", path)(error)),
        },
    }
}

/// Compares the expected files with the existing ones.
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

/// Generated files below `path` that are no longer expected.
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

/// Brings the folder up to date: compares, and changes what differs. If everything is current, nothing is touched.
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
    // Another run may have changed the folder in the meantime.
    let changes = compare(out, files, roots)?;
    put(&mut claim, out, files, &changes)?;
    Ok(changes)
}

/// Applies these changes. All new files are first written to a separate folder. Only when all of them are on disk are
/// they moved into place, and completed moves are undone if a later step fails.
///
/// # Errors
/// When a file cannot be written, moved or removed; the folder is then unchanged.
pub fn apply(out: &Utf8Path, files: &BTreeMap<String, String>, changes: &Changes) -> Result<(), OutputError> {
    if changes.is_empty() { Ok(()) } else { put(&mut Claim::take(out, None)?, out, files, changes) }
}

/// Undoes what an interrupted run has left in a folder, and waits for one that is running. Call this before reading
/// the folder.
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
    // Compared again, because time has passed: a file in the way that is not ours stops the run instead of being
    // moved.
    let journal = Journal::plan(out, changes)?;
    // A new crate can be generated again; a changed one must not lose its files in a power failure.
    let sync = journal.changes_what_is_there();
    changes.written.par_iter().try_for_each(|path| {
        let Some(contents) = files.get(path) else { return Ok(()) };
        let target = new.join(path);
        write(&target, contents.as_bytes(), sync).map_err(failed("write", &target))
    })?;
    claim.change(&journal)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "unwrap makes a test fail")]
mod tests;

/// Writes a file; with `sync`, waits until it is on disk.
fn write(path: &Utf8Path, bytes: &[u8], sync: bool) -> io::Result<()> {
    let mut file = File::create(path)?;
    io::Write::write_all(&mut file, bytes)?;
    if sync { file.sync_all() } else { Ok(()) }
}
