//! Operations that api pages document.

use super::template::{Segment, Template};
use super::{Cloud, Deprecation, Description, FunctionParameter, Permissions, Primitive, Property, TypeRef};
use crate::span::Span;

/// An operation that an api page documents: one verb on one or several paths.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Stem of the page, with a suffix where a page documents several operations.
    pub name: String,
    /// The page, below the docs folder.
    pub page: String,
    /// The page's title, or the heading below it that the operation has of its own.
    pub title: String,
    /// What it does.
    pub description: Description,
    /// The workload it belongs to.
    pub workload: Option<String>,
    /// The namespace of its page.
    pub namespace: String,
    /// The HTTP verb in capitals.
    pub method: String,
    /// The paths: the canonical one first, then the alternates, then those that only an example shows.
    pub templates: Vec<Template>,
    /// How many request lines of the page list these paths.
    pub listed: usize,
    /// The request body.
    pub request: RequestBody,
    /// Status codes of success, ascending.
    pub statuses: Vec<u16>,
    /// The answer.
    pub response: ResponseBody,
    /// It continues after its answer: `202` with an address to poll.
    pub monitored: bool,
    /// The answer is empty for some statuses, such as 204.
    pub may_be_empty: bool,
    /// Who may call it.
    pub permissions: Permissions,
    /// The parameters of the function that the path calls, as the page lists them.
    pub function_parameters: Vec<FunctionParameter>,
    /// The query options that the page documents: those that it says not to be supported are left out.
    pub query_options: Vec<QueryOption>,
    /// The members of the body that a request has to carry, as the page names them.
    pub required: Vec<String>,
    /// The national clouds that have it, if the page says so.
    pub clouds: Option<Vec<Cloud>>,
    /// The docs advise against using it.
    pub deprecated: Option<Deprecation>,
    /// The first template.
    pub span: Span,
}

/// A query option of an operation.
#[derive(Clone, Debug)]
pub struct QueryOption {
    /// Its name: `$filter`, `startDateTime`.
    pub name: String,
    /// The type of its value, if the page says one.
    pub ty: Option<Primitive>,
    /// A request has to carry it.
    pub required: bool,
    /// What it does.
    pub description: Description,
}

impl QueryOption {
    /// An option of which only the name is known.
    #[must_use]
    pub fn named(name: String) -> QueryOption {
        QueryOption { name, ty: None, required: false, description: Description::default() }
    }
}

impl Operation {
    /// Whether it returns changes: a `GET` of the function `delta`, qualified or not.
    #[must_use]
    pub fn is_delta(&self) -> bool {
        let name = |template: &Template| match template.segments.last() {
            Some(Segment::Literal(name) | Segment::Function { name, .. } | Segment::Cast(name)) => {
                name.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case("delta"))
            }
            _ => false,
        };
        self.method == "GET" && self.templates.iter().any(name)
    }
}

/// The request body of an operation.
#[derive(Clone, Debug)]
pub enum RequestBody {
    /// Nothing.
    None,
    /// An object of a documented type, or a list of them.
    Typed(TypeRef),
    /// An object of the parameters of an action.
    Parameters(Vec<Property>),
    /// A reference: `{"@odata.id": "…"}`.
    Reference,
    /// The bytes of a medium.
    Bytes,
    /// JSON of a shape the page does not say.
    Untyped,
}

/// The answer of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseBody {
    /// Nothing.
    None,
    /// A value of a type; a collection comes in an envelope with `value`.
    Typed(TypeRef),
    /// The number behind `$count`, which comes as plain text.
    Text,
    /// The bytes of a medium.
    Bytes,
}

/// Whether a member of a body represents this property: by its name, or by `name@delta` or `name@odata.bind`.
#[must_use]
pub fn is_for(member: &str, name: &str) -> bool {
    match member.strip_prefix(name) {
        Some("") => true,
        Some(rest) => matches!(rest, "@delta" | "@odata.bind" | "@odata.delta"),
        None => false,
    }
}
