//! What a user gave, and where it was written.

use std::fmt;

use camino::Utf8PathBuf;

/// A place in a settings file. Both numbers count from 1; columns count characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as the user named it.
    pub file: Utf8PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A value that a user gave: on the command line, in a build script, or at a place of a settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given<T = String> {
    /// The value.
    pub value: T,
    /// Where it is written, if that is a file.
    pub place: Option<Place>,
}

impl<T> Given<T> {
    /// Puts the place in front of a message about the value.
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
