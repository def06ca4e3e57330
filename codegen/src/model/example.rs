//! Documented requests and responses, and what contradicts them.

use super::TypeRef;
use crate::diagnostic::Diagnostic;
use crate::json::Json;
use crate::span::Span;

/// A request of an example, its response, or both.
#[derive(Clone, Debug)]
pub struct Example {
    /// The page, below the docs folder.
    pub page: String,
    /// Which example of its page, from 1.
    pub number: usize,
    /// The operation it shows.
    pub operation: Option<String>,
    /// The request.
    pub request: Option<ExampleRequest>,
    /// The response.
    pub response: Option<ExampleResponse>,
}

/// A documented request.
#[derive(Clone, Debug)]
pub struct ExampleRequest {
    /// Where its first line stands.
    pub span: Span,
    /// Where its address stands.
    pub url_span: Span,
    /// The verb in capitals.
    pub method: String,
    /// The address as documented.
    pub url: String,
    /// Header names and values in their order.
    pub headers: Vec<(String, String)>,
    /// The body as documented.
    pub body: Option<String>,
    /// The body as JSON, read leniently.
    pub json: Option<Json>,
    /// Which template of the operation the address matches, and the arguments that make it so.
    pub matched: Option<(usize, Vec<String>)>,
    /// What the docs contradict themselves in at this place.
    pub findings: Vec<Finding>,
}

/// A documented response.
#[derive(Clone, Debug)]
pub struct ExampleResponse {
    /// Where its first line stands.
    pub span: Span,
    /// The status code.
    pub status: u16,
    /// The type its metadata names.
    pub ty: Option<TypeRef>,
    /// Header names and values in their order.
    pub headers: Vec<(String, String)>,
    /// The body as documented.
    pub body: Option<String>,
    /// The body as JSON, read leniently.
    pub json: Option<Json>,
    /// What the docs contradict themselves in at this place.
    pub findings: Vec<Finding>,
}

/// Something that the docs contradict themselves in at a place of an example.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The value of the body that it is about, as a JSON pointer; empty for the request line, and for what is no JSON.
    pub member: String,
    /// What is wrong.
    pub diagnostic: Diagnostic,
}
