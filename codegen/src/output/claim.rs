//! Exclusive access to a folder: one run at a time, and the next run undoes what an interrupted one has left.
//!
//! A run that changes files creates the folder `.graph-codegen` among them, and removes it at the end:
//!
//! | content | purpose |
//! |---|---|
//! | `.gitignore`, `Cargo.toml` | git ignores the folder, and cargo does not package it, even after an interrupted run |
//! | `lock` | locked during the run; the system unlocks it when the process ends for any reason |
//! | `new/` | the files to be written, complete before the first one is moved |
//! | `old/` | the files to be replaced or removed, as hard links |
//! | `journal` | the pending changes; exists from before the first change until after the last one |
//!
//! Therefore one of these is true at any time: there is no journal yet, and the files are the old ones; there is a
//! journal, and `old/` has everything to restore the old files; or the journal has been removed, and the files are the
//! new ones. A run that finds an unlocked folder undoes the changes in the journal and removes the folder.
//!
//! This holds for any end of the process. After a power failure, it holds as far as the file system keeps the order of
//! changes.

use std::fs::{self, File, OpenOptions};
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use fs4::{FileExt, TryLockError};

use super::journal::Journal;
use super::{Notice, Notify, OutputError, failed, step, write};

/// The folder that a run creates among the files that it changes.
pub(super) const STAGE: &str = ".graph-codegen";

/// How often another run may remove the folder while this run acquires it.
const TRIES: u32 = 1000;

/// Files that protect the folder, with their contents.
const MARKS: [(&str, &str); 2] = [
    (".gitignore", "# Used by a run of graph-codegen. If none is running, the next one removes this folder.\n*\n"),
    ("Cargo.toml", "# Not a package: cargo does not package a folder with a manifest of its own.\n"),
];

/// Exclusive access to a folder, until this is dropped.
pub(crate) struct Claim {
    folder: Utf8PathBuf,
    stage: Utf8PathBuf,
    /// Keeps the stage, because it has the only copy of something.
    keep: bool,
    // Dropped in this order: first the lock, then the created folders that are empty.
    _lock: File,
    _made: Made,
}

/// Folders created on the way, innermost first. Empty ones are removed at the end.
struct Made(Vec<Utf8PathBuf>);

impl Drop for Made {
    fn drop(&mut self) {
        for folder in &self.0 {
            let _ = fs::remove_dir(folder);
        }
    }
}

impl Claim {
    /// Acquires a folder and creates it if necessary. Waits while another run uses it, and undoes what an interrupted
    /// run has left.
    pub(crate) fn take(folder: &Utf8Path, notify: Option<Notify>) -> Result<Claim, OutputError> {
        let made = Made(missing_folders(folder).map(Utf8Path::to_owned).collect());
        let stage = folder.join(STAGE);
        let mut told = notify.is_none();
        for _ in 0..TRIES {
            fs::create_dir_all(folder).map_err(failed("create the folder", folder))?;
            step();
            match fs::create_dir(&stage) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(failed("write into", folder)(error));
                }
                _ if !fs::symlink_metadata(&stage).is_ok_and(|found| found.is_dir()) => {
                    // The file or link is not ours; or another run has just removed the folder.
                    if fs::symlink_metadata(&stage).is_ok() {
                        return Err(OutputError::Foreign(stage));
                    }
                    continue;
                }
                _ => {}
            }
            let mut wait = || {
                if let Some(notify) = notify.filter(|_| !told) {
                    notify(&Notice::Waiting(folder));
                    told = true;
                }
            };
            let Some(lock) = lock(&stage, &mut wait)? else { continue };
            let mut claim = Claim { folder: folder.to_owned(), stage, keep: false, _lock: lock, _made: made };
            // The previous run may have removed them after this one wrote them.
            claim.mark().map_err(failed("write into", &claim.stage))?;
            claim.undo_what_is_left(notify)?;
            return Ok(claim);
        }
        Err(failed("lock", &stage)(io::ErrorKind::ResourceBusy.into()))
    }

    /// Undoes what an interrupted run has left, after waiting for one that is running. Does nothing if there is
    /// neither.
    pub(crate) fn settle(folder: &Utf8Path, notify: Option<Notify>) -> Result<(), OutputError> {
        if fs::symlink_metadata(folder.join(STAGE)).is_ok() { Claim::take(folder, notify).map(drop) } else { Ok(()) }
    }

    /// The folder for files that are not in place yet.
    pub(super) fn new_files(&self) -> Utf8PathBuf {
        self.stage.join("new")
    }

    /// Changes files according to a journal, all or none; `new_files` are the files to be written.
    pub(super) fn change(&mut self, journal: &Journal) -> Result<(), OutputError> {
        let (new, old) = (self.new_files(), self.stage.join("old"));
        journal.keep(&self.folder, &old)?;
        journal.write(&self.stage)?;
        let result = journal.run(&self.folder, &new).and_then(|()| Journal::close(&self.stage));
        match result {
            Ok(()) => Ok(()),
            Err(cause) => match self.undo(journal) {
                Ok(()) => Err(cause),
                Err(_) => Err(OutputError::Torn { cause: Box::new(cause), kept: old }),
            },
        }
    }

    /// Replaces one file by another atomically.
    pub(crate) fn replace(&self, path: &Utf8Path, bytes: &[u8], permissions: fs::Permissions) -> io::Result<()> {
        let new = self.new_files();
        fs::create_dir_all(&new)?;
        let staged = new.join("file");
        write(&staged, bytes, true)?;
        fs::set_permissions(&staged, permissions)?;
        step();
        fs::rename(&staged, path)
    }

    fn undo(&mut self, journal: &Journal) -> Result<(), OutputError> {
        let undone = journal.undo(&self.folder, &self.stage.join("old")).and_then(|()| Journal::close(&self.stage));
        // Otherwise the only copy of the old files would be removed with the stage. The next run tries again.
        self.keep = undone.is_err();
        undone
    }

    fn undo_what_is_left(&mut self, notify: Option<Notify>) -> Result<(), OutputError> {
        // Unreadable files stay unchanged.
        self.keep = true;
        if let Some(journal) = Journal::read(&self.stage)? {
            self.undo(&journal)
                .map_err(|cause| OutputError::Torn { cause: Box::new(cause), kept: self.stage.join("old") })?;
            if let Some(notify) = notify {
                notify(&Notice::Undone(&self.folder));
            }
        }
        self.keep = false;
        self.remove_files();
        Ok(())
    }

    fn mark(&self) -> io::Result<()> {
        mark(&self.stage)
    }

    /// Removes the staged files. Files that cannot be removed do no harm, because nothing uses them.
    fn remove_files(&self) {
        for folder in ["new", "old"] {
            step();
            let _ = fs::remove_dir_all(self.stage.join(folder));
        }
        let _ = fs::remove_file(self.stage.join(Journal::DRAFT));
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // After a panic, the next run cleans up.
        if self.keep || std::thread::panicking() {
            return;
        }
        self.remove_files();
        // Removed before it is unlocked: a waiting run checks whether it still exists. The marks are removed last.
        step();
        let _ = fs::remove_file(self.stage.join("lock"));
        remove_marks(&self.stage);
    }
}

/// Removes the marks, and the stage if it is empty.
fn remove_marks(stage: &Utf8Path) {
    for (file, _) in MARKS.iter().rev() {
        step();
        let _ = fs::remove_file(stage.join(file));
    }
    step();
    let _ = fs::remove_dir(stage);
}

/// Locks the stage; nothing if the run that held it has removed it.
fn lock(stage: &Utf8Path, wait: &mut dyn FnMut()) -> Result<Option<File>, OutputError> {
    // Written before the lock, so that the lock never exists without them; the second attempt after the lock decides.
    let _ = mark(stage);
    let path = stage.join("lock");
    step();
    let file = match OpenOptions::new().write(true).create(true).truncate(false).open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            // If locks are not supported, the created files are removed.
            if !path.exists() {
                remove_marks(stage);
            }
            return Err(failed("write", &path)(error));
        }
    };
    let locked = match FileExt::try_lock(&file) {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            wait();
            FileExt::lock(&file)
        }
        Err(TryLockError::Error(error)) => Err(error),
    };
    match locked {
        Ok(()) => {}
        // Some network file systems have no locks; there, runs must not overlap.
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(error) => return Err(failed("lock", &path)(error)),
    }
    let locked = same_file::Handle::from_file(file.try_clone().map_err(failed("lock", &path))?);
    let there = same_file::Handle::from_path(&path);
    Ok(matches!((locked, there), (Ok(locked), Ok(there)) if locked == there).then_some(file))
}

/// Writes missing marks.
fn mark(stage: &Utf8Path) -> io::Result<()> {
    for (file, text) in MARKS {
        let path = stage.join(file);
        if !fs::read(&path).is_ok_and(|found| found == text.as_bytes()) {
            step();
            fs::write(path, text)?;
        }
    }
    Ok(())
}

/// The folders that creating `folder` would create, innermost first.
pub(super) fn missing_folders(folder: &Utf8Path) -> impl Iterator<Item = &Utf8Path> {
    folder.ancestors().take_while(|f| !f.as_str().is_empty() && !f.exists())
}
