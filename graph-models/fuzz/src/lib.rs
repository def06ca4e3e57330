//! Invariants of any response, as functions that panic if one is violated.
//!
//! The fuzz targets call these with random input, and a test of the workspace calls them with every seed on the stable
//! toolchain.
//!
//! | function | input | invariants |
//! |---|---|---|
//! | `object` | the body of an object | nothing is lost; an error, or an array of several, is not an object |
//! | `page` | the body of a page | nothing is lost; every item is returned, readable or not; links stay on the service |
//! | `value` | the body of a primitive value | nothing is lost; an object without the value is an error |
//! | `error` | the body of an error | its code is found; messages are one line |
//! | `batch` | the body of a response to a batch | no request gets the response of another |
//! | `upload` | [responses](answers) to pieces of a file | the pieces are within the file; a failure does not complete it |
//! | `monitor` | [responses](answers) of an operation's monitor | a failure is not a success |

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a panic reports a violated invariant"
)]

use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::time::{Duration, Instant};

use graph_models::client::{Upload, UploadStep};
use graph_models::models::{
    AnyProtectionPolicyBase, BackupServiceStatus, ExchangeProtectionPolicy, MailboxRestoreArtifact,
    RestorePointSearchResponse,
};
use graph_models::runtime::batch::Batch;
use graph_models::runtime::decode::{self, Decoded};
use graph_models::runtime::error::ErrorResponse;
use graph_models::*;
use http::{HeaderMap, Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

/// Panics if the input violates an invariant.
pub type Holds = fn(&[u8]);

/// The functions by the names of their fuzz targets.
pub const TARGETS: &[(&str, Holds)] = &[
    ("batch", batch),
    ("error", error),
    ("monitor", monitor),
    ("object", object),
    ("page", page),
    ("upload", upload),
    ("value", value),
];

const SERVICE: &str = "https://graph.microsoft.com";

fn get<T>() -> Request<T> {
    Request::new(Method::GET, &Path::new("https://graph.microsoft.com/v1.0").literal("things"), &[])
}

/// The body as plain JSON.
fn json(body: &[u8]) -> Option<Json> {
    serde_json::from_slice(body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)).ok()
}

/// Decodes in each way: a decoded value has everything in the body, and strict decoding accepts only exact matches.
fn whole<T>(body: &[u8]) -> Option<Decoded<T>>
where
    T: Response + Serialize + Debug,
{
    let response = http::Response::new(body);
    let decoded = get::<T>().decode_with_report(&response);
    let tolerant = get::<T>().decode(&response);
    let strict = get::<T>().decode_strict(&response);
    assert_eq!(decoded.is_ok(), tolerant.is_ok());
    // Strict decoding checks both of two members with the same name.
    assert!(strict.is_err() || decoded.as_ref().is_ok_and(Decoded::is_exact));
    if let Err(error) = &decoded {
        let _ = (error.to_string(), format!("{error:?}"));
    }
    let decoded = decoded.ok()?;
    assert_eq!(serde_json::to_value(&decoded).ok(), json(body));
    let _ = format!("{decoded:?}");
    Some(decoded)
}

/// Whether this is the name of the only member that is not an annotation.
fn is_alone(json: &Json, name: &str) -> bool {
    json.as_object().is_some_and(|members| {
        members.get(name).is_some_and(|it| !it.is_null())
            && members.keys().all(|key| key == name || (key.starts_with('@') && key != "@odata.type"))
    })
}

/// The body of one object.
pub fn object(body: &[u8]) {
    fn check<T: Object + Response + DeserializeOwned + Serialize + Debug>(body: &[u8], knows_error: bool) {
        let decoded = whole::<T>(body);
        let Some(json) = json(body) else { return assert!(decoded.is_none()) };
        let listed = json.get("value").unwrap_or(&json);
        let is_error = is_alone(&json, "error") && !knows_error;
        if is_error || (is_alone(&json, "value") || json.is_array()) && array_of_others(listed) {
            assert!(decoded.is_none(), "{decoded:?}");
        } else if json.is_object() && !is_alone(&json, "value") {
            assert!(decoded.is_some(), "an object is lost");
        }
        if json.is_object() {
            let decoded = decode::with_report::<T>(body).unwrap();
            assert_eq!(serde_json::to_value(&decoded.value).unwrap(), json);
        }
    }
    fn array_of_others(json: &Json) -> bool {
        json.as_array().is_some_and(|elements| elements.len() != 1)
    }
    check::<ExchangeProtectionPolicy>(body, false);
    check::<MailboxRestoreArtifact>(body, true);
    check::<RestorePointSearchResponse>(body, false);
    check::<AnyProtectionPolicyBase>(body, false);
}

/// The body of a page.
pub fn page(body: &[u8]) {
    fn check<T: DeserializeOwned + Serialize + Debug + Clone>(body: &[u8]) {
        let Some(Decoded { value: page, .. }) = whole::<Page<T>>(body) else { return };
        let json = json(body).unwrap();
        let all = json.get("value").and_then(Json::as_array).map_or(0, Vec::len);
        assert_eq!((page.results().count(), page.clone().into_results().len()), (all, all));
        assert_eq!(page.len() + page.unreadable.len(), all);
        for item in &page.unreadable {
            assert_eq!(item.json, json["value"][item.index]);
        }
        if all == 0 {
            let empty = json.get("value").is_some_and(|value| value.is_array() || value.is_null());
            assert!(empty || page.next_link.is_some() || page.delta_link.is_some(), "no page, but empty");
        }
        for request in [page.next_request(&get()), page.delta_request(&get())].into_iter().flatten().flatten() {
            let http = request.into_http();
            let of_service = |uri: &http::Uri| uri.host().is_some_and(|host| host.eq_ignore_ascii_case(&SERVICE[8..]));
            assert!(http.is_err() || http.is_ok_and(|http| of_service(http.uri())), "a link leads away");
        }
    }
    check::<ExchangeProtectionPolicy>(body);
    check::<DeltaItem<MailboxRestoreArtifact>>(body);
    check::<BackupServiceStatus>(body);
    check::<String>(body);
    check::<i32>(body);
}

/// The body of a primitive value.
pub fn value(body: &[u8]) {
    fn check<T: DeserializeOwned + Serialize + Debug>(body: &[u8]) {
        let decoded = whole::<Value<T>>(body);
        let Some(json) = json(body) else { return assert!(decoded.is_none()) };
        let has_value = json.get("value").is_some() || json.get("@odata.null") == Some(&Json::Bool(true));
        assert_eq!(decoded.is_some(), has_value || !json.is_object());
    }
    check::<String>(body);
    check::<bool>(body);
    check::<i16>(body);
    check::<Int64>(body);
    check::<Double>(body);
    check::<BackupServiceStatus>(body);
    check::<Vec<BackupServiceStatus>>(body);
    check::<Vec<u8>>(body);
}

/// The body of an error.
pub fn error(body: &[u8]) {
    let error = GraphError::new(StatusCode::BAD_REQUEST, &HeaderMap::new(), body);
    let _ = format!("{error:?} {error:#?} {error}");
    if let Some(json) = json(body) {
        assert_eq!(error.code(), json["error"]["code"].as_str());
        if json.is_object() {
            let decoded = decode::with_report::<ErrorResponse>(body).unwrap();
            assert_eq!(serde_json::to_value(&decoded.value).unwrap(), json);
        }
    }
}

/// The body of a response to a batch.
pub fn batch(body: &[u8]) {
    let mut batch = Batch::new();
    let policy = batch.add(&get::<ExchangeProtectionPolicy>()).unwrap();
    let page = batch.add(&get::<Page<MailboxRestoreArtifact>>()).unwrap();
    let file = batch.add(&get::<Bytes>()).unwrap();
    let mut run = batch.start();
    run.request().unwrap().unwrap();
    let accepted = run.accept(&http::Response::new(body)).is_ok();
    let _ = run.throttled();
    let answers = run.into_answers();
    for problem in answers.problems() {
        let _ = problem.to_string();
    }
    // A number that is too large invalidates only its own response.
    let Some(json) = json(body) else { return };
    let ids = |id: u64| {
        let responses = json["responses"].as_array().into_iter().flatten();
        let text = id.to_string();
        responses.filter(|it| it["id"] == id || it["id"] == *text).count()
    };
    for (id, answered) in
        [(1, answers.get(policy).is_ok()), (2, answers.get(page).is_ok()), (3, answers.get(file).is_ok())]
    {
        assert!(!answered || accepted && ids(id) > 0, "a response without a request");
    }
}

/// Responses of a service: each is a byte for the status, and a body up to the next byte 0xFF, which is not valid in
/// UTF-8.
pub fn answers(data: &[u8]) -> impl Iterator<Item = http::Response<Vec<u8>>> + Clone {
    const STATUSES: [u16; 12] = [200, 201, 202, 204, 301, 302, 400, 404, 409, 416, 429, 503];
    data.split(|byte| *byte == 0xff).map(|answer| {
        let (status, body) = answer.split_first().unwrap_or((&0, &[]));
        let mut response = http::Response::new(body.to_vec());
        *response.status_mut() = StatusCode::from_u16(STATUSES[usize::from(*status) % STATUSES.len()]).unwrap();
        response
    })
}

/// Responses to the pieces of a file.
pub fn upload(data: &[u8]) {
    const LENGTH: u64 = 800_000;
    let mut upload = Upload::new("https://upload.example/1", LENGTH).unwrap().piece_size(320 << 10);
    for answer in answers(data).take(32) {
        match upload.step() {
            UploadStep::Ask => assert!(upload.question().into_http().body().is_empty()),
            UploadStep::Send(range) => assert!(range.start < range.end && range.end <= LENGTH, "{range:?}"),
            UploadStep::Done => {
                let last = upload.uploaded().unwrap();
                assert!(last.status().is_success(), "{last:?}");
                let body = json(last.response().body());
                assert!(body.is_none_or(|body| body["error"].is_null()), "an error completed the upload");
                return;
            }
        }
        if let Err(error) = upload.received(answer) {
            let _ = (error.to_string(), format!("{error:?}"));
            assert!(upload.uploaded().is_none(), "a failure completed the upload");
        }
    }
}

/// Returns the responses in order; then the connection breaks.
struct Script<I>(RefCell<I>, Cell<Option<StatusCode>>);

impl<I: Iterator<Item = http::Response<Vec<u8>>>> Transport for Script<I> {
    fn send(&self, _: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        let answer = self.0.borrow_mut().next();
        self.1.set(answer.as_ref().map(http::Response::status));
        answer.ok_or_else(|| TransportError::new(TransportErrorKind::Interrupted, "nothing is left"))
    }
}

/// A clock that advances only with sleep.
struct Clock(Instant, Cell<Duration>);

impl Sleep for Clock {
    fn now(&self) -> Instant {
        self.0 + self.1.get()
    }

    fn sleep(&self, duration: Duration) {
        self.1.set(self.1.get() + duration);
    }
}

/// Responses of the monitor of an operation.
pub fn monitor(data: &[u8]) {
    let create = get::<Accepted>();
    let mut accepted = http::Response::new(Vec::new());
    *accepted.status_mut() = StatusCode::ACCEPTED;
    accepted.headers_mut().insert("location", http::HeaderValue::from_static("/operations/1"));
    let monitor = create.decode(&accepted).unwrap().monitor(&create).unwrap().within(Duration::from_secs(600));
    let client = Script(RefCell::new(answers(data)), Cell::new(None));
    match monitor.run_with(&client, &Clock(Instant::now(), Cell::new(Duration::ZERO))) {
        Ok(finished) => {
            let status = client.1.get().unwrap();
            assert!(status.is_success() || status == StatusCode::FOUND, "{status}");
            let _ = format!("{finished:?}");
        }
        Err(error) => drop((error.to_string(), format!("{error:?}"))),
    }
}
