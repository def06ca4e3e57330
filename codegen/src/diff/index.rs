//! One side of a comparison, indexed by name.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::json::{Document, OperationEntry, PropertyEntry, TypeEntry};
use crate::rust::public_api::PublicApi;

/// A model and the public API of the crate generated from it.
pub(super) struct Side<'a> {
    /// The types by their full name in lower case.
    pub types: BTreeMap<String, &'a TypeEntry>,
    /// The operations by name.
    pub operations: BTreeMap<&'a str, &'a OperationEntry>,
    /// The types directly below each base.
    derived: BTreeMap<String, Vec<String>>,
    /// What a user of the crate can name.
    pub rust: PublicApi,
}

impl<'a> Side<'a> {
    pub fn new(document: &'a Document) -> Side<'a> {
        let mut derived: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for ty in &document.types {
            if let Some(base) = &ty.base {
                derived.entry(base.to_lowercase()).or_default().push(ty.name.to_lowercase());
            }
        }
        Side {
            derived,
            types: document.types.iter().map(|ty| (ty.name.to_lowercase(), ty)).collect(),
            operations: document.operations.iter().map(|o| (o.name.as_str(), o)).collect(),
            rust: PublicApi::new(&document.to_api()),
        }
    }

    /// The key of a type's base, if the base is documented.
    pub fn base(&self, ty: &TypeEntry) -> Option<String> {
        let key = ty.base.as_ref()?.to_lowercase();
        self.types.contains_key(&key).then_some(key)
    }

    /// A type and all types that derive from it.
    pub fn family(&self, key: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::from([key.to_owned()]);
        let mut queue = vec![key];
        while let Some(at) = queue.pop() {
            let derived = self.derived.get(at).into_iter().flatten();
            queue.extend(derived.filter(|key| found.insert((*key).clone())).map(String::as_str));
        }
        found
    }
}

/// A type's property by name.
pub(super) fn property<'a>(ty: &'a TypeEntry, name: &str) -> Option<&'a PropertyEntry> {
    ty.properties.iter().find(|p| p.name == name)
}

/// A reference as the docs write it.
pub(super) fn type_text(name: &str, collection: bool, resolved: bool) -> String {
    let unknown = if resolved { "" } else { " (not documented)" };
    if collection { format!("Collection({name}){unknown}") } else { format!("{name}{unknown}") }
}

/// The type of a property as the docs write it.
pub(super) fn property_type(property: &PropertyEntry) -> String {
    type_text(&property.r#type, property.collection, property.resolved)
}
