//! A report for people, for scripts, for code scanning and for pull requests.

mod github;
mod human;
mod json;
mod sarif;

pub use github::github;
pub use human::{Human, human};
pub use json::json;
pub use sarif::sarif;
