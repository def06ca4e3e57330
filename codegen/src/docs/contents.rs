//! What a docs folder holds, as one number: by it a folder is known again without being understood.
//!
//! The number stands for every path that is listed, what kind of file it is, and every byte of it. Equal folders have
//! equal numbers; that two that differ have the same one does not happen by chance (128 bits).

use camino::Utf8Path;
use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::tree::{Library, ReadError};

/// A number that stands for the contents of a file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Contents(u128);

impl Contents {
    /// Of bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Contents {
        Contents(xxh3_128(bytes))
    }

    /// Of several parts, each with its name.
    #[must_use]
    pub fn all<'a>(parts: impl IntoIterator<Item = (&'a str, Contents)>) -> Contents {
        let mut hash = Xxh3::new();
        for (name, contents) in parts {
            hash.update(&u64::try_from(name.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(name.as_bytes());
            hash.update(&contents.0.to_le_bytes());
        }
        Contents(hash.digest128())
    }

    /// Of what [`Tree::read`](super::Tree::read) would read, without making anything of it.
    ///
    /// # Errors
    /// As there.
    pub fn of_folder(root: &Utf8Path) -> Result<Contents, ReadError> {
        Ok(Library::open(root)?.contents())
    }
}

impl std::fmt::Display for Contents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl Library {
    /// The contents of all files: of those that were read, as they were then.
    pub(super) fn contents(&self) -> Contents {
        let files: Vec<_> = self.files.iter().collect();
        let contents: Vec<Contents> = files.par_iter().map(|(file, _)| self.contents_of(*file)).collect();
        Contents::all(files.into_iter().map(|(_, path)| path).zip(contents))
    }
}
