//! Permissions tables: least privileged first, whatever order and layout the page uses.

use std::collections::{HashMap, HashSet};

use super::language::{self, Role};
use super::layout::{Laid, SectionRole};
use super::scopes;
use crate::diagnostic::{Code, Diagnostic};
use crate::docs::{Item, Table};
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
    if language::says(title, Role::PersonalAccount) {
        Some(&mut permissions.delegated_personal)
    } else if language::says(title, Role::Delegated) {
        Some(&mut permissions.delegated_work)
    } else if language::says(title, Role::Application) {
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
    let sections = laid.sections(SectionRole::Permissions);
    for item in sections.flat_map(|(_, section)| &section.items) {
        let Item::Table(table) = item else { continue };
        if add_table(&mut permissions, table) {
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
        let mut seen = HashSet::new();
        numbered(&mut permissions, row).retain(|name| seen.insert(name.clone()));
    }
    found.then_some(permissions)
}

fn add_table(permissions: &mut Permissions, table: &Table) -> bool {
    let keys = table.header_keys();
    let first = keys.first().map_or("", String::as_str);
    if language::says(first, Role::PermissionTypeColumn)
        || language::says(first, Role::PermissionColumn) && keys.len() > 1
    {
        // The header says the order; "from most to least" is the other way round.
        let reversed = language::any_says(keys, Role::MostToLeast);
        for row in &table.rows {
            let Some((title, cells)) = row.cells.split_first() else { continue };
            let Some(list) = list(permissions, &title.plain()) else { continue };
            for cell in cells {
                let mut names = scopes::names(cell);
                if reversed {
                    names.reverse();
                }
                list.append(&mut names);
            }
        }
        return true;
    }
    // A matrix: a row for each resource, a column for each kind of sign-in.
    let columns: Vec<bool> = keys.iter().map(|key| is_kind(key)).collect();
    if !columns.iter().any(|c| *c) {
        return add_by_order(permissions, table);
    }
    permissions.depends |= table.rows.len() > 1;
    for row in &table.rows {
        for ((key, is_column), cell) in keys.iter().zip(&columns).zip(&row.cells) {
            if *is_column && let Some(list) = list(permissions, key) {
                list.append(&mut scopes::names(cell));
            }
        }
    }
    true
}

/// A table whose header says nothing: it has the three rows that such tables have, in their order.
fn add_by_order(permissions: &mut Permissions, table: &Table) -> bool {
    if table.rows.len() != 3 || !scopes::has_scopes(table) {
        return false;
    }
    let reversed = is_reversed(table);
    for (index, row) in table.rows.iter().enumerate() {
        let list = numbered(permissions, index);
        for cell in row.cells.iter().skip(1) {
            let mut names = scopes::names(cell);
            if reversed {
                names.reverse();
            }
            list.append(&mut names);
        }
    }
    true
}

/// Whether the cells name what writes in front of what reads the same: from the most to the least privileged.
fn is_reversed(table: &Table) -> bool {
    let cells = table.rows.iter().flat_map(|row| row.cells.iter().skip(1)).map(scopes::names);
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

/// Whether a cell names permissions that are needed together: "A and B".
fn needs_several(table: &Table) -> bool {
    table.rows.iter().flat_map(|row| row.cells.iter().skip(1)).any(|cell| {
        let plain = cell.plain();
        language::all(&plain, Role::And).any(|and| {
            let before = plain.get(..and.start).and_then(|before| before.split_whitespace().next_back());
            let behind = plain.get(and.end..).and_then(|behind| behind.split_whitespace().next());
            let is_name = |word: &str| scopes::is_permission(word.trim_matches([',', '.', ';']));
            before.is_some_and(is_name) && behind.is_some_and(is_name)
        })
    })
}

/// Several permissions in a cell, and no word in the header that says which of them is enough.
fn unordered(table: &Table) -> Option<Diagnostic> {
    let keys = table.header_keys();
    let names_permissions = |key: &String| language::says(key, Role::PermissionWord) || is_kind(key);
    if language::any_says(keys, Role::Privileged) || !keys.iter().any(names_permissions) {
        return None;
    }
    let cells = table.rows.iter().flat_map(|row| row.cells.iter().skip(1));
    let cell = cells.into_iter().find(|cell| scopes::names(cell).len() > 1)?;
    let message = "this cell names several permissions, and the header does not say in which order";
    let help = "head the column \"Permissions (from least to most privileged)\", or give the least one a column";
    Some(Diagnostic::new(Code::PermissionsUnordered, cell.span, message).help(help))
}

/// Whether a column is about a kind of sign-in.
fn is_kind(title: &str) -> bool {
    language::says(title, Role::Delegated) || language::says(title, Role::Application)
}
