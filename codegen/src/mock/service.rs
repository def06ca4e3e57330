//! From a request to its answer, without a network.

use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::HeaderMap;
use hyper::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};

use super::address::Address;
use super::answer::{Answer, Body};
use super::catalog::{Asked, Catalog, Content, Documented, Fit, Key, Known, Match, PathFit, named, rewrite_links};
use super::random::Random;
use super::store::{Object, Store};
use super::{Options, batch};
use crate::model::{Operation, RequestBody, ResponseBody};

/// A request as it came in.
pub(super) struct Incoming<'r> {
    /// In capitals.
    pub method: &'r str,
    /// Path and query.
    pub target: &'r str,
    pub headers: &'r HeaderMap,
    pub body: &'r [u8],
    /// Where the client sees the mock: `http://127.0.0.1:8080`.
    pub origin: &'r str,
}

/// The mock without its network.
pub(super) struct Service {
    catalog: Catalog,
    pub options: Options,
    state: Mutex<State>,
}

struct State {
    store: Store,
    /// Requests that could have been throttled.
    count: u64,
    ids: Random,
    request_ids: Random,
    failures: Random,
}

/// A request whose operation is known.
struct Call<'r> {
    request: &'r Incoming<'r>,
    address: &'r Address<'r>,
    found: &'r Match<'r>,
    best: Option<(&'r Documented, Fit)>,
    /// The body, if it is JSON.
    sent: Option<&'r Value>,
}

fn no_object(id: &str) -> Answer {
    Answer::error(404, "itemNotFound", format!("No object here has the id {id:?}."))
}

impl Service {
    pub fn new(catalog: Catalog, options: Options) -> Service {
        let stream = |number| Random::new(options.seed, number);
        let state =
            State { store: Store::default(), count: 0, ids: stream(1), request_ids: stream(2), failures: stream(3) };
        Service { catalog, options, state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing is left half done by a panic that could matter to a mock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a request, a batch included.
    pub fn answer(&self, request: &Incoming<'_>) -> Answer {
        let answer = match Address::parse(request.target) {
            Some(address) if address.path.eq_ignore_ascii_case("/$batch") => {
                batch::answer(self, request, address.version)
            }
            _ => self.single(request),
        };
        self.finish(answer, request.headers)
    }

    /// Gives an answer the ids that every answer carries.
    pub fn finish(&self, answer: Answer, headers: &HeaderMap) -> Answer {
        let id = self.state().request_ids.guid();
        let of_client = headers.get("client-request-id").and_then(|value| value.to_str().ok()).unwrap_or(&id);
        let answer = answer.finished(&id, of_client);
        let of_client = of_client.to_owned();
        answer.header("request-id", id).header("client-request-id", of_client)
    }

    /// Answers one request, or lets it fail as the options say. Inside a batch it is the single requests that are
    /// throttled, as the service does it.
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
            (true, _) => Answer::error(429, "TooManyRequests", "Too many requests: the mock was told to throttle."),
            (_, true) => Answer::error(503, "serviceNotAvailable", "Not available: the mock was told to fail."),
            _ => return None,
        };
        Some(fault.header("Retry-After", self.options.retry_after.to_string()))
    }

    fn dispatch(&self, request: &Incoming<'_>, address: &Address<'_>) -> Answer {
        let all = self.catalog.find(address.path);
        if all.is_empty() {
            let message = format!("Resource not found: no documented path is {}.", address.path);
            return Answer::error(404, "Request_ResourceNotFound", message);
        }
        let mut methods: Vec<&str> = all.iter().map(|found| found.operation.method.as_str()).collect();
        methods.sort_unstable();
        methods.dedup();
        let allowed = methods.join(", ");
        let mut matches: Vec<Match<'_>> =
            all.into_iter().filter(|found| found.operation.method == request.method).collect();
        // Of several templates the one with the most words is meant: `me` is not taken for a key.
        let most = matches.iter().map(|found| found.template.fixed()).max();
        matches.retain(|found| Some(found.template.fixed()) == most);
        let Some(first) = matches.first() else {
            let message = format!("{} is not documented for this path; {allowed} is.", request.method);
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
        let call = Call { request, address, found, best, sent };
        let state = &mut *self.state();
        if let Some(key) = found.keys().find(|key| self.is_unknown(&call, state, *key)) {
            return no_object(key.id);
        }
        match (request.method, found.item_key()) {
            ("GET", Some(key)) => self.read(&call, state, key),
            ("DELETE", Some(key)) => self.delete(&call, state, key),
            ("PATCH" | "PUT", Some(key)) => self.change(&call, state, key),
            ("POST", None) if self.catalog.creates(found) => self.create(&call, state),
            ("POST", None) => match found.acted_on() {
                Some(key) => self.act(&call, state, key),
                None => call.documented(),
            },
            ("GET", None) if call.is_list() => self.list(&call, state),
            _ => call.documented(),
        }
    }

    /// Whether neither the docs nor a client's request have brought this object about, or it is deleted.
    fn is_unknown(&self, call: &Call<'_>, state: &State, key: Key<'_>) -> bool {
        if state.store.is_deleted(&self.catalog, key) {
            return true;
        }
        let any_will_do = call.path_fit() != PathFit::Other || !self.catalog.names_objects(call.found);
        !any_will_do && !state.store.has_seen(&self.catalog, key) && !self.catalog.knows_key(key.id)
    }

    fn read(&self, call: &Call<'_>, state: &mut State, key: Key<'_>) -> Answer {
        let wanted = named(&call.found.operation.response);
        if let Some(object) = state.store.get(&self.catalog, key) {
            if object.documented && call.path_fit() == PathFit::Same {
                return call.documented();
            }
            object.step(&self.catalog, &self.options);
            return Answer::json(200, Value::Object(object.shown(wanted)));
        }
        if call.path_fit() != PathFit::Other {
            return call.documented();
        }
        match self.catalog.known(key) {
            Some(known) => {
                let mut value = Value::Object(object_of(known).shown(wanted));
                rewrite_links(&mut value, call.request.origin);
                Answer::json(200, value)
            }
            None if self.catalog.names_objects(call.found) => no_object(key.id),
            None => call.documented(),
        }
    }

    fn delete(&self, call: &Call<'_>, state: &mut State, key: Key<'_>) -> Answer {
        let documented = state.store.get(&self.catalog, key).is_none_or(|object| object.documented);
        if documented && call.path_fit() == PathFit::Same {
            // A documented request is answered as documented however often it is sent.
            state.store.remove(&self.catalog, key);
        } else {
            state.store.delete(&self.catalog, key);
        }
        call.documented()
    }

    fn change(&self, call: &Call<'_>, state: &mut State, key: Key<'_>) -> Answer {
        let as_documented = call.fit().is_some_and(|fit| fit.exact);
        let stored = state.store.get(&self.catalog, key);
        if as_documented && stored.as_ref().is_none_or(|object| object.documented) {
            return call.documented();
        }
        let Some(sent) = call.sent.and_then(Value::as_object) else { return call.documented() };
        if stored.is_none() {
            let Some(object) = self.documented_object(call, key) else { return call.documented() };
            state.store.put(object);
        }
        let Some(object) = state.store.get(&self.catalog, key) else { return call.documented() };
        object.documented = false;
        object.merge(&self.catalog, sent);
        match call.found.operation.response {
            ResponseBody::Typed(_) => call.with_body(object.shown(named(&call.found.operation.response))),
            _ => call.documented(),
        }
    }

    /// What the docs show of an object.
    fn documented_object(&self, call: &Call<'_>, key: Key<'_>) -> Option<Object> {
        if let Some(value) = call.object().filter(|value| value.get("id").and_then(Value::as_str) == Some(key.id)) {
            let ty = call.type_of(&self.catalog, value);
            return Some(Object::new(key.id, value.clone(), ty, String::new()));
        }
        self.catalog.known(key).map(object_of)
    }

    fn create(&self, call: &Call<'_>, state: &mut State) -> Answer {
        let documented = call.object().and_then(|object| Some((object, object.get("id")?.as_str()?)));
        let (Some((object, documented_id)), Some((example, fit))) = (documented, call.best) else {
            return call.documented();
        };
        let empty = Map::new();
        let sent = match call.sent {
            None => &empty,
            Some(Value::Object(sent)) => sent,
            Some(_) => return Answer::error(400, "BadRequest", "The body is not an object."),
        };
        let collection = call.address.path.to_lowercase();
        let ty = call.type_of(&self.catalog, object);
        // The documented request gets the documented object, but no id is given twice.
        let key = Key { id: documented_id, ty: ty.as_deref() };
        if fit.exact && !state.store.has_seen(&self.catalog, key) {
            let mut made = Object::new(documented_id, object.clone(), ty, collection).waiting(&self.catalog);
            made.documented = true;
            state.store.put(made);
            return call.located(call.documented(), documented_id);
        }
        let id = state.ids.guid();
        let mut members = object.clone();
        // What the documented object has because its request said so, another request has to say itself.
        let said = example.body.as_ref().and_then(Value::as_object);
        for name in said.into_iter().flat_map(Map::keys).filter(|name| !name.starts_with('@')) {
            if !sent.contains_key(name) {
                members.shift_remove(name);
            }
        }
        let sent_type = call.sent.and_then(|sent| self.catalog.type_of(sent));
        if let Some(ty) = &sent_type {
            members.insert("@odata.type".to_owned(), format!("#{ty}").into());
        }
        members.insert("id".to_owned(), id.as_str().into());
        if let Some(context) = members.get_mut("@odata.context") {
            let (origin, version) = (call.request.origin, call.address.version);
            let path = call.address.path.trim_start_matches('/');
            *context = format!("{origin}/{version}/$metadata#{path}/$entity").into();
        }
        let mut made = Object::new(&id, members, sent_type.or(ty), collection);
        made.merge(&self.catalog, sent);
        let made = made.waiting(&self.catalog);
        let shown = made.shown(named(&call.found.operation.response));
        state.store.put(made);
        call.located(call.with_body(shown), &id)
    }

    /// A word behind an object: what it answers with as the object's status becomes the object's.
    fn act(&self, call: &Call<'_>, state: &mut State, key: Key<'_>) -> Answer {
        let (Some(answered), Some((example, fit))) = (call.object(), call.best) else { return call.documented() };
        let status = answered.get("status").and_then(Value::as_str).filter(|_| example.status < 300);
        // The example may show another of the derived types.
        let wanted = named(&call.found.operation.response);
        let Some(status) = status else { return call.documented() };
        match state.store.get(&self.catalog, key) {
            Some(object) => {
                object.act(status);
                if object.documented && fit.path == PathFit::Same {
                    return call.documented();
                }
                call.with_body(object.shown(wanted))
            }
            None => {
                if let Some(mut object) = self.documented_object(call, key) {
                    object.documented = true;
                    object.act(status);
                    if fit.path != PathFit::Same {
                        object.documented = false;
                        let shown = object.shown(wanted);
                        state.store.put(object);
                        return call.with_body(shown);
                    }
                    state.store.put(object);
                }
                call.documented()
            }
        }
    }

    fn list(&self, call: &Call<'_>, state: &State) -> Answer {
        let Some((example, _)) = call.best else {
            let items = self.made_here(call, state, &[]);
            return Answer::json(200, json!({ "value": items }));
        };
        let Content::Json { value, .. } = &example.content else { return call.documented() };
        let Some(Value::Array(documented)) = value.get("value") else { return call.documented() };
        if !example.continues(&call.address.query) {
            return call.last_page(value);
        }
        let wanted = named(&call.found.operation.response);
        let mut items: Vec<Value> = Vec::new();
        let mut changed = false;
        for item in documented {
            let id = item.get("id").and_then(Value::as_str).unwrap_or_default();
            let key = Key { id, ty: wanted };
            let replaced = state.store.find(&self.catalog, key).filter(|object| !object.documented);
            let is_deleted = state.store.is_deleted(&self.catalog, key);
            changed |= replaced.is_some() || is_deleted;
            match replaced {
                Some(object) => items.push(Value::Object(object.shown(wanted))),
                None if is_deleted => {}
                None => items.push(item.clone()),
            }
        }
        let made = self.made_here(call, state, &items);
        if !changed && made.is_empty() {
            return call.documented();
        }
        items.extend(made);
        let mut page = value.clone();
        if let Some(page) = page.as_object_mut() {
            if page.contains_key("@odata.count") {
                page.insert("@odata.count".to_owned(), items.len().into());
            }
            page.insert("value".to_owned(), Value::Array(items));
        }
        rewrite_links(&mut page, call.request.origin);
        example.with_body(Body::Json(page), call.request.origin)
    }

    /// The objects that clients have put into a collection, or into its sibling for a derived type.
    fn made_here(&self, call: &Call<'_>, state: &State, listed: &[Value]) -> Vec<Value> {
        let path = call.address.path.to_lowercase();
        let wanted = named(&call.found.operation.response);
        let parent = |path: &str| path.rsplit_once('/').map(|(parent, _)| parent.to_owned());
        let belongs = |object: &Object| {
            let derived = match (object.ty.as_deref(), wanted) {
                (Some(own), Some(wanted)) => own != wanted && self.catalog.api.derives_from(own, wanted),
                _ => false,
            };
            object.collection == path || derived && parent(&object.collection) == parent(&path)
        };
        let is_new =
            |object: &Object| !listed.iter().any(|item| item.get("id").and_then(Value::as_str) == Some(&object.id));
        let made = state.store.iter().filter(|object| belongs(object) && is_new(object));
        made.map(|object| {
            let mut members = object.shown(wanted);
            members.shift_remove("@odata.context");
            Value::Object(members)
        })
        .collect()
    }
}

/// A documented object, to be read or changed.
fn object_of(known: &Known) -> Object {
    let members = known.value.as_object().cloned().unwrap_or_default();
    let id = members.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    Object::new(&id, members, known.ty.clone(), String::new())
}

/// The body, if it is to be JSON.
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

impl Call<'_> {
    fn fit(&self) -> Option<Fit> {
        self.best.map(|(_, fit)| fit)
    }

    fn path_fit(&self) -> PathFit {
        self.fit().map_or(PathFit::Other, |fit| fit.path)
    }

    fn is_list(&self) -> bool {
        matches!(&self.found.operation.response, ResponseBody::Typed(ty) if ty.collection)
    }

    /// The object that the docs answer with.
    fn object(&self) -> Option<&Map<String, Value>> {
        match &self.best?.0.content {
            Content::Json { value, .. } => value.as_object(),
            _ => None,
        }
    }

    /// The type of a documented object.
    fn type_of(&self, catalog: &Catalog, object: &Map<String, Value>) -> Option<String> {
        let own = object.get("@odata.type").and_then(|ty| catalog.type_of(&json!({ "@odata.type": ty })));
        own.or_else(|| named(&self.found.operation.response).map(str::to_owned))
    }

    /// The documented answer; where there is none, the emptiest that the operation may give.
    fn documented(&self) -> Answer {
        if let Some((example, _)) = self.best {
            let is_page = matches!(&example.content, Content::Json { value, .. } if value.get("value").is_some());
            if let Content::Json { value, .. } = &example.content
                && is_page
                && self.request.method == "GET"
                && !example.continues(&self.address.query)
            {
                return self.last_page(value);
            }
            return example.answer(self.request.origin);
        }
        let status = self.found.operation.statuses.first().copied();
        match &self.found.operation.response {
            _ if status == Some(204) => Answer { status: 204, headers: Vec::new(), body: Body::None },
            ResponseBody::Typed(ty) if ty.collection => Answer::json(status.unwrap_or(200), json!({ "value": [] })),
            ResponseBody::Typed(_) => Answer::json(status.unwrap_or(200), json!({})),
            ResponseBody::Text => {
                let text = Body::Bytes(hyper::body::Bytes::from_static(b"0"));
                Answer { status: status.unwrap_or(200), headers: Vec::new(), body: text }
                    .header("Content-Type", "text/plain")
            }
            ResponseBody::Bytes => {
                let status = status.unwrap_or(200);
                Answer { status, headers: Vec::new(), body: Body::None }
                    .header("Content-Type", "application/octet-stream")
            }
            ResponseBody::None => Answer { status: status.unwrap_or(204), headers: Vec::new(), body: Body::None },
        }
    }

    /// The documented status and headers with this object.
    fn with_body(&self, object: Map<String, Value>) -> Answer {
        let mut value = Value::Object(object);
        rewrite_links(&mut value, self.request.origin);
        match self.best {
            Some((example, _)) => example.with_body(Body::Json(value), self.request.origin),
            None => Answer::json(200, value),
        }
    }

    /// Where the docs show no page behind a link, the collection ends.
    fn last_page(&self, documented: &Value) -> Answer {
        let mut page = documented.as_object().cloned().unwrap_or_default();
        page.shift_remove("@odata.nextLink");
        page.insert("value".to_owned(), json!([]));
        self.with_body(page)
    }

    /// The answer with the address of what was made.
    fn located(&self, answer: Answer, id: &str) -> Answer {
        if answer.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("location")) {
            return answer;
        }
        let location = format!("{}/{}{}/{id}", self.request.origin, self.address.version, self.address.path);
        answer.header("Location", location)
    }
}
