//! Writing the documented examples as tests: a table of functions that build each request and decode each response.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::call::{Input, call};
use super::doc::Doc;
use super::paths::Paths;
use super::plan::{Plan, ident};
use super::requests;
use super::tree::{Node, Step};
use crate::docs::Files;
use crate::model::{Example, ExampleRequest, ExampleResponse, Finding, Operation, ResponseBody, Target, split_url};
use crate::span::Span;

/// The table of examples, for a crate that is called `krate` from its tests.
pub(super) fn file(plan: &Plan<'_>, files: &Files, krate: &str) -> TokenStream {
    let krate = ident(&krate.replace('-', "_"));
    let mut paths = Paths::new(plan, []);
    let mut functions = Vec::new();
    let mut entries = Vec::new();
    for (index, example) in plan.api.examples.iter().enumerate() {
        let operation = example.operation.as_ref().and_then(|name| {
            let sorted = &plan.api.operations;
            sorted.binary_search_by(|o| o.name.cmp(name)).ok().and_then(|at| sorted.get(at))
        });
        let request = example.request.as_ref().and_then(|r| request(plan, &mut paths, files, r, operation, index));
        let response = example.response.as_ref().and_then(|r| response(plan, &mut paths, files, r, operation));
        if request.is_none() && response.is_none() {
            continue;
        }
        let line = example.request.as_ref().map(|r| r.span).or(example.response.as_ref().map(|r| r.span));
        let name = name(example);
        let place = line.map_or_else(|| example.page.clone(), |span| place(files, span));
        let (function, request) = match request {
            Some((function, entry)) => (Some(function), quote! { Some(#entry) }),
            None => (None, quote! { None }),
        };
        let response = match response {
            Some(entry) => quote! { Some(#entry) },
            None => quote! { None },
        };
        functions.extend(function);
        entries.push(quote! { Example { name: #name, place: #place, request: #request, response: #response } });
    }
    let doc = Doc::new()
        .text("The documented examples of requests and responses, as code that builds and decodes them.")
        .inner_tokens();
    let requests = (!plan.api.operations.is_empty()).then(|| quote! { use #krate::requests::{self, Graph}; });
    quote! {
        #doc
        #![allow(unused_imports, deprecated, clippy::all, reason = "the table is written for all crates alike")]

        #requests
        use #krate::runtime::private::http;
        use #krate::runtime::testing::{self, Difference, DocumentedRequest, DocumentedResponse, Example, Known};
        use #krate::runtime::*;
        use #krate::models;

        /// Every documented example.
        pub static EXAMPLES: &[Example] = &[#(#entries),*];

        type Built = Result<http::Request<Vec<u8>>, Difference>;

        #(#functions)*
    }
}

/// `api/user-get.md, example 2`.
fn name(example: &Example) -> String {
    let stem = example.page.strip_suffix(".md").unwrap_or(&example.page);
    format!("{stem} {}", example.number)
}

/// `api/user-get.md:70`.
fn place(files: &Files, span: Span) -> String {
    format!("{}:{}", files.path(span.file), span.start.line)
}

/// What is known to be wrong with an example.
fn known(files: &Files, findings: &[Finding]) -> TokenStream {
    let entries = findings.iter().map(|finding| {
        let (member, d) = (&finding.member, &finding.diagnostic);
        let reason = format!("{} {}:{}: {}", d.code.id(), files.path(d.span.file), d.span.start, d.message);
        quote! { Known { member: #member, reason: #reason } }
    });
    quote! { &[#(#entries),*] }
}

fn pairs(headers: &[(String, String)]) -> TokenStream {
    let (names, values): (Vec<&str>, Vec<&str>) = headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).unzip();
    quote! { &[#((#names, #values)),*] }
}

fn body_tokens(body: &Option<String>, json: &Option<crate::docs::Json>) -> (TokenStream, Option<String>) {
    // A lenient body is written down as the strict JSON it means.
    let text = match (json, body) {
        (Some(json), _) => Some(json.to_value().to_string()),
        (None, Some(text)) if !text.trim().is_empty() => Some(text.trim_end_matches('\n').to_owned()),
        _ => None,
    };
    match &text {
        Some(body) => (quote! { Some(#body) }, text),
        None => (quote! { None }, None),
    }
}

/// The function that builds a request, and its entry.
fn request(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    files: &Files,
    request: &ExampleRequest,
    operation: Option<&Operation>,
    index: usize,
) -> Option<(TokenStream, TokenStream)> {
    let operation = operation?;
    let (template, arguments) = request.matched.as_ref()?;
    let template = operation.templates.get(*template)?;
    let nodes = plan.tree.walk(template);
    let last = nodes.last().copied().unwrap_or(&plan.tree.root);
    last.calls.get(&request.method)?;
    let merged = call(plan.api, &last.calls, &request.method);
    let chain = chain(plan, &nodes, arguments)?;
    let verb = ident(&request.method.to_lowercase());
    let (body, text) = body_tokens(&request.body, &request.json);
    let given = given(&merged.input, &request.json, text.is_some());
    let content_type = header(&request.headers, "content-type");
    let (prepare, argument) = match &merged.input {
        Input::None => (TokenStream::new(), TokenStream::new()),
        Input::Bytes => {
            let content_type = content_type.unwrap_or("application/octet-stream");
            let text = text.as_deref().unwrap_or_default();
            (TokenStream::new(), quote! { #content_type, #text })
        }
        Input::Reference => {
            let url = request.json.as_ref().and_then(|j| j.get("@odata.id")).and_then(crate::docs::Json::as_text);
            let url = url.map(|u| u.value).unwrap_or_default();
            (TokenStream::new(), quote! { #url })
        }
        input => {
            let ty = match input {
                Input::Typed(ty) => {
                    let single = paths.single(ty);
                    if ty.collection {
                        quote! { Vec<#single> }
                    } else {
                        single
                    }
                }
                Input::Parameters(_) => {
                    let modules = last.module.iter().map(|m| ident(m));
                    let name = ident(last.parameter_structs.get(&request.method)?);
                    quote! { requests::#(#modules::)*#name }
                }
                _ => quote! { Untyped },
            };
            let prepare = match (&given, &text) {
                (Given::Built, Some(text)) => quote! { let body: #ty = testing::body(#text)?; },
                _ => quote! { let body: #ty = Default::default(); },
            };
            (prepare, quote! { &body })
        }
    };
    let mut options = Vec::new();
    let base = base_of(&request.url);
    for (name, value) in query_of(&request.url) {
        options.push(quote! { .query(#name, #value) });
    }
    for (name, value) in &request.headers {
        let lower = name.to_ascii_lowercase();
        let by_builder = match given {
            Given::Built => same_type(value, &merged.input),
            Given::Raw => true,
            Given::Nothing => false,
        };
        if matches!(lower.as_str(), "authorization" | "content-length" | "host")
            || lower == "content-type" && by_builder
        {
            continue;
        }
        options.push(quote! { .header(#name, #value) });
    }
    let extra = match (given, &text) {
        (Given::Raw, Some(text)) => {
            let content_type = content_type.unwrap_or("application/json");
            Some(quote! { .bytes(#content_type, #text) })
        }
        (Given::Nothing, _) if !matches!(merged.input, Input::None) => Some(quote! { .without_body() }),
        _ => None,
    };
    let start = match base {
        Some(base) => quote! { Graph::at(#base) },
        None => quote! { Graph::new() },
    };
    let function = format_ident!("request_{index}");
    let method = request.method.as_str();
    let url = request.url.as_str();
    let headers = pairs(&request.headers);
    let (place, known) = (place(files, request.span), known(files, &request.findings));
    Some((
        quote! {
            fn #function() -> Built {
                #prepare
                let request = #start #chain .#verb(#argument) #extra #(#options)*;
                testing::finish(request)
            }
        },
        quote! {
            DocumentedRequest {
                method: #method, url: #url, headers: #headers, body: #body, build: #function, place: #place, known: #known
            }
        },
    ))
}

/// How the documented body reaches the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Given {
    /// Through the argument of the builder's method.
    Built,
    /// As it is: the example shows another kind of body than the page describes.
    Raw,
    /// Not at all: the example sends none.
    Nothing,
}

fn given(input: &Input<'_>, json: &Option<crate::docs::Json>, has_body: bool) -> Given {
    use crate::docs::JsonKind;
    let built = match (input, json) {
        (Input::None, _) => false,
        (Input::Bytes, _) => true,
        (Input::Any, json) => json.is_some(),
        (Input::Reference, json) => json.as_ref().is_some_and(
            |j| matches!(j.members(), [only] if only.name.value == "@odata.id" && only.value.as_text().is_some()),
        ),
        (Input::Typed(ty), Some(json)) if ty.collection => matches!(json.kind, JsonKind::Array(_)),
        (Input::Typed(_) | Input::Parameters(_), Some(json)) => matches!(json.kind, JsonKind::Object(_)),
        (Input::Typed(_) | Input::Parameters(_), None) => false,
    };
    match (has_body, built) {
        (true, true) => Given::Built,
        (true, false) => Given::Raw,
        (false, _) => Given::Nothing,
    }
}

/// Whether the builder sets this content type on its own.
fn same_type(value: &str, input: &Input<'_>) -> bool {
    matches!(input, Input::Bytes) || value.trim().eq_ignore_ascii_case("application/json")
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
}

/// The calls from the root to the last segment.
fn chain(plan: &Plan<'_>, nodes: &[&Node], arguments: &[String]) -> Option<TokenStream> {
    let mut values = arguments.iter().map(|a| percent_decode(a));
    let mut out = TokenStream::new();
    let mut parent = &plan.tree.root;
    for node in nodes {
        let key = parent.children.iter().find(|(_, child)| std::ptr::eq(*child, *node)).map(|(key, _)| key)?;
        let method = ident(&node.method);
        let call = match key {
            Step::Id | Step::ItemPath => {
                let value = values.next()?;
                quote! { .#method(#value) }
            }
            Step::Function(..) | Step::AlternateKey(..) => {
                let mut given = Vec::new();
                for parameter in &node.parameters {
                    let value = values.next()?;
                    // Doubled quotes inside a literal are the literal's own.
                    given.push(if parameter.quoted { value.replace("''", "'") } else { value });
                }
                quote! { .#method(#(#given),*) }
            }
            _ => quote! { .#method() },
        };
        out.extend(call);
        parent = node;
    }
    Some(out)
}

/// The root of the service that an absolute address calls.
fn base_of(url: &str) -> Option<String> {
    let (_, path) = split_url(url)?;
    url.get(..url.len() - path.len()).map(str::to_owned)
}

/// The query options of an address, decoded.
fn query_of(url: &str) -> Vec<(String, String)> {
    let Some((_, query)) = url.split_once('?') else { return Vec::new() };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (percent_decode(name), percent_decode(value))
        })
        .collect()
}

/// Percent-decoding; what is no valid escape, or no UTF-8, stays as it is.
fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = |i: usize| bytes.get(i).and_then(|b| char::from(*b).to_digit(16));
        if byte == b'%'
            && let (Some(high), Some(low)) = (hex(at + 1), hex(at + 2))
            && let Ok(decoded) = u8::try_from(high * 16 + low)
        {
            out.push(decoded);
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// The entry of a response.
fn response(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    files: &Files,
    response: &ExampleResponse,
    operation: Option<&Operation>,
) -> Option<TokenStream> {
    // What its own metadata names is the documented type; without it, what the operation answers.
    let documented = match (&response.ty, operation) {
        (Some(ty), operation) if matches!(ty.target, Target::Named(_)) => {
            let mut ty = ty.clone();
            if let Some(ResponseBody::Typed(of_operation)) = operation.map(|o| &o.response) {
                ty.collection = of_operation.collection;
            }
            ResponseBody::Typed(ty)
        }
        (_, Some(operation)) => operation.response.clone(),
        (_, None) => return None,
    };
    let (body, text) = body_tokens(&response.body, &response.json);
    let output = match (&documented, &response.json, &text) {
        _ if response.status >= 400 => ResponseBody::None,
        (_, _, None) => ResponseBody::None,
        (ResponseBody::Typed(_), None, Some(_)) => ResponseBody::Bytes,
        (ResponseBody::None, Some(_), _) => {
            ResponseBody::Typed(crate::model::TypeRef::primitive(crate::model::Primitive::Untyped))
        }
        (ResponseBody::None, None, Some(_)) => ResponseBody::Bytes,
        (ResponseBody::Typed(ty), Some(json), _) => {
            // The body's own shape says whether it is an envelope.
            let mut ty = ty.clone();
            let is_list = json.get("value").is_some_and(|v| matches!(v.kind, crate::docs::JsonKind::Array(_)));
            if ty.collection && !is_list {
                ty.collection = false;
            }
            match &ty.target {
                Target::Primitive(_) if !ty.collection && json.get("value").is_none() => {
                    ResponseBody::Typed(crate::model::TypeRef::primitive(crate::model::Primitive::Untyped))
                }
                _ => ResponseBody::Typed(ty),
            }
        }
        (other, ..) => (*other).clone(),
    };
    let output = requests::output(plan, paths, &output);
    let status = response.status;
    let headers = pairs(&response.headers);
    let (place, known) = (place(files, response.span), known(files, &response.findings));
    Some(quote! {
        DocumentedResponse {
            status: #status, headers: #headers, body: #body, decode: testing::decode::<#output>, place: #place,
            known: #known
        }
    })
}
