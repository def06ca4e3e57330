//! Exchanges: the requests and responses that the code blocks of a page show, paired.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::layout::{Laid, SectionRole};
use super::reference::Expression;
use super::responses::Prose;
use super::scope::Scope;
use crate::diagnostic::Findings;
use crate::docs::{Annotation, Block, Folder, Page, http};
use crate::json::{Json, Parsed};
use crate::model::{Address, TypeRef, is_graph, split_url};
use crate::span::Span;

/// A request block.
#[derive(Debug)]
pub(super) struct RequestBlock {
    pub message: http::HttpRequest,
    /// Whether the metadata says that it is a request.
    is_labelled: bool,
    /// The address, if it has a path that a template can have.
    pub address: Option<Address>,
    /// The body, if it looks like JSON.
    pub json: Option<Parsed>,
    name: Option<String>,
    pub span: Span,
}

/// A response block.
#[derive(Debug)]
pub(super) struct ResponseBlock<'a> {
    pub message: http::HttpResponse,
    /// The body, if it looks like JSON.
    pub json: Option<Parsed>,
    pub annotation: Option<&'a Annotation>,
    /// The heading of the operation that it is below; 0 for the first one of the page.
    pub head: usize,
    pub span: Span,
}

/// A request and the response that belongs to it.
#[derive(Debug, Default)]
pub(super) struct Pair<'a> {
    pub request: Option<RequestBlock>,
    pub response: Option<ResponseBlock<'a>>,
}

impl RequestBlock {
    /// The body as JSON, if it looks like it and can be read.
    pub fn json(&self) -> Option<&Json> {
        self.json.as_ref()?.value.as_ref()
    }
}

impl ResponseBlock<'_> {
    /// The body as JSON, if it looks like it and can be read.
    pub fn json(&self) -> Option<&Json> {
        self.json.as_ref()?.value.as_ref()
    }
}

impl Pair<'_> {
    /// An unlabelled request to another host without a response: a message from the service to the caller.
    pub fn is_notification(&self) -> bool {
        let sent = self.request.as_ref().filter(|_| self.response.is_none());
        sent.is_some_and(|request| !request.is_labelled && !is_graph(&request.message.target.value))
    }

    /// The request, if it still has no response.
    fn waiting(&self) -> Option<&RequestBlock> {
        self.request.as_ref().filter(|_| self.response.is_none())
    }
}

/// The messages in the blocks of a page, read once for all passes.
#[derive(Debug, Default)]
pub(super) struct PageMessages<'a> {
    /// The requests and responses of examples, paired in their order under one example heading, or by the same `name`.
    pub pairs: Vec<Pair<'a>>,
    /// The prose about the answers of each operation, by its heading; read when first needed.
    pub prose: OnceLock<BTreeMap<usize, Prose>>,
    /// Findings about blocks that are labelled as messages but are not.
    pub malformed: Findings,
}

/// The exchanges of each page, in the order of the pages; pages outside `api/` have none.
pub(super) fn read<'a>(pages: &[Laid<'a>]) -> Vec<PageMessages<'a>> {
    let of_page = |laid: &Laid<'a>| if is_api(laid.page) { shown(laid) } else { PageMessages::default() };
    pages.par_iter().map(of_page).collect()
}

pub(super) fn is_api(page: &Page) -> bool {
    page.folder == Folder::Api
}

/// The version that most example requests call.
pub(super) fn version(shown: &[PageMessages<'_>]) -> String {
    let (mut stable, mut beta) = (0usize, 0usize);
    for request in shown.iter().flat_map(|page| &page.pairs).filter_map(|pair| pair.request.as_ref()) {
        match split_url(&request.message.target.value) {
            Some((version, _)) if version.eq_ignore_ascii_case("beta") => beta += 1,
            Some(_) => stable += 1,
            None => {}
        }
    }
    if beta > stable { "beta".to_owned() } else { "v1.0".to_owned() }
}

/// Reads the blocks of a page.
fn shown<'a>(laid: &Laid<'a>) -> PageMessages<'a> {
    let Laid { page, layout, .. } = laid;
    let mut malformed = Findings::default();
    let mut out: Vec<(Place<'_>, Pair<'_>)> = Vec::new();
    // Request templates that may be the requests of the responses that follow, by index in `out`.
    let mut templates: Vec<usize> = Vec::new();
    // The requests without a response so far, by index in `out`.
    let mut open: Vec<usize> = Vec::new();
    for (index, section) in page.sections.iter().enumerate() {
        for item in &section.items {
            let crate::docs::Item::Block(block) = item else { continue };
            let is_template = is_labelled_template(laid, index, block);
            let is_shown = is_template || is_example(laid, index, block);
            let is_labelled = matches!(block.block_type(), "request" | "response");
            if !is_shown && !is_labelled {
                continue;
            }
            let message = match http::message(block) {
                Ok(message) if is_shown => message,
                Ok(_) => continue,
                Err(diagnostic) => {
                    malformed.extend(Some(diagnostic).filter(|_| is_labelled));
                    continue;
                }
            };
            let group = Place { example: layout.example(index), number: number(section.key()) };
            let name = block.annotation.as_ref().and_then(|a| a.string("name")).map(|n| n.value.to_lowercase());
            let json = message.body().filter(|body| body.looks_like_json()).map(http::Body::json);
            match message {
                http::Message::Request(message) => {
                    if is_template {
                        templates.push(out.len());
                    }
                    open.push(out.len());
                    let address = Address::read(&message.target.value);
                    let request = Some(RequestBlock { message, is_labelled, address, json, name, span: block.span });
                    out.push((group, Pair { request, response: None }));
                }
                http::Message::Response(message) => {
                    let annotation = block.annotation.as_ref();
                    let head = layout.operation(index);
                    let response = ResponseBlock { message, json, annotation, head, span: block.span };
                    let waiting = |at: usize| out.get(at).and_then(|(_, p)| p.waiting());
                    let real = |at: &usize| templates.binary_search(at).is_err() && waiting(*at).is_some();
                    let at = (open.iter())
                        .position(|&at| waiting(at).is_some_and(|r| r.name.is_some() && r.name == name))
                        .or_else(|| {
                            group.number?;
                            open.iter().position(|at| real(at) && out.get(*at).is_some_and(|o| o.0 == group))
                        })
                        .or_else(|| {
                            open.iter()
                                .position(|at| real(at) && out.get(*at).is_some_and(|o| o.0.example == group.example))
                        })
                        // Headings "Request" and "Response" of one level: the nearest request before it.
                        .or_else(|| open.iter().rposition(real))
                        // No example request at all: the page labels its template as one.
                        .or_else(|| open.iter().rposition(|&at| waiting(at).is_some()));
                    match at.map(|at| open.remove(at)).and_then(|at| out.get_mut(at)) {
                        Some((_, pair)) => pair.response = Some(response),
                        None => out.push((group, Pair { request: None, response: Some(response) })),
                    }
                }
            }
        }
    }
    let pairs = out
        .into_iter()
        .enumerate()
        .filter(|(at, (_, pair))| pair.response.is_some() || templates.binary_search(at).is_err())
        .map(|(_, (_, pair))| pair)
        .collect();
    PageMessages { pairs, malformed, prose: OnceLock::new() }
}

/// The place of a message on the page.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place<'a> {
    /// The heading of the example around it.
    example: usize,
    /// The number in its own heading: "Request 3", "Response 3".
    number: Option<&'a str>,
}

/// The number at the end of a short heading in any language: "Request 3", "Antwort 3".
fn number(key: &str) -> Option<&str> {
    let (words, number) = key.rsplit_once(char::is_whitespace)?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && words.split_whitespace().count() <= 2).then_some(number)
}

/// A block labelled `request` under "HTTP request" that has one request line: a template, and the only request that
/// some pages show.
fn is_labelled_template(laid: &Laid<'_>, section: usize, block: &Block) -> bool {
    laid.page.folder == Folder::Api
        && block.block_type() == "request"
        && laid.layout.is(section, SectionRole::Templates)
        && !laid.layout.within(section, SectionRole::Example)
        && http::template_lines(block).len() == 1
}

/// A block that shows a message: labelled so, or unlabelled inside an example, a request or a response section.
fn is_example(laid: &Laid<'_>, section: usize, block: &Block) -> bool {
    let in_example = laid.layout.within(section, SectionRole::Example);
    match block.block_type() {
        "request" | "response" => {
            // A request block under "HTTP request" is a template with a wrong label.
            !laid.layout.is(section, SectionRole::Templates) || in_example
        }
        "" | "ignored" => laid.page.folder == Folder::Api && in_example,
        _ => false,
    }
}

/// The type that a response's metadata names.
pub(super) fn declared_type(annotation: Option<&Annotation>, scope: &Scope<'_>) -> Option<TypeRef> {
    let annotation = annotation?;
    let written = annotation.odata_type()?;
    let mut expression = Expression::parse(&written.value)?;
    expression.collection |= annotation.flag("isCollection");
    Some(scope.resolve(&expression))
}
