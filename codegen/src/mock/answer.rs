//! What the mock answers, before it is HTTP.

use hyper::body::Bytes;
use serde_json::{Value, json};

/// An answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Body,
}

/// The body of an answer.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// Nothing.
    None,
    /// JSON.
    Json(Value),
    /// Bytes as they are.
    Bytes(Bytes),
    /// An error of the mock's own: it becomes JSON when the request's ids are known.
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

    /// Gives an error its body, and JSON its content type.
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

    /// The body as it goes over the wire.
    pub fn bytes(self) -> Bytes {
        match self.body {
            Body::None | Body::Error { .. } => Bytes::new(),
            Body::Json(value) => Bytes::from(value.to_string()),
            Body::Bytes(bytes) => bytes,
        }
    }
}
