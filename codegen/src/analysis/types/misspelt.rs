//! Names that the JSON and the table of a page spell differently: one property, not two.

use std::collections::{HashMap, HashSet};

use super::super::properties::DocumentedProperty;
use crate::diagnostic::{Code, Findings};

/// Shorter names are not compared: too many similar ones have a different meaning.
const SHORTEST: usize = 5;
/// From this length on, two letters may differ.
const LONG: usize = 8;
/// With more names than this on one side, the page was not written by hand.
const MOST: usize = 50;

/// Gives the two spellings of a property one name: that of the table, and that of the JSON if they differ in case only.
pub(super) fn unite(rows: &mut [DocumentedProperty], skeleton: &mut [DocumentedProperty]) -> Findings {
    if rows.is_empty() || skeleton.is_empty() {
        return Findings::default();
    }
    respell(rows, skeleton);
    let only = |these: &[DocumentedProperty], others: &[DocumentedProperty]| -> Vec<usize> {
        let there: HashSet<String> = others.iter().map(|other| other.name.to_ascii_lowercase()).collect();
        let is_only = |this: &DocumentedProperty| !there.contains(&this.name.to_ascii_lowercase());
        these.iter().enumerate().filter(|(_, this)| is_only(this)).map(|(at, _)| at).take(MOST + 1).collect()
    };
    let (in_table, in_json) = (only(rows, skeleton), only(skeleton, rows));
    if in_table.len() > MOST || in_json.len() > MOST {
        return Findings::default();
    }
    let are_one = |row: usize, shown: usize| match (rows.get(row), skeleton.get(shown)) {
        (Some(row), Some(shown)) => is_slip(row, shown),
        _ => false,
    };
    let pairs: Vec<(usize, usize)> = in_json
        .iter()
        .filter_map(|&shown| {
            let row = the_only(in_table.iter().copied().filter(|&row| are_one(row, shown)))?;
            the_only(in_json.iter().filter(|&&other| are_one(row, other))).map(|_| (row, shown))
        })
        .collect();
    let mut found = Findings::default();
    for (row, shown) in pairs {
        let (Some(row), Some(shown)) = (rows.get(row), skeleton.get_mut(shown)) else { continue };
        let message = format!("`{}` is not in a table, and `{}` is not in the JSON", shown.name, row.name);
        let help = format!("did you mean `{}`? They are treated as one property", row.name);
        found.report_with_help(Code::MisspeltName, shown.span, message, help);
        shown.name.clone_from(&row.name);
    }
    found
}

/// The item, if it is the only one.
fn the_only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    items.next().filter(|_| items.next().is_none())
}

/// Spells rows as the JSON does if only the case of letters differs: JSON is closer to what the service writes.
fn respell(rows: &mut [DocumentedProperty], skeleton: &[DocumentedProperty]) {
    // Of several with one name, the first counts.
    let shown: HashMap<String, &str> =
        skeleton.iter().rev().map(|shown| (shown.name.to_ascii_lowercase(), shown.name.as_str())).collect();
    for row in rows {
        let same = shown.get(&row.name.to_ascii_lowercase());
        if let Some(shown) = same.filter(|shown| **shown != row.name && !starts_large(shown)) {
            row.written = Some(std::mem::replace(&mut row.name, (*shown).to_owned()));
        }
    }
}

fn starts_large(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Whether one name may be a misspelling of the other.
fn is_slip(row: &DocumentedProperty, shown: &DocumentedProperty) -> bool {
    let shorter = row.name.len().min(shown.name.len());
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    if row.ty.collection != shown.ty.collection || shorter < SHORTEST || row.name.len().abs_diff(shown.name.len()) > 2 {
        return false;
    }
    let most = if shorter < LONG { 1 } else { 2 };
    digits(&row.name) == digits(&shown.name) && strsim::osa_distance(&row.name, &shown.name) <= most
}
