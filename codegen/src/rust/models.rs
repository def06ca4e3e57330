//! Writing model types: a struct or an enum a file, and the modules they stand in.

use proc_macro2::TokenStream;
use quote::quote;

use super::constants::constants;
use super::doc::{Doc, code};
use super::enumeration::enumeration;
use super::paths::Paths;
use super::plan::{Namespace, Plan, ident};
use super::relationships::relationships;
use super::structure::{Structure, structure};
use crate::model::{Kind, Property, Type};

/// One file of the models.
pub(super) fn type_file(plan: &Plan<'_>, key: &str) -> Option<TokenStream> {
    let ty = plan.api.types.get(key)?;
    let names = plan.types.get(key)?;
    let mut paths = Paths::new(plan, [names.name.clone()]);
    let body = match ty.kind {
        Kind::Enum => enumeration(plan, &mut paths, ty, names, key),
        _ => {
            let fields: Vec<(&Property, &str)> = ty
                .properties
                .iter()
                .zip(names.members.iter().map(String::as_str))
                .filter(|(p, _)| !p.navigation)
                .collect();
            let doc = type_doc(plan, ty, key);
            let constants = constants(plan, &mut paths, ty, names, key);
            let relationships = relationships(plan, &mut paths, ty, names, key);
            let parts = Structure {
                name: &names.name,
                full_name: &ty.name,
                fields: &fields,
                doc: &doc,
                deprecated: ty.deprecated,
                features: plan.features.of(key),
                methods: quote! { #constants #relationships },
                condition: None,
            };
            structure(plan, &mut paths, parts)
        }
    };
    let imports = paths.imports(plan.features.all.len() > 1 && ty.properties.iter().any(|p| p.navigation));
    Some(quote! { #imports #body })
}

/// The comment of a type: what it is, then where it comes from.
fn type_doc(plan: &Plan<'_>, ty: &Type, key: &str) -> Doc {
    let features = plan.features.of(key);
    let links = plan.links(features);
    let mut doc = Doc::new();
    if ty.description.is_empty() {
        doc = doc.text(&format!("The {} type.", code(ty.short_name())));
    } else {
        doc = doc.prose(&ty.description, &links);
    }
    if ty.is_abstract {
        doc = doc.text("An abstract type: objects are of a type that derives from it.");
    }
    if ty.is_open {
        doc = doc.text("An open type: objects may carry members that are not documented; `additional` keeps them.");
    }
    if let Some(base) = &ty.base {
        let base_key = base.to_lowercase();
        let short = base.rsplit('.').next().unwrap_or(base);
        match plan.model_path(&base_key).filter(|_| plan.always_with(&base_key, features)) {
            Some(path) => doc = doc.text(&format!("Base type: [{}]({path}).", code(short))),
            None => doc = doc.text(&format!("Base type: {}.", code(short))),
        }
    }
    let page = ty.pages.first().map(|p| plan.page_url(p)).unwrap_or_default();
    doc.text(&format!("{} · [documentation]({page})", code(&ty.name)))
}

/// `mod.rs` of a module of models: its files, re-exported flat.
pub(super) fn module_file(plan: &Plan<'_>, module: &[String]) -> TokenStream {
    let outer = &plan.features.all;
    let (mut modules, mut exports) = (Vec::new(), Vec::new());
    let empty = Namespace::default();
    let namespace = plan.namespaces.get(module).unwrap_or(&empty);
    for key in &namespace.types {
        let Some(names) = plan.types.get(key) else { continue };
        let condition = plan.features.condition(plan.features.of(key), outer);
        let file = ident(&names.file);
        let name = ident(&names.name);
        modules.push((names.file.clone(), quote! { #condition mod #file; }));
        exports.push((names.file.clone(), quote! { #condition pub use #file::#name; }));
        if let Some(derived) = plan.derived.get(key) {
            let condition = plan.features.condition(plan.features.of(key), outer);
            let file = ident(&derived.file);
            let name = ident(&derived.name);
            modules.push((derived.file.clone(), quote! { #condition mod #file; }));
            exports.push((derived.file.clone(), quote! { #condition pub use #file::#name; }));
        }
    }
    for (name, features) in &namespace.inner {
        let inner = ident(name);
        let condition = plan.features.condition(features, outer);
        modules.push((name.clone(), quote! { #condition pub mod #inner; }));
    }
    modules.sort_by(|a, b| a.0.cmp(&b.0));
    exports.sort_by(|a, b| a.0.cmp(&b.0));
    let items = modules.into_iter().chain(exports).map(|(_, tokens)| tokens);
    let doc = match module {
        [] => Doc::new().text("Model types: one for each documented resource, complex type and enumeration."),
        modules => Doc::new().text(&format!("Model types of the namespace {}.", code(&modules.join(".")))),
    };
    let doc = doc.inner_tokens();
    quote! { #doc #(#items)* }
}
