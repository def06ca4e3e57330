//! `Edm.Duration`.

text_scalar! {
    /// An ISO 8601 duration, such as `P3DT12H30M5S`, as on the wire.
    ///
    /// It is ordered as text, not by length.
    Duration
}
