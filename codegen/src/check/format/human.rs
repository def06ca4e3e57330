//! For people: each finding with the line it points at, as rustc shows its own.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};
use rayon::prelude::*;

use crate::check::{Finding, Report};
use crate::diagnostic::{Fix, Severity, is_hidden};
use crate::docs::Source;
use crate::span::{Position, Span};

/// A stretch over more lines than this is shown by its first line.
const SHOWN_LINES: u32 = 6;
/// A line that is longer is not shown, only named.
const SHOWN_BYTES: usize = 4000;

/// How to show a report.
#[derive(Clone, Copy, Debug, Default)]
pub struct Human {
    /// In colour.
    pub colour: bool,
    /// Notes as well, not only their number.
    pub notes: bool,
}

/// Writes the new findings, each with its source line, and a summary.
///
/// # Errors
/// When `out` fails.
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
            let range = excerpt.from..excerpt.to;
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

/// Long stretches by their first line: the line under the arrow is what people look for.
fn shown(span: Span) -> Span {
    if span.end.line.saturating_sub(span.start.line) < SHOWN_LINES {
        return span;
    }
    Span { end: Position { line: span.start.line, column: u32::MAX }, ..span }
}

/// Whole lines, and a stretch of them in bytes.
struct Excerpt {
    text: String,
    line: usize,
    from: usize,
    to: usize,
}

fn excerpt(source: &Source, span: Span) -> Option<Excerpt> {
    let first = usize::try_from(span.start.line).ok()?.checked_sub(1)?;
    let last = usize::try_from(span.end.line).ok()?.checked_sub(1)?.max(first);
    if first >= source.len() {
        return None;
    }
    let mut text = String::new();
    let (mut from, mut to) = (0, 0);
    for index in first..=last.min(source.len() - 1) {
        let line = source.line(index);
        let start = text.len();
        if text.len() + line.len() >= SHOWN_BYTES {
            return None;
        }
        if index == first {
            from = start + byte(line, span.start.column);
        }
        if index == last {
            to = start + byte(line, span.end.column);
        }
        if is_plain(line) {
            text.push_str(line)
        } else {
            text.extend(line.chars().map(seen))
        }
        text.push('\n');
    }
    Some(Excerpt { line: first + 1, from, to: to.max(from), text })
}

/// Whether every character can be seen, and is one of ASCII.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// What stands for a character that cannot be seen, or that a terminal obeys: one of as many bytes, so that places stay
/// right. The renderer has its own for the control characters of ASCII.
fn seen(c: char) -> char {
    match c {
        '\u{80}'..='\u{9f}' => '·',
        c if is_hidden(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// The byte at which a column starts; the end of the line for columns behind it.
fn byte(line: &str, column: u32) -> usize {
    let skipped = usize::try_from(column).unwrap_or(usize::MAX).saturating_sub(1);
    line.char_indices().nth(skipped).map_or(line.len(), |(at, _)| at)
}

/// The change that mends the finding, as a patch of the lines.
fn patches<'a>(source: &'a Source, fix: &'a Fix, page: &str) -> Option<Group<'a>> {
    let span = fix.edits.iter().map(|edit| edit.span).reduce(|a, b| Span {
        start: a.start.min(b.start),
        end: a.end.max(b.end),
        ..a
    })?;
    let whole = excerpt(source, span)?;
    let base = source.offset(Position { line: span.start.line, column: 1 })?;
    let mut list = Vec::new();
    for edit in &fix.edits {
        let from = source.offset(edit.span.start)?.checked_sub(base)?;
        let to = source.offset(edit.span.end)?.checked_sub(base)?;
        list.push(Patch::new(from..to, clean(&edit.text)));
    }
    let snippet = Snippet::source(whole.text).line_start(whole.line).path(page.to_owned()).patches(list);
    Some(Level::HELP.secondary_title(clean(&fix.title)).element(snippet))
}

/// Without anything that a terminal would take for a command.
fn clean(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    text.chars().map(|c| if c.is_control() { ' ' } else { seen(c) }).collect()
}

fn summary(out: &mut dyn Write, report: &Report<'_>, how: Human) -> io::Result<()> {
    for known in &report.fixed {
        writeln!(out, "fixed: {} {}", known.code, clean(&known.words))?;
    }
    if !report.fixed.is_empty() {
        let (what, them) = if report.fixed.len() == 1 { ("finding is", "it") } else { ("findings are", "them") };
        writeln!(out, "{} known {what} gone: --write-baseline strikes {them} out", report.fixed.len())?;
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
