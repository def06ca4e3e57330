//! Attributes that items of all kinds have, beside their comments and conditions.

use proc_macro2::TokenStream;
use quote::quote;

/// `#[deprecated]`, if that is what the docs say; the comment of the item says why.
pub(super) fn deprecated(is_deprecated: bool) -> Option<TokenStream> {
    is_deprecated.then(|| quote! { #[deprecated] })
}
