//! Writing enumerations: the documented members, and a variant that keeps any other text.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, code};
use super::paths::Paths;
use super::plan::{Plan, TypeNames, ident};
use super::structure::deprecation;
use crate::model::Type;

pub(super) fn enumeration(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    ty: &Type,
    names: &TypeNames,
    key: &str,
) -> TokenStream {
    let root = &plan.root;
    let name = ident(&names.name);
    let full_name = ty.name.as_str();
    let features = plan.features.of(key);
    let links = plan.links(features);
    let enumeration = paths.runtime("Enumeration");
    let option = paths.prelude("Option");
    let string = paths.prelude("String");
    let mut doc = Doc::new();
    if ty.description.is_empty() {
        doc = doc.text(&format!("The values of {}.", code(ty.short_name())));
    } else {
        doc = doc.prose(&ty.description, &links);
    }
    let sentinel = ty.members.iter().position(|m| m.name == "unknownFutureValue");
    if let Some(at) = sentinel {
        let later: Vec<String> = ty.members.iter().skip(at + 1).map(|m| code(&m.name)).collect();
        let behind = if later.is_empty() { String::new() } else { format!(" ({})", later.join(", ")) };
        doc = doc.text(&format!(
            "An evolvable enumeration: members that come after `unknownFutureValue`{behind} are only sent to callers \
             that ask for them with the header `Prefer: include-unknown-enum-members`."
        ));
    }
    let page = ty.pages.first().map(|p| plan.page_url(p)).unwrap_or_default();
    let doc = doc.text(&format!("{} · [documentation]({page})", code(full_name))).tokens();
    let deprecated = deprecation(ty.deprecated);
    let mut variants = Vec::new();
    let mut from = Vec::new();
    let mut to = Vec::new();
    let members: Vec<&str> = ty.members.iter().map(|m| m.name.as_str()).collect();
    for (member, variant) in ty.members.iter().zip(&names.variants) {
        let variant = ident(variant);
        let text = member.name.as_str();
        let doc = if member.description.is_empty() {
            Doc::new().text(&code(text))
        } else {
            Doc::new().prose(&member.description, &links)
        };
        let doc = doc.tokens();
        let deprecated = deprecation(member.deprecated);
        variants.push(quote! { #doc #deprecated #variant });
        from.push(quote! { #text => Self::#variant });
        to.push(quote! { Self::#variant => #text });
    }
    quote! {
        #doc
        #deprecated
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// Any other text, kept as it came: a member that is not documented yet, several members separated by
            /// commas, or a documented one in another case.
            UnknownValue(#string),
        }

        impl #enumeration for #name {
            const TYPE: &'static str = #full_name;
            const MEMBERS: &'static [&'static str] = &[#(#members),*];

            #[inline]
            fn from_member(name: &str) -> #option<Self> {
                Some(match name { #(#from,)* _ => return None })
            }

            #[inline]
            fn from_unknown(value: #string) -> Self {
                Self::UnknownValue(value)
            }

            #[inline]
            fn as_str(&self) -> &str {
                match self { #(#to,)* Self::UnknownValue(value) => value }
            }
        }

        #root::enumeration_impls!(#name);
    }
}
