//! Statements on pages of base types about derived types: "Base type for [a](…) and [b](…)".

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::super::description;
use super::super::language::{self, Role};
use super::super::reference::{Expression, Name, Resolver};
use super::super::sentences;
use super::declaration::Source;
use super::inheritance::chain;
use super::statements::Inherits;
use crate::diagnostic::{Code, Findings};
use crate::docs::{Inline, Item, Page, ParagraphKind, Section, Text};
use crate::model::{Target, Type, TypeKey};

/// Sets the bases that only the pages of the base types state.
pub(super) fn spread(sources: &mut [Source<'_>], resolver: &Resolver) {
    let mut stated: HashMap<TypeKey, (TypeKey, String)> = HashMap::default();
    // Each page on its own, in the order of the pages.
    let said: Vec<Vec<TypeKey>> = sources.par_iter().map(|source| derived_types(source, resolver)).collect();
    for (source, names) in sources.iter().zip(said) {
        for name in names.into_iter().filter(|name| *name != source.name) {
            stated.entry(name).or_insert_with(|| (source.name.clone(), source.page.path.clone()));
        }
    }
    if stated.is_empty() {
        return;
    }
    let says = |source: &&Source<'_>| {
        let written = source.annotation.and_then(|annotation| annotation.string("baseType"));
        source.statements.inherits.is_some() || written.is_some_and(|base| !base.value.trim().is_empty())
    };
    let known: HashSet<TypeKey> = sources.iter().filter(says).map(|source| source.name.clone()).collect();
    for source in sources {
        let Some((base, page)) = stated.get(&source.name).filter(|_| !known.contains(&source.name)) else { continue };
        let span = source.span;
        source.statements.inherits =
            Expression::parse(base).map(|expression| Inherits { expression, is_certain: false, span });
        source.base_page = Some(page.clone());
    }
}

/// The types that the page of a source lists as derived from its type.
fn derived_types(source: &Source<'_>, resolver: &Resolver) -> Vec<TypeKey> {
    // Of several types on a page, the one that links to the page lead to is meant.
    if resolver.page(&source.page.path) != Some(&source.name) {
        return Vec::new();
    }
    let resolve = |expression: &Expression| match resolver.resolve(expression, &source.namespace).target {
        Target::Named(name) => Some(name),
        _ => None,
    };
    let mut names: Vec<TypeKey> = below(source.page).iter().filter_map(resolve).collect();
    names.extend(listed_below(source.page).iter().filter_map(resolve));
    for list in lists(source.page) {
        let listed: Vec<TypeKey> = list.iter().filter_map(resolve).collect();
        if listed.len() == list.len() && listed.iter().all(|name| is_named_after(name, &source.name)) {
            names.extend(listed);
        }
    }
    names
}

/// Reports rows that are said to be inherited from a type that neither has the property nor has an undocumented base.
pub(super) fn compare(sources: &[Source<'_>], types: &BTreeMap<TypeKey, Type>, resolver: &Resolver) -> Findings {
    let mut findings = Findings::default();
    // Of each base, the names in lower case: made when they are asked for, and once.
    let mut names: HashMap<&TypeKey, HashSet<String>> = HashMap::new();
    for source in sources {
        for row in &source.rows {
            let named = row.inherited_from.as_ref().and_then(|name| resolver.find(name, &source.namespace));
            let Some(base) = named.and_then(|name| types.get(name)) else { continue };
            let of_base = || base.properties.iter().map(|property| property.name.to_ascii_lowercase()).collect();
            let is_there = names.entry(&base.name).or_insert_with(of_base).contains(&row.name.to_ascii_lowercase());
            let is_unknown = |name: &TypeKey| types.get(name).is_some_and(|ty| ty.unknown_base.is_some());
            if !is_there && base.name != source.name && !chain(types, &base.name).any(is_unknown) {
                let message = format!(
                    "the row says that `{}` is inherited from `{}`, which does not have it",
                    row.name, base.name
                );
                findings.report(Code::NotInBase, row.span, message);
            }
        }
    }
    findings
}

/// The types that a page lists as derived: below a heading of their own, or behind "Derived types include:".
fn listed_below(page: &Page) -> Vec<Expression> {
    let mut out = Vec::new();
    for section in &page.sections {
        let is_headed = language::says(section.key(), Role::DerivedHeading);
        let mut follows = is_headed;
        for item in section.items.iter().filter(|_| is_headed || section.level <= 1) {
            match item {
                Item::Table(table) if is_headed => {
                    out.extend(table.rows.iter().filter_map(|row| first_link(row.cells.first()?, page)));
                }
                Item::Paragraph(paragraph) if paragraph.kind == ParagraphKind::ListItem && follows => {
                    out.extend(first_link(&paragraph.text, page));
                }
                Item::Paragraph(paragraph) => {
                    let plain = paragraph.text.plain();
                    follows = is_headed || plain.ends_with(':') && language::says(&plain, Role::DerivedFollow);
                }
                _ => {}
            }
        }
    }
    out
}

/// The link with which a text begins.
fn first_link(text: &Text, page: &Page) -> Option<Expression> {
    let Some(Inline::Link { text, target }) = text.inlines().into_iter().next() else { return None };
    let path = target.split('#').next().unwrap_or_default();
    let page = description::resolve_path(&page.path, path);
    let name = Name { text: text.trim().to_owned(), page, fragment: None };
    Some(Expression { names: vec![name], collection: false })
}

/// Lists of links in the introduction of a page, at least two each, in any language.
fn lists(page: &Page) -> Vec<Vec<Expression>> {
    let mut out = Vec::new();
    for paragraph in page.sections.iter().filter(|section| section.level <= 1).flat_map(Section::paragraphs) {
        if !paragraph.text.has_markup() {
            continue;
        }
        let mut list: Vec<Expression> = Vec::new();
        let mut words = usize::MAX;
        for inline in paragraph.text.inlines() {
            match inline {
                Inline::Link { text, target } => {
                    // Between two there is a comma, a word, or both.
                    if words > MAX_BETWEEN {
                        out.extend(Some(std::mem::take(&mut list)).filter(|list| list.len() > 1));
                    }
                    let path = target.split('#').next().unwrap_or_default();
                    let page = description::resolve_path(&page.path, path);
                    let name = Name { text: text.trim().to_owned(), page, fragment: None };
                    list.push(Expression { names: vec![name], collection: false });
                    words = 0;
                }
                Inline::Text(text) if text.contains(['.', ';']) => words = usize::MAX,
                Inline::Text(text) | Inline::Strong(text) | Inline::Code(text) => {
                    words = words.saturating_add(text.chars().count());
                }
            }
        }
        out.extend(Some(list).filter(|list| list.len() > 1));
    }
    out
}

/// The maximum number of characters between two links of a list.
const MAX_BETWEEN: usize = 12;

/// Whether a type is named as a kind of another: `educationRubricOutcome` is an `educationOutcome`.
fn is_named_after(name: &TypeKey, base: &TypeKey) -> bool {
    let words = |name: &TypeKey| {
        let mut words: Vec<String> = Vec::new();
        for c in name.short_name().chars() {
            match words.last_mut() {
                Some(word) if !c.is_ascii_uppercase() => word.push(c),
                _ => words.push(c.to_ascii_lowercase().to_string()),
            }
        }
        words
    };
    let (name, mut base) = (words(name), words(base));
    base.pop_if(|last| last == "base");
    let mut rest = name.iter();
    let all_there = base.iter().all(|word| rest.any(|own| own == word));
    base.len() > 1 && name.len() > base.len() && all_there && name.last() == base.last()
}

/// The types that, according to the introduction of a page, derive from the type of the page.
fn below(page: &Page) -> Vec<Expression> {
    let mut out = Vec::new();
    for paragraph in page.sections.iter().filter(|section| section.level <= 1).flat_map(Section::paragraphs) {
        let plain = paragraph.text.plain();
        let words = plain.to_lowercase();
        let Some((_, behind)) = language::split(&words, Role::BaseOf) else { continue };
        let mut rest = sentences::first(behind);
        for link in paragraph.text.links() {
            let text = link.text.trim();
            let Some((between, behind)) = rest.split_once(&text.to_lowercase()).filter(|_| !text.is_empty()) else {
                continue;
            };
            // "… of the actions of [x]" is about something else.
            if !between
                .split(|c: char| c == ',' || c.is_whitespace())
                .all(|word| word.is_empty() || language::says(word, Role::InListOfTypes))
            {
                break;
            }
            rest = behind;
            let path = link.target.split('#').next().unwrap_or_default();
            let page = description::resolve_path(&page.path, path);
            let name = Name { text: text.to_owned(), page, fragment: None };
            out.push(Expression { names: vec![name], collection: false });
        }
    }
    out
}
