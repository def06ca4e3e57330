//! Writing the enums over a base type and the types derived from it.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, code};
use super::names::Scope;
use super::paths::Paths;
use super::plan::{Plan, ident};
use super::structure::{deprecation, member_doc};
use crate::model::Property;

/// The properties that the base type and all types derived from it have in common, and the names of their accessors.
pub(super) fn shared<'a>(plan: &Plan<'a>, key: &str) -> Vec<(&'a Property, String)> {
    let (Some(base), Some(derived), Some(names)) =
        (plan.api.types.get(key), plan.derived.get(key), plan.types.get(key))
    else {
        return Vec::new();
    };
    // Functions of the traits that the enum has must stay reachable by `AnyX::from(…)`.
    let mut scope =
        Scope::reserving(["from", "try_from", "into", "try_into", "default", "clone", "eq", "ne", "fmt", "body"]);
    let structural = base.properties.iter().zip(&names.members).filter(|(p, _)| !p.navigation);
    structural
        // Where a derived type's page says something else, there is no common type to return.
        .filter(|(property, _)| {
            derived.variants.iter().all(|(of, _)| {
                let ty = plan.api.types.get(of);
                ty.and_then(|ty| ty.property(&property.name)).is_some_and(|p| !p.navigation && p.ty == property.ty)
            })
        })
        .map(|(property, field)| (property, scope.take(&[field.clone(), format!("{field}_")])))
        .collect()
}

/// The file of an enum over a base type and the types derived from it.
pub(super) fn file(plan: &Plan<'_>, key: &str) -> Option<TokenStream> {
    let root = &plan.root;
    let base = plan.api.types.get(key)?;
    let derived = plan.derived.get(key)?;
    let features = plan.features.of(key);
    let mut paths = Paths::new(plan, [derived.name.clone()]);
    let name = ident(&derived.name);
    let boxed = paths.prelude("Box");
    let object = paths.runtime("Object");
    let derived_trait = paths.runtime("Derived");
    let body_trait = paths.runtime("Body");
    let applies = paths.runtime("Applies");
    let property_type = paths.runtime("Property");
    let additional = paths.runtime("Additional");
    let map_access = paths.runtime("MapAccess");
    let writer = paths.runtime("Writer");
    let result = paths.prelude("Result");
    let option = paths.prelude("Option");

    let mut variants = Vec::new();
    let mut conversions = Vec::new();
    let mut of_type = Vec::new();
    // The arms of a match over all variants, each with its condition.
    let mut arms: Vec<(Option<TokenStream>, proc_macro2::Ident)> = Vec::new();
    let mut type_names = Vec::new();
    let base_variant = ident(&derived.variants.last()?.1);
    for (of, variant) in &derived.variants {
        let ty = plan.api.types.get(of)?;
        let path = paths.exact(of)?;
        let variant = ident(variant);
        let condition = plan.features.condition(plan.features.of(of), features);
        let full_name = ty.name.as_str();
        let doc = if of == key {
            Doc::new()
                .text(&format!("{} itself, or a type derived from it that is none of the others.", code(full_name)))
        } else {
            Doc::new().text(&code(full_name))
        };
        let doc = doc.tokens();
        let deprecated = deprecation(ty.deprecated);
        variants.push(quote! { #doc #deprecated #condition #variant(#boxed<#path>) });
        conversions.push(quote! {
            #condition
            impl ::core::convert::From<#path> for #name {
                #[inline]
                fn from(value: #path) -> Self {
                    Self::#variant(#boxed::new(value))
                }
            }
        });
        let derives = of != key;
        conversions.push(quote! {
            #condition
            impl #body_trait<#name> for #path {
                const DERIVED: bool = #derives;
            }

            #condition
            impl #applies<#name> for #path {}

            #condition
            impl ::core::convert::From<#path> for #property_type<#name> {
                #[inline]
                fn from(value: #path) -> Self {
                    Self::Value(value.into())
                }
            }
        });
        if of != key {
            let lower = full_name.to_lowercase();
            of_type.push(quote! { #condition #lower => Some(Self::#variant(::core::default::Default::default())) });
            // Down the hierarchy; a value of another type is handed back.
            conversions.push(quote! {
                #condition
                impl ::core::convert::TryFrom<#name> for #path {
                    type Error = #name;

                    #[inline]
                    fn try_from(value: #name) -> #result<Self, #name> {
                        match value {
                            #name::#variant(value) => Ok(*value),
                            other => Err(other),
                        }
                    }
                }
            });
        }
        type_names.push(quote! { #condition Self::#variant(_) => <#path as #object>::TYPE });
        arms.push((condition, variant));
    }
    let each = |body: &dyn Fn() -> TokenStream| -> TokenStream {
        let arms = arms.iter().map(|(condition, variant)| {
            let body = body();
            quote! { #condition Self::#variant(value) => #body }
        });
        quote! { match self { #(#arms,)* } }
    };
    let read = each(&|| quote! { value.read(name, map) });
    let write = each(&|| quote! { value.write(writer) });
    let additional_ref = each(&|| quote! { &value.additional });
    let additional_mut = each(&|| quote! { &mut value.additional });
    let debug = each(&|| quote! { ::core::fmt::Debug::fmt(value, f) });

    let uniform = base.properties.iter().filter(|p| !p.navigation).all(|property| {
        let of_derived = derived.variants.iter().filter_map(|(of, _)| plan.api.types.get(of)?.property(&property.name));
        of_derived.into_iter().all(|own| own.ty == property.ty && own.navigation == property.navigation)
    });

    // What all variants have in common reads without a match.
    let links = plan.links(features);
    let mut accessors = Vec::new();
    for (property, name) in shared(plan, key) {
        let mut fields = Vec::new();
        for ((of, _), (condition, variant)) in derived.variants.iter().zip(&arms) {
            let field = ident(plan.member(of, &property.name)?);
            fields.push(quote! { #condition Self::#variant(value) => &value.#field });
        }
        let ty = paths.field(&property.ty);
        let doc = member_doc(&property.description, &property.name, &links).tokens();
        let deprecated = deprecation(property.deprecated);
        let field = ident(&name);
        accessors.push(quote! {
            #doc
            #deprecated
            #[inline]
            #[must_use]
            pub fn #field(&self) -> &#property_type<#ty> {
                match self { #(#fields,)* }
            }
        });
    }

    let base_name = code(base.short_name());
    let mut doc = Doc::new().text(&format!(
        "A {base_name}: of the base type itself or of any type that derives from it, as its `@odata.type` says."
    ));
    if let Some(path) = plan.model_path(key) {
        doc = doc.text(&format!(
            "Unknown types are kept whole in the variant of [the base type]({path}). A value made from a derived type is \
             written with its `@odata.type`."
        ));
    }
    let doc = doc.tokens();
    let full_name = base.name.as_str();
    let imports = paths.imports(features.len() > 1);
    Some(quote! {
        #imports

        #doc
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }

        impl #name { #(#accessors)* }

        impl ::core::default::Default for #name {
            #[inline]
            fn default() -> Self {
                Self::#base_variant(::core::default::Default::default())
            }
        }

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
                #additional_ref
            }

            #[inline]
            fn additional_mut(&mut self) -> &mut #additional {
                #additional_mut
            }
        }

        impl #derived_trait for #name {
            const UNIFORM: bool = #uniform;

            #[inline]
            fn of_type(name: &str) -> #option<Self> {
                match name { #(#of_type,)* _ => None }
            }

            #[inline]
            fn type_name(&self) -> &'static str {
                match self { #(#type_names,)* }
            }
        }

        impl ::core::fmt::Debug for #name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #debug
            }
        }

        #root::derived_impls!(#name);

        // It writes the type that it is of by itself.
        impl #body_trait<#name> for #name {
            const DERIVED: bool = false;
        }

        #(#conversions)*
    })
}
