//! A batch in progress, without I/O.

use std::collections::VecDeque;
use std::time::Duration;

use http::{Method, Request as HttpRequest, Response as HttpResponse, StatusCode};

use super::answers::{BatchAnswers, State};
use super::handle::wire;
use super::plan::{Call, plan};
use super::{Batch, Entry, part};
use crate::runtime::error::{BatchError, Error, GraphError, RequestError, RetryAfter, is_throttled};
use crate::runtime::path::Path;
use crate::runtime::request::Request;

/// A batch in progress: it makes requests for any HTTP client and accepts their responses. See [the module](super).
#[derive(Debug)]
pub struct BatchRun {
    number: u64,
    root: String,
    entries: Vec<Entry>,
    states: Vec<State>,
    problems: Vec<BatchError>,
    calls: VecDeque<Call>,
    /// The call whose response is pending.
    sent: Option<Call>,
}

/// Requests that were throttled and should be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttled {
    /// Their number, including those that failed only because of them.
    pub requests: usize,
    /// The longest requested wait, if any.
    pub retry_after: Option<Duration>,
}

impl BatchRun {
    pub(super) fn new(batch: Batch) -> Self {
        let mut run = Self {
            number: batch.number,
            root: batch.root.map(|root| root.to_string()).unwrap_or_default(),
            states: batch.entries.iter().map(|_| State::Unsent).collect(),
            entries: batch.entries,
            problems: Vec::new(),
            calls: VecDeque::new(),
            sent: None,
        };
        let all: Vec<usize> = (0..run.entries.len()).collect();
        run.enqueue(&all);
        run
    }

    fn enqueue(&mut self, chosen: &[usize]) {
        let after: Vec<Vec<usize>> = self.entries.iter().map(|entry| entry.after.clone()).collect();
        self.calls.extend(plan(&after, chosen));
    }

    /// The next call; `None` if nothing is left to send. Returns the same call until its response is accepted.
    ///
    /// Requests that depend on a failed one are not sent: their response is 424.
    ///
    /// # Errors
    /// The root of the service is not a URL.
    pub fn request(&mut self) -> Result<Option<HttpRequest<Vec<u8>>>, RequestError> {
        while self.sent.is_none() {
            let Some(call) = self.calls.pop_front() else { return Ok(None) };
            self.sent = self.sendable(call);
        }
        let Some(call) = &self.sent else { return Ok(None) };
        let path = Path::new(self.root.as_str()).literal("$batch");
        let request: Request<()> = Request::new(Method::POST, &path, &[]);
        let request = request.header("accept", "application/json");
        request.bytes("application/json", self.payload(call)).into_http().map(Some)
    }

    /// A call without the requests whose dependencies have failed, which get their response here; `None` if none is
    /// left.
    fn sendable(&mut self, mut call: Call) -> Option<Call> {
        let mut kept: Vec<usize> = Vec::with_capacity(call.indexes.len());
        for index in call.indexes {
            let after = self.entries.get(index).map_or(&[][..], |entry| &entry.after);
            let succeeded = |it: &usize| kept.contains(it) || self.states.get(*it).is_some_and(State::is_success);
            if after.iter().all(succeeded) {
                kept.push(index);
            } else if let Some(state) = self.states.get_mut(index) {
                *state = State::Answered(failed_dependency());
            }
        }
        call.indexes = kept;
        (!call.indexes.is_empty()).then_some(call)
    }

    fn payload(&self, call: &Call) -> String {
        let mut requests = Vec::with_capacity(call.indexes.len());
        let mut before: Option<usize> = None;
        for index in &call.indexes {
            let depends =
                before.filter(|_| call.sequential).map(|before| format!(",\"dependsOn\":[\"{}\"]", wire(before)));
            let members = self.entries.get(*index).map_or("", |entry| &entry.members);
            requests.push(format!("{{\"id\":\"{}\"{},{members}}}", wire(*index), depends.unwrap_or_default()));
            before = Some(*index);
        }
        format!("{{\"requests\":[{}]}}", requests.join(","))
    }

    /// Accepts the response to [`BatchRun::request`]. Problems with single responses are in [`BatchAnswers`].
    ///
    /// # Errors
    /// [`Error::Graph`] if the call failed as a whole; then none of its requests was carried out, and
    /// [`BatchRun::request`] returns the same call again. [`Error::Decode`] if it is not a response to a batch; then
    /// its requests may have been carried out, are not repeated, and have no response. [`Error::Request`] if no
    /// response was expected.
    pub fn accept<B: AsRef<[u8]>>(&mut self, response: &HttpResponse<B>) -> Result<(), Error> {
        let Some(call) = self.sent.take() else { return Err(RequestError::NothingAsked.into()) };
        if !response.status().is_success() {
            self.sent = Some(call);
            return Err(GraphError::new(response.status(), response.headers(), response.body().as_ref()).into());
        }
        let parts = part::parts(response.body().as_ref());
        let mut answered: Vec<usize> = Vec::with_capacity(call.indexes.len());
        for part in parts.as_ref().ok().into_iter().flatten() {
            let id = part.id.as_deref().unwrap_or_default();
            let Some(index) = call.indexes.iter().copied().find(|index| wire(*index).to_string() == id) else {
                self.problems.push(BatchError::UnknownId { id: part.id.clone() });
                continue;
            };
            let Some(response) = &part.response else {
                self.problems.push(BatchError::NoStatus { id: wire(index) });
                continue;
            };
            let twice = answered.contains(&index);
            answered.push(index);
            if twice {
                self.problems.push(BatchError::Twice { id: wire(index) });
            }
            if let Some(state) = self.states.get_mut(index) {
                *state = if twice { State::Twice } else { State::Answered(response.clone()) };
            }
        }
        for index in call.indexes.iter().filter(|index| !answered.contains(index)) {
            self.problems.push(BatchError::Unanswered { id: wire(*index) });
            if let Some(state) = self.states.get_mut(*index) {
                *state = State::Unanswered;
            }
        }
        parts.map(|_| ()).map_err(Error::from)
    }

    /// The requests that were rejected with 429, 503 or 509, and those that failed only because of them; `None` if
    /// there are none, or while something else is left to send.
    pub fn throttled(&self) -> Option<Throttled> {
        let (chosen, retry_after) = self.refused_for_now();
        (!chosen.is_empty()).then_some(Throttled { requests: chosen.len(), retry_after })
    }

    /// Repeats the [throttled](BatchRun::throttled) requests: [`BatchRun::request`] continues with them. The caller
    /// should first wait as long as the service asks.
    pub fn retry_throttled(&mut self) -> Option<Throttled> {
        let throttled = self.throttled()?;
        let (chosen, _) = self.refused_for_now();
        self.enqueue(&chosen);
        Some(throttled)
    }

    fn refused_for_now(&self) -> (Vec<usize>, Option<Duration>) {
        let (mut chosen, mut retry_after) = (Vec::new(), None);
        if self.sent.is_some() || !self.calls.is_empty() {
            return (chosen, retry_after);
        }
        for (index, (entry, state)) in self.entries.iter().zip(&self.states).enumerate() {
            let Some(response) = state.response() else { continue };
            let again = match response.status() {
                status if is_throttled(status) || status == StatusCode::SERVICE_UNAVAILABLE => {
                    retry_after = retry_after.max(RetryAfter::of(response.headers()));
                    true
                }
                StatusCode::FAILED_DEPENDENCY => {
                    let failed = |it: &&usize| !self.states.get(**it).is_some_and(State::is_success);
                    let mut failed = entry.after.iter().filter(failed).peekable();
                    failed.peek().is_some() && failed.all(|it| chosen.contains(it))
                }
                _ => false,
            };
            if again {
                chosen.push(index);
            }
        }
        (chosen, retry_after)
    }

    /// The responses so far.
    pub fn into_answers(self) -> BatchAnswers {
        let asked = self.entries.iter().map(|entry| entry.asked);
        BatchAnswers::new(self.number, asked.zip(self.states).collect(), self.problems)
    }
}

/// The service's response to a request that depends on a failed one; used for a request that was not sent.
fn failed_dependency() -> HttpResponse<Vec<u8>> {
    let body =
        r#"{"error":{"code":"FailedDependency","message":"Not sent: a request that this one depends on has failed."}}"#;
    let mut response = HttpResponse::new(body.as_bytes().to_vec());
    *response.status_mut() = StatusCode::FAILED_DEPENDENCY;
    response
}
