//! The example of the README as a process, with the mock as another process and with its simulated service: both
//! outcomes of a restore.

use std::cell::Cell;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use graph_models::Sleep;
use graph_models::models::{
    RestoreArtifactsBulkRequestStatus as AdditionStatus, RestoreSessionStatus as SessionStatus,
};
use graph_models::requests::Graph;
use graph_models::runtime::wait::UnfinishedReason;

use crate::canned;
use crate::mock_command::Mock;
use crate::support::{CommandOutput, cargo, workspace};

/// The example, built like the whole workspace, so that nothing is compiled twice.
fn example() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).unwrap();
    let profile = match folder.file_name().and_then(OsStr::to_str).unwrap() {
        "debug" => "dev",
        other => other,
    };
    let built = cargo("build")
        .args(["--quiet", "--workspace", "--example", "restore_mailboxes", "--profile", profile, "--target-dir"])
        .arg(folder.parent().unwrap())
        .current_dir(workspace())
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    folder.join("examples").join(format!("restore_mailboxes{}", std::env::consts::EXE_SUFFIX))
}

fn restore(example: &Path, address: &str) -> CommandOutput {
    Command::new(example).arg(address).env_remove("GRAPH_TOKEN").output().unwrap().into()
}

/// The requested object and the status in the response: `("GET additions", "active")`.
fn answers(outcome: &CommandOutput) -> Vec<(String, &str)> {
    let mut lines = outcome.out.lines();
    let mut answers = Vec::new();
    while let Some(line) = lines.next() {
        let Some((method, address)) = line.split_once(' ').filter(|(method, _)| matches!(*method, "GET" | "POST"))
        else {
            continue;
        };
        let what = match address {
            it if it.ends_with("/activate") => "activate",
            it if it.contains("BulkAdditionRequests") => "addition",
            it if it.ends_with("/mailboxRestoreArtifacts") => "artifacts",
            _ => "session",
        };
        let status = lines.find_map(|line| line.split_once("status: ").map(|(_, status)| status)).unwrap();
        answers.push((format!("{method} {what}"), status));
    }
    answers
}

/// The steps without repetitions from polling.
fn steps<'a>(answers: &'a [(String, &str)]) -> Vec<&'a str> {
    let mut steps: Vec<&str> = answers.iter().map(|(step, _)| step.as_str()).collect();
    steps.dedup();
    steps
}

/// The last status in a step.
fn last<'a>(answers: &[(String, &'a str)], step: &str) -> &'a str {
    answers.iter().rfind(|(it, _)| it == step).unwrap().1
}

/// The documented order of a bulk restore, followed by the result of each mailbox:
/// <https://learn.microsoft.com/graph/api/exchangerestoresession-post-mailboxrestoreartifactsbulkadditionrequests>.
const ORDER: [&str; 7] =
    ["POST session", "POST addition", "GET addition", "POST activate", "GET addition", "GET session", "GET artifacts"];

#[test]
fn a_restore_runs_to_either_outcome() {
    let example = example();
    let mock = Mock::start(&["--progress", "2"]);
    let outcome = restore(&example, &format!("{}/v1.0", mock.url)).exits(0);
    let seen = answers(&outcome);
    assert_eq!(steps(&seen), ORDER, "{}", outcome.out);
    assert_eq!(seen[2], ("GET addition".to_owned(), "active"), "it is read once, without waiting");
    assert_eq!(seen[3].0, "POST activate");
    assert_eq!(
        (last(&seen, "GET addition"), last(&seen, "GET session")),
        ("completed", "completed"),
        "{}",
        outcome.out
    );
    assert!(outcome.out.contains("all mailboxes were added\n"), "{}", outcome.out);
    assert!(outcome.out.contains("the session ended as completed\n"), "{}", outcome.out);

    let mock = Mock::start(&["--outcome", "with-errors"]);
    let outcome = restore(&example, &format!("{}/v1.0", mock.url)).exits(0);
    let seen = answers(&outcome);
    assert_eq!(steps(&seen), ORDER, "{}", outcome.out);
    assert_eq!(last(&seen, "GET addition"), "completedWithErrors", "{}", outcome.out);
    assert_eq!(last(&seen, "GET session"), "completedWithError", "{}", outcome.out);
    for said in ["some mailboxes were not added:", "the session ended as completedWithError"] {
        let error = outcome.out.lines().skip_while(|line| *line != said).nth(1).unwrap();
        let (code, message) = error.trim().split_once(": ").unwrap();
        assert!(documented(code) && documented(message), "{said} {error}");
    }

    drop(mock);
    let nobody = restore(&example, "http://127.0.0.1:9/v1.0").exits(1);
    assert!(nobody.err.contains("error: cannot connect to http://127.0.0.1:9\n    because: "), "{}", nobody.err);
}

/// Whether a string occurs in a documented response.
fn documented(text: &str) -> bool {
    let text = serde_json::to_string(text).unwrap();
    crate::examples::EXAMPLES.iter().filter_map(|it| it.response?.body).any(|body| body.contains(&text))
}

#[test]
fn without_an_address_the_example_shows_both_outcomes_of_an_addition() {
    let outcome: CommandOutput = Command::new(example()).output().unwrap().into();
    let outcome = outcome.exits(0);
    let seen = answers(&outcome);
    assert_eq!(steps(&seen), [ORDER, ORDER].concat(), "{}", outcome.out);
    let added = outcome.out.find("all mailboxes were added\n").unwrap();
    let in_part = outcome.out.find("some mailboxes were not added:\n    BulkRestoreArtifactsNotResolved: ").unwrap();
    assert!(added < in_part, "{}", outcome.out);
    let targets = outcome.out.lines().filter(|line| line.starts_with("        oskar.nyberg@fabrikam.example: "));
    assert_eq!(targets.count(), 1, "{}", outcome.out);
    let mailboxes = outcome.out.lines().filter(|line| line.starts_with("a mailbox: succeeded, folder: "));
    assert_eq!(mailboxes.count(), 2 + 1, "{}", outcome.out);
}

/// Time that passes only with sleep.
struct Clock {
    start: Instant,
    slept: Cell<Duration>,
}

impl Sleep for Clock {
    fn now(&self) -> Instant {
        self.start + self.slept.get()
    }

    fn sleep(&self, duration: Duration) {
        self.slept.set(self.slept.get() + duration);
    }
}

/// A program that waits for the addition before it activates the session never activates it.
#[test]
fn the_simulated_service_keeps_an_addition_active_while_its_session_is_a_draft() {
    for outcome in canned::OUTCOMES {
        let service = canned::Service::new(outcome);
        let backup = Graph::new().solutions().backup_restore();
        let session = backup.exchange_restore_sessions().post(&Default::default()).send(&service).unwrap();
        assert_eq!(session.id, canned::SESSION);
        let additions = backup
            .clone()
            .exchange_restore_sessions()
            .id(canned::SESSION)
            .mailbox_restore_artifacts_bulk_addition_requests();
        let addition = additions.post(&Default::default()).send(&service).unwrap();
        let read = additions.id(addition.id.unwrap_or_default()).get();
        let ended = read
            .wait_until(|addition| &addition.status, [AdditionStatus::Completed, AdditionStatus::CompletedWithErrors]);

        let clock = Clock { start: Instant::now(), slept: Cell::default() };
        let error = ended.run_with(&service, &clock).unwrap_err();
        let why = error.unfinished().unwrap();
        assert_eq!((why.reason, why.status.as_deref()), (UnfinishedReason::Deadline, Some("active")));
        let draft = backup.restore_sessions().id(canned::SESSION).get().send(&service).unwrap();
        assert_eq!(*draft.status(), SessionStatus::Draft);

        backup.restore_sessions().id(canned::SESSION).activate().post().send(&service).unwrap();
        let expected = match outcome {
            canned::Outcome::Completed => AdditionStatus::Completed,
            canned::Outcome::CompletedWithErrors => AdditionStatus::CompletedWithErrors,
        };
        let addition = ended.run_with(&service, &clock).unwrap();
        assert_eq!(addition.status, expected);
        assert_eq!(addition.error.is_value(), expected == AdditionStatus::CompletedWithErrors);
    }
}
