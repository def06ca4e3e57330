//! Reading a model from JSON. Reading is generous, so that models of older and newer generators can be compared: unknown
//! members are ignored, and a member that is absent or null is not documented.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value};

use super::{
    Document, MemberEntry, OperationEntry, PermissionsEntry, PropertyEntry, QueryOptionEntry, RequestEntry,
    ResponseEntry, TypeEntry,
};
use crate::model::Kind;

/// Why JSON is no model.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is no JSON; the message ends with line and column.
    #[error("it is no JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// It is JSON of another shape.
    #[error("{place}: {expected} is wanted")]
    Shape {
        /// The member, such as `types[3].name`.
        place: String,
        /// What is to stand there.
        expected: &'static str,
    },
    /// Two things have one name.
    #[error("{place}: another one of that name, `{name}`, stands before it")]
    Twice {
        /// The member.
        place: String,
        /// The name.
        name: String,
    },
}

impl Document {
    /// Reads what `graph-codegen model` prints, or what is committed beside generated code.
    ///
    /// # Errors
    /// When the text is no JSON, or no model.
    pub fn parse(text: &str) -> Result<Document, ReadError> {
        let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
        let root = Node { value: &value, place: Place::Root };
        let mut out =
            Document { types: root.required("types")?.each(ty)?, operations: root.list("operations", operation)? };
        unique("types", out.types.iter().map(|ty| ty.name.to_lowercase()))?;
        unique("operations", out.operations.iter().map(|o| o.name.clone()))?;
        out.complete();
        Ok(out)
    }
}

fn unique(list: &str, names: impl Iterator<Item = String>) -> Result<(), ReadError> {
    let mut seen = BTreeSet::new();
    for (index, name) in names.enumerate() {
        if !seen.insert(name.clone()) {
            return Err(ReadError::Twice { place: format!("{list}[{index}].name"), name });
        }
    }
    Ok(())
}

/// Where a value stands.
#[derive(Clone, Copy)]
enum Place<'a> {
    Root,
    Member(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Root => Ok(()),
            Place::Member(Place::Root, name) => f.write_str(name),
            Place::Member(parent, name) => write!(f, "{parent}.{name}"),
            Place::Item(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// A value and where it stands.
#[derive(Clone, Copy)]
struct Node<'a> {
    value: &'a Value,
    place: Place<'a>,
}

impl<'a> Node<'a> {
    fn wanted(&self, expected: &'static str) -> ReadError {
        let place = self.place.to_string();
        ReadError::Shape { place: if place.is_empty() { "the whole".to_owned() } else { place }, expected }
    }

    fn object(&self) -> Result<&'a Map<String, Value>, ReadError> {
        self.value.as_object().ok_or_else(|| self.wanted("an object"))
    }

    /// A member; none if it is absent or null.
    fn member(&'a self, name: &'a str) -> Result<Option<Node<'a>>, ReadError> {
        let value = self.object()?.get(name).filter(|value| !value.is_null());
        Ok(value.map(|value| Node { value, place: Place::Member(&self.place, name) }))
    }

    fn required(&'a self, name: &'a str) -> Result<Node<'a>, ReadError> {
        self.member(name)?.ok_or_else(|| {
            let place = Place::Member(&self.place, name).to_string();
            ReadError::Shape { place, expected: "a value, as `graph-codegen model` prints it," }
        })
    }

    fn each<T>(&self, read: impl Fn(Node<'_>) -> Result<T, ReadError>) -> Result<Vec<T>, ReadError> {
        let items = self.value.as_array().ok_or_else(|| self.wanted("an array"))?;
        let place = self.place;
        items.iter().enumerate().map(|(i, value)| read(Node { value, place: Place::Item(&place, i) })).collect()
    }

    fn list<T>(&self, name: &str, read: impl Fn(Node<'_>) -> Result<T, ReadError>) -> Result<Vec<T>, ReadError> {
        self.member(name)?.map_or(Ok(Vec::new()), |list| list.each(read))
    }

    fn text(&self) -> Result<String, ReadError> {
        self.value.as_str().map(str::to_owned).ok_or_else(|| self.wanted("a string"))
    }

    fn string(&self, name: &str) -> Result<Option<String>, ReadError> {
        self.member(name)?.map(|node| node.text()).transpose()
    }

    fn flag(&self, name: &str) -> Result<Option<bool>, ReadError> {
        let flag = |node: Node<'_>| node.value.as_bool().ok_or_else(|| node.wanted("true or false"));
        self.member(name)?.map(flag).transpose()
    }

    fn line(&self) -> Result<usize, ReadError> {
        let line = |node: Node<'_>| {
            node.value.as_u64().and_then(|n| usize::try_from(n).ok()).ok_or_else(|| node.wanted("a line number"))
        };
        Ok(self.member("line")?.map(line).transpose()?.unwrap_or_default())
    }
}

fn ty(node: Node<'_>) -> Result<TypeEntry, ReadError> {
    let kind = node.required("kind")?;
    Ok(TypeEntry {
        name: node.required("name")?.text()?,
        kind: match kind.value.as_str() {
            Some("entity") => Kind::Entity,
            Some("complex") => Kind::Complex,
            Some("enum") => Kind::Enum,
            _ => return Err(kind.wanted("`entity`, `complex` or `enum`")),
        },
        base: node.string("base")?,
        r#abstract: node.flag("abstract")?.unwrap_or_default(),
        open: node.flag("open")?.unwrap_or_default(),
        key: node.string("key")?,
        workload: node.string("workload")?,
        deprecated: node.flag("deprecated")?.unwrap_or_default(),
        pages: node.list("pages", |page| page.text())?,
        description: node.string("description")?.unwrap_or_default(),
        line: node.line()?,
        properties: node.list("properties", property)?,
        members: node.list("members", member)?,
    })
}

fn property(node: Node<'_>) -> Result<PropertyEntry, ReadError> {
    Ok(PropertyEntry {
        name: node.required("name")?.text()?,
        r#type: node.required("type")?.text()?,
        collection: node.flag("collection")?.unwrap_or_default(),
        resolved: node.flag("resolved")?.unwrap_or(true),
        navigation: node.flag("navigation")?.unwrap_or_default(),
        inherited: node.flag("inherited")?.unwrap_or_default(),
        deprecated: node.flag("deprecated")?.unwrap_or_default(),
        required: node.flag("required")?.unwrap_or_default(),
        description: node.string("description")?.unwrap_or_default(),
        line: node.line()?,
    })
}

fn query_option(node: Node<'_>) -> Result<QueryOptionEntry, ReadError> {
    Ok(QueryOptionEntry {
        name: node.required("name")?.text()?,
        r#type: node.string("type")?,
        required: node.flag("required")?.unwrap_or_default(),
        description: node.string("description")?.unwrap_or_default(),
    })
}

fn member(node: Node<'_>) -> Result<MemberEntry, ReadError> {
    Ok(MemberEntry {
        name: node.required("name")?.text()?,
        description: node.string("description")?.unwrap_or_default(),
        deprecated: node.flag("deprecated")?.unwrap_or_default(),
    })
}

fn operation(node: Node<'_>) -> Result<OperationEntry, ReadError> {
    Ok(OperationEntry {
        name: node.required("name")?.text()?,
        title: node.string("title")?.unwrap_or_default(),
        method: node.required("method")?.text()?,
        templates: node.list("templates", |template| template.text())?,
        request: node.member("request")?.map(request).transpose()?,
        response: node.member("response")?.map(response).transpose()?.unwrap_or_default(),
        permissions: node.member("permissions")?.map(permissions).transpose()?.unwrap_or_default(),
        query_options: node.list("queryOptions", query_option)?,
        workload: node.string("workload")?,
        deprecated: node.flag("deprecated")?.unwrap_or_default(),
        description: node.string("description")?.unwrap_or_default(),
        page: node.string("page")?.unwrap_or_default(),
        line: node.line()?,
    })
}

fn request(node: Node<'_>) -> Result<RequestEntry, ReadError> {
    Ok(RequestEntry {
        r#type: node.string("type")?,
        collection: node.flag("collection")?.unwrap_or_default(),
        resolved: node.flag("resolved")?.unwrap_or(true),
        reference: node.flag("reference")?.unwrap_or_default(),
        parameters: node.member("parameters")?.map(|list| list.each(property)).transpose()?,
        required: node.list("required", |name| name.text())?,
    })
}

fn response(node: Node<'_>) -> Result<ResponseEntry, ReadError> {
    let status = |node: Node<'_>| {
        node.value.as_u64().and_then(|n| u16::try_from(n).ok()).ok_or_else(|| node.wanted("a status code"))
    };
    Ok(ResponseEntry {
        status: node.list("status", status)?,
        r#type: node.string("type")?,
        collection: node.flag("collection")?,
        resolved: node.flag("resolved")?.unwrap_or(true),
        monitored: node.flag("monitored")?.unwrap_or_default(),
        may_be_empty: node.flag("mayBeEmpty")?.unwrap_or_default(),
    })
}

fn permissions(node: Node<'_>) -> Result<PermissionsEntry, ReadError> {
    let list = |name: &str| node.list(name, |permission| permission.text());
    Ok(PermissionsEntry {
        delegated_work: list("delegatedWork")?,
        delegated_personal: list("delegatedPersonal")?,
        application: list("application")?,
    })
}
