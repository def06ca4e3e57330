//! Single pieces of emitted code, for checks that do without a page for each.

use quote::quote;

use super::WriteError;
use super::doc::{Doc, Links};
use super::print::print;
use crate::model::Description;

/// Every link leads to a published page, none to an item.
struct Published;

impl Links for Published {
    fn item(&self, _: &str, _: &str) -> Option<String> {
        None
    }

    fn url(&self, page: &str, fragment: &str) -> String {
        format!("https://example.com/{page}#{fragment}")
    }
}

/// The code of a struct `X` with prose as its doc comment.
///
/// # Errors
/// When the code cannot be printed.
pub fn comment(description: &Description) -> Result<String, WriteError> {
    let doc = Doc::new().prose(description, &Published);
    print("comment.rs", quote! { #doc pub struct X; })
}

/// The code of a constant `X` with a text.
///
/// # Errors
/// When the code cannot be printed.
pub fn string(text: &str) -> Result<String, WriteError> {
    print("string.rs", quote! { pub const X: &str = #text; })
}
