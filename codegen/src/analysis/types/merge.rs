//! Merging: what several pages say about one type becomes one type, with resolved properties.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::super::deprecation;
use super::super::language::{self, Role};
use super::super::names::is_member_name;
use super::super::page::{introduction, qualified, workload};
use super::super::properties::DocumentedProperty;
use super::super::reference::Resolver;
use super::declaration::Source;
use super::inheritance::{MAX_BASES, chain};
use super::statements;
use crate::diagnostic::{Code, Findings};
use crate::docs::Folder;
use crate::model::{Description, Kind, Primitive, Property, Target, Type, TypeKey, TypeRef};
use crate::span::{Span, Spanned};

/// Merges what several pages say about one type, and resolves the types of its properties.
pub(super) fn merge(sources: &[Source<'_>], resolver: &Resolver, findings: &mut Findings) -> BTreeMap<TypeKey, Type> {
    let mut types: BTreeMap<TypeKey, Type> = BTreeMap::new();
    let mut read: Vec<Read<'_, '_>> = sources.par_iter().map(|source| Read::new(source, resolver)).collect();
    // Of each type, the places of its properties by their names in lower case.
    let mut places: HashMap<&TypeKey, HashMap<String, usize>> = HashMap::default();
    // Rows first, then what only a skeleton has: a second page's table beats the first page's skeleton.
    for Read { source, introduction, rows } in &mut read {
        let entry = types.entry(source.name.clone()).or_insert_with(|| new_type(source));
        let known = places.entry(&source.name).or_default();
        // A page's blocks come one after the other.
        if entry.pages.last() != Some(&source.page.path) {
            entry.pages.push(source.page.path.clone());
        }
        if entry.workload.is_none() {
            entry.workload = workload(source.page);
        }
        if entry.description.is_empty() {
            entry.description = std::mem::take(introduction);
        }
        set_statements(entry, source, resolver, findings);
        set_base(entry, source, resolver, findings);
        for property in rows.drain(..) {
            add_property(entry, known, property, findings);
        }
    }
    add_shown(&mut types, &mut places, sources, resolver, findings);
    types
}

/// Adds properties that only the JSON of pages has. `places` has the index of each property in its type.
fn add_shown<'s>(
    types: &mut BTreeMap<TypeKey, Type>,
    places: &mut HashMap<&'s TypeKey, HashMap<String, usize>>,
    sources: &'s [Source<'_>],
    resolver: &Resolver,
    findings: &mut Findings,
) {
    // The types by what derives from them, and what the tables of each name.
    let mut tables: HashMap<&TypeKey, Vec<&Source<'_>>> = HashMap::default();
    for source in sources {
        tables.entry(&source.name).or_default().push(source);
    }
    // Of bases, the names in their tables: made when they are asked for, and once.
    let mut tabled: HashMap<TypeKey, HashSet<String>> = HashMap::default();
    for source in sources {
        let above = bases_of(types, &source.name);
        let mut in_base = |row: &DocumentedProperty| {
            let name = row.name.to_ascii_lowercase();
            above.iter().any(|base| {
                let of_base = || {
                    let rows = tables.get(base).into_iter().flatten().flat_map(|source| &source.rows);
                    rows.map(|row| row.name.to_ascii_lowercase()).collect::<HashSet<String>>()
                };
                tabled.entry(base.clone()).or_insert_with(of_base).contains(&name)
            })
        };
        // An undocumented base may have properties that no table lists.
        let is_unknown = |name: &TypeKey| types.get(name).is_some_and(|ty| ty.unknown_base.is_some());
        let may_inherit = !source.rows.is_empty() && above.iter().chain([&source.name]).any(is_unknown);
        let Some(entry) = types.get_mut(&source.name) else { continue };
        let known = places.entry(&source.name).or_default();
        for row in &source.skeleton {
            if known.contains_key(&row.name.to_ascii_lowercase()) {
                continue;
            }
            if !source.rows.is_empty() && !row.name.contains('@') && !in_base(row) && !may_inherit {
                let message =
                    format!("`{}` is in the JSON representation of `{}`, but not in a table", row.name, entry.name);
                let help = "add a row for it to the property table, or remove it from the JSON";
                findings.report_with_help(Code::PropertyNotInTable, row.span, message, help);
            }
            let mut shown = property(row, source, resolver);
            shown.inherited |= may_inherit;
            add_property(entry, known, shown, findings);
        }
    }
}

/// Applies the statements of metadata and prose about the type as a whole.
fn set_statements(entry: &mut Type, source: &Source<'_>, resolver: &Resolver, findings: &mut Findings) {
    let statements = &source.statements;
    let mut is_denied = false;
    if let Some(annotation) = source.annotation {
        entry.is_open |= annotation.flag("openType");
        entry.is_abstract |= annotation.flag("abstract") || annotation.flag("isAbstract");
        let found;
        (is_denied, found) = statements::denied(statements, annotation, &entry.name);
        findings.extend(found);
        if entry.key.is_none() {
            entry.key = annotation.string("keyProperty").map(|k| k.value).filter(|k| !k.trim().is_empty());
        }
    }
    entry.is_abstract |= statements.is_abstract && !is_denied;
    entry.is_open |= statements.is_open;
    if entry.value_type.is_none() {
        let resolve = |expression| resolver.resolve(expression, &source.namespace);
        entry.value_type = source.value_type.as_ref().map(resolve).filter(TypeRef::is_resolved);
    }
}

/// The names of the bases of a type, the nearest first.
fn bases_of(types: &BTreeMap<TypeKey, Type>, name: &TypeKey) -> Vec<TypeKey> {
    // Circles are cut later on.
    chain(types, name).skip(1).take(MAX_BASES).cloned().collect()
}

/// The property that a row documents.
fn property(row: &DocumentedProperty, source: &Source<'_>, resolver: &Resolver) -> Property {
    Property {
        name: row.name.clone(),
        // The base of `a or b` is looked up once all types are known.
        ty: resolver.resolve(&row.ty, &source.namespace),
        navigation: row.navigation,
        inherited: row.inherited_from.is_some(),
        deprecated: row.deprecated.clone(),
        required: row.required,
        facts: row.facts.clone(),
        description: row.description.clone(),
        span: row.span,
    }
}

/// The parts of a source that can be read before it is merged with others.
struct Read<'s, 'p> {
    source: &'s Source<'p>,
    introduction: Description,
    rows: Vec<Property>,
}

/// The properties in the JSON of a page, by name in lower case.
type JsonProperties<'s> = HashMap<String, &'s DocumentedProperty>;

impl<'s, 'p> Read<'s, 'p> {
    fn new(source: &'s Source<'p>, resolver: &Resolver) -> Read<'s, 'p> {
        // Of several properties with the same name, the first counts.
        let shown = source.skeleton.iter().rev().map(|shown| (shown.name.to_ascii_lowercase(), shown)).collect();
        Read {
            source,
            // The introduction of an api page is about the operation.
            introduction: match source.page.folder {
                Folder::Api => Description::default(),
                Folder::Resources => introduction(source.page),
            },
            rows: source.rows.iter().map(|row| Self::row(row, &shown, source, resolver)).collect(),
        }
    }

    /// Rows also call whole numbers `number`; then the JSON is more precise.
    fn row(row: &DocumentedProperty, shown: &JsonProperties<'_>, source: &Source<'_>, resolver: &Resolver) -> Property {
        let mut property = property(row, source, resolver);
        let says_number = |row: &DocumentedProperty| matches!(&row.ty.names[..], [name] if language::says(&name.text, Role::NumberType));
        let is_whole = |shown: &DocumentedProperty| {
            let whole = |name: &str| matches!(name, "Edm.Int32" | "Edm.Int64");
            shown.ty.names.iter().any(|name| whole(&name.text))
        };
        let of_json = || shown.get(&row.name.to_ascii_lowercase()).copied();
        if let Some(full) = full_name(&property, of_json) {
            property.ty.target = Target::Unresolved(full);
        }
        if says_number(row) && of_json().is_some_and(is_whole) {
            property.ty.target = Target::Primitive(Primitive::Int64);
        }
        property
    }
}

/// The full name of an undocumented type, if the JSON has it.
fn full_name<'s>(property: &Property, of_json: impl FnOnce() -> Option<&'s DocumentedProperty>) -> Option<String> {
    let Target::Unresolved(words) = &property.ty.target else { return None };
    let [name] = of_json()?.ty.names.as_slice() else { return None };
    let full = TypeKey::from(name.text.trim_start_matches('#'));
    (full.short_name().eq_ignore_ascii_case(words) && full.len() > words.len()).then(|| full.to_string())
}

fn new_type(source: &Source<'_>) -> Type {
    Type {
        name: source.name.clone(),
        kind: Kind::Complex,
        base: None,
        unknown_base: None,
        is_abstract: false,
        is_open: false,
        key: None,
        workload: None,
        pages: Vec::new(),
        description: Description::default(),
        deprecated: deprecation::of_page(source.page),
        properties: Vec::new(),
        members: Vec::new(),
        is_flags: false,
        value_type: None,
        span: source.span,
    }
}

/// The bases that a source names, resolved.
struct Bases {
    /// The metadata, as written.
    written: Option<Spanned<String>>,
    metadata: Option<TypeKey>,
    prose: Option<TypeKey>,
    /// The base that the prose certainly names, if it is not documented.
    unknown: Option<(TypeKey, Span)>,
}

impl Bases {
    fn of(source: &Source<'_>, resolver: &Resolver) -> Bases {
        let written = source.annotation.and_then(|a| a.string("baseType")).filter(|b| !b.value.trim().is_empty());
        let metadata = written.as_ref().and_then(|b| resolver.find(&b.value, &source.namespace)).cloned();
        let inherits = source.statements.inherits.as_ref();
        let target = inherits.map(|it| resolver.resolve(&it.expression, &source.namespace).target);
        let (prose, words) = match target {
            Some(Target::Named(name)) => (Some(name), None),
            Some(Target::Unresolved(words)) => (None, Some(words)),
            _ => (None, None),
        };
        let unknown = inherits.filter(|it| it.is_certain).zip(words).and_then(|(inherits, words)| {
            // "[Some words](x.md)": the page is named after the type.
            let page = || Some(inherits.expression.names.first()?.page.as_deref()?.rsplit('/').next()?.to_owned());
            let name = if is_member_name(&words) { words } else { page()?.trim_end_matches(".md").to_owned() };
            Some((qualified(&name, &source.namespace), inherits.span))
        });
        Bases { written, metadata, prose, unknown }
    }

    /// The undocumented base; the metadata has its full name.
    fn unknown(&self, source: &Source<'_>) -> Option<TypeKey> {
        let written = self.written.as_ref().filter(|_| self.metadata.is_none());
        let written = written.map(|written| qualified(&written.value, &source.namespace));
        let stated = self.unknown.as_ref().map(|(name, _)| name.clone());
        match (written, stated) {
            (Some(written), Some(stated)) if !written.short_name().eq_ignore_ascii_case(stated.short_name()) => {
                Some(stated)
            }
            (written, stated) => written.or(stated),
        }
    }
}

/// Sets the base type. Prose takes precedence over metadata: where they contradict each other on real pages, prose is right.
fn set_base(entry: &mut Type, source: &Source<'_>, resolver: &Resolver, findings: &mut Findings) {
    let bases = Bases::of(source, resolver);
    findings.extend(compare_bases(entry, source, &bases));
    if let Some(base) = bases.prose.as_ref().or(bases.metadata.as_ref())
        && entry.base.is_none()
        && *base != entry.name
    {
        entry.base = Some(base.clone());
        entry.unknown_base = None;
    }
    if entry.base.is_none() && entry.unknown_base.is_none() {
        entry.unknown_base = bases.unknown(source).filter(|base| *base != entry.name);
    }
}

/// Reports contradictions between the bases that a page names.
fn compare_bases(entry: &Type, source: &Source<'_>, bases: &Bases) -> Findings {
    let mut findings = Findings::default();
    let not_documented = |base: &str| format!("the base type `{base}` of `{}` is not documented", entry.name);
    match (&bases.written, &bases.metadata, &bases.unknown) {
        (Some(base), None, _) => {
            findings.report(Code::BaseUnresolved, base.span, not_documented(&base.value));
        }
        (None, _, Some((base, span))) => {
            findings.report(Code::BaseUnresolved, *span, not_documented(base));
        }
        _ => {}
    }
    let Some(prose) = &bases.prose else { return findings };
    match (&bases.metadata, &bases.written, source.annotation) {
        (Some(metadata), Some(place), _) if metadata != prose => findings.report(
            Code::BaseConflict,
            place.span,
            format!("`baseType` says `{metadata}`, but the prose says `{prose}`; the prose is used"),
        ),
        (_, None, Some(annotation)) if *prose != entry.name => {
            let who = source.base_page.as_deref().unwrap_or("the prose");
            let message =
                format!("{who} says that `{}` inherits from `{prose}`, but its metadata does not", entry.name);
            let place = annotation.odata_type().map_or(annotation.span, |name| name.span);
            let help = format!("add `\"baseType\": \"{prose}\"`");
            findings.report_with_help(Code::BaseMissing, place, message, help);
        }
        _ => {}
    }
    findings
}

/// Adds a property, or completes it from a second row. `places` has the index of each property in the type.
fn add_property(entry: &mut Type, places: &mut HashMap<String, usize>, property: Property, findings: &mut Findings) {
    let name = property.name.to_ascii_lowercase();
    if let Some(known) = places.get(&name).and_then(|&at| entry.properties.get_mut(at)) {
        if known.description.is_empty() {
            known.description = property.description;
            known.facts = property.facts;
        }
        let ty = property.ty;
        if !known.ty.is_resolved() && ty.is_resolved() {
            known.ty = ty;
        } else if known.ty != ty && ty.is_resolved() {
            findings.report(
                Code::PropertyConflict,
                property.span,
                format!(
                    "`{}` of `{}` is `{}`{} here, but `{}`{} in an earlier row; the earlier row is used",
                    property.name,
                    entry.name,
                    ty.name(),
                    if ty.collection { " collection" } else { "" },
                    known.ty.name(),
                    if known.ty.collection { " collection" } else { "" },
                ),
            );
        }
        return;
    }
    if let Target::Unresolved(name) = &property.ty.target {
        findings.report_with_help(
            Code::UnresolvedType,
            property.span,
            format!("`{}` of `{}` has the type `{name}`, which is not documented", property.name, entry.name),
            "link the type to the page that describes it",
        );
    }
    places.insert(name, entry.properties.len());
    entry.properties.push(property);
}
