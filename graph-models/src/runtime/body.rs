//! Request bodies for a documented base type: any derived type can be sent.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::object::{self, Object};

/// A type that can be sent if `T` is documented: `T` itself, the base type of an enum `T`, or a type that derives from
/// it.
pub trait Body<T>: Object {
    /// Whether the type derives from the documented one, so that Microsoft Graph needs its name.
    const DERIVED: bool;

    /// The value to send; a derived type includes its `@odata.type`.
    fn body(&self) -> Typed<'_, T, Self>
    where
        Self: Sized,
    {
        Typed { value: self, documented: std::marker::PhantomData }
    }
}

/// A value for a documented type `T`.
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
