//! Writing what is documented about operations beside their types: permissions, statuses, pages.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, code, escape};
use super::features::FeatureSet;
use super::plan::{Plan, ident};
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
    let outer = features(plan, operations);
    let mut items = Vec::new();
    for operation in operations {
        let Some(names) = plan.operations.get(&operation.name) else { continue };
        let own = FeatureSet::from([plan.feature(operation)]);
        let condition = plan.features.condition(&own, &outer);
        let constant = ident(&names.name);
        let name = operation.name.as_str();
        let method = operation.method.as_str();
        let templates = operation.templates.iter().map(|t| t.text.as_str());
        let statuses = operation.statuses.iter().map(|s| proc_macro2::Literal::u16_unsuffixed(*s));
        let work = &operation.permissions.delegated_work;
        let personal = &operation.permissions.delegated_personal;
        let application = &operation.permissions.application;
        let page = plan.page_url(&operation.page);
        let title = if operation.title.trim().is_empty() { code(name) } else { escape(operation.title.trim()) };
        let first = operation.templates.first().map_or("", |t| t.text.as_str());
        let doc = Doc::new().text(&format!("{title}: {}", code(&format!("{method} {first}")))).tokens();
        items.push(quote! {
            #doc
            #condition
            pub const #constant: Operation = Operation {
                name: #name,
                method: #method,
                templates: &[#(#templates),*],
                statuses: &[#(#statuses),*],
                permissions: Permissions {
                    delegated_work: &[#(#work),*],
                    delegated_personal: &[#(#personal),*],
                    application: &[#(#application),*],
                },
                page: #page,
            };
        });
    }
    let root = &plan.root;
    quote! {
        use #root::runtime::{Operation, Permissions};
        #(#items)*
    }
}

/// `mod.rs` of the operations.
pub(super) fn module_file(plan: &Plan<'_>) -> TokenStream {
    let parts: Vec<(TokenStream, TokenStream)> = files(plan)
        .into_iter()
        .map(|(name, operations)| {
            let condition = plan.features.condition(&features(plan, &operations), &plan.tree.root.features);
            let module = ident(&name);
            (quote! { #condition mod #module; }, quote! { #condition pub use #module::*; })
        })
        .collect();
    let (modules, exports): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    let doc = Doc::new()
        .text("What is documented about each operation: its paths, statuses of success, permissions and page.")
        .text("An operation's name is the file name of its page, in capitals.")
        .inner_tokens();
    quote! { #doc #(#modules)* #(#exports)* }
}
