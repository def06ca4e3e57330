//! Reads Microsoft Graph API reference pages and writes Rust model types and request builders.
//!
//! Three stages, three vocabularies that never mix:
//!
//! | stage | from | to |
//! |---|---|---|
//! | [`docs`] | the text of pages | what each page says, with places |
//! | [`model`] | pages | what the API is: types, operations, examples |
//! | [`rust`] | the model | the files of a Rust crate |
//!
//! [`diagnostic`]s come out of the first two; [`output`] puts files on disk, all or nothing; [`mod@generate`] runs all
//! of it. With the feature `cli` there is also `prove`, which compiles what was written and runs its examples.

pub mod build_script;
pub mod check;
pub mod config;
pub mod diagnostic;
pub mod docs;
pub mod explain;
pub mod generate;
pub mod given;
#[cfg(feature = "mock")]
pub mod mock;
pub mod model;
pub mod output;
#[cfg(feature = "cli")]
pub mod prove;
pub mod rust;
pub mod span;

pub use build_script::Generator;
