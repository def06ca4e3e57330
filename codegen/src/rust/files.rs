//! The files of a crate, and which emitter writes each of them.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;

use super::builders::Builder;
use super::plan::Plan;
use super::{Crate, examples, models, operations, package, polymorphic, requests};
use crate::docs::Files;
use crate::model::{Operation, TypeKey};

/// The contents of a file.
pub(super) enum Content<'a> {
    /// The root of all generated modules.
    Generated,
    /// A module of models.
    ModelsModule(&'a [String]),
    /// The type with this key.
    Model(&'a TypeKey),
    /// The enum over the base type with this key and its derived types.
    Polymorphic(&'a TypeKey),
    OperationsModule,
    Operations(Vec<&'a Operation>),
    RequestsModule,
    /// The builders of one file, which is named after what they start at.
    Requests(&'a str, Vec<&'a Builder>),
    Examples,
    /// `lib.rs`.
    Root,
    /// The file that a crate with a build script includes.
    Included,
    /// The test that runs the examples.
    Harness,
}

impl Content<'_> {
    /// The tokens of the file.
    pub fn tokens(&self, plan: &Plan<'_>, files: &Files, krate: &Crate) -> TokenStream {
        match self {
            Content::Generated => package::generated(plan, krate),
            Content::ModelsModule(module) => models::module_file(plan, module),
            Content::Model(key) => models::type_file(plan, key).unwrap_or_default(),
            Content::Polymorphic(key) => polymorphic::file(plan, key).unwrap_or_default(),
            Content::OperationsModule => operations::module_file(plan),
            Content::Operations(operations) => operations::file(plan, operations),
            Content::RequestsModule => requests::module_file(plan),
            Content::Requests(module, builders) => requests::file(plan, module, builders),
            Content::Examples => examples::file(plan, files, krate.name()),
            Content::Root => package::root(&plan.features.all),
            Content::Included => package::included(krate.name()),
            Content::Harness => package::harness(krate.name()),
        }
    }
}

/// A file's path below the crate, and its contents.
pub(super) type PlannedFile<'a> = (String, Content<'a>);

/// All Rust files.
pub(super) fn planned<'a>(plan: &'a Plan<'a>, krate: &Crate) -> Vec<PlannedFile<'a>> {
    let mut out = crate_files(krate);
    let mut modules = vec![("mod.rs".to_owned(), Content::Generated)];
    modules.extend(model_files(plan));
    // A tree with only resource pages has no requests.
    if !plan.api.operations.is_empty() {
        modules.extend(operation_files(plan));
        modules.extend(request_files(plan));
    }
    let generated = krate.generated();
    out.extend(modules.into_iter().map(|(path, content)| (format!("{generated}/{path}"), content)));
    out
}

/// The files next to the generated modules.
fn crate_files<'a>(krate: &Crate) -> Vec<PlannedFile<'a>> {
    let mut out = Vec::new();
    if let Some(folder) = krate.examples() {
        out.push((format!("{folder}/examples.rs"), Content::Examples));
    }
    match krate {
        Crate::Whole { .. } => {
            out.push(("src/lib.rs".to_owned(), Content::Root));
            out.push(("tests/documented_examples.rs".to_owned(), Content::Harness));
        }
        Crate::Part { .. } => {}
        Crate::Module { .. } => out.push((format!("{}.rs", krate.name()), Content::Included)),
    }
    out
}

fn model_files<'a>(plan: &'a Plan<'a>) -> Vec<PlannedFile<'a>> {
    let mut out = Vec::new();
    let mut modules: BTreeSet<&[String]> = BTreeSet::from([&[][..]]);
    for (key, names) in &plan.types {
        let folder: String = names.modules.iter().map(|module| format!("{module}/")).collect();
        out.push((format!("models/{folder}{}.rs", names.file), Content::Model(key)));
        if let Some(any) = plan.polymorphic.get(key) {
            out.push((format!("models/{folder}{}.rs", any.file), Content::Polymorphic(key)));
        }
        modules.extend((1..=names.modules.len()).filter_map(|depth| names.modules.get(..depth)));
    }
    for module in modules {
        let folder: String = module.iter().map(|module| format!("{module}/")).collect();
        out.push((format!("models/{folder}mod.rs"), Content::ModelsModule(module)));
    }
    out
}

fn operation_files<'a>(plan: &'a Plan<'a>) -> Vec<PlannedFile<'a>> {
    let files = operations::files(plan).into_iter();
    let files = files.map(|(name, operations)| (format!("operations/{name}.rs"), Content::Operations(operations)));
    std::iter::once(("operations/mod.rs".to_owned(), Content::OperationsModule)).chain(files).collect()
}

fn request_files<'a>(plan: &'a Plan<'a>) -> Vec<PlannedFile<'a>> {
    let files = plan.builders.files().into_iter();
    let files = files.map(|(module, builders)| (format!("requests/{module}.rs"), Content::Requests(module, builders)));
    std::iter::once(("requests/mod.rs".to_owned(), Content::RequestsModule)).chain(files).collect()
}
