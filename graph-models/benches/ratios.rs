//! How much faster the generated types decode and encode than alternatives.
//!
//! The alternatives take turns on the same body, so that other work on the machine affects all of them. Each speed is
//! an upper quartile, because other work only makes a run slower. A ratio above 1 means that the generated types are
//! faster. `ROUNDS` in the environment sets the number of turns.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is a failure of the benchmark")]
#![allow(clippy::print_stdout, reason = "it prints its result")]

mod models;

use std::hint::black_box;
use std::time::Instant;

use models::input::bodies;
use models::{Derive, Flatten, Json, Ours, Way};
use serde::Serialize;
use serde::de::DeserializeOwned;

fn main() {
    // `cargo test --benches` only checks that it runs.
    let bench = std::env::args().any(|argument| argument == "--bench");
    let default = if bench { 100 } else { 1 };
    let rounds = std::env::var("ROUNDS").map_or(default, |rounds| rounds.parse().unwrap());
    settle_allocator();
    println!(
        "upper quartiles of {rounds} rounds; MB/s of graph-models, and how many times faster it is than each other way"
    );
    println!("{:<44}{:>8} {:>10} {:>18} {:>10}", "", "MB/s", Derive::NAME, Flatten::NAME, Json::NAME);
    for annotated in [false, true] {
        let bodies = bodies(annotated);
        let inputs = if annotated { "2 unknown members" } else { "known members" };
        let row = |what: &str, speeds| print(&format!("{what}, {inputs}"), speeds);
        macro_rules! rows {
            ($group:ident, $page:ident) => {
                let body = &bodies.$group;
                for (what, free) in [("decode ", false), ("decode and free ", true)] {
                    let mut ours = || decode::<<Ours as Way>::$page>(body, free);
                    let mut derive = || decode::<<Derive as Way>::$page>(body, free);
                    let mut flatten = || decode::<<Flatten as Way>::$page>(body, free);
                    let mut json = || decode::<<Json as Way>::$page>(body, free);
                    let speeds = measure(rounds, [&mut ours, &mut derive, &mut flatten, &mut json]);
                    row(&format!("{what}{}", stringify!($group)), speeds);
                }
                let mut ours = encode::<<Ours as Way>::$page>(body);
                let mut derive = encode::<<Derive as Way>::$page>(body);
                let mut flatten = encode::<<Flatten as Way>::$page>(body);
                let mut json = encode::<<Json as Way>::$page>(body);
                let speeds = measure(rounds, [&mut ours, &mut derive, &mut flatten, &mut json]);
                row(concat!("encode ", stringify!($group)), speeds);
            };
        }
        rows!(users, Users);
        rows!(messages, Messages);
        rows!(artifacts, Artifacts);
    }
}

/// Makes the allocator keep its memory, as in a program that has run for a while.
///
/// glibc raises the threshold for mapped memory, and the amount that it keeps, when a large mapped block is freed.
/// Before that, each decoded megabyte is returned to the system and faulted in again, which takes longer than
/// decoding.
fn settle_allocator() {
    drop(black_box(vec![1_u8; 30 << 20]));
}

/// Decodes the body; bytes per second. With `free`, the time for freeing the result counts too.
fn decode<T: DeserializeOwned>(body: &[u8], free: bool) -> f64 {
    let start = Instant::now();
    let value: T = serde_json::from_slice(black_box(body)).unwrap();
    let decoded = start.elapsed();
    drop(black_box(value));
    let time = if free { start.elapsed() } else { decoded };
    body.len() as f64 / time.as_secs_f64()
}

/// Encodes the decoded body into existing memory; bytes per second.
///
/// Written bytes count: structs of `Option`s have lost the nulls, and without a map the unknown members, so that they
/// write fewer.
fn encode<T: DeserializeOwned + Serialize>(body: &[u8]) -> impl FnMut() -> f64 {
    let value: T = serde_json::from_slice(body).unwrap();
    let mut out = Vec::with_capacity(2 * body.len());
    move || {
        out.clear();
        let start = Instant::now();
        serde_json::to_writer(&mut out, black_box(&value)).unwrap();
        out.len() as f64 / start.elapsed().as_secs_f64()
    }
}

/// Bytes per second of the first alternative, and its ratio to each of the others.
fn measure(rounds: usize, ways: [&mut dyn FnMut() -> f64; 4]) -> (f64, [f64; 3]) {
    let mut speeds = [const { Vec::<f64>::new() }; 4];
    for round in 0..rounds {
        for turn in 0..ways.len() {
            // The order rotates.
            let way = (round + turn) % ways.len();
            // Once without measurement, so that this alternative does not pay for the heap that the one before has
            // left.
            ways[way]();
            speeds[way].push(ways[way]());
        }
    }
    let [ours, others @ ..] = speeds.map(|mut speeds| {
        speeds.sort_by(f64::total_cmp);
        speeds[speeds.len() * 3 / 4]
    });
    (ours, others.map(|other| ours / other))
}

fn print(what: &str, (speed, [derive, flatten, json]): (f64, [f64; 3])) {
    println!("{what:<44}{:>8.0} {derive:>10.2} {flatten:>18.2} {json:>10.2}", speed / 1e6);
}
