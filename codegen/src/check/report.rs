//! Which findings count: severities after `--deny`, and what a baseline knows already.

use super::Findings;
use super::baseline::{Baseline, Known};
use super::fingerprint;
use crate::diagnostic::{Code, Diagnostic, Severity};

/// What is to count as an error beside what is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deny {
    /// Every finding of this kind.
    Code(Code),
    /// Every warning.
    Warnings,
    /// Every note.
    Notes,
}

impl std::str::FromStr for Deny {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim().eq_ignore_ascii_case("warnings") {
            return Ok(Deny::Warnings);
        }
        if text.trim().eq_ignore_ascii_case("notes") {
            return Ok(Deny::Notes);
        }
        Code::find(text).map(Deny::Code).ok_or_else(|| {
            format!("`{text}` is no code; `warnings`, `notes`, an identifier such as GD0104 or its name is wanted (`explain` lists them)")
        })
    }
}

/// A finding as every format shows it.
#[derive(Clone, Copy, Debug)]
pub struct Finding<'a> {
    /// The finding.
    pub diagnostic: &'a Diagnostic,
    /// How much it matters in this run.
    pub severity: Severity,
    /// The file, below the docs folder with forward slashes.
    pub page: &'a str,
    /// What stays the same when lines are added above it.
    pub fingerprint: u64,
}

/// The findings that count.
#[derive(Debug)]
pub struct Report<'a> {
    /// What was checked.
    pub findings: &'a Findings,
    /// The findings that the baseline does not know, by file and place.
    pub new: Vec<Finding<'a>>,
    /// How many findings the baseline knows.
    pub known: usize,
    /// The findings of the baseline that are gone, as it words them.
    pub fixed: Vec<Known>,
}

impl<'a> Report<'a> {
    /// Decides which findings count.
    #[must_use]
    pub fn new(findings: &'a Findings, deny: &[Deny], baseline: Option<&Baseline>) -> Report<'a> {
        let fingerprints = fingerprint::all(findings);
        let denied = |code: Code| {
            deny.iter().any(|deny| match deny {
                Deny::Code(denied) => *denied == code,
                Deny::Warnings => code.severity() == Severity::Warning,
                Deny::Notes => code.severity() == Severity::Note,
            })
        };
        let all = findings.diagnostics.iter().zip(fingerprints).map(|(diagnostic, fingerprint)| Finding {
            diagnostic,
            severity: if denied(diagnostic.code) { Severity::Error } else { diagnostic.code.severity() },
            page: findings.tree.files.path(diagnostic.span.file),
            fingerprint,
        });
        let Some(baseline) = baseline else {
            return Report { findings, new: all.collect(), known: 0, fixed: Vec::new() };
        };
        let mut open = baseline.matcher();
        let (known, new): (Vec<_>, Vec<_>) = all.partition(|finding| open.take(finding));
        Report { findings, new, known: known.len(), fixed: open.left() }
    }

    /// How many new findings there are at a level.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.new.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Whether the tree passes: no new finding at error level.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.count(Severity::Error) == 0
    }
}
