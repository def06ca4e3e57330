//! Output for a changelog.

use std::fmt::Write;

use super::{plain, sentences};
use crate::diff::change::{Change, Class, SentencePart};

/// A changelog section, ready to paste: by workload, breaking changes first.
#[must_use]
pub fn markdown(changes: &[Change]) -> String {
    let mut out = String::from("### Changes of the API\n");
    if changes.is_empty() {
        out.push_str("\nNone.\n");
        return out;
    }
    for workload in changes.chunk_by(|a, b| a.workload == b.workload) {
        let name = workload.first().map_or("", |c| c.workload.as_str());
        let _ = writeln!(out, "\n#### {name}");
        for of_class in workload.chunk_by(|a, b| a.class == b.class) {
            let heading = match of_class.first().map(|c| c.class) {
                Some(Class::Breaking) => "Breaking",
                Some(Class::Addition) => "Added",
                _ => "Documentation",
            };
            let _ = writeln!(out, "\n**{heading}**\n");
            for (change, parts) in sentences(of_class) {
                let _ = writeln!(out, "- {}", line(change, &parts));
            }
        }
    }
    out
}

fn line(change: &Change, sentence: &[SentencePart]) -> String {
    let mut out = String::new();
    for part in sentence {
        match part {
            SentencePart::Words(words) => out.push_str(words),
            SentencePart::Name(name) => out.push_str(&code(name)),
        }
    }
    if change.class == Class::Breaking && !change.rust.is_empty() {
        let rust: Vec<String> = change.rust.iter().map(|item| code(item)).collect();
        let _ = write!(out, " ({})", rust.join(", "));
    }
    out
}

/// A code span with more backticks around it than inside.
fn code(text: &str) -> String {
    let text = plain(text);
    let mut longest = 0usize;
    let mut run = 0usize;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_in_a_name_do_not_end_the_code() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(code("``"), "``` `` ```");
        assert_eq!(code("a\nb\u{1b}[31m"), "`a b\\u{1b}[31m`");
    }
}
