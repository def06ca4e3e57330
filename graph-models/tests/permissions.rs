//! The least permissions for several operations.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a panic fails the test")]

use graph_models::runtime::{Access, LeastPermissions};
use graph_models::{Operation, Permissions};
use proptest::prelude::*;

/// An operation that all kinds of callers may call with the same permissions; its memory is leaked.
fn operation(alternatives: &[&'static str]) -> &'static Operation {
    let list: &'static [&'static str] = Vec::leak(alternatives.to_vec());
    let permissions = Permissions { application: list, delegated_work: list, delegated_personal: &[] };
    Box::leak(Box::new(Operation { name: "x", method: "GET", templates: &[], statuses: &[200], permissions, page: "" }))
}

fn least(operations: &[&'static Operation]) -> Vec<&'static str> {
    LeastPermissions::of(Access::Application, operations.iter().copied()).permissions
}

#[test]
fn a_permission_needed_elsewhere_covers_lower_ones() {
    let read = operation(&["User.Read", "User.Read.All", "User.ReadWrite.All"]);
    let read_all = operation(&["User.Read.All", "User.ReadWrite.All"]);
    let write = operation(&["User.ReadWrite.All"]);
    let mail = operation(&["Mail.Read", "Directory.Read.All"]);
    let group = operation(&["Group.Read.All", "Directory.Read.All"]);
    assert_eq!(least(&[read]), ["User.Read"]);
    assert_eq!(least(&[read, read_all]), ["User.Read.All"]);
    assert_eq!(least(&[read, write, read_all, read]), ["User.ReadWrite.All"]);
    // One permission that is higher than both is not better than both.
    assert_eq!(least(&[mail, group]), ["Group.Read.All", "Mail.Read"]);
    // If pages disagree on the order, either is fine, and the result is always the same.
    let (one, other) = (operation(&["A.B", "C.D"]), operation(&["C.D", "A.B"]));
    assert_eq!(least(&[one, other]), least(&[other, one]));
    assert_eq!(least(&[one, other]).len(), 1);
}

#[test]
fn operations_that_nobody_may_call_are_listed() {
    let (open, closed) = (operation(&["A.B"]), operation(&[]));
    let found = LeastPermissions::of(Access::DelegatedWork, [open, closed, closed]);
    assert_eq!((found.permissions.as_slice(), found.unsupported.as_slice()), (&["A.B"][..], &[closed][..]));
    let personal = LeastPermissions::of(Access::DelegatedPersonal, [open]);
    assert_eq!((personal.permissions.len(), personal.unsupported.as_slice()), (0, &[open][..]));
    assert_eq!(LeastPermissions::of(Access::Application, []), LeastPermissions::default());
}

#[cfg(feature = "m365-backup-storage")]
#[test]
fn requests_and_constants_know_theirs() {
    use graph_models::operations;
    use graph_models::requests::Graph;

    let sessions = Graph::new().solutions().backup_restore().restore_sessions();
    let read = sessions.id("1").get().permissions(Access::Application);
    assert_eq!(read.permissions, ["BackupRestore-Restore.Read.All"]);
    let both = LeastPermissions::of(
        Access::Application,
        [&operations::RESTORE_SESSION_BASE_GET, &operations::RESTORE_SESSION_BASE_ACTIVATE],
    );
    // No page documents that write access includes read access.
    assert_eq!(both.permissions, ["BackupRestore-Restore.Read.All", "BackupRestore-Restore.ReadWrite.All"]);
    let personal = sessions.id("1").get().permissions(Access::DelegatedPersonal);
    assert_eq!((personal.permissions.len(), personal.unsupported.len()), (0, 1));
}

proptest! {
    /// Each operation is allowed; no permission is superfluous; each permission is the least of some operation; the
    /// order of the operations does not matter.
    #[test]
    fn the_set_is_least(
        lists in prop::collection::vec(
            prop::sample::subsequence(vec!["a.a", "b.b", "c.c", "d.d", "e.e"], 1..4).prop_shuffle(), 0..6),
    ) {
        let operations: Vec<&'static Operation> = lists.iter().map(|list| operation(list)).collect();
        let found = least(&operations);
        let allows = |set: &[&str]| lists.iter().all(|list| list.iter().any(|it| set.contains(it)));
        prop_assert!(allows(&found));
        for one in &found {
            let others: Vec<&str> = found.iter().copied().filter(|it| it != one).collect();
            prop_assert!(!allows(&others), "{} is superfluous in {:?} for {:?}", one, found, lists);
            prop_assert!(lists.iter().any(|list| list[0] == *one));
        }
        let mut backwards = operations;
        backwards.reverse();
        prop_assert_eq!(least(&backwards), found);
    }
}
