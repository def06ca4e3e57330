//! Writing model types: a struct or an enum a file, and the modules they stand in.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::constants::constants;
use super::doc::{Doc, code};
use super::enumeration::enumeration;
use super::features::{Condition, FeatureSet, named};
use super::paths::Paths;
use super::plan::{Namespace, Plan, PlanLinks, TypeNames, ident};
use super::relationships::relationships;
use super::structs::Struct;
use crate::model::{Kind, Property, Type, TypeKey, TypeRef};

/// A documented type, and the names that were chosen for it.
pub(super) struct ModelType<'a> {
    pub plan: &'a Plan<'a>,
    pub ty: &'a Type,
    pub names: &'a TypeNames,
    key: &'a TypeKey,
}

impl<'a> ModelType<'a> {
    fn new(plan: &'a Plan<'a>, key: &'a TypeKey) -> Option<ModelType<'a>> {
        Some(ModelType { plan, ty: plan.api.types.get(key)?, names: plan.types.get(key)?, key })
    }

    /// The name of the struct or enum.
    pub fn ident(&self) -> Ident {
        ident(&self.names.name)
    }

    /// The links of its comments.
    pub fn links(&self) -> PlanLinks<'a> {
        self.plan.links(self.features())
    }

    /// The condition of an item that mentions the target of a relationship: it may belong to a workload that is not
    /// compiled.
    pub fn condition_of(&self, target: &TypeRef) -> Option<Condition<'a>> {
        self.plan.features.condition(self.plan.features.of(named(target)?), self.features())
    }

    /// The last line of its comment: where it comes from.
    pub fn source_line(&self) -> String {
        let page = self.ty.pages.first().map(|page| self.plan.page_url(page)).unwrap_or_default();
        format!("{} · [documentation]({page})", code(&self.ty.name))
    }

    fn features(&self) -> &'a FeatureSet {
        self.plan.features.of(self.key)
    }
}

/// The file of a type; nothing if the key is no type's.
pub(super) fn type_file(plan: &Plan<'_>, key: &TypeKey) -> Option<TokenStream> {
    let model = ModelType::new(plan, key)?;
    let mut paths = Paths::new(plan, [model.names.name.clone()]);
    let body = match model.ty.kind {
        Kind::Enum => enumeration(&model, &mut paths),
        _ => structure(&model, &mut paths),
    };
    let is_conditional = plan.features.all.len() > 1 && model.ty.properties.iter().any(|p| p.navigation);
    let imports = if is_conditional { paths.conditional_imports() } else { paths.imports() };
    Some(quote! { #imports #body })
}

fn structure(model: &ModelType<'_>, paths: &mut Paths<'_>) -> TokenStream {
    let members = model.names.members.iter().map(String::as_str);
    let fields: Vec<(&Property, &str)> =
        model.ty.properties.iter().zip(members).filter(|(property, _)| !property.navigation).collect();
    let structure = Struct {
        name: &model.names.name,
        full_name: &model.ty.name,
        fields: &fields,
        doc: &type_doc(model),
        deprecated: model.ty.deprecated,
        features: model.features(),
        condition: None,
    };
    let declaration = structure.declaration(paths);
    let constants = constants(model, paths);
    let relationships = relationships(model, paths);
    let implementation = structure.implementation(paths);
    quote! { #declaration #constants #relationships #implementation }
}

/// The comment of a type: what it is, then where it comes from.
fn type_doc(model: &ModelType<'_>) -> Doc {
    let ty = model.ty;
    let mut doc = Doc::new();
    if ty.description.is_empty() {
        doc = doc.text(&format!("The {} type.", code(ty.short_name())));
    } else {
        doc = doc.prose(&ty.description, &model.links());
    }
    if ty.is_abstract {
        doc = doc.text("An abstract type: objects are of a type that derives from it.");
    }
    if ty.is_open {
        doc = doc.text("An open type: objects may carry members that are not documented; `additional` keeps them.");
    }
    if let Some(base) = &ty.base {
        doc = doc.text(&base_line(model, base));
    }
    doc.text(&model.source_line())
}

/// Names the base type, with a link if the target of the link is always compiled along with the type.
fn base_line(model: &ModelType<'_>, base: &TypeKey) -> String {
    let short = base.short_name();
    let path = model.plan.model_path(base).filter(|_| model.plan.always_with(base, model.features()));
    match path {
        Some(path) => format!("Base type: [{}]({path}).", code(short)),
        None => format!("Base type: {}.", code(short)),
    }
}

/// `mod.rs` of a module of models: its files, re-exported flat.
pub(super) fn module_file(plan: &Plan<'_>, module: &[String]) -> TokenStream {
    let empty = Namespace::default();
    let files = files(plan, plan.namespaces.get(module).unwrap_or(&empty));
    let doc = match module {
        [] => Doc::new().text("Model types: one for each documented resource, complex type and enumeration."),
        modules => Doc::new().text(&format!("Model types of the namespace {}.", code(&modules.join(".")))),
    };
    let doc = doc.inner_tokens();
    let modules = files.iter().map(|(file, item, condition)| {
        let (file, visibility) = (ident(file), item.is_none().then(|| quote! { pub }));
        quote! { #condition #visibility mod #file; }
    });
    let exports = files.iter().filter_map(|(file, item, condition)| {
        let (file, item) = (ident(file), ident((*item)?));
        Some(quote! { #condition pub use #file::#item; })
    });
    quote! { #doc #(#modules)* #(#exports)* }
}

/// The files of a module by name, each with the item in it and its condition. The modules inside hold more than one item.
fn files<'a>(plan: &'a Plan<'_>, namespace: &'a Namespace) -> Vec<(&'a str, Option<&'a str>, Option<Condition<'a>>)> {
    let outer = &plan.features.all;
    let mut files: Vec<(&str, Option<&str>, Option<Condition<'_>>)> = Vec::new();
    for key in &namespace.types {
        let Some(names) = plan.types.get(key) else { continue };
        let condition = plan.features.condition(plan.features.of(key), outer);
        files.push((&names.file, Some(&names.name), condition));
        if let Some(any) = plan.polymorphic.get(key) {
            files.push((&any.file, Some(&any.name), condition));
        }
    }
    for (name, features) in &namespace.inner {
        files.push((name, None, plan.features.condition(features, outer)));
    }
    files.sort_by_key(|(file, ..)| *file);
    files
}
