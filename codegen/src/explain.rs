//! The output of `graph-codegen explain`, and the index page of `diagnostic/findings/`.

use std::fmt::Write;

use crate::diagnostic::Code;

/// All kinds of findings, one per line.
#[must_use]
pub fn list() -> String {
    let mut out = String::new();
    for code in Code::ALL {
        let _ = writeln!(out, "{}  {:<7}  {:<28}  {}", code.id(), code.severity().as_str(), code.name(), code.means());
    }
    out
}

/// The index page of the folder `findings/`.
#[must_use]
pub fn index() -> String {
    let mut out = "# What `graph-codegen check` finds\n\n\
        `graph-codegen explain CODE` prints one of these pages.\n\n\
        This table is written by `UPDATE_PAGES=1 cargo test -p graph-codegen --test explain`.\n\n\
        | code | name | severity | means |\n|---|---|---|---|\n"
        .to_owned();
    for code in Code::ALL {
        let (id, means) = (code.id(), code.means().replace('|', "\\|"));
        let _ = writeln!(out, "| [{id}]({id}.md) | {} | {} | {means} |", code.name(), code.severity());
    }
    out
}
