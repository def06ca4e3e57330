//! Declarations: what each page says about types, before anything is looked up.

use std::collections::HashSet;

use super::super::description;
use super::super::enums;
use super::super::language::{self, Role};
use super::super::layout::{Laid, part};
use super::super::names;
use super::super::page::{namespace, qualified};
use super::super::properties::{self, Documented, TableKind};
use super::super::reference::{Expression, Name};
use crate::diagnostic::{Code, Diagnostic};
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
    pub skeleton: Vec<Documented>,
    pub rows: Vec<Documented>,
    pub inherits: Option<Expression>,
    /// The page of the base type, if that is where it says so.
    pub told_by: Option<String>,
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
    pub diagnostics: Vec<Diagnostic>,
}

/// A parameter of an operation.
pub(super) struct Parameter<'a> {
    pub page: &'a Page,
    pub namespace: String,
    pub row: Documented,
}

impl<'a> Collected<'a> {
    pub fn new(laid: &Laid<'a>) -> Collected<'a> {
        let (mut sources, mut diagnostics) = (Vec::new(), Vec::new());
        collect(laid, &mut sources, &mut diagnostics);
        Collected { sources, parameters: parameters(laid), diagnostics }
    }
}

/// Collects what a page says about types.
fn collect<'a>(laid: &Laid<'a>, sources: &mut Vec<Source<'a>>, diagnostics: &mut Vec<Diagnostic>) {
    let page = laid.page;
    let namespace = namespace(page);
    let mut blocks: Vec<(Named<'a>, Vec<Documented>, Span)> = Vec::new();
    for (_, item) in page.items() {
        let (annotation, json) = match item {
            Item::Block(block) if block.block_type() == "resource" => {
                let Some(annotation) = &block.annotation else { continue };
                let parsed = block.json();
                diagnostics.extend(parsed.diagnostic());
                (annotation, parsed.value)
            }
            Item::Annotation(annotation) if annotation.block_type == "resource" => (annotation.as_ref(), None),
            _ => continue,
        };
        let Some(name) = annotation.odata_type().filter(|n| !n.value.trim().is_empty()) else {
            diagnostics.push(
                Diagnostic::new(Code::ResourceWithoutType, annotation.span, "the resource block names no type")
                    .help("add `\"@odata.type\": \"microsoft.graph.…\"`"),
            );
            continue;
        };
        diagnostics.extend(json.as_ref().and_then(|json| type_conflict(&name.value, json, &namespace)));
        let mut skeleton = json.map(|j| properties::skeleton(&j)).unwrap_or_default();
        if annotation.flag("openType") {
            // The keys of an open type are up to whoever writes them: what stands there are samples.
            skeleton.retain(|shown| !names::is_sample_key(&shown.name));
        }
        blocks.push((Named { annotation, name: qualified(&name.value, &namespace) }, skeleton, annotation.span));
    }
    let mut rows = Vec::new();
    if page.folder == Folder::Resources {
        for (index, section) in page.sections.iter().enumerate() {
            if laid.layout.within(index, part::ASIDE) {
                continue;
            }
            for item in &section.items {
                let Item::Table(table) = item else { continue };
                match properties::table_kind(laid, index, table) {
                    TableKind::Properties => rows.extend(properties::rows(page, table, false)),
                    TableKind::Relationships => rows.extend(properties::rows(page, table, true)),
                    _ => {}
                }
            }
        }
    }
    if let (Folder::Api, Some((_, skeleton, _))) = (page.folder, blocks.first()) {
        rows = rows_beside(laid, skeleton);
    }
    rows.retain(|row: &Documented| {
        let kept = !names::is_annotation(&row.name);
        if !kept {
            let message = format!("`{0}` is no property: objects have it as the annotation `@{0}`", row.name);
            diagnostics.push(Diagnostic::new(Code::RowDropped, row.span, message).help("remove the row"));
        }
        kept
    });
    if rows.is_empty() && enums::is_enum_page(page) && blocks.iter().all(|(_, skeleton, _)| skeleton.is_empty()) {
        // Its JSON representation shows nothing but the name of the enumeration.
        return;
    }
    if blocks.is_empty() {
        // A page with a property table and no block: its title names the type.
        let title = page.title().map(|t| t.plain()).unwrap_or_default();
        let mut words = title.split_whitespace();
        let name = words.next().unwrap_or_default();
        let rest: Vec<&str> = words.collect();
        let has = |role: Role| rest.iter().any(|word| language::says(word, role));
        let says_type = has(Role::TypeTitle) && !has(Role::EnumWord);
        if page.folder == Folder::Resources && says_type && !rows.is_empty() && names::is_member_name(name) {
            let span = page.place();
            let name = qualified(name, &namespace);
            sources.push(Source {
                page,
                namespace,
                name,
                annotation: None,
                skeleton: Vec::new(),
                rows,
                inherits: inherits_from(page),
                told_by: None,
                span,
            });
        }
        return;
    }
    let inherits = inherits_from(page);
    if rows.is_empty() && page.folder == Folder::Resources {
        let span = page.place();
        diagnostics.push(Diagnostic::new(Code::NoPropertyTable, span, "the page has no property table"));
    }
    let several = blocks.len() > 1;
    for (index, (block, skeleton, span)) in blocks.into_iter().enumerate() {
        let mut rows = if index == 0 {
            let mut rows = std::mem::take(&mut rows);
            // With several types on a page a row belongs to the first only if its skeleton has it.
            if several && !skeleton.is_empty() {
                let shown: HashSet<String> = skeleton.iter().map(|shown| shown.name.to_ascii_lowercase()).collect();
                rows.retain(|row| row.navigation || shown.contains(&row.name.to_ascii_lowercase()));
            }
            rows
        } else {
            Vec::new()
        };
        properties::correct_capitals(&mut rows, &skeleton);
        sources.push(Source {
            page,
            namespace: namespace.clone(),
            name: block.name,
            annotation: Some(block.annotation),
            skeleton,
            rows,
            inherits: if index == 0 { inherits.clone() } else { None },
            told_by: None,
            span,
        });
    }
}

/// The JSON of a resource that names another type than the metadata in front of it.
fn type_conflict(name: &str, json: &Json, namespace: &str) -> Option<Diagnostic> {
    let shown = json.get("@odata.type")?.as_text()?;
    let of_json = qualified(&shown.value, namespace);
    let is_type = shown.value.contains('.') && of_json.split('.').all(names::is_member_name);
    if !is_type || of_json == qualified(name, namespace) {
        return None;
    }
    let message = format!("the JSON is of type `{of_json}`, by its metadata it is `{}`", name.trim_start_matches('#'));
    Some(
        Diagnostic::new(Code::ResourceTypeConflict, shown.span, message)
            .help("write the type of this page in both places"),
    )
}

/// The rows of tables on an api page that describe the type whose JSON the page shows.
fn rows_beside(laid: &Laid<'_>, skeleton: &[Documented]) -> Vec<Documented> {
    let shown: HashSet<String> = skeleton.iter().map(|shown| shown.name.to_ascii_lowercase()).collect();
    let mut out = Vec::new();
    for (index, section) in laid.page.sections.iter().enumerate() {
        if shown.is_empty() || laid.layout.within(index, part::EXAMPLE) {
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

/// The parameters of an api page whose type is written as names of types are, and whose descriptions may list its values.
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

/// An annotation and the type it names.
struct Named<'a> {
    annotation: &'a Annotation,
    name: TypeKey,
}

/// "Inherits from [x]" in the prose of a page's introduction, or a like phrase.
fn inherits_from(page: &Page) -> Option<Expression> {
    for (section, item) in page.items() {
        if section.level > 1 {
            continue;
        }
        let Item::Paragraph(paragraph) = item else { continue };
        let plain = paragraph.text.plain();
        let lower = plain.to_lowercase();
        for mark in language::all(&lower, Role::InheritsFrom) {
            let behind = lower.get(mark.end..).unwrap_or_default().trim_start();
            // The link that follows the phrase; a shorter one may start with the same letters.
            let mut links = paragraph.text.links();
            links.sort_by_key(|l| std::cmp::Reverse(l.text.len()));
            for link in links {
                let words = link.text.trim().to_lowercase();
                if !words.is_empty() && behind.starts_with(&words) {
                    return Some(Expression {
                        names: vec![Name {
                            text: link.text.trim().to_owned(),
                            page: description::resolve_path(&page.path, link.target.split('#').next().unwrap_or("")),
                            fragment: None,
                        }],
                        collection: false,
                    });
                }
            }
            let word = behind.split_whitespace().next().unwrap_or_default().trim_matches(['`', '*', '.', ',', '"']);
            if lower.get(mark) == Some("inherits from") && names::is_member_name(word) {
                return Expression::parse(word);
            }
        }
    }
    None
}

/// Whether the page is the home of the type: several pages may describe one, and a link to any of them means it.
pub(super) fn page_is_about(source: &Source<'_>) -> bool {
    source.page.folder == Folder::Resources
}
