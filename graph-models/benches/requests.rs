//! The time for building a request, compared with the same request written by hand with the crate `http`, with encoded
//! ids and values.
//!
//! Both take turns, so that other work on the machine affects both; times are lower quartiles. `ROUNDS` in the
//! environment sets the number of turns.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is a failure of the benchmark")]
#![allow(clippy::print_stdout, reason = "it prints its result")]

mod calls;

use std::hint::black_box;
use std::time::Instant;

use calls::CALLS;

fn main() {
    // `cargo test --benches` only checks that it runs.
    let bench = std::env::args().any(|argument| argument == "--bench");
    let default = if bench { 2_000 } else { 1 };
    let rounds = std::env::var("ROUNDS").map_or(default, |rounds| rounds.parse().unwrap());
    println!("lower quartiles of {rounds} rounds: ns a request, and how many times as long as by hand");
    println!("{:<28}{:>10} {:>10} {:>8}", "", "built", "by hand", "ratio");
    for call in CALLS {
        let (mut built, mut by_hand) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            built.push(nanoseconds(call.built));
            by_hand.push(nanoseconds(call.by_hand));
        }
        let quartile = |times: &mut Vec<f64>| {
            times.sort_by(f64::total_cmp);
            times[times.len() / 4]
        };
        let (built, by_hand) = (quartile(&mut built), quartile(&mut by_hand));
        println!("{:<28}{built:>10.0} {by_hand:>10.0} {:>8.2}", call.name, built / by_hand);
    }
}

/// The time for one request, measured for many at once.
fn nanoseconds(build: fn() -> http::Request<Vec<u8>>) -> f64 {
    const TIMES: u32 = 50;
    let start = Instant::now();
    for _ in 0..TIMES {
        black_box(build());
    }
    start.elapsed().as_nanos() as f64 / f64::from(TIMES)
}
