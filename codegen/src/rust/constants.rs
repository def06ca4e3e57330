//! Writing constants: the names of a type's properties and relationships, for query options.

use super::doc::{Doc, code};
use super::features::named;
use super::paths::Paths;
use super::plan::{Plan, TypeNames};
use super::sheet::Sheet;
use crate::model::Type;

/// A constant for each property and each relationship, inherited ones included.
pub(super) fn constants(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    sheet: &mut Sheet,
    ty: &Type,
    names: &TypeNames,
    key: &str,
) {
    if ty.properties.is_empty() {
        return;
    }
    let features = plan.features.of(key);
    sheet.blank().line("/// Names for query options.").word("impl ").ident(&names.name).word(" ").block();
    for (index, (property, constant)) in ty.properties.iter().zip(&names.constants).enumerate() {
        if index > 0 {
            sheet.blank();
        }
        let member = property.name.as_str();
        let mut value = paths.single(&property.ty);
        // As the accessor: its type may belong to a workload that is not compiled.
        let target = named(&property.ty).filter(|_| property.navigation);
        let condition = target.and_then(|k| plan.features.condition(plan.features.of(&k), features));
        let kind = paths.runtime(if property.navigation { "Relationship" } else { "Field" });
        if !property.navigation && property.ty.collection {
            value = paths.prelude("Vec").of(&value);
        }
        sheet.doc(&Doc::new().text(&code(member))).deprecated(property.deprecated).condition(condition);
        sheet.word("pub const ").ident(constant).word(": ").ty(&kind).word("<").list().word("Self").comma().ty(&value);
        if property.navigation && property.ty.collection {
            let many = paths.runtime("Many");
            sheet.comma().ty(&many);
        }
        sheet.end_list().word("> = ").joint().ty(&kind).word("::new(").list().literal(member).end_list();
        sheet.word(");").end();
    }
    sheet.end_block().end();
}
