//! `$batch`: several requests in one.

use hyper::HeaderMap;
use hyper::header::{HeaderName, HeaderValue};
use serde_json::{Map, Value, json};

use super::answer::{Answer, Body};
use super::incoming::Incoming;
use super::service::Service;

/// A batch with more requests is rejected, as by the service.
const MOST: usize = 20;

/// One request of the batch, parsed.
struct Inner<'b> {
    id: &'b str,
    method: &'b str,
    url: &'b str,
    headers: HeaderMap,
    body: Vec<u8>,
    depends_on: Vec<&'b str>,
}

fn bad(message: impl Into<String>) -> Answer {
    Answer::error(400, "BadRequest", message)
}

pub(super) fn answer(service: &Service, outer: &Incoming<'_>, version: &str) -> Answer {
    if outer.method != "POST" {
        return Answer::error(405, "Request_BadRequest", "$batch takes POST").header("Allow", "POST");
    }
    let Ok(body) = serde_json::from_slice::<Value>(outer.body) else {
        return bad("Unable to read JSON request payload.");
    };
    let Some(requests) = body.get("requests").and_then(Value::as_array) else {
        return bad("The batch needs an array \"requests\".");
    };
    if requests.is_empty() || requests.len() > MOST {
        return bad(format!("A batch can have 1 to {MOST} requests, this one has {}.", requests.len()));
    }
    let mut waiting = Vec::new();
    for request in requests {
        match inner(request) {
            Ok(inner) if waiting.iter().any(|w: &Inner<'_>| w.id == inner.id) => {
                return bad(format!("The id {:?} is not unique.", inner.id));
            }
            Ok(inner) => waiting.push(inner),
            Err(what) => return bad(what),
        }
    }
    for request in &waiting {
        if let Some(id) = request.depends_on.iter().find(|id| !waiting.iter().any(|w| w.id == **id)) {
            return bad(format!("{:?} depends on {id:?}, which is not in the batch.", request.id));
        }
    }

    let mut done: Vec<(&str, u16)> = Vec::new();
    let mut responses = Vec::new();
    while !waiting.is_empty() {
        let status = |id: &str| done.iter().find(|(it, _)| *it == id).map(|(_, status)| *status);
        let ready = waiting.iter().position(|w| w.depends_on.iter().all(|id| status(id).is_some()));
        let Some(ready) = ready else { return bad("The requests depend on each other in a circle.") };
        let request = waiting.remove(ready);
        let failed = request.depends_on.iter().any(|id| status(id).is_some_and(|status| status >= 400));
        let answer = if failed {
            Answer::error(424, "FailedDependency", "A request that this one depends on has failed.")
        } else {
            dispatch(service, outer, version, &request)
        };
        done.push((request.id, answer.status));
        responses.push(response(request.id, service.finish(answer, &request.headers)));
    }
    Answer::json(200, json!({ "responses": responses }))
}

fn inner(request: &Value) -> Result<Inner<'_>, String> {
    let text = |name: &str| request.get(name).and_then(Value::as_str);
    let (Some(id), Some(method), Some(url)) = (text("id"), text("method"), text("url")) else {
        return Err("Each request of a batch needs an id, a method and a url.".to_owned());
    };
    let mut headers = HeaderMap::new();
    for (name, value) in request.get("headers").and_then(Value::as_object).into_iter().flatten() {
        let value = value.as_str().and_then(|value| HeaderValue::from_str(value).ok());
        match (HeaderName::try_from(name), value) {
            (Ok(name), Some(value)) => headers.append(name, value),
            _ => return Err(format!("The header {name:?} of {id:?} is not valid.")),
        };
    }
    let body = match request.get("body") {
        None | Some(Value::Null) => Vec::new(),
        // Bytes are sent as Base64, which the mock does not decode.
        Some(Value::String(text)) => text.clone().into_bytes(),
        Some(json) => json.to_string().into_bytes(),
    };
    let depends_on = request.get("dependsOn").and_then(Value::as_array);
    let depends_on = depends_on.into_iter().flatten().filter_map(Value::as_str).collect();
    Ok(Inner { id, method, url, headers, body, depends_on })
}

fn dispatch(service: &Service, outer: &Incoming<'_>, version: &str, request: &Inner<'_>) -> Answer {
    if request.url.contains("://") {
        return bad("The url of a request in a batch must be relative.");
    }
    let target = format!("/{version}/{}", request.url.trim_start_matches('/'));
    let path = target.split('?').next().unwrap_or_default();
    if path.trim_end_matches('/').to_ascii_lowercase().ends_with("/$batch") {
        return bad("A batch cannot contain a batch.");
    }
    let method = request.method.to_ascii_uppercase();
    service.single(&Incoming {
        method: &method,
        target: &target,
        headers: &request.headers,
        body: &request.body,
        origin: outer.origin,
    })
}

fn response(id: &str, answer: Answer) -> Value {
    let headers: Map<String, Value> =
        answer.headers.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    let mut out = json!({ "id": id, "status": answer.status, "headers": headers });
    let body = match answer.body {
        Body::Json(value) => Some(value),
        Body::Bytes(bytes) => {
            let json = serde_json::from_slice(&bytes).ok();
            json.or_else(|| Some(String::from_utf8_lossy(&bytes).into_owned().into()))
        }
        Body::None | Body::Error { .. } => None,
    };
    if let (Some(body), Some(out)) = (body, out.as_object_mut()) {
        out.insert("body".to_owned(), body);
    }
    out
}
