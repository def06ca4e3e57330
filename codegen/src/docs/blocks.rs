//! From lines to sections: headings, tables, code blocks, comments, paragraphs and includes, line by line.

use std::borrow::Cow;
use std::sync::Arc;

use super::inline::Definitions;
use super::page::{Annotation, Block, Item, Page, Paragraph, ParagraphKind, Section, Table, Text};
use super::source::{
    CodeSpans, Margins, Source, advance, before, is_space, position, trim, trim_counted, trim_end, trim_start, width,
};
use super::{annotation, front_matter, include, outline, table};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::{FileId, Position, Span, Spanned};

/// Includes inside includes are followed this deep.
const MAX_INCLUDE_DEPTH: usize = 8;
/// One page may include this many files, all levels together.
const MAX_INCLUDES: usize = 1000;
/// And this many bytes.
const MAX_INCLUDED: usize = 2 << 20;
/// A page has at most this many table rows. Each may become a field with its methods; the longest known page, with all
/// enumerations of a namespace, has 1,500.
const MAX_ROWS: usize = 12_000;
/// And this many code blocks and comments, each of which may become a type of its own or a finding. The most known is 200.
const MAX_BLOCKS: usize = 2_000;
/// And this many headings, below each of which may be the table of an enumeration. The most known is 150.
const MAX_HEADINGS: usize = 2_000;
/// The replacement for each character of a comment: columns stay correct, and it is removed from texts.
const MASK: char = '\u{200b}';

/// The access of the reader to the tree around a page.
pub(crate) trait Surroundings {
    /// The path of a file.
    fn path(&self, file: FileId) -> &str;
    /// The file at a path, ignoring case; an error says why it cannot be read.
    fn include(&self, path: &str) -> Included;
}

/// The answer to an include.
pub(crate) enum Included {
    Source(Arc<Source>),
    Missing,
    Outside,
    Broken(Diagnostic),
}

/// Reads a page. Without any content there is no page.
pub(crate) fn read(
    source: &Arc<Source>,
    mut page: Page,
    surroundings: &dyn Surroundings,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Page> {
    let blank = (0..source.len()).all(|index| trim(source.line(index)).is_empty());
    let (mut first, mut masked) = (0, 0);
    if !blank {
        match front_matter::pressed(source, diagnostics) {
            Some(end) => masked = end,
            None => (page.front_matter, first) = front_matter::read(source, diagnostics),
        }
    }
    let mut reader = Reader {
        surroundings,
        page,
        diagnostics,
        frames: vec![Frame { source: Arc::clone(source), next: first, masked }],
        includes: 0,
        included: 0,
        excess_reported: false,
        rows: 0,
        blocks: 0,
        definitions: Definitions::default(),
        paragraph: None,
        table: None,
        pending: None,
        tab: Tab::None,
        headings: Vec::new(),
    };
    reader.run();
    let Reader { mut page, definitions, .. } = reader;
    outline::bold_headings(&mut page);
    for section in &mut page.sections {
        definitions.resolve(&mut section.heading);
        section.key = section.heading.plain().trim().to_lowercase();
        for item in &mut section.items {
            match item {
                Item::Paragraph(paragraph) => definitions.resolve(&mut paragraph.text),
                Item::Table(table) => {
                    let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                    table.header.iter_mut().chain(cells).for_each(|cell| definitions.resolve(cell));
                    table.keys = table.header.iter().map(|cell| cell.plain().trim().to_lowercase()).collect();
                }
                Item::Block(_) | Item::Annotation(_) => {}
            }
        }
    }
    if definitions.is_exhausted() {
        let message = "the targets of this page's reference links are too long in total; some are left out";
        diagnostics.push(Diagnostic::new(Code::FileTooLarge, source.span(0, 1, 1), message));
    }
    if page.sections.is_empty() {
        diagnostics.push(Diagnostic::new(Code::EmptyPage, source.span(0, 1, 1), "the page is empty"));
        return None;
    }
    Some(page)
}

/// A file that is being read.
struct Frame {
    source: Arc<Source>,
    /// The next line.
    next: usize,
    /// How many bytes of the next line belong to a comment (or a closing fence) and are skipped.
    masked: usize,
}

/// The tabs: of samples in several languages, only those of the HTTP tab count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    None,
    Http,
    Other,
}

struct OpenParagraph {
    kind: ParagraphKind,
    raw: String,
    span: Span,
}

struct OpenTable {
    table: Table,
    quoted: bool,
}

/// An annotation whose code block has not been read yet.
struct Pending {
    annotation: Annotation,
    /// The section to which it belongs if no code block follows.
    section: usize,
    item: usize,
    text_lines: u32,
}

struct Comment {
    text: String,
    start: Position,
}

/// A line without its quotation marks `>`.
#[derive(Clone, Copy)]
struct Line<'t> {
    index: usize,
    /// Column of the first character of `text`, from 1.
    column: u32,
    text: &'t str,
    quoted: bool,
}

impl<'t> Line<'t> {
    fn new(index: usize, text: &'t str) -> Self {
        let mut line = Line { index, column: 1, text, quoted: false };
        if !trim_start(text).starts_with('>') {
            return line;
        }
        let marks = text.char_indices().zip(2u32..).take_while(|&((_, c), _)| c == '>' || is_space(c));
        if let Some(((at, _), column)) = marks.filter(|&((_, c), _)| c == '>').last() {
            line = Line { index, column, text: text.get(at + 1..).unwrap_or_default(), quoted: true };
        }
        line
    }

    /// The part of the line without the characters before `rest`, which is a suffix of it.
    fn at_suffix(self, rest: &'t str) -> Self {
        Line { column: self.column + before(self.text, rest), text: rest, ..self }
    }
}

/// How many blank characters lead a line, and the rest.
fn leading(text: &str) -> (u32, &str) {
    let rest = trim_start(text);
    (before(text, rest), rest)
}

/// An opening code fence.
struct Fence<'t> {
    mark: char,
    len: usize,
    info: &'t str,
}

impl<'t> Fence<'t> {
    fn open(text: &'t str) -> Option<Self> {
        let text = trim(text);
        let mark = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let info = text.trim_start_matches(mark);
        let len = text.len() - info.len();
        (len >= 3 && !(mark == '`' && info.contains('`'))).then_some(Fence { mark, len, info })
    }

    /// The byte behind the closing fence, if the line is one.
    fn close(&self, text: &str) -> Option<usize> {
        let inner = trim_start(text);
        if !inner.starts_with(self.mark) {
            return None;
        }
        let rest = inner.trim_start_matches(self.mark);
        let behind = trim_start(rest);
        let closes = inner.len() - rest.len() >= self.len && (behind.is_empty() || behind.starts_with("<!--"));
        closes.then_some(text.len() - rest.len())
    }
}

struct Reader<'t> {
    surroundings: &'t dyn Surroundings,
    page: Page,
    diagnostics: &'t mut Vec<Diagnostic>,
    frames: Vec<Frame>,
    includes: usize,
    /// The bytes of the files that were included.
    included: usize,
    /// Whether too many of them have been reported.
    excess_reported: bool,
    /// The rows, and the code blocks and metadata comments so far, kept or not.
    rows: usize,
    blocks: usize,
    definitions: Definitions,
    paragraph: Option<OpenParagraph>,
    table: Option<OpenTable>,
    pending: Option<Pending>,
    tab: Tab,
    /// The headings above the current place: level and index.
    headings: Vec<(u8, usize)>,
}

impl Reader<'_> {
    fn run(&mut self) {
        'files: while let Some(frame) = self.frames.last() {
            let source = Arc::clone(&frame.source);
            // One file, up to its end or to the next that is included.
            let depth = self.frames.len();
            while let Some(frame) = self.frames.last_mut().filter(|frame| frame.next < frame.source.len()) {
                let index = frame.next;
                let masked = std::mem::take(&mut frame.masked);
                frame.next += 1;
                if let Some(excess) = self.excess() {
                    let message = format!("the page has more than {excess}; the rest is not read");
                    self.diagnose(Code::FileTooLarge, source.line_span(index), message);
                    self.close();
                    break 'files;
                }
                self.line(&source, index, masked);
                if self.frames.len() > depth {
                    continue 'files;
                }
            }
            self.close();
            self.frames.pop();
        }
        self.give_up_pending();
    }

    /// The limit that the page exceeds.
    fn excess(&self) -> Option<String> {
        if self.rows <= MAX_ROWS && self.blocks <= MAX_BLOCKS && self.page.sections.len() <= MAX_HEADINGS {
            return None;
        }
        let counts = [
            (self.rows, MAX_ROWS, "table rows"),
            (self.blocks, MAX_BLOCKS, "code blocks, metadata comments and unclosed comments"),
            (self.page.sections.len(), MAX_HEADINGS, "headings"),
        ];
        let excess = counts.into_iter().find(|(count, most, _)| count > most);
        excess.map(|(_, most, what)| format!("{most} {what}"))
    }

    fn continue_at(&mut self, next: usize, masked: usize) {
        if let Some(frame) = self.frames.last_mut() {
            frame.next = next;
            frame.masked = masked;
        }
    }

    fn diagnose(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(code, span, message));
    }

    fn line(&mut self, source: &Arc<Source>, index: usize, masked: usize) {
        let (text, comments) = self.strip_comments(source, index, masked);
        if trim(&text).is_empty() {
            // A line with only comments does not end a table.
            if comments.is_empty() && masked == 0 {
                self.close();
            } else {
                self.close_paragraph();
            }
            self.comments(source.file, comments);
            return;
        }
        if comments.is_empty() {
            self.content(source, Line::new(index, &text));
            return;
        }
        // A comment before the text is about the text; one after it is not.
        let in_front = trim(text.split(MASK).next().unwrap_or_default()).is_empty();
        let (before, after) = if in_front { (comments, Vec::new()) } else { (Vec::new(), comments) };
        self.comments(source.file, before);
        self.content(source, Line::new(index, &text));
        self.comments(source.file, after);
    }

    /// Replaces the comments of a line by [`MASK`] and returns their texts.
    fn strip_comments<'s>(&mut self, source: &'s Source, index: usize, masked: usize) -> (Cow<'s, str>, Vec<Comment>) {
        let raw = source.line(index);
        let mut comments = Vec::new();
        if masked == 0 && !source.opens_comment(index) {
            return (Cow::Borrowed(raw), comments);
        }
        // The masked byte ranges.
        let mut masks = vec![(0, masked)];
        let mut codes = CodeSpans::new(raw);
        let mut from = masked;
        let mut place = (0, position(index, 1));
        for (open, _) in raw.match_indices("<!--") {
            while let Some((_, end)) = codes.next_from(from).filter(|&(start, _)| start < open) {
                from = end;
            }
            // In a code span or in the comment before.
            if open < from {
                continue;
            }
            // `<!-->` is a whole comment, hence 2.
            let close = raw.get(open + 2..).and_then(|behind| behind.find("-->")).map(|at| open + 2 + at);
            place = (open + 4, advance(place.1, raw.get(place.0..open + 4).unwrap_or_default()));
            let start = place.1;
            let tail = raw.get(open + 4..).unwrap_or_default();
            if let Some(close) = close {
                comments.push(Comment { text: raw.get(open + 4..close).unwrap_or_default().to_owned(), start });
                masks.push((open, close + 3));
                from = close + 3;
                continue;
            }
            masks.push((open, raw.len()));
            if let Some((last, end)) = source.comment_end(index + 1) {
                let mut text = tail.to_owned();
                for line in index + 1..last {
                    text.push('\n');
                    text.push_str(source.line(line));
                }
                text.push('\n');
                text.push_str(source.line(last).get(..end.saturating_sub(3)).unwrap_or_default());
                comments.push(Comment { text, start });
                self.continue_at(last, end);
            } else {
                let column = start.column.saturating_sub(4);
                self.blocks += 1;
                let message = "this comment is not closed; it is read up to the next blank line";
                self.diagnose(Code::UnclosedComment, source.span(index, column, start.column), message);
                let end = (index + 1..source.len()).find(|&line| trim(source.line(line)).is_empty());
                self.continue_at(end.unwrap_or(source.len()), 0);
            }
            break;
        }
        (without(raw, &masks), comments)
    }

    fn comments(&mut self, file: FileId, comments: Vec<Comment>) {
        if self.tab == Tab::Other {
            return;
        }
        for comment in comments {
            let Some(annotation) = annotation::read(&comment.text, file, comment.start, self.diagnostics) else {
                continue;
            };
            // The line that has too many is the last one.
            if self.blocks > MAX_BLOCKS {
                return;
            }
            self.blocks += 1;
            self.close();
            self.give_up_pending();
            if annotation::takes_fence(&annotation.block_type) {
                let section = self.section();
                let item = self.page.sections.get(section).map_or(0, |section| section.items.len());
                self.pending = Some(Pending { annotation, section, item, text_lines: 0 });
            } else {
                self.push(Item::Annotation(Box::new(annotation)));
            }
        }
    }

    /// The index of the current section; text before the first heading makes one of its own.
    fn section(&mut self) -> usize {
        if self.page.sections.is_empty() {
            let heading = Text::new(String::new(), self.page.place());
            let section = Section {
                level: 0,
                heading,
                anchors: Vec::new(),
                items: Vec::new(),
                parents: Vec::new(),
                key: String::new(),
            };
            self.page.sections.push(section);
        }
        self.page.sections.len() - 1
    }

    fn push(&mut self, item: Item) {
        // Samples are in languages; tables are about cases, and each of them counts.
        if self.tab == Tab::Other && !matches!(item, Item::Table(_)) {
            return;
        }
        let section = self.section();
        if let Some(section) = self.page.sections.get_mut(section) {
            section.items.push(item);
        }
    }

    /// Reports that no code block followed the pending annotation.
    fn give_up_pending(&mut self) {
        let Some(Pending { mut annotation, section, item, .. }) = self.pending.take() else { return };
        annotation::settle(&mut annotation, None, self.diagnostics);
        if annotation::needs_fence(&annotation.block_type) {
            let message = format!("no code block follows this `{}` comment", annotation.block_type);
            self.diagnose(Code::BlockWithoutFence, annotation.span, message);
        }
        if let Some(section) = self.page.sections.get_mut(section) {
            let item = item.min(section.items.len());
            section.items.insert(item, Item::Annotation(Box::new(annotation)));
        }
    }

    fn close(&mut self) {
        self.close_paragraph();
        if let Some(OpenTable { table, .. }) = self.table.take() {
            self.push(Item::Table(Box::new(table)));
        }
    }

    fn close_paragraph(&mut self) {
        let Some(OpenParagraph { kind, raw, span }) = self.paragraph.take() else { return };
        let text = Text::tidy(&raw, span);
        if !text.markdown().is_empty() {
            self.push(Item::Paragraph(Paragraph { kind, text }));
        }
    }

    /// A line that is not blank, without its comments.
    fn content(&mut self, source: &Arc<Source>, line: Line<'_>) {
        let (indent, text) = trim_counted(line.text);
        if text.is_empty() {
            self.close();
            return;
        }
        // The first character of a line decides whether it is something other than running text.
        let first = text.as_bytes().first().copied().unwrap_or_default();
        if matches!(first, b'`' | b'~')
            && let Some(fence) = Fence::open(text)
        {
            let indent = if line.quoted { indent } else { indentation(line.text) };
            self.fence(source, line, fence, indent);
            return;
        }
        if !line.quoted {
            if first == b'#'
                && let Some(tab) = tab_marker(text)
            {
                self.close();
                self.tab = tab;
                return;
            }
            if first == b'#'
                && indentation(line.text) < 4
                && let Some((level, heading)) = heading(text)
            {
                self.heading(source, line, level, heading);
                return;
            }
            if self.tab != Tab::None && text == "---" {
                self.close();
                self.tab = Tab::None;
                return;
            }
        }
        if self.table_row(source, line) {
            return;
        }
        if self.tab == Tab::Other {
            self.table_start(source, line);
            return;
        }
        if text.starts_with(['=', '-']) && self.underlined(line, text) {
            return;
        }
        let is_word = first.is_ascii_alphabetic() || first == b'|';
        if !is_word && is_break(text) {
            self.close();
            return;
        }
        let item = if is_word { None } else { list_item(text) };
        let inner = item.unwrap_or(text);
        if inner.starts_with('[')
            && let Some(path) = include::target(inner)
        {
            self.close();
            self.include(source, line.index, line.at_suffix(trim_start(line.text)), path);
            return;
        }
        if let Some(item) = item
            && let Some(fence) = Fence::open(item)
        {
            let indent = before(trim_end(line.text), item);
            self.fence(source, line, fence, indent);
            return;
        }
        if self.paragraph.is_none() && item.is_none() {
            if self.namespace(source, line) || self.definitions.take(text) {
                return;
            }
        } else if item.is_none() && text.starts_with('[') && self.definitions.take(text) {
            return;
        }
        if self.table_start(source, line) {
            return;
        }
        self.text(source, line, item);
    }

    fn heading(&mut self, source: &Source, line: Line<'_>, level: u8, heading: &str) {
        // A heading is never inside a tab: an unclosed tab ends here.
        self.tab = Tab::None;
        self.close();
        self.give_up_pending();
        let (skipped, inner) = trim_counted(line.text);
        let hashes = inner.len() - inner.trim_start_matches('#').len();
        let behind = inner.get(hashes..).unwrap_or_default();
        let (gap, _) = leading(behind);
        let start = line.column + skipped + before(inner, behind) + gap;
        let span = source.span(line.index, start, start + width(heading));
        self.open_section(level, heading, span);
    }

    fn open_section(&mut self, level: u8, heading: &str, span: Span) {
        while self.headings.last().is_some_and(|&(above, _)| above >= level) {
            self.headings.pop();
        }
        let parents = self.headings.iter().map(|&(_, index)| index).collect();
        self.headings.push((level, self.page.sections.len()));
        let mut anchors = self.leading_anchors();
        anchors.extend(outline::anchors(heading));
        let heading = Text::tidy(heading, span);
        self.page.sections.push(Section { level, heading, anchors, items: Vec::new(), parents, key: String::new() });
    }

    /// Takes the anchors in front of a heading or table that have lines of their own.
    fn leading_anchors(&mut self) -> Vec<String> {
        let Some(section) = self.page.sections.last_mut() else { return Vec::new() };
        let is_anchor = |item: &mut Item| match item {
            Item::Paragraph(it) => it.kind == ParagraphKind::Plain && outline::is_anchor(it.text.markdown()),
            _ => false,
        };
        let mut out = Vec::new();
        while let Some(Item::Paragraph(paragraph)) = section.items.pop_if(is_anchor) {
            out.splice(..0, outline::anchors(paragraph.text.markdown()));
        }
        out
    }

    /// A line of `===` or `---` below a paragraph makes it a heading.
    fn underlined(&mut self, line: Line<'_>, text: &str) -> bool {
        let level = if text.bytes().all(|b| b == b'=') { 1 } else { 2 };
        if line.quoted || (level == 2 && !text.bytes().all(|b| b == b'-')) {
            return false;
        }
        let Some(open) = self.paragraph.take_if(|open| open.kind == ParagraphKind::Plain) else { return false };
        self.close();
        self.give_up_pending();
        let heading = Text::tidy(&open.raw, open.span);
        self.open_section(level, heading.markdown(), open.span);
        true
    }

    fn fence(&mut self, source: &Arc<Source>, line: Line<'_>, fence: Fence<'_>, indent: u32) {
        self.close();
        let mut text = String::new();
        let mut start: Option<Position> = None;
        let mut columns = Vec::new();
        let mut last = None;
        let mut next = None;
        for index in line.index + 1..source.len() {
            let raw = source.line(index);
            let content =
                if line.quoted { Line::new(index, raw) } else { Line { index, column: 1, text: raw, quoted: false } };
            if line.quoted && !content.quoted {
                next = Some((index, 0));
                break;
            }
            if let Some(end) = fence.close(content.text) {
                let behind = raw.len() - content.text.len() + end;
                next = Some(if raw.len() > behind && raw.get(behind..).is_some_and(|rest| !trim(rest).is_empty()) {
                    (index, behind)
                } else {
                    (index + 1, 0)
                });
                break;
            }
            let (removed, inner) = unindent(content.text, indent);
            let column = content.column + removed;
            text.push_str(inner);
            text.push('\n');
            start.get_or_insert(position(index, column));
            columns.push(column);
            last = Some((index, column, inner));
        }
        // What is missing at the end of the text is missing in front of the line behind it, which may have no character.
        columns.push(1);
        let end = match last {
            Some((index, column, inner)) => position(index, column + width(inner)),
            None => position(line.index + 1, 1),
        };
        if next.is_none() {
            let (skipped, inner) = trim_counted(line.text);
            let start = line.column + skipped;
            let message = "this code block is not closed; everything below it is read as code";
            self.diagnose(Code::UnclosedFence, source.span(line.index, start, start + width(inner)), message);
        }
        let (next, masked) = next.unwrap_or((source.len(), 0));
        self.continue_at(next, masked);
        if self.tab == Tab::Other {
            return;
        }
        self.blocks += 1;
        let language = fence.info.split(is_space).find(|word| !word.is_empty()).unwrap_or_default();
        let language = language.to_lowercase();
        let span = Span { file: source.file, start: start.unwrap_or(end), end };
        let mut annotation = self.pending.take().map(|pending| pending.annotation);
        if let Some(annotation) = &mut annotation {
            annotation::settle(annotation, Some(&text), self.diagnostics);
        }
        let margins = Margins::new(span.start.line, &columns);
        self.push(Item::Block(Box::new(Block { language, text, span, annotation, margins })));
    }

    /// The next row of the open table, or its end.
    fn table_row(&mut self, source: &Source, line: Line<'_>) -> bool {
        let Some(open) = self.table.as_mut() else { return false };
        let text = trim(line.text);
        if !text.contains('|') || line.quoted != open.quoted || (!text.starts_with('|') && list_item(text).is_some()) {
            self.close();
            return false;
        }
        self.rows += 1;
        let width = open.table.header.len();
        let row = table::row(source, line.index, line.column, line.text, width);
        let filled = row.cells.iter().filter(|cell| !cell.markdown().is_empty()).count();
        open.table.span.end = row.span.end;
        if filled == 0 {
            return true;
        }
        // In a table of two columns, a name without a description is still a row.
        let bare_name =
            width == 2 && row.cells.len() == 2 && row.cells.first().is_some_and(|c| !c.markdown().is_empty());
        if width >= 2 && filled < 2 && !bare_name {
            // A row with only strong text is a heading inside the table.
            let is_heading = |cell: &Text| cell.markdown().starts_with("**") && cell.markdown().ends_with("**");
            if row.cells.first().is_none_or(|cell| !is_heading(cell)) {
                let message = format!(
                    "only one cell of this row has text, but the table has {width} columns; the row is left out"
                );
                self.diagnose(Code::RowDropped, row.span, message);
            }
        } else {
            open.table.rows.push(row);
        }
        true
    }

    fn table_start(&mut self, source: &Source, line: Line<'_>) -> bool {
        if !line.text.contains('|') {
            return false;
        }
        let below = Line::new(line.index + 1, source.line(line.index + 1));
        let Some(delimiters) = table::delimiter_cells(below.text).filter(|_| below.quoted == line.quoted) else {
            return false;
        };
        self.close();
        self.give_up_pending();
        let anchors = self.leading_anchors();
        let header = table::header(source, line.index, line.column, line.text);
        let (skipped, inner) = trim_counted(line.text);
        let start = line.column + skipped;
        let mut span = source.span(line.index, start, start + width(inner));
        let (skipped, inner) = trim_counted(below.text);
        let start = below.column + skipped;
        let below_span = source.span(below.index, start, start + width(inner));
        if delimiters != header.len() {
            let message = format!("the header has {} cells, but the line below it has {delimiters}", header.len());
            self.diagnose(Code::TableDelimiter, below_span, message);
        }
        span.end = below_span.end;
        self.table = Some(OpenTable {
            table: Table { header, rows: Vec::new(), span, anchors, keys: Vec::new() },
            quoted: line.quoted,
        });
        self.continue_at(below.index + 1, 0);
        true
    }

    fn namespace(&mut self, source: &Source, line: Line<'_>) -> bool {
        if self.page.namespace.is_some() {
            return false;
        }
        let (skipped, text) = trim_counted(line.text);
        let Some((word, rest)) = text.split_once([':', '：']) else { return false };
        let (gap, value) = trim_counted(rest);
        if !trim(word).trim_matches('*').eq_ignore_ascii_case("namespace") {
            return false;
        }
        let name = value.trim_matches(['*', '`', ' ']);
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_')) {
            return false;
        }
        let mark = before(value, value.trim_start_matches(['*', '`', ' ']));
        let start = line.column + skipped + width(word) + 1 + gap + mark;
        self.page.namespace = Some(Spanned::new(name.to_owned(), source.span(line.index, start, start + width(name))));
        true
    }

    fn text(&mut self, source: &Source, line: Line<'_>, item: Option<&str>) {
        if let Some(pending) = self.pending.as_mut() {
            pending.text_lines += 1;
            if pending.text_lines > 1 {
                self.give_up_pending();
            }
        }
        let text = trim(line.text);
        let kind = match (line.quoted, item) {
            (true, _) => ParagraphKind::Quote,
            (false, Some(_)) => ParagraphKind::ListItem,
            (false, None) => ParagraphKind::Plain,
        };
        let joins = self.paragraph.as_ref().is_some_and(|open| {
            // Text behind a list item or a quotation belongs to it until a blank line.
            item.is_none() && (open.kind == kind || kind == ParagraphKind::Plain)
        });
        if !joins {
            self.close();
        }
        let words = item.unwrap_or(text);
        let start = line.column + before(trim_end(line.text), words);
        let span = source.span(line.index, start, start + width(words));
        match &mut self.paragraph {
            Some(open) => {
                open.raw.push('\n');
                open.raw.push_str(words);
                open.span.end = span.end;
            }
            closed => *closed = Some(OpenParagraph { kind, raw: words.to_owned(), span }),
        }
    }

    fn include(&mut self, source: &Source, index: usize, line: Line<'_>, path: &str) {
        if include::is_snippet(path) {
            return;
        }
        let (skipped, inner) = trim_counted(line.text);
        let start = line.column + skipped;
        let span = source.span(index, start, start + width(inner));
        let from = self.surroundings.path(source.file);
        let answer = include::resolve(from, path).map(|path| self.surroundings.include(&path));
        let included = match answer {
            None | Some(Included::Outside) => {
                self.diagnose(Code::IncludeOutside, span, format!("`{path}` is outside the docs folder"));
                return;
            }
            Some(Included::Missing) => {
                self.diagnose(Code::IncludeMissing, span, format!("the file `{path}` does not exist"));
                return;
            }
            Some(Included::Broken(diagnostic)) => {
                self.diagnostics.push(diagnostic);
                return;
            }
            Some(Included::Source(included)) => included,
        };
        let cycle = self.frames.iter().any(|frame| frame.source.file == included.file);
        let bytes = self.included + included.text().len();
        let is_excess = self.frames.len() > MAX_INCLUDE_DEPTH || self.includes >= MAX_INCLUDES || bytes > MAX_INCLUDED;
        // Reported once, because there may be thousands.
        if !cycle && is_excess && std::mem::replace(&mut self.excess_reported, true) {
            return;
        }
        if cycle || is_excess {
            let message = if cycle {
                format!("`{path}` includes itself")
            } else {
                format!(
                    "`{path}` exceeds the limit of includes: {MAX_INCLUDE_DEPTH} levels, {MAX_INCLUDES} includes a page and {} MB in total",
                    MAX_INCLUDED >> 20
                )
            };
            self.diagnose(Code::IncludeCycle, span, message);
            return;
        }
        self.includes += 1;
        self.included = bytes;
        if !self.page.includes.contains(&included.file) {
            self.page.includes.push(included.file);
        }
        let next =
            if included.line(0).trim_end() == "---" { front_matter::read(&included, self.diagnostics).1 } else { 0 };
        self.frames.push(Frame { source: included, next, masked: 0 });
    }
}

/// A line with [`MASK`] in the place of each character of some stretches, which do not overlap; nothing if there is
/// nothing else on the line.
fn without<'t>(line: &'t str, masks: &[(usize, usize)]) -> Cow<'t, str> {
    let ends = masks.iter().map(|&(_, end)| end);
    let starts = masks.iter().skip(1).map(|&(start, _)| start).chain([line.len()]);
    let kept = ends.zip(starts).map(|(from, to)| line.get(from..to).unwrap_or_default());
    if kept.clone().all(|kept| trim(kept).is_empty()) {
        return Cow::Borrowed("");
    }
    let mut out = String::with_capacity(line.len());
    for (&(start, end), kept) in masks.iter().zip(kept) {
        out.extend(line.get(start..end).unwrap_or_default().chars().map(|_| MASK));
        out.push_str(kept);
    }
    out.into()
}

/// The width of the white space in front of a line; a tab counts as four.
fn indentation(text: &str) -> u32 {
    text.chars().take_while(|c| matches!(c, ' ' | '\t')).map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// Removes up to `indent` columns of white space; returns the number of characters removed.
fn unindent(text: &str, indent: u32) -> (u32, &str) {
    let (mut columns, mut removed, mut bytes) = (0, 0, 0);
    for c in text.chars() {
        if columns >= indent || !matches!(c, ' ' | '\t') {
            break;
        }
        columns += if c == '\t' { 4 } else { 1 };
        removed += 1;
        bytes += c.len_utf8();
    }
    (removed, text.get(bytes..).unwrap_or_default())
}

/// `# [HTTP](#tab/http)`: the start of a language tab.
fn tab_marker(text: &str) -> Option<Tab> {
    let rest = text.trim_start_matches('#');
    if rest.len() == text.len() {
        return None;
    }
    let (_, target) = outline::without_anchors(trim(rest)).strip_prefix('[')?.split_once("](")?;
    let name = target.strip_suffix(')')?.strip_prefix("#tab/")?;
    let name = name.split(['/', '?', ' ']).next().unwrap_or_default();
    Some(if name.eq_ignore_ascii_case("http") { Tab::Http } else { Tab::Other })
}

/// Level and words of a heading.
fn heading(text: &str) -> Option<(u8, &str)> {
    let rest = text.trim_start_matches('#');
    let level = u8::try_from(text.len() - rest.len()).ok().filter(|level| (1..=6).contains(level))?;
    if !rest.is_empty() && !rest.starts_with(is_space) {
        return None;
    }
    let words = trim(rest);
    let bare = words.trim_end_matches('#');
    Some((level, if bare.is_empty() || bare.ends_with(is_space) { trim(bare) } else { words }))
}

/// `---`, `***`, `___` and the like.
fn is_break(text: &str) -> bool {
    let mut marks = text.chars().filter(|&c| !is_space(c));
    let Some(first) = marks.next().filter(|c| matches!(c, '-' | '*' | '_')) else { return false };
    let mut count = 1;
    marks.all(|c| {
        count += 1;
        c == first
    }) && count >= 3
}

/// The text behind a list marker.
fn list_item(text: &str) -> Option<&str> {
    let rest = match text.strip_prefix(['-', '*', '+']) {
        Some(rest) => rest,
        None => {
            let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
            if !(1..=9).contains(&(text.len() - rest.len())) {
                return None;
            }
            rest.strip_prefix(['.', ')'])?
        }
    };
    rest.starts_with(is_space).then(|| trim(rest))
}
