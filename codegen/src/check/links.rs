//! Links to pages of the tree that are not there, and to headings that their pages do not have.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

use memchr::memmem;
use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic};
use crate::docs::{Item, Page, Text, Tree, outline};
use crate::suggest::Effort;

/// The folders whose pages are read as a whole: a link to a file that is missing there is dead.
const FOLDERS: [&str; 2] = ["api/", "resources/"];

/// Links of every page; each dead target is reported once a page.
pub(super) fn check(tree: &Tree) -> Vec<Diagnostic> {
    // Links of the published docs do not depend on the case of letters.
    let known: HashSet<String> = tree.files.iter().map(|(_, path)| path.to_lowercase()).collect();
    let anchored = Anchored { tree, anchors: tree.pages.iter().map(|_| OnceLock::new()).collect() };
    tree.pages.par_iter().flat_map_iter(|page| page_links(page, &known, &anchored)).collect()
}

/// The anchors of each page, which are looked for when something leads to one.
struct Anchored<'a> {
    tree: &'a Tree,
    anchors: Vec<OnceLock<BTreeSet<String>>>,
}

impl Anchored<'_> {
    /// The anchors of the page at a path in lower case.
    fn of(&self, path: &str) -> Option<&BTreeSet<String>> {
        let pages = &self.tree.pages;
        let exact = pages.binary_search_by(|page| page.path.as_str().cmp(path)).ok();
        let at = exact.or_else(|| pages.iter().position(|page| page.path.eq_ignore_ascii_case(path)))?;
        let page = pages.get(at)?;
        Some(self.anchors.get(at)?.get_or_init(|| anchors(page)))
    }
}

/// The anchors of a page: what its headings are made to, and those that are set by hand.
fn anchors(page: &Page) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for section in &page.sections {
        let slug = folded(&outline::slug(&section.heading.plain()));
        let count = counts.entry(slug.clone()).or_default();
        if *count > 0 {
            out.insert(format!("{slug}-{count}"));
        }
        *count += 1;
        out.insert(slug);
        out.extend(section.anchors.iter().map(|anchor| folded(anchor)));
    }
    for text in texts(page).filter(|text| text.markdown.contains("<a ") || text.markdown.contains("<A ")) {
        out.extend(outline::anchors(&text.markdown).iter().map(|anchor| folded(anchor)));
    }
    out
}

/// Sites differ in how many hyphens they leave where a sign was.
fn folded(anchor: &str) -> String {
    let words: Vec<&str> = anchor.split('-').filter(|word| !word.is_empty()).collect();
    words.join("-").to_lowercase()
}

/// The paragraphs and cells of a page.
fn texts(page: &Page) -> impl Iterator<Item = &Text> {
    page.items().flat_map(|(_, item)| match item {
        Item::Paragraph(paragraph) => vec![&paragraph.text],
        Item::Table(table) => table.rows.iter().flat_map(|row| &row.cells).collect(),
        Item::Block(_) | Item::Annotation(_) => Vec::new(),
    })
}

fn page_links(page: &Page, known: &HashSet<String>, anchored: &Anchored<'_>) -> Vec<Diagnostic> {
    // By target: where it stands first, and how often.
    let mut dead: BTreeMap<String, (&Text, usize)> = BTreeMap::new();
    let mut lost: BTreeMap<(String, String), (&Text, usize)> = BTreeMap::new();
    for text in texts(page).filter(|text| may_be_dead(&text.markdown, page, known)) {
        for link in text.links() {
            let own = || link.target.starts_with('#').then(|| page.path.to_lowercase());
            let Some(target) = target(&link.target, &page.path).or_else(own) else { continue };
            if !known.contains(&target) {
                dead.entry(target).or_insert((text, 0)).1 += 1;
            } else if let Some(anchor) = fragment(&link.target)
                && anchored.of(&target).is_some_and(|anchors| !anchors.contains(&folded(anchor)))
            {
                lost.entry((target, anchor.to_owned())).or_insert((text, 0)).1 += 1;
            }
        }
    }
    let again = |count: usize| match count {
        1 => String::new(),
        _ => format!(", which {count} links of this page lead to"),
    };
    let mut effort = Effort::default();
    let lost = lost.into_iter().map(|((target, anchor), (text, count))| {
        let message = format!("`{target}` has no heading or anchor `#{anchor}`{}", again(count));
        let diagnostic = Diagnostic::new(Code::DeadAnchor, text.span, message);
        let anchors = anchored.of(&target).into_iter().flatten().map(String::as_str);
        match effort.word(&anchor, anchors.filter(|anchor| !anchor.is_empty())) {
            Some(meant) => diagnostic.help(format!("did you mean `#{meant}`?")),
            None => diagnostic,
        }
    });
    let lost: Vec<Diagnostic> = lost.collect();
    dead.into_iter()
        .map(|(target, (text, count))| {
            Diagnostic::new(Code::DeadLink, text.span, format!("there is no page `{target}`{}", again(count)))
        })
        .chain(lost)
        .collect()
}

/// Whether a text may hold a dead link: only then it is taken apart, as markdown is in full. What looks like the target
/// of a link is held against the files; a target that is not plain text, or names an anchor, is not decided here.
fn may_be_dead(markdown: &str, page: &Page, known: &HashSet<String>) -> bool {
    memmem::find_iter(markdown.as_bytes(), b"](").any(|at| {
        let behind = markdown.get(at + 2..).unwrap_or_default().trim_start();
        let (written, rest) = behind.split_at(behind.find([' ', ')', '(']).unwrap_or(behind.len()));
        let plain = !written.contains(['\\', '&', '#']) && !rest.starts_with('(') && !markdown.contains('<');
        !plain || target(written, &page.path).is_some_and(|target| !known.contains(&target))
    })
}

/// The part of a target behind `#`; not of language tabs.
fn fragment(target: &str) -> Option<&str> {
    let (_, fragment) = target.split_once('#')?;
    let fragment = fragment.trim();
    (!fragment.is_empty() && !fragment.contains(['/', '=', '?'])).then_some(fragment)
}

/// The page that a link leads to, below the docs folder in lower case; nothing for links to anywhere else.
fn target(target: &str, page: &str) -> Option<String> {
    let path = target.split(['#', '?']).next().unwrap_or_default().trim();
    let path: Cow<'_, str> = if path.contains('\\') { path.replace('\\', "/").into() } else { path.into() };
    if path.is_empty() || path.contains(':') || path.starts_with('/') {
        return None;
    }
    let resolved = crate::model::resolve_path(page, &path)?;
    let is_page = resolved.ends_with(".md") && FOLDERS.iter().any(|folder| resolved.starts_with(folder));
    is_page.then_some(resolved)
}
