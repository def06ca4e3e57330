//! The mock server over real HTTP on loopback: every documented request of `docs/` is built by the compiled builders,
//! sent, and gets the documented response; objects that clients create are kept and allow what the docs allow in their
//! state; failures are simulated on request.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a panic fails the test"
)]

#[rustfmt::skip] // generated: rustfmt has another opinion of some lines
#[path = "../../graph-models/tests/generated/examples.rs"]
mod examples;
#[path = "support/documented.rs"]
mod documented_examples;
#[path = "support/mock_command.rs"]
mod mock_command;
mod support;

#[path = "mock/client.rs"]
mod client;
#[path = "mock/corpus.rs"]
mod corpus;
#[path = "mock/documented.rs"]
mod documented;
#[path = "mock/faults.rs"]
mod faults;
#[path = "mock/flow.rs"]
mod flow;
#[path = "mock/limits.rs"]
mod limits;
#[path = "mock/objects.rs"]
mod objects;
#[path = "mock/required.rs"]
mod required;
#[path = "mock/rules.rs"]
mod rules;
#[path = "mock/rules_file.rs"]
mod rules_file;
#[path = "mock/tree.rs"]
mod tree;
