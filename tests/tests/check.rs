//! `graph-codegen check`: our own pages are clean, and what it prints is what scripts, scanners and people rely on.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "that is how a test fails"
)]

mod support;

use support::run;

#[test]
fn our_own_pages_are_clean_at_every_severity() {
    let outcome = run(["check", "--docs", support::docs().as_str(), "--format", "json"]).exits(0);
    assert_eq!(outcome.out, "");
    let outcome = run(["check", "--docs", support::docs().as_str(), "--notes"]).exits(0);
    assert!(outcome.out.ends_with(" pages: 0 errors, 0 warnings, 0 notes, on 0 pages\n"), "{}", outcome.out);
}
