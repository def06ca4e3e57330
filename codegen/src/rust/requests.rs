//! Emits request builders: their methods mirror the documented paths.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::FeatureSet;
use super::attributes::deprecated;
use super::builders::{Builder, StepMethod};
use super::doc::{Doc, code, escape};
use super::features::named;
use super::names::{self, Scope};
use super::paths::{Argument, Paths, Ty};
use super::plan::{Plan, ident};
use super::signature::{Input, MethodSignature, ResponseKind};
use super::structs::Struct;
use super::tree::Step;
use crate::model::{Kind, Operation, Parameter, Primitive, Property, ResponseBody, Target, TypeKey, TypeRef};

/// The builders of one file.
struct BuilderFile<'a> {
    /// Its module below `requests`; empty for `requests` itself.
    module: &'a str,
    /// The features that enable anything in it.
    features: FeatureSet,
}

/// The file `requests/mod.rs`: the root of all paths, and the modules of the other builders.
pub(super) fn module_file(plan: &Plan<'_>) -> TokenStream {
    let root = plan.builders.root();
    let doc = Doc::new()
        .text("Request builders: the path on a docs page, with a method for each of its segments.")
        .text(
            "Start at [`Graph`]. A segment's method leads to the builder of the longer path; a method named after an \
             HTTP verb makes the request, which any HTTP client can send.",
        )
        .text(
            "A builder is named after what it addresses, wherever the path began: `/me` and `/users/{id}` are both a \
             user. So a function that takes a builder works for each path that leads to one. What a page documents \
             for one path can be called at the others too; [`Request::is_documented`](crate::Request::is_documented) \
             tells whether the docs have the request's own path.",
        )
        .inner_tokens();
    let file = BuilderFile { module: "", features: root.features.clone() };
    let modules = plan.builders.files().into_iter().map(|(name, builders)| {
        let features = features(&builders);
        let (name, condition) = (ident(name), plan.features.condition(&features, &root.features));
        quote! { #condition mod #name; #condition pub use #name::*; }
    });
    let modules: TokenStream = modules.collect();
    let mut paths = Paths::new(plan, [root.name.clone()]);
    let builder = builder(&mut paths, root, &file);
    let imports = if file.features.len() > 1 { paths.conditional_imports() } else { paths.imports() };
    quote! { #doc #imports #modules #builder }
}

/// The file of the builders that start at one kind of object.
pub(super) fn file(plan: &Plan<'_>, module: &str, builders: &[&Builder]) -> TokenStream {
    let names = |builder: &&Builder| {
        std::iter::once(builder.name.clone()).chain(builder.verbs.values().flatten().cloned()).collect::<Vec<_>>()
    };
    let mut paths = Paths::new(plan, builders.iter().flat_map(names));
    let file = BuilderFile { module, features: features(builders) };
    let builders: TokenStream = builders.iter().map(|it| builder(&mut paths, it, &file)).collect();
    let imports = if file.features.len() > 1 { paths.conditional_imports() } else { paths.imports() };
    quote! { #imports #builders }
}

fn features(builders: &[&Builder]) -> FeatureSet {
    builders.iter().flat_map(|builder| builder.features.iter().cloned()).collect()
}

/// Whether the builder is the root of all paths.
fn is_root(plan: &Plan<'_>, builder: &Builder) -> bool {
    std::ptr::eq(builder, plan.builders.root())
}

/// A builder, its methods, and the structs of their parameters.
fn builder(paths: &mut Paths<'_>, builder: &Builder, file: &BuilderFile<'_>) -> TokenStream {
    let plan = paths.plan;
    let (name, is_root) = (ident(&builder.name), is_root(plan, builder));
    let condition = plan.features.condition(&builder.features, &file.features);
    let doc = if is_root { root_doc() } else { builder_doc(plan, builder) };
    let start = is_root.then(|| root_methods(paths));
    let verbs: TokenStream = builder.verbs.keys().map(|verb| verb_method(paths, builder, verb)).collect();
    let steps: TokenStream =
        builder.steps.iter().map(|(step, method)| step_method(paths, builder, (step, method), file)).collect();
    let parameters: Vec<TokenStream> =
        builder.verbs.keys().filter_map(|verb| parameter_struct(paths, builder, verb, file)).collect();
    let declaration = match builder.base {
        Some(base) => derived(paths, builder, plan.builders.get(base), file),
        None => {
            let path = paths.runtime("Path");
            quote! {
                #[derive(Clone, Debug)]
                pub struct #name(pub(crate) #path);
            }
        }
    };
    let conversion = conversion(paths, builder, file);
    let methods = (start.is_some() || !verbs.is_empty() || !steps.is_empty()).then(|| {
        quote! {
            #condition
            impl #name {
                #start
                #verbs
                #steps
            }
        }
    });
    let default = is_root.then(|| {
        quote! {
            impl ::core::default::Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    quote! {
        #doc #condition
        #declaration

        #methods
        #default
        #conversion
        #(#parameters)*
    }
}

/// The struct of a builder that adds methods to those of another one.
fn derived(paths: &mut Paths<'_>, builder: &Builder, base: &Builder, file: &BuilderFile<'_>) -> TokenStream {
    let (name, target) = (ident(&builder.name), builder_path(paths.plan, base, file));
    let condition = paths.plan.features.condition(&builder.features, &file.features);
    quote! {
        #[derive(Clone, Debug)]
        pub struct #name(pub(crate) #target);

        #condition
        impl ::core::ops::Deref for #name {
            type Target = #target;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
    }
}

/// How a builder is made from a path of the caller.
fn conversion(paths: &mut Paths<'_>, builder: &Builder, file: &BuilderFile<'_>) -> TokenStream {
    let (name, from, path) = (ident(&builder.name), paths.prelude("From"), paths.runtime("Path"));
    let condition = paths.plan.features.condition(&builder.features, &file.features);
    let value = match builder.base {
        Some(_) => quote! { Self(path.into()) },
        None => quote! { Self(path) },
    };
    quote! {
        #condition
        impl #from<#path> for #name {
            fn from(path: #path) -> Self {
                #value
            }
        }
    }
}

fn root_doc() -> Doc {
    Doc::new().text("Microsoft Graph: the start of every request.")
}

/// The longest list of paths in a comment.
const LISTED: usize = 6;

/// The documented paths of a builder.
fn builder_doc(plan: &Plan<'_>, builder: &Builder) -> Doc {
    let nodes = plan.builders.nodes(builder);
    let paths: Vec<&str> = nodes.iter().map(|node| node.path.as_str()).collect();
    paths_doc(Doc::new(), "", &paths)
}

/// Lists documented paths.
fn paths_doc(doc: Doc, verb: &str, paths: &[&str]) -> Doc {
    let line = |path: &&str| if verb.is_empty() { code(path) } else { code(&format!("{verb} {path}")) };
    match paths {
        [only] => doc.text(&line(only)),
        several => {
            let shown = several.iter().take(LISTED).map(line);
            let more = several.len().saturating_sub(LISTED);
            let more = (more > 0).then(|| format!("and {more} more"));
            doc.list(shown.chain(more))
        }
    }
}

/// How to create the first builder.
fn root_methods(paths: &mut Paths<'_>) -> TokenStream {
    let version = paths.plan.api.version.as_str();
    let base = format!("https://graph.microsoft.com/{version}");
    let (into, from) = (paths.prelude("Into"), paths.prelude("From"));
    let (path, cloud) = (paths.runtime("Path"), paths.runtime("Cloud"));
    let (request, method) = (paths.runtime("Request"), paths.runtime("Method"));
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

        /// A request of any path below the service, for what the docs, and so this crate, do not have:
        /// `graph.request::<Page<Chat>>(Method::GET, "/me/chats")`.
        ///
        /// The path is sent as it is, with its query if it has one; [`Path::below`] says what is encoded. Options,
        /// headers, paging and batches work as for any other request.
        pub fn request<T>(&self, method: #method, path: &str) -> #request<T> {
            #request::new(method, &self.0.below(path), &[])
        }

        /// A builder at any path below the service, to call there what the docs only have elsewhere:
        /// `graph.builder_at::<requests::Workbook>("/drives/1/items/2/workbook")`.
        #[must_use]
        pub fn builder_at<B: #from<#path>>(&self, path: &str) -> B {
            B::from(self.0.below(path))
        }
    }
}

/// The struct of an action's parameters; nothing if the method takes none.
fn parameter_struct(
    paths: &mut Paths<'_>,
    builder: &Builder,
    verb: &str,
    file: &BuilderFile<'_>,
) -> Option<TokenStream> {
    let plan = paths.plan;
    let signature = plan.signature(builder, verb);
    let call = format!("{verb} {}", first_path(plan, builder, verb));
    let Input::Parameters(parameters) = &signature.input else { return None };
    let features: FeatureSet = signature.all().map(|operation| plan.feature(operation)).collect();
    let fields = parameter_fields(parameters);
    let fields: Vec<(&Property, &str)> = fields.iter().map(|(p, n)| (*p, n.as_str())).collect();
    let structure = Struct {
        name: builder.verbs.get(verb)?.as_ref()?,
        full_name: &format!("parameters of {call}"),
        fields: &fields,
        doc: &Doc::new().text(&format!("The parameters of {}.", code(&call))),
        deprecated: None,
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

/// The first documented path of a method.
fn first_path<'p>(plan: &'p Plan<'_>, builder: &Builder, verb: &str) -> &'p str {
    let nodes = builder.nodes.iter().map(|id| plan.builders.tree.node(*id));
    nodes.filter(|node| node.calls.contains_key(verb)).map(|node| node.path.as_str()).next().unwrap_or_default()
}

/// The method that makes a request.
fn verb_method(paths: &mut Paths<'_>, builder: &Builder, verb: &str) -> TokenStream {
    let (plan, root) = (paths.plan, &paths.plan.root);
    let signature = plan.signature(builder, verb);
    let features: FeatureSet = signature.all().map(|operation| plan.feature(operation)).collect();
    let condition = plan.features.condition(&features, &builder.features);
    let doc = verb_doc(plan, builder, verb, &signature, &features);
    let is_deprecated = signature.operations.iter().all(|operation| operation.deprecated.is_some());
    let deprecation = signature.operations.first().filter(|_| is_deprecated);
    let deprecated = deprecated(deprecation.and_then(|operation| operation.deprecated.as_ref()));
    let (request, method) = (paths.runtime("Request"), paths.runtime("Method"));
    let (name, verb_constant) = (ident(&verb.to_lowercase()), method_constant(verb));
    let output = response_type(paths, &signature);
    let arguments = input(paths, builder, verb, &signature.input);
    // A builder with a base contains that one, not the path itself.
    let path = if builder.base.is_some() {
        quote! { &self.0.0 }
    } else {
        quote! { &self.0 }
    };
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
            #request::new(#method::#verb_constant, #path, &[#(#operations),*]) #body
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
pub(super) fn input(paths: &mut Paths<'_>, builder: &Builder, verb: &str, input: &Input<'_>) -> Vec<Argument> {
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
            let name = Ty::ident(builder.verbs.get(verb).and_then(Option::as_deref).unwrap_or("Untyped"));
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

fn verb_doc(
    plan: &Plan<'_>,
    builder: &Builder,
    verb: &str,
    signature: &MethodSignature<'_>,
    features: &FeatureSet,
) -> Doc {
    let nodes = plan.builders.nodes(builder);
    let documented = nodes.iter().filter(|node| node.calls.contains_key(verb)).map(|node| node.path.as_str());
    let documented: Vec<&str> = documented.collect();
    let doc = match signature.operations.as_slice() {
        [operation] => operation_doc(plan, operation, verb, &documented, features),
        several => {
            let line = code(&format!("{verb} {}", documented.first().copied().unwrap_or_default()));
            let doc = Doc::new().text(&format!("{line}, described by {} pages:", several.len()));
            let doc = doc.list(several.iter().map(|operation| {
                let least = least_privileged(operation);
                let least = if least.is_empty() { String::new() } else { format!(" ({least})") };
                format!("{}{least}", page_link(plan, operation))
            }));
            if documented.len() > 1 { paths_doc(doc.text("Documented paths:"), verb, &documented) } else { doc }
        }
    };
    if signature.others.is_empty() {
        return doc;
    }
    doc.text("See also:").list(signature.others.iter().map(|operation| page_link(plan, operation)))
}

/// The comment of a method that one page describes.
fn operation_doc(
    plan: &Plan<'_>,
    operation: &Operation,
    verb: &str,
    documented: &[&str],
    features: &FeatureSet,
) -> Doc {
    let links = plan.links(features);
    let title = operation.title.trim();
    let mut doc = Doc::new();
    if title.is_empty() {
        doc = paths_doc(doc, verb, documented);
    } else {
        doc = doc.text(&format!("{}.", escape(title).trim_end_matches('.')));
    }
    doc = doc.prose(&operation.description, &links);
    if !title.is_empty() {
        doc = paths_doc(doc, verb, documented);
    }
    doc = permissions_doc(doc, operation);
    doc.text(&format!("[Documentation]({})", plan.page_url(&operation.page)))
}

/// A link to the published page of an operation.
fn page_link(plan: &Plan<'_>, operation: &Operation) -> String {
    let title = operation.title.trim();
    let title = if title.is_empty() { code(&operation.name) } else { escape(title) };
    format!("[{title}]({})", plan.page_url(&operation.page))
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
fn step_method(
    paths: &mut Paths<'_>,
    builder: &Builder,
    (step, method): (&Step, &StepMethod),
    file: &BuilderFile<'_>,
) -> TokenStream {
    let target = paths.plan.builders.get(method.target);
    let (name, ty) = (ident(&method.name), builder_path(paths.plan, target, file));
    let condition = paths.plan.features.condition(&target.features, &builder.features);
    let doc = Doc::new().text(&step_doc(step, method));
    let StepCall { arguments, call } = step_call(paths, step, method);
    let path = if builder.base.is_some() {
        quote! { self.0.0.#call }
    } else {
        quote! { self.0.#call }
    };
    let made = match target.base {
        Some(base) => {
            let base = builder_path(paths.plan, paths.plan.builders.get(base), file);
            quote! { #ty(#base(#path)) }
        }
        None => quote! { #ty(#path) },
    };
    quote! {
        #doc #condition
        #[inline]
        #[must_use]
        pub fn #name(&self, #(#arguments),*) -> #ty {
            #made
        }
    }
}

/// The path of a builder's type as seen from a file. All of them are in `requests`.
fn builder_path(plan: &Plan<'_>, builder: &Builder, file: &BuilderFile<'_>) -> Ty {
    let name = ident(&builder.name);
    Ty::path(match (file.module == builder.file, file.module.is_empty()) {
        (true, _) | (_, true) => name.to_string(),
        _ => format!("{}::requests::{name}", plan.root.path()),
    })
}

/// The comment of a method that leads to a longer path: the segment that it adds.
fn step_doc(step: &Step, method: &StepMethod) -> String {
    match step {
        Step::Literal(_) | Step::Cast(_) => code(&format!("/{}", method.spelling)),
        Step::Value => code("/$value"),
        Step::Ref => code("/$ref"),
        Step::Count => code("/$count"),
        Step::Id => {
            let words: Vec<String> = method.placeholders.iter().map(|p| code(&format!("{{{p}}}"))).collect();
            words.join(" or ")
        }
        Step::ItemPath => format!("{}: an item by its path, such as `folder/file.txt`", code(":/{path}:")),
        Step::Function(..) | Step::AlternateKey(..) => code(&method.text),
    }
}

/// The parameters of a method that leads to a longer path, and the call that extends the path.
struct StepCall {
    arguments: Vec<Argument>,
    call: TokenStream,
}

fn step_call(paths: &mut Paths<'_>, step: &Step, method: &StepMethod) -> StepCall {
    let spelling = &method.spelling;
    let without_arguments = |call: TokenStream| StepCall { arguments: Vec::new(), call };
    let text = || paths.prelude("AsRef").of(&"str".into()).within("impl ", "");
    match step {
        Step::Literal(_) => without_arguments(quote! { literal(#spelling) }),
        Step::Cast(_) => without_arguments(quote! { cast(#spelling) }),
        Step::Value => without_arguments(quote! { literal("$value") }),
        Step::Ref => without_arguments(quote! { literal("$ref") }),
        Step::Count => without_arguments(quote! { literal("$count") }),
        Step::Id => StepCall { arguments: vec![Argument::new("id", text())], call: quote! { key(id) } },
        Step::ItemPath => {
            StepCall { arguments: vec![Argument::new("path", text())], call: quote! { item_path(path.as_ref()) } }
        }
        Step::Function(..) => {
            let called = named_arguments(&method.parameters);
            let pairs: Vec<TokenStream> = called.iter().map(|called| pair(paths, called)).collect();
            let call = quote! { function(#spelling, &[#((#pairs)),*]) };
            StepCall { arguments: declared(paths, &called), call }
        }
        Step::AlternateKey(..) => {
            let called = named_arguments(&method.parameters);
            let pair = called.first().map(|called| pair(paths, called));
            let call = quote! { alternate_key_segment(#pair) };
            StepCall { arguments: declared(paths, &called), call }
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
