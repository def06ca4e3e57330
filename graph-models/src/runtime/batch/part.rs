//! A request and a response as parts of a batch.
//!
//! According to [Microsoft's page](https://learn.microsoft.com/graph/json-batching), a body is a JSON object or
//! "base64 URL-encoded". [OData JSON 4.01, section
//! 19](https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html#sec_BatchRequestsandResponses)
//! also specifies base64url, but plain text for media types such as `text/plain`. Requests follow Microsoft's page:
//! base64url for everything but JSON, including text. Padding is optional in OData (rule `binaryValue` of its ABNF)
//! and required by some decoders, so it is sent.
//!
//! Responses are accepted in every form: either alphabet of base64, with or without padding, plain text for `text/…`,
//! and JSON in base64, which services return for requests with base64.

use std::collections::HashMap;

use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use serde::de::IgnoredAny;
use serde_json::Value as Json;
use serde_json::value::RawValue;

use crate::runtime::error::{DecodeError, RequestError, shown};
use crate::runtime::request::Request;
use crate::runtime::scalar::Binary;
use crate::runtime::transport::WithoutToken;

/// The members of a request in a batch, except `id` and `dependsOn`.
///
/// Written by hand, so that a JSON body keeps every digit.
pub(super) fn members<T>(request: &Request<T>, root: &str) -> Result<String, RequestError> {
    let http = request.to_http()?;
    // An address that needs no token is a secret.
    let is_secret = http.extensions().get::<WithoutToken>().is_some();
    let shown = || if is_secret { shown::host(&request.url()) } else { request.url() };
    let other = || RequestError::OtherRoot { url: shown(), root: root.to_owned() };
    let mut url = request.relative_url().filter(|_| **request.base() == *root).ok_or_else(other)?;
    if !url.starts_with('/') {
        url.insert(0, '/');
    }
    let mut headers = http.headers().clone();
    let body = match (http.body().as_slice(), headers.contains_key(header::CONTENT_TYPE)) {
        // The docs require an empty object if a method can have a body, and none is needed.
        ([], false) if matches!(*http.method(), Method::POST | Method::PUT | Method::PATCH) => {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            Some("{}".to_owned())
        }
        ([], false) => None,
        (bytes, typed) => {
            if !typed {
                headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
            }
            Some(if is_json(&headers) { json(bytes)? } else { text(Binary::url_safe(bytes).as_str()) })
        }
    };
    let mut members = format!("\"method\":{},\"url\":{}", text(http.method().as_str()), text(&url));
    if !headers.is_empty() {
        members.push_str(",\"headers\":");
        members.push_str(&object(&headers));
    }
    if let Some(body) = body {
        members.push_str(",\"body\":");
        members.push_str(&body);
    }
    Ok(members)
}

/// A body that is declared as JSON; it is checked, because an invalid one would make the whole batch invalid.
fn json(bytes: &[u8]) -> Result<String, RequestError> {
    let wrong = |reason: String| RequestError::NotJson { reason };
    serde_json::from_slice::<IgnoredAny>(bytes).map_err(|error| wrong(error.to_string()))?;
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| wrong(error.to_string()))
}

/// Headers as an object; several values of the same name are joined to a list.
fn object(headers: &HeaderMap) -> String {
    let members = headers.keys().map(|name| {
        let values: Vec<String> =
            headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
        format!("{}:{}", text(name.as_str()), text(&values.join(", ")))
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// A JSON string.
pub(super) fn text(text: &str) -> String {
    Json::from(text).to_string()
}

fn content_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = content_type(headers);
    content_type.ends_with("/json") || content_type.ends_with("+json")
}

/// A response in a batch.
pub(super) struct ResponsePart {
    /// The id on the wire; `None` if it is missing.
    pub id: Option<String>,
    /// `None` if the status is missing or invalid.
    pub response: Option<Response<Vec<u8>>>,
}

type Members = HashMap<String, Box<RawValue>>;

/// The responses of a call, with raw JSON bodies.
pub(super) fn parts(body: &[u8]) -> Result<Vec<ResponsePart>, DecodeError> {
    const EXPECTED: &str = "batch response";
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    if body.trim_ascii().is_empty() {
        return Err(DecodeError::empty(EXPECTED));
    }
    let outer: Members = serde_json::from_slice(body).map_err(|error| DecodeError::json(EXPECTED, body, error))?;
    let responses = outer.get("responses").map_or("null", |raw| raw.get());
    let responses: Vec<Members> =
        serde_json::from_str(responses).map_err(|error| DecodeError::other(EXPECTED, error).below("responses"))?;
    Ok(responses.iter().map(part).collect())
}

fn part(members: &Members) -> ResponsePart {
    let member = |name: &str| members.get(name).and_then(|raw| serde_json::from_str::<Json>(raw.get()).ok());
    let id = match member("id") {
        Some(Json::String(id)) => Some(id),
        Some(Json::Number(id)) => Some(id.to_string()),
        _ => None,
    };
    let status = match member("status") {
        Some(Json::Number(status)) => status.as_u64().and_then(|status| u16::try_from(status).ok()),
        Some(Json::String(status)) => status.parse().ok(),
        _ => None,
    };
    let mut headers = HeaderMap::new();
    for (name, value) in member("headers").as_ref().and_then(Json::as_object).into_iter().flatten() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.append(name, value);
        }
    }
    let response = status.and_then(|status| StatusCode::from_u16(status).ok()).map(|status| {
        let raw = members.get("body").map(|raw| raw.get());
        let mut response = Response::new(raw.map(|raw| body(raw, &headers)).unwrap_or_default());
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    });
    ResponsePart { id, response }
}

/// The bytes of a body. A string is the text itself for text, and base64 for everything else; if it is not valid
/// base64, it is taken as text. Without a media type, OData defines JSON.
fn body(raw: &str, headers: &HeaderMap) -> Vec<u8> {
    let as_it_is = || raw.as_bytes().to_vec();
    let text = match serde_json::from_str(raw) {
        Ok(Json::Null) => return Vec::new(),
        Ok(Json::String(text)) => text,
        _ => return as_it_is(),
    };
    let content_type = content_type(headers);
    let bytes = Binary::new(text.as_str()).bytes().ok();
    if is_json(headers) {
        bytes.filter(|bytes| is_json_object(bytes)).unwrap_or_else(as_it_is)
    } else if content_type.is_empty() {
        bytes.filter(|bytes| is_json_object(bytes)).unwrap_or_else(|| text.into_bytes())
    } else if content_type.starts_with("text/") {
        text.into_bytes()
    } else {
        bytes.unwrap_or_else(|| text.into_bytes())
    }
}

/// Whether the bytes are JSON as services return it: an object or an array. A single word can be both base64 and JSON.
fn is_json_object(bytes: &[u8]) -> bool {
    matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'[')) && serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_values_of_a_header_are_one_list() {
        let mut headers = HeaderMap::new();
        headers.append("prefer", HeaderValue::from_static("a"));
        headers.append("if-match", HeaderValue::from_static("\"1\""));
        headers.append("prefer", HeaderValue::from_static("b"));
        let json: Json = serde_json::from_str(&object(&headers)).unwrap();
        assert_eq!(json, serde_json::json!({"prefer": "a, b", "if-match": "\"1\""}));
    }
}
