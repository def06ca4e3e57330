//! The parts of a request that its page requires.
//!
//! A phrase that could also mean "in some cases" is ignored: a false requirement is worse than a missing one.

use super::language::{self, Role};
use super::layout::Laid;
use super::markers::{says_optional, says_read_only, says_required};
use super::properties;
use crate::docs::{Row, Table, Text};
use crate::json::Json;
use crate::model::{Description, is_for};

/// Whether a row says that something is required or optional, if it does. A column for it takes precedence.
pub(super) fn need(table: &Table, row: &Row, description: &Description) -> Option<bool> {
    let cell = language::column(table.header_keys(), Role::RequiredColumn).and_then(|at| row.cells.get(at));
    let cell = cell.map(Text::plain).filter(|cell| !cell.trim().is_empty());
    let optional = optional_column(table, row);
    match cell {
        None if optional.is_some() => optional,
        Some(cell) => Some(language::says(cell.trim(), Role::RequiredCell)),
        None => in_words(description),
    }
}

/// Whether a description says that something is required or optional, if it does.
pub(super) fn in_words(description: &Description) -> Option<bool> {
    if says_required(description) {
        return (!says_read_only(description)).then_some(true);
    }
    says_optional(description).then_some(false)
}

/// What a column says that is called "Optional": "Yes" is not required.
fn optional_column(table: &Table, row: &Row) -> Option<bool> {
    let at = language::column(table.header_keys(), Role::OptionalColumn)?;
    let cell = row.cells.get(at)?.plain();
    match cell.trim() {
        cell if language::says(cell, Role::OptionalCell) => Some(false),
        cell if language::says(cell, Role::NotOptionalCell) => Some(true),
        _ => None,
    }
}

/// The members that every request body must have according to the page. `shown` are the bodies of its examples: a member
/// that one of them lacks is not required. For a change, an example must have the member, and `is_repeated` must be false,
/// which means that the page does not only repeat the requirements of the type: a change contains only what changes.
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

/// The names of the rows that are marked as required.
fn rows_that_require(table: &Table, laid: &Laid<'_>) -> Vec<String> {
    let rows = properties::named_rows(laid.page, table, false);
    let required = rows.filter(|row| need(table, row.row(), &row.description()) == Some(true));
    required.map(|row| row.name).collect()
}

/// Whether a body has a member, possibly as a binding or a delta.
fn has(body: &Json, name: &str) -> bool {
    body.members().iter().any(|member| is_for(&member.name.value, name))
}
