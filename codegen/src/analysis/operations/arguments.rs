//! The parameters of the functions that paths call, as the tables and lists of a page have them.

use std::collections::{HashMap, HashSet};

use super::super::layout::{Laid, SectionRole};
use super::super::parameter_lists::{self, ListedParameter};
use super::super::properties::{self, NamedRow};
use super::super::required;
use super::super::scope::Scope;
use super::body;
use super::lines::Line;
use crate::docs::{Item, Page, Table};
use crate::model::{FunctionParameter, Parameter, Primitive, Segment, Target, Template, TypeRef};
use crate::span::Span;

/// The tables of a page that list the parameters of its request lines.
#[derive(Default)]
pub(super) struct Tables<'a> {
    /// Those that list parameters of functions.
    arguments: Vec<(&'a Table, Rows)>,
    /// Lists of parameters of functions.
    lists: Vec<ListedParameter>,
    /// Tables of parameters that are not in a path: they are query options.
    pub options: Vec<&'a Table>,
}

/// Which rows of a table are parameters of functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rows {
    /// All of them: the heading says so.
    All,
    /// Those that a path has in brackets.
    InPaths,
}

/// A parameter, and where its table lists it.
pub(super) struct Listed {
    pub parameter: FunctionParameter,
    pub span: Span,
}

impl<'a> Tables<'a> {
    /// Finds them; `lines` are the request lines of the page.
    pub fn read(laid: &Laid<'a>, lines: &[Line]) -> Tables<'a> {
        let mut out = Tables { lists: parameter_lists::read(laid), ..Tables::default() };
        let known = names(lines.iter().map(|line| &line.template));
        let has_body = lines.iter().any(|line| line.method != "GET");
        let mut without = vec![SectionRole::Example, SectionRole::Response, SectionRole::Permissions];
        without.extend(has_body.then_some(SectionRole::Body));
        for (index, section) in laid.page.sections.iter().enumerate() {
            if laid.layout.within(index, SectionRole::Other) {
                continue;
            }
            let is_headed = properties::is_about_functions(laid, index);
            if !is_headed && (known.is_empty() || laid.layout.within_any(index, &without)) {
                continue;
            }
            for item in &section.items {
                let Item::Table(table) = item else { continue };
                match (is_headed, has_row(laid.page, table, &known)) {
                    (true, true) => out.arguments.push((table, Rows::All)),
                    (true, false) => out.options.push(table),
                    (false, true) => out.arguments.push((table, Rows::InPaths)),
                    (false, false) => {}
                }
            }
        }
        // A heading about functions takes precedence.
        out.arguments.sort_by_key(|(_, rows)| *rows);
        out
    }

    /// The tables below headings about functions that list their parameters.
    pub fn of_functions(&self) -> Vec<&'a Table> {
        self.arguments.iter().filter(|(_, rows)| *rows == Rows::All).map(|(table, _)| *table).collect()
    }

    /// The parameters of an operation with these paths, each once.
    pub fn parameters(&self, templates: &[Template], scope: &Scope<'a>) -> Vec<Listed> {
        let known = names(templates.iter());
        let in_all = templates.iter().map(|template| names(std::iter::once(template)));
        let in_all = in_all.reduce(|all, names| &all & &names).unwrap_or_default();
        let prefixes = prefixes(templates);
        let mut seen: HashSet<String> = HashSet::new();
        let mut out = Vec::new();
        for (table, rows) in self.arguments.iter().filter(|(table, _)| has_row(scope.page, table, &known)) {
            for row in properties::named_rows(scope.page, table, false) {
                let key = row.name.to_lowercase();
                if (*rows == Rows::All || known.contains(&key)) && seen.insert(key.clone()) {
                    let said = required::need(table, row.row(), &row.description());
                    let required = said.unwrap_or_else(|| in_all.contains(&key));
                    out.push(listed(row, required, prefixes.get(&key).copied(), scope));
                }
            }
        }
        for item in &self.lists {
            let key = item.name.to_lowercase();
            if known.contains(&key) && seen.insert(key.clone()) {
                let said = item.required.or_else(|| required::in_words(&item.description));
                out.push(of_list(item, said.unwrap_or_else(|| in_all.contains(&key)), scope));
            }
        }
        out
    }
}

/// The parameter that an item of a list documents. Without a type, it is text as it is in the path.
fn of_list(item: &ListedParameter, required: bool, scope: &Scope<'_>) -> Listed {
    let ListedParameter { name, ty, description, span, .. } = item;
    let ty = ty.as_ref().map_or_else(|| TypeRef::primitive(Primitive::String), |ty| scope.resolve(ty));
    let (name, description) = (name.clone(), description.clone());
    Listed { parameter: FunctionParameter { name, ty, required, description }, span: *span }
}

/// The names, in lower case, of the parameters that paths have in brackets.
fn names<'t>(templates: impl Iterator<Item = &'t Template>) -> HashSet<String> {
    templates.flat_map(parameters).map(|parameter| parameter.name.to_lowercase()).collect()
}

/// The parameters with names that a path has in brackets.
fn parameters(template: &Template) -> impl Iterator<Item = &Parameter> {
    let of_segments = template.segments.iter().filter_map(|segment| match segment {
        Segment::Function { parameters, .. } => Some(parameters),
        _ => None,
    });
    of_segments.flatten().filter(|parameter| !parameter.name.is_empty())
}

/// The text before the quotes of an argument, by its name in lower case: `microsoft.graph.zone` of
/// `zone=microsoft.graph.zone'{zone}'`.
fn prefixes(templates: &[Template]) -> HashMap<String, &str> {
    let all = templates.iter().flat_map(parameters);
    let split = all.filter_map(|it| Some((it.name.to_lowercase(), it.placeholder.name.split_once('\'')?.0)));
    split.filter(|(_, prefix)| prefix.contains('.')).collect()
}

/// Whether a table lists one of the parameters.
fn has_row(page: &Page, table: &Table, known: &HashSet<String>) -> bool {
    properties::is_english(table)
        && properties::named_rows(page, table, false).any(|row| known.contains(&row.name.to_lowercase()))
}

/// The parameter that a row lists. The text before the value in its path is its type, if that is documented.
fn listed(row: NamedRow<'_>, required: bool, prefix: Option<&str>, scope: &Scope<'_>) -> Listed {
    let row = row.documented();
    let mut ty = body::type_of(&row, scope);
    if let Some(found) = prefix.and_then(|name| scope.find(name)) {
        ty.target = Target::Named(found.name.clone());
    }
    let span = row.span;
    Listed { parameter: FunctionParameter { name: row.name, ty, required, description: row.description }, span }
}
