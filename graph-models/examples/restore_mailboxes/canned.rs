//! A simulated service in place of the network.
//!
//! It follows the documented order: an addition stays `active` while its session is a draft
//! (<https://learn.microsoft.com/graph/api/exchangerestoresession-post-mailboxrestoreartifactsbulkadditionrequests>).

use std::cell::Cell;

use graph_models::{Transport, TransportError};
use http::{Request, Response, StatusCode};

/// The outcome of an addition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Both mailboxes are found.
    Completed,
    /// One of two mailboxes is found.
    CompletedWithErrors,
}

/// All outcomes.
pub const OUTCOMES: [Outcome; 2] = [Outcome::Completed, Outcome::CompletedWithErrors];

/// The session that the service creates for any request.
pub const SESSION: &str = "81328675-9182-4e45-8cc3-ec5590de8804";

/// One session with one addition. After the session is activated, each of them is done at the second read.
pub struct Service {
    outcome: Outcome,
    activated: Cell<bool>,
    addition_looks: Cell<usize>,
    session_looks: Cell<usize>,
}

impl Service {
    /// A service whose addition has this outcome.
    pub fn new(outcome: Outcome) -> Self {
        Self { outcome, activated: Cell::default(), addition_looks: Cell::default(), session_looks: Cell::default() }
    }

    fn addition(&self) -> &'static str {
        match self.outcome {
            _ if !self.activated.get() || look(&self.addition_looks) == 1 => ADDITION,
            Outcome::Completed => ADDED,
            Outcome::CompletedWithErrors => ADDED_IN_PART,
        }
    }

    fn session(&self) -> &'static str {
        match look(&self.session_looks) {
            _ if !self.activated.get() => DRAFT,
            1 => ACTIVE,
            _ => DONE,
        }
    }

    fn artifacts(&self) -> &'static str {
        match self.outcome {
            Outcome::Completed => ARTIFACTS,
            Outcome::CompletedWithErrors => ARTIFACT,
        }
    }
}

/// Counts a read.
fn look(looks: &Cell<usize>) -> usize {
    looks.set(looks.get() + 1);
    looks.get()
}

impl Transport for Service {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        const ADDITIONS: &str = "mailboxRestoreArtifactsBulkAdditionRequests";

        let path = request.uri().path().trim_start_matches("/v1.0/solutions/backupRestore/");
        let segments: Vec<&str> = path.split('/').collect();
        let (status, body) = match (request.method().as_str(), segments.as_slice()) {
            ("POST", ["exchangeRestoreSessions"]) => (StatusCode::CREATED, DRAFT),
            ("POST", ["exchangeRestoreSessions", SESSION, ADDITIONS]) => (StatusCode::CREATED, ADDITION),
            ("GET", ["exchangeRestoreSessions", SESSION, ADDITIONS, _]) => (StatusCode::OK, self.addition()),
            ("POST", ["restoreSessions", SESSION, "activate"]) => {
                self.activated.set(true);
                (StatusCode::OK, ACTIVATING)
            }
            ("GET", ["restoreSessions", SESSION]) => (StatusCode::OK, self.session()),
            ("GET", ["exchangeRestoreSessions", SESSION, "mailboxRestoreArtifacts"]) => {
                (StatusCode::OK, self.artifacts())
            }
            _ => (StatusCode::NOT_FOUND, UNKNOWN),
        };
        let mut response = Response::new(body.into());
        *response.status_mut() = status;
        Ok(response)
    }
}

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
    "status": "completed",
    "mailboxes": []
}"#;

const ADDED_IN_PART: &str = r#"{
    "id": "3b34f14b-0995-40a4-ba21-93a811332f8d",
    "displayName": "Customer care",
    "status": "completedWithErrors",
    "mailboxes": [],
    "error": {
        "code": "BulkRestoreArtifactsNotResolved",
        "message": "One of the mailboxes couldn't be added.",
        "details": [{
            "code": "UserNotBackedup",
            "message": "There is no backup of this mailbox.",
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
    "status": "active"
}"##;

const DONE: &str = r##"{
    "@odata.type": "#microsoft.graph.exchangeRestoreSession",
    "id": "81328675-9182-4e45-8cc3-ec5590de8804",
    "status": "completed",
    "completedDateTime": "2026-03-16T09:31:44Z"
}"##;

const ARTIFACTS: &str = r#"{
    "value": [
        {
            "id": "d67a3581-38df-49d4-9a69-f5f7a87e562d",
            "destinationType": "new",
            "status": "succeeded",
            "restoredFolderName": "Recovered Items 2026-03-16"
        },
        {
            "id": "59f617b8-3fbc-4319-85b8-c5e951dc43e9",
            "destinationType": "new",
            "status": "succeeded",
            "restoredFolderName": "Recovered Items 2026-03-16"
        }
    ]
}"#;

const ARTIFACT: &str = r#"{
    "value": [
        {
            "id": "d67a3581-38df-49d4-9a69-f5f7a87e562d",
            "destinationType": "new",
            "status": "succeeded",
            "restoredFolderName": "Recovered Items 2026-03-16"
        }
    ]
}"#;

const UNKNOWN: &str = r#"{ "error": { "code": "RestoreSessionNotFound", "message": "No such session." } }"#;
