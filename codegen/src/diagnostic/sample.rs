//! The docs tree around a sample: a small reference about books in the folder `reference/`.

use crate::docs::{MAX_FILE, MAX_LINE};

const REFERENCE: [(&str, &str); 3] = [
    ("resources/book.md", include_str!("reference/book.md")),
    ("resources/audiobook.md", include_str!("reference/audiobook.md")),
    ("api/book-get.md", include_str!("reference/book-get.md")),
];

/// The path that marks a sample as a page that is not about books.
const NOTES: &str = "resources/notes.md";

/// A page, or a part of one, with a finding or without it.
///
/// In its text, `\xE9` represents a byte and `<U+202E>` represents an invisible character.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Where the text belongs: the path of a page, or the name of a part of the reference. A part is enclosed by the
    /// lines `«name»` and `«/name»`.
    pub(super) place: &'static str,
    pub(super) text: &'static str,
}

impl Sample {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// The docs tree around the sample, by path and content; nothing if a tree in memory cannot contain the sample.
    #[must_use]
    pub fn tree(&self) -> Option<Vec<(String, Vec<u8>)>> {
        let text = decoded(self.text);
        let (path, page) = match self.place {
            "disk" => return None,
            "long line" => (NOTES, format!("# Notes\n\n{}\n", "x".repeat(MAX_LINE + 1)).into_bytes()),
            "large file" => (NOTES, b"# Notes\n\n".repeat(MAX_FILE as usize / 9 + 1)),
            path if path.ends_with(".md") => (path, [&text, b"\n".as_slice()].concat()),
            part => return Some(reference(part, &String::from_utf8_lossy(&text))),
        };
        let mut files = reference("", "");
        files.push((path.to_owned(), page));
        Some(files)
    }
}

/// The reference with one part replaced by a text.
fn reference(part: &str, text: &str) -> Vec<(String, Vec<u8>)> {
    REFERENCE.map(|(path, page)| (path.to_owned(), replaced(page, part, text).into_bytes())).into()
}

fn replaced(page: &str, part: &str, text: &str) -> String {
    let (start, end) = (format!("«{part}»\n"), format!("«/{part}»\n"));
    let around = page.split_once(&start).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let page = match around {
        Some((before, after)) => format!("{before}{text}\n{after}"),
        None => page.to_owned(),
    };
    page.split_inclusive('\n').filter(|line| !line.starts_with('«')).collect()
}

/// The bytes that a text represents.
fn decoded(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((byte, after)) = escaped_byte(rest) {
            out.push(byte);
            rest = after;
        } else if let Some((hidden, after)) = escaped_char(rest) {
            out.extend_from_slice(hidden.encode_utf8(&mut [0; 4]).as_bytes());
            rest = after;
        } else {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            rest = rest.split_at(c.len_utf8()).1;
        }
    }
    out
}

/// Parses `\xE9` at the start of a text.
fn escaped_byte(text: &str) -> Option<(u8, &str)> {
    let (digits, rest) = text.strip_prefix("\\x")?.split_at_checked(2)?;
    Some((u8::from_str_radix(digits, 16).ok()?, rest))
}

/// Parses `<U+202E>` at the start of a text.
fn escaped_char(text: &str) -> Option<(char, &str)> {
    let (digits, rest) = text.strip_prefix("<U+")?.split_once('>')?;
    Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, rest))
}
