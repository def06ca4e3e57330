//! Permissions tables: least privileged first, whatever order and layout the page uses.

use crate::diagnostic::{Code, Diagnostic};
use crate::docs::{Item, Page, Section, Table, Text};

/// What a caller must be allowed to do, by kind of sign-in, least privileged first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// Delegated, with a work or school account.
    pub delegated_work: Vec<String>,
    /// Delegated, with a personal Microsoft account.
    pub delegated_personal: Vec<String>,
    /// Application: without a user.
    pub application: Vec<String>,
}

impl Permissions {
    /// Whether nothing is documented.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.delegated_work.is_empty() && self.delegated_personal.is_empty() && self.application.is_empty()
    }

    /// The list that a row or column title means.
    fn list(&mut self, title: &str) -> Option<&mut Vec<String>> {
        let title = title.to_lowercase();
        if title.contains("personal") {
            Some(&mut self.delegated_personal)
        } else if title.contains("delegated") {
            Some(&mut self.delegated_work)
        } else if title.contains("application") {
            Some(&mut self.application)
        } else {
            None
        }
    }
}

/// Reads the permissions of an api page; `None` if no table is found.
pub(super) fn read(page: &Page, diagnostics: &mut Vec<Diagnostic>) -> Option<Permissions> {
    let mut permissions = Permissions::default();
    let mut found = false;
    let mut first = None;
    for (section, item) in page.items() {
        let Item::Table(table) = item else { continue };
        if !is_permission_section(page, section) {
            continue;
        }
        if add_table(&mut permissions, table) {
            found = true;
            first.get_or_insert(table);
            diagnostics.extend(unordered(table));
        }
    }
    if let Some(table) = first.filter(|_| permissions.is_empty()) {
        let span = table.header.first().map_or(table.span, |cell| cell.span);
        diagnostics.push(Diagnostic::new(Code::PermissionsEmpty, span, "the permissions table names no permission"));
    }
    found.then_some(permissions)
}

/// The section may be called Permissions or, on machine-written pages, Prerequisites.
fn is_permission_section(page: &Page, section: &Section) -> bool {
    section
        .parents
        .iter()
        .filter_map(|&i| page.sections.get(i))
        .chain(std::iter::once(section))
        .filter(|s| s.level > 1)
        .map(Section::key)
        .any(|h| h.starts_with("permission") || h.starts_with("prerequisite"))
}

fn add_table(permissions: &mut Permissions, table: &Table) -> bool {
    let keys = table.header_keys();
    let first = keys.first().map_or("", String::as_str);
    if first.starts_with("permission type") || first.starts_with("permission") && keys.len() > 1 {
        // The header says the order; "from most to least" is the other way round.
        let reversed = keys.iter().any(|k| k.contains("most to least"));
        for row in &table.rows {
            let Some((title, cells)) = row.cells.split_first() else { continue };
            let Some(list) = permissions.list(&title.plain()) else { continue };
            for cell in cells {
                let mut names = names(cell);
                if reversed {
                    names.reverse();
                }
                add(list, names);
            }
        }
        return true;
    }
    // A matrix: a row for each resource, a column for each kind of sign-in.
    let columns: Vec<bool> = keys.iter().map(|k| k.contains("delegated") || k.contains("application")).collect();
    if !columns.iter().any(|c| *c) {
        return false;
    }
    for row in &table.rows {
        for ((key, is_column), cell) in keys.iter().zip(&columns).zip(&row.cells) {
            if *is_column && let Some(list) = permissions.list(key) {
                add(list, names(cell));
            }
        }
    }
    true
}

/// Several permissions in a cell, and no word in the header that says which of them is enough.
fn unordered(table: &Table) -> Option<Diagnostic> {
    let keys = table.header_keys();
    if keys.iter().any(|key| key.contains("privileged")) {
        return None;
    }
    let cells = table.rows.iter().flat_map(|row| row.cells.iter().skip(1));
    let cell = cells.into_iter().find(|cell| names(cell).len() > 1)?;
    let message = "this cell names several permissions, and the header does not say in which order";
    let help = "head the column \"Permissions (from least to most privileged)\", or give the least one a column";
    Some(Diagnostic::new(Code::PermissionsUnordered, cell.span, message).help(help))
}

fn add(list: &mut Vec<String>, names: Vec<String>) {
    for name in names {
        if !list.contains(&name) {
            list.push(name);
        }
    }
}

/// The permission names in a cell: words with a dot in them, such as `Mail.Read`, and the few without (`openid`).
fn names(cell: &Text) -> Vec<String> {
    let plain = cell.plain();
    plain
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '(' | ')' | '*' | '`' | '+'))
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
