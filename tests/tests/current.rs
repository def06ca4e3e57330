//! The committed code is up to date with the committed pages.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a panic fails the test")]

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

/// One test run covers the whole shipped crate, independent of features.
#[test]
fn the_tests_turn_on_every_feature_of_the_shipped_crate() {
    let manifest = |path: &str| -> toml::Table {
        std::fs::read_to_string(support::workspace().join(path)).unwrap().parse().unwrap()
    };
    let models = manifest("graph-models/Cargo.toml");
    let tests = manifest("tests/Cargo.toml");
    let on = tests["dependencies"]["graph-models"]["features"].as_array().unwrap();
    // Each client enables `client`, and `full` enables workloads.
    let implied = |name: &str| name == "default" || name == "client" || name.starts_with("m365-");
    for feature in models["features"].as_table().unwrap().keys().filter(|name| !implied(name)) {
        assert!(on.iter().any(|name| name.as_str() == Some(feature)), "{feature}");
    }
}
