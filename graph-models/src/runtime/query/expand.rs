//! An expanded relationship with its own options.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use super::filter::Condition;
use super::list::{Expand, List, OrderBy, Select};

/// A relationship of `E` to objects of type `V` with the options of its expansion:
/// `manager($expand=manager;$select=displayName)`.
#[must_use = "an expansion does nothing until a request has it"]
pub struct Expansion<E: ?Sized, V: ?Sized> {
    relationship: String,
    options: BTreeMap<&'static str, String>,
    types: PhantomData<fn(&E) -> Box<V>>,
}

impl<E: ?Sized, V: ?Sized> Expansion<E, V> {
    pub(super) fn new(relationship: &str) -> Self {
        Self { relationship: relationship.to_owned(), options: BTreeMap::new(), types: PhantomData }
    }

    /// `$select`: which properties of related objects to return. Further calls add to the list.
    pub fn select(mut self, properties: impl List<Select, V>) -> Self {
        properties.append_to(self.option("$select"));
        self
    }

    /// `$expand`: which relationships of related objects are expanded in turn. Further calls add to the list.
    pub fn expand(mut self, relationships: impl List<Expand, V>) -> Self {
        relationships.append_to(self.option("$expand"));
        self
    }

    /// `$filter`: which related objects to return.
    pub fn filter(mut self, condition: impl Condition<V>) -> Self {
        condition.expression().clone_into(self.option("$filter"));
        self
    }

    /// `$orderby`: the order. Further calls add to the list.
    pub fn order_by(mut self, properties: impl List<OrderBy, V>) -> Self {
        properties.append_to(self.option("$orderby"));
        self
    }

    /// `$top`: the maximum number of related objects.
    pub fn top(self, items: u64) -> Self {
        self.with("$top", items.to_string())
    }

    /// `$skip`: the number of related objects to skip.
    pub fn skip(self, items: u64) -> Self {
        self.with("$skip", items.to_string())
    }

    /// `$count`: whether to return the number of related objects.
    pub fn count(self, wanted: bool) -> Self {
        self.with("$count", wanted.to_string())
    }

    /// `$levels`: how many times to follow the relationship.
    pub fn levels(self, levels: u32) -> Self {
        self.with("$levels", levels.to_string())
    }

    /// `$levels=max`: as often as the service allows.
    pub fn all_levels(self) -> Self {
        self.with("$levels", "max".to_owned())
    }

    fn with(mut self, name: &'static str, value: String) -> Self {
        *self.option(name) = value;
        self
    }

    /// The value of an option, empty if it is new.
    fn option(&mut self, name: &'static str) -> &mut String {
        self.options.entry(name).or_default()
    }
}

impl<E: ?Sized, V: ?Sized> Clone for Expansion<E, V> {
    fn clone(&self) -> Self {
        Self { relationship: self.relationship.clone(), options: self.options.clone(), types: PhantomData }
    }
}

impl<E: ?Sized, V: ?Sized> fmt::Debug for Expansion<E, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expansion({self})")
    }
}

/// The expansion in a query, not encoded.
impl<E: ?Sized, V: ?Sized> fmt::Display for Expansion<E, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.relationship)?;
        let mut before = '(';
        for (name, value) in self.options.iter().filter(|(_, value)| !value.is_empty()) {
            write!(f, "{before}{name}={value}")?;
            before = ';';
        }
        f.write_str(if before == ';' { ")" } else { "" })
    }
}
