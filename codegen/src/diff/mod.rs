#![doc = include_str!("rules.md")]
//!
#![doc = include_str!("agreement.md")]

mod change;
mod compare;
mod comparison;
mod index;
mod indirect;
mod operations;
mod rename;
pub mod render;
pub mod source;
mod types;

pub use change::{Change, Class, Kind, SentencePart, Subject};
pub use compare::compare;
