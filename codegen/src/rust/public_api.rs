//! What a user of a generated crate can name, without the code behind it: made from the same plan and spelled by the
//! same functions that write the crate, and keyed by what the docs call it. Two of them say what a change of the docs
//! does to a user's code. Names are the generator's own: overrides of a settings file are not known here.

use std::collections::{BTreeMap, BTreeSet};

use super::features::named;
use super::overrides::ResolvedOverrides;
use super::paths::{Argument, Paths};
use super::plan::{Plan, setter};
use super::polymorphic::shared;
use super::requests::{input, parameter_fields, response_type};
use super::signature::{Input, signature};
use super::tree::{Node, Step};
use crate::model::{Api, Kind, ResponseBody, Target, TypeKey, TypeRef};

/// What a user of a generated crate can name.
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
    /// The features that compile it.
    pub features: BTreeSet<String>,
    /// Its fields and accessors, by documented name.
    pub members: BTreeMap<String, Member>,
    /// The variants of an enumeration, by documented name.
    pub variants: BTreeMap<String, String>,
    /// The enum over it and the types derived from it.
    pub any: Option<PolymorphicApi>,
}

/// A field, or the accessor of a relationship.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: TypeExpr,
}

/// A type as code spells it.
#[derive(Clone, Debug, Default)]
pub struct TypeExpr {
    /// The code.
    pub code: String,
    /// The same, whatever the documented type it names is called and however it is wrapped.
    pub plain: String,
    /// The documented type in it.
    pub target: Option<TypeKey>,
}

/// The enum over a base type and the types derived from it.
#[derive(Clone, Debug, Default)]
pub struct PolymorphicApi {
    /// Its path: `models::AnyRestoreSessionBase`.
    pub path: String,
    /// Its variants, by documented type.
    pub variants: BTreeMap<TypeKey, String>,
    /// Its accessors, by documented property.
    pub accessors: BTreeMap<String, String>,
}

/// What may be done at a path.
#[derive(Clone, Debug, Default)]
pub struct PathApi {
    /// The methods that lead there: `solutions().backup_restore()`.
    pub chain: String,
    /// The last of them.
    pub method: String,
    /// The path of the builder there: `requests::solutions::BackupRestore`.
    pub builder: String,
    /// The features that compile it.
    pub features: BTreeSet<String>,
    /// The verbs that make a request.
    pub verbs: BTreeMap<String, VerbApi>,
}

/// A method that makes a request.
#[derive(Clone, Debug, Default)]
pub struct VerbApi {
    /// Its argument.
    pub input: TypeExpr,
    /// What it decodes.
    pub output: TypeExpr,
    /// The features that compile it.
    pub features: BTreeSet<String>,
    /// The documented operations that it makes.
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
    /// What a user of the crate written from `api` can name.
    #[must_use]
    pub fn new(api: &Api) -> PublicApi {
        let overrides = ResolvedOverrides::default();
        let plan = Plan::new(api, &overrides, &[]);
        // A file that defines nothing itself: every path is spelled as it is from outside.
        let mut paths = Paths::new(&plan, []);
        let mut out = PublicApi { features: plan.features.all.clone(), ..PublicApi::default() };
        for key in plan.types.keys() {
            out.types.insert(key.clone(), type_api(&plan, &mut paths, key).unwrap_or_default());
        }
        walk(&mut paths, &plan.tree.root, "", "", &mut out.paths);
        for (name, names) in &plan.operations {
            out.operations.insert(name.clone(), names.name.clone());
        }
        out
    }

    /// The key of a documented template in [`PublicApi::paths`]; nothing if it is no template. Placeholders may be called
    /// anything, and words written in any case.
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
    })
}

/// Adds a node and what is below it. `key` is that of its path, and `chain` the methods that lead to it.
fn walk(paths: &mut Paths<'_>, node: &Node, key: &str, chain: &str, out: &mut BTreeMap<String, PathApi>) {
    let verbs = node.calls.keys().map(|verb| (verb.clone(), verb_api(paths, node, verb))).collect();
    for (step, child) in &node.children {
        let dot = if chain.is_empty() { "" } else { "." };
        let arguments = child.parameters.len().max(usize::from(matches!(step, Step::Id | Step::ItemPath)));
        let arguments = vec!["_"; arguments].join(", ");
        let chain = format!("{chain}{dot}{}({arguments})", child.method);
        walk(paths, child, &format!("{key}{}", step_key(step)), &chain, out);
    }
    out.insert(
        key.to_owned(),
        PathApi {
            chain: chain.to_owned(),
            method: node.method.clone(),
            builder: path_in_requests(node, &node.name),
            features: node.features.clone(),
            verbs,
        },
    );
}

/// The path of an item that stands in the module of a node.
fn path_in_requests(node: &Node, name: &str) -> String {
    let modules: String = node.module.iter().map(|module| format!("{module}::")).collect();
    format!("requests::{modules}{name}")
}

fn verb_api(paths: &mut Paths<'_>, node: &Node, verb: &str) -> VerbApi {
    let plan = paths.plan;
    let merged = signature(plan.api, node, verb);
    let argument = spell(&input(paths, node, verb, &merged.input));
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
    let parameters = match (&merged.input, node.parameter_structs.get(verb)) {
        (Input::Parameters(parameters), Some(name)) => Some(ParametersApi {
            path: path_in_requests(node, name),
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
        features: merged.operations.iter().map(|o| plan.feature(o)).collect(),
        operations: merged.operations.iter().map(|o| o.name.clone()).collect(),
        parameters,
    }
}

/// A step as a segment of a path; different steps never look alike.
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

/// A reference without regard to how its target is called: only what a primitive becomes, and whether it is a list.
fn plain(paths: &mut Paths<'_>, ty: &TypeRef) -> String {
    let target = match &ty.target {
        Target::Named(_) => "type".to_owned(),
        Target::Primitive(_) | Target::Unresolved(_) => paths.single(ty).to_string(),
    };
    if ty.collection { format!("list of {target}") } else { target }
}

/// Arguments as code declares them.
fn spell(arguments: &[Argument]) -> String {
    arguments.iter().map(Argument::to_string).collect::<Vec<_>>().join(", ")
}
