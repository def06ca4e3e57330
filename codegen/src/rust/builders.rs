//! The request builders, one for everything that paths address, and their names.
//!
//! A name says what is addressed: `Message` is a message, `UserMessages` the messages of a user, `MessageReply` the
//! action `reply` of a message. All builders are in one module, `requests`; their files are named after the objects
//! that they start at.

use std::collections::{BTreeMap, BTreeSet};

use super::FeatureSet;
use super::addressed::{self, Groups, Key};
use super::names::{self, Scope};
use super::overrides::ResolvedOverrides;
use super::tree::{self, Node, NodeId, Step, Tree};
use crate::model::{Api, Parameter, RequestBody, Template};

/// A builder: what its paths address.
#[derive(Debug)]
pub(super) struct Builder {
    /// The struct's name.
    pub name: String,
    /// The module (and file) below `requests`.
    pub file: String,
    /// The documented paths that it stands for.
    pub nodes: Vec<NodeId>,
    /// The methods that make a request: by HTTP method, the struct of the parameters that it takes, if any.
    pub verbs: BTreeMap<String, Option<String>>,
    /// The methods that lead to longer paths.
    pub steps: BTreeMap<Step, StepMethod>,
    /// The builder whose methods it has too.
    pub base: Option<usize>,
    /// The features that enable anything here or below.
    pub features: FeatureSet,
}

/// A method that leads to a longer path.
#[derive(Debug)]
pub(super) struct StepMethod {
    /// Its name.
    pub name: String,
    /// The builder that it leads to.
    pub target: usize,
    /// The segment as documented.
    pub spelling: String,
    /// The segment as documented, with its placeholders.
    pub text: String,
    /// Parameters of a function or alternate key.
    pub parameters: Vec<Parameter>,
    /// The words for a key.
    pub placeholders: BTreeSet<String>,
}

/// All builders; the first is the root.
#[derive(Debug)]
pub(super) struct Builders {
    pub tree: Tree,
    all: Vec<Builder>,
}

/// Names of methods that every builder has, or that would conflict with its traits.
const RESERVED: &[&str] = &[
    "clone",
    "clone_from",
    "fmt",
    "into",
    "try_into",
    "to_owned",
    "borrow",
    "as_path",
    "new",
    "at",
    "on",
    "from",
    "deref",
    "request",
    "builder_at",
];

impl Builders {
    /// The builders of all operations.
    pub fn new(api: &Api, overrides: &ResolvedOverrides) -> Builders {
        let tree = Tree::new(api);
        let groups = addressed::groups(api, &tree);
        let numbers: BTreeMap<&Key, usize> = groups.keys().enumerate().map(|(number, key)| (key, number)).collect();
        let number = |key: &Key| numbers.get(key).copied().unwrap_or_default();
        let names = Names::new(api, &tree, &groups);
        let mut structs = names.structs.clone();
        let mut all = Vec::new();
        for (key, group) in &groups {
            let name = names.of(key);
            let nodes: Vec<NodeId> = group.nodes.iter().copied().collect();
            let verbs = verbs(api, &tree, &nodes, group.verbs.as_ref(), &name, &mut structs);
            let base = match key {
                Key::Changeable(ty, _) => Some(number(&Key::Object(ty.clone()))),
                _ => None,
            };
            let steps = steps(&tree, group, number);
            let file = names.file(key);
            all.push(Builder { name, file, nodes, verbs, steps, base, features: FeatureSet::new() });
        }
        let features = features(api, overrides, &tree, &all);
        for (builder, features) in all.iter_mut().zip(features) {
            builder.features = features;
        }
        Builders { tree, all }
    }

    /// The builder that all paths start at.
    pub fn root(&self) -> &Builder {
        self.get(0)
    }

    /// A builder.
    #[expect(clippy::indexing_slicing, reason = "only this type makes the numbers of builders")]
    pub fn get(&self, number: usize) -> &Builder {
        &self.all[number]
    }

    /// All builders.
    pub fn iter(&self) -> impl Iterator<Item = &Builder> {
        self.all.iter()
    }

    /// The documented paths that a builder stands for.
    pub fn nodes(&self, builder: &Builder) -> Vec<&Node> {
        builder.nodes.iter().map(|id| self.tree.node(*id)).collect()
    }

    /// The method for a step, its own or that of its base.
    pub fn step<'b>(&'b self, builder: &'b Builder, step: &Step) -> Option<&'b StepMethod> {
        builder.steps.get(step).or_else(|| self.get(builder.base?).steps.get(step))
    }

    /// The builder that has the method for an HTTP method: itself, or its base.
    pub fn with_verb<'b>(&'b self, builder: &'b Builder, verb: &str) -> Option<&'b Builder> {
        let own = builder.verbs.contains_key(verb).then_some(builder);
        own.or_else(|| Some(self.get(builder.base?)).filter(|base| base.verbs.contains_key(verb)))
    }

    /// The methods from the root to the end of a template, and the builder there.
    pub fn walk(&self, template: &Template) -> Option<(Vec<(Step, &StepMethod)>, &Builder)> {
        let mut builder = self.root();
        let mut methods = Vec::new();
        for segment in &template.segments {
            let step = Step::of(segment);
            let method = self.step(builder, &step)?;
            methods.push((step, method));
            builder = self.get(method.target);
        }
        Some((methods, builder))
    }

    /// The files and the builders in each of them, other than the root.
    pub fn files(&self) -> BTreeMap<&str, Vec<&Builder>> {
        let mut out: BTreeMap<&str, Vec<&Builder>> = BTreeMap::new();
        for builder in self.all.iter().skip(1) {
            out.entry(&builder.file).or_default().push(builder);
        }
        out
    }
}

/// The methods that make requests, and the structs of their parameters.
fn verbs(
    api: &Api,
    tree: &Tree,
    nodes: &[NodeId],
    offered: Option<&BTreeSet<String>>,
    name: &str,
    structs: &mut Scope,
) -> BTreeMap<String, Option<String>> {
    let mut out: BTreeMap<String, Option<String>> = BTreeMap::new();
    for (verb, operations) in nodes.iter().flat_map(|id| &tree.node(*id).calls) {
        if offered.is_some_and(|offered| !offered.contains(verb)) {
            continue;
        }
        let takes_parameters = |index: &usize| {
            api.operations.get(*index).is_some_and(|it| matches!(it.request, RequestBody::Parameters(_)))
        };
        let parameters = out.entry(verb.clone()).or_default();
        if parameters.is_none() && operations.iter().any(takes_parameters) {
            let method = names::pascal(&verb.to_lowercase());
            let candidates = [format!("{name}Parameters"), format!("{name}{method}Parameters")];
            *parameters = Some(structs.take(&candidates.map(|name| names::joined(&name, "N"))));
        }
    }
    out
}

/// The methods that lead to longer paths. Names that every path has take precedence over words of single paths. HTTP
/// methods that only some of the places offer are taken too: the builders of those places have the steps as well.
fn steps(tree: &Tree, group: &addressed::Group, number: impl Fn(&Key) -> usize) -> BTreeMap<Step, StepMethod> {
    let mut methods = Scope::reserving(RESERVED.iter().copied());
    let verbs = group.nodes.iter().flat_map(|id| tree.node(*id).calls.keys());
    verbs.for_each(|verb| methods.take_once(&verb.to_lowercase()));
    let is_word = |step: &Step| matches!(step, Step::Literal(_) | Step::Function(..) | Step::Cast(_));
    let mut order: Vec<(&Step, &Key)> = group.steps.iter().collect();
    order.sort_by_key(|(step, _)| is_word(step));
    let mut out = BTreeMap::new();
    for (step, target) in order {
        let mut method = method(tree, &group.nodes, step);
        method.target = number(target);
        method.name = methods.take(&method_candidates(step, &method, is_overloaded(group, step)));
        out.insert(step.clone(), method);
    }
    out
}

/// What all documented paths say of a segment.
fn method(tree: &Tree, nodes: &BTreeSet<NodeId>, step: &Step) -> StepMethod {
    let mut out = StepMethod {
        name: String::new(),
        target: 0,
        spelling: String::new(),
        text: String::new(),
        parameters: Vec::new(),
        placeholders: BTreeSet::new(),
    };
    for node in tree.below(nodes, step).into_iter().map(|id| tree.node(id)) {
        if out.spelling.is_empty() {
            out.spelling.clone_from(&node.spelling);
            out.text = node.path.rsplit_once('/').map_or(node.path.as_str(), |(_, last)| last).to_owned();
        }
        tree::merge(&mut out.parameters, &node.parameters);
        out.placeholders.extend(node.placeholders.iter().cloned());
    }
    out
}

/// Whether several functions have this name: then none of those with parameters has the plain name.
fn is_overloaded(group: &addressed::Group, step: &Step) -> bool {
    let Step::Function(name, _) = step else { return false };
    let alike = |other: &Step| match other {
        Step::Function(other, _) | Step::Literal(other) => other == name,
        _ => false,
    };
    group.steps.keys().filter(|other| alike(other)).count() > 1
}

/// The possible names for the method of a step, of which the first free one is used. A segment named like an HTTP
/// method gets a suffix: `delete_segment`.
fn method_candidates(step: &Step, method: &StepMethod, overloaded: bool) -> Vec<String> {
    let last = method.spelling.rsplit('.').next().unwrap_or(&method.spelling);
    let parameters = method.parameters.iter().map(|parameter| names::snake(&parameter.name));
    let by_parameters = parameters.filter(|name| name != "symbol_empty").collect::<Vec<_>>().join("_and_");
    let plain = match step {
        Step::Literal(_) => names::snake(&method.spelling),
        Step::Id => "id".to_owned(),
        Step::Function(..) => names::snake(last),
        Step::AlternateKey(..) => format!("by_{by_parameters}"),
        Step::ItemPath => "path".to_owned(),
        Step::Cast(_) => format!("as_{}", names::snake(last)),
        Step::Value => "value".to_owned(),
        Step::Ref => "reference".to_owned(),
        Step::Count => "count".to_owned(),
    };
    let plain = names::identifier(&plain, "n");
    let mut candidates = vec![plain.clone()];
    if matches!(step, Step::Function(..)) && !by_parameters.is_empty() {
        let named = names::identifier(&format!("{plain}_by_{by_parameters}"), "n");
        candidates = if overloaded { vec![named] } else { vec![plain.clone(), named] };
    }
    candidates.push(format!("{plain}_segment"));
    candidates
}

/// The features of the builders: those of their requests, and of everything that their steps lead to.
fn features(api: &Api, overrides: &ResolvedOverrides, tree: &Tree, all: &[Builder]) -> Vec<FeatureSet> {
    let own = |builder: &Builder| -> FeatureSet {
        let calls = builder.nodes.iter().flat_map(|id| &tree.node(*id).calls);
        let offered =
            calls.filter(|(verb, _)| builder.verbs.contains_key(*verb)).flat_map(|(_, operations)| operations);
        let operations = offered.filter_map(|index| api.operations.get(*index));
        operations.map(|operation| overrides.feature(operation.workload.as_deref())).collect()
    };
    let mut features: Vec<FeatureSet> = all.iter().map(own).collect();
    loop {
        let mut changed = false;
        for (number, builder) in all.iter().enumerate() {
            let below = builder.steps.values().map(|method| method.target).chain(builder.base).chain([number]);
            let new: FeatureSet = below.filter_map(|target| features.get(target)).flatten().cloned().collect();
            // A builder contains its base.
            for number in std::iter::once(number).chain(builder.base) {
                let Some(known) = features.get_mut(number) else { continue };
                let before = known.len();
                known.extend(new.iter().cloned());
                changed |= known.len() > before;
            }
        }
        if !changed {
            return features;
        }
    }
}

/// The names of the structs, and of their files.
struct Names {
    structs: Scope,
    names: BTreeMap<Key, String>,
    files: BTreeMap<Key, String>,
}

impl Names {
    fn new(api: &Api, tree: &Tree, groups: &Groups) -> Names {
        let mut out = Names { structs: Scope::default(), names: BTreeMap::new(), files: BTreeMap::new() };
        out.take(&Key::Root, &["Graph".to_owned()]);
        // Objects first, so that they have the short names.
        for key in groups.keys() {
            if let Key::Object(ty) = key
                && let Some(ty) = api.types.get(ty)
            {
                let (short, full) = (names::pascal(ty.short_name()), names::pascal(&ty.name));
                out.take(key, &[names::joined(&short, "N"), names::joined(&full, "N")]);
            }
        }
        let mut others: Vec<&Key> = groups.keys().filter(|key| !matches!(key, Key::Root | Key::Object(_))).collect();
        others.sort_by_key(|key| (depth(key), *key));
        for key in others {
            let name = out.of_place(tree, groups, key);
            let is_collection = groups.get(key).is_some_and(|group| group.steps.contains_key(&Step::Id));
            let other = format!("{name}{}", if is_collection { "Collection" } else { "Segment" });
            out.take(key, &[name, other]);
        }
        out
    }

    /// Takes the name of a builder, and decides its file.
    fn take(&mut self, key: &Key, candidates: &[String]) {
        let name = self.structs.take(candidates);
        let file = match key {
            Key::Root => String::new(),
            Key::Below(outer, _) if **outer == Key::Root => names::module_name(&name),
            Key::Below(outer, _) => self.file_of(outer),
            Key::Changeable(ty, _) => self.file_of(&Key::Object(ty.clone())),
            Key::Object(_) => names::module_name(&name),
        };
        self.files.insert(key.clone(), file);
        self.names.insert(key.clone(), name);
    }

    /// The name of a place: that of the outer builder, and of the step.
    fn of_place(&self, tree: &Tree, groups: &Groups, key: &Key) -> String {
        let (outer, step) = match key {
            Key::Changeable(_, place) => (&place.0, &place.1),
            Key::Below(outer, step) => (&**outer, step),
            Key::Root | Key::Object(_) => return String::new(),
        };
        let nodes = groups.get(outer).map(|group| &group.nodes);
        let mut method = method(tree, nodes.unwrap_or(&BTreeSet::new()), step);
        if method.spelling.is_empty() {
            method.spelling = step_words(step);
        }
        let last = method.spelling.rsplit('.').next().unwrap_or(&method.spelling);
        let part = match step {
            Step::Literal(_) => names::pascal(&method.spelling),
            Step::Function(..) => {
                let parameters: String = method.parameters.iter().map(|it| names::pascal(&it.name)).collect();
                let overloaded = groups.get(outer).is_some_and(|group| is_overloaded(group, step));
                let by = if overloaded && !parameters.is_empty() { format!("By{parameters}") } else { String::new() };
                format!("{}{by}", names::pascal(last))
            }
            Step::Cast(_) => format!("As{}", names::pascal(last)),
            Step::Id => "Item".to_owned(),
            Step::AlternateKey(name) => format!("By{}", names::pascal(name)),
            Step::ItemPath => "ByPath".to_owned(),
            Step::Value => "Value".to_owned(),
            Step::Ref => "Reference".to_owned(),
            Step::Count => "Count".to_owned(),
        };
        let outer = if *outer == Key::Root { String::new() } else { self.outer_name(outer) };
        names::joined(&format!("{outer}{part}"), "N")
    }

    /// The name of the builder that a place is below. The type that declares a relationship may have no builder itself.
    fn outer_name(&self, key: &Key) -> String {
        match (self.names.get(key), key) {
            (Some(name), _) => name.clone(),
            (None, Key::Object(ty)) => names::pascal(ty.short_name()),
            (None, Key::Below(outer, step)) => {
                format!("{}{}", self.outer_name(outer), names::pascal(&step_words(step)))
            }
            (None, _) => String::new(),
        }
    }

    fn of(&self, key: &Key) -> String {
        self.names.get(key).cloned().unwrap_or_default()
    }

    fn file(&self, key: &Key) -> String {
        self.files.get(key).cloned().unwrap_or_default()
    }

    fn file_of(&self, key: &Key) -> String {
        match (self.files.get(key), key) {
            (Some(file), _) => file.clone(),
            (None, Key::Object(ty)) => names::module_name(&names::snake(ty.short_name())),
            (None, Key::Below(outer, _)) => self.file_of(outer),
            (None, _) => "graph".to_owned(),
        }
    }
}

/// How many steps a key is below an object or the root.
fn depth(key: &Key) -> usize {
    match key {
        Key::Root | Key::Object(_) => 0,
        Key::Changeable(_, place) => depth(&place.0) + 1,
        Key::Below(outer, _) => depth(outer) + 1,
    }
}

/// The word of a step.
fn step_words(step: &Step) -> String {
    match step {
        Step::Literal(word) | Step::Function(word, _) | Step::Cast(word) | Step::AlternateKey(word) => word.clone(),
        Step::Id | Step::ItemPath | Step::Value | Step::Ref | Step::Count => "item".to_owned(),
    }
}
