//! One side of a comparison, with everything looked up by name.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::TypeKey;
use crate::model::json::{Document, OperationEntry, PropertyEntry, TypeEntry};
use crate::rust::public_api::PublicApi;

/// A model and the public API of the crate that is written from it.
pub(super) struct Side<'a> {
    /// The types by their full name.
    pub types: BTreeMap<TypeKey, &'a TypeEntry>,
    /// The operations by name.
    pub operations: BTreeMap<&'a str, &'a OperationEntry>,
    /// The types directly below each base.
    derived: BTreeMap<TypeKey, Vec<TypeKey>>,
    /// What a user of the crate can name.
    pub rust: PublicApi,
}

impl<'a> Side<'a> {
    pub fn new(document: &'a Document) -> Side<'a> {
        let mut derived: BTreeMap<TypeKey, Vec<TypeKey>> = BTreeMap::new();
        for ty in &document.types {
            if let Some(base) = ty.key_of_base() {
                derived.entry(base).or_default().push(ty.key_of_name());
            }
        }
        Side {
            derived,
            types: document.types.iter().map(|ty| (ty.key_of_name(), ty)).collect(),
            operations: document.operations.iter().map(|o| (o.name.as_str(), o)).collect(),
            rust: PublicApi::new(&document.to_api()),
        }
    }

    /// The name of a type's base, if that is documented.
    pub fn base(&self, ty: &TypeEntry) -> Option<TypeKey> {
        ty.key_of_base().filter(|key| self.types.contains_key(key))
    }

    /// A type and all that derive from it.
    pub fn family(&self, key: &TypeKey) -> BTreeSet<TypeKey> {
        let mut found = BTreeSet::from([key.clone()]);
        let mut queue = vec![key];
        while let Some(at) = queue.pop() {
            let derived = self.derived.get(at).into_iter().flatten();
            queue.extend(derived.filter(|key| found.insert((*key).clone())));
        }
        found
    }
}

/// A type's property by name.
pub(super) fn property<'a>(ty: &'a TypeEntry, name: &str) -> Option<&'a PropertyEntry> {
    ty.properties.iter().find(|p| p.name == name)
}

/// A reference as docs write it.
pub(super) fn type_text(name: &str, collection: bool, resolved: bool) -> String {
    let unknown = if resolved { "" } else { " (not documented)" };
    if collection { format!("Collection({name}){unknown}") } else { format!("{name}{unknown}") }
}

/// The type of a property as docs write it.
pub(super) fn property_type(property: &PropertyEntry) -> String {
    type_text(&property.r#type, property.collection, property.resolved)
}
