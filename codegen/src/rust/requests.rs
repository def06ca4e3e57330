//! Emits request builders: their methods mirror the documented paths.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::FeatureSet;
use super::attributes::deprecated;
use super::doc::{Doc, code, escape};
use super::features::named;
use super::names::{self, Scope};
use super::paths::{Argument, Paths, Ty};
use super::plan::{self, Plan, ident};
use super::signature::{Input, MethodSignature, ResponseKind, signature};
use super::structs::Struct;
use super::tree::{Node, Step};
use crate::model::{Kind, Operation, Parameter, Primitive, Property, ResponseBody, Target, TypeKey, TypeRef};

/// The file of a builder.
struct BuilderFile<'a> {
    /// The module below `requests`.
    module: &'a [String],
    /// The features that enable the module.
    features: FeatureSet,
}

/// One file of builders.
pub(super) fn file(plan: &Plan<'_>, module: &[String]) -> TokenStream {
    let nodes = plan.tree.builders(module);
    let own: Vec<String> = nodes
        .iter()
        .flat_map(|n| std::iter::once(n.name.clone()).chain(n.parameter_structs.values().cloned()))
        .chain(plan.tree.modules.get(module).into_iter().flat_map(|m| m.modules.iter().cloned()))
        .collect();
    let mut paths = Paths::new(plan, own);
    let features = plan.tree.modules.get(module).map(|m| m.features.clone()).unwrap_or_default();
    let file = BuilderFile { module, features };
    let doc = module_doc(&nodes).inner_tokens();
    let modules = modules(plan, &file);
    let builders: TokenStream = nodes.iter().map(|node| builder(&mut paths, node, &file)).collect();
    let imports = if file.features.len() > 1 { paths.conditional_imports() } else { paths.imports() };
    quote! { #doc #imports #modules #builders }
}

/// The comment of a module; its first builder has the path that the others continue.
fn module_doc(nodes: &[&Node]) -> Doc {
    match nodes.first() {
        Some(first) if is_root(first) => Doc::new()
            .text("Request builders: the path on a docs page, with a method for each of its segments.")
            .text(
                "Start at [`Graph`]. A segment's method leads to the builder of the longer path; a method named after an \
                 HTTP verb makes the request, which any HTTP client can send.",
            ),
        first => {
            let path = first.map(|node| node.path.as_str()).unwrap_or_default();
            Doc::new().text(&format!("Builders for {} and everything below.", code(path)))
        }
    }
}

/// The submodules of a module.
fn modules(plan: &Plan<'_>, file: &BuilderFile<'_>) -> TokenStream {
    let inner = plan.tree.modules.get(file.module).into_iter().flat_map(|module| &module.modules);
    let declared = inner.map(|name| {
        let path = [file.module, std::slice::from_ref(name)].concat();
        let features = plan.tree.modules.get(&path).map(|module| module.features.clone()).unwrap_or_default();
        let (name, condition) = (ident(name), plan.features.condition(&features, &file.features));
        quote! { #condition pub mod #name; }
    });
    declared.collect()
}

/// Whether the node is the root of all paths.
fn is_root(node: &Node) -> bool {
    node.module.is_empty() && node.path.is_empty()
}

/// A builder, its methods, and the structs of their parameters.
fn builder(paths: &mut Paths<'_>, node: &Node, file: &BuilderFile<'_>) -> TokenStream {
    let (name, path) = (ident(&node.name), paths.runtime("Path"));
    let condition = paths.plan.features.condition(&node.features, &file.features);
    let doc = if is_root(node) {
        Doc::new().text("Microsoft Graph: the start of every request.")
    } else {
        Doc::new().text(&code(&node.path))
    };
    let start = is_root(node).then(|| root_methods(paths));
    let verbs: TokenStream = node.calls.keys().map(|verb| verb_method(paths, node, verb)).collect();
    let segments: TokenStream =
        node.children.iter().map(|(step, child)| segment_method(paths, node, (step, child), file)).collect();
    let default = is_root(node).then(|| {
        quote! {
            impl ::core::default::Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    let parameters: Vec<TokenStream> =
        node.parameter_structs.keys().filter_map(|verb| parameter_struct(paths, node, verb, file)).collect();
    quote! {
        #doc #condition
        #[derive(Clone, Debug)]
        pub struct #name(pub(crate) #path);

        #condition
        impl #name {
            #start
            #verbs
            #segments
        }

        #default
        #(#parameters)*
    }
}

/// How to create the first builder.
fn root_methods(paths: &mut Paths<'_>) -> TokenStream {
    let version = paths.plan.api.version.as_str();
    let base = format!("https://graph.microsoft.com/{version}");
    let (into, path, cloud) = (paths.prelude("Into"), paths.runtime("Path"), paths.runtime("Cloud"));
    let new_doc = Doc::new().text(&format!("The global service, {}.", code(&base)));
    let on_doc = Doc::new().text(&format!("Version {} of the service of a cloud.", code(version)));
    quote! {
        #new_doc
        #[must_use]
        pub fn new() -> Self {
            Self::at(#base)
        }

        #on_doc
        #[must_use]
        pub fn on(cloud: #cloud) -> Self {
            Self::at(cloud.root(#version))
        }

        /// A service at another address: another version, a proxy, a test server. Trailing slashes are ignored.
        #[must_use]
        pub fn at(base: impl #into<::std::sync::Arc<str>>) -> Self {
            Self(#path::new(base))
        }
    }
}

/// The struct of an action's parameters; nothing if the method takes none.
fn parameter_struct(paths: &mut Paths<'_>, node: &Node, verb: &str, file: &BuilderFile<'_>) -> Option<TokenStream> {
    let plan = paths.plan;
    let signature = signature(plan.api, node, verb);
    let Input::Parameters(parameters) = &signature.input else { return None };
    let features: FeatureSet = signature.operations.iter().map(|o| plan.feature(o)).collect();
    let fields = parameter_fields(parameters);
    let fields: Vec<(&Property, &str)> = fields.iter().map(|(p, n)| (*p, n.as_str())).collect();
    let structure = Struct {
        name: node.parameter_structs.get(verb)?,
        full_name: &format!("parameters of {verb} {}", node.path),
        fields: &fields,
        doc: &Doc::new().text(&format!("The parameters of {}.", code(&format!("{verb} {}", node.path)))),
        deprecated: false,
        features: &features,
        condition: plan.features.condition(&features, &file.features),
    };
    let declaration = structure.declaration(paths);
    let implementation = structure.implementation(paths);
    Some(quote! { #declaration #implementation })
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
fn verb_method(paths: &mut Paths<'_>, node: &Node, verb: &str) -> TokenStream {
    let (plan, root) = (paths.plan, &paths.plan.root);
    let signature = signature(plan.api, node, verb);
    let features: FeatureSet = signature.operations.iter().map(|o| plan.feature(o)).collect();
    let condition = plan.features.condition(&features, &node.features);
    let doc = verb_doc(plan, node, verb, &signature, &features);
    let deprecated = deprecated(signature.operations.iter().all(|o| o.deprecated.is_some()));
    let (request, method) = (paths.runtime("Request"), paths.runtime("Method"));
    let (name, verb_constant) = (ident(&verb.to_lowercase()), method_constant(verb));
    let output = response_type(paths, &signature);
    let arguments = input(paths, node, verb, &signature.input);
    let operations = signature.operations.iter().filter_map(|operation| {
        let name = ident(&plan.operations.get(&operation.name)?.name);
        let own = FeatureSet::from([plan.feature(operation)]);
        let condition = plan.features.condition(&own, &features);
        Some(quote! { #condition &#root::operations::#name })
    });
    let operations: Vec<TokenStream> = operations.collect();
    let body = body(paths, &signature.input);
    quote! {
        #doc #deprecated #condition
        #[inline]
        pub fn #name(&self, #(#arguments),*) -> #request<#output> {
            #request::new(#method::#verb_constant, &self.0, &[#(#operations),*]) #body
        }
    }
}

/// The constant of an HTTP method.
fn method_constant(verb: &str) -> Ident {
    let known = ["POST", "PUT", "PATCH", "DELETE"].into_iter().find(|known| *known == verb);
    ident(known.unwrap_or("GET"))
}

/// The call that adds the body to a request.
fn body(paths: &mut Paths<'_>, input: &Input<'_>) -> Option<TokenStream> {
    match input {
        Input::None => None,
        Input::Typed(ty) if !ty.collection && is_any(paths.plan, ty) => Some(quote! { .json(&body.body()) }),
        Input::Typed(_) | Input::Any => Some(quote! { .json(body) }),
        Input::Parameters(_) => Some(quote! { .json(parameters) }),
        Input::Reference => {
            let reference = paths.runtime("Reference");
            Some(quote! { .json(&#reference::to(url)) })
        }
        Input::Bytes => Some(quote! { .bytes(content_type, content) }),
    }
}

/// Whether other types derive from the type.
fn is_any(plan: &Plan<'_>, ty: &TypeRef) -> bool {
    named(ty).is_some_and(|key| plan.polymorphic.contains_key(key))
}

/// The arguments of a method that makes a request.
pub(super) fn input(paths: &mut Paths<'_>, node: &Node, verb: &str, input: &Input<'_>) -> Vec<Argument> {
    match input {
        Input::None => Vec::new(),
        Input::Typed(ty) => {
            let single = paths.single(ty);
            let body = match ty.collection {
                true => single.within("&[", "]"),
                false if is_any(paths.plan, ty) => paths.runtime("Body").of(&single).within("&impl ", ""),
                false => single.within("&", ""),
            };
            vec![Argument::new("body", body)]
        }
        Input::Parameters(_) => {
            let name = Ty::ident(node.parameter_structs.get(verb).map_or("Untyped", String::as_str));
            vec![Argument::new("parameters", name.within("&", ""))]
        }
        Input::Reference => vec![Argument::new("url", "&str")],
        Input::Bytes => {
            let bytes = paths.prelude("Vec").of(&"u8".into());
            let content = paths.prelude("Into").of(&bytes).within("impl ", "");
            vec![Argument::new("content_type", "&str"), Argument::new("content", content)]
        }
        Input::Any => vec![Argument::new("body", paths.runtime("Serialize").within("&(impl ", " + ?Sized)"))],
    }
}

fn verb_doc(plan: &Plan<'_>, node: &Node, verb: &str, signature: &MethodSignature<'_>, features: &FeatureSet) -> Doc {
    let links = plan.links(features);
    let mut doc = Doc::new();
    let line = code(&format!("{verb} {}", node.path));
    match signature.operations.as_slice() {
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

/// The least privileged permission of each kind, as text; several of a kind are needed together.
fn least_privileged(operation: &Operation) -> String {
    let least = &operation.permissions.least;
    let delegated = [&least.delegated_work, &least.delegated_personal].into_iter().find(|names| !names.is_empty());
    let kinds = [("delegated", delegated), ("application", Some(&least.application))];
    let named = kinds.into_iter().filter_map(|(kind, names)| {
        let names: Vec<String> = names?.iter().map(|name| code(name)).collect();
        (!names.is_empty()).then(|| format!("{kind} {}", names.join(" and ")))
    });
    named.collect::<Vec<_>>().join(", ")
}

fn permissions_doc(doc: Doc, operation: &Operation) -> Doc {
    let least = least_privileged(operation);
    if least.is_empty() { doc } else { doc.text(&format!("Least privileged permission: {least}.")) }
}

/// The type that a request decodes.
pub(super) fn response_type(paths: &mut Paths<'_>, signature: &MethodSignature<'_>) -> Ty {
    let plan = paths.plan;
    // A struct of its own, not an enum or a number.
    let object = match &signature.output {
        ResponseBody::Typed(ty) => matches!(&ty.target, Target::Named(n) if is_struct(plan, n)).then_some(ty),
        _ => None,
    };
    match (signature.response_kind, object) {
        (ResponseKind::Body, _) | (ResponseKind::Delta, None) => output(paths, &signature.output),
        (ResponseKind::Delta, Some(ty)) => {
            let item = paths.single(ty);
            paths.runtime("DeltaPage").of(&item)
        }
        (ResponseKind::Maybe, _) => {
            let output = output(paths, &signature.output);
            paths.prelude("Option").of(&output)
        }
        (ResponseKind::Accepted, Some(ty)) if !ty.collection => {
            let operation = paths.single(ty);
            paths.runtime("Accepted").of(&operation)
        }
        (ResponseKind::Accepted, _) => paths.runtime("Accepted"),
        (ResponseKind::Started, _) => {
            let output = output(paths, &signature.output);
            paths.runtime("Started").of(&output)
        }
    }
}

fn is_struct(plan: &Plan<'_>, name: &TypeKey) -> bool {
    plan.api.types.get(name).is_some_and(|t| t.kind != Kind::Enum)
}

/// The type that a body decodes into.
pub(super) fn output(paths: &mut Paths<'_>, output: &ResponseBody) -> Ty {
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
                Target::Named(name) => is_struct(paths.plan, name),
                Target::Primitive(p) => {
                    matches!(p, Primitive::Untyped | Primitive::Stream)
                }
                Target::OneOf(_) | Target::Unresolved(_) => true,
            };
            // A primitive is wrapped as `{"value": …}`.
            if is_struct { single } else { paths.runtime("Value").of(&single) }
        }
    }
}

/// The method that leads to a longer path.
fn segment_method(
    paths: &mut Paths<'_>,
    node: &Node,
    (step, child): (&Step, &Node),
    file: &BuilderFile<'_>,
) -> TokenStream {
    let (name, target) = (ident(&child.method), builder_path(paths.plan, child, file));
    let condition = paths.plan.features.condition(&child.features, &node.features);
    let doc = Doc::new().text(&segment_doc(step, child));
    let Segment { arguments, call } = segment(paths, step, child);
    // The root can be reused; a longer path consumes the builder.
    let (receiver, path) = if node.path.is_empty() {
        (quote! { &self }, quote! { self.0.clone() })
    } else {
        (quote! { self }, quote! { self.0 })
    };
    quote! {
        #doc #condition
        #[inline]
        #[must_use]
        pub fn #name(#receiver, #(#arguments),*) -> #target {
            #target(#path.#call)
        }
    }
}

/// The path of a builder's type as seen from a file.
fn builder_path(plan: &Plan<'_>, node: &Node, file: &BuilderFile<'_>) -> Ty {
    Ty::path(match node.module.strip_prefix(file.module) {
        Some(inner) => plan::path(inner, &node.name),
        None => format!("{}::requests::{}", plan.root.path(), plan::path(&node.module, &node.name)),
    })
}

/// The comment of a method that leads to a longer path: the segment that it adds.
fn segment_doc(step: &Step, child: &Node) -> String {
    match step {
        Step::Literal(_) | Step::Cast(_) => code(&format!("/{}", child.spelling)),
        Step::Value => code("/$value"),
        Step::Ref => code("/$ref"),
        Step::Count => code("/$count"),
        Step::Id => {
            let words: Vec<String> = child.placeholders.iter().map(|p| code(&format!("{{{p}}}"))).collect();
            words.join(" or ")
        }
        Step::ItemPath => format!("{}: an item by its path, such as `folder/file.txt`", code(":/{path}:")),
        Step::Function(..) | Step::AlternateKey(..) => {
            code(child.path.rsplit_once('/').map_or(child.path.as_str(), |(_, last)| last))
        }
    }
}

/// The parameters of a method that leads to a longer path, and the call that extends the path.
struct Segment {
    arguments: Vec<Argument>,
    call: TokenStream,
}

fn segment(paths: &mut Paths<'_>, step: &Step, child: &Node) -> Segment {
    let spelling = &child.spelling;
    let without_arguments = |call: TokenStream| Segment { arguments: Vec::new(), call };
    let text = || paths.prelude("AsRef").of(&"str".into()).within("impl ", "");
    match step {
        Step::Literal(_) => without_arguments(quote! { literal(#spelling) }),
        Step::Cast(_) => without_arguments(quote! { cast(#spelling) }),
        Step::Value => without_arguments(quote! { literal("$value") }),
        Step::Ref => without_arguments(quote! { literal("$ref") }),
        Step::Count => without_arguments(quote! { literal("$count") }),
        Step::Id => Segment { arguments: vec![Argument::new("id", text())], call: quote! { key(id) } },
        Step::ItemPath => {
            Segment { arguments: vec![Argument::new("path", text())], call: quote! { item_path(path.as_ref()) } }
        }
        Step::Function(..) => {
            let called = named_arguments(&child.parameters);
            let pairs: Vec<TokenStream> = called.iter().map(|called| pair(paths, called)).collect();
            let call = quote! { function(#spelling, &[#((#pairs)),*]) };
            Segment { arguments: declared(paths, &called), call }
        }
        Step::AlternateKey(..) => {
            let called = named_arguments(&child.parameters);
            let pair = called.first().map(|called| pair(paths, called));
            let call = quote! { alternate_key_segment(#pair) };
            Segment { arguments: declared(paths, &called), call }
        }
    }
}

/// The parameters of a function in the order of the method.
fn declared(paths: &Paths<'_>, called: &[(String, &Parameter)]) -> Vec<Argument> {
    let text = paths.prelude("AsRef").of(&"str".into()).within("impl ", "");
    let ty = |parameter: &Parameter| if parameter.quoted { text.clone() } else { "impl ::core::fmt::Display".into() };
    called.iter().map(|(name, parameter)| Argument::new(name, ty(parameter))).collect()
}

/// The parameters of a function by their Rust names.
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

/// The name and value of an argument.
fn pair(paths: &mut Paths<'_>, (name, parameter): &(String, &Parameter)) -> TokenStream {
    let (argument, documented, value) = (paths.runtime("Argument"), &parameter.name, ident(name));
    let kind = ident(if parameter.quoted { "quoted" } else { "raw" });
    quote! { #documented, #argument::#kind(#value) }
}
