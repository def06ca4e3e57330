//! What a pass reports into.

use super::{Code, Diagnostic};
use crate::span::Span;

/// The findings of a pass, in the order in which it reports them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Findings(Vec<Diagnostic>);

impl Findings {
    /// Reports a finding at a location of a page.
    pub fn report(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.0.push(Diagnostic::new(code, span, message));
    }

    /// Reports a finding, and how to correct it.
    pub fn report_with_help(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.0.push(Diagnostic::new(code, span, message).help(help));
    }

    /// Whether there is a finding of this kind.
    #[must_use]
    pub fn has(&self, code: Code) -> bool {
        self.0.iter().any(|found| found.code == code)
    }

    /// All findings by their places, those of one place by their codes.
    #[must_use]
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.0.sort_by_key(|found| (found.span, found.code));
        self.0
    }
}

/// Adds the findings of another pass, or one with a fix.
impl Extend<Diagnostic> for Findings {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, more: I) {
        self.0.extend(more);
    }
}

impl FromIterator<Diagnostic> for Findings {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(all: I) -> Self {
        Findings(all.into_iter().collect())
    }
}

impl IntoIterator for Findings {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
