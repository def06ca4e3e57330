//! Where a name is looked up: the types of the tree, from the namespace of a page.

use super::page;
use super::reference::Expression;
use super::types::Types;
use crate::docs::Page;
use crate::model::{Type, TypeRef};

/// A page, and the types that it can name.
pub(super) struct Scope<'a> {
    pub types: &'a Types,
    pub page: &'a Page,
    /// The namespace that names without one belong to.
    pub namespace: String,
}

impl<'a> Scope<'a> {
    pub fn new(types: &'a Types, page: &'a Page) -> Scope<'a> {
        Scope { types, page, namespace: page::namespace(page) }
    }

    /// Looks up a documented type expression.
    pub fn resolve(&self, expression: &Expression) -> TypeRef {
        self.types.resolve(expression, &self.namespace)
    }

    /// Finds a type by any of its documented names.
    pub fn find(&self, name: &str) -> Option<&'a Type> {
        self.types.find(name, &self.namespace)
    }
}
