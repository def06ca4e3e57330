//! Types in the shape that the generator emits.

use graph_models::runtime::{
    Additional, Binary, DateTimeOffset, Derived, Enumeration, Guid, MapAccess, Object, Property, Writer,
};

macro_rules! make {
    (
        $(enum $enum:ident = $enum_name:literal { $($variant:ident = $text:literal),* $(,)? })*
        $(struct $struct:ident = $name:literal { $($field:ident: $type:ty = $member:literal,)* })*
    ) => {
        $(
            #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub enum $enum { $($variant,)* UnknownValue(String) }

            impl Enumeration for $enum {
                const TYPE: &'static str = concat!("microsoft.graph.", $enum_name);
                const MEMBERS: &'static [&'static str] = &[$($text),*];

                fn from_member(name: &str) -> Option<Self> {
                    Some(match name { $($text => Self::$variant,)* _ => return None })
                }

                fn from_unknown(value: String) -> Self {
                    Self::UnknownValue(value)
                }

                fn as_str(&self) -> &str {
                    match self { $(Self::$variant => $text,)* Self::UnknownValue(value) => value }
                }
            }

            graph_models::enumeration_impls!($enum);
        )*

        $(
            #[derive(Clone, Default, PartialEq)]
            pub struct $struct { $(pub $field: Property<$type>,)* pub additional: Additional }

            impl Object for $struct {
                const TYPE: &'static str = concat!("microsoft.graph.", $name);

                fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
                    match name {
                        $($member => graph_models::runtime::object::member(&mut self.$field, map),)*
                        _ => return Ok(false),
                    }?;
        Ok(true)
                }

                fn write<W: Writer>(&self, writer: &mut W) {
                    $(writer.property($member, &self.$field);)*
                }

                fn additional(&self) -> &Additional {
                    &self.additional
                }

                fn additional_mut(&mut self) -> &mut Additional {
                    &mut self.additional
                }
            }

            graph_models::object_impls!($struct);
        )*
    };
}

outlook!(make);

// In the reference, types derive from `recipient`, so a recipient is an enum over them.
make! {
    struct Attendee = "attendee" {
        email_address: Box<EmailAddress> = "emailAddress",
        r#type: String = "type",
    }
}

#[derive(Clone, PartialEq)]
pub enum AnyRecipient {
    Attendee(Box<Attendee>),
    Recipient(Box<Recipient>),
}

impl Default for AnyRecipient {
    fn default() -> Self {
        Self::Recipient(Default::default())
    }
}

impl Object for AnyRecipient {
    const TYPE: &'static str = "microsoft.graph.recipient";

    fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
        match self {
            Self::Attendee(value) => value.read(name, map),
            Self::Recipient(value) => value.read(name, map),
        }
    }

    fn write<W: Writer>(&self, writer: &mut W) {
        match self {
            Self::Attendee(value) => value.write(writer),
            Self::Recipient(value) => value.write(writer),
        }
    }

    fn additional(&self) -> &Additional {
        match self {
            Self::Attendee(value) => &value.additional,
            Self::Recipient(value) => &value.additional,
        }
    }

    fn additional_mut(&mut self) -> &mut Additional {
        match self {
            Self::Attendee(value) => &mut value.additional,
            Self::Recipient(value) => &mut value.additional,
        }
    }
}

impl Derived for AnyRecipient {
    const UNIFORM: bool = true;

    fn of_type(name: &str) -> Option<Self> {
        match name {
            "microsoft.graph.attendee" => Some(Self::Attendee(Default::default())),
            _ => None,
        }
    }

    fn type_name(&self) -> &'static str {
        match self {
            Self::Attendee(_) => <Attendee as Object>::TYPE,
            Self::Recipient(_) => <Recipient as Object>::TYPE,
        }
    }
}

impl std::fmt::Debug for AnyRecipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Attendee(value) => value.fmt(f),
            Self::Recipient(value) => value.fmt(f),
        }
    }
}

graph_models::derived_impls!(AnyRecipient);
