//! Names of permissions in cells.

use std::borrow::Cow;

use crate::docs::{Table, Text};

/// The permission names in a cell: words with a dot in them, such as `Mail.Read`, and the few without (`openid`).
pub(super) fn names(cell: &Text) -> Vec<String> {
    let plain = words(cell);
    plain
        .split(|c: char| {
            let is_sign = !c.is_ascii() && !c.is_alphanumeric();
            is_sign || c.is_whitespace() || matches!(c, ',' | ';' | '|' | '(' | ')' | '*' | '`' | '+')
        })
        .map(|word| word.trim_matches(['.', ':', '"', '\'']))
        .filter(|word| is_permission(word))
        .map(str::to_owned)
        .collect()
}

/// The words of a cell without the marks of footnotes: `Mail.Read<sup>1</sup>`.
pub(super) fn words(cell: &Text) -> Cow<'_, str> {
    let markdown = cell.markdown();
    if !markdown.contains("<sup>") {
        return cell.plain();
    }
    let mut out = String::new();
    for (index, piece) in markdown.split("<sup>").enumerate() {
        let behind = piece.split_once("</sup>").map_or(piece, |(_, behind)| behind);
        out.push_str(if index == 0 { piece } else { behind });
        out.push(' ');
    }
    Text::new(out, cell.span).plain().into_owned().into()
}

pub(super) fn is_permission(word: &str) -> bool {
    word.contains('.')
        && word.chars().next().is_some_and(|c| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
        && word.split('.').all(|part| !part.is_empty())
        && !word.contains("..")
}

/// Whether a table has the names of permissions in the cells behind the first of a row.
pub(super) fn has_scopes(table: &Table) -> bool {
    let cells = table.rows.iter().flat_map(|row| row.cells.iter().skip(1));
    cells.into_iter().any(|cell| {
        cell.markdown().contains('.')
            && names(cell).iter().any(|name| {
                let parts = || name.split('.');
                parts().all(|part| part.starts_with(|c: char| c.is_ascii_uppercase())) && !name.contains("Microsoft")
            })
    })
}
