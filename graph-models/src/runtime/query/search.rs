//! Expressions of `$search`.

use std::fmt;

use super::field::Field;

/// An expression of `$search`: words or phrases in quotes, joined by `AND` and `OR`.
///
/// ```
/// use graph_models::Search;
///
/// let search = Search::phrase("subject:pizza").or(Search::phrase(r#"the "best" one"#));
/// assert_eq!(search.as_str(), r#""subject:pizza" OR "the \"best\" one""#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[must_use = "a search does nothing until a request has it"]
pub struct Search {
    text: String,
    /// Whether there is an `OR` outside parentheses.
    loose: bool,
}

impl Search {
    /// A phrase in quotes; quotes inside it are escaped.
    pub fn phrase(text: impl AsRef<str>) -> Self {
        let escaped = text.as_ref().replace('\\', r"\\").replace('"', "\\\"");
        Self { text: format!("\"{escaped}\""), loose: false }
    }

    /// A phrase in one property: `"displayName:Adele"`.
    pub fn field<E: ?Sized, V: ?Sized>(field: Field<E, V>, text: impl AsRef<str>) -> Self {
        Self::phrase(format!("{field}:{}", text.as_ref()))
    }

    /// Both.
    pub fn and(self, other: Self) -> Self {
        Self { text: format!("{} AND {}", self.within(), other.within()), loose: false }
    }

    /// At least one of both.
    pub fn or(self, other: Self) -> Self {
        Self { text: format!("{} OR {}", self.text, other.text), loose: true }
    }

    /// The expression, not encoded.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn within(self) -> String {
        if self.loose { format!("({})", self.text) } else { self.text }
    }
}

impl AsRef<str> for Search {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}
