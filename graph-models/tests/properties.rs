//! Random JSON for every documented type of the crate: tolerant decoding never fails, nothing is ever lost, and
//! exactly those members are reported that do not have their kind in `docs/v1.0`.
//!
//! The docs are read by `graph-codegen`, and values are compared with them by independent rules in this file: neither
//! the generated code nor the decoder decides what is right.

#![cfg(feature = "m365-backup-storage")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a panic fails the test")]

#[path = "../../tests/corpus_crate/tests/properties/check.rs"]
mod check;
#[path = "../../tests/corpus_crate/tests/properties/kinds.rs"]
mod kinds;
#[path = "../../tests/corpus_crate/tests/properties/samples.rs"]
mod samples;

use std::collections::BTreeSet;

use check::{check, check_page};
use graph_models::models::*;
use graph_models::{DeltaPage, Page};
use kinds::{Docs, Wrong};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value as Json, json};

/// A type of the crate, its type in the docs, and how it decodes.
struct Case {
    name: &'static str,
    check: fn(&str, &BTreeSet<Wrong>) -> Result<(), TestCaseError>,
    page: fn(&str, &Option<BTreeSet<Wrong>>) -> Result<(), TestCaseError>,
}

macro_rules! cases {
    ($($name:literal: $ty:ident),+ $(,)?) => {
        [$(Case { name: $name, check: check::<$ty>, page: check_page::<Page<$ty>> }),+]
    };
}

/// Every type that is an object, and the enums over derived types.
fn cases() -> impl IntoIterator<Item = Case> {
    cases! {
        "artifactQuery": ArtifactQuery,
        "backupRestoreRoot": BackupRestoreRoot,
        "driveProtectionRule": DriveProtectionRule,
        "driveProtectionUnit": DriveProtectionUnit,
        "driveProtectionUnitsBulkAdditionJob": DriveProtectionUnitsBulkAdditionJob,
        "exchangeProtectionPolicy": ExchangeProtectionPolicy,
        "granularMailboxRestoreArtifact": GranularMailboxRestoreArtifact,
        "identity": Identity,
        "identitySet": IdentitySet,
        "mailboxProtectionUnit": MailboxProtectionUnit,
        "oneDriveForBusinessRestoreSession": OneDriveForBusinessRestoreSession,
        "publicError": PublicError,
        "restorePoint": RestorePoint,
        "restorePointSearchResponse": RestorePointSearchResponse,
        "retentionSetting": RetentionSetting,
        "serviceApp": ServiceApp,
        "serviceStatus": ServiceStatus,
        "sharePointProtectionPolicy": SharePointProtectionPolicy,
        "siteRestoreArtifactsBulkAdditionRequest": SiteRestoreArtifactsBulkAdditionRequest,
        "timePeriod": TimePeriod,
        "mailboxRestoreArtifact": MailboxRestoreArtifact,
        "protectionPolicyBase": AnyProtectionPolicyBase,
        "protectionRuleBase": AnyProtectionRuleBase,
        "protectionUnitBase": AnyProtectionUnitBase,
        "restoreSessionBase": AnyRestoreSessionBase,
    }
}

/// The contents of the pages in `docs/v1.0`.
fn docs() -> Docs {
    let folder = camino::Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/v1.0"));
    Docs::of(&graph_codegen::generate::model(folder).unwrap().api.to_json())
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

#[test]
fn objects_of_every_type() {
    let docs = docs();
    for case in cases() {
        let strategy = samples::object(&docs, case.name);
        let outcome =
            runner(100).run(&strategy, |json| (case.check)(&json.to_string(), &docs.wrong(case.name, &json, "")));
        outcome.unwrap_or_else(|error| panic!("{}: {error}", case.name));
    }
}

#[test]
fn pages_of_every_type() {
    let docs = docs();
    for case in cases() {
        let strategy = samples::page(&docs, case.name);
        let outcome =
            runner(50).run(&strategy, |json| (case.page)(&json.to_string(), &docs.wrong_page(case.name, &json)));
        outcome.unwrap_or_else(|error| panic!("{}: {error}", case.name));
    }
}

/// Repeated members: the members of any two objects combined.
#[test]
fn repeated_members() {
    let docs = docs();
    for case in cases() {
        let strategy = (samples::object(&docs, case.name), samples::object(&docs, case.name));
        let outcome = runner(50).run(&strategy, |(mut first, second)| {
            let mut first_alone = first.clone();
            if let Some(ty) = second.get("@odata.type") {
                // Two types are a special case: strict decoding rejects them.
                first.as_object_mut().unwrap().remove("@odata.type");
                first_alone["@odata.type"] = ty.clone();
            }
            let (first, second) = (first.to_string(), second.to_string());
            let comma = if first == "{}" || second == "{}" { "" } else { "," };
            let text = format!("{}{comma}{}", first.strip_suffix('}').unwrap(), second.strip_prefix('{').unwrap());
            let json: Json = serde_json::from_str(&text).unwrap();
            // A wrong value that a right one replaces is not a deviation, although strict decoding stops at it.
            let expected = docs.wrong(case.name, &json, "");
            if docs.wrong(case.name, &first_alone, "").is_empty() || !expected.is_empty() {
                (case.check)(&text, &expected)?;
            }
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{}: {error}", case.name));
    }
}

/// The oracle finds planted errors.
#[test]
fn the_rules_find_planted_errors() {
    let docs = docs();
    let wrong = |json: Json| -> Vec<String> {
        docs.wrong("serviceApp", &json, "").into_iter().map(|it| format!("{} {}", it.path, it.member)).collect()
    };
    assert!(wrong(json!({"id": "a", "status": "odd", "lastModifiedBy": null, "x": 1})).is_empty());
    assert_eq!(wrong(json!({"id": 1, "status": []})), ["/id /id", "/status /status"]);
    assert_eq!(
        wrong(json!({"lastModifiedBy": {"user": {"id": 5}, "device": 3}})),
        ["/lastModifiedBy/device /lastModifiedBy/device", "/lastModifiedBy/user/id /lastModifiedBy/user/id"]
    );
    let planted = json!({"id": 1, "lastModifiedBy": {"user": {"id": 5}}});
    assert!(check::<ServiceApp>(&planted.to_string(), &BTreeSet::new()).is_err());
    assert!(check::<DeltaPage<ServiceApp>>(r#"{"value": [{"@removed": {}}]}"#, &BTreeSet::new()).is_ok());
}
