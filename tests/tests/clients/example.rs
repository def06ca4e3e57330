//! The example of the README, as a process of its own against the mock as another: both ends of a restore.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::mock_command::Mock;
use crate::support::{Outcome, cargo, workspace};

/// The example, built as the whole workspace is, so that nothing is compiled a second time.
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

fn restore(example: &Path, address: &str) -> Outcome {
    Command::new(example).arg(address).env_remove("GRAPH_TOKEN").output().unwrap().into()
}

/// The statuses that the answers showed, one after the other.
fn statuses(outcome: &Outcome) -> Vec<&str> {
    outcome.out.lines().filter_map(|line| line.split_once("status: ").map(|(_, status)| status)).collect()
}

#[test]
fn a_restore_runs_to_either_end() {
    let example = example();
    let mock = Mock::start(&["--progress", "2"]);
    let outcome = restore(&example, &format!("{}/v1.0", mock.url)).exits(0);
    let way = ["draft", "active", "active", "completed", "activating", "activating", "active", "active", "completed"];
    assert_eq!(statuses(&outcome), way, "{}", outcome.out);
    assert!(outcome.out.ends_with("the session is completed: what was added is back\n"), "{}", outcome.out);

    let mock = Mock::start(&["--outcome", "with-errors"]);
    let outcome = restore(&example, &format!("{}/v1.0", mock.url)).exits(0);
    let way = ["draft", "active", "completedWithErrors", "activating", "active", "completedWithError"];
    assert_eq!(statuses(&outcome), way, "{}", outcome.out);
    let errors: Vec<&str> = outcome.out.lines().skip_while(|line| !line.starts_with("the session ended")).collect();
    assert_eq!(errors[0], "the session ended as completedWithError:");
    let documented = |text: &str| {
        let text = serde_json::to_string(text).unwrap();
        crate::examples::EXAMPLES.iter().filter_map(|it| it.response?.body).any(|body| body.contains(&text))
    };
    let (code, message) = errors[1].trim().split_once(": ").unwrap();
    assert!(documented(code) && documented(message), "{errors:?}");
    assert!(outcome.out.contains("some mailboxes were not added:\n    "), "{}", outcome.out);

    drop(mock);
    let nobody = restore(&example, "http://127.0.0.1:9/v1.0").exits(1);
    assert!(nobody.err.contains("error: cannot connect to http://127.0.0.1:9\n    because: "), "{}", nobody.err);
}
