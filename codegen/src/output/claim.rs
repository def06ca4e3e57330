//! The right to change a folder: one run at a time, and what a run leaves when it is stopped is undone by the next.
//!
//! Whoever changes files makes the folder `.graph-codegen` among them, and takes it away at the end:
//!
//! | in it | for |
//! |---|---|
//! | `.gitignore`, `Cargo.toml` | git ignores the folder, and cargo does not pack it: what is left of a run that was stopped is nobody's |
//! | `lock` | locked as long as the run goes on; the system unlocks it when the process ends, however it ends |
//! | `new/` | the files to be written, complete before the first one is moved |
//! | `old/` | the files to be replaced or removed, as links to them |
//! | `journal` | what is about to be changed: there from before the first change until after the last one |
//!
//! So at each moment one of three things is true. There is no journal, and the files are the old ones; there is one, and
//! `old/` has what is needed to get the old files back; or there is none any more, and the files are the new ones. A run
//! that finds the folder with nobody at it undoes what the journal says, and removes the rest.
//!
//! This holds however a process ends. When the power fails, it holds as far as the file system keeps the order of changes.

use std::fs::{self, File, OpenOptions};
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use fs4::{FileExt, TryLockError};

use super::journal::Journal;
use super::{Notice, Notify, OutputError, failed, step};

/// The folder that is made among the files that are about to change.
pub(super) const STAGE: &str = ".graph-codegen";

/// How often the folder may be taken away by another run that ends, between two steps of taking it.
const TRIES: u32 = 1000;

/// Files that keep others away from the folder, with what is in them.
const MARKS: [(&str, &str); 2] = [
    (".gitignore", "# A run of graph-codegen works here. If none does, the next one removes this folder.\n*\n"),
    ("Cargo.toml", "# Cargo packs no folder that has a manifest of its own. There is no package here.\n"),
];

/// A folder that this run alone changes, until this goes out of scope.
pub(crate) struct Claim {
    folder: Utf8PathBuf,
    stage: Utf8PathBuf,
    /// The stage stays, as it has the only copy of something.
    keep: bool,
    // Dropped in this order: unlocked first, then the folders go that were made for nothing.
    _lock: File,
    _made: Made,
}

/// Folders that were made on the way, the innermost first. At the end, those that hold nothing go.
struct Made(Vec<Utf8PathBuf>);

impl Drop for Made {
    fn drop(&mut self) {
        for folder in &self.0 {
            let _ = fs::remove_dir(folder);
        }
    }
}

impl Claim {
    /// Takes a folder, which is made if it is missing; waits as long as another run has it, and undoes what one has left
    /// that was stopped.
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
                    // A file or a link of somebody; or another run has just taken the folder away.
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
            // The run before may have taken them away after this one put them there.
            claim.mark().map_err(failed("write into", &claim.stage))?;
            claim.undo_what_is_left(notify)?;
            return Ok(claim);
        }
        Err(failed("lock", &stage)(io::ErrorKind::ResourceBusy.into()))
    }

    /// Undoes what a run has left that was stopped; waits for one that goes on. Does nothing where there is neither.
    pub(crate) fn settle(folder: &Utf8Path, notify: Option<Notify>) -> Result<(), OutputError> {
        if fs::symlink_metadata(folder.join(STAGE)).is_ok() { Claim::take(folder, notify).map(drop) } else { Ok(()) }
    }

    /// The folder for files that are not in place yet.
    pub(super) fn new_files(&self) -> Utf8PathBuf {
        self.stage.join("new")
    }

    /// Changes files as a journal says, all or none: `new_files` has those that are to be written.
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

    /// Puts one file in the place of another in one step.
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
        // Without this, the only copy of the old files would go with the stage. The next run tries again.
        self.keep = undone.is_err();
        undone
    }

    fn undo_what_is_left(&mut self, notify: Option<Notify>) -> Result<(), OutputError> {
        // Whatever cannot be read stays as it is.
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

    /// Removes the files that are not in place. What cannot be removed does no harm: nobody picks it up.
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
        // A panic is like any other sudden end: the next run sees to it.
        if self.keep || std::thread::panicking() {
            return;
        }
        self.remove_files();
        // Gone before it is unlocked: who waits for it looks whether it is still there. The marks go last.
        step();
        let _ = fs::remove_file(self.stage.join("lock"));
        remove_marks(&self.stage);
    }
}

/// Removes the marks, and the stage if nothing else is in it.
fn remove_marks(stage: &Utf8Path) {
    for (file, _) in MARKS.iter().rev() {
        step();
        let _ = fs::remove_file(stage.join(file));
    }
    step();
    let _ = fs::remove_dir(stage);
}

/// Locks the stage; nothing if the run that had it took it away at its end.
fn lock(stage: &Utf8Path, wait: &mut dyn FnMut()) -> Result<Option<File>, OutputError> {
    // Tried before the lock, lest the lock stands there alone; what counts is that it works behind it.
    let _ = mark(stage);
    let path = stage.join("lock");
    step();
    let file = match OpenOptions::new().write(true).create(true).truncate(false).open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            // Where nobody has ever got a lock, what was made goes.
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
        // Some network file systems have no locks; one run at a time works there as well.
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(error) => return Err(failed("lock", &path)(error)),
    }
    let locked = same_file::Handle::from_file(file.try_clone().map_err(failed("lock", &path))?);
    let there = same_file::Handle::from_path(&path);
    Ok(matches!((locked, there), (Ok(locked), Ok(there)) if locked == there).then_some(file))
}

/// Writes the marks that are missing.
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

/// The folders that creating `folder` would create, the innermost first.
pub(super) fn missing_folders(folder: &Utf8Path) -> impl Iterator<Item = &Utf8Path> {
    folder.ancestors().take_while(|f| !f.as_str().is_empty() && !f.exists())
}

/// Writes a file, and with `sync` waits until it is on the disk.
pub(super) fn write(path: &Utf8Path, bytes: &[u8], sync: bool) -> io::Result<()> {
    let mut file = File::create(path)?;
    io::Write::write_all(&mut file, bytes)?;
    if sync { file.sync_all() } else { Ok(()) }
}
