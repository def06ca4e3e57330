//! Paths as generated files spell them, and the imports that make them short.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::features::named;
use super::plan::{Plan, ident};
use crate::model::{Api, Kind, Primitive, Target, TypeRef};

/// Paths as one file spells them: short where the file's own type does not shadow them.
pub(super) struct Paths<'a> {
    /// Names of types and modules that the file itself defines.
    own: BTreeSet<String>,
    /// What is imported from the runtime.
    imports: BTreeSet<&'static str>,
    /// Whether anything refers to `models`.
    uses_models: bool,
    plan: &'a Plan<'a>,
}

impl<'a> Paths<'a> {
    pub fn new(plan: &'a Plan<'a>, own: impl IntoIterator<Item = String>) -> Paths<'a> {
        Paths { own: own.into_iter().collect(), imports: BTreeSet::new(), uses_models: false, plan }
    }

    /// An item of the runtime.
    pub fn runtime(&mut self, name: &'static str) -> TokenStream {
        let item = ident(name);
        if self.own.contains(name) {
            let root = &self.plan.root;
            quote! { #root::runtime::#item }
        } else {
            self.imports.insert(name);
            quote! { #item }
        }
    }

    /// An item of the standard prelude.
    pub fn prelude(&self, name: &str) -> TokenStream {
        let item = ident(name);
        if !self.own.contains(name) {
            return quote! { #item };
        }
        match name {
            "Box" => quote! { ::std::boxed::Box },
            "Vec" => quote! { ::std::vec::Vec },
            "String" => quote! { ::std::string::String },
            "Option" => quote! { ::core::option::Option },
            "Result" => quote! { ::core::result::Result },
            "Ok" => quote! { ::core::result::Result::Ok },
            "Into" => quote! { ::core::convert::Into },
            "AsRef" => quote! { ::core::convert::AsRef },
            _ => quote! { #item },
        }
    }

    /// A model type, or the enum over it and the types derived from it.
    pub fn model(&mut self, key: &str) -> TokenStream {
        match self.plan.model_or_derived(key) {
            Some(path) => self.below_models(path),
            None => self.runtime("Untyped"),
        }
    }

    /// A model type itself, even where an enum over derived types exists.
    pub fn exact(&mut self, key: &str) -> Option<TokenStream> {
        let path = self.plan.model(key)?;
        Some(self.below_models(path))
    }

    /// `models::X`, absolute where the file has a module of that name itself.
    fn below_models(&mut self, path: TokenStream) -> TokenStream {
        if self.own.contains("models") {
            let root = &self.plan.root;
            return quote! { #root::#path };
        }
        self.uses_models = true;
        path
    }

    /// A single value of a type, not boxed.
    pub fn single(&mut self, ty: &TypeRef) -> TokenStream {
        match &ty.target {
            Target::Primitive(primitive) => self.primitive(*primitive),
            Target::Named(name) => self.model(&name.to_lowercase()),
            Target::Unresolved(_) => self.runtime("Untyped"),
        }
    }

    fn primitive(&mut self, primitive: Primitive) -> TokenStream {
        match primitive {
            Primitive::String => self.prelude("String"),
            Primitive::Boolean => quote! { bool },
            Primitive::SByte => quote! { i8 },
            Primitive::Byte => quote! { u8 },
            Primitive::Int16 => quote! { i16 },
            Primitive::Int32 => quote! { i32 },
            Primitive::Int64 => self.runtime("Int64"),
            Primitive::Single => self.runtime("Single"),
            Primitive::Double | Primitive::Decimal => self.runtime("Double"),
            Primitive::Guid => self.runtime("Guid"),
            Primitive::DateTimeOffset => self.runtime("DateTimeOffset"),
            Primitive::Date => self.runtime("Date"),
            Primitive::TimeOfDay => self.runtime("TimeOfDay"),
            Primitive::Duration => self.runtime("Duration"),
            Primitive::Binary => self.runtime("Binary"),
            Primitive::Stream | Primitive::Untyped => self.runtime("Untyped"),
        }
    }

    /// The type of a field, without `Property`.
    pub fn field(&mut self, ty: &TypeRef) -> TokenStream {
        let single = self.single(ty);
        if ty.collection {
            let vec = self.prelude("Vec");
            return quote! { #vec<#single> };
        }
        // Objects are boxed: most are absent most of the time, and types may contain themselves.
        // The enums over derived types hold boxes themselves.
        if is_object(self.plan.api, ty) && !named(ty).is_some_and(|key| self.plan.derived.contains_key(&key)) {
            let boxed = self.prelude("Box");
            return quote! { #boxed<#single> };
        }
        single
    }

    /// The imports of the file. Where items have conditions, some may not be needed by every choice of features.
    pub fn imports(&self, conditional: bool) -> TokenStream {
        let names = self.imports.iter().map(|n| ident(n));
        let allow = conditional.then(|| {
            quote! { #[allow(unused_imports, reason = "not every feature needs all of them")] }
        });
        let root = &self.plan.root;
        let models = self.uses_models.then(|| quote! { #allow use #root::models; });
        let runtime = (!self.imports.is_empty()).then(|| quote! { #allow use #root::runtime::{#(#names),*}; });
        quote! { #models #runtime }
    }
}

/// Whether the reference leads to a struct.
fn is_object(api: &Api, ty: &TypeRef) -> bool {
    named(ty).and_then(|key| api.types.get(&key)).is_some_and(|t| t.kind != Kind::Enum)
}
