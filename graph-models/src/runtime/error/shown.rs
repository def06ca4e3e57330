//! How untrusted text and possibly secret addresses are shown in messages and logs.

use std::fmt::{self, Write as _};

use crate::runtime::origin::Origin;

/// Text of a service on one line, with control characters escaped.
pub(crate) struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .chars()
            .try_for_each(|c| if is_obeyed(c) { write!(f, "{}", c.escape_default()) } else { f.write_char(c) })
    }
}

/// Control characters, line separators, and characters that change the direction of text.
fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

/// The start of a text on one line, for `{:?}`.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 120;
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars() {
            if out.len() >= LONGEST {
                out.push('…');
                return out;
            }
            out.push(c);
        }
    }
    out
}

/// Shortens the quoted value in a message, keeping its start and end.
pub(crate) fn middle_cut(message: &str) -> String {
    const START: usize = 80;
    const END: usize = 60;
    let count = message.chars().count();
    if count <= START + END {
        return message.to_owned();
    }
    let start: String = message.chars().take(START).collect();
    let end: String = message.chars().skip(count - END).collect();
    format!("{start}…{end}")
}

/// Like [`excerpt`], for a body of any kind.
pub(crate) fn excerpt_of(body: &[u8]) -> String {
    // A character has at most four bytes, and the excerpt only omits runs of white space.
    const ENOUGH: usize = 4096;
    excerpt(&String::from_utf8_lossy(body.get(..ENOUGH).unwrap_or(body)))
}

/// The scheme, host and port of an address. Its path and query can be secrets, for example in an address that needs no
/// token.
pub(crate) fn host(address: &str) -> String {
    Origin::of(address).map_or_else(|| "an address that is not an http or https URL".to_owned(), |it| it.to_string())
}

/// A URL made by this crate, without secrets: the values of its query, a user name, a password.
pub(crate) fn url(url: &str) -> String {
    let (address, query) = match url.split_once('?') {
        Some((address, query)) => (address, Some(query)),
        None => (url, None),
    };
    let (scheme, rest) = address.split_once("://").map_or(("", address), |(scheme, rest)| (scheme, rest));
    let (authority, path) = rest.split_at_checked(rest.find('/').unwrap_or(rest.len())).unwrap_or((rest, ""));
    let authority = authority.rsplit_once('@').map_or(authority.to_owned(), |(_, host)| format!("…@{host}"));
    let separator = if scheme.is_empty() { "" } else { "://" };
    let mut out = format!("{scheme}{separator}{authority}{path}");
    for (at, option) in query.into_iter().flat_map(|query| query.split('&')).enumerate() {
        out.push(if at == 0 { '?' } else { '&' });
        if let Some((name, _)) = option.split_once('=') {
            out.push_str(name);
            out.push('=');
        }
        out.push('…');
    }
    out
}

/// A text that `Debug` shows without quotes.
pub(crate) struct Plain<T>(pub T);

impl<T: fmt::Display> fmt::Debug for Plain<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The target of a link, for `Debug`.
pub(crate) fn link(link: Option<&String>) -> Option<Plain<String>> {
    link.map(|link| Plain(host(link)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_control_characters_are_escaped() {
        let told = "\u{1b}[31mred\u{7}: line\r\nFAKE\t\u{202e}\u{2066}\u{2028}\u{9b}";
        let shown = Escaped(told).to_string();
        assert_eq!(shown, r"\u{1b}[31mred\u{7}: line\r\nFAKE\t\u{202e}\u{2066}\u{2028}\u{9b}");
        for plain in ["", "ü “quoted” \"text\" it's", "日本語 🙂", "back\\slash"] {
            assert_eq!(Escaped(plain).to_string(), plain);
        }
    }

    #[test]
    fn a_url_keeps_its_place_and_loses_its_values() {
        for (given, shown) in [
            ("https://graph.microsoft.com/v1.0/me", "https://graph.microsoft.com/v1.0/me"),
            ("https://x/a?$top=5&$skiptoken=S&tempauth=S==", "https://x/a?$top=…&$skiptoken=…&tempauth=…"),
            ("https://x/a?S", "https://x/a?…"),
            ("https://me:S@x/a@b", "https://…@x/a@b"),
            ("me:S@x?y=S", "…@x?y=…"),
            ("/a/b@c", "/a/b@c"),
            ("of the upload session", "of the upload session"),
        ] {
            assert_eq!(url(given), shown);
        }
    }

    #[test]
    fn an_address_shows_only_its_host() {
        assert_eq!(host("https://storage.example/up/S?sig=S"), "https://storage.example:443");
        for none in ["/up/S", "ftp://S/", "https://S@x/", "S"] {
            assert!(!host(none).contains('S'), "{none}");
        }
    }

    #[test]
    fn a_message_with_a_long_value_keeps_its_start_and_end() {
        let message = format!("invalid type: string {:?}, expected an object", "ü".repeat(1000));
        let shown = middle_cut(&message);
        assert!(
            shown.starts_with("invalid type: string \"üü") && shown.ends_with("ü\", expected an object"),
            "{shown}"
        );
        assert_eq!(shown.chars().count(), 141);
        assert_eq!(middle_cut("expected value"), "expected value");
    }

    #[test]
    fn an_excerpt_is_short_whatever_the_body_is() {
        assert_eq!(excerpt_of(b"<html>\r\n  <b>x</b>"), "<html> <b>x</b>");
        assert!(excerpt_of(&vec![0xff; 1 << 20]).len() < 200);
        assert_eq!(excerpt_of(&[]), "");
    }
}
