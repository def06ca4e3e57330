//! Inheritance: chains of base types without circles, and what each type gets from them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::diagnostic::{Code, Findings};
use crate::model::{Kind, Primitive, Property, Target, Type, TypeKey};

/// A type inherits at most this many properties. The most known are 38.
const MOST_INHERITED: usize = 1_000;

/// A type has at most this many bases in a row. The longest known row has four.
pub(super) const MAX_BASES: usize = 64;

/// Cuts circles of base types, so that every later walk up a chain ends.
pub(super) fn cut_cycles(types: &mut BTreeMap<TypeKey, Type>) -> Findings {
    let mut findings = Findings::default();
    let names: Vec<TypeKey> = types.keys().cloned().collect();
    for name in names {
        let mut seen = BTreeSet::from([name.clone()]);
        let mut current = types.get(&name).and_then(|t| t.base.clone());
        while let Some(base) = current {
            let is_cycle = !seen.insert(base.clone());
            if is_cycle || seen.len() > MAX_BASES + 1 {
                if let Some(ty) = types.get_mut(&name) {
                    let (code, what) = if is_cycle {
                        (Code::BaseCycle, "itself through its base types".to_owned())
                    } else {
                        (
                            Code::FileTooLarge,
                            format!("a chain of more than {MAX_BASES} types; it is treated as having no base"),
                        )
                    };
                    findings.report(code, ty.span, format!("`{}` inherits from {what}", ty.name));
                    ty.base = None;
                }
                break;
            }
            current = types.get(&base).and_then(|t| t.base.clone());
        }
    }
    // A base that is an enumeration or missing is none.
    let missing: Vec<TypeKey> = types
        .iter()
        .filter(|(_, t)| t.base.as_ref().is_some_and(|b| types.get(b).is_none_or(|base| base.kind == Kind::Enum)))
        .map(|(name, _)| name.clone())
        .collect();
    for name in missing {
        if let Some(ty) = types.get_mut(&name) {
            ty.base = None;
        }
    }
    findings
}

/// Puts their nearest common base in the place of the alternatives of `a or b`.
pub(super) fn resolve_unions(types: &mut BTreeMap<TypeKey, Type>) {
    let mut changes = Vec::new();
    for (key, ty) in types.iter() {
        for (index, property) in ty.properties.iter().enumerate() {
            if matches!(property.ty.target, Target::OneOf(_)) {
                changes.push((key.clone(), index, decided(types, property.ty.target.clone())));
            }
        }
    }
    for (key, index, target) in changes {
        if let Some(property) = types.get_mut(&key).and_then(|t| t.properties.get_mut(index)) {
            property.ty.target = target;
        }
    }
}

/// The nearest common base of several types, or else untyped.
pub(super) fn decided(types: &BTreeMap<TypeKey, Type>, target: Target) -> Target {
    match target {
        Target::OneOf(names) => common_base(types, &names).map_or(Target::Primitive(Primitive::Untyped), Target::Named),
        target => target,
    }
}

/// The names of a type and of its bases, the nearest first.
pub(super) fn chain<'t>(types: &'t BTreeMap<TypeKey, Type>, name: &TypeKey) -> impl Iterator<Item = &'t TypeKey> {
    let chain = std::iter::successors(types.get(name), |ty| types.get(ty.base.as_ref()?));
    chain.map(|ty| &ty.name)
}

fn common_base(types: &BTreeMap<TypeKey, Type>, names: &[TypeKey]) -> Option<TypeKey> {
    let (first, rest) = names.split_first()?;
    let rest: Vec<Vec<&TypeKey>> = rest.iter().map(|n| chain(types, n).collect()).collect();
    chain(types, first).find(|candidate| rest.iter().all(|c| c.contains(candidate))).cloned()
}

/// Marks what the base type has too, and adds what only the base type's page lists.
pub(super) fn inherit(types: &mut BTreeMap<TypeKey, Type>) -> Findings {
    let mut findings = Findings::default();
    // A large base of very many types would be written very many times. All inherit less than is documented, as a rule.
    let documented: usize = types.values().map(|ty| ty.properties.len()).sum();
    let mut left = 10_000 + documented;
    // Bases before derived types, so that each type's list is complete when it is passed on.
    let mut order: Vec<(usize, TypeKey)> = types.keys().map(|k| (chain(types, k).count(), k.clone())).collect();
    order.sort();
    for (_, key) in order {
        let Some(base) = types.get(&key).and_then(|ty| ty.base.clone()) else { continue };
        // Taken out, so that the base can be looked at meanwhile.
        let Some((key, mut ty)) = types.remove_entry(&key) else { continue };
        if let Some(base) = types.get(&base) {
            let count = base.properties.len();
            if count <= left.min(MOST_INHERITED) {
                left -= count;
                inherit_from(&mut ty, base, &base.properties);
            } else {
                let message =
                    format!("`{}` does not get its inherited properties; there would be too many in total", ty.name);
                findings.report(Code::FileTooLarge, ty.span, message);
                inherit_from(&mut ty, base, &[]);
            }
        }
        types.insert(key, ty);
    }
    findings
}

/// Gives a type what its base has, and those of its properties.
fn inherit_from(ty: &mut Type, base: &Type, properties: &[Property]) {
    ty.is_open |= base.is_open;
    if ty.key.is_none() {
        ty.key.clone_from(&base.key);
    }
    let places: HashMap<String, usize> =
        (0..).zip(&ty.properties).map(|(at, p)| (p.name.to_ascii_lowercase(), at)).collect();
    for from_base in properties {
        let at = places.get(&from_base.name.to_ascii_lowercase());
        match at.and_then(|&at| ty.properties.get_mut(at)) {
            Some(own) => {
                own.inherited = true;
                if own.description.is_empty() {
                    own.description.clone_from(&from_base.description);
                    own.facts.clone_from(&from_base.facts);
                }
                if !own.ty.is_resolved() {
                    own.ty.clone_from(&from_base.ty);
                }
            }
            None => ty.properties.push(Property { inherited: true, ..from_base.clone() }),
        }
    }
}

/// The types below each type, itself included.
pub(super) fn derived(types: &BTreeMap<TypeKey, Type>) -> HashMap<TypeKey, Vec<TypeKey>> {
    let mut derived: HashMap<TypeKey, Vec<TypeKey>> = HashMap::default();
    for key in types.keys() {
        for ancestor in chain(types, key) {
            derived.entry(ancestor.clone()).or_default().push(key.clone());
        }
    }
    derived
}
