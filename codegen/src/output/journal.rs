//! The pending changes of a folder, written down first so that they can be undone.

use std::collections::BTreeSet;
use std::fs;
use std::io;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use serde_json::{Value, json};

use super::{Changes, OutputError, failed, generated, step, write};

/// The changes of one run. All paths are relative to the folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Journal {
    /// Files with changed contents.
    replaced: Vec<String>,
    /// New files.
    added: Vec<String>,
    /// Removed files.
    removed: Vec<String>,
    /// New folders, parents first.
    folders: Vec<String>,
}

impl Journal {
    /// The file name of the journal in the stage.
    const FILE: &'static str = "journal";
    /// Its name until it is complete.
    pub const DRAFT: &'static str = "journal.new";

    /// The changes for the current state of the folder.
    ///
    /// # Errors
    /// When a file in the way was written by hand, or cannot be read.
    pub fn plan(folder: &Utf8Path, changes: &Changes) -> Result<Journal, OutputError> {
        let is_there = |path: &String| Ok(generated(&folder.join(path))?.is_some());
        let look = |paths: &Vec<String>| -> Result<(Vec<String>, Vec<String>), OutputError> {
            let found = paths.par_iter().map(is_there).collect::<Result<Vec<bool>, OutputError>>()?;
            let (there, missing): (Vec<_>, Vec<_>) = paths.iter().cloned().zip(found).partition(|(_, there)| *there);
            let paths = |list: Vec<(String, bool)>| list.into_iter().map(|(path, _)| path).collect();
            Ok((paths(there), paths(missing)))
        };
        let (replaced, added) = look(&changes.written)?;
        let (removed, _) = look(&changes.removed)?;
        let above = added.iter().flat_map(|path| path.match_indices('/').filter_map(|(at, _)| path.get(..at)));
        let above: BTreeSet<&str> = above.collect();
        let folders = above.into_iter().filter(|path| !folder.join(path).is_dir()).map(str::to_owned).collect();
        Ok(Journal { replaced, added, removed, folders })
    }

    /// Whether an existing file is changed.
    pub fn changes_what_is_there(&self) -> bool {
        !(self.replaced.is_empty() && self.removed.is_empty())
    }

    /// Saves the files that are replaced or removed in the folder `old`.
    pub fn keep(&self, folder: &Utf8Path, old: &Utf8Path) -> Result<(), OutputError> {
        self.replaced.iter().chain(&self.removed).try_for_each(|path| {
            let (from, to) = (folder.join(path), old.join(path));
            create_parent(&to)?;
            step();
            // Not all file systems have hard links.
            fs::hard_link(&from, &to).or_else(|_| fs::copy(&from, &to).map(drop)).map_err(failed("write", &to))
        })
    }

    /// Writes the journal into the stage. From now on, there are changes to undo.
    pub fn write(&self, stage: &Utf8Path) -> Result<(), OutputError> {
        let Journal { replaced, added, removed, folders } = self;
        let text = json!({"replaced": replaced, "added": added, "removed": removed, "folders": folders}).to_string();
        let (draft, journal) = (stage.join(Self::DRAFT), stage.join(Self::FILE));
        step();
        write(&draft, text.as_bytes(), true).map_err(failed("write", &draft))?;
        step();
        fs::rename(&draft, &journal).map_err(failed("write", &journal))?;
        sync_folder(stage);
        Ok(())
    }

    /// Removes the journal. From now on, there is nothing to undo.
    pub fn close(stage: &Utf8Path) -> Result<(), OutputError> {
        let journal = stage.join(Self::FILE);
        step();
        fs::remove_file(&journal).map_err(failed("remove", &journal))
    }

    /// The journal that an earlier run has left in the stage.
    pub fn read(stage: &Utf8Path) -> Result<Option<Journal>, OutputError> {
        let path = stage.join(Self::FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed("read", &path)(error)),
        };
        Journal::parse(&text).map(Some).ok_or(OutputError::Journal(path))
    }

    fn parse(text: &str) -> Option<Journal> {
        let value: Value = serde_json::from_str(text).ok()?;
        let list = |name: &str| -> Option<Vec<String>> {
            let paths = value.get(name)?.as_array()?.iter();
            paths.map(|path| path.as_str().filter(|path| is_below(path)).map(str::to_owned)).collect()
        };
        Some(Journal {
            replaced: list("replaced")?,
            added: list("added")?,
            removed: list("removed")?,
            folders: list("folders")?,
        })
    }

    /// Changes the folder; the new files are in the folder `new`.
    pub fn run(&self, folder: &Utf8Path, new: &Utf8Path) -> Result<(), OutputError> {
        for path in &self.removed {
            step();
            let path = folder.join(path);
            fs::remove_file(&path).map_err(failed("remove", &path))?;
        }
        // Empty folders are removed, so that a module can change from a folder to a file or the reverse.
        for path in &self.removed {
            for above in Utf8Path::new(path).ancestors().skip(1).filter(|above| !above.as_str().is_empty()) {
                step();
                if fs::remove_dir(folder.join(above)).is_err() {
                    break;
                }
            }
        }
        for path in self.added.iter().chain(&self.replaced) {
            let to = folder.join(path);
            create_parent(&to)?;
            step();
            fs::rename(new.join(path), &to).map_err(failed("write", &to))?;
        }
        Ok(())
    }

    /// Restores the folder; the old files are in the folder `old`. Undoes as much as possible and returns the first
    /// error. It can be repeated: changes that have already been undone are skipped.
    pub fn undo(&self, folder: &Utf8Path, old: &Utf8Path) -> Result<(), OutputError> {
        let mut result = Ok(());
        for path in &self.added {
            step();
            let path = folder.join(path);
            result = result.and(match generated(&path) {
                Ok(Some(_)) => fs::remove_file(&path).map_err(failed("remove", &path)),
                // A file that is not ours has taken the place since.
                Ok(None) | Err(OutputError::Foreign(_)) => Ok(()),
                Err(error) => Err(error),
            });
        }
        for path in self.folders.iter().rev() {
            step();
            // A folder stays if someone has put something into it.
            let _ = fs::remove_dir(folder.join(path));
        }
        for path in self.replaced.iter().chain(&self.removed) {
            step();
            result = result.and(restore(&old.join(path), &folder.join(path)));
        }
        result
    }
}

/// Moves an old file back, unless that has been done.
fn restore(old: &Utf8Path, path: &Utf8Path) -> Result<(), OutputError> {
    if fs::symlink_metadata(old).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Ok(());
    }
    // A generated file in the way is replaced, other files stay.
    generated(path)?;
    create_parent(path)?;
    fs::rename(old, path).map_err(failed("write", path))
}

fn create_parent(path: &Utf8Path) -> Result<(), OutputError> {
    let Some(folder) = path.parent() else { return Ok(()) };
    step();
    fs::create_dir_all(folder).map_err(failed("create the folder", folder))
}

/// Whether a relative path stays below its folder.
fn is_below(path: &str) -> bool {
    let path = Utf8PathBuf::from(path);
    !path.as_str().is_empty() && path.components().all(|part| matches!(part, Utf8Component::Normal(_)))
}

/// Waits until the entries of a folder are on disk, if the system supports it.
fn sync_folder(folder: &Utf8Path) {
    if cfg!(unix) {
        let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
    }
}
