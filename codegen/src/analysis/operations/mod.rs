//! Operations: what an api page lets a caller do.

mod arguments;
mod body;
mod forms;
mod functions;
mod lines;
mod naming;
mod paths;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::clouds;
use super::deprecation;
use super::exchanges::{self, PageMessages, Pair};
use super::layout::Laid;
use super::options;
use super::page;
use super::permissions;
use super::required;
use super::responses::{self, Prose, Sample};
use super::scope::Scope;
use super::types::Types;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::docs::{Folder, Page};
use crate::json::Json;
use crate::model::is_graph;
use crate::model::{
    Cloud, Deprecation, FunctionParameter, Operation, QueryOption, RequestBody, ResponseBody, Segment, Target,
    Template, TypeRef,
};

use arguments::{Listed, Tables};
use lines::Line;
use paths::Group;

/// Builds the operations of a tree.
pub(super) fn build(
    pages: &[Laid<'_>],
    shown: &[PageMessages<'_>],
    types: &Types,
    findings: &mut Findings,
) -> Vec<Operation> {
    // Each page on its own, in the order of the pages.
    let pages: Vec<(Vec<Operation>, Findings)> = pages
        .par_iter()
        .zip(shown)
        .filter(|(laid, _)| laid.page.folder == Folder::Api)
        .map(|(laid, shown)| {
            let mut findings = Findings::default();
            (page_operations(laid, shown, types, &mut findings), findings)
        })
        .collect();
    let mut out = super::joined(pages, findings);
    // Pages in different folders may bear one name; an operation's name is its identity.
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for operation in &mut out {
        let stem = operation.name.clone();
        let mut number = 2usize;
        while !taken.insert(operation.name.clone()) {
            operation.name = format!("{stem}-{number}");
            number += 1;
        }
    }
    out
}

/// The operations of one page.
fn page_operations(
    laid: &Laid<'_>,
    shown: &PageMessages<'_>,
    types: &Types,
    findings: &mut Findings,
) -> Vec<Operation> {
    let mut lines = lines::template_lines(laid, findings);
    if lines.is_empty() {
        // Of templates that are none, that is all there is to say.
        let is_malformed = findings.has(Code::TemplateMalformed);
        findings.extend(no_template(laid.page).filter(|_| !is_malformed));
        return Vec::new();
    }
    findings.extend(lines::unknown_words(&lines, laid.page, types));
    let pairs = shown.pairs.as_slice();
    paths::add_shown_forms(laid, pairs, &mut lines);
    functions::settle_quotes(laid, pairs, types, &mut lines);
    let scope = Scope::new(types, laid.page);
    let views: BTreeMap<usize, View<'_>> =
        laid.views().into_iter().map(|(head, laid)| (head, View::read(laid, &lines))).collect();
    let prose = shown.prose.get_or_init(|| responses::of_operations(laid, &scope));
    let groups = paths::groups(lines, pairs);
    let several = groups.len() > 1;
    let of_page = PageFacts::read(laid, &groups, findings);
    let names = naming::names(laid.page, &groups);
    let mut out = Vec::new();
    for (mut group, name) in groups.into_iter().zip(names) {
        group.canonical_first();
        let templates = group.templates();
        let (Some(view), Some(prose)) = (views.get(&group.head), prose.get(&group.head)) else { continue };
        let own = responses::of_verb(&view.laid, &scope, &group.method, &of_page.verbs);
        let facts = Facts { of_page: &of_page, view, prose: own.as_ref().unwrap_or(prose) };
        let (laid, method, head) = (&view.laid, group.method.as_str(), group.head);
        let call = Call { laid, scope: &scope, pairs, method, templates: &templates, head, several };
        out.push(facts.operation(name, &group, &call, findings));
    }
    out
}

/// What holds for all operations of a page.
struct PageFacts<'a> {
    permissions: permissions::Tables<'a>,
    verbs: BTreeSet<String>,
    clouds: Option<Vec<Cloud>>,
    deprecated: Option<Deprecation>,
}

impl<'a> PageFacts<'a> {
    fn read(laid: &Laid<'a>, groups: &[Group], findings: &mut Findings) -> PageFacts<'a> {
        let permissions = permissions::Tables::read(laid);
        permissions.report(laid.page, findings);
        PageFacts {
            permissions,
            verbs: groups.iter().map(|group| group.method.clone()).collect(),
            clouds: clouds::read(laid.page),
            deprecated: deprecation::of_page(laid.page),
        }
    }
}

fn no_template(page: &Page) -> Option<Diagnostic> {
    page.title()?;
    let missing = Diagnostic::new(Code::NoTemplate, page.place(), "the page has no request template");
    Some(missing.help("add a code block with `GET /…` below a heading \"HTTP request\""))
}

/// A page as one of its operations sees it, with what its tables and sentences say about requests.
struct View<'a> {
    laid: Laid<'a>,
    tables: Tables<'a>,
    query_options: Vec<QueryOption>,
}

impl<'a> View<'a> {
    fn read(laid: Laid<'a>, lines: &[Line]) -> View<'a> {
        let tables = Tables::read(&laid, lines);
        let query_options = options::read(&laid, &tables.options, &tables.of_functions());
        View { laid, tables, query_options }
    }
}

/// What a page says about one of its operations.
struct Facts<'a> {
    of_page: &'a PageFacts<'a>,
    view: &'a View<'a>,
    prose: &'a Prose,
}

/// One operation of a page, as far as its paths say.
struct Call<'a> {
    laid: &'a Laid<'a>,
    scope: &'a Scope<'a>,
    pairs: &'a [Pair<'a>],
    method: &'a str,
    templates: &'a [Template],
    /// The heading of the operation; 0 for the first one of the page.
    head: usize,
    /// The page documents other operations as well.
    several: bool,
}

impl Facts<'_> {
    fn operation(&self, name: String, group: &Group, call: &Call<'_>, findings: &mut Findings) -> Operation {
        let page = call.laid.page;
        let heading = page.sections.get(call.head).filter(|_| call.head > 0);
        let title = heading.map(|section| &section.heading).or_else(|| page.title());
        let samples = self.samples(call);
        let response = self.response(call, &samples, findings);
        let mut request = body::request_body(call, &response);
        let required = required_members(call, &request);
        if let RequestBody::Parameters(parameters) = &mut request {
            for parameter in parameters {
                findings.extend(body::unresolved(&parameter.name, &parameter.ty, parameter.span));
                parameter.required = required.contains(&parameter.name);
            }
        }
        let function_parameters = self.function_parameters(call, findings);
        let statuses = self.statuses(&samples);
        Operation {
            name,
            page: page.path.clone(),
            title: title.map(|title| title.plain().to_string()).unwrap_or_default(),
            description: page::introduction_of(page, heading),
            workload: page::workload(page),
            namespace: call.scope.namespace.clone(),
            method: group.method.clone(),
            templates: call.templates.to_vec(),
            listed: group.lines.iter().filter(|line| !line.shown).count(),
            request,
            monitored: responses::is_monitored(&statuses, self.prose, &samples),
            may_be_empty: responses::may_be_empty(&response, self.prose, &samples),
            statuses,
            response,
            permissions: self.of_page.permissions.of(group.head, &group.method, &self.of_page.verbs),
            query_options: self.query_options(group, &function_parameters),
            function_parameters,
            required,
            clouds: self.of_page.clouds.clone(),
            deprecated: self.of_page.deprecated.clone(),
            span: group.lines.first().map_or(page.place(), |line| line.span),
        }
    }

    fn function_parameters(&self, call: &Call<'_>, findings: &mut Findings) -> Vec<FunctionParameter> {
        let listed = self.view.tables.parameters(call.templates, call.scope);
        for Listed { parameter, span } in &listed {
            findings.extend(body::unresolved(&parameter.name, &parameter.ty, *span));
        }
        listed.into_iter().map(|listed| listed.parameter).collect()
    }

    /// The options that the page documents and those that the request lines have. What a path has in brackets is none.
    fn query_options(&self, group: &Group, parameters: &[FunctionParameter]) -> Vec<QueryOption> {
        let mut out = self.view.query_options.clone();
        for name in group.lines.iter().flat_map(|line| &line.options) {
            options::add(&mut out, QueryOption::named(name.clone()));
        }
        out.retain(|option| !parameters.iter().any(|parameter| parameter.name.eq_ignore_ascii_case(&option.name)));
        out
    }

    /// The example answers. Metadata that prose and body contradict is ignored.
    fn samples<'p>(&self, call: &Call<'p>) -> Vec<Sample<'p>> {
        let mut samples = call.samples();
        for sample in samples.iter_mut().filter(|_| self.prose.ty.is_some()) {
            sample.ty = sample.ty.take().filter(|ty| !responses::is_refuted(ty, sample.json));
        }
        samples
    }

    fn response(&self, call: &Call<'_>, samples: &[Sample<'_>], findings: &mut Findings) -> ResponseBody {
        let last = call.templates.first().and_then(|template| template.segments.last());
        let mut response = responses::decide(last, call.method, self.prose, samples, call.scope.types);
        let unknown = responses::unknown_body(&response, self.prose, samples);
        if let Some(ty) = unknown.and_then(|_| responses::by_members(call.laid, call.scope)) {
            response = ResponseBody::Typed(ty);
        } else if let Some(span) = unknown {
            let message = "the response has a body, but its type is not documented; generated code takes any JSON";
            let help = "link to the type, as in \"a [book](../resources/book.md) object in the response body\"";
            findings.report_with_help(Code::ResponseBodyUnknown, span, message, help);
        }
        if let (Some(Segment::Cast(cast)), ResponseBody::Typed(ty)) = (last, &mut response)
            && let Some(cast) = call.scope.find(cast)
        {
            // The objects behind a cast are of the type it names.
            ty.target = Target::Named(cast.name.clone());
        }
        response
    }

    /// The statuses of success, ascending.
    fn statuses(&self, samples: &[Sample<'_>]) -> Vec<u16> {
        let of_samples = samples.iter().map(|sample| sample.status).filter(|status| *status < 400);
        let all: BTreeSet<u16> = self.prose.statuses.iter().copied().chain(of_samples).collect();
        all.into_iter().collect()
    }
}

impl<'a> Call<'a> {
    /// Whether its verb sends a body.
    fn may_have_body(&self) -> bool {
        matches!(self.method, "POST" | "PATCH" | "PUT")
    }

    /// Whether an example belongs to this operation of the page.
    fn owns(&self, pair: &Pair<'_>) -> bool {
        let Some(request) = pair.request.as_ref().filter(|_| self.several) else {
            return pair.response.as_ref().is_none_or(|response| response.head == self.head);
        };
        let is_one = |address| self.templates.iter().any(|template| template.arguments_of(address).is_some());
        request.message.method.value.eq_ignore_ascii_case(self.method) && request.address.as_ref().is_some_and(is_one)
    }

    /// The example answers of the page that belong to the operation.
    fn samples(&self) -> Vec<Sample<'a>> {
        // The answer of another host is not an answer of the operation.
        let to_graph = |pair: &&Pair<'_>| pair.request.as_ref().is_none_or(|r| is_graph(&r.message.target.value));
        let pairs = self.pairs.iter().filter(to_graph).filter(|pair| self.owns(pair));
        let answered = pairs.filter_map(|pair| Some((pair.response.as_ref()?, pair.request.as_ref())));
        answered
            .map(|(response, request)| Sample {
                status: response.message.status.value,
                ty: exchanges::declared_type(response.annotation, self.scope),
                json: response.json(),
                has_body: response.message.body.as_ref().is_some_and(|b| !b.text.trim().is_empty()),
                located: responses::is_located(&response.message.headers),
                same_verb: request.is_none_or(|r| r.message.method.value.eq_ignore_ascii_case(self.method)),
            })
            .collect()
    }
}

/// The members that each body of an operation has to have.
fn required_members(call: &Call<'_>, request: &RequestBody) -> Vec<String> {
    if !call.may_have_body() {
        return Vec::new();
    }
    let refused = |pair: &&Pair<'_>| pair.response.as_ref().is_some_and(|r| r.message.status.value >= 400);
    let requests = call.pairs.iter().filter(|pair| !refused(pair)).filter_map(|pair| pair.request.as_ref());
    let bodies: Vec<&Json> = requests
        .filter(|request| request.message.method.value.eq_ignore_ascii_case(call.method))
        .filter_map(|request| request.json())
        .collect();
    let of_type = match request {
        RequestBody::Typed(TypeRef { target: Target::Named(name), .. }) => call.scope.types.get(name),
        _ => None,
    };
    let is_repeated = |name: &str| of_type.and_then(|ty| ty.property(name)).is_some_and(|property| property.required);
    let mut out = required::members(call.laid, call.method, &bodies, is_repeated);
    if let RequestBody::Parameters(parameters) = request {
        out.retain(|name| parameters.iter().any(|parameter| parameter.name == *name));
    }
    out
}
