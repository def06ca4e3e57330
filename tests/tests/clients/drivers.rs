//! Pages, batches, waiting and long-running operations with both clients, with the mock and a scripted server.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use graph_codegen::mock::{Options, Outcome, Server as Mock};
use graph_models::models::{
    ExchangeRestoreSession, MailboxRestoreArtifactsBulkAdditionRequest, RestoreArtifactsBulkRequestStatus,
    RestoreSessionStatus,
};
use graph_models::requests::Graph;
use graph_models::runtime::wait::PollSchedule;
use graph_models::{Accepted, Backoff, Batch, Error, Path, Request, WaitError};
use http::Method;
use serde_json::{Value as Json, json};

use crate::both::{Client, impatient, with_both};
use crate::server::{self, Server, answer};
use crate::support;

fn mock(options: Options) -> Mock {
    Mock::start(Arc::new(graph_codegen::generate::model(&support::docs()).unwrap().api), options).unwrap()
}

fn backup(mock: &Mock) -> graph_models::requests::BackupRestoreRoot {
    Graph::at(format!("{}/v1.0", mock.url())).solutions().backup_restore()
}

/// Very short pauses, and a time limit that is long enough for a busy machine.
fn schedule() -> PollSchedule {
    PollSchedule { backoff: Backoff::every(Duration::from_millis(1)), deadline: Duration::from_secs(60) }
}

/// Sends a batch with the methods for this kind of client.
fn send(client: &Client, batch: Batch) -> graph_models::BatchAnswers {
    match client {
        Client::Blocking(client) => batch.send_retrying(client, schedule(), &std::thread::sleep).unwrap(),
        Client::Async(client, runtime) => {
            runtime.block_on(batch.send_retrying_async(client, schedule(), tokio::time::sleep)).unwrap()
        }
    }
}

#[test]
fn a_documented_list_is_read_to_its_end() {
    with_both(&impatient(), None, |client| {
        let mock = mock(Options::default());
        let list = backup(&mock).site_protection_units().get();
        let (mut pages, mut items) = (0, 0);
        match client {
            Client::Blocking(client) => {
                for page in list.pages(client) {
                    pages += 1;
                    items += page.unwrap().len();
                }
            }
            Client::Async(client, runtime) => runtime.block_on(async {
                let mut all = list.pages(client);
                while let Some(page) = all.next().await {
                    pages += 1;
                    items += page.unwrap().len();
                }
            }),
        }
        assert!(pages > 1 && items > 0, "{pages} pages, {items} items");
        mock.stop();
    });
}

#[test]
fn a_batch_larger_than_a_call_is_answered_request_by_request() {
    with_both(&impatient(), None, |client| {
        let mock = mock(Options::default());
        let sessions = backup(&mock).exchange_restore_sessions();
        let mut batch = Batch::new();
        let made: Vec<_> =
            (0..23).map(|_| batch.add(&sessions.post(&ExchangeRestoreSession::default())).unwrap()).collect();
        let answers = send(client, batch);
        assert!(answers.problems().is_empty());
        let mut ids: Vec<String> = made.into_iter().map(|it| answers.get(it).unwrap().id.unwrap_or_default()).collect();
        let first = ids.first().cloned().unwrap();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 23, "each was created once");

        // A chain: requests after a failed one are not carried out.
        let mut batch = Batch::new();
        let read = batch.add(&backup(&mock).restore_sessions().id(&first).get()).unwrap();
        let unknown = backup(&mock).restore_sessions().id("nobody-has-this-id").delete();
        let failed = batch.add_after(&unknown, [read]).unwrap();
        let last = batch.add_after(&backup(&mock).restore_sessions().id(&first).delete(), [failed]).unwrap();
        let answers = send(client, batch);
        assert_eq!(*answers.get(read).unwrap().status(), RestoreSessionStatus::Draft);
        assert_eq!(answers.get(failed).unwrap_err().as_graph().unwrap().status.as_u16(), 404);
        assert_eq!(answers.get(last).unwrap_err().as_graph().unwrap().status.as_u16(), 424);
        assert!(client.send(&backup(&mock).restore_sessions().id(&first).get()).is_ok(), "it still exists");
        mock.stop();
    });
}

#[test]
fn throttled_requests_of_a_batch_are_repeated() {
    with_both(&impatient(), None, |client| {
        let mock = mock(Options { throttle: Some(3), retry_after: 0, ..Options::default() });
        let sessions = backup(&mock).exchange_restore_sessions();
        let mut batch = Batch::new();
        let made: Vec<_> =
            (0..30).map(|_| batch.add(&sessions.post(&ExchangeRestoreSession::default())).unwrap()).collect();
        let answers = send(client, batch);
        assert!(made.into_iter().all(|it| answers.get(it).is_ok()));
        mock.stop();
    });
}

/// The bulk restore, from an empty draft to the outcome set in the mock, in the documented order:
/// <https://learn.microsoft.com/graph/api/exchangerestoresession-post-mailboxrestoreartifactsbulkadditionrequests>.
#[test]
fn a_restore_is_polled_to_either_outcome() {
    use RestoreArtifactsBulkRequestStatus as Addition;
    use RestoreSessionStatus as Session;

    for (outcome, addition_end, session_end) in [
        (Outcome::Completed, Addition::Completed, Session::Completed),
        (Outcome::WithErrors, Addition::CompletedWithErrors, Session::CompletedWithError),
    ] {
        with_both(&impatient(), None, |client| {
            let mock = mock(Options { outcome, ..Options::default() });
            let backup = backup(&mock);
            let session = client.send(&backup.exchange_restore_sessions().post(&Default::default())).unwrap();
            let session_id = session.id.unwrap_or_default();
            let additions = backup
                .clone()
                .exchange_restore_sessions()
                .id(&session_id)
                .mailbox_restore_artifacts_bulk_addition_requests();
            let added = client.send(&additions.post(&MailboxRestoreArtifactsBulkAdditionRequest {
                mailboxes: ["oskar.nyberg@fabrikam.example"].into(),
                ..Default::default()
            }));
            // Read once: it stays `active` until the session is activated.
            let read_addition = additions.id(added.unwrap().id.unwrap_or_default()).get();
            client.send(&read_addition).unwrap();
            client.send(&backup.restore_sessions().id(&session_id).activate().post()).unwrap();

            let addition = read_addition
                .wait_until(|addition| &addition.status, [Addition::Completed, Addition::CompletedWithErrors])
                .backoff(schedule().backoff);
            let addition = match client {
                Client::Blocking(client) => addition.run(client).unwrap(),
                Client::Async(client, runtime) => {
                    runtime.block_on(addition.run_async(client, tokio::time::sleep)).unwrap()
                }
            };
            assert_eq!(addition.status, addition_end);
            let explained = addition.error.as_option().is_some_and(|error| error.message.is_value());
            assert_eq!(explained, addition_end == Addition::CompletedWithErrors);

            let ended = backup
                .restore_sessions()
                .id(&session_id)
                .get()
                .prefer("include-unknown-enum-members")
                .wait_until(|session| session.status(), [Session::Completed])
                .or_stop_at([Session::CompletedWithError, Session::Failed])
                .backoff(schedule().backoff);
            let ended = match client {
                Client::Blocking(client) => ended.run(client),
                Client::Async(client, runtime) => runtime.block_on(ended.run_async(client, tokio::time::sleep)),
            };
            match (&session_end, ended) {
                (Session::Completed, Ok(session)) => assert_eq!(*session.status(), Session::Completed),
                (Session::CompletedWithError, Err(WaitError::Unfinished { last, why })) => {
                    assert!(last.unwrap().error().as_option().is_some_and(|error| error.message.is_value()));
                    assert_eq!(why.status.as_deref(), Some("completedWithError"));
                }
                (_, other) => panic!("{other:?}"),
            }
            mock.stop();
        });
    }
}

/// An operation is polled with the token, its result on another host is requested without.
#[test]
fn an_accepted_operation_is_followed_to_its_result() {
    let other: &'static OnceLock<String> = Box::leak(Box::default());
    let elsewhere = Server::start(|seen, _| match seen {
        0 | 2 => server::json(202, &json!({"status": "inProgress"})),
        _ => server::json(200, &json!({"status": "completed", "resourceLocation": "/teams/7"})),
    });
    other.set(elsewhere.url()).unwrap();
    let service = Server::start(move |_, seen| {
        let path = seen.line.split_whitespace().nth(1).unwrap_or_default();
        match path {
            "/v1.0/teams" => answer(202, &[("Location", "/teams('7')/operations('1')")], ""),
            "/v1.0/teams('7')/operations('1')" => {
                server::json(200, &json!({"status": "succeeded", "targetResourceLocation": "/teams/7"}))
            }
            "/v1.0/copy" => answer(202, &[("Location", &format!("{}/monitor/4", other.get().unwrap()))], ""),
            "/v1.0/teams/7" => server::json(200, &json!({"id": "7"})),
            _ => server::json(404, &json!({"error": {"code": "itemNotFound"}})),
        }
    });
    with_both(&impatient().token_host(&service.url()), Some("secret"), |client| {
        let start = |what: &'static str| -> Request<Accepted> {
            Request::new(Method::POST, &Path::new(format!("{}/v1.0", service.url())).literal(what), &[])
        };
        for what in ["teams", "copy"] {
            let request = start(what);
            let accepted = client.send(&request).unwrap();
            let monitor = match accepted.monitor(&request) {
                Ok(monitor) => monitor,
                Err(_) => accepted.monitor_without_token(&request).unwrap(),
            };
            let monitor = monitor.backoff(schedule().backoff);
            let finished = match client {
                Client::Blocking(client) => monitor.run(client).map_err(Error::from),
                Client::Async(client, runtime) => {
                    runtime.block_on(monitor.run_async(client, tokio::time::sleep)).map_err(Error::from)
                }
            };
            let team = client.send(&finished.unwrap().resource::<Json>().unwrap()).unwrap();
            assert_eq!(team["id"], "7", "{what}");
        }
    });
    assert!(service.tokens().iter().all(Option::is_some));
    assert_eq!(elsewhere.tokens(), [None, None, None, None]);
}

/// The copy exists; reading it would need a token for that host.
#[test]
fn an_operation_that_ends_with_a_redirect_has_ended_for_any_target() {
    for (redirect, refusal) in [(303, 401), (302, 403), (303, 500)] {
        let item = Server::start(move |_, _| answer(refusal, &[], ""));
        let at: &'static str = Box::leak(format!("{}/items/7", item.url()).into_boxed_str());
        let monitor = Server::start(move |seen, _| match seen % 2 {
            0 => server::json(202, &json!({"status": "inProgress"})),
            _ => answer(redirect, &[("Location", at)], ""),
        });
        let location = format!("{}/monitor/4", monitor.url());
        let service = Server::start(move |_, _| answer(202, &[("Location", &location)], ""));
        with_both(&impatient().token_host(&service.url()), Some("secret"), |client| {
            let copy: Request<Accepted> = Request::new(Method::POST, &Path::new(service.url()).literal("copy"), &[]);
            let accepted = client.send(&copy).unwrap();
            let monitor = accepted.monitor_without_token(&copy).unwrap().backoff(schedule().backoff);
            let finished = match client {
                Client::Blocking(client) => monitor.run(client),
                Client::Async(client, runtime) => runtime.block_on(monitor.run_async(client, tokio::time::sleep)),
            };
            assert_eq!(finished.unwrap().location.as_deref(), Some(at), "{client}, {redirect}");
        });
        assert!(item.seen().is_empty());
        assert_eq!(monitor.tokens(), [None, None, None, None]);
    }
}

/// Polled at its new address, and without the token if that is on another host.
#[test]
fn an_operation_that_has_moved_is_polled_at_its_new_address() {
    for redirect in [301, 307, 308] {
        let there = Server::start(|seen, _| match seen % 2 {
            0 => server::json(202, &json!({"status": "inProgress"})),
            _ => server::json(200, &json!({"status": "completed"})),
        });
        let at = format!("{}/monitor/4", there.url());
        let service = Server::start(move |_, seen| match seen.line.as_str() {
            "POST /copy" => answer(202, &[("Location", "/monitor/4")], ""),
            _ => answer(redirect, &[("Location", &at)], ""),
        });
        with_both(&impatient().token_host(&service.url()), Some("secret"), |client| {
            let copy: Request<Accepted> = Request::new(Method::POST, &Path::new(service.url()).literal("copy"), &[]);
            let monitor = client.send(&copy).unwrap().monitor(&copy).unwrap().backoff(schedule().backoff);
            let finished = match client {
                Client::Blocking(client) => monitor.run(client),
                Client::Async(client, runtime) => runtime.block_on(monitor.run_async(client, tokio::time::sleep)),
            };
            assert_eq!(finished.unwrap().progress.status, "completed", "{client}, {redirect}");
        });
        assert_eq!(there.tokens(), [None, None, None, None]);
        assert!(service.tokens().iter().all(Option::is_some));
    }
}
