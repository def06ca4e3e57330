//! What building a request costs, against the same request written by hand with the crate `http`, ids and values encoded.
//!
//! Both ways take turns, so that whatever else the machine does hits both alike; times are lower quartiles. `ROUNDS` in
//! the environment sets the number of turns.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failure here is one of the benchmark itself")]
#![allow(clippy::print_stdout, reason = "prints its result")]

mod calls;

use std::hint::black_box;
use std::time::Instant;

use calls::CALLS;

fn main() {
    // `cargo test --benches` only wants to know that it runs.
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

/// The time that one request takes, of a batch large enough for the clock.
fn nanoseconds(build: fn() -> http::Request<Vec<u8>>) -> f64 {
    const TIMES: u32 = 50;
    let start = Instant::now();
    for _ in 0..TIMES {
        black_box(build());
    }
    start.elapsed().as_nanos() as f64 / f64::from(TIMES)
}
