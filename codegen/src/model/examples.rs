//! Documented requests and responses, paired and matched with the operations they show.

use super::operations::Operation;
use super::reference::Expression;
use super::template;
use super::types::{self, Types};
use super::{Target, TypeRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::docs::{Annotation, Block, Folder, Json, Page, Section, Tree, http};
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
}

/// A request block.
#[derive(Clone, Debug)]
pub(super) struct RequestBlock {
    pub message: http::HttpRequest,
    pub name: Option<String>,
    pub span: Span,
}

/// A response block.
#[derive(Clone, Debug)]
pub(super) struct ResponseBlock {
    pub message: http::HttpResponse,
    pub annotation: Option<Annotation>,
    pub span: Span,
}

/// A request and the response that belongs to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Pair {
    pub request: Option<RequestBlock>,
    pub response: Option<ResponseBlock>,
}

impl Pair {
    /// The request, if it still has no response.
    fn waiting(&self) -> Option<&RequestBlock> {
        self.request.as_ref().filter(|_| self.response.is_none())
    }
}

/// The version that most example requests call.
pub(super) fn version(tree: &Tree) -> String {
    let (mut stable, mut beta) = (0usize, 0usize);
    for page in tree.pages.iter().filter(|p| p.folder == Folder::Api) {
        for pair in pairs(page) {
            if let Some(request) = pair.request
                && let Some((version, _)) = template::split_url(&request.message.target.value)
            {
                if version.eq_ignore_ascii_case("beta") {
                    beta += 1;
                } else {
                    stable += 1;
                }
            }
        }
    }
    if beta > stable { "beta".to_owned() } else { "v1.0".to_owned() }
}

/// The requests and responses of a page, paired in their order under one example heading, or by the same `name`.
pub(super) fn pairs(page: &Page) -> Vec<Pair> {
    let mut out: Vec<(usize, Pair)> = Vec::new();
    for (index, section) in page.sections.iter().enumerate() {
        for item in &section.items {
            let crate::docs::Item::Block(block) = item else { continue };
            if !is_example(page, section, block) {
                continue;
            }
            let group = example_heading(page, index, section);
            let name = block.annotation.as_ref().and_then(|a| a.string("name")).map(|n| n.value.to_lowercase());
            match http::message(block) {
                Ok(http::Message::Request(message)) => {
                    out.push((
                        group,
                        Pair { request: Some(RequestBlock { message, name, span: block.span }), response: None },
                    ));
                }
                Ok(http::Message::Response(message)) => {
                    let response = ResponseBlock { message, annotation: block.annotation.clone(), span: block.span };
                    let at = out
                        .iter()
                        .position(|(_, p)| p.waiting().is_some_and(|r| r.name.is_some() && r.name == name))
                        .or_else(|| out.iter().position(|(g, p)| *g == group && p.waiting().is_some()))
                        // Headings "Request" and "Response" of one level: the nearest request before it.
                        .or_else(|| out.iter().rposition(|(_, p)| p.waiting().is_some()));
                    match at.and_then(|at| out.get_mut(at)) {
                        Some((_, pair)) => pair.response = Some(response),
                        None => out.push((group, Pair { request: None, response: Some(response) })),
                    }
                }
                Err(_) => {}
            }
        }
    }
    out.into_iter().map(|(_, pair)| pair).collect()
}

/// A block that shows a message: labelled so, or unlabelled inside an example, a request or a response section.
fn is_example(page: &Page, section: &Section, block: &Block) -> bool {
    match block.block_type() {
        "request" | "response" => {
            // A request block under "HTTP request" is a template with a wrong label.
            !section.key().contains("http request")
        }
        "" | "ignored" | "example" | "samples" => {
            let mut keys = section
                .parents
                .iter()
                .filter_map(|&i| page.sections.get(i))
                .chain(std::iter::once(section))
                .filter(|s| s.level > 1)
                .map(Section::key);
            page.folder == Folder::Api
                && matches!(block.block_type(), "" | "ignored")
                && keys.any(|h| h.starts_with("example"))
        }
        _ => false,
    }
}

/// Index of the outermost numbered example heading around a section: "Example 1: …" below "Examples".
fn example_heading(page: &Page, index: usize, section: &Section) -> usize {
    section
        .parents
        .iter()
        .copied()
        .chain(std::iter::once(index))
        .rfind(|&i| page.sections.get(i).is_some_and(|s| s.level > 1 && s.key().starts_with("example")))
        .unwrap_or(0)
}

/// The type that a response's metadata names.
pub(super) fn declared_type(annotation: Option<&Annotation>, types: &Types, namespace: &str) -> Option<TypeRef> {
    let annotation = annotation?;
    let written = annotation.odata_type()?;
    let mut expression = Expression::parse(&written.value)?;
    expression.collection |= annotation.flag("isCollection");
    Some(types.resolve(&expression, namespace))
}

/// Builds the examples of a tree and matches them with its operations.
pub(super) fn build(
    tree: &Tree,
    types: &Types,
    operations: &mut [Operation],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Example> {
    let mut out = Vec::new();
    for page in tree.pages.iter().filter(|p| p.folder == Folder::Api) {
        let namespace = types::namespace(page);
        let own: Vec<&Operation> = operations.iter().filter(|o| o.page == page.path).collect();
        for (index, pair) in pairs(page).into_iter().enumerate() {
            let mut operation = None;
            let request = pair.request.map(|block| {
                let message = block.message;
                let method = message.method.value.to_uppercase();
                let url = message.target.value.clone();
                let matched = own.iter().find_map(|o| {
                    if o.method != method {
                        return None;
                    }
                    o.templates.iter().enumerate().find_map(|(i, t)| Some((o, i, t.arguments(&url)?)))
                });
                if let Some((o, ..)) = &matched {
                    operation = Some(o.name.clone());
                } else if !own.is_empty() {
                    diagnostics.push(
                        Diagnostic::new(
                            Code::ExampleUnmatched,
                            message.target.span,
                            format!("`{method} {url}` matches none of the page's templates"),
                        )
                        .help("spell the path as in the HTTP request section"),
                    );
                }
                let json = message.body.as_ref().filter(|b| b.looks_like_json()).and_then(|b| b.json().value);
                ExampleRequest {
                    span: block.span,
                    method,
                    url,
                    headers: headers(&message.headers),
                    body: message.body.map(|b| b.text),
                    json,
                    matched: matched.map(|(_, index, arguments)| (index, arguments)),
                }
            });
            let response = pair.response.map(|block| {
                let ty = declared_type(block.annotation.as_ref(), types, &namespace)
                    .filter(|t| !matches!(&t.target, Target::Unresolved(_)));
                let json = block.message.body.as_ref().filter(|b| b.looks_like_json()).and_then(|b| b.json().value);
                ExampleResponse {
                    span: block.span,
                    status: block.message.status.value,
                    ty,
                    headers: headers(&block.message.headers),
                    body: block.message.body.map(|b| b.text),
                    json,
                }
            });
            if operation.is_none() {
                operation = own.first().filter(|_| own.len() == 1 || request.is_none()).map(|o| o.name.clone());
            }
            match (&request, &response) {
                (Some(r), None) => diagnostics.push(Diagnostic::new(
                    Code::ExampleUnpaired,
                    r.span,
                    "the request example has no response",
                )),
                (None, Some(r)) => diagnostics.push(Diagnostic::new(
                    Code::ExampleUnpaired,
                    r.span,
                    "the response example has no request",
                )),
                _ => {}
            }
            out.push(Example { page: page.path.clone(), number: index + 1, operation, request, response });
        }
    }
    out
}

fn headers(headers: &[http::Header]) -> Vec<(String, String)> {
    headers.iter().map(|h| (h.name.value.clone(), h.value.value.clone())).collect()
}
