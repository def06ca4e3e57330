//! Finds links to missing pages, and to headings that their target pages do not have.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic};
use crate::docs::{Item, Page, Text, Tree, outline};
use crate::suggest::Effort;

/// The folders that are read completely: a link to a missing file in them is dead.
const FOLDERS: [&str; 2] = ["api/", "resources/"];

/// The number of pages in a unit of work.
const AT_ONCE: usize = 16;

/// The search for dead links, which idle threads carry out in units of work.
pub(super) struct Search<'a> {
    /// The files in lower case: links of the published docs ignore letter case.
    known: HashSet<String>,
    anchored: Anchored<'a>,
    /// The number of pages that have been taken.
    begun: AtomicUsize,
}

impl<'a> Search<'a> {
    /// Prepares a search.
    pub(super) fn new(tree: &'a Tree) -> Search<'a> {
        let known = tree.files.iter().map(|(_, path)| path.to_lowercase()).collect();
        let anchored = Anchored { tree, anchors: tree.pages.iter().map(|_| OnceLock::new()).collect() };
        Search { known, anchored, begun: AtomicUsize::new(0) }
    }

    /// The next pages to work on.
    fn next(&self) -> Option<&'a [Page]> {
        let begun = self.begun.fetch_add(AT_ONCE, Ordering::Relaxed);
        let pages = self.anchored.tree.pages.get(begun..).filter(|pages| !pages.is_empty())?;
        Some(pages.get(..AT_ONCE).unwrap_or(pages))
    }

    /// Dead links of the remaining pages, each target once per page. Continues while the thread has no other work in
    /// the pool.
    pub(super) fn aside(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        loop {
            while rayon::yield_now() == Some(rayon::Yield::Executed) {}
            match self.next() {
                Some(pages) => found.extend(pages.iter().flat_map(|page| self.page(page))),
                None => return found,
            }
        }
    }

    /// Dead links of all remaining pages.
    pub(super) fn rest(&self) -> Vec<Diagnostic> {
        let pages = std::iter::from_fn(|| self.next()).par_bridge();
        pages.flat_map_iter(|pages| pages.iter().flat_map(|page| self.page(page))).collect()
    }

    fn page(&self, page: &Page) -> Vec<Diagnostic> {
        page_links(page, &self.known, &self.anchored)
    }
}

/// The anchors of each page, collected when a link leads to one.
struct Anchored<'a> {
    tree: &'a Tree,
    anchors: Vec<OnceLock<BTreeSet<String>>>,
}

impl Anchored<'_> {
    /// The anchors of the page with this lower-case path.
    fn of(&self, path: &str) -> Option<&BTreeSet<String>> {
        let pages = &self.tree.pages;
        let exact = pages.binary_search_by(|page| page.path.as_str().cmp(path)).ok();
        let at = exact.or_else(|| pages.iter().position(|page| page.path.eq_ignore_ascii_case(path)))?;
        let page = pages.get(at)?;
        Some(self.anchors.get(at)?.get_or_init(|| anchors(page)))
    }
}

/// The anchors of a page: those made from headings, and explicit ones.
fn anchors(page: &Page) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut counts: HashMap<String, usize> = HashMap::default();
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
    for (_, item) in page.items() {
        if let Item::Table(table) = item {
            out.extend(table.anchors.iter().map(|anchor| folded(anchor)));
        }
    }
    each_text(page, |text| {
        if text.has_markup() && (text.markdown().contains("<a ") || text.markdown().contains("<A ")) {
            out.extend(outline::anchors(text.markdown()).iter().map(|anchor| folded(anchor)));
        }
    });
    out
}

/// Sites differ in the number of hyphens that replace punctuation.
fn folded(anchor: &str) -> String {
    let words: Vec<&str> = anchor.split('-').filter(|word| !word.is_empty()).collect();
    words.join("-").to_lowercase()
}

/// Visits the paragraphs and cells of a page.
fn each_text<'a>(page: &'a Page, mut look: impl FnMut(&'a Text)) {
    for (_, item) in page.items() {
        match item {
            Item::Paragraph(paragraph) => look(&paragraph.text),
            Item::Table(table) => table.rows.iter().flat_map(|row| &row.cells).for_each(&mut look),
            Item::Block(_) | Item::Annotation(_) => {}
        }
    }
}

fn page_links(page: &Page, known: &HashSet<String>, anchored: &Anchored<'_>) -> Vec<Diagnostic> {
    // By target: its first location, and the number of links.
    let mut dead: BTreeMap<String, (&Text, usize)> = BTreeMap::new();
    let mut lost: BTreeMap<(String, String), (&Text, usize)> = BTreeMap::new();
    each_text(page, |text| {
        if !text.has_markup() || !may_be_dead(text.markdown(), page, known) {
            return;
        }
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
    });
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

/// Whether a text can contain a dead link: only then is it parsed as Markdown. Everything that looks like a link
/// target is looked up among the files; a target that is not plain text or has an anchor is not decided here.
fn may_be_dead(markdown: &str, page: &Page, known: &HashSet<String>) -> bool {
    let has_tags = markdown.contains('<');
    markdown.match_indices("](").any(|(at, mark)| {
        let behind = markdown.get(at + mark.len()..).unwrap_or_default().trim_start();
        let end = behind.find([' ', ')', '(']).unwrap_or(behind.len());
        let Some((written, rest)) = behind.split_at_checked(end) else { return true };
        let plain = !has_tags && !written.contains(['\\', '&', '#']) && !rest.starts_with('(');
        !plain || target(written, &page.path).is_some_and(|target| !known.contains(&target))
    })
}

/// The part of a target after `#`, except for language tabs.
fn fragment(target: &str) -> Option<&str> {
    let (_, fragment) = target.split_once('#')?;
    let fragment = fragment.trim();
    (!fragment.is_empty() && !fragment.contains(['/', '=', '?'])).then_some(fragment)
}

/// The lower-case path of the linked page below the docs folder; nothing for other links.
fn target(target: &str, page: &str) -> Option<String> {
    let path = target.split(['#', '?']).next().unwrap_or(target).trim().replace('\\', "/");
    if path.is_empty() || path.contains(':') || path.starts_with('/') {
        return None;
    }
    let resolved = crate::analysis::resolve_path(page, &path)?;
    let is_page = resolved.ends_with(".md") && FOLDERS.iter().any(|folder| resolved.starts_with(folder));
    is_page.then_some(resolved)
}
