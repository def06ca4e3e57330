//! Waiting for a status, with a clock that advances only with sleep.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a panic fails the test")]

#[path = "support/script.rs"]
mod script;
mod support;

use std::time::Duration as Time;

use graph_models::runtime::Method;
use graph_models::runtime::wait::{UnfinishedReason, Wait};
use graph_models::*;
use http::{Request as Http, Response as Answer};
use script::{Async, Blocking, Clock, empty, json, run};
use serde_json::json as value;
use support::{Node, Status};

fn read() -> Request<Node> {
    Request::new(Method::GET, &Path::new("https://graph.microsoft.com/v1.0").literal("nodes").key("1"), &[])
}

fn steady(seconds: u64) -> Backoff {
    Backoff::every(Time::from_secs(seconds))
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

fn statuses(statuses: &[&str]) -> Vec<Answer<Vec<u8>>> {
    statuses.iter().map(|status| json(200, value!({"id": "1", "status": status}))).collect()
}

type StatusOf = fn(&Node) -> &Property<Status>;

fn wait(values: &[Status]) -> Wait<Node, Status, StatusOf> {
    read().wait_until((|node| &node.status) as StatusOf, values.iter().cloned())
}

#[test]
fn the_first_wanted_value_is_given() {
    let client = Blocking::new(series(statuses(&["draft", "draft", "active", "draft"])));
    let clock = Clock::new();
    let node = wait(&[Status::Active]).backoff(steady(7)).run_with(&client, &clock).unwrap();
    assert_eq!(node.status, Status::Active);
    assert_eq!(clock.pauses(), [7.0, 7.0]);
    assert_eq!(client.lines().len(), 3);

    // A status that is already there takes no pause.
    let client = Blocking::new(series(statuses(&["active"])));
    let wait = read().wait_until(|node| &node.status, [Status::Draft, Status::Active]);
    assert_eq!(wait.run(&client).unwrap().status, Status::Active);
}

#[test]
fn absent_null_and_unknown_may_still_change() {
    let mut answers = vec![json(200, "{}"), json(200, value!({"status": null}))];
    answers.extend(statuses(&["unknownFutureValue", "active"]));
    let (client, clock) = (Blocking::new(series(answers)), Clock::new());
    wait(&[Status::Active]).run_with(&client, &clock).unwrap();
    assert_eq!(clock.pauses().len(), 3);
}

#[test]
fn the_deadline_carries_what_was_read_last() {
    let (client, clock) = (Blocking::new(series(statuses(&["draft"]))), Clock::new());
    let error = wait(&[Status::Active])
        .or_stop_at([Status::UnknownValue("failed".into())])
        .backoff(steady(30))
        .within(Time::from_secs(70))
        .run_with(&client, &clock)
        .unwrap_err();
    assert_eq!(clock.pauses(), [30.0, 30.0, 10.0]);
    assert_eq!(client.lines().len(), 4);
    assert_eq!(error.last().unwrap().status, Status::Draft);
    let why = error.unfinished().unwrap();
    assert_eq!((why.reason, why.waited), (UnfinishedReason::Deadline, Time::from_secs(70)));
    assert_eq!(error.to_string(), "the deadline passed after 70s: the status is `draft`");
    let error = Error::from(error);
    assert!(matches!(&error, Error::Unfinished(_)));
    assert_eq!(error.to_string(), "the deadline passed after 70s: the status is `draft`");
}

#[test]
fn a_final_status_ends_the_wait() {
    let (client, clock) = (Blocking::new(series(statuses(&["draft", "failed"]))), Clock::new());
    let error = wait(&[Status::Active])
        .or_stop_at([Status::UnknownValue("failed".into())])
        .run_with(&client, &clock)
        .unwrap_err();
    assert_eq!(error.unfinished().unwrap().reason, UnfinishedReason::Stopped);
    assert_eq!(error.to_string(), "it ended with another status: the status is `failed`");
    assert_eq!(error.into_last().unwrap().id, "1");
    assert_eq!(client.lines().len(), 2);
}

#[test]
fn the_requested_wait_is_respected() {
    let mut later = json(200, value!({"status": "draft"}));
    later.headers_mut().insert("retry-after", "40".parse().unwrap());
    let busy = empty(429, &[("retry-after", "2.5")]);
    let at = [("date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("retry-after", "Sun, 06 Nov 1994 08:49:49 GMT")];
    let mut answers = vec![later.clone(), busy, empty(503, &at), empty(504, &[])];
    answers.extend(statuses(&["active"]));
    let (client, clock) = (Blocking::new(series(answers)), Clock::new());
    wait(&[Status::Active]).backoff(steady(1)).run_with(&client, &clock).unwrap();
    assert_eq!(clock.pauses(), [40.0, 2.5, 12.0, 1.0]);

    // A request after the deadline is not sent.
    let (client, clock) = (Blocking::new(series(vec![later])), Clock::new());
    let error = wait(&[Status::Active]).within(Time::from_secs(39)).run_with(&client, &clock).unwrap_err();
    assert_eq!((client.lines().len(), clock.pauses().len()), (1, 0));
    assert_eq!(error.last().unwrap().status, Status::Draft);
}

#[test]
fn time_passes_while_requests_are_under_way() {
    let clock = Clock::new();
    let client = Blocking::new(|_: &_| {
        clock.pass(Time::from_secs(20));
        Ok(json(200, "{}"))
    });
    let error = wait(&[Status::Active]).backoff(steady(5)).within(Time::from_secs(60)).run_with(&client, &clock);
    assert_eq!(client.lines().len(), 3);
    assert_eq!(error.unwrap_err().to_string(), "the deadline passed after 70s: there is no status");
}

#[test]
fn every_other_failure_ends_the_wait() {
    let clock = Clock::new();
    let client = Blocking::new(series(vec![json(404, value!({"error": {"code": "itemNotFound"}}))]));
    let error = wait(&[Status::Active]).run_with(&client, &clock).unwrap_err();
    assert!(matches!(&error, WaitError::Request(Error::Graph(it)) if it.has_code("itemNotFound")));
    assert!(error.last().is_none() && error.unfinished().is_none());
    assert!(matches!(Error::from(error), Error::Graph(_)));

    let client = Blocking::new(|_: &_| Err(TransportError::new(TransportErrorKind::Connect, "nobody listens")));
    let error = wait(&[Status::Active]).run_with(&client, &clock).unwrap_err();
    assert!(matches!(error, WaitError::Request(Error::Transport(_))));

    let nowhere: Request<Node> = Request::new(Method::GET, &Path::new("https://graph.microsoft.com").key(""), &[]);
    let error = nowhere.wait_until(|node| &node.status, [Status::Active]).run(&client).unwrap_err();
    assert!(matches!(error, WaitError::Request(Error::Request(RequestError::EmptyKey { .. }))));
    assert!(clock.pauses().is_empty());
}

#[test]
fn async_waits_behave_the_same() {
    let (client, clock) = (Async::new(series(statuses(&["draft", "active"]))), Clock::new());
    let wanted = wait(&[Status::Active]).backoff(steady(3));
    let waiting = wanted.run_async(&client, &clock);
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    assert_eq!(run(is_send(waiting)).unwrap().status, Status::Active);
    assert_eq!(clock.pauses(), [3.0]);

    // Any function from a duration to a future works.
    let client = Async::new(series(statuses(&["draft", "active"])));
    run(wanted.run_async(&client, |_| std::future::ready(()))).unwrap();
}

/// A status documented as a string is compared with strings.
#[test]
fn strings_will_do() {
    let client = Blocking::new(series(vec![json(200, value!({"id": "done"}))]));
    let node = read().wait_until(|node| &node.id, ["done", "over"]).or_stop_at(["lost"]).run(&client).unwrap();
    assert_eq!(node.id, "done");
}
