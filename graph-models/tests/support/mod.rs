//! Hand-written types of the generated shape.

#![allow(dead_code, reason = "each test file uses only a part")]

use graph_models::runtime::private::serde::de::MapAccess;
use graph_models::runtime::{Derived, Writer};
use graph_models::*;

/// Declares a type as the generator writes it.
macro_rules! model {
    ($name:ident, $type:literal, { $($member:literal => $field:ident: $of:ty),* $(,)? }) => {
        #[derive(Clone, Default, PartialEq)]
        pub struct $name { $(pub $field: Property<$of>,)* pub additional: Additional }

        impl Object for $name {
            const TYPE: &'static str = $type;
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
            fn additional(&self) -> &Additional { &self.additional }
            fn additional_mut(&mut self) -> &mut Additional { &mut self.additional }
        }

        graph_models::object_impls!($name);
    };
}

model!(TimePeriod, "microsoft.graph.timePeriod", {
    "endDateTime" => end_date_time: DateTimeOffset,
    "startDateTime" => start_date_time: DateTimeOffset,
});

model!(Node, "microsoft.graph.node", {
    "id" => id: String,
    "parent" => parent: Box<Node>,
    "period" => period: TimePeriod,
    "status" => status: Status,
    "tags" => tags: Vec<String>,
    "children" => children: Vec<Node>,
    "size" => size: Int64,
    "ratio" => ratio: Double,
    "age" => age: i32,
    "any" => any: Untyped,
});

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    Draft,
    Active,
    UnknownValue(String),
}

impl Enumeration for Status {
    const TYPE: &'static str = "microsoft.graph.status";
    const MEMBERS: &'static [&'static str] = &["draft", "active"];
    fn from_member(name: &str) -> Option<Self> {
        match name {
            "draft" => Some(Self::Draft),
            "active" => Some(Self::Active),
            _ => None,
        }
    }
    fn from_unknown(value: String) -> Self {
        Self::UnknownValue(value)
    }
    fn as_str(&self) -> &str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::UnknownValue(value) => value,
        }
    }
}

graph_models::enumeration_impls!(Status);

model!(Numbers, "microsoft.graph.numbers", {
    "byte" => byte: u8,
    "short" => short: i16,
    "int" => int: i32,
    "long" => long: Int64,
    "double" => double: Double,
    "flag" => flag: bool,
    "text" => text: String,
    "list" => list: Vec<i32>,
});

model!(Signed, "microsoft.graph.signed", {
    "tiny" => tiny: i8,
    "state" => state: Status,
    "states" => states: Vec<Status>,
});

model!(Constant, "microsoft.graph.constant", {
    "value" => value: String,
});

model!(Setting, "microsoft.graph.setting", {
    "name" => name: String,
    "value" => value: Box<Node>,
});

model!(Shape, "microsoft.graph.shape", {
    "id" => id: String,
    "size" => size: i32,
});

model!(Circle, "microsoft.graph.circle", {
    "id" => id: String,
    "size" => size: i32,
    "radius" => radius: i32,
});

model!(Badge, "microsoft.graph.badge", {
    "id" => id: String,
    "size" => size: String,
});

/// An enum over derived types, as the generator writes it.
macro_rules! derived {
    ($any:ident: $base:ident, $derived:ident ($name:literal), $uniform:literal) => {
        #[derive(Clone, PartialEq)]
        pub enum $any {
            $derived(Box<$derived>),
            $base(Box<$base>),
        }

        impl Default for $any {
            fn default() -> Self {
                Self::$base(Box::default())
            }
        }

        impl Object for $any {
            const TYPE: &'static str = $base::TYPE;
            fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
                match self {
                    Self::$derived(value) => value.read(name, map),
                    Self::$base(value) => value.read(name, map),
                }
            }
            fn write<W: Writer>(&self, writer: &mut W) {
                match self {
                    Self::$derived(value) => value.write(writer),
                    Self::$base(value) => value.write(writer),
                }
            }
            fn additional(&self) -> &Additional {
                match self {
                    Self::$derived(value) => &value.additional,
                    Self::$base(value) => &value.additional,
                }
            }
            fn additional_mut(&mut self) -> &mut Additional {
                match self {
                    Self::$derived(value) => &mut value.additional,
                    Self::$base(value) => &mut value.additional,
                }
            }
        }

        impl Derived for $any {
            const UNIFORM: bool = $uniform;

            fn of_type(name: &str) -> Option<Self> {
                (name == $name).then(|| Self::$derived(Box::default()))
            }
            fn type_name(&self) -> &'static str {
                match self {
                    Self::$derived(_) => $derived::TYPE,
                    Self::$base(_) => $base::TYPE,
                }
            }
        }

        impl std::fmt::Debug for $any {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    Self::$derived(value) => value.fmt(f),
                    Self::$base(value) => value.fmt(f),
                }
            }
        }

        graph_models::derived_impls!($any);
    };
}

derived!(AnyShape: Shape, Circle ("microsoft.graph.circle"), true);

// The description of a badge's size differs.
derived!(AnySign: Shape, Badge ("microsoft.graph.badge"), false);

model!(Drawing, "microsoft.graph.drawing", {
    "main" => main: AnyShape,
    "shapes" => shapes: Vec<AnyShape>,
});
