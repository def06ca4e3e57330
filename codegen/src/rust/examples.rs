//! Writing the documented examples as tests: a table of functions that build each request and decode each response.

use proc_macro2::TokenStream;
use quote::quote;
use rayon::prelude::*;

use super::call::{Input, call};
use super::doc::Doc;
use super::paths::{Paths, Ty};
use super::plan::{self, Plan, ident};
use super::requests;
use super::sheet::Sheet;
use super::tree::{Node, Step};
use crate::docs::Files;
use crate::model::{Example, ExampleRequest, ExampleResponse, Finding, Operation, ResponseBody, Target, split_url};
use crate::span::Span;

/// How many examples are written in one go.
const AT_ONCE: usize = 64;

/// The file of examples, for a crate that is called `krate` from its tests: how it starts, to be printed as all files
/// are, and the table with its functions, laid out.
pub(super) fn file(plan: &Plan<'_>, files: &Files, krate: &str) -> (TokenStream, Sheet) {
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
    let parts: Vec<(Sheet, Sheet)> = plan
        .api
        .examples
        .par_chunks(AT_ONCE)
        .enumerate()
        .map(|(chunk, examples)| {
            let (mut table, mut functions) = (Sheet::new(), Sheet::new());
            table.deeper();
            let mut paths = Paths::new(plan, []);
            for (index, example) in examples.iter().enumerate() {
                one(plan, &mut paths, files, example, chunk * AT_ONCE + index, &mut table, &mut functions);
            }
            (table, functions)
        })
        .collect();
    let (tables, functions): (Vec<Sheet>, Vec<Sheet>) = parts.into_iter().unzip();
    let mut sheet = Sheet::new();
    sheet.blank().line("/// Every documented example.").word("pub static EXAMPLES: &[Example] = &[");
    if tables.iter().any(|table| !table.is_empty()) {
        sheet.end();
        for table in tables {
            sheet.append(table);
        }
    }
    sheet.word("];").end();
    for functions in functions {
        sheet.append(functions);
    }
    (start, sheet)
}

/// Writes one example: its entry in the table, and the function that builds its request.
fn one(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    files: &Files,
    example: &Example,
    index: usize,
    table: &mut Sheet,
    functions: &mut Sheet,
) {
    let operation = example.operation.as_ref().and_then(|name| {
        let sorted = &plan.api.operations;
        sorted.binary_search_by(|o| o.name.cmp(name)).ok().and_then(|at| sorted.get(at))
    });
    let request = example.request.as_ref().and_then(|r| request(plan, paths, r, operation, index, functions));
    let response = example.response.as_ref().and_then(|r| Some((r, output(plan, paths, r, operation)?)));
    if request.is_none() && response.is_none() {
        return;
    }
    let line = example.request.as_ref().map(|r| r.span).or(example.response.as_ref().map(|r| r.span));
    table.line("Example {").deeper().word("name: ").literal(&name(example)).word(",").end();
    let at = line.map_or_else(|| example.page.clone(), |span| place(files, span));
    table.word("place: ").literal(&at).word(",").end();
    match (&example.request, request) {
        (Some(request), Some(text)) => {
            table.line("request: Some(DocumentedRequest {").deeper();
            table.word("method: ").literal(&request.method).word(",").end();
            table.word("url: ").literal(&request.url).word(",").end();
            headers(table, &request.headers);
            body_field(table, text.as_deref());
            table.word("build: ").numbered("request_", index).word(",").end();
            table.word("place: ").literal(&place(files, request.span)).word(",").end();
            known(table, files, &request.findings);
            table.up().line("}),");
        }
        _ => {
            table.line("request: None,");
        }
    }
    match response {
        Some((response, (text, output))) => {
            table.line("response: Some(DocumentedResponse {").deeper();
            table.word("status: ").number(response.status).word(",").end();
            headers(table, &response.headers);
            body_field(table, text.as_deref());
            table.word("decode: testing::decode::<").list().ty(&output).end_list().word(">,").end();
            table.word("place: ").literal(&place(files, response.span)).word(",").end();
            known(table, files, &response.findings);
            table.up().line("}),");
        }
        None => {
            table.line("response: None,");
        }
    }
    table.up().line("},");
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
fn known(sheet: &mut Sheet, files: &Files, findings: &[Finding]) {
    if findings.is_empty() {
        sheet.line("known: &[],");
        return;
    }
    sheet.line("known: &[").deeper();
    for finding in findings {
        let (member, d) = (&finding.member, &finding.diagnostic);
        let reason = format!("{} {}:{}: {}", d.code.id(), files.path(d.span.file), d.span.start, d.message);
        sheet.line("Known {").deeper().word("member: ").literal(member).word(",").end();
        sheet.word("reason: ").literal(&reason).word(",").end().up().line("},");
    }
    sheet.up().line("],");
}

fn headers(sheet: &mut Sheet, headers: &[(String, String)]) {
    sheet.word("headers: &[").items(headers, |sheet, (name, value)| {
        sheet.word("(").list().literal(name).comma().literal(value).end_list().word(")");
    });
    sheet.word("],").end();
}

/// The documented body as it is sent or decoded.
fn body(body: Option<&String>, json: Option<&crate::json::Json>) -> Option<String> {
    // A lenient body is written down as the strict JSON it means.
    match (json, body) {
        (Some(json), _) => Some(json.to_value().to_string()),
        (None, Some(text)) if !text.trim().is_empty() => Some(text.trim_end_matches('\n').to_owned()),
        _ => None,
    }
}

fn body_field(sheet: &mut Sheet, text: Option<&str>) {
    match text {
        Some(text) => sheet.word("body: Some(").list().literal(text).end_list().word("),").end(),
        None => sheet.line("body: None,"),
    };
}

/// Writes the function that builds a request; the documented body of it. Nothing, if there is no builder for it.
fn request(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    request: &ExampleRequest,
    operation: Option<&Operation>,
    index: usize,
    sheet: &mut Sheet,
) -> Option<Option<String>> {
    let operation = operation?;
    let (template, arguments) = request.matched.as_ref()?;
    let template = operation.templates.get(*template)?;
    let nodes = plan.tree.walk(template);
    let last = nodes.last().copied().unwrap_or(&plan.tree.root);
    last.calls.get(&request.method)?;
    let merged = call(plan.api, last, &request.method);
    let mut calls = chain(plan, &nodes, arguments)?;
    let text = body(request.body.as_ref(), request.json.as_ref());
    let given = given(&merged.input, &request.json, text.is_some());
    let content_type = header(&request.headers, "content-type");
    let mut sent = None;
    let arguments = match &merged.input {
        Input::None => Vec::new(),
        Input::Bytes => {
            let content_type = content_type.unwrap_or("application/octet-stream");
            vec![Given::literal(content_type), Given::literal(text.as_deref().unwrap_or_default())]
        }
        Input::Reference => {
            let url = request.json.as_ref().and_then(|j| j.get("@odata.id")).and_then(crate::json::Json::as_text);
            vec![Given::literal(&url.map(|u| u.value).unwrap_or_default())]
        }
        input => {
            sent = Some(match input {
                Input::Typed(ty) => {
                    let single = paths.single(ty);
                    if ty.collection { Ty::from("Vec").of(&single) } else { single }
                }
                Input::Parameters(_) => {
                    let name = last.parameter_structs.get(&request.method)?;
                    Ty::path(format!("requests::{}", plan::path(&last.module, name)))
                }
                _ => "Untyped".into(),
            });
            vec![Given::Body]
        }
    };
    calls.push(Called { name: request.method.to_lowercase(), arguments });
    match (given, &text) {
        (How::Raw, Some(text)) => {
            let content_type = content_type.unwrap_or("application/json");
            calls.push(Called::of("bytes", [content_type, text.as_str()]));
        }
        (How::Nothing, _) if !matches!(merged.input, Input::None) => {
            calls.push(Called::of("without_body", []));
        }
        _ => {}
    }
    for (name, value) in query_of(&request.url) {
        calls.push(Called::of("query", [name.as_str(), value.as_str()]));
    }
    for (name, value) in &request.headers {
        let lower = name.to_ascii_lowercase();
        let by_builder = match given {
            How::Built => same_type(value, &merged.input),
            How::Raw => true,
            How::Nothing => false,
        };
        if matches!(lower.as_str(), "authorization" | "content-length" | "host")
            || lower == "content-type" && by_builder
        {
            continue;
        }
        calls.push(Called::of("header", [name.as_str(), value.as_str()]));
    }

    sheet.blank().word("fn ").numbered("request_", index).line("() -> Built {").deeper();
    if let Some(ty) = &sent {
        sheet.word("let body: ").ty(ty).word(" = ").joint();
        match (&given, &text) {
            (How::Built, Some(text)) => {
                sheet.word("testing::body(").list().literal(text).end_list().word(")?;").end();
            }
            _ => {
                sheet.line("Default::default();");
            }
        }
    }
    // Calls in a chain are expressions inside one another, and whoever reads code recurses into each.
    let mut chunks = calls.chunks(LONGEST_CHAIN);
    let first = chunks.next().unwrap_or_default();
    sheet.word("let request = ").joint().open(4);
    match base_of(&request.url) {
        Some(base) => sheet.word("Graph::at(").list().literal(&base).end_list().word(")"),
        None => sheet.word("Graph::new()"),
    };
    called(sheet, first);
    for more in chunks {
        sheet.word("let request = ").joint().open(4).word("request");
        called(sheet, more);
    }
    sheet.line("testing::finish(request)").end_block().end();
    Some(text)
}

/// Writes calls upon what stands in front of them, and the end of the statement.
fn called(sheet: &mut Sheet, calls: &[Called]) {
    for Called { name, arguments } in calls {
        sheet.gap().word(".").ident(name).open(0).word("(").items(arguments, |sheet, argument| match argument {
            Given::Body => {
                sheet.word("&body");
            }
            Given::Literal(text) => {
                sheet.literal(text);
            }
        });
        sheet.word(")").close();
    }
    sheet.close().word(";").end();
}

/// A call of a method.
struct Called {
    name: String,
    arguments: Vec<Given>,
}

impl Called {
    /// A call with strings.
    fn of<'t>(name: &str, arguments: impl IntoIterator<Item = &'t str>) -> Called {
        Called { name: name.to_owned(), arguments: arguments.into_iter().map(Given::literal).collect() }
    }
}

/// What a method is given.
enum Given {
    /// The body that was prepared.
    Body,
    /// A string.
    Literal(String),
}

impl Given {
    fn literal(text: &str) -> Given {
        Given::Literal(text.to_owned())
    }
}

/// So many calls are made in one expression.
const LONGEST_CHAIN: usize = 64;

/// How the documented body reaches the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// Through the argument of the builder's method.
    Built,
    /// As it is: the example shows another kind of body than the page describes.
    Raw,
    /// Not at all: the example sends none.
    Nothing,
}

fn given(input: &Input<'_>, json: &Option<crate::json::Json>, has_body: bool) -> How {
    use crate::json::JsonKind;
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
        (true, true) => How::Built,
        (true, false) => How::Raw,
        (false, _) => How::Nothing,
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
fn chain(plan: &Plan<'_>, nodes: &[&Node], arguments: &[String]) -> Option<Vec<Called>> {
    let mut values = arguments.iter().map(|a| percent_decode(a));
    let mut out = Vec::new();
    let mut parent = &plan.tree.root;
    for node in nodes {
        let key = parent.children.iter().find(|(_, child)| std::ptr::eq(*child, *node)).map(|(key, _)| key)?;
        let mut given = Vec::new();
        match key {
            Step::Id | Step::ItemPath => given.push(Given::Literal(values.next()?)),
            Step::Function(..) | Step::AlternateKey(..) => {
                for parameter in &node.parameters {
                    let value = values.next()?;
                    // Doubled quotes inside a literal are the literal's own.
                    given.push(Given::Literal(if parameter.quoted { value.replace("''", "'") } else { value }));
                }
            }
            _ => {}
        }
        out.push(Called { name: node.method.clone(), arguments: given });
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

/// The documented body of a response, and the type that it is decoded as.
fn output(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    response: &ExampleResponse,
    operation: Option<&Operation>,
) -> Option<(Option<String>, Ty)> {
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
            let is_list = json.get("value").is_some_and(|v| matches!(v.kind, crate::json::JsonKind::Array(_)));
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
    Some((text, output))
}
