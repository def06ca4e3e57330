//! The answer of an operation, from the prose of its Response section and its examples.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::description;
use super::language::{self, Role};
use super::layout::{Laid, SectionRole};
use super::properties::{self, NamedRow};
use super::reference::{Expression, Name};
use super::scope::Scope;
use super::sentences;
use super::types::Types;
use super::verbs;
use crate::docs::{Block, Inline, Item, Link, Section, Table, Text, http};
use crate::json::{Json, JsonKind};
use crate::model::{Primitive, ResponseBody, Segment, Target, TypeKey, TypeRef};
use crate::span::Span;

/// The statements of the prose about the answers.
#[derive(Clone, Debug, Default)]
pub(super) struct Prose {
    /// Status codes below 400.
    pub statuses: Vec<u16>,
    /// The type, if one is linked or named; the common base if the answer is one of several types.
    pub ty: Option<TypeRef>,
    /// The type that the words of its link name.
    pub words: Option<TypeKey>,
    /// Where the type is named, if one is.
    pub place: Option<Span>,
    /// The types that the answer is one of, if there are several, in one sentence or a paragraph for each.
    pub alternatives: Vec<TypeRef>,
    /// Whether the first section that names statuses names 204 among them.
    pub may_be_empty: bool,
    /// Whether it mentions a header with the address of an operation in progress.
    pub located: bool,
    /// Where it shows or mentions a body, if it does.
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
    /// It has the address of an operation in progress, or of a created object.
    pub located: bool,
    /// It answers the operation's verb: pages also show subsequent requests with other verbs.
    pub same_verb: bool,
}

/// The headers that contain the address of an operation in progress.
const LOCATIONS: [&str; 2] = ["location", "operation-location"];

/// Whether one of these headers contains the address of an operation in progress.
pub(super) fn is_located(headers: &[http::Header]) -> bool {
    headers.iter().any(|header| LOCATIONS.iter().any(|name| header.name.value.eq_ignore_ascii_case(name)))
}

/// Whether an operation continues after its answer: `202`, with an address to poll. If all such answers of a page have a
/// body and there are no other answers, the address is that of the object.
pub(super) fn is_monitored(statuses: &[u16], prose: &Prose, samples: &[Sample<'_>]) -> bool {
    let accepted = || samples.iter().filter(|s| s.status == 202);
    let object = statuses.iter().all(|s| *s == 202) && accepted().next().is_some() && accepted().all(|s| s.has_body);
    statuses.contains(&202) && (prose.located || accepted().any(|s| s.located)) && !object
}

/// Whether the answer has a value for one status and is empty for another.
pub(super) fn may_be_empty(response: &ResponseBody, prose: &Prose, samples: &[Sample<'_>]) -> bool {
    let good = || samples.iter().filter(|s| s.status / 100 == 2 && s.same_verb);
    let full = |status: u16| good().any(|s| s.status == status && s.has_body);
    let sometimes = || good().any(|s| !s.has_body && !full(s.status)) && good().any(|s| s.has_body);
    matches!(response, ResponseBody::Typed(_)) && (prose.may_be_empty || sometimes())
}

/// The sections about the answer, outside the examples, and whether each has such a heading itself or is only below one
/// that has.
fn sections<'a>(laid: &Laid<'a>) -> impl Iterator<Item = (bool, &'a Section)> {
    let all = || laid.page.sections.iter().enumerate();
    let is_answer = |index: usize, section: &Section| {
        let outside = |&parent: &usize| !laid.layout.is(parent, SectionRole::Example);
        laid.layout.within(index, SectionRole::Response)
            && !laid.layout.is(index, SectionRole::Example)
            && section.parents.iter().all(outside)
    };
    // Subsequent steps have their own sections: only sections next to the main request count.
    let home =
        all().find(|(index, _)| laid.layout.is(*index, SectionRole::Templates)).map(|(_, section)| &section.parents);
    let is_next_to_request = move |section: &Section| {
        let Some(below) = home.and_then(|home| section.parents.strip_prefix(home.as_slice())) else { return false };
        below.first().is_none_or(|&parent| laid.layout.is(parent, SectionRole::Response))
    };
    let some_are = all().any(|(index, section)| is_answer(index, section) && is_next_to_request(section));
    all()
        .filter(move |(index, section)| is_answer(*index, section) && (!some_are || is_next_to_request(section)))
        .map(|(index, section)| (laid.layout.is(index, SectionRole::Response), section))
}

/// The code blocks of a section.
fn blocks(section: &Section) -> impl Iterator<Item = &Block> {
    section.items.iter().filter_map(|i| if let Item::Block(block) = i { Some(&**block) } else { None })
}

/// Whether a block is JSON without the status and the headers of an answer, and without metadata that sets its block type.
fn is_bare_json(block: &Block) -> bool {
    matches!(block.block_type(), "" | "ignored") && block.text.trim_start().starts_with(['{', '['])
}

/// Whether a paragraph, in lower case, says that there is a body: "returns … in the response body", unless it says that
/// nothing is in it.
fn says_body(words: &str) -> bool {
    sentences::of(words).any(|it| language::says(it, Role::HasBody) && !language::says(it, Role::HasNoBody))
}

/// Whether a paragraph, in lower case, says that the body of the answer has nothing, and nothing else about the body.
fn returns_nothing(words: &str) -> bool {
    let is_denied = |it: &str| language::says(it, Role::HasBody) && language::says(it, Role::ReturnsNothing);
    sentences::of(words).any(is_denied) && !says_body(words)
}

/// The statuses of success that a paragraph, in lower case, names for the request itself.
fn own_statuses(words: &str) -> Vec<u16> {
    let words = own_words(words);
    let mut out = Vec::new();
    for sentence in sentences::of(&words) {
        let sentence = language::split(sentence, Role::Polls).map_or(sentence, |(before, _)| before);
        let codes = http::status_codes(sentence).into_iter();
        out.extend(codes.filter(|code| *code < 400 && !is_denied(sentence, *code)));
    }
    out
}

/// A paragraph without what it says about another page: "unlike the other method, which returns 201, this method …".
fn own_words(words: &str) -> Cow<'_, str> {
    let Some((before, behind)) = language::split(words, Role::Elsewhere) else { return words.into() };
    let rest = language::split(behind, Role::BackToThis).map_or("", |(_, rest)| rest);
    format!("{before}{rest}").into()
}

/// Whether a sentence names a status only to say that it is not the answer.
fn is_denied(sentence: &str, code: u16) -> bool {
    let written = code.to_string();
    let mut places = sentence.match_indices(&written).map(|(at, _)| sentence.get(..at).unwrap_or_default());
    places.all(|before| language::says(before, Role::StatusDenied))
}

/// Reads the Response sections of each operation, by the heading of the operation.
pub(super) fn of_operations(laid: &Laid<'_>, scope: &Scope<'_>) -> BTreeMap<usize, Prose> {
    let read = |(head, view): (usize, Laid<'_>)| (head, prose(&view, scope, |text| text.inlines()));
    laid.views().into_iter().map(read).collect()
}

/// The prose about the answers to one of the verbs, if it says something different about another one: "`PUT` returns …".
pub(super) fn of_verb(laid: &Laid<'_>, scope: &Scope<'_>, verb: &str, verbs: &BTreeSet<String>) -> Option<Prose> {
    let others: Vec<&str> = verbs.iter().map(String::as_str).filter(|other| *other != verb).collect();
    if others.is_empty() {
        return None;
    }
    let is_elsewhere = |sentence: &Vec<Inline>| names_one(sentence, &others) && !names_one(sentence, &[verb]);
    let all = |text: &Text| sentences::of_parts(text.inlines());
    let mut paragraphs = sections(laid).flat_map(|(_, section)| section.paragraphs());
    let some_are = paragraphs.any(|it| all(&it.text).iter().any(is_elsewhere));
    let own = |text: &Text| sentences::joined(all(text).into_iter().filter(|it| !is_elsewhere(it)).collect());
    some_are.then(|| prose(laid, scope, own))
}

/// Whether a sentence has one of the verbs, as a word of its own.
fn names_one(sentence: &[Inline], verbs: &[&str]) -> bool {
    sentence.iter().any(|part| verbs::named(part.words(), verbs))
}

/// What a paragraph says, or the part of it that counts.
struct Said {
    parts: Vec<Inline>,
    /// The words in lower case.
    words: String,
    span: Span,
}

impl Said {
    fn new(parts: Vec<Inline>, span: Span) -> Said {
        let words = parts.iter().map(Inline::words).collect::<String>();
        Said { words: words.trim().to_lowercase(), parts, span }
    }

    fn links(&self) -> impl Iterator<Item = Link> {
        self.parts.iter().filter_map(|part| match part {
            Inline::Link { text, target } => Some(Link { text: text.clone(), target: target.clone() }),
            _ => None,
        })
    }
}

/// Reads the Response sections; `relevant` selects the parts of each paragraph that count.
fn prose(laid: &Laid<'_>, scope: &Scope<'_>, relevant: impl Fn(&Text) -> Vec<Inline>) -> Prose {
    let mut out = Prose::default();
    let mut others = Vec::new();
    for (is_headed, section) in sections(laid) {
        let is_first = out.statuses.is_empty();
        for item in &section.items {
            match item {
                Item::Table(table) => out.located |= names_location(table),
                Item::Paragraph(paragraph) => {
                    let said = Said::new(relevant(&paragraph.text), paragraph.text.span);
                    let words = said.words.as_str();
                    let statuses = out.add_statuses(words);
                    out.located |= language::says(words, Role::Location) && language::says(words, Role::Header);
                    if is_headed && language::says(words, Role::Response) && !returns_nothing(words) {
                        out.add_type(&said, &statuses, scope, &mut others);
                    }
                }
                _ => {}
            }
        }
        let listed = || listed_body(laid, section);
        out.body = out.body.or_else(|| shown_body(section)).or_else(listed).or_else(|| said_body(section));
        out.may_be_empty |= is_first && out.statuses.contains(&204);
    }
    let names: Vec<TypeKey> = out.alternatives.iter().filter_map(named).cloned().collect();
    if let (true, Some(ty), Some(base)) = (names.len() > 1, &mut out.ty, common(scope.types, &names)) {
        ty.target = Target::Named(base);
    }
    out.alternatives.append(&mut others);
    out
}

impl Prose {
    /// Adds the statuses that a paragraph names, and returns them.
    fn add_statuses(&mut self, words: &str) -> Vec<u16> {
        let named: Vec<u16> = own_statuses(words);
        for code in &named {
            if !self.statuses.contains(code) {
                self.statuses.push(*code);
            }
        }
        named
    }

    /// Takes over the type that a paragraph names. Another outcome, with a status, has a paragraph of its own.
    fn add_type(&mut self, said: &Said, statuses: &[u16], scope: &Scope<'_>, others: &mut Vec<TypeRef>) {
        if self.ty.is_none() {
            self.ty = prose_type(said, scope);
            if self.ty.is_some() {
                self.words = linked_words(said, scope);
                self.place = Some(said.span);
                self.alternatives = alternatives(said, scope);
            }
        } else if !statuses.is_empty() {
            others.extend(prose_type(said, scope));
        }
    }
}

/// Whether a table lists a header with the address of an operation in progress.
fn names_location(table: &Table) -> bool {
    let names = table.rows.iter().filter_map(|row| row.cells.first());
    names.map(|cell| cell.plain().trim().to_lowercase()).any(|name| LOCATIONS.contains(&name.as_str()))
}

/// Where a section shows a body.
fn shown_body(section: &Section) -> Option<Span> {
    blocks(section).find(|block| is_bare_json(block)).map(|block| block.span)
}

/// Where a table of a section lists members of a body. Headers and annotations are not members.
fn listed_body(laid: &Laid<'_>, section: &Section) -> Option<Span> {
    let is_member = |row: &NamedRow<'_>| !row.name.contains('@') && !http::is_known_header(&row.name);
    let lists = |table: &&Table| {
        let rows = || properties::named_rows(laid.page, table, false);
        properties::is_english(table) && rows().next().is_some() && rows().all(|row| is_member(&row))
    };
    tables(section).find(lists).map(|table| table.span)
}

/// The tables of a section.
fn tables(section: &Section) -> impl Iterator<Item = &Table> {
    section.items.iter().filter_map(|item| if let Item::Table(table) = item { Some(&**table) } else { None })
}

/// The type whose members the Response section shows and lists, if it is not named.
pub(super) fn by_members(laid: &Laid<'_>, scope: &Scope<'_>) -> Option<TypeRef> {
    let (mut names, mut is_list): (Vec<String>, bool) = (Vec::new(), false);
    for (_, section) in sections(laid) {
        for block in blocks(section).filter(|block| is_bare_json(block)) {
            let Some(json) = block.json().value else { continue };
            is_list |= is_envelope(&json);
            names.extend(members(&json));
        }
        for table in tables(section).filter(|table| properties::is_english(table)) {
            names.extend(properties::named_rows(laid.page, table, false).map(|row| row.name));
        }
    }
    names.retain(|name| !name.contains('@'));
    names.sort();
    names.dedup();
    let ty = scope.types.with_members(&names).filter(|_| names.len() > 1)?;
    Some(TypeRef { target: Target::Named(ty.name.clone()), collection: is_list })
}

/// The names of the members of an object, or of the objects of a list in an envelope.
fn members(json: &Json) -> Vec<String> {
    let items = match json.get("value").map(|value| &value.kind) {
        Some(JsonKind::Array(items)) => items.as_slice(),
        _ => std::slice::from_ref(json),
    };
    items.iter().flat_map(Json::members).map(|member| member.name.value.clone()).collect()
}

/// Where the prose of a section says that there is a body.
fn said_body(section: &Section) -> Option<Span> {
    section.paragraphs().find(|it| says_body(&it.text.plain().to_lowercase())).map(|paragraph| paragraph.text.span)
}

fn named(ty: &TypeRef) -> Option<&TypeKey> {
    if let Target::Named(name) = &ty.target { Some(name) } else { None }
}

/// The types of "one of the following objects: [a](…), [b](…), or [c](…)"; none if the sentence is not like that.
fn alternatives(said: &Said, scope: &Scope<'_>) -> Vec<TypeRef> {
    let lower = said.words.as_str();
    if !language::says(lower, Role::OneOf) {
        return Vec::new();
    }
    let mut out: Vec<TypeRef> = Vec::new();
    let mut behind = 0;
    for link in said.links() {
        let words = link.text.trim().to_lowercase();
        let rest = lower.get(behind..).unwrap_or_default();
        let Some(at) = rest.find(&words) else { continue };
        let between = rest.get(..at).unwrap_or_default();
        // The list ends with its sentence.
        if !out.is_empty() && (sentences::are_several(between) || between.chars().count() > 40) {
            break;
        }
        behind += at + words.len();
        let target = linked(&link, scope);
        if matches!(target, Target::Named(_)) && !out.iter().any(|known| known.target == target) {
            out.push(TypeRef { target, collection: false });
        }
    }
    if out.len() > 1 { out } else { Vec::new() }
}

/// The type that a link in the prose means. Its page takes precedence over its words, "[message](chatmessage.md)",
/// unless the words name a type of the same page or of the same family.
pub(super) fn linked(link: &Link, scope: &Scope<'_>) -> Target {
    let (path, fragment) = link.target.split_once('#').map_or((link.target.as_str(), None), |(p, f)| (p, Some(f)));
    let unresolved = Target::Unresolved(link.text.clone());
    let Some(target) = description::resolve_path(&scope.page.path, path.trim()).filter(|t| t.starts_with("resources/"))
    else {
        return unresolved;
    };
    let of_page = scope.types.of_page(&target).map(|t| t.name.clone());
    let name = Name { text: link.text.clone(), page: Some(target.clone()), fragment: fragment.map(str::to_lowercase) };
    let of_words = scope.resolve(&Expression { names: vec![name], collection: false }).target;
    let types = scope.types;
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
fn prose_type(said: &Said, scope: &Scope<'_>) -> Option<TypeRef> {
    let lower = said.words.as_str();
    for link in said.links() {
        let words = link.text.trim().to_lowercase();
        let at = lower.find(&words).unwrap_or(0);
        let before: String =
            lower.get(..at).unwrap_or_default().chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
        let after: String = lower.get(at + words.len()..).unwrap_or_default().chars().take(24).collect();
        let collection = language::says(&before, Role::CollectionBeforeLink)
            || language::says(after.trim_start(), Role::CollectionBehindLink)
            || language::says(&words, Role::CollectionBeforeLink);
        let target = linked(&link, scope);
        if matches!(target, Target::Named(_)) {
            return Some(TypeRef { target, collection });
        }
    }
    if let Some(marked) = marked_type(said, scope) {
        return Some(marked);
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

/// The type that strong words in front of "object in the response body" name.
fn marked_type(said: &Said, scope: &Scope<'_>) -> Option<TypeRef> {
    said.parts.windows(3).find_map(|part| {
        let [Inline::Text(before), Inline::Strong(name), Inline::Text(behind)] = part else { return None };
        let behind = behind.trim_start();
        let ty = scope.find(name.trim()).filter(|_| language::says(behind, Role::BehindTypeName))?;
        let collection =
            language::says(before, Role::CollectionBeforeLink) || language::says(behind, Role::CollectionBehindLink);
        Some(TypeRef { target: Target::Named(ty.name.clone()), collection })
    })
}

/// The type that the words of the first link to a type name, wherever the link leads.
fn linked_words(said: &Said, scope: &Scope<'_>) -> Option<TypeKey> {
    let link = said.links().find(|link| matches!(linked(link, scope), Target::Named(_)))?;
    scope.find(link.text.trim()).map(|ty| ty.name.clone())
}

/// Determines the answer of the operation from its last segment, its prose and its examples.
pub(super) fn decide(
    last: Option<&Segment>,
    method: &str,
    prose: &Prose,
    samples: &[Sample<'_>],
    types: &Types,
) -> ResponseBody {
    match last {
        Some(Segment::Count) => return ResponseBody::Text,
        Some(Segment::Value) if method == "GET" => return ResponseBody::Bytes,
        Some(Segment::Ref) if method != "GET" => return ResponseBody::None,
        _ => {}
    }
    let good: Vec<&Sample<'_>> = samples.iter().filter(|s| s.status < 400).collect();
    if is_medium(&good) || method == "GET" && is_download(prose, &good) {
        return ResponseBody::Bytes;
    }
    let typed: Vec<&TypeRef> = good.iter().filter_map(|s| s.ty.as_ref()).filter(|t| t.is_resolved()).collect();
    let ty = match (typed.first(), &prose.ty) {
        (Some(first), _) => in_common(first, &typed, said(prose, &typed).as_ref(), types),
        (None, Some(prose)) => prose.clone(),
        (None, None) => match untold(prose, &good) {
            ResponseBody::Typed(ty) if good.iter().any(|s| s.json.is_some()) => ty,
            decided => return decided,
        },
    };
    if is_empty(prose, &good, typed.is_empty()) {
        return ResponseBody::None;
    }
    ResponseBody::Typed(with_envelope(ty, &good, types))
}

/// The type in the prose. If metadata and the words of the link agree, the link leads to the wrong page.
fn said(prose: &Prose, typed: &[&TypeRef]) -> Option<TypeRef> {
    let words = prose.words.as_ref().filter(|words| typed.iter().any(|ty| named(ty) == Some(*words)));
    let ty = prose.ty.clone()?;
    Some(match words {
        Some(words) if prose.alternatives.is_empty() => TypeRef { target: Target::Named(words.clone()), ..ty },
        _ => ty,
    })
}

/// Whether an example returns the bytes of a medium.
fn is_medium(good: &[&Sample<'_>]) -> bool {
    let is_stream = |t: &TypeRef| matches!(t.target, Target::Primitive(Primitive::Stream | Primitive::Binary));
    good.iter().any(|s| s.ty.as_ref().is_some_and(is_stream) && s.json.is_none())
}

/// Whether something is downloaded, at once or from the address that a redirect leads to.
fn is_download(prose: &Prose, good: &[&Sample<'_>]) -> bool {
    let is_redirect = |s: &&Sample<'_>| s.status / 100 == 3;
    let some_redirect = good.iter().any(is_redirect) || prose.statuses.contains(&302);
    some_redirect && good.iter().all(|s| s.json.is_none() && (s.has_body || is_redirect(s)))
}

/// The type of all answers; for several derived types, their common base if it is documented.
fn in_common(first: &TypeRef, typed: &[&TypeRef], prose: Option<&TypeRef>, types: &Types) -> TypeRef {
    let all = || typed.iter().copied().chain(prose);
    let names: Vec<TypeKey> = all().filter_map(named).cloned().collect();
    let common = (names.len() > 1).then(|| common(types, &names)).flatten();
    let target = common.map_or_else(|| first.target.clone(), Target::Named);
    TypeRef { target, collection: all().any(|ty| ty.collection) }
}

/// The answer if it has no documented type.
fn untold(prose: &Prose, good: &[&Sample<'_>]) -> ResponseBody {
    let mut json = good.iter().filter_map(|s| s.json).peekable();
    if json.peek().is_some() {
        let collection = good.iter().filter_map(|s| s.json).any(is_envelope);
        // An undocumented type keeps its name.
        let written = good.iter().find_map(|s| s.ty.as_ref()).map(|ty| ty.target.clone());
        let unsaid = if json.all(is_bytes) { Primitive::Stream } else { Primitive::Untyped };
        ResponseBody::Typed(TypeRef { target: written.unwrap_or(Target::Primitive(unsaid)), collection })
    } else if good.iter().any(|s| s.has_body) {
        ResponseBody::Bytes
    } else if prose.body.is_some() && !is_always_empty(prose, good) {
        ResponseBody::Typed(TypeRef::primitive(Primitive::Untyped))
    } else {
        ResponseBody::None
    }
}

/// Whether the answer is empty even if the prose names a type: "204 … and an updated x object". The examples decide,
/// unless metadata names a type.
fn is_empty(prose: &Prose, good: &[&Sample<'_>], is_untyped: bool) -> bool {
    if good.is_empty() {
        return !prose.statuses.is_empty() && prose.statuses.iter().all(|s| *s == 204);
    }
    let all_204 = good.iter().all(|s| s.status == 204);
    let only_empty = all_204 || prose.statuses.iter().all(|s| *s == 204);
    good.iter().all(|s| !s.has_body) && (all_204 || is_untyped && (only_empty || prose.ty.is_none()))
}

/// The shape of the body decides whether there is an envelope, unless the type has a property `value`.
fn with_envelope(ty: TypeRef, good: &[&Sample<'_>], types: &Types) -> TypeRef {
    let own_value = named(&ty).and_then(|name| types.get(name)).is_some_and(|t| t.property("value").is_some());
    let bodies: Vec<&crate::json::Json> = good.iter().filter_map(|s| s.json).collect();
    if bodies.is_empty() || own_value {
        return ty;
    }
    let all = bodies.iter().all(|body| is_envelope(body));
    let some = bodies.iter().any(|body| is_envelope(body));
    TypeRef { collection: all || some && ty.collection, ..ty }
}

/// Where the page shows or mentions a body of unknown type.
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

/// Whether a body consists of bytes in an envelope: a long `value` in base64.
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
pub(super) fn common(types: &Types, names: &[TypeKey]) -> Option<TypeKey> {
    let expression = Expression {
        names: names.iter().map(|n| Name { text: n.to_string(), page: None, fragment: None }).collect(),
        collection: false,
    };
    match types.resolve(&expression, "").target {
        Target::Named(name) => Some(name),
        _ => None,
    }
}
