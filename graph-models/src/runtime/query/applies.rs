//! Which type's properties may stand in which query.

use crate::runtime::accepted::{Accepted, Located, Started};
use crate::runtime::delta::DeltaItem;
use crate::runtime::object::Object;
use crate::runtime::page::Page;
use crate::runtime::response::{Bytes, Text, Value};

/// A type whose properties may stand in a query that answers with `T`: `T` itself, or an item of it, or a type that
/// derives from the documented one. Where the docs don't name the type of an answer, any.
#[diagnostic::on_unimplemented(
    message = "properties of `{Self}` are none of `{T}`",
    label = "a property of `{Self}`",
    note = "a name that the docs don't know can be given as text, such as `\"displayName\"`"
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
