//! What stands in a `mock.toml`: its tables and keys, as they are written. `mock.md` beside this file explains them.

use serde::Deserialize;
use serde_json::{Map, Value};
use toml::Spanned;

/// A name with its place.
pub(super) type Name = Spanned<String>;

/// The whole file.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct File {
    pub refuse: Vec<Spanned<Refuse>>,
    pub progress: Vec<Spanned<Progress>>,
    pub made: Vec<Made>,
    pub take: Vec<Take>,
    pub omit: Vec<Omit>,
    pub moment: Vec<Spanned<Moment>>,
    pub missing: Vec<Missing>,
}

/// What is refused. All conditions that are given have to hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Refuse {
    pub operations: Vec<Name>,
    pub page: Name,
    /// The object is in none of these.
    pub unless_status: Option<Vec<Name>>,
    /// Its parent is in none of these.
    pub unless_parent_status: Option<Vec<Name>>,
    /// The object has these members.
    #[serde(default, rename = "where")]
    pub object: Map<String, Value>,
    /// There are objects in one of these relationships of the object.
    pub with_children: Option<Vec<Name>>,
    /// There are objects in one of these relationships of its parent.
    pub with_siblings: Option<Vec<Name>>,
    /// The lists of the body that `longer-than`, `shorter-than` and `mixed` are about.
    #[serde(default)]
    pub lists: Vec<Name>,
    pub longer_than: Option<usize>,
    pub shorter_than: Option<usize>,
    /// The items have different values in this member.
    pub mixed: Option<Name>,
    pub status: Spanned<u16>,
    pub code: String,
    pub message: String,
}

/// How a status moves.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Progress {
    pub types: Vec<Name>,
    pub page: Name,
    /// Of what these make.
    pub made_by: Option<Vec<Name>>,
    /// Of what these are addressed to, and of its children.
    pub after: Option<Vec<Name>>,
    /// Of what these take out of a list; it is gone at the end.
    pub removed_by: Option<Vec<Name>>,
    /// Only if what the request is addressed to is in one of these.
    pub when_status: Option<Vec<Name>>,
    #[serde(default)]
    pub through: Vec<Name>,
    pub ends: Option<Ends>,
    /// It stays where it is while its parent is in one of these.
    #[serde(default)]
    pub rests_while_parent: Vec<Name>,
    /// It stays where it is until the moment that this member names.
    pub rests_until: Option<Name>,
    /// The error of an object that did not end well.
    pub error: Option<Error>,
}

/// The last status, for each outcome.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Ends {
    pub completed: Name,
    pub with_errors: Option<Name>,
    pub failed: Option<Name>,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Error {
    pub code: String,
    pub message: String,
}

/// What a new object has.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Made {
    pub types: Vec<Name>,
    pub page: Name,
    /// The member that holds the id of the parent.
    pub parent_id: Option<Name>,
    #[serde(default)]
    pub members: Map<String, Value>,
}

/// What an action takes over from its body.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Take {
    pub operations: Vec<Name>,
    pub page: Name,
    pub members: Vec<Name>,
}

/// What answers do without.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Omit {
    pub operations: Vec<Name>,
    pub page: Name,
    pub members: Vec<Name>,
    #[serde(rename = "as")]
    pub how: How,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum How {
    /// An empty list stands there.
    Empty,
    /// Nothing stands there.
    Absent,
}

/// A member that the service sets to the present time.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Moment {
    pub types: Vec<Name>,
    pub page: Name,
    pub member: Name,
    pub when: Option<When>,
    pub statuses: Option<Vec<Name>>,
}

#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum When {
    Made,
    Changed,
}

/// What is said of an entry that is to be removed and is not there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Missing {
    pub operations: Vec<Name>,
    pub page: Name,
    pub status: Spanned<u16>,
    pub code: String,
    pub message: String,
}
