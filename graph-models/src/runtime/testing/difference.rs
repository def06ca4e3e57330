//! Differences between a built request and the documented one.

use std::fmt;

use super::Known;

/// A difference between a built request and the documented one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which part of the message differs.
    pub part: MessagePart,
    /// The documented and the built value.
    pub message: String,
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessagePart {
    /// The request line: method, path, query.
    Line,
    /// The headers.
    Headers,
    /// The body; if the type of the builder's argument does not allow it, JSON pointers to the values of the wrong
    /// kind.
    Body(Vec<String>),
}

impl Difference {
    /// A difference in one part.
    pub fn new(part: MessagePart, message: impl Into<String>) -> Self {
        Difference { part, message: message.into() }
    }

    /// The findings that explain the whole difference; nothing if a part of it is unexplained.
    #[must_use]
    pub fn explained<'a>(&self, known: &'a [Known]) -> Option<Vec<&'a Known>> {
        match &self.part {
            MessagePart::Line => explain([""], known),
            MessagePart::Headers => None,
            MessagePart::Body(members) if members.is_empty() => None,
            MessagePart::Body(members) => explain(members.iter().map(String::as_str), known),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The findings at the given members without repetition; nothing if one of the members has none.
pub(super) fn explain<'a, 'k>(
    members: impl IntoIterator<Item = &'a str>,
    known: &'k [Known],
) -> Option<Vec<&'k Known>> {
    let mut found: Vec<&Known> = Vec::new();
    for member in members {
        let mut here = known.iter().filter(|known| at(member, known.member)).peekable();
        here.peek()?;
        for known in here {
            if !found.iter().any(|other| other.reason == known.reason) {
                found.push(known);
            }
        }
    }
    Some(found)
}

/// Whether a finding at one location explains the other: they are the same, or one contains the other. A finding about
/// the whole body explains nothing about its parts. A finding about repeated items of a list has the location of the
/// first.
fn at(member: &str, known: &str) -> bool {
    if member.is_empty() || known.is_empty() {
        return member == known;
    }
    let is_index = |name: &str| name.bytes().all(|b| b.is_ascii_digit());
    let (member, known) = (member.split('/'), known.split('/'));
    member.zip(known).all(|(a, b)| a == b || is_index(a) && is_index(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(members: &[&str], known: &[&'static str]) -> bool {
        let known: Vec<Known> = known.iter().map(|member| Known { member, reason: member }).collect();
        explain(members.iter().copied(), &known).is_some()
    }

    #[test]
    fn a_finding_explains_its_own_place() {
        assert!(explained(&["/a/b"], &["/a/b"]));
        assert!(explained(&["/a/b"], &["/a"]), "the whole of it is wrong");
        assert!(explained(&["/a"], &["/a/b"]), "a part of it is wrong");
        assert!(explained(&["/value/7/b"], &["/value/0/b"]), "said of the first, meant of all");
        assert!(explained(&[""], &[""]));
        assert!(!explained(&["/a/b"], &["/a/c"]));
        assert!(!explained(&["/ab"], &["/a"]));
        assert!(!explained(&["/a"], &[""]), "the body as a whole");
        assert!(!explained(&[""], &["/a"]), "the request line");
        assert!(!explained(&["/a", "/b"], &["/a"]), "only one of two");
    }
}
