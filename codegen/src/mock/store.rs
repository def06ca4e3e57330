//! What the clients of the mock have made, changed and deleted.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::catalog::{Catalog, Key};
use super::{Options, Outcome, progress};
use crate::model::{Target, Type};

/// The objects by id, in the order of their making.
#[derive(Default)]
pub(super) struct Store {
    objects: BTreeMap<u64, Object>,
    made: u64,
    /// Ids and types.
    deleted: Vec<(String, Option<String>)>,
}

/// An object that is not, or no longer, only in the docs.
pub(super) struct Object {
    pub id: String,
    pub members: Map<String, Value>,
    pub ty: Option<String>,
    /// The path that it was posted to.
    pub collection: String,
    /// It came of a documented request: the docs still have the say where they show it.
    pub documented: bool,
    /// The status an action led away from.
    before: Option<String>,
    /// How often it was read since its status changed.
    reads: u32,
    /// Its status waits for an action.
    waits: bool,
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

    /// Whether a client's request has brought an object about, be it deleted by now.
    pub fn has_seen(&self, catalog: &Catalog, key: Key<'_>) -> bool {
        self.is_deleted(catalog, key) || self.objects.values().any(|object| object.is(catalog, key))
    }

    pub fn put(&mut self, object: Object) {
        self.made += 1;
        self.objects.insert(self.made, object);
    }

    /// Forgets an object.
    pub fn remove(&mut self, catalog: &Catalog, key: Key<'_>) {
        self.objects.retain(|_, object| !object.is(catalog, key));
    }

    /// Forgets an object, and remembers that it is gone.
    pub fn delete(&mut self, catalog: &Catalog, key: Key<'_>) {
        let ty = self.get(catalog, key).and_then(|object| object.ty.clone());
        self.remove(catalog, key);
        self.deleted.push((key.id.to_owned(), ty.or_else(|| key.ty.map(str::to_owned))));
    }

    /// The objects that were made, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Object> {
        self.objects.values()
    }
}

impl Object {
    pub fn new(id: &str, members: Map<String, Value>, ty: Option<String>, collection: String) -> Object {
        let before = None;
        Object { id: id.to_owned(), members, ty, collection, documented: false, before, reads: 0, waits: false }
    }

    /// Whether a key is this object's. Different types may use the same ids.
    fn is(&self, catalog: &Catalog, key: Key<'_>) -> bool {
        self.id == key.id && catalog.may_be(self.ty.as_deref(), key.ty)
    }

    /// Lets the status wait where an action of the docs leads on from it.
    pub fn waiting(mut self, catalog: &Catalog) -> Object {
        let members = self.statuses(catalog);
        let place = |status: &str| members.iter().position(|m| m.eq_ignore_ascii_case(status));
        let now = self.status().and_then(place);
        self.waits = now.is_some_and(|now| {
            catalog.actions.iter().any(|(ty, status)| {
                let of_this = self.ty.as_deref().is_some_and(|own| catalog.api.derives_from(own, ty));
                of_this && place(status).is_some_and(|then| then > now)
            })
        });
        self
    }

    fn status(&self) -> Option<&str> {
        self.members.get("status").and_then(Value::as_str)
    }

    /// An action has led to another status.
    pub fn act(&mut self, status: &str) {
        self.before = self.status().map(str::to_owned);
        self.members.insert("status".to_owned(), status.into());
        (self.reads, self.waits) = (0, false);
    }

    /// The object is read: its status may have moved on.
    pub fn step(&mut self, catalog: &Catalog, options: &Options) {
        self.reads = self.reads.saturating_add(1);
        if self.waits || options.progress == 0 || self.reads < options.progress {
            return;
        }
        let members = self.statuses(catalog);
        let next = self.status().and_then(|now| progress::next(&members, now, self.before.as_deref(), options.outcome));
        let Some(next) = next else { return };
        let went_wrong = options.outcome == Outcome::WithErrors && progress::bad_end(&members) == Some(next);
        self.reads = 0;
        self.members.insert("status".to_owned(), next.into());
        if let Some(ty) = self.documented_type(catalog).filter(|ty| went_wrong && ty.property("error").is_some())
            && let Some(error) = catalog.error_for(&ty.name, next)
        {
            self.members.insert("error".to_owned(), error.clone());
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

    /// Takes over what a client has sent: properties, but no relationships, no annotations and no id.
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

    /// The object as an operation answers it that documents `wanted`: a derived type is named.
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
