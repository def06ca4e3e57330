//! Paths in generated files, and the imports that shorten them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use super::plan::{Plan, ident};
use super::tokens::lexed;
use crate::model::{Primitive, Target, TypeKey, TypeRef};

/// A type or the path of another item in code. It consists of generated names and never contains text of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ty(Cow<'static, str>);

impl Ty {
    /// A path made from identifiers.
    pub fn path(path: String) -> Ty {
        Ty(path.into())
    }

    /// An identifier, raw if it is a keyword.
    pub fn ident(name: &str) -> Ty {
        Ty::path(ident(name).to_string())
    }

    /// `Outer<Inner>`
    pub fn of(&self, inner: &Ty) -> Ty {
        Ty(format!("{self}<{inner}>").into())
    }

    /// The type wrapped in other code.
    pub fn within(&self, before: &'static str, behind: &'static str) -> Ty {
        Ty(format!("{before}{self}{behind}").into())
    }
}

impl ToTokens for Ty {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(lexed(&self.0));
    }
}

/// A parameter of a function.
#[derive(Clone, Debug)]
pub(super) struct Argument {
    pub name: String,
    pub ty: Ty,
}

impl Argument {
    pub fn new(name: &str, ty: impl Into<Ty>) -> Argument {
        Argument { name: name.to_owned(), ty: ty.into() }
    }
}

impl ToTokens for Argument {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (name, ty) = (ident(&self.name), &self.ty);
        tokens.extend(quote! { #name: #ty });
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.ty)
    }
}

impl From<&'static str> for Ty {
    fn from(code: &'static str) -> Ty {
        Ty(code.into())
    }
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Spells paths for one file: short, unless the file's own type shadows them.
pub(super) struct Paths<'a> {
    /// Names of types and modules that the file itself defines.
    own: BTreeSet<String>,
    /// The imports from the runtime.
    imports: BTreeSet<&'static str>,
    /// Whether anything refers to `models`.
    uses_models: bool,
    pub plan: &'a Plan<'a>,
}

impl<'a> Paths<'a> {
    pub fn new(plan: &'a Plan<'a>, own: impl IntoIterator<Item = String>) -> Paths<'a> {
        Paths { own: own.into_iter().collect(), imports: BTreeSet::new(), uses_models: false, plan }
    }

    /// An item of the runtime.
    pub fn runtime(&mut self, name: &'static str) -> Ty {
        if self.own.contains(name) {
            Ty::path(format!("{}::runtime::{name}", self.plan.root.path()))
        } else {
            self.imports.insert(name);
            name.into()
        }
    }

    /// An item of the standard prelude.
    pub fn prelude(&self, name: &'static str) -> Ty {
        if !self.own.contains(name) {
            return name.into();
        }
        let path = match name {
            "Box" => "::std::boxed::Box",
            "Vec" => "::std::vec::Vec",
            "String" => "::std::string::String",
            "Option" => "::core::option::Option",
            "Result" => "::core::result::Result",
            "Ok" => "::core::result::Result::Ok",
            "Into" => "::core::convert::Into",
            "From" => "::core::convert::From",
            "AsRef" => "::core::convert::AsRef",
            other => other,
        };
        path.into()
    }

    /// A model type, or the enum over it and its derived types.
    fn model(&mut self, name: &TypeKey) -> Ty {
        match self.plan.reference(name) {
            Some(reference) => self.below_models(reference.path.clone()),
            None => self.runtime("Untyped"),
        }
    }

    /// A model type itself, even if an enum over derived types exists.
    pub fn exact(&mut self, key: &TypeKey) -> Option<Ty> {
        let path = self.plan.model(key)?;
        Some(self.below_models(path))
    }

    /// `models::X`, absolute if the file itself has a module of this name.
    fn below_models(&mut self, path: String) -> Ty {
        if self.own.contains("models") {
            return Ty::path(format!("{}::{path}", self.plan.root.path()));
        }
        self.uses_models = true;
        Ty::path(path)
    }

    /// A single value of a type, not boxed.
    pub fn single(&mut self, ty: &TypeRef) -> Ty {
        match &ty.target {
            Target::Primitive(primitive) => self.primitive(*primitive),
            Target::Named(name) => self.model(name),
            Target::OneOf(_) | Target::Unresolved(_) => self.runtime("Untyped"),
        }
    }

    fn primitive(&mut self, primitive: Primitive) -> Ty {
        match primitive {
            Primitive::String => self.prelude("String"),
            Primitive::Boolean => "bool".into(),
            Primitive::SByte => "i8".into(),
            Primitive::Byte => "u8".into(),
            Primitive::Int16 => "i16".into(),
            Primitive::Int32 => "i32".into(),
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
    pub fn field(&mut self, ty: &TypeRef) -> Ty {
        let single = self.single(ty);
        if ty.collection {
            return self.prelude("Vec").of(&single);
        }
        // Objects are boxed, because most are absent most of the time, and types can contain themselves. The enums
        // over derived types contain boxes themselves.
        let boxed = |name: &TypeKey| self.plan.reference(name).is_some_and(|reference| reference.boxed);
        if matches!(&ty.target, Target::Named(name) if boxed(name)) {
            return self.prelude("Box").of(&single);
        }
        single
    }

    /// The imports of a file that uses all of them.
    pub fn imports(&self) -> TokenStream {
        self.imports_with(None)
    }

    /// The imports of a file with conditional items: some features do not use all of them.
    pub fn conditional_imports(&self) -> TokenStream {
        let reason = "not every feature uses all of them";
        self.imports_with(Some(quote! { #[allow(unused_imports, reason = #reason)] }))
    }

    fn imports_with(&self, attribute: Option<TokenStream>) -> TokenStream {
        let root = &self.plan.root;
        let models = self.uses_models.then(|| quote! { #attribute use #root::models; });
        let names: Vec<Ident> = self.imports.iter().map(|name| ident(name)).collect();
        let runtime = match names.as_slice() {
            [] => None,
            [only] => Some(quote! { #attribute use #root::runtime::#only; }),
            names => Some(quote! { #attribute use #root::runtime::{#(#names),*}; }),
        };
        quote! { #models #runtime }
    }
}
