//! Which part of a page a section is: by the words of its heading where they are known, else by what stands in it and
//! where it stands.

use std::collections::{BTreeMap, BTreeSet};

use super::language::{self, Role};
use super::scopes;
use crate::diagnostic::{Code, Diagnostic};
use crate::docs::http::{self, Opening};
use crate::docs::{Block, Folder, Item, Page, Section, Table};

/// The parts of a page, as bits: a section may be several, and is all that the sections around it are.
pub(super) mod part {
    /// Request templates.
    pub const TEMPLATES: u8 = 1;
    /// Examples.
    pub const EXAMPLE: u8 = 2;
    /// What is sent.
    pub const BODY: u8 = 4;
    /// What is answered.
    pub const RESPONSE: u8 = 8;
    /// Who may call.
    pub const PERMISSIONS: u8 = 16;
    /// Methods, changes and the like: tables that list no properties.
    pub const ASIDE: u8 = 32;
    /// Relationships.
    pub const NAVIGATION: u8 = 64;
    /// What belongs to another operation of the page.
    pub const OTHER: u8 = 128;
    /// The parts of api pages.
    pub const OF_API: [u8; 5] = [TEMPLATES, EXAMPLE, BODY, RESPONSE, PERMISSIONS];
}

/// The parts that the sections of a page are.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    /// What each section is of its own.
    own: Vec<u8>,
    /// What each section is, its parents included.
    within: Vec<u8>,
    /// The example each section belongs to: the index of the section that heads it, or 0.
    examples: Vec<usize>,
    /// The operation each section belongs to: the index of the section that heads it, or 0.
    operations: Vec<usize>,
    /// Not one heading of the page is known.
    is_unknown: bool,
}

/// A page and its layout.
#[derive(Clone, Debug)]
pub(super) struct Laid<'a> {
    pub page: &'a Page,
    pub layout: Layout,
}

impl<'a> Laid<'a> {
    pub fn new(page: &'a Page) -> Laid<'a> {
        Laid { page, layout: Layout::of(page) }
    }

    /// The sections outside of the title that are such a part, or stand in one.
    pub fn sections(&self, part: u8) -> impl Iterator<Item = (usize, &'a Section)> + '_ {
        self.page.sections.iter().enumerate().filter(move |(index, _)| self.layout.within(*index, part))
    }

    /// The page as each of its operations sees it, by the section that heads the operation: without the parts of others.
    pub fn views(&self) -> BTreeMap<usize, Laid<'a>> {
        let heads: BTreeSet<usize> = std::iter::once(0).chain(self.layout.operations.iter().copied()).collect();
        heads.into_iter().map(|head| (head, Laid { page: self.page, layout: self.layout.only(head) })).collect()
    }

    /// Every code block with the index of its section.
    pub fn blocks(&self) -> impl Iterator<Item = (usize, &'a Block)> {
        self.page.sections.iter().enumerate().flat_map(|(index, section)| {
            section.items.iter().filter_map(move |item| match item {
                Item::Block(block) => Some((index, block.as_ref())),
                _ => None,
            })
        })
    }
}

impl Layout {
    /// What the headings of a page say its sections are; on an api page without a known heading, what is in them says it.
    fn of(page: &Page) -> Layout {
        let by_words = Layout::by_words(page);
        let is_known = |part: u8| by_words.own.iter().any(|bits| bits & part != 0);
        if page.folder != Folder::Api || part::OF_API.into_iter().any(is_known) {
            return by_words;
        }
        let mut own = structure(page, &by_words);
        for (bits, section) in own.iter_mut().zip(&page.sections) {
            *bits = if is_title(page, section) { 0 } else { *bits };
        }
        for (bits, words) in own.iter_mut().zip(&by_words.own) {
            *bits |= words;
        }
        Layout { own, is_unknown: true, ..Layout::default() }.finished(page)
    }

    fn by_words(page: &Page) -> Layout {
        let own =
            page.sections.iter().map(|section| if is_title(page, section) { 0 } else { named(section) }).collect();
        Layout { own, ..Layout::default() }.finished(page)
    }

    fn finished(mut self, page: &Page) -> Layout {
        let bits = |own: &[u8], index: usize| own.get(index).copied().unwrap_or_default();
        let around = |section: &Section, own: &[u8]| section.parents.iter().fold(0, |all, &i| all | bits(own, i));
        self.within = page.sections.iter().zip(&self.own).map(|(s, own)| own | around(s, &self.own)).collect();
        let is_example = |own: &[u8], index: usize| bits(own, index) & part::EXAMPLE != 0;
        self.examples = page
            .sections
            .iter()
            .enumerate()
            .map(|(index, section)| {
                let mut all = section.parents.iter().copied().chain(std::iter::once(index));
                all.rfind(|&i| is_example(&self.own, i)).unwrap_or(0)
            })
            .collect();
        self.operations = operations(page, &self);
        self
    }

    /// The layout without the parts of other operations than the one with this head.
    fn only(&self, head: usize) -> Layout {
        let mut out = self.clone();
        for (index, bits) in out.own.iter_mut().zip(&mut out.within).enumerate() {
            if self.operation(index) != head {
                (*bits.0, *bits.1) = (0, part::OTHER);
            }
        }
        out
    }

    /// The heading of the operation that a section belongs to; 0 for the first one of the page.
    pub fn operation(&self, section: usize) -> usize {
        self.operations.get(section).copied().unwrap_or_default()
    }

    /// Whether the section, or one around it, is such a part.
    pub fn within(&self, section: usize, part: u8) -> bool {
        self.within.get(section).is_some_and(|bits| bits & part != 0)
    }

    /// Whether the section itself is such a part.
    pub fn is(&self, section: usize, part: u8) -> bool {
        self.own.get(section).is_some_and(|bits| bits & part != 0)
    }

    /// The heading of the innermost example around a section; 0 if there is none.
    pub fn example(&self, section: usize) -> usize {
        self.examples.get(section).copied().unwrap_or_default()
    }
}

/// Says of a tree that it is in another language: most of its api pages have a request, and no heading that is known.
pub(super) fn other_language(pages: &[Laid<'_>]) -> Option<Diagnostic> {
    let has_request = |laid: &&Laid<'_>| laid.blocks().any(|(_, block)| !http::template_lines(block).is_empty());
    let api: Vec<&Laid<'_>> = pages.iter().filter(|laid| laid.page.folder == Folder::Api).filter(has_request).collect();
    let unknown = || api.iter().filter(|laid| laid.layout.is_unknown);
    let (count, first) = (unknown().count(), unknown().next()?);
    let message =
        format!("{count} of {} API pages have no heading that is known: only English docs are read", api.len());
    let help = "use the English docs; of these, only metadata, JSON and requests are read";
    (count * 2 >= api.len()).then(|| Diagnostic::new(Code::OtherLanguage, first.page.place(), message).help(help))
}

/// The title, or the text in front of it.
fn is_title(page: &Page, section: &Section) -> bool {
    section.level == 0
        || section.level == 1
            && page.sections.iter().find(|s| s.level == 1).is_some_and(|first| std::ptr::eq(first, section))
}

/// What the words of a heading say, or the words that an anchor in it is made of.
fn named(section: &Section) -> u8 {
    let mut bits = words(section.key());
    for anchor in &section.anchors {
        bits |= words(&anchor.to_lowercase().replace('-', " "));
    }
    bits
}

fn words(key: &str) -> u8 {
    const HEADINGS: [(Role, u8); 7] = [
        (Role::TemplatesHeading, part::TEMPLATES),
        (Role::ExampleHeading, part::EXAMPLE),
        (Role::BodyHeading, part::BODY),
        (Role::ResponseHeading, part::RESPONSE),
        (Role::PermissionsHeading, part::PERMISSIONS),
        (Role::AsideHeading, part::ASIDE),
        (Role::RelationshipsHeading, part::NAVIGATION),
    ];
    HEADINGS.iter().filter(|(role, _)| language::says(key, *role)).fold(0, |bits, (_, part)| bits | part)
}

/// The operation that each section belongs to. A heading below the title is about an operation of its own if it has below it
/// the request as well as the answer, and the page has another request.
fn operations(page: &Page, layout: &Layout) -> Vec<usize> {
    let top = |index: usize| {
        let section = page.sections.get(index)?;
        let mut around = section.parents.iter().copied().chain(std::iter::once(index));
        around.find(|&index| is_top(page, index))
    };
    let is_request = |index: usize| layout.is(index, part::TEMPLATES) && !layout.within(index, part::EXAMPLE);
    let requests: BTreeSet<Option<usize>> = (0..page.sections.len()).filter(|&i| is_request(i)).map(top).collect();
    // The request is below such a heading, not the heading itself.
    let is_plain = |head: &usize| layout.own.get(*head) == Some(&0);
    let mut heads: BTreeSet<usize> = requests.iter().copied().flatten().filter(is_plain).collect();
    if page.folder != Folder::Api || heads.is_empty() {
        return Vec::new();
    }
    let holds = holds(page);
    let is_answer =
        |index: usize| layout.is(index, part::RESPONSE) || holds.get(index).is_some_and(|holds| holds.responses);
    let answers: BTreeSet<Option<usize>> = (0..page.sections.len()).filter(|&i| is_answer(i)).map(top).collect();
    heads.retain(|head| answers.contains(&Some(*head)));
    if requests.len() < 2 {
        return Vec::new();
    }
    (0..page.sections.len()).map(|index| top(index).filter(|top| heads.contains(top)).unwrap_or(0)).collect()
}

/// What the blocks below a heading hold, its subsections included.
#[derive(Clone, Copy, Default)]
struct Holds {
    requests: bool,
    responses: bool,
    /// Requests that are more than a template: an address with a host, a body, headers.
    concrete: bool,
}

/// The parts of an api page by what its sections hold: the templates come first, then what is sent and answered, then
/// the examples.
fn structure(page: &Page, known: &Layout) -> Vec<u8> {
    let mut parts = vec![0u8; page.sections.len()];
    let holds = holds(page);
    let of = |index: usize| holds.get(index).copied().unwrap_or_default();
    let tops: Vec<usize> = (0..page.sections.len()).filter(|&i| is_top(page, i)).collect();
    let mut mark = |index: usize, part: u8| {
        if let Some(bits) = parts.get_mut(index) {
            *bits |= part;
        }
    };

    let words_say = |part: u8| tops.iter().copied().find(|&top| known.is(top, part));
    let templates = words_say(part::TEMPLATES).or_else(|| tops.iter().copied().find(|&top| of(top).requests));
    let templates = templates.filter(|&top| !of(top).responses);
    if let Some(top) = templates {
        mark(top, part::TEMPLATES);
    }
    let behind: Vec<usize> = tops.iter().copied().filter(|&top| templates.is_none_or(|t| top > t)).collect();
    let mut first_example = None;
    for (at, &top) in behind.iter().enumerate() {
        let here = of(top);
        let before = at.checked_sub(1).and_then(|before| behind.get(before)).copied();
        let pair = here.responses && !here.requests && before.is_some_and(|b| of(b).concrete && !of(b).responses);
        if let Some(before) = before.filter(|_| pair) {
            mark(before, part::EXAMPLE);
            first_example = first_example.or(Some(before));
        }
        if pair || (here.requests && here.responses) || here.concrete {
            mark(top, part::EXAMPLE);
            first_example = first_example.or(Some(top));
            for index in (0..page.sections.len()).filter(|&i| is_below(page, i, top)) {
                // Each numbered example below the heading of all of them.
                if of(index).requests && of(index).responses {
                    mark(index, part::EXAMPLE);
                }
            }
        }
    }
    let middle: Vec<usize> =
        behind.iter().copied().filter(|&top| first_example.is_none_or(|first| top < first)).collect();
    let answers: Vec<usize> = middle.iter().copied().filter(|&top| names_status(page, top)).collect();
    let last = middle.last().copied().filter(|_| first_example.is_some() && templates.is_some());
    let answers = if answers.is_empty() { last.into_iter().collect() } else { answers };
    for &top in &answers {
        mark(top, part::RESPONSE);
    }
    let before_answers = middle.iter().copied().rfind(|top| answers.first().is_some_and(|first| top < first));
    if let Some(body) = before_answers.filter(|&top| !lists_headers(page, top)) {
        mark(body, part::BODY);
    }
    for (index, section) in page.sections.iter().enumerate() {
        let is_about = |item: &Item| matches!(item, Item::Table(table) if scopes::has_scopes(table));
        if templates.is_none_or(|t| index < t) && section.items.iter().any(is_about) {
            mark(index, part::PERMISSIONS);
        }
    }
    parts
}

/// Whether a section stands directly below the title.
fn is_top(page: &Page, index: usize) -> bool {
    page.sections.get(index).is_some_and(|section| {
        let titled = |&parent: &usize| page.sections.get(parent).is_some_and(|parent| is_title(page, parent));
        !is_title(page, section) && section.parents.iter().all(titled)
    })
}

fn is_below(page: &Page, index: usize, above: usize) -> bool {
    page.sections.get(index).is_some_and(|section| section.parents.contains(&above))
}

fn holds(page: &Page) -> Vec<Holds> {
    let mut out = vec![Holds::default(); page.sections.len()];
    for (index, section) in page.sections.iter().enumerate() {
        for item in &section.items {
            let Item::Block(block) = item else { continue };
            let opening = http::opening(block);
            for at in section.parents.iter().copied().chain(std::iter::once(index)) {
                let Some(holds) = out.get_mut(at) else { continue };
                match opening {
                    Opening::Request { concrete } => {
                        holds.requests = true;
                        holds.concrete |= concrete;
                    }
                    Opening::Response => holds.responses = true,
                    Opening::Other => {}
                }
            }
        }
    }
    out
}

/// Whether the prose of a section names a status of success.
fn names_status(page: &Page, top: usize) -> bool {
    let sections = page.sections.iter().enumerate().filter(|(i, _)| *i == top || is_below(page, *i, top));
    sections.flat_map(|(_, section)| &section.items).any(|item| match item {
        Item::Paragraph(paragraph) => http::status_codes(&paragraph.text.plain()).iter().any(|code| *code < 400),
        _ => false,
    })
}

/// Whether a section's tables list headers.
fn lists_headers(page: &Page, top: usize) -> bool {
    let is_header = |table: &Table| {
        let names = table.rows.iter().filter_map(|row| row.cells.first());
        names.map(crate::docs::Text::plain).any(|name| http::is_known_header(name.trim()))
    };
    let Some(section) = page.sections.get(top) else { return false };
    section.items.iter().any(|item| matches!(item, Item::Table(table) if is_header(table)))
}
