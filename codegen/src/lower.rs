//! Words in lower case, which names are compared in.

use std::borrow::Cow;

/// The words in lower case. Nearly all are ASCII, and many are in lower case as they are.
pub(crate) fn lower(text: &str) -> Cow<'_, str> {
    if !text.is_ascii() {
        text.to_lowercase().into()
    } else if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        text.to_ascii_lowercase().into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::lower;

    #[test]
    fn as_the_standard_library_has_it() {
        for text in ["", "id", "User", "microsoft.graph.user", "GRÖSSE", "Straße", "ΟΔΟΣ", "İ", "用户"] {
            assert_eq!(lower(text), text.to_lowercase());
        }
        assert!(matches!(lower("microsoft.graph"), Cow::Borrowed(_)));
    }
}
