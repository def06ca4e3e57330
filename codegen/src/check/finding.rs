//! A finding as reports and baselines see it.

use crate::diagnostic::{Diagnostic, Severity};

/// A finding with what all formats need.
#[derive(Clone, Copy, Debug)]
pub struct Finding<'a> {
    /// The finding.
    pub diagnostic: &'a Diagnostic,
    /// Its severity in this run.
    pub severity: Severity,
    /// The file, below the docs folder with forward slashes.
    pub page: &'a str,
    /// Stays the same when lines are added above it.
    pub fingerprint: u64,
}
