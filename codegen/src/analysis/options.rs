//! The query options of an operation: those that tables list, that sentences name, and that request lines have.
//!
//! A sentence that denies an option does not name it. An option is required only if the page says so.

use super::description;
use super::language::{self, Role};
use super::layout::{Laid, SectionRole};
use super::required;
use super::sentences;
use crate::docs::{Inline, Item, Paragraph, Section, Table, Text};
use crate::model::{Primitive, QueryOption};

/// The options of the protocol, without their sign: in prose, other words with a sign are parts of an expression.
const OF_PROTOCOL: [&str; 13] = [
    "select",
    "expand",
    "filter",
    "orderby",
    "top",
    "skip",
    "count",
    "search",
    "format",
    "skiptoken",
    "deltatoken",
    "apply",
    "compute",
];

/// The query options that the sections about them document, those in `tables` anywhere on the page, and those with their
/// sign in `calls`, the tables of the parameters of functions.
pub(super) fn read(laid: &Laid<'_>, tables: &[&Table], calls: &[&Table]) -> Vec<QueryOption> {
    let about = |(index, section): &(usize, &Section)| {
        language::says(section.key(), Role::OptionsHeading)
            && !laid.layout.within_any(*index, &[SectionRole::Example, SectionRole::Other])
    };
    let mut out = Vec::new();
    for (_, section) in laid.page.sections.iter().enumerate().filter(about) {
        of_section(section, laid).into_iter().for_each(|option| add(&mut out, option));
    }
    let in_calls = calls.iter().flat_map(|table| rows(table, laid)).filter(|(option, _)| option.name.starts_with('$'));
    for (option, says_so) in tables.iter().flat_map(|table| rows(table, laid)).chain(in_calls) {
        add(&mut out, QueryOption { required: says_so, ..option });
    }
    out
}

/// No request line has more options.
const MAX_OPTIONS: usize = 64;

/// The names of the options that the query of a request line has: `?startDateTime={start}&$top=5`.
pub(super) fn of_query(query: &str) -> impl Iterator<Item = String> {
    let names = query.split('&').take(MAX_OPTIONS).filter_map(|pair| pair.split_once('=')).map(|(name, _)| name.trim());
    names.filter(|name| is_option(name)).map(str::to_owned)
}

/// Adds an option, or completes the one of the same name.
pub(super) fn add(out: &mut Vec<QueryOption>, option: QueryOption) {
    match out.iter_mut().find(|known| known.name.eq_ignore_ascii_case(&option.name)) {
        Some(known) => {
            known.required |= option.required;
            known.ty = known.ty.or(option.ty);
            if known.description.is_empty() {
                known.description = option.description;
            }
        }
        None => out.push(option),
    }
}

/// Tables take precedence over sentences, regardless of their order in the section.
fn of_section(section: &Section, laid: &Laid<'_>) -> Vec<QueryOption> {
    let (mut listed, mut named) = (Vec::new(), Vec::new());
    let mut next_table_is_required = false;
    let mut all_are_required = false;
    for item in &section.items {
        match item {
            Item::Paragraph(paragraph) => {
                let words = format!(" {} ", words(&paragraph.text));
                next_table_is_required |= language::says(&words, Role::OptionTableIsRequired);
                let at_times = language::says(&words, Role::AtTimes);
                all_are_required |= !at_times && language::says(&words, Role::AllOptionsAreRequired);
                of_paragraph(&words, paragraph, laid).into_iter().for_each(|new| name(&mut named, new));
            }
            Item::Table(table) => {
                for (option, says_so) in rows(table, laid) {
                    add(&mut listed, QueryOption { required: says_so || next_table_is_required, ..option });
                }
                next_table_is_required = false;
            }
            _ => {}
        }
    }
    named.into_iter().for_each(|named: Named| add(&mut listed, named.option));
    listed.iter_mut().for_each(|option| option.required |= all_are_required);
    listed
}

/// An option that a paragraph names.
struct Named {
    option: QueryOption,
    /// The paragraph is only about this option.
    is_only: bool,
}

/// Adds an option that is named. A paragraph that is only about this option is the best description.
fn name(known: &mut Vec<Named>, new: Named) {
    match known.iter_mut().find(|known| known.option.name.eq_ignore_ascii_case(&new.option.name)) {
        Some(known) => {
            known.option.required |= new.option.required;
            if new.is_only && !known.is_only {
                known.is_only = true;
                known.option.description = new.option.description;
            }
        }
        None => known.push(new),
    }
}

/// The options that a paragraph names.
fn of_paragraph(words: &str, paragraph: &Paragraph, laid: &Laid<'_>) -> Vec<Named> {
    let mut names: Vec<String> = Vec::new();
    for part in sentences::of(words).flat_map(supporting_parts) {
        for name in named_in(part) {
            if !names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
                names.push(name);
            }
        }
    }
    let is_only = names.len() == 1;
    let at_times = language::says(words, Role::AtTimes);
    let required = is_only && !at_times && language::says(words, Role::OneOptionIsRequired);
    let description = || description::describe(&paragraph.text, &laid.page.path);
    let option = |name| QueryOption { name, ty: None, required, description: description() };
    names.into_iter().map(|name| Named { option: option(name), is_only }).collect()
}

/// The parts of a sentence that do not deny the options that they name: in "it supports `$top` but not `$skip`", what is
/// in front of "but not".
fn supporting_parts(sentence: &str) -> Vec<&str> {
    let sentence = sentence.trim().trim_end_matches('.');
    let is_denied = |part: &str| language::says(part, Role::OptionDenied);
    if !is_denied(sentence) {
        return vec![sentence];
    }
    let stated = language::split(sentence, Role::OptionsDeniedBehind).map_or(sentence, |(before, _)| before);
    let mut parts = language::pieces(stated, Role::Contrast);
    parts.retain(|part| !is_denied(part) && language::says(part, Role::OptionAffirmed));
    parts
}

/// The options that a sentence names: `$filter`, or `` `filter` `` if it is about query parameters.
fn named_in(sentence: &str) -> Vec<String> {
    let mut out = Vec::new();
    let is_about_options = language::says(sentence, Role::OptionsHeading);
    for word in sentence.split(|c: char| !(c.is_alphanumeric() || matches!(c, '$' | '_' | CODE))) {
        let (sign, name) = match (word.strip_prefix('$'), word.strip_prefix(CODE)) {
            (Some(name), _) => ("$", name),
            (None, Some(name)) if is_about_options => ("$", name),
            _ => continue,
        };
        if OF_PROTOCOL.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            out.push(format!("{sign}{name}"));
        }
    }
    out
}

/// A marker before code that is a word without the sign of an option.
const CODE: char = '\u{1}';

/// The words of a text; of an expression such as `` `$filter=id eq '1'` ``, the option that it starts with.
fn words(text: &Text) -> String {
    let mut out = String::new();
    for inline in text.inlines() {
        match inline {
            Inline::Code(code) => {
                let first = code.split('=').next().unwrap_or_default().trim().trim_end_matches([',', '.', ';', ':']);
                match first.strip_prefix('$') {
                    Some(name) if is_option(name) => out.push_str(first),
                    None if is_option(first) => out.extend([&CODE.to_string(), first]),
                    _ => {}
                }
            }
            Inline::Text(words) | Inline::Strong(words) | Inline::Link { text: words, .. } => out.push_str(&words),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `$filter`, or a word of the API's own such as `startDateTime`.
fn is_option(name: &str) -> bool {
    let word = name.strip_prefix('$').unwrap_or(name);
    !word.is_empty() && word.len() <= 100 && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The options that a table lists, and whether each is marked as required.
fn rows<'a>(table: &'a Table, laid: &'a Laid<'_>) -> impl Iterator<Item = (QueryOption, bool)> + 'a {
    let keys = table.header_keys();
    let first = keys.first().map_or("", String::as_str);
    let type_at = type_column(table);
    // A table of properties without types lists what an option may name.
    let is_list =
        language::says(first, Role::OptionColumn) || type_at.is_some() && language::says(first, Role::PropertyColumn);
    let text_at = language::column(keys, Role::DescriptionColumn).or_else(|| language::column(keys, Role::NotesColumn));
    table.rows.iter().filter(move |_| is_list).filter_map(move |row| {
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at));
        let name = row.cells.first()?.plain().trim().trim_matches(['`', '*', '"']).to_owned();
        let description = cell(text_at).map(|text| description::describe(text, &laid.page.path)).unwrap_or_default();
        let says_so = required::need(table, row, &description) == Some(true);
        let ty = cell(type_at).and_then(|cell| Primitive::parse(cell.plain().trim()));
        is_option(&name).then_some((QueryOption { name, ty, required: false, description }, says_so))
    })
}

/// The column of the types, by its title, or the column "Value" if it contains only types.
fn type_column(table: &Table) -> Option<usize> {
    let keys = table.header_keys();
    let values = || {
        let at = language::column(keys, Role::ValueColumn)?;
        let mut cells = table.rows.iter().filter_map(|row| row.cells.get(at));
        cells.all(|cell| Primitive::parse(cell.plain().trim()).is_some()).then_some(at)
    };
    language::column(keys, Role::OptionTypeColumn).or_else(values)
}
