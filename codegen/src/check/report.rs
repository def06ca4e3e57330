//! Which findings count: severities after `--deny`, and known findings of a baseline.

use super::Findings;
use super::baseline::{Baseline, KnownFinding};
use super::finding::Finding;
use super::fingerprint;
use crate::diagnostic::{Code, Severity};

/// What counts as an error in addition to errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deny {
    /// All findings of this kind.
    Code(Code),
    /// All warnings.
    Warnings,
    /// All notes.
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
            format!("unknown finding `{text}`: expected `warnings`, `notes`, a code such as GD0104, or its name (`explain` lists them)")
        })
    }
}

/// The findings that count.
#[derive(Debug)]
pub struct Report<'a> {
    /// The checked docs.
    pub findings: &'a Findings,
    /// The findings that are not in the baseline, by file and location.
    pub new: Vec<Finding<'a>>,
    /// The number of findings in the baseline.
    pub known: usize,
    /// The page and message of baseline findings that no longer exist.
    pub fixed: Vec<KnownFinding>,
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

    /// The number of new findings with this severity.
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
