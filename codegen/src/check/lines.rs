//! The text of the pages that findings point at, read again when somebody wants to see it.

use std::cell::RefCell;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use crate::docs::{Files, Source};
use crate::span::FileId;

/// The files below a docs folder, one at a time.
#[derive(Debug)]
pub struct Lines {
    root: Utf8PathBuf,
    files: Files,
    /// Findings come sorted by file, so the last one is the one that is asked for again.
    last: RefCell<Option<(FileId, Option<Source>)>>,
}

impl Lines {
    /// The files of a docs folder.
    #[must_use]
    pub fn new(root: &Utf8Path, files: &Files) -> Lines {
        Lines { root: root.to_owned(), files: files.clone(), last: RefCell::new(None) }
    }

    /// Shows a file to `look`; nothing if it cannot be read.
    pub(crate) fn with<T>(&self, file: FileId, look: impl FnOnce(Option<&Source>) -> T) -> T {
        let mut last = self.last.borrow_mut();
        if last.as_ref().is_none_or(|(known, _)| *known != file) {
            let bytes = fs::read(self.root.join(self.files.path(file))).ok();
            *last = Some((file, bytes.and_then(|bytes| Source::new(file, bytes).ok())));
        }
        look(last.as_ref().and_then(|(_, source)| source.as_ref()))
    }
}
