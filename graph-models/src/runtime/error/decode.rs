//! Errors of decoding and encoding.

use std::fmt;
use std::sync::Arc;

use super::GraphError;
use super::shown::{self, Escaped};
use crate::runtime::json_pointer;

/// A body, or an expanded relationship, that does not have the documented shape.
#[derive(Debug)]
pub struct DecodeError {
    expected: String,
    path: String,
    line: usize,
    column: usize,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl DecodeError {
    /// The expected type, such as `microsoft.graph.user`.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// The location of the value, as a JSON pointer such as `/value/3/status`; empty for the whole body.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The line in the body, from 1; 0 if unknown.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column in the body, in bytes from 1; 0 if unknown.
    pub fn column(&self) -> usize {
        self.column
    }

    /// What is wrong, without the location.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The body is empty, but a value was expected.
    pub(crate) fn empty(expected: &str) -> Self {
        Self::at_nowhere(expected, "the body is empty".to_owned(), None)
    }

    /// `serde_json` could not parse `body`.
    pub(crate) fn json(expected: &str, body: &[u8], error: serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let text = error.to_string();
        let place = format!(" at line {line} column {column}");
        Self {
            expected: expected.to_owned(),
            path: json_pointer::pointer(body, line, column),
            line,
            column,
            message: shown::middle_cut(text.strip_suffix(&place).unwrap_or(&text)),
            source: Some(Box::new(error)),
        }
    }

    /// A value that is not part of a text.
    pub(crate) fn at(expected: &str, path: String, message: String) -> Self {
        Self { path, ..Self::at_nowhere(expected, message, None) }
    }

    /// The same error, one level further out: the value is the member `name`.
    pub(crate) fn below(mut self, name: &str) -> Self {
        self.path.insert_str(0, &format!("/{}", name.replace('~', "~0").replace('/', "~1")));
        self
    }

    /// The body is an error of the service.
    pub(crate) fn refused(expected: &str, error: GraphError) -> Self {
        Self::other(expected, error)
    }

    /// The error of the service, if the body is one.
    pub(crate) fn into_graph(mut self) -> Result<Box<GraphError>, Self> {
        match self.source.map(|source| source.downcast()) {
            Some(Ok(error)) => Ok(error),
            Some(Err(source)) => {
                self.source = Some(source);
                Err(self)
            }
            None => Err(Self { source: None, ..self }),
        }
    }

    /// Anything but JSON.
    pub(crate) fn other(expected: &str, error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::at_nowhere(expected, error.to_string(), Some(Box::new(error)))
    }

    fn at_nowhere(expected: &str, message: String, source: Option<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { expected: expected.to_owned(), path: String::new(), line: 0, column: 0, message, source }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot decode {}: {}", self.expected, Escaped(&self.message))?;
        if !self.path.is_empty() {
            write!(f, ", at {}", Escaped(&self.path))?;
        }
        if self.line > 0 {
            write!(f, " (line {}, column {})", self.line, self.column)?;
        }
        Ok(())
    }
}

impl std::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// A value that cannot be serialized as JSON, such as a map whose keys are not strings.
#[derive(Clone, Debug)]
pub struct EncodeError {
    type_name: &'static str,
    /// Shared, because cloning a request clones its error.
    source: Arc<serde_json::Error>,
}

impl EncodeError {
    /// `T` could not be serialized.
    pub(crate) fn new<T: ?Sized>(source: serde_json::Error) -> Self {
        Self { type_name: std::any::type_name::<T>(), source: Arc::new(source) }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot encode {}: {}", self.type_name, self.source)
    }
}

impl std::error::Error for EncodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}
