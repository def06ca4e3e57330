//! `Edm.Duration`.

text_scalar! {
    /// An ISO 8601 duration, such as `P3DT12H30M5S`, as it stands on the wire.
    ///
    /// The order is that of the text, not that of length.
    Duration
}
