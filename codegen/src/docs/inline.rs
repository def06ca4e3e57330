//! Inline markdown: from the lines of a page to one clean line, and from there to words and links, or to a flat list of
//! parts for readers that must not know markdown.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::page::{Link, Text};
use super::source::{CodeSpans, fold, is_space, trim};
use crate::characters::is_hidden;
use crate::span::Span;

/// Longer texts are not parsed but kept unchanged; real paragraphs are shorter.
const MAX_INLINE: usize = 64 << 10;
/// A link label cannot be longer than this.
const MAX_LABEL: usize = 999;
/// A prefix of the text, so that the text cannot start a block and is always read as running text.
const GUARD: &str = ". ";

/// One part of a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Running text, entities decoded, emphasis dropped.
    Text(String),
    /// Strongly emphasised text; docs use it for property names.
    Strong(String),
    /// Text between backticks.
    Code(String),
    /// A link: its words without markup, and the target as written.
    Link {
        /// The words.
        text: String,
        /// The target.
        target: String,
    },
}

impl Inline {
    /// The words.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Inline::Text(words) | Inline::Strong(words) | Inline::Code(words) | Inline::Link { text: words, .. } => {
                words
            }
        }
    }
}

impl Text {
    /// The words without markup: entities decoded, HTML tags dropped, white space folded.
    #[must_use]
    pub fn plain(&self) -> Cow<'_, str> {
        if !self.has_markup() || self.markdown().len() > MAX_INLINE {
            return trim(self.markdown()).into();
        }
        let mut out = String::with_capacity(self.markdown().len());
        self.events(|event| push_plain(&mut out, event));
        fold(&out).into()
    }

    /// The links in their order; images are not links.
    #[must_use]
    pub fn links(&self) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::new();
        if !self.markdown().contains(['[', '<']) {
            return links;
        }
        let mut open: Option<Link> = None;
        self.events(|event| match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                open = Some(Link { text: String::new(), target: dest_url.to_string() });
            }
            Event::End(TagEnd::Link) => links.extend(open.take().map(|mut link| {
                link.text = fold(&link.text);
                link
            })),
            event => {
                if let Some(link) = open.as_mut() {
                    push_plain(&mut link.text, event);
                }
            }
        });
        links
    }

    /// The contents of the code spans in their order.
    #[must_use]
    pub fn code_spans(&self) -> Vec<String> {
        let mut spans = Vec::new();
        if self.markdown().contains('`') {
            self.events(|event| {
                if let Event::Code(code) = event {
                    spans.push(fold(&code));
                }
            });
        }
        spans
    }

    /// The text as a flat list of parts. Images, HTML tags and emphasis are dropped, their words kept.
    #[must_use]
    pub fn inlines(&self) -> Vec<Inline> {
        if !self.has_markup() && trim(self.markdown()) == self.markdown() {
            let words = Some(self.markdown()).filter(|words| !words.is_empty());
            return words.map(|words| Inline::Text(words.to_owned())).into_iter().collect();
        }
        let mut parts = Parts::default();
        self.events(|event| match event {
            Event::Start(Tag::Link { dest_url, .. }) => parts.link = Some((String::new(), dest_url.into_string())),
            Event::End(TagEnd::Link) => parts.end_link(),
            Event::Start(Tag::Strong) => parts.strong += 1,
            Event::End(TagEnd::Strong) => parts.strong = parts.strong.saturating_sub(1),
            Event::Text(words) => parts.words(&words),
            Event::Code(code) => parts.code(&code),
            Event::SoftBreak | Event::HardBreak => parts.words(" "),
            Event::InlineHtml(tag) | Event::Html(tag) => match tag.to_ascii_lowercase() {
                tag if tag.starts_with("<br") => parts.words(" "),
                // Inside a cell, lists are written in HTML.
                tag if tag.starts_with("<li") => parts.words(" \u{2022} "),
                _ => {}
            },
            _ => {}
        });
        parts.done
    }

    /// The events of the parser; a text that is too long is one event.
    fn events(&self, mut each: impl FnMut(Event<'_>)) {
        if self.markdown().len() > MAX_INLINE {
            each(Event::Text(self.markdown().into()));
            return;
        }
        let guarded = [GUARD, self.markdown()].concat();
        let mut guard = true;
        for event in Parser::new_ext(&guarded, Options::empty()) {
            match event {
                Event::Text(text) if guard => {
                    guard = false;
                    let words = text.strip_prefix(GUARD).or_else(|| text.strip_prefix('.')).unwrap_or(&text);
                    if !words.is_empty() {
                        each(Event::Text(words.into()));
                    }
                }
                event => each(event),
            }
        }
    }
}

/// The parts of a text while it is read.
#[derive(Default)]
struct Parts {
    done: Vec<Inline>,
    /// The words and the target of the link that is open.
    link: Option<(String, String)>,
    /// How many strong emphases are open.
    strong: usize,
}

impl Parts {
    fn words(&mut self, words: &str) {
        match (&mut self.link, self.strong > 0, self.done.last_mut()) {
            (Some((text, _)), ..) => text.push_str(words),
            (None, true, Some(Inline::Strong(last))) | (None, false, Some(Inline::Text(last))) => last.push_str(words),
            (None, true, _) => self.done.push(Inline::Strong(words.to_owned())),
            (None, false, _) => self.done.push(Inline::Text(words.to_owned())),
        }
    }

    fn code(&mut self, code: &str) {
        match &mut self.link {
            Some((text, _)) => text.push_str(code),
            None => self.done.push(Inline::Code(code.to_owned())),
        }
    }

    fn end_link(&mut self) {
        self.done.extend(self.link.take().map(|(text, target)| Inline::Link { text, target }));
    }
}

fn push_plain(out: &mut String, event: Event<'_>) {
    match event {
        Event::Text(text) | Event::Code(text) => out.push_str(&text),
        Event::SoftBreak | Event::HardBreak => out.push(' '),
        Event::InlineHtml(tag) | Event::Html(tag) => {
            let name = tag.trim_start_matches(['<', '/']);
            let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
            let name = name.get(..end).unwrap_or_default();
            if ["br", "p", "li", "ul", "ol", "td", "tr", "div"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
                out.push(' ');
            }
        }
        _ => {}
    }
}

impl Text {
    /// The tidy text of some lines of a page.
    pub(super) fn tidy(raw: &str, span: Span) -> Text {
        Text::new(tidy(raw), span)
    }
}

/// The lines of a text as one line of inline markdown: `<br>` becomes a blank, white space is folded.
fn tidy(raw: &str) -> String {
    if !raw.contains('<') {
        return fold(raw);
    }
    // What cannot be seen goes first: between the letters of a tag, it would hide the tag.
    let raw: String = raw.chars().filter(|c| !is_hidden(*c)).collect();
    let codes = CodeSpans::all(&raw);
    let mut code = codes.iter().peekable();
    let mut out = String::with_capacity(raw.len());
    let mut kept = 0;
    for (at, _) in raw.match_indices('<') {
        while code.peek().is_some_and(|&&(_, end)| end <= at) {
            code.next();
        }
        if at < kept || code.peek().is_some_and(|&&(start, _)| start <= at) {
            continue;
        }
        if let Some(len) = raw.get(at..).and_then(break_len) {
            out.push_str(raw.get(kept..at).unwrap_or_default());
            out.push(' ');
            kept = at + len;
        }
    }
    out.push_str(raw.get(kept..).unwrap_or_default());
    fold(&out)
}

/// The length of the `<br>`, `<br/>`, `<BR />` at the start of `text`.
fn break_len(text: &str) -> Option<usize> {
    let head = text.get(..3)?;
    if !head.eq_ignore_ascii_case("<br") {
        return None;
    }
    let mut len = 3;
    for c in text.get(3..)?.chars() {
        len += c.len_utf8();
        match c {
            '>' => return Some(len),
            '/' => {}
            c if is_space(c) => {}
            _ => return None,
        }
    }
    None
}

/// The maximum number of bytes of targets in the texts of one page: a long target that is used very often would multiply
/// the size of the page.
const MAX_RESOLVED: usize = 1 << 20;

/// The link definitions of a page (`[label]: target`), by folded label.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    targets: HashMap<String, String>,
    /// How many bytes of targets were put into texts.
    resolved: Cell<usize>,
}

impl Definitions {
    /// Takes the line if it is a link definition.
    pub(crate) fn take(&mut self, line: &str) -> bool {
        let Some((label, target)) = definition(line) else { return false };
        self.targets.entry(label).or_insert(target);
        true
    }

    /// Turns the reference-style links of a tidy text into inline links.
    pub(crate) fn resolve(&self, text: &mut Text) {
        if self.targets.is_empty() || !text.markdown().contains('[') {
            return;
        }
        if let Some(resolved) = self.resolved(text.markdown()) {
            text.set_markdown(resolved);
        }
    }

    /// Whether references were left as they are because there were too many.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.resolved.get() > MAX_RESOLVED
    }

    fn target(&self, label: &str) -> Option<&str> {
        if label.len() > MAX_LABEL {
            return None;
        }
        let target = self.targets.get(&fold(label).to_lowercase())?;
        let resolved = self.resolved.get() + target.len();
        self.resolved.set(resolved);
        (resolved <= MAX_RESOLVED).then_some(target)
    }

    fn resolved(&self, text: &str) -> Option<String> {
        let codes = CodeSpans::all(text);
        let mut code = codes.iter().peekable();
        let mut out = String::with_capacity(text.len() + 32);
        let mut open: Vec<usize> = Vec::new();
        let mut changed = false;
        let mut skip_to = 0;
        let mut escaped = false;
        for (at, c) in text.char_indices() {
            if at < skip_to {
                continue;
            }
            while code.peek().is_some_and(|&&(_, end)| end <= at) {
                code.next();
            }
            if escaped || code.peek().is_some_and(|&&(start, _)| start <= at) {
                escaped = false;
                out.push(c);
                continue;
            }
            out.push(c);
            match c {
                '\\' => escaped = true,
                '[' => open.push(at + 1),
                ']' => {
                    let Some(start) = open.pop() else { continue };
                    let content = text.get(start..at).unwrap_or_default();
                    let behind = text.get(at + 1..).unwrap_or_default();
                    let label = behind.strip_prefix('[').and_then(|rest| {
                        rest.char_indices()
                            .take(MAX_LABEL)
                            .find(|&(_, c)| c == ']')
                            .and_then(|(end, _)| rest.get(..end))
                    });
                    let target = match label {
                        Some("") => self.target(content),
                        Some(label) => self.target(label),
                        None if behind.starts_with('(') => None,
                        None => self.target(content),
                    };
                    if let Some(target) = target {
                        changed = true;
                        out.push('(');
                        out.push_str(target);
                        out.push(')');
                        skip_to = at + 1 + label.map_or(0, |label| label.len() + 2);
                    }
                }
                _ => {}
            }
        }
        changed.then_some(out)
    }
}

/// Label (folded, lower case) and target of a line that is a link definition.
fn definition(line: &str) -> Option<(String, String)> {
    let line = trim(line);
    let rest = line.strip_prefix('[')?;
    if rest.starts_with('^') || rest.starts_with('!') {
        return None;
    }
    let mut escaped = false;
    let (end, _) = rest.char_indices().take(MAX_LABEL).find(|&(_, c)| {
        let found = !escaped && matches!(c, ']' | '[');
        escaped = !escaped && c == '\\';
        found
    })?;
    let label = rest.get(..end)?;
    let target = trim(rest.get(end..)?.strip_prefix("]:")?);
    let (target, title) = match target.strip_prefix('<') {
        Some(rest) => rest.split_once('>')?,
        None => target.split_once(is_space).unwrap_or((target, "")),
    };
    let title = trim(title);
    let quoted = [('"', '"'), ('\'', '\''), ('(', ')')]
        .iter()
        .any(|&(open, close)| title.len() >= 2 && title.starts_with(open) && title.ends_with(close));
    if target.is_empty() || trim(label).is_empty() || !(title.is_empty() || quoted) {
        return None;
    }
    let plain = target.matches('(').count() == target.matches(')').count() && !target.contains(is_space);
    let target = if plain { target.to_owned() } else { format!("<{target}>") };
    Some((fold(label).to_lowercase(), target))
}
