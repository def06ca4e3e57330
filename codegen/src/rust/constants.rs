//! Emits constants: the names of a type's properties and relationships, for query options.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::deprecated;
use super::doc::{Doc, code};
use super::model_type::ModelType;
use super::paths::Paths;
use super::plan::ident;
use crate::model::Property;

/// A constant for each property and each relationship, including inherited ones.
pub(super) fn constants(model: &ModelType<'_>, paths: &mut Paths<'_>) -> Option<TokenStream> {
    if model.ty.properties.is_empty() {
        return None;
    }
    let name = model.ident();
    let properties = model.ty.properties.iter().zip(&model.names.constants);
    let constants: TokenStream = properties.map(|(property, name)| constant(model, paths, property, name)).collect();
    Some(quote! {
        /// Names for query options.
        impl #name {
            #constants
        }
    })
}

fn constant(model: &ModelType<'_>, paths: &mut Paths<'_>, property: &Property, name: &str) -> TokenStream {
    let (name, member) = (ident(name), property.name.as_str());
    let doc = Doc::new().text(&code(member));
    let deprecated = deprecated(property.deprecated.as_ref());
    let value = paths.single(&property.ty);
    if !property.navigation {
        let field = paths.runtime("Field");
        let value = if property.ty.collection { paths.prelude("Vec").of(&value) } else { value };
        return quote! { #doc #deprecated pub const #name: #field<Self, #value> = #field::new(#member); };
    }
    let condition = model.condition_of(&property.ty);
    let relationship = paths.runtime("Relationship");
    let many = property.ty.collection.then(|| {
        let many = paths.runtime("Many");
        quote! { , #many }
    });
    quote! {
        #doc #deprecated #condition
        pub const #name: #relationship<Self, #value #many> = #relationship::new(#member);
    }
}
