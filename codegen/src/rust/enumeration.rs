//! Writing enumerations: the documented members, and a variant that keeps any other text.

use super::doc::{Doc, code};
use super::paths::{Paths, Ty};
use super::plan::{Plan, TypeNames};
use super::sheet::{Argument, Sheet};
use crate::model::Type;

pub(super) fn enumeration(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    sheet: &mut Sheet,
    ty: &Type,
    names: &TypeNames,
    key: &str,
) {
    let name = Ty::ident(&names.name);
    let features = plan.features.of(key);
    let links = plan.links(features);
    let enumeration = paths.runtime("Enumeration");
    let option = paths.prelude("Option");
    let string = paths.prelude("String");
    let members = || ty.members.iter().map(|m| m.name.as_str()).zip(&names.variants);

    sheet.blank().doc(&enumeration_doc(plan, ty, key)).deprecated(ty.deprecated);
    sheet.line("#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]").line("#[non_exhaustive]");
    sheet.word("pub enum ").ty(&name).word(" ").block();
    for (member, variant) in ty.members.iter().zip(&names.variants) {
        let doc = if member.description.is_empty() {
            Doc::new().text(&code(&member.name))
        } else {
            Doc::new().prose(&member.description, &links)
        };
        sheet.doc(&doc).deprecated(member.deprecated).ident(variant).word(",").end();
    }
    sheet
        .line("/// Any other text, kept as it came: a member that is not documented yet, several members separated by")
        .line("/// commas, or a documented one in another case.");
    sheet.tuple("UnknownValue", &string).word(",").end().end_block().end();

    sheet.blank().implementation(&enumeration, &name).block();
    sheet.word("const TYPE: &'static str = ").literal(&ty.name).word(";").end();
    sheet.word("const MEMBERS: &'static [&'static str] = ").joint().word("&[");
    sheet.items(members(), |sheet, (member, _)| {
        sheet.literal(member);
    });
    sheet.word("];").end();

    sheet.blank().line("#[inline]");
    sheet.function("fn ", "from_member", &[Argument::Named("name", "&str".into())], &option.of(&"Self".into()));
    sheet.line("Some(").deeper().word("match name ").block();
    for (member, variant) in members() {
        sheet.literal(member).word(" => ").arm().word("Self::").ident(variant).end_arm();
    }
    sheet.line("_ => return None,").up().line("},").up().line(")").end_block().end();

    sheet.blank().line("#[inline]");
    sheet.function("fn ", "from_unknown", &[Argument::Named("value", string)], &"Self".into());
    sheet.line("Self::UnknownValue(value)").end_block().end();

    sheet.blank().line("#[inline]").word("fn as_str(&self) -> &str ").block().word("match self ").block();
    for (member, variant) in members() {
        sheet.word("Self::").ident(variant).word(" => ").arm().literal(member).end_arm();
    }
    sheet.line("Self::UnknownValue(value) => value,").end_block().end().end_block().end().end_block().end();

    sheet.blank().call_macro(&plan.root, "enumeration_impls", &name);
}

/// The comment of an enumeration: what it is, then where it comes from.
fn enumeration_doc(plan: &Plan<'_>, ty: &Type, key: &str) -> Doc {
    let links = plan.links(plan.features.of(key));
    let mut doc = Doc::new();
    if ty.description.is_empty() {
        doc = doc.text(&format!("The values of {}.", code(ty.short_name())));
    } else {
        doc = doc.prose(&ty.description, &links);
    }
    let sentinel = ty.members.iter().position(|m| m.name == "unknownFutureValue");
    if let Some(at) = sentinel {
        let later: Vec<String> = ty.members.iter().skip(at + 1).map(|m| code(&m.name)).collect();
        let behind = if later.is_empty() { String::new() } else { format!(" ({})", later.join(", ")) };
        doc = doc.text(&format!(
            "An evolvable enumeration: members that come after `unknownFutureValue`{behind} are only sent to callers \
             that ask for them with the header `Prefer: include-unknown-enum-members`."
        ));
    }
    let page = ty.pages.first().map(|p| plan.page_url(p)).unwrap_or_default();
    doc.text(&format!("{} · [documentation]({page})", code(&ty.name)))
}
