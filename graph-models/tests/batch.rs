//! `$batch` with a simulated service that is as strict as the real one.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a panic fails the test"
)]

#[path = "support/script.rs"]
mod script;
mod support;

use std::collections::BTreeMap;
use std::time::Duration as Time;

use graph_models::runtime::Method;
use graph_models::runtime::batch::{BatchId, MOST, Throttled};
use graph_models::runtime::wait::PollSchedule;
use graph_models::*;
use http::{Request as Http, Response as Answer};
use proptest::prelude::*;
use script::{Async, Blocking, Clock, empty, json, run};
use serde_json::{Value as Json, json as value};
use support::Node;

const ROOT: &str = "https://graph.microsoft.com/v1.0";

fn path() -> Path {
    Path::new(ROOT).literal("nodes")
}

fn get(id: &str) -> Request<Node> {
    Request::new(Method::GET, &path().key(id), &[])
}

fn post(id: &str) -> Request<Node> {
    Request::new(Method::POST, &path(), &[]).json(&value!({"id": id}))
}

/// The requests of a call.
fn requests(http: &Http<Vec<u8>>) -> Vec<Json> {
    assert_eq!((http.method().as_str(), http.uri().to_string()), ("POST", format!("{ROOT}/$batch")));
    assert_eq!(http.headers()["content-type"], "application/json");
    let body: Json = serde_json::from_slice(http.body()).unwrap();
    body["requests"].as_array().unwrap().clone()
}

/// A response to a call, made of a response to each request.
fn answer(http: &Http<Vec<u8>>, mut each: impl FnMut(&Json) -> Json) -> Answer<Vec<u8>> {
    let mut responses: Vec<Json> = requests(http)
        .iter()
        .map(|request| {
            let mut answer = each(request);
            answer["id"] = request["id"].clone();
            answer
        })
        .collect();
    // The docs do not guarantee an order.
    responses.reverse();
    json(200, value!({"responses": responses}))
}

/// Returns what the URL asks for.
fn echo(request: &Json) -> Json {
    let id = request["url"].as_str().unwrap().rsplit('/').next().unwrap();
    value!({"status": 200, "headers": {"Content-Type": "application/json"}, "body": {"id": id}})
}

mod on_the_wire {
    use super::*;

    fn sent(add: impl FnOnce(&mut Batch)) -> Vec<Json> {
        let mut batch = Batch::new();
        add(&mut batch);
        requests(&batch.start().request().unwrap().unwrap())
    }

    #[test]
    fn a_request_keeps_all_it_has() {
        let exact = r#"{"big":12345678901234567890123,"ratio":1.10,"text":"ä"}"#;
        let put: Request<()> = Request::new(Method::PUT, &path().key("a b/c").literal("$value"), &[]);
        let mut batch = Batch::new();
        batch.add(&get("1").select(["id", "name"]).filter("a eq 'b c'").eventual().prefer("x").prefer("y")).unwrap();
        batch.add(&put.clone().bytes("image/png", [0_u8, 255, 254])).unwrap();
        batch.add(&put.bytes("application/json", exact)).unwrap();
        batch.add(&Request::<()>::new(Method::POST, &path().literal("act"), &[])).unwrap();
        batch.add(&Request::<()>::new(Method::DELETE, &path().key("1"), &[]).if_match("W/\"1\"")).unwrap();
        let http = batch.start().request().unwrap().unwrap();
        assert!(String::from_utf8_lossy(http.body()).contains(exact), "no digit is lost");
        let requests = requests(&http);
        assert_eq!(
            requests[0],
            value!({
                "id": "1", "method": "GET", "url": "/nodes/1?$select=id,name&$filter=a%20eq%20'b%20c'",
                "headers": {"consistencylevel": "eventual", "prefer": "x, y"}
            })
        );
        assert_eq!(
            requests[1],
            value!({
                "id": "2", "method": "PUT", "url": "/nodes/a%20b%2Fc/$value",
                "headers": {"content-type": "image/png"}, "body": "AP_-"
            })
        );
        assert_eq!(requests[2]["headers"], value!({"content-type": "application/json"}));
        assert_eq!(
            requests[3],
            value!({
                "id": "4", "method": "POST", "url": "/nodes/act",
                "headers": {"content-type": "application/json"}, "body": {}
            })
        );
        assert_eq!(
            requests[4],
            value!({"id": "5", "method": "DELETE", "url": "/nodes/1", "headers": {"if-match": "W/\"1\""}})
        );
    }

    /// The format on Microsoft's page: JSON, or base64 with the URL-safe alphabet and padding.
    #[test]
    fn everything_but_json_is_sent_as_base64() {
        let put: Request<()> = Request::new(Method::PUT, &path(), &[]);
        let bodies: Vec<Json> = sent(|batch| {
            batch.add(&put.clone().bytes("text/plain", "hi")).unwrap();
            batch.add(&put.clone().bytes("application/octet-stream", [0xfb_u8, 0xff, 0xfe, 0x3e])).unwrap();
            batch.add(&put.clone().bytes("application/merge-patch+json", "{\"a\":1.0}")).unwrap();
            batch.add(&put.clone().bytes("Application/JSON;odata.metadata=minimal", "[]")).unwrap();
        })
        .iter()
        .map(|request| request["body"].clone())
        .collect();
        assert_eq!(bodies, [value!("aGk="), value!("-__-Pg=="), value!({"a": 1.0}), value!([])]);
    }

    #[test]
    fn a_method_that_could_have_a_body_gets_an_empty_one() {
        for (method, has_body) in [("POST", true), ("PUT", true), ("PATCH", true), ("GET", false), ("DELETE", false)] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let request = sent(|batch| {
                batch.add(&Request::<()>::new(method, &path(), &[])).unwrap();
            });
            let expected = if has_body { value!({}) } else { value!(null) };
            assert_eq!(request[0]["body"], expected);
            assert_eq!(request[0]["headers"].is_object(), has_body, "{request:?}");
        }
    }

    #[test]
    fn a_chain_of_21_requests_goes_in_two_calls() {
        let mut batch = Batch::new();
        let mut before = batch.add(&get("0")).unwrap();
        for id in 1..21 {
            before = batch.add_after(&get(&id.to_string()), [before]).unwrap();
        }
        let client = Blocking::new(|http: &_| Ok(answer(http, echo)));
        batch.send(&client).unwrap();
        let sizes: Vec<usize> = client.sent.borrow().iter().map(|http| requests(http).len()).collect();
        assert_eq!(sizes, [MOST, 1]);
    }

    #[test]
    fn requests_that_cannot_be_in_a_batch_are_rejected_at_once() {
        let mut batch = Batch::new();
        let first = batch.add(&get("1")).unwrap();
        let beta: Request<Node> = Request::new(Method::GET, &Path::new("https://graph.microsoft.com/beta"), &[]);
        assert!(matches!(batch.add(&beta), Err(RequestError::OtherRoot { root, .. }) if root == ROOT));
        let link = get("1").follow::<Node>("https://graph.microsoft.com/beta/nodes/1").unwrap();
        assert!(matches!(batch.add(&link), Err(RequestError::OtherRoot { .. })));
        assert!(matches!(batch.add(&get("")), Err(RequestError::EmptyKey { .. })));
        let broken = post("1").bytes("application/json; charset=utf-8", "{\"a\":");
        assert!(matches!(batch.add(&broken), Err(RequestError::NotJson { .. })));
        assert!(matches!(Batch::new().add_after(&get("1"), [first]), Err(RequestError::OtherBatch)));
        assert_eq!(batch.len(), 1);
    }

    #[test]
    fn links_of_pages_go_into_a_batch_as_well() {
        let next = get("1").follow::<Page<Node>>(&format!("{ROOT}/nodes?$skiptoken=x%20y")).unwrap();
        assert_eq!(sent(|batch| assert!(batch.add(&next).is_ok()))[0]["url"], "/nodes?$skiptoken=x%20y");
    }

    #[test]
    fn a_chain_is_sequential_and_everything_else_is_parallel() {
        let chain = sent(|batch| {
            let a = batch.add(&get("a")).unwrap();
            let b = batch.add_after(&get("b"), [a]).unwrap();
            batch.add_after(&get("c"), [b, b]).unwrap();
        });
        let depends: Vec<&Json> = chain.iter().map(|request| &request["dependsOn"]).collect();
        assert_eq!(depends, [&value!(null), &value!(["1"]), &value!(["2"])]);

        let fan = sent(|batch| {
            let a = batch.add(&get("a")).unwrap();
            batch.add_after(&get("b"), [a]).unwrap();
            batch.add_after(&get("c"), [a]).unwrap();
        });
        assert_eq!(fan.len(), 1, "the others follow after the first one has succeeded");
    }
}

mod answers {
    use super::*;

    #[test]
    fn each_answer_has_its_own_type() {
        let client = Blocking::new(|http: &_| {
            Ok(answer(http, |request| match request["id"].as_str().unwrap() {
                "1" => {
                    value!({"status": 200, "headers": {"Content-Type": "application/json;charset=utf-8"}, "body": {"id": "a"}})
                }
                "2" => value!({"status": 200, "headers": {"Content-Type": "image/jpeg"}, "body": "_-7_"}),
                "3" => value!({"status": 200, "headers": {"Content-Type": "text/plain"}, "body": "12"}),
                "4" => value!({"status": 204, "headers": {}}),
                "5" => {
                    value!({"status": 200, "headers": {"Content-Type": "application/json"}, "body": {"value": [{"id": "b"}]}})
                }
                "6" => value!({"status": 200, "headers": {"Content-Type": "text/plain"}, "body": 893}),
                "7" => value!({"status": "200", "body": {"value": 1.5}}),
                other => panic!("{other}"),
            }))
        });
        let mut batch = Batch::new();
        let node = batch.add(&get("1")).unwrap();
        let photo = batch.add(&get("1").returning::<Bytes>()).unwrap();
        let text = batch.add(&get("1").returning::<Text>()).unwrap();
        let nothing = batch.add(&get("1").returning::<()>()).unwrap();
        let page = batch.add(&get("1").returning::<Page<Node>>()).unwrap();
        let count = batch.add(&get("1").returning::<Text>()).unwrap();
        let untyped = batch.add(&get("1").returning::<Json>()).unwrap();
        let answers = batch.send(&client).unwrap();
        assert_eq!(answers.get(node).unwrap().id, "a");
        assert_eq!(answers.get(photo).unwrap().0, [0xff, 0xee, 0xff]);
        assert_eq!(answers.get(text).unwrap().count(), Ok(12));
        answers.get(nothing).unwrap();
        assert_eq!(answers.get(page).unwrap().value[0].id, "b");
        assert_eq!(answers.get(count).unwrap().count(), Ok(893));
        assert_eq!(answers.get(untyped).unwrap(), value!({"value": 1.5}));
        assert_eq!(answers.response(photo).unwrap().headers()["content-type"], "image/jpeg");
        assert!(answers.problems().is_empty());
    }

    /// Responses of services to requests with bytes.
    #[test]
    fn json_in_base64_is_read() {
        let item = r#"{"id": "ä?>"}"#;
        let error = r#"{"error": {"code": "quotaLimitReached", "message": "Full."}}"#;
        let padded = |text: &str| Binary::from_bytes(text).into_string();
        let url_safe = |text: &str| padded(text).replace('+', "-").replace('/', "_");
        let bare = |text: &str| url_safe(text).trim_end_matches('=').to_owned();
        assert!(padded(item) != url_safe(item) && url_safe(item) != bare(item), "{}", padded(item));
        for encode in [&padded as &dyn Fn(&str) -> String, &url_safe, &bare] {
            for headers in [value!({"Content-Type": "application/json; charset=utf-8"}), value!({})] {
                let client = Blocking::new(|http: &_| {
                    Ok(answer(http, |request| match request["id"].as_str().unwrap() {
                        "1" => value!({"status": 201, "headers": headers, "body": encode(item)}),
                        _ => value!({"status": 507, "headers": headers, "body": encode(error)}),
                    }))
                });
                let mut batch = Batch::new();
                let upload = |id: &str| -> Request<Node> {
                    Request::new(Method::PUT, &path().key(id), &[]).bytes("image/png", [1_u8, 2])
                };
                let [stored, refused] = ["1", "2"].map(|id| batch.add(&upload(id)).unwrap());
                let answers = batch.send(&client).unwrap();
                assert_eq!(answers.get(stored).unwrap().id, "ä?>");
                let error = answers.get(refused).unwrap_err();
                assert_eq!(error.as_graph().unwrap().code(), Some("quotaLimitReached"));
            }
        }
    }

    #[test]
    fn a_null_body_is_missing() {
        let client =
            Blocking::new(|http: &_| Ok(answer(http, |_| value!({"status": 204, "headers": {}, "body": null}))));
        let mut batch = Batch::new();
        let handle = batch.add(&get("1").returning::<Option<Node>>()).unwrap();
        let answers = batch.send(&client).unwrap();
        assert_eq!(answers.response(handle).unwrap().body(), b"");
        assert_eq!(answers.get(handle).unwrap(), None);
    }

    #[test]
    fn text_that_looks_like_base64_stays_text() {
        // The last two are base64 of `123`, which is JSON but not an object, and of `{a`, which is not JSON.
        let bodies = ["aGk=", "e30", "null", "true", "MTIz", "e2E="];
        for (content_type, read) in [
            ("text/plain", bodies),
            ("application/json", ["\"aGk=\"", "{}", "\"null\"", "\"true\"", "\"MTIz\"", "\"e2E=\""]),
        ] {
            let client = Blocking::new(|http: &_| {
                Ok(answer(http, |request| {
                    let at: usize = request["id"].as_str().unwrap().parse().unwrap();
                    value!({"status": 200, "headers": {"Content-Type": content_type}, "body": bodies[at - 1]})
                }))
            });
            let mut batch = Batch::new();
            let handles = bodies.map(|_| batch.add(&get("1").returning::<Text>()).unwrap());
            let answers = batch.send(&client).unwrap();
            let found = handles.map(|handle| answers.get(handle).unwrap().0);
            assert_eq!(found, read, "{content_type}");
        }
    }

    #[test]
    fn a_redirect_is_a_success_for_dependent_requests() {
        let client = Blocking::new(|http: &_| {
            Ok(answer(http, |request| match request["url"].as_str().unwrap() {
                "/nodes/moved" => value!({"status": 302, "headers": {"Location": "https://x.example/"}}),
                _ => echo(request),
            }))
        });
        let mut batch = Batch::new();
        let moved = batch.add(&get("moved")).unwrap();
        let left = batch.add_after(&get("left"), [moved]).unwrap();
        let right = batch.add_after(&get("right"), [moved]).unwrap();
        let answers = batch.send(&client).unwrap();
        assert!(answers.get(left).is_ok() && answers.get(right).is_ok());
    }

    #[test]
    fn numbers_keep_their_digits() {
        let body = r#"{"responses":[{"id":"1","status":200,"headers":{"Content-Type":"application/json"},"body":{"x":1.10,"y":12345678901234567890123}}]}"#;
        let client = Blocking::new(|_: &_| Ok(json(200, body)));
        let mut batch = Batch::new();
        let node = batch.add(&get("1")).unwrap();
        let answers = batch.send(&client).unwrap();
        assert_eq!(answers.response(node).unwrap().body(), br#"{"x":1.10,"y":12345678901234567890123}"#);
    }

    #[test]
    fn a_failure_has_the_same_details_as_outside_a_batch() {
        let client = Blocking::new(|http: &_| {
            Ok(answer(http, |request| match request["id"].as_str().unwrap() {
                "1" => value!({"status": 429, "headers": {"Retry-After": "7"}, "body": {"error": {"code": "tooMany"}}}),
                "2" => value!({"status": 502, "headers": {"Content-Type": "text/html"}, "body": "<h1>Bad</h1>"}),
                _ => value!({"status": 200, "headers": {"Content-Type": "application/json"}, "body": [1]}),
            }))
        });
        let mut batch = Batch::new();
        let [throttled, html, wrong] = ["1", "2", "3"].map(|id| batch.add(&get(id)).unwrap());
        let answers = batch.send(&client).unwrap();
        let error = answers.get(throttled).unwrap_err();
        let error = error.as_graph().unwrap();
        assert!(error.is_throttled() && error.has_code("tooMany"));
        assert_eq!(error.retry_delay(), Some(Time::from_secs(7)));
        assert_eq!(answers.get(html).unwrap_err().as_graph().unwrap().text.as_deref(), Some("<h1>Bad</h1>"));
        assert!(matches!(answers.get(wrong), Err(Error::Decode(_))));
    }

    #[test]
    fn missing_doubled_and_unknown_answers_are_errors() {
        let client = Blocking::new(|_: &_| {
            let ok = |id: Json| value!({"id": id, "status": 200, "body": {"id": "x"}});
            let responses = [
                ok("1".into()),
                ok("2".into()),
                ok(2.into()),
                ok("9".into()),
                value!({"status": 200}),
                value!({"id": "4"}),
            ];
            Ok(json(200, value!({"responses": responses})))
        });
        let mut batch = Batch::new();
        let [good, twice, missing, vague] = ["1", "2", "3", "4"].map(|id| batch.add(&get(id)).unwrap());
        let after = batch.add_after(&get("5"), [missing]).unwrap();
        let answers = batch.send(&client).unwrap();
        assert_eq!(answers.get(good).unwrap().id, "x");
        assert!(matches!(answers.get(twice), Err(Error::Batch(BatchError::Twice { id: 2 }))));
        assert!(matches!(answers.get(missing), Err(Error::Batch(BatchError::Unanswered { id: 3 }))));
        assert!(matches!(answers.get(vague), Err(Error::Batch(BatchError::Unanswered { id: 4 }))));
        assert_eq!(answers.get(after).unwrap_err().as_graph().unwrap().status.as_u16(), 424);
        let problems: Vec<String> = answers.problems().iter().map(ToString::to_string).collect();
        assert_eq!(
            problems,
            [
                "request 2 of the batch has several responses",
                "the batch has a response with the unknown id \"9\"",
                "the batch has a response without an id",
                "the response to request 4 of the batch has no HTTP status",
                "request 3 of the batch has no response",
                "request 4 of the batch has no response",
            ]
        );
        let other = Batch::new().add(&get("1")).unwrap();
        assert!(matches!(answers.get(other), Err(Error::Batch(BatchError::OtherBatch))));
    }

    #[test]
    fn a_call_that_fails_as_a_whole_loses_nothing() {
        for refused in [json(400, value!({"error": {"code": "BadRequest"}})), empty(429, &[("retry-after", "3")])] {
            let mut calls = 0;
            let client = Blocking::new(move |http: &_| {
                calls += 1;
                Ok(if calls == 2 { refused.clone() } else { answer(http, echo) })
            });
            let mut batch = Batch::new();
            let handles: Vec<_> = (0..41).map(|id| batch.add(&get(&id.to_string())).unwrap()).collect();
            let mut failure = batch.send(&client).unwrap_err();
            assert!(matches!(&failure.error, Error::Graph(_)), "{failure}");
            failure.run.send(&client).unwrap();
            let sizes: Vec<usize> = client.sent.borrow().iter().map(|http| requests(http).len()).collect();
            assert_eq!(sizes, [20, 20, 20, 1]);
            let answers = failure.run.into_answers();
            for (id, handle) in handles.into_iter().enumerate() {
                assert_eq!(answers.get(handle).unwrap().id, id.to_string());
            }
        }

        // A request that was not sent is reported as such; one that may have been carried out is not repeated.
        for (answer_to_second, decoded) in
            [(json(500, ""), false), (json(200, "<html>"), true), (json(200, "{}"), true)]
        {
            let mut calls = 0;
            let client = Blocking::new(move |http: &_| {
                calls += 1;
                Ok(if calls == 2 { answer_to_second.clone() } else { answer(http, echo) })
            });
            let mut batch = Batch::new();
            let handles: Vec<_> = (0..41).map(|id| batch.add(&get(&id.to_string())).unwrap()).collect();
            let failure = batch.send(&client).unwrap_err();
            let answers = failure.run.into_answers();
            assert!(answers.get(handles[0]).is_ok());
            let error = answers.get(handles[20]).unwrap_err();
            match error {
                Error::Batch(BatchError::Unanswered { id: 21 }) => assert!(decoded),
                Error::Batch(BatchError::Unsent { id: 21 }) => assert!(!decoded),
                other => panic!("{other}"),
            }
            assert!(matches!(answers.get(handles[40]), Err(Error::Batch(BatchError::Unsent { id: 41 }))));
        }
    }

    #[test]
    fn an_empty_batch_makes_no_call() {
        let client = Blocking::new(|_: &_| panic!("nothing is sent"));
        assert!(Batch::default().is_empty());
        Batch::new().send(&client).unwrap();
        let mut run = Batch::new().start();
        assert!(matches!(run.accept(&json(200, "{}")), Err(Error::Request(RequestError::NothingAsked))));
    }
}

mod throttling {
    use super::*;

    /// Rejects each request the given number of times, then echoes it.
    fn busy(times: usize) -> impl FnMut(&Http<Vec<u8>>) -> Result<Answer<Vec<u8>>, TransportError> + Send {
        let mut refused: BTreeMap<String, usize> = BTreeMap::new();
        move |http| {
            let mut failed: Vec<Json> = Vec::new();
            Ok(answer(http, |request| {
                let url = request["url"].as_str().unwrap().to_owned();
                let count = refused.entry(url.clone()).or_default();
                let depends = request["dependsOn"].as_array().cloned().unwrap_or_default();
                if depends.iter().any(|id| failed.contains(id)) {
                    failed.push(request["id"].clone());
                    return value!({"status": 424});
                }
                if url.contains("busy") && *count < times {
                    *count += 1;
                    failed.push(request["id"].clone());
                    let asked = (*count * 5).to_string();
                    return value!({"status": 429, "headers": {"Retry-After": asked}});
                }
                echo(request)
            }))
        }
    }

    fn schedule() -> PollSchedule {
        PollSchedule { backoff: Backoff::every(Time::from_secs(2)), deadline: Time::from_secs(60) }
    }

    #[test]
    fn only_throttled_requests_are_repeated() {
        let (client, clock) = (Blocking::new(busy(2)), Clock::new());
        let mut batch = Batch::new();
        let fine = batch.add(&post("fine")).unwrap();
        let first = batch.add(&get("busy1")).unwrap();
        let second = batch.add(&get("busy2")).unwrap();
        let answers = batch.send_retrying(&client, schedule(), &clock).unwrap();
        assert_eq!(clock.pauses(), [5.0, 10.0]);
        let sizes: Vec<usize> = client.sent.borrow().iter().map(|http| requests(http).len()).collect();
        assert_eq!(sizes, [3, 2, 2]);
        assert!(answers.get(fine).is_ok());
        assert_eq!(answers.get(first).unwrap().id, "busy1");
        assert_eq!(answers.get(second).unwrap().id, "busy2");
    }

    #[test]
    fn dependents_of_throttled_requests_are_repeated_too() {
        let (client, clock) = (Blocking::new(busy(1)), Clock::new());
        let mut batch = Batch::new();
        let first = batch.add(&get("busy")).unwrap();
        let second = batch.add_after(&get("b"), [first]).unwrap();
        let third = batch.add_after(&get("c"), [second]).unwrap();
        let answers = batch.send_retrying(&client, schedule(), &clock).unwrap();
        assert_eq!(answers.get(third).unwrap().id, "c");
        let sizes: Vec<usize> = client.sent.borrow().iter().map(|http| requests(http).len()).collect();
        assert_eq!(sizes, [3, 3]);
    }

    #[test]
    fn the_longest_wait_asked_for_counts_and_503_is_tried_again() {
        let mut calls = 0;
        let (client, clock) = (
            Blocking::new(move |http: &_| {
                calls += 1;
                Ok(answer(http, |request| match request["id"].as_str().unwrap() {
                    "1" if calls == 1 => value!({"status": 503, "headers": {"Retry-After": "4"}}),
                    "2" if calls == 1 => value!({"status": 429, "headers": {"Retry-After": "9"}}),
                    "3" if calls == 1 => value!({"status": 503, "headers": {"Retry-After": "6"}}),
                    _ => echo(request),
                }))
            }),
            Clock::new(),
        );
        let mut batch = Batch::new();
        let handles = ["a", "b", "c"].map(|id| batch.add(&get(id)).unwrap());
        let answers = batch.send_retrying(&client, schedule(), &clock).unwrap();
        assert_eq!(clock.pauses(), [9.0]);
        for handle in handles {
            assert!(answers.get(handle).is_ok());
        }
    }

    #[test]
    fn dependents_of_a_failed_request_are_not_repeated() {
        let (client, clock) = (
            Blocking::new(|http: &_| {
                Ok(answer(http, |request| match request["url"].as_str().unwrap() {
                    "/nodes/busy" => value!({"status": 429}),
                    _ => value!({"status": 400}),
                }))
            }),
            Clock::new(),
        );
        let mut batch = Batch::new();
        let busy = batch.add(&get("busy")).unwrap();
        let wrong = batch.add(&get("wrong")).unwrap();
        batch.add_after(&get("after"), [busy, wrong]).unwrap();
        let mut steps = batch.start();
        steps.send(&client).unwrap();
        assert_eq!(steps.throttled().unwrap().requests, 1, "only the throttled one");
        assert!(steps.into_answers().problems().is_empty() && clock.pauses().is_empty());
    }

    #[test]
    fn at_the_deadline_the_last_answer_counts() {
        let (client, clock) = (Blocking::new(busy(1000)), Clock::new());
        let mut batch = Batch::new();
        let handle = batch.add(&get("busy")).unwrap();
        let answers = batch.send_retrying(&client, schedule(), &clock).unwrap();
        assert_eq!(clock.pauses(), [5.0, 10.0, 15.0, 20.0]);
        let error = answers.get(handle).unwrap_err();
        assert_eq!(error.as_graph().unwrap().retry_delay(), Some(Time::from_secs(25)));
    }

    #[test]
    fn by_hand_and_in_async_code() {
        let client = Blocking::new(busy(1));
        let mut batch = Batch::new();
        let handle = batch.add(&get("busy")).unwrap();
        batch.add(&get("a")).unwrap();
        let mut steps = batch.start();
        assert_eq!(steps.throttled(), None);
        steps.send(&client).unwrap();
        let throttled = Throttled { requests: 1, retry_after: Some(Time::from_secs(5)) };
        assert_eq!((steps.throttled(), steps.retry_throttled()), (Some(throttled), Some(throttled)));
        assert_eq!(steps.retry_throttled(), None, "it has already been repeated");
        steps.send(&client).unwrap();
        assert_eq!(steps.throttled(), None);
        assert!(steps.into_answers().get(handle).is_ok());

        let (client, clock) = (Async::new(busy(1)), Clock::new());
        let mut batch = Batch::new();
        let handle = batch.add(&get("busy")).unwrap();
        let answers = run(batch.send_retrying_async(&client, schedule(), &clock)).unwrap();
        assert!(answers.get(handle).is_ok());
        assert_eq!(clock.pauses(), [5.0]);
        let mut batch = Batch::new();
        let handle = batch.add(&get("a")).unwrap();
        assert!(run(batch.send_async(&client)).unwrap().get(handle).is_ok());
    }
}

/// A service that carries out whole batches, and rejects what the real one rejects.
#[derive(Default)]
struct Service {
    /// The URLs that fail.
    failing: Vec<String>,
    /// How often each URL will still be throttled.
    throttled: BTreeMap<String, usize>,
    /// The URLs that succeeded, in order.
    done: Vec<String>,
}

impl Service {
    fn answer(&mut self, http: &Http<Vec<u8>>) -> Answer<Vec<u8>> {
        let requests = requests(http);
        assert!((1..=MOST).contains(&requests.len()), "{} requests", requests.len());
        let depends: Vec<Vec<String>> = requests
            .iter()
            .map(|request| {
                let depends = request["dependsOn"].as_array().cloned().unwrap_or_default();
                depends.iter().map(|id| id.as_str().unwrap().to_owned()).collect()
            })
            .collect();
        let id = |at: usize| requests[at]["id"].as_str().unwrap().to_owned();
        let sequential = (1..requests.len()).all(|at| depends[at] == [id(at - 1)]) && depends[0].is_empty();
        assert!(sequential || depends.iter().all(Vec::is_empty), "neither sequential nor parallel: {requests:?}");
        let mut statuses: BTreeMap<String, u64> = BTreeMap::new();
        answer(http, |request| {
            let id = request["id"].as_str().unwrap().to_owned();
            let url = request["url"].as_str().unwrap().to_owned();
            let depends = request["dependsOn"].as_array().cloned().unwrap_or_default();
            let blocked = depends.iter().any(|id| statuses[id.as_str().unwrap()] >= 400);
            let throttle = self.throttled.get_mut(&url).filter(|left| **left > 0);
            let mut reply = echo(request);
            if blocked {
                reply["status"] = 424.into();
            } else if let Some(left) = throttle {
                *left -= 1;
                reply["status"] = 429.into();
            } else if self.failing.contains(&url) {
                reply["status"] = 409.into();
            } else {
                self.done.push(url);
            }
            assert!(statuses.insert(id, reply["status"].as_u64().unwrap()).is_none(), "an id twice in one call");
            reply
        })
    }
}

/// The dependencies of some requests, which of them fail, and how often each is throttled.
fn batches() -> impl Strategy<Value = Vec<(Vec<prop::sample::Index>, bool, usize)>> {
    let after = prop_oneof![
        3 => Just(0..=0_usize),
        4 => Just(1..=1),
        1 => Just(0..=4),
    ];
    let request = after.prop_flat_map(|count| {
        let after = prop::collection::vec(any::<prop::sample::Index>(), count);
        (after, prop::bool::weighted(0.1), prop_oneof![4 => Just(0_usize), 1 => 1..3_usize])
    });
    prop::collection::vec(request, 0..70)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_request_is_answered_once_and_in_order(requests in batches()) {
        let mut service = Service::default();
        let mut batch = Batch::new();
        let mut handles: Vec<BatchHandle<Node>> = Vec::new();
        let mut after: Vec<Vec<usize>> = Vec::new();
        for (at, (depends, fails, throttled)) in requests.iter().enumerate() {
            // Usually one of the last few, so that there are chains.
            let depends: Vec<usize> = if at == 0 {
                Vec::new()
            } else {
                depends.iter().map(|index| at - 1 - index.index(at.min(3))).collect()
            };
            let url = format!("/nodes/{at}");
            if *fails {
                service.failing.push(url.clone());
            }
            service.throttled.insert(url, *throttled);
            let ids: Vec<BatchId> = depends.iter().map(|it| handles[*it].id()).collect();
            handles.push(batch.add_after(&get(&at.to_string()), ids).unwrap());
            after.push(depends);
        }
        let service = std::cell::RefCell::new(service);
        let client = Blocking::new(|http: &_| Ok(service.borrow_mut().answer(http)));
        let schedule = PollSchedule { deadline: Time::from_secs(86_400), ..PollSchedule::default() };
        let answers = batch.send_retrying(&client, schedule, &Clock::new()).unwrap();

        let service = service.borrow();
        let done_at = |at: usize| service.done.iter().position(|url| *url == format!("/nodes/{at}"));
        let mut succeeded: Vec<bool> = Vec::new();
        for (at, handle) in handles.iter().enumerate() {
            let blocked = after[at].iter().any(|it| !succeeded[*it]);
            let fails = requests[at].1;
            match answers.get(*handle) {
                Ok(node) => {
                    prop_assert!(!blocked && !fails);
                    prop_assert_eq!(node.id, at.to_string());
                    for it in &after[at] {
                        prop_assert!(done_at(*it) < done_at(at), "{} is to come after {}", at, it);
                    }
                }
                Err(error) => {
                    let expected = if blocked { 424 } else { 409 };
                    prop_assert_eq!(error.as_graph().map(|error| error.status.as_u16()), Some(expected));
                    prop_assert!(blocked || fails);
                    prop_assert_eq!(done_at(at), None);
                }
            }
            succeeded.push(!blocked && !fails);
        }
        let done = succeeded.iter().filter(|it| **it).count();
        prop_assert_eq!(service.done.len(), done, "nothing is carried out twice");
        prop_assert!(answers.problems().is_empty());
    }
}
