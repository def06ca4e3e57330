//! Workflow commands: findings as annotations of a pull request.

use std::io::{self, Write};

use camino::{Utf8Path, Utf8PathBuf};

use crate::check::Report;
use crate::diagnostic::Severity;

/// Writes each new finding as a workflow command. `root` is the docs folder relative to the repository, as GitHub
/// requires.
///
/// # Errors
/// When writing to `out` fails.
pub fn github(out: &mut dyn Write, report: &Report<'_>, root: &Utf8Path) -> io::Result<()> {
    for finding in &report.new {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let diagnostic = finding.diagnostic;
        let (start, end) = (diagnostic.span.start, diagnostic.span.end);
        let file = below(root, finding.page).as_str().replace('\\', "/");
        let file = file.strip_prefix("./").unwrap_or(&file);
        write!(out, "::{command} file={},line={},endLine={}", property(file), start.line, end.line)?;
        // GitHub accepts columns only for a single line, with an inclusive end.
        if start.line == end.line {
            let last = end.column.saturating_sub(1).max(start.column);
            write!(out, ",col={},endColumn={last}", start.column)?;
        }
        let title = format!("{} {}", diagnostic.code.id(), diagnostic.code.name());
        let message = match &diagnostic.help {
            Some(help) => format!("{}\n{help}", diagnostic.message),
            None => diagnostic.message.clone(),
        };
        writeln!(out, ",title={}::{}", property(&title), data(&message))?;
    }
    Ok(())
}

/// A file as seen from the repository: `../includes/x.md` is in the folder that the docs folder is in.
fn below(root: &Utf8Path, file: &str) -> Utf8PathBuf {
    match (file.strip_prefix("../"), root.file_name(), root.parent()) {
        (Some(file), Some(_), Some(parent)) => parent.join(file),
        _ => root.join(file),
    }
}

/// Escapes the text after `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_includes_are_next_to_the_docs_folder() {
        for (root, file, expected) in [
            ("docs/v1.0", "api/a.md", "docs/v1.0/api/a.md"),
            ("docs/v1.0", "../includes/x.md", "docs/includes/x.md"),
            ("v1.0", "../includes/x.md", "includes/x.md"),
            (".", "../includes/x.md", "./../includes/x.md"),
        ] {
            assert_eq!(below(root.into(), file), expected);
        }
    }

    #[test]
    fn text_that_would_end_a_command_is_escaped() {
        assert_eq!(data("50 % of a:b,\r\nc::d"), "50 %25 of a:b,%0D%0Ac::d");
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
    }
}
