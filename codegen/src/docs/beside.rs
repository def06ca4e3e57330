//! Translated docs that carry the original beside each text: `<span data-ttu-id="…">texte</span>` is followed by
//! `<span class="sxs-lookup"><span data-stu-id="…">text</span></span>`, which the site shows on demand. The original is
//! what was written; the translation is left out.

use std::borrow::Cow;

/// What the span of an original is called by its class.
pub(crate) const LOOKUP: &str = "sxs-lookup";

/// A span element of a line, by byte positions.
struct Element {
    /// The opening tag.
    open: (usize, usize),
    /// The closing tag; empty at the end of the line if it stands on another one.
    close: (usize, usize),
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Translated,
    Original,
    Other,
}

/// The line with every character of a translation, and of the tags around it and its original, replaced by `mask`.
pub(crate) fn original(line: Cow<'_, str>, mask: char) -> Cow<'_, str> {
    if !line.contains(LOOKUP) {
        return line;
    }
    let elements = elements(&line);
    let mut hidden: Vec<(usize, usize)> = Vec::new();
    for element in elements.iter().filter(|element| element.kind != Kind::Other) {
        let behind = line.get(element.close.1..).unwrap_or_default();
        let replaced = element.kind == Kind::Translated && is_span(behind) && tag(behind).contains(LOOKUP);
        if replaced {
            hidden.push((element.open.0, element.close.1));
        } else {
            hidden.extend([element.open, element.close]);
        }
    }
    hidden.sort_unstable();
    let mut out = String::with_capacity(line.len());
    let mut at = 0;
    for (from, to) in hidden {
        out.push_str(line.get(at..from).unwrap_or_default());
        let from = from.max(at);
        out.extend(line.get(from..to).unwrap_or_default().chars().map(|_| mask));
        at = at.max(to);
    }
    out.push_str(line.get(at..).unwrap_or_default());
    Cow::Owned(out)
}

fn elements(line: &str) -> Vec<Element> {
    let mut out: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (at, _) in line.match_indices('<') {
        let rest = line.get(at..).unwrap_or_default();
        if is_span(rest) {
            let tag = tag(rest);
            let kind = if tag.contains("data-ttu-id") {
                Kind::Translated
            } else if tag.contains(LOOKUP) || tag.contains("data-stu-id") {
                Kind::Original
            } else {
                Kind::Other
            };
            open.push(out.len());
            out.push(Element { open: (at, at + tag.len()), close: (line.len(), line.len()), kind });
        } else if rest.starts_with("</span")
            && let Some(element) = open.pop().and_then(|index| out.get_mut(index))
        {
            element.close = (at, at + tag(rest).len());
        }
    }
    out
}

fn is_span(text: &str) -> bool {
    text.strip_prefix("<span").is_some_and(|rest| rest.starts_with([' ', '>']))
}

/// The tag at the start of a text, which starts with `<`.
fn tag(text: &str) -> &str {
    text.split_inclusive('>').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_original_is_what_is_left() {
        let left = |line: &str| original(Cow::Borrowed(line), '\u{200b}').replace('\u{200b}', "");
        let text =
            "|<span data-ttu-id=\"a\">Typ</span><span class=\"sxs-lookup\"><span data-stu-id=\"a\">Type</span></span>|";
        assert_eq!(left(text), "|Type|");
        let link = "[<span data-ttu-id=\"a\">Uno</span><span class=\"sxs-lookup\"><span data-stu-id=\"a\">One</span></span>](x.md)";
        assert_eq!(left(link), "[One](x.md)");
        // Nothing else is a translation: what is not followed by an original stays.
        assert_eq!(left("<span class=\"note\">x</span> sxs-lookup"), "<span class=\"note\">x</span> sxs-lookup");
        assert_eq!(left("<span data-ttu-id=\"a\">x</span> sxs-lookup"), "x sxs-lookup");
        assert_eq!(left("<span data-ttu-id=\"a\">x <span class=\"sxs-lookup\">y"), "x y");
    }
}
