//! What each kind of finding means, and why it matters.

use std::fmt::Write;

use crate::diagnostic::Code;

/// The explanation of a kind of finding, as a markdown page.
#[must_use]
pub fn page(code: Code) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {} {}\n", code.id(), code.name());
    let _ = writeln!(out, "Severity: {}\n\n{}", code.severity(), code.means());
    out
}

/// Every kind of finding, a line each.
#[must_use]
pub fn list() -> String {
    let mut out = String::new();
    for code in Code::ALL {
        let _ = writeln!(out, "{}  {:<8} {:<30} {}", code.id(), code.severity().as_str(), code.name(), code.means());
    }
    out
}
