//! A comparison as text: for people, for scripts, for a changelog.

mod human;
mod json;
mod markdown;

pub use human::{brief, human};
pub use json::json;
pub use markdown::markdown;

use std::collections::BTreeSet;

use super::change::{Change, Class, Kind, SentencePart};
use crate::diagnostic::visible;

/// The number of changes of each class.
fn count(changes: &[Change], class: Class) -> usize {
    changes.iter().filter(|c| c.class == class).count()
}

/// The counts as text: `2 breaking, 1 addition, 3 documentation`.
#[must_use]
pub fn totals(changes: &[Change]) -> String {
    let plural = |class: Class, n: usize| match class {
        Class::Addition if n != 1 => "additions",
        class => class.as_str(),
    };
    let parts = Class::ALL.map(|class| {
        let n = count(changes, class);
        format!("{n} {}", plural(class, n))
    });
    parts.join(", ")
}

/// One sentence for each change, and one for all changed descriptions of a type or operation.
fn sentences(changes: &[Change]) -> Vec<(&Change, Vec<SentencePart>)> {
    let words = |c: &Change| {
        matches!(
            c.kind,
            Kind::TypeDescription | Kind::PropertyDescription | Kind::MemberDescription | Kind::OperationDescription
        )
    };
    let mut out = Vec::new();
    let mut said = BTreeSet::new();
    for change in changes {
        if !words(change) {
            out.push((change, change.sentence()));
            continue;
        }
        if !said.insert(&change.subject) {
            continue;
        }
        let of_subject: Vec<&Change> = changes.iter().filter(|c| words(c) && c.subject == change.subject).collect();
        if of_subject.len() == 1 {
            out.push((change, change.sentence()));
            continue;
        }
        let mut parts =
            vec![SentencePart::Name(change.subject.name().to_owned()), SentencePart::Words(": descriptions changed: ")];
        for (i, one) in of_subject.iter().enumerate() {
            if i > 0 {
                parts.push(SentencePart::Words(", "));
            }
            parts.push(
                one.member.as_ref().map_or(SentencePart::Words("itself"), |member| SentencePart::Name(member.clone())),
            );
        }
        out.push((change, parts));
    }
    out
}

/// Text from the docs on one line, without terminal control characters.
fn plain(text: &str) -> String {
    visible(text.to_owned())
}

/// Shortens long text.
fn short(text: &str) -> String {
    const LONGEST: usize = 160;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}
