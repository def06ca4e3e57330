//! The files of a tree, to check the locations of everything that was read.

use std::collections::BTreeMap;
use std::ops::Range;

use graph_codegen::docs::Files;
use graph_codegen::json::{Json, JsonKind};
use graph_codegen::span::{FileId, Position, Span, Spanned};

/// The text of a file and the bytes of its lines. They are counted here and not by the reader, which may be wrong.
struct Lines {
    text: String,
    lines: Vec<Range<usize>>,
}

impl Lines {
    /// `\n`, `\r\n` and a lone `\r` end a line; a byte order mark is not part of a line. Nothing if the bytes are not text.
    fn of(bytes: &[u8]) -> Option<Lines> {
        let text = str::from_utf8(bytes).ok()?.to_owned();
        let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut lines = Vec::new();
        while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
            let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
            let ending = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
            lines.push(start..start + end);
            start += end + ending;
        }
        Some(Lines { text, lines })
    }

    /// The byte at which a place is, if it is a place of the file.
    fn byte(&self, at: Position) -> Option<usize> {
        // Findings about an empty file point to its first character.
        let nowhere = self.lines.is_empty() && at == (Position { line: 1, column: 1 });
        let behind = at.column == 1 && at.line as usize == self.lines.len() + 1;
        if nowhere || behind {
            return Some(self.text.len());
        }
        let line = self.lines.get((at.line as usize).checked_sub(1)?)?;
        let bytes = self.text[line.clone()].char_indices().map(|(byte, _)| line.start + byte);
        bytes.chain([line.end]).nth((at.column as usize).checked_sub(1)?)
    }
}

/// The text of the files.
pub(crate) struct Places {
    files: BTreeMap<FileId, Option<Lines>>,
}

impl Places {
    pub(crate) fn new(files: &Files, texts: &BTreeMap<String, Vec<u8>>) -> Places {
        let lines = |path: &str| texts.get(path).and_then(|bytes| Lines::of(bytes));
        Places { files: files.iter().map(|(file, path)| (file, lines(path))).collect() }
    }

    /// One file of one text.
    pub(crate) fn of(text: &str) -> Places {
        Places { files: [(FileId(0), Lines::of(text.as_bytes()))].into() }
    }

    /// The text of a file, if it is text.
    pub(crate) fn text(&self, file: FileId) -> Option<&str> {
        self.lines(file).map(|lines| lines.text.as_str())
    }

    fn lines(&self, file: FileId) -> Option<&Lines> {
        self.files.get(&file).expect("a file of the tree").as_ref()
    }

    /// The text of a span; nothing if the file is not one that is read.
    pub(crate) fn at(&self, span: Span) -> Option<&str> {
        assert!(span.start <= span.end, "{span:?} ends before it starts");
        let lines = self.lines(span.file)?;
        let from = lines.byte(span.start).unwrap_or_else(|| panic!("{span:?} starts at no character of the file"));
        let to = lines.byte(span.end).unwrap_or_else(|| panic!("{span:?} ends at no character of the file"));
        Some(lines.text.get(from..to).expect("a span from character to character"))
    }

    /// The text at a location is exactly what was read.
    pub(crate) fn verbatim(&self, what: &Spanned<String>) {
        if let Some(text) = self.at(what.span) {
            assert_eq!(text, what.value, "{:?}", what.span);
        }
    }

    /// The places in a JSON value: inside one another, in order, and of what they say.
    pub(crate) fn json(&self, value: &Json) {
        let text = self.at(value.span);
        let inside = |child: Span| {
            assert!(value.span.start <= child.start && child.end <= value.span.end, "{child:?} in {:?}", value.span);
        };
        match (&value.kind, text) {
            (JsonKind::String(read), Some(text)) => strict_string(text, read),
            (JsonKind::Number(read), Some(text)) => assert_eq!(text, read),
            (JsonKind::Array(items), _) => {
                items.iter().for_each(|item| inside(item.span));
                items.iter().for_each(|item| self.json(item));
            }
            (JsonKind::Object(members), _) => {
                for member in members {
                    inside(member.name.span);
                    inside(member.value.span);
                    assert!(member.name.span.end <= member.value.span.start, "{member:?}");
                    if let Some(text) = self.at(member.name.span) {
                        strict_string(text, &member.name.value);
                    }
                    self.json(&member.value);
                }
            }
            _ => {}
        }
    }
}

/// Where the text of a string is strict JSON, it is the string that was read.
fn strict_string(text: &str, read: &str) {
    if let Ok(strict) = serde_json::from_str::<String>(text) {
        assert_eq!(strict, read);
    }
}
