//! Guides to the generator, one for each audience.

#[doc = include_str!("application.md")]
pub mod application_author {}

#[doc = include_str!("maintainer.md")]
pub mod maintainer {}

#[doc = include_str!("docs_author.md")]
pub mod docs_author {}
