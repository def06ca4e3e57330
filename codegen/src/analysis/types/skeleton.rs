//! Compares the property table of a page with its JSON representation.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::super::properties::DocumentedProperty;
use super::super::reference::Resolver;
use super::declaration::Source;
use super::inheritance::chain;
use crate::diagnostic::{Code, Findings};
use crate::model::{Kind, Primitive, Target, Type, TypeKey, TypeRef};

/// Compares the table and the JSON of each page. `types` are merged, and their bases known.
pub(super) fn compare(sources: &[Source<'_>], types: &BTreeMap<TypeKey, Type>, resolver: &Resolver) -> Findings {
    // Each page on its own, in the order of the pages.
    let both = sources.par_iter().filter(|s| !s.rows.is_empty() && !s.skeleton.is_empty());
    let found: Vec<Findings> = both.map(|source| of_source(source, types, resolver)).collect();
    found.into_iter().flatten().collect()
}

fn of_source(source: &Source<'_>, types: &BTreeMap<TypeKey, Type>, resolver: &Resolver) -> Findings {
    let mut findings = Findings::default();
    let Some(ty) = types.get(&source.name) else { return findings };
    // Of rows with one name, the first counts.
    let rows: HashMap<String, &DocumentedProperty> =
        source.rows.iter().rev().map(|row| (row.name.to_ascii_lowercase(), row)).collect();
    for shown in &source.skeleton {
        let Some(&row) = rows.get(&shown.name.to_ascii_lowercase()) else { continue };
        if let Some(written) = row.written.as_ref().filter(|written| written.eq_ignore_ascii_case(&shown.name)) {
            let message = format!(
                "`{written}` of `{}` is written `{}` in the JSON representation, which is used",
                ty.name, shown.name
            );
            findings.report(Code::NameCase, row.span, message);
        } else if row.name != shown.name {
            let message = format!("`{}` of `{}` is written `{}` in the property table", shown.name, ty.name, row.name);
            findings.report(Code::NameCase, shown.span, message);
        }
        let resolve = |d: &DocumentedProperty| resolver.resolve(&d.ty, &source.namespace);
        let (in_table, in_json) = (resolve(row), resolve(shown));
        if in_table.collection != in_json.collection && says_shape(&in_json) && says_shape(&in_table) {
            let (table, json) = (shape(&in_table), shape(&in_json));
            let message = format!("`{}` of `{}` is {json} here, but {table} in the table", row.name, ty.name);
            findings.report(Code::CollectionConflict, shown.type_span, message);
        } else if !agree(&in_table, &in_json, types) {
            let message = format!(
                "`{}` of `{}` is `{}` here, but `{}` in the table; the table is used",
                row.name,
                ty.name,
                in_json.name(),
                in_table.name()
            );
            findings.report(Code::TypeConflict, shown.type_span, message);
        }
    }
    missing(source, ty, &mut findings);
    findings
}

/// Reports rows that are missing from the JSON. Relationships are usually left out of it.
fn missing(source: &Source<'_>, ty: &Type, findings: &mut Findings) {
    let shown: HashSet<String> = source.skeleton.iter().map(|shown| shown.name.to_ascii_lowercase()).collect();
    let is_shown = |row: &&DocumentedProperty| shown.contains(&row.name.to_ascii_lowercase());
    for row in source.rows.iter().filter(|r| !r.navigation && !r.name.contains('@') && !is_shown(r)) {
        let message = format!("`{}` of `{}` is not in the JSON representation", row.name, ty.name);
        findings.report(Code::PropertyNotInJson, row.span, message);
    }
}

fn says_shape(ty: &TypeRef) -> bool {
    let says_none = matches!(ty.target, Target::Primitive(Primitive::Untyped | Primitive::Stream) | Target::OneOf(_));
    !says_none && ty.is_resolved()
}

fn shape(ty: &TypeRef) -> &'static str {
    if ty.collection { "a collection" } else { "a single value" }
}

/// Whether the type in the JSON can be that in the table: `"String"` is written for many types, `123` for every number.
fn agree(table: &TypeRef, json: &TypeRef, types: &BTreeMap<TypeKey, Type>) -> bool {
    let kind = |name: &TypeKey| types.get(name).map(|ty| ty.kind);
    match (&table.target, &json.target) {
        (Target::Unresolved(_) | Target::OneOf(_), _) | (_, Target::Unresolved(_) | Target::OneOf(_)) => true,
        (Target::Named(a), Target::Named(b)) => {
            let above = |a: &TypeKey, b: &TypeKey| chain(types, a).any(|n| n == b);
            a == b || above(a, b) || above(b, a)
        }
        (Target::Named(a), Target::Primitive(b)) => match kind(a) {
            Some(Kind::Enum) => matches!(b, Primitive::String | Primitive::Untyped),
            // The name of a type may be in quotation marks.
            _ => matches!(b, Primitive::Untyped | Primitive::String),
        },
        (Target::Primitive(a), Target::Named(b)) => {
            matches!(a, Primitive::Untyped | Primitive::Stream)
                || (*a == Primitive::String && kind(b) == Some(Kind::Enum))
        }
        (Target::Primitive(a), Target::Primitive(b)) => {
            a == b || *b == Primitive::Untyped || *a == Primitive::Untyped || *a == Primitive::Stream
                || (is_number(*a) && is_number(*b))
                || (is_text(*a) && is_text(*b))
                // A long number, or a word in its place, may be in quotation marks.
                || (*b == Primitive::String && is_number(*a))
        }
    }
}

fn is_number(primitive: Primitive) -> bool {
    matches!(
        primitive,
        Primitive::SByte
            | Primitive::Byte
            | Primitive::Int16
            | Primitive::Int32
            | Primitive::Int64
            | Primitive::Single
            | Primitive::Double
            | Primitive::Decimal
    )
}

fn is_text(primitive: Primitive) -> bool {
    matches!(
        primitive,
        Primitive::String
            | Primitive::Guid
            | Primitive::DateTimeOffset
            | Primitive::Date
            | Primitive::TimeOfDay
            | Primitive::Duration
            | Primitive::Binary
    )
}
