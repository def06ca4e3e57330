//! A relationship by name.

use std::fmt;
use std::marker::PhantomData;

use super::Condition;
use super::applies::Applies;
use super::expand::Expansion;
use super::field::Field;
use super::filter::Filter;
use super::list::{Expand, List, OrderBy, Select};

/// One related object, in [`Relationship`].
#[derive(Clone, Copy, Debug)]
pub enum One {}

/// Any number of related objects, in [`Relationship`].
#[derive(Clone, Copy, Debug)]
pub enum Many {}

/// A relationship of `E` to one or [many](Many) objects of type `V`, for `$expand`.
///
/// It has the options of the expansion as methods: `User::MANAGER.select(User::DISPLAY_NAME)` is
/// `manager($select=displayName)`.
pub struct Relationship<E: ?Sized, V: ?Sized, N = One> {
    name: &'static str,
    types: PhantomData<fn(&E) -> Box<V>>,
    number: PhantomData<fn() -> N>,
}

impl<E: ?Sized, V: ?Sized, N> Relationship<E, V, N> {
    /// A relationship by its documented name.
    pub const fn new(name: &'static str) -> Self {
        Self { name, types: PhantomData, number: PhantomData }
    }

    /// The name.
    pub fn as_str(&self) -> &'static str {
        self.name
    }

    /// The expansion without options.
    pub fn expansion(self) -> Expansion<E, V> {
        Expansion::new(self.name)
    }

    /// See [`Expansion::select`].
    pub fn select(self, properties: impl List<Select, V>) -> Expansion<E, V> {
        self.expansion().select(properties)
    }

    /// See [`Expansion::expand`].
    pub fn expand(self, relationships: impl List<Expand, V>) -> Expansion<E, V> {
        self.expansion().expand(relationships)
    }

    /// See [`Expansion::levels`].
    pub fn levels(self, levels: u32) -> Expansion<E, V> {
        self.expansion().levels(levels)
    }
}

/// One related object.
impl<E: ?Sized, V: ?Sized> Relationship<E, V, One> {
    /// A property of the related object: `manager/displayName`.
    #[must_use]
    pub fn then<D: Applies<V>, W: ?Sized>(self, inner: Field<D, W>) -> Field<E, W> {
        Field::<E, V>::new(self.name).then(inner)
    }
}

/// Many related objects.
impl<E: ?Sized, V> Relationship<E, V, Many> {
    /// See [`Expansion::filter`].
    pub fn filter(self, condition: impl Condition<V>) -> Expansion<E, V> {
        self.expansion().filter(condition)
    }

    /// See [`Expansion::order_by`].
    pub fn order_by(self, properties: impl List<OrderBy, V>) -> Expansion<E, V> {
        self.expansion().order_by(properties)
    }

    /// See [`Expansion::top`].
    pub fn top(self, items: u64) -> Expansion<E, V> {
        self.expansion().top(items)
    }

    /// `…/any(a:…)`: whether at least one related object meets the condition.
    pub fn any<F: Into<Filter<E>>>(self, condition: impl FnOnce(Field<E, V>) -> F) -> Filter<E> {
        self.items().any(condition)
    }

    /// `…/all(a:…)`: whether each related object meets the condition.
    pub fn all<F: Into<Filter<E>>>(self, condition: impl FnOnce(Field<E, V>) -> F) -> Filter<E> {
        self.items().all(condition)
    }

    /// `…/any()`: whether there is a related object.
    pub fn is_not_empty(self) -> Filter<E> {
        self.items().is_not_empty()
    }

    /// `…/$count`: the number of related objects, for comparison.
    #[must_use]
    pub fn count(self) -> Field<E, i32> {
        self.items().count()
    }

    fn items(self) -> Field<E, Vec<V>> {
        Field::new(self.name)
    }
}

// By hand, because derives would require the same of the parameters.
impl<E: ?Sized, V: ?Sized, N> Clone for Relationship<E, V, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E: ?Sized, V: ?Sized, N> Copy for Relationship<E, V, N> {}

impl<E: ?Sized, V: ?Sized, N> fmt::Debug for Relationship<E, V, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Relationship({})", self.name)
    }
}

impl<E: ?Sized, V: ?Sized, N> fmt::Display for Relationship<E, V, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}
