//! What people write on pages, and what it tells: every English phrase, heading and column title that a rule looks for.
//!
//! [`PHRASES`] is the table. A page says something in another way: add a line there, with a sentence of a page, and a
//! fixture below `codegen/tests/rules`. Phrases are compared without regard to case. Other languages are not known: of a
//! translated tree, metadata and the shape of tables tell what they tell in any language.

mod phrases;

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

pub(super) use phrases::Role;
use phrases::{At, PHRASES, Phrase};

/// The phrases of one role, ready to be looked for.
#[derive(Default)]
struct Matcher {
    /// Those that are at the edge of a text.
    edges: Vec<&'static Phrase>,
    /// Those that may be anywhere.
    anywhere: Option<AhoCorasick>,
}

/// By the number of the role.
static MATCHERS: LazyLock<Vec<Matcher>> = LazyLock::new(|| {
    let mut matchers: Vec<Matcher> = Vec::new();
    let mut anywhere: Vec<Vec<&str>> = Vec::new();
    for phrase in PHRASES {
        let at = phrase.role as usize;
        if matchers.len() <= at {
            matchers.resize_with(at + 1, Matcher::default);
            anywhere.resize_with(at + 1, Vec::new);
        }
        if let (At::Anywhere, Some(texts)) = (phrase.at, anywhere.get_mut(at)) {
            texts.push(phrase.text);
        } else if let Some(matcher) = matchers.get_mut(at) {
            matcher.edges.push(phrase);
        }
    }
    for (matcher, texts) in matchers.iter_mut().zip(anywhere).filter(|(_, texts)| !texts.is_empty()) {
        matcher.anywhere = AhoCorasick::builder().ascii_case_insensitive(true).build(texts).ok();
    }
    matchers
});

/// Every place where a text has a phrase of this role, in the order of their ends.
pub(super) fn all(text: &str, role: Role) -> impl Iterator<Item = Range<usize>> {
    let matcher = MATCHERS.get(role as usize);
    let edges = matcher.into_iter().flat_map(move |matcher| matcher.edges.iter().filter_map(move |it| it.find(text)));
    let anywhere = matcher.and_then(|matcher| matcher.anywhere.as_ref());
    edges.chain(anywhere.into_iter().flat_map(move |it| it.find_overlapping_iter(text)).map(|found| found.range()))
}

/// Where a text has the first phrase of this role: of those that end there, the longest.
pub(super) fn find(text: &str, role: Role) -> Option<Range<usize>> {
    let first = all(text, role).next()?;
    let same_end = all(text, role).take_while(|found| found.end == first.end);
    same_end.min_by_key(|found| found.start)
}

/// What is in front of the first phrase of this role, and behind it.
pub(super) fn split(text: &str, role: Role) -> Option<(&str, &str)> {
    let found = find(text, role)?;
    Some((text.get(..found.start)?, text.get(found.end..)?))
}

/// The pieces of a text between the phrases of this role.
pub(super) fn pieces(text: &str, role: Role) -> Vec<&str> {
    let (mut out, mut from) = (Vec::new(), 0);
    for found in all(text, role) {
        out.extend(text.get(from..found.start));
        from = found.end;
    }
    out.extend(text.get(from..));
    out
}

/// Whether a text has a phrase of this role.
pub(super) fn says(text: &str, role: Role) -> bool {
    MATCHERS.get(role as usize).is_some_and(|matcher| {
        matcher.edges.iter().any(|it| it.find(text).is_some())
            || matcher.anywhere.as_ref().is_some_and(|it| it.is_match(text))
    })
}

/// Whether one of the titles of a table has a phrase of this role.
pub(super) fn any_says(titles: &[String], role: Role) -> bool {
    column(titles, role).is_some()
}

/// The column whose title has a phrase of this role.
pub(super) fn column(titles: &[String], role: Role) -> Option<usize> {
    titles.iter().position(|title| says(title, role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_is_found_in_the_sentence_it_stands_for() {
        for phrase in PHRASES {
            assert!(says(phrase.seen, phrase.role), "{:?}: {} in {}", phrase.role, phrase.text, phrase.seen);
            assert!(says(&phrase.seen.to_uppercase(), phrase.role), "{:?}: case matters", phrase.role);
        }
    }

    /// A phrase that another one of its role covers would be dead.
    #[test]
    fn no_phrase_covers_another() {
        for (index, phrase) in PHRASES.iter().enumerate() {
            for (other_index, other) in PHRASES.iter().enumerate().filter(|(_, other)| other.role == phrase.role) {
                let covers = match other.at {
                    At::Anywhere => phrase.text.contains(other.text),
                    At::Start => phrase.at != At::Anywhere && phrase.text.starts_with(other.text),
                    At::End => phrase.at == At::End && phrase.text.ends_with(other.text),
                    At::Whole => phrase.at == At::Whole && phrase.text == other.text,
                };
                assert!(index == other_index || !covers, "{:?}: {} covers {}", phrase.role, other.text, phrase.text);
            }
        }
    }

    #[test]
    fn a_quick_check_knows_every_phrase_that_it_stands_for() {
        for phrase in PHRASES.iter().filter(|it| matches!(it.role, Role::Deprecated | Role::PageDeprecated)) {
            assert!(says(phrase.text, Role::MayDeprecate), "{:?}: {}", phrase.role, phrase.text);
        }
    }

    #[test]
    fn a_phrase_counts_where_it_has_to_be() {
        assert!(says("Example 2", Role::ExampleHeading) && !says("An example", Role::ExampleHeading));
        assert!(says("methods", Role::AsideHeading) && !says("methods of it", Role::AsideHeading));
        assert!(says("a user collection", Role::CollectionEnd) && !says("collection of", Role::CollectionEnd));
        assert_eq!(pieces("a or b OR c", Role::Or), ["a", "b", "c"]);
        assert_eq!(split("Inherits from user.", Role::TypeInheritsFrom), Some(("", " user.")));
    }
}
