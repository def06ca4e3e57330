//! A documented message as a named test.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::sync::{Mutex, OnceLock};

use serde_json::{Value as Json, json};

use super::difference::explain;
use super::{DocumentedRequest, DocumentedResponse, Example, Known};
use crate::runtime::decode::Deviation;

/// The variable with the path of the report, to which each case appends its result as one line of JSON.
///
/// A request writes `{"place", "part": "request", "reproduced", "explained", "error"}`, a response `{"place", "part":
/// "response", "json", "typed", "strict", "tolerant", "lossless", "explained", "error"}`, where `error` describes the
/// differences from the docs and `explained` lists the findings about them. `graph-codegen prove` reads it.
pub const REPORT: &str = "GRAPH_EXAMPLES_REPORT";

/// One documented request or response.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    example: &'static Example,
    of: Of,
}

#[derive(Clone, Copy, Debug)]
enum Of {
    Request(&'static DocumentedRequest),
    Response(&'static DocumentedResponse),
}

/// The result of a case that did not fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything is as documented.
    AsDocumented,
    /// The page contradicts itself, and the code does what it can. The text contains the reason and location.
    Known(String),
}

/// Each request and each response of a table as a case, in page order.
pub fn cases(examples: &'static [Example]) -> impl Iterator<Item = Case> {
    examples.iter().flat_map(|example| {
        let request = example.request.as_ref().map(Of::Request);
        let response = example.response.as_ref().map(Of::Response);
        request.into_iter().chain(response).map(move |of| Case { example, of })
    })
}

impl Case {
    /// Its location and kind: `api/user-get.md:70 request`.
    #[must_use]
    pub fn name(&self) -> String {
        match self.of {
            Of::Request(request) => format!("{} request", request.place),
            Of::Response(response) => format!("{} response", response.place),
        }
    }

    /// Builds the request and compares it, or decodes the response and encodes it again.
    ///
    /// A response must be lossless, even with known contradictions.
    ///
    /// # Errors
    /// The differences from the docs, unless there is a known contradiction at that location.
    pub fn run(&self) -> Result<Verdict, String> {
        match self.of {
            Of::Request(request) => self.run_request(request),
            Of::Response(response) => self.run_response(response),
        }
    }

    fn run_request(&self, request: &DocumentedRequest) -> Result<Verdict, String> {
        let outcome = self.example.check_request();
        let known = outcome.as_ref().err().and_then(|difference| difference.explained(request.known));
        let error = outcome.err().map(|difference| difference.message);
        report(&json!({
            "place": request.place,
            "part": "request",
            "reproduced": error.is_none(),
            "explained": reasons(known.as_deref()),
            "error": error,
        }))?;
        verdict(error, known)
    }

    fn run_response(&self, response: &DocumentedResponse) -> Result<Verdict, String> {
        let is_json = response.body.is_some_and(|body| serde_json::from_str::<Json>(body).is_ok());
        let decoded = self.example.decoded();
        let lossless = self.example.check_lossless();
        let deviations = match &decoded {
            Ok(Some(decoded)) => decoded.deviations.as_slice(),
            _ => &[],
        };
        let known = match &lossless {
            Ok(()) => explain(deviations.iter().map(|deviation| deviation.path.as_str()), response.known),
            Err(_) => None,
        };
        let listed = deviations.iter().map(Deviation::to_string).collect::<Vec<_>>().join("; ");
        let error = lossless.as_ref().err().cloned().or((!listed.is_empty()).then_some(listed));
        let known = known.filter(|_| error.is_some());
        report(&json!({
            "place": response.place,
            "part": "response",
            "json": is_json,
            "typed": decoded.as_ref().map_or(true, |decoded| decoded.as_ref().is_some_and(|decoded| decoded.typed)),
            "strict": decoded.is_ok() && deviations.is_empty(),
            "tolerant": decoded.is_ok(),
            "lossless": lossless.is_ok(),
            "explained": reasons(known.as_deref()),
            "error": error,
        }))?;
        verdict(error, known)
    }
}

fn reasons(known: Option<&[&Known]>) -> Vec<&'static str> {
    known.unwrap_or_default().iter().map(|known| known.reason).collect()
}

fn verdict(error: Option<String>, known: Option<Vec<&Known>>) -> Result<Verdict, String> {
    match (error, known) {
        (None, _) => Ok(Verdict::AsDocumented),
        (Some(error), Some(known)) => {
            let reasons: Vec<&str> = known.iter().map(|known| known.reason).collect();
            Ok(Verdict::Known(format!("{error} ({})", reasons.join("; "))))
        }
        (Some(error), None) => Err(error),
    }
}

/// Appends a line to the report, if one is requested.
fn report(line: &Json) -> Result<(), String> {
    static FILE: OnceLock<Option<Result<Mutex<File>, String>>> = OnceLock::new();
    let file = FILE.get_or_init(|| {
        let path = std::env::var_os(REPORT)?;
        let file = OpenOptions::new().append(true).create(true).open(&path);
        Some(file.map(Mutex::new).map_err(|error| format!("cannot write {}: {error}", path.display())))
    });
    match file {
        None => Ok(()),
        Some(Err(error)) => Err(error.clone()),
        Some(Ok(file)) => {
            let mut file = file.lock().map_err(|_| "another test panicked while it wrote the report".to_owned())?;
            writeln!(file, "{line}").map_err(|error| format!("cannot write the report: {error}"))
        }
    }
}
