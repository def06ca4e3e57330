//! Both HTTP clients over real HTTP on loopback: every documented request is sent to the mock and its response
//! decoded; failures have the documented results; tokens are only sent where they should be; files are uploaded; the
//! example runs.

#[rustfmt::skip] // generated: rustfmt has another opinion of some lines
#[path = "../../graph-models/tests/generated/examples.rs"]
mod examples;
#[path = "support/documented.rs"]
mod documented_examples;
#[path = "support/mock_command.rs"]
mod mock_command;
mod support;

#[path = "clients/answers.rs"]
mod answers;
#[path = "clients/both.rs"]
mod both;
#[path = "../../graph-models/examples/restore_mailboxes/canned.rs"]
mod canned;
#[path = "clients/documented.rs"]
mod documented;
#[path = "clients/drivers.rs"]
mod drivers;
#[path = "clients/example.rs"]
mod example;
#[path = "clients/faults.rs"]
mod faults;
#[path = "clients/lengths.rs"]
mod lengths;
#[path = "clients/pages.rs"]
mod pages;
#[path = "clients/server.rs"]
mod server;
#[path = "clients/tokens.rs"]
mod tokens;
#[path = "clients/uploads.rs"]
mod uploads;
