//! Request bodies where a base type is documented: any derived type may be sent.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::object::{self, Object};

/// A type that may be sent where `T` is documented: `T` itself, the base type that `T` stands for, or one that derives
/// from it.
pub trait Body<T>: Object {
    /// Whether the type derives from the documented one, so that Microsoft Graph has to be told which type it is.
    const DERIVED: bool;

    /// The value as it is sent: a derived one carries its `@odata.type`.
    fn body(&self) -> Typed<'_, T, Self>
    where
        Self: Sized,
    {
        Typed { value: self, documented: std::marker::PhantomData }
    }
}

/// A value in the place of a documented type `T`.
#[derive(Debug)]
pub struct Typed<'a, T, B> {
    value: &'a B,
    documented: std::marker::PhantomData<fn() -> T>,
}

impl<T, B: Body<T>> Serialize for Typed<'_, T, B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if B::DERIVED && !self.value.additional().contains("@odata.type") {
            map.serialize_entry("@odata.type", &format!("#{}", B::TYPE))?;
        }
        object::write_members(self.value, &mut map)?;
        map.end()
    }
}
