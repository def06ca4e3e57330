//! Tests only; see the `tests` folder. The Rust blocks of the READMEs are run as doctests from here, so that what a
//! newcomer copies compiles and does what the text around it says.

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../../graph-models/README.md")]
struct GraphModelsReadme;

#[cfg(doctest)]
#[doc = include_str!("../../codegen/README.md")]
struct CodegenReadme;
