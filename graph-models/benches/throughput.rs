//! Decoding and encoding of pages, in megabytes per second.
//!
//! For absolute figures. To compare alternatives, use `ratios`, which takes turns.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is a failure of the benchmark")]

mod models;

use divan::Bencher;
use divan::counter::BytesCount;
use models::input::{Bodies, bodies};
use models::{Derive, Flatten, Json, Ours, Way};
use serde::Serialize;
use serde::de::DeserializeOwned;

fn main() {
    divan::main();
}

fn decode<T: DeserializeOwned>(bencher: Bencher<'_, '_>, body: impl Fn(Bodies) -> Vec<u8>, annotated: bool) {
    let body = body(bodies(annotated));
    bencher.counter(BytesCount::of_slice(&body)).bench(|| serde_json::from_slice::<T>(&body).unwrap());
}

fn encode<T: DeserializeOwned + Serialize + Sync>(bencher: Bencher<'_, '_>, body: impl Fn(Bodies) -> Vec<u8>) {
    let value: T = serde_json::from_slice(&body(bodies(true))).unwrap();
    let length = serde_json::to_vec(&value).unwrap().len();
    bencher.counter(BytesCount::new(length)).bench(|| serde_json::to_vec(&value).unwrap());
}

macro_rules! group {
    ($group:ident, $page:ident) => {
        mod $group {
            use super::*;

            #[divan::bench(types = [Ours, Derive, Flatten, Json])]
            fn decode<W: Way>(bencher: Bencher<'_, '_>) {
                super::decode::<W::$page>(bencher, |bodies| bodies.$group, false);
            }

            #[divan::bench(types = [Ours, Derive, Flatten, Json])]
            fn decode_annotated<W: Way>(bencher: Bencher<'_, '_>) {
                super::decode::<W::$page>(bencher, |bodies| bodies.$group, true);
            }

            #[divan::bench(types = [Ours, Derive, Flatten, Json])]
            fn encode_annotated<W: Way>(bencher: Bencher<'_, '_>) {
                super::encode::<W::$page>(bencher, |bodies| bodies.$group);
            }
        }
    };
}

group!(users, Users);
group!(messages, Messages);
group!(artifacts, Artifacts);
