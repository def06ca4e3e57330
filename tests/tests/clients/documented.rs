//! Every documented request of `docs/` is built by the compiled builders and sent by both clients to the mock, and
//! every documented response is decoded.

use std::sync::Arc;

use graph_codegen::mock::{Options, Server};

use crate::both::{impatient, with_both};
use crate::documented_examples::{check, pairs};
use crate::support;

/// A mock for each client, so that one does not see the objects of the other.
fn run(options: &Options) {
    let api = Arc::new(graph_codegen::generate::model(&support::docs()).unwrap().api);
    with_both(&impatient(), None, |client| {
        let server = Server::start(api.clone(), options.clone()).unwrap();
        for example in pairs() {
            check(example, server.url(), |request| {
                client.send_http(request).unwrap_or_else(|error| panic!("{client}, {}: {error:?}", example.place))
            });
        }
        server.stop();
    });
}

#[test]
fn every_documented_request_is_answered_as_documented() {
    run(&Options::default());
}

#[test]
fn a_throttling_service_keeps_its_invariants() {
    run(&Options { throttle: Some(3), retry_after: 0, ..Options::default() });
}
