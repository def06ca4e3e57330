//! The tree of the paths of all operations, from which the request builders are emitted.

use std::collections::{BTreeMap, BTreeSet};

use super::FeatureSet;
use super::names::{self, Scope};
use super::overrides::ResolvedOverrides;
use crate::model::{Api, Parameter, Segment, Template};

/// Distinguishes the children of a node. Letter case and quotes do not matter, because docs are inconsistent:
/// `range(address='A1')` and `range(address=A1)` are the same function.
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
    /// The segment as written.
    pub spelling: String,
    /// Parameters of a function or alternate key.
    pub parameters: Vec<Parameter>,
    /// The words for a key.
    pub placeholders: BTreeSet<String>,
    /// The path as documented (of the first template that made the node).
    pub path: String,
    /// The operations here by HTTP method (as indexes into the model).
    pub calls: BTreeMap<String, Vec<usize>>,
    /// The child nodes.
    pub children: BTreeMap<Step, Node>,
    /// The features that enable anything here or below.
    pub features: FeatureSet,
    /// The builder's name.
    pub name: String,
    /// The module of the builder, below `requests`.
    pub module: Vec<String>,
    /// The method of the parent's builder that leads here.
    pub method: String,
    /// Names of the parameter structs of the methods here.
    pub parameter_structs: BTreeMap<String, String>,
}

/// A module of builders: one file.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// The path from the root to its first builder.
    way: Vec<Step>,
    /// Submodules by name.
    pub modules: BTreeSet<String>,
    /// The features that enable anything in it.
    pub features: FeatureSet,
}

/// All paths.
#[derive(Debug)]
pub(super) struct Tree {
    pub root: Node,
    pub modules: BTreeMap<Vec<String>, Module>,
}

/// Names of methods that every builder has, or that would conflict with its traits.
const RESERVED: &[&str] =
    &["clone", "clone_from", "fmt", "into", "try_into", "to_owned", "borrow", "as_path", "new", "at", "on"];

impl Tree {
    /// Builds the tree and decides the names of its builders, methods and modules.
    pub fn new(api: &Api, overrides: &ResolvedOverrides) -> Tree {
        let mut root = Node::default();
        for (index, operation) in api.operations.iter().enumerate() {
            let feature = overrides.feature(operation.workload.as_deref());
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

    /// The nodes whose builders are in a module, parents first.
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

/// A builder and the builders below it in the same module.
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

/// Merges another template's view of the same parameters: a value that any of them quotes is a string.
fn merge(known: &mut Vec<Parameter>, parameters: &[Parameter]) {
    if known.is_empty() {
        known.extend_from_slice(parameters);
    }
    for (known, parameter) in known.iter_mut().zip(parameters) {
        known.quoted |= parameter.quoted;
    }
}

/// Spells a segment as in the docs.
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

    /// Names the parameter structs of a node's methods.
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

    /// Names everything below a node whose children's builders go to `space`. `way` leads from the root to the node.
    fn children(&mut self, node: &mut Node, way: &mut Vec<Step>, space: &[String], api: &Api) {
        let mut methods = Scope::reserving(RESERVED.iter().copied());
        for verb in node.calls.keys() {
            methods.take_once(&verb.to_lowercase());
        }
        let parent = node.name.clone();
        // Names that every path has take precedence over words of single paths.
        let fixed = |step: &Step| !matches!(step, Step::Literal(_) | Step::Function(..) | Step::Cast(_));
        let mut children: Vec<(&Step, &mut Node)> = node.children.iter_mut().collect();
        children.sort_by_key(|(step, _)| !fixed(step));
        for (step, child) in children {
            way.push(step.clone());
            let (method, name) = own_names(step, child, &parent);
            child.method = methods.take(&method_candidates(&method, child));
            let module = self.module_of(step, child, &parent, space);
            if module.len() > space.len() {
                self.modules.insert(module.clone(), Module { way: way.clone(), ..Module::default() });
            }
            child.module.clone_from(&module);
            let name = names::joined(&name, "N");
            let other_name = names::joined(&format!("{parent}{name}"), "N");
            child.name = self.scope(&module).structs.take(&[name, other_name]);
            self.add_features(&module, &child.features);
            self.calls(child, api);
            self.children(child, way, &module, api);
            way.pop();
        }
    }

    /// The module of a node's builder: a new one inside `space` if the node has children and its name is specific.
    fn module_of(&mut self, step: &Step, node: &Node, parent: &str, space: &[String]) -> Vec<String> {
        let is_named = matches!(step, Step::Literal(_) | Step::Function(..) | Step::Cast(_));
        if node.children.is_empty() || !is_named {
            return space.to_vec();
        }
        let module = names::module_name(&names::snake(&node.method));
        let other_module = format!("{}_{module}", names::module_name(parent));
        let module = self.scope(space).modules.take(&[module, other_module]);
        if let Some(outer) = self.modules.get_mut(space) {
            outer.modules.insert(module.clone());
        }
        [space, &[module]].concat()
    }

    /// Adds the features of a builder to those of its module and of all parent modules.
    fn add_features(&mut self, module: &[String], features: &FeatureSet) {
        for depth in 0..=module.len() {
            if let Some(module) = module.get(..depth).and_then(|path| self.modules.get_mut(path)) {
                module.features.extend(features.iter().cloned());
            }
        }
    }
}

/// The preferred names for the method that leads to a node and for its builder, from the segment.
fn own_names(step: &Step, node: &Node, parent: &str) -> (String, String) {
    let spelling = node.spelling.as_str();
    let last = spelling.rsplit('.').next().unwrap_or(spelling);
    match step {
        Step::Literal(_) => (names::snake(spelling), names::pascal(spelling)),
        Step::Id => ("id".to_owned(), format!("{parent}Id")),
        Step::Function(..) => (names::snake(last), names::pascal(last)),
        Step::AlternateKey(..) => {
            let name = node.parameters.first().map_or("", |parameter| parameter.name.as_str());
            (format!("by_{}", names::snake(name)), format!("{parent}By{}", names::pascal(name)))
        }
        Step::ItemPath => ("path".to_owned(), format!("{parent}ByPath")),
        Step::Cast(_) => (format!("as_{}", names::snake(last)), format!("As{}", names::pascal(last))),
        Step::Value => ("value".to_owned(), format!("{parent}Value")),
        Step::Ref => ("reference".to_owned(), format!("{parent}Reference")),
        Step::Count => ("count".to_owned(), format!("{parent}Count")),
    }
}

/// The possible names for the method of a node, of which the first free one is used. A segment named like an HTTP
/// method gets a suffix: `delete_segment`.
fn method_candidates(method: &str, node: &Node) -> Vec<String> {
    let method = names::identifier(method, "n");
    let parameters = node.parameters.iter().map(|parameter| names::snake(&parameter.name));
    let by_parameters = parameters.filter(|name| name != "symbol_empty").collect::<Vec<_>>().join("_and_");
    let mut candidates = vec![method.clone()];
    if !by_parameters.is_empty() {
        candidates.push(names::identifier(&format!("{method}_by_{by_parameters}"), "n"));
    }
    candidates.push(format!("{method}_segment"));
    candidates
}
