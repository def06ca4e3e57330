//! Permissions tables: least privileged first, whatever order and layout the page uses.

use foldhash::{HashMap, HashSet};

use super::layout::{Laid, part};
use super::shape;
use super::tongue::Tongue;
use crate::diagnostic::{Code, Diagnostic};
use crate::docs::{Item, Page, Table, Text};
use crate::model::Permissions;

/// The list of the first, second or third row of a table.
fn numbered(permissions: &mut Permissions, row: usize) -> &mut Vec<String> {
    match row {
        0 => &mut permissions.delegated_work,
        1 => &mut permissions.delegated_personal,
        _ => &mut permissions.application,
    }
}

/// The list that a row or column title means.
fn list<'p>(permissions: &'p mut Permissions, title: &str) -> Option<&'p mut Vec<String>> {
    let title = title.to_lowercase();
    if title.contains("personal") {
        Some(&mut permissions.delegated_personal)
    } else if title.contains("delegated") {
        Some(&mut permissions.delegated_work)
    } else if title.contains("application") {
        Some(&mut permissions.application)
    } else {
        None
    }
}

/// Reads the permissions of an api page; `None` if no table is found.
pub(super) fn read(laid: &Laid<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Permissions> {
    let mut permissions = Permissions::default();
    let mut found = false;
    let mut first = None;
    let sections = laid.sections(part::PERMISSIONS);
    for item in sections.flat_map(|(_, section)| &section.items) {
        let Item::Table(table) = item else { continue };
        if add_table(&mut permissions, table, laid.tongue) {
            // A table for each kind of object.
            permissions.depends |= found || needs_several(table);
            found = true;
            first.get_or_insert(table);
            diagnostics.extend(unordered(table));
        }
    }
    if let Some(table) = first.filter(|_| permissions.is_empty()) {
        let span = table.header.first().map_or(table.span, |cell| cell.span);
        diagnostics.push(Diagnostic::new(Code::PermissionsEmpty, span, "the permissions table names no permission"));
    }
    // Each once, where it is first.
    for row in 0..3 {
        let mut seen = HashSet::default();
        numbered(&mut permissions, row).retain(|name| seen.insert(name.clone()));
    }
    found.then_some(permissions)
}

fn add_table(permissions: &mut Permissions, table: &Table, tongue: &Tongue) -> bool {
    let keys = table.header_keys();
    let first = keys.first().map_or("", String::as_str);
    if first.starts_with("permission type") || first.starts_with("permission") && keys.len() > 1 {
        // The header says the order; "from most to least" is the other way round.
        let reversed = keys.iter().any(|k| k.contains("most to least"));
        for row in &table.rows {
            let Some((title, cells)) = row.cells.split_first() else { continue };
            let Some(list) = list(permissions, &title.plain()) else { continue };
            for cell in cells {
                let mut names = names(cell);
                if reversed {
                    names.reverse();
                }
                list.append(&mut names);
            }
        }
        return true;
    }
    if !keys.iter().any(|k| k.contains("delegated")) && add_foreign_matrix(permissions, table, tongue) {
        return true;
    }
    // A matrix: a row for each resource, a column for each kind of sign-in.
    let columns: Vec<bool> = keys.iter().map(|k| k.contains("delegated") || k.contains("application")).collect();
    if !columns.iter().any(|c| *c) {
        return add_foreign(permissions, table, tongue);
    }
    permissions.depends |= table.rows.len() > 1;
    for row in &table.rows {
        for ((key, is_column), cell) in keys.iter().zip(&columns).zip(&row.cells) {
            if *is_column && let Some(list) = list(permissions, key) {
                list.append(&mut names(cell));
            }
        }
    }
    true
}

/// A table in another language: the rows are known by their titles, or by their order if there are three.
fn add_foreign(permissions: &mut Permissions, table: &Table, tongue: &Tongue) -> bool {
    if !tongue.is_permissions(table) {
        return false;
    }
    let reversed = is_reversed(table);
    for (index, row) in table.rows.iter().enumerate() {
        let Some((title, cells)) = row.cells.split_first() else { continue };
        let known = tongue.permission_row(&title.plain()).or((table.rows.len() == 3).then_some(index));
        let Some(list) = known.map(|row| numbered(permissions, row)) else { continue };
        for cell in cells {
            let mut names = names(cell);
            if reversed {
                names.reverse();
            }
            list.append(&mut names);
        }
    }
    true
}

/// A matrix in another language: a row for each resource, a column for each kind of sign-in.
fn add_foreign_matrix(permissions: &mut Permissions, table: &Table, tongue: &Tongue) -> bool {
    let columns: Vec<Option<usize>> = table.header.iter().map(|cell| tongue.permission_row(&cell.plain())).collect();
    if columns.iter().flatten().count() < 2 {
        return false;
    }
    for row in &table.rows {
        for (column, cell) in columns.iter().zip(&row.cells) {
            if let Some(list) = column.map(|column| numbered(permissions, column)) {
                list.append(&mut names(cell));
            }
        }
    }
    true
}

/// Whether the cells name what writes in front of what reads the same: from the most to the least privileged.
fn is_reversed(table: &Table) -> bool {
    let cells = table.rows.iter().flat_map(|row| row.cells.iter().skip(1)).map(names);
    let mut orders = cells.filter_map(|names| {
        let pairs = names.iter().enumerate().filter(|(_, name)| name.contains(".ReadWrite"));
        // From the last to the first: of equal names the first place stays.
        let places: HashMap<&str, usize> =
            names.iter().enumerate().rev().map(|(at, name)| (name.as_str(), at)).collect();
        pairs.into_iter().find_map(|(at, writes)| {
            let reads = writes.replacen(".ReadWrite", ".Read", 1);
            places.get(reads.as_str()).map(|read| *read > at)
        })
    });
    orders.next().is_some_and(|first| first && orders.all(|order| order))
}

/// The titles of the rows of a permissions table in the order that such tables have, in another language.
pub(super) fn titles(page: &Page) -> Vec<(String, usize)> {
    let tables = page.items().filter_map(|(_, item)| match item {
        Item::Table(table) => Some(table),
        _ => None,
    });
    let Some(table) = tables.into_iter().find(|t| t.rows.len() == 3 && shape::has_scopes(t)) else { return Vec::new() };
    let titles = table.rows.iter().filter_map(|row| row.cells.first()).enumerate();
    titles.map(|(row, cell)| (cell.plain().trim().to_lowercase(), row)).collect()
}

/// Whether a cell names permissions that are needed together: "A and B".
fn needs_several(table: &Table) -> bool {
    table.rows.iter().flat_map(|row| row.cells.iter().skip(1)).any(|cell| {
        let plain = cell.plain();
        plain.match_indices(" and ").any(|(at, and)| {
            let before = plain.get(..at).and_then(|before| before.split_whitespace().next_back());
            let behind = plain.get(at + and.len()..).and_then(|behind| behind.split_whitespace().next());
            let is_name = |word: &str| is_permission(word.trim_matches([',', '.', ';']));
            before.is_some_and(is_name) && behind.is_some_and(is_name)
        })
    })
}

/// Several permissions in a cell, and no word in the header that says which of them is enough.
fn unordered(table: &Table) -> Option<Diagnostic> {
    let keys = table.header_keys();
    let says = |words: &[&str]| keys.iter().any(|key| words.iter().any(|word| key.contains(word)));
    // A header in another language says it in words that are not known.
    if says(&["privileged"]) || !says(&["permission", "delegated", "application"]) {
        return None;
    }
    let cells = table.rows.iter().flat_map(|row| row.cells.iter().skip(1));
    let cell = cells.into_iter().find(|cell| names(cell).len() > 1)?;
    let message = "this cell names several permissions, and the header does not say in which order";
    let help = "head the column \"Permissions (from least to most privileged)\", or give the least one a column";
    Some(Diagnostic::new(Code::PermissionsUnordered, cell.span, message).help(help))
}

/// The permission names in a cell: words with a dot in them, such as `Mail.Read`, and the few without (`openid`).
pub(super) fn names(cell: &Text) -> Vec<String> {
    let plain = cell.plain();
    plain
        .split(|c: char| {
            // In other languages commas look otherwise.
            let is_sign = !c.is_ascii() && !c.is_alphanumeric();
            is_sign || c.is_whitespace() || matches!(c, ',' | ';' | '|' | '(' | ')' | '*' | '`' | '+')
        })
        .map(|word| word.trim_matches(['.', ':', '"', '\'']))
        .filter(|word| is_permission(word))
        .map(str::to_owned)
        .collect()
}

fn is_permission(word: &str) -> bool {
    word.contains('.')
        && word.chars().next().is_some_and(|c| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
        && word.split('.').all(|part| !part.is_empty())
        && !word.contains("..")
}
