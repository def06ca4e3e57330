//! Writing relationships: accessors that decode what was expanded, when it is asked for.

use super::doc::{Doc, code};
use super::features::named;
use super::paths::{Paths, Ty};
use super::plan::{Plan, TypeNames, setter};
use super::sheet::{Argument, Sheet};
use super::structure::member_doc;
use crate::model::Type;

/// Accessors of the relationships of a type. An expanded relationship stays raw in `additional` until it is asked for.
pub(super) fn relationships(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    sheet: &mut Sheet,
    ty: &Type,
    names: &TypeNames,
    key: &str,
) {
    if !ty.properties.iter().any(|p| p.navigation) {
        return;
    }
    let features = plan.features.of(key);
    let links = plan.links(features);
    let result = paths.prelude("Result");
    let option = paths.prelude("Option");
    let vec = paths.prelude("Vec");
    let into = paths.prelude("Into");
    let decode_error = paths.runtime("DecodeError");
    let encode_error = paths.runtime("EncodeError");
    let set = result.of(&Ty::from("()").and(&encode_error));
    sheet.blank().word("impl ").ident(&names.name).word(" ").block();
    let mut first = true;
    for (property, name) in ty.properties.iter().zip(&names.members).filter(|(p, _)| p.navigation) {
        let member = property.name.as_str();
        let target = named(&property.ty);
        let condition = target.as_ref().and_then(|k| plan.features.condition(plan.features.of(k), features));
        let single = paths.single(&property.ty);
        let value = if property.ty.collection { vec.of(&single) } else { single.clone() };

        if !std::mem::take(&mut first) {
            sheet.blank();
        }
        let doc = member_doc(&property.description, member, &links)
            .text(&format!(
                "A relationship, present when it was expanded: {} decoded from `additional`; `None` if it is absent or null.",
                code(member)
            ))
            .errors("The member does not have the documented shape.");
        sheet.doc(&doc).deprecated(property.deprecated).condition(condition).line("#[inline]");
        let output = result.of(&option.of(&value).and(&decode_error));
        sheet.function("pub fn ", name, &[Argument::Receiver("&self")], &output);
        sheet.root(&plan.root).word("::runtime::object::relationship(").list();
        sheet.word("&").field("self", "additional").comma().literal(member).end_list().word(")").end();
        sheet.end_block().end();

        let doc = Doc::new()
            .text(&format!(
                "Sets the relationship {}, to create or bind related objects along with this one.",
                code(member)
            ))
            .errors("The value cannot be written as JSON.");
        sheet.blank().doc(&doc).deprecated(property.deprecated).condition(condition).line("#[inline]");
        let convertible = into.of(&single);
        let argument = if property.ty.collection {
            let items = convertible.within("impl ::core::iter::IntoIterator<Item = impl ", ">");
            Argument::Named("values", items)
        } else {
            Argument::Named("value", convertible.within("impl ", ""))
        };
        sheet.function("pub fn ", &setter(name), &[Argument::Receiver("&mut self"), argument], &set);
        sheet.root(&plan.root).word("::runtime::object::set_relationship(").list();
        sheet.word("&mut ").field("self", "additional").comma().literal(member).comma().word("&").open(4);
        if property.ty.collection {
            sheet.word("values").gap().word(".into_iter").open(0).word("()").close();
            sheet.gap().word(".map").open(0).word("(").list().ty(&into).word("::into").end_list().word(")").close();
            sheet.gap().word(".collect::<").list().ty(&value).end_list().word(">").open(0).word("()").close();
        } else {
            sheet.word("value").gap().word(".into").open(0).word("()").close();
        }
        sheet.close().end_list().word(")").end().end_block().end();
    }
    sheet.end_block().end();
}
