//! `Edm.DateTimeOffset`.

text_scalar! {
    /// A point in time with an offset, such as `2014-01-01T00:00:00Z`, as on the wire.
    ///
    /// It is ordered as text, which is chronological only for texts with the same offset and number of digits.
    DateTimeOffset
}
