//! A property by name.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::applies::Applies;
use super::filter::{Filter, lambda};
use super::list::Order;
use super::literal::{Literal, Ordered, text};
use crate::runtime::enumeration::Enumeration;
use crate::runtime::object::Object;

/// A property of `E` with values of type `V`, or a path to a nested one: `displayName`, `employeeOrgData/division`.
///
/// Generated types have one for each of their properties. Compared values are converted to `V`, so that a `&str` works
/// for strings, dates, GUIDs and enums.
pub struct Field<E: ?Sized, V: ?Sized> {
    path: Cow<'static, str>,
    types: PhantomData<fn(&E) -> Box<V>>,
}

impl<E: ?Sized, V: ?Sized> Field<E, V> {
    /// A property by its documented name, or a path.
    pub const fn new(path: &'static str) -> Self {
        Self { path: Cow::Borrowed(path), types: PhantomData }
    }

    pub(super) fn at(path: String) -> Self {
        Self { path: Cow::Owned(path), types: PhantomData }
    }

    /// The name or path, as in a query.
    pub fn as_str(&self) -> &str {
        &self.path
    }

    /// A property of this property's value: `User::EMPLOYEE_ORG_DATA.then(EmployeeOrgData::DIVISION)` is
    /// `employeeOrgData/division`.
    #[must_use]
    pub fn then<D: Applies<V>, W: ?Sized>(self, inner: Field<D, W>) -> Field<E, W> {
        Field::at(format!("{}/{}", self.path, inner.path))
    }

    /// The same property, qualified with its type: `microsoft.graph.user/mail`. Some services require this in a query
    /// on a base type.
    #[must_use]
    pub fn cast(self) -> Self
    where
        E: Object,
    {
        Self::at(format!("{}/{}", E::TYPE, self.path))
    }

    /// Ascending, the default.
    pub fn asc(self) -> Order<E> {
        Order::new([&self.path, " asc"].concat())
    }

    /// Descending.
    pub fn desc(self) -> Order<E> {
        Order::new([&self.path, " desc"].concat())
    }

    /// `… eq null`
    pub fn is_null(self) -> Filter<E> {
        Filter::comparison(format!("{} eq null", self.path))
    }

    /// `… ne null`
    pub fn is_not_null(self) -> Filter<E> {
        Filter::comparison(format!("{} ne null", self.path))
    }

    fn compare<T: Literal>(self, operator: &str, value: &T) -> Filter<E> {
        // Enough for a date or a short text.
        let mut out = String::with_capacity(self.path.len() + 32);
        out.push_str(&self.path);
        out.push(' ');
        out.push_str(operator);
        out.push(' ');
        value.write(&mut out);
        Filter::comparison(out)
    }
}

impl<E: ?Sized, V: Literal> Field<E, V> {
    /// `… eq …`
    pub fn eq(self, value: impl Into<V>) -> Filter<E> {
        self.compare("eq", &value.into())
    }

    /// `… ne …`
    pub fn ne(self, value: impl Into<V>) -> Filter<E> {
        self.compare("ne", &value.into())
    }

    /// `… in (…,…)`; `false` without values, because nothing can match.
    pub fn is_in<I>(self, values: I) -> Filter<E>
    where
        I: IntoIterator,
        I::Item: Into<V>,
    {
        let mut values = values.into_iter();
        let Some(first) = values.next() else { return Filter::primary("false".to_owned()) };
        let mut out = format!("{} in (", self.path);
        first.into().write(&mut out);
        for value in values {
            out.push(',');
            value.into().write(&mut out);
        }
        out.push(')');
        Filter::comparison(out)
    }
}

impl<E: ?Sized, V: Ordered> Field<E, V> {
    /// `… gt …`: greater, or later.
    pub fn gt(self, value: impl Into<V>) -> Filter<E> {
        self.compare("gt", &value.into())
    }

    /// `… ge …`: greater or equal, later or at the same time.
    pub fn ge(self, value: impl Into<V>) -> Filter<E> {
        self.compare("ge", &value.into())
    }

    /// `… lt …`: less, or earlier.
    pub fn lt(self, value: impl Into<V>) -> Filter<E> {
        self.compare("lt", &value.into())
    }

    /// `… le …`: less or equal, earlier or at the same time.
    pub fn le(self, value: impl Into<V>) -> Filter<E> {
        self.compare("le", &value.into())
    }
}

/// Text.
impl<E: ?Sized> Field<E, String> {
    /// `startswith(…,'…')`
    pub fn starts_with(self, prefix: impl AsRef<str>) -> Filter<E> {
        self.call("startswith", prefix.as_ref())
    }

    /// `endswith(…,'…')`
    pub fn ends_with(self, suffix: impl AsRef<str>) -> Filter<E> {
        self.call("endswith", suffix.as_ref())
    }

    /// `contains(…,'…')`
    pub fn contains(self, part: impl AsRef<str>) -> Filter<E> {
        self.call("contains", part.as_ref())
    }

    /// `tolower(…)`, for comparing without letter case.
    #[must_use]
    pub fn to_lower(self) -> Self {
        Self::at(format!("tolower({})", self.path))
    }

    fn call(self, function: &str, argument: &str) -> Filter<E> {
        let mut out = format!("{function}({},", self.path);
        text(argument, &mut out);
        out.push(')');
        Filter::primary(out)
    }
}

/// Enums whose values can have several members.
impl<E: ?Sized, V: Enumeration> Field<E, V> {
    /// `… has microsoft.graph.…'member'`: whether the member is among the flags of the value.
    pub fn has(self, member: impl Into<V>) -> Filter<E> {
        let mut out = format!("{} has {}", self.path, V::TYPE);
        text(member.into().as_str(), &mut out);
        Filter::comparison(out)
    }
}

/// Collections.
impl<E: ?Sized, T> Field<E, Vec<T>> {
    /// `…/any(a:…)`: whether at least one item meets the condition. The condition can use properties of `E` too.
    pub fn any<F: Into<Filter<E>>>(self, condition: impl FnOnce(Field<E, T>) -> F) -> Filter<E> {
        lambda(&self.path, "any", condition)
    }

    /// `…/all(a:…)`: whether each item meets the condition.
    pub fn all<F: Into<Filter<E>>>(self, condition: impl FnOnce(Field<E, T>) -> F) -> Filter<E> {
        lambda(&self.path, "all", condition)
    }

    /// `…/any()`: whether there is an item.
    pub fn is_not_empty(self) -> Filter<E> {
        Filter::primary(format!("{}/any()", self.path))
    }

    /// `…/$count`: the number of items, for comparison.
    #[must_use]
    pub fn count(self) -> Field<E, i32> {
        Field::at(format!("{}/$count", self.path))
    }
}

// By hand, because derives would require the same of `E` and `V`.
impl<E: ?Sized, V: ?Sized> Clone for Field<E, V> {
    fn clone(&self) -> Self {
        Self { path: self.path.clone(), types: PhantomData }
    }
}

impl<E: ?Sized, V: ?Sized> fmt::Debug for Field<E, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({})", self.path)
    }
}

impl<E: ?Sized, V: ?Sized> fmt::Display for Field<E, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.path)
    }
}
