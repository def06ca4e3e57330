//! Writing relationships: accessors that decode what was expanded, when it is asked for.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, code};
use super::features::named;
use super::paths::Paths;
use super::plan::{Plan, TypeNames, ident, setter};
use super::structure::{deprecation, member_doc};
use crate::model::Type;

/// Accessors of the relationships of a type. An expanded relationship stays raw in `additional` until it is asked for.
pub(super) fn relationships(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    ty: &Type,
    names: &TypeNames,
    key: &str,
) -> TokenStream {
    let features = plan.features.of(key);
    let links = plan.links(features);
    let root = &plan.root;
    let mut methods = Vec::new();
    for (property, name) in ty.properties.iter().zip(&names.members).filter(|(p, _)| p.navigation) {
        let member = property.name.as_str();
        let condition = named(&property.ty).and_then(|k| plan.features.condition(plan.features.of(&k), features));
        let single = paths.single(&property.ty);
        let result = paths.prelude("Result");
        let option = paths.prelude("Option");
        let vec = paths.prelude("Vec");
        let decode_error = paths.runtime("DecodeError");
        let encode_error = paths.runtime("EncodeError");
        let value = if property.ty.collection {
            quote! { #vec<#single> }
        } else {
            quote! { #single }
        };
        let into = paths.prelude("Into");
        let (argument, given) = if property.ty.collection {
            (
                quote! { values: impl ::core::iter::IntoIterator<Item = impl #into<#single>> },
                quote! { &values.into_iter().map(#into::into).collect::<#vec<#single>>() },
            )
        } else {
            (quote! { value: impl #into<#single> }, quote! { &value.into() })
        };
        let getter = ident(name);
        let setter = ident(&setter(name));
        let links_doc = member_doc(&property.description, member, &links)
            .text(&format!(
                "A relationship, present when it was expanded: {} decoded from `additional`; `None` if it is absent or null.",
                code(member)
            ))
            .errors("The member does not have the documented shape.")
            .tokens();
        let set_doc = Doc::new()
            .text(&format!(
                "Sets the relationship {}, to create or bind related objects along with this one.",
                code(member)
            ))
            .errors("The value cannot be written as JSON.")
            .tokens();
        let deprecated = deprecation(property.deprecated);
        methods.push(quote! {
            #links_doc
            #deprecated
            #condition
            #[inline]
            pub fn #getter(&self) -> #result<#option<#value>, #decode_error> {
                #root::runtime::object::relationship(&self.additional, #member)
            }

            #set_doc
            #deprecated
            #condition
            #[inline]
            pub fn #setter(&mut self, #argument) -> #result<(), #encode_error> {
                #root::runtime::object::set_relationship(&mut self.additional, #member, #given)
            }
        });
    }
    if methods.is_empty() {
        return TokenStream::new();
    }
    let name = ident(&names.name);
    quote! { impl #name { #(#methods)* } }
}
