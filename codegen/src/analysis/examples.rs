//! Examples: the documented requests and responses, matched with the operations they show.

use std::collections::HashMap;

use rayon::prelude::*;

use super::answers;
use super::exchanges::{PageMessages, declared_type, is_api};
use super::layout::Laid;
use super::responses::{self, Prose};
use super::scope::Scope;
use super::types::Types;
use crate::diagnostic::{Code, Diagnostic};
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
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Example> {
    let mut by_page: HashMap<&str, Vec<&Operation>> = HashMap::default();
    for operation in operations {
        by_page.entry(&operation.page).or_default().push(operation);
    }
    let index = Index::new(operations);
    // Each page on its own, in the order of the pages.
    let pages: Vec<(Vec<Example>, Vec<Diagnostic>)> = pages
        .par_iter()
        .zip(shown)
        .filter(|(laid, _)| is_api(laid.page))
        .map(|(laid, mut shown)| {
            let own = by_page.get(laid.page.path.as_str()).map_or(&[][..], Vec::as_slice);
            let mut diagnostics = std::mem::take(&mut shown.malformed);
            (page_examples(laid, shown, types, &index, own, &mut diagnostics), diagnostics)
        })
        .collect();
    super::joined(pages, diagnostics)
}

/// The examples of one page; `own` are the operations it documents.
fn page_examples(
    laid: &Laid<'_>,
    mut shown: PageMessages<'_>,
    types: &Types,
    index: &Index<'_>,
    own: &[&Operation],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Example> {
    let mut out = Vec::new();
    let page = laid.page;
    let scope = Scope::new(types, page);
    let mut redirected = false;
    // The target of a redirect and the answers of another host are not answers that the page describes.
    let followed = Prose::default();
    for (at, pair) in std::mem::take(&mut shown.pairs).into_iter().enumerate() {
        if pair.is_notification() {
            continue;
        }
        let mut operation = None;
        let mut to_graph = true;
        let request = pair.request.map(|block| {
            let message = block.message;
            let method = message.method.value.to_uppercase();
            let url = message.target.value.clone();
            to_graph = is_graph(&url);
            let address = block.address;
            let matched = address.as_ref().and_then(|address| {
                let own = own.iter().filter(|o| o.method == method);
                let own = own.flat_map(|o| (0..o.templates.len()).map(move |at| (*o, at)));
                // The same request may be another page's: that one is shown then.
                best(own, address)
                    .or_else(|| to_graph.then(|| best(index.candidates(&method, address), address)).flatten())
            });
            if let Some((o, ..)) = &matched {
                operation = Some(o.name.clone());
            }
            match &matched {
                Some((o, template, arguments)) if o.page == page.path => {
                    let (template, written) = (o.templates.get(*template), address.as_ref().map(Address::text));
                    diagnostics.extend(template.zip(written).and_then(|(template, written)| {
                        spelled_differently(message.target.span, written, template, arguments)
                    }));
                }
                // A page without operations of its own may show those of others.
                Some(_) if own.is_empty() => {}
                other => diagnostics.push(unmatched(&message.target, &method, other.as_ref().map(|(o, ..)| *o))),
            }
            let json = body_json(block.json, message.body.as_ref(), &message.headers, diagnostics);
            ExampleRequest {
                span: block.span,
                url_span: message.target.span,
                method,
                url,
                headers: headers(&message.headers),
                body: message.body.map(|b| b.text),
                json,
                matched: matched.map(|(_, template, arguments)| (template, arguments)),
                findings: Vec::new(),
            }
        });
        let response = pair.response.map(|block| {
            let declared = declared_type(block.annotation, &scope);
            let prose = shown.prose.get_or_init(|| responses::of_operations(laid, &scope)).get(&block.head);
            let prose = prose.filter(|_| !redirected && to_graph).unwrap_or(&followed);
            answers::compare(&block, declared.as_ref(), prose, types, diagnostics);
            let json = body_json(block.json, block.message.body.as_ref(), &block.message.headers, diagnostics);
            let ty = declared.filter(|t| !matches!(&t.target, Target::Unresolved(_)));
            let ty = ty.filter(|t| prose.ty.is_none() || !responses::is_refuted(t, json.as_ref()));
            ExampleResponse {
                span: block.span,
                status: block.message.status.value,
                ty,
                headers: headers(&block.message.headers),
                body: block.message.body.map(|b| b.text),
                json,
                findings: Vec::new(),
            }
        });
        if operation.is_none() && to_graph {
            operation = own.first().filter(|_| own.len() == 1 || request.is_none()).map(|o| o.name.clone());
        }
        match (&request, &response) {
            (Some(r), None) => {
                diagnostics.push(Diagnostic::new(Code::ExampleUnpaired, r.span, "the request example has no response"))
            }
            // A second answer to the request before it: what a redirect leads to, or what a wrong request gets.
            (None, Some(r)) if r.status >= 400 || redirected => {}
            (None, Some(r)) => {
                diagnostics.push(Diagnostic::new(Code::ExampleUnpaired, r.span, "the response example has no request"))
            }
            _ => {}
        }
        redirected = response.as_ref().is_some_and(|r| r.status / 100 == 3);
        out.push(Example { page: page.path.clone(), number: at + 1, operation, request, response });
    }
    out
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
    diagnostics: &mut Vec<Diagnostic>,
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
            diagnostics.push(
                Diagnostic::new(
                    Code::BodyNotJson,
                    span,
                    "the `Content-Type` says JSON, but the body is not valid JSON",
                )
                .help("write the body as JSON, or correct the header"),
            );
        }
        return None;
    };
    diagnostics.extend(parsed.diagnostic());
    parsed.value
}

fn headers(headers: &[http::Header]) -> Vec<(String, String)> {
    headers.iter().map(|h| (h.name.value.clone(), h.value.value.clone())).collect()
}
