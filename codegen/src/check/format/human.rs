//! Output for people: each finding with its source line, in the style of rustc.

use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};
use rayon::prelude::*;

use crate::characters::is_unprintable;
use crate::check::{Finding, Report};
use crate::diagnostic::{Fix, Severity};
use crate::docs::Source;
use crate::span::{Position, Span};

/// For a range of more lines than this, only the first line is shown.
const SHOWN_LINES: u32 = 6;
/// Longer lines are not shown, only their number.
const SHOWN_BYTES: usize = 4000;

/// How to show a report.
#[derive(Clone, Copy, Debug, Default)]
pub struct Human {
    /// In colour.
    pub colour: bool,
    /// Shows notes too, not only their number.
    pub notes: bool,
}

/// Writes the new findings, each with its source line, and a summary.
///
/// # Errors
/// When writing to `out` fails.
pub fn human(out: &mut dyn Write, report: &Report<'_>, how: Human) -> io::Result<()> {
    let renderer = if how.colour { Renderer::styled() } else { Renderer::plain() };
    let wanted = report.new.par_iter().filter(|f| how.notes || f.severity > Severity::Note);
    let shown: Vec<String> =
        wanted.map(|f| show(&renderer, f, report.findings.tree.source(f.diagnostic.span.file))).collect();
    for text in shown {
        writeln!(out, "{text}\n")?;
    }
    summary(out, report, how)
}

fn show(renderer: &Renderer, finding: &Finding<'_>, source: Option<&Source>) -> String {
    let diagnostic = finding.diagnostic;
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(clean(&diagnostic.message)).id(diagnostic.code.id());
    let page = clean(finding.page);
    let span = shown(diagnostic.span);
    let mut group = match source.and_then(|source| excerpt(source, span)) {
        Some(excerpt) => {
            let range = excerpt.range(span);
            title.element(
                Snippet::source(excerpt.text)
                    .line_start(excerpt.line)
                    .path(page.clone())
                    .annotation(AnnotationKind::Primary.span(range)),
            )
        }
        None => title.element(place(&page, span.start)),
    };
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(clean(help)));
    }
    let mut groups = vec![group];
    if let Some(fix) = &diagnostic.fix {
        groups.extend(source.and_then(|source| patches(source, fix, &page)));
    }
    renderer.render(&groups)
}

fn place(page: &str, at: Position) -> Origin<'_> {
    let (line, column) = (at.line as usize, at.column as usize);
    Origin::path(page).line(line).char_column(column)
}

/// Shortens long ranges to their first line, which is what readers need.
fn shown(span: Span) -> Span {
    if span.end.line.saturating_sub(span.start.line) < SHOWN_LINES {
        return span;
    }
    Span { end: Position { line: span.start.line, column: u32::MAX }, ..span }
}

/// Whole lines of a page.
struct Excerpt {
    text: String,
    /// The number of the first line.
    line: usize,
}

impl Excerpt {
    /// A range of the text in bytes.
    fn range(&self, span: Span) -> Range<usize> {
        let from = self.byte(span.start);
        from..self.byte(span.end).max(from)
    }

    /// The byte offset of a column; the end of the line for columns after it.
    fn byte(&self, at: Position) -> usize {
        let mut start = 0;
        for (line, number) in self.text.split_inclusive('\n').zip(self.line..) {
            if number == at.line as usize {
                let line = line.trim_end_matches('\n');
                let column = (at.column as usize).saturating_sub(1);
                return start + line.char_indices().nth(column).map_or(line.len(), |(byte, _)| byte);
            }
            start += line.len();
        }
        start
    }
}

fn excerpt(source: &Source, span: Span) -> Option<Excerpt> {
    let first = usize::try_from(span.start.line).ok()?.checked_sub(1)?;
    let last = usize::try_from(span.end.line).ok()?.checked_sub(1)?.max(first);
    if first >= source.len() {
        return None;
    }
    let mut text = String::new();
    for index in first..=last.min(source.len() - 1) {
        let line = source.line(index);
        if text.len() + line.len() >= SHOWN_BYTES {
            return None;
        }
        text.extend(line.chars().map(seen));
        text.push('\n');
    }
    Some(Excerpt { line: first + 1, text })
}

/// A visible replacement for an invisible or control character. The renderer replaces the control characters of ASCII
/// itself.
fn seen(c: char) -> char {
    match c {
        c if c.is_ascii() => c,
        c if c.is_control() => '·',
        c if is_unprintable(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// The fix of a finding, as a patch of the lines.
fn patches<'a>(source: &'a Source, fix: &'a Fix, page: &str) -> Option<Group<'a>> {
    let span = fix.edits.iter().map(|edit| edit.span).reduce(|a, b| Span {
        start: a.start.min(b.start),
        end: a.end.max(b.end),
        ..a
    })?;
    let whole = excerpt(source, span)?;
    let list: Vec<Patch<'_>> =
        fix.edits.iter().map(|edit| Patch::new(whole.range(edit.span), clean(&edit.text))).collect();
    let snippet = Snippet::source(whole.text).line_start(whole.line).path(page.to_owned()).patches(list);
    Some(Level::HELP.secondary_title(clean(&fix.title)).element(snippet))
}

/// The text without terminal control characters.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { seen(c) }).collect()
}

fn summary(out: &mut dyn Write, report: &Report<'_>, how: Human) -> io::Result<()> {
    for known in &report.fixed {
        writeln!(out, "fixed: {} {}", known.code, clean(&known.words))?;
    }
    if !report.fixed.is_empty() {
        let (what, them) = if report.fixed.len() == 1 { ("finding is", "it") } else { ("findings are", "them") };
        writeln!(out, "{} known {what} gone: --write-baseline removes {them}", report.fixed.len())?;
    }
    let pages = report.findings.api.pages;
    let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (report.count(severity), severity))
        .map(|(count, severity)| format!("{count} {severity}{}", if count == 1 { "" } else { "s" }))
        .collect();
    let known = if report.known > 0 { format!(", {} known", report.known) } else { String::new() };
    let notes = if how.notes || report.count(Severity::Note) == 0 { "" } else { " (--notes shows them)" };
    let files: std::collections::BTreeSet<&str> = report.new.iter().map(|f| f.page).collect();
    let on = match files.len() {
        0 => String::new(),
        1 => ", on 1 page".to_owned(),
        several => format!(", on {several} pages"),
    };
    writeln!(out, "{pages} pages: {}{notes}{known}{on}", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::characters::HIDDEN;
    use crate::span::FileId;

    #[test]
    fn hidden_characters_are_replaced_and_columns_stay_right() {
        for hidden in HIDDEN.chars().chain(['\u{85}', '\u{2028}']) {
            let source = Source::new(FileId(0), format!("first\r\na{hidden}b\r\n").into_bytes()).unwrap();
            let (start, end) = (Position { line: 2, column: 3 }, Position { line: 2, column: 4 });
            let span = Span { file: FileId(0), start, end };
            let excerpt = excerpt(&source, Span { start: Position { line: 1, column: 1 }, ..span }).unwrap();
            assert!(!excerpt.text.contains(hidden), "{hidden:?}");
            assert_eq!(excerpt.text.get(excerpt.range(span)), Some("b"), "{hidden:?}");
        }
    }
}
