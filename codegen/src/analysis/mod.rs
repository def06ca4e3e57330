//! Analysis: from pages to the model, in passes. [`analyze`] shows their order.
//!
//! | pass | from | to |
//! |---|---|---|
//! | `layout` | the headings of a page, or what is below them | the role of each section |
//! | `types::declaration`, `enums` | tables and JSON representations | the declarations of each page |
//! | `types` | all declarations | types: merged, resolved, with bases, kinds and inherited properties |
//! | `exchanges` | code blocks | requests and responses, paired |
//! | `operations` | request lines, prose, examples, types | operations |
//! | `spelling` | all paths | one spelling for each word of a path |
//! | `examples` | pairs, operations | examples, matched with the operations they show |
//!
//! `language` has every English phrase that a pass looks for. A pass does not change the result of another one.

mod answers;
mod clouds;
mod deprecated_rows;
mod deprecation;
mod description;
mod enums;
mod examples;
mod exchanges;
mod facts;
mod findings;
mod language;
mod layout;
mod markers;
mod names;
mod operations;
mod options;
mod page;
mod parameter_lists;
mod permissions;
mod properties;
mod reference;
mod required;
mod responses;
mod scope;
mod scopes;
mod sentences;
mod spelling;
mod types;
mod verbs;

pub(crate) use description::{describe, resolve_path};
pub(crate) use findings::attach;

use rayon::prelude::*;

use crate::diagnostic::{Code, Findings};
use crate::docs::Tree;
use crate::model::{Api, polymorphic};

/// Builds the model of a docs tree.
#[must_use]
pub fn analyze(tree: &Tree) -> Api {
    let pages: Vec<layout::Laid<'_>> = tree.pages.par_iter().map(layout::Laid::new).collect();
    let ((types, mut findings), shown) = rayon::join(|| types::build(&pages), || exchanges::read(&pages));
    findings.extend(layout::other_language(&pages));
    let version = exchanges::version(&shown);
    let mut operations = operations::build(&pages, &shown, &types, &mut findings);
    spelling::unify(&mut operations);
    let examples = examples::build(&pages, shown, &types, &operations, &mut findings);
    operations.sort_by(|a, b| a.name.cmp(&b.name));
    let diagnostics = findings.sorted();
    let types = types.into_types();
    Api {
        version,
        pages: tree.pages.len(),
        polymorphic: polymorphic(&types, &operations),
        types,
        template_lines: operations.iter().map(|o| o.listed).sum::<usize>()
            + diagnostics.iter().filter(|d| d.code == Code::TemplateMalformed).count(),
        operations,
        examples,
        diagnostics,
    }
}

/// The results of the pages in one list; their findings are added to the others.
fn joined<T>(pages: Vec<(Vec<T>, Findings)>, findings: &mut Findings) -> Vec<T> {
    let mut out = Vec::with_capacity(pages.iter().map(|(items, _)| items.len()).sum());
    for (mut items, found) in pages {
        out.append(&mut items);
        findings.extend(found);
    }
    out
}
