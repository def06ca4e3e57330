//! JSON as written in the docs: strict first, then as lenient as real pages require, always with locations.

use std::collections::HashSet;
use std::str::Chars;

use crate::characters::is_hidden;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::docs::source::Margins;
use crate::span::{FileId, Position, Span, Spanned};

/// Values nested deeper than this are not parsed.
pub const MAX_DEPTH: usize = 256;
/// The maximum number of anomalies for one text.
const MAX_ANOMALIES: usize = 1000;
/// How often parsing is repeated after a name without its closing quote.
const MAX_REWINDS: u32 = 16;

/// A JSON value and its location.
#[derive(Clone, Debug, PartialEq)]
pub struct Json {
    /// The value.
    pub kind: JsonKind,
    /// The location.
    pub span: Span,
}

/// The kinds of JSON values.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonKind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A string, unescaped.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object; members in order, with possibly repeated names.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The name and its location.
    pub name: Spanned<String>,
    /// The value.
    pub value: Json,
}

impl Json {
    /// The members of an object; empty for anything else.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            JsonKind::Object(members) => members,
            _ => &[],
        }
    }

    /// A member by its exact name (the last one, if repeated).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.members().iter().rev().find(|m| m.name.value == name).map(|m| &m.value)
    }

    /// A member by its name, ignoring case.
    #[must_use]
    pub fn get_ignore_case(&self, name: &str) -> Option<&Json> {
        self.members().iter().rev().find(|m| m.name.value.eq_ignore_ascii_case(name)).map(|m| &m.value)
    }

    /// A string with its location; for an array, its first string.
    #[must_use]
    pub fn as_text(&self) -> Option<Spanned<String>> {
        match &self.kind {
            JsonKind::String(s) => Some(Spanned::new(s.clone(), self.span)),
            JsonKind::Array(items) => items.iter().find_map(Json::as_text),
            _ => None,
        }
    }

    /// `false`, or the string `"false"` in any case.
    #[must_use]
    pub fn is_false(&self) -> bool {
        match &self.kind {
            JsonKind::Bool(b) => !*b,
            JsonKind::String(s) => s.eq_ignore_ascii_case("false"),
            _ => false,
        }
    }

    /// `true`, or the string `"true"` in any case.
    #[must_use]
    pub fn is_true(&self) -> bool {
        match &self.kind {
            JsonKind::Bool(b) => *b,
            JsonKind::String(s) => s.eq_ignore_ascii_case("true"),
            _ => false,
        }
    }
}

impl Json {
    /// The value for `serde_json`. Of members with the same name, the last one counts; a number that `serde_json`
    /// rejects becomes a string.
    #[must_use]
    pub fn to_value(&self) -> serde_json::Value {
        use serde_json::Value;
        match &self.kind {
            JsonKind::Null => Value::Null,
            JsonKind::Bool(value) => Value::Bool(*value),
            JsonKind::Number(text) => number(text).map_or_else(|| Value::String(text.clone()), Value::Number),
            JsonKind::String(text) => Value::String(text.clone()),
            JsonKind::Array(items) => Value::Array(items.iter().map(Json::to_value).collect()),
            JsonKind::Object(members) => {
                Value::Object(members.iter().map(|m| (m.name.value.clone(), m.value.to_value())).collect())
            }
        }
    }
}

fn number(text: &str) -> Option<serde_json::Number> {
    let plain = || {
        let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
        let digits = digits.trim_start_matches('+').trim_start_matches('0');
        let zero = if digits.starts_with(|c: char| c.is_ascii_digit()) { "" } else { "0" };
        serde_json::from_str(&[sign, zero, digits].concat()).ok()
    };
    serde_json::from_str(text).ok().or_else(plain)
}

/// The result of [`parse`].
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The value; nothing if the text could not be parsed, not even leniently.
    pub value: Option<Json>,
    /// Everything that strict JSON does not allow, in the order of the text. Empty if and only if the text is strict
    /// JSON with unique names. If there is no value, the last anomaly is the reason.
    pub anomalies: Vec<Anomaly>,
}

impl Parsed {
    /// Whether the text is strict JSON.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.anomalies.is_empty()
    }

    /// The finding about this text as a JSON body, if there is one to report.
    #[must_use]
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        if self.value.is_some() {
            let first = self.anomalies.first()?;
            let message = format!("the body is not strict JSON: {}", first.message);
            let mut diagnostic = Diagnostic::new(Code::JsonNotStrict, first.span, message);
            diagnostic.fix = without_commas(&self.anomalies);
            return Some(diagnostic);
        }
        let last = self.anomalies.last()?;
        let code = if last.kind == AnomalyKind::TooDeep { Code::JsonTooDeep } else { Code::JsonUnreadable };
        Some(Diagnostic::new(code, last.span, format!("the body could not be read as JSON: {}", last.message)))
    }
}

/// The fix that removes surplus commas. Other fixes are not safe: if a quote is missing, the end of a string is a
/// guess, and so is the meaning of a comma; a comment after a word without quotes would become a part of it.
pub(crate) fn without_commas(anomalies: &[Anomaly]) -> Option<Fix> {
    let has = |kind: AnomalyKind| anomalies.iter().any(|anomaly| anomaly.kind == kind);
    if has(AnomalyKind::MissingQuote)
        || has(AnomalyKind::NewlineInString)
        || (has(AnomalyKind::BareWord) && has(AnomalyKind::Comment))
    {
        return None;
    }
    let mut edits = Vec::new();
    let mut left_out = None;
    for anomaly in anomalies {
        match anomaly.kind {
            AnomalyKind::Ellipsis => left_out = Some(anomaly.span.start),
            // An omission after a comma counts as a value.
            AnomalyKind::TrailingComma if left_out.is_none_or(|at| at < anomaly.span.end) => {
                edits.push(Edit { span: anomaly.span, text: String::new() });
            }
            _ => {}
        }
    }
    let title = if edits.len() == 1 { "remove the comma" } else { "remove the commas" };
    (!edits.is_empty()).then(|| Fix { title: title.to_owned(), edits })
}

/// Something that strict JSON does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anomaly {
    /// The location.
    pub span: Span,
    /// The kind.
    pub kind: AnomalyKind,
    /// The description.
    pub message: String,
}

/// The ways in which real pages deviate from strict JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum AnomalyKind {
    /// A trailing comma before `}` or `]`.
    TrailingComma,
    /// A comma without a value before it.
    ExtraComma,
    /// No comma between two members or items.
    MissingComma,
    /// A comment.
    Comment,
    /// `...` in place of omitted values.
    Ellipsis,
    /// A typographic quotation mark.
    SmartQuote,
    /// A string in single quotes.
    SingleQuote,
    /// A name without quotes.
    UnquotedKey,
    /// Text without quotes in place of a value.
    BareWord,
    /// A line break inside a string.
    NewlineInString,
    /// White space that is not allowed in JSON, such as a no-break space.
    OddWhitespace,
    /// A number such as `007`.
    LeadingZero,
    /// A repeated name in an object.
    DuplicateKey,
    /// A control character inside a string.
    ControlCharacter,
    /// An invalid escape sequence.
    InvalidEscape,
    /// Text after the value.
    TrailingText,
    /// A string or name lacks a quotation mark.
    MissingQuote,
    /// A name without a value.
    MissingValue,
    /// A brace or bracket is missing, or does not match.
    Unbalanced,
    /// Nested deeper than [`MAX_DEPTH`]; not parsed.
    TooDeep,
    /// Not JSON at all; not parsed.
    Syntax,
}

/// Parses JSON, leniently where it is not strict. `start` is the position of the first character; further lines start
/// at column 1.
#[must_use]
pub fn parse(text: &str, file: FileId, start: Position) -> Parsed {
    parse_indented(text, file, start, 1)
}

/// Like [`parse`], for text whose lines start at column `margin` of the file.
#[must_use]
pub fn parse_indented(text: &str, file: FileId, start: Position, margin: u32) -> Parsed {
    parse_lines(text, file, start, &Margins::uniform(margin))
}

/// Like [`parse`], for text whose lines start at different columns.
pub(crate) fn parse_lines(text: &str, file: FileId, start: Position, margins: &Margins) -> Parsed {
    let mut parser = Parser {
        rest: text.chars(),
        file,
        at: start,
        margins,
        anomalies: Vec::new(),
        objects: 0,
        arrays: 0,
        rewinds: 0,
    };
    let value = parser.document().ok();
    Parsed { value, anomalies: parser.anomalies }
}

/// The text cannot be parsed; the last anomaly is the reason.
struct Unreadable;

type Read<T> = Result<T, Unreadable>;

#[derive(Clone)]
struct Mark<'t> {
    rest: Chars<'t>,
    at: Position,
}

struct Parser<'t> {
    rest: Chars<'t>,
    file: FileId,
    at: Position,
    margins: &'t Margins,
    anomalies: Vec<Anomaly>,
    /// Open objects and arrays.
    objects: usize,
    arrays: usize,
    rewinds: u32,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        if c == '\n' {
            let line = self.at.line.saturating_add(1);
            self.at = Position { line, column: self.margins.column(line) };
        } else {
            self.at.column = self.at.column.saturating_add(1);
        }
        Some(c)
    }

    fn bump_while(&mut self, mut wanted: impl FnMut(char) -> bool) -> &'t str {
        let before = self.rest.as_str();
        while self.peek().is_some_and(&mut wanted) {
            self.bump();
        }
        before.get(..before.len() - self.rest.as_str().len()).unwrap_or_default()
    }

    fn mark(&self) -> Mark<'t> {
        Mark { rest: self.rest.clone(), at: self.at }
    }

    fn back_to(&mut self, mark: Mark<'t>) {
        self.rest = mark.rest;
        self.at = mark.at;
    }

    fn span(&self, start: Position) -> Span {
        Span { file: self.file, start, end: self.at }
    }

    fn anomaly(&mut self, kind: AnomalyKind, span: Span, message: impl Into<String>) {
        if self.anomalies.len() < MAX_ANOMALIES {
            self.anomalies.push(Anomaly { span, kind, message: message.into() });
        }
    }

    /// Gives up; this anomaly is kept even beyond the limit.
    fn fail<T>(&mut self, kind: AnomalyKind, span: Span, message: impl Into<String>) -> Read<T> {
        self.anomalies.push(Anomaly { span, kind, message: message.into() });
        Err(Unreadable)
    }

    fn document(&mut self) -> Read<Json> {
        self.space();
        let start = self.at;
        match self.peek() {
            None => return self.fail(AnomalyKind::Syntax, self.span(start), "a value is missing"),
            Some(c) if c.is_alphabetic() || matches!(c, '}' | ']' | ',' | ':' | '<') => {
                let word = self.mark();
                let text = self.bump_while(|c| c.is_ascii_alphanumeric());
                if !matches!(text, "true" | "false" | "null") {
                    return self.fail(AnomalyKind::Syntax, self.span(start), "invalid JSON value");
                }
                self.back_to(word);
            }
            Some(_) => {}
        }
        let value = self.value()?;
        self.space();
        let start = self.at;
        if self.peek().is_some() {
            while self.bump().is_some() {}
            self.anomaly(AnomalyKind::TrailingText, self.span(start), "unexpected text after the value");
        }
        Ok(value)
    }

    /// Skips white space, comments and ellipses.
    fn space(&mut self) {
        loop {
            let start = self.at;
            match self.peek() {
                Some(' ' | '\t' | '\n' | '\r') => {
                    self.bump();
                }
                Some(c) if odd_space(c) => {
                    self.bump_while(odd_space);
                    let message = format!("U+{:04X} is not white space in JSON", u32::from(c));
                    self.anomaly(AnomalyKind::OddWhitespace, self.span(start), message);
                }
                Some('/') if self.rest.as_str().starts_with("//") => {
                    self.bump_while(|c| c != '\n');
                    self.anomaly(AnomalyKind::Comment, self.span(start), "comments are not allowed in JSON");
                }
                Some('/') if self.rest.as_str().starts_with("/*") => {
                    self.bump();
                    self.bump();
                    let mut star = false;
                    while let Some(c) = self.bump() {
                        if star && c == '/' {
                            break;
                        }
                        star = c == '*';
                    }
                    self.anomaly(AnomalyKind::Comment, self.span(start), "comments are not allowed in JSON");
                }
                Some('\u{2026}') => {
                    self.bump();
                    self.anomaly(AnomalyKind::Ellipsis, self.span(start), "a part is left out here");
                }
                Some('.') if self.rest.as_str().starts_with("...") => {
                    self.bump_while(|c| c == '.');
                    self.anomaly(AnomalyKind::Ellipsis, self.span(start), "a part is left out here");
                }
                _ => return,
            }
        }
    }

    fn value(&mut self) -> Read<Json> {
        let start = self.at;
        let kind = match self.peek() {
            Some('{') => JsonKind::Object(self.object()?),
            Some('[') => JsonKind::Array(self.array()?),
            Some(c) if is_quote(c) => JsonKind::String(self.string().value),
            None | Some(',' | '}' | ']') => {
                self.anomaly(AnomalyKind::MissingValue, self.span(start), "a value is missing here");
                JsonKind::Null
            }
            Some(_) => self.word(),
        };
        Ok(Json { kind, span: self.span(start) })
    }

    fn enter(&mut self) -> Read<()> {
        let start = self.at;
        self.bump();
        if self.objects + self.arrays >= MAX_DEPTH {
            let message = format!("nested more than {MAX_DEPTH} levels deep");
            return self.fail(AnomalyKind::TooDeep, self.span(start), message);
        }
        Ok(())
    }

    fn object(&mut self) -> Read<Vec<Member>> {
        let opened = self.at;
        self.enter()?;
        self.objects += 1;
        let mut members: Vec<Member> = Vec::new();
        let mut names = HashSet::new();
        let mut commas: Vec<Span> = Vec::new();
        loop {
            self.space();
            let start = self.at;
            match self.peek() {
                None => {
                    let span = Span { end: opened, ..self.span(opened) };
                    self.anomaly(AnomalyKind::Unbalanced, span, "this `{` is not closed");
                    break;
                }
                Some('}') => {
                    self.trailing(commas);
                    self.bump();
                    break;
                }
                Some(']') => {
                    if self.wrong_close(self.arrays > 0, ']') {
                        break;
                    }
                }
                Some(',') => commas.push(self.comma(!commas.is_empty() || members.is_empty())),
                Some(_) => {
                    if commas.is_empty() && !members.is_empty() {
                        self.anomaly(AnomalyKind::MissingComma, self.span(start), "a comma is missing here");
                    }
                    let name = self.name()?;
                    self.space();
                    let value = self.value()?;
                    if !names.insert(name.value.clone()) {
                        let message = format!("duplicate name `{}`", name.value);
                        self.anomaly(AnomalyKind::DuplicateKey, name.span, message);
                    }
                    members.push(Member { name, value });
                    commas.clear();
                    self.stray();
                }
            }
        }
        self.objects = self.objects.saturating_sub(1);
        Ok(members)
    }

    fn array(&mut self) -> Read<Vec<Json>> {
        let opened = self.at;
        self.enter()?;
        self.arrays += 1;
        let mut items: Vec<Json> = Vec::new();
        let mut commas: Vec<Span> = Vec::new();
        loop {
            self.space();
            let start = self.at;
            match self.peek() {
                None => {
                    let span = Span { end: opened, ..self.span(opened) };
                    self.anomaly(AnomalyKind::Unbalanced, span, "this `[` is not closed");
                    break;
                }
                Some(']') => {
                    self.trailing(commas);
                    self.bump();
                    break;
                }
                Some('}') => {
                    if self.wrong_close(self.objects > 0, '}') {
                        break;
                    }
                }
                Some(',') => commas.push(self.comma(!commas.is_empty() || items.is_empty())),
                Some(_) => {
                    if commas.is_empty() && !items.is_empty() {
                        self.anomaly(AnomalyKind::MissingComma, self.span(start), "a comma is missing here");
                    }
                    items.push(self.value()?);
                    commas.clear();
                    self.stray();
                }
            }
        }
        self.arrays = self.arrays.saturating_sub(1);
        Ok(items)
    }

    fn comma(&mut self, extra: bool) -> Span {
        let start = self.at;
        self.bump();
        let span = self.span(start);
        if extra {
            self.anomaly(AnomalyKind::ExtraComma, span, "no value before this comma");
        }
        span
    }

    /// One or more commas between the last value and the bracket.
    fn trailing(&mut self, commas: Vec<Span>) {
        for span in commas {
            self.anomaly(AnomalyKind::TrailingComma, span, "no value after this comma");
        }
    }

    /// A bracket of the wrong kind. If an enclosing value expects it, this value ends here; otherwise it is skipped.
    fn wrong_close(&mut self, wanted: bool, bracket: char) -> bool {
        let start = self.at;
        let message = format!("this `{bracket}` does not match the last opening bracket");
        if !wanted {
            self.bump();
        }
        self.anomaly(AnomalyKind::Unbalanced, self.span(start), message);
        wanted
    }

    /// Text after a value, up to the next comma, bracket or line.
    fn stray(&mut self) {
        let mark = self.mark();
        self.bump_while(|c| c == ' ' || c == '\t');
        let starts_name =
            |c: char| is_quote(c) || c.is_alphanumeric() || matches!(c, '@' | '_' | '$' | '{' | '[' | '-');
        match self.peek() {
            None | Some(',' | '}' | ']' | '\n' | '\r' | '/' | '.' | '\u{2026}') => self.back_to(mark),
            Some(c) if starts_name(c) || odd_space(c) => self.back_to(mark),
            Some(_) => {
                let start = self.at;
                self.bump_while(|c| !matches!(c, ',' | '}' | ']' | '\n'));
                self.anomaly(AnomalyKind::BareWord, self.span(start), "unexpected text");
            }
        }
    }

    /// The name of a member and the colon after it.
    fn name(&mut self) -> Read<Spanned<String>> {
        let mark = self.mark();
        let known = self.anomalies.len();
        let start = self.at;
        if self.peek().is_some_and(is_quote) {
            let name = self.string();
            self.space();
            if self.colon() {
                return Ok(name);
            }
            // The closing quote is missing: `"name: "value"`.
            if self.rewinds >= MAX_REWINDS || !name.value.contains(':') {
                return self.fail(AnomalyKind::Syntax, self.span(start), "expected a colon after a name");
            }
            self.rewinds += 1;
            self.back_to(mark);
            self.anomalies.truncate(known);
            self.bump();
            let text = self.bump_while(|c| !matches!(c, ':' | '\n' | '"'));
            let name = Spanned::new(text.trim().to_owned(), self.span(start));
            self.anomaly(AnomalyKind::MissingQuote, name.span, "a quotation mark is missing at this name");
            if self.colon() {
                return Ok(name);
            }
            return self.fail(AnomalyKind::Syntax, self.span(start), "expected a colon after a name");
        }
        let text = self.bump_while(|c| c.is_alphanumeric() || matches!(c, '@' | '.' | '_' | '$' | '#' | '-'));
        let name = Spanned::new(text.to_owned(), self.span(start));
        let quote = self.peek().is_some_and(is_quote);
        if quote {
            self.bump();
        }
        self.space();
        if text.is_empty() || !self.colon() {
            return self.fail(AnomalyKind::Syntax, self.span(start), "expected a name in quotation marks");
        }
        let (kind, message) = if quote {
            (AnomalyKind::MissingQuote, "a quotation mark is missing at this name")
        } else {
            (AnomalyKind::UnquotedKey, "this name has no quotation marks")
        };
        self.anomaly(kind, name.span, message);
        Ok(name)
    }

    fn colon(&mut self) -> bool {
        let found = self.peek() == Some(':');
        if found {
            self.bump();
        }
        found
    }

    /// A string; the parser is at its opening quote.
    fn string(&mut self) -> Spanned<String> {
        let start = self.at;
        let open = self.bump().unwrap_or('"');
        match open {
            '"' => {}
            '\'' => self.anomaly(AnomalyKind::SingleQuote, self.span(start), "a string in single quotation marks"),
            _ => self.anomaly(AnomalyKind::SmartQuote, self.span(start), "a typographic quotation mark"),
        }
        let single = matches!(open, '\'' | '\u{2018}' | '\u{2019}');
        let smart = open != '"' && open != '\'';
        let mut out = String::new();
        let (mut newline, mut control) = (false, false);
        loop {
            let at = self.at;
            let before = self.mark();
            let Some(c) = self.bump() else {
                self.anomaly(AnomalyKind::MissingQuote, self.span(start), "this string has no closing quotation mark");
                break;
            };
            match c {
                '"' if !single => break,
                '\'' if open == '\'' => break,
                '\u{201c}' | '\u{201d}' | '\u{201e}' if smart && !single => break,
                '\u{2018}' | '\u{2019}' if smart && single => break,
                '\\' => self.escape(at, &mut out),
                '\n' | '\r' if self.member_ahead() => {
                    self.back_to(before);
                    let kept = out.trim_end().trim_end_matches(',').trim_end_matches(['\u{201d}', '\u{2019}']).len();
                    out.truncate(kept);
                    self.anomaly(
                        AnomalyKind::MissingQuote,
                        self.span(start),
                        "this string has no closing quotation mark on its line",
                    );
                    break;
                }
                '\n' | '\r' => {
                    if !newline {
                        self.anomaly(AnomalyKind::NewlineInString, self.span(at), "a line break inside a string");
                    }
                    newline = true;
                    out.push(c);
                }
                c if c < ' ' => {
                    if !control {
                        let message = format!("the control character U+{:04X} inside a string", u32::from(c));
                        self.anomaly(AnomalyKind::ControlCharacter, self.span(at), message);
                    }
                    control = true;
                    out.push(c);
                }
                c => out.push(c),
            }
        }
        Spanned::new(out, self.span(start))
    }

    /// Whether the line ahead starts like the next member, or closes the object: then a string that is still open
    /// only lacks its closing quote.
    fn member_ahead(&self) -> bool {
        let mut ahead = self.rest.clone().skip_while(|&c| c == ' ' || c == '\t');
        match ahead.next() {
            Some('}' | ']') => {
                let mut behind = ahead.skip_while(|c| matches!(c, ',' | ' ' | '\t' | '}' | ']'));
                matches!(behind.next(), None | Some('\n'))
            }
            Some('"') => {
                let mut behind = ahead.skip_while(|&c| c != '"' && c != '\n');
                behind.next() == Some('"') && behind.find(|&c| c != ' ' && c != '\t') == Some(':')
            }
            _ => false,
        }
    }

    fn escape(&mut self, start: Position, out: &mut String) {
        let plain = match self.peek() {
            Some(c @ ('"' | '\\' | '/')) => Some(c),
            Some('b') => Some('\u{8}'),
            Some('f') => Some('\u{c}'),
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('u') => {
                self.bump();
                match self.unicode() {
                    Some(c) => out.push(c),
                    None => {
                        out.push(char::REPLACEMENT_CHARACTER);
                        self.anomaly(AnomalyKind::InvalidEscape, self.span(start), "`\\u` without a character");
                    }
                }
                return;
            }
            _ => None,
        };
        match plain {
            Some(c) => {
                self.bump();
                out.push(c);
            }
            None => {
                out.push('\\');
                self.anomaly(AnomalyKind::InvalidEscape, self.span(start), "invalid escape sequence");
            }
        }
    }

    fn unicode(&mut self) -> Option<char> {
        let high = self.hex()?;
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high);
        }
        let mark = self.mark();
        if self.bump() == Some('\\') && self.bump() == Some('u') {
            let low = self.hex()?;
            if (0xdc00..0xe000).contains(&low) {
                return char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
            }
        }
        self.back_to(mark);
        None
    }

    fn hex(&mut self) -> Option<u32> {
        let mut code = 0;
        for _ in 0..4 {
            code = code * 16 + self.peek()?.to_digit(16)?;
            self.bump();
        }
        Some(code)
    }

    /// A literal, a number, or text without quotes.
    fn word(&mut self) -> JsonKind {
        let start = self.at;
        let mark = self.mark();
        let token = self.bump_while(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_'));
        let behind = self.rest.clone().find(|&c| c != ' ' && c != '\t');
        let ends = match behind {
            None | Some(',' | '}' | ']' | '\n' | '\r' | '"') => true,
            Some('/') => true,
            Some(c) => odd_space(c),
        };
        if ends && !token.is_empty() {
            match token {
                "null" => return JsonKind::Null,
                "true" => return JsonKind::Bool(true),
                "false" => return JsonKind::Bool(false),
                _ if is_number(token) => return JsonKind::Number(token.to_owned()),
                _ => {}
            }
            let digits = token.strip_prefix(['-', '+']).unwrap_or(token);
            let unpadded = digits.trim_start_matches('0');
            if digits != token.trim_start_matches('-') || unpadded.len() < digits.len() {
                let rest = if unpadded.starts_with(|c: char| c.is_ascii_digit()) { "" } else { "0" };
                if is_number(&[rest, unpadded].concat()) {
                    self.anomaly(AnomalyKind::LeadingZero, self.span(start), "invalid number format");
                    return JsonKind::Number(token.to_owned());
                }
            }
        }
        self.back_to(mark);
        let text = self.bump_while(|c| !matches!(c, ',' | '}' | ']' | '\n' | '\r'));
        let text = text.trim_matches(|c: char| c.is_whitespace() || odd_space(c));
        // A lone closing quote: only the opening one is missing.
        if let Some(text) = text.strip_suffix('"').filter(|text| !text.contains('"')) {
            self.anomaly(AnomalyKind::MissingQuote, self.span(start), "this string has no opening quotation mark");
            return JsonKind::String(text.to_owned());
        }
        self.anomaly(AnomalyKind::BareWord, self.span(start), "text without quotation marks");
        match text.to_ascii_lowercase().as_str() {
            "null" => JsonKind::Null,
            "true" => JsonKind::Bool(true),
            "false" => JsonKind::Bool(false),
            _ => JsonKind::String(text.to_owned()),
        }
    }
}

fn odd_space(c: char) -> bool {
    !matches!(c, ' ' | '\t' | '\n' | '\r') && (c.is_whitespace() || is_hidden(c) || c.is_control())
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2018}' | '\u{2019}')
}

/// The grammar of JSON numbers.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
