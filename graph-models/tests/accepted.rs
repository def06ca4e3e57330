//! Operations that continue after their response, and other responses without a JSON body.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a panic fails the test")]

#[path = "support/script.rs"]
mod script;
mod support;

use std::time::Duration as Time;

use graph_models::runtime::Method;
use graph_models::runtime::accepted::OperationState;
use graph_models::runtime::wait::UnfinishedReason;
use graph_models::*;
use http::{Request as Http, Response as Answer};
use script::{Async, Blocking, Clock, empty, json, run};
use serde_json::json as value;
use support::Node;

const ROOT: &str = "https://graph.microsoft.com/v1.0";

fn create<T>() -> Request<T> {
    let request = Request::new(Method::POST, &Path::new(ROOT).literal("teams"), &[]);
    request.json(&value!({})).header("authorization", "Bearer secret").prefer("respond-async")
}

fn accepted<T>(headers: &[(&str, &str)]) -> Accepted<T> {
    create::<Accepted<T>>().decode(&empty(202, headers)).unwrap()
}

/// Returns these responses in order; the last one forever.
fn series(
    answers: Vec<Answer<Vec<u8>>>,
) -> impl FnMut(&Http<Vec<u8>>) -> Result<Answer<Vec<u8>>, TransportError> + Send {
    let mut at = 0;
    move |_| {
        let answer = answers[at.min(answers.len() - 1)].clone();
        at += 1;
        Ok(answer)
    }
}

fn status(code: u16, status: &str) -> Answer<Vec<u8>> {
    json(code, value!({"id": "op", "status": status}))
}

/// The result of a monitor, the requests that it sent, and its pauses.
type Monitored = (Result<Finished<Progress>, WaitError<Progress>>, Vec<String>, Vec<f64>);

/// Runs the monitor of an operation at the given address.
fn monitor(location: &str, answers: Vec<Answer<Vec<u8>>>) -> Monitored {
    let (client, clock) = (Blocking::new(series(answers)), Clock::new());
    let monitor = accepted::<Progress>(&[("location", location)]).monitor(&create::<()>()).unwrap();
    let backoff = Backoff::every(Time::from_secs(5));
    let result = monitor.backoff(backoff).within(Time::from_secs(60)).run_with(&client, &clock);
    (result, client.lines(), clock.pauses())
}

#[test]
fn an_operation_is_polled_until_it_has_ended() {
    let done = json(200, value!({"id": "op", "status": "succeeded", "targetResourceLocation": "/teams('7')"}));
    let answers = vec![status(200, "notStarted"), status(200, "inProgress"), done];
    let (finished, lines, pauses) = monitor("/teams('7')/operations('op')", answers);
    let finished = finished.unwrap();
    assert_eq!(lines, vec![format!("GET {ROOT}/teams('7')/operations('op')"); 3]);
    assert_eq!(pauses, [5.0, 5.0]);
    assert_eq!(finished.operation.as_ref().unwrap().id, "op");
    assert_eq!(finished.progress.state(), OperationState::Succeeded);
    let resource = finished.resource::<Node>().unwrap();
    assert_eq!((resource.method(), resource.url()), (&Method::GET, format!("{ROOT}/teams('7')")));
    assert_eq!(resource.headers()["authorization"], "Bearer secret");
    assert!(resource.body().is_empty());
}

#[test]
fn addresses_without_a_host_are_below_the_root_of_the_service() {
    let url = |location: &str| {
        accepted::<()>(&[("location", location)]).monitor(&create::<()>()).map(|monitor| monitor.request().url())
    };
    for (location, below) in [
        ("/teams('7')/operations('op')", "/teams('7')/operations('op')"),
        ("teams/7", "/teams/7"),
        ("/v1.0/teams/7", "/teams/7"),
        ("/v1.0x/teams", "/v1.0x/teams"),
        ("https://graph.microsoft.com/v1.0/x?y=z", "/x?y=z"),
    ] {
        assert_eq!(url(location).unwrap(), format!("{ROOT}{below}"), "{location}");
    }
    assert_eq!(url("https://GRAPH.microsoft.com:443/beta/x").unwrap(), "https://GRAPH.microsoft.com:443/beta/x");
    for foreign in
        ["https://evil.example/x", "http://graph.microsoft.com/x", "//evil.example/x", "https://a@graph.microsoft.com/"]
    {
        assert!(matches!(url(foreign), Err(RequestError::ForeignLink { .. })), "{foreign}");
    }
    assert!(matches!(accepted::<()>(&[]).monitor(&create::<()>()), Err(RequestError::NoLocation)));
    let both = accepted::<()>(&[("location", "/result"), ("operation-location", "/operation")]);
    assert_eq!(both.location.as_deref(), Some("/operation"));
}

#[test]
fn every_documented_success() {
    let at = format!("{ROOT}/operations/1");
    // The result itself, as soon as it exists.
    let (finished, lines, _) = monitor(&at, vec![empty(202, &[]), json(200, value!({"id": "7", "age": 3}))]);
    let finished = finished.unwrap();
    assert_eq!(lines.len(), 2);
    assert_eq!(finished.decode::<Node>().unwrap().age, 3);
    assert!(matches!(finished.resource::<Node>(), Err(RequestError::NoLocation)));

    // A redirect to it.
    let (finished, ..) = monitor(&at, vec![status(202, "running"), empty(303, &[("location", "/items/7")])]);
    assert_eq!(finished.unwrap().resource::<Node>().unwrap().url(), format!("{ROOT}/items/7"));

    // A progress report, even with 202; in upper case; with the status in an object.
    for answer in [
        status(202, "completed"),
        status(200, "Completed"),
        json(200, value!({"status": {"state": "succeeded", "description": "x"}})),
        empty(204, &[]),
    ] {
        let (finished, lines, _) = monitor(&at, vec![answer]);
        finished.unwrap();
        assert_eq!(lines.len(), 1);
    }

    let report = json(202, value!({"percentageComplete": 100.0, "resourceId": "01M", "status": "completed"}));
    let progress = monitor(&at, vec![report]).0.unwrap().progress;
    assert_eq!((progress.percentage(), progress.resource_id()), (Some(100.0), Some("01M")));
    let text: Progress = serde_json::from_value(value!({"percentComplete": "42"})).unwrap();
    assert_eq!((text.percentage(), text.state()), (Some(42.0), OperationState::Unknown));
}

#[test]
fn no_content_with_a_body_is_not_an_end() {
    let (result, ..) = monitor("/x", vec![json(204, "<html>")]);
    assert!(matches!(result, Err(WaitError::Request(Error::Decode(_)))), "{result:?}");
}

#[test]
fn a_response_that_is_not_an_operation_does_not_end_it() {
    let html = "<html>\n<body>Sign in\u{202e}\u{1b}</body></html>";
    for body in [
        html,
        "",
        " ",
        r#"{"status": "running""#,
        r#"{"status": "running", "percentageComplete": 1e400}"#,
        r#"{"status": 5}"#,
        r#"{"status": ["succeeded"]}"#,
        r#"{"status": {"stat": "succeeded"}}"#,
        "[]",
        "\"succeeded\"",
        "null",
        "5",
        "{}",
        r#"{"message": "Sign in"}"#,
        r#"{"percentageComplete": "many"}"#,
        r#"{"Status": 5}"#,
    ] {
        let (result, lines, _) = monitor("/x", vec![json(200, body)]);
        let Err(WaitError::Request(error @ Error::Decode(_))) = result else { panic!("{body}: {result:?}") };
        assert_eq!(lines.len(), 1, "{body}");
        let told = error.to_string();
        assert!(
            told.starts_with("cannot decode progress of an operation: the response (200 OK) is not an operation: \""),
            "{told}"
        );
        assert!(!told.contains(['\n', '\u{202e}', '\u{1b}']), "{told:?}");
    }
    let (result, ..) = monitor("/x", vec![json(200, html)]);
    assert!(result.unwrap_err().to_string().ends_with(r#""<html> <body>Sign in\u{202e}\u{1b}</body></html>""#));
    // Accepted means accepted, whatever else the response contains.
    let (result, lines, _) = monitor("/x", vec![json(202, html), empty(202, &[]), status(200, "succeeded")]);
    assert!(result.is_ok());
    assert_eq!(lines.len(), 3);
    // A missing status may still appear.
    let (result, lines, _) = monitor("/x", vec![json(200, value!({"status": null})), status(200, "succeeded")]);
    assert!(result.is_ok());
    assert_eq!(lines.len(), 2);
    // An error is not a result.
    let (result, ..) = monitor("/x", vec![json(200, value!({"error": {"code": "C", "message": "M"}}))]);
    let error = result.unwrap_err();
    assert_eq!(error.to_string(), "it ended with another status: there is no status (C: M)");
}

#[test]
fn a_response_without_a_known_status() {
    let (goes_on, done, failed) = ("goes on", "done", "failed");
    for (code, body, expected) in [
        (200, value!({"Status": "running"}), goes_on),
        (200, value!({"STATUS": "Succeeded"}), done),
        (200, value!({"Status": {"state": "processing"}}), goes_on),
        (200, value!({"Status": null}), goes_on),
        (200, value!({"status": null, "id": "7"}), goes_on),
        (200, value!({"percentageComplete": 10.0}), goes_on),
        (200, value!({"id": "7", "percentageComplete": 99.9}), goes_on),
        (200, value!({"percentageComplete": 100.0}), done),
        (200, value!({"error": "invalid_token"}), failed),
        (200, value!({"error": {"code": "C"}}), failed),
        (200, value!({"Error": [1], "id": "7"}), failed),
        (202, value!({"error": "invalid_token"}), failed),
        (200, value!({"error": null, "id": "7"}), done),
        (200, value!({"id": "7"}), done),
        (200, value!({"ID": 7}), done),
        (200, value!({"@odata.type": "#microsoft.graph.team"}), done),
        (200, value!({"resourceId": "7"}), done),
        (202, value!({"id": "7"}), goes_on),
        (202, value!({}), goes_on),
    ] {
        let (result, lines, _) = monitor("/x", vec![json(code, &body), status(200, "succeeded")]);
        let outcome = match (&result, lines.len()) {
            (Ok(_), 1) => done,
            (Ok(_), _) => goes_on,
            (Err(WaitError::Unfinished { .. }), 1) => failed,
            _ => "another",
        };
        assert_eq!(outcome, expected, "{code} {body}: {result:?}");
    }
}

#[test]
fn a_monitor_that_has_moved_is_not_a_result() {
    for moved in [301, 307, 308] {
        let (result, lines, _) = monitor("/x", vec![empty(moved, &[("location", "/elsewhere")])]);
        let Err(WaitError::Request(Error::Graph(error))) = result else { panic!("{moved}: {result:?}") };
        assert_eq!((error.status.as_u16(), lines.len()), (moved, 1));
    }
}

#[test]
fn a_redirect_is_returned_on_request() {
    let client =
        Blocking::new(series(vec![status(202, "running"), empty(302, &[("location", "https://other.example/7")])]));
    let monitor = accepted::<Progress>(&[("location", "/x")]).monitor(&create::<()>()).unwrap();
    let finished = monitor.run_with(&client, &Clock::new()).unwrap();
    assert_eq!(finished.location.as_deref(), Some("https://other.example/7"));
    let sent = client.sent.borrow();
    assert!(sent.iter().all(|sent| sent.extensions().get::<WithoutRedirects>().is_some()));
    assert!(create::<()>().to_http().unwrap().extensions().get::<WithoutRedirects>().is_none());
}

#[test]
fn messages_of_the_service_are_shown_on_one_line() {
    let failed = json(200, value!({"status": "failed", "error": {"code": "a\u{1b}[31m", "message": "x\ny\u{202e}"}}));
    let (result, ..) = monitor("/x", vec![failed]);
    let told = r"it ended with another status: the status is `failed` (a\u{1b}[31m: x\ny\u{202e})";
    assert_eq!(result.unwrap_err().to_string(), told);
}

#[test]
fn a_failed_operation_says_why() {
    let failed =
        json(200, value!({"id": "op", "status": "Failed", "error": {"code": "Conflict", "message": "It is there."}}));
    let (result, lines, _) = monitor("/x", vec![status(200, "running"), failed]);
    let error = result.unwrap_err();
    assert_eq!(lines.len(), 2);
    assert_eq!(error.unfinished().unwrap().reason, UnfinishedReason::Stopped);
    assert_eq!(error.last().unwrap().id, "op");
    assert_eq!(
        Error::from(error).to_string(),
        "it ended with another status: the status is `Failed` (Conflict: It is there.)"
    );

    let (result, ..) =
        monitor("/x", vec![json(200, value!({"status": "deleteFailed", "statusDescription": "locked"}))]);
    assert!(result.unwrap_err().to_string().ends_with("`deleteFailed` (locked)"));
}

#[test]
fn the_deadline_and_the_waits_of_the_service_are_respected() {
    let (result, lines, pauses) = monitor("/x", vec![status(200, "running")]);
    let error = result.unwrap_err();
    assert_eq!((lines.len(), pauses.iter().sum::<f64>()), (13, 60.0));
    assert_eq!(error.to_string(), "the deadline passed after 60s: the status is `running`");

    let busy = empty(429, &[("retry-after", "20")]);
    let (result, _, pauses) = monitor("/x", vec![busy, status(200, "succeeded")]);
    assert!(result.is_ok());
    assert_eq!(pauses, [20.0]);

    let slow = accepted::<Progress>(&[("location", "/x"), ("retry-after", "60")]).monitor(&create::<()>()).unwrap();
    let (client, clock) = (Blocking::new(series(vec![status(200, "succeeded")])), Clock::new());
    slow.run_with(&client, &clock).unwrap();
    assert_eq!(clock.pauses(), [60.0]);
    let error = slow.within(Time::from_secs(59)).run_with(&client, &clock).unwrap_err();
    assert_eq!(error.unfinished().unwrap().reason, UnfinishedReason::Deadline);
    assert_eq!(client.lines().len(), 1, "it is not polled too early");

    let (result, ..) = monitor("/x", vec![json(404, value!({"error": {"code": "gone"}}))]);
    assert!(matches!(result, Err(WaitError::Request(Error::Graph(_)))));
}

#[test]
fn an_address_on_another_host_is_polled_without_the_token() {
    let away = "https://contoso.sharepoint.com/_api/v2.0/monitor/4";
    let accepted: Accepted = accepted(&[("location", away)]);
    let copy = create::<()>();
    assert!(matches!(accepted.monitor(&copy), Err(RequestError::ForeignLink { .. })));
    let monitor = accepted.monitor_without_token(&copy).unwrap();
    let done = json(200, value!({"status": "completed", "resourceLocation": "/items/7"}));
    let (client, clock) = (Blocking::new(series(vec![status(202, "inProgress"), done])), Clock::new());
    let finished = monitor.run_with(&client, &clock).unwrap();
    for sent in client.sent.borrow().iter() {
        assert_eq!(sent.uri(), away);
        assert!(sent.headers().is_empty(), "{sent:?}");
        assert!(sent.extensions().get::<WithoutToken>().is_some());
    }
    // The result is on the service again, with the token.
    let resource = finished.resource::<Node>().unwrap();
    assert_eq!(resource.url(), format!("{ROOT}/items/7"));
    assert!(resource.headers().contains_key("authorization"));
    assert!(resource.to_http().unwrap().extensions().get::<WithoutToken>().is_none());

    for wrong in ["http://contoso.sharepoint.com/x", "ftp://x/", "https://graph.microsoft.com@evil.example/"] {
        let accepted = self::accepted::<Progress>(&[("location", wrong)]);
        assert!(matches!(accepted.monitor_without_token(&copy), Err(RequestError::ForeignLink { .. })), "{wrong}");
    }
}

#[test]
fn async_monitors_behave_the_same() {
    let monitor = accepted::<Node>(&[("operation-location", "/x")]).monitor(&create::<()>()).unwrap();
    let (client, clock) = (Async::new(series(vec![status(200, "running"), status(200, "succeeded")])), Clock::new());
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let finished = run(is_send(monitor.run_async(&client, &clock))).unwrap();
    assert_eq!(finished.operation.unwrap().id, "op");
    assert_eq!(clock.pauses().len(), 1);
}

mod kinds_of_answers {
    use super::*;

    #[test]
    fn done_at_once_or_accepted() {
        let request = create::<Started<Node>>();
        let done = request.decode(&json(201, value!({"id": "1"}))).unwrap();
        assert_eq!(done.done().unwrap().id, "1");
        let accepted = request.decode(&empty(202, &[("location", "/x"), ("retry-after", "3")])).unwrap().accepted();
        assert_eq!(accepted.unwrap().retry_after, Some(RetryAfter::Delay(Time::from_secs(3))));
        // Accepted, but with the result and without an address.
        assert!(request.decode(&json(202, value!({"id": "1"}))).unwrap().done().is_some());
        // Neither a result nor an address.
        for body in ["", "\r\n"] {
            let accepted = request.decode(&json(202, body)).unwrap().accepted().unwrap();
            assert_eq!((accepted.location.as_ref(), accepted.status.as_u16()), (None, 202));
            assert!(request.decode_strict(&json(202, body)).unwrap().accepted().is_some());
        }
        assert!(request.decode_strict(&json(201, value!({"id": 1}))).is_err());
        let report = request.decode_with_report(&json(201, value!({"id": 1}))).unwrap();
        assert_eq!(report.deviations[0].path, "/id");
    }

    const FILE: Operation = Operation {
        name: "file-content",
        method: "GET",
        templates: &["/files/{id}/content"],
        statuses: &[200, 302],
        permissions: Permissions::NONE,
        page: "",
    };

    #[test]
    fn a_redirect_to_bytes_is_not_an_empty_file() {
        let file: Request<Bytes> = Request::new(Method::GET, &Path::new(ROOT).literal("file"), &[&FILE]);
        assert_eq!(file.decode(&json(200, "x")).unwrap().0, b"x");
        assert_eq!(file.decode(&empty(200, &[])).unwrap().0, b"");
        let found = empty(302, &[("location", "https://files.example/secret")]);
        assert!(
            matches!(file.decode(&found), Err(Error::Decode(error)) if error.message().contains("was not followed"))
        );
        let located = file.clone().returning::<Located>().decode(&found).unwrap();
        let elsewhere = file.follow_without_token::<Bytes>(&located.location).unwrap();
        assert!(elsewhere.to_http().unwrap().headers().is_empty());
        let nowhere = file.returning::<Located>().decode(&empty(200, &[]));
        assert!(nowhere.unwrap_err().to_string().contains("Location"));
    }

    #[test]
    fn a_multi_status_keeps_what_failed() {
        let page = json(207, value!({"value": [{"id": "a"}, {"id": "b", "error": {"code": "notFound"}}]}));
        let page = create::<Page<Node>>().decode(&page).unwrap();
        assert_eq!(page.value[1].additional.get("error").unwrap()["code"], "notFound");
    }

    #[test]
    fn text_values_and_nothing() {
        let answer = Answer::new(b"\xEF\xBB\xBF12".to_vec());
        assert_eq!(create::<Text>().decode(&answer).unwrap().count(), Ok(12));
        assert!(create::<Value<bool>>().decode(&json(200, value!({"value": true}))).unwrap().value == true);
        create::<()>().decode(&empty(204, &[])).unwrap();
        assert!(create::<Option<Node>>().decode(&empty(204, &[])).unwrap().is_none());
    }
}
