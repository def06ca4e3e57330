//! The text of the pages that findings point at, read again when somebody wants to see it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use crate::docs::{Files, Source, path_in_memory};
use crate::span::FileId;

/// The files of a docs tree, one at a time.
#[derive(Debug)]
pub struct Lines {
    texts: Texts,
    files: Files,
    /// Findings come sorted by file, so the last one is the one that is asked for again.
    last: RefCell<Option<(FileId, Option<Source>)>>,
}

/// Where the text is.
#[derive(Debug)]
enum Texts {
    /// Below a docs folder.
    Folder(Utf8PathBuf),
    /// In memory, by path below the docs folder.
    Memory(HashMap<String, Vec<u8>>),
}

impl Lines {
    /// The files of a docs folder.
    #[must_use]
    pub fn new(root: &Utf8Path, files: &Files) -> Lines {
        Lines { texts: Texts::Folder(root.to_owned()), files: files.clone(), last: RefCell::new(None) }
    }

    /// The files of a tree that was read from memory, as [`Tree::from_memory`](crate::docs::Tree::from_memory) takes
    /// them.
    pub fn in_memory(files: &Files, texts: impl IntoIterator<Item = (String, Vec<u8>)>) -> Lines {
        let texts = texts.into_iter().map(|(path, bytes)| (path_in_memory(&path), bytes)).collect();
        Lines { texts: Texts::Memory(texts), files: files.clone(), last: RefCell::new(None) }
    }

    /// Shows a file to `look`; nothing if it cannot be read.
    pub(crate) fn with<T>(&self, file: FileId, look: impl FnOnce(Option<&Source>) -> T) -> T {
        let mut last = self.last.borrow_mut();
        if last.as_ref().is_none_or(|(known, _)| *known != file) {
            let path = self.files.path(file);
            let bytes = match &self.texts {
                Texts::Folder(root) => fs::read(root.join(path)).ok(),
                Texts::Memory(texts) => texts.get(path).cloned(),
            };
            *last = Some((file, bytes.and_then(|bytes| Source::new(file, bytes).ok())));
        }
        look(last.as_ref().and_then(|(_, source)| source.as_ref()))
    }
}
