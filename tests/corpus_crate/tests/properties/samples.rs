//! Random objects: documented members, right and wrong, null ones, unknown ones, annotations.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value as Json, json};

use super::kinds::{Docs, Property};

/// The maximum nesting of objects of documented types.
const DEPTH: u32 = 3;

/// Any JSON.
pub fn any() -> BoxedStrategy<Json> {
    let number = prop_oneof![
        prop::num::i64::ANY.prop_map(|number| json!(number)),
        (-200..200_i64).prop_map(|number| json!(number)),
        Just(json!(u64::MAX)),
        Just(json!(i64::from(i32::MAX) + 1)),
        Just(json!(-0.0)),
        (-1e9..1e9_f64).prop_map(|number| json!(number)),
    ];
    let leaf =
        prop_oneof![Just(Json::Null), prop::bool::ANY.prop_map(Json::Bool), number, text().prop_map(Json::String)];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Json::Array),
            vec((name(), inner), 0..4).prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
    .boxed()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(["active", "2024-01-01T00:00:00Z", "5", "007", "2.50", "NaN", "true", ""].to_vec()).prop_map(str::to_owned),
        1 => "[ -~é\u{1F600}]{0,12}",
    ]
}

/// The name of a member that no type documents.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        select(["@odata.etag", "manager@odata.bind", "$graph_models::", "a/b~c"].to_vec()).prop_map(str::to_owned),
        "[xyz]{0,3}",
    ]
}

fn extra() -> BoxedStrategy<Vec<(String, Json)>> {
    vec((name(), any()), 0..3).boxed()
}

/// An object of this type.
pub fn object(docs: &Docs, name: &str) -> BoxedStrategy<Json> {
    Samples { docs, made: BTreeMap::new() }.of_type(name, DEPTH)
}

/// A page of objects of this type.
pub fn page(docs: &Docs, name: &str) -> BoxedStrategy<Json> {
    let item = Samples { docs, made: BTreeMap::new() }.of_type(name, 1);
    let items = vec(item.clone(), 0..4).prop_map(|items| Some(Json::Array(items)));
    let odd = vec(prop_oneof![3 => item, 1 => any()], 0..4).prop_map(|items| Some(Json::Array(items)));
    let value = prop_oneof![6 => items, 2 => odd, 1 => any().prop_map(Some), 1 => Just(None)];
    let annotation = prop_oneof!["https://[a-z]{1,4}".prop_map(Json::String), any()];
    let names = ["@odata.nextLink", "@odata.deltaLink", "@odata.count", "@odata.context"];
    (value, vec((select(names.to_vec()), annotation), 0..3), extra())
        .prop_map(|(value, annotations, extra)| {
            let mut members: Map<String, Json> = extra.into_iter().collect();
            members.extend(annotations.into_iter().map(|(name, value)| (name.to_owned(), value)));
            members.extend(value.map(|value| ("value".to_owned(), value)));
            Json::Object(members)
        })
        .boxed()
}

/// Strategies for objects of documented types, created once for each depth: types refer to each other, and creating
/// them for each reference would fill the memory.
struct Samples<'a> {
    docs: &'a Docs,
    made: BTreeMap<(String, u32), BoxedStrategy<Json>>,
}

impl Samples<'_> {
    fn of_type(&mut self, name: &str, depth: u32) -> BoxedStrategy<Json> {
        let key = (self.docs.ty(name).name.to_lowercase(), depth);
        if let Some(made) = self.made.get(&key) {
            return made.clone();
        }
        let docs = self.docs;
        let kinds: Vec<_> = docs.derived(name).iter().map(|derived| self.exactly(name, derived, depth)).collect();
        let made = prop::strategy::Union::new(kinds).boxed();
        self.made.insert(key, made.clone());
        made
    }

    /// An object of type `derived` for a documented type `base`.
    fn exactly(&mut self, base: &str, derived: &str, depth: u32) -> BoxedStrategy<Json> {
        let properties = &self.docs.ty(derived).properties;
        // Most members of a very large type are omitted, as with `$select`.
        let absent = 3 + u32::try_from(properties.len()).unwrap_or(u32::MAX) / 3;
        let mut members: Vec<BoxedStrategy<Option<(String, Json)>>> = Vec::new();
        for property in properties {
            let name = property.name.clone();
            let value = prop_oneof![
                absent => Just(None),
                5 => self.right(property, depth).prop_map(Some),
                1 => Just(Some(Json::Null)),
                1 => any().prop_map(Some),
            ];
            members.push(value.prop_map(move |value| value.map(|value| (name.clone(), value))).boxed());
        }
        let own = (self.docs.ty(base).name != derived).then(|| derived.to_owned());
        let named = prop_oneof![
            6 => Just(own.clone().map(|name| json!(format!("#{name}")))),
            1 => Just(own.clone().map(|name| json!(name))),
            1 => Just(own.map(|name| json!(format!("#{}", name.to_uppercase())))),
            1 => any().prop_map(Some),
            1 => Just(Some(json!("#microsoft.graph.unheardOf"))),
        ];
        (members, extra(), named)
            .prop_map(|(members, extra, named)| {
                let named = named.map(|name| ("@odata.type".to_owned(), name));
                Json::Object(extra.into_iter().chain(members.into_iter().flatten()).chain(named).collect())
            })
            .boxed()
    }

    /// A value of the documented kind; parts of a collection or an object can be wrong.
    fn right(&mut self, property: &Property, depth: u32) -> BoxedStrategy<Json> {
        let one: BoxedStrategy<Json> = match property.ty.as_str() {
            "Edm.Untyped" | "Edm.Stream" => any(),
            "Edm.Boolean" => prop::bool::ANY.prop_map(Json::Bool).boxed(),
            "Edm.SByte" | "Edm.Byte" => (0..128_i64).prop_map(|number| json!(number)).boxed(),
            "Edm.Int16" => prop::num::i16::ANY.prop_map(|number| json!(number)).boxed(),
            "Edm.Int32" => prop::num::i32::ANY.prop_map(|number| json!(number)).boxed(),
            "Edm.Int64" => prop::num::i64::ANY
                .prop_flat_map(|number| prop_oneof![Just(json!(number)), Just(json!(number.to_string()))])
                .boxed(),
            "Edm.Single" | "Edm.Double" | "Edm.Decimal" => prop_oneof![
                (-1e9..1e9_f64).prop_map(|number| json!(number)),
                prop::num::i64::ANY.prop_map(|number| json!(number)),
                select(["NaN", "INF", "-INF", "1.50"].to_vec()).prop_map(|text| json!(text)),
            ]
            .boxed(),
            primitive if primitive.starts_with("Edm.") => text().prop_map(Json::String).boxed(),
            name => match &self.docs.ty(name).values {
                None if depth == 0 => Just(json!({})).boxed(),
                None => self.of_type(name, depth - 1),
                Some(values) if values.is_empty() => text().prop_map(Json::String).boxed(),
                Some(values) => prop_oneof![2 => select(values.clone()), 1 => text()].prop_map(Json::String).boxed(),
            },
        };
        if !property.collection {
            return one;
        }
        prop_oneof![
            5 => vec(one.clone(), 0..4),
            1 => vec(prop_oneof![3 => one, 1 => any()], 0..4),
        ]
        .prop_map(Json::Array)
        .boxed()
    }
}
