//! Invariants for arbitrary docs, as functions that panic if one is violated.
//!
//! The fuzz targets in `codegen/fuzz` hand random input to these, and a test hands them every seed on the stable toolchain.
//! Some check pieces that the crate does not show; they are in its hidden module `internals`.
//!
//! | function | input | checks |
//! |---|---|---|
//! | `page` | a tree of pages | all stages: places, findings in every format, fixes, the model as JSON, the written code |
//! | `table` | the lines of a table | cells where they say they are; printed and read again the same |
//! | `http` | a code block | messages, headers, bodies and templates where they say they are; printed and read again the same |
//! | `json` | JSON, or nearly | the same value as `serde_json` gives; the nesting of places; commas that fixes take away |
//! | `template` | the path of a request | printed and read again the same; its own arguments are found |
//! | `doc` | prose | a doc comment, a string and a name that contain that text and nothing else |

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a violated invariant is reported as a panic"
)]

mod code;
mod doc;
mod http;
mod json;
mod page;
mod places;
pub mod shapes;
mod table;
mod template;

pub use doc::doc;
pub use http::http;
pub use json::json;
pub use page::page;
pub use table::table;
pub use template::template;

/// Panics if the input violates an invariant.
pub type Property = fn(&[u8]);

/// The functions by the names of their fuzz targets.
pub const TARGETS: &[(&str, Property)] =
    &[("doc", doc), ("http", http), ("json", json), ("page", page), ("table", table), ("template", template)];
