//! Reading: from the text of documentation pages to [`Page`]s, which have the content of a page and its places.
//!
//! This stage knows markdown, metadata comments, HTTP messages and JSON as real pages write them. It does not know
//! types, operations or Rust. A mistake in a page affects only that page, never the tree; an existing file that cannot be
//! read ends the run.

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
