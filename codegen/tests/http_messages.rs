//! Messages in code blocks: where headers and bodies end, and what is not a message.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic fails the test")]

use graph_codegen::docs::http::{Message, Opening, message, opening};
use graph_codegen::docs::{Block, Tree};

/// The first code block of a page.
fn block(text: &str) -> Block {
    let page = format!("# Get book\n\n```http\n{text}\n```\n");
    let tree = Tree::from_memory([("api/book-get.md".to_owned(), page.into_bytes())]);
    let (_, block) = tree.pages.first().unwrap().blocks().next().unwrap();
    block.clone()
}

/// The names of the headers of a message, and its body.
fn read(text: &str) -> (Vec<String>, Option<String>) {
    let message = message(&block(text)).unwrap();
    let names = message.headers().iter().map(|header| header.name.value.clone()).collect();
    (names, message.body().map(|body| body.text.clone()))
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn each_known_header_can_follow_a_blank_line() {
    for name in [
        "Accept",
        "Accept-Language",
        "Authorization",
        "Cache-Control",
        "Client-Request-Id",
        "ConsistencyLevel",
        "Content-Disposition",
        "Content-Encoding",
        "Content-Length",
        "Content-Range",
        "Content-Type",
        "Date",
        "ETag",
        "Host",
        "If-Match",
        "If-None-Match",
        "Location",
        "Operation-Location",
        "Prefer",
        "Preference-Applied",
        "Range",
        "Request-Id",
        "Retry-After",
        "Workbook-Session-Id",
    ] {
        assert_eq!(read(&format!("GET /x\n\n{name}: 1")), (names(&[name]), None));
    }
    assert_eq!(read("GET /x\n\nMessage: 1"), (vec![], Some("Message: 1\n".to_owned())));
    assert_eq!(read("GET /x\nMessage: 1"), (names(&["Message"]), None));
}

#[test]
fn a_header_that_is_there_already_begins_the_body() {
    let text = "POST /x\nContent-Type: text/plain\n\nContent-Type: text/html\nHost: x";
    assert_eq!(read(text), (names(&["Content-Type"]), Some("Content-Type: text/html\nHost: x\n".to_owned())));
    // Without a blank line before it, it is another header.
    assert_eq!(read("POST /x\nPrefer: a\nPrefer: b"), (names(&["Prefer", "Prefer"]), None));
}

#[test]
fn an_address_is_not_a_header() {
    assert_eq!(read("POST /x\nhttps://example.com"), (vec![], Some("https://example.com\n".to_owned())));
}

#[test]
fn a_body_ends_where_another_message_starts() {
    let body = |line: &str| read(&format!("POST /x\n\nhello\n{line}\nbye")).1.unwrap();
    for line in ["GET /x", "GET https://graph.microsoft.com", "HTTP/1.1 200 OK", "http/1.1 200"] {
        assert_eq!(body(line), "hello\n", "{line}");
    }
    for line in ["Get /x", "GET x", "GETTING /x", "HTTP/1.1 works", "https://x 200"] {
        assert_eq!(body(line), format!("hello\n{line}\nbye\n"), "{line}");
    }
}

#[test]
fn a_status_has_three_digits() {
    let status = |line: &str| match message(&block(line)) {
        Ok(Message::Response(response)) => Some(response.status.value),
        Ok(Message::Request(_)) => panic!("{line}"),
        Err(_) => None,
    };
    assert_eq!(status("HTTP/1.1 200 OK"), Some(200));
    assert_eq!(status("HTTP/1.1 100"), Some(100));
    for line in ["HTTP/1.1 2000", "HTTP/1.1 042", "HTTP/1.1 99", "HTTP/1.1 OK"] {
        assert_eq!(status(line), None, "{line}");
    }
}

#[test]
fn an_unknown_method_before_a_path_is_a_request() {
    let method = |line: &str| match message(&block(line)) {
        Ok(Message::Request(request)) => Some((request.method.value, request.target.value)),
        _ => None,
    };
    let some = |method: &str, target: &str| Some((method.to_owned(), target.to_owned()));
    assert_eq!(method("LOCK /x"), some("LOCK", "/x"));
    assert_eq!(method("LOCK https://x"), some("LOCK", "https://x"));
    assert_eq!(method("get x"), some("GET", "x"));
    for line in ["LOCK x", "Lock /x", "OK /x", "GET"] {
        assert_eq!(method(line), None, "{line}");
    }
}

#[test]
fn the_version_behind_a_target_is_no_part_of_it() {
    let target = |line: &str| match message(&block(line)) {
        Ok(Message::Request(request)) => request.target.value,
        _ => panic!("{line}"),
    };
    assert_eq!(target("GET /search HTTP/1.1"), "/search");
    assert_eq!(target("GET /search http/2"), "/search");
    assert_eq!(target("GET /search http"), "/search http");
    assert_eq!(target("GET /search for http//x"), "/search for http//x");
}

#[test]
fn a_block_opens_with_a_template_a_concrete_request_or_a_response() {
    let request = |concrete: bool| Opening::Request { concrete };
    for (text, expected) in [
        ("GET /users/{id}", request(false)),
        ("GET /users/1", request(false)),
        ("GET https://graph.microsoft.com/v1.0/users/{id}", request(false)),
        ("GET https://graph.microsoft.com/v1.0/users/1", request(true)),
        ("POST /users\nGET /users", request(false)),
        ("POST /users\nContent-Type: text/plain", request(true)),
        ("POST /users\n\n{}", request(true)),
        ("POST /users\n\n[]", request(true)),
        ("HTTP/1.1 200 OK", Opening::Response),
        ("HTTP/1.1 OK", Opening::Other),
        ("GET", Opening::Other),
        ("{}", Opening::Other),
    ] {
        assert_eq!(opening(&block(text)), expected, "{text}");
    }
}
