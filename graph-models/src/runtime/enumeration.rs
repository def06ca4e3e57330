//! Decoding and encoding generated enums.

use std::fmt;
use std::marker::PhantomData;

use serde::de::Visitor;
use serde::{Deserializer, Serializer};

/// A generated enum: its documented members, and a variant for any other text.
///
/// Decoding never fails on an unknown member, and the text is encoded unchanged, including its letter case.
pub trait Enumeration: Sized {
    /// Full name, such as `microsoft.graph.restoreSessionStatus`.
    const TYPE: &'static str;

    /// The documented members, as on the wire.
    const MEMBERS: &'static [&'static str];

    /// The variant of the member with exactly this name.
    fn from_member(name: &str) -> Option<Self>;

    /// The variant for a text that is not a documented member.
    fn from_unknown(value: String) -> Self;

    /// The text on the wire.
    fn as_str(&self) -> &str;

    /// Whether it is one of [`Enumeration::MEMBERS`].
    fn is_known(&self) -> bool {
        Self::MEMBERS.contains(&self.as_str())
    }

    /// The documented member that equals the text, ignoring letter case. Some services use a different case than the
    /// docs; the text itself does not change.
    ///
    /// ```
    /// # use graph_models::Enumeration;
    /// # fn example<Status: Enumeration + From<&'static str> + PartialEq>() {
    /// assert!(Status::from("Active").known_ignoring_case() == Status::from_member("active"));
    /// # }
    /// ```
    fn known_ignoring_case(&self) -> Option<Self> {
        let text = self.as_str();
        Self::MEMBERS
            .iter()
            .find(|member| member.eq_ignore_ascii_case(text))
            .and_then(|member| Self::from_member(member))
    }

    /// The [flags](Enumeration::flags) of a multi-valued enum as single values. Undocumented ones keep their text.
    fn members(&self) -> impl Iterator<Item = Self> {
        self.flags().map(parse)
    }

    /// The members of a multi-valued enum, which are separated by commas on the wire.
    fn flags(&self) -> impl Iterator<Item = &str> {
        self.as_str().split(',').map(str::trim).filter(|flag| !flag.is_empty())
    }
}

/// The variant of a text; never fails.
pub fn parse<T: Enumeration>(text: &str) -> T {
    T::from_member(text).unwrap_or_else(|| T::from_unknown(text.to_owned()))
}

/// Reads a variant from a string.
///
/// # Errors
/// The input is not a string.
pub fn deserialize<'de, T: Enumeration, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Text<T>(PhantomData<T>);

    impl<T: Enumeration> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a string ({})", T::TYPE)
        }

        fn visit_str<E>(self, text: &str) -> Result<T, E> {
            Ok(parse(text))
        }

        fn visit_string<E>(self, text: String) -> Result<T, E> {
            Ok(T::from_member(&text).unwrap_or_else(|| T::from_unknown(text)))
        }
    }

    deserializer.deserialize_str(Text(PhantomData))
}

/// Writes the text of a variant.
///
/// # Errors
/// The error of the serializer.
pub fn serialize<T: Enumeration, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.as_str())
}

/// `Serialize`, `Deserialize`, `Display`, `FromStr`, `From<&str>`, `From<String>`, `AsRef<str>` and comparison with
/// strings for a generated [`Enumeration`].
#[doc(hidden)]
#[macro_export]
macro_rules! enumeration_impls {
    ($($name:ident),+ $(,)?) => { $(
        impl $crate::runtime::private::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::runtime::private::serde::Serializer,
            {
                $crate::runtime::enumeration::serialize(self, serializer)
            }
        }

        impl<'de> $crate::runtime::private::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: $crate::runtime::private::serde::Deserializer<'de>,
            {
                $crate::runtime::enumeration::deserialize(deserializer)
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad($crate::runtime::enumeration::Enumeration::as_str(self))
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok($crate::runtime::enumeration::parse(text))
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                $crate::runtime::enumeration::parse(text)
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                $crate::runtime::enumeration::parse(&text)
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                $crate::runtime::enumeration::Enumeration::as_str(self)
            }
        }

        impl ::core::cmp::PartialEq<str> for $name {
            #[inline]
            fn eq(&self, other: &str) -> bool {
                $crate::runtime::enumeration::Enumeration::as_str(self) == other
            }
        }

        impl ::core::cmp::PartialEq<&str> for $name {
            #[inline]
            fn eq(&self, other: &&str) -> bool {
                $crate::runtime::enumeration::Enumeration::as_str(self) == *other
            }
        }
    )+ };
}
