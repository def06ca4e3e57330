//! What the docs say about an operation, beside its types.

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

/// Permissions that allow an operation, each list least privileged first. One of a list is enough; an empty list
/// means that calls of this kind are not supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Permissions {
    /// On behalf of a user with a work or school account.
    pub delegated_work: &'static [&'static str],
    /// On behalf of a user with a personal account.
    pub delegated_personal: &'static [&'static str],
    /// As the application itself.
    pub application: &'static [&'static str],
}

impl Permissions {
    /// No documented permissions.
    pub const NONE: Self = Self { delegated_work: &[], delegated_personal: &[], application: &[] };
}
