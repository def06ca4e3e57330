//! What each step of a path addresses. Steps that address the same share a request builder, wherever the path began.
//!
//! A step that leads to an object of a known type has the key of that type: `/me`, `/users/{id}` and the items of
//! every drive. Any other step has the key of the step that it follows, so that it is also shared by all paths that
//! reach it: the messages of a user, the action `reply` of a message. A step that nothing types has a key of its own.
//!
//! A reference is not an object of its own: a relationship of an object with a documented `$ref`, or with `GET` alone.
//! It offers what is documented for it, and never what the object it leads to offers elsewhere: otherwise the members
//! of a group could be deleted instead of removed.
//!
//! Calls that change something belong to the relationship (or entity set) that documents them. The key
//! [`Key::Object`] has those that all places of the type document; [`Key::Changeable`] adds the others of its places.

use std::collections::{BTreeMap, BTreeSet};

use super::features::named;
use super::signature::read_type;
use super::tree::{NodeId, Step, Tree};
use crate::model::{Api, Kind, TypeKey, TypeRef};

/// What a step addresses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// The service.
    Root,
    /// An object of a type.
    Object(TypeKey),
    /// An object of a type where more changes are documented than everywhere; the first of the places that document
    /// the same.
    Changeable(TypeKey, Box<Place>),
    /// A step below another one.
    Below(Box<Key>, Step),
}

/// A step below something that has a key: a relationship, an entity set, the key of an item.
pub(super) type Place = (Key, Step);

/// The nodes of the tree that address the same.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub nodes: BTreeSet<NodeId>,
    /// The steps below, and what they address.
    pub steps: BTreeMap<Step, Key>,
    /// The HTTP methods that it offers; nothing if it offers all that are documented.
    pub verbs: Option<BTreeSet<String>>,
    /// The type of the objects that keys lead to, if this is a collection of objects.
    item: Option<TypeKey>,
}

/// Everything that paths address.
pub(super) type Groups = BTreeMap<Key, Group>;

/// Groups the nodes of a tree.
pub(super) fn groups(api: &Api, tree: &Tree) -> Groups {
    let merger = Merger::new(api, tree);
    let mut groups = merger.groups();
    merger.separate_changes(&mut groups);
    groups
}

/// What is known of the nodes.
struct Merger<'a> {
    api: &'a Api,
    tree: &'a Tree,
    /// The type that a `GET` of each node returns, according to the pages that own the path.
    read: Vec<Option<TypeRef>>,
    /// Types that many others derive from. They say too little of an object to be its key.
    general: BTreeSet<TypeKey>,
}

/// Where a step leads.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Destination {
    key: Key,
    item: Option<TypeKey>,
}

impl Destination {
    fn plain(key: Key) -> Destination {
        Destination { key, item: None }
    }
}

impl<'a> Merger<'a> {
    fn new(api: &'a Api, tree: &'a Tree) -> Merger<'a> {
        let read: Vec<Option<TypeRef>> = (0..tree.len()).map(|id| read_type(api, tree.node(id))).collect();
        let general = general(api, &read);
        Merger { api, tree, read, general }
    }

    /// Decides where each step leads. What a step addresses depends on all paths that reach it, which depend on where
    /// earlier steps lead: so this is repeated until nothing changes.
    fn groups(&self) -> Groups {
        const ROUNDS: usize = 12;
        let mut decided = BTreeMap::new();
        let mut groups = Groups::new();
        for _ in 0..ROUNDS {
            groups = self.spread(&decided);
            let now = self.decide_all(&groups);
            if now == decided {
                break;
            }
            decided = now;
        }
        groups
    }

    /// Follows all paths; steps that were not decided yet are decided by the nodes found so far.
    fn spread(&self, decided: &BTreeMap<Place, Destination>) -> Groups {
        let mut groups = Groups::new();
        groups.entry(Key::Root).or_default().nodes.insert(Tree::ROOT);
        let mut queue = vec![Key::Root];
        while let Some(key) = queue.pop() {
            for step in self.steps(&groups, &key) {
                let nodes = groups.get(&key).map(|group| self.tree.below(&group.nodes, &step)).unwrap_or_default();
                let place = (key.clone(), step);
                let target = decided.get(&place).cloned().unwrap_or_else(|| self.decide(&groups, &place, &nodes));
                let group = groups.entry(target.key.clone()).or_default();
                let known = group.nodes.len();
                group.nodes.extend(nodes);
                group.item = group.item.take().or(target.item);
                if group.nodes.len() > known {
                    queue.push(target.key.clone());
                }
                if let Some(group) = groups.get_mut(&place.0) {
                    group.steps.insert(place.1, target.key);
                }
            }
        }
        groups
    }

    /// All steps below the nodes of a key.
    fn steps(&self, groups: &Groups, key: &Key) -> BTreeSet<Step> {
        let nodes = groups.get(key).into_iter().flat_map(|group| &group.nodes);
        nodes.flat_map(|id| self.tree.node(*id).children.keys().cloned()).collect()
    }

    fn decide_all(&self, groups: &Groups) -> BTreeMap<Place, Destination> {
        let places = groups.iter().flat_map(|(key, group)| group.steps.keys().map(move |step| (key, group, step)));
        let decided = places.map(|(key, group, step)| {
            let place = (key.clone(), step.clone());
            let target = self.decide(groups, &place, &self.tree.below(&group.nodes, step));
            (place, target)
        });
        decided.collect()
    }

    /// What a step addresses.
    fn decide(&self, groups: &Groups, place: &Place, nodes: &BTreeSet<NodeId>) -> Destination {
        let (key, step) = place;
        let item = groups.get(key).and_then(|group| group.item.clone());
        match (step, item, key) {
            (Step::Id | Step::AlternateKey(_) | Step::ItemPath, Some(item), _) => Destination::plain(Key::Object(item)),
            (Step::ItemPath, None, Key::Object(ty)) => Destination::plain(Key::Object(ty.clone())),
            (Step::Literal(_) | Step::Function(..), item, _) => self.word(groups, place, item.as_ref(), nodes),
            _ => Destination::plain(below(key, step)),
        }
    }

    /// What a relationship, an entity set, a function or an action addresses.
    fn word(&self, groups: &Groups, place: &Place, item: Option<&TypeKey>, nodes: &BTreeSet<NodeId>) -> Destination {
        let (key, step) = place;
        let relationship = self.relationship(key, step);
        let plain = match relationship {
            Some((declaring, _)) => below(&Key::Object(declaring.clone()), step),
            None => below(key, step),
        };
        // `/applications(appId='…')` is a key of `/applications`.
        if let Step::Function(name, _) = step
            && let Some(keyed) = groups.get(&below(key, &Step::Literal(name.clone()))).and_then(|all| all.item.clone())
            && self.common(nodes).is_none_or(|ty| self.api.derives_from(&ty.0, &keyed))
        {
            return Destination::plain(Key::Object(keyed));
        }
        let items = self.tree.below(nodes, &Step::Id);
        let read = self.common(nodes);
        let is_collection = !items.is_empty()
            || read
                .as_ref()
                .map_or_else(|| relationship.is_some_and(|it| it.1.collection), |(_, collection)| *collection);
        let declared = relationship.and_then(|(_, ty)| named(ty).cloned());
        let ty = self.common(&items).or(read).map(|(ty, _)| ty).or(declared);
        let ty = ty.or_else(|| self.implied(item, step, nodes));
        let Some(ty) = ty.filter(|ty| self.is_key(ty)) else { return Destination::plain(plain) };
        let objects = if is_collection { &items } else { nodes };
        if relationship.is_some() && !is_collection && self.is_passed_through(groups, &ty, nodes) {
            return Destination::plain(plain);
        }
        if objects.is_empty() || self.is_reference(relationship.is_some(), nodes, &items) {
            return Destination::plain(plain);
        }
        match is_collection {
            true => Destination { key: plain, item: Some(ty) },
            false if item == Some(&ty) || self.leads_on(nodes) => Destination::plain(Key::Object(ty)),
            false => Destination::plain(plain),
        }
    }

    /// The type of an object that is only documented as the start of longer paths, like `/drive` and
    /// `mailFolders/inbox`: the one of its collection or of its name, if it has everything that follows.
    fn implied(&self, item: Option<&TypeKey>, step: &Step, nodes: &BTreeSet<NodeId>) -> Option<TypeKey> {
        let Step::Literal(word) = step else { return None };
        let of_name = || TypeKey::from(format!("microsoft.graph.{word}"));
        let ty = self.api.types.get(&item.cloned().unwrap_or_else(of_name))?;
        let has = |step: &Step| match step {
            Step::Literal(word) => ty.properties.iter().any(|property| property.name.eq_ignore_ascii_case(word)),
            _ => false,
        };
        let fits = nodes
            .iter()
            .map(|id| self.tree.node(*id))
            .all(|node| node.calls.is_empty() && !node.children.is_empty() && node.children.keys().all(has));
        fits.then(|| ty.name.clone())
    }

    /// The type that declares the relationship or property of this name, and what it contains.
    fn relationship(&self, key: &Key, step: &Step) -> Option<(&'a TypeKey, &'a TypeRef)> {
        let (Key::Object(ty), Step::Literal(word)) = (key, step) else { return None };
        let declaring = self.api.chain(self.api.types.get(ty)?).filter_map(|ty| {
            let property = ty.properties.iter().find(|property| property.name.eq_ignore_ascii_case(word))?;
            Some((&ty.name, &property.ty))
        });
        // The last one of the chain is the one that declares it.
        declaring.last()
    }

    /// The type that most of the nodes return, and whether it is a list.
    fn common(&self, nodes: &BTreeSet<NodeId>) -> Option<(TypeKey, bool)> {
        let mut counts: BTreeMap<(TypeKey, bool), usize> = BTreeMap::new();
        for ty in nodes.iter().filter_map(|id| self.read.get(*id)?.as_ref()) {
            if let Some(name) = named(ty) {
                *counts.entry((name.clone(), ty.collection)).or_default() += 1;
            }
        }
        let most = counts.values().max().copied()?;
        counts.into_iter().find(|(_, count)| *count == most).map(|(ty, _)| ty)
    }

    /// Whether objects of this type share a builder.
    fn is_key(&self, key: &TypeKey) -> bool {
        let ty = self.api.types.get(key);
        ty.is_some_and(|ty| ty.kind != Kind::Enum) && !self.general.contains(key)
    }

    /// Whether a relationship leads to objects that have their place elsewhere.
    fn is_reference(&self, is_relationship: bool, nodes: &BTreeSet<NodeId>, items: &BTreeSet<NodeId>) -> bool {
        let both = || nodes.iter().chain(items).map(|id| self.tree.node(*id));
        if both().any(|node| node.children.contains_key(&Step::Ref)) {
            return true;
        }
        let changes = both().any(|node| node.calls.keys().any(|verb| verb != READ));
        let objects = if items.is_empty() { nodes } else { items };
        is_relationship && !changes && !self.leads_on(objects)
    }

    /// Whether nothing is documented for a single object itself, which can be changed at its own place.
    fn is_passed_through(&self, groups: &Groups, ty: &TypeKey, nodes: &BTreeSet<NodeId>) -> bool {
        let calls = |id: &NodeId| self.tree.node(*id).calls.keys();
        let own = groups.get(&Key::Object(ty.clone()));
        let changes = own.is_some_and(|group| group.nodes.iter().flat_map(calls).any(|verb| verb != READ));
        changes && nodes.iter().flat_map(calls).next().is_none()
    }

    /// Whether something is documented below objects, other than another view of themselves.
    fn leads_on(&self, nodes: &BTreeSet<NodeId>) -> bool {
        let views = |step: &Step| matches!(step, Step::Cast(_) | Step::Value | Step::Ref | Step::Count);
        nodes.iter().any(|id| self.tree.node(*id).children.keys().any(|step| !views(step)))
    }
}

/// The key of a step below another one.
fn below(key: &Key, step: &Step) -> Key {
    Key::Below(Box::new(key.clone()), step.clone())
}

/// Types that several of the types that are read derive from: `entity`, `outlookItem`, `directoryObject`.
fn general(api: &Api, read: &[Option<TypeRef>]) -> BTreeSet<TypeKey> {
    let single = read.iter().flatten().filter(|ty| !ty.collection).filter_map(named).cloned();
    let mut derived: BTreeMap<&TypeKey, usize> = BTreeMap::new();
    for key in single.collect::<BTreeSet<TypeKey>>() {
        let Some(ty) = api.types.get(&key) else { continue };
        for base in api.chain(ty).skip(1) {
            *derived.entry(&base.name).or_default() += 1;
        }
    }
    derived.into_iter().filter(|(_, count)| *count > 1).map(|(key, _)| key.clone()).collect()
}

/// The HTTP method that changes nothing.
const READ: &str = "GET";

/// The word for the signed-in user.
const SIGNED_IN: &str = "me";

impl Merger<'_> {
    /// Gives places that document more changes than all places of their type a key of their own.
    fn separate_changes(&self, groups: &mut Groups) {
        let mut places: BTreeMap<TypeKey, Vec<Place>> = BTreeMap::new();
        for (key, group) in &*groups {
            for (step, target) in &group.steps {
                if let Key::Object(ty) = target {
                    places.entry(ty.clone()).or_default().push((key.clone(), step.clone()));
                }
            }
        }
        for (ty, places) in places {
            self.separate(groups, &ty, &places);
        }
    }

    fn separate(&self, groups: &mut Groups, ty: &TypeKey, places: &[Place]) {
        // The nodes of each place, together with those of other ways to the same objects.
        let mut nodes: BTreeMap<Place, BTreeSet<NodeId>> = BTreeMap::new();
        for place in places {
            let own = groups.get(&place.0).map(|group| self.tree.below(&group.nodes, &place.1)).unwrap_or_default();
            nodes.entry(self.home(groups, place, places)).or_default().extend(own);
        }
        let verbs = |nodes: &BTreeSet<NodeId>| -> BTreeSet<String> {
            let calls = nodes.iter().flat_map(|id| self.tree.node(*id).calls.keys());
            calls.filter(|verb| *verb != READ).cloned().collect()
        };
        let changes: BTreeMap<&Place, BTreeSet<String>> =
            nodes.iter().map(|(place, own)| (place, verbs(own))).collect();
        let all = changes.values().cloned().reduce(|one, other| &one & &other).unwrap_or_default();
        if let Some(group) = groups.get_mut(&Key::Object(ty.clone())) {
            group.verbs = Some(all.iter().cloned().chain([READ.to_owned()]).collect());
        }
        // Of the places with the same changes, the one with the shortest path names them.
        let length = |own: &BTreeSet<NodeId>| own.iter().map(|id| self.tree.node(*id).path.matches('/').count()).min();
        let mut order: Vec<(&Place, Option<usize>)> = nodes.iter().map(|(place, own)| (place, length(own))).collect();
        order.sort_by_key(|(place, length)| (*length, *place));
        let mut first: BTreeMap<&BTreeSet<String>, &Place> = BTreeMap::new();
        for (place, _) in order {
            match changes.get(place) {
                Some(verbs) if *verbs != all => first.entry(verbs).or_insert(place),
                _ => continue,
            };
        }
        let mut separate: Vec<(&Place, Key, BTreeSet<NodeId>, BTreeSet<String>)> = Vec::new();
        for place in places {
            let home = self.home(groups, place, places);
            let Some(verbs) = changes.get(&home) else { continue };
            let Some(named) = first.get(verbs) else { continue };
            let key = Key::Changeable(ty.clone(), Box::new((*named).clone()));
            separate.push((place, key, nodes.get(&home).cloned().unwrap_or_default(), verbs - &all));
        }
        for ((source, step), key, nodes, verbs) in separate {
            let group = groups.entry(key.clone()).or_default();
            group.nodes.extend(nodes);
            group.verbs = Some(verbs);
            if let Some(source) = groups.get_mut(source) {
                source.steps.insert(step.clone(), key);
            }
        }
    }

    /// The place where the objects of a place have their keys: `/users/{id}` for `/me`, `items/{id}` for
    /// `items/{id}:/{path}:`, the collection for one of its objects that has a name.
    fn home(&self, groups: &Groups, place: &Place, places: &[Place]) -> Place {
        let (key, step) = place;
        let own = || places.iter().find(|(other, step)| other == key && *step == Step::Id);
        match step {
            Step::Literal(word) if *key == Key::Root && word == SIGNED_IN => {
                let users = places.iter().find(|(key, step)| {
                    *step == Step::Id && *key == below(&Key::Root, &Step::Literal("users".to_owned()))
                });
                users.unwrap_or(place).clone()
            }
            Step::ItemPath => {
                let has_path = |(key, step): &&Place| {
                    let nodes = groups.get(key).map(|group| self.tree.below(&group.nodes, step)).unwrap_or_default();
                    *step == Step::Id
                        && nodes.iter().any(|id| self.tree.node(*id).children.contains_key(&Step::ItemPath))
                };
                own().or_else(|| places.iter().find(has_path)).unwrap_or(place).clone()
            }
            Step::Function(name, _) => {
                let of_word =
                    |(other, step): &&Place| *step == Step::Id && *other == below(key, &Step::Literal(name.clone()));
                own().or_else(|| places.iter().find(of_word)).unwrap_or(place).clone()
            }
            _ => own().unwrap_or(place).clone(),
        }
    }
}
