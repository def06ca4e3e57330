//! Restores mailboxes in bulk, from an empty draft to the result of each mailbox.
//!
//! Without arguments, it uses a simulated service, once for each outcome of an addition:
//!
//! ```sh
//! cargo run -p graph-models --example restore_mailboxes
//! ```
//!
//! With an address, it uses HTTP. This is the mock server; add `--outcome with-errors` to see mailboxes that could not
//! be restored:
//!
//! ```sh
//! cargo run -p graph-codegen --features mock -- mock --port 8080
//! cargo run -p graph-models --features ureq --example restore_mailboxes -- http://127.0.0.1:8080/v1.0
//! ```
//!
//! This uses Microsoft Graph, if the environment variable `GRAPH_TOKEN` contains a token. It restores the mailboxes
//! below!
//!
//! ```sh
//! cargo run -p graph-models --features ureq --example restore_mailboxes -- https://graph.microsoft.com/v1.0
//! ```
//!
//! The calls are in the order of
//! <https://learn.microsoft.com/graph/api/exchangerestoresession-post-mailboxrestoreartifactsbulkadditionrequests>.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example shows what it does")]

mod canned;

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

/// How long to wait for an addition, and for the session. A restore can take hours.
const MOST: Duration = Duration::from_secs(8 * 3600);

fn main() -> ExitCode {
    let outcome = match std::env::args().nth(1) {
        None => canned::OUTCOMES
            .into_iter()
            .try_for_each(|outcome| restore(&Logged(canned::Service::new(outcome)), &Graph::new(), Duration::ZERO)),
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
        // It is sent only to Microsoft Graph. A long-running program passes a function that gets tokens instead.
        client = client.token(Token::new(token));
    }
    // The service takes minutes or hours; the mock is fast.
    let pause = if address.starts_with("https:") { Duration::from_secs(30) } else { Duration::from_millis(200) };
    restore(&Logged(client.build()?), &Graph::at(address), pause)
}

#[cfg(not(feature = "ureq"))]
fn over_http(address: &str) -> Result<(), Error> {
    let message = format!("no HTTP client for {address}: add `--features ureq` to the command");
    Err(TransportError::new(graph_models::TransportErrorKind::Other, message).into())
}

fn restore(service: &impl Transport, graph: &Graph, pause: Duration) -> Result<(), Error> {
    let backup = graph.solutions().backup_restore();
    let sessions = backup.exchange_restore_sessions();

    // docs/v1.0/api/backuprestoreroot-post-exchangerestoresessions.md: an empty draft, to be filled in bulk
    let session = sessions.post(&ExchangeRestoreSession::default()).send(service)?;
    let session_id = session.id.unwrap_or_default();
    let session = sessions.id(&session_id);

    // docs/v1.0/api/exchangerestoresession-post-mailboxrestoreartifactsbulkadditionrequests.md
    let additions = session.mailbox_restore_artifacts_bulk_addition_requests();
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
    let addition_id = additions.post(&addition).send(service)?.id.unwrap_or_default();

    // docs/v1.0/api/mailboxrestoreartifactsbulkadditionrequest-get.md: `active` until the session is activated, so it
    // is pointless to wait for another status here
    let read_addition = additions.id(&addition_id).get();
    read_addition.send(service)?;

    // docs/v1.0/api/restoresessionbase-activate.md: now the service starts
    backup.restore_sessions().id(&session_id).activate().post().send(service)?;

    // Now the addition completes, after each mailbox was found or not.
    let addition = read_addition
        .wait_until(|addition| &addition.status, [AdditionStatus::Completed, AdditionStatus::CompletedWithErrors])
        .within(MOST)
        .backoff(Backoff::every(pause))
        .run(service)?;
    if addition.status == AdditionStatus::CompletedWithErrors {
        println!("some mailboxes were not added:");
        print_error(&addition.error);
    } else {
        println!("all mailboxes were added");
    }

    // docs/v1.0/api/restoresessionbase-get.md: the header asks for `failed`, a member that was added to an evolvable
    // enum; without it, the service returns `unknownFutureValue` instead
    let ends = [SessionStatus::Completed, SessionStatus::CompletedWithError, SessionStatus::Failed];
    let ended = backup
        .restore_sessions()
        .id(&session_id)
        .get()
        .prefer("include-unknown-enum-members")
        .wait_until(|session| session.status(), ends)
        .within(MOST)
        .backoff(Backoff::every(pause))
        .run(service)?;
    println!("the session ended as {}", text(ended.status()));
    print_error(ended.error());

    // docs/v1.0/api/exchangerestoresession-list-mailboxrestoreartifacts.md: the result of each added mailbox
    for artifact in session.mailbox_restore_artifacts().get().items(service) {
        let artifact = artifact?;
        println!("a mailbox: {}, folder: {}", text(&artifact.status), text(&artifact.restored_folder_name));
        print_error(&artifact.error);
    }
    Ok(())
}

/// The public error of an addition, a session or an artifact, with its details.
fn print_error(error: &Property<Box<PublicError>>) {
    for error in error.iter() {
        println!("    {}: {}", text(&error.code), text(&error.message));
        for detail in error.details.iter().flatten() {
            println!("        {}: {}: {}", text(&detail.target), text(&detail.code), text(&detail.message));
        }
    }
}

fn text(value: &Property<impl ToString>) -> String {
    value.as_option().map_or("-".to_owned(), ToString::to_string)
}

/// A service that records requests and responses.
struct Logged<T>(T);

impl<T: Transport> Transport for Logged<T> {
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
