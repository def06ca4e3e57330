//! Inline markdown of the most common kind, taken apart without a parser: words, links and code spans, and strong words.
//!
//! Setting a parser up costs more than the few words of a table cell are worth. What is not certainly of this kind goes to
//! the parser; in debug builds, what is goes there too, and has to come to the same.

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

/// One piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Nothing but words.
    Words(&'t str),
    /// What is between backticks.
    Code(&'t str),
    /// Words between two pairs of asterisks.
    Strong(&'t str),
    /// `[words](target)`.
    Link(&'t str, &'t str),
}

impl<'t> Piece<'t> {
    /// The piece as the parser would have it.
    pub(super) fn events(self, each: &mut impl FnMut(Event<'t>)) {
        match self {
            Piece::Words(words) => each(Event::Text(words.into())),
            Piece::Code(code) => each(Event::Code(code.into())),
            Piece::Strong(words) => {
                each(Event::Start(Tag::Strong));
                each(Event::Text(words.into()));
                each(Event::End(TagEnd::Strong));
            }
            Piece::Link(words, target) => {
                let (title, id) = (CowStr::Borrowed(""), CowStr::Borrowed(""));
                each(Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url: target.into(), title, id }));
                each(Event::Text(words.into()));
                each(Event::End(TagEnd::Link));
            }
        }
    }
}

/// The pieces of a text, if it is of the common kind.
pub(super) fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
    // The ends are plain: the parser drops white space there.
    let is_plain = |byte: Option<&u8>| byte.is_some_and(|byte| !byte.is_ascii_whitespace());
    if !is_plain(text.as_bytes().first()) || !is_plain(text.as_bytes().last()) {
        return None;
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let at = rest.bytes().position(is_special).unwrap_or(rest.len());
        let (words, behind) = rest.split_at_checked(at)?;
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        let (piece, behind) = match behind.as_bytes().first() {
            None => break,
            Some(b'`') => code(behind)?,
            Some(b'*') => strong(behind)?,
            Some(b'[') if !words.ends_with('!') => link(behind)?,
            Some(_) => return None,
        };
        pieces.push(piece);
        rest = behind;
    }
    Some(pieces)
}

/// Whether a byte is more than a letter of a word.
fn is_special(byte: u8) -> bool {
    matches!(byte, b'\\' | b'`' | b'*' | b'_' | b'[' | b']' | b'<' | b'&') || byte < b' '
}

/// A code span at the start of a text: between single backticks, without blanks that would be cut.
fn code(text: &str) -> Option<(Piece<'_>, &str)> {
    let (code, rest) = text.strip_prefix('`')?.split_once('`')?;
    let is_plain = !code.is_empty() && !code.starts_with(' ') && !code.ends_with(' ') && !code.bytes().any(is_control);
    (is_plain && !rest.starts_with('`')).then_some((Piece::Code(code), rest))
}

/// Strong words at the start of a text: the marks stand at letters or digits, so that they open and close wherever they are.
fn strong(text: &str) -> Option<(Piece<'_>, &str)> {
    let (words, rest) = text.strip_prefix("**")?.split_once("**")?;
    let is_inside = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let is_plain = is_inside(words.as_bytes().first())
        && is_inside(words.as_bytes().last())
        && !words.bytes().any(is_special)
        && !rest.starts_with('*');
    is_plain.then_some((Piece::Strong(words), rest))
}

/// A link at the start of a text.
fn link(text: &str) -> Option<(Piece<'_>, &str)> {
    let (words, rest) = text.strip_prefix('[')?.split_once(']')?;
    let (target, rest) = rest.strip_prefix('(')?.split_once(')')?;
    let is_target = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/#:?=%+,;@$~".contains(&byte);
    let is_plain =
        !words.is_empty() && !words.bytes().any(is_special) && !target.is_empty() && target.bytes().all(is_target);
    is_plain.then_some((Piece::Link(words, target), rest))
}

fn is_control(byte: u8) -> bool {
    byte < b' '
}

/// Holds the pieces against what the parser says.
#[cfg(debug_assertions)]
pub(super) fn hold(pieces: &[Piece<'_>], parsed: impl FnOnce(&mut dyn FnMut(Event<'_>))) {
    let mut taken = Vec::new();
    pieces.iter().for_each(|piece| piece.events(&mut |event| collect(&mut taken, event)));
    let mut expected = Vec::new();
    parsed(&mut |event| collect(&mut expected, event));
    assert_eq!(taken, expected, "inline markdown without a parser");
}

/// Collects events; the parser may cut words anywhere, and sees a paragraph around them.
#[cfg(debug_assertions)]
fn collect(events: &mut Vec<Event<'static>>, event: Event<'_>) {
    match (events.last_mut(), event) {
        (_, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)) => {}
        (Some(Event::Text(last)), Event::Text(more)) => *last = [last.as_ref(), more.as_ref()].concat().into(),
        (_, event) => events.push(event.into_static()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};
    use crate::docs::{Inline, Text};
    use crate::span::Span;

    fn text(markdown: &str) -> Text {
        Text::new(markdown.to_owned(), Span::default())
    }

    #[test]
    fn the_common_kind_needs_no_parser() {
        assert_eq!(
            pieces("A `String` value."),
            Some(vec![Piece::Words("A "), Piece::Code("String"), Piece::Words(" value.")])
        );
        assert_eq!(pieces("[user](user.md#id)"), Some(vec![Piece::Link("user", "user.md#id")]));
        assert_eq!(pieces("**Note** 用户"), Some(vec![Piece::Strong("Note"), Piece::Words(" 用户")]));
        assert_eq!(pieces("plain"), Some(vec![Piece::Words("plain")]));
    }

    #[test]
    fn all_else_is_left_to_the_parser() {
        for other in [
            "",
            " a",
            "a ",
            "a_b_",
            "*a*",
            "***a***",
            "**a **",
            "a ** b",
            "`a",
            "``a``",
            "` a `",
            "[a]",
            "[a][b]",
            "[](b)",
            "[a]()",
            "![a](b)",
            "[a](b c)",
            "[a](b \"c\")",
            "[a](<b>)",
            "[a](b(c))",
            "[`a`](b)",
            "[a [b](c)](d)",
            "a\\*",
            "a <b>",
            "a &amp; b",
            "a\nb",
        ] {
            assert_eq!(pieces(other), None, "{other:?}");
        }
        assert_eq!(
            text("a &amp; [b](c)").inlines(),
            [Inline::Text("a & ".to_owned()), Inline::Link { text: "b".to_owned(), target: "c".to_owned() },]
        );
    }

    /// Whatever stands beside whatever: with and without a parser it comes to the same. Taking a text apart holds the two
    /// against each other in builds as tests are.
    #[test]
    fn marks_side_by_side_mean_what_the_parser_says() {
        let marks = ["a", " ", "**", "*", "`", "[a](b)", "[", "](b)", "!", "_", "."];
        let mut texts = vec![String::new()];
        let mut taken = 0;
        for _ in 0..5 {
            texts = texts.iter().flat_map(|text| marks.iter().map(move |mark| format!("{text}{mark}"))).collect();
            for markdown in &texts {
                taken += usize::from(pieces(markdown).is_some());
                let _ = text(markdown).plain();
            }
        }
        assert!(taken > 1000, "{taken}");
    }
}
