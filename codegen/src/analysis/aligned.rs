//! Names of the property table and of the JSON beside it that mean the same member, though they are spelled differently.
//!
//! JSON has the names that go over the wire. A table has others by a slip of the pen, or where a translator took a name for
//! a word.

use foldhash::{HashMap, HashSet};

use super::properties::Documented;
use super::reference::Resolver;
use super::types::Source;
use crate::model::{Primitive, Target, TypeRef};

/// Names start with a small letter: where the JSON has such a one, a row with a capital is a slip of the pen.
pub(super) fn capitals(rows: &mut [Documented], skeleton: &[Documented]) {
    if !rows.iter().any(|row| starts_large(&row.name)) {
        return;
    }
    let shown: HashMap<String, &str> =
        skeleton.iter().rev().map(|shown| (shown.name.to_ascii_lowercase(), shown.name.as_str())).collect();
    for row in rows.iter_mut().filter(|row| starts_large(&row.name)) {
        if let Some(shown) = shown.get(&row.name.to_ascii_lowercase()).filter(|shown| !starts_large(shown)) {
            rename(row, shown);
        }
    }
}

/// In another language: rows that the JSON lacks stand in the place of members that the table lacks, as many between two
/// that both have, and of the same types.
pub(super) fn translated(sources: &mut [Source<'_>], resolver: &Resolver) {
    for source in sources.iter_mut().filter(|source| !source.rows.is_empty() && !source.skeleton.is_empty()) {
        let found = pairs(source, resolver);
        for (row, shown) in found {
            let Some(shown) = source.skeleton.get(shown).map(|shown| shown.name.clone()) else { continue };
            if let Some(row) = source.rows.get_mut(row) {
                rename(row, &shown);
            }
        }
    }
}

fn starts_large(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
}

fn rename(row: &mut Documented, name: &str) {
    row.written = Some(std::mem::replace(&mut row.name, name.to_owned()));
}

/// The rows and members that stand for each other, by their places.
fn pairs(source: &Source<'_>, resolver: &Resolver) -> Vec<(usize, usize)> {
    let key = |documented: &Documented| documented.name.to_ascii_lowercase();
    let mut shown: HashMap<String, usize> = HashMap::default();
    for (at, member) in source.skeleton.iter().enumerate() {
        shown.entry(key(member)).or_insert(at);
    }
    let rows: HashSet<String> = source.rows.iter().map(key).collect();
    let resolve = |documented: &Documented| resolver.resolve(&documented.ty, &source.namespace, |_| None);
    let mut out = Vec::new();
    // The rows since the last one that both have, and the first member behind that one.
    let (mut open, mut next) = (Vec::new(), 0);
    let ends = source.rows.iter().map(Some).chain([None]);
    for (at, row) in ends.enumerate() {
        let known = row.map(|row| shown.get(&key(row)).copied());
        let end = match known {
            Some(None) => {
                open.push(at);
                continue;
            }
            // Out of its order, it tells nothing of its neighbours.
            Some(Some(member)) if member < next => continue,
            Some(Some(member)) => member,
            None => source.skeleton.len(),
        };
        let between = source.skeleton.get(next..end).unwrap_or_default().iter().enumerate();
        let lacking: Vec<(usize, &Documented)> = between
            .filter(|(_, member)| !rows.contains(&key(member)))
            .map(|(at, member)| (next + at, member))
            .collect();
        let both = || open.iter().filter_map(|&at| Some((at, source.rows.get(at)?))).zip(&lacking);
        if open.len() == lacking.len() && both().all(|((_, row), (_, member))| alike(&resolve(row), &resolve(member))) {
            out.extend(both().map(|((row, _), (member, _))| (row, *member)));
        }
        open.clear();
        next = end.saturating_add(1);
    }
    out
}

/// Whether a row and a member of JSON may be of one type.
fn alike(table: &TypeRef, json: &TypeRef) -> bool {
    let says_all = !matches!(json.target, Target::Primitive(Primitive::Untyped));
    let same = match (&table.target, &json.target) {
        (Target::Named(a), Target::Named(b)) => a.eq_ignore_ascii_case(b),
        // `"String"` stands for much, and what nothing documents for all.
        (_, Target::Primitive(Primitive::String | Primitive::Untyped)) | (Target::Unresolved(_), _) => true,
        (_, Target::Unresolved(_)) => true,
        (table, json) => table == json,
    };
    same && (table.collection == json.collection || !says_all)
}
