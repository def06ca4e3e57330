//! Permissions tables: least privileged first, in every order and layout that pages use.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::language::{self, Role};
use super::layout::{Laid, SectionRole};
use super::scopes;
use super::verbs;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::docs::{Item, Page, Row, Table, Text};
use crate::model::Permissions;

/// A kind of sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Work,
    Personal,
    Application,
}

impl Kind {
    /// In the order of the rows of a table.
    const ALL: [Kind; 3] = [Kind::Work, Kind::Personal, Kind::Application];

    /// The kind that a row or column title means.
    fn of(title: &str) -> Option<Kind> {
        if language::says(title, Role::PersonalAccount) {
            Some(Kind::Personal)
        } else if language::says(title, Role::Delegated) {
            Some(Kind::Work)
        } else if language::says(title, Role::Application) {
            Some(Kind::Application)
        } else {
            None
        }
    }

    fn list(self, permissions: &mut Permissions) -> &mut Vec<String> {
        match self {
            Kind::Work => &mut permissions.delegated_work,
            Kind::Personal => &mut permissions.delegated_personal,
            Kind::Application => &mut permissions.application,
        }
    }

    fn least(self, permissions: &mut Permissions) -> &mut Vec<String> {
        match self {
            Kind::Work => &mut permissions.least.delegated_work,
            Kind::Personal => &mut permissions.least.delegated_personal,
            Kind::Application => &mut permissions.least.application,
        }
    }
}

/// The tables of a page that list permissions.
pub(super) struct Tables<'a>(Vec<Listed<'a>>);

/// What one of them lists.
struct Listed<'a> {
    table: &'a Table,
    permissions: Permissions,
    /// The heading of the operation that it belongs to; 0 for the first one of the page.
    head: usize,
    /// The heading above it, and the paragraph in front of it.
    label: String,
}

impl<'a> Tables<'a> {
    /// Reads the tables of an api page.
    pub fn read(laid: &Laid<'a>) -> Tables<'a> {
        let mut out = Vec::new();
        for (index, section) in laid.sections(SectionRole::Permissions) {
            let mut before = None;
            for item in &section.items {
                if let Item::Table(table) = item
                    && let Some(permissions) = of_table(table)
                {
                    let paragraph = before.map(|text: &Text| text.plain()).unwrap_or_default();
                    let label = format!("{} {paragraph}", section.heading.plain());
                    out.push(Listed { table, permissions, head: laid.layout.operation(index), label });
                }
                before = match item {
                    Item::Paragraph(paragraph) => Some(&paragraph.text),
                    _ => None,
                };
            }
        }
        Tables(out)
    }

    /// What is wrong with them.
    pub fn report(&self, page: &Page, findings: &mut Findings) {
        let Some(Listed { table: first, .. }) = self.0.first() else {
            findings.report(Code::NoPermissions, page.place(), "the page has no permissions table");
            return;
        };
        findings.extend(self.0.iter().filter_map(|listed| unordered(listed.table)));
        if self.0.iter().all(|listed| listed.permissions.is_empty()) {
            let span = first.header.first().map_or(first.span, |cell| cell.span);
            findings.report(Code::PermissionsEmpty, span, "the permissions table does not name a permission");
        }
    }

    /// The permissions for one of the operations of the page: from the tables below its heading, or else from those of the
    /// page; a table for another one of the verbs does not count.
    pub fn of(&self, head: usize, verb: &str, verbs: &BTreeSet<String>) -> Permissions {
        let others: Vec<&str> = verbs.iter().map(String::as_str).filter(|other| *other != verb).collect();
        let is_of_verb = |label: &str| !verbs::named(label, &others) || verbs::named(label, &[verb]);
        let below = |head: usize| self.0.iter().filter(|listed| listed.head == head).collect::<Vec<_>>();
        let choices = [below(head), below(0), self.0.iter().collect()];
        let mut tables = choices.into_iter().find(|tables| !tables.is_empty()).unwrap_or_default();
        if tables.iter().any(|listed| is_of_verb(&listed.label)) {
            tables.retain(|listed| is_of_verb(&listed.label));
        }
        together(&tables)
    }
}

/// The permissions in several tables, one for each kind of object. Of each kind of sign-in, something is least only if all
/// tables that have it agree.
fn together(tables: &[&Listed<'_>]) -> Permissions {
    let mut out = Permissions { depends: tables.len() > 1, ..Permissions::default() };
    for listed in tables {
        let mut permissions = listed.permissions.clone();
        out.depends |= permissions.depends;
        for kind in Kind::ALL {
            if kind.list(&mut permissions).is_empty() {
                continue;
            }
            let least = std::mem::take(kind.least(&mut permissions));
            if kind.list(&mut out).is_empty() {
                *kind.least(&mut out) = least;
            } else if *kind.least(&mut out) != least {
                kind.least(&mut out).clear();
            }
            kind.list(&mut out).append(kind.list(&mut permissions));
        }
    }
    // Each once, where it is first.
    for kind in Kind::ALL {
        let mut seen = HashSet::new();
        kind.list(&mut out).retain(|name| seen.insert(name.clone()));
    }
    out
}

/// The permissions in a table, if it lists any.
fn of_table(table: &Table) -> Option<Permissions> {
    let mut permissions = Permissions::default();
    let is_one = add_table(&mut permissions, table);
    permissions.depends |= needs_several(table) || needed_for_something(table);
    is_one.then_some(permissions)
}

/// The permissions in a cell; those that "Not supported" is in front of are for something else.
fn names(cell: &Text) -> Vec<String> {
    if language::says(cell.plain().trim(), Role::NoPermission) { Vec::new() } else { scopes::names(cell) }
}

fn add_table(permissions: &mut Permissions, table: &Table) -> bool {
    let keys = table.header_keys();
    let first = keys.first().map_or("", String::as_str);
    if language::says(first, Role::PermissionTypeColumn)
        || language::says(first, Role::PermissionColumn) && keys.len() > 1
    {
        add_rows(permissions, table, Order::of(keys));
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
            if *is_column && let Some(kind) = Kind::of(key) {
                kind.list(permissions).append(&mut names(cell));
            }
        }
    }
    true
}

/// The order of names in the cells according to the header of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Unsaid,
    LeastFirst,
    MostFirst,
    /// The column of the least privileged permissions; the others have higher ones.
    LeastAt(usize),
}

impl Order {
    fn of(keys: &[String]) -> Order {
        if let Some(at) = language::column(keys, Role::LeastColumn) {
            Order::LeastAt(at)
        } else if language::any_says(keys, Role::MostToLeast) {
            Order::MostFirst
        } else if language::any_says(keys, Role::LeastToMost) {
            Order::LeastFirst
        } else {
            Order::Unsaid
        }
    }
}

/// A row for each kind of sign-in, or several below one whose cells are empty: one for each thing that is asked for.
fn add_rows(permissions: &mut Permissions, table: &Table, order: Order) {
    let rows = rows_of_kinds(table);
    for kind in Kind::ALL {
        let rows: Vec<&Row> = rows.iter().filter(|(of, _)| *of == kind).map(|(_, row)| *row).collect();
        for cell in rows.iter().flat_map(|row| row.cells.iter().skip(1)) {
            let mut names = names(cell);
            if order == Order::MostFirst {
                names.reverse();
            }
            kind.list(permissions).append(&mut names);
        }
        permissions.depends |= rows.len() > 1;
        if let [row] = rows.as_slice() {
            *kind.least(permissions) = least_of_row(row, order);
        }
    }
}

/// The rows that name permissions, each with its kind of sign-in.
fn rows_of_kinds(table: &Table) -> Vec<(Kind, &Row)> {
    let mut out = Vec::new();
    // The kind of the row above, if rows below it say more.
    let mut open = None;
    for row in &table.rows {
        let Some((title, cells)) = row.cells.split_first() else { continue };
        let own = Kind::of(&title.plain());
        if own.is_some() {
            open = own.filter(|_| cells.iter().all(|cell| cell.plain().trim().is_empty()));
        }
        let names = cells.iter().any(|cell| !names(cell).is_empty());
        out.extend(own.or(open).filter(|_| names).map(|kind| (kind, row)));
    }
    out
}

/// The least privileged permissions in a row; empty if the row does not say.
fn least_of_row(row: &Row, order: Order) -> Vec<String> {
    let cell = match order {
        Order::Unsaid => None,
        Order::LeastAt(at) => row.cells.get(at),
        Order::LeastFirst | Order::MostFirst => row.cells.get(1).filter(|_| row.cells.len() == 2),
    };
    let Some(mut choices) = cell.filter(|cell| !names(cell).is_empty()).and_then(choices) else { return Vec::new() };
    // For "A, B and C", only a human reader knows whether A is enough.
    let is_first_whole = order != Order::MostFirst && choices.first().is_some_and(|first| first.len() > 1);
    let is_clear = choices.len() < 2 || is_first_whole || choices.iter().all(|choice| choice.len() == 1);
    if order == Order::MostFirst {
        choices.reverse();
    }
    choices.into_iter().next().filter(|_| is_clear).unwrap_or_default()
}

/// The choices that a cell gives, each with what is needed together: `A and B, C`. Nothing if it has other words as well.
fn choices(cell: &Text) -> Option<Vec<Vec<String>>> {
    let plain = scopes::words(cell);
    let mut out: Vec<Vec<String>> = Vec::new();
    let mut joins = false;
    for word in plain.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|')) {
        let word = word.trim_matches(['.', '*', '`']);
        if scopes::is_permission(word) {
            match out.last_mut().filter(|_| joins) {
                Some(choice) => choice.push(word.to_owned()),
                None => out.push(vec![word.to_owned()]),
            }
            joins = false;
        } else if language::says(word, Role::Together) {
            joins = true;
        } else if !word.is_empty() && !language::says(word, Role::Alternatively) {
            return None;
        }
    }
    Some(out)
}

/// A table with a meaningless header: it has the three usual rows in their usual order.
fn add_by_order(permissions: &mut Permissions, table: &Table) -> bool {
    if table.rows.len() != 3 || !scopes::has_scopes(table) {
        return false;
    }
    let reversed = is_reversed(table);
    for (kind, row) in Kind::ALL.into_iter().zip(&table.rows) {
        let list = kind.list(permissions);
        for cell in row.cells.iter().skip(1) {
            let mut names = names(cell);
            if reversed {
                names.reverse();
            }
            list.append(&mut names);
        }
    }
    true
}

/// Whether the cells name write permissions before the corresponding read permissions: most privileged first.
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

/// Whether a cell names permissions for one thing and others for another: "In teams: A. In channels: B".
fn needed_for_something(table: &Table) -> bool {
    let mut cells = table.rows.iter().flat_map(|row| row.cells.iter().skip(1));
    cells.any(|cell| names(cell).len() > 1 && language::says(cell.plain().trim(), Role::NeededFor))
}

/// The finding for a cell with several permissions if the header does not say which one is enough.
fn unordered(table: &Table) -> Option<Diagnostic> {
    let keys = table.header_keys();
    let names_permissions = |key: &String| language::says(key, Role::PermissionWord) || is_kind(key);
    if language::any_says(keys, Role::Privileged) || !keys.iter().any(names_permissions) {
        return None;
    }
    let cells = table.rows.iter().flat_map(|row| row.cells.iter().skip(1));
    let cell = cells.into_iter().find(|cell| names(cell).len() > 1)?;
    let message = "this cell names several permissions, but the header does not say in which order";
    let help = "name the column \"Permissions (from least to most privileged)\", or give the least privileged permission a column";
    Some(Diagnostic::new(Code::PermissionsUnordered, cell.span, message).help(help))
}

/// Whether a column is about a kind of sign-in.
fn is_kind(title: &str) -> bool {
    language::says(title, Role::Delegated) || language::says(title, Role::Application)
}
