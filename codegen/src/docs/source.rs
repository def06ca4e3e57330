//! A file as lines, and functions on characters that all readers use.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::characters::is_hidden;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::{FileId, Position, Span};

/// The largest file that is read.
pub(crate) const MAX_FILE: u64 = 16 << 20;
/// The longest line, in bytes, that a page may have.
pub(crate) const MAX_LINE: usize = 1 << 20;
/// The columns of lines with more bytes than this are cached: thousands of findings may be about one line.
const LONG_LINE: usize = 4 << 10;
/// The number of characters between two cached byte offsets of a long line.
const STRIDE: usize = 256;

/// The text of a file, cut into lines. `\n`, `\r\n` and a lone `\r` end a line; a byte order mark is gone.
#[derive(Debug)]
pub(crate) struct Source {
    /// The file.
    pub(crate) file: FileId,
    text: String,
    lines: Vec<(u32, u32)>,
    /// The byte offset of each `<!--`.
    comments: Vec<u32>,
    /// The byte offset of the last `-->`.
    last_comment_end: Option<usize>,
    /// For each long line, the bytes of each [`STRIDE`]th column. Computed when first needed.
    strides: OnceLock<HashMap<usize, Vec<u32>>>,
}

impl Source {
    /// Checks and cuts the bytes of a file.
    pub(crate) fn new(file: FileId, bytes: Vec<u8>) -> Result<Source, Diagnostic> {
        if bytes.len() as u64 > MAX_FILE {
            return Err(too_large(file, bytes.len() as u64));
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let good = error.utf8_error().valid_up_to();
            let before = error.as_bytes().get(..good).unwrap_or_default();
            let place = advance(START, &String::from_utf8_lossy(before));
            let span = Span { file, start: place, end: place };
            Diagnostic::new(Code::NotUtf8, span, "the file is not UTF-8 text from here on, so the page is skipped")
                .help("save the file as UTF-8")
        })?;
        let skip = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let lines = cut(&text, skip);
        if let Some((index, (start, end))) =
            lines.iter().enumerate().find(|(_, (start, end))| (end - start) as usize > MAX_LINE)
        {
            let span = Span { file, start: position(index, 1), end: position(index, 1) };
            let message = format!("the line has {} bytes, which is too long, so the page is skipped", end - start);
            return Err(Diagnostic::new(Code::LineTooLong, span, message));
        }
        let comments = text.match_indices("<!--").map(|(at, _)| at as u32).collect();
        let last_comment_end = text.rfind("-->");
        Ok(Source { file, text, lines, comments, last_comment_end, strides: OnceLock::new() })
    }

    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// A line without its ending; empty behind the last one.
    pub(crate) fn line(&self, index: usize) -> &str {
        self.lines.get(index).and_then(|&(start, end)| self.text.get(start as usize..end as usize)).unwrap_or_default()
    }

    /// The byte of the file's text, a byte order mark included, of a place; nothing if there is no such place.
    pub(crate) fn offset(&self, at: Position) -> Option<usize> {
        let index = usize::try_from(at.line.checked_sub(1)?).ok()?;
        let &(start, _) = self.lines.get(index)?;
        let column = usize::try_from(at.column.checked_sub(1)?).ok()?;
        let line = self.line(index);
        let (known, left) = if line.len() > LONG_LINE {
            (*self.strides().get(&index)?.get(column / STRIDE)? as usize, column % STRIDE)
        } else {
            (0, column)
        };
        let rest = line.get(known..)?;
        let byte = rest.char_indices().map(|(byte, _)| byte).chain(std::iter::once(rest.len())).nth(left)?;
        Some(start as usize + known + byte)
    }

    fn strides(&self) -> &HashMap<usize, Vec<u32>> {
        self.strides.get_or_init(|| {
            let long = (0..self.len()).filter(|index| self.line(*index).len() > LONG_LINE);
            let strides = |index| {
                let line = self.line(index);
                // The place behind the last character is a column as well.
                let bytes = line.char_indices().map(|(byte, _)| byte as u32).chain(std::iter::once(line.len() as u32));
                (index, bytes.step_by(STRIDE).collect())
            };
            long.map(strides).collect()
        })
    }

    /// The whole text, a byte order mark included.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether a line opens a comment.
    pub(crate) fn opens_comment(&self, index: usize) -> bool {
        let Some(&(start, end)) = self.lines.get(index) else { return false };
        let next = self.comments.partition_point(|&at| at < start);
        self.comments.get(next).is_some_and(|&at| at < end)
    }

    /// The first line, from `index` on, that closes a comment, and the byte behind the `-->`.
    pub(crate) fn comment_end(&self, index: usize) -> Option<(usize, usize)> {
        let &(from, _) = self.lines.get(index)?;
        let from = from as usize;
        self.last_comment_end.filter(|&last| from <= last)?;
        let at = from + self.text.get(from..)?.find("-->")?;
        let line = self.lines.partition_point(|&(start, _)| start as usize <= at).checked_sub(1)?;
        let &(start, _) = self.lines.get(line)?;
        Some((line, at + 3 - start as usize))
    }

    /// A span inside one line, by 1-based character columns.
    pub(crate) fn span(&self, index: usize, start: u32, end: u32) -> Span {
        Span { file: self.file, start: position(index, start), end: position(index, end) }
    }

    /// The span of a whole line.
    pub(crate) fn line_span(&self, index: usize) -> Span {
        self.span(index, 1, 1 + width(self.line(index)))
    }
}

/// Where each line starts and ends, from the byte `skip` on.
fn cut(text: &str, skip: usize) -> Vec<(u32, u32)> {
    let bytes = text.as_bytes();
    let mut lines = Vec::with_capacity(bytes.len() / 32);
    let mut start = skip;
    for (at, _) in text.match_indices(['\n', '\r']) {
        // The second half of `\r\n` ends no line of its own.
        if at == start && at > skip && bytes.get(at - 1..=at) == Some(b"\r\n") {
            start = at + 1;
            continue;
        }
        lines.push((start as u32, at as u32));
        start = at + 1;
    }
    if start < text.len() {
        lines.push((start as u32, text.len() as u32));
    }
    lines
}

/// The finding for a file that is too large.
pub(crate) fn too_large(file: FileId, bytes: u64) -> Diagnostic {
    let span = Span { file, start: START, end: START };
    Diagnostic::new(
        Code::FileTooLarge,
        span,
        format!("the file has {bytes} bytes, which is too large, so it is skipped"),
    )
}

/// The first place of a file.
pub(crate) const START: Position = Position { line: 1, column: 1 };

/// The place in a line given by its 0-based index.
pub(crate) fn position(index: usize, column: u32) -> Position {
    Position { line: u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1), column }
}

/// The place behind `text`, if `text` starts at `from`.
pub(crate) fn advance(from: Position, text: &str) -> Position {
    let mut at = from;
    for c in text.chars() {
        if c == '\n' {
            at = Position { line: at.line.saturating_add(1), column: 1 };
        } else {
            at.column = at.column.saturating_add(1);
        }
    }
    at
}

/// The columns at which the lines of a block start: the indentation of its fence is not part of it, and not every line has
/// as much of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Margins {
    /// The column of every line, or of those that the list does not have.
    common: u32,
    /// The line of the first column.
    first: u32,
    columns: Option<Arc<[u32]>>,
}

impl Margins {
    /// Every line starts at the same column.
    pub(crate) fn uniform(column: u32) -> Margins {
        Margins { common: column, first: 0, columns: None }
    }

    /// The columns of the lines from `first` on.
    pub(crate) fn new(first: u32, columns: &[u32]) -> Margins {
        let common = columns.first().copied().unwrap_or(1);
        let uneven = columns.iter().any(|&column| column != common);
        Margins { common, first, columns: uneven.then(|| columns.into()) }
    }

    /// The column at which a line starts.
    pub(crate) fn column(&self, line: u32) -> u32 {
        let Some(columns) = &self.columns else { return self.common };
        let index = line.checked_sub(self.first).and_then(|index| usize::try_from(index).ok());
        index.and_then(|index| columns.get(index)).copied().unwrap_or(self.common)
    }
}

/// The number of characters.
pub(crate) fn width(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// White space in the widest sense: all characters that are not visible.
pub(crate) fn is_space(c: char) -> bool {
    // Nearly all text is ASCII.
    !c.is_ascii_graphic() && (c.is_whitespace() || is_hidden(c) || c.is_control())
}

/// Trims white space and invisible characters on both sides.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// Trims white space and invisible characters in front.
pub(crate) fn trim_start(text: &str) -> &str {
    text.trim_start_matches(is_space)
}

/// Trims white space and invisible characters at the end.
pub(crate) fn trim_end(text: &str) -> &str {
    text.trim_end_matches(is_space)
}

/// Trims both sides and returns the number of characters removed at the start.
pub(crate) fn trim_counted(text: &str) -> (u32, &str) {
    let rest = trim_start(text);
    (before(text, rest), trim_end(rest))
}

/// The number of characters before `rest`, which is a suffix of `text`.
pub(crate) fn before(text: &str, rest: &str) -> u32 {
    width(text.get(..text.len().saturating_sub(rest.len())).unwrap_or_default())
}

/// White space folded to single blanks, invisible characters removed, both ends trimmed.
pub(crate) fn fold(text: &str) -> String {
    // No ASCII character is invisible.
    let visible: Cow<'_, str> =
        if text.is_ascii() { text.into() } else { text.chars().filter(|c| !is_hidden(*c)).collect() };
    let mut out = String::with_capacity(visible.len());
    for word in visible.split(is_space).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The code spans of a line of inline markdown, found in one pass.
pub(crate) struct CodeSpans {
    /// Runs of backticks: byte position and length.
    runs: Vec<(usize, usize)>,
    /// For each length, where the last run of that length starts.
    last: HashMap<usize, usize>,
    next: usize,
    found: Option<(usize, usize)>,
}

impl CodeSpans {
    pub(crate) fn new(text: &str) -> CodeSpans {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (at, _) in text.match_indices('`') {
            match runs.last_mut() {
                Some((start, len)) if *start + *len == at => *len += 1,
                _ => runs.push((at, 1)),
            }
        }
        let last = runs.iter().map(|&(start, len)| (len, start)).collect();
        CodeSpans { runs, last, next: 0, found: None }
    }

    /// The next code span that starts at `from` or later: first byte, and the byte behind it. Ask with growing `from`.
    pub(crate) fn next_from(&mut self, from: usize) -> Option<(usize, usize)> {
        if let Some(found) = self.found.filter(|&(start, _)| start >= from) {
            return Some(found);
        }
        self.found = None;
        loop {
            let &(start, len) = self.runs.get(self.next)?;
            self.next += 1;
            if start < from || self.last.get(&len).is_none_or(|&last| last <= start) {
                continue;
            }
            let rest = self.runs.get(self.next..)?;
            let &(close, _) = rest.iter().find(|(_, l)| *l == len)?;
            self.found = Some((start, close + len));
            return self.found;
        }
    }

    /// All code spans in their order.
    pub(crate) fn all(text: &str) -> Vec<(usize, usize)> {
        let mut spans = CodeSpans::new(text);
        let mut out = Vec::new();
        let mut from = 0;
        while let Some((start, end)) = spans.next_from(from) {
            out.push((start, end));
            from = end;
        }
        out
    }
}
