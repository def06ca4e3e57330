//! The sentences of a text.

use std::ops::Range;

use crate::docs::Inline;

/// What is between two sentences.
const END: &str = ". ";

/// The places of the sentences, without the blanks around them and without their full stops.
pub(super) fn places(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = 0;
    let ends = text.match_indices(END).map(|(at, _)| at);
    for end in ends.chain([text.len()]) {
        let sentence = text.get(from..end).unwrap_or_default();
        let start = from + sentence.len() - sentence.trim_start().len();
        let sentence = sentence.trim().trim_end_matches('.');
        if !sentence.is_empty() {
            out.push(start..start + sentence.len());
        }
        from = end + END.len();
    }
    out
}

/// The sentences.
pub(super) fn of(text: &str) -> impl Iterator<Item = &str> {
    places(text).into_iter().filter_map(|place| text.get(place))
}

/// The first sentence.
pub(super) fn first(text: &str) -> &str {
    text.split(END).next().unwrap_or(text).trim_end_matches('.')
}

/// Where the last sentence of a text begins, which may go on behind it.
pub(super) fn last(text: &str) -> usize {
    text.rfind(END).map_or(0, |at| at + END.len())
}

/// Whether a sentence ends in a text and another one begins.
pub(super) fn are_several(text: &str) -> bool {
    text.contains(END)
}

/// The clauses of the sentences: text in brackets is one; a full stop without a blank ends one in front of a capital.
pub(super) fn clauses(text: &str) -> Vec<&str> {
    let ends = text.char_indices().filter(|(at, c)| match c {
        ';' | '!' | '(' | ')' => true,
        '.' => text.get(at + 1..).is_some_and(|behind| {
            behind.chars().next().is_none_or(|next| next.is_whitespace() || next.is_ascii_uppercase() || next == ')')
        }),
        _ => false,
    });
    let (mut out, mut from) = (Vec::new(), 0);
    for (at, _) in ends {
        out.extend(text.get(from..at).map(str::trim));
        from = at + 1;
    }
    out.extend(text.get(from..).map(str::trim));
    out.retain(|clause| !clause.is_empty());
    out
}

/// The sentences of a text that consists of parts. Only plain words end one: a name with a full stop is one word.
pub(super) fn of_parts(parts: Vec<Inline>) -> Vec<Vec<Inline>> {
    let text = |words: &str| Some(Inline::Text(words.to_owned())).filter(|_| !words.is_empty());
    let (mut out, mut sentence) = (Vec::new(), Vec::new());
    for part in parts {
        let Inline::Text(words) = &part else {
            sentence.push(part);
            continue;
        };
        for (at, words) in words.split(END).enumerate() {
            if at > 0 {
                out.push(std::mem::take(&mut sentence));
            }
            sentence.extend(text(words));
        }
    }
    out.push(sentence);
    out
}

/// Sentences of parts as one text again.
pub(super) fn joined(sentences: Vec<Vec<Inline>>) -> Vec<Inline> {
    let mut out = Vec::new();
    for sentence in sentences {
        if !out.is_empty() {
            out.push(Inline::Text(END.to_owned()));
        }
        out.extend(sentence);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_with_a_full_stop_and_a_blank() {
        let all = |text| of(text).collect::<Vec<_>>();
        assert_eq!(all("It is 1.5. It is user.name. "), ["It is 1.5", "It is user.name"]);
        assert_eq!(all("Read-only."), ["Read-only"]);
        assert!(all(" . ").is_empty());
        assert_eq!((first("One. Two."), last("One. Two")), ("One", 5));
    }

    #[test]
    fn a_clause_is_shorter() {
        assert_eq!(
            clauses("Not null (a; b).Read-only of user.name!"),
            ["Not null", "a", "b", "Read-only of user.name"]
        );
    }

    #[test]
    fn a_sentence_of_parts_keeps_them() {
        let text = |words: &str| Inline::Text(words.to_owned());
        let code = || Inline::Code("a. b".to_owned());
        let parts = vec![text("It has "), code(), text(". It is new. ")];
        assert_eq!(of_parts(parts), [vec![text("It has "), code()], vec![text("It is new")], vec![]]);
    }
}
