//! The public API of a generated crate without its code, made from the same plan and by the same functions that emit
//! the crate, and keyed by documented names. Comparing two of them shows the effect of a change in the docs. Names are
//! the generator's own: overrides are ignored here.

use std::collections::{BTreeMap, BTreeSet};

use super::builders::Builder;
use super::features::named;
use super::overrides::ResolvedOverrides;
use super::paths::{Argument, Paths};
use super::plan::{Plan, setter};
use super::polymorphic::shared;
use super::requests::{input, parameter_fields, response_type};
use super::signature::Input;
use super::tree::{NodeId, Step, Tree};
use crate::model::{Api, Kind, ResponseBody, Target, TypeKey, TypeRef};

/// The public API of a generated crate.
#[derive(Clone, Debug, Default)]
pub struct PublicApi {
    /// The cargo features.
    pub features: BTreeSet<String>,
    /// The types, by their full documented name.
    pub types: BTreeMap<TypeKey, TypeApi>,
    /// The paths that can be called, by [`PublicApi::path`].
    pub paths: BTreeMap<String, PathApi>,
    /// The constant of each operation, by its documented name.
    pub operations: BTreeMap<String, String>,
}

/// A type.
#[derive(Clone, Debug, Default)]
pub struct TypeApi {
    /// Its path: `models::RestoreSessionBase`.
    pub path: String,
    /// The features that enable it.
    pub features: BTreeSet<String>,
    /// Its fields and accessors, by documented name.
    pub members: BTreeMap<String, Member>,
    /// The variants of an enumeration, by documented name.
    pub variants: BTreeMap<String, String>,
    /// The enum over it and its derived types.
    pub any: Option<PolymorphicApi>,
    /// The base types that it can be converted to: those that are read as structs.
    pub bases: BTreeSet<TypeKey>,
}

/// A field, or the accessor of a relationship.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: TypeExpr,
}

/// A type in code.
#[derive(Clone, Debug, Default)]
pub struct TypeExpr {
    /// The code.
    pub code: String,
    /// The same, independent of the name of the documented type and of wrappers.
    pub plain: String,
    /// The documented type in it.
    pub target: Option<TypeKey>,
}

/// The enum over a base type and its derived types.
#[derive(Clone, Debug, Default)]
pub struct PolymorphicApi {
    /// Its path: `models::AnyRestoreSessionBase`.
    pub path: String,
    /// Its variants, by documented type.
    pub variants: BTreeMap<TypeKey, String>,
    /// Its accessors, by documented property.
    pub accessors: BTreeMap<String, String>,
}

/// The builder at a path.
#[derive(Clone, Debug, Default)]
pub struct PathApi {
    /// The chain of methods to it: `solutions().backup_restore()`.
    pub chain: String,
    /// The last method of the chain.
    pub method: String,
    /// The path of the builder's type: `requests::BackupRestoreRoot`.
    pub builder: String,
    /// The features that enable it.
    pub features: BTreeSet<String>,
    /// The methods that make a request, by HTTP method.
    pub verbs: BTreeMap<String, VerbApi>,
}

/// A method that makes a request.
#[derive(Clone, Debug, Default)]
pub struct VerbApi {
    /// The type of its argument.
    pub input: TypeExpr,
    /// The type that it decodes.
    pub output: TypeExpr,
    /// The features that enable it.
    pub features: BTreeSet<String>,
    /// The documented operations of the method.
    pub operations: Vec<String>,
    /// The struct of an action's parameters.
    pub parameters: Option<ParametersApi>,
}

/// The struct of an action's parameters.
#[derive(Clone, Debug, Default)]
pub struct ParametersApi {
    /// Its path.
    pub path: String,
    /// Its fields, by documented name.
    pub fields: BTreeMap<String, Member>,
}

impl PublicApi {
    /// The public API of the crate generated from `api`.
    #[must_use]
    pub fn new(api: &Api) -> PublicApi {
        let overrides = ResolvedOverrides::default();
        let plan = Plan::new(api, &overrides, &[]);
        // For a file without own definitions, every path is spelled as from outside.
        let mut paths = Paths::new(&plan, []);
        let mut out = PublicApi { features: plan.features.all.clone(), ..PublicApi::default() };
        for key in plan.types.keys() {
            out.types.insert(key.clone(), type_api(&plan, &mut paths, key).unwrap_or_default());
        }
        let root = Visit {
            node: Tree::ROOT,
            builder: plan.builders.root(),
            key: String::new(),
            chain: String::new(),
            method: "",
        };
        walk(&mut paths, &root, &mut out.paths);
        for (name, names) in &plan.operations {
            out.operations.insert(name.clone(), names.name.clone());
        }
        out
    }

    /// The key of a documented template in [`PublicApi::paths`]; nothing if it is not a valid template. The names of
    /// placeholders and letter case do not matter.
    #[must_use]
    pub fn path(template: &str) -> Option<String> {
        let template = crate::model::Template::parse(template).ok()?;
        Some(template.segments.iter().map(|segment| step_key(&Step::of(segment))).collect())
    }

    /// The feature of a workload.
    #[must_use]
    pub fn feature(workload: Option<&str>) -> String {
        ResolvedOverrides::default().feature(workload)
    }
}

fn type_api(plan: &Plan<'_>, paths: &mut Paths<'_>, key: &TypeKey) -> Option<TypeApi> {
    let (ty, names) = (plan.api.types.get(key)?, plan.types.get(key)?);
    let members = ty.properties.iter().zip(&names.members).map(|(property, name)| {
        let code = if property.navigation { paths.single(&property.ty) } else { paths.field(&property.ty) };
        let how = match (property.navigation, property.ty.collection) {
            (false, _) => "field",
            (true, false) => "relationship",
            (true, true) => "relationships",
        };
        let code = match how {
            "field" => format!("Property<{code}>"),
            "relationship" => format!("fn() -> Option<{code}>, {}", setter(name)),
            _ => format!("fn() -> Option<Vec<{code}>>, {}", setter(name)),
        };
        let plain = format!("{how} {}", plain(paths, &property.ty));
        (property.name.clone(), Member { name: name.clone(), ty: type_expr(code, plain, &property.ty) })
    });
    let members = members.collect();
    let any = plan.polymorphic.get(key).map(|names| PolymorphicApi {
        path: plan.model_or_polymorphic(key).unwrap_or_default(),
        variants: names.variants.iter().cloned().collect(),
        accessors: shared(plan, key).into_iter().map(|(p, name)| (p.name.clone(), name)).collect(),
    });
    Some(TypeApi {
        path: plan.model(key).unwrap_or_default(),
        features: plan.features.of(key).clone(),
        members,
        variants: match ty.kind {
            Kind::Enum => ty.members.iter().zip(&names.variants).map(|(m, v)| (m.name.clone(), v.clone())).collect(),
            _ => BTreeMap::new(),
        },
        any,
        bases: plan.plain_bases(ty).map(|base| base.name.clone()).collect(),
    })
}

/// A documented path, and how it is reached.
struct Visit<'p> {
    node: NodeId,
    builder: &'p Builder,
    /// The key of the path.
    key: String,
    /// The methods that lead to it.
    chain: String,
    /// The last of them.
    method: &'p str,
}

/// Adds a documented path and those below it.
fn walk<'p>(paths: &mut Paths<'p>, visit: &Visit<'p>, out: &mut BTreeMap<String, PathApi>) {
    let builders = &paths.plan.builders;
    let node = builders.tree.node(visit.node);
    let verbs = node.calls.keys().filter_map(|verb| {
        let builder = builders.with_verb(visit.builder, verb)?;
        Some((verb.clone(), verb_api(paths, builder, verb)))
    });
    let verbs = verbs.collect();
    for (step, child) in &node.children {
        let Some(method) = builders.step(visit.builder, step) else { continue };
        let dot = if visit.chain.is_empty() { "" } else { "." };
        let arguments = method.parameters.len().max(usize::from(matches!(step, Step::Id | Step::ItemPath)));
        let arguments = vec!["_"; arguments].join(", ");
        let below = Visit {
            node: *child,
            builder: builders.get(method.target),
            key: format!("{}{}", visit.key, step_key(step)),
            chain: format!("{}{dot}{}({arguments})", visit.chain, method.name),
            method: &method.name,
        };
        walk(paths, &below, out);
    }
    out.insert(
        visit.key.clone(),
        PathApi {
            chain: visit.chain.clone(),
            method: visit.method.to_owned(),
            builder: path_in_requests(&visit.builder.name),
            features: visit.builder.features.clone(),
            verbs,
        },
    );
}

/// The path of a builder, or of a struct of parameters.
fn path_in_requests(name: &str) -> String {
    format!("requests::{name}")
}

fn verb_api(paths: &mut Paths<'_>, builder: &Builder, verb: &str) -> VerbApi {
    let plan = paths.plan;
    let merged = plan.signature(builder, verb);
    let argument = spell(&input(paths, builder, verb, &merged.input));
    let sent = match &merged.input {
        Input::Typed(ty) => type_expr(argument, format!("body {} {}", ty.collection, plain(paths, ty)), ty),
        // Their struct is compared field by field.
        Input::Parameters(_) => verbatim("parameters"),
        _ => verbatim(&argument),
    };
    let answered = response_type(paths, &merged).to_string();
    let answered = match &merged.output {
        ResponseBody::Typed(ty) => type_expr(answered, format!("{:?} {}", merged.response_kind, plain(paths, ty)), ty),
        _ => verbatim(&answered),
    };
    let parameters = match (&merged.input, builder.verbs.get(verb)) {
        (Input::Parameters(parameters), Some(Some(name))) => Some(ParametersApi {
            path: path_in_requests(name),
            fields: parameter_fields(parameters)
                .into_iter()
                .map(|(p, name)| {
                    let code = format!("Property<{}>", paths.field(&p.ty));
                    (p.name.clone(), Member { name, ty: type_expr(code, plain(paths, &p.ty), &p.ty) })
                })
                .collect(),
        }),
        _ => None,
    };
    VerbApi {
        input: sent,
        output: answered,
        features: merged.all().map(|operation| plan.feature(operation)).collect(),
        operations: merged.all().map(|operation| operation.name.clone()).collect(),
        parameters,
    }
}

/// A step as a segment of a path; different steps are always different.
fn step_key(step: &Step) -> String {
    match step {
        Step::Literal(word) => format!("/{word}"),
        Step::Id => "/{}".to_owned(),
        Step::Function(name, parameters) => {
            let parameters: Vec<String> = parameters.iter().map(|name| format!("{name}={{}}")).collect();
            format!("/{name}({})", parameters.join(","))
        }
        Step::AlternateKey(name) => format!("/{name}={{}}"),
        Step::ItemPath => ":/{}:".to_owned(),
        Step::Cast(name) => format!("/as {name}"),
        Step::Value => "/$value".to_owned(),
        Step::Ref => "/$ref".to_owned(),
        Step::Count => "/$count".to_owned(),
    }
}

fn type_expr(code: String, plain: String, ty: &TypeRef) -> TypeExpr {
    TypeExpr { code, plain, target: named(ty).cloned() }
}

fn verbatim(code: &str) -> TypeExpr {
    TypeExpr { code: code.to_owned(), plain: code.to_owned(), target: None }
}

/// A reference without the name of its target: only the type of a primitive, and whether it is a list.
fn plain(paths: &mut Paths<'_>, ty: &TypeRef) -> String {
    let target = match &ty.target {
        Target::Named(_) => "type".to_owned(),
        Target::Primitive(_) | Target::OneOf(_) | Target::Unresolved(_) => paths.single(ty).to_string(),
    };
    if ty.collection { format!("list of {target}") } else { target }
}

/// Parameters as in code.
fn spell(arguments: &[Argument]) -> String {
    arguments.iter().map(Argument::to_string).collect::<Vec<_>>().join(", ")
}
