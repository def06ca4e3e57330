//! Property and relationship tables, and the JSON skeletons that fill what tables lack.

use super::deprecated_rows::deprecates;
use super::deprecation;
use super::description;
use super::enums;
use super::facts;
use super::language::{self, Role};
use super::layout::{Laid, SectionRole};
use super::markers::says_required;
use super::names::{is_camel, is_member_name};
use super::reference::{Expression, Name};
use crate::docs::{Item, Page, Row, Section, Table, Text};
use crate::json::{Json, JsonKind};
use crate::model::{Deprecation, Description, Part, Primitive, PropertyFacts};
use crate::span::Span;

/// A property as a page documents it, its type not yet looked up.
#[derive(Clone, Debug)]
pub(super) struct DocumentedProperty {
    pub name: String,
    /// The name in the table, if the JSON has a different one.
    pub written: Option<String>,
    pub ty: Expression,
    pub navigation: bool,
    pub description: Description,
    /// The values of an enumeration that the description lists.
    pub values: Vec<String>,
    /// The row advises against using it.
    pub deprecated: Option<Deprecation>,
    /// The other facts in the row.
    pub facts: PropertyFacts,
    /// The row says that it must have a value.
    pub required: bool,
    /// The row says that the enumeration of its type can be combined.
    pub says_flags: bool,
    /// The type from which the row says that it is inherited.
    pub inherited_from: Option<String>,
    pub span: Span,
    /// The place of the type: the cell, or the value of a skeleton.
    pub type_span: Span,
    /// The place of the description.
    pub text_span: Span,
}

impl DocumentedProperty {
    /// Whether the type is one name that looks like the name of a type and does not lead to a page.
    pub fn names_own_type(&self) -> bool {
        let [name] = self.ty.names.as_slice() else { return false };
        let is_primitive = Primitive::parse(&name.text).is_some();
        name.page.is_none() && !is_primitive && is_member_name(&name.text) && is_camel(&name.text)
    }
}

/// The kind of rows in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TableKind {
    /// Properties.
    Properties,
    /// Relationships.
    Relationships,
    /// Parameters of an action.
    Parameters,
    /// Anything else.
    Other,
}

/// The kind of a table, by its header and the headings above it.
pub(super) fn table_kind(laid: &Laid<'_>, index: usize, table: &Table) -> TableKind {
    let first = table.header_keys().first().map_or("", String::as_str);
    if !is_english(table) {
        return TableKind::Other;
    }
    if language::says(first, Role::RelationshipColumn) {
        return TableKind::Relationships;
    }
    if language::says(first, Role::ParameterColumn) {
        return TableKind::Parameters;
    }
    if laid.layout.within(index, SectionRole::Relationships) {
        return TableKind::Relationships;
    }
    TableKind::Properties
}

/// The tables of members or parameters in the sections about the body, outside of examples.
pub(super) fn body_tables<'a>(laid: &Laid<'a>) -> impl Iterator<Item = &'a Table> {
    tables_of_body(laid)
        .filter(|(index, table)| table_kind(laid, *index, table) != TableKind::Other)
        .map(|(_, table)| table)
}

/// The tables `Name | Value | Description` in these sections.
pub(super) fn body_tables_of_values<'a>(laid: &Laid<'a>) -> impl Iterator<Item = &'a Table> {
    tables_of_body(laid).map(|(_, table)| table).filter(|table| lists_values(table))
}

/// Whether the first column of a table has names and the second one is called "Value".
pub(super) fn lists_values(table: &Table) -> bool {
    let keys = table.header_keys();
    let has = |at: usize, role: Role| keys.get(at).is_some_and(|title| language::says(title, role));
    has(0, Role::ValueNameColumn) && has(1, Role::ValueColumn)
}

fn tables_of_body<'a>(laid: &Laid<'a>) -> impl Iterator<Item = (usize, &'a Table)> {
    let sections =
        laid.sections(SectionRole::Body).filter(|(index, _)| !laid.layout.within(*index, SectionRole::Example));
    let items = sections.flat_map(|(index, section)| section.items.iter().map(move |item| (index, item)));
    items.filter_map(|(index, item)| match item {
        Item::Table(table) => Some((index, &**table)),
        _ => None,
    })
}

/// Whether a section, or one around it, is about parameters of functions.
pub(super) fn is_about_functions(laid: &Laid<'_>, index: usize) -> bool {
    let says = |section: &Section| language::says(section.key(), Role::FunctionHeading);
    let is_one = |index: usize| laid.page.sections.get(index).is_some_and(says);
    let mut parents = laid.page.sections.get(index).into_iter().flat_map(|section| &section.parents);
    is_one(index) || parents.any(|&parent| is_one(parent))
}

/// The tables of the parameters of functions, outside of examples.
pub(super) fn function_tables<'a>(laid: &Laid<'a>) -> impl Iterator<Item = &'a Table> {
    let sections = laid.page.sections.iter().enumerate();
    let sections = sections
        .filter(|(index, _)| is_about_functions(laid, *index) && !laid.layout.within(*index, SectionRole::Example));
    let items = sections.flat_map(|(_, section)| &section.items);
    items.filter_map(|item| match item {
        Item::Table(table) if is_english(table) => Some(&**table),
        _ => None,
    })
}

/// Whether the header of a table says in English that it lists names and types.
pub(super) fn is_english(table: &Table) -> bool {
    let keys = table.header_keys();
    let first = keys.first().map_or("", String::as_str);
    let names = [Role::PropertyColumn, Role::RelationshipColumn, Role::ParameterColumn];
    names.iter().any(|role| language::says(first, *role)) && language::any_says(keys, Role::TypeColumn)
}

/// The rows of a property, relationship or parameter table.
pub(super) fn rows(page: &Page, table: &Table, navigation: bool) -> Vec<DocumentedProperty> {
    named_rows(page, table, navigation).map(NamedRow::documented).collect()
}

/// A row of which only name and type have been read: often, these are enough.
#[derive(Clone, Debug)]
pub(super) struct NamedRow<'a> {
    pub name: String,
    pub ty: Expression,
    navigation: bool,
    page: &'a Page,
    row: &'a Row,
    type_at: usize,
    text_at: usize,
}

/// The same rows, before their descriptions are read.
pub(super) fn named_rows<'a>(page: &'a Page, table: &'a Table, navigation: bool) -> impl Iterator<Item = NamedRow<'a>> {
    let (type_at, text_at) = columns(table);
    table.rows.iter().filter_map(move |row| NamedRow::read(page, row, type_at, text_at, navigation))
}

/// Those of the rows whose descriptions may list values.
pub(super) fn listing_rows<'a>(page: &'a Page, table: &'a Table) -> impl Iterator<Item = NamedRow<'a>> {
    let (type_at, text_at) = columns(table);
    let lists = move |row: &&Row| {
        row.cells.get(text_at).is_some_and(|cell| language::says(cell.markdown(), Role::MayListValues))
    };
    table.rows.iter().filter(lists).filter_map(move |row| NamedRow::read(page, row, type_at, text_at, false))
}

/// The columns of the types and of the descriptions.
fn columns(table: &Table) -> (usize, usize) {
    let keys = table.header_keys();
    let type_at = language::column(keys, Role::TypeColumn).unwrap_or(1);
    let text_at = language::column(keys, Role::DescriptionColumn);
    let text_at = text_at.or_else(|| language::column(keys, Role::NotesColumn)).unwrap_or(type_at + 1);
    (type_at, text_at)
}

impl<'a> NamedRow<'a> {
    fn read(page: &'a Page, row: &'a Row, type_at: usize, text_at: usize, navigation: bool) -> Option<NamedRow<'a>> {
        let plain = row.cells.first()?.plain();
        // `tollNumber (deprecated)`, `**id**`, `` `id` ``: the first word is the name.
        let name = plain.trim().trim_matches(['`', '*', '"', ' ']);
        let name = match name.split_once('(') {
            Some((before, _)) if !before.trim().is_empty() => before.trim(),
            _ => name,
        };
        if !is_member_name(name) {
            return None;
        }
        let ty = Expression::read(row.cells.get(type_at)?, &page.path)?;
        Some(NamedRow { name: name.to_owned(), ty, navigation, page, row, type_at, text_at })
    }

    /// Whether the type is one name, and looks like the name of a type: qualified, or of several words.
    pub fn names_type(&self) -> bool {
        let [name] = self.ty.names.as_slice() else { return false };
        is_member_name(&name.text) && (is_camel(&name.text) || name.text.contains('.'))
    }

    /// The row in its table.
    pub fn row(&self) -> &'a Row {
        self.row
    }

    /// The description in the row.
    pub fn description(&self) -> Description {
        self.row.cells.get(self.text_at).map(|cell| description::describe(cell, &self.page.path)).unwrap_or_default()
    }

    /// Everything in the row.
    pub fn documented(self) -> DocumentedProperty {
        let NamedRow { name, ty, navigation, page, row, type_at, text_at } = self;
        let mut description = row.cells.get(text_at).map(|c| description::describe(c, &page.path)).unwrap_or_default();
        let words = description.words().trim().to_lowercase();
        let values = enums::inline_values(&description, &words);
        let mut deprecated = deprecates(&description, &name);
        let name_says = || row.cells.first().is_some_and(|cell| language::says(&cell.plain(), Role::DeprecatedMark));
        if !deprecated && name_says() {
            description.parts.insert(0, Part::Text("Deprecated. ".to_owned()));
            deprecated = true;
        }
        let deprecated = deprecated.then(|| deprecation::details(&description, &page.path));
        let type_cell = row.cells.get(type_at).map(Text::plain).unwrap_or_default();
        let facts = facts::of(&description, &type_cell);
        let required = says_required(&description) || facts::is_required_type(&type_cell);
        let says_flags = facts::says_flags(&words, &type_cell, ty.collection);
        let inherited_from = facts::inherited_from(&description);
        let span = row.cells.first().map_or(row.span, |cell| cell.span);
        let type_span = row.cells.get(type_at).map_or(span, |cell| cell.span);
        let text_span = row.cells.get(text_at).map_or(span, |cell| cell.span);
        DocumentedProperty {
            name,
            written: None,
            ty,
            navigation,
            description,
            values,
            deprecated,
            facts,
            required,
            says_flags,
            inherited_from,
            span,
            type_span,
            text_span,
        }
    }
}

/// The members of a JSON skeleton as documented properties.
pub(super) fn skeleton(json: &Json) -> Vec<DocumentedProperty> {
    json.members()
        .iter()
        .filter(|m| is_member_name(&m.name.value) && !m.name.value.contains("@odata"))
        .map(|m| DocumentedProperty {
            name: m.name.value.clone(),
            written: None,
            ty: skeleton_type(&m.value),
            navigation: false,
            description: Description::default(),
            values: Vec::new(),
            deprecated: None,
            facts: PropertyFacts::default(),
            required: false,
            says_flags: false,
            inherited_from: None,
            span: m.name.span,
            type_span: m.value.span,
            text_span: m.name.span,
        })
        .collect()
}

/// The type that a value of a skeleton represents.
fn skeleton_type(json: &Json) -> Expression {
    match &json.kind {
        JsonKind::Array(items) => {
            let mut inner = items.first().map_or_else(|| named(Primitive::Untyped.edm_name()), skeleton_type);
            inner.collection = true;
            inner
        }
        JsonKind::Object(_) => {
            let ty = json.get("@odata.type").or_else(|| json.get("@type")).and_then(Json::as_text);
            ty.and_then(|t| Expression::parse(&t.value)).unwrap_or_else(|| named(Primitive::Untyped.edm_name()))
        }
        JsonKind::Bool(_) => named("Edm.Boolean"),
        // A number cannot tell Int32 from Double unless it has a fraction.
        JsonKind::Number(text) if text.contains(['.', 'e', 'E']) => named("Edm.Double"),
        JsonKind::Number(text) if text.len() > 9 => named("Edm.Int64"),
        JsonKind::Number(_) => named("Edm.Int32"),
        JsonKind::Null => named("Edm.Untyped"),
        JsonKind::String(text) => literal_type(text),
    }
}

/// The type that a string of a skeleton represents: `"String (timestamp)"`, `"Int32"`, `"microsoft.graph.x"`.
fn literal_type(text: &str) -> Expression {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    if language::says(text, Role::SampleTime) {
        return named("Edm.DateTimeOffset");
    }
    if language::says(text, Role::SampleDuration) {
        return named("Edm.Duration");
    }
    if lower.starts_with("microsoft.graph.")
        || lower.starts_with("#microsoft.graph.")
        || lower.starts_with("collection(")
    {
        return Expression::parse(text).unwrap_or_else(|| named("Edm.String"));
    }
    match Primitive::parse(text) {
        Some(primitive)
            if !matches!(lower.as_str(), "url" | "uri" | "text" | "number" | "object" | "stream" | "json") =>
        {
            named(primitive.edm_name())
        }
        _ => named("Edm.String"),
    }
}

fn named(name: &str) -> Expression {
    Expression { names: vec![Name { text: name.to_owned(), page: None, fragment: None }], collection: false }
}
