//! Reading: from the text of documentation pages to [`Page`]s, which say what a page says and where it says it.
//!
//! This stage knows markdown, metadata comments, HTTP messages and JSON as real pages write them. It knows nothing of
//! what a type or an operation is, and nothing of Rust. A page that is wrong costs that page, never the tree; a file that is
//! there and cannot be read ends the run.

mod annotation;
mod blocks;
mod characters;
mod front_matter;
pub mod http;
pub(crate) mod include;
mod inline;
pub(crate) mod outline;
mod page;
pub(crate) mod source;
mod table;
#[cfg(test)]
mod tests;
mod tree;

pub use inline::Inline;
pub use page::*;
pub(crate) use source::{MAX_FILE, MAX_LINE, Source};
pub use tree::{Files, ReadError, Tree};
