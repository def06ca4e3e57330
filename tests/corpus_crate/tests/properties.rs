//! Random JSON for the largest types of the crate: tolerant decoding never fails, nothing is ever lost, and exactly
//! those members are reported that do not have their documented kind. Compiled as a test of the crate.

#[path = "properties/check.rs"]
mod check;
#[path = "properties/kinds.rs"]
mod kinds;
#[path = "properties/samples.rs"]
mod samples;

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use check::{check, check_page};
use graph_2021_07::Page;
use graph_2021_07::models::*;
use kinds::{Docs, Wrong};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value as Json;

/// A documented type, and how its type in the crate decodes.
struct Case {
    name: &'static str,
    check: fn(&str, &BTreeSet<Wrong>) -> Result<(), TestCaseError>,
    page: fn(&str, &Option<BTreeSet<Wrong>>) -> Result<(), TestCaseError>,
}

macro_rules! cases {
    ($($name:literal: $ty:ty),+ $(,)?) => {
        &[$(Case { name: $name, check: check::<$ty>, page: check_page::<Page<$ty>> }),+]
    };
}

/// If other types derive from a type, the enum over them.
const CASES: &[Case] = cases! {
    "calendar": Calendar,
    "chatMessage": ChatMessage,
    "directoryObject": AnyDirectoryObject,
    "driveItem": DriveItem,
    "event": Event,
    "group": Group,
    "message": Message,
    "patternedRecurrence": PatternedRecurrence,
    "plannerTask": PlannerTask,
    "recipient": Recipient,
    "site": Site,
    "team": Team,
    "user": User,
    "attachment": AnyAttachment,
    "deviceConfiguration": AnyDeviceConfiguration,
    "educationAssignmentResource": EducationAssignmentResource,
    "workbookRange": WorkbookRange,
    "callRecords.session": call_records::Session,
};

static DOCS: LazyLock<Docs> = LazyLock::new(|| {
    let model = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/model.json")).unwrap();
    Docs::of(&serde_json::from_slice(&model).unwrap())
});

fn full(name: &str) -> String {
    format!("microsoft.graph.{name}")
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

#[test]
fn objects() {
    for case in CASES {
        let name = full(case.name);
        let strategy = samples::object(&DOCS, &name);
        let (mut seen, mut wrong) = (0_usize, 0_usize);
        let outcome = runner(50).run(&strategy, |json| (case.check)(&json.to_string(), &DOCS.wrong(&name, &json, "")));
        outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
        // The samples have a bit of everything.
        let mut runner = TestRunner::deterministic();
        for _ in 0..50 {
            let json = strategy.new_tree(&mut runner).unwrap().current();
            seen += json.as_object().unwrap().len();
            wrong += usize::from(!DOCS.wrong(&name, &json, "").is_empty());
        }
        assert!(seen > 50 && wrong < 50, "{name}: {seen} members, {wrong} of 50 objects with something wrong");
    }
}

#[test]
fn pages() {
    for case in CASES {
        let name = full(case.name);
        let strategy = samples::page(&DOCS, &name);
        let outcome = runner(25).run(&strategy, |json| (case.page)(&json.to_string(), &DOCS.wrong_page(&name, &json)));
        outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// The rules find planted errors, and a check without them fails.
#[test]
fn planted_errors() {
    let wrong = |name: &str, json: &Json| -> Vec<String> {
        DOCS.wrong(&full(name), json, "").into_iter().map(|it| it.member).collect()
    };
    let json = serde_json::json!({"id": "a", "size": "5", "name": null, "x": 1, "@odata.type": 7});
    assert!(wrong("driveItem", &json).is_empty());
    let json = serde_json::json!({"id": 1, "size": "05", "parentReference": {"driveType": []}, "folder": "none"});
    assert_eq!(wrong("driveItem", &json), ["/folder", "/id", "/parentReference/driveType", "/size"]);
    assert!(check::<DriveItem>(&json.to_string(), &BTreeSet::new()).is_err());
    assert!(check::<DriveItem>(&json.to_string(), &DOCS.wrong(&full("driveItem"), &json, "")).is_ok());
    let json = serde_json::json!({"@odata.type": "#MICROSOFT.GRAPH.USER", "businessPhones": ["1", null]});
    assert_eq!(wrong("directoryObject", &json), ["/businessPhones"]);
    assert!(check::<AnyDirectoryObject>(&json.to_string(), &BTreeSet::new()).is_err());
}
