//! A minimal client, and mocks for it.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use graph_codegen::mock::{Options, Rules, Server};
use graph_codegen::model::Api;
use http::{Request, Response};
use serde_json::Value as Json;

use crate::support;

/// The model of `docs/v1.0`, read once.
pub fn api() -> Arc<Api> {
    static API: OnceLock<Arc<Api>> = OnceLock::new();
    API.get_or_init(|| Arc::new(graph_codegen::generate::model(&support::docs()).unwrap().api)).clone()
}

/// The rules of `docs/v1.0`.
pub fn rules() -> Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| Rules::of_docs(&support::docs(), &api()).unwrap()).clone()
}

/// A mock of `docs/v1.0` with its rules.
pub fn mock(options: Options) -> Server {
    Server::start(api(), Options { rules: rules(), ..options }).unwrap()
}

pub fn agent(patience: Duration) -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(patience))
        .build()
        .into()
}

/// Sends a request unchanged.
pub fn try_send(agent: &ureq::Agent, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, ureq::Error> {
    let (head, body) = request.into_parts();
    let response = if body.is_empty() && !matches!(head.method.as_str(), "POST" | "PUT" | "PATCH") {
        agent.run(Request::from_parts(head, ()))?
    } else {
        agent.run(Request::from_parts(head, body))?
    };
    let (head, mut body) = response.into_parts();
    Ok(Response::from_parts(head, body.read_to_vec()?))
}

pub fn send(request: Request<Vec<u8>>) -> Response<Vec<u8>> {
    static AGENT: OnceLock<ureq::Agent> = OnceLock::new();
    try_send(AGENT.get_or_init(|| agent(Duration::from_secs(60))), request).unwrap()
}

/// Sends a request with a JSON body, or without one.
pub fn call(method: &str, url: &str, body: impl Into<Option<Json>>) -> Response<Vec<u8>> {
    let request = Request::builder().method(method).uri(url);
    let request = match body.into() {
        Some(json) => request.header("Content-Type", "application/json").body(json.to_string().into_bytes()),
        None => request.body(Vec::new()),
    };
    send(request.unwrap())
}

pub fn get(url: &str) -> Response<Vec<u8>> {
    call("GET", url, None)
}

pub fn header<'r>(response: &'r Response<Vec<u8>>, name: &str) -> &'r str {
    response.headers().get(name).unwrap_or_else(|| panic!("no header {name}: {response:?}")).to_str().unwrap()
}

#[track_caller]
pub fn json(response: &Response<Vec<u8>>) -> Json {
    serde_json::from_slice(response.body())
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(response.body())))
}

/// The JSON of a response, which must have this status.
#[track_caller]
pub fn expect(status: u16, response: &Response<Vec<u8>>) -> Json {
    assert_eq!(response.status(), status, "{}", String::from_utf8_lossy(response.body()));
    if response.body().is_empty() { Json::Null } else { json(response) }
}

/// Fails unless a response is a complete error of Graph.
#[track_caller]
pub fn expect_error(status: u16, code: &str, response: &Response<Vec<u8>>) {
    let error = &expect(status, response)["error"];
    assert_eq!(error["code"], code, "{error}");
    assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{error}");
    let inner = &error["innerError"];
    assert_eq!(inner["request-id"], header(response, "request-id"));
    assert_eq!(inner["client-request-id"], header(response, "client-request-id"));
    assert!(inner["date"].as_str().is_some_and(|date| date.len() == 19), "{error}");
}
