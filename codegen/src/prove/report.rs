//! Runs the tests of the generated crate and reads their report.

use std::fs;
use std::process::{Command, Stdio};

use camino::Utf8Path;
use serde_json::Value as Json;

use super::{ProveError, io_error};

/// The variable that tells the tests where to write the report. It is `testing::REPORT` in the runtime.
const REPORT: &str = "GRAPH_EXAMPLES_REPORT";

/// The result of one test.
#[derive(Clone, Debug)]
pub(super) enum ReportLine {
    /// The test of a request.
    Request {
        /// `api/user-get.md:70`
        place: String,
        /// The builder made the documented request.
        reproduced: bool,
        /// A finding at that location explains the difference.
        explained: bool,
        /// The difference.
        error: Option<String>,
    },
    /// The test of a response.
    Response {
        /// `api/user-get.md:96`
        place: String,
        /// The body is JSON.
        json: bool,
        /// Some JSON does not match the documented type.
        typed: bool,
        /// Every member has its documented kind.
        strict: bool,
        /// It decodes, at least tolerantly.
        tolerant: bool,
        /// Encoded again, it equals the documented body.
        lossless: bool,
        /// A finding at the location of each difference explains it.
        explained: bool,
        /// The differences.
        error: Option<String>,
    },
}

/// Runs the tests; failing tests are not an error.
pub(super) fn run(tests: &Utf8Path, work: &Utf8Path) -> Result<Vec<ReportLine>, ProveError> {
    let file = work.join(format!("examples-{}.jsonl", std::process::id()));
    let text = execute(tests, work, &file);
    let _ = fs::remove_file(&file);
    text?
        .lines()
        .map(|line| read(line).ok_or_else(|| ProveError::Tests(format!("invalid line {line:?} in the report"))))
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
        // Docs without examples.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(io_error("read", file)(error)),
    }
}

fn read(line: &str) -> Option<ReportLine> {
    let json: Json = serde_json::from_str(line).ok()?;
    let flag = |name: &str| json.get(name).and_then(Json::as_bool);
    let place = json.get("place")?.as_str()?.to_owned();
    let explained = json.get("explained")?.as_array().is_some_and(|reasons| !reasons.is_empty());
    let error = json.get("error")?.as_str().map(str::to_owned);
    match json.get("part")?.as_str()? {
        "request" => Some(ReportLine::Request { place, reproduced: flag("reproduced")?, explained, error }),
        "response" => Some(ReportLine::Response {
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
