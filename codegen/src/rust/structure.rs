//! Writing structs: of model types and of the parameters of actions.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, code};
use super::features::FeatureSet;
use super::paths::Paths;
use super::plan::{Plan, PlanLinks, ident};
use crate::model::{Description, Property};

/// What a struct is made of.
pub(super) struct Structure<'a> {
    /// Its name.
    pub name: &'a str,
    /// The documented name.
    pub full_name: &'a str,
    /// The properties and the names of their fields.
    pub fields: &'a [(&'a Property, &'a str)],
    pub doc: &'a Doc,
    pub deprecated: bool,
    /// The features that compile it.
    pub features: &'a FeatureSet,
    /// Its own methods, as an `impl` block.
    pub methods: TokenStream,
    /// The condition on its features, if the file around it has another.
    pub condition: Option<TokenStream>,
}

/// Structs with more fields than this compare them one after the other.
const MAX_DERIVED: usize = 1000;

/// A struct with its impls; also used for the parameters of actions.
pub(super) fn structure(plan: &Plan<'_>, paths: &mut Paths<'_>, parts: Structure<'_>) -> TokenStream {
    let root = &plan.root;
    let Structure { name, full_name, fields, doc, deprecated, features, methods, condition } = parts;
    let name = ident(name);
    let property = if fields.is_empty() { TokenStream::new() } else { paths.runtime("Property") };
    let additional = paths.runtime("Additional");
    let object = paths.runtime("Object");
    let writer = paths.runtime("Writer");
    let result = paths.prelude("Result");
    let object_module = if fields.is_empty() { TokenStream::new() } else { paths.runtime("object") };
    let ok = paths.prelude("Ok");
    let links = plan.links(features);

    let mut declarations = Vec::new();
    let mut reads = Vec::new();
    let mut writes = Vec::new();
    for (documented, field) in fields {
        let field = ident(field);
        let member = documented.name.as_str();
        let ty = paths.field(&documented.ty);
        let doc = member_doc(&documented.description, member, &links).tokens();
        let deprecated = deprecation(documented.deprecated);
        declarations.push(quote! { #doc #deprecated pub #field: #property<#ty> });
        reads.push(quote! { #member => #object_module::member(&mut self.#field, map) });
        writes.push(quote! { writer.property(#member, &self.#field); });
    }
    let doc = doc.tokens();
    let deprecated = deprecation(deprecated);
    let (read, write) = if fields.is_empty() {
        (quote! { let _ = (name, map); #ok(false) }, quote! { let _ = writer; })
    } else {
        (quote! { match name { #(#reads,)* _ => return #ok(false), }?; #ok(true) }, quote! { #(#writes)* })
    };
    let map_access = paths.runtime("MapAccess");
    // Derived, it is one expression of as many levels as there are fields, of which the compiler bears so many.
    let (derived, equality) = if fields.len() <= MAX_DERIVED {
        (quote! { Clone, Default, PartialEq }, None)
    } else {
        let fields = fields.iter().map(|(_, field)| ident(field));
        let equality = quote! {
            #condition
            impl ::std::cmp::PartialEq for #name {
                fn eq(&self, other: &Self) -> bool {
                    #(if self.#fields != other.#fields {
                        return false;
                    })*
                    self.additional == other.additional
                }
            }
        };
        (quote! { Clone, Default }, Some(equality))
    };
    quote! {
        #doc
        #deprecated
        #condition
        #[derive(#derived)]
        pub struct #name {
            #(#declarations,)*
            /// Members of the JSON object that no field above carries.
            pub additional: #additional,
        }

        #equality

        #methods

        #condition
        impl #object for #name {
            const TYPE: &'static str = #full_name;

            fn read<'de, A: #map_access<'de>>(&mut self, name: &str, map: &mut A) -> #result<bool, A::Error> {
                #read
            }

            fn write<W: #writer>(&self, writer: &mut W) {
                #write
            }

            #[inline]
            fn additional(&self) -> &#additional {
                &self.additional
            }

            #[inline]
            fn additional_mut(&mut self) -> &mut #additional {
                &mut self.additional
            }
        }

        #condition
        #root::object_impls!(#name);
    }
}

/// The comment of a field; never empty.
pub(super) fn member_doc(description: &Description, member: &str, links: &PlanLinks<'_>) -> Doc {
    if description.is_empty() {
        Doc::new().text(&format!("{}; the docs say no more.", code(member)))
    } else {
        Doc::new().prose(description, links)
    }
}

/// `#[deprecated]`; the comment says why.
pub(super) fn deprecation(deprecated: bool) -> Option<TokenStream> {
    deprecated.then(|| quote! { #[deprecated] })
}
