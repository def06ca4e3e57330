//! What a table lists, told by its cells.

use super::properties::is_member_name;
use crate::docs::{Table, Text};
use crate::model::Primitive;

/// A table whose rows are a name, a type and words about it.
pub(super) struct Properties {
    /// The column of the types.
    pub type_at: usize,
    /// Each type is a link to a page.
    pub all_links: bool,
}

/// Whether most rows of a table are a name and a type.
pub(super) fn properties(table: &Table) -> Option<Properties> {
    let columns = table.header.len();
    if columns < 2 || table.rows.is_empty() {
        return None;
    }
    let names = table.rows.iter().filter(|row| row.cells.first().is_some_and(is_name)).count();
    if names * 2 <= table.rows.len() {
        return None;
    }
    let cell = |at: usize| table.rows.iter().filter_map(move |row| row.cells.get(at));
    // The type stands behind the name, or one column further on.
    let type_at = (1..columns.min(3)).find(|&at| {
        let (sure, possible, strange) =
            cell(at).fold((0usize, 0usize, 0usize), |(s, p, x), cell| match type_like(cell) {
                Like::Sure => (s + 1, p, x),
                Like::Possible => (s, p + 1, x),
                Like::Not => (s, p, x + 1),
            });
        sure > 0 && (sure + possible) > strange || possible > 0 && strange == 0 && at + 1 < columns
    })?;
    let all_links = cell(type_at).all(|cell| cell.markdown().contains("](") && !names_primitive(cell));
    Some(Properties { type_at, all_links })
}

fn is_name(cell: &Text) -> bool {
    let plain = cell.plain();
    // A link to what can be done is no name of a member.
    is_member_name(plain.trim().trim_matches(['`', '*', '"'])) && !cell.markdown().contains("/api/")
}

enum Like {
    Sure,
    Possible,
    Not,
}

/// Whether a cell reads as a type: the name of a primitive, a list, a link to a page of a resource, or a few words.
fn type_like(cell: &Text) -> Like {
    let plain = cell.plain();
    let plain = plain.trim();
    let target = |link: &crate::docs::Link| {
        let path = link.target.split('#').next().unwrap_or_default();
        path.ends_with(".md") && !path.contains("/api/")
    };
    let words = plain.split_whitespace().count();
    if names_primitive(cell) || (words <= 6 && cell.links().iter().any(target)) {
        return Like::Sure;
    }
    let is_number = plain.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+'));
    let is_sentence = plain.ends_with(['.', '。']) || plain.contains(". ") || words > 4 || plain.chars().count() > 60;
    if plain.is_empty() || is_number || is_sentence { Like::Not } else { Like::Possible }
}

/// Whether a primitive's name is one of the words.
fn names_primitive(cell: &Text) -> bool {
    let plain = cell.plain();
    let mut words = plain.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.')));
    words.next();
    let first = plain.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))).next();
    let capital = |word: &str| word.starts_with(|c: char| c.is_ascii_uppercase());
    first.is_some_and(|word| Primitive::parse(word).is_some())
        || words.any(|word| capital(word) && Primitive::parse(word).is_some())
}

/// Whether a table has the names of permissions in the cells behind the first of a row.
pub(super) fn has_scopes(table: &Table) -> bool {
    let cells = table.rows.iter().flat_map(|row| row.cells.iter().skip(1));
    cells.into_iter().any(|cell| {
        cell.markdown().contains('.')
            && super::permissions::names(cell).iter().any(|name| {
                let parts = || name.split('.');
                parts().all(|part| part.starts_with(|c: char| c.is_ascii_uppercase())) && !name.contains("Microsoft")
            })
    })
}

/// Whether a table lists the values of an enumeration: one word in front of numbers or prose.
pub(super) fn is_members(table: &Table) -> bool {
    let mut values = table.rows.iter().filter_map(|row| row.cells.first());
    let is_value = |cell: &Text| {
        let plain = cell.plain();
        !cell.markdown().contains("](") && plain.split_whitespace().count() <= 3 && plain.trim().is_ascii()
    };
    !table.rows.is_empty() && table.header.len() <= 3 && values.all(is_value) && properties(table).is_none()
}
