//! Writing what is documented about operations beside their types: permissions, statuses, pages.

use std::collections::BTreeMap;

use super::doc::{Doc, code, escape};
use super::features::FeatureSet;
use super::plan::Plan;
use super::sheet::Sheet;
use crate::model::Operation;

/// The operations of each file.
pub(super) fn files<'a>(plan: &Plan<'a>) -> BTreeMap<String, Vec<&'a Operation>> {
    let mut files: BTreeMap<String, Vec<&Operation>> = BTreeMap::new();
    for operation in &plan.api.operations {
        if let Some(names) = plan.operations.get(&operation.name) {
            files.entry(names.file.clone()).or_default().push(operation);
        }
    }
    files
}

fn features(plan: &Plan<'_>, operations: &[&Operation]) -> FeatureSet {
    operations.iter().map(|o| plan.feature(o)).collect()
}

/// One file of operations.
pub(super) fn file(plan: &Plan<'_>, operations: &[&Operation], mut sheet: Sheet) -> Sheet {
    let outer = features(plan, operations);
    sheet.blank().word("use ").root(&plan.root).word("::runtime::").open(4).word("{").gap().fill(0);
    sheet.word("Operation").comma().word("Permissions").close().last().word("}").close().word(";").end();
    for operation in operations {
        let Some(names) = plan.operations.get(&operation.name) else { continue };
        let own = FeatureSet::from([plan.feature(operation)]);
        let condition = plan.features.condition(&own, &outer);
        let (name, method) = (operation.name.as_str(), operation.method.as_str());
        let title = if operation.title.trim().is_empty() { code(name) } else { escape(operation.title.trim()) };
        let first = operation.templates.first().map_or("", |t| t.text.as_str());
        let doc = Doc::new().text(&format!("{title}: {}", code(&format!("{method} {first}"))));
        sheet.blank().doc(&doc).condition(condition);
        sheet.word("pub const ").ident(&names.name).line(": Operation = Operation {").deeper();
        sheet.word("name: ").literal(name).word(",").end();
        sheet.word("method: ").literal(method).word(",").end();
        let permissions = &operation.permissions;
        strings(&mut sheet, "templates: ", operation.templates.iter().map(|t| t.text.as_str())).word(",").end();
        sheet.word("statuses: &");
        if operation.statuses.is_empty() {
            sheet.word("[]");
        } else {
            sheet.open(4).word("[").gap().fill(0);
            for (index, status) in operation.statuses.iter().enumerate() {
                if index > 0 {
                    sheet.comma();
                }
                sheet.number(*status);
            }
            sheet.close().last().word("]").close();
        }
        sheet.word(",").end().line("permissions: Permissions {").deeper();
        strings(&mut sheet, "delegated_work: ", permissions.delegated_work.iter().map(String::as_str)).word(",").end();
        strings(&mut sheet, "delegated_personal: ", permissions.delegated_personal.iter().map(String::as_str));
        sheet.word(",").end();
        strings(&mut sheet, "application: ", permissions.application.iter().map(String::as_str)).last_comma().end();
        sheet.up().line("},").word("page: ").literal(&plan.page_url(&operation.page)).word(",").end().up().line("};");
    }
    sheet
}

/// A field that holds a list of strings.
fn strings<'s, 'a>(sheet: &'s mut Sheet, field: &'static str, values: impl Iterator<Item = &'a str>) -> &'s mut Sheet {
    sheet.word(field).word("&[").items(values, |sheet, value| {
        sheet.literal(value);
    });
    sheet.word("]")
}

/// `mod.rs` of the operations.
pub(super) fn module_file(plan: &Plan<'_>, mut sheet: Sheet) -> Sheet {
    let doc = Doc::new()
        .text("What is documented about each operation: its paths, statuses of success, permissions and page.")
        .text("An operation's name is the file name of its page, in capitals.");
    let files: Vec<(String, FeatureSet)> =
        files(plan).into_iter().map(|(name, operations)| (name, features(plan, &operations))).collect();
    sheet.blank().inner_doc(&doc).blank();
    for (head, behind) in [("mod ", ";"), ("pub use ", "::*;")] {
        for (name, features) in &files {
            let condition = plan.features.condition(features, &plan.tree.root.features);
            sheet.condition(condition).word(head).ident(name).word(behind).end();
        }
    }
    sheet
}
