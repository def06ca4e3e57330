//! Checks a docs tree: the findings of the reading and analysis stages, and checks that compare pages with each other.
//!
//! [`run`] reads a docs folder and returns all findings. [`Report`] decides which of them count: denied kinds become
//! errors, and known findings of a [`Baseline`] are skipped. [`format`](mod@format) prints a report, [`fix`] applies
//! safe fixes.

mod baseline;
mod examples;
mod finding;
mod fingerprint;
pub mod fix;
pub mod format;
mod links;
mod report;

pub use baseline::{Baseline, BaselineError};
pub use finding::Finding;
pub use report::{Deny, Report};

use camino::Utf8Path;

use crate::diagnostic::Diagnostic;
use crate::docs::{ReadError, Tree};
use crate::model::Api;

/// All findings about a docs tree, and its model.
#[derive(Clone, Debug)]
pub struct Findings {
    /// The tree; its diagnostics have been moved to `diagnostics`.
    pub tree: Tree,
    /// The model.
    pub api: Api,
    /// The findings by file and location.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a docs folder and checks it.
///
/// # Errors
/// When the folder is missing, is not a docs tree, or contains no page.
pub fn run(docs: &Utf8Path) -> Result<Findings, ReadError> {
    Tree::read(docs).map(Findings::of)
}

/// Checks the examples of a model against the documented types.
pub(crate) fn examples(api: &Api) -> Vec<Diagnostic> {
    examples::check(api)
}

impl Findings {
    /// Checks a tree that has been read.
    #[must_use]
    pub fn of(mut tree: Tree) -> Findings {
        let links = links::Search::new(&tree);
        let model = || (crate::analysis::analyze(&tree), links.rest());
        let ((mut api, links), aside) = rayon::join(model, || links.aside());
        let mut found = std::mem::take(&mut tree.diagnostics);
        found.append(&mut api.diagnostics);
        found.extend(links.into_iter().chain(aside));
        found.extend(examples::check(&api));
        found.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
        // Two stages, or two pages that include the same file, can find the same thing.
        found.dedup_by(|a, b| (a.code, a.span, &a.message) == (b.code, b.span, &b.message));
        Findings { tree, api, diagnostics: found }
    }
}
