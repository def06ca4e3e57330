//! Request templates: the path on a docs page, cut into segments.

use std::fmt;

/// A template: the path of a request, in the words of the docs page and cut into segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The path as documented, without host, version, query and trailing slash; with a leading slash.
    pub text: String,
    /// The segments.
    pub segments: Vec<Segment>,
}

/// A part of a path that the caller supplies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placeholder {
    /// The words between the braces, such as `exchangeRestoreSessionId` or `id | userPrincipalName`.
    pub name: String,
}

/// A parameter of a function or of an alternate key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parameter {
    /// Name in front of `=`; empty for a positional argument.
    pub name: String,
    /// The words of the value.
    pub placeholder: Placeholder,
    /// Whether the value is in single quotes: a string literal.
    pub quoted: bool,
}

/// One segment of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// A fixed word: `solutions`.
    Literal(String),
    /// A key: `{id}`.
    Key(Placeholder),
    /// A function, or a key in parentheses: `range(address='{address}')`.
    Function {
        /// The name before the parenthesis; qualified names are kept whole.
        name: String,
        /// The parameters in their order.
        parameters: Vec<Parameter>,
    },
    /// An alternate key written as a segment of its own: `roleTemplateId={id}`.
    AlternateKey(Parameter),
    /// Addressing by path, as OneDrive does: the `:/{item-path}:` behind `root` or an item.
    ItemPath(Placeholder),
    /// A cast to a derived type: `microsoft.graph.user`.
    Cast(String),
    /// `$value`: the raw bytes of a medium or property.
    Value,
    /// `$ref`: the reference instead of the object.
    Ref,
    /// `$count`: the number of items.
    Count,
}

/// The longest documented path has about twenty segments; every reader of the tree of paths may recurse this deep.
const MAX_SEGMENTS: usize = 64;
/// The most parameters known are four.
const MAX_PARAMETERS: usize = 64;

/// Why a template could not be cut into segments.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Nothing is left after host and query are cut off.
    #[error("the path is empty")]
    Empty,
    /// `{` without `}`.
    #[error("`{0}` is not closed")]
    Unclosed(char),
    /// More segments than any service has.
    #[error("it has more than {MAX_SEGMENTS} segments")]
    TooLong,
    /// A function of more parameters than any service has.
    #[error("it has more than {MAX_PARAMETERS} parameters in a segment")]
    Parameters,
    /// A segment that is neither a word nor a placeholder.
    #[error("`{0}` is neither a word nor a placeholder")]
    Segment(String),
}

impl Template {
    /// Cuts a documented path into segments.
    ///
    /// # Errors
    /// When the path is empty, a bracket is not closed, or a segment is neither a word nor a placeholder.
    pub fn parse(target: &str) -> Result<Template, TemplateError> {
        Template::read(target, false)
    }

    /// Cuts a path; braces and brackets in an address are kept, because they are part of a value.
    fn read(target: &str, is_address: bool) -> Result<Template, TemplateError> {
        let path = strip_host(target.trim());
        let path = cut_query(path);
        let raw = split_segments(path)?;
        let mut segments = Vec::with_capacity(raw.len());
        let mut text = String::with_capacity(path.len() + 1);
        let mut pieces = raw.iter().peekable();
        while let Some(piece) = pieces.next() {
            let piece = piece.trim();
            if piece.is_empty() {
                continue;
            }
            text.push('/');
            text.push_str(piece);
            // `root:` and `{id}:` start addressing by path, which ends at the next colon or at the end of the template.
            if let Some(before) = piece.strip_suffix(':').filter(|p| !p.is_empty()) {
                if !before.starts_with(':') {
                    segments.push(segment(before, is_address)?);
                }
                let mut names = Vec::new();
                // `root:/{item-path}/copy`: the colon behind the path is left out.
                let is_closed = is_address || pieces.clone().any(|piece| piece.trim().ends_with(':'));
                while let Some(next) = pieces.peek() {
                    let next = next.trim();
                    if next.is_empty() {
                        pieces.next();
                        continue;
                    }
                    if !is_closed && !names.is_empty() && unwrap_placeholder(next).is_none() {
                        break;
                    }
                    let (words, closed) = match next.strip_suffix(':') {
                        Some(words) => (words, true),
                        None => (next, false),
                    };
                    text.push('/');
                    text.push_str(next);
                    if !words.is_empty() {
                        let name = unwrap_placeholder(words).filter(|_| !is_address).unwrap_or(words);
                        names.push(name.trim().to_owned());
                    }
                    pieces.next();
                    if closed {
                        break;
                    }
                }
                let name = if names.is_empty() { "path".to_owned() } else { names.join("/") };
                segments.push(Segment::ItemPath(Placeholder { name }));
                continue;
            }
            segments.push(segment(piece, is_address)?);
        }
        if segments.is_empty() {
            return Err(TemplateError::Empty);
        }
        if segments.len() > MAX_SEGMENTS {
            return Err(TemplateError::TooLong);
        }
        Ok(Template { text, segments })
    }

    /// A template of the given segments, in the words that a page would use.
    #[must_use]
    pub fn from_segments(segments: Vec<Segment>) -> Template {
        let mut text = String::new();
        for segment in &segments {
            // The colon of `root:/{path}:` belongs to the segment in front of it.
            if let Segment::ItemPath(path) = segment {
                text.push_str(&format!(":/{{{}}}:", path.name));
            } else {
                text.push_str(&format!("/{segment}"));
            }
        }
        let text = text.strip_suffix(':').map_or(text.clone(), str::to_owned);
        Template { text, segments }
    }

    /// Whether the path starts at the signed-in user.
    #[must_use]
    pub fn starts_with_me(&self) -> bool {
        let word = |at: usize, word: &str| matches!(self.segments.get(at), Some(Segment::Literal(found)) if found.eq_ignore_ascii_case(word));
        word(0, "me") || word(0, "users") && word(1, "me")
    }

    /// The path with the arguments in the place of the placeholders, not encoded.
    #[must_use]
    pub fn filled(&self, arguments: &[String]) -> String {
        let mut arguments = arguments.iter().map(String::as_str);
        let mut out = String::new();
        for segment in &self.segments {
            let mut parameter = |p: &Parameter| {
                let (quote, equals) = (if p.quoted { "'" } else { "" }, if p.name.is_empty() { "" } else { "=" });
                format!("{}{equals}{quote}{}{quote}", p.name, arguments.next().unwrap_or_default())
            };
            let piece = match segment {
                Segment::Key(_) => format!("/{}", arguments.next().unwrap_or_default()),
                Segment::Function { name, parameters } => {
                    let parameters: Vec<String> = parameters.iter().map(parameter).collect();
                    format!("/{name}({})", parameters.join(","))
                }
                Segment::AlternateKey(key) => format!("/{}", parameter(key)),
                Segment::ItemPath(_) => format!(":/{}:", arguments.next().unwrap_or_default()),
                other => format!("/{other}"),
            };
            out.push_str(&piece);
        }
        out
    }

    /// How many segments are fixed: of several templates that match a path, the one with the most is meant.
    #[must_use]
    pub fn fixed(&self) -> usize {
        self.segments
            .iter()
            .filter(|s| !matches!(s, Segment::Key(_) | Segment::AlternateKey(_) | Segment::ItemPath(_)))
            .count()
    }

    /// Matches a concrete path (percent-decoded segment by segment by the caller's `decode`) and gives the
    /// arguments in their order; `None` if the path is not one of this template's.
    ///
    /// A key in parentheses, `users('x')`, is the key segment `users/x`, and `delta()` is `delta`.
    #[must_use]
    pub fn arguments(&self, path: &str) -> Option<Vec<String>> {
        self.arguments_of(&Address::read(path)?)
    }

    /// The same for an address that is compared with many templates.
    pub(crate) fn arguments_of(&self, address: &Address) -> Option<Vec<String>> {
        let mut found = Vec::new();
        let mut given = address.0.segments.iter().flat_map(|segment| Plain::of(segment, true));
        for own in self.plain() {
            let given = given.next()?;
            match (own, given) {
                (Plain::Word(a), Plain::Word(b)) if a.eq_ignore_ascii_case(b) => {}
                (Plain::Key(_), Plain::Word(value)) => found.push(value.to_owned()),
                (Plain::Key(_), Plain::Key(value)) => found.push(format!("{{{value}}}")),
                (Plain::Key(_), Plain::Other(Segment::AlternateKey(p))) => {
                    found.push(format!("{}={}", p.name, p.placeholder.name));
                }
                (Plain::Key(_), Plain::Other(Segment::Cast(value))) => found.push(value.clone()),
                (Plain::Other(own), Plain::Other(given)) => values(own, given, &mut found)?,
                // A key may look like anything: only the template distinguishes `f(x)` or `$value` from a key.
                _ => return None,
            }
        }
        given.next().is_none().then_some(found)
    }

    /// Whether this is the other template with a key in parentheses, `users('{id}')`, where that one has a segment.
    pub(crate) fn is_twin(&self, other: &Template) -> bool {
        let keys = |template: &Template| {
            let is_key = |s: &&Segment| matches!(s, Segment::Function { parameters, .. } if matches!(parameters.as_slice(), [only] if only.name.is_empty()));
            template.segments.iter().filter(is_key).count()
        };
        let same = |(a, b)| match (a, b) {
            (Plain::Word(a), Plain::Word(b)) => a == b,
            (Plain::Key(_), Plain::Key(_)) => true,
            (Plain::Other(a), Plain::Other(b)) => a == b,
            _ => false,
        };
        keys(self) > keys(other)
            && self.plain().count() == other.plain().count()
            && self.plain().zip(other.plain()).all(same)
    }

    /// The word that every path of this template starts with, if it starts with one.
    pub(crate) fn first_word(&self) -> Option<&str> {
        self.plain().next().and_then(Plain::word)
    }

    fn plain(&self) -> impl Iterator<Item = Plain<'_>> {
        self.segments.iter().flat_map(|segment| Plain::of(segment, false))
    }
}

/// The path of a documented request, to be compared with templates.
#[derive(Clone, Debug)]
pub(crate) struct Address(Template);

impl Address {
    /// Reads an address; `None` if it has no path that a template can have.
    pub fn read(address: &str) -> Option<Address> {
        Template::read(address, true).ok().map(Address)
    }

    /// The path as documented, without host, version, query and trailing slash.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The first segment, if it is a word.
    pub fn first_word(&self) -> Option<&str> {
        self.0.segments.iter().flat_map(|segment| Plain::of(segment, true)).next().and_then(Plain::word)
    }
}

/// The parts in which two segments other than words and keys must agree; the values of the second are arguments.
fn values(own: &Segment, given: &Segment, found: &mut Vec<String>) -> Option<()> {
    match (own, given) {
        (Segment::Function { name: a, parameters }, Segment::Function { name: b, parameters: values })
            if a.eq_ignore_ascii_case(b) && parameters.len() == values.len() =>
        {
            for (parameter, value) in parameters.iter().zip(values) {
                if !parameter.name.eq_ignore_ascii_case(&value.name) || parameter.quoted != value.quoted {
                    return None;
                }
                found.push(value.placeholder.name.clone());
            }
        }
        (Segment::AlternateKey(a), Segment::AlternateKey(b))
            if a.name.eq_ignore_ascii_case(&b.name) && a.quoted == b.quoted =>
        {
            found.push(b.placeholder.name.clone());
        }
        (Segment::ItemPath(_), Segment::ItemPath(value)) => found.push(value.name.clone()),
        (Segment::Cast(a), Segment::Cast(b)) if a.eq_ignore_ascii_case(b) => {}
        (Segment::Value, Segment::Value) | (Segment::Ref, Segment::Ref) | (Segment::Count, Segment::Count) => {}
        _ => return None,
    }
    Some(())
}

/// A segment as it is matched: keys in parentheses are segments of their own, and functions without parameters words.
#[derive(Clone, Copy)]
enum Plain<'s> {
    Word(&'s str),
    Key(&'s str),
    Other(&'s Segment),
}

impl<'s> Plain<'s> {
    /// One segment, or the two that `users('x')` is.
    fn of(segment: &'s Segment, is_address: bool) -> impl Iterator<Item = Plain<'s>> {
        let (first, second) = match segment {
            Segment::Literal(word) => (Plain::Word(word), None),
            Segment::Key(key) => (Plain::Key(&key.name), None),
            Segment::Function { name, parameters } => match parameters.as_slice() {
                [] => (Plain::Word(name), None),
                [only] if only.name.is_empty() => {
                    let key = only.placeholder.name.as_str();
                    (Plain::Word(name), Some(if is_address { Plain::Word(key) } else { Plain::Key(key) }))
                }
                _ => (Plain::Other(segment), None),
            },
            other => (Plain::Other(other), None),
        };
        std::iter::once(first).chain(second)
    }

    fn word(self) -> Option<&'s str> {
        match self {
            Plain::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// The segment in the words of a page: `{id}`, `range(address='{address}')`, `$value`.
impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameter = |p: &Parameter| {
            let quote = if p.quoted { "'" } else { "" };
            let equals = if p.name.is_empty() { "" } else { "=" };
            format!("{}{equals}{quote}{{{}}}{quote}", p.name, p.placeholder.name)
        };
        match self {
            Segment::Literal(word) | Segment::Cast(word) => f.write_str(word),
            Segment::Key(key) => write!(f, "{{{}}}", key.name),
            Segment::Function { name, parameters } => {
                let parameters: Vec<String> = parameters.iter().map(parameter).collect();
                write!(f, "{name}({})", parameters.join(","))
            }
            Segment::AlternateKey(key) => f.write_str(&parameter(key)),
            Segment::ItemPath(path) => write!(f, ":/{{{}}}:", path.name),
            Segment::Value => f.write_str("$value"),
            Segment::Ref => f.write_str("$ref"),
            Segment::Count => f.write_str("$count"),
        }
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The version of an absolute Graph URL and the path behind it.
#[must_use]
pub fn split_url(url: &str) -> Option<(&str, &str)> {
    let (host, path) = without_scheme(url)?.split_once('/')?;
    if !host.to_ascii_lowercase().starts_with("graph.") {
        return None;
    }
    let (version, path) = match path.find('/') {
        Some(at) => path.split_at(at),
        None => match path.find('?') {
            Some(at) => path.split_at(at),
            None => (path, ""),
        },
    };
    // `v1.0** not found/…` is not a version.
    (!version.contains('*')).then_some((version, path))
}

/// The text after `https://`.
fn without_scheme(url: &str) -> Option<&str> {
    ["https://", "http://"].iter().find_map(|scheme| without_start(url, scheme))
}

/// The text after a prefix, which is compared without case.
fn without_start<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    text.get(..start.len())?.eq_ignore_ascii_case(start).then(|| text.get(start.len()..))?
}

/// Whether a request goes to Graph: a path, or an address of its hosts. Callbacks and upload addresses do not.
#[must_use]
pub fn is_graph(url: &str) -> bool {
    let Some((_, rest)) = url.split_once("://").filter(|(scheme, _)| scheme.to_ascii_lowercase().starts_with("http"))
    else {
        return true;
    };
    let host = rest.split('/').next().unwrap_or(rest).to_ascii_lowercase();
    // `graph`, for `https://graph/microsoft.com/…`, is a slip of the pen.
    host.starts_with("graph.") || host == "graph"
}

/// Drops `https://host/version` from an absolute URL, or only a version. The scheme may be left out.
fn strip_host(target: &str) -> &str {
    if let Some((_, path)) = split_url(target) {
        return path;
    }
    let behind_host = |rest: &'_ str| rest.find('/').map_or(rest.len(), |at| at + 1);
    let bare = target.trim_start_matches('/');
    let path = match without_scheme(target) {
        // `https://graph/microsoft.com/v1.0/…`: a slash instead of the dot.
        Some(rest) => match without_start(rest, "graph/microsoft.com/") {
            Some(path) => return path.split_once('/').map_or("", |(_, path)| path),
            // Another host: everything after it is the path.
            None => rest.get(behind_host(rest)..).unwrap_or_default(),
        },
        None if is_host(bare) => bare.get(behind_host(bare)..).unwrap_or_default(),
        None => target,
    };
    let versions = ["v1.0/", "beta/"];
    let bare = path.strip_prefix('/').unwrap_or(path);
    versions.iter().find_map(|version| without_start(bare, version)).unwrap_or(path)
}

/// Whether an address without a scheme starts with a host of Graph: `graph.microsoft.com/v1.0/…`.
fn is_host(bare: &str) -> bool {
    let first = bare.split('/').next().unwrap_or(bare);
    let labels = || first.split('.');
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    labels().count() > 2 && labels().all(is_label) && without_start(first, "graph.microsoft.").is_some()
}

/// Cuts `?query` off, but not a question mark inside quotes or braces.
fn cut_query(path: &str) -> &str {
    let mut quoted = false;
    let mut depth = 0usize;
    for (at, c) in path.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '?' if !quoted && depth == 0 => return path.get(..at).unwrap_or(path),
            _ => {}
        }
    }
    // An odd quote hides the query: cut at the first question mark all the same.
    if quoted { path.split('?').next().unwrap_or(path) } else { path }
}

/// Splits at slashes outside braces, parentheses and quotes.
fn split_segments(path: &str) -> Result<Vec<&str>, TemplateError> {
    let mut out = Vec::with_capacity(8);
    let mut start = 0;
    let (mut braces, mut parens, mut quoted) = (0usize, 0usize, false);
    for (at, byte) in path.bytes().enumerate() {
        match byte {
            b'\'' if parens > 0 => quoted = !quoted,
            _ if quoted => {}
            b'{' => braces += 1,
            b'}' => braces = braces.saturating_sub(1),
            b'(' => parens += 1,
            b')' => parens = parens.saturating_sub(1),
            b'/' if braces == 0 && parens == 0 => {
                out.extend(path.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    if braces > 0 {
        return Err(TemplateError::Unclosed('{'));
    }
    if parens > 0 {
        // `range(address='{address}'/clear`: a parenthesis that is never closed ends with its segment.
        return Ok(path.split('/').collect());
    }
    out.extend(path.get(start..));
    Ok(out)
}

/// The words inside `{…}` or `<…>` if the whole piece is one placeholder.
fn unwrap_placeholder(piece: &str) -> Option<&str> {
    let inner = piece
        .strip_prefix('{')
        .and_then(|p| p.strip_suffix('}'))
        .or_else(|| piece.strip_prefix('<').and_then(|p| p.strip_suffix('>')))?;
    (!inner.contains(['{', '}', '<', '>'])).then(|| inner.trim())
}

/// Reads one piece between slashes.
fn segment(piece: &str, is_address: bool) -> Result<Segment, TemplateError> {
    match piece {
        "$value" => return Ok(Segment::Value),
        "$ref" => return Ok(Segment::Ref),
        "$count" => return Ok(Segment::Count),
        _ => {}
    }
    if let Some(name) = unwrap_placeholder(piece) {
        if is_address {
            return Ok(Segment::Literal(piece.to_owned()));
        }
        return Ok(Segment::Key(Placeholder { name: name.to_owned() }));
    }
    if !piece.bytes().any(is_mark) && !is_cast(piece) {
        return Ok(Segment::Literal(piece.to_owned()));
    }
    if let Some(open) = piece.find('(') {
        let (name, rest) = piece.split_at(open);
        let Some(inner) = rest.strip_prefix('(') else { return Err(TemplateError::Segment(piece.to_owned())) };
        let inner = inner.strip_suffix(')').unwrap_or(inner);
        if inner.contains(')') && !inner.contains(['{', '\'', '<', '(']) {
            return Err(TemplateError::Segment(piece.to_owned()));
        }
        // `(team-id)`: a placeholder in the wrong brackets.
        if name.is_empty() {
            let words = inner.trim_matches(['\'', '{', '}', '<', '>']).trim();
            return Ok(Segment::Key(Placeholder { name: words.to_owned() }));
        }
        if name.contains(['{', '<']) {
            return Err(TemplateError::Segment(piece.to_owned()));
        }
        let parameters = parameters(inner, is_address);
        if parameters.len() > MAX_PARAMETERS {
            return Err(TemplateError::Parameters);
        }
        return Ok(Segment::Function { name: name.to_owned(), parameters });
    }
    // `{user-id} | user-principal-name`: the alternatives are outside the braces.
    if let Some(rest) = piece.strip_prefix('{')
        && let Some((first, more)) = rest.split_once('}')
        && let Some(more) = more.trim_start().strip_prefix('|')
    {
        let more = more.trim().trim_matches(['{', '}']);
        return Ok(Segment::Key(Placeholder { name: format!("{} | {}", first.trim(), more) }));
    }
    if let Some((name, value)) = piece.split_once('=')
        && is_word(name)
    {
        let parameter = parameter_value(name, value, is_address);
        return Ok(Segment::AlternateKey(parameter));
    }
    if is_cast(piece) && is_word(piece) {
        return Ok(Segment::Cast(piece.to_owned()));
    }
    if piece.contains(['{', '}', '<', '>', '*']) || piece.chars().any(char::is_control) {
        return Err(TemplateError::Segment(piece.to_owned()));
    }
    Ok(Segment::Literal(piece.to_owned()))
}

/// Whether an ASCII byte means that a piece is not a plain word.
fn is_mark(byte: u8) -> bool {
    matches!(byte, b'(' | b'{' | b'}' | b'<' | b'>' | b'*' | b'=') || !byte.is_ascii() || byte.is_ascii_control()
}

/// Whether a piece starts as the name of a type does.
fn is_cast(piece: &str) -> bool {
    piece.get(..CAST.len()).is_some_and(|start| start.eq_ignore_ascii_case(CAST))
}

/// How the name of a type in a path starts.
const CAST: &str = "microsoft.graph.";

fn is_word(piece: &str) -> bool {
    !piece.is_empty() && piece.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '@'))
}

/// The parameters between the parentheses of a function.
fn parameters(inner: &str, is_address: bool) -> Vec<Parameter> {
    let mut out = Vec::new();
    let mut piece = String::new();
    let (mut quoted, mut depth) = (false, 0usize);
    let mut flush = |piece: &mut String| {
        let text = piece.trim().to_owned();
        piece.clear();
        if text.is_empty() {
            return;
        }
        match text.split_once('=') {
            Some((name, value)) if is_word(name.trim()) => out.push(parameter_value(name.trim(), value, is_address)),
            _ => out.push(parameter_value("", &text, is_address)),
        }
    };
    for c in inner.chars() {
        match c {
            '\'' => quoted = !quoted,
            '{' | '<' | '[' | '(' if !quoted => depth += 1,
            '}' | '>' | ']' | ')' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 0 => {
                flush(&mut piece);
                continue;
            }
            _ => {}
        }
        piece.push(c);
    }
    flush(&mut piece);
    out
}

fn parameter_value(name: &str, value: &str, is_address: bool) -> Parameter {
    let value = value.trim();
    let (value, quoted) = match value.strip_prefix('\'').and_then(|v| v.strip_suffix('\'')) {
        Some(inner) => (inner, true),
        None => (value, false),
    };
    let words = unwrap_placeholder(value).filter(|_| !is_address).unwrap_or(value);
    // Quotes inside the braces mean the same: `f(a={'x'})`.
    let (words, quoted) = match words.strip_prefix('\'').and_then(|v| v.strip_suffix('\'')) {
        Some(inner) => (inner, true),
        None => (words, quoted),
    };
    Parameter { name: name.to_owned(), placeholder: Placeholder { name: words.to_owned() }, quoted }
}
