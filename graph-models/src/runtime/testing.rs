//! Documented examples as tests (feature `testing`): the types of a generated table of examples, and the checks.
//!
//! A generated crate has a table of [`Example`]s in `tests/generated/`. Each builds the documented request with the
//! builders and decodes the documented response into its documented type; [`Example::check_request`] and
//! [`Example::check_response`] compare the results with the docs. [`cases`] makes a test of each.

mod case;
mod difference;

pub use case::{Case, REPORT, Verdict, cases};
pub use difference::{Difference, MessagePart};

use std::fmt;

use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::decode::{self, Deviation};
use super::error::{Error, ErrorResponse};
use super::object::Object;
use super::page::Page;
use super::request::Request;
use super::response::{Bytes, Response, Text, Value};

/// A documented request, its response, or both.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// `api/page.md` and the number of the example on the page.
    pub name: &'static str,
    /// The page and the line at which the example starts, such as `api/user-get.md:70`.
    pub place: &'static str,
    /// The request.
    pub request: Option<DocumentedRequest>,
    /// The response.
    pub response: Option<DocumentedResponse>,
}

/// A documented request, and the code that builds it.
#[derive(Clone, Copy, Debug)]
pub struct DocumentedRequest {
    /// The HTTP method.
    pub method: &'static str,
    /// The URL.
    pub url: &'static str,
    /// The headers.
    pub headers: &'static [(&'static str, &'static str)],
    /// The body; JSON bodies are strict JSON.
    pub body: Option<&'static str>,
    /// Builds the request with the builders.
    pub build: fn() -> Result<http::Request<Vec<u8>>, Difference>,
    /// The page and the line at which it starts, such as `api/user-get.md:70`.
    pub place: &'static str,
    /// Known contradictions in the docs.
    pub known: &'static [Known],
}

/// A documented response, and the code that decodes it.
#[derive(Clone, Copy, Debug)]
pub struct DocumentedResponse {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: &'static [(&'static str, &'static str)],
    /// The body; JSON bodies are strict JSON.
    pub body: Option<&'static str>,
    /// Decodes a response into the documented type.
    pub decode: fn(&http::Response<Vec<u8>>) -> Result<Decoded, String>,
    /// The page and the line at which it starts, such as `api/user-get.md:96`.
    pub place: &'static str,
    /// Known contradictions in the docs.
    pub known: &'static [Known],
}

/// A location in an example with a known contradiction in the docs: a difference from the docs at this location is not
/// a bug in the code.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The location in the body, as a JSON pointer such as `/value/0/weight`; empty for the request line and for a
    /// body that is not JSON.
    pub member: &'static str,
    /// The finding: its code, location and message.
    pub reason: &'static str,
}

/// A decoded response, with its type erased.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The value, printed with `{:#?}`.
    pub debug: String,
    /// The value encoded again, if it is JSON.
    pub json: Option<Json>,
    /// The value encoded again, if it is text or bytes.
    pub bytes: Option<Vec<u8>>,
    /// The members that do not have their documented kind.
    pub deviations: Vec<Deviation>,
    /// Whether the documented type restricts the body; a body documented as any JSON always decodes.
    pub typed: bool,
}

/// A response type that can be inspected and encoded again.
pub trait Inspect: Response + fmt::Debug {
    /// Whether some JSON does not decode into it.
    const TYPED: bool = true;

    /// The value encoded as JSON; `None` if it is not JSON.
    fn to_json(&self) -> Option<Json>;

    /// The bytes of a value that is not JSON.
    fn to_bytes(&self) -> Option<Vec<u8>> {
        None
    }
}

impl<T: Object + Serialize + fmt::Debug> Inspect for T
where
    T: Response,
{
    fn to_json(&self) -> Option<Json> {
        serde_json::to_value(self).ok()
    }
}

impl<T> Inspect for Page<T>
where
    Page<T>: Response + fmt::Debug + Serialize,
{
    fn to_json(&self) -> Option<Json> {
        serde_json::to_value(self).ok()
    }
}

impl<T> Inspect for Value<T>
where
    Value<T>: Response + fmt::Debug + Serialize,
{
    fn to_json(&self) -> Option<Json> {
        serde_json::to_value(self).ok()
    }
}

impl Inspect for Json {
    const TYPED: bool = false;

    fn to_json(&self) -> Option<Json> {
        Some(self.clone())
    }
}

impl Inspect for () {
    fn to_json(&self) -> Option<Json> {
        None
    }
}

impl Inspect for Text {
    fn to_json(&self) -> Option<Json> {
        None
    }

    fn to_bytes(&self) -> Option<Vec<u8>> {
        Some(self.as_str().as_bytes().to_vec())
    }
}

impl Inspect for Bytes {
    fn to_json(&self) -> Option<Json> {
        None
    }

    fn to_bytes(&self) -> Option<Vec<u8>> {
        Some(self.0.clone())
    }
}

/// Reads a documented body into the type that a builder takes.
///
/// # Errors
/// The body does not have the documented shape.
pub fn body<T: DeserializeOwned>(text: &str) -> Result<T, Difference> {
    decode::strict(text.as_bytes()).map_err(|error| {
        let members = match decode::with_report::<T>(text.as_bytes()) {
            Ok(decoded) => decoded.deviations.into_iter().map(|deviation| deviation.path).collect(),
            Err(_) => vec![String::new()],
        };
        Difference::new(MessagePart::Body(members), format!("body: {error}"))
    })
}

/// Turns a built request into HTTP.
///
/// # Errors
/// The request cannot be sent.
pub fn finish<T>(request: Request<T>) -> Result<http::Request<Vec<u8>>, Difference> {
    request.into_http().map_err(|error| Difference::new(MessagePart::Line, error.to_string()))
}

/// Decodes a response like a request for `T`; a documented error becomes an error.
///
/// # Errors
/// The response does not have the documented shape.
pub fn decode<T: Inspect>(response: &http::Response<Vec<u8>>) -> Result<Decoded, String> {
    let path = super::path::Path::new("https://graph.microsoft.com/v1.0");
    match Request::<T>::new(http::Method::GET, &path, &[]).decode_with_report(response) {
        Ok(decoded) => {
            let (debug, bytes) = (format!("{:#?}", decoded.value), decoded.value.to_bytes());
            let json = decoded.value.to_json().map(|value| {
                // With the envelope of the value, if there was one.
                let whole = decode::Decoded {
                    value,
                    envelope: decoded.envelope,
                    in_array: decoded.in_array,
                    deviations: Vec::new(),
                };
                serde_json::to_value(whole).unwrap_or_default()
            });
            Ok(Decoded { debug, json, bytes, deviations: decoded.deviations, typed: T::TYPED })
        }
        // An error may have an empty body.
        Err(Error::Graph(error)) if response.status().as_u16() >= 400 && response.body().trim_ascii().is_empty() => {
            Ok(Decoded { debug: format!("{error:#?}"), json: None, bytes: None, deviations: Vec::new(), typed: true })
        }
        Err(Error::Graph(error)) if response.status().as_u16() >= 400 => {
            let whole = decode::with_report::<ErrorResponse>(response.body())
                .map_err(|e| format!("the body is not an error of Microsoft Graph: {e}"))?;
            let json = serde_json::to_value(&whole).ok();
            Ok(Decoded { debug: format!("{error:#?}"), json, bytes: None, deviations: whole.deviations, typed: true })
        }
        // A documented redirect: its body, if any, does not have the type `T`.
        Err(_) if response.status().is_redirection() => {
            let (debug, bytes) = (format!("{:?}", response.status()), Some(response.body().clone()));
            Ok(Decoded { debug, json: None, bytes, deviations: Vec::new(), typed: false })
        }
        Err(error) => Err(error.to_string()),
    }
}

/// Headers that a client adds.
const OF_THE_CLIENT: [&str; 4] = ["authorization", "content-length", "host", "user-agent"];

impl Example {
    /// The request as text: request line, headers, body.
    ///
    /// # Errors
    /// The request could not be built.
    pub fn request_text(&self) -> Result<Option<String>, String> {
        let Some(documented) = &self.request else { return Ok(None) };
        let built = (documented.build)().map_err(|difference| difference.message)?;
        let mut text = format!("{} {}\n", built.method(), built.uri());
        for (name, value) in built.headers() {
            text.push_str(&format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())));
        }
        if !built.body().is_empty() {
            text.push('\n');
            match serde_json::from_slice::<Json>(built.body()) {
                Ok(json) => text.push_str(&format!("{json:#}\n")),
                Err(_) => text.push_str(&String::from_utf8_lossy(built.body())),
            }
        }
        Ok(Some(text))
    }

    /// Builds the request and compares it with the documented one: method, URL, query, headers and body.
    ///
    /// # Errors
    /// The differences.
    pub fn check_request(&self) -> Result<(), Difference> {
        let Some(documented) = &self.request else { return Ok(()) };
        let built = (documented.build)()?;
        let line = |message: String| Err(Difference::new(MessagePart::Line, message));
        if built.method().as_str() != documented.method {
            return line(format!("method: documented {}, built {}", documented.method, built.method()));
        }
        let built_url = built.uri().to_string();
        let (documented_path, documented_query) = split_url(documented.url);
        let (built_path, built_query) = split_url(&built_url);
        if documented_path != built_path {
            return line(format!("path: documented {documented_path:?}, built {built_path:?}"));
        }
        if documented_query != built_query {
            return line(format!("query: documented {documented_query:?}, built {built_query:?}"));
        }
        for (name, value) in documented.headers {
            if OF_THE_CLIENT.contains(&name.to_ascii_lowercase().as_str()) {
                continue;
            }
            let found = built.headers().get(*name).map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned());
            if found.as_deref().map(str::trim) != Some(value.trim()) {
                let message = format!("header {name}: documented {value:?}, built {found:?}");
                return Err(Difference::new(MessagePart::Headers, message));
            }
        }
        let same = match documented.body {
            None if built.body().is_empty() => Ok(()),
            None => Err(format!("body: documented none, built {:?}", String::from_utf8_lossy(built.body()))),
            Some(text) => same_body(text, built.body()),
        };
        same.map_err(|message| Difference::new(MessagePart::Body(Vec::new()), message))
    }

    /// Decodes the response into its documented type, tolerantly.
    ///
    /// # Errors
    /// The response does not have the documented shape.
    pub fn decoded(&self) -> Result<Option<Decoded>, String> {
        let Some(documented) = &self.response else { return Ok(None) };
        let mut response = http::Response::builder().status(documented.status);
        for (name, value) in documented.headers {
            response = response.header(*name, *value);
        }
        let body = documented.body.unwrap_or_default().as_bytes().to_vec();
        let response = response.body(body).map_err(|e| format!("the documented response cannot be sent: {e}"))?;
        (documented.decode)(&response).map(Some)
    }

    /// Decodes the response: every member must have its documented kind, and encoding it again must lose nothing.
    ///
    /// # Errors
    /// What is lost or of another kind, or why the response does not decode.
    pub fn check_response(&self) -> Result<(), String> {
        self.check_lossless()?;
        let deviations = self.decoded()?.map(|decoded| decoded.deviations).unwrap_or_default();
        match deviations.is_empty() {
            true => Ok(()),
            false => Err(deviations.iter().map(Deviation::to_string).collect::<Vec<_>>().join("; ")),
        }
    }

    /// Decodes the response tolerantly and encodes it again: nothing may be lost, whatever the kinds of its members.
    ///
    /// # Errors
    /// What is lost, or why the response does not decode.
    pub fn check_lossless(&self) -> Result<(), String> {
        let (Some(documented), Some(decoded)) = (&self.response, self.decoded()?) else { return Ok(()) };
        let text = documented.body.unwrap_or_default();
        match (&decoded.json, &decoded.bytes) {
            (Some(json), _) => {
                let expected: Json = serde_json::from_str(text).map_err(|e| format!("the body is not JSON: {e}"))?;
                if *json == expected {
                    return Ok(());
                }
                Err(format!("decoded and encoded again: documented {expected:#}, got {json:#}"))
            }
            (None, Some(bytes)) if bytes == text.as_bytes() => Ok(()),
            (None, Some(bytes)) => Err(format!("decoded {:?}, documented {text:?}", String::from_utf8_lossy(bytes))),
            (None, None) if text.trim().is_empty() => Ok(()),
            (None, None) => Err("the response has a body, but no body is documented".to_owned()),
        }
    }
}

/// Bodies are equal as JSON if the documented one is JSON, else as text.
fn same_body(documented: &str, built: &[u8]) -> Result<(), String> {
    match serde_json::from_str::<Json>(documented) {
        Ok(expected) => {
            let built: Json =
                serde_json::from_slice(built).map_err(|e| format!("body: the built one is not JSON: {e}"))?;
            if expected == built { Ok(()) } else { Err(format!("body: documented {expected:#}, built {built:#}")) }
        }
        Err(_) if documented.trim().as_bytes() == built.trim_ascii() => Ok(()),
        Err(_) => Err(format!("body: documented {documented:?}, built {:?}", String::from_utf8_lossy(built))),
    }
}

/// The decoded segments of a URL's path without the version, and its decoded query pairs in any order.
fn split_url(url: &str) -> (Vec<String>, Vec<(String, String)>) {
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut segments: Vec<String> = path.split('/').filter(|s| !s.is_empty()).map(decode).collect();
    if segments.first().is_some_and(|s| s.eq_ignore_ascii_case("v1.0") || s.eq_ignore_ascii_case("beta")) {
        segments.remove(0);
    }
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect();
    pairs.sort();
    (segments, pairs)
}
