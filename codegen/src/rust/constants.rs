//! Writing constants: the names of a type's properties and relationships, for query options.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, code};
use super::features::named;
use super::paths::Paths;
use super::plan::{Plan, TypeNames, ident};
use super::structure::deprecation;
use crate::model::Type;

/// A constant for each property and each relationship, inherited ones included.
pub(super) fn constants(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    ty: &Type,
    names: &TypeNames,
    key: &str,
) -> TokenStream {
    let features = plan.features.of(key);
    let mut items = Vec::new();
    for (property, constant) in ty.properties.iter().zip(&names.constants) {
        let member = property.name.as_str();
        let constant = ident(constant);
        let doc = Doc::new().text(&code(member)).tokens();
        let deprecated = deprecation(property.deprecated);
        let single = paths.single(&property.ty);
        items.push(if property.navigation {
            // As the accessor: its type may belong to a workload that is not compiled.
            let condition = named(&property.ty).and_then(|k| plan.features.condition(plan.features.of(&k), features));
            let relationship = paths.runtime("Relationship");
            let many = property.ty.collection.then(|| {
                let many = paths.runtime("Many");
                quote! { , #many }
            });
            quote! {
                #doc
                #deprecated
                #condition
                pub const #constant: #relationship<Self, #single #many> = #relationship::new(#member);
            }
        } else {
            let field = paths.runtime("Field");
            let value = if property.ty.collection {
                let vec = paths.prelude("Vec");
                quote! { #vec<#single> }
            } else {
                single
            };
            quote! {
                #doc
                #deprecated
                pub const #constant: #field<Self, #value> = #field::new(#member);
            }
        });
    }
    if items.is_empty() {
        return TokenStream::new();
    }
    let name = ident(&names.name);
    let doc = Doc::new().text("Names for query options.").tokens();
    quote! { #doc impl #name { #(#items)* } }
}
