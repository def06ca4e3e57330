//! Random objects: documented members, right and wrong, null ones, unknown ones, annotations.

use graph_codegen::model::{Primitive, Property, Target};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::kinds::Docs;

/// So deep are objects of documented types nested.
const DEPTH: u32 = 3;

/// Any JSON.
pub fn any() -> BoxedStrategy<Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any_with_bool(),
        prop_oneof![any_i64(), Just(json!(u64::MAX)), Just(json!(i64::from(i32::MAX) + 1)), Just(json!(-0.0))],
        (-1e9..1e9_f64).prop_map(|number| json!(number)),
        text().prop_map(Json::String),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Json::Array),
            vec((name(), inner), 0..4).prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
    .boxed()
}

fn any_with_bool() -> impl Strategy<Value = Json> {
    prop::bool::ANY.prop_map(Json::Bool)
}

fn any_i64() -> impl Strategy<Value = Json> {
    prop::num::i64::ANY.prop_map(|number| json!(number))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("active".to_owned()),
        Just("2024-01-01T00:00:00Z".to_owned()),
        Just("5".to_owned()),
        "[ -~é\u{1F600}]{0,12}"
    ]
}

/// The name of a member that no type documents.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("@odata.etag".to_owned()),
        Just("manager@odata.bind".to_owned()),
        Just("$graph_models::".to_owned()),
        Just("a/b~c".to_owned()),
        "[xyz]{0,3}"
    ]
}

/// An object of this type.
pub fn object(docs: &Docs, name: &str) -> BoxedStrategy<Json> {
    of_type(docs, name, DEPTH)
}

/// A page of objects of this type.
pub fn page(docs: &Docs, name: &str) -> BoxedStrategy<Json> {
    let items = vec(of_type(docs, name, 1), 0..4).prop_map(|items| Some(Json::Array(items)));
    let odd =
        vec(prop_oneof![3 => of_type(docs, name, 1), 1 => any()], 0..4).prop_map(|items| Some(Json::Array(items)));
    let value = prop_oneof![6 => items, 2 => odd, 1 => any().prop_map(Some), 1 => Just(None)];
    let annotation = prop_oneof!["https://[a-z]{1,4}".prop_map(Json::String), any()];
    let annotations = vec((prop::sample::select(ANNOTATIONS), annotation), 0..3);
    (value, annotations, extra())
        .prop_map(|(value, annotations, extra)| {
            let mut members: Map<String, Json> = extra.into_iter().collect();
            members.extend(annotations.into_iter().map(|(name, value)| (name.to_owned(), value)));
            members.extend(value.map(|value| ("value".to_owned(), value)));
            Json::Object(members)
        })
        .boxed()
}

const ANNOTATIONS: &[&str] = &["@odata.nextLink", "@odata.deltaLink", "@odata.count", "@odata.context"];

fn extra() -> BoxedStrategy<Vec<(String, Json)>> {
    vec((name(), any()), 0..3).boxed()
}

fn of_type(docs: &Docs, name: &str, depth: u32) -> BoxedStrategy<Json> {
    let kinds = docs.derived(name).into_iter().map(|derived| exactly(docs, name, &derived, depth));
    prop::strategy::Union::new(kinds).boxed()
}

/// An object of type `derived` where `base` is documented.
fn exactly(docs: &Docs, base: &str, derived: &str, depth: u32) -> BoxedStrategy<Json> {
    let mut members: BoxedStrategy<Vec<(String, Json)>> = extra();
    for property in docs.properties(derived) {
        let name = property.name.clone();
        let value = prop_oneof![
            3 => Just(None),
            5 => right(docs, property, depth).prop_map(Some),
            1 => Just(Some(Json::Null)),
            1 => any().prop_map(Some),
        ];
        members = (members, value)
            .prop_map(move |(mut members, value)| {
                members.extend(value.map(|value| (name.clone(), value)));
                members
            })
            .boxed();
    }
    let named = if docs.ty(base).name == derived { Json::Null } else { json!(format!("#{derived}")) };
    let named = prop_oneof![
        8 => Just(Some(named).filter(|name| !name.is_null())),
        1 => any().prop_map(Some),
        1 => Just(Some(json!("#microsoft.graph.unheardOf"))),
    ];
    (members, named)
        .prop_map(|(members, named)| {
            let mut members: Map<String, Json> = members.into_iter().collect();
            members.extend(named.map(|name| ("@odata.type".to_owned(), name)));
            Json::Object(members)
        })
        .boxed()
}

/// A value of the documented kind; where it is a collection or an object, parts of it may be wrong.
fn right(docs: &Docs, property: &Property, depth: u32) -> BoxedStrategy<Json> {
    let one: BoxedStrategy<Json> = match (&property.ty.target, docs.object(&property.ty.target)) {
        (_, Some(_)) if depth == 0 => Just(json!({})).boxed(),
        (_, Some(ty)) => of_type(docs, &ty.name, depth - 1),
        (Target::Primitive(Primitive::Boolean), _) => any_with_bool().boxed(),
        (Target::Primitive(Primitive::Int32), _) => prop::num::i32::ANY.prop_map(|number| json!(number)).boxed(),
        (Target::Primitive(Primitive::Untyped) | Target::Unresolved(_), _) => any(),
        _ => text().prop_map(Json::String).boxed(),
    };
    match property.ty.collection {
        true => prop_oneof![
            5 => vec(one.clone(), 0..4),
            1 => vec(prop_oneof![3 => one, 1 => any()], 0..4),
        ]
        .prop_map(Json::Array)
        .boxed(),
        false => one,
    }
}
