//! The documented examples, held against the documented types.

mod body;
mod formats;
mod index;
mod kinds;

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use self::body::{Reader, Scope, What};
use self::index::Index;
use crate::diagnostic::{Code, Diagnostic};
use crate::json::{Json, JsonKind};
use crate::model::{
    Api, Example, ExampleRequest, ExampleResponse, Operation, RequestBody, ResponseBody, Segment, Target, TypeKey,
    TypeRef, split_url,
};
use crate::span::Span;
use crate::suggest::Effort;

/// Checks every example of an API.
pub(super) fn check(api: &Api) -> Vec<Diagnostic> {
    let operations: HashMap<&str, &Operation> = api.operations.iter().map(|o| (o.name.as_str(), o)).collect();
    let pages: Vec<&[Example]> = api.examples.chunk_by(|a, b| a.page == b.page).collect();
    let context = Context { api, operations, index: Index::new(api), relationships: relationships(api) };
    pages.par_iter().flat_map_iter(|examples| page(&context, examples)).collect()
}

struct Context<'a> {
    api: &'a Api,
    operations: HashMap<&'a str, &'a Operation>,
    index: Index<'a>,
    relationships: HashMap<String, Option<&'a TypeKey>>,
}

/// The type that each name of a relationship leads to, by the name in lower case; nothing where they differ.
fn relationships(api: &Api) -> HashMap<String, Option<&TypeKey>> {
    let mut out: HashMap<String, Option<&TypeKey>> = HashMap::default();
    for property in api.types.values().flat_map(|ty| &ty.properties).filter(|p| p.navigation) {
        let Target::Named(name) = &property.ty.target else { continue };
        let known = out.entry(property.name.to_lowercase()).or_insert(Some(name));
        if known.is_some_and(|known| known != name) {
            *known = None;
        }
    }
    out
}

impl Context<'_> {
    /// The type of a body, made sharper by the path: what is sent to `…/siteInclusionRules` is what that relationship
    /// leads to, even where the page documents the base type of several.
    fn sharpened(&self, ty: &TypeRef, operation: &Operation, request: Option<&ExampleRequest>) -> TypeRef {
        let Target::Named(name) = &ty.target else { return ty.clone() };
        let template = request.and_then(|r| r.matched.as_ref()).map_or(0, |(template, _)| *template);
        let last = operation.templates.get(template).and_then(|t| {
            t.segments.iter().rev().find_map(|segment| match segment {
                Segment::Literal(word) => Some(word.to_lowercase()),
                _ => None,
            })
        });
        let leads_to = last.and_then(|word| self.relationships.get(&word).copied().flatten());
        match leads_to.filter(|derived| self.api.derives_from(derived, name)) {
            Some(derived) => TypeRef { target: Target::Named(derived.clone()), ..ty.clone() },
            None => ty.clone(),
        }
    }
}

/// The examples of one page.
fn page(context: &Context<'_>, examples: &[Example]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut effort = Effort::default();
    for (index, example) in examples.iter().enumerate() {
        let operation = example.operation.as_deref().and_then(|name| context.operations.get(name).copied());
        // A request and its response may be wrong in the same words; each is told.
        let mut reader = Reader::new(context.api, &context.index, &mut effort, 2 * index);
        if let Some(request) = &example.request {
            address(context.api, request, &mut found);
            if let Some(operation) = operation {
                sent(context, &mut reader, request, operation);
            }
        }
        found.append(&mut reader.found);
        let mut reader = Reader::new(context.api, &context.index, &mut effort, 2 * index + 1);
        if let Some(response) = &example.response {
            answered(context, &mut reader, response, operation, example.request.as_ref());
        }
        found.append(&mut reader.found);
    }
    grouped(found)
}

/// Findings that say the same thing of the same example, or of the same page, are one: the first, with their number.
fn grouped(found: Vec<body::Found>) -> Vec<Diagnostic> {
    let mut order: Vec<(Diagnostic, usize)> = Vec::new();
    let mut known: BTreeMap<(Code, Scope, String), usize> = BTreeMap::new();
    for body::Found { diagnostic, scope, key } in found {
        match known.get(&(diagnostic.code, scope, key.clone())).and_then(|at| order.get_mut(*at)) {
            Some((_, count)) => *count += 1,
            None => {
                known.insert((diagnostic.code, scope, key), order.len());
                order.push((diagnostic, 1));
            }
        }
    }
    order
        .into_iter()
        .map(|(mut diagnostic, count)| {
            if count > 1 {
                let place = if count == 2 { "place" } else { "places" };
                diagnostic.message.push_str(&format!(" (and in {} more {place})", count - 1));
            }
            diagnostic
        })
        .collect()
}

/// An address of another version than most of the tree's.
fn address(api: &Api, request: &ExampleRequest, found: &mut Vec<body::Found>) {
    let Some((version, _)) = split_url(&request.url) else { return };
    if version != api.version {
        let message = format!("the request goes to `{version}`, the rest of the reference to `{}`", api.version);
        let diagnostic = Diagnostic::new(Code::ExampleVersion, request.url_span, message);
        let diagnostic = diagnostic.help(format!("write `https://graph.microsoft.com/{}/…`", api.version));
        found.push(body::Found { diagnostic, scope: Scope::Page, key: version.to_owned() });
    }
}

/// The body of a request.
fn sent<'a>(context: &Context<'_>, reader: &mut Reader<'a, '_>, request: &ExampleRequest, operation: &'a Operation) {
    let Some(json) = &request.json else { return };
    match &operation.request {
        RequestBody::Typed(ty) => {
            let ty = context.sharpened(ty, operation, Some(request));
            let what = format!("the body of `{}`", operation.name);
            reader.value(json, &ty, What::Words(&what));
        }
        RequestBody::Parameters(parameters) => {
            if matches!(json.kind, JsonKind::Object(_)) {
                reader.members(json, parameters, body::Owner::Parameters(operation));
            } else {
                reader.not_an_object(json, &format!("the body of `{}`", operation.name));
            }
        }
        RequestBody::None | RequestBody::Reference | RequestBody::Bytes | RequestBody::Untyped => {}
    }
}

/// The body of a response. Errors have a shape of their own.
fn answered(
    context: &Context<'_>,
    reader: &mut Reader<'_, '_>,
    response: &ExampleResponse,
    operation: Option<&Operation>,
    request: Option<&ExampleRequest>,
) {
    let documented = match operation.map(|o| &o.response) {
        Some(ResponseBody::Typed(ty)) => Some(ty),
        _ => None,
    };
    if response.status >= 400 {
        return;
    }
    let Some(json) = &response.json else { return };
    let declared = response.ty.as_ref().filter(|ty| ty.is_resolved());
    let Some(ty) = declared.or(documented) else { return };
    let what = operation.map_or_else(|| "the body".to_owned(), |o| format!("the body of `{}`", o.name));
    let mut sharpened = operation.map_or_else(|| ty.clone(), |operation| context.sharpened(ty, operation, request));
    // Whether metadata is right about the envelope has been told where metadata was read.
    sharpened.collection = documented.unwrap_or(ty).collection;
    envelope(reader, json, &sharpened, What::Words(&what));
    // The operation's type is what a caller decodes with; where the example's own is another, that matters as well.
    if let (Some(documented), Some(declared)) = (documented, declared)
        && documented != declared
    {
        let known = reader.found.len();
        envelope(reader, json, documented, What::Words(&what));
        let new = reader.found.split_off(known);
        let told: HashSet<Span> = reader.found.iter().map(|known| known.diagnostic.span).collect();
        let is_new =
            |f: &body::Found| f.diagnostic.code == Code::ExampleWrongKind && !told.contains(&f.diagnostic.span);
        let new: Vec<_> = new.into_iter().filter(is_new).collect();
        reader.found.extend(new);
    }
}

/// A body as the wire has it: lists come in an object with `value`, single objects sometimes as well.
fn envelope(reader: &mut Reader<'_, '_>, json: &Json, ty: &TypeRef, what: What<'_>) {
    let item = TypeRef { collection: false, ..ty.clone() };
    let own_value = match &ty.target {
        Target::Named(name) => reader.api.types.get(name).is_some_and(|t| t.property("value").is_some()),
        _ => false,
    };
    let value = json.get("value").filter(|_| !own_value);
    let list = value.filter(|v| matches!(v.kind, JsonKind::Array(_)));
    match (ty.collection, list, value) {
        (true, _, _) if own_value && json.get("value").is_some_and(|v| matches!(v.kind, JsonKind::Array(_))) => {
            json.get("value").into_iter().for_each(|list| reader.value(list, ty, what));
        }
        (true, Some(list), _) => reader.value(list, ty, what),
        (false, Some(list), _) => {
            reader.wrong(list, &format!("{what} is a list here, and a single object as documented"));
            let list_of = TypeRef { collection: true, ..ty.clone() };
            reader.value(list, &list_of, what);
        }
        (true, None, _) => {
            reader.wrong(json, &format!("{what} is no list here (`{{\"value\": […]}}`), as documented it is one"));
            if matches!(json.kind, JsonKind::Object(_)) {
                reader.value(json, &item, what);
            }
        }
        (false, None, Some(inner)) if body::is_wrapped(json, inner) => reader.value(inner, &item, what),
        // A primitive comes in an envelope of its own.
        (false, None, Some(inner)) if matches!(ty.target, Target::Primitive(_)) => reader.value(inner, &item, what),
        (false, None, _) => reader.value(json, &item, what),
    }
}
