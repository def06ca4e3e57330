//! Declarations: what each page says about types, before anything is looked up.

use std::collections::HashSet;

use super::super::enums;
use super::super::language::{self, Role};
use super::super::layout::{Laid, SectionRole};
use super::super::names;
use super::super::page::{namespace, qualified};
use super::super::properties::{self, DocumentedProperty, TableKind};
use super::super::reference::Expression;
use super::misspelt;
use super::statements::{self, Statements};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::docs::{Annotation, Folder, Item, Page};
use crate::json::Json;
use crate::model::TypeKey;
use crate::span::Span;

/// What one page says about one type.
pub(super) struct Source<'a> {
    pub page: &'a Page,
    pub namespace: String,
    pub name: TypeKey,
    pub annotation: Option<&'a Annotation>,
    pub skeleton: Vec<DocumentedProperty>,
    pub rows: Vec<DocumentedProperty>,
    pub statements: Statements,
    /// The type of the values of a dictionary.
    pub value_type: Option<Expression>,
    /// The page of the base type, if only that page states the base.
    pub base_page: Option<String>,
    pub span: Span,
}

impl Source<'_> {
    /// Whether the page is named after the type.
    pub fn bears_name(&self) -> bool {
        self.name.to_lowercase().strip_suffix(&self.page.stem).is_some_and(|rest| rest.ends_with('.'))
    }
}

/// What a page says about types.
pub(super) struct Collected<'a> {
    pub sources: Vec<Source<'a>>,
    /// Parameters whose descriptions may list values.
    pub parameters: Vec<Parameter<'a>>,
    pub findings: Findings,
}

/// A parameter of an operation.
pub(super) struct Parameter<'a> {
    pub page: &'a Page,
    pub namespace: String,
    pub row: DocumentedProperty,
}

impl<'a> Collected<'a> {
    pub fn new(laid: &Laid<'a>) -> Collected<'a> {
        let mut out = Collected { sources: Vec::new(), parameters: parameters(laid), findings: Findings::default() };
        out.collect(laid);
        out
    }

    fn collect(&mut self, laid: &Laid<'a>) {
        let page = laid.page;
        let blocks = self.blocks(page);
        let rows = match (page.folder, blocks.first()) {
            (Folder::Resources, _) => table_rows(laid),
            (Folder::Api, Some(first)) => api_rows(laid, &first.skeleton),
            (Folder::Api, None) => Vec::new(),
        };
        let rows = self.without_annotations(rows);
        if rows.is_empty() && enums::is_enum_page(page) && blocks.iter().all(|block| block.skeleton.is_empty()) {
            // Its JSON representation shows nothing but the name of the enumeration.
            return;
        }
        if blocks.is_empty() {
            self.sources.extend(titled(page, rows));
            return;
        }
        if rows.is_empty() && page.folder == Folder::Resources {
            let message = "the page has no property table";
            self.findings.report(Code::NoPropertyTable, page.place(), message);
        }
        let several = blocks.len() > 1;
        // Tables and prose of the page are about the first type.
        let mut of_first = Some(rows);
        for block in blocks {
            let (mut rows, statements) = match of_first.take() {
                Some(rows) => (rows, Statements::read(page, block.name.short_name())),
                None => (Vec::new(), Statements::default()),
            };
            if several && !block.skeleton.is_empty() {
                let shown = block.members();
                rows.retain(|row| row.navigation || shown.contains(&row.name.to_ascii_lowercase()));
            }
            self.source(page, block, rows, statements);
        }
    }

    /// A type that a block shows, with the rows and the prose that are about it.
    fn source(
        &mut self,
        page: &'a Page,
        block: ResourceBlock<'a>,
        mut rows: Vec<DocumentedProperty>,
        statements: Statements,
    ) {
        let ResourceBlock { annotation, name, mut skeleton } = block;
        self.findings.extend(misspelt::unite(&mut rows, &mut skeleton));
        let mut value_type = None;
        let is_open = statements.is_open || annotation.flag("openType");
        if rows.is_empty() && is_open && statements::has_no_fixed_properties(page) {
            // The keys of a dictionary are chosen by the caller.
            value_type = statements::value_type(page, &skeleton);
            skeleton.clear();
        }
        self.sources.push(Source {
            page,
            namespace: namespace(page),
            name,
            annotation: Some(annotation),
            skeleton,
            rows,
            statements,
            value_type,
            base_page: None,
            span: annotation.span,
        });
    }

    /// The resource blocks of a page, and the resources that only metadata describes.
    fn blocks(&mut self, page: &'a Page) -> Vec<ResourceBlock<'a>> {
        let namespace = namespace(page);
        let mut out = Vec::new();
        for (_, item) in page.items() {
            let (annotation, json) = match item {
                Item::Block(block) if block.block_type() == "resource" => {
                    let Some(annotation) = &block.annotation else { continue };
                    let parsed = block.json();
                    self.findings.extend(parsed.diagnostic());
                    (annotation, parsed.value)
                }
                Item::Annotation(annotation) if annotation.block_type == "resource" => (annotation.as_ref(), None),
                _ => continue,
            };
            let Some(name) = annotation.odata_type().filter(|n| !n.value.trim().is_empty()) else {
                self.findings.report_with_help(
                    Code::ResourceWithoutType,
                    annotation.span,
                    "the resource block does not name a type",
                    "add `\"@odata.type\": \"microsoft.graph.…\"`",
                );
                continue;
            };
            self.findings.extend(json.as_ref().and_then(|json| type_conflict(&name.value, json, &namespace)));
            let mut skeleton = json.map(|j| properties::skeleton(&j)).unwrap_or_default();
            if annotation.flag("openType") {
                // The keys of an open type are chosen by the caller; those in the JSON are samples.
                skeleton.retain(|shown| !names::is_sample_key(&shown.name));
            }
            out.push(ResourceBlock { annotation, name: qualified(&name.value, &namespace), skeleton });
        }
        out
    }

    /// The rows, without those that are about annotations of objects.
    fn without_annotations(&mut self, mut rows: Vec<DocumentedProperty>) -> Vec<DocumentedProperty> {
        // An annotation of the format; those of the service are documented.
        rows.retain(|row| !names::is_marked_annotation(&row.name));
        let dropped = rows.extract_if(.., |row| names::is_annotation(&row.name));
        self.findings.extend(dropped.map(|row| {
            let message = format!("`{0}` is not a property; objects have it as the annotation `@{0}`", row.name);
            Diagnostic::new(Code::RowDropped, row.span, message).help("remove the row")
        }));
        rows
    }
}

/// The rows of the tables of properties and relationships on the page of a type.
fn table_rows(laid: &Laid<'_>) -> Vec<DocumentedProperty> {
    let mut rows = Vec::new();
    for (index, section) in laid.page.sections.iter().enumerate() {
        if laid.layout.within(index, SectionRole::Aside) {
            continue;
        }
        for item in &section.items {
            let Item::Table(table) = item else { continue };
            match properties::table_kind(laid, index, table) {
                TableKind::Properties => rows.extend(properties::rows(laid.page, table, false)),
                TableKind::Relationships => rows.extend(properties::rows(laid.page, table, true)),
                _ => {}
            }
        }
    }
    rows
}

/// The type of a page with a property table and no block: its title names the type.
fn titled(page: &Page, rows: Vec<DocumentedProperty>) -> Option<Source<'_>> {
    let title = page.title().map(|t| t.plain()).unwrap_or_default();
    let mut words = title.split_whitespace();
    let name = words.next().unwrap_or_default();
    let rest: Vec<&str> = words.collect();
    let has = |role: Role| rest.iter().any(|word| language::says(word, role));
    let says_type = has(Role::TypeTitle) && !has(Role::EnumWord);
    if page.folder != Folder::Resources || !says_type || rows.is_empty() || !names::is_member_name(name) {
        return None;
    }
    let namespace = namespace(page);
    let name = qualified(name, &namespace);
    Some(Source {
        statements: Statements::read(page, name.short_name()),
        page,
        name,
        namespace,
        annotation: None,
        skeleton: Vec::new(),
        rows,
        value_type: None,
        base_page: None,
        span: page.place(),
    })
}

/// The finding for JSON of a resource that names a different type than its metadata.
fn type_conflict(name: &str, json: &Json, namespace: &str) -> Option<Diagnostic> {
    let shown = json.get("@odata.type")?.as_text()?;
    let of_json = qualified(&shown.value, namespace);
    let is_type = shown.value.contains('.') && of_json.split('.').all(names::is_member_name);
    if !is_type || of_json == qualified(name, namespace) {
        return None;
    }
    let message =
        format!("the type is `{of_json}` in the JSON, but `{}` in the metadata", name.trim_start_matches('#'));
    Some(
        Diagnostic::new(Code::ResourceTypeConflict, shown.span, message)
            .help("write the type of this page in both places"),
    )
}

/// The rows of tables on an api page that describe the type whose JSON the page shows.
fn api_rows(laid: &Laid<'_>, skeleton: &[DocumentedProperty]) -> Vec<DocumentedProperty> {
    let shown: HashSet<String> = skeleton.iter().map(|shown| shown.name.to_ascii_lowercase()).collect();
    let mut out = Vec::new();
    for (index, section) in laid.page.sections.iter().enumerate() {
        if shown.is_empty() || laid.layout.within(index, SectionRole::Example) {
            continue;
        }
        for item in &section.items {
            let Item::Table(table) = item else { continue };
            if properties::table_kind(laid, index, table) != TableKind::Properties || !properties::is_english(table) {
                continue;
            }
            let rows = || properties::named_rows(laid.page, table, false);
            let known = rows().filter(|row| shown.contains(&row.name.to_ascii_lowercase())).count();
            if known > 0 && known * 2 >= rows().count() {
                out.extend(rows().map(properties::NamedRow::documented));
            }
        }
    }
    out
}

/// The parameters of an api page whose type looks like a type name and whose description may list its values.
fn parameters<'a>(laid: &Laid<'a>) -> Vec<Parameter<'a>> {
    let page = laid.page;
    if page.folder != Folder::Api {
        return Vec::new();
    }
    let tables = properties::body_tables(laid).chain(properties::function_tables(laid));
    let rows = tables.flat_map(|table| properties::listing_rows(page, table));
    let rows = rows.filter(|row| row.names_type());
    rows.map(|row| Parameter { page, namespace: namespace(page), row: row.documented() }).collect()
}

/// The metadata of a resource, the type that it names, and the JSON that it is about.
struct ResourceBlock<'a> {
    annotation: &'a Annotation,
    name: TypeKey,
    skeleton: Vec<DocumentedProperty>,
}

impl ResourceBlock<'_> {
    /// The members of its JSON, in lower case.
    fn members(&self) -> HashSet<String> {
        self.skeleton.iter().map(|shown| shown.name.to_ascii_lowercase()).collect()
    }
}

/// Whether the page is the home of the type: several pages may describe one, and a link to any of them means it.
pub(super) fn page_is_about(source: &Source<'_>) -> bool {
    source.page.folder == Folder::Resources
}
