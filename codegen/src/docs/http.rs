//! HTTP messages and request templates in code blocks.

use super::page::Block;
use super::source::{Margins, is_space, trim, trim_counted, trim_start, width};
use crate::diagnostic::{Code, Diagnostic};
use crate::json::{self, Parsed};
use crate::span::{Position, Span, Spanned};

/// An HTTP message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A request.
    Request(HttpRequest),
    /// A response.
    Response(HttpResponse),
}

/// A request: `POST https://… ` with headers and body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method in upper case.
    pub method: Spanned<String>,
    /// The URL as written, raw blanks included.
    pub target: Spanned<String>,
    /// The headers in their order.
    pub headers: Vec<Header>,
    /// The body, if it is not blank.
    pub body: Option<Body>,
}

/// A response: `HTTP/1.1 200 OK` with headers and body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: Spanned<u16>,
    /// The words behind the status code, possibly none.
    pub reason: String,
    /// The headers in their order.
    pub headers: Vec<Header>,
    /// The body, if it is not blank.
    pub body: Option<Body>,
}

/// A header line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The name as written.
    pub name: Spanned<String>,
    /// The value, trimmed.
    pub value: Spanned<String>,
}

/// The body of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The lines, each ended by `\n`, without blank lines at either end.
    pub text: String,
    /// From the first to the last line.
    pub span: Span,
    /// Where its lines start.
    pub(crate) margins: Margins,
}

impl Message {
    /// The headers in their order.
    #[must_use]
    pub fn headers(&self) -> &[Header] {
        match self {
            Message::Request(request) => &request.headers,
            Message::Response(response) => &response.headers,
        }
    }

    /// The body, if there is one.
    #[must_use]
    pub fn body(&self) -> Option<&Body> {
        match self {
            Message::Request(request) => request.body.as_ref(),
            Message::Response(response) => response.body.as_ref(),
        }
    }

    /// The value of a header; names are compared without case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&Spanned<String>> {
        self.headers().iter().find(|header| header.name.value.eq_ignore_ascii_case(name)).map(|header| &header.value)
    }
}

impl Body {
    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Parsed {
        json::parse_lines(&self.text, self.span.file, self.span.start, &self.margins)
    }

    /// Whether the body starts like a JSON object or array.
    #[must_use]
    pub fn looks_like_json(&self) -> bool {
        trim(&self.text).starts_with(['{', '['])
    }
}

impl Block {
    /// The content of the block as JSON.
    #[must_use]
    pub fn json(&self) -> Parsed {
        json::parse_lines(&self.text, self.span.file, self.span.start, &self.margins)
    }
}

/// A line of a request template: `GET /users/{id}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateLine {
    /// The method in upper case.
    pub method: Spanned<String>,
    /// The rest of the line, trimmed.
    pub target: Spanned<String>,
}

/// Headers that are recognised behind a blank line.
const KNOWN_HEADERS: &[&str] = &[
    "accept",
    "accept-language",
    "authorization",
    "cache-control",
    "client-request-id",
    "consistencylevel",
    "content-disposition",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "date",
    "etag",
    "host",
    "if-match",
    "if-none-match",
    "location",
    "operation-location",
    "prefer",
    "preference-applied",
    "range",
    "request-id",
    "retry-after",
    "workbook-session-id",
];

/// The start of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// With a request line. It is concrete if it has more than a template: an address with a host, headers
    /// or a body.
    Request {
        /// Whether it is.
        concrete: bool,
    },
    /// With a status line.
    Response,
    /// With anything else.
    Other,
}

/// The start of a block, without reading the rest.
#[must_use]
pub fn opening(block: &Block) -> Opening {
    let mut lines = lines(block).skip_while(|line| trim(line.text).is_empty());
    let Some(first) = lines.next() else { return Opening::Other };
    let ((_, word), (_, rest)) = first.words();
    if is_status(word) {
        let is_code = rest.starts_with(|c: char| c.is_ascii_digit());
        return if is_code { Opening::Response } else { Opening::Other };
    }
    if !is_method(word) || rest.is_empty() {
        return Opening::Other;
    }
    let more = lines.find(|line| !trim(line.text).is_empty());
    let is_template = |line: &Line<'_>| is_method(line.words().0.1);
    let host = rest.contains("://") && !rest.contains('{');
    Opening::Request {
        concrete: host
            || more.is_some_and(|line| {
                !is_template(&line) && (trim(line.text).starts_with(['{', '[']) || header(&line, block).is_some())
            }),
    }
}

/// Whether it is a header that requests and answers of such services have.
#[must_use]
pub fn is_known_header(name: &str) -> bool {
    KNOWN_HEADERS.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// A line of a block: its place and its text, and the bytes of the block it takes, its end included.
#[derive(Clone, Copy)]
struct Line<'t> {
    start: Position,
    text: &'t str,
    bytes: (usize, usize),
}

impl<'t> Line<'t> {
    /// A part of the line that starts at `offset` characters.
    fn span(&self, block: &Block, offset: u32, text: &str) -> Span {
        let start = Position { line: self.start.line, column: self.start.column + offset };
        Span { file: block.span.file, start, end: Position { column: start.column + width(text), ..start } }
    }

    /// The first word and the rest, trimmed, each with its offset in characters.
    fn words(&self) -> ((u32, &'t str), (u32, &'t str)) {
        let (offset, text) = trim_counted(self.text);
        match text.split_once(is_space) {
            Some((word, rest)) => {
                let (skipped, rest) = trim_counted(rest);
                ((offset, word), (offset + width(word) + 1 + skipped, rest))
            }
            None => ((offset, text), (offset + width(text), "")),
        }
    }
}

fn lines(block: &Block) -> impl Iterator<Item = Line<'_>> + Clone {
    let lines = block.text.split_inclusive('\n').zip(block.span.start.line..);
    lines.scan(0, move |end, (text, line)| {
        let bytes = (*end, *end + text.len());
        *end = bytes.1;
        let text = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
        Some(Line { start: Position { line, column: block.margins.column(line) }, text, bytes })
    })
}

fn is_method(word: &str) -> bool {
    ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"].iter().any(|m| word.eq_ignore_ascii_case(m))
}

/// The status line's rest behind `HTTP/1.1`.
fn is_status(word: &str) -> bool {
    word.get(..4).is_some_and(|http| http.eq_ignore_ascii_case("http"))
        && word.get(4..).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') && !rest.starts_with("//"))
}

/// Whether a line starts another message.
fn starts_message(line: &Line<'_>) -> bool {
    // Most lines of a body start with a quotation mark or a bracket.
    if !trim_start(line.text).starts_with(|c: char| c.is_ascii_alphabetic()) {
        return false;
    }
    let ((_, word), (_, rest)) = line.words();
    if is_status(word) {
        return rest.starts_with(|c: char| c.is_ascii_digit());
    }
    let url = rest.starts_with('/') || rest.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"));
    is_method(word) && url && word.chars().all(|c| c.is_ascii_uppercase())
}

/// The URL without a trailing ` HTTP/1.1`.
fn without_version(target: &str) -> &str {
    match target.rsplit_once(is_space) {
        Some((url, version)) if version.len() > 4 && is_status(version) => trim(url),
        _ => target,
    }
}

fn header(line: &Line<'_>, block: &Block) -> Option<Header> {
    let (offset, text) = trim_counted(line.text);
    let (raw, rest) = text.split_once(':')?;
    let name = raw.trim_end();
    let token = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '!' | '#' | '$' | '%' | '&' | '*' | '+' | '^' | '~')
    };
    if name.is_empty() || !name.chars().all(token) || rest.starts_with("//") {
        return None;
    }
    let (skipped, value) = trim_counted(rest);
    let value_offset = offset + width(raw) + 1 + skipped;
    Some(Header {
        name: Spanned::new(name.to_owned(), line.span(block, offset, name)),
        value: Spanned::new(value.to_owned(), line.span(block, value_offset, value)),
    })
}

/// Reads the first message of a block.
///
/// # Errors
///
/// The finding to report, if the block does not start with a request line or a status line.
pub fn message(block: &Block) -> Result<Message, Diagnostic> {
    let mut rest = lines(block).skip_while(|line| trim(line.text).is_empty());
    let malformed = |span, message: &str| Err(Diagnostic::new(Code::HttpMalformed, span, message));
    let Some(first) = rest.next() else {
        return malformed(block.span, "the block is empty; expected a request or a response");
    };
    let ((offset, word), (rest_offset, line_rest)) = first.words();
    let word_span = first.span(block, offset, word);
    if is_status(word) {
        let digits: String = line_rest.chars().take_while(char::is_ascii_digit).collect();
        let reason = line_rest.get(digits.len()..).unwrap_or_default();
        let status = match digits.parse::<u16>() {
            Ok(status) if digits.len() == 3 && status >= 100 => status,
            _ => return malformed(word_span, "the status line does not have a three-digit status code"),
        };
        let status = Spanned::new(status, first.span(block, rest_offset, &digits));
        let (headers, body) = headers_and_body(rest, block);
        return Ok(Message::Response(HttpResponse { status, reason: trim(reason).to_owned(), headers, body }));
    }
    let other_method = word.len() > 2
        && word.chars().all(|c| c.is_ascii_uppercase())
        && (line_rest.starts_with('/') || line_rest.starts_with("http"));
    if (is_method(word) || other_method) && !line_rest.is_empty() {
        let target = without_version(line_rest);
        let method = Spanned::new(word.to_ascii_uppercase(), word_span);
        let target = Spanned::new(target.to_owned(), first.span(block, rest_offset, target));
        let (headers, body) = headers_and_body(rest, block);
        return Ok(Message::Request(HttpRequest { method, target, headers, body }));
    }
    let (offset, text) = trim_counted(first.text);
    let span = first.span(block, offset, text);
    malformed(span, "the block does not start with a request line or a status line")
}

fn headers_and_body<'t>(
    mut rest: impl Iterator<Item = Line<'t>> + Clone,
    block: &Block,
) -> (Vec<Header>, Option<Body>) {
    let mut headers: Vec<Header> = Vec::new();
    let mut blank = false;
    loop {
        let mut ahead = rest.clone();
        let Some(line) = ahead.next() else { return (headers, None) };
        if trim(line.text).is_empty() {
            blank = true;
        } else {
            let header = header(&line, block).filter(|_| !starts_message(&line));
            // Behind a blank line only a known header that is not there yet counts as one: some pages put a blank
            // line below the request line.
            let known = |header: &Header| {
                let name = header.name.value.as_str();
                is_known_header(name) && !headers.iter().any(|other| other.name.value.eq_ignore_ascii_case(name))
            };
            match header {
                Some(header) if !blank || known(&header) => headers.push(header),
                _ => break,
            }
            blank = false;
        }
        rest = ahead;
    }
    (headers, body(rest, block))
}

fn body<'t>(rest: impl Iterator<Item = Line<'t>>, block: &Block) -> Option<Body> {
    let filled = rest.take_while(|line| !starts_message(line)).filter(|line| !trim(line.text).is_empty());
    let (first, last) = filled.fold(None, |ends, line| Some((ends.map_or(line, |(first, _)| first), line)))?;
    let text = block.text.get(first.bytes.0..last.bytes.1)?.to_owned();
    let place = |line: Line<'_>| line.span(block, 0, line.text);
    Some(Body { text, span: place(first).to(place(last)), margins: block.margins.clone() })
}

/// The request templates of a block: every line that starts with GET, POST, PUT, PATCH or DELETE (in any case)
/// and a target behind it. Other lines, and sentences that start with such a word, are ignored.
#[must_use]
pub fn template_lines(block: &Block) -> Vec<TemplateLine> {
    lines(block)
        .filter_map(|line| {
            let ((offset, word), (rest_offset, rest)) = line.words();
            let verb = ["GET", "POST", "PUT", "PATCH", "DELETE"].iter().any(|verb| word.eq_ignore_ascii_case(verb));
            let (skipped, rest) = without_verb(word, rest);
            let rest_offset = rest_offset + skipped;
            let target = without_version(rest);
            (verb && !target.is_empty() && !is_sentence(target)).then(|| TemplateLine {
                method: Spanned::new(word.to_ascii_uppercase(), line.span(block, offset, word)),
                target: Spanned::new(target.to_owned(), line.span(block, rest_offset, target)),
            })
        })
        .collect()
}

/// A target without a repeated verb before it, and the number of characters removed.
fn without_verb<'t>(verb: &str, target: &'t str) -> (u32, &'t str) {
    match target.split_once(is_space) {
        Some((first, rest)) if first.eq_ignore_ascii_case(verb) => {
            let (skipped, rest) = trim_counted(rest);
            (width(first) + 1 + skipped, rest)
        }
        _ => (0, target),
    }
}

/// Whether the text after a verb continues like a sentence: with a word, and a blank outside brackets and quotes.
fn is_sentence(target: &str) -> bool {
    let (mut depth, mut quoted) = (0usize, false);
    let path = target.split('?').next().unwrap_or(target);
    let has_blank = path.chars().any(|c| {
        match c {
            '\'' => quoted = !quoted,
            '{' | '(' | '<' => depth += 1,
            '}' | ')' | '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && !quoted && is_space(c)
    });
    let first = path.split(is_space).next().unwrap_or(path);
    has_blank && !first.is_empty() && first.chars().all(char::is_alphabetic)
}

/// Three-digit numbers that are HTTP statuses.
pub(crate) fn status_codes(plain: &str) -> Vec<u16> {
    plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| w.len() == 3)
        .filter_map(|w| w.parse().ok())
        .filter(|code| is_http_status(*code))
        .collect()
}

/// Whether a number is an HTTP status: "Office 365" is not.
fn is_http_status(code: u16) -> bool {
    matches!(code, 200..=208 | 226 | 300..=308 | 400..=431 | 451 | 500..=511)
}
