//! Emits relationships: accessors that decode expanded values on demand.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::deprecated;
use super::doc::{Doc, code};
use super::model_type::ModelType;
use super::paths::Paths;
use super::plan::{ident, setter};
use super::structs::member_doc;
use crate::model::Property;

/// Accessors of the relationships of a type. An expanded relationship stays raw in `additional` until it is accessed.
pub(super) fn relationships(model: &ModelType<'_>, paths: &mut Paths<'_>) -> Option<TokenStream> {
    let properties = model.ty.properties.iter().zip(&model.names.members);
    let relationships: Vec<(&Property, &String)> = properties.filter(|(property, _)| property.navigation).collect();
    if relationships.is_empty() {
        return None;
    }
    let name = model.ident();
    let accessors: TokenStream = relationships
        .into_iter()
        .flat_map(|(property, name)| [get(model, paths, property, name), set(model, paths, property, name)])
        .collect();
    Some(quote! {
        impl #name {
            #accessors
        }
    })
}

fn get(model: &ModelType<'_>, paths: &mut Paths<'_>, property: &Property, name: &str) -> TokenStream {
    let (name, member, root) = (ident(name), property.name.as_str(), &model.plan.root);
    let deprecated = deprecated(property.deprecated.as_ref());
    let condition = model.condition_of(&property.ty);
    let (result, option) = (paths.prelude("Result"), paths.prelude("Option"));
    let error = paths.runtime("DecodeError");
    let single = paths.single(&property.ty);
    let value = if property.ty.collection { paths.prelude("Vec").of(&single) } else { single };
    let doc = member_doc(&property.description, member, &model.links())
        .text(&format!(
            "A relationship, present if it was expanded: {} decoded from `additional`; `None` if it is absent or null.",
            code(member)
        ))
        .errors("The member does not have the documented shape.");
    quote! {
        #doc #deprecated #condition
        #[inline]
        pub fn #name(&self) -> #result<#option<#value>, #error> {
            #root::runtime::object::relationship(&self.additional, #member)
        }
    }
}

fn set(model: &ModelType<'_>, paths: &mut Paths<'_>, property: &Property, name: &str) -> TokenStream {
    let (name, member, root) = (ident(&setter(name)), property.name.as_str(), &model.plan.root);
    let deprecated = deprecated(property.deprecated.as_ref());
    let condition = model.condition_of(&property.ty);
    let (result, into, vec) = (paths.prelude("Result"), paths.prelude("Into"), paths.prelude("Vec"));
    let error = paths.runtime("EncodeError");
    let single = paths.single(&property.ty);
    let doc = Doc::new()
        .text(&format!(
            "Sets the relationship {}, to create or bind related objects together with this one.",
            code(member)
        ))
        .errors("The value cannot be serialized as JSON.");
    let (argument, value) = if property.ty.collection {
        (
            quote! { values: impl ::core::iter::IntoIterator<Item = impl #into<#single>> },
            quote! { values.into_iter().map(#into::into).collect::<#vec<#single>>() },
        )
    } else {
        (quote! { value: impl #into<#single> }, quote! { value.into() })
    };
    quote! {
        #doc #deprecated #condition
        #[inline]
        pub fn #name(&mut self, #argument) -> #result<(), #error> {
            #root::runtime::object::set_relationship(&mut self.additional, #member, &#value)
        }
    }
}
