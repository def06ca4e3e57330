//! Single pieces of emitted code, for the properties in [`fuzzing`](crate::fuzzing): a page around each would make a fuzz
//! target a thousand times slower.

use super::doc::{Doc, Links};
use super::sheet::Sheet;
use crate::model::Description;

/// Every link leads to a page, none to an item.
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
pub(crate) fn comment(description: &Description) -> String {
    let mut sheet = Sheet::new();
    sheet.doc(&Doc::new().prose(description, &Published)).line("pub struct X;");
    sheet.into_text()
}

/// A constant `X` that holds a text.
pub(crate) fn string(text: &str) -> String {
    let mut sheet = Sheet::new();
    sheet.word("pub const X: &str = ").literal(text).word(";").end();
    sheet.into_text()
}
