//! The documented operations and examples, prepared for finding.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use hyper::body::Bytes;
use serde_json::Value;

use super::address::{decoded, plain, plainer, query_pairs};
use super::answer::{Answer, Body};
use crate::model::{
    Api, Example, ExampleResponse, Operation, ResponseBody, Segment, Target, Template, TypeKey, TypeRef,
};

/// The docs, as the mock looks things up in them.
pub(super) struct Catalog {
    pub api: Arc<Api>,
    /// Templates by their first word in lower case; those that start with a key by nothing.
    routes: HashMap<String, Vec<Route>>,
    /// The examples of each operation that have a response, in the order of their pages.
    examples: Vec<Vec<Documented>>,
    /// The objects that documented responses hold.
    objects: Vec<Known>,
    objects_by_id: HashMap<String, Vec<usize>>,
    /// Keys that some documented address names.
    keys: HashSet<String>,
    /// Templates that items are found below.
    collections: HashSet<String>,
    /// The types of the objects at templates that end with a key.
    items: HashMap<String, TypeKey>,
    /// The states that actions put objects of a type into.
    pub actions: Vec<(TypeKey, String)>,
}

struct Route {
    operation: usize,
    template: usize,
    arguments: Vec<Argument>,
}

/// What an argument of a template is.
#[derive(Clone, Debug)]
enum Argument {
    /// The key of an object of this type, if the docs tell.
    Key(Option<TypeKey>),
    /// A parameter or a path.
    Other,
}

/// A template that a path fits, with the path's arguments.
pub(super) struct Match<'c> {
    pub operation: &'c Operation,
    pub index: usize,
    pub template: &'c Template,
    at: usize,
    /// Decoded.
    pub arguments: Vec<String>,
    route: &'c Route,
}

/// The key of an object in a path.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key<'m> {
    pub id: &'m str,
    /// The type of the object, or of its base. Different types may use the same ids.
    pub ty: Option<&'m str>,
}

impl Fit {
    /// Whether the request is the documented one.
    pub fn is_same_request(&self) -> bool {
        self.exact && self.whole_query
    }
}

impl Match<'_> {
    /// The key that the path ends with: it addresses an object.
    pub fn item_key(&self) -> Option<Key<'_>> {
        self.template.segments.last().filter(|s| is_key(s))?;
        self.keys().last()
    }

    /// The key of the object that the path's last word acts on.
    pub fn acted_on(&self) -> Option<Key<'_>> {
        is_action(self.template).then(|| self.keys().last()).flatten()
    }

    pub fn keys(&self) -> impl Iterator<Item = Key<'_>> {
        self.arguments.iter().zip(&self.route.arguments).filter_map(|(id, argument)| match argument {
            Argument::Key(ty) => Some(Key { id, ty: ty.as_deref() }),
            Argument::Other => None,
        })
    }
}

/// A documented request and what it is answered with.
pub(super) struct Documented {
    /// The template its address fits and the arguments that make it so, decoded.
    pub matched: Option<(usize, Vec<String>)>,
    query: Vec<(String, String)>,
    /// The header `Prefer`: it decides between an object and no content, for instance.
    prefer: Option<String>,
    pub body: Option<Value>,
    pub status: u16,
    headers: Vec<(String, String)>,
    pub content: Content,
}

/// What of a request decides between the examples of one path.
pub(super) struct Asked<'r> {
    pub query: &'r [(String, String)],
    pub prefer: Option<&'r str>,
    pub body: Option<&'r Value>,
}

/// A documented body.
pub(super) enum Content {
    None,
    Json {
        value: Value,
        bytes: Bytes,
        /// Whether it holds links of a page.
        links: bool,
    },
    Other(Bytes),
}

/// An object that a documented response holds.
pub(super) struct Known {
    pub ty: Option<String>,
    pub value: Value,
}

/// How well an example fits a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fit {
    /// Path and body are the documented ones.
    pub exact: bool,
    pub path: PathFit,
    /// The example is one of the same template.
    pub template: bool,
    /// An error is documented for its own path only.
    success: bool,
    body: bool,
    whole_query: bool,
    prefer: bool,
    query: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PathFit {
    /// Another object's.
    Other,
    /// The example names no object at all: `{id}`.
    Placeholder,
    /// The documented path.
    Same,
}

/// Whether a segment is a key.
fn is_key(segment: &Segment) -> bool {
    kinds(segment) == [true]
}

/// For each argument of a segment, whether it is a key.
fn kinds(segment: &Segment) -> Vec<bool> {
    match segment {
        Segment::Key(_) => vec![true],
        Segment::Function { parameters, .. } => match parameters.as_slice() {
            [only] if only.name.is_empty() => vec![true],
            _ => vec![false; parameters.len()],
        },
        Segment::AlternateKey(_) | Segment::ItemPath(_) => vec![false],
        Segment::Literal(_) | Segment::Cast(_) | Segment::Value | Segment::Ref | Segment::Count => Vec::new(),
    }
}

/// Whether a template ends with a word behind a key.
fn is_action(template: &Template) -> bool {
    match template.segments.as_slice() {
        [.., object, Segment::Literal(_) | Segment::Cast(_)] => is_key(object),
        [.., object, last @ Segment::Function { .. }] => is_key(object) && !is_key(last),
        _ => false,
    }
}

/// A template without the names of its placeholders.
fn shape(segments: &[Segment]) -> String {
    segments
        .iter()
        .map(|segment| match segment {
            Segment::Key(_) => "/{}".to_owned(),
            // A key in parentheses.
            Segment::Function { name, .. } if is_key(segment) => format!("/{}/{{}}", name.to_lowercase()),
            other => format!("/{other}").to_lowercase(),
        })
        .collect()
}

/// The types of the objects at templates that end with a key: what is read there, else what is answered to a change,
/// else what is listed or made in front of the key.
fn item_types(api: &Api) -> HashMap<String, TypeKey> {
    let mut found: HashMap<String, (u8, TypeKey)> = HashMap::new();
    for operation in &api.operations {
        let ResponseBody::Typed(TypeRef { target: Target::Named(ty), collection }) = &operation.response else {
            continue;
        };
        for template in &operation.templates {
            let ends_with_key = template.segments.last().is_some_and(is_key);
            let shape = shape(&template.segments);
            let (rank, shape) = match (operation.method.as_str(), ends_with_key, collection) {
                ("GET", true, false) => (0, shape),
                ("PATCH" | "PUT", true, false) => (1, shape),
                ("GET", false, true) => (2, format!("{shape}/{{}}")),
                ("POST", false, false) => (3, format!("{shape}/{{}}")),
                _ => continue,
            };
            // Where one page is about several collections, the list of each says what is in it.
            let is_narrower = |known: &TypeKey| rank <= 2 && known != ty && api.derives_from(ty, known);
            let is_wider = |known: &TypeKey| known != ty && api.derives_from(known, ty);
            let is_better = found.get(&shape).is_none_or(|(known_rank, known)| {
                is_narrower(known) || rank < *known_rank && !(*known_rank <= 2 && is_wider(known))
            });
            if is_better {
                found.insert(shape, (rank, ty.clone()));
            }
        }
    }
    found.into_iter().map(|(shape, (_, ty))| (shape, ty)).collect()
}

/// What the arguments of a template are.
fn arguments(template: &Template, items: &HashMap<String, TypeKey>) -> Vec<Argument> {
    let mut out = Vec::new();
    for (at, segment) in template.segments.iter().enumerate() {
        let up_to = template.segments.get(..=at).unwrap_or_default();
        out.extend(kinds(segment).into_iter().map(|is_key| match is_key {
            true => Argument::Key(items.get(&shape(up_to)).cloned()),
            false => Argument::Other,
        }));
    }
    out
}

/// The first word of a path, in lower case.
fn first_word(path: &str) -> String {
    let word = path.trim_start_matches('/').split(['/', '(', ':']).next().unwrap_or_default();
    word.to_ascii_lowercase()
}

fn is_placeholder(argument: &str) -> bool {
    argument.starts_with(['{', '<']) && argument.ends_with(['}', '>'])
}

impl Catalog {
    pub fn new(api: Arc<Api>) -> Catalog {
        let mut catalog = Catalog {
            routes: HashMap::new(),
            examples: api.operations.iter().map(|_| Vec::new()).collect(),
            objects: Vec::new(),
            objects_by_id: HashMap::new(),
            keys: HashSet::new(),
            collections: HashSet::new(),
            items: item_types(&api),
            actions: Vec::new(),
            api: api.clone(),
        };
        for (at, operation) in api.operations.iter().enumerate() {
            let lists =
                operation.method == "GET" && matches!(&operation.response, ResponseBody::Typed(ty) if ty.collection);
            for (index, template) in operation.templates.iter().enumerate() {
                let word = match template.segments.first() {
                    Some(Segment::Literal(word)) => first_word(word),
                    Some(Segment::Function { name, .. }) => first_word(name),
                    _ => String::new(),
                };
                catalog.routes.entry(word).or_default().push(Route {
                    operation: at,
                    template: index,
                    arguments: arguments(template, &catalog.items),
                });
                if lists {
                    catalog.collections.insert(shape(&template.segments));
                }
                if let [before @ .., Segment::Key(_)] = template.segments.as_slice() {
                    catalog.collections.insert(shape(before));
                }
            }
        }
        let places: HashMap<&str, usize> =
            api.operations.iter().enumerate().map(|(at, operation)| (operation.name.as_str(), at)).collect();
        for example in &api.examples {
            let at = example.operation.as_deref().and_then(|name| places.get(name)).copied();
            catalog.add(example, at);
        }
        catalog.find_actions();
        catalog
    }

    fn add(&mut self, example: &Example, operation: Option<usize>) {
        let api = self.api.clone();
        let operation_of = operation.and_then(|at| api.operations.get(at));
        let matched = example.request.as_ref().and_then(|r| r.matched.as_ref()).map(|(template, arguments)| {
            (*template, arguments.iter().map(|argument| decoded(argument)).collect::<Vec<_>>())
        });
        if let (Some((template, arguments)), Some(operation)) = (&matched, operation_of)
            && let Some(template) = operation.templates.get(*template)
        {
            let kinds = template.segments.iter().flat_map(kinds);
            let keys = arguments.iter().zip(kinds).filter(|(_, is_key)| *is_key).map(|(key, _)| key.clone());
            self.keys.extend(keys);
        }
        let Some(response) = &example.response else { return };
        let content = content(response);
        if let Content::Json { value, .. } = &content
            && (200..300).contains(&response.status)
        {
            let ty = response.ty.as_ref().or(match operation_of.map(|o| &o.response) {
                Some(ResponseBody::Typed(ty)) => Some(ty),
                _ => None,
            });
            self.know(value, ty);
        }
        let Some(of_operation) = operation.and_then(|at| self.examples.get_mut(at)) else { return };
        let query = example.request.as_ref().and_then(|r| r.url.split_once('?')).map(|(_, query)| query_pairs(query));
        of_operation.push(Documented {
            matched,
            query: query.unwrap_or_default(),
            prefer: example.request.as_ref().and_then(|r| {
                let header = r.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("prefer"));
                header.map(|(_, value)| value.clone())
            }),
            body: example.request.as_ref().and_then(|r| r.json.as_ref()).map(|json| json.to_value()),
            // What is no final status in a page is a slip of the pen.
            status: if (200..600).contains(&response.status) { response.status } else { 200 },
            headers: response.headers.iter().filter(|(name, _)| !is_of_the_server(name)).cloned().collect(),
            content,
        });
    }

    /// Remembers the object, or the objects of a page, that a documented response holds.
    fn know(&mut self, value: &Value, ty: Option<&TypeRef>) {
        let ty = ty.and_then(|ty| match &ty.target {
            Target::Named(name) => Some(name.as_str()),
            _ => None,
        });
        let items = match value.get("value") {
            Some(Value::Array(items)) if value.get("id").is_none() => items.as_slice(),
            _ => std::slice::from_ref(value),
        };
        for item in items {
            let Some(id) = item.get("id").and_then(Value::as_str) else { continue };
            let ty = self.type_of(item).or_else(|| ty.map(str::to_owned));
            self.objects_by_id.entry(id.to_owned()).or_default().push(self.objects.len());
            self.objects.push(Known { ty, value: item.clone() });
        }
    }

    fn find_actions(&mut self) {
        let mut found = BTreeSet::new();
        for (operation, examples) in self.api.operations.iter().zip(&self.examples) {
            let ResponseBody::Typed(TypeRef { target: Target::Named(ty), collection: false }) = &operation.response
            else {
                continue;
            };
            let acts = |t: &Template| is_action(t) && !self.collections.contains(&shape(&t.segments));
            if operation.method != "POST" || !operation.templates.iter().any(acts) {
                continue;
            }
            for example in examples.iter().filter(|e| e.status < 300) {
                if let Content::Json { value, .. } = &example.content
                    && let Some(status) = value.get("status").and_then(Value::as_str)
                {
                    found.insert((ty.clone(), status.to_owned()));
                }
            }
        }
        self.actions = found.into_iter().collect();
    }

    /// Every template that a path fits.
    pub fn find(&self, path: &str) -> Vec<Match<'_>> {
        let found = self.find_as_is(&plain(path));
        if found.is_empty() { self.find_as_is(&plainer(path)) } else { found }
    }

    fn find_as_is(&self, path: &str) -> Vec<Match<'_>> {
        let word = first_word(path);
        let by_word = self.routes.get(&word).into_iter().flatten();
        let by_key = self.routes.get("").filter(|_| !word.is_empty()).into_iter().flatten();
        by_word
            .chain(by_key)
            .filter_map(|route| {
                let operation = self.api.operations.get(route.operation)?;
                let template = operation.templates.get(route.template)?;
                let arguments: Vec<String> = template.arguments(path)?.iter().map(|a| decoded(a)).collect();
                Some(Match { operation, index: route.template, template, at: route.operation, arguments, route })
            })
            .collect()
    }

    /// The best example of the templates that fit, and how well it fits.
    pub fn best<'c, 'm>(
        &'c self,
        matches: &'m [Match<'c>],
        asked: &Asked<'_>,
    ) -> Option<(&'m Match<'c>, &'c Documented, Fit)> {
        let candidates = matches.iter().flat_map(|found| {
            let examples = self.examples.get(found.at).into_iter().flatten();
            examples.map(move |example| (found, example))
        });
        candidates
            .map(|(found, example)| (found, example, example.fit(found, asked)))
            // An error answers its own path only.
            .filter(|(_, example, fit)| example.status < 400 || fit.path == PathFit::Same)
            .enumerate()
            .max_by_key(|(at, (_, _, fit))| (*fit, Reverse(*at)))
            .map(|(_, best)| best)
    }

    /// Whether there is an example at all that could say which objects there are.
    pub fn names_objects(&self, found: &Match<'_>) -> bool {
        let examples = self.examples.get(found.at).into_iter().flatten();
        examples.filter_map(|e| e.matched.as_ref()).any(|(_, arguments)| !arguments.is_empty())
    }

    /// Whether a documented address or response names this key.
    pub fn knows_key(&self, key: &str) -> bool {
        self.keys.contains(key) || self.objects_by_id.contains_key(key)
    }

    /// A documented object.
    pub fn known(&self, key: Key<'_>) -> Option<&Known> {
        let places = self.objects_by_id.get(key.id)?;
        places.iter().filter_map(|at| self.objects.get(*at)).find(|known| self.may_be(known.ty.as_deref(), key.ty))
    }

    /// Whether POST to this template makes an item of a collection.
    pub fn creates(&self, found: &Match<'_>) -> bool {
        matches!(found.template.segments.last(), Some(Segment::Literal(_) | Segment::Cast(_)))
            && (self.collections.contains(&shape(&found.template.segments)) || found.operation.statuses.contains(&201))
    }

    /// The type of what a POST to this template makes, where it says more than the answer of the operation.
    pub fn made_type(&self, found: &Match<'_>) -> Option<&str> {
        let item = self.items.get(&format!("{}/{{}}", shape(&found.template.segments)))?;
        let is_narrower =
            named(&found.operation.response).is_some_and(|answered| self.api.derives_from(item, answered));
        is_narrower.then_some(item.as_str())
    }

    /// The type that an object says it is of, if the docs have it.
    pub fn type_of(&self, object: &Value) -> Option<String> {
        let written = object.get("@odata.type")?.as_str()?.trim_start_matches('#');
        self.api.get(written).map(|ty| ty.name.to_string())
    }

    /// Whether an object of one type can stand where another is documented, or the other way around.
    pub fn may_be(&self, own: Option<&str>, wanted: Option<&str>) -> bool {
        let (Some(own), Some(wanted)) = (own, wanted) else { return true };
        self.api.derives_from(own, wanted) || self.api.derives_from(wanted, own)
    }

    /// A documented error for an object of this type that ends with this status.
    pub fn error_for(&self, ty: &str, status: &str) -> Option<&Value> {
        let rank = |known: &&Known| {
            let own = known.ty.as_deref() == Some(ty);
            let related = known
                .ty
                .as_deref()
                .and_then(|other| self.api.common_base([other, ty]))
                .is_some_and(|base| !base.to_ascii_lowercase().ends_with(".entity"));
            let same = known.value.get("status").and_then(Value::as_str) == Some(status);
            (own && same, related && same, same, own, related)
        };
        self.objects
            .iter()
            .filter(|known| known.value.get("error").is_some_and(Value::is_object))
            .enumerate()
            .max_by_key(|(at, known)| (rank(known), Reverse(*at)))
            .and_then(|(_, known)| known.value.get("error"))
    }
}

/// The documented type of a response.
pub(super) fn named(response: &ResponseBody) -> Option<&str> {
    match response {
        ResponseBody::Typed(TypeRef { target: Target::Named(name), .. }) => Some(name),
        _ => None,
    }
}

/// Headers that the server sets itself, and those of one connection.
fn is_of_the_server(name: &str) -> bool {
    let own =
        ["content-length", "transfer-encoding", "connection", "keep-alive", "date", "request-id", "client-request-id"];
    own.iter().any(|it| name.eq_ignore_ascii_case(it)) || name.eq_ignore_ascii_case("content-encoding")
}

fn content(response: &ExampleResponse) -> Content {
    if matches!(response.status, 204 | 304) {
        return Content::None;
    }
    match (&response.json, &response.body) {
        (Some(json), _) => {
            let value = json.to_value();
            let bytes = Bytes::from(value.to_string());
            Content::Json { links: has_links(&value), bytes, value }
        }
        // The end of the last line is the page's, not the body's.
        (None, Some(text)) if !text.trim().is_empty() => {
            Content::Other(Bytes::from(text.trim_end_matches('\n').to_owned()))
        }
        _ => Content::None,
    }
}

impl Documented {
    fn fit(&self, found: &Match<'_>, asked: &Asked<'_>) -> Fit {
        let path = match &self.matched {
            Some((template, arguments)) if *template == found.index && *arguments == found.arguments => PathFit::Same,
            Some((template, arguments))
                if *template == found.index
                    && arguments.len() == found.arguments.len()
                    && arguments
                        .iter()
                        .zip(&found.arguments)
                        .all(|(own, given)| own == given || is_placeholder(own)) =>
            {
                PathFit::Placeholder
            }
            _ => PathFit::Other,
        };
        let same_body = self.body.as_ref() == asked.body;
        Fit {
            exact: path == PathFit::Same && same_body,
            path,
            template: self.matched.as_ref().is_some_and(|(template, _)| *template == found.index),
            success: self.status < 400,
            body: same_body,
            whole_query: self.query == asked.query,
            prefer: self.prefer.as_deref() == asked.prefer,
            query: self.query.iter().filter(|pair| asked.query.contains(pair)).count(),
        }
    }

    /// The documented answer.
    pub fn answer(&self, origin: &str) -> Answer {
        let body = match &self.content {
            Content::None => Body::None,
            Content::Json { value, links: true, .. } => {
                let mut value = value.clone();
                rewrite_links(&mut value, origin);
                Body::Json(value)
            }
            Content::Json { bytes, .. } | Content::Other(bytes) => Body::Bytes(bytes.clone()),
        };
        let mut answer = self.with_body(body, origin);
        let is_json = matches!(self.content, Content::Json { .. });
        if is_json && !answer.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            answer = answer.header("Content-Type", "application/json");
        }
        answer
    }

    /// Status and headers as documented, with another body.
    pub fn with_body(&self, body: Body, origin: &str) -> Answer {
        let headers = self.headers.iter().map(|(name, value)| {
            let is_link = name.to_ascii_lowercase().ends_with("location");
            let link = is_link.then(|| rewritten(value, origin)).flatten();
            (name.clone(), link.unwrap_or_else(|| value.clone()))
        });
        Answer { status: self.status, headers: headers.collect(), body }
    }

    /// Whether the documented query goes on with a page.
    pub fn continues(&self, query: &[(String, String)]) -> bool {
        query.iter().filter(|(name, _)| is_page_token(name)).all(|pair| self.query.contains(pair))
    }
}

/// The query options by which a service goes on where a page ended.
fn is_page_token(name: &str) -> bool {
    let name = name.trim_start_matches('$').to_ascii_lowercase();
    matches!(name.as_str(), "skiptoken" | "deltatoken")
}

fn is_page_link(name: &str) -> bool {
    name.ends_with("@odata.nextLink") || name.ends_with("@odata.deltaLink")
}

fn has_links(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_links),
        Value::Object(members) => members.iter().any(|(name, value)| is_page_link(name) || has_links(value)),
        _ => false,
    }
}

/// Lets the links of pages that lead to Graph lead here.
pub(super) fn rewrite_links(value: &mut Value, origin: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| rewrite_links(item, origin)),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(link) if is_page_link(name) => {
                        if let Some(here) = rewritten(link, origin) {
                            *link = here;
                        }
                    }
                    other => rewrite_links(other, origin),
                }
            }
        }
        _ => {}
    }
}

/// The same path here, if a link leads to Graph.
fn rewritten(link: &str, origin: &str) -> Option<String> {
    let (_, rest) = link.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    host.to_ascii_lowercase().starts_with("graph.microsoft").then(|| format!("{origin}/{path}"))
}
