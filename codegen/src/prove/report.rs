//! Running the tests of the generated crate, and reading what they write down.

use std::fs;
use std::process::{Command, Stdio};

use camino::Utf8Path;
use serde_json::Value as Json;

use super::{ProveError, io_error};

/// The variable by which the tests learn where to write. The runtime has it as `testing::REPORT`.
const REPORT: &str = "GRAPH_EXAMPLES_REPORT";

/// What came of one test.
#[derive(Clone, Debug)]
pub(super) enum Line {
    /// Of a request.
    Request {
        /// `api/user-get.md:70`
        place: String,
        /// The builder made the documented request.
        reproduced: bool,
        /// A finding at that place says why not.
        explained: bool,
        /// What differs.
        error: Option<String>,
    },
    /// Of a response.
    Response {
        /// `api/user-get.md:96`
        place: String,
        /// The body is JSON.
        json: bool,
        /// There is JSON that the documented type does not take.
        typed: bool,
        /// Every member has its documented kind.
        strict: bool,
        /// It decodes, at least tolerantly.
        tolerant: bool,
        /// Encoded again, it is the documented body.
        lossless: bool,
        /// A finding at each place that is otherwise says why.
        explained: bool,
        /// What is otherwise.
        error: Option<String>,
    },
}

/// Runs the tests; that some of them fail is no error.
pub(super) fn run(tests: &Utf8Path, work: &Utf8Path) -> Result<Vec<Line>, ProveError> {
    let file = work.join(format!("examples-{}.jsonl", std::process::id()));
    let text = execute(tests, work, &file);
    let _ = fs::remove_file(&file);
    text?
        .lines()
        .map(|line| read(line).ok_or_else(|| ProveError::Tests(format!("it wrote {line:?} into its report"))))
        .collect()
}

fn execute(tests: &Utf8Path, work: &Utf8Path, file: &Utf8Path) -> Result<String, ProveError> {
    let _ = fs::remove_file(file);
    let output = Command::new(tests)
        .args(["--quiet", "--color", "never"])
        .env(REPORT, file)
        .current_dir(work)
        .stdin(Stdio::null())
        .output()
        .map_err(io_error("run", tests))?;
    // 0: all passed; 101: some failed.
    if !matches!(output.status.code(), Some(0 | 101)) {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(ProveError::Tests(format!("{}\n{}", output.status, said.trim())));
    }
    match fs::read_to_string(file) {
        Ok(text) => Ok(text),
        // Docs without any example.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(io_error("read", file)(error)),
    }
}

fn read(line: &str) -> Option<Line> {
    let json: Json = serde_json::from_str(line).ok()?;
    let flag = |name: &str| json.get(name).and_then(Json::as_bool);
    let place = json.get("place")?.as_str()?.to_owned();
    let explained = json.get("explained")?.as_array().is_some_and(|reasons| !reasons.is_empty());
    let error = json.get("error")?.as_str().map(str::to_owned);
    match json.get("part")?.as_str()? {
        "request" => Some(Line::Request { place, reproduced: flag("reproduced")?, explained, error }),
        "response" => Some(Line::Response {
            place,
            json: flag("json")?,
            typed: flag("typed")?,
            strict: flag("strict")?,
            tolerant: flag("tolerant")?,
            lossless: flag("lossless")?,
            explained,
            error,
        }),
        _ => None,
    }
}
