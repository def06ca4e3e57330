//! The tables and keys of a `mock.toml` as written. `mock.md` in this folder describes them.

use serde::Deserialize;
use serde_json::{Map, Value};
use toml::Spanned;

/// A name and its location in the file.
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

/// A request to reject. All given conditions must hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Refuse {
    pub operations: Vec<Name>,
    pub page: Name,
    /// The status of the object is none of these.
    pub unless_status: Option<Vec<Name>>,
    /// The status of its parent is none of these.
    pub unless_parent_status: Option<Vec<Name>>,
    /// The object has these members.
    #[serde(default, rename = "where")]
    pub object: Map<String, Value>,
    /// The object has items in one of these relationships.
    pub with_children: Option<Vec<Name>>,
    /// The parent has items in one of these relationships.
    pub with_siblings: Option<Vec<Name>>,
    /// The lists of the body that `longer-than`, `shorter-than` and `mixed` apply to.
    #[serde(default)]
    pub lists: Vec<Name>,
    pub longer_than: Option<usize>,
    pub shorter_than: Option<usize>,
    /// The items have different values for this member.
    pub mixed: Option<Name>,
    pub status: Spanned<u16>,
    pub code: String,
    pub message: String,
}

/// How a status changes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Progress {
    pub types: Vec<Name>,
    pub page: Name,
    /// For objects that these operations create.
    pub made_by: Option<Vec<Name>>,
    /// For objects that these operations address, and their children.
    pub after: Option<Vec<Name>>,
    /// For objects that these operations remove from a list; they are deleted at the end.
    pub removed_by: Option<Vec<Name>>,
    /// Only if the addressed object has one of these statuses.
    pub when_status: Option<Vec<Name>>,
    #[serde(default)]
    pub through: Vec<Name>,
    pub ends: Option<Ends>,
    /// The status does not change while the parent has one of these statuses.
    #[serde(default)]
    pub rests_while_parent: Vec<Name>,
    /// The status does not change until the time in this member.
    pub rests_until: Option<Name>,
    /// The error of an object whose work failed.
    pub error: Option<Error>,
}

/// The final status for each outcome.
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

/// Members of a new object.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Made {
    pub types: Vec<Name>,
    pub page: Name,
    /// The member that contains the id of the parent.
    pub parent_id: Option<Name>,
    #[serde(default)]
    pub members: Map<String, Value>,
}

/// Members that an action copies from its body.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Take {
    pub operations: Vec<Name>,
    pub page: Name,
    pub members: Vec<Name>,
}

/// Members that responses omit.
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
    /// The list is empty.
    Empty,
    /// The member is absent.
    Absent,
}

/// A member that the service sets to the current time.
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

/// The response for an entry that is to be removed but does not exist.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Missing {
    pub operations: Vec<Name>,
    pub page: Name,
    pub status: Spanned<u16>,
    pub code: String,
    pub message: String,
}
