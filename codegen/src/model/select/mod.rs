//! Selects a self-contained part of the model.
//!
//! Keeps the items that patterns name and everything they depend on:
//!
//! - the types of requests, answers and parameters of a kept operation;
//! - the types of the properties of a kept type, and the types it derives from;
//! - the types derived from a base type, where a request, an answer or a property may be any of them.
//!
//! Relationships are lazy, here as elsewhere: they are not followed. A relationship to a type that is not kept goes,
//! just as its accessor goes in a crate whose features do not compile the type.

mod pattern;

use std::collections::{BTreeMap, BTreeSet};

use self::pattern::Pattern;
use super::{Api, Operation, Property, RequestBody, ResponseBody, Target, Type, TypeKey, TypeRef};
use crate::given::Given;

/// The part of a model to keep.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The items to keep; without a pattern, all.
    ///
    /// A pattern names types (`microsoft.graph.message` or `message`), operations (`user-sendmail`, the name of the
    /// page), or a workload (`outlook`); `*` matches any letters, and case does not matter. `type:`, `operation:` or
    /// `workload:` in front says which of them is meant.
    pub select: Vec<Given>,
    /// The items to leave out in any case. A reference to a type that is left out becomes untyped JSON.
    pub exclude: Vec<Given>,
}

impl Selection {
    /// Whether everything is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.select.is_empty() && self.exclude.is_empty()
    }
}

/// Why nothing could be selected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    /// A pattern without a match.
    #[error("{0}")]
    NoMatch(String),
    /// Everything that is selected is also excluded.
    #[error("nothing is left: everything that is selected is also excluded")]
    Nothing,
}

impl Api {
    /// The part of the model that a selection keeps, whole in itself.
    ///
    /// # Errors
    /// If a pattern does not match, or nothing is left.
    pub fn select(&self, selection: &Selection) -> Result<Api, SelectError> {
        let select = self.patterns(&selection.select)?;
        let exclude = self.patterns(&selection.exclude)?;
        let kept =
            |hit: &dyn Fn(&Pattern) -> bool| (select.is_empty() || select.iter().any(hit)) && !exclude.iter().any(hit);
        let operations: Vec<Operation> =
            self.operations.iter().filter(|o| kept(&|p| p.takes_operation(o))).cloned().collect();
        let roots: BTreeSet<&TypeKey> =
            self.types.iter().filter(|(_, ty)| kept(&|p| p.takes_type(ty))).map(|(key, _)| key).collect();
        if operations.is_empty() && roots.is_empty() {
            return Err(SelectError::Nothing);
        }
        let excluded: BTreeSet<&TypeKey> =
            self.types.iter().filter(|(_, ty)| exclude.iter().any(|p| p.takes_type(ty))).map(|(key, _)| key).collect();
        let mut closure = Closure::new(self, &excluded);
        roots.into_iter().for_each(|key| closure.keep(key));
        operations.iter().for_each(|o| closure.operation(o));
        closure.run();
        let keys = closure.kept;
        let mut out = Api {
            version: self.version.clone(),
            pages: self.pages,
            types: self
                .types
                .iter()
                .filter(|(key, _)| keys.contains(*key))
                .map(|(k, t)| (k.clone(), t.clone()))
                .collect(),
            polymorphic: self.polymorphic.clone(),
            template_lines: operations.iter().map(|o| o.listed).sum(),
            operations,
            examples: Vec::new(),
            diagnostics: self.diagnostics.clone(),
        };
        out.take_examples(self);
        out.cut(&keys);
        Ok(out)
    }

    /// The pages that anything of the model comes from.
    #[must_use]
    pub fn used_pages(&self) -> BTreeSet<&str> {
        let of_types = self.types.values().flat_map(|t| &t.pages);
        let of_operations = self.operations.iter().map(|o| &o.page);
        of_types.chain(of_operations).map(String::as_str).collect()
    }

    fn patterns(&self, given: &[Given]) -> Result<Vec<Pattern>, SelectError> {
        given
            .iter()
            .map(|given| {
                let pattern = Pattern::new(&given.value);
                let found = self.operations.iter().any(|o| pattern.takes_operation(o))
                    || self.types.values().any(|t| pattern.takes_type(t));
                if found {
                    return Ok(pattern);
                }
                let text =
                    format!("no type, operation or workload matches `{}`{}", given.value, pattern.suggestion(self));
                Err(SelectError::NoMatch(given.message(text)))
            })
            .collect()
    }

    /// Takes over the examples of the operations that are kept. An example whose operation is not known belongs to
    /// the page it is on.
    fn take_examples(&mut self, from: &Api) {
        let names: BTreeSet<&str> = self.operations.iter().map(|o| o.name.as_str()).collect();
        let pages: BTreeSet<&str> = self.operations.iter().map(|o| o.page.as_str()).collect();
        let kept = from.examples.iter().filter(|example| match &example.operation {
            Some(operation) => names.contains(operation.as_str()),
            None => pages.contains(example.page.as_str()),
        });
        self.examples = kept.cloned().collect();
    }

    /// Removes references to types that are not kept.
    fn cut(&mut self, kept: &BTreeSet<TypeKey>) {
        let gone = |ty: &TypeRef| matches!(&ty.target, Target::Named(name) if !kept.contains(name));
        let untyped = |ty: &mut TypeRef| {
            if let Target::Named(name) = &ty.target
                && !kept.contains(name)
            {
                ty.target = Target::Unresolved(name.to_string());
            }
        };
        for ty in self.types.values_mut() {
            ty.properties.retain(|p| !(p.navigation && gone(&p.ty)));
            ty.properties.iter_mut().for_each(|p| untyped(&mut p.ty));
            ty.base = ty.base.take().filter(|base| kept.contains(base));
        }
        for operation in &mut self.operations {
            match &mut operation.request {
                RequestBody::Typed(ty) => untyped(ty),
                RequestBody::Parameters(parameters) => parameters.iter_mut().for_each(|p| untyped(&mut p.ty)),
                _ => {}
            }
            if let ResponseBody::Typed(ty) = &mut operation.response {
                untyped(ty);
            }
        }
        for response in self.examples.iter_mut().filter_map(|e| e.response.as_mut()) {
            // Without a type of its own, the example is of the type that its operation answers.
            response.ty = response.ty.take().filter(|ty| !gone(ty));
        }
    }
}

/// Collects the items that are needed.
struct Closure<'a> {
    api: &'a Api,
    excluded: &'a BTreeSet<&'a TypeKey>,
    /// The types that derive directly from a type.
    derived: BTreeMap<&'a TypeKey, Vec<&'a TypeKey>>,
    kept: BTreeSet<TypeKey>,
    /// Types whose derived types are kept as well.
    open: BTreeSet<TypeKey>,
    queue: Vec<&'a Type>,
}

impl<'a> Closure<'a> {
    fn new(api: &'a Api, excluded: &'a BTreeSet<&'a TypeKey>) -> Closure<'a> {
        let mut derived: BTreeMap<&TypeKey, Vec<&TypeKey>> = BTreeMap::new();
        for (key, ty) in &api.types {
            if let Some(base) = &ty.base {
                derived.entry(base).or_default().push(key);
            }
        }
        Closure { api, excluded, derived, kept: BTreeSet::new(), open: BTreeSet::new(), queue: Vec::new() }
    }

    fn keep(&mut self, key: &TypeKey) {
        if self.excluded.contains(key) {
            return;
        }
        if let Some(ty) = self.api.types.get(key)
            && self.kept.insert(key.clone())
        {
            self.queue.push(ty);
        }
    }

    /// A place where a value of the type, or of any type derived from it, may occur.
    fn place(&mut self, ty: &TypeRef) {
        let Target::Named(name) = &ty.target else { return };
        let mut below = vec![name];
        while let Some(key) = below.pop() {
            self.keep(key);
            if self.kept.contains(key) && self.open.insert(key.clone()) {
                below.extend(self.derived.get(key).into_iter().flatten());
            }
        }
    }

    fn operation(&mut self, operation: &Operation) {
        match &operation.request {
            RequestBody::Typed(ty) => self.place(ty),
            RequestBody::Parameters(parameters) => self.properties(parameters),
            _ => {}
        }
        if let ResponseBody::Typed(ty) = &operation.response {
            self.place(ty);
        }
    }

    fn properties(&mut self, properties: &[Property]) {
        properties.iter().filter(|p| !p.navigation).for_each(|p| self.place(&p.ty));
    }

    fn run(&mut self) {
        while let Some(ty) = self.queue.pop() {
            self.properties(&ty.properties);
            if let Some(base) = &ty.base {
                self.keep(base);
            }
        }
    }
}
