//! Emits constants with what is documented about operations: paths, permissions, statuses, pages.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::FeatureSet;
use super::doc::{Doc, code, escape};
use super::plan::{OperationNames, Plan, ident};
use super::tree;
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
pub(super) fn file(plan: &Plan<'_>, operations: &[&Operation]) -> TokenStream {
    let (root, outer) = (&plan.root, features(plan, operations));
    let constants = operations.iter().filter_map(|operation| {
        let names = plan.operations.get(&operation.name)?;
        let own = FeatureSet::from([plan.feature(operation)]);
        let condition = plan.features.condition(&own, &outer);
        let (doc, constant) = (doc(operation), constant(plan, operation, names));
        Some(quote! { #doc #condition #constant })
    });
    quote! {
        use #root::runtime::{Operation, Permissions};
        #(#constants)*
    }
}

fn doc(operation: &Operation) -> Doc {
    let title = operation.title.trim();
    let title = if title.is_empty() { code(&operation.name) } else { escape(title) };
    let first = operation.templates.first().map_or("", |t| t.text.as_str());
    Doc::new().text(&format!("{title}: {}", code(&format!("{} {first}", operation.method))))
}

fn constant(plan: &Plan<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let constant = ident(&names.name);
    let (name, method, page) = (&operation.name, &operation.method, plan.page_url(&operation.page));
    let templates = operation.templates.iter().map(tree::text);
    let statuses = operation.statuses.iter().map(|status| Literal::u16_unsuffixed(*status));
    let permissions = &operation.permissions;
    let delegated_work = &permissions.delegated_work;
    let delegated_personal = &permissions.delegated_personal;
    let application = &permissions.application;
    quote! {
        pub const #constant: Operation = Operation {
            name: #name,
            method: #method,
            templates: &[#(#templates),*],
            statuses: &[#(#statuses),*],
            permissions: Permissions {
                delegated_work: &[#(#delegated_work),*],
                delegated_personal: &[#(#delegated_personal),*],
                application: &[#(#application),*],
            },
            page: #page,
        };
    }
}

/// `mod.rs` of the operations.
pub(super) fn module_file(plan: &Plan<'_>) -> TokenStream {
    let doc = Doc::new()
        .text("What is documented about each operation: its paths, success statuses, permissions and page.")
        .text("The name of an operation is that of its page, in upper case and with its words apart.")
        .inner_tokens();
    let (mut modules, mut exports) = (TokenStream::new(), TokenStream::new());
    for (name, operations) in files(plan) {
        let (name, features) = (ident(&name), features(plan, &operations));
        let condition = plan.features.condition(&features, &plan.builders.root().features);
        modules.extend(quote! { #condition mod #name; });
        exports.extend(quote! { #condition pub use #name::*; });
    }
    quote! { #doc #modules #exports }
}
