//! Documented requests and responses, and their contradictions.

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
    /// The place of its first line.
    pub span: Span,
    /// The place of its address.
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
    /// The contradictions in the docs at this place.
    pub findings: Vec<Finding>,
}

/// A documented response.
#[derive(Clone, Debug)]
pub struct ExampleResponse {
    /// The place of its first line.
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
    /// The contradictions in the docs at this place.
    pub findings: Vec<Finding>,
}

/// A contradiction in the docs at a place of an example.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The value of the body that it is about, as a JSON pointer; empty for the request line, and for bodies that are not JSON.
    pub member: String,
    /// The message.
    pub diagnostic: Diagnostic,
}
