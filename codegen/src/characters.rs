//! Invisible characters, and characters that change the direction of text.
//!
//! This is the only set of such characters in the crate. It follows the Unicode Character Database, version 16.0:
//!
//! - [`Hidden::Bidi`] is the property `Bidi_Control` of [`PropList.txt`][list]. Text with these characters is
//!   displayed in a different order than it is stored ([Unicode Technical Standard 55][source]).
//! - [`Hidden::Invisible`] is the property `Default_Ignorable_Code_Point` of [`DerivedCoreProperties.txt`][derived] without
//!   the above: characters of no width, soft hyphens, fillers, variation selectors, tags. The interlinear annotation marks
//!   are added; all other format characters (general category `Cf`) are drawn.
//!
//! U+FE0E and U+FE0F are not in the set. They choose between the text form and the emoji form of a symbol, so they are
//! visible, and ordinary emoji contain them.
//!
//! [list]: https://www.unicode.org/Public/16.0.0/ucd/PropList.txt
//! [derived]: https://www.unicode.org/Public/16.0.0/ucd/DerivedCoreProperties.txt
//! [source]: https://www.unicode.org/reports/tr55/

/// Why a character is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hidden {
    /// It changes the direction of text.
    Bidi,
    /// It is not drawn.
    Invisible,
}

/// Why a character is hidden, if it is. Control characters and white space are not.
pub(crate) fn hidden(c: char) -> Option<Hidden> {
    match c {
        ..'\u{ad}' => None, // nearly all text
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(Hidden::Bidi),
        '\u{ad}' // soft hyphen
        | '\u{34f}' // combining grapheme joiner
        | '\u{115f}'..='\u{1160}' // Hangul fillers
        | '\u{17b4}'..='\u{17b5}' // Khmer inherent vowels
        | '\u{180b}'..='\u{180f}' // Mongolian variation selectors and vowel separator
        | '\u{200b}'..='\u{200d}' // zero width space, non-joiner and joiner
        | '\u{2060}'..='\u{2065}' // word joiner, invisible operators
        | '\u{206a}'..='\u{206f}' // deprecated format characters
        | '\u{3164}' // Hangul filler
        | '\u{fe00}'..='\u{fe0d}' // variation selectors
        | '\u{feff}' // zero width no-break space, the byte order mark
        | '\u{ffa0}' // halfwidth Hangul filler
        | '\u{fff0}'..='\u{fffb}' // reserved, interlinear annotation marks
        | '\u{1bca0}'..='\u{1bca3}' // shorthand format controls
        | '\u{1d173}'..='\u{1d17a}' // musical format controls
        | '\u{e0000}'..='\u{e0fff}' // tags, more variation selectors
        => Some(Hidden::Invisible),
        _ => None,
    }
}

/// Whether a character is hidden.
pub fn is_hidden(c: char) -> bool {
    hidden(c).is_some()
}

/// Whether text for people must escape a character: it is hidden, breaks the line (U+2028 and U+2029), or is a control
/// character that a terminal may interpret. That includes `\n` and `\t`.
pub fn is_unprintable(c: char) -> bool {
    // Nearly all text is ASCII.
    !matches!(c, ' '..='~') && (c.is_control() || is_hidden(c) || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// Text of lines with every character but `\n` escaped that [`is_unprintable`].
pub(crate) fn escaped(text: String, escape: impl Fn(char) -> String) -> String {
    let is_escaped = |c: char| c != '\n' && is_unprintable(c);
    if !text.contains(is_escaped) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut kept = 0;
    for (at, found) in text.match_indices(is_escaped) {
        out.push_str(text.get(kept..at).unwrap_or_default());
        out.extend(found.chars().map(&escape));
        kept = at + found.len();
    }
    out.push_str(text.get(kept..).unwrap_or_default());
    out
}

/// At least one character of every range and of every length in UTF-8, for tests.
#[cfg(test)]
pub(crate) const HIDDEN: &str = "\u{61c}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}\
    \u{ad}\u{34f}\u{115f}\u{17b4}\u{180e}\u{200b}\u{200d}\u{2060}\u{2064}\u{206a}\u{206f}\u{3164}\u{fe00}\u{feff}\u{ffa0}\
    \u{fff9}\u{1bca0}\u{1d173}\u{e0001}\u{e0041}\u{e0100}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_hidden_as_unicode_says() {
        const BIDI: Option<Hidden> = Some(Hidden::Bidi);
        const INVISIBLE: Option<Hidden> = Some(Hidden::Invisible);
        for (first, last, expected) in [
            ('\0', '\u{ac}', None),
            ('\u{ad}', '\u{ad}', INVISIBLE),
            ('\u{ae}', '\u{34e}', None),
            ('\u{34f}', '\u{34f}', INVISIBLE),
            ('\u{350}', '\u{61b}', None),
            ('\u{61c}', '\u{61c}', BIDI),
            ('\u{61d}', '\u{115e}', None),
            ('\u{115f}', '\u{1160}', INVISIBLE),
            ('\u{1161}', '\u{17b3}', None),
            ('\u{17b4}', '\u{17b5}', INVISIBLE),
            ('\u{17b6}', '\u{180a}', None),
            ('\u{180b}', '\u{180f}', INVISIBLE),
            ('\u{1810}', '\u{200a}', None),
            ('\u{200b}', '\u{200d}', INVISIBLE),
            ('\u{200e}', '\u{200f}', BIDI),
            ('\u{2010}', '\u{2029}', None),
            ('\u{202a}', '\u{202e}', BIDI),
            ('\u{202f}', '\u{205f}', None),
            ('\u{2060}', '\u{2065}', INVISIBLE),
            ('\u{2066}', '\u{2069}', BIDI),
            ('\u{206a}', '\u{206f}', INVISIBLE),
            ('\u{2070}', '\u{3163}', None),
            ('\u{3164}', '\u{3164}', INVISIBLE),
            ('\u{3165}', '\u{fdff}', None),
            ('\u{fe00}', '\u{fe0d}', INVISIBLE),
            ('\u{fe0e}', '\u{fefe}', None),
            ('\u{feff}', '\u{feff}', INVISIBLE),
            ('\u{ff00}', '\u{ff9f}', None),
            ('\u{ffa0}', '\u{ffa0}', INVISIBLE),
            ('\u{ffa1}', '\u{ffef}', None),
            ('\u{fff0}', '\u{fffb}', INVISIBLE),
            ('\u{fffc}', '\u{1bc9f}', None),
            ('\u{1bca0}', '\u{1bca3}', INVISIBLE),
            ('\u{1bca4}', '\u{1d172}', None),
            ('\u{1d173}', '\u{1d17a}', INVISIBLE),
            ('\u{1d17b}', '\u{dffff}', None),
            ('\u{e0000}', '\u{e0fff}', INVISIBLE),
            ('\u{e1000}', char::MAX, None),
        ] {
            for c in first..=last {
                assert_eq!(hidden(c), expected, "U+{:04X}", u32::from(c));
            }
        }
    }

    #[test]
    fn hidden_and_control_characters_are_not_printed() {
        for c in HIDDEN.chars().chain("\0\n\t\u{1b}\u{7f}\u{9b}\u{2028}\u{2029}".chars()) {
            assert!(is_unprintable(c), "U+{:04X}", u32::from(c));
        }
        for c in "a \u{a0}é\u{202f}\u{fffd}\u{fe0f}💥漢".chars() {
            assert!(!is_unprintable(c), "U+{:04X}", u32::from(c));
        }
    }
}
