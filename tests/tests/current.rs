//! The committed code is what the generator makes of the committed pages.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "that is how a test fails")]

mod support;

use graph_codegen::generate::{self, Options};

#[test]
fn the_committed_code_is_current() {
    let options = Options { docs: support::docs(), out: support::models(), ..Options::default() };
    let report = generate::generate(&options, true).unwrap();
    assert!(
        report.changes.is_empty(),
        "graph-models is not what is generated from docs/v1.0: run `cargo run -p graph-codegen -- generate` and commit \
         what it changes.\nto write: {:#?}\nto remove: {:#?}",
        report.changes.written,
        report.changes.removed,
    );
    assert!(report.changes.unchanged > 100, "hardly anything is generated: {} files", report.changes.unchanged);
    assert!(
        report.missing_features.is_empty(),
        "add to [features] in graph-models/Cargo.toml: {:?}",
        report.missing_features
    );
}
