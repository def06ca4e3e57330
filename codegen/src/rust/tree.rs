//! The paths of all operations as one tree: what the request builders are written from.

use std::collections::{BTreeMap, BTreeSet};

use super::choices::Choices;
use super::features::FeatureSet;
use super::names::{self, Scope};
use crate::model::{Api, Parameter, Segment, Template};

/// What tells the children of a node apart. Words are compared without case: docs spell them both ways. So do they
/// arguments, with quotes and without: `range(address='A1')` and `range(address=A1)` are one function.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Literal(String),
    Id,
    Function(String, Vec<String>),
    AlternateKey(String),
    ItemPath,
    Cast(String),
    Value,
    Ref,
    Count,
}

impl Step {
    pub fn of(segment: &Segment) -> Step {
        match segment {
            Segment::Literal(word) => Step::Literal(word.to_lowercase()),
            Segment::Key(_) => Step::Id,
            Segment::Function { name, parameters } => {
                Step::Function(name.to_lowercase(), parameters.iter().map(|p| p.name.to_lowercase()).collect())
            }
            Segment::AlternateKey(p) => Step::AlternateKey(p.name.to_lowercase()),
            Segment::ItemPath(_) => Step::ItemPath,
            Segment::Cast(name) => Step::Cast(name.to_lowercase()),
            Segment::Value => Step::Value,
            Segment::Ref => Step::Ref,
            Segment::Count => Step::Count,
        }
    }
}

/// A node of the tree: a path up to one segment, and the builder for it.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// How the segment is written.
    pub spelling: String,
    /// Parameters of a function or alternate key.
    pub parameters: Vec<Parameter>,
    /// The words that stand for a key.
    pub placeholders: BTreeSet<String>,
    /// The path as documented (of the first template that made the node).
    pub path: String,
    /// What may be called here: verb to operations (by index into the model).
    pub calls: BTreeMap<String, Vec<usize>>,
    /// The nodes below.
    pub children: BTreeMap<Step, Node>,
    /// The features that compile anything here or below.
    pub features: FeatureSet,
    /// The builder's name.
    pub name: String,
    /// The module the builder stands in, below `requests`.
    pub module: Vec<String>,
    /// The method of the parent's builder that leads here.
    pub method: String,
    /// Names of the parameter structs of the verbs here.
    pub parameter_structs: BTreeMap<String, String>,
}

/// A module of builders: one file.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// The way from the root to the first builder in it.
    way: Vec<Step>,
    /// Modules inside it, by name.
    pub modules: BTreeSet<String>,
    /// The features that compile anything in it.
    pub features: FeatureSet,
}

/// All paths.
#[derive(Debug)]
pub(super) struct Tree {
    pub root: Node,
    pub modules: BTreeMap<Vec<String>, Module>,
}

/// Methods that a builder has anyway, or that would get in the way of its traits.
const RESERVED: &[&str] =
    &["clone", "clone_from", "fmt", "into", "try_into", "to_owned", "borrow", "as_path", "new", "at", "on"];

impl Tree {
    /// Builds the tree and decides the names of its builders, methods and modules.
    pub fn new(api: &Api, choices: &Choices) -> Tree {
        let mut root = Node::default();
        for (index, operation) in api.operations.iter().enumerate() {
            let feature = choices.feature(operation.workload.as_deref());
            for template in &operation.templates {
                insert(&mut root, template, &operation.method, index, &feature);
            }
        }
        root.name = "Graph".to_owned();
        let mut namer = Namer::default();
        let features = root.features.clone();
        namer.modules.insert(Vec::new(), Module { way: Vec::new(), modules: BTreeSet::new(), features });
        namer.scope(&[]).structs.take(&["Graph".to_owned()]);
        namer.calls(&mut root, api);
        namer.children(&mut root, &mut Vec::new(), &[], api);
        Tree { root, modules: namer.modules }
    }

    /// The nodes whose builders stand in a module, parents first.
    pub fn builders(&self, module: &[String]) -> Vec<&Node> {
        let way = self.modules.get(module).map_or(&[][..], |module| module.way.as_slice());
        let first = way.iter().try_fold(&self.root, |node, step| node.children.get(step));
        let mut out = Vec::new();
        if let Some(first) = first {
            collect(first, module, &mut out);
        }
        out
    }

    /// The nodes of a template, from the first segment to the last.
    pub fn walk(&self, template: &Template) -> Vec<&Node> {
        let mut out = Vec::new();
        let mut node = &self.root;
        for segment in &template.segments {
            match node.children.get(&Step::of(segment)) {
                Some(child) => {
                    out.push(child);
                    node = child;
                }
                None => return Vec::new(),
            }
        }
        out
    }
}

/// A builder and those below it that stand in the same module.
fn collect<'a>(node: &'a Node, module: &[String], out: &mut Vec<&'a Node>) {
    if node.module == module {
        out.push(node);
        node.children.values().for_each(|child| collect(child, module, out));
    }
}

fn insert(root: &mut Node, template: &Template, method: &str, operation: usize, feature: &str) {
    let mut node = root;
    node.features.insert(feature.to_owned());
    let mut path = String::new();
    for segment in &template.segments {
        append(&mut path, segment);
        node = node.children.entry(Step::of(segment)).or_default();
        node.features.insert(feature.to_owned());
        if node.path.is_empty() {
            node.path.clone_from(&path);
        }
        match segment {
            Segment::Literal(word) | Segment::Cast(word) => node.spelling.clone_from(word),
            Segment::Function { name, parameters } => {
                node.spelling.clone_from(name);
                merge(&mut node.parameters, parameters);
            }
            Segment::AlternateKey(parameter) => {
                merge(&mut node.parameters, std::slice::from_ref(parameter));
            }
            Segment::Key(placeholder) | Segment::ItemPath(placeholder) => {
                node.placeholders.insert(placeholder.name.clone());
            }
            Segment::Value | Segment::Ref | Segment::Count => {}
        }
    }
    let calls = node.calls.entry(method.to_owned()).or_default();
    if !calls.contains(&operation) {
        calls.push(operation);
    }
}

/// Adds what another template says of the same parameters: a value that any of them quotes is text.
fn merge(known: &mut Vec<Parameter>, parameters: &[Parameter]) {
    if known.is_empty() {
        known.extend_from_slice(parameters);
    }
    for (known, parameter) in known.iter_mut().zip(parameters) {
        known.quoted |= parameter.quoted;
    }
}

/// Writes a segment as docs do.
fn append(path: &mut String, segment: &Segment) {
    let value = |p: &Parameter| {
        let words = format!("{{{}}}", p.placeholder.name);
        if p.quoted { format!("'{words}'") } else { words }
    };
    match segment {
        Segment::Literal(word) | Segment::Cast(word) => {
            path.push('/');
            path.push_str(word);
        }
        Segment::Key(p) => path.push_str(&format!("/{{{}}}", p.name)),
        Segment::Function { name, parameters } => {
            let arguments: Vec<String> = parameters
                .iter()
                .map(|p| if p.name.is_empty() { value(p) } else { format!("{}={}", p.name, value(p)) })
                .collect();
            path.push_str(&format!("/{name}({})", arguments.join(",")));
        }
        Segment::AlternateKey(p) => path.push_str(&format!("/{}={}", p.name, value(p))),
        Segment::ItemPath(p) => path.push_str(&format!(":/{{{}}}:", p.name)),
        Segment::Value => path.push_str("/$value"),
        Segment::Ref => path.push_str("/$ref"),
        Segment::Count => path.push_str("/$count"),
    }
}

/// The names in one module.
#[derive(Default)]
struct ModuleScope {
    structs: Scope,
    modules: Scope,
}

#[derive(Default)]
struct Namer {
    scopes: BTreeMap<Vec<String>, ModuleScope>,
    modules: BTreeMap<Vec<String>, Module>,
}

impl Namer {
    fn scope(&mut self, module: &[String]) -> &mut ModuleScope {
        self.scopes.entry(module.to_vec()).or_default()
    }

    /// Names the parameter structs of a node's verbs.
    fn calls(&mut self, node: &mut Node, api: &Api) {
        for (verb, operations) in &node.calls {
            let has_parameters = operations
                .iter()
                .filter_map(|i| api.operations.get(*i))
                .any(|o| matches!(o.request, crate::model::RequestBody::Parameters(_)));
            if has_parameters {
                let stem = node.name.clone();
                let verb_name = names::pascal(&verb.to_lowercase());
                let candidates = [format!("{stem}Parameters"), format!("{stem}{verb_name}Parameters")]
                    .map(|name| names::joined(&name, "N"));
                let module = node.module.clone();
                let name = self.scope(&module).structs.take(&candidates);
                node.parameter_structs.insert(verb.clone(), name);
            }
        }
    }

    /// Names what stands below a node whose children's builders go to `space`. `way` leads from the root to the node.
    fn children(&mut self, node: &mut Node, way: &mut Vec<Step>, space: &[String], api: &Api) {
        let mut methods = Scope::reserving(RESERVED.iter().copied());
        for verb in node.calls.keys() {
            methods.take_once(&verb.to_lowercase());
        }
        let parent = node.name.clone();
        // What every path has keeps its name; a word of one path gives way.
        let fixed = |step: &Step| !matches!(step, Step::Literal(_) | Step::Function(..) | Step::Cast(_));
        let mut children: Vec<(&Step, &mut Node)> = node.children.iter_mut().collect();
        children.sort_by_key(|(step, _)| !fixed(step));
        for (key, child) in children {
            way.push(key.clone());
            let spelling = child.spelling.clone();
            let (method, name) = match key {
                Step::Literal(_) => (names::snake(&spelling), names::pascal(&spelling)),
                Step::Id => ("id".to_owned(), format!("{parent}Id")),
                Step::Function(..) => {
                    let last = spelling.rsplit('.').next().unwrap_or(&spelling);
                    (names::snake(last), names::pascal(last))
                }
                Step::AlternateKey(..) => {
                    let name = child.parameters.first().map_or("", |p| p.name.as_str());
                    (format!("by_{}", names::snake(name)), format!("{parent}By{}", names::pascal(name)))
                }
                Step::ItemPath => ("path".to_owned(), format!("{parent}ByPath")),
                Step::Cast(_) => {
                    let last = spelling.rsplit('.').next().unwrap_or(&spelling);
                    (format!("as_{}", names::snake(last)), format!("As{}", names::pascal(last)))
                }
                Step::Value => ("value".to_owned(), format!("{parent}Value")),
                Step::Ref => ("reference".to_owned(), format!("{parent}Reference")),
                Step::Count => ("count".to_owned(), format!("{parent}Count")),
            };
            let method = names::identifier(&method, "n");
            // A segment named like a verb is called like a segment: `delete_segment`.
            let by_parameters = child
                .parameters
                .iter()
                .map(|p| names::snake(&p.name))
                .filter(|n| n != "symbol_empty")
                .collect::<Vec<_>>()
                .join("_and_");
            let mut candidates = vec![method.clone()];
            if !by_parameters.is_empty() {
                candidates.push(names::identifier(&format!("{method}_by_{by_parameters}"), "n"));
            }
            candidates.push(format!("{method}_segment"));
            child.method = methods.take(&candidates);

            let name = names::joined(&name, "N");
            let owns_module =
                !child.children.is_empty() && matches!(key, Step::Literal(_) | Step::Function(..) | Step::Cast(_));
            let below = if owns_module {
                let module = names::module_name(&names::snake(&child.method));
                let parent_module = names::module_name(&parent);
                let module = self.scope(space).modules.take(&[module.clone(), format!("{parent_module}_{module}")]);
                if let Some(entry) = self.modules.get_mut(space) {
                    entry.modules.insert(module.clone());
                }
                let mut path = space.to_vec();
                path.push(module);
                self.modules.insert(path.clone(), Module { way: way.clone(), ..Module::default() });
                path
            } else {
                space.to_vec()
            };
            child.module.clone_from(&below);
            child.name =
                self.scope(&below).structs.take(&[name.clone(), names::joined(&format!("{parent}{name}"), "N")]);
            for depth in 0..=below.len() {
                if let Some(prefix) = below.get(..depth)
                    && let Some(entry) = self.modules.get_mut(prefix)
                {
                    entry.features.extend(child.features.iter().cloned());
                }
            }
            self.calls(child, api);
            self.children(child, way, &below, api);
            way.pop();
        }
    }
}
