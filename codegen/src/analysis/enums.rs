//! Enumerations: member tables, and lists of values in prose where there is no table.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::description;
use super::language::{self, Role};
use super::names::{is_member_name, latin_words};
use crate::diagnostic::{Code, Diagnostic};
use crate::docs::{Folder, Item, Page, Section, Table};
use crate::model::{Description, EnumMember, Part, TypeKey};
use crate::span::Span;

/// An enumeration as one page documents it.
#[derive(Clone, Debug)]
pub(super) struct DocumentedEnum {
    pub name: TypeKey,
    pub page: String,
    pub members: Vec<EnumMember>,
    pub description: Description,
    pub workload: Option<String>,
    pub span: Span,
}

/// Collects the member tables of a page.
pub(super) fn collect(page: &Page, namespace: &str) -> Vec<DocumentedEnum> {
    let mut found = Vec::new();
    let title = page.title().map(|t| t.plain()).unwrap_or_default();
    let block_name = name_of_block(page);
    let title_name = enum_title(&title).or_else(|| {
        let last = block_name.as_ref().map(|name| name.short_name().to_owned());
        last.or_else(|| says_enum(page).then(|| word_of_page(&title, page).map(str::to_owned)).flatten())
    });
    for (section, item) in page.items() {
        let Item::Table(table) = item else { continue };
        if !is_member_table(table) || language::says(section.key(), Role::ErrorsHeading) {
            continue;
        }
        let name = section_name(section);
        let name = match name {
            Some(name) => name,
            // `## Members` (or nothing) on a page whose title is "x enum type".
            None => match &title_name {
                Some(name) if page.folder == Folder::Resources => name.clone(),
                _ => continue,
            },
        };
        let full = match &block_name {
            Some(full) if full.short_name().eq_ignore_ascii_case(&name) => full.clone(),
            _ => TypeKey::from(format!("{namespace}.{name}")),
        };
        let members = members(page, table);
        if members.is_empty() {
            continue;
        }
        let description = intro(page, section, title_name.as_deref() == Some(&name));
        found.push(DocumentedEnum {
            name: full,
            page: page.path.clone(),
            members,
            description,
            workload: super::page::workload(page),
            span: section.heading.span,
        });
    }
    found
}

/// Whether the front matter of a page says that it is about an enumeration.
fn says_enum(page: &Page) -> bool {
    page.front_matter("doc_type").is_some_and(|kind| kind.value.trim().to_ascii_lowercase().starts_with("enum"))
}

/// Whether a page of its own is about an enumeration: its title or its front matter says so, and it has a table of
/// members.
pub(super) fn is_enum_page(page: &Page) -> bool {
    let named = || page.title().is_some_and(|title| enum_title(&title.plain()).is_some());
    page.folder == Folder::Resources
        && (says_enum(page) || named())
        && page.items().any(|(_, item)| matches!(item, Item::Table(table) if is_member_table(table)))
}

/// The full name that the JSON representation of such a page gives.
fn name_of_block(page: &Page) -> Option<TypeKey> {
    if !is_enum_page(page) {
        return None;
    }
    let blocks = page.blocks().filter(|(_, block)| block.block_type() == "resource");
    let name = blocks.filter_map(|(_, block)| block.annotation.as_ref()?.odata_type()).next()?.value;
    let name = name.trim().trim_start_matches('#');
    let is_full = name.to_lowercase().starts_with("microsoft.") && name.split('.').all(is_member_name);
    is_full.then(|| TypeKey::from(name))
}

/// Adds an enumeration to those known by their full names; a second table of the same name adds the members that are new.
pub(super) fn merge(
    found: &mut BTreeMap<TypeKey, DocumentedEnum>,
    documented: DocumentedEnum,
    diagnostics: &mut Vec<Diagnostic>,
) {
    match found.get_mut(&documented.name) {
        None => {
            found.insert(documented.name.clone(), documented);
        }
        Some(known) => {
            let lower = |members: &[EnumMember]| -> HashSet<String> {
                members.iter().map(|member| member.name.to_ascii_lowercase()).collect()
            };
            let (here, there) = (lower(&documented.members), lower(&known.members));
            let is_new = |member: &&EnumMember| !there.contains(&member.name.to_ascii_lowercase());
            let new: Vec<EnumMember> = documented.members.iter().filter(is_new).cloned().collect();
            let missing =
                known.members.iter().filter(|member| !here.contains(&member.name.to_ascii_lowercase())).count();
            if !new.is_empty() || missing > 0 {
                diagnostics.push(
                    Diagnostic::new(
                        Code::EnumConflict,
                        documented.span,
                        format!(
                            "the members of `{}` differ from those on {}: {} more, {} fewer",
                            documented.name,
                            known.page,
                            new.len(),
                            missing
                        ),
                    )
                    .help("document the enumeration once and link to it"),
                );
            }
            known.members.extend(new);
            let described: HashMap<&str, &Description> =
                documented.members.iter().rev().map(|member| (member.name.as_str(), &member.description)).collect();
            for member in known.members.iter_mut().filter(|member| member.description.is_empty()) {
                if let Some(&description) = described.get(member.name.as_str()) {
                    member.description = description.clone();
                }
            }
        }
    }
}

/// `x enum type`, `x enumeration`: the name in a page's title.
fn enum_title(title: &str) -> Option<String> {
    let (title, _) = heading_without_remark(title.trim());
    let mut words = title.split_whitespace();
    let name = words.next()?;
    let rest = words.collect::<Vec<_>>().join(" ");
    (language::says(&rest, Role::EnumTitle) && is_enum_name(name)).then(|| name.to_owned())
}

/// `### x values`: the name in a section's heading.
fn section_name(section: &Section) -> Option<String> {
    let heading = section.heading.plain();
    let (heading, _) = heading_without_remark(heading.trim());
    let mut words = heading.split_whitespace();
    let name = words.next()?.trim_matches(['`', '*']);
    let rest = words.collect::<Vec<_>>().join(" ");
    (language::says(&rest, Role::EnumHeading) && is_enum_name(name)).then(|| {
        // `Type property values` stands for the type of the property `type`: the name is the best the docs give.
        name.to_owned()
    })
}

fn is_enum_name(name: &str) -> bool {
    !name.is_empty()
        && name.chars().next().is_some_and(|c| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        // `Property values`, `Possible values`: no name.
        && !language::says(name, Role::NotEnumName)
}

fn is_member_table(table: &Table) -> bool {
    let keys = table.header_keys();
    keys.first().is_some_and(|first| language::says(first, Role::MemberColumn))
        && !language::any_says(keys, Role::TypeColumn)
}

fn members(page: &Page, table: &Table) -> Vec<EnumMember> {
    let keys = table.header_keys();
    let text_at = language::column(keys, Role::MeaningColumn);
    let mut out: Vec<EnumMember> = Vec::new();
    let mut seen: HashSet<String> = HashSet::default();
    for row in &table.rows {
        let Some(cell) = row.cells.first() else { continue };
        let plain = cell.plain();
        let (name, remark) = without_remark(plain.trim());
        let Some(name) = value(name).filter(|name| !seen.contains(*name)) else { continue };
        seen.insert(name.to_owned());
        let description =
            text_at.and_then(|at| row.cells.get(at)).map(|c| description::describe(c, &page.path)).unwrap_or_default();
        let deprecated = language::says(remark, Role::DeprecatedWord) || description::is_deprecated(&description);
        out.push(EnumMember { name: name.to_owned(), deprecated, description });
    }
    out
}

/// The longest value of an enumeration, in bytes: what is longer is a sentence.
const LONGEST: usize = 100;

/// What is written as a value, without the marks around it: `+1`, `in stock` and `*` are values as well as words are.
fn value(written: &str) -> Option<&str> {
    let code = written.trim().trim_matches(['`', '"', '\'']).trim();
    let bare = code.trim_matches('*').trim();
    let value = if bare.is_empty() { code } else { bare };
    (!value.is_empty() && value.len() <= LONGEST).then_some(value)
}

/// A name without the remark in brackets behind it: `skypeForBusiness (deprecated)`. Names with brackets in them stay.
fn without_remark(text: &str) -> (&str, &str) {
    let split = text.strip_suffix(')').and_then(|text| text.split_once(" ("));
    match split {
        Some((name, remark)) if is_member_name(name.trim().trim_matches(['`', '*'])) => (name.trim(), remark),
        _ => (text, ""),
    }
}

/// The same of a heading: `emailType values (deprecated)`.
fn heading_without_remark(heading: &str) -> (&str, &str) {
    heading.strip_suffix(')').and_then(|text| text.rsplit_once(" (")).unwrap_or((heading, ""))
}

/// The word of a page's title that its file is named after.
pub(super) fn word_of_page<'t>(title: &'t str, page: &Page) -> Option<&'t str> {
    let last = page.stem.rsplit('-').next().unwrap_or(&page.stem);
    latin_words(title).find(|word| word.eq_ignore_ascii_case(last))
}

/// The first paragraph that says what the enumeration is: of the section, or of the page whose title names it.
fn intro(page: &Page, section: &Section, is_page: bool) -> Description {
    let paragraph = |s: &Section| {
        s.items.iter().find_map(|i| match i {
            Item::Paragraph(p) if p.kind == crate::docs::ParagraphKind::Plain => {
                Some(description::describe(&p.text, &page.path))
            }
            _ => None,
        })
    };
    let own = paragraph(section);
    match own {
        Some(text) => text,
        None if is_page => page.sections.iter().find(|s| s.level == 1).and_then(paragraph).unwrap_or_default(),
        None => Description::default(),
    }
}

/// What an item of a list inside a cell starts with.
const ITEM: char = '\u{2022}';

/// The values of "Possible values are low, medium, high." in the description of a property whose type nothing documents: one
/// word for each, at least two.
pub(super) fn bare_values(description: &Description) -> Vec<String> {
    // Where code is marked as such, values would be.
    if description.codes().next().is_some() {
        return Vec::new();
    }
    let words = description.to_string();
    let Some((_, behind)) = language::split(&words, Role::ListsBareValues) else { return Vec::new() };
    let behind = behind.trim_start_matches(':').trim_start();
    let list = behind.split(". ").next().unwrap_or(behind).trim_end_matches('.');
    let split = list.split(',').flat_map(|part| language::pieces(part, Role::Or));
    let split = split.flat_map(|part| language::pieces(part, Role::And)).map(str::trim);
    let values = split.map(|value| {
        let value = language::split(value, Role::LastInList).map_or(value, |(_, value)| value);
        value.trim_matches(['"', '\'', ' '])
    });
    let values: Vec<&str> = values.filter(|value| !value.is_empty()).collect();
    if values.len() < 2 || !values.iter().all(|value| is_member_name(value)) {
        return Vec::new();
    }
    values.into_iter().map(str::to_owned).collect()
}

/// The values of "The possible values are: `a`, `b`." in a property's description; empty if there is no such list.
/// `words` are those of the description, in lower case.
pub(super) fn inline_values(description: &Description, words: &str) -> Vec<String> {
    let lists = language::says(words, Role::ListsValues);
    if !lists && !language::says(words, Role::ListsOneValue) || language::says(words, Role::SubsetOfValues) {
        return Vec::new();
    }
    let mut listing = false;
    let mut out: Vec<String> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::default();
    // In a list of items, the first code of each is a value, and its sentences may go on.
    let (mut in_items, mut opens_item) = (false, false);
    for part in &description.parts {
        let opens = std::mem::replace(&mut opens_item, part.words().trim_end().ends_with(ITEM));
        match part {
            Part::Code(_) if listing && in_items && !opens => {}
            Part::Code(code) if listing => {
                if let Some(value) = value(code).filter(|value| seen.insert(value)) {
                    out.push(value.to_owned());
                }
            }
            other => {
                let words = other.words();
                let marks = language::all(words, Role::ListsValues).chain(language::all(words, Role::ListsOneValue));
                if let Some(mark) = marks.max_by_key(|mark| mark.start) {
                    listing = true;
                    in_items = words.get(mark.start..).is_some_and(|behind| behind.contains(ITEM));
                } else if listing
                    && !in_items
                    && !out.is_empty()
                    && words.contains(". ")
                    && !language::says(words, Role::MoreValues)
                {
                    // The list ends with its sentence; another one may follow.
                    listing = false;
                }
            }
        }
    }
    // "The possible value is `a`" is a list only if it goes on.
    if out.len() < 2 && !lists { Vec::new() } else { out }
}
