//! Restores mailboxes in bulk, from an empty draft to the end of the session.
//!
//! On its own it talks to a service of canned answers:
//!
//! ```sh
//! cargo run -p graph-models --example restore_mailboxes
//! ```
//!
//! With an address, it goes over HTTP. This is the mock server; add `--outcome with-errors` to see what could not be
//! restored:
//!
//! ```sh
//! cargo run -p graph-codegen --features mock -- mock --port 8080
//! cargo run -p graph-models --features ureq --example restore_mailboxes -- http://127.0.0.1:8080/v1.0
//! ```
//!
//! And this is the real thing, if the environment variable `GRAPH_TOKEN` holds a token: it restores what is written below.
//!
//! ```sh
//! cargo run -p graph-models --features ureq --example restore_mailboxes -- https://graph.microsoft.com/v1.0
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example shows what it does")]

use std::process::ExitCode;
use std::time::Duration;

use graph_models::models::{
    DestinationType, ExchangeRestoreSession, MailboxRestoreArtifactsBulkAdditionRequest, PublicError,
    RestoreArtifactsBulkRequestStatus as AdditionStatus, RestorePointPreference, RestorePointTags,
    RestoreSessionStatus as SessionStatus, TimePeriod,
};
use graph_models::requests::Graph;
use graph_models::runtime::wait::Backoff;
use graph_models::{Error, Property, Transport, TransportError};

fn main() -> ExitCode {
    let outcome = match std::env::args().nth(1) {
        None => restore(&Shown(canned::Service::default()), Graph::new(), Duration::ZERO),
        Some(address) => over_http(&address),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let mut cause = std::error::Error::source(&error);
            while let Some(error) = cause {
                eprintln!("    because: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

#[cfg(feature = "ureq")]
fn over_http(address: &str) -> Result<(), Error> {
    use graph_models::client::{BlockingClient, Token};

    let mut client = BlockingClient::builder().user_agent("restore_mailboxes");
    if let Ok(token) = std::env::var("GRAPH_TOKEN") {
        // It goes to Microsoft Graph alone. A program that runs for long gives a function that gets tokens instead.
        client = client.token(Token::new(token));
    }
    // The service takes minutes or hours; the mock is quick.
    let pause = if address.starts_with("https:") { Duration::from_secs(30) } else { Duration::from_millis(200) };
    restore(&Shown(client.build()?), Graph::at(address), pause)
}

#[cfg(not(feature = "ureq"))]
fn over_http(address: &str) -> Result<(), Error> {
    let message = format!("no client to send requests to {address}: add `--features ureq` to the command");
    Err(TransportError::new(graph_models::TransportErrorKind::Other, message).into())
}

fn restore(service: &impl Transport, graph: Graph, pause: Duration) -> Result<(), Error> {
    let backup = graph.solutions().backup_restore();

    // docs/v1.0/api/backuprestoreroot-post-exchangerestoresessions.md: an empty draft, to be filled in bulk
    let session = backup.clone().exchange_restore_sessions().post(&ExchangeRestoreSession::default()).send(service)?;
    let session_id = session.id.unwrap_or_default();

    // docs/v1.0/api/exchangerestoresession-post-mailboxrestoreartifactsbulkadditionrequests.md
    let additions =
        backup.clone().exchange_restore_sessions().id(&session_id).mailbox_restore_artifacts_bulk_addition_requests();
    let addition = MailboxRestoreArtifactsBulkAdditionRequest {
        display_name: "Customer care".into(),
        mailboxes: ["beatriz.lopes@fabrikam.example", "oskar.nyberg@fabrikam.example"].into(),
        protection_time_period: TimePeriod {
            start_date_time: "2026-03-08T00:00:00Z".into(),
            end_date_time: "2026-03-15T00:00:00Z".into(),
            ..Default::default()
        }
        .into(),
        destination_type: DestinationType::New.into(),
        restore_point_preference: RestorePointPreference::Latest.into(),
        tags: RestorePointTags::FastRestore.into(),
        ..Default::default()
    };
    let addition_id = additions.clone().post(&addition).send(service)?.id.unwrap_or_default();

    // docs/v1.0/api/mailboxrestoreartifactsbulkadditionrequest-get.md: `active` until each mailbox was found or not
    let addition = additions
        .id(&addition_id)
        .get()
        .wait_until(|addition| &addition.status, [AdditionStatus::Completed, AdditionStatus::CompletedWithErrors])
        .backoff(Backoff::every(pause))
        .run(service)?;
    if addition.status == AdditionStatus::CompletedWithErrors {
        println!("some mailboxes were not added:");
        print_error(&addition.error);
    }

    // docs/v1.0/api/restoresessionbase-activate.md: from here on the service works
    backup.clone().restore_sessions().id(&session_id).activate().post().send(service)?;

    // docs/v1.0/api/restoresessionbase-get.md: the header asks for `failed`, a member that was added to an evolvable
    // enum; without it the service says `unknownFutureValue` instead
    let ends = [SessionStatus::Completed, SessionStatus::CompletedWithError, SessionStatus::Failed];
    let session = backup
        .restore_sessions()
        .id(&session_id)
        .get()
        .prefer("include-unknown-enum-members")
        .wait_until(|session| session.status(), ends)
        .backoff(Backoff::every(pause))
        .run(service)?;
    match session.status().as_option() {
        Some(SessionStatus::Completed) => println!("the session is completed: what was added is back"),
        other => {
            println!("the session ended as {}:", other.map_or("-".to_owned(), ToString::to_string));
            print_error(session.error());
        }
    }
    Ok(())
}

/// The public error of an addition or a session, with its single faults.
fn print_error(error: &Property<Box<PublicError>>) {
    let shown = |text: &Property<String>| text.as_deref().unwrap_or("-").to_owned();
    for error in error.iter() {
        println!("    {}: {}", shown(&error.code), shown(&error.message));
        for detail in error.details.iter().flatten() {
            println!("        {}: {}: {}", shown(&detail.target), shown(&detail.code), shown(&detail.message));
        }
    }
}

/// A service whose requests and answers can be watched.
struct Shown<T>(T);

impl<T: Transport> Transport for Shown<T> {
    fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        println!("{} {}", request.method(), request.uri());
        if !request.body().is_empty() {
            println!("    {}", String::from_utf8_lossy(request.body()));
        }
        let response = self.0.send(request)?;
        let body: serde_json::Value = serde_json::from_slice(response.body()).unwrap_or_default();
        let status = body.get("status").and_then(serde_json::Value::as_str).unwrap_or("-");
        println!("    {}, status: {status}\n", response.status());
        Ok(response)
    }
}

/// The service, in place of the network.
mod canned {
    use std::cell::Cell;

    use graph_models::{Transport, TransportError};
    use http::{Request, Response};

    /// Finds one of two mailboxes, and is done with the session at the second look.
    #[derive(Default)]
    pub struct Service {
        looks: Cell<usize>,
    }

    impl Transport for Service {
        fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
            let path = request.uri().path().trim_start_matches("/v1.0/solutions/backupRestore/");
            let segments: Vec<&str> = path.split('/').collect();
            let (status, body) = match (request.method().as_str(), segments.as_slice()) {
                ("POST", ["exchangeRestoreSessions"]) => (201, DRAFT),
                ("POST", ["exchangeRestoreSessions", SESSION, "mailboxRestoreArtifactsBulkAdditionRequests"]) => {
                    (201, ADDITION)
                }
                ("GET", ["exchangeRestoreSessions", SESSION, "mailboxRestoreArtifactsBulkAdditionRequests", _]) => {
                    (200, ADDED)
                }
                ("POST", ["restoreSessions", SESSION, "activate"]) => (200, ACTIVATING),
                ("GET", ["restoreSessions", SESSION]) => {
                    self.looks.set(self.looks.get() + 1);
                    (200, if self.looks.get() == 1 { ACTIVE } else { DONE })
                }
                _ => (404, UNKNOWN),
            };
            let mut response = Response::new(body.as_bytes().to_vec());
            *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
            Ok(response)
        }
    }

    const SESSION: &str = "81328675-9182-4e45-8cc3-ec5590de8804";

    const DRAFT: &str = r##"{
        "@odata.type": "#microsoft.graph.exchangeRestoreSession",
        "id": "81328675-9182-4e45-8cc3-ec5590de8804",
        "status": "draft"
    }"##;

    const ADDITION: &str = r#"{
        "id": "3b34f14b-0995-40a4-ba21-93a811332f8d",
        "displayName": "Customer care",
        "status": "active",
        "mailboxes": []
    }"#;

    const ADDED: &str = r#"{
        "id": "3b34f14b-0995-40a4-ba21-93a811332f8d",
        "displayName": "Customer care",
        "status": "completedWithErrors",
        "mailboxes": [],
        "error": {
            "code": "MailboxesNotResolved",
            "message": "One of the mailboxes couldn't be added.",
            "details": [{
                "code": "NoRestorePointInPeriod",
                "message": "The mailbox has no restore point inside the protection time period.",
                "target": "oskar.nyberg@fabrikam.example"
            }]
        }
    }"#;

    const ACTIVATING: &str = r##"{
        "@odata.type": "#microsoft.graph.exchangeRestoreSession",
        "id": "81328675-9182-4e45-8cc3-ec5590de8804",
        "status": "activating"
    }"##;

    const ACTIVE: &str = r##"{
        "@odata.type": "#microsoft.graph.exchangeRestoreSession",
        "id": "81328675-9182-4e45-8cc3-ec5590de8804",
        "status": "active",
        "completedDateTime": null
    }"##;

    const DONE: &str = r##"{
        "@odata.type": "#microsoft.graph.exchangeRestoreSession",
        "id": "81328675-9182-4e45-8cc3-ec5590de8804",
        "status": "completed",
        "completedDateTime": "2026-03-16T09:31:44Z"
    }"##;

    const UNKNOWN: &str = r#"{ "error": { "code": "itemNotFound", "message": "No such resource." } }"#;
}
