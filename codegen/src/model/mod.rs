//! What an API is: its types, operations and examples. This is only the vocabulary; it does not know pages,
//! markdown or Rust.
//!
//! Names are the documented ones, fully qualified; every statement has the page and line that it comes from.
//! The analysis of a docs tree makes an [`Api`].

mod description;
mod example;
mod facts;
pub mod json;
mod operation;
mod permissions;
mod polymorphic;
mod primitive;
mod select;
mod template;
mod type_key;

pub use description::{Description, Part};
pub use example::{Example, ExampleRequest, ExampleResponse, Finding};
pub use facts::{Cloud, Deprecation, FunctionParameter, PropertyFacts};
pub use operation::{Operation, QueryOption, RequestBody, ResponseBody, is_for};
pub use permissions::{LeastPermissions, Permissions};
pub(crate) use polymorphic::polymorphic;
pub use primitive::Primitive;
pub use select::{SelectError, Selection};
pub(crate) use template::Address;
pub use template::{Parameter, Placeholder, Segment, Template, TemplateError, is_graph, split_url};
pub use type_key::TypeKey;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::span::Span;

/// A documented API: everything a docs tree says, merged and resolved.
#[derive(Clone, Debug)]
pub struct Api {
    /// The version the examples call, such as `v1.0` or `beta`.
    pub version: String,
    /// How many pages were read.
    pub pages: usize,
    /// The types by their full name.
    pub types: BTreeMap<TypeKey, Type>,
    /// The base types whose values are told apart by their derived types. A selection keeps the decision of the whole.
    pub polymorphic: BTreeSet<TypeKey>,
    /// The operations by name.
    pub operations: Vec<Operation>,
    /// The request and response examples in the order of their pages.
    pub examples: Vec<Example>,
    /// How many request templates the pages document, in their request sections or by an example that shows another
    /// form of one; callable or not.
    pub template_lines: usize,
    /// The findings of the stage.
    pub diagnostics: Vec<Diagnostic>,
}

impl Api {
    /// A type by its full name; case does not matter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Type> {
        self.types.get(&TypeKey::from(name))
    }

    /// A type and its bases, the nearest first.
    pub(crate) fn chain<'a>(&'a self, ty: &'a Type) -> impl Iterator<Item = &'a Type> {
        chain(&self.types, ty)
    }

    /// Whether `name` is `ancestor` or derives from it.
    #[must_use]
    pub fn derives_from(&self, name: &str, ancestor: &str) -> bool {
        self.get(name).is_some_and(|ty| self.chain(ty).any(|ty| ty.name.is(ancestor)))
    }

    /// The nearest type that all the given ones are or derive from.
    #[must_use]
    pub fn common_base<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Option<TypeKey> {
        let mut names = names.into_iter();
        let mut best = self.get(names.next()?)?;
        for name in names {
            while !self.derives_from(name, &best.name) {
                best = self.types.get(best.base.as_ref()?)?;
            }
        }
        Some(best.name.clone())
    }
}

/// A type and its bases, the nearest first.
fn chain<'a>(types: &'a BTreeMap<TypeKey, Type>, ty: &'a Type) -> impl Iterator<Item = &'a Type> {
    // The chain is free of cycles: the types stage cuts them.
    std::iter::successors(Some(ty), |ty| types.get(ty.base.as_ref()?))
}

/// The kind of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A type with a key: it has an identity of its own.
    Entity,
    /// A type without a key: part of something else.
    Complex,
    /// An enumeration.
    Enum,
}

/// A documented type.
#[derive(Clone, Debug)]
pub struct Type {
    /// Full name, such as `microsoft.graph.exchangeRestoreSession`.
    pub name: TypeKey,
    /// Entity, complex type or enumeration.
    pub kind: Kind,
    /// Full name of the base type.
    pub base: Option<TypeKey>,
    /// Full name of the base type if it is not documented; there is no `base` then.
    pub unknown_base: Option<TypeKey>,
    /// No object is of this very type.
    pub is_abstract: bool,
    /// Objects may carry members that are not documented.
    pub is_open: bool,
    /// The member that identifies an entity.
    pub key: Option<String>,
    /// The workload its first page belongs to.
    pub workload: Option<String>,
    /// The pages that describe it, below the docs folder.
    pub pages: Vec<String>,
    /// What it is.
    pub description: Description,
    /// The docs advise against using it.
    pub deprecated: Option<Deprecation>,
    /// Own and inherited properties and relationships.
    pub properties: Vec<Property>,
    /// Members of an enumeration.
    pub members: Vec<EnumMember>,
    /// The members of the enumeration can be combined.
    pub is_flags: bool,
    /// The type of the additional members of an open type, if a page states it: a dictionary.
    pub value_type: Option<TypeRef>,
    /// Where it is described first.
    pub span: Span,
}

impl Type {
    /// The last segment of the name: `exchangeRestoreSession`.
    #[must_use]
    pub fn short_name(&self) -> &str {
        self.name.short_name()
    }

    /// The name without its last segment: `microsoft.graph`.
    #[must_use]
    pub fn namespace(&self) -> &str {
        self.name.namespace()
    }

    /// A property or relationship by name.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|p| p.name == name)
    }
}

/// A property or a relationship of a type, or a parameter of an action.
#[derive(Clone, Debug)]
pub struct Property {
    /// The member's name in JSON.
    pub name: String,
    /// Its type.
    pub ty: TypeRef,
    /// A relationship (navigation property).
    pub navigation: bool,
    /// The base type has it too.
    pub inherited: bool,
    /// The docs advise against using it.
    pub deprecated: Option<Deprecation>,
    /// The docs say that a request has to carry it.
    pub required: bool,
    /// Other facts on its page.
    pub facts: PropertyFacts,
    /// What it is.
    pub description: Description,
    /// Where it is documented.
    pub span: Span,
}

/// A reference to a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeRef {
    /// The target.
    pub target: Target,
    /// A list of it.
    pub collection: bool,
}

/// The target of a [`TypeRef`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A primitive type.
    Primitive(Primitive),
    /// A documented type, by its full name.
    Named(TypeKey),
    /// One of several documented types, by their full names. The analysis puts their common base in its place.
    OneOf(Vec<TypeKey>),
    /// An undocumented name, as written.
    Unresolved(String),
}

impl TypeRef {
    /// A single primitive.
    #[must_use]
    pub fn primitive(primitive: Primitive) -> TypeRef {
        TypeRef { target: Target::Primitive(primitive), collection: false }
    }

    /// The full name: `Edm.String`, `microsoft.graph.user`, or the documented words if unresolved. Bars are between the
    /// names of several types.
    #[must_use]
    pub fn name(&self) -> Cow<'_, str> {
        match &self.target {
            Target::Primitive(p) => p.edm_name().into(),
            Target::Named(name) => name.as_str().into(),
            Target::OneOf(names) => names.iter().map(TypeKey::as_str).collect::<Vec<_>>().join("|").into(),
            Target::Unresolved(name) => name.into(),
        }
    }

    /// Whether the reference leads to something.
    #[must_use]
    pub fn is_resolved(&self) -> bool {
        !matches!(self.target, Target::Unresolved(_))
    }
}

/// A member of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumMember {
    /// The value on the wire.
    pub name: String,
    /// What it means.
    pub description: Description,
    /// The docs advise against using it.
    pub deprecated: bool,
}
