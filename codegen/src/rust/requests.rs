//! Writing request builders: the path on the docs page is the code.

use super::call::{Answer, Call, Input, call};
use super::doc::{Doc, code, escape};
use super::features::{FeatureSet, named};
use super::names::{self, Scope};
use super::paths::{Paths, Ty};
use super::plan::{self, Plan};
use super::sheet::{Argument, Sheet};
use super::structure::Structure;
use super::tree::{Node, Step};
use crate::model::{Kind, Operation, Parameter, Primitive, Property, ResponseBody, Target, TypeRef};

/// One file of builders.
pub(super) fn file(plan: &Plan<'_>, module: &[String], mut start: Sheet) -> Sheet {
    let nodes = plan.tree.builders(module);
    let own: Vec<String> = nodes
        .iter()
        .flat_map(|n| std::iter::once(n.name.clone()).chain(n.parameter_structs.values().cloned()))
        .chain(plan.tree.modules.get(module).into_iter().flat_map(|m| m.modules.iter().cloned()))
        .collect();
    let mut paths = Paths::new(plan, own);
    let outer = plan.tree.modules.get(module).map(|m| m.features.clone()).unwrap_or_default();
    let doc = match module {
        [] => Doc::new().text("Request builders: the path on a docs page, a method for each of its segments.").text(
            "Start at [`Graph`]. A segment's method leads to the builder of the longer path; a method named after an \
                 HTTP verb makes the request, which any HTTP client can send.",
        ),
        _ => {
            let path = plan_path(plan, module);
            Doc::new().text(&format!("Builders for {} and what is below.", code(&path)))
        }
    };
    start.blank().inner_doc(&doc);
    let mut body = Sheet::new();
    let modules = plan.tree.modules.get(module).into_iter().flat_map(|m| &m.modules);
    for (index, name) in modules.enumerate() {
        if index == 0 {
            body.blank();
        }
        let mut path = module.to_vec();
        path.push(name.clone());
        let inner = plan.tree.modules.get(&path).map(|m| m.features.clone()).unwrap_or_default();
        body.condition(plan.features.condition(&inner, &outer)).word("pub mod ").ident(name).word(";").end();
    }
    for node in nodes {
        builder(plan, &mut paths, &mut body, node, module, &outer);
    }
    paths.file(start, body, outer.len() > 1)
}

/// The documented path of a module.
fn plan_path(plan: &Plan<'_>, module: &[String]) -> String {
    plan.tree.builders(module).first().map(|n| n.path.clone()).unwrap_or_default()
}

fn builder(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    sheet: &mut Sheet,
    node: &Node,
    module: &[String],
    outer: &FeatureSet,
) {
    let name = Ty::ident(&node.name);
    let condition = plan.features.condition(&node.features, outer);
    let path = paths.runtime("Path");
    let is_root = node.module.is_empty() && node.name == "Graph" && node.path.is_empty();
    let doc = if is_root {
        Doc::new().text("Microsoft Graph: where every request starts.")
    } else {
        Doc::new().text(&code(&node.path))
    };
    sheet.blank().doc(&doc).condition(condition).line("#[derive(Clone, Debug)]");
    sheet.open(4).word("pub struct ").ty(&name).word("(").gap().word("pub(crate) ").ty(&path).last().word(");");
    sheet.close().end();

    sheet.blank().condition(condition).word("impl ").ty(&name);
    if !is_root && node.calls.is_empty() && node.children.is_empty() {
        sheet.word(" ").empty_block();
    } else {
        sheet.word(" ").block();
        let mut first = true;
        let mut between = |sheet: &mut Sheet| {
            if !std::mem::take(&mut first) {
                sheet.blank();
            }
        };
        if is_root {
            between(sheet);
            root_methods(plan, paths, sheet, &path);
        }
        for verb in node.calls.keys() {
            between(sheet);
            verb_method(plan, paths, sheet, node, verb);
        }
        for (key, child) in &node.children {
            between(sheet);
            segment_method(plan, paths, sheet, node, key, child, module);
        }
        sheet.end_block().end();
    }
    if is_root {
        sheet.blank().implementation(&"::core::default::Default".into(), &name).block();
        sheet.line("fn default() -> Self {").deeper().line("Self::new()").end_block().end().end_block().end();
    }
    for (verb, struct_name) in &node.parameter_structs {
        if node.calls.contains_key(verb) {
            parameter_struct(plan, paths, sheet, node, verb, struct_name, outer);
        }
    }
}

/// How to get the first builder.
fn root_methods(plan: &Plan<'_>, paths: &mut Paths<'_>, sheet: &mut Sheet, path: &Ty) {
    let into = paths.prelude("Into");
    let base = format!("https://graph.microsoft.com/{}", plan.api.version);
    let version = plan.api.version.as_str();
    let cloud = paths.runtime("Cloud");
    let own = Ty::from("Self");
    sheet.doc(&Doc::new().text(&format!("The global service, {}.", code(&base)))).line("#[must_use]");
    sheet.function("pub fn ", "new", &[], &own).word("Self::at(").list().literal(&base).end_list().word(")").end();
    sheet.end_block().end();

    let doc = Doc::new().text(&format!("Version {} of the service of a cloud.", code(version)));
    sheet.blank().doc(&doc).line("#[must_use]");
    sheet.function("pub fn ", "on", &[Argument::Named("cloud", cloud)], &own).word("Self::at(").list().open(4);
    sheet.word("cloud").gap().word(".root").open(0).word("(").list().literal(version).end_list().word(")").close();
    sheet.close().end_list().word(")").end().end_block().end();

    sheet
        .blank()
        .line("/// A service at another address: another version, a proxy, a test server. Slashes at its end don't count.")
        .line("#[must_use]");
    let base = into.of(&"::std::sync::Arc<str>".into()).within("impl ", "");
    sheet.function("pub fn ", "at", &[Argument::Named("base", base)], &own).word("Self(").list().ty(path);
    sheet.word("::new(").list().word("base").end_list().word(")").end_list().word(")").end().end_block().end();
}

/// The struct of an action's parameters.
fn parameter_struct(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    sheet: &mut Sheet,
    node: &Node,
    verb: &str,
    struct_name: &str,
    outer: &FeatureSet,
) {
    let call = call(plan.api, node, verb);
    let Input::Parameters(parameters) = &call.input else { return };
    let features: FeatureSet = call.operations.iter().map(|o| plan.feature(o)).collect();
    let fields = parameter_fields(parameters);
    let fields: Vec<(&Property, &str)> = fields.iter().map(|(p, n)| (*p, n.as_str())).collect();
    let parts = Structure {
        name: &Ty::ident(struct_name),
        full_name: &format!("parameters of {verb} {}", node.path),
        fields: &fields,
        doc: &Doc::new().text(&format!("The parameters of {}.", code(&format!("{verb} {}", node.path)))),
        deprecated: false,
        features: &features,
        condition: plan.features.condition(&features, outer),
    };
    parts.declare(plan, paths, sheet);
    parts.implement(plan, paths, sheet);
}

/// The parameters of an action and the names of their fields.
pub(super) fn parameter_fields<'a>(parameters: &[&'a Property]) -> Vec<(&'a Property, String)> {
    let mut scope = Scope::reserving(["additional"]);
    parameters
        .iter()
        .map(|p| {
            let name = names::identifier(&names::snake(&p.name), "n");
            (*p, scope.take(&[name.clone(), format!("{name}_")]))
        })
        .collect()
}

/// The method that makes a request.
fn verb_method(plan: &Plan<'_>, paths: &mut Paths<'_>, sheet: &mut Sheet, node: &Node, verb: &str) {
    let call = call(plan.api, node, verb);
    let features: FeatureSet = call.operations.iter().map(|o| plan.feature(o)).collect();
    let condition = plan.features.condition(&features, &node.features);
    let request = paths.runtime("Request");
    let method = paths.runtime("Method");
    let output = request.of(&answer(plan, paths, &call));
    let mut arguments = vec![Argument::Receiver("&self")];
    arguments.extend(input(plan, paths, node, verb, &call.input));
    sheet.doc(&verb_doc(plan, node, verb, &call, &features));
    sheet.deprecated(call.operations.iter().all(|o| o.deprecated)).condition(condition).line("#[inline]");
    sheet.function("pub fn ", &verb.to_lowercase(), &arguments, &output);

    // What is sent makes one more call of it.
    let sends = !matches!(call.input, Input::None);
    if sends {
        sheet.open(4);
    }
    sheet.ty(&request).word("::new(").list().ty(&method).word(match verb {
        "POST" => "::POST",
        "PUT" => "::PUT",
        "PATCH" => "::PATCH",
        "DELETE" => "::DELETE",
        _ => "::GET",
    });
    sheet.comma().own_path().comma().word("&[");
    let documented = call.operations.iter().filter_map(|o| Some((*o, plan.operations.get(&o.name)?)));
    sheet.items(documented, |sheet, (operation, names)| {
        let own = FeatureSet::from([plan.feature(operation)]);
        if let Some(condition) = plan.features.condition(&own, &features) {
            sheet.attribute(condition).space();
        }
        sheet.word("&").root(&plan.root).word("::operations::").ident(&names.name);
    });
    sheet.word("]").end_list().word(")");
    if sends {
        sheet.gap().word(if matches!(call.input, Input::Bytes) { ".bytes" } else { ".json" }).open(0).word("(").list();
        match &call.input {
            Input::Typed(ty) if !ty.collection && is_any(plan, ty) => {
                sheet.word("&").open(4).word("body").gap().word(".body").open(0).word("()").close().close()
            }
            Input::None | Input::Typed(_) | Input::Any => sheet.word("body"),
            Input::Parameters(_) => sheet.word("parameters"),
            Input::Reference => {
                let reference = paths.runtime("Reference");
                sheet.word("&").ty(&reference).word("::to(").list().word("url").end_list().word(")")
            }
            Input::Bytes => sheet.word("content_type").comma().word("content"),
        };
        sheet.end_list().word(")").close().close();
    }
    sheet.end().end_block().end();
}

/// Whether the type is one of those that others derive from.
fn is_any(plan: &Plan<'_>, ty: &TypeRef) -> bool {
    named(ty).is_some_and(|key| plan.derived.contains_key(&key))
}

/// The arguments of a method that makes a request.
pub(super) fn input(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    node: &Node,
    verb: &str,
    input: &Input<'_>,
) -> Vec<Argument<'static>> {
    match input {
        Input::None => Vec::new(),
        Input::Typed(ty) => {
            let single = paths.single(ty);
            let body = match ty.collection {
                true => single.within("&[", "]"),
                false if is_any(plan, ty) => paths.runtime("Body").of(&single).within("&impl ", ""),
                false => single.within("&", ""),
            };
            vec![Argument::Named("body", body)]
        }
        Input::Parameters(_) => {
            let name = Ty::ident(node.parameter_structs.get(verb).map_or("Untyped", String::as_str));
            vec![Argument::Named("parameters", name.within("&", ""))]
        }
        Input::Reference => vec![Argument::Named("url", "&str".into())],
        Input::Bytes => {
            let bytes = paths.prelude("Vec").of(&"u8".into());
            let content = paths.prelude("Into").of(&bytes).within("impl ", "");
            vec![Argument::Named("content_type", "&str".into()), Argument::Named("content", content)]
        }
        Input::Any => vec![Argument::Named("body", paths.runtime("Serialize").within("&(impl ", " + ?Sized)"))],
    }
}

fn verb_doc(plan: &Plan<'_>, node: &Node, verb: &str, call: &Call<'_>, features: &FeatureSet) -> Doc {
    let links = plan.links(features);
    let mut doc = Doc::new();
    let line = code(&format!("{verb} {}", node.path));
    match call.operations.as_slice() {
        [operation] => {
            let title = operation.title.trim();
            doc = doc.text(&if title.is_empty() {
                line.clone()
            } else {
                format!("{}.", escape(title).trim_end_matches('.'))
            });
            doc = doc.prose(&operation.description, &links);
            if !title.is_empty() {
                doc = doc.text(&line);
            }
            doc = permissions_doc(doc, operation);
            doc.text(&format!("[Documentation]({})", plan.page_url(&operation.page)))
        }
        several => {
            doc = doc.text(&format!("{line}, described by {} pages:", several.len()));
            doc.list(several.iter().map(|o| {
                let least = least_privileged(o);
                let least = if least.is_empty() { String::new() } else { format!(" ({least})") };
                let title = if o.title.trim().is_empty() { code(&o.name) } else { escape(o.title.trim()) };
                format!("[{title}]({}){least}", plan.page_url(&o.page))
            }))
        }
    }
}

/// The least privileged permission of each kind, in one phrase.
fn least_privileged(operation: &Operation) -> String {
    let permissions = &operation.permissions;
    let kinds = [
        ("delegated", permissions.delegated_work.first().or(permissions.delegated_personal.first())),
        ("application", permissions.application.first()),
    ];
    let named: Vec<String> = kinds.iter().filter_map(|(kind, p)| p.map(|p| format!("{kind} {}", code(p)))).collect();
    named.join(", ")
}

fn permissions_doc(doc: Doc, operation: &Operation) -> Doc {
    if operation.permissions.depends {
        return doc;
    }
    let least = least_privileged(operation);
    if least.is_empty() { doc } else { doc.text(&format!("Least privileged permission: {least}.")) }
}

/// The type a request decodes.
pub(super) fn answer(plan: &Plan<'_>, paths: &mut Paths<'_>, call: &Call<'_>) -> Ty {
    // A type of its own, not an enum, a number or the like.
    let object = match &call.output {
        ResponseBody::Typed(ty) => matches!(&ty.target, Target::Named(n) if is_struct(plan, n)).then_some(ty),
        _ => None,
    };
    match (call.answer, object) {
        (Answer::Body, _) | (Answer::Delta, None) => output(plan, paths, &call.output),
        (Answer::Delta, Some(ty)) => {
            let item = paths.single(ty);
            paths.runtime("DeltaPage").of(&item)
        }
        (Answer::Maybe, _) => {
            let output = output(plan, paths, &call.output);
            paths.prelude("Option").of(&output)
        }
        (Answer::Accepted, Some(ty)) if !ty.collection => {
            let operation = paths.single(ty);
            paths.runtime("Accepted").of(&operation)
        }
        (Answer::Accepted, _) => paths.runtime("Accepted"),
        (Answer::Started, _) => {
            let output = output(plan, paths, &call.output);
            paths.runtime("Started").of(&output)
        }
    }
}

fn is_struct(plan: &Plan<'_>, name: &str) -> bool {
    plan.api.get(name).is_some_and(|t| t.kind != Kind::Enum)
}

/// The type that a body decodes into.
pub(super) fn output(plan: &Plan<'_>, paths: &mut Paths<'_>, output: &ResponseBody) -> Ty {
    match output {
        ResponseBody::None => "()".into(),
        ResponseBody::Text => paths.runtime("Text"),
        ResponseBody::Bytes => paths.runtime("Bytes"),
        ResponseBody::Typed(ty) => {
            let single = paths.single(ty);
            if ty.collection {
                return paths.runtime("Page").of(&single);
            }
            let is_struct = match &ty.target {
                Target::Named(name) => is_struct(plan, name),
                Target::Primitive(p) => {
                    matches!(p, Primitive::Untyped | Primitive::Stream)
                }
                Target::Unresolved(_) => true,
            };
            // A primitive comes as `{"value": …}`.
            if is_struct { single } else { paths.runtime("Value").of(&single) }
        }
    }
}

/// The method that leads to a longer path.
fn segment_method(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    sheet: &mut Sheet,
    node: &Node,
    key: &Step,
    child: &Node,
    module: &[String],
) {
    let condition = plan.features.condition(&child.features, &node.features);
    let target = match child.module.strip_prefix(module) {
        Some(inner) => Ty::path(plan::path(inner, &child.name)),
        None => Ty::path(format!("{}::requests::{}", plan.root.path(), plan::path(&child.module, &child.name))),
    };
    let spelling = &child.spelling;
    let as_ref = || paths.prelude("AsRef").of(&"str".into()).within("impl ", "");
    let last = || code(child.path.rsplit_once('/').map_or(child.path.as_str(), |(_, last)| last));
    // The root is used again and again; a longer path moves on.
    let is_root = node.path.is_empty();
    let mut arguments = vec![Argument::Receiver(if is_root { "&self" } else { "self" })];
    let called = match key {
        Step::Function(..) | Step::AlternateKey(..) => named_arguments(&child.parameters),
        _ => Vec::new(),
    };
    let what = match key {
        Step::Literal(_) | Step::Cast(_) => code(&format!("/{spelling}")),
        Step::Value => code("/$value"),
        Step::Ref => code("/$ref"),
        Step::Count => code("/$count"),
        Step::Id => {
            arguments.push(Argument::Named("id", as_ref()));
            let words: Vec<String> = child.placeholders.iter().map(|p| code(&format!("{{{p}}}"))).collect();
            words.join(" or ")
        }
        Step::ItemPath => {
            arguments.push(Argument::Named("path", as_ref()));
            format!("{}: an item by its path, such as `folder/file.txt`", code(":/{path}:"))
        }
        Step::Function(..) | Step::AlternateKey(..) => {
            arguments.extend(called.iter().map(|(name, parameter)| {
                let ty = if parameter.quoted { as_ref() } else { "impl ::core::fmt::Display".into() };
                Argument::Named(name, ty)
            }));
            last()
        }
    };
    sheet.doc(&Doc::new().text(&what)).condition(condition).line("#[inline]").line("#[must_use]");
    sheet.function("pub fn ", &child.method, &arguments, &target);
    sheet.ty(&target).word("(").list().open(4).word("self").gap().word(".0");
    if is_root {
        sheet.gap().word(".clone").open(0).word("()").close();
    }
    sheet.gap();
    match key {
        Step::Literal(_) => sheet.word(".literal").open(0).word("(").list().literal(spelling),
        Step::Cast(_) => sheet.word(".cast").open(0).word("(").list().literal(spelling),
        Step::Value => sheet.word(".literal").open(0).word("(").list().literal("$value"),
        Step::Ref => sheet.word(".literal").open(0).word("(").list().literal("$ref"),
        Step::Count => sheet.word(".literal").open(0).word("(").list().literal("$count"),
        Step::Id => sheet.word(".key").open(0).word("(").list().word("id"),
        Step::ItemPath => {
            sheet.word(".item_path").open(0).word("(").list().open(4).word("path").gap().word(".as_ref").open(0);
            sheet.word("()").close().close()
        }
        Step::Function(..) => {
            let argument = (!called.is_empty()).then(|| paths.runtime("Argument"));
            sheet.word(".function").open(0).word("(").list().literal(spelling).comma().word("&[");
            sheet.items(&called, |sheet, called| {
                sheet.word("(").list();
                pair(sheet, argument.as_ref(), called).end_list().word(")");
            });
            sheet.word("]")
        }
        Step::AlternateKey(..) => {
            let argument = paths.runtime("Argument");
            sheet.word(".alternate_key_segment").open(0).word("(").list();
            for called in called.iter().take(1) {
                pair(sheet, Some(&argument), called);
            }
            &mut *sheet
        }
    };
    sheet.end_list().word(")").close().close().end_list().word(")").end().end_block().end();
}

/// The arguments of a function, by the names that they have in Rust.
fn named_arguments(parameters: &[Parameter]) -> Vec<(String, &Parameter)> {
    let mut scope = Scope::default();
    parameters
        .iter()
        .map(|parameter| {
            let words = if parameter.name.is_empty() { &parameter.placeholder.name } else { &parameter.name };
            let name = names::identifier(&names::snake(words), "n");
            (scope.take(&[name, "value".to_owned()]), parameter)
        })
        .collect()
}

/// The pair of name and value that a function is called with.
fn pair<'s>(sheet: &'s mut Sheet, argument: Option<&Ty>, (name, parameter): &(String, &Parameter)) -> &'s mut Sheet {
    sheet.literal(&parameter.name).comma();
    if let Some(argument) = argument {
        sheet.ty(argument);
    }
    sheet.word(if parameter.quoted { "::quoted(" } else { "::raw(" }).list().ident(name).end_list().word(")")
}
