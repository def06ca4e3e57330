//! The files of a tree, to see whether what was read stands where it says.

use std::collections::BTreeMap;

use crate::docs::{Files, Source};
use crate::json::{Json, JsonKind};
use crate::span::{FileId, Position, Span, Spanned};

/// The text of the files.
pub(super) struct Places {
    sources: BTreeMap<FileId, Option<Source>>,
}

impl Places {
    pub(super) fn new(files: &Files, texts: &BTreeMap<String, Vec<u8>>) -> Places {
        let source = |file, path: &str| texts.get(path).and_then(|bytes| Source::new(file, bytes.clone()).ok());
        Places { sources: files.iter().map(|(file, path)| (file, source(file, path))).collect() }
    }

    /// One file of one text, if it can be one.
    pub(super) fn of(text: &str) -> Option<Places> {
        let source = Source::new(FileId(0), text.as_bytes().to_vec()).ok()?;
        Some(Places { sources: [(FileId(0), Some(source))].into() })
    }

    /// A file, if it is text.
    pub(super) fn source(&self, file: FileId) -> Option<&Source> {
        self.sources.get(&file).expect("a file of the tree").as_ref()
    }

    /// The text of a span; nothing if the file is none that is read.
    pub(super) fn at(&self, span: Span) -> Option<&str> {
        assert!(span.start <= span.end, "{span:?} ends before it starts");
        let source = self.source(span.file)?;
        let byte = |at: Position| {
            // What is to be said of an empty file points at its first character.
            let nowhere = source.len() == 0 && at == (Position { line: 1, column: 1 });
            let behind = at.column == 1 && at.line as usize == source.len() + 1;
            if nowhere || behind { Some(source.text().len()) } else { source.offset(at) }
        };
        let from = byte(span.start).unwrap_or_else(|| panic!("{span:?} starts at no character of the file"));
        let to = byte(span.end).unwrap_or_else(|| panic!("{span:?} ends at no character of the file"));
        Some(source.text().get(from..to).expect("a span from character to character"))
    }

    /// What was read stands where it says, letter for letter.
    pub(super) fn verbatim(&self, what: &Spanned<String>) {
        if let Some(text) = self.at(what.span) {
            assert_eq!(text, what.value, "{:?}", what.span);
        }
    }

    /// The places in a JSON value: inside one another, in order, and of what they say.
    pub(super) fn json(&self, value: &Json) {
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
