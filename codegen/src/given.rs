//! User input and its location.

use std::fmt;

use camino::Utf8PathBuf;

/// A location in a settings file. Both numbers count from 1; columns count characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLocation {
    /// The file, as given by the user.
    pub file: Utf8PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for FileLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A value given by the user: on the command line, in a build script, or in a settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given<T = String> {
    /// The value.
    pub value: T,
    /// Its location, if it comes from a file.
    pub place: Option<FileLocation>,
}

impl<T> Given<T> {
    /// Puts the location in front of a message about the value.
    pub(crate) fn message(&self, text: impl fmt::Display) -> String {
        match &self.place {
            Some(place) => format!("{place}: {text}"),
            None => text.to_string(),
        }
    }
}

impl<T: Into<String>> From<T> for Given<String> {
    fn from(value: T) -> Given<String> {
        Given { value: value.into(), place: None }
    }
}
