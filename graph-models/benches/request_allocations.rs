//! Allocations of building a request, compared with the same request written by hand with the crate `http`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a panic is a failure of the benchmark")]

mod calls;

use calls::{CALLS, Call};

fn allocations(build: fn() -> http::Request<Vec<u8>>) -> (u64, u64) {
    // One-time setup does not count.
    build();
    let info = allocation_counter::measure(|| std::mem::forget(build()));
    (info.count_total, info.bytes_total)
}

#[test]
fn a_request_allocates_little_more_than_by_hand() {
    for Call { name, built, by_hand } in CALLS {
        let (built, by_hand) = (allocations(built), allocations(by_hand));
        println!("{name:<28} {} allocations, {} bytes; by hand {}, {}", built.0, built.1, by_hand.0, by_hand.1);
        // The path is built once and copied once, so that a builder can be reused; the parts of the query are separate
        // until they are joined.
        assert!(built.0 <= by_hand.0 + 8, "{name}: {built:?} against {by_hand:?}");
    }
    let [get, ..] = CALLS;
    assert!(allocations(get.built).0 <= allocations(get.by_hand).0 + 2);
}

/// Both make the same request.
#[test]
fn both_ways_say_the_same() {
    for Call { name, built, by_hand } in CALLS {
        let (built, by_hand) = (built(), by_hand());
        let decode = |request: &http::Request<Vec<u8>>| {
            percent_encoding::percent_decode_str(&request.uri().to_string()).decode_utf8().unwrap().into_owned()
        };
        assert_eq!((built.method(), decode(&built)), (by_hand.method(), decode(&by_hand)), "{name}");
        assert_eq!((built.headers(), built.body()), (by_hand.headers(), by_hand.body()), "{name}");
    }
}
