//! The content of a page, in its own words: the vocabulary of the reading stage.

use crate::docs::source::Margins;
use crate::json::Json;
use crate::span::{FileId, Position, Span, Spanned};

/// The folder of a page, which says what kind of page it is (its `doc_type` often does not).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Folder {
    /// `api/`: one operation, or a few.
    Api,
    /// `resources/`: types, enumerations and prose.
    Resources,
}

/// One page after reading.
#[derive(Clone, Debug)]
pub struct Page {
    /// The page's file.
    pub file: FileId,
    /// Path below the docs folder with forward slashes, such as `api/user-get.md`.
    pub path: String,
    /// The folder of the page.
    pub folder: Folder,
    /// File name without `.md`, lower case: the identity of an api page.
    pub stem: String,
    /// The `key: value` lines between the `---` lines.
    pub front_matter: Vec<(Spanned<String>, Spanned<String>)>,
    /// The text of the `Namespace:` line, such as `microsoft.graph`.
    pub namespace: Option<Spanned<String>>,
    /// The files whose text was included, each once, in the order of their first use.
    pub includes: Vec<FileId>,
    /// The sections in their order. Text before the first heading is in a section of level 0.
    pub sections: Vec<Section>,
}

impl Page {
    /// The value of a front matter key; keys are compared without case.
    #[must_use]
    pub fn front_matter(&self, key: &str) -> Option<&Spanned<String>> {
        self.front_matter.iter().find(|(k, _)| k.value.eq_ignore_ascii_case(key)).map(|(_, v)| v)
    }

    /// The first heading of level 1: the page's title.
    #[must_use]
    pub fn title(&self) -> Option<&Text> {
        self.sections.iter().find(|s| s.level == 1).map(|s| &s.heading)
    }

    /// The place of the title; the start of the file for a page without one.
    #[must_use]
    pub fn place(&self) -> Span {
        let start = Position { line: 1, column: 1 };
        self.title().map_or(Span { file: self.file, start, end: start }, |title| title.span)
    }

    /// Every item of the page with its section.
    pub fn items(&self) -> impl Iterator<Item = (&Section, &Item)> {
        self.sections.iter().flat_map(|s| s.items.iter().map(move |i| (s, i)))
    }

    /// Every code block of the page with its section.
    pub fn blocks(&self) -> impl Iterator<Item = (&Section, &Block)> {
        self.items().filter_map(|(s, i)| match i {
            Item::Block(b) => Some((s, b.as_ref())),
            _ => None,
        })
    }
}

/// A heading and the content below it, up to the next heading of any level.
#[derive(Clone, Debug)]
pub struct Section {
    /// 1 to 6; 0 for the text before the first heading.
    pub level: u8,
    /// The heading's text.
    pub heading: Text,
    /// The explicit anchors in the heading or on lines in front of it, `<a name="http-request"></a>`: translated docs keep
    /// the original heading there.
    pub anchors: Vec<String>,
    /// Tables, blocks and paragraphs in their order.
    pub items: Vec<Item>,
    /// Indexes (into [`Page::sections`]) of the headings above this one, outermost first.
    pub parents: Vec<usize>,
    /// The result of [`Section::key`], which is used many times.
    pub(crate) key: String,
}

impl Section {
    /// The heading as plain lower-case words: `HTTP request` gives `http request`.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The paragraphs, in their order.
    pub fn paragraphs(&self) -> impl Iterator<Item = &Paragraph> {
        self.items.iter().filter_map(|item| match item {
            Item::Paragraph(paragraph) => Some(paragraph),
            _ => None,
        })
    }
}

/// One thing in a section. Most are paragraphs; larger items are boxed.
#[derive(Clone, Debug)]
pub enum Item {
    /// A paragraph, a list item or a quotation.
    Paragraph(Paragraph),
    /// A table.
    Table(Box<Table>),
    /// A fenced code block, with its metadata comment if it has one.
    Block(Box<Block>),
    /// A metadata comment without a code block (`permissions`, `#page.annotation`, …).
    Annotation(Box<Annotation>),
}

/// The kind of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParagraphKind {
    /// Running text.
    Plain,
    /// An item of a bulleted or numbered list.
    ListItem,
    /// A quotation: notes and warnings.
    Quote,
}

/// A paragraph of prose.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// Running text, list item or quotation.
    pub kind: ParagraphKind,
    /// The words.
    pub text: Text,
}

/// Inline markdown with a place. Reference-style links are resolved to inline links; comments are removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    markdown: String,
    /// The place of the text.
    pub span: Span,
}

impl Text {
    /// A text and its place; the markdown is tidy, as [`markdown`](Text::markdown) gives it.
    #[must_use]
    pub fn new(markdown: String, span: Span) -> Text {
        Text { markdown, span }
    }

    /// Inline markdown, white space folded, on one line.
    #[must_use]
    pub fn markdown(&self) -> &str {
        &self.markdown
    }

    /// The same place with another text.
    pub(super) fn set_markdown(&mut self, markdown: String) {
        self.markdown = markdown;
    }

    /// Whether there may be something other than words: a link, code, strong text, an escape or an entity.
    pub(crate) fn has_markup(&self) -> bool {
        let is_markup = |byte| matches!(byte, b'\\' | b'`' | b'*' | b'_' | b'[' | b']' | b'<' | b'&' | b'\n' | b'\r');
        self.markdown.bytes().any(is_markup)
    }
}

/// A link in a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The link's words, without markup.
    pub text: String,
    /// The target as written.
    pub target: String,
}

/// A table, read more leniently than in GFM, because real pages need that.
#[derive(Clone, Debug)]
pub struct Table {
    /// The header cells.
    pub header: Vec<Text>,
    /// The rows. Surplus cells are joined (with ` | `) to the last one that the header has.
    pub rows: Vec<Row>,
    /// From the header to the last row.
    pub span: Span,
    /// The anchors on lines of their own in front of it.
    pub anchors: Vec<String>,
    /// The result of [`Table::header_keys`], which is used many times.
    pub(crate) keys: Vec<String>,
}

impl Table {
    /// The header cells as plain lower-case words.
    #[must_use]
    pub fn header_keys(&self) -> &[String] {
        &self.keys
    }
}

/// A table row.
#[derive(Clone, Debug)]
pub struct Row {
    /// The cells, never more than the header has, possibly fewer.
    pub cells: Vec<Text>,
    /// The whole row.
    pub span: Span,
}

/// A fenced code block.
#[derive(Clone, Debug)]
pub struct Block {
    /// The first word behind the opening fence, lower case (`http`, `json`, `msgraph-interactive`), or empty.
    pub language: String,
    /// The lines between the fences, indentation of the fence removed, each ended by `\n`.
    pub text: String,
    /// The place of the content: starts at the first content line.
    pub span: Span,
    /// The metadata comment in front of the block.
    pub annotation: Option<Annotation>,
    /// Where its lines start.
    pub(crate) margins: Margins,
}

impl Block {
    /// The `blockType` in lower case, or the empty string.
    #[must_use]
    pub fn block_type(&self) -> &str {
        self.annotation.as_ref().map_or("", |a| a.block_type.as_str())
    }
}

/// A metadata comment: `<!-- { "blockType": … } -->`.
#[derive(Clone, Debug)]
pub struct Annotation {
    /// `blockType` in lower case; empty if there is none.
    pub block_type: String,
    /// The whole object.
    pub json: Json,
    /// The place of the object.
    pub span: Span,
}

impl Annotation {
    /// A member by name, compared without case.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.json.get_ignore_case(key)
    }

    /// A string member with its place; an array gives its first string.
    #[must_use]
    pub fn string(&self, key: &str) -> Option<Spanned<String>> {
        self.get(key).and_then(Json::as_text)
    }

    /// A flag: `true`, or the string `"true"` in any case.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        self.get(key).is_some_and(Json::is_true)
    }

    /// `@odata.type` or `@type`, as written.
    #[must_use]
    pub fn odata_type(&self) -> Option<Spanned<String>> {
        self.string("@odata.type").or_else(|| self.string("@type"))
    }
}
