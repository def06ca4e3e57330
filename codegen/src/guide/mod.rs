//! How to use the generator: one guide for each of those it is for.

#[doc = include_str!("application.md")]
pub mod application_author {}

#[doc = include_str!("maintainer.md")]
pub mod maintainer {}

#[doc = include_str!("docs_author.md")]
pub mod docs_author {}
