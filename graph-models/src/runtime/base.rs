//! Base types that are read as a struct: values of derived types, up and down the hierarchy.
//!
//! Most objects of such a type are of the base type itself: a message is rarely an `eventMessage`. So a list has one type,
//! and a value of a derived type is a value of the base type, with its `@odata.type` and its other members in
//! `additional`. Nothing is lost: `downcast` returns the derived type, `From` leads back.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::decode;
use super::object::Object;

/// A type that derives from `B`.
pub trait DerivesFrom<B>: Object + Serialize + DeserializeOwned {}

/// The member with the type of an object.
const TYPE_MEMBER: &str = "@odata.type";

/// A value of a derived type as one of its base type. It names its type.
pub fn into_base<D: DerivesFrom<B>, B: Object + DeserializeOwned>(value: &D) -> B {
    let mut json = serde_json::to_value(value).unwrap_or_default();
    if let Json::Object(members) = &mut json {
        members.entry(TYPE_MEMBER).or_insert_with(|| format!("#{}", D::TYPE).into());
    }
    // Every object can be decoded tolerantly.
    decode::value(&json).map(|decoded| decoded.value).unwrap_or_default()
}

/// A value of a base type as the derived type that its `@odata.type` names.
///
/// # Errors
/// The value itself, if it names another type or none.
pub fn downcast<B: Object + Serialize, D: DerivesFrom<B>>(value: B) -> Result<D, B> {
    let name = value.additional().get_str(TYPE_MEMBER).unwrap_or_default();
    if !name.trim_start_matches('#').eq_ignore_ascii_case(D::TYPE) {
        return Err(value);
    }
    let derived = serde_json::to_value(&value).ok().and_then(|json| decode::value(&json).ok());
    derived.map(|decoded| decoded.value).ok_or(value)
}

/// The conversions between a derived type and a base type that is read as a struct.
#[doc(hidden)]
#[macro_export]
macro_rules! derives_from {
    ($derived:ty => $base:ty) => {
        impl $crate::runtime::base::DerivesFrom<$base> for $derived {}

        impl $crate::runtime::query::Applies<$base> for $derived {}

        impl ::core::convert::From<$derived> for $base {
            fn from(value: $derived) -> Self {
                $crate::runtime::base::into_base(&value)
            }
        }
    };
}

/// The method that leads from a base type down to derived ones.
#[doc(hidden)]
#[macro_export]
macro_rules! has_derived {
    ($base:ident) => {
        impl $base {
            /// The value as a derived type, if its `@odata.type` names that one. `From` leads back.
            ///
            /// # Errors
            /// The value itself, if it is of another type.
            #[allow(clippy::result_large_err, reason = "the value is returned as it was")]
            pub fn downcast<D: $crate::runtime::base::DerivesFrom<Self>>(self) -> ::core::result::Result<D, Self> {
                $crate::runtime::base::downcast(self)
            }
        }
    };
}
