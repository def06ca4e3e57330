//! The response of the mock, before it becomes HTTP.

use hyper::body::Bytes;
use serde_json::{Value, json};

/// A response.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Body,
}

/// The body of a response.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// No body.
    None,
    /// JSON.
    Json(Value),
    /// Raw bytes.
    Bytes(Bytes),
    /// An error of the mock itself; it becomes JSON once the ids of the request are known.
    Error { code: String, message: String },
}

impl Answer {
    pub fn json(status: u16, value: Value) -> Answer {
        Answer { status, headers: Vec::new(), body: Body::Json(value) }
    }

    pub fn error(status: u16, code: impl Into<String>, message: impl Into<String>) -> Answer {
        let body = Body::Error { code: code.into(), message: message.into() };
        Answer { status, headers: Vec::new(), body }
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Answer {
        self.headers.retain(|(it, _)| !it.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Turns an error into a body, and sets the content type of JSON.
    pub fn finished(mut self, request_id: &str, client_request_id: &str) -> Answer {
        if let Body::Error { code, message } = &self.body {
            self.body = Body::Json(json!({
                "error": {
                    "code": code,
                    "message": message,
                    "innerError": {
                        "date": jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S").to_string(),
                        "request-id": request_id,
                        "client-request-id": client_request_id,
                    }
                }
            }));
        }
        let typed = self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if matches!(self.body, Body::Json(_)) && !typed {
            self = self.header("Content-Type", "application/json");
        }
        self
    }

    /// The body as sent.
    pub fn bytes(self) -> Bytes {
        match self.body {
            Body::None | Body::Error { .. } => Bytes::new(),
            Body::Json(value) => Bytes::from(value.to_string()),
            Body::Bytes(bytes) => bytes,
        }
    }
}
