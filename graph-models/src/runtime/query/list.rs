//! Arguments of comma-separated query options.

use std::fmt;
use std::marker::PhantomData;

use super::applies::Applies;
use super::expand::Expansion;
use super::field::Field;
use super::relationship::Relationship;

/// The option `$select`, in [`List`].
#[derive(Clone, Copy, Debug)]
pub enum Select {}

/// The option `$orderby`, in [`List`].
#[derive(Clone, Copy, Debug)]
pub enum OrderBy {}

/// The option `$expand`, in [`List`].
#[derive(Clone, Copy, Debug)]
pub enum Expand {}

/// An argument of the query option `O` for a response `T`: one item, a tuple of items of different types, or an array,
/// slice or vector of the same type. Strings are used unchanged.
///
/// | option | items |
/// |---|---|
/// | [`Select`] | [`Field`] |
/// | [`OrderBy`] | [`Field`], [`Order`] |
/// | [`Expand`] | [`Relationship`], [`Expansion`] |
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used in `{O}` of a request that returns `{T}`",
    note = "put properties of different types into a tuple: `select((User::ID, User::MAIL))`",
    note = "an undocumented name can be given as a string, such as `\"displayName\"`"
)]
pub trait List<O, T: ?Sized> {
    /// Appends the items to a list, separated by commas.
    fn append_to(&self, list: &mut String);
}

/// Appends one item.
fn append(thing: &str, list: &mut String) {
    if !list.is_empty() && !thing.is_empty() {
        list.push(',');
    }
    list.push_str(thing);
}

/// An order by one property.
pub struct Order<E: ?Sized> {
    text: String,
    entity: PhantomData<fn(&E)>,
}

impl<E: ?Sized> Order<E> {
    pub(super) fn new(text: String) -> Self {
        Self { text, entity: PhantomData }
    }
}

impl<E: ?Sized> Clone for Order<E> {
    fn clone(&self) -> Self {
        Self::new(self.text.clone())
    }
}

impl<E: ?Sized> fmt::Debug for Order<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Order({})", self.text)
    }
}

impl<E: ?Sized> fmt::Display for Order<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl<T: ?Sized, D: Applies<T> + ?Sized, V: ?Sized> List<Select, T> for Field<D, V> {
    fn append_to(&self, list: &mut String) {
        append(self.as_str(), list);
    }
}

impl<T: ?Sized, D: Applies<T> + ?Sized, V: ?Sized> List<OrderBy, T> for Field<D, V> {
    fn append_to(&self, list: &mut String) {
        append(self.as_str(), list);
    }
}

impl<T: ?Sized, D: Applies<T> + ?Sized> List<OrderBy, T> for Order<D> {
    fn append_to(&self, list: &mut String) {
        append(&self.text, list);
    }
}

impl<T: ?Sized, D: Applies<T> + ?Sized, V: ?Sized, N> List<Expand, T> for Relationship<D, V, N> {
    fn append_to(&self, list: &mut String) {
        append(self.as_str(), list);
    }
}

impl<T: ?Sized, D: Applies<T> + ?Sized, V: ?Sized> List<Expand, T> for Expansion<D, V> {
    fn append_to(&self, list: &mut String) {
        append(&self.to_string(), list);
    }
}

impl<O, T: ?Sized> List<O, T> for str {
    fn append_to(&self, list: &mut String) {
        append(self, list);
    }
}

impl<O, T: ?Sized> List<O, T> for String {
    fn append_to(&self, list: &mut String) {
        append(self, list);
    }
}

impl<O, T: ?Sized, L: List<O, T> + ?Sized> List<O, T> for &L {
    fn append_to(&self, list: &mut String) {
        (**self).append_to(list);
    }
}

impl<O, T: ?Sized, L: List<O, T>> List<O, T> for [L] {
    fn append_to(&self, list: &mut String) {
        self.iter().for_each(|it| it.append_to(list));
    }
}

impl<O, T: ?Sized, L: List<O, T>, const N: usize> List<O, T> for [L; N] {
    fn append_to(&self, list: &mut String) {
        self.as_slice().append_to(list);
    }
}

impl<O, T: ?Sized, L: List<O, T>> List<O, T> for Vec<L> {
    fn append_to(&self, list: &mut String) {
        self.as_slice().append_to(list);
    }
}

macro_rules! tuples {
    ($($name:ident $($more:ident)*)?) => {
        $(
            impl<O, T: ?Sized, $name: List<O, T>, $($more: List<O, T>),*> List<O, T> for ($name, $($more,)*) {
                #[expect(non_snake_case, reason = "the type names are reused for the values")]
                fn append_to(&self, list: &mut String) {
                    let ($name, $($more,)*) = self;
                    $name.append_to(list);
                    $($more.append_to(list);)*
                }
            }

            tuples!($($more)*);
        )?
    };
}

// Longer tuples can be nested.
tuples!(A B C D E F G H I J K L M N P Q R S U V W X Y Z);
