//! Doc comments: documented prose as Markdown that rustdoc accepts without warnings.
//!
//! All input is untrusted. It is escaped so that no text of a page becomes markup, a link, or the end of the comment,
//! and links are rebuilt from their parts.

use std::borrow::Cow;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::characters::{is_hidden, is_unprintable};
use crate::model::{Description, Part};

/// Line width of the text inside a doc comment.
const WIDTH: usize = 100;

/// The targets of links, which the names pass decides; they are only looked up here.
pub(super) trait Links {
    /// The Rust path of the type on a page (by page and fragment), if the type always exists where the comment does.
    fn item(&self, page: &str, fragment: &str) -> Option<String>;
    /// The published address of a page.
    fn url(&self, page: &str, fragment: &str) -> String;
}

/// Collects the lines of one doc comment.
#[derive(Debug, Default)]
pub(super) struct Doc {
    /// The lines with line breaks, and without other control characters.
    text: String,
}

impl Doc {
    /// An empty comment.
    pub fn new() -> Doc {
        Doc::default()
    }

    /// Adds a paragraph of documented prose; nothing if it is empty.
    pub fn prose(mut self, description: &Description, links: &dyn Links) -> Doc {
        if description.is_empty() {
            return self;
        }
        let markdown = markdown(description, links);
        self.paragraph_break();
        wrap(&markdown, &mut self.text);
        self
    }

    /// Adds a paragraph of our own Markdown, wrapped. Documented text in it must have gone through [`escape`] or
    /// [`code`].
    pub fn text(mut self, markdown: &str) -> Doc {
        self.paragraph_break();
        wrap(markdown, &mut self.text);
        self
    }

    /// Adds the section about errors.
    pub fn errors(mut self, markdown: &str) -> Doc {
        self.paragraph_break();
        self.text.push_str("# Errors\n\n");
        wrap(markdown, &mut self.text);
        self
    }

    /// Adds list items of our own Markdown, each on its own line.
    pub fn list(mut self, items: impl IntoIterator<Item = String>) -> Doc {
        self.paragraph_break();
        for item in items {
            self.text.push_str("- ");
            push_line(&item, &mut self.text);
        }
        self
    }

    fn paragraph_break(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// The lines without trailing spaces.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.split_terminator('\n')
    }

    /// An inner comment, for a module.
    pub fn inner_tokens(&self) -> TokenStream {
        self.values().map(|value| quote! { #![doc = #value] }).collect()
    }

    /// The lines as values of `doc` attributes, with a space between the comment mark and the text.
    fn values(&self) -> impl Iterator<Item = String> {
        self.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") })
    }
}

/// An outer comment, for an item.
impl ToTokens for Doc {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.values().map(|value| quote! { #[doc = #value] }));
    }
}

/// Adds a line of a comment.
fn push_line(line: &str, out: &mut String) {
    out.push_str(without_controls(line).trim_end());
    out.push('\n');
}

/// The text with spaces instead of control characters.
fn without_controls(text: &str) -> String {
    text.chars().map(|c| if is_unprintable(c) { ' ' } else { c }).collect()
}

/// The text without hidden characters, and with spaces instead of control characters.
fn visible(text: &str) -> String {
    without_controls(&text.chars().filter(|c| !is_hidden(*c)).collect::<String>())
}

/// A part of the prose as Markdown.
enum Piece {
    Plain(String),
    /// Escaped text, trimmed, and whether it had surrounding space.
    Strong(bool, String, bool),
    /// Text with its markup.
    Code(String),
}

/// Documented prose as Markdown.
fn markdown(description: &Description, links: &dyn Links) -> String {
    let pieces: Vec<Piece> = description.parts.iter().map(|part| piece(part, links)).collect();
    let mut out = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Plain(text) | Piece::Code(text) => push(&mut out, text),
            Piece::Strong(before, text, after) => {
                if *before {
                    out.push(' ');
                }
                let behind = if *after { Some(' ') } else { pieces.get(index + 1..).and_then(first) };
                if can_be_strong(&out, text, behind) {
                    out.push_str("**");
                    out.push_str(text);
                    out.push_str("**");
                } else {
                    push(&mut out, text);
                }
                if *after {
                    out.push(' ');
                }
            }
        }
    }
    single_spaced(&out)
}

/// The words separated by single spaces.
fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Appends Markdown. Two adjacent code spans would become one, an exclamation mark would turn a link into an image,
/// and two halves of an entity would become a character.
/// halves of an entity would be a character.
fn push(out: &mut String, text: &str) {
    let in_entity = |c: char| c.is_ascii_alphanumeric() || c == '#';
    if text.trim_start_matches(in_entity).starts_with(';') {
        // No entity has a longer name.
        let tail = out.char_indices().rev().take(40).find(|(_, c)| !in_entity(*c));
        if let Some((at, '&')) = tail {
            out.insert_str(at + 1, "amp;");
        }
    }
    if out.ends_with('!') && text.starts_with('[') {
        out.pop();
        out.push_str("\\!");
    }
    if out.ends_with('`') && text.starts_with('`') {
        out.push(' ');
    }
    out.push_str(text);
}

fn piece(part: &Part, links: &dyn Links) -> Piece {
    let link = |text: &str, address: Option<String>| {
        // A nested link would break the outer one.
        let words = escape_words(text.trim());
        match address {
            _ if words.trim().is_empty() => Piece::Plain(String::new()),
            Some(address) => Piece::Plain(format!("[{words}]({address})")),
            None => Piece::Plain(escape(text.trim())),
        }
    };
    match part {
        Part::Text(text) => Piece::Plain(escape(text)),
        Part::Strong(text) => {
            // Space inside the marks would break them.
            let text = escape(text);
            let (before, after) = (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
            match text.trim() {
                "" => Piece::Plain(" ".to_owned()),
                words => Piece::Strong(before, words.to_owned(), after),
            }
        }
        Part::Code(text) => Piece::Code(code(text)),
        Part::Page { text, page, fragment } => {
            let path = links.item(page, fragment).unwrap_or_else(|| address(&links.url(page, fragment)));
            link(text, Some(path))
        }
        Part::Url { text, url } => link(text, absolute(url).map(|url| address(&url))),
    }
}

/// The first character of the following text; nothing at the end.
fn first(pieces: &[Piece]) -> Option<char> {
    pieces.iter().find_map(|piece| match piece {
        Piece::Plain(text) | Piece::Code(text) => text.chars().next(),
        Piece::Strong(before, text, _) => {
            if *before {
                Some(' ')
            } else {
                text.chars().next()
            }
        }
    })
}

/// Whether the marks `**` around text make it strong: they do next to a letter inside, and next to space outside.
/// Between a letter outside and punctuation inside, they would be literal.
fn can_be_strong(before: &str, text: &str, behind: Option<char>) -> bool {
    let beside = |outside: Option<char>, inside: Option<char>| {
        let apart = outside.is_none_or(|c| c.is_whitespace() || (c.is_ascii_punctuation() && c != '*'));
        apart || (inside.is_some_and(char::is_alphanumeric) && outside != Some('*'))
    };
    beside(before.chars().next_back(), text.chars().next()) && beside(behind, text.chars().next_back())
}

/// A web address for a documented link; only `http` and `https` are kept.
fn absolute(url: &str) -> Option<String> {
    let lower = url.to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") {
        Some(url.to_owned())
    } else {
        url.strip_prefix('/').map(|path| format!("https://learn.microsoft.com/{path}"))
    }
}

/// A link destination, in angle brackets if it contains anything that could end it early.
fn address(url: &str) -> String {
    let clean: String = url
        .chars()
        .filter(|c| !is_unprintable(*c))
        .flat_map(|c| match c {
            '<' => "%3C".chars().collect::<Vec<_>>(),
            '>' => "%3E".chars().collect(),
            '\\' => "%5C".chars().collect(),
            // The following text would become code.
            '`' => "%60".chars().collect(),
            // White space would end the address or its line.
            c if c.is_whitespace() => c
                .encode_utf8(&mut [0; 4])
                .bytes()
                .flat_map(|byte| format!("%{byte:02X}").chars().collect::<Vec<_>>())
                .collect(),
            c => vec![c],
        })
        .collect();
    if clean.contains(['(', ')', '[', ']', '*']) { format!("<{clean}>") } else { clean }
}

/// Text as a code span that its own backticks cannot end.
pub(super) fn code(text: &str) -> String {
    let text = visible(text);
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    // Three backticks at the start of a line would open a code block.
    let (text, longest) = if longest > 1 { (text.replace('`', "'"), 0) } else { (text.to_owned(), longest) };
    let fence = "`".repeat(longest + 1);
    if longest > 0 { format!("{fence} {text} {fence}") } else { format!("{fence}{text}{fence}") }
}

/// Escapes everything that Markdown or rustdoc would interpret as markup; bare addresses become links.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, word) in visible(text).split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        escape_word(word, &mut out);
    }
    out
}

/// Like [`escape`], for the text of a link.
fn escape_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_plain(text, &mut out);
    out
}

fn escape_word(word: &str, out: &mut String) {
    if !word.contains("://") {
        escape_plain(word, out);
        return;
    }
    let lower = word.to_ascii_lowercase();
    if let Some(at) = lower.find("https://").or_else(|| lower.find("http://")) {
        let (before, rest) = word.split_at_checked(at).unwrap_or((word, ""));
        let end = rest
            .find(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '\\' | '|'))
            .unwrap_or(rest.len());
        let (url, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let kept = url.trim_end_matches(['.', ',', ';', ':', ')', '\'', '!', '?', '*']);
        let after = format!("{}{after}", url.get(kept.len()..).unwrap_or_default());
        escape_plain(before, out);
        if kept.len() > "https://".len() && kept.chars().all(|c| !c.is_whitespace()) {
            out.push('<');
            out.push_str(kept);
            out.push('>');
        } else {
            out.push_str(&code(kept));
        }
        escape_plain(&after, out);
        return;
    }
    escape_plain(word, out);
}

fn escape_plain(text: &str, out: &mut String) {
    let chars: Vec<char> = text.chars().collect();
    let last_end = chars.iter().rposition(|c| *c == ';').unwrap_or_default();
    for (i, &c) in chars.iter().enumerate() {
        match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '_' => {
                let inner = i > 0
                    && chars.get(i - 1).is_some_and(|c| c.is_alphanumeric())
                    && chars.get(i + 1).is_some_and(|c| c.is_alphanumeric());
                if !inner {
                    out.push('\\');
                }
                out.push('_');
            }
            '&' => out.push_str(if i < last_end { "&amp;" } else { "&" }),
            c if is_hidden(c) => {}
            c if is_unprintable(c) => out.push(' '),
            c => out.push(c),
        }
    }
}

/// Wraps Markdown at spaces; escapes a line that would start a block.
fn wrap(markdown: &str, out: &mut String) {
    let (mut line, mut width) = (String::new(), 0);
    let mut code = None;
    for word in markdown.split(' ') {
        let word_width = word.chars().count();
        // Inside a code span, a line break is the same as a space, but the start of the next line cannot be escaped.
        if !line.is_empty() && width + 1 + word_width > WIDTH && code.is_none() {
            push_line(&guard(&line), out);
            line.clear();
        }
        width = if line.is_empty() { word_width } else { width + 1 + word_width };
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        code = code_behind(code, word);
    }
    if !line.is_empty() {
        push_line(&guard(&line), out);
    }
}

/// The length of the marks of the code span that is open after a word, if any; `open` is the same for before the word.
fn code_behind(mut open: Option<usize>, word: &str) -> Option<usize> {
    if !word.contains('`') {
        return open;
    }
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let marks = rest.len() - rest.trim_start_matches('`').len();
        let skipped = match (open, c) {
            (_, '`') => {
                open = match open {
                    None => Some(marks),
                    Some(length) => Some(length).filter(|_| length != marks),
                };
                marks
            }
            // A backslash escapes outside a code span, and is literal inside.
            (None, '\\') => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            _ => c.len_utf8(),
        };
        rest = rest.get(skipped..).unwrap_or_default();
    }
    open
}

/// Escapes a line start that Markdown would interpret as a heading, list, quotation, table or rule.
fn guard(line: &str) -> Cow<'_, str> {
    let mut chars = line.chars();
    match chars.next() {
        Some('#' | '+' | '-' | '=' | '|' | ':') => format!("\\{line}").into(),
        Some(c) if c.is_ascii_digit() => {
            let digits = line.chars().take_while(char::is_ascii_digit).count();
            match line.split_at_checked(digits) {
                Some((number, rest)) if rest.starts_with(['.', ')']) => format!("{number}\\{rest}").into(),
                _ => line.into(),
            }
        }
        _ => line.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::characters::HIDDEN;

    #[test]
    fn hidden_characters_are_left_out() {
        for hidden in HIDDEN.chars() {
            let text = format!("a{hidden}b");
            assert_eq!(code(&text), "`ab`", "{hidden:?}");
            assert_eq!(escape(&text), "ab", "{hidden:?}");
            assert_eq!(escape(&format!("https://x.example/{text}")), "<https://x.example/ab>", "{hidden:?}");
            assert_eq!(address(&format!("https://x.example/{text}")), "https://x.example/ab", "{hidden:?}");
        }
        for break_or_control in ['\u{2028}', '\u{2029}', '\u{1b}', '\u{85}'] {
            let text = format!("a{break_or_control}b");
            assert_eq!((code(&text).as_str(), escape(&text).as_str()), ("`a b`", "a b"), "{break_or_control:?}");
        }
    }

    #[test]
    fn markup_in_prose_is_escaped() {
        assert_eq!(escape("a [b] <c> *d* `e` _f g_h"), r"a \[b\] \<c\> \*d\* \`e\` \_f g_h");
        assert_eq!(escape("see https://x.example/a_b."), "see <https://x.example/a_b>.");
        assert_eq!(escape("&lt;"), "&amp;lt;");
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(code("```rust"), "`'''rust`");
        assert_eq!(code("a\u{202e}b"), "`ab`");
        assert_eq!(address("https://a.example/(x)"), "<https://a.example/(x)>");
    }

    #[test]
    fn line_starts_are_guarded() {
        let long = format!("{} # no heading", "x".repeat(WIDTH));
        assert_eq!(Doc::new().text(&long).lines().nth(1), Some(r"\# no heading"));
        assert_eq!(guard("12. no list"), r"12\. no list");
        assert_eq!(guard("1,000"), "1,000");
    }
}
