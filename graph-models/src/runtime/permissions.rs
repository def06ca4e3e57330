//! The permissions of an operation, and the least permissions for several operations.

use super::operation::Operation;

/// The permissions that allow an operation, each list from least to most privileged. One of a list is enough; an empty
/// list means that calls of this kind are not supported.
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

    /// The permissions for one kind of caller, from least to most privileged.
    pub const fn of(&self, access: Access) -> &'static [&'static str] {
        match access {
            Access::DelegatedWork => self.delegated_work,
            Access::DelegatedPersonal => self.delegated_personal,
            Access::Application => self.application,
        }
    }
}

/// The kind of caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// On behalf of a user with a work or school account.
    DelegatedWork,
    /// On behalf of a user with a personal account.
    DelegatedPersonal,
    /// As the application itself.
    Application,
}

/// The permissions to request for several operations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeastPermissions {
    /// The permissions, in alphabetical order. All of them are needed.
    pub permissions: Vec<&'static str>,
    /// Operations that this kind of caller cannot call, or that have no documented permission.
    pub unsupported: Vec<&'static Operation>,
}

impl LeastPermissions {
    /// The least permissions that allow all of the operations.
    ///
    /// For each operation, this is its least privileged documented permission, unless another operation needs one that
    /// allows the first too: an application that needs `User.ReadWrite.All` does not need `User.Read`. A higher
    /// permission never replaces several lower ones.
    ///
    /// ```
    /// use graph_models::runtime::permissions::{Access, LeastPermissions};
    /// # use graph_models::{Operation, Permissions};
    /// # const fn operation(name: &'static str, application: &'static [&'static str]) -> Operation {
    /// #     let permissions = Permissions { application, ..Permissions::NONE };
    /// #     Operation { name, method: "GET", templates: &[], statuses: &[], permissions, page: "" }
    /// # }
    /// # static USER_GET: Operation = operation("user-get", &["User.Read.All", "User.ReadWrite.All"]);
    /// # static USER_UPDATE: Operation = operation("user-update", &["User.ReadWrite.All"]);
    /// # static MESSAGE_GET: Operation = operation("message-get", &["Mail.ReadBasic.All", "Mail.Read"]);
    ///
    /// let least = LeastPermissions::of(Access::Application, [&USER_GET, &USER_UPDATE, &MESSAGE_GET]);
    /// assert_eq!(least.permissions, ["Mail.ReadBasic.All", "User.ReadWrite.All"]);
    /// ```
    pub fn of(access: Access, operations: impl IntoIterator<Item = &'static Operation>) -> Self {
        let mut unsupported: Vec<&'static Operation> = Vec::new();
        let mut needs: Vec<&'static [&'static str]> = Vec::new();
        for operation in operations {
            match operation.permissions.of(access) {
                [] if unsupported.contains(&operation) => {}
                [] => unsupported.push(operation),
                alternatives => needs.push(alternatives),
            }
        }
        let mut permissions: Vec<&'static str> = needs.iter().filter_map(|it| it.first().copied()).collect();
        permissions.sort_unstable();
        permissions.dedup();

        // Permissions that allow the fewest operations are removed first, so that the remaining ones allow the most.
        let allowed = |permission: &str| needs.iter().filter(|it| it.contains(&permission)).count();
        let mut candidates = permissions.clone();
        candidates.sort_by_key(|permission| allowed(permission));
        for candidate in candidates {
            let covered =
                |alternatives: &[&str]| permissions.iter().any(|it| *it != candidate && alternatives.contains(it));
            if needs.iter().all(|alternatives| covered(alternatives)) {
                permissions.retain(|it| *it != candidate);
            }
        }
        Self { permissions, unsupported }
    }
}
