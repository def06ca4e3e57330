//! HTTP messages and request templates in code blocks.

use graph_codegen::docs::http::{Body, Message, message, template_lines};
use graph_codegen::internals::block;

use super::places::Places;

/// The locations of the parts of a message and of template lines are correct, and a message that is printed is read again as
/// the same one.
pub fn http(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if text.starts_with('\u{feff}') {
        return;
    }
    // In the form in which the reader of pages passes it.
    let text: String = text.replace("\r\n", "\n").replace('\r', "\n").lines().flat_map(|line| [line, "\n"]).collect();
    let places = Places::of(&text);
    let block = block(&text);
    for line in template_lines(&block) {
        places.verbatim(&line.target);
        assert_eq!(places.at(line.method.span).unwrap().to_ascii_uppercase(), line.method.value);
        assert!(!line.target.value.is_empty());
    }
    match message(&block) {
        Ok(read) => {
            places_of(&read, &places);
            let printed = print(&read);
            let again = message(&self::block(&printed)).unwrap_or_else(|error| panic!("{printed}: {error:?}"));
            assert_eq!(print(&again), printed);
        }
        Err(diagnostic) => {
            places.at(diagnostic.span);
        }
    }
    let parsed = block.json();
    parsed.value.iter().for_each(|value| places.json(value));
}

pub(crate) fn places_of(message: &Message, places: &Places) {
    match message {
        Message::Request(request) => {
            let method = places.at(request.method.span);
            assert!(method.is_none_or(|text| text.to_ascii_uppercase() == request.method.value), "{request:?}");
            places.verbatim(&request.target);
        }
        Message::Response(response) => {
            let status = places.at(response.status.span);
            assert!(status.is_none_or(|text| text == response.status.value.to_string()), "{response:?}");
        }
    }
    for header in message.headers() {
        places.verbatim(&header.name);
        places.verbatim(&header.value);
    }
    if let Some(Body { span, text, .. }) = message.body() {
        assert!(!text.trim().is_empty());
        places.at(*span);
    }
}

fn print(message: &Message) -> String {
    let mut out = match message {
        Message::Request(request) => format!("{} {} HTTP/1.1\n", request.method.value, request.target.value),
        Message::Response(response) => format!("HTTP/1.1 {} {}\n", response.status.value, response.reason),
    };
    for header in message.headers() {
        out += &format!("{}: {}\n", header.name.value, header.value.value);
    }
    if let Some(body) = message.body() {
        out += "\n";
        out += &body.text;
    }
    out
}
