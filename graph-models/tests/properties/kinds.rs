//! What the docs say about the kinds of members, and which members of a value are not of theirs.

use std::collections::BTreeSet;

use graph_codegen::model::{Api, Kind, Primitive, Property, Target, Type};
use serde_json::Value as Json;

/// A value of the wrong kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wrong {
    /// Where it is.
    pub path: String,
    /// The member that cannot be decoded on its account.
    pub member: String,
}

/// The documented types.
pub struct Docs(Api);

impl Docs {
    pub fn read() -> Self {
        let docs = camino::Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/v1.0"));
        Self(graph_codegen::generate::model(docs).unwrap().api)
    }

    /// A type by its short or full name.
    pub fn ty(&self, name: &str) -> &Type {
        let full = if name.contains('.') { name.to_owned() } else { format!("microsoft.graph.{name}") };
        self.0.get(&full).unwrap_or_else(|| panic!("{full} is not documented"))
    }

    /// Its properties, without relationships.
    pub fn properties(&self, name: &str) -> impl Iterator<Item = &Property> {
        self.ty(name).properties.iter().filter(|property| !property.navigation)
    }

    /// The names of the types that derive from it, and its own.
    pub fn derived(&self, name: &str) -> Vec<String> {
        let base = &self.ty(name).name;
        self.0.types.values().filter(|it| self.0.derives_from(&it.name, base)).map(|it| it.name.clone()).collect()
    }

    /// The members of an object of this type, or one derived from it, that are of the wrong kind.
    pub fn wrong(&self, name: &str, object: &Json, at: &str) -> BTreeSet<Wrong> {
        let named = object.get("@odata.type").and_then(Json::as_str).unwrap_or_default();
        let derived = self.derived(name);
        let named = derived.iter().find(|it| it.eq_ignore_ascii_case(named.trim_start_matches('#')));
        let mut wrong = BTreeSet::new();
        for property in self.properties(named.map_or(name, |it| it)) {
            if let Some(value) = object.get(&property.name) {
                self.wrong_member(property, value, &format!("{at}/{}", property.name), &mut wrong);
            }
        }
        wrong
    }

    /// The wrong members of a page.
    pub fn wrong_page(&self, name: &str, page: &Json) -> BTreeSet<Wrong> {
        let mut wrong = BTreeSet::new();
        let whole = |path: String| Wrong { path, member: "/value".to_owned() };
        match page.get("value") {
            Some(Json::Array(items)) => match items.iter().position(|item| !item.is_object()) {
                Some(at) => {
                    wrong.insert(whole(format!("/value/{at}")));
                }
                None => {
                    for (at, item) in items.iter().enumerate() {
                        wrong.append(&mut self.wrong(name, item, &format!("/value/{at}")));
                    }
                }
            },
            _ => {
                wrong.insert(whole("/value".to_owned()));
            }
        }
        wrong
    }

    fn wrong_member(&self, property: &Property, value: &Json, path: &str, wrong: &mut BTreeSet<Wrong>) {
        let elements: Vec<(String, &Json)> = match (value, property.ty.collection) {
            (Json::Null, _) => return,
            (Json::Array(elements), true) => {
                elements.iter().enumerate().map(|(at, element)| (format!("{path}/{at}"), element)).collect()
            }
            (_, true) => vec![(path.to_owned(), value)],
            (value, false) => vec![(path.to_owned(), value)],
        };
        let whole = property.ty.collection && !value.is_array();
        match elements.iter().find(|(_, element)| whole || !self.fits(&property.ty.target, element)) {
            Some((at, _)) => {
                wrong.insert(Wrong { path: at.clone(), member: path.to_owned() });
            }
            None => {
                if let Some(ty) = self.object(&property.ty.target) {
                    let name = ty.name.clone();
                    elements.iter().for_each(|(at, element)| wrong.append(&mut self.wrong(&name, element, at)));
                }
            }
        }
    }

    /// The type of objects that is meant, if it is one.
    pub fn object(&self, target: &Target) -> Option<&Type> {
        match target {
            Target::Named(name) => Some(self.ty(name)).filter(|ty| ty.kind != Kind::Enum),
            _ => None,
        }
    }

    fn fits(&self, target: &Target, value: &Json) -> bool {
        match target {
            Target::Named(_) if self.object(target).is_some() => value.is_object(),
            Target::Named(_) => value.is_string(),
            Target::Unresolved(_) | Target::Primitive(Primitive::Untyped) => true,
            Target::Primitive(Primitive::Boolean) => value.is_boolean(),
            Target::Primitive(Primitive::Int32) => value.as_i64().is_some_and(|it| i32::try_from(it).is_ok()),
            Target::Primitive(
                Primitive::String
                | Primitive::Guid
                | Primitive::DateTimeOffset
                | Primitive::Date
                | Primitive::TimeOfDay
                | Primitive::Duration
                | Primitive::Binary,
            ) => value.is_string(),
            other => panic!("the docs use {other:?} for the first time: say here what fits"),
        }
    }
}
