//! Tests only; see the `tests` folder. The Rust blocks of the READMEs are doctests of this crate, so that copied code
//! compiles and works as described.

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../../graph-models/README.md")]
struct GraphModelsReadme;

#[cfg(doctest)]
#[doc = include_str!("../../codegen/README.md")]
struct CodegenReadme;
