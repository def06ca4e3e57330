//! `Edm.Guid`.

text_scalar! {
    /// A GUID, such as `9f1a2b3c-0000-4000-8000-000000000000`, as on the wire.
    ///
    /// Comparisons are case-sensitive; [`Guid::same`] ignores letter case.
    Guid
}

impl Guid {
    /// Whether the text has the form `8-4-4-4-12` hexadecimal digits.
    pub fn is_valid(&self) -> bool {
        let groups = self.as_str().split('-');
        groups.clone().map(str::len).eq([8, 4, 4, 4, 12])
            && groups.flat_map(str::bytes).all(|byte| byte.is_ascii_hexdigit())
    }

    /// Whether both are the same GUID, ignoring letter case.
    pub fn same(&self, other: &str) -> bool {
        self.as_str().eq_ignore_ascii_case(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_is_checked() {
        assert!(Guid::new("9f1A2b3c-0000-4000-8000-00000000000F").is_valid());
        for wrong in [
            "",
            "9f1a2b3c000040008000000000000000",
            "9f1a2b3g-0000-4000-8000-000000000000",
            "{9f1a2b3c-0000-4000-8000-000000000000}",
            "9f1a2b3c-0000-4000-8000-000000000000-",
        ] {
            assert!(!Guid::new(wrong).is_valid(), "{wrong}");
        }
        assert!(Guid::new("ABcd").same("abCD") && Guid::new("ABcd") != Guid::new("abCD"));
    }
}
