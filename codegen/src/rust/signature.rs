//! The signature of the method that calls one path with one verb, merged from all pages that document it.

use std::collections::HashSet;

use super::tree::{Node, Step};
use crate::model::{Api, Operation, Primitive, Property, RequestBody, ResponseBody, Target, Template, TypeRef};

/// What a verb method takes.
#[derive(Clone, Debug)]
pub(super) enum Input<'a> {
    /// Nothing.
    None,
    /// One object, or a list.
    Typed(TypeRef),
    /// The parameters of an action.
    Parameters(Vec<&'a Property>),
    /// The address of an object.
    Reference,
    /// A content type and bytes.
    Bytes,
    /// Anything that serializes.
    Any,
}

/// A verb method: the operations on one path and verb, merged.
#[derive(Debug)]
pub(super) struct MethodSignature<'a> {
    pub operations: Vec<&'a Operation>,
    pub input: Input<'a>,
    pub output: ResponseBody,
    pub response_kind: ResponseKind,
}

/// How the response carries the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResponseKind {
    /// As the body.
    Body,
    /// As the body, or not at all.
    Maybe,
    /// As a page of what has changed since.
    Delta,
    /// From the address that the response has.
    Accepted,
    /// As the body, or else the operation goes on and the response has its address.
    Started,
}

/// Merges the operations of one path and verb, out of all that may be called on the path.
///
/// The response is what fits all that the pages document that own the path: a base that types have in common, raw JSON
/// where they have none, an `Option` where a page documents a response without a body.
///
/// Of what is sent, a page that documents the path among many others (how to add extended properties to anything, say)
/// says less than a page that is about the path alone: each page counts with one divided by the number of its paths. What
/// more than half of the weight says is taken; types may reach it together through a base that they have in common.
/// Otherwise anything is accepted.
///
/// Where some of the pages speak of the type that a `GET` of the path answers, and others of other types, only the former
/// say what is sent.
pub(super) fn signature<'a>(api: &'a Api, node: &Node, verb: &str) -> MethodSignature<'a> {
    let of = |verb: &str| -> Vec<&Operation> {
        node.calls.get(verb).into_iter().flatten().filter_map(|index| api.operations.get(*index)).collect()
    };
    let (operations, reads) = (of(verb), of("GET"));
    let owners = owners(&operations, &node.path);
    let output = output(api, &owners);
    let standing = self::output(api, &self::owners(&reads, &node.path));
    let asked = if verb == "GET" { operations.clone() } else { about(api, &operations, &standing) };
    let input = merge_inputs(api, &asked);
    MethodSignature { input, response_kind: response_kind(&owners, &output), output, operations }
}

/// Those of several operations whose pages own the path: at least half of a page's paths end as this one does. A page about
/// extensions of anything, or about `$expand`, names one type for all its paths. All operations if no page owns the path.
fn owners<'a>(operations: &[&'a Operation], path: &str) -> Vec<&'a Operation> {
    let all = || operations.to_vec();
    let Ok(path) = Template::parse(path) else { return all() };
    let own = operations.iter().copied().filter(|operation| {
        let alike = operation.templates.iter().filter(|template| ending(template) == ending(&path)).count();
        alike * 2 >= operation.templates.len()
    });
    let own: Vec<&Operation> = own.collect();
    if own.is_empty() { all() } else { own }
}

/// How a path ends: with which words, and behind how many keys.
fn ending(path: &Template) -> (Option<Step>, usize) {
    let mut steps = path.segments.iter().rev().map(Step::of);
    let mut keys = 0;
    let word = steps.find(|step| {
        keys += usize::from(*step == Step::Id);
        *step != Step::Id
    });
    (word, keys)
}

/// What the bodies of all documented answers fit.
fn output(api: &Api, operations: &[&Operation]) -> ResponseBody {
    let bodies = operations.iter().map(|o| &o.response).filter(|body| **body != ResponseBody::None);
    bodies.cloned().reduce(|one, other| both(api, one, other)).unwrap_or(ResponseBody::None)
}

/// What two bodies fit.
fn both(api: &Api, one: ResponseBody, other: ResponseBody) -> ResponseBody {
    match (one, other) {
        (one, other) if one == other => one,
        (ResponseBody::Typed(one), ResponseBody::Typed(other)) => ResponseBody::Typed(both_types(api, one, other)),
        // Bytes fit whatever comes.
        _ => ResponseBody::Bytes,
    }
}

/// What two types fit. JSON of which nothing else is known gives way to a type.
fn both_types(api: &Api, one: TypeRef, other: TypeRef) -> TypeRef {
    let untyped = Target::Primitive(Primitive::Untyped);
    if one.collection != other.collection {
        return TypeRef::primitive(Primitive::Untyped);
    }
    let target = match (one.target, other.target) {
        (known, unknown) | (unknown, known) if unknown == untyped => known,
        (Target::Named(one), Target::Named(other)) => {
            api.common_base([one.as_str(), other.as_str()]).map_or(untyped, Target::Named)
        }
        (one, other) if one == other => one,
        _ => untyped,
    };
    TypeRef { target, collection: one.collection }
}

/// Those of several operations that take or answer what stands at the path; all of them if none does, or if nothing says
/// what stands there.
fn about<'a>(api: &Api, operations: &[&'a Operation], standing: &ResponseBody) -> Vec<&'a Operation> {
    let ResponseBody::Typed(TypeRef { target: Target::Named(standing), .. }) = standing else {
        return operations.to_vec();
    };
    let is = |ty: &TypeRef| matches!(&ty.target, Target::Named(name) if api.derives_from(name, standing));
    let about = operations.iter().copied().filter(|operation| {
        matches!(&operation.request, RequestBody::Typed(ty) if is(ty))
            || matches!(&operation.response, ResponseBody::Typed(ty) if is(ty))
    });
    let about: Vec<&Operation> = about.collect();
    if about.is_empty() { operations.to_vec() } else { about }
}

/// How the output comes, as all these pages document it.
fn response_kind(operations: &[&Operation], output: &ResponseBody) -> ResponseKind {
    let all = |test: fn(&Operation) -> bool| !operations.is_empty() && operations.iter().all(|o| test(o));
    let any = |test: fn(&Operation) -> bool| operations.iter().any(|o| test(o));
    if any(|o| o.monitored) {
        // Beside 202 there is a status with which the output comes.
        let at_once = operations.iter().flat_map(|o| &o.statuses).any(|s| matches!(s, 200 | 201 | 203));
        return if at_once && *output != ResponseBody::None { ResponseKind::Started } else { ResponseKind::Accepted };
    }
    match output {
        ResponseBody::Typed(ty) if ty.collection && all(Operation::is_delta) => ResponseKind::Delta,
        ResponseBody::Typed(_) if any(|o| o.may_be_empty || o.response == ResponseBody::None) => ResponseKind::Maybe,
        _ => ResponseKind::Body,
    }
}

fn weight(operation: &Operation) -> f64 {
    1.0 / f64::from(u32::try_from(operation.templates.len().max(1)).unwrap_or(u32::MAX))
}

fn merge_inputs<'a>(api: &Api, operations: &[&'a Operation]) -> Input<'a> {
    let kind = |body: &RequestBody| match body {
        RequestBody::None => 0u8,
        RequestBody::Typed(_) => 1,
        RequestBody::Parameters(_) => 2,
        RequestBody::Reference => 3,
        RequestBody::Bytes => 4,
        RequestBody::Untyped => 5,
    };
    let kinds: Vec<(u8, f64)> = operations.iter().map(|o| (kind(&o.request), weight(o))).collect();
    match prevailing(&kinds) {
        Some(0) => Input::None,
        Some(1) => {
            let types: Vec<(&TypeRef, f64)> = operations
                .iter()
                .filter_map(|o| match &o.request {
                    RequestBody::Typed(ty) => Some((ty, weight(o))),
                    _ => None,
                })
                .collect();
            merge_types(api, &types).map_or(Input::Any, Input::Typed)
        }
        Some(2) => {
            let mut parameters: Vec<&Property> = Vec::new();
            let mut names: HashSet<&str> = HashSet::new();
            for operation in operations {
                if let RequestBody::Parameters(own) = &operation.request {
                    parameters.extend(own.iter().filter(|parameter| names.insert(&parameter.name)));
                }
            }
            Input::Parameters(parameters)
        }
        Some(3) => Input::Reference,
        Some(4) => Input::Bytes,
        _ => Input::Any,
    }
}

/// The one type that several pages mean.
fn merge_types(api: &Api, types: &[(&TypeRef, f64)]) -> Option<TypeRef> {
    if let Some(most) = prevailing(types) {
        return Some((*most).clone());
    }
    let collections: Vec<(bool, f64)> = types.iter().map(|(t, w)| (t.collection, *w)).collect();
    let collection = prevailing(&collections)?;
    let mut names: Vec<(&str, f64)> = Vec::new();
    for (ty, weight) in types {
        let Target::Named(name) = &ty.target else { continue };
        match names.iter_mut().find(|(n, _)| name.is(n)) {
            Some((_, sum)) => *sum += weight,
            None => names.push((name, *weight)),
        }
    }
    // The heaviest types that make up more than half together: pages of derived types share one path.
    names.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let total: f64 = types.iter().map(|(_, w)| w).sum();
    let mut sum = 0.0;
    let mut chosen = Vec::new();
    for (name, weight) in &names {
        chosen.push(*name);
        sum += weight;
        if sum * 2.0 > total {
            let base = api.common_base(chosen)?;
            return Some(TypeRef { target: Target::Named(base), collection });
        }
    }
    None
}

/// What more than half of the weight says.
fn prevailing<T: PartialEq + Copy>(all: &[(T, f64)]) -> Option<T> {
    let total: f64 = all.iter().map(|(_, w)| w).sum();
    let sum = |one: &T| all.iter().filter(|(other, _)| other == one).map(|(_, w)| w).sum::<f64>();
    all.iter().map(|(one, _)| *one).find(|one| sum(one) * 2.0 > total)
}
