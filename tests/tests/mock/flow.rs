//! The bulk restore of mailboxes by the builders, from an empty draft to either end.

use graph_codegen::mock::{Options, Outcome};
use graph_models::models::{
    ExchangeRestoreSession, MailboxRestoreArtifactsBulkAdditionRequest, RestoreArtifactsBulkRequestStatus,
    RestoreSessionStatus,
};
use graph_models::requests::Graph;
use graph_models::{Enumeration, Request, Response};

use crate::client::{get, json, mock, send};

fn call<T: Response>(request: &Request<T>) -> T {
    let response = send(request.to_http().unwrap());
    request.decode_strict(&response).unwrap_or_else(|error| panic!("{}: {error}", request.url()))
}

/// What the session and the addition went through.
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
    assert_eq!(added.mailboxes, addition.mailboxes);
    let addition_id = added.id.unwrap_or_default();
    assert!(addition_id != session_id && !addition_id.is_empty());
    let mut way = vec![added.status.into_option().unwrap()];
    let mut addition_error = None;
    for _ in 0..10 {
        let read = call(&additions.clone().id(&addition_id).get());
        assert_eq!(read.mailboxes, addition.mailboxes);
        way.push(read.status.into_option().unwrap());
        addition_error = read.error.into_option().and_then(|error| error.message.into_option());
        if way.last() != Some(&Addition::Active) {
            break;
        }
    }

    // A draft stays one until it is activated.
    for _ in 0..3 {
        let read = call(&backup.clone().restore_sessions().id(&session_id).get());
        assert_eq!(read.status().as_option(), Some(&Session::Draft));
    }
    let activated = call(&backup.clone().restore_sessions().id(&session_id).activate().post());
    session_way.push(activated.status().as_option().unwrap().clone());
    let mut session_error = None;
    for _ in 0..10 {
        let read = call(&backup.clone().restore_sessions().id(&session_id).get());
        // The collection is one of the base type: the object says what it is.
        assert!(matches!(read, graph_models::models::AnyRestoreSessionBase::ExchangeRestoreSession(_)), "{read:?}");
        session_way.push(read.status().as_option().unwrap().clone());
        session_error = read.error().as_option().and_then(|error| error.message.as_option()).cloned();
        if !matches!(session_way.last(), Some(Session::Activating | Session::Active)) {
            break;
        }
    }
    // At its end a status rests.
    let last = json(&get(&format!("{}/v1.0/solutions/backupRestore/restoreSessions/{session_id}", server.url())));
    assert_eq!(last["status"], session_way.last().unwrap().as_str());
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
fn a_restore_ends_with_errors_if_told_so() {
    use RestoreArtifactsBulkRequestStatus as Addition;
    use RestoreSessionStatus as Session;
    let way = restore(Outcome::WithErrors);
    assert_eq!(way.addition, [Addition::Active, Addition::CompletedWithErrors]);
    assert_eq!(way.session, [Session::Draft, Session::Activating, Session::Active, Session::CompletedWithError]);
    // The errors are some that the docs show.
    let documented = |error: Option<String>| {
        let message = error.expect("an error");
        let shown = crate::examples::EXAMPLES
            .iter()
            .filter_map(|e| e.response?.body)
            .any(|body| body.contains(&serde_json::to_string(&message).unwrap()));
        assert!(shown, "{message:?} is in no example");
    };
    documented(way.addition_error);
    documented(way.session_error);
}
