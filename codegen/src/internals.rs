//! Pieces of the generator that the fuzz targets in `codegen/fuzz` check by themselves: with a page around each, a target
//! would be a thousand times slower. Not part of the interface of the crate.

use crate::analysis;
pub use crate::characters::{is_hidden, is_unprintable};
use crate::check::fix;
use crate::diagnostic::Edit;
use crate::docs::source::{Margins, Source};
use crate::docs::{Block, Text};
use crate::model::Description;
pub use crate::rust::pieces::{comment, string};
use crate::span::{FileId, Position, Span};

/// A code block that is all of a file.
#[must_use]
pub fn block(text: &str) -> Block {
    let start = Position { line: 1, column: 1 };
    let width = text.lines().last().map_or(0, |line| line.chars().count());
    let end = Position { line: text.lines().count().max(1) as u32, column: width as u32 + 1 };
    let span = Span { file: FileId(0), start, end };
    Block { language: "http".to_owned(), text: text.to_owned(), span, annotation: None, margins: Margins::uniform(1) }
}

/// Prose as the analysis takes it over from a page of an operation.
#[must_use]
pub fn prose(markdown: String) -> Description {
    analysis::describe(&Text::new(markdown, Span::default()), "api/x.md")
}

/// A file with the changes made, and how many of them could be; nothing if it is not a file that is read.
#[must_use]
pub fn patch<'e>(text: &str, changes: impl Iterator<Item = &'e [Edit]>) -> Option<(String, usize)> {
    let source = Source::new(FileId(0), text.as_bytes().to_vec()).ok()?;
    Some(fix::patch(&source, changes))
}
