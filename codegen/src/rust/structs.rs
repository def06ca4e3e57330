//! Emits structs: model types and the parameters of actions.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::FeatureSet;
use super::attributes::deprecated;
use super::doc::{Doc, code};
use super::features::Condition;
use super::paths::Paths;
use super::plan::{PlanLinks, ident};
use crate::model::{Deprecation, Description, Property};

/// The parts of a struct.
pub(super) struct Struct<'a> {
    /// Its name.
    pub name: &'a str,
    /// The documented name.
    pub full_name: &'a str,
    /// The properties and the names of their fields.
    pub fields: &'a [(&'a Property, &'a str)],
    pub doc: &'a Doc,
    pub deprecated: Option<&'a Deprecation>,
    /// The features that enable it.
    pub features: &'a FeatureSet,
    /// The condition on its features, if it differs from that of the file.
    pub condition: Option<Condition<'a>>,
}

/// The compiler recurses once per field into the derived comparison: structs with more fields than this compare them
/// one after the other.
const MAX_DERIVED: usize = 1000;

impl Struct<'_> {
    /// The struct itself.
    pub fn declaration(&self, paths: &mut Paths<'_>) -> TokenStream {
        let (name, doc, condition) = (ident(self.name), self.doc, self.condition);
        let deprecated = deprecated(self.deprecated);
        let is_derived = self.fields.len() <= MAX_DERIVED;
        let partial_eq = is_derived.then(|| quote! { , PartialEq });
        let comparison = (!is_derived).then(|| self.comparison());
        let fields: Vec<TokenStream> = self.fields.iter().map(|(of, field)| self.field(paths, of, field)).collect();
        let additional = paths.runtime("Additional");
        quote! {
            #doc #deprecated #condition
            #[derive(Clone, Default #partial_eq)]
            pub struct #name {
                #(#fields)*
                /// Members of the JSON object that have no field.
                pub additional: #additional,
            }
            #comparison
        }
    }

    fn field(&self, paths: &mut Paths<'_>, documented: &Property, name: &str) -> TokenStream {
        let doc = member_doc(&documented.description, &documented.name, &paths.plan.links(self.features));
        let deprecated = deprecated(documented.deprecated.as_ref());
        let (name, property) = (ident(name), paths.runtime("Property"));
        let ty = paths.field(&documented.ty);
        quote! { #doc #deprecated pub #name: #property<#ty>, }
    }

    fn comparison(&self) -> TokenStream {
        let (name, condition, fields) = (ident(self.name), self.condition, self.field_names());
        quote! {
            #condition
            impl ::std::cmp::PartialEq for #name {
                fn eq(&self, other: &Self) -> bool {
                    #(if self.#fields != other.#fields {
                        return false;
                    })*
                    self.additional == other.additional
                }
            }
        }
    }

    /// Its serde implementations.
    pub fn implementation(&self, paths: &mut Paths<'_>) -> TokenStream {
        let (name, full_name, condition) = (ident(self.name), self.full_name, self.condition);
        let (object, additional) = (paths.runtime("Object"), paths.runtime("Additional"));
        let (read, write) = (self.read(paths), self.write(paths));
        let root = &paths.plan.root;
        quote! {
            #condition
            impl #object for #name {
                const TYPE: &'static str = #full_name;

                #read
                #write

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

    fn read(&self, paths: &mut Paths<'_>) -> TokenStream {
        let (fields, members) = (self.field_names(), self.member_names());
        let ok = paths.prelude("Ok");
        if fields.is_empty() {
            return read_function(paths, &quote! { let _ = (name, map); #ok(false) });
        }
        let object = paths.runtime("object");
        let body = quote! {
            match name {
                #(#members => #object::member(&mut self.#fields, map),)*
                _ => return #ok(false),
            }?;
            #ok(true)
        };
        read_function(paths, &body)
    }

    fn write(&self, paths: &mut Paths<'_>) -> TokenStream {
        let (fields, members) = (self.field_names(), self.member_names());
        if fields.is_empty() {
            return write_function(paths, &quote! { let _ = writer; });
        }
        write_function(paths, &quote! { #(writer.property(#members, &self.#fields);)* })
    }

    fn field_names(&self) -> Vec<Ident> {
        self.fields.iter().map(|(_, name)| ident(name)).collect()
    }

    /// The documented names.
    fn member_names(&self) -> Vec<&str> {
        self.fields.iter().map(|(property, _)| property.name.as_str()).collect()
    }
}

/// The function that reads one member of an object.
pub(super) fn read_function(paths: &mut Paths<'_>, body: &TokenStream) -> TokenStream {
    let (map_access, result) = (paths.runtime("MapAccess"), paths.prelude("Result"));
    quote! {
        fn read<'de, A: #map_access<'de>>(&mut self, name: &str, map: &mut A) -> #result<bool, A::Error> {
            #body
        }
    }
}

/// The function that writes the members of an object.
pub(super) fn write_function(paths: &mut Paths<'_>, body: &TokenStream) -> TokenStream {
    let writer = paths.runtime("Writer");
    quote! {
        fn write<W: #writer>(&self, writer: &mut W) {
            #body
        }
    }
}

/// The comment of a field; never empty.
pub(super) fn member_doc(description: &Description, member: &str, links: &PlanLinks<'_>) -> Doc {
    if description.is_empty() {
        Doc::new().text(&format!("{}; not described in the docs.", code(member)))
    } else {
        Doc::new().prose(description, links)
    }
}
