//! Writing model types: a struct or an enum a file, and the modules they stand in.

use super::constants::constants;
use super::doc::{Doc, code};
use super::enumeration::enumeration;
use super::features::Condition;
use super::paths::{Paths, Ty};
use super::plan::{Namespace, Plan};
use super::relationships::relationships;
use super::sheet::Sheet;
use super::structure::Structure;
use crate::model::{Kind, Property, Type};

/// One file of the models.
pub(super) fn type_file(plan: &Plan<'_>, key: &str, start: Sheet) -> Option<Sheet> {
    let ty = plan.api.types.get(key)?;
    let names = plan.types.get(key)?;
    let mut paths = Paths::new(plan, [names.name.clone()]);
    let mut body = Sheet::new();
    match ty.kind {
        Kind::Enum => enumeration(plan, &mut paths, &mut body, ty, names, key),
        _ => {
            let fields: Vec<(&Property, &str)> = ty
                .properties
                .iter()
                .zip(names.members.iter().map(String::as_str))
                .filter(|(p, _)| !p.navigation)
                .collect();
            let parts = Structure {
                name: &Ty::ident(&names.name),
                full_name: &ty.name,
                fields: &fields,
                doc: &type_doc(plan, ty, key),
                deprecated: ty.deprecated,
                features: plan.features.of(key),
                condition: None,
            };
            parts.declare(plan, &mut paths, &mut body);
            constants(plan, &mut paths, &mut body, ty, names, key);
            relationships(plan, &mut paths, &mut body, ty, names, key);
            parts.implement(plan, &mut paths, &mut body);
        }
    }
    let conditional = plan.features.all.len() > 1 && ty.properties.iter().any(|p| p.navigation);
    Some(paths.file(start, body, conditional))
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
pub(super) fn module_file(plan: &Plan<'_>, module: &[String], mut sheet: Sheet) -> Sheet {
    let outer = &plan.features.all;
    let empty = Namespace::default();
    let namespace = plan.namespaces.get(module).unwrap_or(&empty);
    // The files, each with what it holds; the modules inside hold more than one thing.
    let mut files: Vec<(&str, Option<&str>, Option<Condition<'_>>)> = Vec::new();
    for key in &namespace.types {
        let Some(names) = plan.types.get(key) else { continue };
        let condition = plan.features.condition(plan.features.of(key), outer);
        files.push((&names.file, Some(&names.name), condition));
        if let Some(derived) = plan.derived.get(key) {
            files.push((&derived.file, Some(&derived.name), condition));
        }
    }
    for (name, features) in &namespace.inner {
        files.push((name, None, plan.features.condition(features, outer)));
    }
    files.sort_by_key(|(file, ..)| *file);
    let doc = match module {
        [] => Doc::new().text("Model types: one for each documented resource, complex type and enumeration."),
        modules => Doc::new().text(&format!("Model types of the namespace {}.", code(&modules.join(".")))),
    };
    sheet.blank().inner_doc(&doc);
    if !files.is_empty() {
        sheet.blank();
    }
    for (file, item, condition) in &files {
        let head = if item.is_some() { "mod " } else { "pub mod " };
        sheet.condition(*condition).word(head).ident(file).word(";").end();
    }
    for (file, item, condition) in &files {
        if let Some(item) = item {
            sheet.condition(*condition).word("pub use ").ident(file).word("::").ident(item).word(";").end();
        }
    }
    sheet
}
