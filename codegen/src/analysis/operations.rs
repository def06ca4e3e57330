//! Operations: what an api page lets a caller do.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use super::enums;
use super::examples::{self, Pair, ResponseBlock, Shown};
use super::forms::{self, Form};
use super::functions;
use super::language::{self, Role};
use super::layout::{Laid, part};
use super::permissions;
use super::properties::{self, Documented, NamedRow, TableKind};
use super::required;
use super::responses::{self, Sample};
use super::types::{self, Types};
use crate::diagnostic::{Code, Diagnostic};
use crate::docs::{Block, Folder, Item, Page, http};
use crate::json::{Json, JsonKind};
use crate::model::Permissions;
use crate::model::{Kind, Operation, RequestBody, ResponseBody, Segment, Template, is_graph};
use crate::model::{Primitive, Property, Target, TypeRef};
use crate::span::Span;

/// A request line of a page.
pub(super) struct Line {
    method: String,
    pub template: Template,
    span: Span,
    /// An example shows it; the request section does not list it.
    shown: bool,
}

/// Builds the operations of a tree.
pub(super) fn build(
    pages: &[Laid<'_>],
    shown: &[Shown<'_>],
    types: &Types,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Operation> {
    // Each page on its own, in the order of the pages.
    let pages: Vec<(Vec<Operation>, Vec<Diagnostic>)> = pages
        .par_iter()
        .zip(shown)
        .filter(|(laid, _)| laid.page.folder == Folder::Api)
        .map(|(laid, shown)| {
            let (mut operations, mut diagnostics) = (Vec::new(), Vec::new());
            page_operations(laid, shown, types, &mut operations, &mut diagnostics);
            (operations, diagnostics)
        })
        .collect();
    let mut out = super::joined(pages, diagnostics);
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

fn page_operations(
    laid: &Laid<'_>,
    shown: &Shown<'_>,
    types: &Types,
    out: &mut Vec<Operation>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let page = laid.page;
    let title_span = page.place();
    let before = diagnostics.len();
    let mut lines = template_lines(laid, diagnostics);
    if lines.is_empty() {
        // Of templates that are none, that is all there is to say.
        let malformed = diagnostics.iter().skip(before).any(|found| found.code == Code::TemplateMalformed);
        if page.title().is_some() && !malformed {
            diagnostics.push(
                Diagnostic::new(Code::NoTemplate, title_span, "the page has no request template")
                    .help("add a code block with `GET /…` below a heading \"HTTP request\""),
            );
        }
        return;
    }
    unknown_words(&lines, page, types, diagnostics);
    let pairs = shown.pairs.as_slice();
    add_shown_forms(laid, pairs, &mut lines);
    functions::settle_quotes(laid, pairs, types, &mut lines);
    let permissions = permissions::read(laid, diagnostics).unwrap_or_else(|| {
        diagnostics.push(Diagnostic::new(Code::NoPermissions, title_span, "the page has no permissions table"));
        Permissions::default()
    });
    let namespace = types::namespace(page);
    let query_options = required::query_options(laid);
    let prose = shown.prose.get_or_init(|| responses::prose(laid, types, &namespace));
    let title = page.title().map(|t| t.plain()).unwrap_or_default();

    // One operation for each verb and special ending; everything else on a page is one operation with alternates.
    let mut groups: Vec<((String, String), Vec<Line>)> = Vec::new();
    let mut places: HashMap<(String, String), usize> = HashMap::default();
    let media = media(pairs, &lines);
    for line in lines {
        let mut ending = ending(&line.template);
        if ending.is_empty()
            && let Some(Segment::Literal(word)) = line.template.segments.last()
            && media.contains(&word.to_lowercase())
        {
            ending = word.to_lowercase();
        }
        let key = (line.method.clone(), ending);
        let at = *places.entry(key.clone()).or_insert(groups.len());
        match groups.get_mut(at) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((key, vec![line])),
        }
    }
    let first_key = groups.first().map(|(k, _)| k.clone());
    let several = groups.len() > 1;
    let mut names: HashSet<String> = HashSet::default();
    // Of each name that was there already, the number of the next one.
    let mut numbers: HashMap<String, usize> = HashMap::default();
    for ((method, ending), mut lines) in groups {
        // The canonical template does not start at the signed-in user, if the page has such a one.
        if let Some(at) = lines.iter().position(|l| !l.shown && !l.template.starts_with_me()) {
            let line = lines.remove(at);
            lines.insert(0, line);
        }
        let mut name = page.stem.clone();
        if several && Some((&method, &ending)) != first_key.as_ref().map(|(m, e)| (m, e)) {
            let first_method = first_key.as_ref().map_or("", |(m, _)| m.as_str());
            if !ending.is_empty() {
                name.push('-');
                name.push_str(&ending.replace('/', "-").replace('$', ""));
            }
            if method != first_method {
                name.push('-');
                name.push_str(&method.to_lowercase());
            }
            let stem = name.clone();
            while names.contains(&name) {
                let number = numbers.entry(stem.clone()).or_insert(2);
                name = format!("{stem}-{number}");
                *number += 1;
            }
        }
        names.insert(name.clone());
        let span = lines.first().map_or(page.place(), |l| l.span);
        let listed = lines.iter().filter(|l| !l.shown).count();
        let mut texts: HashSet<String> = HashSet::default();
        let templates: Vec<Template> =
            lines.into_iter().map(|line| line.template).filter(|t| texts.insert(t.text.clone())).collect();
        // `users('{id}')` is `users/{id}`: one path, if the page has both.
        let has_keys = |t: &Template| t.text.contains("(") && templates.iter().any(|other| t.is_twin(other));
        let twins: HashSet<usize> =
            templates.iter().enumerate().filter(|(_, t)| has_keys(t)).map(|(at, _)| at).collect();
        let templates: Vec<Template> = if twins.is_empty() {
            templates
        } else {
            templates.into_iter().enumerate().filter(|(at, _)| !twins.contains(at)).map(|(_, t)| t).collect()
        };
        let mut samples = samples(pairs, &method, &templates, several, types, &namespace);
        if prose.ty.is_some() {
            // Metadata that prose and body contradict is not believed.
            for sample in &mut samples {
                sample.ty = sample.ty.take().filter(|ty| !responses::is_refuted(ty, sample.json));
            }
        }
        let last = templates.first().and_then(|t| t.segments.last());
        let mut response = responses::decide(last, &method, prose, &samples, types);
        if let Some(span) = responses::unknown_body(&response, prose, &samples) {
            let message = "the answer has a body, and nothing names its type: generated code takes any JSON";
            diagnostics.push(
                Diagnostic::new(Code::ResponseBodyUnknown, span, message)
                    .help("link to the type, as in \"a [book](../resources/book.md) object in the response body\""),
            );
        }
        if let (Some(Segment::Cast(cast)), ResponseBody::Typed(ty)) = (last, &mut response)
            && let Some(cast) = types.find(cast, &namespace)
        {
            // The objects behind a cast are of the type it names.
            ty.target = Target::Named(cast.name.clone());
        }
        let mut request = request_body(laid, pairs, &method, &templates, &response, types, &namespace);
        let required = required_members(laid, pairs, &method, &request, types);
        if let RequestBody::Parameters(parameters) = &mut request {
            unresolved(parameters, diagnostics);
            for parameter in parameters {
                parameter.required = required.contains(&parameter.name);
            }
        }
        let mut statuses = prose.statuses.clone();
        for sample in samples.iter().filter(|s| s.status < 400) {
            if !statuses.contains(&sample.status) {
                statuses.push(sample.status);
            }
        }
        statuses.sort_unstable();
        let monitored = responses::is_monitored(&statuses, prose, &samples);
        let may_be_empty = responses::may_be_empty(&response, prose, &samples);
        out.push(Operation {
            name,
            page: page.path.clone(),
            title: title.to_string(),
            description: types::introduction(page),
            workload: types::workload(page),
            namespace: namespace.clone(),
            method,
            templates,
            listed,
            request,
            statuses,
            response,
            monitored,
            may_be_empty,
            permissions: permissions.clone(),
            query_options: query_options.clone(),
            required,
            deprecated: types::title_says_deprecated(page),
            span,
        });
    }
}

/// The last words, in lower case, of paths that answer the bytes of a medium where the path in front of them answers an object:
/// `/transcripts/{id}` and `/transcripts/{id}/content` on one page are two operations.
fn media(pairs: &[Pair<'_>], lines: &[Line]) -> HashSet<String> {
    let mut out = HashSet::default();
    for line in lines {
        let Some((Segment::Literal(word), before)) = line.template.segments.split_last() else { continue };
        let is_below = |other: &Line| other.method == line.method && other.template.segments == before;
        if before.is_empty() || !lines.iter().any(is_below) {
            continue;
        }
        let shows = |pair: &&Pair<'_>| {
            let address = pair.request.as_ref().and_then(|request| request.address.as_ref());
            address.is_some_and(|address| line.template.arguments_of(address).is_some())
        };
        let mut answers = pairs.iter().filter(shows).filter_map(|pair| pair.response.as_ref()).peekable();
        let is_medium = |answer: &ResponseBlock<'_>| {
            let named = answer.annotation.and_then(|annotation| annotation.odata_type());
            let is_stream = |name: &str| Primitive::parse(name) == Some(Primitive::Stream);
            answer.json().is_none() && named.is_some_and(|name| is_stream(&name.value))
        };
        if answers.peek().is_some() && answers.all(is_medium) {
            out.insert(word.to_lowercase());
        }
    }
    out
}

/// Adds the forms of the page's paths that only its examples show.
fn add_shown_forms(laid: &Laid<'_>, pairs: &[Pair<'_>], lines: &mut Vec<Line>) {
    let parameters: OnceCell<HashSet<String>> = OnceCell::new();
    let parameters = || parameters.get_or_init(|| functions::documented_parameters(laid));
    let shows = |template: &Template| {
        let mut addresses = pairs.iter().filter_map(|pair| pair.request.as_ref()?.address.as_ref());
        addresses.any(|address| template.arguments_of(address).is_some())
    };
    for request in pairs.iter().filter_map(|pair| pair.request.as_ref()) {
        let message = &request.message;
        let (method, url) = (&message.method.value, message.target.value.as_str());
        let same_verb = |l: &&Line| l.method.eq_ignore_ascii_case(method);
        let Some(address) = request.address.as_ref().filter(|_| is_graph(url)) else { continue };
        if lines.iter().filter(same_verb).any(|l| l.template.arguments_of(address).is_some()) {
            continue;
        }
        let shown = lines
            .iter()
            .enumerate()
            .filter(|(_, l)| l.method.eq_ignore_ascii_case(method))
            .find_map(|(at, l)| forms::shown(&l.template, url).map(|form| (at, form)));
        let Some((at, form)) = shown else { continue };
        match (form, lines.get_mut(at)) {
            (Form::Corrected(template), Some(line)) => line.template = template,
            // The template leaves out what the page says to be its parameters.
            (Form::Alternate(template), Some(line))
                if functions::is_call(&line.template, &template, parameters) && !shows(&line.template) =>
            {
                let called = template.segments.last().cloned();
                line.template = template;
                let others = lines.iter_mut().filter(|line| line.method.eq_ignore_ascii_case(method));
                for line in others.filter(|line| !shows(&line.template)) {
                    functions::call(&mut line.template, called.as_ref());
                }
            }
            (Form::Alternate(template), Some(line)) => {
                let line = Line { method: line.method.clone(), template, span: line.span, shown: true };
                lines.push(line);
            }
            (_, None) => {}
        }
    }
}

/// The ending that makes an operation of its own: `$ref`, `$value`, `$count`, a cast, or the count behind a cast.
fn ending(template: &Template) -> String {
    match template.segments.as_slice() {
        [.., Segment::Ref] => "$ref".to_owned(),
        [.., Segment::Value] => "$value".to_owned(),
        [.., Segment::Cast(name), Segment::Count] => format!("{}/$count", name.to_lowercase()),
        [.., Segment::Count] => "$count".to_owned(),
        [.., Segment::Cast(name)] => name.to_lowercase(),
        _ => String::new(),
    }
}

/// The request lines of a page: under an "HTTP request" heading, whatever the block is labelled; if there is none,
/// from any other block that is no example.
fn template_lines(laid: &Laid<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Line> {
    let in_examples = |section: usize| laid.layout.within(section, part::EXAMPLE);
    let under_heading = |section: usize| laid.layout.within(section, part::TEMPLATES) && !in_examples(section);
    let blocks: Vec<&Block> = laid.blocks().filter(|(s, _)| under_heading(*s)).map(|(_, b)| b).collect();
    let mut lines = parse_lines(&blocks, diagnostics);
    if lines.is_empty() {
        let blocks: Vec<&Block> = laid
            .blocks()
            .filter(|(s, b)| !in_examples(*s) && matches!(b.block_type(), "ignored" | "samples" | "request" | ""))
            .map(|(_, b)| b)
            .collect();
        lines = parse_lines(&blocks, diagnostics);
    }
    // A request labelled as such in a section of its own, "List a site's drives", is one more path to the same end.
    let blocks: Vec<&Block> = laid
        .blocks()
        .filter(|(s, b)| b.block_type() == "request" && !in_examples(*s) && !under_heading(*s))
        // An address with host and ids is an example.
        .filter(|(_, b)| !b.text.contains("://"))
        .map(|(_, b)| b)
        .collect();
    let mut known: HashSet<(String, String)> =
        lines.iter().map(|line| (line.method.clone(), line.template.text.clone())).collect();
    let ends: BTreeSet<(String, Option<Segment>)> =
        lines.iter().map(|line| (line.method.clone(), line.template.segments.last().cloned())).collect();
    for line in parse_lines(&blocks, &mut Vec::new()) {
        if ends.contains(&(line.method.clone(), line.template.segments.last().cloned()))
            && known.insert((line.method.clone(), line.template.text.clone()))
        {
            lines.push(Line { shown: true, ..line });
        }
    }
    lines
}

/// A page has at most this many templates, each of which may become a module of its own. The most known is 65.
const MAX_TEMPLATES: usize = 1_000;

fn parse_lines(blocks: &[&Block], diagnostics: &mut Vec<Diagnostic>) -> Vec<Line> {
    let mut out = Vec::new();
    let mut read = 0;
    // The first template with a placeholder that is there twice, and how many there are: a page is told once.
    let mut repeated = None;
    'blocks: for block in blocks {
        for line in http::template_lines(block) {
            if read == MAX_TEMPLATES {
                let message =
                    format!("the page has more than {MAX_TEMPLATES} request templates; the others are left out");
                diagnostics.push(Diagnostic::new(Code::FileTooLarge, line.target.span, message));
                break 'blocks;
            }
            read += 1;
            match Template::parse(&line.target.value) {
                Ok(template) => {
                    if let Some(name) = twice(&template) {
                        let message = format!("`{{{name}}}` is there twice in `{}`", template.text);
                        let first = repeated.get_or_insert((line.target.span, message, 0usize));
                        first.2 += 1;
                    }
                    let template = forms::without_samples(template);
                    let method = line.method.value.to_uppercase();
                    out.push(Line { method, template, span: line.method.span, shown: false });
                }
                Err(error) => diagnostics.push(
                    Diagnostic::new(
                        Code::TemplateMalformed,
                        line.target.span,
                        format!("`{}` is no request template: {error}", line.target.value),
                    )
                    .help("write `/word/{placeholder}/word`"),
                ),
            }
        }
    }
    if let Some((span, message, count)) = repeated {
        let more = if count > 1 {
            format!(", and so in {} more template{} of this page", count - 1, if count == 2 { "" } else { "s" })
        } else {
            String::new()
        };
        diagnostics.push(
            Diagnostic::new(Code::DuplicatePlaceholder, span, message + &more)
                .help("name each placeholder after what it identifies"),
        );
    }
    out
}

/// A placeholder name that a template has twice.
fn twice(template: &Template) -> Option<&str> {
    let mut seen: Vec<&str> = Vec::new();
    template.segments.iter().find_map(|segment| match segment {
        Segment::Key(key) if seen.contains(&key.name.as_str()) => Some(key.name.as_str()),
        Segment::Key(key) => {
            seen.push(&key.name);
            None
        }
        _ => None,
    })
}

/// Says which templates have not one word that a page documents: a misspelled path, or one from elsewhere.
fn unknown_words(lines: &[Line], page: &Page, types: &Types, diagnostics: &mut Vec<Diagnostic>) {
    let is_known = |segment: &Segment| match segment {
        Segment::Literal(word) | Segment::Function { name: word, .. } => {
            let word = word.rsplit('.').next().unwrap_or(word);
            types.has_word(word) || page.stem.split('-').any(|part| part.starts_with(&word.to_lowercase()))
        }
        Segment::Cast(_) => true,
        _ => false,
    };
    let mut strange = lines.iter().filter(|l| !l.shown && !l.template.segments.iter().any(is_known));
    let Some(first) = strange.next() else { return };
    let more = match strange.count() {
        0 => String::new(),
        1 => ", nor of one more template of this page".to_owned(),
        more => format!(", nor of {more} more templates of this page"),
    };
    let message = format!("no word of `{}` is the name of a documented type or property{more}", first.template.text);
    diagnostics.push(Diagnostic::new(Code::TemplateUnknown, first.span, message));
}

/// The example answers of a page that belong to an operation.
fn samples<'p>(
    pairs: &'p [Pair<'_>],
    method: &str,
    templates: &[Template],
    several: bool,
    types: &Types,
    namespace: &str,
) -> Vec<Sample<'p>> {
    let to_graph = |pair: &&Pair<'_>| pair.request.as_ref().is_none_or(|r| is_graph(&r.message.target.value));
    pairs
        .iter()
        // What another host answers is no answer of the operation.
        .filter(to_graph)
        .filter(|pair| match &pair.request {
            Some(request) if several => {
                request.message.method.value.eq_ignore_ascii_case(method)
                    && (request.address.as_ref())
                        .is_some_and(|address| templates.iter().any(|t| t.arguments_of(address).is_some()))
            }
            _ => true,
        })
        .filter_map(|pair| Some((pair.response.as_ref()?, pair.request.as_ref())))
        .map(|(response, request)| Sample {
            status: response.message.status.value,
            ty: examples::declared_type(response.annotation, types, namespace),
            json: response.json(),
            has_body: response.message.body.as_ref().is_some_and(|b| !b.text.trim().is_empty()),
            located: responses::is_located(&response.message.headers),
            same_verb: request.is_none_or(|r| r.message.method.value.eq_ignore_ascii_case(method)),
        })
        .collect()
}

/// The members that each body of an operation has to have.
fn required_members(
    laid: &Laid<'_>,
    pairs: &[Pair<'_>],
    method: &str,
    request: &RequestBody,
    types: &Types,
) -> Vec<String> {
    if !matches!(method, "POST" | "PATCH" | "PUT") {
        return Vec::new();
    }
    let refused = |pair: &&Pair<'_>| pair.response.as_ref().is_some_and(|r| r.message.status.value >= 400);
    let bodies: Vec<&Json> = pairs
        .iter()
        .filter(|pair| !refused(pair))
        .filter_map(|pair| pair.request.as_ref())
        .filter(|request| request.message.method.value.eq_ignore_ascii_case(method))
        .filter_map(|request| request.json())
        .collect();
    let of_type = match request {
        RequestBody::Typed(TypeRef { target: Target::Named(name), .. }) => types.get(name),
        _ => None,
    };
    let is_repeated = |name: &str| of_type.and_then(|ty| ty.property(name)).is_some_and(|property| property.required);
    required::members(laid, method, &bodies, is_repeated)
}

/// Decides what the operation sends.
fn request_body(
    laid: &Laid<'_>,
    pairs: &[Pair<'_>],
    method: &str,
    templates: &[Template],
    response: &ResponseBody,
    types: &Types,
    namespace: &str,
) -> RequestBody {
    if !matches!(method, "POST" | "PATCH" | "PUT") {
        return RequestBody::None;
    }
    let page = laid.page;
    let last = templates.first().and_then(|t| t.segments.last());
    if matches!(last, Some(Segment::Value)) {
        return RequestBody::Bytes;
    }
    let bodies: Vec<_> = pairs
        .iter()
        .filter_map(|pair| pair.request.as_ref())
        .filter(|r| r.message.method.value.eq_ignore_ascii_case(method))
        .filter(|r| r.message.body.as_ref().is_some_and(|b| !b.text.trim().is_empty()))
        .collect();
    let json: Vec<&Json> = bodies.iter().filter_map(|r| r.json()).collect();
    if matches!(last, Some(Segment::Ref)) {
        // Some paths end with `$ref` and take the object itself.
        let is_object = |body: &&Json| {
            let members = body.members();
            !members.is_empty() && !members.iter().any(|m| m.name.value.to_lowercase().contains("odata.id"))
        };
        if json.is_empty() || !json.iter().all(is_object) {
            return RequestBody::Reference;
        }
    }
    if !bodies.is_empty() && json.is_empty() {
        return RequestBody::Bytes;
    }
    // A bare array of objects.
    fn items(body: &Json) -> Option<&[Json]> {
        match &body.kind {
            JsonKind::Array(items) => Some(items),
            _ => None,
        }
    }
    let is_list = !json.is_empty() && json.iter().all(|body| items(body).is_some());
    let json: Vec<&Json> = if is_list { json.into_iter().filter_map(items).flatten().collect() } else { json };
    let typed = |ty: TypeRef| RequestBody::Typed(TypeRef { collection: is_list, ..ty });

    let mut rows: Vec<NamedRow<'_>> = Vec::new();
    let mut is_parameters = false;
    let mut linked: Option<TypeRef> = None;
    let mut says_none = false;
    let mut says_parameters = false;
    for (index, section) in laid.sections(part::BODY) {
        if laid.layout.within(index, part::EXAMPLE) {
            continue;
        }
        for item in &section.items {
            match item {
                Item::Paragraph(paragraph) => {
                    let plain = paragraph.text.plain();
                    says_none |= language::says(&plain, Role::NoBody);
                    let supplies = language::says(&plain, Role::SuppliesBody);
                    let found = (linked.is_none() && supplies && !says_none)
                        .then(|| linked_type(paragraph, page, types, namespace))
                        .flatten();
                    says_parameters |= found.is_none() && language::says(&plain, Role::SuppliesParameters);
                    linked = linked.or(found);
                }
                Item::Table(table) => match properties::table_kind(laid, index, table) {
                    TableKind::Parameters => {
                        is_parameters = true;
                        rows.extend(properties::named_rows(page, table, false));
                    }
                    TableKind::Properties | TableKind::Relationships => {
                        rows.extend(properties::named_rows(page, table, false));
                    }
                    TableKind::Other => rows.extend(value_rows(page, table, types, namespace)),
                },
                _ => {}
            }
        }
    }

    let of_response = match response {
        ResponseBody::Typed(ty) if matches!(ty.target, Target::Named(_)) => {
            Some(TypeRef { target: ty.target.clone(), collection: false })
        }
        _ => None,
    };
    let of_page = page_resource(page, types, namespace);
    // The names that the body carries, as tables and examples tell.
    let mut names: Vec<&str> = rows.iter().map(|r| r.name.as_str()).collect();
    for body in &json {
        names.extend(body.members().iter().map(|m| m.name.value.as_str()).filter(|n| !n.contains('@')));
    }
    let fits = |ty: &TypeRef| fits(types, ty, &names);
    // Whose body it is, the surest statement first: what the prose links to, then what is answered, then what the page
    // is about. An action has a body of its own, however much it looks like one of these.
    let own_body = is_parameters || says_parameters || is_action(page, templates);
    let is_open = |ty: &TypeRef| match &ty.target {
        Target::Named(name) => types.get(name).is_some_and(|t| t.is_open),
        _ => false,
    };
    let lists_parameters = says_parameters && !rows.is_empty();
    if let Some(linked) = linked.filter(|l| !is_parameters && (!lists_parameters || fits(l))) {
        // Prose is believed unless the body is of another kind altogether.
        let has_one = |l: &TypeRef| names.iter().any(|name| self::fits(types, l, &[name]));
        if names.is_empty() || fits(&linked) || is_open(&linked) || (!own_body && has_one(&linked)) {
            return typed(linked);
        }
    }
    if !own_body && !names.is_empty() {
        // Members that an open type may have besides are no sign against it, where the page is about that type.
        let knows_all = |ty: &TypeRef| known(types, ty, &names) == names.len();
        let candidate = [&of_response, &of_page].into_iter().flatten().find(|ty| fits(ty));
        if let Some(candidate) = candidate {
            // What the section about the body links to, whatever it says about it, if that alone has all the members.
            let better = || mentions(laid, types, namespace).into_iter().chain(of_page.clone()).find(&knows_all);
            return typed(if knows_all(candidate) { candidate.clone() } else { better().unwrap_or(candidate.clone()) });
        }
        if let Some(candidate) = of_response.as_ref().filter(|ty| is_open(ty)).cloned() {
            return typed(candidate);
        }
    }
    if !rows.is_empty() {
        let mut parameters: Vec<Property> = Vec::new();
        let mut seen: HashSet<String> = HashSet::default();
        for row in rows {
            if seen.insert(row.name.clone()) {
                parameters.push(parameter(row.documented(), types, namespace));
            }
        }
        return RequestBody::Parameters(parameters);
    }
    let is_said_empty = says_none && names.is_empty();
    if !json.is_empty() && !is_said_empty {
        return RequestBody::Untyped;
    }
    if says_none || method == "POST" { RequestBody::None } else { RequestBody::Untyped }
}

fn parameter(row: Documented, types: &Types, namespace: &str) -> Property {
    let mut ty = types.resolve(&row.ty, namespace);
    // Whatever nothing documents is text, if values are listed.
    let lists = || !row.values.is_empty() || !enums::bare_values(&row.description).is_empty();
    if matches!(ty.target, Target::Unresolved(_)) && lists() {
        ty.target = Target::Primitive(Primitive::String);
    }
    Property {
        ty,
        name: row.name,
        navigation: false,
        inherited: false,
        deprecated: row.deprecated,
        required: false,
        description: row.description,
        span: row.span,
    }
}

/// Says of which parameters nothing documents the type.
fn unresolved(parameters: &[Property], diagnostics: &mut Vec<Diagnostic>) {
    for parameter in parameters {
        if let Target::Unresolved(name) = &parameter.ty.target {
            let message = format!("the parameter `{}` is of type `{name}`, which nothing documents", parameter.name);
            let diagnostic = Diagnostic::new(Code::UnresolvedType, parameter.span, message);
            diagnostics.push(diagnostic.help("link the type to the page that describes it"));
        }
    }
}

/// The types of objects that the sections about the body link to.
fn mentions(laid: &Laid<'_>, types: &Types, namespace: &str) -> Vec<TypeRef> {
    let sections = laid.sections(part::BODY).filter(|(index, _)| !laid.layout.within(*index, part::EXAMPLE));
    let paragraphs = sections.flat_map(|(_, section)| responses::paragraphs(section));
    let names = paragraphs.flat_map(|paragraph| linked_types(paragraph, laid.page, types, namespace));
    names.map(|name| TypeRef { target: Target::Named(name), collection: false }).collect()
}

/// Whether most of the names are members of the type or of one that derives from it.
fn fits(types: &Types, ty: &TypeRef, names: &[&str]) -> bool {
    let Target::Named(name) = &ty.target else { return false };
    types.get(name).is_some() && known(types, ty, names) * 2 >= names.len()
}

/// How many of the names are members of the type or of one that derives from it.
fn known(types: &Types, ty: &TypeRef, names: &[&str]) -> usize {
    let Target::Named(name) = &ty.target else { return 0 };
    let Some(ty) = types.get(name) else { return 0 };
    if names.is_empty() {
        return 0;
    }
    let wanted: HashSet<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
    let members = types.with_derived(&ty.name).flat_map(|t| &t.properties).map(|p| p.name.to_ascii_lowercase());
    let found: HashSet<String> = members.filter(|name| wanted.contains(name)).collect();
    names.iter().filter(|name| found.contains(&name.to_ascii_lowercase())).count()
}

/// The rows of a table `Name | Value | Description` whose values are types.
fn value_rows<'a>(page: &'a Page, table: &'a crate::docs::Table, types: &Types, namespace: &str) -> Vec<NamedRow<'a>> {
    let keys = table.header_keys();
    let has = |at: usize, role: Role| keys.get(at).is_some_and(|title| language::says(title, role));
    if !(has(0, Role::ValueNameColumn) && has(1, Role::ValueColumn)) {
        return Vec::new();
    }
    let rows: Vec<NamedRow<'_>> = properties::named_rows(page, table, false).collect();
    // A link to a page of a type is one, whether or not the page is there.
    let is_linked = |r: &NamedRow<'_>| {
        r.ty.names.iter().all(|name| name.page.as_deref().is_some_and(|page| page.starts_with("resources/")))
    };
    let are_types = rows.iter().all(|r| is_linked(r) || types.resolve(&r.ty, namespace).is_resolved());
    if are_types { rows } else { Vec::new() }
}

/// Whether the page is named after the word its path ends with: `message-forward` documents `…/forward`, an action.
fn is_action(page: &Page, templates: &[Template]) -> bool {
    let last = match templates.first().and_then(|t| t.segments.last()) {
        Some(Segment::Literal(word) | Segment::Cast(word) | Segment::Function { name: word, .. }) => {
            word.rsplit('.').next().unwrap_or(word).to_lowercase()
        }
        _ => return false,
    };
    let parts: Vec<&str> = page.stem.split('-').collect();
    match parts.as_slice() {
        [.., before, action] => {
            *action == last && ![*before, *action].iter().any(|word| language::says(word, Role::PageVerb))
        }
        _ => false,
    }
}

/// The type that a paragraph links to: "a JSON representation of the [x](…) object".
fn linked_type(paragraph: &crate::docs::Paragraph, page: &Page, types: &Types, namespace: &str) -> Option<TypeRef> {
    let found = linked_types(paragraph, page, types, namespace);
    // "an [x](…) or [y](…) object": what the two have in common, if they are of one family.
    let names: Vec<&str> = found.iter().map(String::as_str).collect();
    let is_choice = names.len() > 1 && language::says(&paragraph.text.plain(), Role::Or);
    let common = is_choice.then(|| responses::common(types, &names)).flatten();
    let name =
        common.filter(|c| !c.eq_ignore_ascii_case("microsoft.graph.entity")).or_else(|| found.first().cloned())?;
    Some(TypeRef { target: Target::Named(name), collection: false })
}

/// The types of objects that a paragraph links to, each once.
fn linked_types(paragraph: &crate::docs::Paragraph, page: &Page, types: &Types, namespace: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for link in paragraph.text.links() {
        if let Target::Named(name) = responses::linked(&link, &page.path, types, namespace)
            && types.get(&name).is_some_and(|t| t.kind != Kind::Enum)
            && !found.contains(&name)
        {
            found.push(name);
        }
    }
    found
}

/// The type that the page's file name starts with: `message-update` is about `message`.
fn page_resource(page: &Page, types: &Types, namespace: &str) -> Option<TypeRef> {
    let mut parts: Vec<&str> = page.stem.split('-').collect();
    // `intune-apps-mobileapp-update`: the type is the part before the verb.
    while !parts.is_empty() {
        // `channel-post-tabs` is not about the type `post`.
        if let Some(last) = parts.last()
            && (parts.len() == 1 || !language::says(last, Role::PageVerb))
            && let Some(ty) = types.find(last, namespace)
            && ty.kind != Kind::Enum
        {
            return Some(TypeRef { target: Target::Named(ty.name.clone()), collection: false });
        }
        parts.pop();
    }
    None
}
