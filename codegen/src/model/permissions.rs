//! Who may call an operation.

/// What a caller must be allowed to do, by kind of sign-in, least privileged first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// Delegated, with a work or school account.
    pub delegated_work: Vec<String>,
    /// Delegated, with a personal Microsoft account.
    pub delegated_personal: Vec<String>,
    /// Application: without a user.
    pub application: Vec<String>,
    /// What is needed depends on what is asked for, or is several at once: then the first is not the least.
    pub depends: bool,
    /// The least privileged permissions; all of a list are needed together.
    pub least: LeastPermissions,
}

/// What is just enough to call an operation, by kind of sign-in. A list is empty where the page does not say it.
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
    /// Whether nothing is documented.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.delegated_work.is_empty() && self.delegated_personal.is_empty() && self.application.is_empty()
    }
}
