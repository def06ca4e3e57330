//! Examples: the documented requests and responses, matched with the operations they show.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::answers;
use super::exchanges::{PageMessages, Pair, RequestBlock, ResponseBlock, declared_type, is_api};
use super::layout::Laid;
use super::responses::{self, Prose};
use super::scope::Scope;
use super::types::Types;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::docs::http;
use crate::json::{Json, Parsed};
use crate::model::{Address, Example, ExampleRequest, ExampleResponse, Operation, Target, Template, is_graph};
use crate::span::{Position, Span, Spanned};

/// Builds the examples of a tree and matches them with its operations.
pub(super) fn build(
    pages: &[Laid<'_>],
    shown: Vec<PageMessages<'_>>,
    types: &Types,
    operations: &[Operation],
    findings: &mut Findings,
) -> Vec<Example> {
    let mut by_page: HashMap<&str, Vec<&Operation>> = HashMap::default();
    for operation in operations {
        by_page.entry(&operation.page).or_default().push(operation);
    }
    let index = Index::new(operations);
    // Each page on its own, in the order of the pages.
    let pages: Vec<(Vec<Example>, Findings)> = pages
        .par_iter()
        .zip(shown)
        .filter(|(laid, _)| is_api(laid.page))
        .map(|(laid, mut shown)| {
            let scope = Scope::new(types, laid.page);
            let pairs = std::mem::take(&mut shown.pairs);
            let mut reader = Reader {
                index: &index,
                own: by_page.get(laid.page.path.as_str()).map_or(&[][..], Vec::as_slice),
                findings: std::mem::take(&mut shown.malformed),
                prose: shown.prose.get_or_init(|| responses::of_operations(laid, &scope)),
                scope,
            };
            (reader.examples(pairs), reader.findings)
        })
        .collect();
    super::joined(pages, findings)
}

/// A page whose examples are read, and what they are matched with.
struct Reader<'a> {
    scope: Scope<'a>,
    index: &'a Index<'a>,
    /// The operations that the page documents.
    own: &'a [&'a Operation],
    /// What the prose says about the answers of each operation, by its heading.
    prose: &'a BTreeMap<usize, Prose>,
    findings: Findings,
}

impl<'a> Reader<'a> {
    /// The examples of the page.
    fn examples(&mut self, pairs: Vec<Pair<'_>>) -> Vec<Example> {
        let mut out = Vec::new();
        let mut redirected = false;
        for (at, pair) in pairs.into_iter().enumerate() {
            if pair.is_notification() {
                continue;
            }
            let to_graph = pair.request.as_ref().is_none_or(|request| is_graph(&request.message.target.value));
            let request = pair.request.map(|block| self.request(block));
            let (request, shown) = request.map_or((None, None), |(request, shown)| (Some(request), shown));
            // What a redirect leads to is not an answer that the page describes, nor is the answer of another host.
            let is_described = to_graph && !redirected;
            let response = pair.response.map(|block| self.response(block, is_described));
            let operation = shown.or_else(|| self.only_operation(request.is_some()).filter(|_| to_graph));
            self.findings.extend(unpaired(request.as_ref(), response.as_ref(), redirected));
            redirected = response.as_ref().is_some_and(|response| response.status / 100 == 3);
            out.push(Example { page: self.scope.page.path.clone(), number: at + 1, operation, request, response });
        }
        out
    }

    /// A request, and the name of the operation that it shows.
    fn request(&mut self, block: RequestBlock) -> (ExampleRequest, Option<String>) {
        let RequestBlock { message, address, json, span, .. } = block;
        let method = message.method.value.to_uppercase();
        let matched = address.as_ref().and_then(|address| self.matching(&method, &message.target.value, address));
        match &matched {
            Some((operation, template, arguments)) if operation.page == self.scope.page.path => {
                let (template, written) = (operation.templates.get(*template), address.as_ref().map(Address::text));
                self.findings.extend(template.zip(written).and_then(|(template, written)| {
                    spelled_differently(message.target.span, written, template, arguments)
                }));
            }
            // A page without operations of its own may show those of others.
            Some(_) if self.own.is_empty() => {}
            other => {
                let other = other.as_ref().map(|(operation, ..)| *operation);
                self.findings.extend([unmatched(&message.target, &method, other)]);
            }
        }
        let json = body_json(json, message.body.as_ref(), &message.headers, &mut self.findings);
        let shown = matched.as_ref().map(|(operation, ..)| operation.name.clone());
        let request = ExampleRequest {
            span,
            url_span: message.target.span,
            method,
            url: message.target.value,
            headers: headers(&message.headers),
            body: message.body.map(|body| body.text),
            json,
            matched: matched.map(|(_, template, arguments)| (template, arguments)),
            findings: Vec::new(),
        };
        (request, shown)
    }

    /// The template that an address matches: of the page, or else of another one.
    fn matching(&self, method: &str, url: &str, address: &Address) -> Option<(&'a Operation, usize, Vec<String>)> {
        let own = self.own.iter().filter(|operation| operation.method == method);
        let own = own.flat_map(|operation| (0..operation.templates.len()).map(move |at| (*operation, at)));
        best(own, address)
            .or_else(|| is_graph(url).then(|| best(self.index.candidates(method, address), address)).flatten())
    }

    fn response(&mut self, block: ResponseBlock<'_>, is_described: bool) -> ExampleResponse {
        let declared = declared_type(block.annotation, &self.scope);
        let unsaid = Prose::default();
        let prose = self.prose.get(&block.head).filter(|_| is_described).unwrap_or(&unsaid);
        self.findings.extend(answers::compare(&block, declared.as_ref(), prose, self.scope.types));
        let ResponseBlock { message, json, span, .. } = block;
        let json = body_json(json, message.body.as_ref(), &message.headers, &mut self.findings);
        let ty = declared.filter(|ty| !matches!(&ty.target, Target::Unresolved(_)));
        ExampleResponse {
            span,
            status: message.status.value,
            ty: ty.filter(|ty| prose.ty.is_none() || !responses::is_refuted(ty, json.as_ref())),
            headers: headers(&message.headers),
            body: message.body.map(|body| body.text),
            json,
            findings: Vec::new(),
        }
    }

    /// The operation that an example without a matching request shows: the only one of the page, or the first one if
    /// there is no request that could tell.
    fn only_operation(&self, has_request: bool) -> Option<String> {
        let first = self.own.first().filter(|_| self.own.len() == 1 || !has_request)?;
        Some(first.name.clone())
    }
}

/// A request without a response, or the other way round.
fn unpaired(
    request: Option<&ExampleRequest>,
    response: Option<&ExampleResponse>,
    redirected: bool,
) -> Option<Diagnostic> {
    let (span, message) = match (request, response) {
        (Some(request), None) => (request.span, "the request example has no response"),
        // A second answer to the request before it: what a redirect leads to, or what a wrong request gets.
        (None, Some(response)) if response.status >= 400 || redirected => return None,
        (None, Some(response)) => (response.span, "the response example has no request"),
        _ => return None,
    };
    Some(Diagnostic::new(Code::ExampleUnpaired, span, message))
}

/// A template of an operation: the operation, and which of its templates.
type Listed<'a> = (&'a Operation, usize);

/// The templates of an API by verb and first word, so that an address is compared with few of them.
struct Index<'a> {
    /// In the order of the operations; the words in lower case. Templates that start with no word go by the empty one.
    by_word: HashMap<(&'a str, String), Vec<(usize, Listed<'a>)>>,
}

impl<'a> Index<'a> {
    fn new(operations: &'a [Operation]) -> Index<'a> {
        let mut by_word: HashMap<(&str, String), Vec<(usize, Listed<'_>)>> = HashMap::default();
        let templates = operations.iter().flat_map(|o| o.templates.iter().enumerate().map(move |(at, t)| (o, at, t)));
        for (order, (operation, at, template)) in templates.enumerate() {
            let word = template.first_word().unwrap_or_default().to_ascii_lowercase();
            by_word.entry((operation.method.as_str(), word)).or_default().push((order, (operation, at)));
        }
        Index { by_word }
    }

    /// The templates that an address may match, in the order of the operations.
    fn candidates(&self, method: &str, address: &Address) -> impl Iterator<Item = Listed<'a>> {
        let word = address.first_word().map(str::to_ascii_lowercase).filter(|word| !word.is_empty());
        let mut found: Vec<_> = [Some(String::new()), word]
            .into_iter()
            .flatten()
            .filter_map(|word| self.by_word.get(&(method, word)))
            .flatten()
            .copied()
            .collect();
        found.sort_unstable_by_key(|(order, _)| *order);
        found.into_iter().map(|(_, listed)| listed)
    }
}

/// The operation and template that a documented address matches, with its arguments: of several the one with the most
/// fixed segments, so that `me` is not taken for a key.
fn best<'a>(
    candidates: impl Iterator<Item = Listed<'a>>,
    address: &Address,
) -> Option<(&'a Operation, usize, Vec<String>)> {
    let mut most = None;
    let mut best = None;
    for (operation, index) in candidates {
        let Some(template) = operation.templates.get(index) else { continue };
        let fixed = template.fixed();
        if most.is_some_and(|most| most >= fixed) {
            continue;
        }
        if let Some(arguments) = template.arguments_of(address) {
            most = Some(fixed);
            best = Some((operation, index, arguments));
        }
    }
    best
}

/// The finding for a request that matches a template of the page but is spelled differently: the case of a word, a
/// key in parentheses.
fn spelled_differently(place: Span, written: &str, template: &Template, arguments: &[String]) -> Option<Diagnostic> {
    let filled = template.filled(arguments);
    if written.trim_end_matches(':') == filled.trim_end_matches(':') {
        return None;
    }
    // The page's own section may be the one that differs from all others.
    let (whose, help) = match Template::parse(&template.text) {
        Ok(own) if own.segments != template.segments => ("other pages", "spell the path as other pages do"),
        _ => ("the HTTP request section", "spell the path as in the HTTP request section"),
    };
    let message = format!("the path is `{filled}` in {whose}, but `{written}` here");
    Some(Diagnostic::new(Code::ExampleUnmatched, place, message).help(help))
}

/// The finding for a request that does not match a template of its page.
fn unmatched(target: &Spanned<String>, method: &str, other: Option<&Operation>) -> Diagnostic {
    let url = &target.value;
    let said = |what: &str| Diagnostic::new(Code::ExampleUnmatched, target.span, format!("`{method} {url}` {what}"));
    if !is_graph(url) {
        return said("goes to another host, so it is not a request of this API");
    }
    match other {
        Some(other) => said(&format!("does not match a template of the page; it is a request of `{}`", other.name)),
        None => said("does not match a template of the page"),
    }
    .help("spell the path as in the HTTP request section")
}

/// A body as JSON, which is `parsed` if it looks like JSON; says so if it is not strict.
fn body_json(
    parsed: Option<Parsed>,
    body: Option<&http::Body>,
    headers: &[http::Header],
    findings: &mut Findings,
) -> Option<Json> {
    let body = body?;
    let Some(parsed) = parsed else {
        let ty = headers.iter().find(|h| h.name.value.eq_ignore_ascii_case("content-type"));
        // A primitive is JSON as well: `"text"`, `17`, `true`.
        if ty.is_some_and(|h| h.value.value.to_ascii_lowercase().contains("json")) && body.json().value.is_none() {
            let start = body.span.start;
            let first = body.text.lines().next().unwrap_or_default().chars().count();
            let end =
                Position { column: start.column.saturating_add(u32::try_from(first).unwrap_or_default()), ..start };
            let span = Span { end, ..body.span };
            findings.report_with_help(
                Code::BodyNotJson,
                span,
                "the `Content-Type` says JSON, but the body is not valid JSON",
                "write the body as JSON, or correct the header",
            );
        }
        return None;
    };
    findings.extend(parsed.diagnostic());
    parsed.value
}

fn headers(headers: &[http::Header]) -> Vec<(String, String)> {
    headers.iter().map(|h| (h.name.value.clone(), h.value.value.clone())).collect()
}
