//! Prose as the model keeps it: words, and links that do not depend on the page they are on.

use std::borrow::Cow;
use std::fmt;

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
    /// Whether a list is to follow.
    pub(crate) fn ends_with_colon(&self) -> bool {
        self.parts.last().is_some_and(|part| part.words().trim_end().ends_with([':', '：']))
    }

    /// Adds the items of a list to the sentence that ends with a colon.
    pub(crate) fn list(&mut self, items: impl Iterator<Item = Description>) {
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

    /// The words without markup.
    #[must_use]
    pub fn words(&self) -> Cow<'_, str> {
        match self.parts.as_slice() {
            [only] => only.words().into(),
            parts => parts.iter().map(Part::words).collect(),
        }
    }

    /// The values between backticks, in their order.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|p| match p {
            Part::Code(text) => Some(text.as_str()),
            _ => None,
        })
    }
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
        f.write_str(self.words().trim())
    }
}
