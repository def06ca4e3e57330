//! Writing the documented examples as tests: a table of functions that build each request and decode each response.

use proc_macro2::TokenStream;
use quote::quote;
use rayon::prelude::*;

use super::call::{Input, call};
use super::doc::Doc;
use super::layout::{Code, literal};
use super::paths::{Paths, Ty};
use super::plan::{self, Plan, ident};
use super::requests;
use super::tree::{Node, Step};
use crate::docs::Files;
use crate::model::{Example, ExampleRequest, ExampleResponse, Finding, Operation, ResponseBody, Target, split_url};
use crate::span::Span;

/// How many examples are written in one go.
const AT_ONCE: usize = 64;

/// The file of examples, for a crate that is called `krate` from its tests: how it starts, to be printed as all files
/// are, and the table with its functions, laid out.
pub(super) fn file(plan: &Plan<'_>, files: &Files, krate: &str) -> (TokenStream, String) {
    let krate = ident(&krate.replace('-', "_"));
    let doc = Doc::new()
        .text("The documented examples of requests and responses, as code that builds and decodes them.")
        .inner_tokens();
    let requests = (!plan.api.operations.is_empty()).then(|| quote! { use #krate::requests::{self, Graph}; });
    let start = quote! {
        #doc
        #![allow(unused_imports, deprecated, clippy::all, reason = "the table is written for all crates alike")]

        #requests
        use #krate::runtime::private::http;
        use #krate::runtime::testing::{self, Difference, DocumentedRequest, DocumentedResponse, Example, Known};
        use #krate::runtime::*;
        use #krate::models;

        type Built = Result<http::Request<Vec<u8>>, Difference>;
    };
    let parts: Vec<(String, String)> = plan
        .api
        .examples
        .par_chunks(AT_ONCE)
        .enumerate()
        .map(|(chunk, examples)| {
            let (mut table, mut functions) = (String::new(), String::new());
            let mut paths = Paths::new(plan, []);
            for (index, example) in examples.iter().enumerate() {
                one(plan, &mut paths, files, example, chunk * AT_ONCE + index, &mut table, &mut functions);
            }
            (table, functions)
        })
        .collect();
    let (tables, functions): (Vec<String>, Vec<String>) = parts.into_iter().unzip();
    let mut text = "\n/// Every documented example.\npub static EXAMPLES: &[Example] = &[".to_owned();
    text.extend(tables);
    text.push_str("\n];\n");
    text.extend(functions);
    (start, text)
}

/// Writes one example: its entry in the table, and the function that builds its request.
fn one(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    files: &Files,
    example: &Example,
    index: usize,
    table: &mut String,
    functions: &mut String,
) {
    let operation = example.operation.as_ref().and_then(|name| {
        let sorted = &plan.api.operations;
        sorted.binary_search_by(|o| o.name.cmp(name)).ok().and_then(|at| sorted.get(at))
    });
    let request = example.request.as_ref().and_then(|r| request(plan, paths, files, r, operation, index, functions));
    let response = example.response.as_ref().and_then(|r| response(plan, paths, files, r, operation));
    if request.is_none() && response.is_none() {
        return;
    }
    let line = example.request.as_ref().map(|r| r.span).or(example.response.as_ref().map(|r| r.span));
    let entry = Code::Fields {
        open: "Example {".to_owned(),
        items: vec![
            Code::text("name", &name(example)),
            Code::text("place", &line.map_or_else(|| example.page.clone(), |span| place(files, span))),
            request.unwrap_or_else(|| Code::field("request", "None")),
            response.unwrap_or_else(|| Code::field("response", "None")),
        ],
        close: "}",
    };
    table.push_str("\n    ");
    entry.write(table, 4, 4, 1);
    table.push(',');
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
fn known(files: &Files, findings: &[Finding]) -> Code {
    let entries = findings.iter().map(|finding| {
        let (member, d) = (&finding.member, &finding.diagnostic);
        let reason = format!("{} {}:{}: {}", d.code.id(), files.path(d.span.file), d.span.start, d.message);
        let items = [Code::text("member", member), Code::text("reason", &reason)];
        Code::call("Known { ", items, " }")
    });
    Code::call("known: &[", entries, "]")
}

fn headers(headers: &[(String, String)]) -> Code {
    let pairs = headers.iter().map(|(name, value)| Code::call("(", [Code::literal(name), Code::literal(value)], ")"));
    Code::call("headers: &[", pairs, "]")
}

/// The documented body as it is sent or decoded.
fn body(body: Option<&String>, json: Option<&crate::docs::Json>) -> Option<String> {
    // A lenient body is written down as the strict JSON it means.
    match (json, body) {
        (Some(json), _) => Some(json.to_value().to_string()),
        (None, Some(text)) if !text.trim().is_empty() => Some(text.trim_end_matches('\n').to_owned()),
        _ => None,
    }
}

fn body_field(text: Option<&String>) -> Code {
    match text {
        Some(text) => Code::call("body: Some(", [Code::literal(text)], ")"),
        None => Code::field("body", "None"),
    }
}

/// The entry of a request; the function that builds it is added to the others.
fn request(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    files: &Files,
    request: &ExampleRequest,
    operation: Option<&Operation>,
    index: usize,
    functions: &mut String,
) -> Option<Code> {
    let operation = operation?;
    let (template, arguments) = request.matched.as_ref()?;
    let template = operation.templates.get(*template)?;
    let nodes = plan.tree.walk(template);
    let last = nodes.last().copied().unwrap_or(&plan.tree.root);
    last.calls.get(&request.method)?;
    let merged = call(plan.api, &last.calls, &request.method);
    let mut calls = chain(plan, &nodes, arguments)?;
    let text = body(request.body.as_ref(), request.json.as_ref());
    let given = given(&merged.input, &request.json, text.is_some());
    let content_type = header(&request.headers, "content-type");
    let mut prepare = None;
    let arguments = match &merged.input {
        Input::None => Vec::new(),
        Input::Bytes => {
            let content_type = content_type.unwrap_or("application/octet-stream");
            vec![Code::literal(content_type), Code::literal(text.as_deref().unwrap_or_default())]
        }
        Input::Reference => {
            let url = request.json.as_ref().and_then(|j| j.get("@odata.id")).and_then(crate::docs::Json::as_text);
            vec![Code::literal(&url.map(|u| u.value).unwrap_or_default())]
        }
        input => {
            let ty = match input {
                Input::Typed(ty) => {
                    let single = paths.single(ty);
                    if ty.collection { Ty::from("Vec").of(&single) } else { single }
                }
                Input::Parameters(_) => {
                    let name = last.parameter_structs.get(&request.method)?;
                    Ty::path(format!("requests::{}", plan::path(&last.module, name)))
                }
                _ => "Untyped".into(),
            };
            prepare = Some(match (&given, &text) {
                (Given::Built, Some(text)) => {
                    Code::call(format!("let body: {ty} = testing::body("), [Code::literal(text)], ")?;")
                }
                _ => Code::Word(format!("let body: {ty} = Default::default();")),
            });
            vec![Code::Word("&body".to_owned())]
        }
    };
    let verb = ident(&request.method.to_lowercase());
    calls.push(Code::call(format!(".{verb}("), arguments, ")"));
    match (given, &text) {
        (Given::Raw, Some(text)) => {
            let content_type = content_type.unwrap_or("application/json");
            calls.push(Code::call(".bytes(", [Code::literal(content_type), Code::literal(text)], ")"));
        }
        (Given::Nothing, _) if !matches!(merged.input, Input::None) => {
            calls.push(Code::Word(".without_body()".to_owned()));
        }
        _ => {}
    }
    for (name, value) in query_of(&request.url) {
        calls.push(Code::call(".query(", [Code::literal(&name), Code::literal(&value)], ")"));
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
        calls.push(Code::call(".header(", [Code::literal(name), Code::literal(value)], ")"));
    }
    let start = match base_of(&request.url) {
        Some(base) => format!("Graph::at({})", literal(&base)),
        None => "Graph::new()".to_owned(),
    };
    functions.push_str(&format!("\nfn request_{index}() -> Built {{\n"));
    // Calls in a chain are expressions inside one another, and whoever reads code recurses into each.
    let mut build = Vec::new();
    let mut head = format!("let request = {start}");
    let mut calls = calls.into_iter();
    loop {
        let calls: Vec<Code> = calls.by_ref().take(LONGEST_CHAIN).collect();
        if calls.is_empty() && !build.is_empty() {
            break;
        }
        build.push(Code::Chain {
            head: std::mem::replace(&mut head, "let request = request".to_owned()),
            calls,
            close: ";",
        });
    }
    for statement in prepare.into_iter().chain(build) {
        functions.push_str("    ");
        statement.write(functions, 4, 4, 0);
        functions.push('\n');
    }
    functions.push_str("    testing::finish(request)\n}\n");
    Some(Code::Fields {
        open: "request: Some(DocumentedRequest {".to_owned(),
        items: vec![
            Code::text("method", &request.method),
            Code::text("url", &request.url),
            headers(&request.headers),
            body_field(text.as_ref()),
            Code::Word(format!("build: request_{index}")),
            Code::text("place", &place(files, request.span)),
            known(files, &request.findings),
        ],
        close: "})",
    })
}

/// So many calls are made in one expression.
const LONGEST_CHAIN: usize = 64;

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
fn chain(plan: &Plan<'_>, nodes: &[&Node], arguments: &[String]) -> Option<Vec<Code>> {
    let mut values = arguments.iter().map(|a| percent_decode(a));
    let mut out = Vec::new();
    let mut parent = &plan.tree.root;
    for node in nodes {
        let key = parent.children.iter().find(|(_, child)| std::ptr::eq(*child, *node)).map(|(key, _)| key)?;
        let mut given = Vec::new();
        match key {
            Step::Id | Step::ItemPath => given.push(Code::literal(&values.next()?)),
            Step::Function(..) | Step::AlternateKey(..) => {
                for parameter in &node.parameters {
                    let value = values.next()?;
                    // Doubled quotes inside a literal are the literal's own.
                    given.push(Code::literal(&if parameter.quoted { value.replace("''", "'") } else { value }));
                }
            }
            _ => {}
        }
        out.push(Code::call(format!(".{}(", ident(&node.method)), given, ")"));
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
) -> Option<Code> {
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
    let text = body(response.body.as_ref(), response.json.as_ref());
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
    Some(Code::Fields {
        open: "response: Some(DocumentedResponse {".to_owned(),
        items: vec![
            Code::Word(format!("status: {}", response.status)),
            headers(&response.headers),
            body_field(text.as_ref()),
            Code::Word(format!("decode: testing::decode::<{output}>")),
            Code::text("place", &place(files, response.span)),
            known(files, &response.findings),
        ],
        close: "})",
    })
}
