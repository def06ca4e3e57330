//! What a request has to carry, as its page says.
//!
//! A phrase that could also mean "in some cases" demands nothing: to demand what the service does not demand is worse than
//! to miss what it does.

use super::language::{self, Role};
use super::layout::Laid;
use super::properties;
use crate::docs::{Row, Table, Text};
use crate::json::Json;
use crate::model::{Description, is_for};

/// Whether one of the sentences is the single word "Required".
pub(super) fn says_required(description: &Description) -> bool {
    let words = description.to_string().to_lowercase();
    let mut sentences = sentences(&words);
    sentences.clone().any(|sentence| language::says(sentence, Role::Required))
        && !sentences.any(|sentence| language::says(sentence, Role::NotRequired))
}

/// What a row says about a thing: that it is required, that it is not, or nothing. A column of its own has the last word.
pub(super) fn need(table: &Table, row: &Row, description: &Description) -> Option<bool> {
    let cell = language::column(table.header_keys(), Role::RequiredColumn).and_then(|at| row.cells.get(at));
    let cell = cell.map(Text::plain).filter(|cell| !cell.trim().is_empty());
    match cell {
        Some(cell) => Some(language::says(cell.trim(), Role::RequiredCell)),
        None if says_required(description) => Some(true),
        None => says_optional(description).then_some(false),
    }
}

/// Whether one of the sentences is the single word "Optional".
fn says_optional(description: &Description) -> bool {
    let words = description.to_string().to_lowercase();
    sentences(&words).any(|sentence| language::says(sentence, Role::Optional))
}

fn sentences(words: &str) -> impl Iterator<Item = &str> + Clone {
    words.split(['.', '(', ')', ';']).map(str::trim)
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
    let tables = properties::body_tables(laid).chain(properties::body_tables_of_values(laid));
    for row in tables.flat_map(|table| rows_that_require(table, laid)) {
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
    let required = rows.filter(|row| need(table, row.row(), &row.description()) == Some(true));
    required.map(|row| row.name).collect()
}

/// Whether a body has a member, be it by what is bound to it or as a delta.
fn has(body: &Json, name: &str) -> bool {
    body.members().iter().any(|member| is_for(&member.name.value, name))
}
