//! The documented kinds of members, and which members of a value have the wrong kind.
//!
//! The docs come as the JSON of the model (`graph-codegen model`). The rules in this file are independent: neither the
//! generated code nor the decoder decides what is right.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Number, Value as Json};

/// A value of the wrong kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wrong {
    /// Its location.
    pub path: String,
    /// The member that therefore cannot be decoded.
    pub member: String,
}

/// The documented types, by their names in lower case.
pub struct Docs {
    types: BTreeMap<String, Type>,
    /// For each type, itself and the types that derive from it.
    derived: BTreeMap<String, Vec<String>>,
}

/// A documented type.
pub struct Type {
    pub name: String,
    base: Option<String>,
    /// Whether its values are read as their derived types.
    polymorphic: bool,
    /// The members of an enumeration; none for an object type.
    pub values: Option<Vec<String>>,
    /// Without relationships.
    pub properties: Vec<Property>,
}

/// A documented member.
pub struct Property {
    pub name: String,
    pub ty: String,
    pub collection: bool,
}

impl Docs {
    /// Reads the JSON of the model.
    pub fn of(model: &Json) -> Self {
        let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
        let list = |json: &Json| json.as_array().cloned().unwrap_or_default();
        let property = |json: &Json| Property {
            name: text(&json["name"]),
            // Untyped members accept anything.
            ty: if json["resolved"] == false { "Edm.Untyped".to_owned() } else { text(&json["type"]) },
            collection: json["collection"] == true,
        };
        let ty = |json: &Json| Type {
            name: text(&json["name"]),
            base: json["base"].as_str().map(str::to_lowercase),
            polymorphic: json["polymorphic"] == true,
            values: (json["kind"] == "enum").then(|| list(&json["members"]).iter().map(|m| text(&m["name"])).collect()),
            properties: list(&json["properties"]).iter().filter(|p| p["navigation"] != true).map(property).collect(),
        };
        let types: BTreeMap<String, Type> =
            list(&model["types"]).iter().map(|json| (text(&json["name"]).to_lowercase(), ty(json))).collect();
        let mut derived: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (key, ty) in &types {
            let mut ancestor = Some(key);
            while let Some(key) = ancestor {
                derived.entry(key.clone()).or_default().push(ty.name.clone());
                ancestor = types.get(key).and_then(|ty| ty.base.as_ref());
            }
        }
        Self { types, derived }
    }

    /// A type by its short or full name.
    pub fn ty(&self, name: &str) -> &Type {
        let full = if name.contains('.') { name.to_owned() } else { format!("microsoft.graph.{name}") };
        self.types.get(&full.to_lowercase()).unwrap_or_else(|| panic!("{full} is not documented"))
    }

    /// The names of the type and its derived types.
    pub fn derived(&self, name: &str) -> &[String] {
        &self.derived[&self.ty(name).name.to_lowercase()]
    }

    /// The object type that is meant, if any.
    pub fn object(&self, name: &str) -> Option<&Type> {
        (!name.starts_with("Edm.")).then(|| self.ty(name)).filter(|ty| ty.values.is_none())
    }

    /// The members of the wrong kind in an object of this type, or of a derived one if it is read as such.
    pub fn wrong(&self, name: &str, object: &Json, at: &str) -> BTreeSet<Wrong> {
        let named = object.get("@odata.type").and_then(Json::as_str).unwrap_or_default().trim_start_matches('#');
        let polymorphic = self.ty(name).polymorphic;
        let named = self.derived(name).iter().find(|it| polymorphic && it.eq_ignore_ascii_case(named));
        let mut wrong = BTreeSet::new();
        for property in &self.ty(named.map_or(name, |it| it)).properties {
            if let Some(value) = object.get(&property.name) {
                self.wrong_member(property, value, &format!("{at}/{}", property.name), &mut wrong);
            }
        }
        wrong
    }

    /// The wrong items and members of a page; `None` if it is not a page.
    pub fn wrong_page(&self, name: &str, page: &Json) -> Option<BTreeSet<Wrong>> {
        let whole = |path: String| BTreeSet::from([Wrong { member: path.clone(), path }]);
        let is_link = |name: &str| page[name].as_str().is_some_and(|link| !link.trim().is_empty());
        // An unreadable link must not end a collection silently.
        let is_odd = |name: &str| !(page[name].is_null() || page[name].is_string());
        if is_odd("@odata.nextLink") || is_odd("@odata.deltaLink") {
            return None;
        }
        let items = match page.get("value") {
            Some(Json::Array(items)) => items,
            Some(Json::Null) => return Some(whole("/value".to_owned())),
            None if is_link("@odata.nextLink") || is_link("@odata.deltaLink") => {
                return Some(whole("/value".to_owned()));
            }
            _ => return None,
        };
        let wrong = items.iter().enumerate().flat_map(|(at, item)| {
            let path = format!("/value/{at}");
            if item.is_object() { self.wrong(name, item, &path) } else { whole(path) }
        });
        Some(wrong.collect())
    }

    fn wrong_member(&self, property: &Property, value: &Json, path: &str, wrong: &mut BTreeSet<Wrong>) {
        let elements: Vec<(String, &Json)> = match (value, property.collection) {
            (Json::Null, _) => return,
            (Json::Array(elements), true) => {
                elements.iter().enumerate().map(|(at, element)| (format!("{path}/{at}"), element)).collect()
            }
            _ => vec![(path.to_owned(), value)],
        };
        let whole = property.collection && !value.is_array();
        let (fit, unfit): (Vec<_>, Vec<_>) =
            elements.iter().partition(|(_, element)| !whole && self.fits(&property.ty, element));
        // If no element can be read, the first one is reported.
        let none = fit.is_empty() && !unfit.iter().any(|(_, element)| self.fits_unquoted(&property.ty, element));
        for (at, _) in unfit.iter().take(if none { 1 } else { unfit.len() }) {
            wrong.insert(Wrong { path: at.clone(), member: path.to_owned() });
        }
        if self.object(&property.ty).is_some() {
            fit.iter().for_each(|(at, element)| wrong.append(&mut self.wrong(&property.ty, element, at)));
        }
    }

    /// Whether a value is a quoted integer that fits.
    fn fits_unquoted(&self, ty: &str, value: &Json) -> bool {
        let number = value.as_str().and_then(|text| text.parse::<i64>().ok().filter(|it| it.to_string() == text));
        number.is_some_and(|number| self.fits(ty, &number.into()))
    }

    fn fits(&self, ty: &str, value: &Json) -> bool {
        let within = |min: i64, max: i64| value.as_i64().is_some_and(|it| (min..=max).contains(&it));
        match ty {
            "Edm.Untyped" | "Edm.Stream" => true,
            "Edm.Boolean" => value.is_boolean(),
            "Edm.SByte" => within(-128, 127),
            "Edm.Byte" => within(0, 255),
            "Edm.Int16" => within(-32_768, 32_767),
            "Edm.Int32" => within(i64::from(i32::MIN), i64::from(i32::MAX)),
            "Edm.Int64" => match value {
                // In quotes only in its usual form.
                Json::String(text) => text.parse::<i64>().is_ok_and(|number| number.to_string() == *text),
                number => number.as_i64().is_some(),
            },
            "Edm.Single" | "Edm.Double" | "Edm.Decimal" => match value {
                Json::String(text) => {
                    ["NaN", "INF", "-INF", "Infinity", "-Infinity"].contains(&text.as_str())
                        || serde_json::from_str::<Number>(text).is_ok()
                }
                number => number.is_number(),
            },
            "Edm.String" | "Edm.Guid" | "Edm.DateTimeOffset" | "Edm.Date" | "Edm.TimeOfDay" | "Edm.Duration"
            | "Edm.Binary" => value.is_string(),
            primitive if primitive.starts_with("Edm.") => panic!("add a rule for {primitive}"),
            _ if self.object(ty).is_some() => value.is_object(),
            _ => value.is_string(),
        }
    }
}
