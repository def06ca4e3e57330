//! Inline markdown as a flat list of parts, for readers that must not know markdown.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::docs::page::Text;
use crate::docs::source::trim;

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

impl Text {
    /// The text as a flat list of parts. Images, HTML tags and emphasis are dropped, their words kept.
    #[must_use]
    pub fn inlines(&self) -> Vec<Inline> {
        let mut parts: Vec<Inline> = Vec::new();
        if !self.has_markup() && trim(self.markdown()) == self.markdown() {
            parts.extend(
                Some(self.markdown()).filter(|text| !text.is_empty()).map(|text| Inline::Text(text.to_owned())),
            );
            return parts;
        }
        let mut link: Option<(String, String)> = None;
        let mut strong = 0usize;
        let push =
            |parts: &mut Vec<Inline>, link: &mut Option<(String, String)>, strong: usize, text: &str, code: bool| {
                if let Some((words, _)) = link {
                    words.push_str(text);
                } else if code {
                    parts.push(Inline::Code(text.to_owned()));
                } else if strong > 0 {
                    match parts.last_mut() {
                        Some(Inline::Strong(last)) => last.push_str(text),
                        _ => parts.push(Inline::Strong(text.to_owned())),
                    }
                } else {
                    match parts.last_mut() {
                        Some(Inline::Text(last)) => last.push_str(text),
                        _ => parts.push(Inline::Text(text.to_owned())),
                    }
                }
            };
        self.events(|event| match event {
            Event::Start(Tag::Link { dest_url, .. }) => link = Some((String::new(), dest_url.into_string())),
            Event::End(TagEnd::Link) => {
                if let Some((text, target)) = link.take() {
                    parts.push(Inline::Link { text, target });
                }
            }
            Event::Start(Tag::Strong) => strong += 1,
            Event::End(TagEnd::Strong) => strong = strong.saturating_sub(1),
            Event::Text(text) => push(&mut parts, &mut link, strong, &text, false),
            Event::Code(text) => push(&mut parts, &mut link, strong, &text, true),
            Event::SoftBreak | Event::HardBreak => push(&mut parts, &mut link, strong, " ", false),
            Event::InlineHtml(html) | Event::Html(html) if html.to_ascii_lowercase().starts_with("<br") => {
                push(&mut parts, &mut link, strong, " ", false);
            }
            // Inside a cell, lists are written in HTML.
            Event::InlineHtml(html) | Event::Html(html) if html.to_ascii_lowercase().starts_with("<li") => {
                push(&mut parts, &mut link, strong, " \u{2022} ", false);
            }
            _ => {}
        });
        parts
    }
}
