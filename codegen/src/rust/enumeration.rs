//! Emits enumerations: the documented members, and a variant for any other text.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::attributes::{deprecated, deprecated_member};
use super::doc::{Doc, code};
use super::model_type::ModelType;
use super::paths::Paths;
use super::plan::ident;

/// The enum, its serde implementations, and the runtime's traits for enumerations.
pub(super) fn enumeration(model: &ModelType<'_>, paths: &mut Paths<'_>) -> TokenStream {
    let (name, root) = (model.ident(), &model.plan.root);
    let variants: Vec<Ident> = model.names.variants.iter().map(|variant| ident(variant)).collect();
    let declaration = declaration(model, paths, &variants);
    let implementation = implementation(model, paths, &variants);
    quote! {
        #declaration
        #implementation
        #root::enumeration_impls!(#name);
    }
}

fn declaration(model: &ModelType<'_>, paths: &Paths<'_>, variants: &[Ident]) -> TokenStream {
    let (name, doc, string) = (model.ident(), doc(model), paths.prelude("String"));
    let deprecated_type = deprecated(model.ty.deprecated.as_ref());
    let members = model.ty.members.iter().zip(variants).map(|(member, variant)| {
        let doc = if member.description.is_empty() {
            Doc::new().text(&code(&member.name))
        } else {
            Doc::new().prose(&member.description, &model.links())
        };
        let deprecated = deprecated_member(member.deprecated);
        quote! { #doc #deprecated #variant, }
    });
    quote! {
        #doc
        #deprecated_type
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum #name {
            #(#members)*
            /// Any other text, unchanged: a member that is not documented yet, several members separated by
            /// commas, or a documented member in different letter case.
            UnknownValue(#string),
        }
    }
}

fn implementation(model: &ModelType<'_>, paths: &mut Paths<'_>, variants: &[Ident]) -> TokenStream {
    let (name, full_name) = (model.ident(), model.ty.name.as_str());
    let (option, string) = (paths.prelude("Option"), paths.prelude("String"));
    let enumeration = paths.runtime("Enumeration");
    let members: Vec<&str> = model.ty.members.iter().map(|member| member.name.as_str()).collect();
    quote! {
        impl #enumeration for #name {
            const TYPE: &'static str = #full_name;
            const MEMBERS: &'static [&'static str] = &[#(#members),*];

            #[inline]
            fn from_member(name: &str) -> #option<Self> {
                Some(match name {
                    #(#members => Self::#variants,)*
                    _ => return None,
                })
            }

            #[inline]
            fn from_unknown(value: #string) -> Self {
                Self::UnknownValue(value)
            }

            #[inline]
            fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #members,)*
                    Self::UnknownValue(value) => value,
                }
            }
        }
    }
}

/// The comment of an enumeration: its description, then its source.
fn doc(model: &ModelType<'_>) -> Doc {
    let ty = model.ty;
    let mut doc = Doc::new();
    if ty.description.is_empty() {
        doc = doc.text(&format!("The values of {}.", code(ty.short_name())));
    } else {
        doc = doc.prose(&ty.description, &model.links());
    }
    if let Some(at) = ty.members.iter().position(|member| member.name == "unknownFutureValue") {
        let later: Vec<String> = ty.members.iter().skip(at + 1).map(|member| code(&member.name)).collect();
        let behind = if later.is_empty() { String::new() } else { format!(" ({})", later.join(", ")) };
        doc = doc.text(&format!(
            "An evolvable enumeration: members that come after `unknownFutureValue`{behind} are only sent to callers \
             that ask for them with the header `Prefer: include-unknown-enum-members`."
        ));
    }
    doc.text(&model.source_line())
}
