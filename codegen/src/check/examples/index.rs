//! The documented names, to be looked up: a body may have as many members as its type has properties, and both very many.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use crate::model::{Api, Operation, RequestBody, Type, TypeKey};

/// What each type and operation names. What is never asked for is never made.
pub(super) struct Index<'a> {
    api: &'a Api,
    /// The types that derive from each type at any distance.
    derived: BTreeMap<&'a TypeKey, Vec<&'a Type>>,
    types: HashMap<&'a TypeKey, OfType<'a>>,
    /// The types by the last segments of their names.
    by_last: OnceLock<HashMap<TypeKey, &'a Type>>,
    operations: HashMap<&'a str, OfOperation<'a>>,
}

struct OfType<'a> {
    ty: &'a Type,
    properties: OnceLock<Names<'a>>,
    members: OnceLock<Names<'a>>,
    /// For the name of a property, the first of the derived types that has it, by its place, and how many have.
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

    /// A type by its full name.
    pub fn get(&self, name: &TypeKey) -> Option<&'a Type> {
        self.types.get(name).map(|known| known.ty)
    }

    /// A type by the last segment of its name, the first of several.
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

    /// The first type that derives from `ty` and has a property of this name, and how many have one.
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

/// Names by their places in the list that they come from.
pub(super) struct Names<'a> {
    exact: HashMap<&'a str, usize>,
    /// The same in lower case: few names are looked for there.
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

    /// The first that is this name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.exact.get(name).copied()
    }

    /// The first that is this name but for the case of its letters.
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
