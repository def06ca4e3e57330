//! Writing structs: of model types and of the parameters of actions.

use super::doc::{Doc, code};
use super::features::{Condition, FeatureSet};
use super::paths::{Paths, Ty};
use super::plan::{Plan, PlanLinks};
use super::sheet::Sheet;
use crate::model::{Description, Property};

/// What a struct is made of.
pub(super) struct Structure<'a> {
    /// Its name.
    pub name: &'a Ty,
    /// The documented name.
    pub full_name: &'a str,
    /// The properties and the names of their fields.
    pub fields: &'a [(&'a Property, &'a str)],
    pub doc: &'a Doc,
    pub deprecated: bool,
    /// The features that compile it.
    pub features: &'a FeatureSet,
    /// The condition on its features, if the file around it has another.
    pub condition: Option<Condition<'a>>,
}

/// Structs with more fields than this compare them one after the other.
const MAX_DERIVED: usize = 1000;

impl Structure<'_> {
    /// The struct itself.
    pub fn declare(&self, plan: &Plan<'_>, paths: &mut Paths<'_>, sheet: &mut Sheet) {
        let links = plan.links(self.features);
        // Derived, it is one expression of as many levels as there are fields, of which the compiler bears so many.
        let derives = self.fields.len() <= MAX_DERIVED;
        sheet.blank().doc(self.doc).deprecated(self.deprecated).condition(self.condition);
        sheet.line(if derives { "#[derive(Clone, Default, PartialEq)]" } else { "#[derive(Clone, Default)]" });
        sheet.word("pub struct ").ty(self.name).word(" ").block();
        for (documented, field) in self.fields {
            let property = paths.runtime("Property");
            let ty = paths.field(&documented.ty);
            sheet
                .doc(&member_doc(&documented.description, &documented.name, &links))
                .deprecated(documented.deprecated)
                .word("pub ")
                .ident(field)
                .word(": ")
                .ty(&property)
                .word("<")
                .list()
                .ty(&ty)
                .end_list()
                .word(">,")
                .end();
        }
        let additional = paths.runtime("Additional");
        sheet.line("/// Members of the JSON object that no field above carries.");
        sheet.word("pub additional: ").ty(&additional).word(",").end().end_block().end();
        if !derives {
            self.compare(sheet);
        }
    }

    fn compare(&self, sheet: &mut Sheet) {
        sheet.blank().condition(self.condition).implementation(&"::std::cmp::PartialEq".into(), self.name).block();
        sheet.word("fn eq(&self, other: &Self) -> bool ").block();
        for (_, field) in self.fields {
            sheet.open_block().open(-4).open(0).word("if ").fill(4).fill(-4).field("self", field).close().space();
            sheet.word("!= ").field("other", field).close().space().close().close().close().block();
            sheet.line("return false;").end_block().end();
        }
        sheet.line("self.additional == other.additional").end_block().end().end_block().end();
    }

    /// How it is read and written.
    pub fn implement(&self, plan: &Plan<'_>, paths: &mut Paths<'_>, sheet: &mut Sheet) {
        let object = paths.runtime("Object");
        sheet.blank().condition(self.condition).implementation(&object, self.name).block();
        sheet.word("const TYPE: &'static str = ").literal(self.full_name).word(";").end().blank();

        let ok = paths.prelude("Ok");
        read_head(paths, sheet);
        if self.fields.is_empty() {
            sheet.line("let _ = (name, map);").ty(&ok).word("(false)").end();
        } else {
            let object = paths.runtime("object");
            sheet.word("match name ").block();
            for (documented, field) in self.fields {
                sheet.literal(&documented.name).word(" => ").arm().ty(&object).word("::member(").list();
                sheet.word("&mut ").field("self", field).comma().word("map").end_list().word(")").end_arm();
            }
            sheet.word("_ => return ").ty(&ok).word("(false),").end();
            sheet.up().line("}?;").ty(&ok).word("(true)").end();
        }
        sheet.end_block().end();

        write_head(paths, sheet);
        for (documented, field) in self.fields {
            sheet.open(4).word("writer").gap().word(".property").open(0).word("(").list();
            sheet.literal(&documented.name).comma().word("&").field("self", field).end_list();
            sheet.word(")").close().close().word(";").end();
        }
        if self.fields.is_empty() {
            sheet.line("let _ = writer;");
        }
        sheet.end_block().end();

        let additional = paths.runtime("Additional");
        additional_head(sheet, &additional, false);
        sheet.line("&self.additional").end_block().end();
        additional_head(sheet, &additional, true);
        sheet.line("&mut self.additional").end_block().end().end_block().end();
        sheet.blank().condition(self.condition).call_macro(&plan.root, "object_impls", self.name);
    }
}

/// `fn read(…) {`
pub(super) fn read_head(paths: &mut Paths<'_>, sheet: &mut Sheet) {
    let map_access = paths.runtime("MapAccess");
    let result = paths.prelude("Result");
    sheet.open_block().word("fn read<").open(0).gap().word("'de").comma().word("A").fill(4).word(": ").ty(&map_access);
    sheet.word("<").list().word("'de").end_list().word(">").close().end_list().word(">(").joint().open(0).gap();
    sheet.word("&mut self").comma().word("name: &str").comma().word("map: &mut A").end_list().word(")").open(-4);
    sheet.word(" -> ").ty(&result).word("<").list().word("bool").comma().word("A::Error").end_list().word(">");
    sheet.close().word(" ").close().block();
}

/// `fn write(…) {`
pub(super) fn write_head(paths: &mut Paths<'_>, sheet: &mut Sheet) {
    let writer = paths.runtime("Writer");
    sheet.blank().open_block().word("fn write<").open(0).gap().word("W").fill(4).word(": ").ty(&writer).close();
    sheet.end_list().word(">(").joint().open(0).gap().word("&self").comma().word("writer: &mut W").end_list();
    sheet.word(") ").close().block();
}

/// `fn additional(&self) -> … {`, or the same for a value that can be changed.
pub(super) fn additional_head(sheet: &mut Sheet, additional: &Ty, mutable: bool) {
    let head = if mutable { "fn additional_mut(&mut self) -> &mut " } else { "fn additional(&self) -> &" };
    sheet.blank().line("#[inline]").word(head).ty(additional).word(" ").block();
}

/// The comment of a field; never empty.
pub(super) fn member_doc(description: &Description, member: &str, links: &PlanLinks<'_>) -> Doc {
    if description.is_empty() {
        Doc::new().text(&format!("{}; the docs say no more.", code(member)))
    } else {
        Doc::new().prose(description, links)
    }
}
