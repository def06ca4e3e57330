//! Types: collected from pages, merged by name, resolved, and given what they inherit.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use super::description;
use super::enums::{self, DocumentedEnum};
use super::language::{self, Role};
use super::layout::{Laid, part};
use super::properties::{self, Documented, TableKind};
use super::reference::{Expression, Resolver};
use super::{bases, required, skeleton, twins};
use crate::diagnostic::{Code, Diagnostic};
use crate::docs::{Annotation, Folder, Item, Page, ParagraphKind};
use crate::json::Json;
use crate::model::Description;
use crate::model::{EnumMember, Kind, Primitive, Property, Target, Type, TypeRef};
use crate::span::Span;

/// The namespace a page has if it names none.
const DEFAULT_NAMESPACE: &str = "microsoft.graph";

/// The types of a docs tree and the names they go by.
#[derive(Debug, Default)]
pub(super) struct Types {
    types: BTreeMap<String, Type>,
    resolver: Resolver,
    /// Who derives from each type, at any distance, the type itself included; by the lower-case names of both.
    derived: HashMap<String, Vec<String>>,
    /// The names of all properties and types, and plural forms of the latter, in lower case.
    words: HashSet<String>,
}

impl Types {
    /// A type by its full name; case does not matter.
    pub fn get(&self, name: &str) -> Option<&Type> {
        self.types.get(&name.to_lowercase())
    }

    /// Whether a word is the name of a property or of a type, or the plural of one.
    pub fn has_word(&self, word: &str) -> bool {
        self.words.contains(&word.to_lowercase())
    }

    /// Looks a documented type expression up.
    pub fn resolve(&self, expression: &Expression, namespace: &str) -> TypeRef {
        self.resolver.resolve(expression, namespace, |names| common_base(&self.types, names))
    }

    /// Finds a type by any of its documented names.
    pub fn find(&self, name: &str, namespace: &str) -> Option<&Type> {
        self.resolver.find(name, namespace).and_then(|n| self.get(n))
    }

    /// The type that a page of the docs folder describes.
    pub fn of_page(&self, page: &str) -> Option<&Type> {
        self.resolver.page(page).and_then(|n| self.get(n))
    }

    /// Whether `name` is `ancestor` or derives from it.
    pub fn derives_from(&self, name: &str, ancestor: &str) -> bool {
        chain(&self.types, name).any(|n| n.eq_ignore_ascii_case(ancestor))
    }

    /// A type and all that derive from it.
    pub fn with_derived(&self, name: &str) -> impl Iterator<Item = &Type> {
        let keys = self.derived.get(&name.to_lowercase()).map_or(&[][..], Vec::as_slice);
        keys.iter().filter_map(|key| self.types.get(key))
    }

    pub fn into_types(self) -> BTreeMap<String, Type> {
        self.types
    }
}

/// What one page says about one type.
pub(super) struct Source<'a> {
    pub page: &'a Page,
    pub namespace: String,
    pub name: String,
    pub annotation: Option<&'a Annotation>,
    pub skeleton: Vec<Documented>,
    pub rows: Vec<Documented>,
    pub inherits: Option<Expression>,
    /// The page of the base type, if that is where it says so.
    pub told_by: Option<String>,
    span: Span,
}

impl Source<'_> {
    /// Whether the page is named after the type.
    pub fn bears_name(&self) -> bool {
        self.name.to_lowercase().strip_suffix(&self.page.stem).is_some_and(|rest| rest.ends_with('.'))
    }
}

/// The workload of a page, as its front matter names it.
pub(super) fn workload(page: &Page) -> Option<String> {
    ["ms.subservice", "ms.prod", "ms.service"].iter().find_map(|key| {
        let value = page.front_matter(key)?.value.trim().to_lowercase();
        // `**TODO: …**` of the template that the page was made of.
        if value.trim_start_matches('*').starts_with("todo") {
            return None;
        }
        let clean: String =
            value.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ' ')).collect();
        let clean = clean.trim().replace([' ', '_'], "-");
        (!clean.is_empty()).then_some(clean)
    })
}

/// The namespace of a page.
pub(super) fn namespace(page: &Page) -> String {
    let clean = |name: &str| {
        let name = name.trim().trim_matches(['`', '*', '.']);
        let is_one = name.to_lowercase().starts_with("microsoft.") && !name.contains(char::is_whitespace);
        is_one.then(|| name.to_owned())
    };
    let annotated = || {
        page.items().find_map(|(_, item)| match item {
            Item::Annotation(annotation) if annotation.block_type.is_empty() => {
                clean(&annotation.string("namespace")?.value)
            }
            _ => None,
        })
    };
    let written = page.namespace.as_ref().and_then(|name| clean(&name.value));
    written.or_else(annotated).unwrap_or_else(|| DEFAULT_NAMESPACE.to_owned())
}

/// Builds the types of a tree.
pub(super) fn build(pages: &[Laid<'_>], diagnostics: &mut Vec<Diagnostic>) -> Types {
    // Each page on its own, in the order of the pages.
    let collected: Vec<Collected<'_>> = pages.par_iter().map(Collected::new).collect();
    let (mut sources, mut parameters) = (Vec::new(), Vec::new());
    let mut enums = BTreeMap::new();
    for mut page in collected {
        sources.append(&mut page.sources);
        parameters.append(&mut page.parameters);
        diagnostics.append(&mut page.diagnostics);
    }
    let members = |laid: &Laid<'_>| enums::collect(laid.page, &namespace(laid.page));
    let documented: Vec<Vec<DocumentedEnum>> = pages.par_iter().map(members).collect();
    for found in documented.into_iter().flatten() {
        enums::merge(&mut enums, found, diagnostics);
    }
    // Where several pages describe one type, the page that bears its name speaks first.
    sources.sort_by_cached_key(|source| !source.bears_name());
    twins::compare(&sources, diagnostics);

    let mut resolver = Resolver::default();
    for source in &sources {
        resolver.add(&source.name);
        if page_is_about(source) {
            resolver.add_page(&source.page.path, &source.name);
        }
    }
    for source in &sources {
        let alias = source.annotation.and_then(|a| a.string("@type.aka"));
        if let Some(alias) = alias {
            for alias in alias.value.split([',', ';']) {
                let alias = qualified(alias, &source.namespace);
                resolver.add_alias(&alias, &source.name);
            }
        }
    }
    // A section "Call values" on the page of the type `call` does not make `call` an enumeration.
    enums.retain(|_, e| resolver.find(&e.name, "").is_none_or(|found| !found.eq_ignore_ascii_case(&e.name)));
    bases::spread(&mut sources, &resolver);
    add_inline_enums(&sources, &parameters, &mut resolver, &mut enums, diagnostics);
    let homes = pages.iter().filter(|laid| laid.page.folder == Folder::Resources);
    let homes: HashSet<&str> = homes.map(|laid| laid.page.path.as_str()).collect();
    for found in enums.values() {
        resolver.add(&found.name);
        if homes.contains(found.page.as_str()) && resolver.page(&found.page).is_none() {
            resolver.add_page(&found.page, &found.name);
        }
    }

    compare_enums(&sources, &resolver, &enums, diagnostics);
    let mut types = merge(&sources, &resolver, diagnostics);
    skeleton::compare(&sources, &types, &resolver, diagnostics);
    for found in enums.into_values() {
        types.entry(found.name.to_lowercase()).or_insert_with(|| enum_type(found));
    }
    cut_cycles(&mut types, diagnostics);
    resolve_unions(&mut types);
    inherit(&mut types, diagnostics);
    decide_kinds(&mut types);
    let words = words(&types);
    let derived = derived(&types);
    Types { types, resolver, derived, words }
}

/// The types below each type, by its name in lower case.
fn derived(types: &BTreeMap<String, Type>) -> HashMap<String, Vec<String>> {
    let mut derived: HashMap<String, Vec<String>> = HashMap::default();
    for key in types.keys() {
        for ancestor in chain(types, key) {
            derived.entry(ancestor.to_lowercase()).or_default().push(key.clone());
        }
    }
    derived
}

/// What a page says about types.
struct Collected<'a> {
    sources: Vec<Source<'a>>,
    /// Parameters whose descriptions may list values.
    parameters: Vec<Parameter<'a>>,
    diagnostics: Vec<Diagnostic>,
}

/// A parameter of an operation.
struct Parameter<'a> {
    page: &'a Page,
    namespace: String,
    row: Documented,
}

impl<'a> Collected<'a> {
    fn new(laid: &Laid<'a>) -> Collected<'a> {
        let (mut sources, mut diagnostics) = (Vec::new(), Vec::new());
        collect(laid, &mut sources, &mut diagnostics);
        Collected { sources, parameters: parameters(laid), diagnostics }
    }
}

/// The words that paths are made of.
fn words(types: &BTreeMap<String, Type>) -> HashSet<String> {
    let mut words = HashSet::default();
    for ty in types.values() {
        let name = ty.short_name().to_lowercase();
        words.insert(format!("{name}s"));
        words.insert(format!("{name}es"));
        words.extend(name.strip_suffix('y').map(|stem| format!("{stem}ies")));
        words.insert(name);
        words.extend(ty.properties.iter().map(|property| property.name.to_lowercase()));
    }
    words
}

/// Collects what a page says about types.
fn collect<'a>(laid: &Laid<'a>, sources: &mut Vec<Source<'a>>, diagnostics: &mut Vec<Diagnostic>) {
    let page = laid.page;
    let namespace = namespace(page);
    let mut blocks: Vec<(Named<'a>, Vec<Documented>, Span)> = Vec::new();
    for (_, item) in page.items() {
        let (annotation, json) = match item {
            Item::Block(block) if block.block_type() == "resource" => {
                let Some(annotation) = &block.annotation else { continue };
                let parsed = block.json();
                diagnostics.extend(parsed.diagnostic());
                (annotation, parsed.value)
            }
            Item::Annotation(annotation) if annotation.block_type == "resource" => (annotation.as_ref(), None),
            _ => continue,
        };
        let Some(name) = annotation.odata_type().filter(|n| !n.value.trim().is_empty()) else {
            diagnostics.push(
                Diagnostic::new(Code::ResourceWithoutType, annotation.span, "the resource block names no type")
                    .help("add `\"@odata.type\": \"microsoft.graph.…\"`"),
            );
            continue;
        };
        diagnostics.extend(json.as_ref().and_then(|json| type_conflict(&name.value, json, &namespace)));
        let mut skeleton = json.map(|j| properties::skeleton(&j)).unwrap_or_default();
        if annotation.flag("openType") {
            // The keys of an open type are up to whoever writes them: what stands there are samples.
            skeleton.retain(|shown| !properties::is_sample_key(&shown.name));
        }
        blocks.push((Named { annotation, name: qualified(&name.value, &namespace) }, skeleton, annotation.span));
    }
    let mut rows = Vec::new();
    if page.folder == Folder::Resources {
        for (index, section) in page.sections.iter().enumerate() {
            if laid.layout.within(index, part::ASIDE) {
                continue;
            }
            for item in &section.items {
                let Item::Table(table) = item else { continue };
                match properties::table_kind(laid, index, table) {
                    TableKind::Properties => rows.extend(properties::rows(page, table, false)),
                    TableKind::Relationships => rows.extend(properties::rows(page, table, true)),
                    _ => {}
                }
            }
        }
    }
    if let (Folder::Api, Some((_, skeleton, _))) = (page.folder, blocks.first()) {
        rows = rows_beside(laid, skeleton);
    }
    rows.retain(|row: &Documented| {
        let kept = !properties::is_annotation(&row.name);
        if !kept {
            let message = format!("`{0}` is no property: objects have it as the annotation `@{0}`", row.name);
            diagnostics.push(Diagnostic::new(Code::RowDropped, row.span, message).help("remove the row"));
        }
        kept
    });
    if rows.is_empty() && enums::is_enum_page(page) && blocks.iter().all(|(_, skeleton, _)| skeleton.is_empty()) {
        // Its JSON representation shows nothing but the name of the enumeration.
        return;
    }
    if blocks.is_empty() {
        // A page with a property table and no block: its title names the type.
        let title = page.title().map(|t| t.plain()).unwrap_or_default();
        let mut words = title.split_whitespace();
        let name = words.next().unwrap_or_default();
        let rest: Vec<&str> = words.collect();
        let has = |role: Role| rest.iter().any(|word| language::says(word, role));
        let says_type = has(Role::TypeTitle) && !has(Role::EnumWord);
        if page.folder == Folder::Resources && says_type && !rows.is_empty() && properties::is_member_name(name) {
            let span = page.place();
            let name = qualified(name, &namespace);
            sources.push(Source {
                page,
                namespace,
                name,
                annotation: None,
                skeleton: Vec::new(),
                rows,
                inherits: inherits_from(page),
                told_by: None,
                span,
            });
        }
        return;
    }
    let inherits = inherits_from(page);
    if rows.is_empty() && page.folder == Folder::Resources {
        let span = page.place();
        diagnostics.push(Diagnostic::new(Code::NoPropertyTable, span, "the page has no property table"));
    }
    let several = blocks.len() > 1;
    for (index, (block, skeleton, span)) in blocks.into_iter().enumerate() {
        let mut rows = if index == 0 {
            let mut rows = std::mem::take(&mut rows);
            // With several types on a page a row belongs to the first only if its skeleton has it.
            if several && !skeleton.is_empty() {
                let shown: HashSet<String> = skeleton.iter().map(|shown| shown.name.to_ascii_lowercase()).collect();
                rows.retain(|row| row.navigation || shown.contains(&row.name.to_ascii_lowercase()));
            }
            rows
        } else {
            Vec::new()
        };
        properties::correct_capitals(&mut rows, &skeleton);
        sources.push(Source {
            page,
            namespace: namespace.clone(),
            name: block.name,
            annotation: Some(block.annotation),
            skeleton,
            rows,
            inherits: if index == 0 { inherits.clone() } else { None },
            told_by: None,
            span,
        });
    }
}

/// The JSON of a resource that names another type than the metadata in front of it.
fn type_conflict(name: &str, json: &Json, namespace: &str) -> Option<Diagnostic> {
    let shown = json.get("@odata.type")?.as_text()?;
    let of_json = qualified(&shown.value, namespace);
    let is_type = shown.value.contains('.') && of_json.split('.').all(properties::is_member_name);
    if !is_type || of_json.eq_ignore_ascii_case(&qualified(name, namespace)) {
        return None;
    }
    let message = format!("the JSON is of type `{of_json}`, by its metadata it is `{}`", name.trim_start_matches('#'));
    Some(
        Diagnostic::new(Code::ResourceTypeConflict, shown.span, message)
            .help("write the type of this page in both places"),
    )
}

/// The rows of tables on an api page that describe the type whose JSON the page shows.
fn rows_beside(laid: &Laid<'_>, skeleton: &[Documented]) -> Vec<Documented> {
    let shown: HashSet<String> = skeleton.iter().map(|shown| shown.name.to_ascii_lowercase()).collect();
    let mut out = Vec::new();
    for (index, section) in laid.page.sections.iter().enumerate() {
        if shown.is_empty() || laid.layout.within(index, part::EXAMPLE) {
            continue;
        }
        for item in &section.items {
            let Item::Table(table) = item else { continue };
            if properties::table_kind(laid, index, table) != TableKind::Properties || !properties::is_english(table) {
                continue;
            }
            let rows = || properties::named_rows(laid.page, table, false);
            let known = rows().filter(|row| shown.contains(&row.name.to_ascii_lowercase())).count();
            if known > 0 && known * 2 >= rows().count() {
                out.extend(rows().map(properties::NamedRow::documented));
            }
        }
    }
    out
}

/// The parameters of an api page whose type is written as names of types are, and whose descriptions may list its values.
fn parameters<'a>(laid: &Laid<'a>) -> Vec<Parameter<'a>> {
    let mut out = Vec::new();
    if laid.page.folder != Folder::Api {
        return out;
    }
    for (index, section) in laid.sections(part::BODY) {
        if laid.layout.within(index, part::EXAMPLE) {
            continue;
        }
        for item in &section.items {
            let Item::Table(table) = item else { continue };
            if properties::table_kind(laid, index, table) == TableKind::Other {
                continue;
            }
            let rows = properties::listing_rows(laid.page, table).filter(|row| row.names_type());
            let namespace = || namespace(laid.page);
            out.extend(rows.map(|row| Parameter { page: laid.page, namespace: namespace(), row: row.documented() }));
        }
    }
    out
}

/// An annotation and the type it names.
struct Named<'a> {
    annotation: &'a Annotation,
    name: String,
}

/// `#microsoft.graph.user`, `Microsoft.Graph.user`, `user`: the full name.
fn qualified(name: &str, namespace: &str) -> String {
    let name = name.trim().trim_start_matches('#').trim_matches(['`', '"', ' ']);
    let (inner, _) = match name.to_lowercase().strip_prefix("collection(") {
        Some(_) => (name.get("collection(".len()..).unwrap_or(name).trim_end_matches(')'), true),
        None => (name, false),
    };
    match inner.rsplit_once('.') {
        // The namespace's case is a convention, the name's is not.
        Some((ns, last)) if ns.eq_ignore_ascii_case(DEFAULT_NAMESPACE) => format!("{DEFAULT_NAMESPACE}.{last}"),
        Some(_) => inner.to_owned(),
        None => format!("{namespace}.{inner}"),
    }
}

/// "Inherits from [x]" in the prose of a page's introduction, or a like phrase.
fn inherits_from(page: &Page) -> Option<Expression> {
    for (section, item) in page.items() {
        if section.level > 1 {
            continue;
        }
        let Item::Paragraph(paragraph) = item else { continue };
        let plain = paragraph.text.plain();
        let lower = plain.to_lowercase();
        for mark in language::all(&lower, Role::InheritsFrom) {
            let behind = lower.get(mark.end..).unwrap_or_default().trim_start();
            // The link that follows the phrase; a shorter one may start with the same letters.
            let mut links = paragraph.text.links();
            links.sort_by_key(|l| std::cmp::Reverse(l.text.len()));
            for link in links {
                let words = link.text.trim().to_lowercase();
                if !words.is_empty() && behind.starts_with(&words) {
                    return Some(Expression {
                        names: vec![super::reference::Name {
                            text: link.text.trim().to_owned(),
                            page: description::resolve_path(&page.path, link.target.split('#').next().unwrap_or("")),
                            fragment: None,
                        }],
                        collection: false,
                    });
                }
            }
            let word = behind.split_whitespace().next().unwrap_or_default().trim_matches(['`', '*', '.', ',', '"']);
            if lower.get(mark) == Some("inherits from") && properties::is_member_name(word) {
                return Expression::parse(word);
            }
        }
    }
    None
}

/// Whether the page is the home of the type: several pages may describe one, and a link to any of them means it.
fn page_is_about(source: &Source<'_>) -> bool {
    source.page.folder == Folder::Resources
}

/// Bare names in type cells that nothing documents but whose description lists values are enumerations.
fn add_inline_enums(
    sources: &[Source<'_>],
    parameters: &[Parameter<'_>],
    resolver: &mut Resolver,
    enums: &mut BTreeMap<String, DocumentedEnum>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for known in enums.values() {
        resolver.add(&known.name);
    }
    let mut found = BTreeMap::new();
    let of_types =
        sources.iter().flat_map(|source| source.rows.iter().map(|row| (source.page, &source.namespace, row)));
    let of_operations = parameters.iter().map(|known| (known.page, &known.namespace, &known.row));
    for (page, namespace, row) in of_types.chain(of_operations) {
        if row.navigation {
            continue;
        }
        let target = resolver.resolve(&row.ty, namespace, |_| None).target;
        let Target::Unresolved(name) = target else { continue };
        let values = match row.values.as_slice() {
            [] => Cow::Owned(enums::bare_values(&row.description)),
            values => Cow::Borrowed(values),
        };
        if values.is_empty() {
            continue;
        }
        let name = name.split_whitespace().next().unwrap_or_default();
        if !properties::is_member_name(name) {
            continue;
        }
        let members = values
            .iter()
            .map(|name| EnumMember { name: name.clone(), description: Description::default(), deprecated: false })
            .collect();
        let documented = DocumentedEnum {
            name: qualified(name, namespace),
            page: page.path.clone(),
            members,
            description: Description::default(),
            workload: workload(page),
            span: row.span,
        };
        enums::merge(&mut found, documented, diagnostics);
    }
    enums.extend(found);
}

/// Of the members that a description leaves out, so many are told.
const MEMBERS_TOLD: usize = 100;

/// The values that the descriptions of properties list, held against the member tables.
fn compare_enums(
    sources: &[Source<'_>],
    resolver: &Resolver,
    enums: &BTreeMap<String, DocumentedEnum>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    // Of each enumeration, how many members go by a name in lower case, and which names there are.
    let mut members: HashMap<&str, (HashMap<String, usize>, HashSet<&str>)> = HashMap::default();
    for source in sources {
        for row in source.rows.iter().filter(|row| !row.navigation) {
            let values = &row.values;
            // One value is an example more often than a list.
            if values.len() < 2 {
                continue;
            }
            let Target::Named(name) = resolver.resolve(&row.ty, &source.namespace, |_| None).target else { continue };
            let Some(documented) = enums.get(&name.to_lowercase()) else { continue };
            let (folded, exact) = members.entry(&documented.name).or_insert_with(|| {
                let mut folded: HashMap<String, usize> = HashMap::default();
                for member in &documented.members {
                    *folded.entry(member.name.to_ascii_lowercase()).or_default() += 1;
                }
                (folded, documented.members.iter().map(|member| member.name.as_str()).collect())
            });
            let strange: Vec<&str> = values.iter().map(String::as_str).filter(|value| !exact.contains(value)).collect();
            let listed: HashSet<String> = values.iter().map(|value| value.to_ascii_lowercase()).collect();
            let count: usize = listed.iter().filter_map(|value| folded.get(value)).sum();
            let missing = documented.members.len().saturating_sub(count);
            let left_out = documented
                .members
                .iter()
                .map(|m| m.name.as_str())
                .filter(|m| !listed.contains(&m.to_ascii_lowercase()));
            let list = |names: &[&str]| format!("`{}`", names.join("`, `"));
            if !strange.is_empty() {
                let message = format!(
                    "the description of `{}` lists {}, which the members of `{}` on {} lack",
                    row.name,
                    list(&strange),
                    documented.name,
                    documented.page
                );
                diagnostics.push(Diagnostic::new(Code::EnumProse, row.text_span, message));
            } else if missing > 0 {
                let told: Vec<&str> = left_out.take(MEMBERS_TOLD).collect();
                let more = match missing - told.len() {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                let message = format!(
                    "the description of `{}` lists the members of `{}` without {}{more}",
                    row.name,
                    documented.name,
                    list(&told)
                );
                diagnostics.push(Diagnostic::new(Code::EnumProseShort, row.text_span, message));
            }
        }
    }
}

/// Merges what several pages say about one type, and resolves the types of its properties.
fn merge(sources: &[Source<'_>], resolver: &Resolver, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, Type> {
    let mut types: BTreeMap<String, Type> = BTreeMap::new();
    let mut read: Vec<Read<'_, '_>> = sources.par_iter().map(|source| Read::new(source, resolver)).collect();
    // Of each type, the places of its properties by their names in lower case.
    let mut places: HashMap<String, HashMap<String, usize>> = HashMap::default();
    // Rows first, then what only a skeleton has: a second page's table beats the first page's skeleton.
    for Read { source, key, introduction, rows } in &mut read {
        let entry = types.entry(key.clone()).or_insert_with(|| new_type(source));
        let known = places.entry(key.clone()).or_default();
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
        if let Some(annotation) = source.annotation {
            entry.is_open |= annotation.flag("openType");
            entry.is_abstract |= annotation.flag("abstract") || annotation.flag("isAbstract");
            if entry.key.is_none() {
                entry.key = annotation.string("keyProperty").map(|k| k.value).filter(|k| !k.trim().is_empty());
            }
        }
        set_base(entry, source, resolver, diagnostics);
        for property in rows.drain(..) {
            add_property(entry, known, property, diagnostics);
        }
    }
    // The types by what derives from them, and what the tables of each name.
    let mut tables: HashMap<String, Vec<&Source<'_>>> = HashMap::default();
    for Read { source, key, .. } in &read {
        tables.entry(key.clone()).or_default().push(source);
    }
    // Of bases, the names in their tables: made when they are asked for, and once.
    let mut tabled: HashMap<String, HashSet<String>> = HashMap::default();
    for Read { source, key, .. } in read {
        let base = types.get(&key).and_then(|ty| ty.base.clone());
        let above = bases_of(&types, base.as_deref());
        let mut in_base = |row: &Documented| {
            let name = row.name.to_ascii_lowercase();
            above.iter().any(|base| {
                let of_base = || {
                    let rows = tables.get(base).into_iter().flatten().flat_map(|source| &source.rows);
                    rows.map(|row| row.name.to_ascii_lowercase()).collect::<HashSet<String>>()
                };
                tabled.entry(base.clone()).or_insert_with(of_base).contains(&name)
            })
        };
        let Some(entry) = types.get_mut(&key) else { continue };
        let known = places.entry(key).or_default();
        for row in &source.skeleton {
            if known.contains_key(&row.name.to_ascii_lowercase()) {
                continue;
            }
            if !source.rows.is_empty() && !row.name.contains('@') && !in_base(row) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::PropertyNotInTable,
                        row.span,
                        format!("`{}` is in the JSON representation of `{}` and in no table", row.name, entry.name),
                    )
                    .help("add a row for it to the property table, or remove it from the JSON"),
                );
            }
            add_property(entry, known, property(row, source, resolver), diagnostics);
        }
    }
    types
}

/// The bases of a type by their names in lower case, the nearest first.
fn bases_of(types: &BTreeMap<String, Type>, base: Option<&str>) -> Vec<String> {
    let get = |name: &str| types.get(&name.to_lowercase());
    let chain = std::iter::successors(base.and_then(get), |ty| ty.base.as_deref().and_then(get));
    // Circles are cut later on.
    chain.take(MAX_BASES).map(|ty| ty.name.to_lowercase()).collect()
}

/// The property that a row documents.
fn property(row: &Documented, source: &Source<'_>, resolver: &Resolver) -> Property {
    Property {
        name: row.name.clone(),
        // The base of `a or b` is looked up once all types are known; till then the alternatives stand in the name.
        ty: resolver.resolve(&row.ty, &source.namespace, |names| Some(names.join("|"))),
        navigation: row.navigation,
        inherited: false,
        deprecated: row.deprecated,
        required: required::says_required(&row.description),
        description: row.description.clone(),
        span: row.span,
    }
}

/// What is to be found out about a source for itself, before it is merged with others.
struct Read<'s, 'p> {
    source: &'s Source<'p>,
    /// The name in lower case.
    key: String,
    introduction: Description,
    rows: Vec<Property>,
}

impl<'s, 'p> Read<'s, 'p> {
    fn new(source: &'s Source<'p>, resolver: &Resolver) -> Read<'s, 'p> {
        Read {
            source,
            key: source.name.to_lowercase(),
            // What an api page begins with is about the operation.
            introduction: match source.page.folder {
                Folder::Api => Description::default(),
                Folder::Resources => introduction(source.page),
            },
            rows: source.rows.iter().map(|row| Self::row(row, source, resolver)).collect(),
        }
    }

    /// A row says `number` of whole numbers as well: there, the JSON says more.
    fn row(row: &Documented, source: &Source<'_>, resolver: &Resolver) -> Property {
        let mut property = property(row, source, resolver);
        let says_number =
            |row: &Documented| matches!(&row.ty.names[..], [name] if name.text.eq_ignore_ascii_case("number"));
        let is_whole = |shown: &Documented| {
            let whole = |name: &str| matches!(name, "Edm.Int32" | "Edm.Int64");
            shown.name.eq_ignore_ascii_case(&row.name) && shown.ty.names.iter().any(|name| whole(&name.text))
        };
        if says_number(row) && source.skeleton.iter().any(is_whole) {
            property.ty.target = Target::Primitive(Primitive::Int64);
        }
        property
    }
}

fn new_type(source: &Source<'_>) -> Type {
    Type {
        name: source.name.clone(),
        kind: Kind::Complex,
        base: None,
        is_abstract: false,
        is_open: false,
        key: None,
        workload: None,
        pages: Vec::new(),
        description: Description::default(),
        deprecated: title_says_deprecated(source.page),
        properties: Vec::new(),
        members: Vec::new(),
        span: source.span,
    }
}

/// "x resource type (deprecated)".
pub(super) fn title_says_deprecated(page: &Page) -> bool {
    page.title().is_some_and(|t| language::says(&t.plain(), Role::DeprecatedMark))
}

/// The first plain paragraph behind the title.
pub(super) fn introduction(page: &Page) -> Description {
    let mut items = page.sections.iter().filter(|s| s.level <= 1).flat_map(|s| &s.items);
    let found = items.find_map(|item| match item {
        Item::Paragraph(p) if p.kind == ParagraphKind::Plain => {
            Some(description::describe(&p.text, &page.path)).filter(|d| !d.is_empty())
        }
        _ => None,
    });
    let mut found = found.unwrap_or_default();
    if found.ends_with_colon() {
        // "… one of the following types:" goes on in a list.
        let listed = items.map_while(|item| match item {
            Item::Paragraph(p) if p.kind == ParagraphKind::ListItem => Some(description::describe(&p.text, &page.path)),
            _ => None,
        });
        found.list(listed.take(MAX_LISTED));
    }
    found
}

/// Of a list that belongs to an introduction, so many items are taken over.
const MAX_LISTED: usize = 20;

/// Decides the base type. Prose beats metadata: where the two contradict each other on real pages, prose is right.
fn set_base(entry: &mut Type, source: &Source<'_>, resolver: &Resolver, diagnostics: &mut Vec<Diagnostic>) {
    let metadata = source.annotation.and_then(|a| a.string("baseType")).filter(|b| !b.value.trim().is_empty());
    let from_metadata = metadata.as_ref().and_then(|b| resolver.find(&b.value, &source.namespace));
    if let (Some(base), None) = (&metadata, from_metadata) {
        diagnostics.push(Diagnostic::new(
            Code::BaseUnresolved,
            base.span,
            format!("the base type `{}` of `{}` is not documented", base.value, entry.name),
        ));
    }
    let from_prose =
        source.inherits.as_ref().and_then(|e| match resolver.resolve(e, &source.namespace, |_| None).target {
            Target::Named(name) => Some(name),
            _ => None,
        });
    if let (Some(metadata), Some(prose), Some(place)) = (from_metadata, &from_prose, &metadata)
        && !metadata.eq_ignore_ascii_case(prose)
    {
        diagnostics.push(Diagnostic::new(
            Code::BaseConflict,
            place.span,
            format!("`baseType` says `{metadata}`, the prose says `{prose}`; the prose is believed"),
        ));
    }
    if let (Some(prose), None, Some(annotation)) = (&from_prose, &metadata, source.annotation)
        && !prose.eq_ignore_ascii_case(&entry.name)
    {
        let who = source.told_by.as_deref().unwrap_or("the prose");
        let message = format!("{who} says that `{}` inherits from `{prose}`, its metadata does not", entry.name);
        let place = annotation.odata_type().map_or(annotation.span, |name| name.span);
        diagnostics
            .push(Diagnostic::new(Code::BaseMissing, place, message).help(format!("add `\"baseType\": \"{prose}\"`")));
    }
    let base = from_prose.or_else(|| from_metadata.map(str::to_owned));
    if let Some(base) = base
        && entry.base.is_none()
        && !base.eq_ignore_ascii_case(&entry.name)
    {
        entry.base = Some(base);
    }
}

/// Adds a property, or what a second row knows of one. `places` says where in the type each one is.
fn add_property(
    entry: &mut Type,
    places: &mut HashMap<String, usize>,
    property: Property,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let name = property.name.to_ascii_lowercase();
    if let Some(known) = places.get(&name).and_then(|&at| entry.properties.get_mut(at)) {
        if known.description.is_empty() {
            known.description = property.description;
        }
        let ty = property.ty;
        if !known.ty.is_resolved() && ty.is_resolved() {
            known.ty = ty;
        } else if known.ty != ty && ty.is_resolved() {
            diagnostics.push(Diagnostic::new(
                Code::PropertyConflict,
                property.span,
                format!(
                    "`{}` of `{}` is `{}`{} here and `{}`{} elsewhere; the first is believed",
                    property.name,
                    entry.name,
                    ty.name(),
                    if ty.collection { " collection" } else { "" },
                    known.ty.name(),
                    if known.ty.collection { " collection" } else { "" },
                ),
            ));
        }
        return;
    }
    if let Target::Unresolved(name) = &property.ty.target {
        diagnostics.push(
            Diagnostic::new(
                Code::UnresolvedType,
                property.span,
                format!("`{}` of `{}` is of type `{name}`, which nothing documents", property.name, entry.name),
            )
            .help("link the type to the page that describes it"),
        );
    }
    places.insert(name, entry.properties.len());
    entry.properties.push(property);
}

fn enum_type(found: DocumentedEnum) -> Type {
    Type {
        name: found.name,
        kind: Kind::Enum,
        base: None,
        is_abstract: false,
        is_open: false,
        key: None,
        workload: found.workload,
        pages: vec![found.page],
        deprecated: description::is_deprecated(&found.description),
        description: found.description,
        properties: Vec::new(),
        members: found.members,
        span: found.span,
    }
}

/// A type inherits at most this many properties. The most known are 38.
const MOST_INHERITED: usize = 1_000;

/// A type has at most this many bases in a row. The longest known row has four.
const MAX_BASES: usize = 64;

/// Cuts circles of base types, so that every later walk up a chain ends.
fn cut_cycles(types: &mut BTreeMap<String, Type>, diagnostics: &mut Vec<Diagnostic>) {
    let names: Vec<String> = types.keys().cloned().collect();
    for name in names {
        let mut seen = BTreeSet::from([name.clone()]);
        let mut current = types.get(&name).and_then(|t| t.base.as_ref()).map(|b| b.to_lowercase());
        while let Some(base) = current {
            let is_cycle = !seen.insert(base.clone());
            if is_cycle || seen.len() > MAX_BASES + 1 {
                if let Some(ty) = types.get_mut(&name) {
                    let (code, what) = if is_cycle {
                        (Code::BaseCycle, "itself through its base types".to_owned())
                    } else {
                        (
                            Code::FileTooLarge,
                            format!("a row of more than {MAX_BASES} types, so it is taken to have no base"),
                        )
                    };
                    diagnostics.push(Diagnostic::new(code, ty.span, format!("`{}` inherits from {what}", ty.name)));
                    ty.base = None;
                }
                break;
            }
            current = types.get(&base).and_then(|t| t.base.as_ref()).map(|b| b.to_lowercase());
        }
    }
    // A base that is an enumeration or missing is none.
    let missing: Vec<String> = types
        .iter()
        .filter(|(_, t)| {
            t.base.as_ref().is_some_and(|b| types.get(&b.to_lowercase()).is_none_or(|base| base.kind == Kind::Enum))
        })
        .map(|(name, _)| name.clone())
        .collect();
    for name in missing {
        if let Some(ty) = types.get_mut(&name) {
            ty.base = None;
        }
    }
}

/// Replaces the alternatives that `a or b` left in names by their nearest common base.
fn resolve_unions(types: &mut BTreeMap<String, Type>) {
    let mut changes = Vec::new();
    for (key, ty) in types.iter() {
        for (index, property) in ty.properties.iter().enumerate() {
            if let Target::Named(name) = &property.ty.target
                && name.contains('|')
            {
                let names: Vec<&str> = name.split('|').collect();
                changes.push((key.clone(), index, common_base(types, &names)));
            }
        }
    }
    for (key, index, base) in changes {
        if let Some(property) = types.get_mut(&key).and_then(|t| t.properties.get_mut(index)) {
            property.ty.target = base.map_or(Target::Primitive(Primitive::Untyped), Target::Named);
        }
    }
}

/// The names of a type and of its bases, the nearest first.
pub(super) fn chain<'t>(types: &'t BTreeMap<String, Type>, name: &str) -> impl Iterator<Item = &'t str> {
    let get = |name: &str| types.get(&name.to_lowercase());
    let chain = std::iter::successors(get(name), move |ty| ty.base.as_deref().and_then(get));
    chain.map(|ty| ty.name.as_str())
}

fn common_base(types: &BTreeMap<String, Type>, names: &[&str]) -> Option<String> {
    let (first, rest) = names.split_first()?;
    let rest: Vec<Vec<&str>> = rest.iter().map(|n| chain(types, n).collect()).collect();
    chain(types, first).find(|candidate| rest.iter().all(|c| c.contains(candidate))).map(str::to_owned)
}

/// Marks what the base type has too, and adds what only the base type's page lists.
fn inherit(types: &mut BTreeMap<String, Type>, diagnostics: &mut Vec<Diagnostic>) {
    // A large base of very many types would be written very many times. All inherit less than is documented, as a rule.
    let documented: usize = types.values().map(|ty| ty.properties.len()).sum();
    let mut left = 10_000 + documented;
    // Bases before derived types, so that each type's list is complete when it is passed on.
    let mut order: Vec<(usize, String)> = types.keys().map(|k| (chain(types, k).count(), k.clone())).collect();
    order.sort();
    for (_, key) in order {
        let Some(base) = types.get(&key).and_then(|ty| ty.base.as_ref()).map(|base| base.to_lowercase()) else {
            continue;
        };
        // Taken out, so that the base can be looked at meanwhile.
        let Some((key, mut ty)) = types.remove_entry(&key) else { continue };
        if let Some(base) = types.get(&base) {
            let count = base.properties.len();
            if count <= left.min(MOST_INHERITED) {
                left -= count;
                inherit_from(&mut ty, base, &base.properties);
            } else {
                let message = format!("`{}` does not get what it inherits: it would be too much in all", ty.name);
                diagnostics.push(Diagnostic::new(Code::FileTooLarge, ty.span, message));
                inherit_from(&mut ty, base, &[]);
            }
        }
        types.insert(key, ty);
    }
}

/// Gives a type what its base has, and those of its properties.
fn inherit_from(ty: &mut Type, base: &Type, properties: &[Property]) {
    ty.is_open |= base.is_open;
    if ty.key.is_none() {
        ty.key.clone_from(&base.key);
    }
    let places: HashMap<String, usize> =
        (0..).zip(&ty.properties).map(|(at, p)| (p.name.to_ascii_lowercase(), at)).collect();
    for from_base in properties {
        let at = places.get(&from_base.name.to_ascii_lowercase());
        match at.and_then(|&at| ty.properties.get_mut(at)) {
            Some(own) => {
                own.inherited = true;
                if own.description.is_empty() {
                    own.description.clone_from(&from_base.description);
                }
                if !own.ty.is_resolved() {
                    own.ty.clone_from(&from_base.ty);
                }
            }
            None => ty.properties.push(Property { inherited: true, ..from_base.clone() }),
        }
    }
}

/// A type is an entity if it has a key, derives from an entity, or is what a relationship leads to; and if it has an
/// `id` and is never a part of something else, which means that it is reached by a path of its own.
fn decide_kinds(types: &mut BTreeMap<String, Type>) {
    let (mut linked, mut parts) = (BTreeSet::new(), BTreeSet::new());
    for property in types.values().flat_map(|t| &t.properties) {
        if let Target::Named(name) = &property.ty.target {
            if property.navigation { &mut linked } else { &mut parts }.insert(name.to_lowercase());
        }
    }
    let mut entities: BTreeSet<String> = BTreeSet::new();
    for (key, ty) in types.iter().filter(|(_, t)| t.kind != Kind::Enum) {
        let is_part = chain(types, key).any(|n| parts.contains(&n.to_lowercase()));
        let has_id = ty.property("id").is_some();
        // Metadata names `id` as the key of types that have none.
        let has_key = ty.key.as_ref().is_some_and(|key| ty.property(key).is_some() || !is_part);
        let is_linked = linked.contains(key) && has_id;
        if has_key || is_linked || (has_id && !is_part) || ty.name.eq_ignore_ascii_case("microsoft.graph.entity") {
            entities.insert(key.clone());
        }
    }
    let keys: Vec<String> = types.keys().cloned().collect();
    for key in keys {
        let is_entity = chain(types, &key).any(|n| entities.contains(&n.to_lowercase()));
        if let Some(ty) = types.get_mut(&key)
            && ty.kind != Kind::Enum
        {
            ty.kind = if is_entity { Kind::Entity } else { Kind::Complex };
            if !is_entity {
                ty.key = None;
            } else if ty.key.is_none() && ty.property("id").is_some() {
                ty.key = Some("id".to_owned());
            }
        }
    }
}
