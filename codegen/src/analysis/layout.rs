//! The role of a section: by the words of its heading if they are known, otherwise by its content and its
//! place.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::BitOr;

use rayon::prelude::*;

use super::language::{self, Role};
use super::scopes;
use crate::diagnostic::{Code, Diagnostic};
use crate::docs::http::{self, Opening};
use crate::docs::{Block, Folder, Item, Page, Section, Table};

/// What a section can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SectionRole {
    /// Request templates.
    Templates,
    /// Examples.
    Example,
    /// What is sent.
    Body,
    /// What is answered.
    Response,
    /// Who may call.
    Permissions,
    /// Methods, changes, errors and the like: tables that list no properties.
    Aside,
    /// Relationships.
    Relationships,
    /// What belongs to another operation of the page.
    Other,
}

impl SectionRole {
    /// The roles of api pages.
    const OF_API: [SectionRole; 5] = [
        SectionRole::Templates,
        SectionRole::Example,
        SectionRole::Body,
        SectionRole::Response,
        SectionRole::Permissions,
    ];
}

/// The roles of a section: it may have several, and has those of the sections around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct SectionRoles(u8);

impl SectionRoles {
    fn has(self, role: SectionRole) -> bool {
        self.0 & SectionRoles::from(role).0 != 0
    }
}

impl From<SectionRole> for SectionRoles {
    fn from(role: SectionRole) -> SectionRoles {
        SectionRoles(1 << role as u8)
    }
}

impl BitOr for SectionRoles {
    type Output = SectionRoles;

    fn bitor(self, other: SectionRoles) -> SectionRoles {
        SectionRoles(self.0 | other.0)
    }
}

/// The roles of the sections of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    /// The own roles of each section.
    own: Vec<SectionRoles>,
    /// The roles of each section, those of its parents included.
    within: Vec<SectionRoles>,
    /// The example each section belongs to: the index of the section that heads it, or 0.
    examples: Vec<usize>,
    /// The operation each section belongs to: the index of the section that heads it, or 0.
    operations: Vec<usize>,
    /// Whether none of the headings is known.
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

    /// The sections below the title that have this role or are inside a section that has it.
    pub fn sections(&self, role: SectionRole) -> impl Iterator<Item = (usize, &'a Section)> + '_ {
        self.page.sections.iter().enumerate().filter(move |(index, _)| self.layout.within(*index, role))
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
    /// The roles of sections by their headings; on an api page without a known heading, by their content.
    fn of(page: &Page) -> Layout {
        let by_words = Layout::by_words(page);
        let is_known = |role: SectionRole| by_words.own.iter().any(|own| own.has(role));
        if page.folder != Folder::Api || SectionRole::OF_API.into_iter().any(is_known) {
            return by_words;
        }
        let mut own = structure(page, &by_words);
        for (roles, section) in own.iter_mut().zip(&page.sections) {
            *roles = if is_title(page, section) { SectionRoles::default() } else { *roles };
        }
        for (roles, words) in own.iter_mut().zip(&by_words.own) {
            *roles = *roles | *words;
        }
        Layout { own, is_unknown: true, ..Layout::default() }.finished(page)
    }

    fn by_words(page: &Page) -> Layout {
        let roles = |section| if is_title(page, section) { SectionRoles::default() } else { named(section) };
        let own = page.sections.iter().map(roles).collect();
        Layout { own, ..Layout::default() }.finished(page)
    }

    fn finished(mut self, page: &Page) -> Layout {
        let own = |index: &usize| self.own.get(*index).copied().unwrap_or_default();
        let around = |section: &Section| section.parents.iter().map(own).fold(SectionRoles::default(), BitOr::bitor);
        self.within = page.sections.iter().zip(&self.own).map(|(section, own)| *own | around(section)).collect();
        self.examples = page
            .sections
            .iter()
            .enumerate()
            .map(|(index, section)| {
                let mut all = section.parents.iter().copied().chain(std::iter::once(index));
                all.rfind(|&i| self.is(i, SectionRole::Example)).unwrap_or(0)
            })
            .collect();
        self.operations = operations(page, &self);
        self
    }

    /// The layout without the parts of other operations than the one with this head.
    fn only(&self, head: usize) -> Layout {
        let mut out = self.clone();
        for (index, (own, within)) in out.own.iter_mut().zip(&mut out.within).enumerate() {
            if self.operation(index) != head {
                (*own, *within) = (SectionRoles::default(), SectionRoles::from(SectionRole::Other));
            }
        }
        out
    }

    /// The heading of the operation that a section belongs to; 0 for the first one of the page.
    pub fn operation(&self, section: usize) -> usize {
        self.operations.get(section).copied().unwrap_or_default()
    }

    /// Whether the section, or one around it, has this role.
    pub fn within(&self, section: usize, role: SectionRole) -> bool {
        self.within.get(section).is_some_and(|roles| roles.has(role))
    }

    /// Whether the section, or one around it, has one of these roles.
    pub fn within_any(&self, section: usize, roles: &[SectionRole]) -> bool {
        roles.iter().any(|role| self.within(section, *role))
    }

    /// Whether the section itself has this role.
    pub fn is(&self, section: usize, role: SectionRole) -> bool {
        self.own.get(section).is_some_and(|roles| roles.has(role))
    }

    /// The heading of the innermost example around a section; 0 if there is none.
    pub fn example(&self, section: usize) -> usize {
        self.examples.get(section).copied().unwrap_or_default()
    }
}

/// The finding for docs in another language: most api pages have a request but not one known heading.
pub(super) fn other_language(pages: &[Laid<'_>]) -> Option<Diagnostic> {
    let has_request = |laid: &&Laid<'_>| laid.blocks().any(|(_, block)| !http::template_lines(block).is_empty());
    let api: Vec<&Laid<'_>> =
        pages.par_iter().filter(|laid| laid.page.folder == Folder::Api).filter(has_request).collect();
    let unknown = || api.iter().filter(|laid| laid.layout.is_unknown);
    let (count, first) = (unknown().count(), unknown().next()?);
    let message = format!("{count} of {} API pages do not have a known heading; only English docs are read", api.len());
    let help = "use the English docs; in other languages, only metadata, JSON and requests are read";
    (count * 2 >= api.len()).then(|| Diagnostic::new(Code::OtherLanguage, first.page.place(), message).help(help))
}

/// The title, or the text in front of it.
fn is_title(page: &Page, section: &Section) -> bool {
    section.level == 0
        || section.level == 1
            && page.sections.iter().find(|s| s.level == 1).is_some_and(|first| std::ptr::eq(first, section))
}

/// What the words of a heading say, or the words that an anchor in it is made of.
fn named(section: &Section) -> SectionRoles {
    let mut roles = words(section.key());
    for anchor in &section.anchors {
        roles = roles | words(&anchor.to_lowercase().replace('-', " "));
    }
    roles
}

fn words(key: &str) -> SectionRoles {
    const HEADINGS: [(Role, SectionRole); 8] = [
        (Role::TemplatesHeading, SectionRole::Templates),
        (Role::ExampleHeading, SectionRole::Example),
        (Role::BodyHeading, SectionRole::Body),
        (Role::ResponseHeading, SectionRole::Response),
        (Role::PermissionsHeading, SectionRole::Permissions),
        (Role::AsideHeading, SectionRole::Aside),
        (Role::ErrorsHeading, SectionRole::Aside),
        (Role::RelationshipsHeading, SectionRole::Relationships),
    ];
    let said = HEADINGS.iter().filter(|(role, _)| language::says(key, *role));
    said.fold(SectionRoles::default(), |roles, (_, role)| roles | SectionRoles::from(*role))
}

/// The operation that each section belongs to. A heading below the title is about an operation of its own if it has below it
/// the request as well as the answer, and the page has another request.
fn operations(page: &Page, layout: &Layout) -> Vec<usize> {
    let top = |index: usize| {
        let section = page.sections.get(index)?;
        let mut around = section.parents.iter().copied().chain(std::iter::once(index));
        around.find(|&index| is_top(page, index))
    };
    let is_request =
        |index: usize| layout.is(index, SectionRole::Templates) && !layout.within(index, SectionRole::Example);
    let requests: BTreeSet<Option<usize>> = (0..page.sections.len()).filter(|&i| is_request(i)).map(top).collect();
    // The request is below such a heading, not the heading itself.
    let is_plain = |head: &usize| layout.own.get(*head) == Some(&SectionRoles::default());
    let mut heads: BTreeSet<usize> = requests.iter().copied().flatten().filter(is_plain).collect();
    if page.folder != Folder::Api || heads.is_empty() {
        return Vec::new();
    }
    let holds = holds(page);
    let is_answer =
        |index: usize| layout.is(index, SectionRole::Response) || holds.get(index).is_some_and(|holds| holds.responses);
    let answers: BTreeSet<Option<usize>> = (0..page.sections.len()).filter(|&i| is_answer(i)).map(top).collect();
    heads.retain(|head| answers.contains(&Some(*head)));
    if requests.len() < 2 {
        return Vec::new();
    }
    (0..page.sections.len()).map(|index| top(index).filter(|top| heads.contains(top)).unwrap_or(0)).collect()
}

/// What the blocks below a heading contain, its subsections included.
#[derive(Clone, Copy, Default)]
struct Holds {
    requests: bool,
    responses: bool,
    /// Requests that are more than a template: an address with a host, a body, headers.
    concrete: bool,
}

/// The roles of an api page by the content of its sections: the templates come first, then what is sent and answered, then
/// the examples.
fn structure(page: &Page, known: &Layout) -> Vec<SectionRoles> {
    let mut roles = vec![SectionRoles::default(); page.sections.len()];
    let holds = holds(page);
    let of = |index: usize| holds.get(index).copied().unwrap_or_default();
    let tops: Vec<usize> = (0..page.sections.len()).filter(|&i| is_top(page, i)).collect();
    let mut mark = |index: usize, role: SectionRole| {
        if let Some(roles) = roles.get_mut(index) {
            *roles = *roles | SectionRoles::from(role);
        }
    };

    let words_say = |role: SectionRole| tops.iter().copied().find(|&top| known.is(top, role));
    let templates = words_say(SectionRole::Templates).or_else(|| tops.iter().copied().find(|&top| of(top).requests));
    let templates = templates.filter(|&top| !of(top).responses);
    if let Some(top) = templates {
        mark(top, SectionRole::Templates);
    }
    let behind: Vec<usize> = tops.iter().copied().filter(|&top| templates.is_none_or(|t| top > t)).collect();
    let mut first_example = None;
    for (at, &top) in behind.iter().enumerate() {
        let here = of(top);
        let before = at.checked_sub(1).and_then(|before| behind.get(before)).copied();
        let pair = here.responses && !here.requests && before.is_some_and(|b| of(b).concrete && !of(b).responses);
        if let Some(before) = before.filter(|_| pair) {
            mark(before, SectionRole::Example);
            first_example = first_example.or(Some(before));
        }
        if pair || (here.requests && here.responses) || here.concrete {
            mark(top, SectionRole::Example);
            first_example = first_example.or(Some(top));
            for index in (0..page.sections.len()).filter(|&i| is_below(page, i, top)) {
                // Each numbered example below the heading of all of them.
                if of(index).requests && of(index).responses {
                    mark(index, SectionRole::Example);
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
        mark(top, SectionRole::Response);
    }
    let before_answers = middle.iter().copied().rfind(|top| answers.first().is_some_and(|first| top < first));
    if let Some(body) = before_answers.filter(|&top| !lists_headers(page, top)) {
        mark(body, SectionRole::Body);
    }
    for (index, section) in page.sections.iter().enumerate() {
        let is_about = |item: &Item| matches!(item, Item::Table(table) if scopes::has_scopes(table));
        if templates.is_none_or(|t| index < t) && section.items.iter().any(is_about) {
            mark(index, SectionRole::Permissions);
        }
    }
    roles
}

/// Whether a section is directly below the title.
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
