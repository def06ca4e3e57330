//! Emits the documented examples as tests: a table of functions that build each request and decode each response.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::builders::{Builder, StepMethod};
use super::doc::Doc;
use super::paths::{Paths, Ty};
use super::plan::{Plan, ident};
use super::requests;
use super::signature::Input;
use super::tree::Step;
use crate::docs::Files;
use crate::json::{Json, JsonKind};
use crate::model::{
    Example, ExampleRequest, ExampleResponse, Finding, Operation, Primitive, ResponseBody, Target, TypeRef, split_url,
};
use crate::span::Span;

/// The file of examples; `krate` is the name by which its tests refer to the crate.
pub(super) fn file(plan: &Plan<'_>, files: &Files, krate: &str) -> TokenStream {
    let head = head(plan, krate);
    let mut paths = Paths::new(plan, []);
    let (mut table, mut functions) = (TokenStream::new(), TokenStream::new());
    for (index, example) in plan.api.examples.iter().enumerate() {
        if let Some((entry, function)) = entry(&mut paths, files, example, index) {
            table.extend(entry);
            functions.extend(function);
        }
    }
    quote! {
        #head

        /// Every documented example.
        pub static EXAMPLES: &[Example] = &[#table];

        #functions
    }
}

/// The comment and the imports.
fn head(plan: &Plan<'_>, krate: &str) -> TokenStream {
    let krate = ident(&krate.replace('-', "_"));
    let doc = Doc::new()
        .text("The documented examples of requests and responses, as code that builds and decodes them.")
        .inner_tokens();
    let requests = (!plan.api.operations.is_empty()).then(|| quote! { use #krate::requests::{self, Graph}; });
    quote! {
        #doc
        #![allow(unused_imports, deprecated, clippy::all, reason = "the table is the same for all crates")]

        #requests
        use #krate::runtime::private::http;
        use #krate::runtime::testing::{self, Difference, DocumentedRequest, DocumentedResponse, Example, Known};
        use #krate::runtime::*;
        use #krate::models;

        type Built = Result<http::Request<Vec<u8>>, Difference>;
    }
}

/// The table entry of an example, and the function that builds its request; nothing if neither the request nor the
/// response can be tested.
fn entry(
    paths: &mut Paths<'_>,
    files: &Files,
    example: &Example,
    index: usize,
) -> Option<(TokenStream, Option<TokenStream>)> {
    let operation = example.operation.as_ref().and_then(|name| operation(paths.plan, name));
    let builder = format_ident!("request_{index}");
    let request = example.request.as_ref().and_then(|request| {
        let built = build(paths, request, operation, &builder)?;
        Some((request_entry(files, request, built.body.as_deref(), &builder), built.function))
    });
    let response = example.response.as_ref().and_then(|response| {
        let (body, output) = output(paths, response, operation)?;
        Some(response_entry(files, response, body.as_deref(), &output))
    });
    if request.is_none() && response.is_none() {
        return None;
    }
    let (request, function) = request.unzip();
    let span = example.request.as_ref().map(|r| r.span).or(example.response.as_ref().map(|r| r.span));
    let (name, place) = (name(example), span.map_or_else(|| example.page.clone(), |span| place(files, span)));
    let (request, response) = (optional(request), optional(response));
    let entry = quote! { Example { name: #name, place: #place, request: #request, response: #response, }, };
    Some((entry, function))
}

/// Finds an operation by its documented name; the model sorts them by name.
fn operation<'a>(plan: &Plan<'a>, name: &str) -> Option<&'a Operation> {
    let operations = &plan.api.operations;
    operations.binary_search_by(|operation| operation.name.as_str().cmp(name)).ok().and_then(|at| operations.get(at))
}

/// The code of an `Option`.
fn optional(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote! { None }, |value| quote! { Some(#value) })
}

fn request_entry(files: &Files, request: &ExampleRequest, body: Option<&str>, builder: &Ident) -> TokenStream {
    let (method, url, place) = (&request.method, &request.url, place(files, request.span));
    let (headers, body) = (headers(&request.headers), optional(body.map(|text| quote! { #text })));
    let known = known(files, &request.findings);
    quote! {
        DocumentedRequest {
            method: #method,
            url: #url,
            headers: #headers,
            body: #body,
            build: #builder,
            place: #place,
            known: #known,
        }
    }
}

fn response_entry(files: &Files, response: &ExampleResponse, body: Option<&str>, output: &Ty) -> TokenStream {
    let (status, place) = (Literal::u16_unsuffixed(response.status), place(files, response.span));
    let (headers, body) = (headers(&response.headers), optional(body.map(|text| quote! { #text })));
    let known = known(files, &response.findings);
    quote! {
        DocumentedResponse {
            status: #status,
            headers: #headers,
            body: #body,
            decode: testing::decode::<#output>,
            place: #place,
            known: #known,
        }
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

/// The findings about an example.
fn known(files: &Files, findings: &[Finding]) -> TokenStream {
    let known = findings.iter().map(|Finding { member, diagnostic, .. }| {
        let (id, path, at) = (diagnostic.code.id(), files.path(diagnostic.span.file), diagnostic.span.start);
        let reason = format!("{id} {path}:{at}: {}", diagnostic.message);
        quote! { Known { member: #member, reason: #reason } }
    });
    quote! { &[#(#known),*] }
}

fn headers(headers: &[(String, String)]) -> TokenStream {
    let pairs = headers.iter().map(|(name, value)| quote! { (#name, #value) });
    quote! { &[#(#pairs),*] }
}

/// The documented body as sent or decoded.
fn body(body: Option<&String>, json: Option<&crate::json::Json>) -> Option<String> {
    // A lenient body is emitted as the strict JSON that it means.
    match (json, body) {
        (Some(json), _) => Some(json.to_value().to_string()),
        (None, Some(text)) if !text.trim().is_empty() => Some(text.trim_end_matches('\n').to_owned()),
        _ => None,
    }
}

/// A request as code.
struct Built {
    /// The function that builds it.
    function: TokenStream,
    /// Its documented body.
    body: Option<String>,
}

/// The function of this name that builds a request; nothing if there is no builder for it.
fn build(
    paths: &mut Paths<'_>,
    request: &ExampleRequest,
    operation: Option<&Operation>,
    name: &Ident,
) -> Option<Built> {
    let plan = paths.plan;
    let (template, values) = request.matched.as_ref()?;
    let (methods, end) = plan.builders.walk(operation?.templates.get(*template)?)?;
    let builder = plan.builders.with_verb(end, &request.method)?;
    let input = plan.signature(builder, &request.method).input;
    let body = body(request.body.as_ref(), request.json.as_ref());
    let given = given(&input, &request.json, body.is_some());

    let mut calls = step_calls(&methods, values)?;
    calls.push(verb_call(request, &input, body.as_deref()));
    calls.extend(body_call(request, &input, given, body.as_deref()));
    calls.extend(query_of(&request.url).iter().map(|(name, value)| quote! { .query(#name, #value) }));
    calls.extend(header_calls(request, &input, given));

    let prepared = prepared_body(paths, builder, request, &input).map(|ty| match (given, &body) {
        (How::Built, Some(text)) => quote! { let body: #ty = testing::body(#text)?; },
        _ => quote! { let body: #ty = Default::default(); },
    });
    let statements = statements(&request.url, &calls);
    let function = quote! {
        fn #name() -> Built {
            #prepared
            #statements
            testing::finish(request)
        }
    };
    Some(Built { function, body })
}

/// The maximum number of calls in one expression: chained calls are nested expressions, and parsers recurse into each.
const LONGEST_CHAIN: usize = 64;

/// The statements that make the calls, starting at the root of the service.
fn statements(url: &str, calls: &[TokenStream]) -> TokenStream {
    let mut start = match base_of(url) {
        Some(base) => quote! { Graph::at(#base) },
        None => quote! { Graph::new() },
    };
    let mut statements = TokenStream::new();
    for calls in calls.chunks(LONGEST_CHAIN) {
        statements.extend(quote! { let request = #start #(#calls)*; });
        start = quote! { request };
    }
    statements
}

/// The calls from the root to the last segment.
fn step_calls(methods: &[(Step, &StepMethod)], arguments: &[String]) -> Option<Vec<TokenStream>> {
    let mut values = arguments.iter().map(|argument| percent_decode(argument));
    let calls = methods.iter().map(|(step, method)| {
        let name = ident(&method.name);
        let given = step_values(step, method, &mut values)?;
        Some(quote! { .#name(#(#given),*) })
    });
    calls.collect()
}

/// The arguments for the method of a step; nothing if there are too few.
fn step_values(step: &Step, method: &StepMethod, values: &mut impl Iterator<Item = String>) -> Option<Vec<String>> {
    match step {
        Step::Id | Step::ItemPath => Some(vec![values.next()?]),
        Step::Function(..) | Step::AlternateKey(..) => {
            // Doubled quotes inside a literal are part of its value.
            let value = |quoted: bool, value: String| if quoted { value.replace("''", "'") } else { value };
            method.parameters.iter().map(|parameter| Some(value(parameter.quoted, values.next()?))).collect()
        }
        _ => Some(Vec::new()),
    }
}

/// The call of the method named after the HTTP method.
fn verb_call(request: &ExampleRequest, input: &Input<'_>, body: Option<&str>) -> TokenStream {
    let name = ident(&request.method.to_lowercase());
    match input {
        Input::None => quote! { .#name() },
        Input::Bytes => {
            let content_type = header(&request.headers, "content-type").unwrap_or("application/octet-stream");
            let body = body.unwrap_or_default();
            quote! { .#name(#content_type, #body) }
        }
        Input::Reference => {
            let url = request.json.as_ref().and_then(|json| json.get("@odata.id")).and_then(Json::as_text);
            let url = url.map(|url| url.value).unwrap_or_default();
            quote! { .#name(#url) }
        }
        Input::Typed(_) | Input::Parameters(_) | Input::Any => quote! { .#name(&body) },
    }
}

/// The type of the body for the method named after the HTTP method, if it takes one.
fn prepared_body(paths: &mut Paths<'_>, builder: &Builder, request: &ExampleRequest, input: &Input<'_>) -> Option<Ty> {
    match input {
        Input::None | Input::Bytes | Input::Reference => None,
        Input::Typed(ty) => {
            let single = paths.single(ty);
            Some(if ty.collection { Ty::from("Vec").of(&single) } else { single })
        }
        Input::Parameters(_) => {
            let name = builder.verbs.get(&request.method)?.as_ref()?;
            Some(Ty::path(format!("requests::{}", ident(name))))
        }
        Input::Any => Some("Untyped".into()),
    }
}

/// The call that replaces or removes the body that the builder would send.
fn body_call(request: &ExampleRequest, input: &Input<'_>, given: How, body: Option<&str>) -> Option<TokenStream> {
    match (given, body) {
        (How::Raw, Some(text)) => {
            let content_type = header(&request.headers, "content-type").unwrap_or("application/json");
            Some(quote! { .bytes(#content_type, #text) })
        }
        (How::Nothing, _) if !matches!(input, Input::None) => Some(quote! { .without_body() }),
        _ => None,
    }
}

/// The calls that add the documented headers, except those that are added when the request is sent.
fn header_calls(request: &ExampleRequest, input: &Input<'_>, given: How) -> Vec<TokenStream> {
    let is_added = |name: &str, value: &str| match name.to_ascii_lowercase().as_str() {
        "authorization" | "content-length" | "host" => true,
        "content-type" => match given {
            How::Built => same_type(value, input),
            How::Raw => true,
            How::Nothing => false,
        },
        _ => false,
    };
    let documented = request.headers.iter().filter(|(name, value)| !is_added(name, value));
    documented.map(|(name, value)| quote! { .header(#name, #value) }).collect()
}

/// How the documented body gets into the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// As the argument of the builder's method.
    Built,
    /// Unchanged: the example has a different kind of body than the page describes.
    Raw,
    /// Not at all: the example has none.
    Nothing,
}

fn given(input: &Input<'_>, json: &Option<Json>, has_body: bool) -> How {
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

/// Whether the builder sets this content type itself.
fn same_type(value: &str, input: &Input<'_>) -> bool {
    matches!(input, Input::Bytes) || value.trim().eq_ignore_ascii_case("application/json")
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
}

/// The root of the service for an absolute URL.
fn base_of(url: &str) -> Option<String> {
    let (_, path) = split_url(url)?;
    url.get(..url.len() - path.len()).map(str::to_owned)
}

/// The query options of a URL, decoded.
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

/// Percent-decoding; invalid escapes, and text that is not UTF-8, stay unchanged.
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
    paths: &mut Paths<'_>,
    response: &ExampleResponse,
    operation: Option<&Operation>,
) -> Option<(Option<String>, Ty)> {
    let documented = documented_output(response, operation)?;
    let text = body(response.body.as_ref(), response.json.as_ref());
    let output = match (documented, &response.json, &text) {
        _ if response.status >= 400 => ResponseBody::None,
        (_, _, None) => ResponseBody::None,
        (ResponseBody::Typed(_) | ResponseBody::None, None, Some(_)) => ResponseBody::Bytes,
        (ResponseBody::None, Some(_), _) => ResponseBody::Typed(TypeRef::primitive(Primitive::Untyped)),
        (ResponseBody::Typed(ty), Some(json), _) => ResponseBody::Typed(shown_type(ty, json)),
        (other, ..) => other,
    };
    let output = requests::output(paths, &output);
    Some((text, output))
}

/// The type in the example's own metadata, or else the response type of the operation.
fn documented_output(response: &ExampleResponse, operation: Option<&Operation>) -> Option<ResponseBody> {
    let of_operation = operation.map(|operation| &operation.response);
    match &response.ty {
        Some(ty) if matches!(ty.target, Target::Named(_)) => {
            let mut ty = ty.clone();
            if let Some(ResponseBody::Typed(of_operation)) = of_operation {
                ty.collection = of_operation.collection;
            }
            Some(ResponseBody::Typed(ty))
        }
        _ => of_operation.cloned(),
    }
}

/// The documented type, unless the body has a different shape: the body determines whether there is an envelope.
fn shown_type(mut ty: TypeRef, json: &Json) -> TypeRef {
    let value = json.get("value");
    ty.collection &= value.is_some_and(|value| matches!(value.kind, JsonKind::Array(_)));
    match &ty.target {
        Target::Primitive(_) if !ty.collection && value.is_none() => TypeRef::primitive(Primitive::Untyped),
        _ => ty,
    }
}
