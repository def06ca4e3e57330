//! Primitive types and the many ways docs spell them.

/// A primitive type of the Entity Data Model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Primitive {
    /// Text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A signed 8-bit number.
    SByte,
    /// An unsigned 8-bit number.
    Byte,
    /// A signed 16-bit number.
    Int16,
    /// A signed 32-bit number.
    Int32,
    /// A signed 64-bit number.
    Int64,
    /// A 32-bit floating-point number.
    Single,
    /// A 64-bit floating-point number.
    Double,
    /// A decimal number.
    Decimal,
    /// A GUID.
    Guid,
    /// A date and time with an offset.
    DateTimeOffset,
    /// A calendar date.
    Date,
    /// A time of day.
    TimeOfDay,
    /// An ISO 8601 duration.
    Duration,
    /// Base64 text.
    Binary,
    /// A medium with an address of its own.
    Stream,
    /// Any JSON.
    Untyped,
}

impl Primitive {
    /// The name in the Entity Data Model: `Edm.String`.
    #[must_use]
    pub fn edm_name(self) -> &'static str {
        match self {
            Primitive::String => "Edm.String",
            Primitive::Boolean => "Edm.Boolean",
            Primitive::SByte => "Edm.SByte",
            Primitive::Byte => "Edm.Byte",
            Primitive::Int16 => "Edm.Int16",
            Primitive::Int32 => "Edm.Int32",
            Primitive::Int64 => "Edm.Int64",
            Primitive::Single => "Edm.Single",
            Primitive::Double => "Edm.Double",
            Primitive::Decimal => "Edm.Decimal",
            Primitive::Guid => "Edm.Guid",
            Primitive::DateTimeOffset => "Edm.DateTimeOffset",
            Primitive::Date => "Edm.Date",
            Primitive::TimeOfDay => "Edm.TimeOfDay",
            Primitive::Duration => "Edm.Duration",
            Primitive::Binary => "Edm.Binary",
            Primitive::Stream => "Edm.Stream",
            Primitive::Untyped => "Edm.Untyped",
        }
    }

    /// Reads a documented spelling: any case, with or without `Edm.`, and the aliases seen on real pages.
    #[must_use]
    pub fn parse(name: &str) -> Option<Primitive> {
        let lower = name.trim().to_ascii_lowercase();
        let bare = lower.strip_prefix("edm.").unwrap_or(&lower);
        Some(match bare {
            "string" | "url" | "uri" | "text" => Primitive::String,
            "boolean" | "bool" => Primitive::Boolean,
            "sbyte" => Primitive::SByte,
            "byte" => Primitive::Byte,
            "int16" => Primitive::Int16,
            "int32" | "int" | "integer" => Primitive::Int32,
            "int64" | "long" => Primitive::Int64,
            "single" | "float" => Primitive::Single,
            "double" | "numeric" | "number" => Primitive::Double,
            "decimal" => Primitive::Decimal,
            "guid" | "uuid" => Primitive::Guid,
            "datetimeoffset" | "datetime" | "timestamp" => Primitive::DateTimeOffset,
            "date" => Primitive::Date,
            "timeofday" => Primitive::TimeOfDay,
            "duration" => Primitive::Duration,
            "binary" | "bytes" => Primitive::Binary,
            "stream" => Primitive::Stream,
            "json" | "untyped" | "object" => Primitive::Untyped,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back() {
        for primitive in
            [Primitive::String, Primitive::Int64, Primitive::TimeOfDay, Primitive::Untyped, Primitive::SByte]
        {
            assert_eq!(Primitive::parse(primitive.edm_name()), Some(primitive));
        }
        assert_eq!(Primitive::parse("DATETIME"), Some(Primitive::DateTimeOffset));
        assert_eq!(Primitive::parse("identitySet"), None);
    }
}
