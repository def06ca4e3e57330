//! How much faster than other ways the generated types decode and encode.
//!
//! The ways take turns on the same body, so that whatever else the machine does hits all of them alike; each figure is a
//! lower quartile, since others on the machine only ever make a run slower. A ratio above 1 says that the generated types are faster. `ROUNDS` in the environment sets the number of
//! turns.

#![allow(clippy::print_stdout, reason = "prints its result")]

mod models;

use std::hint::black_box;
use std::time::Instant;

use models::input::bodies;
use models::{Derive, Flatten, Json, Ours, Way};
use serde::Serialize;
use serde::de::DeserializeOwned;

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    let bench = std::env::args().any(|argument| argument == "--bench");
    let rounds = match std::env::var("ROUNDS") {
        Ok(rounds) => rounds.parse().unwrap(),
        Err(_) => {
            if bench {
                150
            } else {
                1
            }
        }
    };
    settle_allocator();
    println!("lower quartiles of {rounds} rounds; MB/s of graph-models, and how many times faster it is than each other way");
    println!("{:<34}{:>8} {:>10} {:>18} {:>10}", "", "MB/s", Derive::NAME, Flatten::NAME, Json::NAME);
    for annotated in [false, true] {
        let bodies = bodies(annotated);
        let inputs = if annotated { "2 unknown members" } else { "known members" };
        let row = |what, times| print(&format!("{what}, {inputs}"), times);
        macro_rules! rows {
            ($group:ident, $page:ident) => {
                let body = &bodies.$group;
                row(
                    concat!("decode ", stringify!($group)),
                    measure(
                        rounds,
                        body.len(),
                        [
                            &mut || decode::<<Ours as Way>::$page>(body),
                            &mut || decode::<<Derive as Way>::$page>(body),
                            &mut || decode::<<Flatten as Way>::$page>(body),
                            &mut || decode::<<Json as Way>::$page>(body),
                        ],
                    ),
                );
                row(
                    concat!("encode ", stringify!($group)),
                    measure(
                        rounds,
                        body.len(),
                        [
                            &mut encode::<<Ours as Way>::$page>(body),
                            &mut encode::<<Derive as Way>::$page>(body),
                            &mut encode::<<Flatten as Way>::$page>(body),
                            &mut encode::<<Json as Way>::$page>(body),
                        ],
                    ),
                );
            };
        }
        rows!(users, Users);
        rows!(messages, Messages);
        rows!(artifacts, Artifacts);
    }
}

/// Makes the allocator keep the memory it has, as it does in a program that has run for a while.
///
/// glibc raises the size from which it maps memory, and how much it keeps, when a big mapped block is freed. Before that,
/// each decoded megabyte is given back to the system and faulted in again, which costs more than decoding does.
fn settle_allocator() {
    drop(black_box(vec![1_u8; 30 << 20]));
}

/// The seconds that it takes to decode the body and to free what was decoded.
fn decode<T: DeserializeOwned>(body: &[u8]) -> f64 {
    let start = Instant::now();
    let value: T = serde_json::from_slice(black_box(body)).unwrap();
    drop(black_box(value));
    start.elapsed().as_secs_f64()
}

/// The seconds that it takes to encode what was decoded from the body, into memory that is there already.
///
/// Derived structs without a map have lost the unknown members, and have that much less to write.
fn encode<T: DeserializeOwned + Serialize>(body: &[u8]) -> impl FnMut() -> f64 {
    let value: T = serde_json::from_slice(body).unwrap();
    let mut out = Vec::with_capacity(2 * body.len());
    move || {
        out.clear();
        let start = Instant::now();
        serde_json::to_writer(&mut out, black_box(&value)).unwrap();
        start.elapsed().as_secs_f64()
    }
}

/// Megabytes a second of the first way, and the ratios of the others' times to its own.
fn measure(rounds: usize, length: usize, ways: [&mut dyn FnMut() -> f64; 4]) -> (f64, [f64; 3]) {
    let mut times = [const { Vec::<f64>::new() }; 4];
    for round in 0..rounds + 1 {
        for turn in 0..ways.len() {
            // Each goes first now and then.
            let way = (round + turn) % ways.len();
            // Once without a clock: what the way before left of the heap must not be this one's to tidy up.
            ways[way]();
            let time = ways[way]();
            // The first round warms up.
            if round > 0 {
                times[way].push(time);
            }
        }
    }
    let [ours, others @ ..] = times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 4]
    });
    (length as f64 / 1e6 / ours, others.map(|other| other / ours))
}

fn print(what: &str, (speed, [derive, flatten, json]): (f64, [f64; 3])) {
    println!("{what:<34}{speed:>8.0} {derive:>10.2} {flatten:>18.2} {json:>10.2}");
}
