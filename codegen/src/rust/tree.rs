//! The tree of the documented paths of all operations.

use std::collections::{BTreeMap, BTreeSet};

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

/// The place of a node in [`Tree::nodes`].
pub(super) type NodeId = usize;

/// A node of the tree: a documented path up to one of its segments.
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
    /// The nodes below.
    pub children: BTreeMap<Step, NodeId>,
}

/// All documented paths. The first node is the root.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
}

impl Tree {
    /// The root of all paths.
    pub const ROOT: NodeId = 0;

    /// The paths of all operations.
    pub fn new(api: &Api) -> Tree {
        let mut tree = Tree { nodes: vec![Node::default()] };
        for (index, operation) in api.operations.iter().enumerate() {
            for template in &operation.templates {
                tree.insert(template, &operation.method, index);
            }
        }
        tree
    }

    /// A node.
    #[expect(clippy::indexing_slicing, reason = "only the tree itself makes ids")]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    #[expect(clippy::indexing_slicing, reason = "only the tree itself makes ids")]
    fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id]
    }

    /// How many nodes there are; their ids count from zero.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The children of several nodes by one step.
    pub fn below(&self, nodes: &BTreeSet<NodeId>, step: &Step) -> BTreeSet<NodeId> {
        nodes.iter().filter_map(|id| self.node(*id).children.get(step).copied()).collect()
    }

    fn insert(&mut self, template: &Template, method: &str, operation: usize) {
        let mut id = Tree::ROOT;
        let mut path = String::new();
        for segment in &template.segments {
            append(&mut path, segment);
            id = self.child(id, segment);
            let node = self.node_mut(id);
            if node.path.is_empty() {
                node.path.clone_from(&path);
            }
            node.spell(segment);
        }
        let calls = self.node_mut(id).calls.entry(method.to_owned()).or_default();
        if !calls.contains(&operation) {
            calls.push(operation);
        }
    }

    /// The child for a segment, which is new or known.
    fn child(&mut self, id: NodeId, segment: &Segment) -> NodeId {
        let next = self.nodes.len();
        let child = *self.node_mut(id).children.entry(Step::of(segment)).or_insert(next);
        if child == next {
            self.nodes.push(Node::default());
        }
        child
    }
}

impl Node {
    /// Adds how a template spells the segment of this node.
    fn spell(&mut self, segment: &Segment) {
        match segment {
            Segment::Literal(word) | Segment::Cast(word) => self.spelling.clone_from(word),
            Segment::Function { name, parameters } => {
                self.spelling.clone_from(name);
                merge(&mut self.parameters, parameters);
            }
            Segment::AlternateKey(parameter) => merge(&mut self.parameters, std::slice::from_ref(parameter)),
            Segment::Key(placeholder) | Segment::ItemPath(placeholder) => {
                self.placeholders.insert(placeholder.name.clone());
            }
            Segment::Value | Segment::Ref | Segment::Count => {}
        }
    }
}

/// Merges another template's view of the same parameters: a value that any of them quotes is a string.
pub(super) fn merge(known: &mut Vec<Parameter>, parameters: &[Parameter]) {
    if known.is_empty() {
        known.extend_from_slice(parameters);
    }
    for (known, parameter) in known.iter_mut().zip(parameters) {
        known.quoted |= parameter.quoted;
    }
}

/// A template in one spelling: each value in braces, in quotation marks if it is a string.
pub(super) fn text(template: &Template) -> String {
    let mut path = String::new();
    template.segments.iter().for_each(|segment| append(&mut path, segment));
    path
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
