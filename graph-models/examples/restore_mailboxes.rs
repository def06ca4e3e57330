//! Restores mailboxes in bulk, from an empty draft to the end of the session.
//!
//! ```sh
//! cargo run -p graph-models --example restore_mailboxes
//! ```
//!
//! The crate does no I/O, so the only thing to swap for the real service is [`canned::Service::send`]: give the
//! `http::Request` to an HTTP client, with a token in its `Authorization` header, and hand back the `http::Response`.

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use graph_models::models::{
    DestinationType, ExchangeRestoreSession, MailboxRestoreArtifactsBulkAdditionRequest, RestorePointPreference,
    RestorePointTags, RestoreSessionStatus, TimePeriod,
};
use graph_models::requests::Graph;
use graph_models::{Error, Property, Request, Response};

fn main() -> Result<(), Error> {
    let mut service = canned::Service::default();
    let backup = Graph::new().solutions().backup_restore();

    // docs/v1.0/api/backuprestoreroot-post-exchangerestoresessions.md: an empty draft, to be filled in bulk
    let create = backup.clone().exchange_restore_sessions().post(&ExchangeRestoreSession::default());
    let session = call(&mut service, &create)?;
    let session_id = session.id.unwrap_or_default();
    println!("session {session_id} is a {:?}\n", session.status);

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
    let addition = call(&mut service, &additions.post(&addition))?;
    let addition_id = addition.id.unwrap_or_default();
    println!("addition {addition_id} is {:?}\n", addition.status);

    // docs/v1.0/api/restoresessionbase-activate.md: from here on the service works
    let activated = call(&mut service, &backup.clone().restore_sessions().id(&session_id).activate().post())?;
    println!("session is {:?}\n", activated.status());

    // docs/v1.0/api/mailboxrestoreartifactsbulkadditionrequest-get.md: were all addresses found?
    let addition = call(&mut service, &additions.id(&addition_id).get())?;
    println!("addition is {:?}", addition.status);
    for detail in addition.error.iter().flat_map(|error| error.details.iter().flatten()) {
        println!("    {}: {}", shown(&detail.target), shown(&detail.message));
    }
    println!();

    // docs/v1.0/api/restoresessionbase-get.md: the header asks for `failed`, a member that was added to an evolvable
    // enum; without it the service says `unknownFutureValue` instead
    let read = backup.restore_sessions().id(&session_id).get().prefer("include-unknown-enum-members");
    let session = loop {
        let session = call(&mut service, &read)?;
        println!("session is {:?}\n", session.status());
        match session.status() {
            // a real program waits here
            Property::Value(RestoreSessionStatus::Activating | RestoreSessionStatus::Active) => {}
            _ => break session,
        }
    };

    match session.status().as_option() {
        Some(RestoreSessionStatus::Completed) => println!("every mailbox of the session is back"),
        Some(RestoreSessionStatus::CompletedWithError) => {
            let message = session.error().as_option().map_or("-", |error| shown(&error.message));
            println!("some mailboxes are back: {message}");
        }
        other => println!("the session ended as {other:?}"),
    }
    Ok(())
}

/// Sends a request and decodes what comes back: all the glue an application needs.
fn call<T: Response>(service: &mut canned::Service, request: &Request<T>) -> Result<T, Error> {
    println!("{} {}", request.method(), request.url());
    if !request.body().is_empty() {
        println!("    {}", String::from_utf8_lossy(request.body()));
    }
    let response = service.send(&request.to_http()?);
    println!("    {}", response.status());
    request.decode(&response)
}

fn shown(text: &Property<String>) -> &str {
    text.as_deref().unwrap_or("-")
}

/// The service, in place of the network.
mod canned {
    use http::{Request, Response};

    /// Finds one of two mailboxes, and is done with the session at the second look.
    #[derive(Default)]
    pub struct Service {
        looks: usize,
    }

    impl Service {
        pub fn send(&mut self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
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
                    self.looks += 1;
                    (200, if self.looks == 1 { ACTIVE } else { DONE })
                }
                _ => (404, UNKNOWN),
            };
            let mut response = Response::new(body.as_bytes().to_vec());
            *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
            response
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
