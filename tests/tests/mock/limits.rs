//! Limits of the mock, and the addresses that it listens on.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::time::Duration;

use graph_codegen::mock::{Options, Server};
use serde_json::json;

use crate::client::{api, call, expect, expect_error, get, mock};

#[test]
fn the_number_of_objects_is_limited() {
    let server = mock(Options { most_objects: 3, ..Options::default() });
    let policies = format!("{}/v1.0/solutions/backupRestore/exchangeProtectionPolicies", server.url());
    let make = |body| call("POST", &policies, body);
    let first = expect(201, &make(json!({ "displayName": "1" })));
    // Child objects count too, and so do deleted ones.
    let units = json!([{ "directoryObjectId": "a" }, { "directoryObjectId": "b" }]);
    expect_error(507, "insufficientStorage", &make(json!({ "displayName": "2", "mailboxProtectionUnits": units })));
    expect(201, &make(json!({ "displayName": "2" })));
    let policy =
        format!("{}/v1.0/solutions/backupRestore/protectionPolicies/{}", server.url(), first["id"].as_str().unwrap());
    expect(204, &call("DELETE", &policy, None));
    expect(201, &make(json!({ "displayName": "3" })));
    expect_error(507, "insufficientStorage", &make(json!({ "displayName": "4" })));
    expect(200, &get(&format!("{}/v1.0/solutions/backupRestore", server.url())));
    server.stop();
}

#[test]
fn other_machines_reach_it_only_if_allowed() {
    let everywhere = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    let refused = Server::start(api(), Options { address: everywhere, ..Options::default() }).unwrap_err();
    assert!(refused.to_string().starts_with("0.0.0.0 is not a loopback address"), "{refused}");
    let allowed = Server::start(api(), Options { address: everywhere, allow_remote: true, ..Options::default() });
    allowed.unwrap().stop();
}

#[test]
fn a_client_that_does_not_finish_its_head_is_disconnected() {
    let server = mock(Options { patience: Duration::from_millis(50), ..Options::default() });
    let mut stream = TcpStream::connect(server.url().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(b"GET /v1.0/solutions/backupRestore HTTP/1.1\r\nHost: x\r\n").unwrap();
    let mut answer = Vec::new();
    // The connection ends, with or without a response.
    let _ = stream.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    server.stop();
}
