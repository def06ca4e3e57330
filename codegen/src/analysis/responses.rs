//! What an operation answers: the prose of its Response section held beside its examples.

use super::description;
use super::language::{self, Role};
use super::layout::{Laid, part};
use super::reference::{Expression, Name};
use super::types::Types;
use crate::docs::{Block, Item, Paragraph, Section};
use crate::model::ResponseBody;
use crate::model::Segment;
use crate::model::{Primitive, Target, TypeRef};
use crate::span::Span;

/// What the prose of a page says about its answers.
#[derive(Clone, Debug, Default)]
pub(super) struct Prose {
    /// Status codes below 400.
    pub statuses: Vec<u16>,
    /// The type, if one is linked or named; what several have in common, if the answer is one of them.
    pub ty: Option<TypeRef>,
    /// The types that the answer is one of, if there are several, in one sentence or a paragraph for each.
    pub alternatives: Vec<TypeRef>,
    /// Whether the first section that names statuses names 204 among them.
    pub may_be_empty: bool,
    /// Whether it tells of a header with the address of what is under way.
    pub located: bool,
    /// Where it shows a body, or says that there is one, if it does.
    pub body: Option<Span>,
}

/// An example answer, as far as the decision needs it.
#[derive(Clone, Debug)]
pub(super) struct Sample<'a> {
    /// The status.
    pub status: u16,
    /// The type its metadata names.
    pub ty: Option<TypeRef>,
    /// The body, if it is JSON.
    pub json: Option<&'a crate::json::Json>,
    /// There is a body.
    pub has_body: bool,
    /// It has the address of what is under way, or of what was made.
    pub located: bool,
    /// It answers the operation's verb: pages show how to go on with other verbs.
    pub same_verb: bool,
}

/// The headers that hold the address of what is under way.
const LOCATIONS: [&str; 2] = ["location", "operation-location"];

/// Whether one of these headers holds the address of what is under way.
pub(super) fn is_located(headers: &[crate::docs::http::Header]) -> bool {
    headers.iter().any(|header| LOCATIONS.iter().any(|name| header.name.value.eq_ignore_ascii_case(name)))
}

/// Whether an operation goes on after its answer: `202`, with an address to ask at. A page whose every such answer has a
/// body, and that knows no other answer, tells of the address of the object instead.
pub(super) fn is_monitored(statuses: &[u16], prose: &Prose, samples: &[Sample<'_>]) -> bool {
    let accepted = || samples.iter().filter(|s| s.status == 202);
    let object = statuses.iter().all(|s| *s == 202) && accepted().next().is_some() && accepted().all(|s| s.has_body);
    statuses.contains(&202) && (prose.located || accepted().any(|s| s.located)) && !object
}

/// Whether an operation answers with a value under one status and with nothing under another.
pub(super) fn may_be_empty(response: &ResponseBody, prose: &Prose, samples: &[Sample<'_>]) -> bool {
    let good = || samples.iter().filter(|s| s.status / 100 == 2 && s.same_verb);
    let full = |status: u16| good().any(|s| s.status == status && s.has_body);
    let sometimes = || good().any(|s| !s.has_body && !full(s.status)) && good().any(|s| s.has_body);
    matches!(response, ResponseBody::Typed(_)) && (prose.may_be_empty || sometimes())
}

/// The sections about the answer, outside the examples; with each, whether it is headed as such or only stands below one
/// that is.
fn sections<'a>(laid: &Laid<'a>) -> impl Iterator<Item = (bool, &'a Section)> {
    let all = || laid.page.sections.iter().enumerate();
    let is_answer = |index: usize, section: &Section| {
        let outside = |&parent: &usize| !laid.layout.is(parent, part::EXAMPLE);
        laid.layout.within(index, part::RESPONSE)
            && !laid.layout.is(index, part::EXAMPLE)
            && section.parents.iter().all(outside)
    };
    // Steps that follow have sections of their own: what counts stands beside the request that the page is about.
    let home = all().find(|(index, _)| laid.layout.is(*index, part::TEMPLATES)).map(|(_, section)| &section.parents);
    let is_beside = move |section: &Section| {
        let Some(below) = home.and_then(|home| section.parents.strip_prefix(home.as_slice())) else { return false };
        below.first().is_none_or(|&parent| laid.layout.is(parent, part::RESPONSE))
    };
    let some_are = all().any(|(index, section)| is_answer(index, section) && is_beside(section));
    all()
        .filter(move |(index, section)| is_answer(*index, section) && (!some_are || is_beside(section)))
        .map(|(index, section)| (laid.layout.is(index, part::RESPONSE), section))
}

/// The paragraphs of a section.
pub(super) fn paragraphs(section: &Section) -> impl Iterator<Item = &Paragraph> {
    section.items.iter().filter_map(|i| match i {
        Item::Paragraph(p) => Some(p),
        _ => None,
    })
}

/// The code blocks of a section.
fn blocks(section: &Section) -> impl Iterator<Item = &Block> {
    section.items.iter().filter_map(|i| if let Item::Block(block) = i { Some(&**block) } else { None })
}

/// Whether a block is JSON without the status and the headers of an answer, and without metadata that gives it a role.
fn is_bare_json(block: &Block) -> bool {
    matches!(block.block_type(), "" | "ignored") && block.text.trim_start().starts_with(['{', '['])
}

/// Whether a paragraph, in lower case, says that there is a body: "returns … in the response body", unless it says that
/// nothing is in it.
fn says_body(words: &str) -> bool {
    words.split(". ").any(|it| language::says(it, Role::HasBody) && !language::says(it, Role::HasNoBody))
}

/// Reads the Response section.
pub(super) fn prose(laid: &Laid<'_>, types: &Types, namespace: &str) -> Prose {
    let page = laid.page;
    let mut out = Prose::default();
    let mut others = Vec::new();
    for (is_headed, section) in sections(laid) {
        let is_first = out.statuses.is_empty();
        for table in section.items.iter().filter_map(|i| if let Item::Table(t) = i { Some(t) } else { None }) {
            let names = table.rows.iter().filter_map(|row| row.cells.first());
            out.located |= names.map(|c| c.plain().trim().to_lowercase()).any(|n| LOCATIONS.contains(&n.as_str()));
        }
        out.body = out.body.or_else(|| blocks(section).find(|block| is_bare_json(block)).map(|block| block.span));
        for paragraph in paragraphs(section) {
            let plain = paragraph.text.plain();
            let words = plain.to_lowercase();
            out.body = out.body.or_else(|| says_body(&words).then_some(paragraph.text.span));
            out.located |= language::says(&words, Role::Location) && language::says(&words, Role::Header);
            for code in status_codes(&plain) {
                if code < 400 && !out.statuses.contains(&code) {
                    out.statuses.push(code);
                }
            }
            if !is_headed {
                continue;
            }
            if out.ty.is_none() && language::says(&words, Role::Response) {
                out.ty = prose_type(paragraph, &words, &page.path, types, namespace);
                if out.ty.is_some() {
                    out.alternatives = alternatives(paragraph, &words, &page.path, types, namespace);
                }
            } else if language::says(&words, Role::Response) && status_codes(&plain).iter().any(|code| *code < 400) {
                // Another outcome has a paragraph of its own.
                others.extend(prose_type(paragraph, &words, &page.path, types, namespace));
            }
        }
        out.may_be_empty |= is_first && out.statuses.contains(&204);
    }
    let name = |ty: &'_ TypeRef| if let Target::Named(name) = &ty.target { Some(name.clone()) } else { None };
    let names: Vec<String> = out.alternatives.iter().filter_map(name).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if let (true, Some(ty), Some(base)) = (names.len() > 1, &mut out.ty, common(types, &names)) {
        ty.target = Target::Named(base);
    }
    out.alternatives.append(&mut others);
    out
}

/// The types of "one of the following objects: [a](…), [b](…), or [c](…)"; none if the sentence is not like that.
fn alternatives(paragraph: &Paragraph, lower: &str, page: &str, types: &Types, namespace: &str) -> Vec<TypeRef> {
    if !language::says(lower, Role::OneOf) {
        return Vec::new();
    }
    let mut out: Vec<TypeRef> = Vec::new();
    let mut behind = 0;
    for link in paragraph.text.links() {
        let words = link.text.trim().to_lowercase();
        let rest = lower.get(behind..).unwrap_or_default();
        let Some(at) = rest.find(&words) else { continue };
        let between = rest.get(..at).unwrap_or_default();
        // The list ends with its sentence.
        if !out.is_empty() && (between.contains(". ") || between.chars().count() > 40) {
            break;
        }
        behind += at + words.len();
        let target = linked(&link, page, types, namespace);
        if matches!(target, Target::Named(_)) && !out.iter().any(|known| known.target == target) {
            out.push(TypeRef { target, collection: false });
        }
    }
    if out.len() > 1 { out } else { Vec::new() }
}

/// Three-digit numbers that are HTTP statuses.
pub(super) fn status_codes(plain: &str) -> Vec<u16> {
    plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| w.len() == 3)
        .filter_map(|w| w.parse().ok())
        .filter(|code| is_status(*code))
        .collect()
}

/// Whether a number is an HTTP status: "Office 365" is none.
fn is_status(code: u16) -> bool {
    matches!(code, 200..=208 | 226 | 300..=308 | 400..=431 | 451 | 500..=511)
}

/// The type that a link of the prose means. The page it leads to says more than its words, "[message](chatmessage.md)",
/// unless the words name a type of the same page or of the same family.
pub(super) fn linked(link: &crate::docs::Link, page: &str, types: &Types, namespace: &str) -> Target {
    let (path, fragment) = link.target.split_once('#').map_or((link.target.as_str(), None), |(p, f)| (p, Some(f)));
    let unresolved = Target::Unresolved(link.text.clone());
    let Some(target) = description::resolve_path(page, path.trim()).filter(|t| t.starts_with("resources/")) else {
        return unresolved;
    };
    let of_page = types.of_page(&target).map(|t| t.name.clone());
    let name = Name { text: link.text.clone(), page: Some(target.clone()), fragment: fragment.map(str::to_lowercase) };
    let of_words = types.resolve(&Expression { names: vec![name], collection: false }, namespace).target;
    match (&of_words, of_page) {
        (Target::Named(words), Some(of_page)) => {
            let is_there = types.get(words).is_some_and(|t| t.pages.iter().any(|p| p.eq_ignore_ascii_case(&target)));
            let family = types.derives_from(words, &of_page) || types.derives_from(&of_page, words);
            if is_there || family { of_words } else { Target::Named(of_page) }
        }
        (_, Some(of_page)) if fragment.is_none() => Target::Named(of_page),
        _ => of_words,
    }
}

/// The type named by "a collection of [x](…) objects in the response body".
/// `lower` are the words of the paragraph in lower case.
fn prose_type(paragraph: &Paragraph, lower: &str, page: &str, types: &Types, namespace: &str) -> Option<TypeRef> {
    for link in paragraph.text.links() {
        let words = link.text.trim().to_lowercase();
        let at = lower.find(&words).unwrap_or(0);
        let before: String =
            lower.get(..at).unwrap_or_default().chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
        let after: String = lower.get(at + words.len()..).unwrap_or_default().chars().take(24).collect();
        let collection = language::says(&before, Role::CollectionBeforeLink)
            || language::says(after.trim_start(), Role::CollectionBehindLink);
        let target = linked(&link, page, types, namespace);
        if matches!(target, Target::Named(_)) {
            return Some(TypeRef { target, collection });
        }
    }
    // "a String collection", "a Boolean in the response body".
    const PRIMITIVES: [(Primitive, bool, Role); 6] = [
        (Primitive::String, true, Role::ListOfStrings),
        (Primitive::String, false, Role::OneString),
        (Primitive::Boolean, true, Role::ListOfBooleans),
        (Primitive::Boolean, false, Role::OneBoolean),
        (Primitive::Stream, true, Role::ListOfStreams),
        (Primitive::Stream, false, Role::OneStream),
    ];
    let said = PRIMITIVES.iter().find(|(.., role)| language::says(lower, *role));
    said.map(|(primitive, collection, _)| TypeRef { target: Target::Primitive(*primitive), collection: *collection })
}

/// Decides what the operation answers, from its last segment, its prose and its examples.
pub(super) fn decide(
    last: Option<&Segment>,
    method: &str,
    prose: &Prose,
    samples: &[Sample<'_>],
    types: &Types,
) -> ResponseBody {
    let good: Vec<&Sample<'_>> = samples.iter().filter(|s| s.status < 400).collect();
    match last {
        Some(Segment::Count) => return ResponseBody::Text,
        Some(Segment::Value) if method == "GET" => return ResponseBody::Bytes,
        Some(Segment::Ref) if method != "GET" => return ResponseBody::None,
        _ => {}
    }
    let stream = |t: &TypeRef| matches!(t.target, Target::Primitive(Primitive::Stream | Primitive::Binary));
    if good.iter().any(|s| s.ty.as_ref().is_some_and(stream) && s.json.is_none()) {
        return ResponseBody::Bytes;
    }
    // What is downloaded, at once or from the address a redirect leads to.
    let is_redirect = good.iter().any(|s| s.status / 100 == 3) || prose.statuses.contains(&302);
    if method == "GET"
        && is_redirect
        && good.iter().all(|s| s.json.is_none())
        && good.iter().all(|s| s.has_body || s.status / 100 == 3)
    {
        return ResponseBody::Bytes;
    }
    let typed: Vec<&TypeRef> = good.iter().filter_map(|s| s.ty.as_ref()).filter(|t| t.is_resolved()).collect();
    let mut ty = match (typed.first(), &prose.ty) {
        (Some(first), prose) => {
            let mut names: Vec<&str> = Vec::new();
            for t in typed.iter().copied().chain(prose.as_ref()) {
                if let Target::Named(name) = &t.target {
                    names.push(name);
                }
            }
            // Examples of several derived types: the answer is their common base, if the docs have one.
            let common = (names.len() > 1).then(|| common(types, &names)).flatten();
            let target = common.map_or_else(|| first.target.clone(), Target::Named);
            TypeRef {
                target,
                collection: typed.iter().any(|t| t.collection) || prose.as_ref().is_some_and(|p| p.collection),
            }
        }
        (None, Some(prose)) => prose.clone(),
        (None, None) => {
            if good.iter().any(|s| s.json.is_some()) {
                let collection = good.iter().any(|s| s.json.is_some_and(is_envelope));
                // A type that nothing documents keeps its name.
                let written = good.iter().filter_map(|s| s.ty.as_ref()).next().map(|ty| ty.target.clone());
                let bytes = good.iter().filter_map(|s| s.json).all(is_bytes);
                let unsaid = if bytes { Primitive::Stream } else { Primitive::Untyped };
                TypeRef { target: written.unwrap_or(Target::Primitive(unsaid)), collection }
            } else if good.iter().any(|s| s.has_body) {
                return ResponseBody::Bytes;
            } else if prose.body.is_some() && !is_always_empty(prose, &good) {
                return ResponseBody::Typed(TypeRef::primitive(Primitive::Untyped));
            } else {
                return ResponseBody::None;
            }
        }
    };
    if !good.is_empty() && good.iter().all(|s| !s.has_body) {
        // "204 … and an updated x object": the examples decide, unless metadata names a type.
        let only_empty = prose.statuses.iter().all(|s| matches!(s, 204)) || good.iter().all(|s| s.status == 204);
        if typed.is_empty() && (only_empty || prose.ty.is_none()) || good.iter().all(|s| s.status == 204) {
            return ResponseBody::None;
        }
    } else if good.is_empty() && !prose.statuses.is_empty() && prose.statuses.iter().all(|s| *s == 204) {
        return ResponseBody::None;
    }
    // The body's shape has the last word on the envelope, unless the type has a `value` of its own.
    let own_value = match &ty.target {
        Target::Named(name) => types.get(name).is_some_and(|t| t.property("value").is_some()),
        _ => false,
    };
    let bodies: Vec<&crate::json::Json> = good.iter().filter_map(|s| s.json).collect();
    if !bodies.is_empty() && !own_value {
        ty.collection = if bodies.iter().all(|b| is_envelope(b)) {
            true
        } else {
            bodies.iter().any(|b| is_envelope(b)) && ty.collection
        };
    }
    ResponseBody::Typed(ty)
}

/// Where the page shows a body, or says that there is one, of which nothing but that is known.
pub(super) fn unknown_body(response: &ResponseBody, prose: &Prose, samples: &[Sample<'_>]) -> Option<Span> {
    let is_untyped = *response == ResponseBody::Typed(TypeRef::primitive(Primitive::Untyped));
    let is_shown = || samples.iter().any(|sample| sample.status < 400 && sample.json.is_some());
    prose.body.filter(|_| is_untyped && !is_shown())
}

/// Whether every status that the page names is 204.
fn is_always_empty(prose: &Prose, good: &[&Sample<'_>]) -> bool {
    let mut statuses = prose.statuses.iter().copied().chain(good.iter().map(|sample| sample.status)).peekable();
    statuses.peek().is_some() && statuses.all(|status| status == 204)
}

/// `{"value": [ … ]}`, perhaps with annotations.
pub(super) fn is_envelope(json: &crate::json::Json) -> bool {
    json.get("value").is_some_and(|v| matches!(v.kind, crate::json::JsonKind::Array(_)))
}

/// Whether a body is nothing but bytes in an envelope: a long `value` of base64.
fn is_bytes(json: &crate::json::Json) -> bool {
    let is_base64 = |text: &str| {
        let digits = text.trim_end_matches('=');
        let all = digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
        let has = |is: fn(&u8) -> bool| digits.as_bytes().iter().any(is);
        let is_mixed = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
        text.len() >= 32 && text.len().is_multiple_of(4) && text.len() - digits.len() <= 2 && all && is_mixed
    };
    let [only] = json.members() else { return false };
    let is_value = only.name.value == "value";
    matches!(&only.value.kind, crate::json::JsonKind::String(text) if is_value && is_base64(text))
}

/// Whether a body shows that it is not of the primitive type that its metadata names.
pub(super) fn is_refuted(declared: &TypeRef, json: Option<&crate::json::Json>) -> bool {
    use crate::json::JsonKind;
    let Target::Primitive(primitive) = declared.target else { return false };
    let Some(json) = json.filter(|json| matches!(json.kind, JsonKind::Object(_))) else { return false };
    if matches!(primitive, Primitive::Stream | Primitive::Untyped) {
        return false;
    }
    match json.get("value").map(|value| &value.kind) {
        Some(JsonKind::Array(items)) => items.iter().any(|item| matches!(item.kind, JsonKind::Object(_))),
        Some(JsonKind::Object(_)) => true,
        Some(_) => false,
        None => json.members().iter().any(|member| !member.name.value.contains('@')),
    }
}

/// The nearest common base of several types.
pub(super) fn common(types: &Types, names: &[&str]) -> Option<String> {
    let expression = Expression {
        names: names.iter().map(|n| Name { text: (*n).to_owned(), page: None, fragment: None }).collect(),
        collection: false,
    };
    match types.resolve(&expression, "").target {
        Target::Named(name) => Some(name),
        _ => None,
    }
}
