//! The bulk restore of mailboxes with the builders, from an empty draft to either outcome.

use std::time::Duration;

use graph_codegen::mock::{Options, Outcome};
use graph_models::models::{
    ExchangeRestoreSession, MailboxRestoreArtifactsBulkAdditionRequest, RestoreArtifactsBulkRequestStatus,
    RestoreSessionStatus,
};
use graph_models::requests::Graph;
use graph_models::runtime::wait::{Backoff, UnfinishedReason};
use graph_models::{Enumeration, Request, Response, Transport, TransportError};

use crate::client::{get, json, mock, send};

fn call<T: Response>(request: &Request<T>) -> T {
    let response = send(request.to_http().unwrap());
    request.decode_strict(&response).unwrap_or_else(|error| panic!("{}: {error}", request.url()))
}

/// The statuses of the session and the addition.
#[derive(Debug, PartialEq)]
struct Way {
    addition: Vec<RestoreArtifactsBulkRequestStatus>,
    addition_error: Option<String>,
    session: Vec<RestoreSessionStatus>,
    session_error: Option<String>,
}

fn restore(outcome: Outcome) -> Way {
    use RestoreArtifactsBulkRequestStatus as Addition;
    use RestoreSessionStatus as Session;

    let server = mock(Options { outcome, ..Options::default() });
    let backup = Graph::at(format!("{}/v1.0", server.url())).solutions().backup_restore();
    let sessions = backup.clone().exchange_restore_sessions();
    let made = call(&sessions.clone().post(&ExchangeRestoreSession::default()));
    let session_id = made.id.unwrap_or_default();
    let mut session_way = vec![made.status.into_option().unwrap()];

    let additions = sessions.clone().id(&session_id).mailbox_restore_artifacts_bulk_addition_requests();
    let addition = MailboxRestoreArtifactsBulkAdditionRequest {
        display_name: "Two mailboxes".into(),
        mailboxes: ["a@contoso.example", "b@contoso.example"].into(),
        ..Default::default()
    };
    let added = call(&additions.clone().post(&addition));
    assert_eq!(added.display_name, addition.display_name);
    // The addresses are accepted, and not returned.
    assert_eq!(added.mailboxes.as_option().map(Vec::len), Some(0));
    let addition_id = added.id.unwrap_or_default();
    assert!(addition_id != session_id && !addition_id.is_empty());
    let mut way = vec![added.status.into_option().unwrap()];
    let mut addition_error = None;

    // A draft stays one until it is activated, and until then the addition does not advance.
    for _ in 0..3 {
        let read = call(&backup.clone().restore_sessions().id(&session_id).get());
        assert_eq!(read.status().as_option(), Some(&Session::Draft));
        let read = call(&additions.clone().id(&addition_id).get());
        assert_eq!(read.status.as_option(), Some(&Addition::Active));
    }
    let activated = call(&backup.clone().restore_sessions().id(&session_id).activate().post());
    session_way.push(activated.status().as_option().unwrap().clone());
    for _ in 0..10 {
        let read = call(&additions.clone().id(&addition_id).get());
        assert_eq!(read.mailboxes.as_option().map(Vec::len), Some(0));
        way.push(read.status.into_option().unwrap());
        addition_error = read.error.into_option().and_then(|error| error.message.into_option());
        if way.last() != Some(&Addition::Active) {
            break;
        }
    }
    let mut session_error = None;
    for _ in 0..10 {
        let request = backup.clone().restore_sessions().id(&session_id).get();
        let read = call(&request.prefer("include-unknown-enum-members"));
        // The collection has the base type: the object names its type.
        assert!(matches!(read, graph_models::models::AnyRestoreSessionBase::ExchangeRestoreSession(_)), "{read:?}");
        session_way.push(read.status().as_option().unwrap().clone());
        session_error = read.error().as_option().and_then(|error| error.message.as_option()).cloned();
        if !matches!(session_way.last(), Some(Session::Activating | Session::Active)) {
            break;
        }
    }
    // A final status does not change.
    let last = json(&get(&format!("{}/v1.0/solutions/backupRestore/restoreSessions/{session_id}", server.url())));
    let end = session_way.last().unwrap();
    // Without the header, members added later are hidden.
    let told = if *end == Session::Failed { "unknownFutureValue" } else { end.as_str() };
    assert_eq!(last["status"], told);
    assert!(last["completedDateTime"].is_string(), "{last}");
    server.stop();
    Way { addition: way, addition_error, session: session_way, session_error }
}

#[test]
fn a_restore_runs_to_its_end() {
    use RestoreArtifactsBulkRequestStatus as Addition;
    use RestoreSessionStatus as Session;
    let way = Way {
        addition: vec![Addition::Active, Addition::Completed],
        addition_error: None,
        session: vec![Session::Draft, Session::Activating, Session::Active, Session::Completed],
        session_error: None,
    };
    assert_eq!(restore(Outcome::Completed), way);
}

#[test]
fn a_restore_ends_with_errors_on_request() {
    use RestoreArtifactsBulkRequestStatus as Addition;
    use RestoreSessionStatus as Session;
    let way = restore(Outcome::WithErrors);
    assert_eq!(way.addition, [Addition::Active, Addition::CompletedWithErrors]);
    assert_eq!(way.session, [Session::Draft, Session::Activating, Session::Active, Session::CompletedWithError]);
    // The errors are about the request and the session, not about addresses on some page.
    assert_eq!(
        way.addition_error.unwrap(),
        "Some of the resources of the request couldn't be added to the restore session."
    );
    assert_eq!(way.session_error.unwrap(), "One of the restore artifacts could not be restored.");
}

#[test]
fn a_restore_fails_on_request() {
    use RestoreSessionStatus as Session;
    let way = restore(Outcome::Failed);
    assert_eq!(way.session, [Session::Draft, Session::Activating, Session::Active, Session::Failed]);
    assert_eq!(
        way.addition,
        [RestoreArtifactsBulkRequestStatus::Active, RestoreArtifactsBulkRequestStatus::CompletedWithErrors]
    );
}

/// A transport with real HTTP.
struct Http;

impl Transport for Http {
    fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        Ok(send(request))
    }
}

#[test]
fn waiting_for_the_addition_before_the_activation_never_ends() {
    use RestoreArtifactsBulkRequestStatus as Addition;

    let server = mock(Options::default());
    let backup = Graph::at(format!("{}/v1.0", server.url())).solutions().backup_restore();
    let session = call(&backup.clone().exchange_restore_sessions().post(&ExchangeRestoreSession::default()));
    let session_id = session.id.unwrap_or_default();
    let additions = backup.clone().exchange_restore_sessions().id(&session_id);
    let additions = additions.mailbox_restore_artifacts_bulk_addition_requests();
    let addition =
        MailboxRestoreArtifactsBulkAdditionRequest { mailboxes: ["a@contoso.example"].into(), ..Default::default() };
    let addition_id = call(&additions.clone().post(&addition)).id.unwrap_or_default();
    let wait = || {
        let read = additions.clone().id(&addition_id).get();
        read.wait_until(|addition| &addition.status, [Addition::Completed, Addition::CompletedWithErrors])
            .within(Duration::from_millis(200))
            .backoff(Backoff::every(Duration::from_millis(20)))
            .run(&Http)
    };

    let error = wait().unwrap_err();
    assert_eq!(error.unfinished().unwrap().reason, UnfinishedReason::Deadline);
    call(&backup.restore_sessions().id(&session_id).activate().post());
    assert_eq!(wait().unwrap().status, Addition::Completed);
    server.stop();
}
