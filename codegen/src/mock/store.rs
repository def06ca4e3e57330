//! The objects that clients of the mock created, changed and deleted.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::catalog::{Catalog, Key};
use super::rules::{Rules, Way};
use super::{Options, Outcome, progress};
use crate::model::{Target, Type};

/// The objects by id, in order of creation.
#[derive(Default)]
pub(super) struct Store {
    objects: BTreeMap<u64, Object>,
    made: u64,
    /// Ids and types.
    deleted: Vec<(String, Option<String>)>,
}

/// The parent of an object.
#[derive(Clone, Debug)]
pub(super) struct Parent {
    pub id: String,
    pub ty: Option<String>,
}

impl Parent {
    pub fn key(&self) -> Key<'_> {
        Key { id: &self.id, ty: self.ty.as_deref() }
    }
}

/// An object that was created or changed by a request.
pub(super) struct Object {
    pub id: String,
    pub members: Map<String, Value>,
    pub ty: Option<String>,
    /// The path of its POST request.
    pub collection: String,
    /// The parent below which it was created.
    pub parent: Option<Parent>,
    /// A documented request created it: where the docs show the object, they take precedence.
    pub documented: bool,
    /// The status before the last action.
    before: Option<String>,
    /// The number of reads since its status changed.
    reads: u32,
    /// Its status waits for an action.
    waits: bool,
    /// It was created with its parent: reading the list that contains it advances its status.
    pub moves_in_lists: bool,
    /// Its next statuses, if a rule defines them.
    way: Option<Way>,
}

impl Store {
    pub fn get(&mut self, catalog: &Catalog, key: Key<'_>) -> Option<&mut Object> {
        self.objects.values_mut().find(|object| object.is(catalog, key))
    }

    pub fn find(&self, catalog: &Catalog, key: Key<'_>) -> Option<&Object> {
        self.objects.values().find(|object| object.is(catalog, key))
    }

    pub fn is_deleted(&self, catalog: &Catalog, key: Key<'_>) -> bool {
        self.deleted.iter().any(|(id, ty)| id == key.id && catalog.may_be(ty.as_deref(), key.ty))
    }

    /// Whether a request created the object, even if it has been deleted since.
    pub fn has_seen(&self, catalog: &Catalog, key: Key<'_>) -> bool {
        self.is_deleted(catalog, key) || self.objects.values().any(|object| object.is(catalog, key))
    }

    /// The number of stored objects, including deleted ones.
    pub fn len(&self) -> usize {
        self.objects.len() + self.deleted.len()
    }

    pub fn put(&mut self, object: Object) {
        self.made += 1;
        self.objects.insert(self.made, object);
    }

    /// Removes an object.
    pub fn remove(&mut self, catalog: &Catalog, key: Key<'_>) {
        self.objects.retain(|_, object| !object.is(catalog, key));
    }

    /// Removes an object and remembers that it was deleted.
    pub fn delete(&mut self, catalog: &Catalog, key: Key<'_>) {
        let ty = self.get(catalog, key).and_then(|object| object.ty.clone());
        self.remove(catalog, key);
        self.deleted.push((key.id.to_owned(), ty.or_else(|| key.ty.map(str::to_owned))));
    }

    /// The created objects, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Object> {
        self.objects.values()
    }

    /// The children of an object.
    pub fn children<'s>(&'s self, catalog: &'s Catalog, parent: Key<'s>) -> impl Iterator<Item = &'s Object> {
        self.objects.values().filter(move |object| object.is_below(catalog, parent))
    }

    pub fn children_mut<'s>(
        &'s mut self,
        catalog: &'s Catalog,
        parent: Key<'s>,
    ) -> impl Iterator<Item = &'s mut Object> {
        self.objects.values_mut().filter(move |object| object.is_below(catalog, parent))
    }

    /// The members of an object, created or documented.
    pub fn members<'s>(&'s self, catalog: &'s Catalog, key: Key<'_>) -> Option<&'s Map<String, Value>> {
        match self.find(catalog, key) {
            Some(object) => Some(&object.members),
            None => catalog.known(key)?.value.as_object(),
        }
    }

    /// Reads an object: its status may have changed, and the object may be gone.
    pub fn step(&mut self, catalog: &Catalog, rules: &Rules, options: &Options, key: Key<'_>) {
        let parent = self.find(catalog, key).and_then(|object| object.parent.clone());
        let of_parent = parent.and_then(|parent| status_of(self.members(catalog, parent.key())?).map(str::to_owned));
        let Some(object) = self.get(catalog, key) else { return };
        object.step(catalog, rules, options, of_parent.as_deref());
        if object.has_ended() {
            self.delete(catalog, key);
        }
    }
}

pub(super) fn status_of(members: &Map<String, Value>) -> Option<&str> {
    members.get("status").and_then(Value::as_str)
}

/// The current time as the service writes it.
fn now() -> Value {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string().into()
}

impl Object {
    pub fn new(id: &str, members: Map<String, Value>, ty: Option<String>, collection: String) -> Object {
        Object {
            id: id.to_owned(),
            members,
            ty,
            collection,
            parent: None,
            documented: false,
            before: None,
            reads: 0,
            waits: false,
            moves_in_lists: false,
            way: None,
        }
    }

    /// Whether a key belongs to this object. Different types may use the same ids.
    pub fn is(&self, catalog: &Catalog, key: Key<'_>) -> bool {
        self.id == key.id && catalog.may_be(self.ty.as_deref(), key.ty)
    }

    fn is_below(&self, catalog: &Catalog, parent: Key<'_>) -> bool {
        let own = self.parent.as_ref();
        own.is_some_and(|own| own.id == parent.id && catalog.may_be(own.ty.as_deref(), parent.ty))
    }

    /// The parent's relationship that contains it, in lower case.
    pub fn relationship(&self) -> &str {
        self.collection.rsplit('/').next().unwrap_or_default()
    }

    /// Starts the status changes of a new object. Without a rule, the status waits if a documented action continues
    /// from it.
    pub fn started(&mut self, catalog: &Catalog, rules: &Rules, way: Option<Way>) {
        match way {
            Some(way) => self.take_way(way),
            None => self.waits = self.awaits_action(catalog),
        }
        self.stamp(catalog, rules, true, true);
    }

    fn awaits_action(&self, catalog: &Catalog) -> bool {
        let members = self.statuses(catalog);
        let place = |status: &str| members.iter().position(|m| m.eq_ignore_ascii_case(status));
        self.status().and_then(place).is_some_and(|now| {
            catalog.actions.iter().any(|(ty, status)| {
                let of_this = self.ty.as_deref().is_some_and(|own| catalog.api.derives_from(own, ty));
                of_this && place(status).is_some_and(|then| then > now)
            })
        })
    }

    pub fn status(&self) -> Option<&str> {
        status_of(&self.members)
    }

    /// Starts the status changes after an action.
    pub fn act(&mut self, catalog: &Catalog, rules: &Rules, way: Way) {
        self.before = self.status().map(str::to_owned);
        self.take_way(way);
        self.waits = false;
        // Clears the error of an earlier failure.
        self.members.shift_remove("error");
        self.stamp(catalog, rules, false, true);
    }

    /// Sets the status after an action for which no rule defines what follows.
    pub fn act_as_shown(&mut self, catalog: &Catalog, rules: &Rules, status: &str) {
        self.act(catalog, rules, Way::to(status));
        self.way = None;
    }

    /// The first status takes effect immediately.
    fn take_way(&mut self, mut way: Way) {
        if !way.ahead.is_empty() {
            self.members.insert("status".to_owned(), way.ahead.remove(0).into());
        }
        self.reads = 0;
        self.way = Some(way);
    }

    /// Whether its status changes ended with its deletion.
    fn has_ended(&self) -> bool {
        self.way.as_ref().is_some_and(|way| way.ends_it && way.ahead.is_empty() && self.reads > 0)
    }

    fn step(&mut self, catalog: &Catalog, rules: &Rules, options: &Options, of_parent: Option<&str>) {
        if self.rests(of_parent) {
            return;
        }
        self.reads = self.reads.saturating_add(1);
        if self.waits || options.progress == 0 || self.reads < options.progress {
            return;
        }
        let Some((next, error)) = self.next(catalog, options.outcome) else { return };
        self.reads = 0;
        self.members.insert("status".to_owned(), next.into());
        if let Some(error) = error.filter(|_| self.has_error(catalog)) {
            self.members.insert("error".to_owned(), error);
        }
        self.stamp(catalog, rules, false, true);
    }

    fn rests(&self, of_parent: Option<&str>) -> bool {
        let Some(way) = &self.way else { return false };
        let waits_for_parent =
            of_parent.is_some_and(|now| way.while_parent.iter().any(|status| status.eq_ignore_ascii_case(now)));
        let until = way.until.as_ref().and_then(|member| self.members.get(member)).and_then(Value::as_str);
        let is_ahead = |moment: &str| moment.parse::<Timestamp>().is_ok_and(|moment| moment > Timestamp::now());
        waits_for_parent || until.is_some_and(is_ahead)
    }

    /// The next status, and the error if it is a failure.
    fn next(&mut self, catalog: &Catalog, outcome: Outcome) -> Option<(String, Option<Value>)> {
        if let Some(way) = &mut self.way {
            let next = (!way.ahead.is_empty()).then(|| way.ahead.remove(0))?;
            let error = way.error.take_if(|_| way.ahead.is_empty());
            return Some((next, error));
        }
        let members = self.statuses(catalog);
        let next = progress::next(&members, self.status()?, self.before.as_deref(), outcome)?;
        let went_wrong = outcome != Outcome::Completed && progress::bad_end(&members, outcome) == Some(next);
        let ty = self.ty.as_deref().filter(|_| went_wrong);
        Some((next.to_owned(), ty.and_then(|ty| catalog.error_for(ty, next)).cloned()))
    }

    fn has_error(&self, catalog: &Catalog) -> bool {
        self.documented_type(catalog).is_some_and(|ty| ty.property("error").is_some())
    }

    /// Sets the members that contain a time.
    pub fn stamp(&mut self, catalog: &Catalog, rules: &Rules, is_made: bool, has_come: bool) {
        let status = self.status().filter(|_| has_come).map(str::to_owned);
        let ty = self.ty.clone();
        // Everything that happens in one step gets the same time.
        let moment = now();
        for member in rules.moments(ty.as_deref(), is_made, status.as_deref()) {
            if self.documented_type(catalog).is_none_or(|ty| ty.property(member).is_some()) {
                self.members.insert(member.to_owned(), moment.clone());
            }
        }
    }

    fn documented_type<'c>(&self, catalog: &'c Catalog) -> Option<&'c Type> {
        self.ty.as_deref().and_then(|ty| catalog.api.get(ty))
    }

    /// The documented members of the status.
    fn statuses<'c>(&self, catalog: &'c Catalog) -> Vec<&'c str> {
        let status = self.documented_type(catalog).and_then(|ty| ty.property("status"));
        let members = status.and_then(|property| match &property.ty.target {
            Target::Named(name) => catalog.api.get(name).map(|ty| ty.members.as_slice()),
            _ => None,
        });
        members.unwrap_or_default().iter().map(|m| m.name.as_str()).collect()
    }

    /// Copies what a client sent: properties, but no relationships, annotations or id.
    pub fn merge(&mut self, catalog: &Catalog, sent: &Map<String, Value>) {
        let ty = self.documented_type(catalog);
        let stays = |name: &str| {
            let is_relationship = ty.and_then(|ty| ty.property(name)).is_some_and(|property| property.navigation);
            !is_relationship && !name.contains('@') && name != "id"
        };
        for (name, value) in sent.iter().filter(|(name, _)| stays(name)) {
            self.members.insert(name.clone(), value.clone());
        }
    }

    /// The object as returned by an operation that documents the type `wanted`: a derived type is named.
    pub fn shown(&self, wanted: Option<&str>) -> Map<String, Value> {
        let mut members = self.members.clone();
        if let Some(ty) = self.ty.as_deref().filter(|ty| Some(*ty) != wanted)
            && !members.contains_key("@odata.type")
        {
            members.shift_insert(0, "@odata.type".to_owned(), format!("#{ty}").into());
        }
        members
    }
}
