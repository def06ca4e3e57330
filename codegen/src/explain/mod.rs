//! What each kind of finding means, with a bad and a good sample, and why it matters.
//!
//! The samples are parts of a small reference about books; tests check that the bad one yields the finding
//! and the good one does not. `codegen/diagnostics/` holds the same text as pages.

mod blocks;
mod examples;
mod files;
mod operations;
mod scaffold;
mod types;

use std::fmt::Write;

use self::scaffold::Place;
use crate::diagnostic::Code;

/// The explanation of a kind of finding.
#[derive(Clone, Copy, Debug)]
pub struct Explanation {
    /// Why it matters.
    pub why: &'static str,
    /// Text that yields the finding.
    pub bad: Sample,
    /// The same without it.
    pub good: Sample,
}

/// A part of a docs tree.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    place: Place,
    text: &'static str,
}

impl Sample {
    /// What is shown.
    #[must_use]
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// The docs tree around the sample, by path and content; nothing if it shows what no tree in memory can hold.
    #[must_use]
    pub fn tree(&self) -> Option<Vec<(String, Vec<u8>)>> {
        scaffold::tree(self.place, self.text)
    }
}

/// The explanation of a code.
#[must_use]
pub fn of(code: Code) -> Option<&'static Explanation> {
    [files::ALL, blocks::ALL, types::ALL, operations::ALL, examples::ALL]
        .into_iter()
        .flatten()
        .find(|(known, _)| *known == code)
        .map(|(_, explanation)| explanation)
}

/// The explanation of a code as a markdown page.
#[must_use]
pub fn page(code: Code) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}: {}\n\n{}\n\nSeverity: {}.", code.id(), code.name(), code.means(), code.severity());
    if let Some(explanation) = of(code) {
        let _ = write!(
            out,
            "\n## Bad\n\n{}\n## Good\n\n{}\n## Why it matters\n\n{}\n",
            fenced(explanation.bad.text),
            fenced(explanation.good.text),
            explanation.why
        );
    }
    out
}

/// A sample as a code block; four tildes, because samples hold fences of their own.
fn fenced(text: &str) -> String {
    let mut out = "~~~~text\n".to_owned();
    for c in text.trim_end_matches('\n').chars() {
        match c {
            // Nobody would see it, or it would turn the line around.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {
                let _ = write!(out, "<U+{:04X}>", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out + "\n~~~~\n"
}

/// Every kind of finding, a line each.
#[must_use]
pub fn list() -> String {
    let mut out = String::new();
    for code in Code::ALL {
        let _ = writeln!(out, "{}  {:<7}  {:<28}  {}", code.id(), code.severity().as_str(), code.name(), code.means());
    }
    out
}

/// The start page of the folder of explanations.
#[must_use]
pub fn index() -> String {
    let mut out = "# What `graph-codegen check` finds\n\n\
        `graph-codegen explain CODE` prints one of these pages. They are written by `UPDATE_PAGES=1 cargo test -p \
        graph-codegen --test explain`.\n\n| code | name | severity | means |\n|---|---|---|---|\n"
        .to_owned();
    for code in Code::ALL {
        let (id, means) = (code.id(), code.means().replace('|', "\\|"));
        let _ = writeln!(out, "| [{id}]({id}.md) | {} | {} | {means} |", code.name(), code.severity());
    }
    out
}
