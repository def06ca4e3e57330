//! Statements in the prose of a page about its type: that it is abstract or open, and its base.

use super::super::description;
use super::super::language::{self, Role};
use super::super::names;
use super::super::properties::DocumentedProperty;
use super::super::reference::{Expression, Name};
use super::super::sentences;
use crate::diagnostic::{Code, Findings};
use crate::docs::{Annotation, Folder, Item, Link, Page, Section, Text};
use crate::model::Primitive;
use crate::span::Span;

/// The statements of the prose about the type.
#[derive(Clone, Debug, Default)]
pub(in crate::analysis) struct Statements {
    pub is_abstract: bool,
    pub is_open: bool,
    pub inherits: Option<Inherits>,
}

/// A base that the prose names.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct Inherits {
    pub expression: Expression,
    /// It is certainly a name, even if it is not documented.
    pub is_certain: bool,
    /// Where the prose is.
    pub span: Span,
}

impl Statements {
    /// What a page says of the type with this short name.
    pub fn read(page: &Page, name: &str) -> Statements {
        let mut out = Statements { inherits: inherits(page), ..Statements::default() };
        if page.folder == Folder::Api {
            // The rest is about the operation.
            return out;
        }
        for paragraph in introduction(page) {
            let plain = paragraph.plain();
            for sentence in sentences::clauses(&plain) {
                out.is_abstract |= says_of_itself(sentence, Role::Abstract, name);
                out.is_abstract |= language::says(sentence, Role::NeverMade);
                out.is_open |= says_of_itself(sentence, Role::OpenType, name);
            }
        }
        let title = page.title().map(Text::plain).unwrap_or_default();
        let remark = title.rsplit_once('(').map_or("", |(_, remark)| remark.trim_end_matches(')'));
        out.is_open |= says_of_itself(remark, Role::OpenType, name);
        out
    }
}

/// The paragraphs that may be about the type as a whole: the introduction, and what is said in place of a table.
fn introduction(page: &Page) -> impl Iterator<Item = &Text> {
    let is_about = |section: &&Section| section.level <= 1 || is_properties(section);
    page.sections.iter().filter(is_about).flat_map(Section::paragraphs).map(|paragraph| &paragraph.text)
}

fn is_properties(section: &Section) -> bool {
    language::says(section.key(), Role::PropertiesHeading)
}

/// Whether the page has a section of properties without a table: prose describes them, or says that there are none.
pub(super) fn has_no_fixed_properties(page: &Page) -> bool {
    let mut sections = page.sections.iter().filter(|section| is_properties(section)).peekable();
    let has_table = |section: &Section| section.items.iter().any(|item| matches!(item, Item::Table(_)));
    sections.peek().is_some() && !sections.any(has_table)
}

/// The type of the values of a dictionary: from the prose, or else from the samples in its JSON if all agree.
pub(super) fn value_type(page: &Page, samples: &[DocumentedProperty]) -> Option<Expression> {
    let stated = introduction(page).find_map(|text| {
        let plain = text.plain();
        let (_, behind) = language::split(&plain, Role::EachValueIs)?;
        Expression::parse(behind.split_whitespace().next()?)
    });
    stated.or_else(|| {
        let (first, rest) = samples.split_first()?;
        // A word may be a sample value; the name of a type is not.
        let is_named = first.ty.names.iter().all(|name| !name.text.starts_with("Edm.") && name.text.contains('.'));
        let says_type = is_named || Primitive::parse(&first.name).is_some();
        (says_type && rest.iter().all(|other| other.ty == first.ty)).then(|| first.ty.clone())
    })
}

/// Whether a sentence states this about the type of the page: "This is an abstract type", "An abstract class that …".
fn says_of_itself(sentence: &str, role: Role, name: &str) -> bool {
    language::all(sentence, role).any(|found| {
        let lead = sentence.get(..found.start).unwrap_or_default().trim();
        lead.is_empty() || language::says(lead, Role::SelfLead) || is_name_lead(lead, name)
    })
}

/// `user is an`, `The user resource is an`.
fn is_name_lead(lead: &str, name: &str) -> bool {
    let Some((subject, "")) = language::split(lead, Role::IsA) else { return false };
    let mut words = subject.split_whitespace();
    let first = words.next().unwrap_or_default();
    let subject = if language::says(first, Role::InListOfTypes) { words.next().unwrap_or_default() } else { first };
    subject.eq_ignore_ascii_case(name) && words.nth(1).is_none()
}

/// "Inherits from [x]" in the introduction of a page, or a like phrase.
fn inherits(page: &Page) -> Option<Inherits> {
    let sections = page.sections.iter().filter(|section| section.level <= 1);
    sections.flat_map(Section::paragraphs).find_map(|paragraph| in_paragraph(&paragraph.text, page))
}

/// The number of phrases in a paragraph that are checked for the name of a base.
const MOST_MARKS: usize = 20;

fn in_paragraph(text: &Text, page: &Page) -> Option<Inherits> {
    let plain = text.plain();
    let of_role = |role: Role| language::all(&plain, role).map(move |found| (found, role));
    let mut marks: Vec<_> = of_role(Role::TypeInheritsFrom).chain(of_role(Role::InheritsFrom)).collect();
    marks.sort_by_key(|(found, _)| found.start);
    let mut links: Vec<Link> = if marks.is_empty() { Vec::new() } else { text.links() };
    // The link that follows the phrase; a shorter one may start with the same letters.
    links.sort_by_key(|link| std::cmp::Reverse(link.text.len()));
    marks.into_iter().take(MOST_MARKS).find_map(|(found, role)| {
        let before = plain.get(..found.start)?;
        let sentence = before.get(sentences::last(before)..).unwrap_or_default();
        if is_about_another(sentence, &links, page) {
            return None;
        }
        let behind = plain.get(found.end..)?.trim_start();
        let (expression, is_certain) = match link_at_start(without_lead(behind), &links) {
            Some(link) if is_followed_by_noun(without_lead(behind), link, role) => return None,
            Some(link) => (linked(link, page)?, true),
            None => bare(behind, role)?,
        };
        Some(Inherits { expression, is_certain, span: text.span })
    })
}

/// Whether the words in front of such a phrase are about something other than the type of the page.
fn is_about_another(sentence: &str, links: &[Link], page: &Page) -> bool {
    let roles = [Role::Asks, Role::OfProperty, Role::MayInherit];
    roles.into_iter().any(|role| language::says(sentence, role)) || is_about_linked(sentence, links, page)
}

/// The maximum number of words between a subject and what is said of it: "resource type is".
const MOST_AFTER_SUBJECT: usize = 3;

/// Whether the subject of a sentence is a link to another page: "[shelf](shelf.md) inherits from [book](book.md)".
fn is_about_linked(sentence: &str, links: &[Link], page: &Page) -> bool {
    let sentence = without_lead(sentence.trim_start());
    let Some(link) = link_at_start(sentence, links) else { return false };
    let rest = sentence.get(link.text.trim().len()..).unwrap_or_default();
    let is_own = page_of(link, page).is_none_or(|target| target.eq_ignore_ascii_case(&page.path));
    !is_own && !rest.contains([',', ';', ':']) && rest.split_whitespace().count() <= MOST_AFTER_SUBJECT
}

/// Whether a noun other than "type" follows the link with which a text begins: "derived from [book](book.md) data".
fn is_followed_by_noun(behind: &str, link: &Link, role: Role) -> bool {
    let rest = behind.get(link.text.trim().len()..).unwrap_or_default();
    let is_next = rest.starts_with(char::is_whitespace);
    let word = rest.split_whitespace().next().unwrap_or_default().trim_end_matches(|c: char| !c.is_alphanumeric());
    role == Role::InheritsFrom && is_next && !word.is_empty() && !language::says(word, Role::BehindBase)
}

/// A text without "the", "base class" and the like in front.
fn without_lead(mut text: &str) -> &str {
    while let Some(("", behind)) = language::split(text, Role::BeforeBase) {
        text = behind;
    }
    text
}

/// The link with which a text begins.
fn link_at_start<'l>(text: &str, links: &'l [Link]) -> Option<&'l Link> {
    links.iter().find(|link| {
        let words = link.text.trim();
        !words.is_empty() && text.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words))
    })
}

/// The type that a link leads to; `None` if it leads to a website.
fn linked(link: &Link, page: &Page) -> Option<Expression> {
    let is_elsewhere = link.target.contains("://") && description::published_page(&link.target).is_none();
    let name = Name { text: link.text.trim().to_owned(), page: page_of(link, page), fragment: None };
    (!is_elsewhere).then(|| Expression { names: vec![name], collection: false })
}

/// The page that a link leads to.
fn page_of(link: &Link, page: &Page) -> Option<String> {
    let path = link.target.split(['#', '?']).next().unwrap_or_default();
    description::published_page(&link.target).or_else(|| description::resolve_path(&page.path, path))
}

/// The bare name with which a text begins. It is certainly a name if the sentence ends with it.
fn bare(behind: &str, role: Role) -> Option<(Expression, bool)> {
    let word = behind.split_whitespace().next()?;
    let name = word.trim_matches(['`', '*', '.', ',', '"']);
    let may_be_name = role == Role::TypeInheritsFrom || names::is_camel(name) || name.contains('.');
    if !names::is_member_name(name) || !may_be_name {
        return None;
    }
    let is_last = behind.len() == word.len() || word.ends_with('.');
    Some((Expression::parse(name)?, is_last))
}

/// Whether metadata denies that the type is abstract, and the findings about contradictions.
pub(super) fn denied(statements: &Statements, annotation: &Annotation, name: &str) -> (bool, Findings) {
    let mut found = Findings::default();
    let is_false = |key: &str| annotation.get(key).filter(|value| value.is_false());
    let mut report = |span: Span, what: &str, used: &str| {
        let message = format!("the prose says that `{name}` is {what}, but its metadata says that it is not; {used}");
        found.report(Code::StatementConflict, span, message);
    };
    let denies_abstract = is_false("abstract").or_else(|| is_false("isAbstract")).filter(|_| statements.is_abstract);
    if let Some(value) = denies_abstract {
        report(value.span, "abstract", "the metadata is used");
    }
    // Page generators write `false` where the author did not write `true`.
    if let Some(value) = is_false("openType").filter(|_| statements.is_open) {
        report(value.span, "open", "the prose is used");
    }
    (denies_abstract.is_some(), found)
}
