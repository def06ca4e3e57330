//! The request body of an operation, from its Request body section, its examples and its answer.

use std::collections::HashSet;

use super::super::enums;
use super::super::language::{self, Role};
use super::super::layout::{Laid, SectionRole};
use super::super::properties::{self, DocumentedProperty, NamedRow, TableKind};
use super::super::reference::Expression;
use super::super::responses;
use super::super::scope::Scope;
use super::super::types::Types;
use super::Call;
use crate::diagnostic::{Code, Diagnostic};
use crate::docs::{Item, Page, Paragraph, Table, http};
use crate::json::{Json, JsonKind};
use crate::model::{Kind, Primitive, Property, RequestBody, ResponseBody, Segment, Target, Template, TypeKey, TypeRef};
use crate::span::Span;

/// Determines the request body.
pub(super) fn request_body(call: &Call<'_>, response: &ResponseBody) -> RequestBody {
    if !call.may_have_body() {
        return RequestBody::None;
    }
    let last = call.templates.first().and_then(|template| template.segments.last());
    if matches!(last, Some(Segment::Value)) {
        return RequestBody::Bytes;
    }
    let (bodies, json) = sent(call);
    if matches!(last, Some(Segment::Ref)) && !are_objects(&json) {
        return RequestBody::Reference;
    }
    if bodies > 0 && json.is_empty() {
        return RequestBody::Bytes;
    }
    let (json, is_list) = elements(json);
    let said = Said::read(call);
    let names = said.names(&json);
    if let Some(ty) = whose(call, response, &said, &names) {
        return RequestBody::Typed(TypeRef { collection: is_list, ..ty });
    }
    let is_said_empty = said.no_body && names.is_empty();
    if !said.rows.is_empty() {
        RequestBody::Parameters(parameters(said.rows, call.scope))
    } else if !json.is_empty() && !is_said_empty {
        RequestBody::Untyped
    } else if said.no_body || call.method == "POST" {
        RequestBody::None
    } else {
        RequestBody::Untyped
    }
}

/// How many example requests have a body, and those bodies that are JSON.
fn sent<'a>(call: &Call<'a>) -> (usize, Vec<&'a Json>) {
    let requests = call.pairs.iter().filter_map(|pair| pair.request.as_ref());
    let bodies: Vec<_> = requests
        .filter(|request| request.message.method.value.eq_ignore_ascii_case(call.method))
        .filter(|request| request.message.body.as_ref().is_some_and(|body| !body.text.trim().is_empty()))
        .collect();
    (bodies.len(), bodies.iter().filter_map(|request| request.json()).collect())
}

/// Whether a path that ends with `$ref` takes the object itself, as some do.
fn are_objects(bodies: &[&Json]) -> bool {
    let is_object = |body: &&Json| {
        let members = body.members();
        !members.is_empty() && !members.iter().any(|m| m.name.value.to_lowercase().contains("odata.id"))
    };
    !bodies.is_empty() && bodies.iter().all(is_object)
}

/// The objects that are sent, and whether they are sent in bare arrays.
fn elements(bodies: Vec<&Json>) -> (Vec<&Json>, bool) {
    fn items(body: &Json) -> Option<&[Json]> {
        match &body.kind {
            JsonKind::Array(items) => Some(items),
            _ => None,
        }
    }
    let is_list = !bodies.is_empty() && bodies.iter().all(|body| items(body).is_some());
    if is_list { (bodies.into_iter().filter_map(items).flatten().collect(), true) } else { (bodies, false) }
}

/// The content of the sections about the body.
#[derive(Default)]
struct Said<'a> {
    /// The members of the body, as tables list them.
    rows: Vec<NamedRow<'a>>,
    /// A table lists parameters.
    has_parameters: bool,
    /// The type that the prose links to.
    linked: Option<TypeRef>,
    no_body: bool,
    /// The prose announces parameters.
    parameters: bool,
}

impl<'a> Said<'a> {
    fn read(call: &Call<'a>) -> Said<'a> {
        let mut said = Said::default();
        let laid = call.laid;
        for (index, section) in laid
            .sections(SectionRole::Body)
            .filter(|(index, _)| !laid.layout.within_any(*index, &[SectionRole::Example, SectionRole::Aside]))
        {
            for item in &section.items {
                match item {
                    Item::Paragraph(paragraph) => said.paragraph(paragraph, call.scope),
                    Item::Table(table) => said.table(properties::table_kind(laid, index, table), table, call.scope),
                    _ => {}
                }
            }
        }
        said
    }

    fn paragraph(&mut self, paragraph: &Paragraph, scope: &Scope<'_>) {
        let plain = paragraph.text.plain();
        self.no_body |= language::says(&plain, Role::NoBody);
        let is_asked = self.linked.is_none() && !self.no_body && language::says(&plain, Role::SuppliesBody);
        let found = is_asked.then(|| linked_type(paragraph, scope)).flatten();
        self.parameters |= found.is_none() && language::says(&plain, Role::SuppliesParameters);
        self.linked = self.linked.take().or(found);
    }

    fn table(&mut self, kind: TableKind, table: &'a Table, scope: &Scope<'a>) {
        self.has_parameters |= kind == TableKind::Parameters;
        match kind {
            TableKind::Other => {
                self.rows.extend(rows_with_types(table, scope));
                if self.parameters {
                    self.rows.extend(rows_with_samples(table, scope));
                }
            }
            _ => self.rows.extend(properties::named_rows(scope.page, table, false)),
        }
    }

    /// The names of members, from tables and examples.
    fn names(&self, json: &[&'a Json]) -> Vec<String> {
        let of_rows = self.rows.iter().map(|row| row.name.as_str());
        let members = json.iter().flat_map(|body| body.members()).map(|member| member.name.value.as_str());
        of_rows.chain(members.filter(|name| !name.contains('@'))).map(str::to_owned).collect()
    }
}

/// The type of the body, from the most reliable source first: the link in the prose, the type of the answer, the type of
/// the page. An action has its own body, even if it resembles one of these types.
fn whose(call: &Call<'_>, response: &ResponseBody, said: &Said<'_>, names: &[String]) -> Option<TypeRef> {
    let types = call.scope.types;
    let own_body = said.has_parameters || said.parameters || is_action(call.scope.page, call.templates);
    let fits = |ty: &TypeRef| fits(types, ty, names);
    let is_open = |ty: &TypeRef| match &ty.target {
        Target::Named(name) => types.get(name).is_some_and(|t| t.is_open),
        _ => false,
    };
    let lists_parameters = said.parameters && !said.rows.is_empty();
    if let Some(linked) = said.linked.as_ref().filter(|ty| !said.has_parameters && (!lists_parameters || fits(ty))) {
        // Prose takes precedence unless the body is of a different kind altogether.
        let has_one = || names.iter().any(|name| self::fits(types, linked, std::slice::from_ref(name)));
        if names.is_empty() || fits(linked) || is_open(linked) || (!own_body && has_one()) {
            return Some(linked.clone());
        }
    }
    if own_body || names.is_empty() {
        return None;
    }
    let of_response = match response {
        ResponseBody::Typed(ty) if matches!(ty.target, Target::Named(_)) => {
            Some(TypeRef { target: ty.target.clone(), collection: false })
        }
        _ => None,
    };
    let of_page = page_resource(call.scope);
    // Additional members of an open type do not speak against it if the page is about that type.
    let knows_all = |ty: &TypeRef| known(types, ty, names) == names.len();
    let Some(candidate) = [&of_response, &of_page].into_iter().flatten().find(|ty| fits(ty)) else {
        return of_response.filter(is_open);
    };
    if knows_all(candidate) {
        return Some(candidate.clone());
    }
    // A type to which the section about the body links, if no other linked type has all the members.
    let better = mentions(call.laid, call.scope).into_iter().chain(of_page.clone()).find(&knows_all);
    Some(better.unwrap_or(candidate.clone()))
}

/// The parameters of an action, each once.
fn parameters(rows: Vec<NamedRow<'_>>, scope: &Scope<'_>) -> Vec<Property> {
    let mut seen: HashSet<String> = HashSet::new();
    let rows = rows.into_iter().filter(|row| seen.insert(row.name.clone()));
    rows.map(|row| parameter(row.documented(), scope)).collect()
}

fn parameter(row: DocumentedProperty, scope: &Scope<'_>) -> Property {
    Property {
        ty: type_of(&row, scope),
        name: row.name,
        navigation: false,
        inherited: false,
        deprecated: row.deprecated,
        required: false,
        facts: row.facts,
        description: row.description,
        span: row.span,
    }
}

/// The type of a parameter. An undocumented type is text if values are listed.
pub(super) fn type_of(row: &DocumentedProperty, scope: &Scope<'_>) -> TypeRef {
    let mut ty = scope.resolve(&row.ty);
    let lists = || !row.values.is_empty() || !enums::bare_values(&row.description).is_empty();
    if matches!(ty.target, Target::Unresolved(_)) && lists() {
        ty.target = Target::Primitive(Primitive::String);
    }
    ty
}

/// The finding for a parameter whose type is not documented.
pub(super) fn unresolved(name: &str, ty: &TypeRef, span: Span) -> Option<Diagnostic> {
    let Target::Unresolved(written) = &ty.target else { return None };
    let message = format!("the parameter `{name}` has the type `{written}`, which is not documented");
    let diagnostic = Diagnostic::new(Code::UnresolvedType, span, message);
    Some(diagnostic.help("link the type to the page that describes it"))
}

/// The types of objects that the sections about the body link to.
fn mentions(laid: &Laid<'_>, scope: &Scope<'_>) -> Vec<TypeRef> {
    let sections =
        laid.sections(SectionRole::Body).filter(|(index, _)| !laid.layout.within(*index, SectionRole::Example));
    let paragraphs = sections.flat_map(|(_, section)| section.paragraphs());
    let names = paragraphs.flat_map(|paragraph| linked_types(paragraph, scope));
    names.map(|name| TypeRef { target: Target::Named(name), collection: false }).collect()
}

/// Whether most of the names are members of the type or of one that derives from it.
fn fits(types: &Types, ty: &TypeRef, names: &[String]) -> bool {
    let Target::Named(name) = &ty.target else { return false };
    types.get(name).is_some() && known(types, ty, names) * 2 >= names.len()
}

/// How many of the names are members of the type or of one that derives from it.
fn known(types: &Types, ty: &TypeRef, names: &[String]) -> usize {
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
fn rows_with_types<'a>(table: &'a Table, scope: &Scope<'a>) -> Vec<NamedRow<'a>> {
    let (rows, are_types) = value_rows(table, scope);
    if are_types.iter().all(|is_type| *is_type) { rows } else { Vec::new() }
}

/// The rows of such a table, none of whose values is a type: they are samples.
fn rows_with_samples<'a>(table: &'a Table, scope: &Scope<'a>) -> Vec<NamedRow<'a>> {
    let (mut rows, are_types) = value_rows(table, scope);
    if are_types.contains(&true) || rows.iter().any(|row| http::is_known_header(&row.name)) {
        return Vec::new();
    }
    rows.iter_mut().for_each(|row| row.ty = Expression::untyped());
    rows
}

/// The rows of such a table, and whether the value of each is a type.
fn value_rows<'a>(table: &'a Table, scope: &Scope<'a>) -> (Vec<NamedRow<'a>>, Vec<bool>) {
    if !properties::lists_values(table) {
        return (Vec::new(), Vec::new());
    }
    let rows: Vec<NamedRow<'_>> = properties::named_rows(scope.page, table, false).collect();
    // A link to a page of a type is one, whether or not the page is there.
    let is_linked = |r: &NamedRow<'_>| {
        r.ty.names.iter().all(|name| name.page.as_deref().is_some_and(|page| page.starts_with("resources/")))
    };
    let are_types = rows.iter().map(|r| is_linked(r) || scope.resolve(&r.ty).is_resolved()).collect();
    (rows, are_types)
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
fn linked_type(paragraph: &Paragraph, scope: &Scope<'_>) -> Option<TypeRef> {
    let found = linked_types(paragraph, scope);
    // "an [x](…) or [y](…) object": their common base, if they have one.
    let is_choice = found.len() > 1 && language::says(&paragraph.text.plain(), Role::Or);
    let common = is_choice.then(|| responses::common(scope.types, &found)).flatten();
    let name = common.filter(|c| !c.is("microsoft.graph.entity")).or_else(|| found.first().cloned())?;
    Some(TypeRef { target: Target::Named(name), collection: false })
}

/// The types of objects that a paragraph links to, each once.
fn linked_types(paragraph: &Paragraph, scope: &Scope<'_>) -> Vec<TypeKey> {
    let mut found: Vec<TypeKey> = Vec::new();
    for link in paragraph.text.links() {
        if let Target::Named(name) = responses::linked(&link, scope)
            && scope.types.get(&name).is_some_and(|t| t.kind != Kind::Enum)
            && !found.contains(&name)
        {
            found.push(name);
        }
    }
    found
}

/// The type that the page's file name starts with: `message-update` is about `message`.
fn page_resource(scope: &Scope<'_>) -> Option<TypeRef> {
    let mut parts: Vec<&str> = scope.page.stem.split('-').collect();
    // `intune-apps-mobileapp-update`: the type is the part before the verb.
    while !parts.is_empty() {
        // `channel-post-tabs` is not about the type `post`.
        if let Some(last) = parts.last()
            && (parts.len() == 1 || !language::says(last, Role::PageVerb))
            && let Some(ty) = scope.find(last)
            && ty.kind != Kind::Enum
        {
            return Some(TypeRef { target: Target::Named(ty.name.clone()), collection: false });
        }
        parts.pop();
    }
    None
}
