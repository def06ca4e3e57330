//! Whether the description of a property, a member or an enumeration says that it is deprecated, and not something else.

use super::language::{self, Role};
use super::sentences;
use crate::model::{Description, Part};

/// Whether a description says that the thing it describes, `name`, is not to be used any more.
pub(super) fn deprecates(description: &Description, name: &str) -> bool {
    let words = description.words();
    begins_so(&words)
        || language::all(&words, Role::Deprecated).any(|found| is_of_itself(description, &words, found.start, name))
}

/// Whether a text begins with "Deprecated", which is not the adjective of a noun: "Deprecated APIs that the app calls".
fn begins_so(words: &str) -> bool {
    let start = words.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some(("", behind)) = language::split(start, Role::DeprecatedStart) else { return false };
    let word = behind.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    !behind.starts_with(char::is_whitespace) || word.is_empty() || language::says(word, Role::BehindDeprecated)
}

/// Whether the sentence that says "is deprecated" at a place is about the thing itself.
fn is_of_itself(description: &Description, words: &str, at: usize, name: &str) -> bool {
    let before = words.get(..at).unwrap_or_default();
    let from = sentences::last(before).max(before.rfind(';').map_or(0, |at| at + 1));
    let subject = words.get(from..at).unwrap_or_default();
    let is_about = |role: Role| language::says(subject.trim(), role);
    !language::says(subject, Role::Asks)
        && ![Role::TimeOfChange, Role::OtherSubject].into_iter().any(is_about)
        && !names_another(description, (from, at), name)
}

/// Whether the subject of a sentence is something that is marked: "The **size** property", "The value `old`".
fn names_another(description: &Description, (from, to): (usize, usize), name: &str) -> bool {
    let (mut at, mut is_marked, mut rest) = (0, false, String::new());
    for part in &description.parts {
        let words = part.words();
        let start = at;
        at += words.len();
        let is_whole = start >= from && at <= to;
        match part {
            _ if at <= from || start >= to => {}
            Part::Text(_) => {
                rest.push_str(words.get(from.saturating_sub(start)..words.len().min(to - start)).unwrap_or_default());
            }
            _ if is_whole && words.trim().eq_ignore_ascii_case(name) => return false,
            _ if is_whole => is_marked = true,
            _ => return false,
        }
    }
    let mut rest = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    is_marked && rest.all(|word| language::says(word, Role::AroundNamed))
}
