//! Prose as the model keeps it: words and links whose targets no longer depend on the page they stood on.

use std::fmt;

use crate::docs::{Inline, Text};

/// A piece of prose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// The parts in their order.
    pub parts: Vec<Part>,
}

/// A part of a [`Description`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Running text.
    Text(String),
    /// Strong text: docs write property names so.
    Strong(String),
    /// A value, a name, a piece of code.
    Code(String),
    /// A link to a page of the docs tree, by its path below the docs folder in lower case: `resources/user.md`.
    Page {
        /// The words.
        text: String,
        /// The page.
        page: String,
        /// The part behind `#`, or empty.
        fragment: String,
    },
    /// A link to anything else: an absolute address, or a path of the published docs that starts with a slash.
    Url {
        /// The words.
        text: String,
        /// The address.
        url: String,
    },
}

impl Description {
    /// Takes over the prose of a page; `page` is the path of the page it stands on, such as `resources/user.md`.
    #[must_use]
    pub fn new(text: &Text, page: &str) -> Description {
        let parts = text
            .inlines()
            .into_iter()
            .map(|inline| match inline {
                Inline::Text(text) => Part::Text(text),
                Inline::Strong(text) => Part::Strong(text),
                Inline::Code(text) => Part::Code(text),
                Inline::Link { text, target } => link(text, &target, page),
            })
            .collect();
        let mut description = Description { parts };
        description.drop_note();
        description
    }

    /// `**TODO: Add Description**`, which the template of a page begins with, describes nothing.
    fn drop_note(&mut self) {
        let is_note = |part: &Part| matches!(part, Part::Strong(text) if text.trim_start().starts_with("TODO"));
        if !self.parts.first().is_some_and(is_note) {
            return;
        }
        self.parts.remove(0);
        if let Some(Part::Text(text)) = self.parts.first_mut() {
            *text = text.trim_start().to_owned();
        }
    }

    /// Whether a list is to follow.
    pub(super) fn ends_with_colon(&self) -> bool {
        self.parts.last().is_some_and(|part| part.words().trim_end().ends_with([':', '：']))
    }

    /// Adds the items of a list to the sentence that ends with a colon.
    pub(super) fn list(&mut self, items: impl Iterator<Item = Description>) {
        for (at, item) in items.filter(|item| !item.is_empty()).enumerate() {
            let separator = if at == 0 { " " } else { "; " };
            if let (1.., Some(Part::Text(text))) = (at, self.parts.last_mut()) {
                text.truncate(text.trim_end_matches('.').len());
            }
            self.parts.push(Part::Text(separator.to_owned()));
            self.parts.extend(item.parts);
        }
    }

    /// Whether there are no words.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(|p| p.words().trim().is_empty())
    }

    /// The values between backticks, in their order.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|p| match p {
            Part::Code(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// Whether the words say that the thing is not to be used any more.
    #[must_use]
    pub fn says_deprecated(&self) -> bool {
        says_deprecated(&self.to_string().to_lowercase())
    }
}

/// Whether words in lower case say that a thing is not to be used any more.
pub(super) fn says_deprecated(words: &str) -> bool {
    if !words.contains("deprecated") {
        return false;
    }
    let start = words.trim_start_matches(|c: char| !c.is_alphanumeric());
    start.starts_with("deprecated")
        || ["(deprecated)", "is deprecated", "are deprecated", "been deprecated", "is now deprecated"]
            .iter()
            .any(|mark| words.contains(mark))
}

impl Part {
    /// The words, without markup.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Part::Text(text) | Part::Strong(text) | Part::Code(text) => text,
            Part::Page { text, .. } | Part::Url { text, .. } => text,
        }
    }
}

/// The words without markup, white space trimmed at both ends.
impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: String = self.parts.iter().map(Part::words).collect();
        f.write_str(words.trim())
    }
}

/// Resolves a link target against the page it stands on.
fn link(text: String, target: &str, page: &str) -> Part {
    let target = target.trim();
    if target.contains("://") || target.starts_with('/') || target.starts_with("mailto:") {
        return Part::Url { text, url: target.to_owned() };
    }
    let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
    let path = path.split('?').next().unwrap_or(path);
    if path.is_empty() {
        return Part::Page { text, page: page.to_lowercase(), fragment: fragment.to_owned() };
    }
    match resolve_path(page, path) {
        Some(page) if page.ends_with(".md") => Part::Page { text, page, fragment: fragment.to_owned() },
        _ => Part::Text(text),
    }
}

/// `../resources/user.md` seen from `api/user-get.md` is `resources/user.md`. `None` if it leaves the docs folder.
pub(crate) fn resolve_path(page: &str, path: &str) -> Option<String> {
    let folder = |path: &str| path.bytes().rposition(|byte| byte == b'/').unwrap_or_default();
    let mut out = String::with_capacity(page.len() + path.len());
    out.push_str(page.get(..folder(page)).unwrap_or_default());
    let mut path = path;
    // Nearly all paths go up, if at all, at their start only.
    while let Some(rest) = path.strip_prefix("../").filter(|_| !out.is_empty()) {
        out.truncate(folder(&out));
        path = rest;
    }
    // Nor do they have pieces that stand for nothing.
    let mut before = b'/';
    let is_plain = path.bytes().all(|byte| {
        let starts_odd = std::mem::replace(&mut before, byte) == b'/' && matches!(byte, b'/' | b'.');
        !starts_odd
    });
    if is_plain && before != b'/' {
        if !out.is_empty() {
            out.push('/');
        }
        out.push_str(path);
        path = "";
    }
    for piece in path.split('/') {
        match piece {
            "" | "." => {}
            ".." if out.is_empty() => return None,
            ".." => out.truncate(folder(&out)),
            piece => {
                if !out.is_empty() {
                    out.push('/');
                }
                out.push_str(piece);
            }
        }
    }
    if out.is_ascii() {
        out.make_ascii_lowercase();
        Some(out)
    } else {
        Some(out.to_lowercase())
    }
}
