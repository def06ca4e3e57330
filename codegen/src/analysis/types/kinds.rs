//! Entity or complex type: by keys, bases and relationships.

use std::collections::{BTreeMap, BTreeSet};

use super::inheritance::chain;
use crate::model::{Kind, Target, Type, TypeKey};

/// A type is an entity if it has a key, derives from an entity, or is what a relationship leads to; and if it has an
/// `id` and is never a part of something else, which means that it is reached by a path of its own.
pub(super) fn decide_kinds(types: &mut BTreeMap<TypeKey, Type>) {
    let (mut linked, mut parts) = (BTreeSet::new(), BTreeSet::new());
    for property in types.values().flat_map(|t| &t.properties) {
        if let Target::Named(name) = &property.ty.target {
            if property.navigation { &mut linked } else { &mut parts }.insert(name.clone());
        }
    }
    let mut entities: BTreeSet<TypeKey> = BTreeSet::new();
    for (key, ty) in types.iter().filter(|(_, t)| t.kind != Kind::Enum) {
        let is_part = chain(types, key).any(|n| parts.contains(n));
        let has_id = ty.property("id").is_some();
        // Metadata names `id` as the key of types that have none.
        let has_key = ty.key.as_ref().is_some_and(|key| ty.property(key).is_some() || !is_part);
        let is_linked = linked.contains(key) && has_id;
        if has_key || is_linked || (has_id && !is_part) || ty.name.is("microsoft.graph.entity") {
            entities.insert(key.clone());
        }
    }
    let keys: Vec<TypeKey> = types.keys().cloned().collect();
    for key in keys {
        let is_entity = chain(types, &key).any(|n| entities.contains(n));
        if let Some(ty) = types.get_mut(&key)
            && ty.kind != Kind::Enum
        {
            ty.kind = if is_entity { Kind::Entity } else { Kind::Complex };
            if !is_entity {
                ty.key = None;
            } else if ty.key.is_none() && ty.property("id").is_some() {
                ty.key = Some("id".to_owned());
            }
        }
    }
}
