//! Tokens of code that is made from names.

use proc_macro2::{Literal, TokenStream};
use quote::ToTokens;

/// The tokens of code made from identifiers. Anything else becomes a string literal, which is neither a type nor a
/// path, so that the parser rejects it.
pub(super) fn lexed(code: &str) -> TokenStream {
    code.parse().unwrap_or_else(|_| Literal::string(code).into_token_stream())
}
