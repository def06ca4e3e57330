//! Allocations of decoding: none for members that are absent, null or numbers, and one for each string.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a panic is a failure of the benchmark"
)]

mod models;

use allocation_counter::{AllocationInfo, measure};
use graph_models::{Additional, Property};
use models::{derived, input, ours};
use serde::de::DeserializeOwned;

fn decode<T: DeserializeOwned>(json: &[u8]) -> AllocationInfo {
    measure(|| {
        let value: T = serde_json::from_slice(json).unwrap();
        std::hint::black_box(&value);
        // Freed outside the measurement, which counts allocations.
        std::mem::forget(value);
    })
}

#[test]
fn absent_members_allocate_nothing() {
    let info = decode::<ours::User>(b"{}");
    assert_eq!((info.count_total, info.bytes_total), (0, 0), "72 absent members");
    let info =
        decode::<ours::User>(br#"{"accountEnabled": true, "deviceEnrollmentLimit": 5, "mail": null, "state": null}"#);
    assert_eq!((info.count_total, info.bytes_total), (0, 0), "members without strings");
    let info = decode::<ours::User>(br#"{"mail": "adele@contoso.example"}"#);
    assert_eq!((info.count_total, info.bytes_total), (1, 21), "one text");
}

#[test]
fn known_members_allocate_no_more_than_derived_structs() {
    let user = input::one_user();
    let (ours, derive) = (decode::<ours::User>(&user), decode::<derived::User>(&user));
    let value = decode::<serde_json::Value>(&user);
    println!(
        "one user of {} bytes: {} allocations, {} bytes; derive {}, {}; Value {}, {}",
        user.len(),
        ours.count_total,
        ours.bytes_total,
        derive.count_total,
        derive.bytes_total,
        value.count_total,
        value.bytes_total,
    );
    // Every string is kept in one allocation, as in a derived struct.
    assert_eq!(ours.count_total, derive.count_total);
    assert!(ours.count_total < value.count_total);
}

#[test]
fn an_empty_additional_allocates_nothing() {
    let info = measure(|| {
        let additional = Additional::new();
        std::hint::black_box((additional.clone(), additional.get("@odata.etag").is_none()));
    });
    assert_eq!(info.count_total, 0);
}

#[test]
fn sizes_are_sane() {
    use std::mem::size_of;
    // A string takes three words in any state; a boxed object, a list and an enum are not larger.
    assert_eq!(size_of::<Property<String>>(), 24);
    assert_eq!(size_of::<Property<Vec<String>>>(), 24);
    assert!(size_of::<Property<Box<ours::User>>>() <= 16);
    assert!(size_of::<Property<ours::Importance>>() <= 24);
    assert!(size_of::<Property<ours::AnyRecipient>>() <= 16);
    assert!(size_of::<Additional>() <= 24);
    // Three states and `additional` make the largest type only slightly larger than two states do.
    let (ours, derive) = (size_of::<ours::User>(), size_of::<derived::User>());
    println!("size of user: {ours}, derive {derive}");
    assert!(ours <= derive + derive / 10, "{ours}, derive {derive}");
}
