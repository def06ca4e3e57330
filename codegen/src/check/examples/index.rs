//! Indexes of documented names, because bodies and types can have very many members.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use crate::model::{Api, Operation, RequestBody, Type, TypeKey};

/// The names of each type and operation. Each index is built when it is first used.
pub(super) struct Index<'a> {
    api: &'a Api,
    /// All direct and indirect derived types, by the lower-case name of the base.
    derived: BTreeMap<&'a TypeKey, Vec<&'a Type>>,
    types: HashMap<&'a TypeKey, OfType<'a>>,
    /// The types by the last segment of their names in lower case.
    by_last: OnceLock<HashMap<TypeKey, &'a Type>>,
    operations: HashMap<&'a str, OfOperation<'a>>,
}

struct OfType<'a> {
    ty: &'a Type,
    properties: OnceLock<Names<'a>>,
    members: OnceLock<Names<'a>>,
    /// For each property name: the position of the first derived type that has it, and how many have it.
    below: OnceLock<HashMap<&'a str, (usize, usize)>>,
}

struct OfOperation<'a> {
    operation: &'a Operation,
    parameters: OnceLock<Names<'a>>,
}

impl<'a> Index<'a> {
    pub fn new(api: &'a Api) -> Index<'a> {
        let mut derived: BTreeMap<&TypeKey, Vec<&Type>> = BTreeMap::new();
        for ty in api.types.values() {
            for above in api.chain(ty).skip(1) {
                derived.entry(&above.name).or_default().push(ty);
            }
        }
        let of_type =
            |ty: &'a Type| OfType { ty, properties: OnceLock::new(), members: OnceLock::new(), below: OnceLock::new() };
        let of_operation = |operation: &'a Operation| OfOperation { operation, parameters: OnceLock::new() };
        Index {
            api,
            derived,
            by_last: OnceLock::new(),
            types: api.types.values().map(|ty| (&ty.name, of_type(ty))).collect(),
            operations: api.operations.iter().map(|o| (o.name.as_str(), of_operation(o))).collect(),
        }
    }

    /// Finds a type by its full name.
    pub fn get(&self, name: &TypeKey) -> Option<&'a Type> {
        self.types.get(name).map(|known| known.ty)
    }

    /// Finds a type by the last segment of its name; the first if there are several.
    pub fn by_last(&self, last: &str) -> Option<&'a Type> {
        let known = self.by_last.get_or_init(|| {
            let mut known: HashMap<TypeKey, &'a Type> = HashMap::default();
            for ty in self.api.types.values() {
                known.entry(TypeKey::from(ty.short_name())).or_insert(ty);
            }
            known
        });
        known.get(&TypeKey::from(last)).copied()
    }

    /// The names of a type's properties.
    pub fn properties(&self, ty: &Type) -> Option<&Names<'a>> {
        let known = self.types.get(&ty.name)?;
        Some(known.properties.get_or_init(|| Names::new(known.ty.properties.iter().map(|p| p.name.as_str()))))
    }

    /// The names of an enumeration's members.
    pub fn members(&self, ty: &Type) -> Option<&Names<'a>> {
        let known = self.types.get(&ty.name)?;
        Some(known.members.get_or_init(|| Names::new(known.ty.members.iter().map(|m| m.name.as_str()))))
    }

    /// The names of an operation's parameters.
    pub fn parameters(&self, operation: &Operation) -> Option<&Names<'a>> {
        let known = self.operations.get(operation.name.as_str())?;
        let RequestBody::Parameters(parameters) = &known.operation.request else { return None };
        Some(known.parameters.get_or_init(|| Names::new(parameters.iter().map(|p| p.name.as_str()))))
    }

    /// The first type that derives from `ty` and has a property of this name, and how many have it.
    pub fn below(&self, ty: &Type, property: &str) -> Option<(&'a Type, usize)> {
        let derived = self.derived.get(&ty.name)?;
        let known = self.types.get(&ty.name)?.below.get_or_init(|| {
            let mut known: HashMap<&str, (usize, usize)> = HashMap::default();
            for (place, ty) in derived.iter().copied().enumerate() {
                for property in &ty.properties {
                    known.entry(&property.name).or_insert((place, 0)).1 += 1;
                }
            }
            known
        });
        let (place, count) = known.get(property)?;
        Some((derived.get(*place)?, *count))
    }
}

/// Names, mapped to their positions in the original list.
pub(super) struct Names<'a> {
    exact: HashMap<&'a str, usize>,
    /// The same in lower case; built only when needed, which is rare.
    folded: OnceLock<HashMap<String, usize>>,
}

impl<'a> Names<'a> {
    fn new(names: impl Iterator<Item = &'a str>) -> Names<'a> {
        let mut exact = HashMap::default();
        for (place, name) in names.enumerate() {
            exact.entry(name).or_insert(place);
        }
        Names { exact, folded: OnceLock::new() }
    }

    /// The first exact match.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.exact.get(name).copied()
    }

    /// The first match that ignores letter case.
    pub fn find_in_any_case(&self, name: &str) -> Option<usize> {
        let folded = self.folded.get_or_init(|| {
            let mut folded: HashMap<String, usize> = HashMap::default();
            for (name, place) in &self.exact {
                folded
                    .entry(name.to_ascii_lowercase())
                    .and_modify(|first| *first = *place.min(first))
                    .or_insert(*place);
            }
            folded
        });
        folded.get(&name.to_ascii_lowercase()).copied()
    }
}
