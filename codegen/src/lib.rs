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
//!
//! The [`guide`] says how to use it: as an [author of an application](guide::application_author), as a
//! [maintainer](guide::maintainer) of generated code, as an [author of docs](guide::docs_author). [`Generator`] is the
//! generator in a build script, [`config`] the settings in a file.
//!
//! # Features
//!
//! `cli` (default) is the command. Without it, the library has no dependency that it could do without: that is what a build
//! script wants. `check` shows findings as compilers do; `mock` serves the documented examples over HTTP.
//!
//! # Versions
//!
//! Semantic versioning; before 1.0, a new minor version may break. The oldest Rust is 1.88, raised in minor versions only.

pub mod analysis;
pub mod build_script;
mod characters;
pub mod check;
pub mod config;
pub mod diagnostic;
pub mod diff;
pub mod docs;
pub mod explain;
pub mod generate;
pub mod given;
pub mod guide;
#[doc(hidden)]
pub mod internals;
pub mod json;
#[cfg(feature = "mock")]
pub mod mock;
pub mod model;
pub mod output;
#[cfg(feature = "cli")]
pub mod prove;
pub mod rust;
pub mod span;
mod suggest;

pub use build_script::Generator;
