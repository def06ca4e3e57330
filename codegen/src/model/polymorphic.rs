//! Which base types need an enum over their derived types.

use std::collections::{BTreeMap, BTreeSet};

use super::{Kind, Operation, ResponseBody, Target, Type, TypeKey};

/// The base types whose values are told apart by their derived types: abstract ones, and those of which at least two
/// derived types are each the documented answer of an operation. Values of any other base type are read as that type;
/// a message is rarely an `eventMessage`.
pub(crate) fn polymorphic(types: &BTreeMap<TypeKey, Type>, operations: &[Operation]) -> BTreeSet<TypeKey> {
    let answers = operations.iter().filter_map(|operation| match &operation.response {
        ResponseBody::Typed(ty) => match &ty.target {
            Target::Named(key) => Some(key),
            _ => None,
        },
        _ => None,
    });
    let answers: BTreeSet<&TypeKey> = answers.collect();
    let mut derived: BTreeMap<&TypeKey, usize> = BTreeMap::new();
    for (key, ty) in types.iter().filter(|(_, ty)| ty.kind != Kind::Enum) {
        for base in super::chain(types, ty).skip(1) {
            *derived.entry(&base.name).or_default() += usize::from(answers.contains(key));
        }
    }
    let is_polymorphic =
        |(key, answered): &(&TypeKey, usize)| *answered > 1 || types.get(*key).is_some_and(|ty| ty.is_abstract);
    derived.into_iter().filter(is_polymorphic).map(|(key, _)| key.clone()).collect()
}
