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

/// The candidates that look most like what was written, the likeliest first; at most three.
pub(crate) fn similar<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let written = written.to_lowercase();
    let mut found: Vec<(f64, &str)> = candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&written, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness > 0.84)
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    found.dedup_by(|a, b| a.1 == b.1);
    found.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}

/// `: did you mean `a`, `b` or `c`?`, or nothing.
pub(crate) fn did_you_mean<S: AsRef<str>>(candidates: &[S]) -> String {
    let quoted: Vec<String> = candidates.iter().map(|c| format!("`{}`", c.as_ref())).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => format!(": did you mean {only}?"),
        [first @ .., last] => format!(": did you mean {} or {last}?", first.join(", ")),
    }
}
