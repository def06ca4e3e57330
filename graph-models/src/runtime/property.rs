//! A member of a Graph object: absent, null or a value.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A member of a JSON object in its three states.
///
/// Graph distinguishes them: a `PATCH` leaves an absent member unchanged and deletes a null one, and a response omits
/// what was not selected. Otherwise, it behaves like an [`Option`]: both [`Property::Absent`] and [`Property::Null`]
/// count as "no value".
///
/// `Debug` is transparent: the value's own text, `null`, or `absent`.
///
/// ```
/// use graph_models::Property;
///
/// let city: Property<String> = "Oslo".into();
/// assert_eq!(city.as_deref().unwrap_or("-"), "Oslo");
/// assert_eq!(Property::<i32>::Null.unwrap_or(3), 3);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Property<T> {
    /// The object has no such member.
    #[default]
    Absent,
    /// The member is JSON `null`.
    Null,
    /// The member has a value.
    Value(T),
}

use Property::{Absent, Null, Value};

impl<T> Property<Vec<T>> {
    /// A list of values, each converted: `Property::list([message, event_message])` where any derived type is allowed.
    pub fn list<I>(items: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<T>,
    {
        Self::Value(items.into_iter().map(Into::into).collect())
    }
}

impl<T> Property<T> {
    /// `None` becomes [`Property::Null`]; `From<Option<T>>` makes it [`Property::Absent`] instead.
    pub fn from_nullable(value: Option<T>) -> Self {
        value.map_or(Null, Value)
    }

    /// Whether the object has no such member.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Absent)
    }

    /// Whether the member is JSON `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Null)
    }

    /// Whether the member has a value.
    pub const fn is_value(&self) -> bool {
        matches!(self, Value(_))
    }

    /// Whether the member has a value and `test` holds for it.
    pub fn is_value_and(self, test: impl FnOnce(T) -> bool) -> bool {
        self.into_option().is_some_and(test)
    }

    /// Borrows the value.
    pub const fn as_ref(&self) -> Property<&T> {
        match self {
            Absent => Absent,
            Null => Null,
            Value(value) => Value(value),
        }
    }

    /// Borrows the value mutably.
    pub const fn as_mut(&mut self) -> Property<&mut T> {
        match self {
            Absent => Absent,
            Null => Null,
            Value(value) => Value(value),
        }
    }

    /// Dereferences the value: `&str` of a `String`, `&T` of a `Box<T>`, `&[T]` of a `Vec<T>`.
    pub fn as_deref(&self) -> Property<&T::Target>
    where
        T: Deref,
    {
        self.as_ref().map(Deref::deref)
    }

    /// Like [`as_deref`](Property::as_deref), mutably.
    pub fn as_deref_mut(&mut self) -> Property<&mut T::Target>
    where
        T: DerefMut,
    {
        self.as_mut().map(DerefMut::deref_mut)
    }

    /// The value if there is one, borrowed.
    pub const fn as_option(&self) -> Option<&T> {
        match self {
            Value(value) => Some(value),
            Absent | Null => None,
        }
    }

    /// The value if there is one.
    pub fn into_option(self) -> Option<T> {
        match self {
            Value(value) => Some(value),
            Absent | Null => None,
        }
    }

    /// The state as nested options: `None` absent, `Some(None)` null, `Some(Some(value))`.
    pub fn into_nested(self) -> Option<Option<T>> {
        match self {
            Absent => None,
            Null => Some(None),
            Value(value) => Some(Some(value)),
        }
    }

    /// The value, or `error` if there is none.
    ///
    /// # Errors
    /// Returns `error` if the member is absent or null.
    pub fn ok_or<E>(self, error: E) -> Result<T, E> {
        self.into_option().ok_or(error)
    }

    /// The value, or `default`.
    pub fn unwrap_or(self, default: T) -> T {
        self.into_option().unwrap_or(default)
    }

    /// The value, or the result of `default`.
    pub fn unwrap_or_else(self, default: impl FnOnce() -> T) -> T {
        self.into_option().unwrap_or_else(default)
    }

    /// The value, or the default of its type.
    pub fn unwrap_or_default(self) -> T
    where
        T: Default,
    {
        self.into_option().unwrap_or_default()
    }

    /// Changes the value; absent stays absent, null stays null.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Property<U> {
        match self {
            Absent => Absent,
            Null => Null,
            Value(value) => Value(change(value)),
        }
    }

    /// The changed value, or `default`.
    pub fn map_or<U>(self, default: U, change: impl FnOnce(T) -> U) -> U {
        self.into_option().map_or(default, change)
    }

    /// Applies a function to the value; absent stays absent, null stays null.
    pub fn and_then<U>(self, next: impl FnOnce(T) -> Property<U>) -> Property<U> {
        match self {
            Absent => Absent,
            Null => Null,
            Value(value) => next(value),
        }
    }

    /// Itself if it has a value, else `other`.
    pub fn or(self, other: Property<T>) -> Property<T> {
        if self.is_value() { self } else { other }
    }

    /// Iterates over the value: one or no item.
    pub fn iter(&self) -> std::option::IntoIter<&T> {
        self.as_option().into_iter()
    }

    /// Iterates over the value mutably: one or no item.
    pub fn iter_mut(&mut self) -> std::option::IntoIter<&mut T> {
        self.as_mut().into_option().into_iter()
    }

    /// Takes the state and leaves [`Property::Absent`].
    pub const fn take(&mut self) -> Property<T> {
        std::mem::replace(self, Absent)
    }

    /// Sets a value and returns the former state.
    pub const fn replace(&mut self, value: T) -> Property<T> {
        std::mem::replace(self, Value(value))
    }

    /// Sets a value and returns a mutable reference to it.
    pub fn insert(&mut self, value: T) -> &mut T {
        *self = Absent;
        self.filled(|| value)
    }

    /// A mutable reference to the value; if there is none, `value` is set first.
    pub fn get_or_insert(&mut self, value: T) -> &mut T {
        self.filled(|| value)
    }

    /// A mutable reference to the value; if there is none, the result of `make` is set first.
    pub fn get_or_insert_with(&mut self, make: impl FnOnce() -> T) -> &mut T {
        self.filled(make)
    }

    /// A mutable reference to the value; if there is none, the default is set first.
    pub fn get_or_insert_default(&mut self) -> &mut T
    where
        T: Default,
    {
        self.filled(T::default)
    }

    /// Whether there is a value and it equals `other`.
    pub fn contains<U: ?Sized>(&self, other: &U) -> bool
    where
        T: PartialEq<U>,
    {
        self.as_option().is_some_and(|value| value == other)
    }

    fn filled(&mut self, make: impl FnOnce() -> T) -> &mut T {
        if !self.is_value() {
            *self = Value(make());
        }
        match self {
            Value(value) => value,
            Absent | Null => unreachable!("a missing value was set above"),
        }
    }
}

impl<T> Property<&T> {
    /// Copies the value.
    pub const fn copied(self) -> Property<T>
    where
        T: Copy,
    {
        match self {
            Absent => Absent,
            Null => Null,
            Value(value) => Value(*value),
        }
    }

    /// Clones the value.
    pub fn cloned(self) -> Property<T>
    where
        T: Clone,
    {
        self.map(T::clone)
    }
}

impl<T: fmt::Debug> fmt::Debug for Property<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Absent => f.write_str("absent"),
            Null => f.write_str("null"),
            Value(value) => value.fmt(f),
        }
    }
}

/// A value is serialized as itself; null and absent are both serialized as `null`, because only the containing object
/// can omit a member.
impl<T: Serialize> Serialize for Property<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Absent | Null => serializer.serialize_unit(),
            Value(value) => value.serialize(serializer),
        }
    }
}

/// `null` is read as [`Property::Null`], anything else as the value.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Property<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct State<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for State<T> {
            type Value = Property<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or null")
            }

            fn visit_unit<E>(self) -> Result<Property<T>, E> {
                Ok(Null)
            }

            fn visit_none<E>(self) -> Result<Property<T>, E> {
                Ok(Null)
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Property<T>, D::Error> {
                T::deserialize(deserializer).map(Value)
            }

            // No format calls this for an option; only the tolerant decoding of this crate does, for a value that has
            // the wrong kind and stays raw.
            fn visit_newtype_struct<D: Deserializer<'de>>(self, _: D) -> Result<Property<T>, D::Error> {
                Ok(Absent)
            }
        }

        deserializer.deserialize_option(State(PhantomData))
    }
}

impl<T: PartialEq> PartialEq<T> for Property<T> {
    fn eq(&self, other: &T) -> bool {
        self.as_option() == Some(other)
    }
}

/// Absent and null both equal `None`.
impl<T: PartialEq> PartialEq<Option<T>> for Property<T> {
    fn eq(&self, other: &Option<T>) -> bool {
        self.as_option() == other.as_ref()
    }
}

impl PartialEq<str> for Property<String> {
    fn eq(&self, other: &str) -> bool {
        self.contains(other)
    }
}

impl PartialEq<&str> for Property<String> {
    fn eq(&self, other: &&str) -> bool {
        self.contains(*other)
    }
}

impl<T> From<T> for Property<T> {
    fn from(value: T) -> Self {
        Value(value)
    }
}

impl<T> From<T> for Property<Box<T>> {
    fn from(value: T) -> Self {
        Value(Box::new(value))
    }
}

/// `None` becomes [`Property::Absent`]; [`Property::from_nullable`] makes it null instead.
impl<T> From<Option<T>> for Property<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Absent, Value)
    }
}

/// Absent and null both become `None`.
impl<T> From<Property<T>> for Option<T> {
    fn from(property: Property<T>) -> Self {
        property.into_option()
    }
}

impl From<&str> for Property<String> {
    fn from(value: &str) -> Self {
        Value(value.to_owned())
    }
}

impl<T, const N: usize> From<[T; N]> for Property<Vec<T>> {
    fn from(values: [T; N]) -> Self {
        Value(values.into())
    }
}

impl<T: Clone> From<&[T]> for Property<Vec<T>> {
    fn from(values: &[T]) -> Self {
        Value(values.to_vec())
    }
}

impl<const N: usize> From<[&str; N]> for Property<Vec<String>> {
    fn from(values: [&str; N]) -> Self {
        Value(values.map(str::to_owned).into())
    }
}

impl From<&[&str]> for Property<Vec<String>> {
    fn from(values: &[&str]) -> Self {
        Value(values.iter().map(|&value| value.to_owned()).collect())
    }
}

impl From<Vec<&str>> for Property<Vec<String>> {
    fn from(values: Vec<&str>) -> Self {
        Self::from(values.as_slice())
    }
}

impl<T> IntoIterator for Property<T> {
    type Item = T;
    type IntoIter = std::option::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.into_option().into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Property<T> {
    type Item = &'a T;
    type IntoIter = std::option::IntoIter<&'a T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut Property<T> {
    type Item = &'a mut T;
    type IntoIter = std::option::IntoIter<&'a mut T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
