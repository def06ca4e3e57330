//! Putting generated files on disk: only what changed, all or nothing, and never over a file written by hand.

mod stage;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use self::stage::Stage;
use crate::docs::Contents;
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
    /// Some files are new, and moving the old ones back failed as well.
    #[error("{cause}; not every file could be moved back: the old ones are in {kept}")]
    Torn {
        /// What failed first.
        cause: Box<OutputError>,
        /// The folder that holds the files as they were.
        kept: Utf8PathBuf,
    },
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
    let Ok(kind) = fs::symlink_metadata(&full) else { return Ok(()) };
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

/// Whether a folder holds these files with these contents, and no other generated file.
pub(crate) fn holds(out: &Utf8Path, files: &BTreeMap<&str, &str>, roots: &[&str]) -> bool {
    let same = files.par_iter().all(|(path, contents)| {
        fs::read(out.join(path)).is_ok_and(|existing| Contents::of(&existing).to_string() == **contents)
    });
    let mut others = Vec::new();
    same && roots.iter().all(|root| stale(out, root, &|path| files.contains_key(path), &mut others).is_ok())
        && others.is_empty()
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
    let made: Vec<&Utf8Path> = missing_folders(out).collect();
    let result = fs::create_dir_all(out)
        .map_err(failed("create the folder", out))
        .and_then(|()| stage_and_move(out, files, changes));
    if result.is_err() {
        // Only what we made is taken away: a folder that is not empty stays.
        for folder in made {
            let _ = fs::remove_dir(folder);
        }
    }
    result
}

/// The folders that creating `folder` would create, the innermost first.
fn missing_folders(folder: &Utf8Path) -> impl Iterator<Item = &Utf8Path> {
    folder.ancestors().take_while(|f| !f.as_str().is_empty() && !f.exists())
}

fn stage_and_move(out: &Utf8Path, files: &BTreeMap<String, String>, changes: &Changes) -> Result<(), OutputError> {
    let stage = Stage::create(out).map_err(failed("write into", out))?;
    let (new, old) = (stage.path().join("new"), stage.path().join("old"));
    let folders: BTreeSet<&Utf8Path> = changes.written.iter().filter_map(|path| Utf8Path::new(path).parent()).collect();
    for folder in folders {
        let folder = new.join(folder);
        fs::create_dir_all(&folder).map_err(failed("create the folder", &folder))?;
    }
    changes.written.par_iter().try_for_each(|path| {
        let Some(contents) = files.get(path) else { return Ok(()) };
        let target = new.join(path);
        fs::write(&target, contents).map_err(failed("write", &target))
    })?;

    let mut journal = Journal::default();
    let mut run = || -> Result<(), OutputError> {
        let touched: Vec<&String> = changes.written.iter().chain(&changes.removed).collect();
        // Asked again, because time has passed: what is not ours stops everything rather than being moved.
        let existing = touched.par_iter().map(|path| Ok(generated(&out.join(path))?.map(|_| path.as_str())));
        for path in existing.collect::<Result<Vec<Option<&str>>, OutputError>>()?.into_iter().flatten() {
            journal.shift(&out.join(path), &old.join(path))?;
        }
        // Folders that held nothing else go, so that a module may become a file of the same name or the reverse.
        for path in &changes.removed {
            journal.prune(out, path);
        }
        journal.install(&new, out, &changes.written)
    };
    let result = run();
    match result {
        Err(cause) if !journal.undo() => {
            // Without this, the stage would take the only copy of the old files with it.
            stage.keep();
            Err(OutputError::Torn { cause: Box::new(cause), kept: old })
        }
        result => result,
    }
}

/// What was moved, to be moved back.
#[derive(Default)]
struct Journal {
    moves: Vec<(Utf8PathBuf, Utf8PathBuf)>,
    folders: Vec<Utf8PathBuf>,
    /// Folders that something was moved into: they are there.
    known: BTreeSet<Utf8PathBuf>,
}

impl Journal {
    fn shift(&mut self, from: &Utf8Path, to: &Utf8Path) -> Result<(), OutputError> {
        if let Some(folder) = to.parent().filter(|folder| !self.known.contains(*folder)) {
            let mut missing: Vec<&Utf8Path> = missing_folders(folder).collect();
            fs::create_dir_all(folder).map_err(failed("create the folder", folder))?;
            missing.reverse();
            self.folders.extend(missing.into_iter().map(Utf8Path::to_owned));
            self.known.insert(folder.to_owned());
        }
        fs::rename(from, to).map_err(failed("write", to))?;
        self.moves.push((from.to_owned(), to.to_owned()));
        Ok(())
    }

    /// Moves new files to where they belong. A folder that is not there yet is moved with all that is in it.
    fn install(&mut self, new: &Utf8Path, out: &Utf8Path, paths: &[String]) -> Result<(), OutputError> {
        let mut existing: BTreeSet<&str> = BTreeSet::new();
        let mut moved: BTreeSet<&str> = BTreeSet::new();
        for path in paths {
            let above = || path.match_indices('/').filter_map(|(at, _)| path.get(..at));
            let is_missing =
                |folder: &&str| !existing.contains(folder) && (moved.contains(folder) || !out.join(folder).exists());
            let missing = above().find(is_missing);
            existing.extend(above().take_while(|folder| Some(*folder) != missing));
            if missing.is_none_or(|folder| moved.insert(folder)) {
                let whole = missing.unwrap_or(path);
                self.shift(&new.join(whole), &out.join(whole))?;
            }
        }
        Ok(())
    }

    /// Removes the folders above a removed file that are empty now.
    fn prune(&mut self, out: &Utf8Path, path: &str) {
        let mut folder = Utf8Path::new(path).parent();
        while let Some(relative) = folder.filter(|f| !f.as_str().is_empty()) {
            let emptied = out.join(relative);
            if fs::remove_dir(&emptied).is_err() {
                break;
            }
            self.known.remove(&emptied);
            folder = relative.parent();
        }
    }

    /// Moves everything back; whether all of it is back.
    fn undo(&mut self) -> bool {
        let mut whole = true;
        for (from, to) in self.moves.drain(..).rev() {
            if let Some(folder) = from.parent() {
                let _ = fs::create_dir_all(folder);
            }
            whole &= fs::rename(&to, &from).is_ok();
        }
        for folder in self.folders.drain(..).rev() {
            let _ = fs::remove_dir(folder);
        }
        whole
    }
}
