//! Wrong requests, simulated failures, batches, and input that is not HTTP.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use graph_codegen::mock::Options;
use http::Request;
use serde_json::{Value as Json, json};

use crate::client::{agent, call, expect, expect_error, get, header, mock, send, try_send};

const ROOT: &str = "v1.0/solutions/backupRestore";

#[test]
fn wrong_requests_are_refused_in_the_shape_of_graph() {
    let server = mock(Options::default());
    let url = server.url();
    let sessions = format!("{url}/{ROOT}/exchangeRestoreSessions");
    let unknown = "00000000-0000-4000-8000-000000000000";

    expect_error(404, "Request_ResourceNotFound", &get(&format!("{url}/{ROOT}/noSuchThing")));
    expect_error(404, "Request_ResourceNotFound", &get(&format!("{url}/v2.0/solutions/backupRestore")));
    expect_error(404, "Request_ResourceNotFound", &get(&format!("{url}/")));
    expect_error(404, "Request_ResourceNotFound", &get(&format!("{url}/v1.0")));
    expect_error(404, "itemNotFound", &get(&format!("{url}/{ROOT}/restoreSessions/{unknown}")));
    expect_error(404, "itemNotFound", &call("POST", &format!("{url}/{ROOT}/restoreSessions/{unknown}/activate"), None));
    expect_error(404, "itemNotFound", &get(&format!("{sessions}/{unknown}/mailboxRestoreArtifacts")));
    let refused = call("DELETE", &format!("{url}/{ROOT}/protectionPolicies"), None);
    expect_error(405, "Request_BadRequest", &refused);
    assert_eq!(header(&refused, "allow"), "GET");
    let malformed = Request::post(&sessions).header("Content-Type", "application/json").body(b"{\"a\": ".to_vec());
    expect_error(400, "BadRequest", &send(malformed.unwrap()));
    expect_error(400, "BadRequest", &call("POST", &sessions, json!([1, 2])));

    let named = Request::get(format!("{url}/nowhere")).header("client-request-id", "of-the-client").body(Vec::new());
    let answer = send(named.unwrap());
    expect_error(404, "Request_ResourceNotFound", &answer);
    assert_eq!(header(&answer, "client-request-id"), "of-the-client");
    assert_ne!(header(&answer, "request-id"), "of-the-client");
    server.stop();
}

#[test]
fn documented_errors_are_answered_where_they_are_documented() {
    let server = mock(Options::default());
    let policies = expect(200, &get(&format!("{}/{ROOT}/protectionPolicies", server.url())));
    let mut policies = policies["value"].as_array().unwrap().iter();
    let policy = policies.find(|policy| policy["status"] == "inactive").expect("one that can be activated");
    let policy = policy["id"].as_str().unwrap().to_owned();
    // The page of this action also has an error, which belongs to the other policy.
    expect(202, &call("POST", &format!("{}/{ROOT}/protectionPolicies/{policy}/activate", server.url()), None));
    server.stop();
}

fn statuses(options: Options, requests: usize) -> Vec<(u16, Option<String>)> {
    let server = mock(options);
    let url = format!("{}/{ROOT}", server.url());
    let seen = (0..requests).map(|_| get(&url)).map(|answer| {
        let after = answer.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
        if answer.status() == 429 {
            expect_error(429, "TooManyRequests", &answer);
        }
        if answer.status() == 503 {
            expect_error(503, "serviceNotAvailable", &answer);
        }
        (answer.status().as_u16(), after)
    });
    let seen = seen.collect();
    server.stop();
    seen
}

#[test]
fn every_nth_request_is_throttled() {
    let seen = statuses(Options { throttle: Some(3), retry_after: 7, ..Options::default() }, 7);
    let of = |status: u16| (status, (status == 429).then(|| "7".to_owned()));
    assert_eq!(seen, [200, 200, 429, 200, 200, 429, 200].map(of));
}

#[test]
fn a_share_of_requests_fails_the_same_way_for_the_same_seed() {
    let run = |seed: u64, fail_rate: f64| statuses(Options { fail_rate, seed, ..Options::default() }, 60);
    let seen = run(7, 0.3);
    let failed = seen.iter().filter(|(status, _)| *status == 503).count();
    assert!((5..40).contains(&failed), "{failed} of 60 at a rate of 0.3");
    assert!(seen.iter().all(|(status, after)| (*status == 503) == (after.as_deref() == Some("1"))), "{seen:?}");
    assert_eq!(seen, run(7, 0.3));
    assert_ne!(seen, run(8, 0.3));
    assert!(run(7, 0.0).iter().all(|(status, _)| *status == 200));
    assert!(run(7, 1.0).iter().all(|(status, _)| *status == 503));
}

#[test]
fn ids_follow_from_the_seed() {
    let ids = |seed: u64| {
        let server = mock(Options { seed, ..Options::default() });
        let sessions = format!("{}/{ROOT}/exchangeRestoreSessions", server.url());
        let ids = [1, 2].map(|n| {
            let answer = call("POST", &sessions, json!({ "n": n }));
            (expect(201, &answer)["id"].clone(), header(&answer, "request-id").to_owned())
        });
        server.stop();
        ids
    };
    let first = ids(1);
    assert_ne!(first[0], first[1]);
    assert_eq!(first, ids(1));
    assert_ne!(first, ids(2));
}

#[test]
fn a_slow_response_does_not_delay_the_shutdown() {
    let server = mock(Options { latency: Some(Duration::from_secs(3600)), ..Options::default() });
    let request = Request::get(format!("{}/{ROOT}", server.url())).body(Vec::new()).unwrap();
    let error = try_send(&agent(Duration::from_millis(200)), request).unwrap_err();
    assert!(matches!(error, ureq::Error::Timeout(_)), "{error}");
    server.stop();
}

#[test]
fn a_stopped_server_accepts_no_connections() {
    let server = mock(Options::default());
    let address = server.url().trim_start_matches("http://").to_owned();
    TcpStream::connect(&address).unwrap();
    server.stop();
    TcpStream::connect(&address).unwrap_err();
}

fn batch(url: &str, requests: Json) -> http::Response<Vec<u8>> {
    call("POST", &format!("{url}/v1.0/$batch"), json!({ "requests": requests }))
}

fn response<'b>(body: &'b Json, id: &str) -> &'b Json {
    body["responses"].as_array().unwrap().iter().find(|r| r["id"] == id).unwrap_or_else(|| panic!("no {id} in {body}"))
}

#[test]
fn a_batch_is_answered_request_by_request() {
    let server = mock(Options::default());
    let session = "/solutions/backupRestore/exchangeRestoreSessions";
    let body = expect(
        200,
        &batch(
            server.url(),
            json!([
                { "id": "late", "method": "GET", "url": "/solutions/backupRestore", "dependsOn": ["made"] },
                { "id": "made", "method": "POST", "url": session, "body": { "n": 1 },
                  "headers": { "Content-Type": "application/json" } },
                { "id": "gone", "method": "GET", "url": "solutions/nowhere" },
                { "id": "lost", "method": "GET", "url": "/solutions/backupRestore", "dependsOn": ["gone"] },
                { "id": "nested", "method": "POST", "url": "/$batch", "body": { "requests": [] } },
            ]),
        ),
    );
    assert_eq!(body["responses"].as_array().unwrap().len(), 5);
    let status = |id: &str| response(&body, id)["status"].as_u64().unwrap();
    assert_eq!(["late", "made", "gone", "lost", "nested"].map(status), [200, 201, 404, 424, 400]);
    assert!(response(&body, "late")["body"].is_object());
    assert_eq!(response(&body, "gone")["body"]["error"]["code"], "Request_ResourceNotFound");
    let made = response(&body, "made");
    assert_eq!(made["headers"]["Content-Type"], "application/json");
    // Objects created by the batch exist afterwards.
    expect(
        200,
        &get(made["headers"]["Location"]
            .as_str()
            .unwrap()
            .replace("exchangeRestoreSessions", "restoreSessions")
            .as_str()),
    );
    server.stop();
}

#[test]
fn wrong_batches_are_refused() {
    let server = mock(Options::default());
    let one = |id: &str, depends: Json| json!({ "id": id, "method": "GET", "url": "/solutions/backupRestore", "dependsOn": depends });
    let many: Vec<Json> = (0..21).map(|n| one(&n.to_string(), json!([]))).collect();
    for requests in [
        json!([]),
        json!(null),
        json!(many),
        json!([{ "id": "1" }]),
        json!([one("1", json!([])), one("1", json!([]))]),
        json!([one("1", json!(["2"]))]),
        json!([one("1", json!(["2"])), one("2", json!(["1"]))]),
    ] {
        expect_error(400, "BadRequest", &batch(server.url(), requests));
    }
    expect_error(405, "Request_BadRequest", &get(&format!("{}/v1.0/$batch", server.url())));
    let twenty: Vec<Json> = many.iter().take(20).cloned().collect();
    assert_eq!(expect(200, &batch(server.url(), json!(twenty)))["responses"].as_array().unwrap().len(), 20);
    server.stop();
}

#[test]
fn the_requests_inside_a_batch_are_throttled() {
    let server = mock(Options { throttle: Some(2), retry_after: 4, ..Options::default() });
    let one = |id: &str| json!({ "id": id, "method": "GET", "url": "/solutions/backupRestore" });
    let body = expect(200, &batch(server.url(), json!([one("1"), one("2"), one("3")])));
    assert_eq!(response(&body, "1")["status"], 200);
    assert_eq!(response(&body, "2")["status"], 429);
    assert_eq!(response(&body, "2")["headers"]["Retry-After"], "4");
    assert_eq!(response(&body, "3")["status"], 200);
    server.stop();
}

/// Sends bytes and returns everything until the server closes the connection.
fn raw(url: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    // The server may close the connection early.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn garbage_and_excess_do_no_harm() {
    let server = mock(Options::default());
    let url = server.url();
    let head = |line: &str, more: &str| format!("{line}\r\nHost: x\r\nConnection: close\r\n{more}\r\n");

    raw(url, b"");
    raw(url, &[0u8; 4096]);
    raw(url, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03");
    raw(url, b"GET\r\n\r\n");
    for target in [
        "*",
        "//",
        "/v1.0//",
        "/v1.0/%",
        "/v1.0/%zz/%ff%00",
        "/v1.0/a(b='c",
        "/v1.0/root:/:/::",
        "/v1.0/{x",
        "/v1.0/solutions/backupRestore?%",
    ] {
        let answer = raw(url, head(&format!("GET {target} HTTP/1.1"), "").as_bytes());
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 "), "{target}: {answer}");
        assert!(!answer.starts_with("HTTP/1.1 5"), "{target}: {answer}");
    }
    let many: String = (0..1000).map(|n| format!("x-{n}: 1\r\n")).collect();
    let answer = raw(url, head("GET /v1.0/solutions HTTP/1.1", &many).as_bytes());
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    let long = format!("x: {}\r\n", "y".repeat(1 << 20));
    let answer = raw(url, head("GET /v1.0/solutions HTTP/1.1", &long).as_bytes());
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431 "), "{answer}");
    // If the declared length is too large, the body is not read.
    let answer = raw(
        url,
        head(&format!("POST /{ROOT}/restorePoints/search HTTP/1.1"), "Content-Length: 999999999\r\n").as_bytes(),
    );
    assert!(answer.starts_with("HTTP/1.1 413 ") || answer.starts_with("HTTP/1.1 400 "), "{answer}");
    let answer = raw(
        url,
        head(&format!("POST /{ROOT}/restorePoints/search HTTP/1.1"), "Transfer-Encoding: chunked\r\n").as_bytes(),
    );
    assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");

    expect(200, &get(&format!("{url}/{ROOT}")));
    server.stop();
}
