//! Sentences and headings that name the HTTP verbs of a page.

/// Whether a text has one of the verbs, as a word of its own in capitals.
pub(super) fn named(text: &str, verbs: &[&str]) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| verbs.contains(&word))
}
