//! What a request has to carry, as its page says: query options, and members of the body.
//!
//! A phrase that could also mean "in some cases" demands nothing: to demand what the service does not demand is worse than
//! to miss what it does.

use super::description;
use super::language::{self, Role};
use super::layout::Laid;
use super::properties;
use crate::docs::{Item, Paragraph, Row, Section, Table, Text};
use crate::json::Json;
use crate::model::{Description, is_for};
use crate::model::{Primitive, QueryOption};

/// Whether one of the sentences is the single word "Required".
pub(super) fn says_required(description: &Description) -> bool {
    let words = description.to_string().to_lowercase();
    let mut sentences = words.split(['.', '(', ')', ';']).map(str::trim);
    sentences.clone().any(|sentence| language::says(sentence, Role::Required))
        && !sentences.any(|sentence| language::says(sentence, Role::NotRequired))
}

/// Whether a row says in a column of its own that it is required.
fn column_says(table: &Table, row: &Row) -> bool {
    let cell = language::column(table.header_keys(), Role::RequiredColumn).and_then(|at| row.cells.get(at));
    cell.is_some_and(|cell| language::says(cell.plain().trim(), Role::RequiredCell))
}

/// The query options that a page documents in tables, or says to be required.
pub(super) fn query_options(laid: &Laid<'_>) -> Vec<QueryOption> {
    let mut out: Vec<QueryOption> = Vec::new();
    for section in laid.page.sections.iter().filter(|section| is_about_options(section)) {
        for option in of_section(section, laid) {
            match out.iter_mut().find(|known| known.name == option.name) {
                Some(known) => known.required |= option.required,
                None => out.push(option),
            }
        }
    }
    out
}

fn is_about_options(section: &Section) -> bool {
    language::says(section.key(), Role::OptionsHeading)
}

fn of_section(section: &Section, laid: &Laid<'_>) -> Vec<QueryOption> {
    let mut out = Vec::new();
    let mut next_table_is_required = false;
    for item in &section.items {
        match item {
            Item::Paragraph(paragraph) => {
                let words = words(paragraph);
                next_table_is_required |= language::says(&words, Role::OptionTableIsRequired);
                out.extend(demanded(&words, paragraph, section, laid));
            }
            Item::Table(table) => {
                out.extend(rows(table, laid).map(|(mut option, says_so)| {
                    option.required = says_so || next_table_is_required;
                    option
                }));
                next_table_is_required = false;
            }
            _ => {}
        }
    }
    out
}

fn words(paragraph: &Paragraph) -> String {
    format!(" {} ", paragraph.text.plain().to_lowercase())
}

/// The options that a paragraph says to be required.
fn demanded(words: &str, paragraph: &Paragraph, section: &Section, laid: &Laid<'_>) -> Vec<QueryOption> {
    if language::says(words, Role::AtTimes) {
        return Vec::new();
    }
    let required = |(name, text): (String, &Text)| QueryOption {
        name,
        ty: None,
        required: true,
        description: description::describe(text, &laid.page.path),
    };
    if language::says(words, Role::AllOptionsAreRequired) {
        return named_in(section).into_iter().map(required).collect();
    }
    let mut named = names(&paragraph.text);
    match (language::says(words, Role::OneOptionIsRequired), named.pop()) {
        (true, Some(only)) if named.is_empty() => vec![required((only, &paragraph.text))],
        _ => Vec::new(),
    }
}

/// The options that the paragraphs of a section name, each with the last text that is about it.
fn named_in(section: &Section) -> Vec<(String, &Text)> {
    let mut out: Vec<(String, &Text)> = Vec::new();
    let paragraphs = section.items.iter().filter_map(|item| match item {
        Item::Paragraph(paragraph) => Some(paragraph),
        _ => None,
    });
    for paragraph in paragraphs {
        for name in names(&paragraph.text) {
            match out.iter_mut().find(|(known, _)| *known == name) {
                Some((_, text)) => *text = &paragraph.text,
                None => out.push((name, &paragraph.text)),
            }
        }
    }
    out
}

/// The options between the backticks of a text: `` `$filter=id eq '1'` `` names `$filter`.
fn names(text: &Text) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for code in text.code_spans() {
        let name = code.split('=').next().unwrap_or_default().trim();
        if name.starts_with('$') && is_option(name) && !out.iter().any(|known| known == name) {
            out.push(name.to_owned());
        }
    }
    out
}

/// `$filter`, or a word of the API's own such as `startDateTime`.
fn is_option(name: &str) -> bool {
    let word = name.strip_prefix('$').unwrap_or(name);
    !word.is_empty() && word.len() <= 100 && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The options that a table lists, and whether each says to be required.
fn rows<'a>(table: &'a Table, laid: &'a Laid<'_>) -> impl Iterator<Item = (QueryOption, bool)> + 'a {
    let keys = table.header_keys();
    let first = keys.first().map_or("", String::as_str);
    let is_list = language::says(first, Role::OptionColumn);
    let type_at = language::column(keys, Role::OptionTypeColumn);
    let text_at = language::column(keys, Role::DescriptionColumn);
    table.rows.iter().filter(move |_| is_list).filter_map(move |row| {
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at));
        let name = row.cells.first()?.plain().trim().trim_matches(['`', '*', '"']).to_owned();
        let description = cell(text_at).map(|text| description::describe(text, &laid.page.path)).unwrap_or_default();
        let says_so = column_says(table, row) || says_required(&description);
        let ty = cell(type_at).and_then(|cell| Primitive::parse(cell.plain().trim()));
        is_option(&name).then_some((QueryOption { name, ty, required: false, description }, says_so))
    })
}

/// The members that a page says each body of its requests has to have. `shown` are the bodies of its examples: what one of
/// them does without is not required. Of a change, an example has to show it besides, and `is_repeated` is to deny that the
/// page only repeats what is said of each object of the type: a change holds what changes.
pub(super) fn members(
    laid: &Laid<'_>,
    method: &str,
    shown: &[&Json],
    is_repeated: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for row in properties::body_tables(laid).flat_map(|table| rows_that_require(table, laid)) {
        if !out.contains(&row) {
            out.push(row);
        }
    }
    let is_change = matches!(method, "PATCH" | "PUT");
    let holds_for_changes = |name: &str| !shown.is_empty() && !is_repeated(name);
    out.retain(|name| shown.iter().all(|body| has(body, name)) && (!is_change || holds_for_changes(name)));
    out
}

/// The names of the rows that say to be required.
fn rows_that_require(table: &Table, laid: &Laid<'_>) -> Vec<String> {
    let rows = properties::named_rows(laid.page, table, false);
    let required = rows.filter(|row| column_says(table, row.row()) || says_required(&row.description()));
    required.map(|row| row.name).collect()
}

/// Whether a body has a member, be it by what is bound to it or as a delta.
fn has(body: &Json, name: &str) -> bool {
    body.members().iter().any(|member| is_for(&member.name.value, name))
}
