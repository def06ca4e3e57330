//! Any text in an id, an argument, a query option or a header arrives unchanged, or the request is rejected. It never
//! becomes another path, another option or another header.
//!
//! URLs are parsed here as by a server, and normalized as by HTTP clients.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a panic fails the test")]

use graph_models::runtime::Method;
use graph_models::{Argument, Path, Request, RequestError};
use proptest::prelude::*;

const ROOT: &str = "https://graph.microsoft.com/v1.0";

/// Any text, often with characters that have a meaning in URLs, OData or headers.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "/",
        "\\",
        "..",
        ".",
        "?",
        "#",
        "%",
        "%2F",
        "%2e",
        "&",
        "=",
        "+",
        " ",
        "'",
        "\"",
        "(",
        ")",
        ",",
        ";",
        ":",
        "@",
        "$",
        "!",
        "*",
        "|",
        "<",
        ">",
        "[",
        "]",
        "{",
        "}",
        "^",
        "`",
        "~",
        "\0",
        "\t",
        "\n",
        "\r\n",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "é",
        "e\u{301}",
        "日本",
        "🦀",
        "a",
        "B",
        "0",
        "//evil.example/",
        "https://evil.example",
    ]);
    prop_oneof![any::<String>(), prop::collection::vec(pieces, 0..6).prop_map(|it| it.concat())]
}

fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

/// The path of a request as sent, below the root; checks the other parts.
fn path_of(request: Request<()>) -> Result<String, RequestError> {
    let http = request.into_http()?;
    let uri = http.uri();
    assert_eq!((uri.scheme_str(), uri.authority().unwrap().as_str()), (Some("https"), "graph.microsoft.com"), "{uri}");
    let text = uri.to_string();
    assert!(text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}#".contains(&byte)), "{text}");
    let path = uri.path().strip_prefix("/v1.0").unwrap().to_owned();
    // Segments that clients resolve before sending are missing.
    for segment in path.split('/').skip(1) {
        assert!(!matches!(decode(segment).as_str(), "" | "." | ".."), "{text}");
    }
    Ok(path)
}

fn get(path: &Path) -> Request<()> {
    Request::new(Method::GET, path, &[])
}

fn root() -> Path {
    Path::new(ROOT)
}

proptest! {
    #[test]
    fn an_id_is_one_segment(id in text()) {
        match path_of(get(&root().literal("users").key(&id).literal("messages"))) {
            Ok(path) => {
                let segments: Vec<&str> = path.split('/').collect();
                prop_assert_eq!(segments.len(), 4, "{}", path);
                prop_assert_eq!((segments[1], segments[3]), ("users", "messages"));
                prop_assert_eq!(decode(segments[2]), id);
            }
            Err(RequestError::EmptyKey { .. }) => prop_assert_eq!(id, ""),
            Err(RequestError::DotSegment { .. }) => prop_assert!(matches!(id.as_str(), "." | "..")),
            Err(error) => prop_assert!(false, "{id:?}: {error}"),
        }
    }

    /// Inside quotes, a quote is doubled; outside, nothing can separate arguments.
    #[test]
    fn an_argument_is_one_argument(quoted in text(), raw in text()) {
        let arguments = [("a", Argument::quoted(&quoted)), ("b", Argument::raw(&raw))];
        for path in [root().function("f", &arguments), root().literal("f").alternate_key(&arguments)] {
            match path_of(get(&path.literal("x"))) {
                Ok(path) => {
                    let inside = path.strip_prefix("/f(a='").and_then(|it| it.strip_suffix(")/x")).unwrap();
                    let (first, second) = inside.split_once("',b=").unwrap();
                    prop_assert!(!first.contains(['/', '\'']) && !second.contains(['/', '\'', '(', ')', ',', '=', ';']));
                    prop_assert_eq!(decode(first), quoted.replace('\'', "''"));
                    prop_assert_eq!(decode(second), raw.as_str());
                }
                Err(error) => prop_assert!(raw.is_empty(), "{raw:?}: {error}"),
            }
        }
        let alone = root().literal("roles").alternate_key_segment("id", Argument::raw(&raw));
        match path_of(get(&alone)) {
            Ok(path) => prop_assert_eq!(decode(path.strip_prefix("/roles/id=").unwrap()), raw),
            Err(error) => prop_assert!(raw.is_empty(), "{raw:?}: {error}"),
        }
    }

    /// Only slashes separate the pieces of a file's path, and the path cannot be left.
    #[test]
    fn a_file_is_where_it_is_said_to_be(file in text()) {
        let pieces: Vec<&str> = file.trim_matches('/').split('/').collect();
        let refused = pieces.iter().any(|piece| matches!(*piece, "" | "." | ".."));
        match path_of(get(&root().literal("root").item_path(&file).literal("children"))) {
            Ok(path) => {
                let inside = path.strip_prefix("/root:/").and_then(|it| it.strip_suffix(":/children")).unwrap();
                prop_assert!(!inside.contains(':') && !refused, "{}", path);
                prop_assert_eq!(inside.split('/').map(decode).collect::<Vec<_>>(), pieces);
            }
            Err(error) => prop_assert!(refused, "{file:?}: {error}"),
        }
    }

    #[test]
    fn a_query_option_is_one_option(name in text(), value in text(), other in text()) {
        let request = get(&root().literal("users")).query(&name, &value).filter(&other).search(&value).select([&other]);
        let http = request.into_http().unwrap();
        prop_assert_eq!(http.uri().path(), "/v1.0/users");
        let query = http.uri().query().unwrap();
        prop_assert!(!query.contains(['#', '+', ' ', '"']), "{}", query);
        let pairs: Vec<(String, String)> = query
            .split('&')
            .map(|pair| pair.split_once('=').unwrap())
            .map(|(name, value)| (decode(name), decode(value)))
            .collect();
        let mut expected = vec![(name, value.clone()), ("$filter".to_owned(), other.clone()), ("$search".to_owned(), value)];
        if !other.is_empty() {
            expected.push(("$select".to_owned(), other));
        }
        prop_assert_eq!(pairs, expected);
    }

    /// A header arrives unchanged and alone, or the request is rejected.
    #[test]
    fn a_header_is_one_header(name in prop_oneof![Just("x-a".to_owned()), text()], value in text()) {
        let request = get(&root().literal("users")).header(&name, &value).if_match(&value).prefer("a=1").prefer(&value);
        match request.into_http() {
            Ok(http) => {
                prop_assert!(!value.contains(['\r', '\n', '\0']) && !name.contains(|c: char| c.is_whitespace()));
                prop_assert_eq!(http.headers()[&name].as_bytes(), value.as_bytes());
                prop_assert_eq!(http.headers()["if-match"].as_bytes(), value.as_bytes());
                prop_assert_eq!(http.headers().keys_len(), 3);
                prop_assert_eq!(http.headers().len(), 3);
            }
            Err(RequestError::Header { .. }) => {
                let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric());
                prop_assert!(!plain(&name) || !plain(&value) || name.is_empty());
            }
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}
