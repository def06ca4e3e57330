//! Single pieces of emitted code, for the invariants in [`fuzzing`](crate::fuzzing): emitting a whole page for each
//! would make a fuzz target a thousand times slower.

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

/// A struct `X` with prose as its doc comment.
pub(crate) fn comment(description: &Description) -> Result<String, WriteError> {
    let doc = Doc::new().prose(description, &Published);
    print("comment.rs", quote! { #doc pub struct X; })
}

/// A constant `X` with a text.
pub(crate) fn string(text: &str) -> Result<String, WriteError> {
    print("string.rs", quote! { pub const X: &str = #text; })
}
