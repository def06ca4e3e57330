//! The `key: value` lines at the top of a page.

use super::source::{Source, is_space, trim, trim_counted, width};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::{Span, Spanned};

/// The lines between the `---` lines.
pub(crate) type FrontMatter = Vec<(Spanned<String>, Spanned<String>)>;

/// Reads the front matter; returns its entries and the index of the first line after it.
pub(crate) fn read(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> (FrontMatter, usize) {
    let mut entries: FrontMatter = Vec::new();
    if !is_marker(source.line(0)) {
        let span = source.span(0, 1, 1);
        diagnostics.push(Diagnostic::new(Code::FrontMatter, span, "the page has no front matter"));
        return (entries, 0);
    }
    let end = (1..source.len()).find(|&index| is_marker(source.line(index)) || trim(source.line(index)) == "...");
    let closed = end.filter(|&end| !(1..end).any(|index| is_content(source.line(index))));
    if closed.is_none() {
        let message = "the front matter is not closed by a line `---`";
        diagnostics.push(Diagnostic::new(Code::FrontMatter, source.line_span(0), message));
    }
    for index in 1..closed.unwrap_or(source.len()) {
        let line = source.line(index);
        let blank = trim(line).is_empty() || line.trim_start().starts_with('#');
        if closed.is_none() && (blank || entry(source, index).is_none()) {
            return (entries, index);
        }
        if blank {
            continue;
        }
        let continues = line.starts_with([' ', '\t']) || line.starts_with("- ");
        if let Some((_, value)) = entries.last_mut().filter(|_| continues) {
            continue_value(value, line, source.line_span(index));
        } else if let Some(entry) = entry(source, index) {
            entries.push(entry);
        } else {
            let message = "this line of the front matter is not `key: value`";
            diagnostics.push(Diagnostic::new(Code::FrontMatter, source.line_span(index), message));
        }
    }
    (entries, closed.map_or(source.len(), |end| end + 1))
}

/// The byte after front matter that is on one line: `---title: "…"description: "…"---# Get user`. This is also
/// reported.
pub(crate) fn pressed(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Option<usize> {
    let line = source.line(0);
    let inside = line.strip_prefix("---").filter(|inside| inside.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    let end = inside.find("---").filter(|end| inside.get(..*end).is_some_and(|keys| keys.contains(':')))?;
    let message = "the front matter is on one line with the text that follows it";
    let finding = Diagnostic::new(Code::FrontMatter, source.span(0, 1, 4), message);
    diagnostics.push(finding.help("write `---`, each `key: value` and `---` on lines of their own"));
    Some(3 + end + 3)
}

fn is_marker(line: &str) -> bool {
    line.trim_end() == "---"
}

/// Lines that cannot be front matter: if one comes before the closing line, that line closes something else.
fn is_content(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") || line.starts_with("<!--") || line.starts_with('|') || line.starts_with("## ")
}

fn entry(source: &Source, index: usize) -> Option<(Spanned<String>, Spanned<String>)> {
    let line = source.line(index);
    let (key, rest) = line.split_once(':')?;
    let (before, name) = trim_counted(key);
    if name.is_empty() || name.contains(['|', '<', '`', '[']) || !(rest.is_empty() || rest.starts_with(is_space)) {
        return None;
    }
    let (skipped, value) = trim_counted(rest);
    let start = width(key) + 2 + skipped;
    let key = Spanned::new(name.to_owned(), source.span(index, before + 1, before + 1 + width(name)));
    let (inset, text) = unquote(value);
    let span = source.span(index, start + inset, (start + width(value)).saturating_sub(inset).max(start));
    Some((key, Spanned::new(text, span)))
}

/// The text of a YAML scalar on one line, and how many characters its quotes take on either side.
fn unquote(value: &str) -> (u32, String) {
    let inner = |quote| value.strip_prefix(quote).and_then(|rest: &str| rest.strip_suffix(quote));
    if let Some(text) = inner('"') {
        (1, text.replace("\\\"", "\"").replace("\\\\", "\\"))
    } else if let Some(text) = inner('\'') {
        (1, text.replace("''", "'"))
    } else {
        (0, value.to_owned())
    }
}

/// Lists and folded texts have several lines: list items are joined by commas, lines by blanks.
fn continue_value(value: &mut Spanned<String>, line: &str, span: Span) {
    let text = trim(line);
    let (separator, text) = match text.strip_prefix("- ") {
        Some(item) => (", ", trim(item)),
        None => (" ", text),
    };
    if value.value.is_empty() || matches!(value.value.as_str(), ">" | "|" | ">-" | "|-" | ">+" | "|+") {
        value.value.clear();
    } else {
        value.value.push_str(separator);
    }
    value.value.push_str(&unquote(text).1);
    value.span.end = span.end;
}
