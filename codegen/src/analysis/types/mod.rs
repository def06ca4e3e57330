//! Types: collected from pages, merged by name, resolved, and given what they inherit.

mod bases;
mod declaration;
mod inheritance;
mod kinds;
mod lists;
mod merge;
mod misspelt;
mod skeleton;
mod statements;
mod twins;

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::deprecated_rows::deprecates;
use super::deprecation;
use super::enums::{self, DocumentedEnum};
use super::layout::Laid;
use super::page::{namespace, qualified};
use super::reference::{Expression, Resolver};
use crate::diagnostic::Findings;
use crate::docs::Folder;
use crate::model::{Kind, Target, Type, TypeKey, TypeRef};

use declaration::{Collected, Parameter, Source, page_is_about};
use inheritance::{chain, cut_cycles, decided, derived, inherit, resolve_unions};
use kinds::decide_kinds;
use lists::{add_inline_enums, add_listed_members, compare_enums, mark_flags};
use merge::merge;

/// The types of a docs tree and the names they go by.
#[derive(Debug, Default)]
pub(super) struct Types {
    types: BTreeMap<TypeKey, Type>,
    resolver: Resolver,
    /// Who derives from each type, at any distance, the type itself included.
    derived: HashMap<TypeKey, Vec<TypeKey>>,
    /// The names of all properties and types, and plural forms of the latter, in lower case.
    words: HashSet<String>,
}

impl Types {
    /// A type by its full name.
    pub fn get(&self, name: &TypeKey) -> Option<&Type> {
        self.types.get(name)
    }

    /// Whether a word is the name of a property or of a type, or the plural of one.
    pub fn has_word(&self, word: &str) -> bool {
        self.words.contains(&word.to_lowercase())
    }

    /// Looks up a documented type expression. Of `a or b`, it is the nearest common base.
    pub fn resolve(&self, expression: &Expression, namespace: &str) -> TypeRef {
        let ty = self.resolver.resolve(expression, namespace);
        TypeRef { target: decided(&self.types, ty.target), ..ty }
    }

    /// Finds a type by any of its documented names.
    pub fn find(&self, name: &str, namespace: &str) -> Option<&Type> {
        self.resolver.find(name, namespace).and_then(|n| self.get(n))
    }

    /// The type that a page of the docs folder describes.
    pub fn of_page(&self, page: &str) -> Option<&Type> {
        self.resolver.page(page).and_then(|n| self.get(n))
    }

    /// The type of objects that has all of the members, if there is but one; one that derives from it does not count.
    pub fn with_members(&self, names: &[String]) -> Option<&Type> {
        let has_all = |ty: &&Type| ty.kind != Kind::Enum && names.iter().all(|name| ty.property(name).is_some());
        let found: Vec<&Type> = self.types.values().filter(has_all).collect();
        let is_derived =
            |ty: &Type| found.iter().any(|other| other.name != ty.name && self.derives_from(&ty.name, &other.name));
        let mut bases = found.iter().filter(|ty| !is_derived(ty));
        bases.next().filter(|_| bases.next().is_none()).copied()
    }

    /// Whether `name` is `ancestor` or derives from it.
    pub fn derives_from(&self, name: &TypeKey, ancestor: &TypeKey) -> bool {
        chain(&self.types, name).any(|n| n == ancestor)
    }

    /// A type and all that derive from it.
    pub fn with_derived(&self, name: &TypeKey) -> impl Iterator<Item = &Type> {
        let keys = self.derived.get(name).map_or(&[][..], Vec::as_slice);
        keys.iter().filter_map(|key| self.types.get(key))
    }

    pub fn into_types(self) -> BTreeMap<TypeKey, Type> {
        self.types
    }
}

/// Builds the types of a tree, with the findings about them.
pub(super) fn build(pages: &[Laid<'_>]) -> (Types, Findings) {
    let mut findings = Findings::default();
    // Each page on its own, in the order of the pages.
    let collected: Vec<Collected<'_>> = pages.par_iter().map(Collected::new).collect();
    let (mut sources, mut parameters) = (Vec::new(), Vec::new());
    let mut enums = BTreeMap::new();
    for mut page in collected {
        sources.append(&mut page.sources);
        parameters.append(&mut page.parameters);
        findings.extend(page.findings);
    }
    let members = |laid: &Laid<'_>| enums::collect(laid.page, &namespace(laid.page));
    let documented: Vec<Vec<DocumentedEnum>> = pages.par_iter().map(members).collect();
    let named = named_types(&sources, &parameters);
    let documented = named_after_types(documented.into_iter().flatten().collect(), &sources, &named);
    for found in documented.into_iter().filter(|found| found.is_meant(&named)) {
        enums::merge(&mut enums, found, &mut findings);
    }
    // Where several pages describe one type, the page that is named after it takes precedence.
    sources.sort_by_cached_key(|source| !source.bears_name());
    findings.extend(twins::compare(&sources));

    let mut resolver = resolver_of(&sources);
    // A section "Call values" on the page of the type `call` does not make `call` an enumeration.
    enums.retain(|_, e| resolver.find(&e.name, "").is_none_or(|found| *found != e.name));
    bases::spread(&mut sources, &resolver);
    add_inline_enums(&sources, &parameters, &mut resolver, &mut enums, &mut findings);
    add_enums(&mut resolver, &enums, pages);
    mark_flags(&sources, &parameters, &resolver, &mut enums);

    findings.extend(compare_enums(&sources, &resolver, &enums));
    add_listed_members(&sources, &resolver, &mut enums);
    let mut types = merge(&sources, &resolver, &mut findings);
    findings.extend(skeleton::compare(&sources, &types, &resolver));
    for found in enums.into_values() {
        types.entry(found.name.clone()).or_insert_with(|| enum_type(found));
    }
    findings.extend(cut_cycles(&mut types));
    resolve_unions(&mut types);
    findings.extend(inherit(&mut types));
    findings.extend(bases::compare(&sources, &types, &resolver));
    decide_kinds(&mut types);
    spell_defaults(&mut types);
    let words = words(&types);
    let derived = derived(&types);
    (Types { types, resolver, derived, words }, findings)
}

/// The types that pages declare, by their names, other names and pages.
fn resolver_of(sources: &[Source<'_>]) -> Resolver {
    let mut resolver = Resolver::default();
    for source in sources {
        resolver.add(&source.name);
        if page_is_about(source) {
            resolver.add_page(&source.page.path, &source.name);
        }
    }
    for source in sources {
        let alias = source.annotation.and_then(|a| a.string("@type.aka"));
        if let Some(alias) = alias {
            for alias in alias.value.split([',', ';']) {
                let alias = qualified(alias, &source.namespace);
                resolver.add_alias(&alias, &source.name);
            }
        }
    }
    resolver
}

/// Makes enumerations known, and the pages that are about one.
fn add_enums(resolver: &mut Resolver, enums: &BTreeMap<TypeKey, DocumentedEnum>, pages: &[Laid<'_>]) {
    let homes = pages.iter().filter(|laid| laid.page.folder == Folder::Resources);
    let homes: HashSet<&str> = homes.map(|laid| laid.page.path.as_str()).collect();
    let mut on_page: HashMap<&str, usize> = HashMap::new();
    for found in enums.values() {
        *on_page.entry(&found.page).or_default() += 1;
    }
    for found in enums.values() {
        resolver.add(&found.name);
        // A link to a page with several of them leads to none in particular.
        let is_only = on_page.get(found.page.as_str()) == Some(&1);
        if is_only && homes.contains(found.page.as_str()) && resolver.page(&found.page).is_none() {
            resolver.add_page(&found.page, &found.name);
        }
    }
}

/// The names in type cells, and the fragments of the links there, in lower case.
fn named_types(sources: &[Source<'_>], parameters: &[Parameter<'_>]) -> HashSet<String> {
    let rows = sources.iter().flat_map(|source| &source.rows).chain(parameters.iter().map(|parameter| &parameter.row));
    let names = rows.flat_map(|row| &row.ty.names);
    names.flat_map(|name| [Some(name.text.to_lowercase()), name.fragment.clone()]).flatten().collect()
}

/// Names enumerations after the types of the properties that their headings name: "kind values" is about the type of `kind`.
fn named_after_types(
    mut documented: Vec<DocumentedEnum>,
    sources: &[Source<'_>],
    named: &HashSet<String>,
) -> Vec<DocumentedEnum> {
    let mut pages: HashMap<&str, Vec<&Source<'_>>> = HashMap::new();
    for source in sources {
        pages.entry(source.page.path.as_str()).or_default().push(source);
    }
    let known: HashSet<TypeKey> = documented.iter().map(|found| found.name.clone()).collect();
    for found in &mut documented {
        let heading = found.name.short_name();
        if named.contains(&heading.to_lowercase()) {
            continue;
        }
        let of_page = pages.get(found.page.as_str()).into_iter().flatten();
        let mut rows = of_page.flat_map(|source| source.rows.iter().map(move |row| (source, row)));
        let row = rows.find(|(_, row)| row.name == heading && row.names_own_type());
        let ty = row.and_then(|(source, row)| Some(qualified(&row.ty.names.first()?.text, &source.namespace)));
        if let Some(ty) = ty.filter(|ty| !known.contains(ty)) {
            found.name = ty;
        }
    }
    documented
}

/// Spells defaults as the members of their enumerations are spelt.
fn spell_defaults(types: &mut BTreeMap<TypeKey, Type>) {
    let mut spelt = Vec::new();
    for (key, ty) in types.iter() {
        for (index, property) in ty.properties.iter().enumerate() {
            let Some((default, Target::Named(name))) = property.facts.default.as_ref().zip(Some(&property.ty.target))
            else {
                continue;
            };
            let members = types.get(name).map_or(&[][..], |ty| &ty.members);
            let is_exact = members.iter().any(|member| member.name == *default);
            let member = members.iter().find(|member| member.name.eq_ignore_ascii_case(default));
            spelt.extend(member.filter(|_| !is_exact).map(|member| (key.clone(), index, member.name.clone())));
        }
    }
    for (key, index, name) in spelt {
        if let Some(property) = types.get_mut(&key).and_then(|ty| ty.properties.get_mut(index)) {
            property.facts.default = Some(name);
        }
    }
}

/// The words that paths are made of.
fn words(types: &BTreeMap<TypeKey, Type>) -> HashSet<String> {
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

fn enum_type(found: DocumentedEnum) -> Type {
    let page = found.page;
    Type {
        kind: Kind::Enum,
        base: None,
        unknown_base: None,
        is_abstract: false,
        is_open: false,
        key: None,
        workload: found.workload,
        pages: vec![page.clone()],
        deprecated: deprecates(&found.description, found.name.short_name())
            .then(|| deprecation::details(&found.description, &page)),
        description: found.description,
        properties: Vec::new(),
        members: found.members,
        is_flags: found.is_flags,
        value_type: None,
        span: found.span,
        name: found.name,
    }
}
