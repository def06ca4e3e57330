//! `Edm.DateTimeOffset`.

text_scalar! {
    /// A point in time with an offset, such as `2014-01-01T00:00:00Z`, as it stands on the wire.
    ///
    /// The order is that of the text, which is that of time only among texts with one offset and one number of digits.
    DateTimeOffset
}
