//! Writing model types: a struct or an enum a file.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, code};
use super::features::{FeatureSet, named};
use super::plan::{Plan, TypeNames, ident};
use crate::model::{Api, Description, Kind, Primitive, Property, Target, Type, TypeRef};

/// Paths as one file spells them: short where the file's own type does not shadow them.
pub(super) struct Paths<'a> {
    /// Names of types that the file itself defines.
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
            quote! { crate::runtime::#item }
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
            "Into" => quote! { ::core::convert::Into },
            "AsRef" => quote! { ::core::convert::AsRef },
            _ => quote! { #item },
        }
    }

    /// A model type, or the enum over it and the types derived from it.
    pub fn model(&mut self, key: &str) -> TokenStream {
        match self.plan.model_or_derived(key) {
            Some(path) => {
                self.uses_models = true;
                path
            }
            None => self.runtime("Untyped"),
        }
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

    /// The imports of the file.
    pub fn imports(&self) -> TokenStream {
        let names = self.imports.iter().map(|n| ident(n));
        let models = self.uses_models.then(|| quote! { use crate::models; });
        let runtime = (!self.imports.is_empty()).then(|| quote! { use crate::runtime::{#(#names),*}; });
        quote! { #models #runtime }
    }
}

/// Whether the reference leads to a struct.
fn is_object(api: &Api, ty: &TypeRef) -> bool {
    named(ty).and_then(|key| api.types.get(&key)).is_some_and(|t| t.kind != Kind::Enum)
}

/// One file of the models.
pub(super) fn type_file(plan: &Plan<'_>, key: &str) -> Option<TokenStream> {
    let ty = plan.api.types.get(key)?;
    let names = plan.types.get(key)?;
    let mut paths = Paths::new(plan, [names.name.clone()]);
    let body = match ty.kind {
        Kind::Enum => enumeration(plan, &mut paths, ty, names, key),
        _ => {
            let fields: Vec<(&Property, &str)> = ty
                .properties
                .iter()
                .zip(names.members.iter().map(String::as_str))
                .filter(|(p, _)| !p.navigation)
                .collect();
            let doc = type_doc(plan, ty, key);
            let relationships = relationships(plan, &mut paths, ty, names, key);
            let parts = Structure {
                name: &names.name,
                full_name: &ty.name,
                fields: &fields,
                doc: &doc,
                deprecated: ty.deprecated,
                features: plan.features.of(key),
                methods: relationships,
            };
            structure(plan, &mut paths, parts)
        }
    };
    let imports = paths.imports();
    Some(quote! { #imports #body })
}

/// The comment of a type: what it is, then where it comes from.
fn type_doc(plan: &Plan<'_>, ty: &Type, key: &str) -> Doc {
    let features = plan.features.of(key);
    let links = plan.links(features);
    let mut doc = Doc::new();
    if ty.description.is_empty() {
        doc = doc.text(&format!("The {} type.", code(ty.short_name())));
    } else {
        doc = doc.prose(&ty.description, &links);
    }
    if ty.is_abstract {
        doc = doc.text("An abstract type: objects are of a type that derives from it.");
    }
    if ty.is_open {
        doc = doc.text("An open type: objects may carry members that are not documented; `additional` keeps them.");
    }
    if let Some(base) = &ty.base {
        let base_key = base.to_lowercase();
        let short = base.rsplit('.').next().unwrap_or(base);
        match plan.model_path(&base_key).filter(|_| plan.always_with(&base_key, features)) {
            Some(path) => doc = doc.text(&format!("Base type: [{}]({path}).", code(short))),
            None => doc = doc.text(&format!("Base type: {}.", code(short))),
        }
    }
    let page = ty.pages.first().map(|p| plan.page_url(p)).unwrap_or_default();
    doc.text(&format!("{} · [documentation]({page})", code(&ty.name)))
}

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
}

/// A struct with its impls; also used for the parameters of actions.
pub(super) fn structure(plan: &Plan<'_>, paths: &mut Paths<'_>, parts: Structure<'_>) -> TokenStream {
    let Structure { name, full_name, fields, doc, deprecated, features, methods } = parts;
    let name = ident(name);
    let property = if fields.is_empty() { TokenStream::new() } else { paths.runtime("Property") };
    let additional = paths.runtime("Additional");
    let object = paths.runtime("Object");
    let writer = paths.runtime("Writer");
    let result = paths.prelude("Result");
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
        reads.push(quote! { #member => self.#field = map.next_value()? });
        writes.push(quote! { writer.property(#member, &self.#field)? });
    }
    let doc = doc.tokens();
    let deprecated = deprecation(deprecated);
    let (read, write) = if fields.is_empty() {
        (quote! { let _ = (name, map); Ok(false) }, quote! { let _ = writer; Ok(()) })
    } else {
        (quote! { match name { #(#reads,)* _ => return Ok(false), } Ok(true) }, quote! { #(#writes;)* Ok(()) })
    };
    let map_access = paths.runtime("MapAccess");
    quote! {
        #doc
        #deprecated
        #[derive(Clone, Default, PartialEq)]
        pub struct #name {
            #(#declarations,)*
            /// Members of the JSON object that no field above carries.
            pub additional: #additional,
        }

        #methods

        impl #object for #name {
            const TYPE: &'static str = #full_name;

            fn read<'de, A: #map_access<'de>>(&mut self, name: &str, map: &mut A) -> #result<bool, A::Error> {
                #read
            }

            fn write<W: #writer>(&self, writer: &mut W) -> #result<(), W::Error> {
                #write
            }

            fn additional(&self) -> &#additional {
                &self.additional
            }

            fn additional_mut(&mut self) -> &mut #additional {
                &mut self.additional
            }
        }

        crate::object_impls!(#name);
    }
}

/// The comment of a field; never empty.
fn member_doc(description: &Description, member: &str, links: &super::plan::PlanLinks<'_>) -> Doc {
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

/// Accessors of the relationships of a type. An expanded relationship stays raw in `additional` until it is asked for.
fn relationships(plan: &Plan<'_>, paths: &mut Paths<'_>, ty: &Type, names: &TypeNames, key: &str) -> TokenStream {
    let features = plan.features.of(key);
    let links = plan.links(features);
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
        let argument = if property.ty.collection {
            quote! { &[#single] }
        } else {
            quote! { &#single }
        };
        let getter = ident(name);
        let setter = ident(&format!("set_{}", name.trim_end_matches('_')));
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
            pub fn #getter(&self) -> #result<#option<#value>, #decode_error> {
                crate::runtime::object::relationship(&self.additional, #member)
            }

            #set_doc
            #deprecated
            #condition
            pub fn #setter(&mut self, value: #argument) -> #result<(), #encode_error> {
                crate::runtime::object::set_relationship(&mut self.additional, #member, value)
            }
        });
    }
    if methods.is_empty() {
        return TokenStream::new();
    }
    let name = ident(&names.name);
    quote! { impl #name { #(#methods)* } }
}

fn enumeration(plan: &Plan<'_>, paths: &mut Paths<'_>, ty: &Type, names: &TypeNames, key: &str) -> TokenStream {
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
        pub enum #name {
            #(#variants,)*
            /// Any other text, kept as it came: a member that is not documented yet, several members separated by
            /// commas, or a documented one in another case.
            UnknownValue(#string),
        }

        impl #enumeration for #name {
            const TYPE: &'static str = #full_name;
            const MEMBERS: &'static [&'static str] = &[#(#members),*];

            fn from_member(name: &str) -> #option<Self> {
                Some(match name { #(#from,)* _ => return None })
            }

            fn from_unknown(value: #string) -> Self {
                Self::UnknownValue(value)
            }

            fn as_str(&self) -> &str {
                match self { #(#to,)* Self::UnknownValue(value) => value }
            }
        }

        crate::enumeration_impls!(#name);
    }
}

/// `mod.rs` of a module of models: its files, re-exported flat.
pub(super) fn module_file(plan: &Plan<'_>, module: &[String]) -> TokenStream {
    let outer = &plan.features.all;
    let (mut modules, mut exports) = (Vec::new(), Vec::new());
    for (key, names) in plan.types.iter().filter(|(_, n)| n.modules == module) {
        let condition = plan.features.condition(plan.features.of(key), outer);
        let file = ident(&names.file);
        let name = ident(&names.name);
        modules.push((names.file.clone(), quote! { #condition mod #file; }));
        exports.push((names.file.clone(), quote! { #condition pub use #file::#name; }));
    }
    for (key, derived) in &plan.derived {
        if plan.types.get(key).is_some_and(|n| n.modules == module) {
            let condition = plan.features.condition(plan.features.of(key), outer);
            let file = ident(&derived.file);
            let name = ident(&derived.name);
            modules.push((derived.file.clone(), quote! { #condition mod #file; }));
            exports.push((derived.file.clone(), quote! { #condition pub use #file::#name; }));
        }
    }
    // Namespaces inside this one.
    let mut inner: BTreeSet<&str> = BTreeSet::new();
    for names in plan.types.values() {
        if let Some(rest) = names.modules.strip_prefix(module)
            && let Some(first) = rest.first()
        {
            inner.insert(first);
        }
    }
    for name in inner {
        let namespace = ident(name);
        let mut features = FeatureSet::new();
        for (key, names) in &plan.types {
            if names.modules.strip_prefix(module).and_then(|rest| rest.first()).is_some_and(|f| f == name) {
                features.extend(plan.features.of(key).iter().cloned());
            }
        }
        let condition = plan.features.condition(&features, outer);
        modules.push((name.to_owned(), quote! { #condition pub mod #namespace; }));
    }
    modules.sort_by(|a, b| a.0.cmp(&b.0));
    exports.sort_by(|a, b| a.0.cmp(&b.0));
    let items = modules.into_iter().chain(exports).map(|(_, tokens)| tokens);
    let doc = match module {
        [] => Doc::new().text("Model types: one for each documented resource, complex type and enumeration."),
        modules => Doc::new().text(&format!("Model types of the namespace {}.", code(&modules.join(".")))),
    };
    let doc = doc.inner_tokens();
    quote! { #doc #(#items)* }
}

/// The file of an enum over a base type and the types derived from it.
pub(super) fn derived_file(plan: &Plan<'_>, key: &str) -> Option<TokenStream> {
    let base = plan.api.types.get(key)?;
    let derived = plan.derived.get(key)?;
    let base_names = plan.types.get(key)?;
    let features = plan.features.of(key);
    let mut paths = Paths::new(plan, [derived.name.clone()]);
    paths.uses_models = true;
    let name = ident(&derived.name);
    let boxed = paths.prelude("Box");
    let object = paths.runtime("Object");
    let derived_trait = paths.runtime("Derived");
    let body_trait = paths.runtime("Body");
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
        let path = plan.model(of)?;
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
        });
        if of != key {
            let lower = full_name.to_lowercase();
            of_type.push(quote! { #condition #lower => Some(Self::#variant(::core::default::Default::default())) });
            // Down the hierarchy; a value of another type is handed back.
            conversions.push(quote! {
                #condition
                impl ::core::convert::TryFrom<#name> for #path {
                    type Error = #name;

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

    // What all variants have in common reads without a match.
    let links = plan.links(features);
    let mut accessors = Vec::new();
    for (property, field) in base.properties.iter().zip(&base_names.members).filter(|(p, _)| !p.navigation) {
        let mut fields = Vec::new();
        for ((of, _), (condition, variant)) in derived.variants.iter().zip(&arms) {
            let (ty, names) = (plan.api.types.get(of)?, plan.types.get(of)?);
            let found = ty.properties.iter().zip(&names.members).find(|(p, _)| p.name == property.name);
            match found {
                Some((p, field)) if p.ty == property.ty => {
                    let field = ident(field);
                    fields.push(quote! { #condition Self::#variant(value) => &value.#field });
                }
                // A derived type's page says something else: there is no common type to return.
                _ => break,
            }
        }
        if fields.len() != arms.len() {
            continue;
        }
        let ty = paths.field(&property.ty);
        let property_type = paths.runtime("Property");
        let doc = member_doc(&property.description, &property.name, &links).tokens();
        let deprecated = deprecation(property.deprecated);
        let field = ident(field);
        accessors.push(quote! {
            #doc
            #deprecated
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
    let imports = paths.imports();
    Some(quote! {
        #imports

        #doc
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }

        impl #name { #(#accessors)* }

        impl ::core::default::Default for #name {
            fn default() -> Self {
                Self::#base_variant(::core::default::Default::default())
            }
        }

        impl #object for #name {
            const TYPE: &'static str = #full_name;

            fn read<'de, A: #map_access<'de>>(&mut self, name: &str, map: &mut A) -> #result<bool, A::Error> {
                #read
            }

            fn write<W: #writer>(&self, writer: &mut W) -> #result<(), W::Error> {
                #write
            }

            fn additional(&self) -> &#additional {
                #additional_ref
            }

            fn additional_mut(&mut self) -> &mut #additional {
                #additional_mut
            }
        }

        impl #derived_trait for #name {
            fn of_type(name: &str) -> #option<Self> {
                match name { #(#of_type,)* _ => None }
            }

            fn type_name(&self) -> &'static str {
                match self { #(#type_names,)* }
            }
        }

        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #debug
            }
        }

        crate::derived_impls!(#name);

        // It writes the type that it is of by itself.
        impl #body_trait<#name> for #name {
            const DERIVED: bool = false;
        }

        #(#conversions)*
    })
}
