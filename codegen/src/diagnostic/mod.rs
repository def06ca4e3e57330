//! Findings about a docs tree, as values that a caller can print.
//!
//! A kind of finding is one line in `code.rs` and one page in `findings/`. `graph-codegen explain` prints this page;
//! the name, the meaning, the severity and the samples are read from it.

mod code;
mod findings;
mod page;
mod sample;

use std::fmt;

pub use self::code::Code;
pub use self::findings::Findings;
pub use self::sample::Sample;
use crate::characters::is_unprintable;
use crate::span::Span;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Note,
    /// The page contradicts itself or another page; a rule decided which statement is used.
    Warning,
    /// Something on the page could not be used.
    Error,
}

impl Severity {
    /// The name in every output format.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of finding.
    pub code: Code,
    /// One sentence about this location.
    pub message: String,
    /// The location, including the file.
    pub span: Span,
    /// How to correct it, if there is a simple answer.
    pub help: Option<String>,
    /// A safe fix, if there is one.
    pub fix: Option<Fix>,
}

/// A safe fix: a change of the page that resolves a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the fix does: `remove the comma`.
    pub title: String,
    /// The ranges to replace, without overlaps.
    pub edits: Vec<Edit>,
}

/// A range of text and its replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The range; an empty one inserts.
    pub span: Span,
    /// The new text, on one line.
    pub text: String,
}

/// Text from the docs as part of a one-line message. It cannot contain commands to a terminal, to cargo or to a
/// workflow, and nothing in it is hidden or changes the text direction: such characters become `\u{…}`.
#[must_use]
pub fn visible(text: String) -> String {
    if !text.contains(is_unprintable) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if is_unprintable(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

impl Diagnostic {
    /// A finding without help. The message is made [`visible`].
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Diagnostic { code, message: visible(message.into()), span, help: None, fix: None }
    }

    /// Adds help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(visible(help.into()));
        self
    }

    /// Adds a fix that replaces `span` with `text`.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { title: title.into(), edits: vec![Edit { span, text: text.into() }] });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::characters::HIDDEN;

    #[test]
    fn nothing_hides_in_a_message() {
        assert_eq!(visible("a\nb\tc é".to_owned()), "a b c é");
        for hidden in HIDDEN.chars().chain(['\u{1b}', '\u{9b}', '\u{2028}']) {
            let escaped = format!("a{}b", hidden.escape_unicode());
            assert_eq!(visible(format!("a{hidden}b")), escaped);
        }
    }
}
