//! What a type inherits from, said in a language that is not known: the words around the link are the same on the pages
//! whose metadata says it as well.

use foldhash::HashMap;

use super::description;
use super::reference::{Expression, Name, Resolver};
use super::types::Source;
use crate::docs::{Inline, Item, Page};

/// A link of an introduction and the words around it.
struct Mention {
    words: String,
    text: String,
    page: Option<String>,
}

/// Sets what the introductions of pages say about base types.
pub(super) fn learn(sources: &mut [Source<'_>], resolver: &Resolver) {
    let mut votes: HashMap<String, (usize, usize)> = HashMap::default();
    let base = |source: &Source<'_>| {
        let written = source.annotation?.string("baseType")?;
        resolver.find(&written.value, &source.namespace).map(str::to_owned)
    };
    for source in sources.iter() {
        let Some(base) = base(source) else { continue };
        for mention in mentions(source.page) {
            let is_base = mention.page.as_deref().and_then(|page| resolver.page(page)) == Some(base.as_str())
                || resolver.find(&mention.text, &source.namespace) == Some(base.as_str());
            let votes = votes.entry(mention.words).or_default();
            *(if is_base { &mut votes.0 } else { &mut votes.1 }) += 1;
        }
    }
    let is_phrase = |words: &str| votes.get(words).is_some_and(|(yes, no)| *yes > 1 && *yes > no * 3);
    for source in sources.iter_mut().filter(|source| source.inherits.is_none()) {
        let found = mentions(source.page).into_iter().find(|mention| is_phrase(&mention.words));
        source.inherits = found.map(|mention| Expression {
            names: vec![Name { text: mention.text, page: mention.page, fragment: None }],
            collection: false,
            rest: String::new(),
        });
    }
}

/// The links of the text in front of the first section.
fn mentions(page: &Page) -> Vec<Mention> {
    let mut out = Vec::new();
    for item in page.sections.iter().filter(|section| section.level <= 1).flat_map(|section| &section.items) {
        let Item::Paragraph(paragraph) = item else { continue };
        let parts = paragraph.text.inlines();
        for (at, part) in parts.iter().enumerate() {
            let Inline::Link { text, target } = part else { continue };
            let path = target.split('#').next().unwrap_or_default();
            let text_of = |part: Option<&Inline>| match part {
                Some(Inline::Text(text)) => text.clone(),
                _ => String::new(),
            };
            let before = text_of(at.checked_sub(1).and_then(|before| parts.get(before)));
            let words = around(&before, &text_of(parts.get(at + 1)));
            if !words.is_empty() {
                let page = description::resolve_path(&page.path, path.trim());
                out.push(Mention { words, text: text.trim().to_owned(), page });
            }
        }
    }
    out
}

/// The last two words in front of a link, in its sentence; the words behind it, if it starts the sentence.
fn around(before: &str, behind: &str) -> String {
    let is_end = |c: char| matches!(c, '.' | '。' | '!' | '?' | '！' | '？');
    let sentence = before.rsplit(is_end).next().unwrap_or_default();
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let last = words.get(words.len().saturating_sub(2)..).unwrap_or_default();
    let words = if last.is_empty() {
        behind.split(is_end).next().unwrap_or_default().trim().to_owned()
    } else {
        last.join(" ")
    };
    words.to_lowercase()
}
