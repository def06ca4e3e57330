//! Conditions on objects.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use super::applies::Applies;
use super::field::Field;
use super::variable;

/// An expression of `$filter` on objects of type `E`, made from the [`Field`]s of `E`.
///
/// `&`, `|` and `!` (or [`and`](Filter::and), [`or`](Filter::or), [`not`](Filter::not)) combine expressions, with
/// parentheses where necessary.
#[must_use = "a filter does nothing until a request has it"]
pub struct Filter<E: ?Sized> {
    text: String,
    binding: Binding,
    entity: PhantomData<fn(&E)>,
}

/// The precedence of an expression, lowest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    /// Text from the caller: unknown.
    Unknown,
    Or,
    And,
    /// Comparisons and `not`.
    Comparison,
    /// Calls and paths.
    Primary,
}

impl<E: ?Sized> Filter<E> {
    /// An expression as text, which is sent unchanged. It is put in parentheses when it is combined with others.
    ///
    /// Nothing is quoted here: never use it with untrusted input.
    pub fn raw(expression: impl Into<String>) -> Self {
        Self::new(expression.into(), Binding::Unknown)
    }

    pub(super) fn comparison(text: String) -> Self {
        Self::new(text, Binding::Comparison)
    }

    pub(super) fn primary(text: String) -> Self {
        Self::new(text, Binding::Primary)
    }

    fn new(text: String, binding: Binding) -> Self {
        Self { text, binding, entity: PhantomData }
    }

    /// Both conditions.
    pub fn and(self, other: impl Into<Self>) -> Self {
        self.join(" and ", other.into(), Binding::And)
    }

    /// At least one of the conditions.
    pub fn or(self, other: impl Into<Self>) -> Self {
        self.join(" or ", other.into(), Binding::Or)
    }

    /// The negation.
    #[expect(
        clippy::should_implement_trait,
        reason = "the trait is implemented too, but callers should not have to import it"
    )]
    pub fn not(self) -> Self {
        let mut out = String::with_capacity(self.text.len() + 6);
        out.push_str("not ");
        self.write_within(Binding::Primary, &mut out);
        Self::comparison(out)
    }

    /// All of them; `None` for no conditions.
    pub fn all_of(conditions: impl IntoIterator<Item = Self>) -> Option<Self> {
        conditions.into_iter().reduce(Self::and)
    }

    /// At least one of them; `None` for no conditions.
    pub fn any_of(conditions: impl IntoIterator<Item = Self>) -> Option<Self> {
        conditions.into_iter().reduce(Self::or)
    }

    /// The same condition for a base type of `E`, for combination with conditions on that type.
    pub fn widen<B: ?Sized>(self) -> Filter<B>
    where
        E: Applies<B>,
    {
        Filter::new(self.text, self.binding)
    }

    /// The expression, not encoded.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn join(self, operator: &str, other: Self, binding: Binding) -> Self {
        let mut out = String::with_capacity(self.text.len() + operator.len() + other.text.len() + 4);
        self.write_within(binding, &mut out);
        out.push_str(operator);
        other.write_within(binding, &mut out);
        Self::new(out, binding)
    }

    /// Writes the expression as an operand of one with the given precedence.
    fn write_within(&self, binding: Binding, out: &mut String) {
        if self.binding < binding {
            out.push('(');
            out.push_str(&self.text);
            out.push(')');
        } else {
            out.push_str(&self.text);
        }
    }
}

/// `path/any(a:condition)`
pub(super) fn lambda<E: ?Sized, T: ?Sized, F: Into<Filter<E>>>(
    path: &str,
    operator: &str,
    condition: impl FnOnce(Field<E, T>) -> F,
) -> Filter<E> {
    let (name, condition) = variable::with(|name| {
        let condition: Filter<E> = condition(Field::at(name.to_owned())).into();
        (name.to_owned(), condition)
    });
    Filter::primary(format!("{path}/{operator}({name}:{})", condition.text))
}

impl<E: ?Sized> BitAnd for Filter<E> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

impl<E: ?Sized> BitOr for Filter<E> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

impl<E: ?Sized> Not for Filter<E> {
    type Output = Self;

    fn not(self) -> Self {
        Filter::not(self)
    }
}

/// See [`Filter::raw`].
impl<E: ?Sized> From<&str> for Filter<E> {
    fn from(expression: &str) -> Self {
        Self::raw(expression)
    }
}

/// See [`Filter::raw`].
impl<E: ?Sized> From<String> for Filter<E> {
    fn from(expression: String) -> Self {
        Self::raw(expression)
    }
}

/// A Boolean property is a condition.
impl<E: ?Sized> From<Field<E, bool>> for Filter<E> {
    fn from(field: Field<E, bool>) -> Self {
        Self::primary(field.as_str().to_owned())
    }
}

// By hand, because derives would require the same of `E`.
impl<E: ?Sized> Clone for Filter<E> {
    fn clone(&self) -> Self {
        Self::new(self.text.clone(), self.binding)
    }
}

impl<E: ?Sized> fmt::Debug for Filter<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Filter({})", self.text)
    }
}

impl<E: ?Sized> fmt::Display for Filter<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// An argument of `$filter` for a response `T`: a [`Filter`], a Boolean [`Field`], or text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition on `{T}`",
    note = "a condition is a `Filter`, a Boolean property, or a string"
)]
pub trait Condition<T: ?Sized> {
    /// The expression, not encoded.
    fn expression(&self) -> &str;
}

impl<T: ?Sized, D: Applies<T> + ?Sized> Condition<T> for Filter<D> {
    fn expression(&self) -> &str {
        self.as_str()
    }
}

impl<T: ?Sized, D: Applies<T> + ?Sized> Condition<T> for Field<D, bool> {
    fn expression(&self) -> &str {
        self.as_str()
    }
}

impl<T: ?Sized> Condition<T> for str {
    fn expression(&self) -> &str {
        self
    }
}

impl<T: ?Sized> Condition<T> for String {
    fn expression(&self) -> &str {
        self
    }
}

impl<T: ?Sized, C: Condition<T> + ?Sized> Condition<T> for &C {
    fn expression(&self) -> &str {
        (**self).expression()
    }
}
