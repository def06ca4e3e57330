//! From a request to its response, without a network.

use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::HeaderMap;
use hyper::header::CONTENT_TYPE;
use serde_json::Value;

use super::address::Address;
use super::answer::Answer;
use super::call::Call;
use super::catalog::{Asked, Catalog, Match};
use super::incoming::Incoming;
use super::random::Random;
use super::store::Store;
use super::{Options, batch};
use crate::model::{Operation, RequestBody};

/// The mock without its network.
pub(super) struct Service {
    pub(super) catalog: Catalog,
    pub options: Options,
    state: Mutex<State>,
}

pub(super) struct State {
    pub store: Store,
    /// The number of requests that were candidates for throttling.
    count: u64,
    pub ids: Random,
    request_ids: Random,
    failures: Random,
}

pub(super) fn no_object(id: &str) -> Answer {
    Answer::error(404, "itemNotFound", format!("There is no object with the id {id:?}."))
}

impl Service {
    pub fn new(catalog: Catalog, options: Options) -> Service {
        let stream = |number| Random::new(options.seed, number);
        let state =
            State { store: Store::default(), count: 0, ids: stream(1), request_ids: stream(2), failures: stream(3) };
        Service { catalog, options, state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic cannot leave the state inconsistent in a way that matters to a mock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a request, including a batch.
    pub fn answer(&self, request: &Incoming<'_>) -> Answer {
        let answer = match Address::parse(request.target) {
            Some(address) if address.path.eq_ignore_ascii_case("/$batch") => {
                batch::answer(self, request, address.version)
            }
            _ => self.single(request),
        };
        self.finish(answer, request.headers)
    }

    /// Adds the ids that every response has.
    pub fn finish(&self, answer: Answer, headers: &HeaderMap) -> Answer {
        let id = self.state().request_ids.guid();
        let of_client = headers.get("client-request-id").and_then(|value| value.to_str().ok()).unwrap_or(&id);
        let answer = answer.finished(&id, of_client);
        let of_client = of_client.to_owned();
        answer.header("request-id", id).header("client-request-id", of_client)
    }

    /// Answers one request, or lets it fail as the options say. In a batch, the single requests are throttled, as by
    /// the service.
    pub fn single(&self, request: &Incoming<'_>) -> Answer {
        if let Some(fault) = self.fault() {
            return fault;
        }
        let address = Address::parse(request.target).filter(|address| !address.path.is_empty());
        let Some(address) = address else {
            return Answer::error(404, "Request_ResourceNotFound", "Invalid version: the mock has /v1.0 and /beta.");
        };
        self.dispatch(request, &address)
    }

    fn fault(&self) -> Option<Answer> {
        let mut state = self.state();
        state.count += 1;
        let throttled = self.options.throttle.is_some_and(|n| state.count.is_multiple_of(n.max(1)));
        let failed = self.options.fail_rate > 0.0 && state.failures.unit() < self.options.fail_rate;
        let fault = match (throttled, failed) {
            (true, _) => Answer::error(429, "TooManyRequests", "Too many requests: the mock is set to throttle."),
            (_, true) => Answer::error(503, "serviceNotAvailable", "Not available: the mock is set to fail."),
            _ => return None,
        };
        Some(fault.header("Retry-After", self.options.retry_after.to_string()))
    }

    fn dispatch(&self, request: &Incoming<'_>, address: &Address<'_>) -> Answer {
        let all = self.catalog.find(address.path);
        if all.is_empty() {
            let message = format!("Resource not found: {} is not a documented path.", address.path);
            return Answer::error(404, "Request_ResourceNotFound", message);
        }
        let mut methods: Vec<&str> = all.iter().map(|found| found.operation.method.as_str()).collect();
        methods.sort_unstable();
        methods.dedup();
        let allowed = methods.join(", ");
        let mut matches: Vec<Match<'_>> =
            all.into_iter().filter(|found| found.operation.method == request.method).collect();
        // If several templates match, the one with the most literal segments wins: `me` is not a key.
        let most = matches.iter().map(|found| found.template.fixed()).max();
        matches.retain(|found| Some(found.template.fixed()) == most);
        let Some(first) = matches.first() else {
            let message = format!("{} is not documented for this path; use {allowed}.", request.method);
            return Answer::error(405, "Request_BadRequest", message).header("Allow", allowed);
        };
        let sent = match json_body(request, first.operation) {
            Ok(sent) => sent,
            Err(message) => return Answer::error(400, "BadRequest", message),
        };
        let sent = sent.as_ref();
        let prefer = request.headers.get("prefer").and_then(|value| value.to_str().ok());
        let best = self.catalog.best(&matches, &Asked { query: &address.query, prefer, body: sent });
        let (found, best) = match best {
            Some((found, example, fit)) => (found, Some((example, fit))),
            None => (first, None),
        };
        let makes = request.method == "POST" && self.catalog.creates(found);
        let call = Call { request, address, found, best, sent, makes };
        let state = &mut *self.state();
        if let Some(key) = found.keys().find(|key| self.is_unknown(&call, state, *key)) {
            return no_object(key.id);
        }
        if let Some(refusal) = self.refusal(&call, state) {
            return refusal;
        }
        match (request.method, found.item_key()) {
            ("GET", Some(key)) => self.read(&call, state, key),
            ("DELETE", Some(key)) => self.delete(&call, state, key),
            ("PATCH" | "PUT", Some(key)) => self.change(&call, state, key),
            ("POST", None) if makes => self.create(&call, state),
            ("POST", None) => match found.acted_on() {
                Some(key) => self.act(&call, state, key),
                None => call.documented(),
            },
            ("GET", None) if call.is_list() => self.list(&call, state),
            _ => call.documented(),
        }
    }
}

/// The body, if it must be JSON.
fn json_body(request: &Incoming<'_>, operation: &Operation) -> Result<Option<Value>, String> {
    if request.body.is_empty() || matches!(operation.request, RequestBody::Bytes) {
        return Ok(None);
    }
    let content_type = request.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.map(str::to_ascii_lowercase);
    match content_type {
        Some(other) if !other.contains("json") => Ok(None),
        _ => serde_json::from_slice(request.body)
            .map(Some)
            .map_err(|error| format!("Unable to read JSON request payload: {error}.")),
    }
}
