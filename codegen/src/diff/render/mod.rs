//! A comparison as text: for people, for scripts, for a changelog.

mod human;
mod json;
mod markdown;

pub use human::{brief, human};
pub use json::json;
pub use markdown::markdown;

use std::collections::BTreeSet;

use super::change::{Change, Class, Kind, Part};
use crate::diagnostic::visible;

/// How many changes there are of each class.
fn count(changes: &[Change], class: Class) -> usize {
    changes.iter().filter(|c| c.class == class).count()
}

/// The counts in words: `2 breaking, 1 addition, 3 documentation`.
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

/// The sentences of changes: one each, but one for all that is described in other words of a type or operation.
fn sentences(changes: &[Change]) -> Vec<(&Change, Vec<Part>)> {
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
        let mut parts = vec![Part::Name(change.subject.name().to_owned()), Part::Words(": described in other words: ")];
        for (i, one) in of_subject.iter().enumerate() {
            if i > 0 {
                parts.push(Part::Words(", "));
            }
            parts.push(one.member.as_ref().map_or(Part::Words("itself"), |member| Part::Name(member.clone())));
        }
        out.push((change, parts));
    }
    out
}

/// Text from the docs on one line, with nothing in it that a terminal would obey.
fn plain(text: &str) -> String {
    visible(text.to_owned())
}

/// Cut where it gets long.
fn short(text: &str) -> String {
    const LONGEST: usize = 160;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}
