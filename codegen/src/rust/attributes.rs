//! Attributes of items, in addition to comments and conditions.

use proc_macro2::TokenStream;
use quote::quote;

/// `#[deprecated]`, if the docs deprecate the item; its comment gives the reason.
pub(super) fn deprecated(is_deprecated: bool) -> Option<TokenStream> {
    is_deprecated.then(|| quote! { #[deprecated] })
}
