//! What is documented about an operation, except its types.

use super::permissions::Permissions;

/// An operation of Microsoft Graph: one page of the docs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operation {
    /// Its unique name: the file stem of its page, such as `user-get`.
    pub name: &'static str,
    /// The HTTP method in upper case.
    pub method: &'static str,
    /// The documented paths, such as `/users/{id}`; the first is the canonical one.
    pub templates: &'static [&'static str],
    /// The documented success statuses.
    pub statuses: &'static [u16],
    /// The permissions of callers.
    pub permissions: Permissions,
    /// Absolute URL of the published page.
    pub page: &'static str,
}
