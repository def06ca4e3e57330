//! The claims that a `401 Unauthorized` requires.

use http::{HeaderMap, header};

use crate::runtime::scalar::Binary;

/// The claims of the first `Bearer` challenge with claims, as JSON.
pub(super) fn claims(headers: &HeaderMap) -> Option<String> {
    headers.get_all(header::WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok()).find_map(|challenge| {
        let encoded = parameter(challenge, "claims")?;
        String::from_utf8(Binary::from(encoded).bytes().ok()?).ok()
    })
}

/// The value of a parameter of a challenge: `Bearer realm="", error="insufficient_claims", claims="eyJ…"`.
fn parameter(challenge: &str, wanted: &str) -> Option<String> {
    let mut rest = challenge;
    loop {
        let (before, after) = rest.split_once('=')?;
        let name = before.trim_end().rsplit([' ', ',', '\t']).next()?;
        let after = after.trim_start();
        let (value, left) = match after.strip_prefix('"') {
            Some(quoted) => unquoted(quoted),
            None => {
                let end = after.find([',', ' ']).unwrap_or(after.len());
                let (value, left) = after.split_at_checked(end)?;
                (value.to_owned(), left)
            }
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = left;
    }
}

/// Parses a quoted string; returns its unescaped text and the rest.
fn unquoted(text: &str) -> (String, &str) {
    let (mut value, mut characters) = (String::new(), text.chars());
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => value.extend(characters.next()),
            other => value.push(other),
        }
    }
    (value, characters.as_str())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn of(challenge: &'static str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.append(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"x\""));
        headers.append(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        claims(&headers)
    }

    #[test]
    fn claims_are_found_and_decoded() {
        let expected = Some(r#"{"a":"?>"}"#.to_owned());
        assert_eq!(of(r#"Bearer realm="", error="insufficient_claims", claims="eyJhIjoiPz4ifQ==""#), expected);
        assert_eq!(of(r#"Bearer claims="eyJhIjoiPz4ifQ", realm="a, b=c""#), expected);
        assert_eq!(of(r#"Bearer realm="say \"claims=\" twice", Claims = eyJhIjoiPz4ifQ"#), expected);
    }

    #[test]
    fn other_headers_have_no_challenge() {
        for challenge in ["", "Bearer", "Bearer claims", "Bearer claims=", "claims=\"%%%\"", "Bearer a=\"claims=b"] {
            assert_eq!(of(challenge).filter(|claims| !claims.is_empty()), None, "{challenge}");
        }
        assert_eq!(claims(&HeaderMap::new()), None);
    }
}
