//! Reads Microsoft Graph API reference pages and writes Rust model types and request builders.
//!
//! Three stages with separate vocabularies:
//!
//! | stage | from | to |
//! |---|---|---|
//! | [`docs`] | the text of pages | what each page says, with locations |
//! | [`model`] | pages | what the API is: types, operations, examples |
//! | [`rust`] | the model | the files of a Rust crate |
//!
//! The first two stages report [`diagnostic`]s; [`output`] writes files to disk, all or nothing; [`mod@generate`] runs
//! everything. With the feature `cli` there is also `prove`, which compiles the generated crate and runs its examples.
//!
//! The [`guide`] describes how to use the generator as an [author of an application](guide::application_author), as a
//! [maintainer](guide::maintainer) of generated code, or as an [author of docs](guide::docs_author). [`Generator`] is
//! the generator in a build script, [`config`] describes the settings file.
//!
//! # Features
//!
//! `cli` (default) is the command. A build script does not need it, and has fewer dependencies without it. `check`
//! prints findings in the style of compilers; `mock` serves the documented examples over HTTP.
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
