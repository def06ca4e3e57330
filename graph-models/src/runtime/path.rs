//! The path of a request, built segment by segment as in the docs.

use std::fmt;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::encoding;
use super::error::RequestError;
use super::text::Text;

/// The path of a request, below the root of a service such as `https://graph.microsoft.com/v1.0`.
///
/// Values from the caller are percent-encoded so that they cannot change the number or meaning of segments. Values
/// that cannot be encoded (an empty segment, `.` and `..`) are stored as an error, which [`Request::into_http`]
/// returns.
///
/// ```
/// use graph_models::Path;
///
/// let path = Path::new("https://graph.microsoft.com/v1.0").literal("users").key("a/b c").literal("messages");
/// assert_eq!(path.url(), "https://graph.microsoft.com/v1.0/users/a%2Fb%20c/messages");
/// ```
///
/// [`Request::into_http`]: super::request::Request::into_http
#[derive(Clone, Debug)]
pub struct Path {
    base: Arc<str>,
    path: Text,
    /// Whether the path ends in a drive item's path (`root:/a/b`), which a further segment must close with `:`.
    open: bool,
    error: Option<Box<RequestError>>,
}

impl Path {
    /// The root of a service, such as `https://graph.microsoft.com/v1.0`; trailing slashes are ignored.
    pub fn new(base: impl Into<Arc<str>>) -> Self {
        let mut base = base.into();
        if base.ends_with('/') {
            base = base.trim_end_matches('/').into();
        }
        Self { base, path: Text::new(), open: false, error: None }
    }

    /// Appends a fixed segment unchanged: `/segment`.
    #[must_use]
    pub fn literal(&self, segment: &'static str) -> Self {
        let mut longer = self.continued();
        longer.path.push_str(segment);
        longer
    }

    /// Appends any number of segments: `/me/chats`, with a query if there is one; nothing can be appended to that. Letters,
    /// digits, escapes, and the marks that URLs give a meaning stay; everything else is percent-encoded, `#` too.
    ///
    /// ```
    /// use graph_models::Path;
    ///
    /// let path = Path::new("https://graph.microsoft.com/v1.0").below("/me/drive/root:/My files:/children?$top=5");
    /// assert_eq!(path.url(), "https://graph.microsoft.com/v1.0/me/drive/root:/My%20files:/children?$top=5");
    /// ```
    #[must_use]
    pub fn below(&self, path: &str) -> Self {
        let mut longer = self.continued();
        let (segments, query) = path.split_at(path.find('?').unwrap_or(path.len()));
        let segments = segments.trim_matches('/');
        for segment in segments.split('/') {
            longer.refuse_unsafe(&percent_decode_str(segment).decode_utf8_lossy());
        }
        longer.path.push_str(&encoding::link(segments).replace('#', "%23"));
        longer.path.push_str(&encoding::link(query).replace('#', "%23"));
        // `root:/a/b` is open, `root:/a/b:` and `root:/a/b:/children` are not.
        let marks = segments.matches(":/").count() + usize::from(segments.ends_with(':'));
        longer.open = marks % 2 == 1;
        longer
    }

    /// Appends a key as one segment, percent-encoded: `/{value}`.
    #[must_use]
    pub fn key(&self, value: impl AsRef<str>) -> Self {
        let value = value.as_ref();
        let mut longer = self.clone();
        longer.refuse_unsafe(value);
        longer.slash();
        match value {
            "." | ".." => value.chars().for_each(|_| longer.path.push_str("%2E")),
            _ => encoding::segment(value, &mut longer.path),
        }
        longer
    }

    /// Appends a type cast: `/microsoft.graph.user`.
    #[must_use]
    pub fn cast(&self, type_name: &'static str) -> Self {
        self.literal(type_name)
    }

    /// Appends the path of a drive item: `:/a/b`, each piece percent-encoded, slashes kept (leading and trailing ones
    /// are ignored). The next segment closes it: `root:/a/b:/children`.
    #[must_use]
    pub fn item_path(&self, path: &str) -> Self {
        let mut longer = self.clone();
        // A nested path of a drive item is not defined; closing the first one separates them.
        longer.close();
        longer.path.push_str(":");
        for piece in path.trim_matches('/').split('/') {
            longer.refuse_unsafe(piece);
            longer.path.push_str("/");
            match piece {
                "." | ".." => piece.chars().for_each(|_| longer.path.push_str("%2E")),
                _ => encoding::piece(piece, &mut longer.path),
            }
        }
        longer.open = true;
        longer
    }

    /// Closes a drive item's path if no segment follows: `root:/a/b:`.
    #[must_use]
    pub fn closed(&self) -> Self {
        let mut closed = self.clone();
        closed.close();
        closed
    }

    /// Appends a function call: `/name(a='x',b=3)`. An argument with an empty name is positional: `/name('x')`.
    #[must_use]
    pub fn function(&self, name: &'static str, arguments: &[(&'static str, Argument)]) -> Self {
        let mut longer = self.continued();
        longer.path.push_str(name);
        longer.list(arguments)
    }

    /// Appends an alternate key to the current segment: `(name='x')`.
    #[must_use]
    pub fn alternate_key(&self, pairs: &[(&'static str, Argument)]) -> Self {
        self.clone().list(pairs)
    }

    /// Appends an alternate key as a separate segment: `/name=value`.
    #[must_use]
    pub fn alternate_key_segment(&self, name: &'static str, value: Argument) -> Self {
        let mut longer = self.continued();
        longer.argument(name, &value);
        longer
    }

    /// The absolute URL without a query.
    pub fn url(&self) -> String {
        self.url_with_room(0)
    }

    /// The same, with reserved space for a query.
    pub(super) fn url_with_room(&self, query: usize) -> String {
        let mut url = String::with_capacity(self.base.len() + self.path.len() + query);
        url.push_str(&self.base);
        url.push_str(self.path.as_str());
        url
    }

    /// The path below the root of the service, with a leading slash; empty for the root itself.
    pub fn as_str(&self) -> &str {
        self.path.as_str()
    }

    /// The root of the service, without a trailing slash.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// [`Path::base`], shared.
    pub(crate) fn shared_base(&self) -> &Arc<str> {
        &self.base
    }

    /// The reason why this path cannot be requested, if any.
    pub fn error(&self) -> Option<&RequestError> {
        self.error.as_deref()
    }

    /// The same path, ready for another segment.
    fn continued(&self) -> Self {
        let mut longer = self.clone();
        longer.slash();
        longer
    }

    /// Ends an open drive item's path. Nothing can be behind a query.
    fn close(&mut self) {
        if self.path.as_str().contains('?') {
            let reason = "it has a query, so nothing can be appended to it".to_owned();
            self.fail(RequestError::Url { url: self.url(), reason });
        }
        if std::mem::take(&mut self.open) {
            self.path.push_str(":");
        }
    }

    fn slash(&mut self) {
        self.close();
        self.path.push_str("/");
    }

    fn list(mut self, arguments: &[(&'static str, Argument)]) -> Self {
        self.path.push_str("(");
        for (index, (name, value)) in arguments.iter().enumerate() {
            if index > 0 {
                self.path.push_str(",");
            }
            self.argument(name, value);
        }
        self.path.push_str(")");
        self
    }

    fn argument(&mut self, name: &'static str, value: &Argument) {
        if !name.is_empty() {
            self.path.push_str(name);
            self.path.push_str("=");
        }
        if matches!(value, Argument::Raw(text) if text.is_empty()) {
            self.fail(RequestError::EmptyKey { after: self.path.as_str().to_owned() });
        }
        value.encode(&mut self.path);
    }

    /// Rejects segments that would change the URL: empty ones, and dot segments, which most HTTP clients resolve even
    /// if they are percent-encoded.
    fn refuse_unsafe(&mut self, segment: &str) {
        match segment {
            "" => self.fail(RequestError::EmptyKey { after: self.path.as_str().to_owned() }),
            "." | ".." => self.fail(RequestError::DotSegment { after: self.path.as_str().to_owned() }),
            _ => {}
        }
    }

    /// Stores the first error.
    fn fail(&mut self, error: RequestError) {
        self.error.get_or_insert_with(|| Box::new(error));
    }
}

/// The path below the root of the service.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.path.as_str())
    }
}

/// An argument of a function, or the value of an alternate key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Argument {
    /// Text between `'` (not doubled or encoded yet).
    Quoted(String),
    /// A number, Boolean, GUID, date, … without quotes (not encoded yet).
    Raw(String),
}

impl Argument {
    /// A string: `'it''s'`, with quotes doubled and percent-encoded.
    pub fn quoted(text: impl AsRef<str>) -> Self {
        Self::Quoted(text.as_ref().to_owned())
    }

    /// Any value without quotes: `3`, `true`, a GUID, a date.
    pub fn raw(value: impl fmt::Display) -> Self {
        Self::Raw(value.to_string())
    }

    fn encode(&self, out: &mut Text) {
        match self {
            Self::Quoted(text) => {
                out.push_str("'");
                for (index, part) in text.split('\'').enumerate() {
                    if index > 0 {
                        out.push_str("%27%27");
                    }
                    encoding::segment(part, out);
                }
                out.push_str("'");
            }
            Self::Raw(text) => encoding::raw_argument(text, out),
        }
    }
}
