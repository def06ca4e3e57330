//! Writing request builders: the path on the docs page is the code.

use proc_macro2::TokenStream;
use quote::quote;

use super::call::{Answer, Call, Input, call};
use super::doc::{Doc, code, escape};
use super::features::{FeatureSet, named};
use super::names::{self, Scope};
use super::paths::Paths;
use super::plan::{Plan, ident};
use super::structure::{Structure, deprecation, structure};
use super::tree::{Node, Step};
use crate::model::{Kind, Operation, Parameter, Primitive, Property, ResponseBody, Target};

/// One file of builders.
pub(super) fn file(plan: &Plan<'_>, module: &[String]) -> TokenStream {
    let nodes = plan.tree.builders(module);
    let own: Vec<String> = nodes
        .iter()
        .flat_map(|n| std::iter::once(n.name.clone()).chain(n.parameter_structs.values().cloned()))
        .chain(plan.tree.modules.get(module).into_iter().flat_map(|m| m.modules.iter().cloned()))
        .collect();
    let mut paths = Paths::new(plan, own);
    let outer = plan.tree.modules.get(module).map(|m| m.features.clone()).unwrap_or_default();
    let mut items = Vec::new();
    for node in nodes {
        items.push(builder(plan, &mut paths, node, module, &outer));
    }
    let modules = plan.tree.modules.get(module).into_iter().flat_map(|m| &m.modules).map(|name| {
        let mut path = module.to_vec();
        path.push(name.clone());
        let inner = plan.tree.modules.get(&path).map(|m| m.features.clone()).unwrap_or_default();
        let condition = plan.features.condition(&inner, &outer);
        let name = ident(name);
        quote! { #condition pub mod #name; }
    });
    let modules: Vec<TokenStream> = modules.collect();
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
    let doc = doc.inner_tokens();
    let imports = paths.imports(outer.len() > 1);
    quote! { #doc #imports #(#modules)* #(#items)* }
}

/// The documented path of a module.
fn plan_path(plan: &Plan<'_>, module: &[String]) -> String {
    plan.tree.builders(module).first().map(|n| n.path.clone()).unwrap_or_default()
}

fn builder(plan: &Plan<'_>, paths: &mut Paths<'_>, node: &Node, module: &[String], outer: &FeatureSet) -> TokenStream {
    let name = ident(&node.name);
    let condition = plan.features.condition(&node.features, outer);
    let path = paths.runtime("Path");
    let is_root = node.module.is_empty() && node.name == "Graph" && node.path.is_empty();
    let doc = if is_root {
        Doc::new().text("Microsoft Graph: where every request starts.").tokens()
    } else {
        Doc::new().text(&code(&node.path)).tokens()
    };
    let mut methods = Vec::new();
    if is_root {
        let into = paths.prelude("Into");
        let base = format!("https://graph.microsoft.com/{}", plan.api.version);
        let version = plan.api.version.as_str();
        let cloud = paths.runtime("Cloud");
        let base_doc = Doc::new().text(&format!("The global service, {}.", code(&base))).tokens();
        let cloud_doc = Doc::new().text(&format!("Version {} of the service of a cloud.", code(version))).tokens();
        methods.push(quote! {
            #base_doc
            #[must_use]
            pub fn new() -> Self {
                Self::at(#base)
            }

            #cloud_doc
            #[must_use]
            pub fn on(cloud: #cloud) -> Self {
                Self::at(cloud.root(#version))
            }

            /// A service at another address: another version, a proxy, a test server. Slashes at its end don't count.
            #[must_use]
            pub fn at(base: impl #into<::std::sync::Arc<str>>) -> Self {
                Self(#path::new(base))
            }
        });
    }
    for verb in node.calls.keys() {
        methods.push(verb_method(plan, paths, node, verb));
    }
    for (key, child) in &node.children {
        methods.push(segment_method(plan, paths, node, key, child, module));
    }
    let default = is_root.then(|| {
        quote! {
            impl ::core::default::Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    let mut parameters = Vec::new();
    for (verb, struct_name) in &node.parameter_structs {
        if node.calls.contains_key(verb) {
            parameters.push(parameter_struct(plan, paths, node, verb, struct_name, outer));
        }
    }
    quote! {
        #doc
        #condition
        #[derive(Clone, Debug)]
        pub struct #name(pub(crate) #path);

        #condition
        impl #name { #(#methods)* }

        #default
        #(#parameters)*
    }
}

/// The struct of an action's parameters.
fn parameter_struct(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    node: &Node,
    verb: &str,
    struct_name: &str,
    outer: &FeatureSet,
) -> TokenStream {
    let call = call(plan.api, &node.calls, verb);
    let Input::Parameters(parameters) = &call.input else { return TokenStream::new() };
    let features: FeatureSet = call.operations.iter().map(|o| plan.feature(o)).collect();
    let fields = parameter_fields(parameters);
    let fields: Vec<(&Property, &str)> = fields.iter().map(|(p, n)| (*p, n.as_str())).collect();
    let doc = Doc::new().text(&format!("The parameters of {}.", code(&format!("{verb} {}", node.path))));
    let full_name = format!("parameters of {verb} {}", node.path);
    let parts = Structure {
        name: struct_name,
        full_name: &full_name,
        fields: &fields,
        doc: &doc,
        deprecated: false,
        features: &features,
        methods: TokenStream::new(),
        condition: plan.features.condition(&features, outer),
    };
    structure(plan, paths, parts)
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
fn verb_method(plan: &Plan<'_>, paths: &mut Paths<'_>, node: &Node, verb: &str) -> TokenStream {
    let call = call(plan.api, &node.calls, verb);
    let features: FeatureSet = call.operations.iter().map(|o| plan.feature(o)).collect();
    let condition = plan.features.condition(&features, &node.features);
    let request = paths.runtime("Request");
    let output = answer(plan, paths, &call);
    let method = ident(&verb.to_lowercase());
    let http_method = paths.runtime("Method");
    let constant = ident(if matches!(verb, "POST" | "PUT" | "PATCH" | "DELETE") { verb } else { "GET" });
    let constant = quote! { #http_method::#constant };
    let statics = call.operations.iter().filter_map(|o| {
        let names = plan.operations.get(&o.name)?;
        let own = FeatureSet::from([plan.feature(o)]);
        let condition = plan.features.condition(&own, &features);
        let name = ident(&names.name);
        let root = &plan.root;
        Some(quote! { #condition &#root::operations::#name })
    });
    let statics: Vec<TokenStream> = statics.collect();
    let new = quote! { #request::new(#constant, &self.0, &[#(#statics),*]) };
    let (argument, body) = input(plan, paths, node, verb, &call.input, &new);
    let doc = verb_doc(plan, node, verb, &call, &features).tokens();
    let deprecated = deprecation(call.operations.iter().all(|o| o.deprecated));
    quote! {
        #doc
        #deprecated
        #condition
        #[inline]
        pub fn #method(&self #argument) -> #request<#output> {
            #body
        }
    }
}

/// The argument of a method that makes a request, and how the request made by `new` takes it.
pub(super) fn input(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    node: &Node,
    verb: &str,
    input: &Input<'_>,
    new: &TokenStream,
) -> (TokenStream, TokenStream) {
    match input {
        Input::None => (TokenStream::new(), new.clone()),
        Input::Typed(ty) => {
            let single = paths.single(ty);
            let any = named(ty).is_some_and(|key| plan.derived.contains_key(&key));
            if ty.collection {
                (quote! { , body: &[#single] }, quote! { #new.json(body) })
            } else if any {
                let body = paths.runtime("Body");
                (quote! { , body: &impl #body<#single> }, quote! { #new.json(&body.body()) })
            } else {
                (quote! { , body: &#single }, quote! { #new.json(body) })
            }
        }
        Input::Parameters(_) => {
            let name = ident(node.parameter_structs.get(verb).map_or("Untyped", String::as_str));
            (quote! { , parameters: &#name }, quote! { #new.json(parameters) })
        }
        Input::Reference => {
            let reference = paths.runtime("Reference");
            (quote! { , url: &str }, quote! { #new.json(&#reference::to(url)) })
        }
        Input::Bytes => {
            let into = paths.prelude("Into");
            let vec = paths.prelude("Vec");
            (
                quote! { , content_type: &str, content: impl #into<#vec<u8>> },
                quote! { #new.bytes(content_type, content) },
            )
        }
        Input::Any => {
            let serialize = paths.runtime("Serialize");
            let bound = quote! { impl #serialize + ?Sized };
            (quote! { , body: &(#bound) }, quote! { #new.json(body) })
        }
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
    let least = least_privileged(operation);
    if least.is_empty() { doc } else { doc.text(&format!("Least privileged permission: {least}.")) }
}

/// The type a request decodes.
pub(super) fn answer(plan: &Plan<'_>, paths: &mut Paths<'_>, call: &Call<'_>) -> TokenStream {
    // A type of its own, not an enum, a number or the like.
    let object = match &call.output {
        ResponseBody::Typed(ty) => matches!(&ty.target, Target::Named(n) if is_struct(plan, n)).then_some(ty),
        _ => None,
    };
    match (call.answer, object) {
        (Answer::Body, _) | (Answer::Delta, None) => output(plan, paths, &call.output),
        (Answer::Delta, Some(ty)) => {
            let item = paths.single(ty);
            let page = paths.runtime("DeltaPage");
            quote! { #page<#item> }
        }
        (Answer::Maybe, _) => {
            let option = paths.prelude("Option");
            let output = output(plan, paths, &call.output);
            quote! { #option<#output> }
        }
        (Answer::Accepted, Some(ty)) if !ty.collection => {
            let operation = paths.single(ty);
            let accepted = paths.runtime("Accepted");
            quote! { #accepted<#operation> }
        }
        (Answer::Accepted, _) => paths.runtime("Accepted"),
        (Answer::Started, _) => {
            let output = output(plan, paths, &call.output);
            let started = paths.runtime("Started");
            quote! { #started<#output> }
        }
    }
}

fn is_struct(plan: &Plan<'_>, name: &str) -> bool {
    plan.api.get(name).is_some_and(|t| t.kind != Kind::Enum)
}

/// The type that a body decodes into.
pub(super) fn output(plan: &Plan<'_>, paths: &mut Paths<'_>, output: &ResponseBody) -> TokenStream {
    match output {
        ResponseBody::None => quote! { () },
        ResponseBody::Text => paths.runtime("Text"),
        ResponseBody::Bytes => paths.runtime("Bytes"),
        ResponseBody::Typed(ty) => {
            let single = paths.single(ty);
            if ty.collection {
                let page = paths.runtime("Page");
                return quote! { #page<#single> };
            }
            let is_struct = match &ty.target {
                Target::Named(name) => is_struct(plan, name),
                Target::Primitive(p) => {
                    matches!(p, Primitive::Untyped | Primitive::Stream)
                }
                Target::Unresolved(_) => true,
            };
            if is_struct {
                single
            } else {
                // A primitive comes as `{"value": …}`.
                let value = paths.runtime("Value");
                quote! { #value<#single> }
            }
        }
    }
}

/// The method that leads to a longer path.
fn segment_method(
    plan: &Plan<'_>,
    paths: &mut Paths<'_>,
    node: &Node,
    key: &Step,
    child: &Node,
    module: &[String],
) -> TokenStream {
    let condition = plan.features.condition(&child.features, &node.features);
    let method = ident(&child.method);
    let name = ident(&child.name);
    let target = match child.module.strip_prefix(module) {
        Some(inner) => {
            let inner = inner.iter().map(|m| ident(m));
            quote! { #(#inner::)*#name }
        }
        None => {
            let modules = child.module.iter().map(|m| ident(m));
            let root = &plan.root;
            quote! { #root::requests::#(#modules::)*#name }
        }
    };
    let spelling = &child.spelling;
    let (arguments, call, what) = match key {
        Step::Literal(_) => (TokenStream::new(), quote! { literal(#spelling) }, code(&format!("/{spelling}"))),
        Step::Cast(_) => (TokenStream::new(), quote! { cast(#spelling) }, code(&format!("/{spelling}"))),
        Step::Value => (TokenStream::new(), quote! { literal("$value") }, code("/$value")),
        Step::Ref => (TokenStream::new(), quote! { literal("$ref") }, code("/$ref")),
        Step::Count => (TokenStream::new(), quote! { literal("$count") }, code("/$count")),
        Step::Id => {
            let as_ref = paths.prelude("AsRef");
            let words: Vec<String> = child.placeholders.iter().map(|p| code(&format!("{{{p}}}"))).collect();
            (quote! { , id: impl #as_ref<str> }, quote! { key(id) }, words.join(" or "))
        }
        Step::ItemPath => {
            let as_ref = paths.prelude("AsRef");
            let what = format!("{}: an item by its path, such as `folder/file.txt`", code(":/{path}:"));
            (quote! { , path: impl #as_ref<str> }, quote! { item_path(path.as_ref()) }, what)
        }
        Step::Function(..) => {
            let (arguments, values) = arguments(paths, &child.parameters);
            let what = code(child.path.rsplit_once('/').map_or(child.path.as_str(), |(_, last)| last));
            (arguments, quote! { function(#spelling, &[#(#values),*]) }, what)
        }
        Step::AlternateKey(..) => {
            let (arguments, values) = arguments(paths, &child.parameters);
            let what = code(child.path.rsplit_once('/').map_or(child.path.as_str(), |(_, last)| last));
            (arguments, quote! { alternate_key_segment #(#values)* }, what)
        }
    };
    let doc = Doc::new().text(&what).tokens();
    // The root is used again and again; a longer path moves on.
    let is_root = node.path.is_empty();
    let (receiver, path) =
        if is_root { (quote! { &self }, quote! { self.0.clone() }) } else { (quote! { self }, quote! { self.0 }) };
    quote! {
        #doc
        #condition
        #[inline]
        #[must_use]
        pub fn #method(#receiver #arguments) -> #target {
            #target(#path.#call)
        }
    }
}

/// The arguments of a function, and the pairs of name and value it is called with.
fn arguments(paths: &mut Paths<'_>, parameters: &[Parameter]) -> (TokenStream, Vec<TokenStream>) {
    let mut scope = Scope::default();
    let mut declared = Vec::new();
    let mut values = Vec::new();
    let argument = if parameters.is_empty() { TokenStream::new() } else { paths.runtime("Argument") };
    for parameter in parameters {
        let words = if parameter.name.is_empty() { &parameter.placeholder.name } else { &parameter.name };
        let name = names::identifier(&names::snake(words), "n");
        let name = ident(&scope.take(&[name, "value".to_owned()]));
        let key = parameter.name.as_str();
        if parameter.quoted {
            let as_ref = paths.prelude("AsRef");
            declared.push(quote! { , #name: impl #as_ref<str> });
            values.push(quote! { (#key, #argument::quoted(#name)) });
        } else {
            declared.push(quote! { , #name: impl ::core::fmt::Display });
            values.push(quote! { (#key, #argument::raw(#name)) });
        }
    }
    (quote! { #(#declared)* }, values)
}
