//! The documented names, to be looked up: a body may have as many members as its type has properties, and both very many.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use crate::model::{Api, Operation, RequestBody, Type};

/// What each type and operation names. What is never asked for is never made.
pub(super) struct Index<'a> {
    /// The types that derive from each type at any distance, by its lower-case name.
    derived: BTreeMap<String, Vec<&'a Type>>,
    types: HashMap<&'a str, OfType>,
    parameters: HashMap<&'a str, OnceLock<Names>>,
}

#[derive(Default)]
struct OfType {
    properties: OnceLock<Names>,
    members: OnceLock<Names>,
    /// For the name of a property, the first of the derived types that has it, by its place, and how many have.
    below: OnceLock<HashMap<String, (usize, usize)>>,
}

impl<'a> Index<'a> {
    pub fn new(api: &'a Api) -> Index<'a> {
        let mut derived: BTreeMap<String, Vec<&Type>> = BTreeMap::new();
        for ty in api.types.values() {
            let mut base = ty.base.as_deref().and_then(|b| api.get(b));
            // Chains are free of circles: the model cuts them.
            while let Some(above) = base {
                derived.entry(above.name.to_lowercase()).or_default().push(ty);
                base = above.base.as_deref().and_then(|b| api.get(b));
            }
        }
        let types = api.types.values().map(|ty| (ty.name.as_str(), OfType::default())).collect();
        let parameters = api.operations.iter().map(|o| (o.name.as_str(), OnceLock::new())).collect();
        Index { derived, types, parameters }
    }

    /// The names of a type's properties.
    pub fn properties(&self, ty: &Type) -> Option<&Names> {
        let names = || Names::new(ty.properties.iter().map(|p| p.name.as_str()));
        Some(self.types.get(ty.name.as_str())?.properties.get_or_init(names))
    }

    /// The names of an enumeration's members.
    pub fn members(&self, ty: &Type) -> Option<&Names> {
        let names = || Names::new(ty.members.iter().map(|m| m.name.as_str()));
        Some(self.types.get(ty.name.as_str())?.members.get_or_init(names))
    }

    /// The names of an operation's parameters.
    pub fn parameters(&self, operation: &Operation) -> Option<&Names> {
        let RequestBody::Parameters(parameters) = &operation.request else { return None };
        let names = || Names::new(parameters.iter().map(|p| p.name.as_str()));
        Some(self.parameters.get(operation.name.as_str())?.get_or_init(names))
    }

    /// The first type that derives from `ty` and has a property of this name, and how many have one.
    pub fn below(&self, ty: &Type, property: &str) -> Option<(&'a Type, usize)> {
        let derived = self.derived.get(&ty.name.to_lowercase())?;
        let known = self.types.get(ty.name.as_str())?.below.get_or_init(|| {
            let mut known: HashMap<String, (usize, usize)> = HashMap::new();
            for (place, ty) in derived.iter().enumerate() {
                for property in &ty.properties {
                    known.entry(property.name.clone()).or_insert((place, 0)).1 += 1;
                }
            }
            known
        });
        let (place, count) = known.get(property)?;
        Some((derived.get(*place)?, *count))
    }
}

/// Names by their places in the list that they come from.
pub(super) struct Names {
    exact: HashMap<String, usize>,
    /// The same in lower case.
    folded: HashMap<String, usize>,
}

impl Names {
    fn new<'n>(names: impl Iterator<Item = &'n str>) -> Names {
        let (mut exact, mut folded) = (HashMap::new(), HashMap::new());
        for (place, name) in names.enumerate() {
            exact.entry(name.to_owned()).or_insert(place);
            folded.entry(name.to_ascii_lowercase()).or_insert(place);
        }
        Names { exact, folded }
    }

    /// The first that is this name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.exact.get(name).copied()
    }

    /// The first that is this name but for the case of its letters.
    pub fn find_in_any_case(&self, name: &str) -> Option<usize> {
        self.folded.get(&name.to_ascii_lowercase()).copied()
    }
}
