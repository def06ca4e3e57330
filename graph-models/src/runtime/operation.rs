//! What the docs say about an operation, beside its types.

use super::permissions::Permissions;

/// An operation of Microsoft Graph: one page of the docs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operation {
    /// Its unique name: the file stem of its page, such as `user-get`.
    pub name: &'static str,
    /// The HTTP verb in capitals.
    pub method: &'static str,
    /// The documented paths, such as `/users/{id}`; the first is the canonical one.
    pub templates: &'static [&'static str],
    /// The documented statuses of success.
    pub statuses: &'static [u16],
    /// Who may call it.
    pub permissions: Permissions,
    /// Absolute URL of the published page.
    pub page: &'static str,
}
