//! Which properties a query accepts.

use crate::runtime::accepted::{Accepted, Located, Started};
use crate::runtime::delta::DeltaItem;
use crate::runtime::object::Object;
use crate::runtime::page::Page;
use crate::runtime::response::{Bytes, Text, Value};

/// A type whose properties can be used in a query that returns `T`: `T` itself, its item type, or a type that derives
/// from the documented one. If the docs do not name the type of a response, any type.
#[diagnostic::on_unimplemented(
    message = "properties of `{Self}` cannot be used for `{T}`",
    label = "a property of `{Self}`",
    note = "an undocumented name can be given as a string, such as `\"displayName\"`"
)]
pub trait Applies<T: ?Sized> {}

impl<T: Object> Applies<T> for T {}
impl<D: Applies<T>, T> Applies<Page<T>> for D {}
impl<D: Applies<T>, T> Applies<DeltaItem<T>> for D {}
impl<D: Applies<T>, T> Applies<Value<T>> for D {}
impl<D: Applies<T>, T> Applies<Option<T>> for D {}
impl<D: Applies<R>, R, T> Applies<Started<R, T>> for D {}
impl<D, T> Applies<Accepted<T>> for D {}
impl<D> Applies<Located> for D {}
impl<D> Applies<()> for D {}
impl<D> Applies<Bytes> for D {}
impl<D> Applies<Text> for D {}
impl<D> Applies<serde_json::Value> for D {}
