//! Writing the enums over a base type and the types derived from it.

use super::doc::{Doc, code};
use super::features::Condition;
use super::names::Scope;
use super::paths::{Paths, Ty};
use super::plan::Plan;
use super::sheet::{Argument, Sheet};
use super::structure::{additional_head, member_doc, read_head, write_head};
use crate::model::{Property, Type};

/// The properties that the base type and all types derived from it have in common, and the names of their accessors.
pub(super) fn shared<'a>(plan: &Plan<'a>, key: &str) -> Vec<(&'a Property, String)> {
    let (Some(base), Some(derived), Some(names)) =
        (plan.api.types.get(key), plan.derived.get(key), plan.types.get(key))
    else {
        return Vec::new();
    };
    // Functions of the traits that the enum has must stay reachable by `AnyX::from(…)`.
    let mut scope =
        Scope::reserving(["from", "try_from", "into", "try_into", "default", "clone", "eq", "ne", "fmt", "body"]);
    let structural = base.properties.iter().zip(&names.members).filter(|(p, _)| !p.navigation);
    structural
        // Where a derived type's page says something else, there is no common type to return.
        .filter(|(property, _)| {
            derived.variants.iter().all(|(of, _)| {
                let ty = plan.api.types.get(of);
                ty.and_then(|ty| ty.property(&property.name)).is_some_and(|p| !p.navigation && p.ty == property.ty)
            })
        })
        .map(|(property, field)| (property, scope.take(&[field.clone(), format!("{field}_")])))
        .collect()
}

/// A variant of an enum over a base type.
struct Variant<'a> {
    /// The type, as a key.
    key: &'a str,
    ty: &'a Type,
    /// Its path.
    path: Ty,
    /// The name of the variant.
    name: &'a str,
    condition: Option<Condition<'a>>,
}

/// The file of an enum over a base type and the types derived from it.
pub(super) fn file(plan: &Plan<'_>, key: &str, start: Sheet) -> Option<Sheet> {
    let base = plan.api.types.get(key)?;
    let derived = plan.derived.get(key)?;
    let features = plan.features.of(key);
    let mut paths = Paths::new(plan, [derived.name.clone()]);
    let mut variants: Vec<Variant<'_>> = Vec::new();
    for (of, name) in &derived.variants {
        let (ty, path) = (plan.api.types.get(of)?, paths.exact(of)?);
        let condition = plan.features.condition(plan.features.of(of), features);
        variants.push(Variant { key: of, ty, path, name, condition });
    }
    let name = Ty::ident(&derived.name);
    let mut body = Sheet::new();
    declare(plan, &mut paths, &mut body, (key, base), &name, &variants);
    accessors(plan, &mut paths, &mut body, key, &name, &variants)?;
    implement(plan, &mut paths, &mut body, base, &name, &variants);
    body.blank().call_macro(&plan.root, "derived_impls", &name);
    conversions(&mut paths, &mut body, key, &name, &variants);
    Some(paths.file(start, body, features.len() > 1))
}

fn declare(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    sheet: &mut Sheet,
    (key, base): (&str, &Type),
    name: &Ty,
    variants: &[Variant<'_>],
) {
    let base_name = code(base.short_name());
    let mut doc = Doc::new().text(&format!(
        "A {base_name}: of the base type itself or of any type that derives from it, as its `@odata.type` says."
    ));
    if let Some(path) = plan.model_path(key) {
        doc = doc.text(&format!(
            "Unknown types are kept whole in the variant of [the base type]({path}). A value made from a derived type is \
             written with its `@odata.type`."
        ));
    }
    let boxed = paths.prelude("Box");
    sheet.blank().doc(&doc).line("#[derive(Clone, PartialEq)]").line("#[non_exhaustive]");
    sheet.word("pub enum ").ty(name).word(" ").block();
    for variant in variants {
        let full_name = code(&variant.ty.name);
        let doc = if variant.key == key {
            Doc::new().text(&format!("{full_name} itself, or a type derived from it that is none of the others."))
        } else {
            Doc::new().text(&full_name)
        };
        sheet.doc(&doc).deprecated(variant.ty.deprecated).condition(variant.condition);
        sheet.tuple(variant.name, &boxed.of(&variant.path)).word(",").end();
    }
    sheet.end_block().end();
}

/// What all variants have in common reads without a match.
fn accessors(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    sheet: &mut Sheet,
    key: &str,
    name: &Ty,
    variants: &[Variant<'_>],
) -> Option<()> {
    let links = plan.links(plan.features.of(key));
    let property_type = paths.runtime("Property");
    sheet.blank().word("impl ").ty(name);
    let shared = shared(plan, key);
    if shared.is_empty() {
        sheet.word(" ").empty_block();
        return Some(());
    }
    sheet.word(" ").block();
    for (index, (property, accessor)) in shared.iter().enumerate() {
        if index > 0 {
            sheet.blank();
        }
        let ty = paths.field(&property.ty);
        sheet.doc(&member_doc(&property.description, &property.name, &links)).deprecated(property.deprecated);
        sheet.line("#[inline]").line("#[must_use]");
        let output = property_type.of(&ty).within("&", "");
        sheet.function("pub fn ", accessor, &[Argument::Receiver("&self")], &output).word("match self ").block();
        for variant in variants {
            let field = plan.member(variant.key, &property.name)?;
            arm(sheet, variant).word("&").field("value", field).end_arm();
        }
        sheet.end_block().end().end_block().end();
    }
    sheet.end_block().end();
    Some(())
}

/// The start of an arm for the value of a variant.
fn arm<'s>(sheet: &'s mut Sheet, variant: &Variant<'_>) -> &'s mut Sheet {
    sheet.condition(variant.condition).word("Self::").ident(variant.name).word("(").list().word("value").end_list();
    sheet.word(") => ").arm()
}

/// A body that does the same for each variant.
fn each(sheet: &mut Sheet, variants: &[Variant<'_>], body: impl Fn(&mut Sheet)) {
    sheet.word("match self ").block();
    for variant in variants {
        arm(sheet, variant);
        body(sheet);
        sheet.end_arm();
    }
    sheet.end_block().end().end_block().end();
}

fn implement(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    sheet: &mut Sheet,
    base: &Type,
    name: &Ty,
    variants: &[Variant<'_>],
) {
    let base_variant = variants.last().map_or("", |variant| variant.name);
    sheet.blank().implementation(&"::core::default::Default".into(), name).block();
    sheet.line("#[inline]").word("fn default() -> Self ").block();
    sheet.word("Self::").ident(base_variant).word("(").list().word("::core::default::Default::default()").end_list();
    sheet.word(")").end().end_block().end().end_block().end();

    let object = paths.runtime("Object");
    sheet.blank().implementation(&object, name).block();
    sheet.word("const TYPE: &'static str = ").literal(&base.name).word(";").end().blank();
    read_head(paths, sheet);
    each(sheet, variants, |sheet| {
        sheet.open(4).word("value").gap().word(".read").open(0).word("(").list().word("name").comma().word("map");
        sheet.end_list().word(")").close().close();
    });
    write_head(paths, sheet);
    each(sheet, variants, |sheet| {
        sheet.open(4).word("value").gap().word(".write").open(0).word("(").list().word("writer").end_list();
        sheet.word(")").close().close();
    });
    let additional = paths.runtime("Additional");
    additional_head(sheet, &additional, false);
    each(sheet, variants, |sheet| {
        sheet.word("&").field("value", "additional");
    });
    additional_head(sheet, &additional, true);
    each(sheet, variants, |sheet| {
        sheet.word("&mut ").field("value", "additional");
    });
    sheet.end_block().end();

    let uniform = base.properties.iter().filter(|p| !p.navigation).all(|property| {
        let of_derived = variants.iter().filter_map(|v| plan.api.types.get(v.key)?.property(&property.name));
        of_derived.into_iter().all(|own| own.ty == property.ty && own.navigation == property.navigation)
    });
    let derived_trait = paths.runtime("Derived");
    let option = paths.prelude("Option");
    sheet.blank().implementation(&derived_trait, name).block();
    sheet.word("const UNIFORM: bool = ").word(if uniform { "true" } else { "false" }).word(";").end();
    sheet.blank().line("#[inline]");
    sheet.function("fn ", "of_type", &[Argument::Named("name", "&str".into())], &option.of(&"Self".into()));
    sheet.word("match name ").block();
    for variant in variants.iter().take(variants.len().saturating_sub(1)) {
        sheet.condition(variant.condition).literal(&variant.ty.name.to_lowercase()).word(" => ").arm();
        sheet.word("Some(").list().word("Self::").ident(variant.name).word("(").list();
        sheet.word("::core::default::Default::default()").end_list().word(")").end_list().word(")").end_arm();
    }
    sheet.line("_ => None,").end_block().end().end_block().end();
    sheet.blank().line("#[inline]").word("fn type_name(&self) -> &'static str ").block().word("match self ").block();
    for variant in variants {
        sheet.condition(variant.condition).word("Self::").ident(variant.name).word("(").list().word("_").end_list();
        sheet.word(") => ").arm();
        sheet.word("<").ty(&variant.path).word(" as ").ty(&object).word(">::TYPE").end_arm();
    }
    sheet.end_block().end().end_block().end().end_block().end();

    sheet.blank().implementation(&"::core::fmt::Debug".into(), name).block().line("#[inline]");
    sheet.line("fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {").deeper();
    each(sheet, variants, |sheet| {
        sheet.word("::core::fmt::Debug::fmt(").list().word("value").comma().word("f").end_list().word(")");
    });
    sheet.end_block().end();
}

/// From the types into the enum, and back down the hierarchy.
fn conversions(paths: &mut Paths<'_>, sheet: &mut Sheet, key: &str, name: &Ty, variants: &[Variant<'_>]) {
    let boxed = paths.prelude("Box");
    let result = paths.prelude("Result");
    let body = paths.runtime("Body").of(name);
    let applies = paths.runtime("Applies").of(name);
    let property = paths.runtime("Property").of(name);
    let own = Ty::from("Self");
    let value = |ty: &Ty| [Argument::Named("value", ty.clone())];

    // It writes the type that it is of by itself.
    sheet.blank().implementation(&body, name).block();
    sheet.line("const DERIVED: bool = false;").end_block().end();
    for Variant { key: of, path, name: variant, condition, .. } in variants {
        let from = Ty::from("::core::convert::From").of(path);
        sheet.blank().condition(*condition).implementation(&from, name).block().line("#[inline]");
        sheet.function("fn ", "from", &value(path), &own).word("Self::").ident(variant).word("(").list();
        sheet.ty(&boxed).word("::new(").list().word("value").end_list().word(")").end_list().word(")").end();
        sheet.end_block().end().end_block().end();

        sheet.blank().condition(*condition).implementation(&body, path).block().word("const DERIVED: bool = ");
        sheet.word(if *of == key { "false" } else { "true" }).word(";").end().end_block().end();

        sheet.blank().condition(*condition).implementation(&applies, path).empty_block();

        sheet.blank().condition(*condition).implementation(&from, &property).block().line("#[inline]");
        sheet.function("fn ", "from", &value(path), &own).line("Self::Value(value.into())");
        sheet.end_block().end().end_block().end();
        if *of == key {
            continue;
        }
        // Down the hierarchy; a value of another type is handed back.
        let try_from = Ty::from("::core::convert::TryFrom").of(name);
        sheet.blank().condition(*condition).implementation(&try_from, path).block();
        sheet.word("type Error = ").ty(name).word(";").end().blank().line("#[inline]");
        sheet.function("fn ", "try_from", &value(name), &result.of(&own.and(name))).word("match value ").block();
        sheet.ty(name).word("::").ident(variant).word("(").list().word("value").end_list();
        sheet.word(") => ").arm().word("Ok(").list().word("*value").end_list().word(")").end_arm();
        sheet.line("other => Err(other),").end_block().end().end_block().end().end_block().end();
    }
}
