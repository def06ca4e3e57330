//! The names pass: chooses every Rust name once, before anything is emitted. All emitters look names up here.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;

use super::FeatureSet;
use super::builders::{Builder, Builders};
use super::doc::Links;
use super::features::{Features, named};
use super::names::{self, Scope};
use super::overrides::ResolvedOverrides;
use super::signature::{Input, MethodSignature, signature};
use super::tokens::lexed;
use crate::model::{Api, Kind, Operation, Property, ResponseBody, Segment, Type, TypeKey, TypeRef};

/// An identifier, raw if it is a keyword.
pub(super) fn ident(name: &str) -> Ident {
    let safe = names::identifier(name, "n");
    if names::is_keyword(&safe) {
        Ident::new_raw(&safe, Span::call_site())
    } else {
        Ident::new(&safe, Span::call_site())
    }
}

/// The Rust names of a documented type.
#[derive(Debug)]
pub(super) struct TypeNames {
    /// Modules below `models`, from the namespace.
    pub modules: Vec<String>,
    /// The module (and file) of the type itself.
    pub file: String,
    /// The struct's or enum's name.
    pub name: String,
    /// A name for each property, in order: of the field, or of the accessor of a relationship.
    pub members: Vec<String>,
    /// A constant for each property, in order.
    pub constants: Vec<String>,
    /// A variant for each member of an enumeration, in order.
    pub variants: Vec<String>,
}

/// The contents of a module of models.
#[derive(Debug, Default)]
pub(super) struct Namespace {
    /// The types, by their keys.
    pub types: Vec<TypeKey>,
    /// The submodules, and the features that enable anything in them.
    pub inner: BTreeMap<String, FeatureSet>,
}

/// The enum over a base type and its derived types.
#[derive(Debug)]
pub(super) struct PolymorphicNames {
    /// The module (and file), next to that of the base type.
    pub file: String,
    /// The enum's name.
    pub name: String,
    /// The derived types and their variants; the base type and its variant come last.
    pub variants: Vec<(TypeKey, String)>,
}

/// The Rust names of an operation.
#[derive(Debug)]
pub(super) struct OperationNames {
    /// The module (and file) below `operations`.
    pub file: String,
    /// The name of the constant.
    pub name: String,
}

/// The path of the root of all generated modules: `crate`, or a module below it.
#[derive(Debug)]
pub(super) struct Root(String);

impl Root {
    fn new(modules: &[String]) -> Root {
        let mut path = "crate".to_owned();
        for module in modules {
            path.push_str("::");
            path.push_str(&ident(module).to_string());
        }
        Root(path)
    }

    /// The path.
    pub fn path(&self) -> &str {
        &self.0
    }
}

impl ToTokens for Root {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(lexed(&self.0));
    }
}

/// How a type is referred to.
#[derive(Debug)]
pub(super) struct Reference {
    /// Its path below `models`, or the path of the enum over it and its derived types.
    pub path: String,
    /// Whether fields box its objects: it is a struct, not an enum over derived types.
    pub boxed: bool,
}

/// Everything that is decided before emitting.
pub(super) struct Plan<'a> {
    pub api: &'a Api,
    overrides: &'a ResolvedOverrides,
    pub root: Root,
    pub features: Features,
    pub types: BTreeMap<TypeKey, TypeNames>,
    /// Enums over derived types, by the base type.
    pub polymorphic: BTreeMap<TypeKey, PolymorphicNames>,
    /// Base types that are read as structs, if anything refers to them.
    plain: BTreeSet<TypeKey>,
    pub operations: BTreeMap<String, OperationNames>,
    /// The contents of each module below `models`, and of `models` itself.
    pub namespaces: BTreeMap<Vec<String>, Namespace>,
    pub builders: Builders,
    /// How types are referred to, by their full names in the model.
    references: HashMap<&'a TypeKey, Reference>,
    /// Lower-case page path to the type on that page.
    pages: BTreeMap<String, TypeKey>,
}

impl<'a> Plan<'a> {
    /// Chooses all names.
    pub fn new(api: &'a Api, overrides: &'a ResolvedOverrides, root: &[String]) -> Plan<'a> {
        let builders = || {
            let builders = Builders::new(api, overrides);
            let features = Features::new(api, &builders, overrides);
            let bases = used_bases(api, &builders);
            (builders, features, bases)
        };
        let names = || rayon::join(|| type_names(api, overrides), || operation_names(api, overrides));
        let ((builders, features, bases), ((types, mut scopes), operations)) = rayon::join(builders, names);
        // After all documented names, so that those take precedence.
        let (several, plain) = bases.into_iter().partition(|key| api.polymorphic.contains(key));
        let polymorphic = polymorphic_names(api, &types, &several, &mut scopes);
        let pages = pages(api);
        let root = Root::new(root);
        let namespaces = namespaces(&types, &features);
        let mut references = HashMap::new();
        for (key, ty) in &api.types {
            let (Some(names), any) = (types.get(key), polymorphic.get(key)) else { continue };
            let name = any.map_or(&names.name, |any| &any.name);
            let path = format!("models::{}", path(&names.modules, name));
            let boxed = ty.kind != Kind::Enum && any.is_none();
            references.insert(key, Reference { path, boxed });
        }
        Plan {
            api,
            overrides,
            root,
            features,
            types,
            polymorphic,
            plain,
            operations,
            namespaces,
            builders,
            references,
            pages,
        }
    }

    /// The feature of an operation.
    pub fn feature(&self, operation: &Operation) -> String {
        self.overrides.feature(operation.workload.as_deref())
    }

    /// The base types of a type that are read as structs, at any distance.
    pub fn plain_bases(&self, ty: &'a Type) -> impl Iterator<Item = &'a Type> {
        self.api.chain(ty).skip(1).filter(|base| self.is_plain(&base.name))
    }

    /// Whether this is a base type whose values, also those of derived types, are read as its struct.
    pub fn is_plain(&self, key: &TypeKey) -> bool {
        self.plain.contains(key)
    }

    /// The signature of a builder's method for an HTTP method.
    pub fn signature(&self, builder: &Builder, verb: &str) -> MethodSignature<'a> {
        signature(self.api, &self.builders.nodes(builder), verb)
    }

    /// The name of a property's field, or of a relationship's accessor.
    pub fn member(&self, key: &TypeKey, property: &str) -> Option<&str> {
        let (ty, names) = (self.api.types.get(key)?, self.types.get(key)?);
        let mut both = ty.properties.iter().zip(&names.members);
        both.find(|(p, _)| p.name == property).map(|(_, name)| name.as_str())
    }

    /// How a type is referred to; nothing if it is not documented.
    pub fn reference(&self, name: &TypeKey) -> Option<&Reference> {
        self.references.get(name)
    }

    /// The path of a type from anywhere: `models::CallRecord`, with `use crate::models` in scope.
    pub fn model(&self, key: &TypeKey) -> Option<String> {
        let names = self.types.get(key)?;
        Some(format!("models::{}", path(&names.modules, &names.name)))
    }

    /// The same for a value that can have any derived type: the enum, if there is one.
    pub fn model_or_polymorphic(&self, key: &TypeKey) -> Option<String> {
        let names = self.types.get(key)?;
        let name = self.polymorphic.get(key).map_or(&names.name, |any| &any.name);
        Some(format!("models::{}", path(&names.modules, name)))
    }

    /// The same as text, for links.
    pub fn model_path(&self, key: &TypeKey) -> Option<String> {
        let names = self.types.get(key)?;
        let mut out = format!("{}::models::", self.root.path());
        for module in &names.modules {
            out.push_str(module);
            out.push_str("::");
        }
        out.push_str(&names.name);
        Some(out)
    }

    /// Whether the type is enabled by each of `features`.
    pub fn always_with(&self, key: &TypeKey, features: &FeatureSet) -> bool {
        features.is_subset(self.features.of(key))
    }

    /// The links of text that is enabled by `features`.
    pub fn links<'b>(&'b self, features: &'b FeatureSet) -> PlanLinks<'b> {
        PlanLinks { plan: self, features }
    }

    /// The published address of a page.
    pub fn page_url(&self, page: &str) -> String {
        let view = if self.api.version == "beta" { "graph-rest-beta" } else { "graph-rest-1.0" };
        let path = page.strip_suffix(".md").unwrap_or(page);
        // Resources are published below `resources`, operations next to them.
        let path = path.strip_prefix("api/").unwrap_or(path);
        let path: String =
            path.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.')).collect();
        format!("https://learn.microsoft.com/graph/api/{path}?view={view}")
    }
}

/// `a::b::C`
pub(super) fn path(modules: &[String], name: &str) -> String {
    let modules: String = modules.iter().map(|module| format!("{}::", ident(module))).collect();
    format!("{modules}{}", ident(name))
}

/// Links of prose: intra-doc links to types that are certainly enabled, otherwise links to published pages.
pub(super) struct PlanLinks<'a> {
    plan: &'a Plan<'a>,
    features: &'a FeatureSet,
}

impl Links for PlanLinks<'_> {
    fn item(&self, page: &str, fragment: &str) -> Option<String> {
        let by_fragment = fragment.to_lowercase().strip_suffix("-values").and_then(|stem| {
            let of_page = self.plan.pages.get(page).and_then(|k| self.plan.api.types.get(k));
            let namespace = of_page.map_or("microsoft.graph", Type::namespace);
            let key = TypeKey::from(format!("{namespace}.{stem}"));
            self.plan.types.contains_key(&key).then_some(key)
        });
        let key = match (by_fragment, fragment) {
            (Some(key), _) => key,
            (None, "") => self.plan.pages.get(page)?.clone(),
            (None, _) => return None,
        };
        if !self.plan.always_with(&key, self.features) {
            return None;
        }
        self.plan.model_path(&key)
    }

    fn url(&self, page: &str, fragment: &str) -> String {
        let mut url = self.plan.page_url(page);
        if !fragment.is_empty() {
            url.push('#');
            url.extend(fragment.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
        }
        url
    }
}

fn namespaces(types: &BTreeMap<TypeKey, TypeNames>, features: &Features) -> BTreeMap<Vec<String>, Namespace> {
    let mut out: BTreeMap<Vec<String>, Namespace> = BTreeMap::new();
    for (key, names) in types {
        out.entry(names.modules.clone()).or_default().types.push(key.clone());
        for (depth, name) in names.modules.iter().enumerate() {
            let outer = names.modules.get(..depth).unwrap_or_default();
            if !out.contains_key(outer) {
                out.insert(outer.to_vec(), Namespace::default());
            }
            let Some(outer) = out.get_mut(outer) else { continue };
            let inner = outer.inner.entry(name.clone()).or_default();
            inner.extend(features.of(key).iter().cloned());
        }
    }
    out
}

/// The type that a link to a page refers to: the type with the name of the page; an enumeration only if there is no
/// other type.
fn pages(api: &Api) -> BTreeMap<String, TypeKey> {
    let mut pages: BTreeMap<String, (u8, &TypeKey)> = BTreeMap::new();
    for (key, ty) in &api.types {
        let name = ty.short_name().to_lowercase();
        for page in ty.pages.iter().filter(|p| p.starts_with("resources/")) {
            let stem = page_stem(page);
            // `security-alert.md` describes the `alert` of a namespace.
            let bears = stem.strip_suffix(name.as_str()).map(|before| before.is_empty() || before.ends_with('-'));
            let rank = match bears {
                Some(true) if stem == name => 3,
                Some(true) => 2,
                _ => u8::from(ty.kind != Kind::Enum),
            };
            let known = pages.entry(page.to_lowercase()).or_insert((rank, key));
            if rank > known.0 {
                *known = (rank, key);
            }
        }
    }
    pages.into_iter().map(|(page, (_, key))| (page, key.clone())).collect()
}

fn page_stem(page: &str) -> String {
    let file = page.rsplit('/').next().unwrap_or(page);
    file.strip_suffix(".md").unwrap_or(file).to_lowercase()
}

/// Modules of a namespace below `models`: `microsoft.graph.callRecords` gives `call_records`.
fn namespace_modules(namespace: &str) -> Vec<String> {
    let lower = namespace.to_lowercase();
    let rest = match lower.strip_prefix("microsoft.graph") {
        Some("") => return Vec::new(),
        Some(rest) if rest.starts_with('.') => namespace.get(namespace.len() - rest.len() + 1..).unwrap_or(namespace),
        _ => namespace,
    };
    rest.split('.').map(names::module_name).collect()
}

/// The method that sets the relationship whose accessor has this name.
pub(super) fn setter(accessor: &str) -> String {
    format!("set_{}", accessor.trim_end_matches('_'))
}

/// The base types that anything refers to.
fn used_bases(api: &Api, builders: &Builders) -> BTreeSet<TypeKey> {
    let mut out = BTreeSet::new();
    let mut add = |ty: &TypeRef| out.extend(named(ty).cloned());
    for ty in api.types.values() {
        ty.properties.iter().for_each(|p| add(&p.ty));
    }
    for example in api.examples.iter().filter_map(|e| e.response.as_ref()) {
        example.ty.iter().for_each(&mut add);
    }
    for builder in builders.iter() {
        for verb in builder.verbs.keys() {
            let merged = signature(api, &builders.nodes(builder), verb);
            match &merged.input {
                Input::Typed(ty) => add(ty),
                Input::Parameters(parameters) => parameters.iter().for_each(|p| add(&p.ty)),
                _ => {}
            }
            if let ResponseBody::Typed(ty) = &merged.output {
                add(ty);
            }
        }
    }
    let bases: BTreeSet<TypeKey> = api.types.values().filter_map(|t| t.base.clone()).collect();
    out.intersection(&bases).cloned().collect()
}

/// The names in each module: of its files, and of the re-exported types.
#[derive(Default)]
struct Scopes {
    files: BTreeMap<Vec<String>, Scope>,
    types: BTreeMap<Vec<String>, Scope>,
}

fn type_names(api: &Api, overrides: &ResolvedOverrides) -> (BTreeMap<TypeKey, TypeNames>, Scopes) {
    let mut scopes = Scopes::default();
    for ty in api.types.values() {
        scopes.reserve_modules(&namespace_modules(ty.namespace()));
    }
    let mut out = BTreeMap::new();
    // Names chosen by the user come first: others give way to them.
    let (chosen, others): (Vec<_>, Vec<_>) = api.types.iter().partition(|(key, _)| overrides.of_type(key).is_some());
    for (key, ty) in chosen.into_iter().chain(others) {
        let modules = namespace_modules(ty.namespace());
        let (file, name) = scopes.take_type(&modules, ty, overrides.of_type(key));
        let chosen_name = |property: &Property| overrides.of_property(api, ty, &property.name);
        let members = member_names(ty, chosen_name);
        let constants = constant_names(ty, chosen_name, &members);
        out.insert(key.clone(), TypeNames { modules, file, name, members, constants, variants: variant_names(ty) });
    }
    (out, scopes)
}

impl Scopes {
    /// Takes the names of a namespace's modules before those of types: a type of the same name gets another file.
    fn reserve_modules(&mut self, modules: &[String]) {
        for (depth, module) in modules.iter().enumerate() {
            if let Some(outer) = modules.get(..depth) {
                self.files.entry(outer.to_vec()).or_default().take_once(module);
            }
        }
    }

    /// Takes the names of a type's file and of the type.
    fn take_type(&mut self, modules: &[String], ty: &Type, chosen: Option<&str>) -> (String, String) {
        let file = names::module_name(chosen.unwrap_or_else(|| ty.short_name()));
        let other_file = format!("{}_type", file.trim_end_matches('_'));
        let file = self.files.entry(modules.to_vec()).or_default().take(&[file, other_file]);
        let own_name = || names::identifier(&names::pascal(ty.short_name()), "T");
        let name = chosen.map_or_else(own_name, str::to_owned);
        let suffix = if ty.kind == Kind::Enum { "Enum" } else { "Type" };
        let other_name = format!("{name}{suffix}");
        (file, self.types.entry(modules.to_vec()).or_default().take(&[name, other_name]))
    }
}

/// The names of fields, and of the accessors of relationships. Names chosen by the user are taken first.
fn member_names<'a>(ty: &'a Type, chosen: impl Fn(&Property) -> Option<&'a str>) -> Vec<String> {
    let mut fields = Scope::reserving(["additional"]);
    let mut accessors = Scope::reserving(["read", "write", "additional", "additional_mut", "clone", "default", "eq"]);
    let mut take = |property: &Property, name: String| {
        let candidates = [name.clone(), format!("{name}_")];
        if property.navigation { accessors.take_with(&candidates, setter) } else { fields.take(&candidates) }
    };
    let taken: Vec<Option<String>> =
        ty.properties.iter().map(|property| Some(take(property, chosen(property)?.to_owned()))).collect();
    let own_name = |property: &Property| names::identifier(&names::snake(&property.name), "n");
    ty.properties
        .iter()
        .zip(taken)
        .map(|(property, taken)| taken.unwrap_or_else(|| take(property, own_name(property))))
        .collect()
}

/// The names of the constants of properties. A name chosen by the user applies to the constant too.
fn constant_names<'a>(ty: &'a Type, chosen: impl Fn(&Property) -> Option<&'a str>, members: &[String]) -> Vec<String> {
    // Constants of the traits of models.
    let mut scope = Scope::reserving(["TYPE", "DERIVED"]);
    let mut take = |name: String| scope.take(&[name.clone(), format!("{name}_")]);
    let own_name = |property: &Property| {
        names::identifier(&names::snake(&property.name).to_ascii_uppercase(), "N").to_ascii_uppercase()
    };
    ty.properties
        .iter()
        .zip(members)
        .map(|(property, member)| {
            take(if chosen(property).is_some() { member.to_uppercase() } else { own_name(property) })
        })
        .collect()
}

/// The names of the variants of an enumeration.
fn variant_names(ty: &Type) -> Vec<String> {
    let mut scope = Scope::reserving(["UnknownValue"]);
    let names = ty.members.iter().map(|member| names::identifier(&names::pascal(&member.name), "V"));
    names.map(|name| scope.take(&[name.clone(), format!("{name}Member")])).collect()
}

fn polymorphic_names(
    api: &Api,
    types: &BTreeMap<TypeKey, TypeNames>,
    used_bases: &BTreeSet<TypeKey>,
    scopes: &mut Scopes,
) -> BTreeMap<TypeKey, PolymorphicNames> {
    // Of each base, who derives from it at any distance, in the order of their keys.
    let mut below: HashMap<&TypeKey, Vec<&TypeKey>> = HashMap::new();
    for (key, ty) in api.types.iter().filter(|(_, ty)| ty.kind != Kind::Enum) {
        for above in api.chain(ty).skip(1) {
            below.entry(&above.name).or_default().push(key);
        }
    }
    let mut out = BTreeMap::new();
    for key in used_bases {
        let Some(names) = types.get(key) else { continue };
        let name = format!("Any{}", names.name);
        let file = format!("any_{}", names.file.trim_end_matches('_'));
        let module = scopes.types.entry(names.modules.clone()).or_default();
        let name = module.take(&[name.clone(), format!("{name}Derived")]);
        let file =
            scopes.files.entry(names.modules.clone()).or_default().take(&[file.clone(), format!("{file}_derived")]);
        let mut scope = Scope::default();
        let mut variants = Vec::new();
        let own = scope.take(std::slice::from_ref(&names.name));
        for &other in below.get(key).into_iter().flatten() {
            let Some(other_names) = types.get(other) else { continue };
            let qualified: String = other_names.modules.iter().map(|m| names::pascal(m)).collect();
            let variant = scope.take(&[other_names.name.clone(), format!("{qualified}{}", other_names.name)]);
            variants.push((other.clone(), variant));
        }
        variants.push((key.clone(), own));
        out.insert(key.clone(), PolymorphicNames { file, name, variants });
    }
    out
}

/// Operations are grouped into files by the first part of their page's name; a very large group is split by the second
/// part.
fn operation_names(api: &Api, overrides: &ResolvedOverrides) -> BTreeMap<String, OperationNames> {
    const MANY: usize = 150;
    let part = |name: &str, parts: usize| name.split('-').take(parts).collect::<Vec<_>>().join("-");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for operation in &api.operations {
        *counts.entry(part(&operation.name, 1)).or_default() += 1;
    }
    let mut scope = Scope::default();
    let mut chosen: BTreeMap<&str, String> = BTreeMap::new();
    for operation in &api.operations {
        if let Some(name) = overrides.of_operation(&operation.name) {
            chosen.insert(&operation.name, scope.take(&[name.to_owned()]));
        }
    }
    let spellings = spellings(api);
    api.operations
        .iter()
        .map(|operation| {
            let first = part(&operation.name, 1);
            let many = counts.get(&first).is_some_and(|c| *c > MANY);
            let file = names::module_name(&if many { part(&operation.name, 3) } else { first });
            let constant = || names::identifier(&words_apart(&spellings, &operation.name), "n").to_uppercase();
            let name = match chosen.get(operation.name.as_str()) {
                Some(name) => name.clone(),
                None => scope.take(&[constant()]),
            };
            (operation.name.clone(), OperationNames { file, name })
        })
        .collect()
}

/// How documented names are spelled, by their lower-case form: the names of pages do not show where words begin.
fn spellings(api: &Api) -> HashMap<String, &str> {
    let types = api.types.values().map(Type::short_name);
    let properties = api.types.values().flat_map(|ty| &ty.properties).map(|property| property.name.as_str());
    let segments = api.operations.iter().flat_map(|operation| &operation.templates).flat_map(|it| &it.segments);
    let segments = segments.filter_map(|segment| match segment {
        Segment::Literal(word) => Some(word.as_str()),
        Segment::Function { name, .. } => Some(name.rsplit('.').next().unwrap_or(name)),
        _ => None,
    });
    let mut out = HashMap::new();
    for name in types.chain(properties).chain(segments) {
        let known = out.entry(name.to_lowercase()).or_insert(name);
        // `backupRestore` shows more than `backuprestore`.
        if names::words(name).len() > names::words(known).len() {
            *known = name;
        }
    }
    out
}

/// The name of a page with its words apart: `exchangerestoresession-post-mailboxrestoreartifacts` is
/// `exchange_restore_session_post_mailbox_restore_artifacts`.
fn words_apart(spellings: &HashMap<String, &str>, page: &str) -> String {
    let lower = page.to_lowercase();
    let parts = lower.split('-').map(|part| names::snake(spellings.get(part).copied().unwrap_or(part)));
    names::snake(&parts.collect::<Vec<_>>().join("_"))
}
