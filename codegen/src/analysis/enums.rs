//! Enumerations: member tables, and lists of values in prose where there is no table.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::deprecated_rows::deprecates;
use super::description;
use super::facts;
use super::language::{self, Role};
use super::names::{is_member_name, latin_words};
use super::sentences;
use crate::diagnostic::{Code, Findings};
use crate::docs::{Folder, Item, Page, Row, Section, Table, Text};
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
    /// Its members can be combined.
    pub is_flags: bool,
    /// The heading is about a property, "Scope options": it is an enumeration only if a type cell names it.
    pub of_property: bool,
    pub span: Span,
}

impl DocumentedEnum {
    /// Whether it is an enumeration. `named` are the names in type cells, in lower case.
    pub fn is_meant(&self, named: &HashSet<String>) -> bool {
        let name = self.name.to_lowercase();
        let last = self.name.short_name().to_lowercase();
        !self.of_property || named.contains(&name) || named.contains(&last)
    }
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
    let page_says_flags = title_name.is_some() && page.sections.iter().filter(|s| s.level <= 1).any(says_flags);
    for (section, item) in page.items() {
        let Item::Table(table) = item else { continue };
        let of_anchors = |anchors: &[String]| anchored_name(anchors, section).filter(|_| is_list_of_names(table));
        let (of_table, anchored) = (of_anchors(&table.anchors), of_anchors(&section.anchors));
        let anchored = of_table.clone().or(anchored);
        let is_about_errors = language::says(section.key(), Role::ErrorsHeading);
        if is_about_errors || !is_member_table(table) && anchored.is_none() {
            continue;
        }
        let heading = section_name(section).filter(|_| of_table.is_none());
        let of_property = heading.as_ref().is_some_and(|(_, of_property)| *of_property);
        let name = match heading.map(|(name, _)| name).or(anchored) {
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
        let is_page = title_name.as_deref() == Some(&name);
        let description = match &of_table {
            Some(_) => in_front_of(page, section, table),
            None => intro(page, section, is_page),
        };
        let is_flags = has_powers_of_two(table)
            || says_flags(section)
            || is_page && page_says_flags
            || members.iter().any(is_no_flags);
        found.push(DocumentedEnum {
            name: full,
            page: page.path.clone(),
            is_flags,
            of_property,
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

/// The full name in the JSON representation of such a page.
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

/// Adds an enumeration; a second table for the same name adds its new members.
pub(super) fn merge(
    found: &mut BTreeMap<TypeKey, DocumentedEnum>,
    documented: DocumentedEnum,
    findings: &mut Findings,
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
                findings.report_with_help(
                    Code::EnumConflict,
                    documented.span,
                    format!(
                        "the members of `{}` differ from those on {}: {} more, {} fewer",
                        documented.name,
                        known.page,
                        new.len(),
                        missing
                    ),
                    "document the enumeration once and link to it",
                );
            }
            known.members.extend(new);
            known.is_flags |= documented.is_flags;
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

/// The name in an anchor that is in front of a table or heading, `<a name="x-values"></a>`: what follows may be in any
/// language.
fn anchored_name(anchors: &[String], section: &Section) -> Option<String> {
    anchors.iter().find_map(|anchor| {
        let (name, rest) = anchor.split_once('-')?;
        let is_heading = language::says(&rest.replace('-', " "), Role::EnumHeading) && is_enum_name(name);
        // An anchor is in lower case; the heading has the name as it is written.
        let written =
            || section.heading.plain().split_whitespace().find(|w| w.eq_ignore_ascii_case(name)).map(str::to_owned);
        is_heading.then(|| written().unwrap_or_else(|| name.to_owned()))
    })
}

/// Whether the first column of a table has one word in each row.
fn is_list_of_names(table: &Table) -> bool {
    let is_name = |cell: &Text| value(&cell.plain()).is_some_and(is_member_name);
    !table.rows.is_empty() && table.rows.iter().all(|row| row.cells.first().is_some_and(is_name))
}

/// Whether the prose of a section says that members can be combined.
fn says_flags(section: &Section) -> bool {
    section.paragraphs().any(|paragraph| facts::says_of_itself_flags(&paragraph.text.plain()))
}

/// "No flags set."
fn is_no_flags(member: &EnumMember) -> bool {
    facts::says_of_itself_flags(member.description.words().trim())
}

/// Whether the values of a table are 1, 2, 4 and so on: members that are numbered one by one would have a 3.
fn has_powers_of_two(table: &Table) -> bool {
    let Some(at) = language::column(table.header_keys(), Role::ValueColumn).filter(|at| *at != name_column(table))
    else {
        return false;
    };
    let values =
        table.rows.iter().map(|row| row.cells.get(at).and_then(|cell| cell.plain().trim().parse::<u64>().ok()));
    let Some(values) = values.collect::<Option<Vec<u64>>>() else { return false };
    let powers: HashSet<u64> = values.iter().copied().filter(|value| value.is_power_of_two()).collect();
    values.iter().all(|value| *value == 0 || value.is_power_of_two())
        && [1, 2, 4].iter().all(|power| powers.contains(power))
}

/// `### x values`: the name in a section's heading, and whether it may be that of a property.
fn section_name(section: &Section) -> Option<(String, bool)> {
    let heading = section.heading.plain();
    let (heading, _) = heading_without_remark(heading.trim());
    let mut words = heading.split_whitespace();
    let name = words.next()?.trim_matches(['`', '*']);
    let rest = words.collect::<Vec<_>>().join(" ");
    let is_enum = language::says(&rest, Role::EnumHeading) && is_enum_name(name);
    is_enum.then(|| (name.to_owned(), language::says(&rest, Role::ValuesOfProperty)))
}

fn is_enum_name(name: &str) -> bool {
    !name.is_empty()
        && name.chars().next().is_some_and(|c| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        // `Property values`, `Possible values`: not a name.
        && !language::says(name, Role::NotEnumName)
}

fn is_member_table(table: &Table) -> bool {
    let keys = table.header_keys();
    keys.first().is_some_and(|first| language::says(first, Role::MemberColumn))
        && !language::any_says(keys, Role::TypeColumn)
}

/// The column of the names: the first one, unless it has numbers and another one is for names.
fn name_column(table: &Table) -> usize {
    let keys = table.header_keys();
    let is_number = |row: &Row| row.cells.first().is_some_and(|cell| cell.plain().trim().parse::<i64>().is_ok());
    let other = keys.iter().skip(1).position(|title| language::says(title, Role::MemberColumn));
    let has_numbers = keys.first().is_some_and(|first| language::says(first, Role::ValueColumn));
    other.filter(|_| has_numbers && table.rows.iter().all(is_number)).map_or(0, |at| at + 1)
}

fn members(page: &Page, table: &Table) -> Vec<EnumMember> {
    let keys = table.header_keys();
    let text_at = language::column(keys, Role::MeaningColumn);
    let name_at = name_column(table);
    let mut out: Vec<EnumMember> = Vec::new();
    let mut seen: HashSet<String> = HashSet::default();
    for row in &table.rows {
        let Some(cell) = row.cells.get(name_at) else { continue };
        let plain = cell.plain();
        let (name, remark) = without_remark(plain.trim());
        let is_new = |name: &&str| !seen.contains(*name) && !language::says(name, Role::NullValue);
        let Some(name) = value(name).filter(is_new) else { continue };
        seen.insert(name.to_owned());
        let description =
            text_at.and_then(|at| row.cells.get(at)).map(|c| description::describe(c, &page.path)).unwrap_or_default();
        let deprecated = language::says(remark, Role::DeprecatedWord) || deprecates(&description, name);
        out.push(EnumMember { name: name.to_owned(), deprecated, description });
    }
    out
}

/// The longest value of an enumeration, in bytes: longer texts are sentences.
const LONGEST: usize = 100;

/// A value without the marks around it: not only words are values, but also `+1`, `in stock` and `*`.
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

/// The paragraph directly in front of a table.
fn in_front_of(page: &Page, section: &Section, table: &Table) -> Description {
    let at = section.items.iter().position(|item| matches!(item, Item::Table(other) if other.span == table.span));
    match at.and_then(|at| section.items.get(at.checked_sub(1)?)) {
        Some(Item::Paragraph(paragraph)) => description::describe(&paragraph.text, &page.path),
        _ => Description::default(),
    }
}

/// The start of a list item inside a cell.
const ITEM: char = '\u{2022}';

/// The values of "Possible values are low, medium, high." in the description of a property with an undocumented type: one
/// word each, at least two.
pub(super) fn bare_values(description: &Description) -> Vec<String> {
    // If the description marks code, it would mark values too.
    if description.codes().next().is_some() {
        return Vec::new();
    }
    let words = description.to_string();
    let Some((_, behind)) = language::split(&words, Role::ListsBareValues) else { return Vec::new() };
    let behind = behind.trim_start_matches(':').trim_start();
    let list = sentences::first(behind);
    let split = list.split(',').flat_map(|part| language::pieces(part, Role::Or));
    let split = split.flat_map(|part| language::pieces(part, Role::And)).map(str::trim);
    let values = split.map(|value| language::split(value, Role::LastInList).map_or(value, |(_, value)| value));
    let values: Vec<&str> = values.map(str::trim).filter(|value| !value.is_empty()).collect();
    // Values in quotation marks may have several words.
    let is_value = |value: &&str| is_member_name(value.trim_matches(QUOTES)) || is_quoted(value);
    if values.len() < 2 || !values.iter().all(is_value) {
        return Vec::new();
    }
    values.into_iter().map(|value| value.trim_matches(QUOTES).to_owned()).collect()
}

/// The marks around values that are not code.
const QUOTES: [char; 2] = ['"', '\''];

fn is_quoted(value: &str) -> bool {
    value.len() <= LONGEST
        && QUOTES.iter().any(|mark| value.len() > 2 && value.starts_with(*mark) && value.ends_with(*mark))
}

/// The values of "The possible values are: `a`, `b`." in a property's description; empty if there is no such list.
/// `words` are those of the description, in lower case.
pub(super) fn inline_values(description: &Description, words: &str) -> Vec<String> {
    let lists = language::says(words, Role::ListsValues);
    if !lists && !language::says(words, Role::ListsOneValue) || language::says(words, Role::SubsetOfValues) {
        return Vec::new();
    }
    let mut list = ListReader::default();
    for part in &description.parts {
        match part {
            Part::Code(code) => list.code(code),
            other => list.words(other.words()),
        }
    }
    let out = list.values;
    // "The possible value is `a`" is a list only if it goes on.
    if out.len() < 2 && !lists { Vec::new() } else { out }
}

/// Where a reader of a list of values in prose is.
#[derive(Default)]
struct ListReader {
    values: Vec<String>,
    seen: HashSet<String>,
    is_listing: bool,
    /// The list consists of items: the first code of each is a value, and its sentences may go on.
    in_items: bool,
    /// Each value has an explanation behind a dash, which may have code in it.
    is_explained: bool,
    /// Inside the brackets of a remark about a value.
    in_remark: bool,
    /// The last words.
    before: String,
}

impl ListReader {
    fn code(&mut self, code: &str) {
        let before = std::mem::take(&mut self.before);
        let is_aside = self.in_remark
            || self.in_items && !before.trim_end().ends_with(ITEM)
            || self.is_explained && !ends_explanation(&before);
        if !self.is_listing || is_aside {
            return;
        }
        let is_value = |value: &&str| !language::says(value, Role::NotValue);
        if let Some(value) = value(code).filter(is_value).filter(|value| self.seen.insert((*value).to_owned())) {
            self.values.push(value.to_owned());
        }
    }

    fn words(&mut self, words: &str) {
        let marks = language::all(words, Role::ListsValues).chain(language::all(words, Role::ListsOneValue));
        if let Some(mark) = marks.max_by_key(|mark| mark.start) {
            self.is_listing = true;
            self.is_explained = false;
            self.in_items = words.get(mark.start..).is_some_and(|behind| behind.contains(ITEM));
        } else if !self.values.is_empty() && !self.in_items {
            self.go_on(words);
        }
        self.before = words.to_owned();
    }

    /// Reads what is behind a value.
    fn go_on(&mut self, words: &str) {
        let is_more = language::says(words, Role::MoreValues);
        self.is_explained |= self.is_listing && self.values.len() == 1 && begins_explanation(words);
        if is_more {
            self.is_listing = true;
            self.is_explained = false;
        } else if sentences::are_several(words) && !(self.is_explained && ends_explanation(words)) {
            // The list ends with its sentence; another one may follow.
            self.is_listing = false;
        }
        match (words.rfind('('), words.rfind(')')) {
            (Some(open), close) if close.is_none_or(|close| close < open) => {
                self.in_remark = is_remark(words.get(open + 1..).unwrap_or_default());
            }
            (_, Some(_)) => self.in_remark = false,
            _ => {}
        }
    }
}

/// Whether words in front of code in brackets make it something other than a value: "(see `x`)".
fn is_remark(words: &str) -> bool {
    let is_last = language::says(words, Role::LastInList);
    !words.trim().is_empty() && !is_last
}

/// " - It is free.": a dash and words behind a value.
fn begins_explanation(words: &str) -> bool {
    let behind = words.trim_start().strip_prefix(DASHES);
    behind.is_some_and(|text| text.starts_with(char::is_whitespace) && text.chars().any(char::is_alphabetic))
}

/// The characters between a value and its explanation.
const DASHES: [char; 3] = ['-', '\u{2013}', '\u{2014}'];

/// Whether the words in front of a value end the explanation of the one before.
fn ends_explanation(words: &str) -> bool {
    let words = words.trim_end();
    let without_or = match words.rsplit_once(char::is_whitespace) {
        Some((before, last)) if language::says(last, Role::Alternatively) || language::says(last, Role::Together) => {
            before
        }
        _ => words,
    };
    without_or.ends_with(['.', ',', ';', ITEM])
}
