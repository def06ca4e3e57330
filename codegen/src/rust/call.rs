//! What may be called on one path with one verb, where several pages document it.

use std::collections::BTreeMap;

use foldhash::HashSet;

use crate::model::{Api, Operation, Primitive, Property, RequestBody, ResponseBody, Target, TypeRef};

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
pub(super) struct Call<'a> {
    pub operations: Vec<&'a Operation>,
    pub input: Input<'a>,
    pub output: ResponseBody,
    pub answer: Answer,
}

/// How the output comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// As the body.
    Body,
    /// As the body, or not at all.
    Maybe,
    /// As a page of what has changed since.
    Delta,
    /// From the address that the answer has.
    Accepted,
    /// As the body, or else the operation goes on and the answer has its address.
    Started,
}

/// Merges the operations of one path and verb, out of all that may be called on the path.
///
/// A page that documents the path among many others (how to add extended properties to anything, say) says less about
/// it than a page that is about the path alone: each page counts with one divided by the number of its paths. What
/// more than half of the weight says is taken; types may reach it together through a base that they have in common.
/// Otherwise anything is accepted, and the answer is untyped.
///
/// Where some of the pages speak of the type that a `GET` of the path answers, and others of other types, only the former
/// are asked.
pub(super) fn call<'a>(api: &'a Api, calls: &BTreeMap<String, Vec<usize>>, verb: &str) -> Call<'a> {
    let of = |verb: &str| -> Vec<&Operation> {
        calls.get(verb).into_iter().flatten().filter_map(|index| api.operations.get(*index)).collect()
    };
    let operations = of(verb);
    let asked = if verb == "GET" { operations.clone() } else { about(api, &operations, &of("GET")) };
    let input = merge_inputs(api, &asked);
    let output = output(api, &asked);
    Call { input, answer: answer(&asked, &output), output, operations }
}

fn output(api: &Api, operations: &[&Operation]) -> ResponseBody {
    let outputs: Vec<(&ResponseBody, f64)> = operations.iter().map(|o| (&o.response, weight(o))).collect();
    merge_outputs(api, &outputs)
}

/// Those of several operations that take or answer what stands at the path; all of them if none does, or if nothing says
/// what stands there.
fn about<'a>(api: &Api, operations: &[&'a Operation], reads: &[&Operation]) -> Vec<&'a Operation> {
    let ResponseBody::Typed(TypeRef { target: Target::Named(standing), .. }) = output(api, reads) else {
        return operations.to_vec();
    };
    let is = |ty: &TypeRef| matches!(&ty.target, Target::Named(name) if api.derives_from(name, &standing));
    let about = operations.iter().copied().filter(|operation| {
        matches!(&operation.request, RequestBody::Typed(ty) if is(ty))
            || matches!(&operation.response, ResponseBody::Typed(ty) if is(ty))
    });
    let about: Vec<&Operation> = about.collect();
    if about.is_empty() { operations.to_vec() } else { about }
}

/// Several pages answer in a special way only if all of them do; whether the answer may be left out is said as its type is,
/// by more than half of the weight.
fn answer(operations: &[&Operation], output: &ResponseBody) -> Answer {
    let all = |test: fn(&Operation) -> bool| !operations.is_empty() && operations.iter().all(|o| test(o));
    if all(|o| o.monitored) {
        // Beside 202 there is a status with which the output comes.
        let at_once = operations.iter().flat_map(|o| &o.statuses).any(|s| matches!(s, 200 | 201 | 203));
        return if at_once && *output != ResponseBody::None { Answer::Started } else { Answer::Accepted };
    }
    let empty: Vec<(bool, f64)> = operations.iter().map(|o| (o.may_be_empty, weight(o))).collect();
    let may_be_empty = prevailing(&empty).unwrap_or(false);
    match output {
        ResponseBody::Typed(ty) if ty.collection && all(Operation::is_delta) => Answer::Delta,
        ResponseBody::Typed(ty) if !ty.collection && may_be_empty => Answer::Maybe,
        _ => Answer::Body,
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
            let mut names: HashSet<&str> = HashSet::default();
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

fn merge_outputs(api: &Api, outputs: &[(&ResponseBody, f64)]) -> ResponseBody {
    if outputs.is_empty() {
        return ResponseBody::None;
    }
    if let Some(most) = prevailing(outputs) {
        return most.clone();
    }
    let typed: Vec<(&TypeRef, f64)> = outputs
        .iter()
        .filter_map(|(output, weight)| match output {
            ResponseBody::Typed(ty) => Some((ty, *weight)),
            _ => None,
        })
        .collect();
    let share: f64 = typed.iter().map(|(_, w)| w).sum();
    let total: f64 = outputs.iter().map(|(_, w)| w).sum();
    let merged = (share * 2.0 > total).then(|| merge_types(api, &typed)).flatten();
    ResponseBody::Typed(merged.unwrap_or_else(|| TypeRef::primitive(Primitive::Untyped)))
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
        match names.iter_mut().find(|(n, _)| n == name) {
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
