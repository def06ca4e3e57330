//! `mock.toml` in the docs folder: what an API allows in which status, and how statuses change.
#![doc = include_str!("mock.md")]

mod check;
mod file;

use std::collections::HashSet;
use std::fs;
use std::io;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value};

use self::check::{Checker, has_all};
use self::file::{File, How};
use super::Outcome;
use crate::given::FileLocation;
use crate::model::{Api, is_for};

/// The name of the file in the docs folder.
pub const FILE_NAME: &str = "mock.toml";

/// What the objects of an API allow in which status. The default has no rules.
#[derive(Clone, Debug, Default)]
pub struct Rules(Arc<Inner>);

/// Why a `mock.toml` cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RulesError {
    /// It cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: Utf8PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The file is invalid; the message starts with the location.
    #[error("{place}: {message}")]
    Wrong {
        /// The location.
        place: FileLocation,
        /// What is wrong and how to correct it.
        message: String,
    },
}

#[derive(Debug, Default)]
struct Inner {
    refusals: Vec<Refusal>,
    progress: Vec<Progress>,
    made: Vec<Made>,
    takes: Vec<Take>,
    omits: Vec<Omit>,
    moments: Vec<Moment>,
    missing: Vec<Missing>,
}

/// An error that a rule answers with.
#[derive(Clone, Debug)]
pub(super) struct Denial {
    pub status: u16,
    pub code: String,
    pub message: String,
}

#[derive(Debug)]
struct Refusal {
    operations: HashSet<String>,
    unless_status: Option<Vec<String>>,
    unless_parent_status: Option<Vec<String>>,
    object: Map<String, Value>,
    with_children: Option<Vec<String>>,
    with_siblings: Option<Vec<String>>,
    lists: Vec<String>,
    longer_than: Option<usize>,
    shorter_than: Option<usize>,
    mixed: Option<String>,
    denial: Denial,
}

/// What happens to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// It is created.
    Made,
    /// An action on it or on its parent.
    ActedOn,
    /// It is removed from a list.
    Removed,
}

#[derive(Debug)]
struct Trigger {
    change: Change,
    operations: HashSet<String>,
}

#[derive(Debug)]
struct Progress {
    types: HashSet<String>,
    triggers: Vec<Trigger>,
    when_status: Option<Vec<String>>,
    through: Vec<String>,
    completed: Option<String>,
    with_errors: Option<String>,
    failed: Option<String>,
    while_parent: Vec<String>,
    until: Option<String>,
    error: Option<Value>,
}

#[derive(Debug)]
struct Made {
    types: HashSet<String>,
    parent_id: Option<String>,
    members: Map<String, Value>,
}

#[derive(Debug)]
struct Take {
    operations: HashSet<String>,
    members: Vec<String>,
}

#[derive(Debug)]
struct Omit {
    operations: HashSet<String>,
    members: Vec<String>,
    how: How,
}

#[derive(Debug)]
struct Moment {
    types: HashSet<String>,
    member: String,
    on: On,
}

#[derive(Debug)]
enum On {
    Made,
    Changed,
    Statuses(Vec<String>),
}

#[derive(Debug)]
struct Missing {
    operations: HashSet<String>,
    denial: Denial,
}

/// The objects of a request, as rules see them.
pub(super) struct Situation<'a> {
    pub operation: &'a str,
    pub object: Option<&'a Map<String, Value>>,
    pub parent: Option<&'a Map<String, Value>>,
    /// The non-empty relationships of the object and of its parent, in lower case.
    pub children: &'a [String],
    pub siblings: &'a [String],
    pub body: Option<&'a Value>,
}

/// The remaining status changes of an object.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// The following statuses, next first.
    pub ahead: Vec<String>,
    /// The status does not change while the parent has one of these.
    pub while_parent: Vec<String>,
    /// The status does not change until the time in this member.
    pub until: Option<String>,
    /// The object is deleted at the end.
    pub ends_it: bool,
    /// The error, if the work fails.
    pub error: Option<Value>,
}

impl Way {
    /// Changes to one status and ends.
    pub fn to(status: &str) -> Way {
        Way { ahead: vec![status.to_owned()], while_parent: Vec::new(), until: None, ends_it: false, error: None }
    }
}

impl Rules {
    /// Reads the `mock.toml` of a docs folder. Without the file, there are no rules.
    ///
    /// # Errors
    /// The file cannot be read, is invalid TOML, has an unknown key, or contains a name that is not in the docs.
    pub fn of_docs(folder: &Utf8Path, api: &Api) -> Result<Rules, RulesError> {
        let path = folder.join(FILE_NAME);
        match fs::read_to_string(&path) {
            Ok(text) => Rules::parse(&path, &text, api),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Rules::default()),
            Err(source) => Err(RulesError::Read { path, source }),
        }
    }

    /// Reads the text of a `mock.toml`; `path` is used in messages.
    ///
    /// # Errors
    /// As for [`of_docs`](Rules::of_docs).
    pub fn parse(path: &Utf8Path, text: &str, api: &Api) -> Result<Rules, RulesError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let checker = Checker::new(path, text, api);
        let file: File =
            toml::from_str(text).map_err(|error| checker.wrong(error.span().unwrap_or_default(), error.message()))?;
        Ok(Rules(Arc::new(checker.rules(file)?)))
    }

    /// The error with which a request is rejected.
    pub(super) fn refusal(&self, situation: &Situation<'_>) -> Option<&Denial> {
        self.0.refusals.iter().find(|rule| rule.applies(situation)).map(|rule| &rule.denial)
    }

    /// The status changes that an event starts for an object; `before` is the status of the addressed object.
    pub(super) fn way(
        &self,
        change: Change,
        operation: &str,
        ty: Option<&str>,
        before: Option<&str>,
        outcome: Outcome,
    ) -> Option<Way> {
        let rule = self.0.progress.iter().find(|rule| {
            let sets_off = |t: &Trigger| t.change == change && t.operations.contains(operation);
            ty.is_some_and(|ty| rule.types.contains(ty))
                && rule.triggers.iter().any(sets_off)
                && rule.when_status.as_ref().is_none_or(|statuses| is_among(before, statuses))
        })?;
        Some(rule.way(outcome, change == Change::Removed))
    }

    /// Additional members of a new object of a type: fixed members, and the one that contains the id of its parent.
    pub(super) fn made(&self, ty: Option<&str>, parent: Option<&str>) -> Map<String, Value> {
        let mut out = Map::new();
        for rule in self.0.made.iter().filter(|rule| ty.is_some_and(|ty| rule.types.contains(ty))) {
            out.extend(rule.members.clone());
            if let (Some(name), Some(id)) = (&rule.parent_id, parent) {
                out.insert(name.clone(), id.into());
            }
        }
        out
    }

    /// The members of its body that an action copies to its object.
    pub(super) fn taken(&self, operation: &str) -> impl Iterator<Item = &str> {
        let rules = self.0.takes.iter().filter(move |rule| rule.operations.contains(operation));
        rules.flat_map(|rule| &rule.members).map(String::as_str)
    }

    /// Removes the members that an operation does not return.
    pub(super) fn omit(&self, operation: &str, object: &mut Map<String, Value>) {
        for rule in self.0.omits.iter().filter(|rule| rule.operations.contains(operation)) {
            for name in &rule.members {
                match (rule.how, object.get_mut(name)) {
                    (How::Empty, Some(value)) => *value = Value::Array(Vec::new()),
                    (How::Absent, Some(_)) => {
                        object.shift_remove(name);
                    }
                    (_, None) => {}
                }
            }
        }
    }

    /// The members that are set to the current time when an object is created, is changed, or reaches a status.
    pub(super) fn moments<'r>(
        &'r self,
        ty: Option<&'r str>,
        is_made: bool,
        status: Option<&'r str>,
    ) -> impl Iterator<Item = &'r str> {
        let rules = self.0.moments.iter().filter(move |rule| ty.is_some_and(|ty| rule.types.contains(ty)));
        rules
            .filter(move |rule| match &rule.on {
                On::Made => is_made,
                On::Changed => true,
                On::Statuses(statuses) => is_among(status, statuses),
            })
            .map(|rule| rule.member.as_str())
    }

    /// The response for an entry that an operation was to remove but that does not exist.
    pub(super) fn missing(&self, operation: &str) -> Option<&Denial> {
        self.0.missing.iter().find(|rule| rule.operations.contains(operation)).map(|rule| &rule.denial)
    }
}

impl Refusal {
    fn applies(&self, at: &Situation<'_>) -> bool {
        let outside = |statuses: &Option<Vec<String>>, object: Option<&Map<String, Value>>| match statuses {
            // A request is not rejected for an object whose status is unknown.
            Some(statuses) => status(object).is_some_and(|status| !is_among(Some(status), statuses)),
            None => true,
        };
        let filled = |names: &Option<Vec<String>>, filled: &[String]| match names {
            Some(names) => names.iter().any(|name| filled.contains(&name.to_lowercase())),
            None => true,
        };
        self.operations.contains(at.operation)
            && outside(&self.unless_status, at.object)
            && outside(&self.unless_parent_status, at.parent)
            && filled(&self.with_children, at.children)
            && filled(&self.with_siblings, at.siblings)
            && (self.object.is_empty() || at.object.is_some_and(|object| has_all(object, &self.object)))
            && (self.lists.is_empty() || self.sent_lists(at.body).any(|items| self.is_wrong(items)))
    }

    /// The lists of the body that the rule applies to.
    fn sent_lists<'b>(&self, body: Option<&'b Value>) -> impl Iterator<Item = &'b Vec<Value>> {
        let members = body.and_then(Value::as_object).into_iter().flatten();
        let is_meant = |name: &str| self.lists.iter().any(|list| is_for(name, list));
        members.filter(move |(name, _)| is_meant(name)).filter_map(|(_, value)| value.as_array())
    }

    fn is_wrong(&self, items: &[Value]) -> bool {
        let is_long = self.longer_than.is_some_and(|most| items.len() > most);
        let is_short = self.shorter_than.is_some_and(|least| items.len() < least);
        let is_mixed = self.mixed.as_ref().is_some_and(|member| {
            let mut values = items.iter().filter_map(|item| item.get(member));
            values.next().is_some_and(|first| values.any(|value| value != first))
        });
        is_long || is_short || is_mixed
    }
}

impl Progress {
    fn way(&self, outcome: Outcome, ends_it: bool) -> Way {
        let with_errors = self.with_errors.as_ref();
        let end = match outcome {
            Outcome::Completed => None,
            Outcome::WithErrors => with_errors,
            Outcome::Failed => self.failed.as_ref().or(with_errors),
        };
        let error = end.and(self.error.as_ref()).cloned();
        let ahead = self.through.iter().chain(end.or(self.completed.as_ref())).cloned().collect();
        Way { ahead, while_parent: self.while_parent.clone(), until: self.until.clone(), ends_it, error }
    }
}

fn status(object: Option<&Map<String, Value>>) -> Option<&str> {
    object?.get("status")?.as_str()
}

fn is_among(status: Option<&str>, statuses: &[String]) -> bool {
    status.is_some_and(|status| statuses.iter().any(|it| it.eq_ignore_ascii_case(status)))
}
