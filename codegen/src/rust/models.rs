//! Emits model types, one struct or enum per file, and their modules.

use proc_macro2::TokenStream;
use quote::quote;

use super::constants::constants;
use super::doc::{Doc, code};
use super::enumeration::enumeration;
use super::features::Condition;
use super::model_type::ModelType;
use super::paths::{Paths, Ty};
use super::plan::{Namespace, Plan, ident};
use super::relationships::relationships;
use super::structs::Struct;
use crate::model::{Kind, Property, TypeKey};

/// The file of a type; nothing if there is no type with this key.
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
        deprecated: model.ty.deprecated.as_ref(),
        features: model.features(),
        condition: None,
    };
    let declaration = structure.declaration(paths);
    let constants = constants(model, paths);
    let relationships = relationships(model, paths);
    let implementation = structure.implementation(paths);
    let hierarchy = hierarchy(model);
    quote! { #declaration #constants #relationships #implementation #hierarchy }
}

/// Conversions to base types that are read as a struct, and from this type down if it is one.
fn hierarchy(model: &ModelType<'_>) -> TokenStream {
    let (plan, root, name) = (model.plan, &model.plan.root, model.ident());
    let down = plan.is_plain(model.key).then(|| quote! { #root::has_derived!(#name); });
    let up = plan.plain_bases(model.ty).filter_map(|base| {
        let condition = plan.features.condition(plan.features.of(&base.name), model.features());
        // The whole path: an import would be unused where the condition does not hold.
        let path = Ty::path(plan.model(&base.name)?);
        Some(quote! { #condition #root::derives_from!(#name => #root::#path); })
    });
    let up: TokenStream = up.collect();
    quote! { #down #up }
}

/// The comment of a type: its description, then its source.
fn type_doc(model: &ModelType<'_>) -> Doc {
    let ty = model.ty;
    let mut doc = Doc::new();
    if ty.description.is_empty() {
        doc = doc.text(&format!("The {} type.", code(ty.short_name())));
    } else {
        doc = doc.prose(&ty.description, &model.links());
    }
    if ty.is_abstract {
        doc = doc.text("An abstract type: every object has a type that derives from it.");
    }
    if ty.is_open {
        doc = doc.text("An open type: objects can have members that are not documented; they are in `additional`.");
    }
    if let Some(base) = &ty.base {
        doc = doc.text(&base_line(model, base));
    }
    doc.text(&model.source_line())
}

/// The base type, as a link if the base type is always enabled together with the type.
fn base_line(model: &ModelType<'_>, base: &TypeKey) -> String {
    let short = base.short_name();
    let path = model.plan.model_path(base).filter(|_| model.plan.always_with(base, model.features()));
    match path {
        Some(path) => format!("Base type: [{}]({path}).", code(short)),
        None => format!("Base type: {}.", code(short)),
    }
}

/// `mod.rs` of a module of models, with flat re-exports.
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

/// The files of a module by name, each with its item and condition. Submodules contain more than one item.
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
