//! Report formats for people, scripts, code scanning and pull requests.

mod github;
#[cfg(feature = "check")]
mod human;
mod json;
mod sarif;

pub use github::github;
#[cfg(feature = "check")]
pub use human::{Human, human};
pub use json::json;
pub use sarif::sarif;
