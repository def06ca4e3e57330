//! Emits the parts of a complete crate: manifest, root, test harness.

use proc_macro2::TokenStream;
use quote::quote;

use super::Crate;
use super::FeatureSet;
use super::doc::{Doc, code};
use super::plan::{Plan, ident};

/// How a generated crate finds the runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// The published `graph-models` of this version.
    Version(String),
    /// The folder of `graph-models`.
    Path(String),
}

/// The manifest of a generated crate.
pub(super) fn manifest(name: &str, features: &FeatureSet, runtime: &Runtime, version: &str, selected: bool) -> String {
    let dependency = match runtime {
        Runtime::Version(version) => format!("version = {}", basic_string(version)),
        Runtime::Path(path) => format!("path = {}", basic_string(path)),
    };
    let full: Vec<String> = features.iter().map(|f| basic_string(f)).collect();
    // A crate with one workload has nothing to choose from, and a selection has already been chosen; of several
    // workloads, the user chooses which to enable.
    let default = if features.len() == 1 || selected { "\"full\"" } else { "" };
    let mut out = format!(
        r#"[package]
name = {name}
version = {version}
edition = "2024"
rust-version = "1.88"
description = "Typed models and request builders for Microsoft Graph"
publish = false

# A workspace of its own, wherever it is written.
[workspace]

[dependencies]
graph-models = {{ {dependency}, default-features = false }}

[dev-dependencies]
graph-models = {{ {dependency}, default-features = false, features = ["testing"] }}
libtest-mimic = "0.8"

[[test]]
name = "documented_examples"
harness = false
required-features = ["full"]

[features]
default = [{default}]
full = [{full}]

# One feature a workload.
"#,
        name = basic_string(name),
        version = basic_string(version),
        full = full.join(", "),
    );
    for feature in features {
        out.push_str(&format!("{} = []\n", key(feature)));
    }
    out
}

/// A TOML key, without quotes if possible.
fn key(text: &str) -> String {
    let bare = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if bare { text.to_owned() } else { basic_string(text) }
}

/// A TOML string, escaped.
fn basic_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `src/lib.rs` of a generated crate.
pub(super) fn root(features: &FeatureSet) -> TokenStream {
    let doc = Doc::new()
        .text("Typed models and request builders for Microsoft Graph, generated from its reference pages.")
        .text("Nothing is compiled without a feature; there is one for each workload, and `full` for all of them:")
        .list(features.iter().map(|f| code(f)))
        .text(&format!(
            "Start at `requests::Graph` for requests and at `models` for types. {} holds what all generated \
             crates share.",
            code("graph-models")
        ))
        .inner_tokens();
    quote! {
        #doc
        // Types can be nested many levels deep.
        #![recursion_limit = "512"]
        #[rustfmt::skip]
        mod generated;

        #[doc(hidden)]
        pub use graph_models::{derived_impls, derives_from, enumeration_impls, has_derived, object_impls, variant_impls};
        pub use graph_models::runtime;
        #[allow(unused_imports, reason = "empty without a feature")]
        pub use generated::*;
        pub use graph_models::{Additional, Error, Page, Property, Request};
    }
}

/// The file that a crate includes with `include!`, where inner attributes are not allowed.
pub(super) fn included(name: &str) -> TokenStream {
    let path = format!("{name}/mod.rs");
    quote! {
        #[path = #path]
        mod generated;

        #[doc(hidden)]
        pub use graph_models::{derived_impls, derives_from, enumeration_impls, has_derived, object_impls, variant_impls};
        pub use graph_models::runtime;
        #[allow(unused_imports, reason = "the including crate may not use everything")]
        pub use generated::*;
        #[allow(unused_imports, reason = "the including crate may not use everything")]
        pub use graph_models::{Additional, Error, Page, Property, Request};
    }
}

/// `src/generated/mod.rs`. With some features there are only types: without operations, there are no requests.
pub(super) fn generated(plan: &Plan<'_>, krate: &Crate) -> TokenStream {
    let doc = Doc::new().text("Everything that is generated from the docs.").inner_tokens();
    let condition = plan.features.any(&plan.features.all);
    let calls = &plan.builders.root().features;
    let requests = (!calls.is_empty()).then(|| {
        let condition = plan.features.any(calls);
        quote! {
            #condition
            pub mod operations;
            #condition
            pub mod requests;
        }
    });
    // A module inside another crate is not used completely.
    let inside = matches!(krate, Crate::Module { .. }).then(|| quote! { dead_code, unused_imports, });
    quote! {
        #doc
        #![allow(
            #inside
            deprecated,
            clippy::enum_variant_names,
            clippy::large_enum_variant,
            clippy::module_inception,
            clippy::new_ret_no_self,
            clippy::should_implement_trait,
            clippy::struct_field_names,
            clippy::too_many_lines,
            clippy::wrong_self_convention,
            reason = "names and structure come from the docs"
        )]

        #condition
        pub mod models;
        #requests
    }
}

/// `tests/documented_examples.rs` of a generated crate.
pub(super) fn harness(krate: &str) -> TokenStream {
    let krate = ident(&krate.replace('-', "_"));
    let doc = Doc::new()
        .text(
            "The documented examples: each request is built and compared, each response is decoded and encoded again.",
        )
        .text(
            "Where the docs contradict themselves, an example that is not as documented is reported as ignored, with \
             the finding that explains it.",
        )
        .inner_tokens();
    quote! {
        #doc

        #[rustfmt::skip]
        #[path = "generated/examples.rs"]
        mod examples;

        use #krate::runtime::testing::{self, Verdict};
        use libtest_mimic::{Arguments, Completion, Trial};

        fn main() {
            let trials = testing::cases(examples::EXAMPLES).map(|case| {
                Trial::ignorable_test(case.name(), move || match case.run() {
                    Ok(Verdict::AsDocumented) => Ok(Completion::Completed),
                    Ok(Verdict::Known(reason)) => Ok(Completion::ignored_with(reason)),
                    Err(error) => Err(error.into()),
                })
            });
            libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
        }
    }
}
