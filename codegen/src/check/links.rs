//! Links to pages of the tree that are not there.

use std::collections::{BTreeMap, HashSet};

use memchr::memmem;
use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic};
use crate::docs::{Item, Page, Text, Tree};

/// The folders whose pages are read as a whole: a link to a file that is missing there is dead.
const FOLDERS: [&str; 2] = ["api/", "resources/"];

/// Links of every page; each dead target is reported once a page.
pub(super) fn check(tree: &Tree) -> Vec<Diagnostic> {
    // Links of the published docs do not depend on the case of letters.
    let known: HashSet<String> = tree.files.iter().map(|(_, path)| path.to_lowercase()).collect();
    tree.pages.par_iter().flat_map_iter(|page| page_links(page, &known)).collect()
}

fn page_links(page: &Page, known: &HashSet<String>) -> Vec<Diagnostic> {
    // By target: where it stands first, and how often.
    let mut dead: BTreeMap<String, (&Text, usize)> = BTreeMap::new();
    let texts = page.items().flat_map(|(_, item)| {
        let (paragraph, rows) = match item {
            Item::Paragraph(paragraph) => (Some(&paragraph.text), &[][..]),
            Item::Table(table) => (None, table.rows.as_slice()),
            Item::Block(_) | Item::Annotation(_) => (None, &[][..]),
        };
        paragraph.into_iter().chain(rows.iter().flat_map(|row| &row.cells))
    });
    for text in texts.filter(|text| may_be_dead(&text.markdown, page, known)) {
        for link in text.links() {
            let Some(target) = target(&link.target, &page.path) else { continue };
            if !known.contains(&target) {
                dead.entry(target).or_insert((text, 0)).1 += 1;
            }
        }
    }
    dead.into_iter()
        .map(|(target, (text, count))| {
            let again = if count > 1 { format!(", which {count} links of this page lead to") } else { String::new() };
            Diagnostic::new(Code::DeadLink, text.span, format!("there is no page `{target}`{again}"))
        })
        .collect()
}

/// Whether a text may hold a dead link: only then it is taken apart, as markdown is in full. What looks like the target
/// of a link is held against the files; a target that is not plain text is not decided here.
fn may_be_dead(markdown: &str, page: &Page, known: &HashSet<String>) -> bool {
    memmem::find_iter(markdown.as_bytes(), b"](").any(|at| {
        let behind = markdown.get(at + 2..).unwrap_or_default().trim_start();
        let (written, rest) = behind.split_at(behind.find([' ', ')', '(']).unwrap_or(behind.len()));
        let plain = !written.contains(['\\', '&']) && !rest.starts_with('(') && !markdown.contains('<');
        !plain || target(written, &page.path).is_some_and(|target| !known.contains(&target))
    })
}

/// The page that a link leads to, below the docs folder in lower case; nothing for links to anywhere else.
fn target(target: &str, page: &str) -> Option<String> {
    let path = target.split(['#', '?']).next().unwrap_or_default().trim().replace('\\', "/");
    if path.is_empty() || path.contains(':') || path.starts_with('/') {
        return None;
    }
    let resolved = crate::model::resolve_path(page, &path)?;
    let is_page = resolved.ends_with(".md") && FOLDERS.iter().any(|folder| resolved.starts_with(folder));
    is_page.then_some(resolved)
}
