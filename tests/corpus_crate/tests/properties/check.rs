//! Compares all ways of decoding with the expected result.

use std::collections::BTreeSet;
use std::fmt::{Debug, Write};

use graph_models::runtime::decode;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::kinds::Wrong;

/// Tolerant decoding accepts the text and reports the expected deviations, nothing is lost, and strict decoding fails
/// exactly if there are deviations.
pub fn check<T>(text: &str, expected: &BTreeSet<Wrong>) -> Result<(), TestCaseError>
where
    T: DeserializeOwned + Serialize + Debug + PartialEq,
{
    let json: Json = serde_json::from_str(text).unwrap();
    let decoded = decode::with_report::<T>(text.as_bytes()).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let reported: BTreeSet<Wrong> =
        decoded.deviations.iter().map(|it| Wrong { path: it.path.clone(), member: it.member.clone() }).collect();
    prop_assert_eq!(&reported, expected);
    prop_assert_eq!(reported.len(), decoded.deviations.len());
    prop_assert_eq!(&serde_json::to_value(&decoded.value).unwrap(), &json);
    // A value with "NaN" does not equal itself.
    let same = |other: &T| *other == decoded.value || format!("{other:?}").contains("\"NaN\"");
    prop_assert!(same(&decode::tolerant::<T>(text.as_bytes()).unwrap()));
    prop_assert!(same(&decode::value::<T>(&json).unwrap().value));
    match decode::strict::<T>(text.as_bytes()) {
        Ok(strict) => prop_assert!(expected.is_empty() && same(&strict), "strict decoding let {:?} pass", expected),
        Err(error) => prop_assert!(!expected.is_empty(), "{}", error),
    }
    // In reverse order, the type of an object can come last.
    let decoded = decode::tolerant::<T>(backwards(&json).as_bytes()).unwrap();
    prop_assert_eq!(serde_json::to_value(&decoded).unwrap(), json);
    Ok(())
}

/// Like [`check`], for a value that may not be a page: then decoding fails in every way.
pub fn check_page<T>(text: &str, expected: &Option<BTreeSet<Wrong>>) -> Result<(), TestCaseError>
where
    T: DeserializeOwned + Serialize + Debug + PartialEq,
{
    let Some(expected) = expected else {
        prop_assert!(decode::tolerant::<T>(text.as_bytes()).is_err());
        prop_assert!(decode::strict::<T>(text.as_bytes()).is_err());
        return Ok(());
    };
    check::<T>(text, expected)
}

/// JSON as text, with the members of all objects in reverse order.
fn backwards(json: &Json) -> String {
    let mut out = String::new();
    match json {
        Json::Array(elements) => {
            let elements: Vec<String> = elements.iter().map(backwards).collect();
            write!(out, "[{}]", elements.join(",")).unwrap();
        }
        Json::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .rev()
                .map(|(name, value)| format!("{}:{}", Json::from(name.as_str()), backwards(value)))
                .collect();
            write!(out, "{{{}}}", members.join(",")).unwrap();
        }
        other => write!(out, "{other}").unwrap(),
    }
    out
}
