//! The memory use of decoding: none for absent members, and types of reasonable size.

#![cfg(feature = "m365-backup-storage")]
#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

use graph_models::models::*;
use graph_models::runtime::decode;
use graph_models::*;

/// The number of allocations of decoding.
fn allocations<T: serde::de::DeserializeOwned>(json: &str) -> u64 {
    let mut value = None;
    let info = allocation_counter::measure(|| value = Some(decode::strict::<T>(json.as_bytes()).unwrap()));
    info.count_total
}

#[test]
fn absent_members_allocate_nothing() {
    // The largest types of the crate.
    assert_eq!(allocations::<SharePointProtectionPolicy>("{}"), 0);
    assert_eq!(allocations::<SharePointRestoreSession>("{}"), 0);
    assert_eq!(allocations::<MailboxRestoreArtifact>("{}"), 0);
    assert_eq!(allocations::<Page<DriveProtectionUnit>>(r#"{"value": []}"#), 0);
}

#[test]
fn null_members_and_documented_enum_members_allocate_nothing() {
    let json = r#"{"createdBy": null, "id": null, "createdDateTime": null, "status": "active"}"#;
    assert_eq!(allocations::<ExchangeProtectionPolicy>(json), 0);
}

#[test]
fn each_text_and_each_box_allocates_once() {
    assert_eq!(allocations::<MailboxRestoreArtifact>(r#"{"id": "a"}"#), 1);
    assert_eq!(
        allocations::<MailboxRestoreArtifact>(r#"{"id": "a", "completionDateTime": "2024-01-01T00:00:00Z"}"#),
        2
    );
    // The set of identities, the identity in it, and its id.
    assert_eq!(allocations::<ExchangeRestoreSession>(r#"{"createdBy": {"user": {"id": "u"}}}"#), 3);
    // The name and value of a member without a field, and their list.
    assert_eq!(allocations::<MailboxRestoreArtifact>(r#"{"colour": "c"}"#), 3);
    // Names of frequent annotations are known.
    assert_eq!(allocations::<MailboxRestoreArtifact>(r#"{"@odata.context": "c"}"#), 2);
}

#[test]
fn fields_are_small() {
    let pointer = size_of::<usize>();
    assert_eq!(size_of::<Property<Box<IdentitySet>>>(), 2 * pointer);
    assert_eq!(size_of::<Property<String>>(), size_of::<String>());
    assert_eq!(size_of::<Property<DateTimeOffset>>(), size_of::<String>());
    assert_eq!(size_of::<Property<Vec<String>>>(), size_of::<Vec<String>>());
    assert_eq!(size_of::<Property<RestoreSessionStatus>>(), size_of::<String>());
    assert_eq!(size_of::<Property<bool>>(), 1);
    assert_eq!(size_of::<Additional>(), 3 * pointer);
}

#[test]
fn types_are_of_a_size_to_pass_around() {
    let mut sizes = Vec::new();
    macro_rules! sizes { ($($name:ident),+ $(,)?) => { $(sizes.push((size_of::<$name>(), stringify!($name)));)+ }; }
    sizes! {
        SharePointProtectionPolicy, ExchangeProtectionPolicy, OneDriveForBusinessProtectionPolicy, RestorePoint,
        SharePointRestoreSession, ExchangeRestoreSession, OneDriveForBusinessRestoreSession, MailboxRestoreArtifact,
        GranularMailboxRestoreArtifact, DriveRestoreArtifact, SiteRestoreArtifact, MailboxProtectionUnit,
        DriveProtectionUnit, SiteProtectionUnit, ServiceApp, ServiceStatus, MailboxProtectionUnitsBulkAdditionJob,
        MailboxRestoreArtifactsBulkAdditionRequest, AnyRestoreSessionBase, IdentitySet, TimePeriod,
    }
    sizes.sort();
    for (size, name) in sizes.iter().rev() {
        println!("{size:4} {name}");
    }
    // About the size of twenty string fields and `additional`, without nested objects by value.
    assert!(sizes.iter().all(|(size, _)| *size <= 512), "{sizes:?}");
    assert_eq!(size_of::<AnyRestoreSessionBase>(), 2 * size_of::<usize>());
}
