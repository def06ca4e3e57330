//! The input of a comparison: a docs tree, or a model as JSON.

use std::fs;
use std::io::Read;

use camino::{Utf8Path, Utf8PathBuf};

use crate::docs;
use crate::generate;
use crate::model::json::{Document, ReadError};
use crate::output::{self, OutputError};
use crate::rust::MODEL_FILE;

/// Why one side of a comparison could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// Nothing exists at this path.
    #[error(
        "{0} does not exist: expected a docs folder (with api/ and resources/), a generated crate, a JSON file written by \
         `graph-codegen model` or `graph-codegen generate`, or `-` for such JSON on standard input"
    )]
    Missing(Utf8PathBuf),
    /// The docs could not be read.
    #[error(transparent)]
    Docs(#[from] docs::ReadError),
    /// The changes of an interrupted run could not be undone.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The file could not be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file.
        path: Utf8PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The file is not a model.
    #[error("{path} is not a model as `graph-codegen model` prints it: {source}")]
    Model {
        /// The file.
        path: Utf8PathBuf,
        /// What is wrong with it.
        source: ReadError,
    },
}

/// Reads one side of a comparison: a docs folder, the folder of a generated crate, a file with a model as JSON, or, for
/// `-`, such JSON on standard input.
///
/// # Errors
/// When there is nothing at the path, or it is none of these.
pub fn read(path: &Utf8Path) -> Result<Document, SourceError> {
    let failed = |source| SourceError::Io { path: path.to_owned(), source };
    if path == "-" {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).map_err(failed)?;
        return parse(Utf8Path::new("standard input"), &text);
    }
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => {
            output::settle(path, None)?;
            let committed = path.join(MODEL_FILE);
            if !path.join("api").is_dir() && !path.join("resources").is_dir() && committed.is_file() {
                return read(&committed);
            }
            Ok(Document::from(&generate::model(path)?.api))
        }
        Ok(_) => {
            let bytes = fs::read(path).map_err(failed)?;
            let text = String::from_utf8(bytes)
                .map_err(|error| failed(std::io::Error::new(std::io::ErrorKind::InvalidData, error.utf8_error())))?;
            parse(path, &text)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(SourceError::Missing(path.to_owned())),
        Err(error) => Err(failed(error)),
    }
}

fn parse(path: &Utf8Path, text: &str) -> Result<Document, SourceError> {
    Document::parse(text).map_err(|source| SourceError::Model { path: path.to_owned(), source })
}
