//! Attributes of items, in addition to comments and conditions.

use proc_macro2::TokenStream;
use quote::quote;

use crate::characters::is_unprintable;
use crate::model::Deprecation;

/// `#[deprecated]`, if the docs deprecate the item, with the date and the replacement that they name.
pub(super) fn deprecated(deprecation: Option<&Deprecation>) -> Option<TokenStream> {
    let Deprecation { date, replacement } = deprecation?;
    let until = date.as_ref().map(|date| format!("works until {date}"));
    let instead = replacement.as_ref().map(|name| format!("use {name} instead"));
    let note: Vec<String> = until.into_iter().chain(instead).collect();
    if note.is_empty() {
        return Some(quote! { #[deprecated] });
    }
    // The compiler prints it in a terminal.
    let note: String = note.join("; ").chars().filter(|c| !is_unprintable(*c)).collect();
    Some(quote! { #[deprecated(note = #note)] })
}

/// `#[deprecated]` of a member of an enumeration, of which pages only say that it is.
pub(super) fn deprecated_member(is_deprecated: bool) -> Option<TokenStream> {
    is_deprecated.then(|| quote! { #[deprecated] })
}

#[cfg(test)]
mod tests {
    use super::deprecated;
    use crate::model::Deprecation;

    #[test]
    fn the_note_has_the_date_and_the_replacement() {
        let note = |date: Option<&str>, replacement: Option<&str>| {
            let of = |text: Option<&str>| text.map(str::to_owned);
            let deprecation = Deprecation { date: of(date), replacement: of(replacement) };
            deprecated(Some(&deprecation)).map(|tokens| tokens.to_string()).unwrap_or_default()
        };
        assert_eq!(note(None, None), "# [deprecated]");
        assert_eq!(
            note(Some("2027-01-31"), Some("the **mail** property")),
            "# [deprecated (note = \"works until 2027-01-31; use the **mail** property instead\")]"
        );
        assert_eq!(note(None, Some("a\u{1b}[2J\u{202e}b")), "# [deprecated (note = \"use a[2Jb instead\")]");
        assert!(deprecated(None).is_none());
    }
}
