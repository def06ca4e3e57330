//! What the generator has to say about a docs tree: values, never prints.
//!
//! A kind of finding is one line in `code.rs` and one page in `findings/`. The page is what `graph-codegen explain` prints;
//! its name, its meaning, its severity and its samples are read from it.

mod code;
mod page;
mod sample;

use std::fmt;

pub use self::code::Code;
pub use self::sample::Sample;
use crate::characters::is_unprintable;
use crate::span::Span;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Note,
    /// The page contradicts itself or another page, and a rule decided which side to believe.
    Warning,
    /// Something on the page could not be used.
    Error,
}

impl Severity {
    /// The word used in every output format.
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
    /// What kind of finding it is.
    pub code: Code,
    /// One sentence about this very place.
    pub message: String,
    /// Where; the file is named by the span.
    pub span: Span,
    /// What to do about it, if there is a plain answer.
    pub help: Option<String>,
    /// The change that certainly mends it, if there is one.
    pub fix: Option<Fix>,
}

/// A change of the page that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the change does, in words: `remove the comma`.
    pub title: String,
    /// The stretches to replace; they do not overlap.
    pub edits: Vec<Edit>,
}

/// One stretch of text and what takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The stretch; an empty one says where to insert.
    pub span: Span,
    /// The new text, on one line.
    pub text: String,
}

/// Text from the docs as it may stand in a message, on one line: whoever prints it cannot be made to print a command to a
/// terminal, to cargo or to a workflow, and nothing in it hides or turns round. Such characters are written as `\u{…}`.
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
    /// A finding without a help text. The message becomes [`visible`].
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Diagnostic { code, message: visible(message.into()), span, help: None, fix: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(visible(help.into()));
        self
    }

    /// Adds the change that mends it: `text` in the place of `span`.
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
