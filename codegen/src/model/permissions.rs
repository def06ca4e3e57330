//! Who may call an operation.

/// The permissions of an operation, by kind of sign-in, least privileged first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// Delegated, with a work or school account.
    pub delegated_work: Vec<String>,
    /// Delegated, with a personal Microsoft account.
    pub delegated_personal: Vec<String>,
    /// Application: without a user.
    pub application: Vec<String>,
    /// The required permissions depend on the request, or several are required together: then the first is not the least.
    pub depends: bool,
    /// The least privileged permissions; all of a list are needed together.
    pub least: LeastPermissions,
}

/// The least privileged permissions for an operation, by kind of sign-in. A list is empty if the page does not say.
/// If they depend on the request, these are those of the case that the page lists first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeastPermissions {
    /// Delegated, with a work or school account.
    pub delegated_work: Vec<String>,
    /// Delegated, with a personal Microsoft account.
    pub delegated_personal: Vec<String>,
    /// Application: without a user.
    pub application: Vec<String>,
}

impl Permissions {
    /// Whether no permission is documented.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.delegated_work.is_empty() && self.delegated_personal.is_empty() && self.application.is_empty()
    }
}
