//! `Edm.TimeOfDay`.

text_scalar! {
    /// A time without a date, such as `07:59:59.999`, as on the wire.
    TimeOfDay
}
