//! Patterns: matching, and suggestions for patterns that do not match.

use std::collections::BTreeSet;

use super::super::{Api, Operation, Type};
use crate::suggest::{did_you_mean, similar};

/// The kind of item that a pattern selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Anything,
    Types,
    Operations,
    Workloads,
}

/// `message-*`, `microsoft.graph.callRecords.*`, `workload:outlook`.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    about: About,
    /// The pieces between the wildcards, in lower case; one piece means no wildcard.
    pieces: Vec<String>,
}

/// The workload of items without one.
const NO_WORKLOAD: &str = "other";

impl Pattern {
    pub fn new(text: &str) -> Pattern {
        let (about, rest) = match text.split_once(':') {
            Some(("type", rest)) => (About::Types, rest),
            Some(("operation", rest)) => (About::Operations, rest),
            Some(("workload", rest)) => (About::Workloads, rest),
            _ => (About::Anything, text),
        };
        Pattern { about, pieces: rest.trim().to_lowercase().split('*').map(str::to_owned).collect() }
    }

    /// Whether it asks for things of this kind.
    fn asks(&self, about: About) -> bool {
        self.about == About::Anything || self.about == about
    }

    /// A type goes by its full name, by its last part, and by its workload.
    pub fn takes_type(&self, ty: &Type) -> bool {
        self.asks(About::Types) && (self.matches(&ty.name) || self.matches(ty.short_name()))
            || self.takes_workload(ty.workload.as_deref())
    }

    /// An operation goes by its name, by the stem of its page, and by its workload.
    pub fn takes_operation(&self, operation: &Operation) -> bool {
        self.asks(About::Operations) && (self.matches(&operation.name) || self.matches(stem(&operation.page)))
            || self.takes_workload(operation.workload.as_deref())
    }

    fn takes_workload(&self, workload: Option<&str>) -> bool {
        self.asks(About::Workloads) && self.matches(workload.unwrap_or(NO_WORKLOAD))
    }

    /// Whether the whole name matches; letters count without case.
    fn matches(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        let (Some((first, rest)), Some(last)) = (self.pieces.split_first(), self.pieces.last()) else { return false };
        if rest.is_empty() {
            return name == *first;
        }
        let Some(mut left) = name.strip_prefix(first.as_str()) else { return false };
        // The pieces between the wildcards, each at its first occurrence: a later one cannot match more.
        for piece in rest.iter().take(rest.len() - 1) {
            match left.split_once(piece.as_str()) {
                Some((_, after)) => left = after,
                None => return false,
            }
        }
        left.ends_with(last.as_str())
    }

    /// The suggestion at the end of a message about a pattern without a match.
    pub fn suggestion(&self, api: &Api) -> String {
        let names = self.names(api);
        let text = self.pieces.join("*");
        let first = self.pieces.first().map_or("", String::as_str);
        if self.pieces.len() == 1 {
            let found = similar(&text, names.iter().map(String::as_str));
            return did_you_mean(&found);
        }
        // With wildcards, the text before the first one is compared with the start of names.
        let heads: BTreeSet<&str> =
            names.iter().filter_map(|name| head(name, first)).filter(|h| !h.is_empty()).collect();
        let found: Vec<String> = similar(first, heads)
            .into_iter()
            .map(|head| text.replacen(first, head, 1))
            .filter(|text| {
                let pattern = Pattern { about: self.about, ..Pattern::new(text) };
                names.iter().any(|name| pattern.matches(name))
            })
            .collect();
        did_you_mean(&found)
    }

    /// Every name that a pattern of this kind could match.
    fn names(&self, api: &Api) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        if self.asks(About::Types) {
            for ty in api.types.values() {
                out.extend([ty.name.to_string(), ty.short_name().to_owned()]);
            }
        }
        if self.asks(About::Operations) {
            out.extend(api.operations.iter().map(|o| o.name.clone()));
        }
        if self.asks(About::Workloads) {
            let of_types = api.types.values().map(|t| &t.workload);
            let workloads = of_types.chain(api.operations.iter().map(|o| &o.workload));
            out.extend(workloads.map(|w| w.clone().unwrap_or_else(|| NO_WORKLOAD.to_owned())));
        }
        out
    }
}

/// As much of the start of a name as `model` is of its own: as many words if it ends with what separates words, else
/// as many letters.
fn head<'a>(name: &'a str, model: &str) -> Option<&'a str> {
    match model.chars().last()? {
        separator @ ('-' | '.') => {
            let words = model.matches(separator).count();
            let (at, _) = name.match_indices(separator).nth(words - 1)?;
            name.get(..=at)
        }
        _ => match name.char_indices().nth(model.chars().count()) {
            Some((at, _)) => name.get(..at),
            None => Some(name),
        },
    }
}

/// The file name of a page without `.md`.
fn stem(page: &str) -> &str {
    let file = page.rsplit('/').next().unwrap_or(page);
    file.get(..file.len().saturating_sub(3)).unwrap_or(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_any_letters() {
        for (pattern, name, expected) in [
            ("message-*", "message-get", true),
            ("message-*", "message-", true),
            ("message-*", "message", false),
            ("*message*", "eventMessage", true),
            ("*-post-*", "user-post-messages", true),
            ("*-post-*", "user-post", false),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("*", "", true),
            ("**", "x", true),
            ("", "x", false),
            ("User", "user", true),
            ("a*bc*c", "abcc", true),
            ("a*bc*c", "abc", false),
            ("é*", "Émile", true),
        ] {
            assert_eq!(Pattern::new(pattern).matches(name), expected, "{pattern} {name}");
        }
    }
}
