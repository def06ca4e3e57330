//! The signature of the method for one path and one HTTP method, merged from all pages that document it.

use std::collections::HashSet;

use super::tree::{Node, Step};
use crate::model::{Api, Operation, Primitive, Property, RequestBody, ResponseBody, Target, Template, TypeRef};

/// The argument of a method.
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
    /// The address of an object.
    Bytes,
    /// Anything that serializes.
    Any,
}

/// A method: the merged operations of one path and HTTP method.
#[derive(Debug)]
pub(super) struct MethodSignature<'a> {
    /// The operations whose pages own one of the paths.
    pub operations: Vec<&'a Operation>,
    /// The other operations: pages about a query option, about extensions of anything, or of another product, which
    /// also list these paths.
    pub others: Vec<&'a Operation>,
    pub input: Input<'a>,
    pub output: ResponseBody,
    pub response_kind: ResponseKind,
}

impl<'a> MethodSignature<'a> {
    /// All operations that list one of the paths.
    pub fn all(&self) -> impl Iterator<Item = &'a Operation> {
        self.operations.iter().chain(&self.others).copied()
    }
}

/// How the response returns the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResponseKind {
    /// As the body.
    Body,
    /// As the body, or without a body.
    Maybe,
    /// As a page of changes since the last request.
    Delta,
    /// At the address in the response.
    Accepted,
    /// As the body, or the operation continues and the response has its address.
    Started,
}

/// Merges the operations of one HTTP method at paths that address the same.
///
/// The response type fits everything that the pages that own the path document: a common base type, raw JSON if there
/// is none, and an `Option` if a page documents a response without a body.
///
/// For the request body, a page that documents the path among many others (such as how to add extended properties to
/// anything) counts less than a page about only this path: the weight of a page is one divided by its number of paths.
/// The type with more than half of the weight wins; types can reach it together through a common base. Otherwise
/// anything is accepted.
///
/// If some of the pages are about the type that a `GET` of the path returns, and others about other types, only the
/// former count for the request body.
pub(super) fn signature<'a>(api: &'a Api, nodes: &[&Node], verb: &str) -> MethodSignature<'a> {
    let (all, owners) = (called(api, nodes, verb), owning(api, nodes, verb));
    let output = output(api, &owners);
    let standing = self::output(api, &owning(api, nodes, "GET"));
    let asked = if verb == "GET" { all.clone() } else { about(api, &all, &standing) };
    let input = merge_inputs(api, &asked);
    let response_kind = response_kind(&owners, &output);
    let operations = of_workload(api, owners, &standing);
    let is_other = |one: &&Operation| !operations.iter().any(|known| std::ptr::eq(*known, *one));
    let others = all.into_iter().filter(is_other).collect();
    MethodSignature { operations, others, input, output, response_kind }
}

/// The operations of the product that the object at the path belongs to; all of them if there are none. Other products
/// have pages about the same path, with permissions of their own: Intune about users.
fn of_workload<'a>(api: &Api, operations: Vec<&'a Operation>, standing: &ResponseBody) -> Vec<&'a Operation> {
    let ResponseBody::Typed(TypeRef { target: Target::Named(standing), .. }) = standing else { return operations };
    let Some(workload) = api.types.get(standing).and_then(|ty| ty.workload.as_ref()) else { return operations };
    let own: Vec<&Operation> =
        operations.iter().copied().filter(|operation| operation.workload.as_ref() == Some(workload)).collect();
    if own.is_empty() { operations } else { own }
}

/// The type that a `GET` of a path returns, if its pages agree on one.
pub(super) fn read_type(api: &Api, node: &Node) -> Option<TypeRef> {
    match output(api, &owning(api, &[node], "GET")) {
        ResponseBody::Typed(ty) => Some(ty),
        _ => None,
    }
}

/// The operations of an HTTP method at any of the paths; first those whose pages own one.
fn called<'a>(api: &'a Api, nodes: &[&Node], verb: &str) -> Vec<&'a Operation> {
    let mut out = owning(api, nodes, verb);
    let all = nodes.iter().filter_map(|node| node.calls.get(verb)).flatten();
    for operation in all.filter_map(|index| api.operations.get(*index)) {
        if !out.iter().any(|known| std::ptr::eq(*known, operation)) {
            out.push(operation);
        }
    }
    out
}

/// The operations of an HTTP method whose pages own one of the paths.
fn owning<'a>(api: &'a Api, nodes: &[&Node], verb: &str) -> Vec<&'a Operation> {
    let mut out: Vec<&Operation> = Vec::new();
    for node in nodes {
        let here: Vec<&Operation> =
            node.calls.get(verb).into_iter().flatten().filter_map(|index| api.operations.get(*index)).collect();
        for operation in owners(&here, &node.path) {
            if !out.iter().any(|known| std::ptr::eq(*known, operation)) {
                out.push(operation);
            }
        }
    }
    out
}

/// The operations whose pages own the path: at least half of a page's paths end like this one. A page about extensions
/// of anything, or about `$expand`, names one type for all its paths. All operations if no page owns the path.
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

/// The end of a path: its literal segments, and the number of keys before them.
fn ending(path: &Template) -> (Option<Step>, usize) {
    let mut steps = path.segments.iter().rev().map(Step::of);
    let mut keys = 0;
    let word = steps.find(|step| {
        keys += usize::from(*step == Step::Id);
        *step != Step::Id
    });
    (word, keys)
}

/// A type that fits all documented response bodies.
fn output(api: &Api, operations: &[&Operation]) -> ResponseBody {
    let bodies = operations.iter().map(|o| &o.response).filter(|body| **body != ResponseBody::None);
    bodies.cloned().reduce(|one, other| both(api, one, other)).unwrap_or(ResponseBody::None)
}

/// A type that fits two bodies.
fn both(api: &Api, one: ResponseBody, other: ResponseBody) -> ResponseBody {
    match (one, other) {
        (one, other) if one == other => one,
        (ResponseBody::Typed(one), ResponseBody::Typed(other)) => ResponseBody::Typed(both_types(api, one, other)),
        // Bytes fit anything.
        _ => ResponseBody::Bytes,
    }
}

/// A type that fits two types. Untyped JSON gives way to a type.
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

/// The operations that send or return the type of the object at the path; all of them if none does, or if the type is
/// unknown.
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

/// How the output is returned, according to all these pages.
fn response_kind(operations: &[&Operation], output: &ResponseBody) -> ResponseKind {
    let all = |test: fn(&Operation) -> bool| !operations.is_empty() && operations.iter().all(|o| test(o));
    let any = |test: fn(&Operation) -> bool| operations.iter().any(|o| test(o));
    if any(|o| o.monitored) {
        // In addition to 202, there is a status with a body.
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

/// The type that several pages agree on.
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
    // The types with the highest weights that exceed half together: pages of derived types share a path.
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

/// The value with more than half of the weight.
fn prevailing<T: PartialEq + Copy>(all: &[(T, f64)]) -> Option<T> {
    let total: f64 = all.iter().map(|(_, w)| w).sum();
    let sum = |one: &T| all.iter().filter(|(other, _)| other == one).map(|(_, w)| w).sum::<f64>();
    all.iter().map(|(one, _)| *one).find(|one| sum(one) * 2.0 > total)
}
