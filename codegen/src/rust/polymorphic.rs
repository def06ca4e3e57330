//! Emits the enums over a base type and its derived types.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::attributes::deprecated;
use super::doc::{Doc, code};
use super::features::Condition;
use super::names::Scope;
use super::paths::{Paths, Ty};
use super::plan::{Plan, ident};
use super::structs::{member_doc, read_function, write_function};
use crate::model::{Property, Type, TypeKey};

/// The properties that the base type and all derived types have in common, and the names of their accessors.
pub(super) fn shared<'a>(plan: &Plan<'a>, key: &TypeKey) -> Vec<(&'a Property, String)> {
    let (Some(base), Some(derived), Some(names)) =
        (plan.api.types.get(key), plan.polymorphic.get(key), plan.types.get(key))
    else {
        return Vec::new();
    };
    // Functions of the enum's traits must stay callable as `AnyX::from(…)`.
    let mut scope =
        Scope::reserving(["from", "try_from", "into", "try_into", "default", "clone", "eq", "ne", "fmt", "body"]);
    let structural = base.properties.iter().zip(&names.members).filter(|(p, _)| !p.navigation);
    structural
        // If a derived type documents the property differently, there is no common type to return.
        .filter(|(property, _)| {
            derived.variants.iter().all(|(of, _)| {
                let ty = plan.api.types.get(of);
                ty.and_then(|ty| ty.property(&property.name)).is_some_and(|p| !p.navigation && p.ty == property.ty)
            })
        })
        .map(|(property, field)| (property, scope.take(&[field.clone(), format!("{field}_")])))
        .collect()
}

/// The enum over a base type and its derived types.
struct AnyOf<'a> {
    /// The base type, as a key.
    key: &'a TypeKey,
    base: &'a Type,
    /// The name of the enum.
    name: Ident,
    /// The base type comes last.
    variants: Vec<Variant<'a>>,
}

/// A variant of the enum.
struct Variant<'a> {
    /// The type, as a key.
    key: &'a TypeKey,
    ty: &'a Type,
    /// Its path.
    path: Ty,
    /// The name of the variant.
    name: Ident,
    condition: Option<Condition<'a>>,
}

/// The file of an enum over a base type and its derived types; nothing if the key is not that of such a base.
pub(super) fn file(plan: &Plan<'_>, key: &TypeKey) -> Option<TokenStream> {
    let derived = plan.polymorphic.get(key)?;
    let features = plan.features.of(key);
    let mut paths = Paths::new(plan, [derived.name.clone()]);
    let of = AnyOf {
        key,
        base: plan.api.types.get(key)?,
        name: ident(&derived.name),
        variants: derived
            .variants
            .iter()
            .map(|(of, name)| variant(&mut paths, key, of, name))
            .collect::<Option<_>>()?,
    };
    let (name, root) = (&of.name, &plan.root);
    let declaration = declaration(&of, &paths);
    let accessors = accessors(&of, &mut paths)?;
    let implementations = [default(&of), object(&of, &mut paths), derived_trait(&of, &mut paths), debug(&of)];
    let conversions = conversions(&of, &mut paths);
    let imports = if features.len() > 1 { paths.conditional_imports() } else { paths.imports() };
    Some(quote! {
        #imports
        #declaration
        #accessors
        #(#implementations)*
        #root::derived_impls!(#name);
        #conversions
    })
}

fn variant<'a>(paths: &mut Paths<'a>, base: &TypeKey, key: &'a TypeKey, name: &str) -> Option<Variant<'a>> {
    let (plan, path) = (paths.plan, paths.exact(key)?);
    let condition = plan.features.condition(plan.features.of(key), plan.features.of(base));
    Some(Variant { key, ty: plan.api.types.get(key)?, path, name: ident(name), condition })
}

impl AnyOf<'_> {
    /// A match that does the same for each variant.
    fn match_each(&self, body: &TokenStream) -> TokenStream {
        let arms = self.variants.iter().map(|Variant { name, condition, .. }| {
            quote! { #condition Self::#name(value) => #body, }
        });
        quote! { match self { #(#arms)* } }
    }
}

fn declaration(of: &AnyOf<'_>, paths: &Paths<'_>) -> TokenStream {
    let (name, boxed) = (&of.name, paths.prelude("Box"));
    let mut doc = Doc::new()
        .text(&format!("A {} or one of its derived types, selected by `@odata.type`.", code(of.base.short_name())));
    if let Some(path) = paths.plan.model_path(of.key) {
        doc = doc.text(&format!(
            "Unknown types are kept whole in the variant of [the base type]({path}). A value made from a derived type is \
             written with its `@odata.type`."
        ));
    }
    let variants = of.variants.iter().map(|Variant { key, ty, path, name, condition }| {
        let full_name = code(&ty.name);
        let doc = Doc::new().text(&if *key == of.key {
            format!("{full_name} itself, or a derived type that has no variant.")
        } else {
            full_name
        });
        let deprecated = deprecated(ty.deprecated.as_ref());
        quote! { #doc #deprecated #condition #name(#boxed<#path>), }
    });
    quote! {
        #doc
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
        }
    }
}

/// Reads common properties without a match.
fn accessors(of: &AnyOf<'_>, paths: &mut Paths<'_>) -> Option<TokenStream> {
    let (name, shared) = (&of.name, shared(paths.plan, of.key));
    let accessors = shared.iter().map(|(property, accessor)| accessor_of(of, paths, property, accessor));
    let accessors = accessors.collect::<Option<TokenStream>>()?;
    Some(quote! { impl #name { #accessors } })
}

fn accessor_of(of: &AnyOf<'_>, paths: &mut Paths<'_>, property: &Property, name: &str) -> Option<TokenStream> {
    let plan = paths.plan;
    let doc = member_doc(&property.description, &property.name, &plan.links(plan.features.of(of.key)));
    let deprecated = deprecated(property.deprecated.as_ref());
    let (name, property_type, ty) = (ident(name), paths.runtime("Property"), paths.field(&property.ty));
    let mut arms = TokenStream::new();
    for Variant { key, name, condition, .. } in &of.variants {
        let field = ident(plan.member(key, &property.name)?);
        arms.extend(quote! { #condition Self::#name(value) => &value.#field, });
    }
    Some(quote! {
        #doc #deprecated
        #[inline]
        #[must_use]
        pub fn #name(&self) -> &#property_type<#ty> {
            match self { #arms }
        }
    })
}

fn default(of: &AnyOf<'_>) -> TokenStream {
    let (name, base) = (&of.name, of.variants.last().map(|variant| &variant.name));
    quote! {
        impl ::core::default::Default for #name {
            #[inline]
            fn default() -> Self {
                Self::#base(::core::default::Default::default())
            }
        }
    }
}

fn object(of: &AnyOf<'_>, paths: &mut Paths<'_>) -> TokenStream {
    let (name, full_name) = (&of.name, of.base.name.as_str());
    let (object, additional_type) = (paths.runtime("Object"), paths.runtime("Additional"));
    let read = read_function(paths, &of.match_each(&quote! { value.read(name, map) }));
    let write = write_function(paths, &of.match_each(&quote! { value.write(writer) }));
    let additional = of.match_each(&quote! { &value.additional });
    let additional_mut = of.match_each(&quote! { &mut value.additional });
    quote! {
        impl #object for #name {
            const TYPE: &'static str = #full_name;

            #read
            #write

            #[inline]
            fn additional(&self) -> &#additional_type {
                #additional
            }

            #[inline]
            fn additional_mut(&mut self) -> &mut #additional_type {
                #additional_mut
            }
        }
    }
}

/// Maps `@odata.type` to variants and back.
fn derived_trait(of: &AnyOf<'_>, paths: &mut Paths<'_>) -> TokenStream {
    let (name, is_uniform) = (&of.name, is_uniform(of, paths.plan));
    let (object, derived, option) = (paths.runtime("Object"), paths.runtime("Derived"), paths.prelude("Option"));
    let derived_types = of.variants.split_last().map_or(&[][..], |(_, derived)| derived);
    let of_type = derived_types.iter().map(|Variant { ty, name, condition, .. }| {
        let full_name = ty.name.to_lowercase();
        quote! { #condition #full_name => Some(Self::#name(::core::default::Default::default())), }
    });
    let type_name = of.variants.iter().map(|Variant { path, name, condition, .. }| {
        quote! { #condition Self::#name(_) => <#path as #object>::TYPE, }
    });
    quote! {
        impl #derived for #name {
            const UNIFORM: bool = #is_uniform;

            #[inline]
            fn of_type(name: &str) -> #option<Self> {
                match name {
                    #(#of_type)*
                    _ => None,
                }
            }

            #[inline]
            fn type_name(&self) -> &'static str {
                match self { #(#type_name)* }
            }
        }
    }
}

/// Whether the derived types document all properties of the base type in the same way.
fn is_uniform(of: &AnyOf<'_>, plan: &Plan<'_>) -> bool {
    of.base.properties.iter().filter(|p| !p.navigation).all(|property| {
        let of_derived = of.variants.iter().filter_map(|v| plan.api.types.get(v.key)?.property(&property.name));
        of_derived.into_iter().all(|own| own.ty == property.ty && own.navigation == property.navigation)
    })
}

fn debug(of: &AnyOf<'_>) -> TokenStream {
    let (name, body) = (&of.name, of.match_each(&quote! { ::core::fmt::Debug::fmt(value, f) }));
    quote! {
        impl ::core::fmt::Debug for #name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #body
            }
        }
    }
}

/// Conversions from the types into the enum, and down the hierarchy.
fn conversions(of: &AnyOf<'_>, paths: &mut Paths<'_>) -> TokenStream {
    let (name, body) = (&of.name, paths.runtime("Body"));
    let conversions: TokenStream = of.variants.iter().map(|variant| of_variant(of, paths, variant)).collect();
    // It writes its own type.
    quote! {
        impl #body<#name> for #name {
            const DERIVED: bool = false;
        }

        #conversions
    }
}

fn of_variant(of: &AnyOf<'_>, paths: &Paths<'_>, variant: &Variant<'_>) -> TokenStream {
    let (root, name) = (&paths.plan.root, &of.name);
    let Variant { key, path, name: variant_name, condition, .. } = variant;
    let kind = ident(if key == &of.key { "base" } else { "derived" });
    quote! { #condition #root::variant_impls!(#kind #name::#variant_name(#path)); }
}
