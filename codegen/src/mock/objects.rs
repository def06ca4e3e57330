//! Reading, creating, changing and deleting objects, and actions on them.

use serde_json::{Map, Value};

use super::answer::Answer;
use super::call::Call;
use super::catalog::{DocumentedObject, Key, PathFit, rewrite_links};
use super::rules::Change;
use super::service::{Service, State, no_object};
use super::store::{Object, Parent};
use crate::model::ResponseBody;

impl Service {
    /// Whether the object does not exist: neither the docs nor a request created it, or it was deleted.
    pub fn is_unknown(&self, call: &Call<'_>, state: &State, key: Key<'_>) -> bool {
        if state.store.is_deleted(&self.catalog, key) {
            return true;
        }
        let any_will_do = call.path_fit() != PathFit::Other || !self.catalog.names_objects(call.found);
        !any_will_do && !state.store.has_seen(&self.catalog, key) && !self.catalog.knows_key(key.id)
    }

    pub fn read(&self, call: &Call<'_>, state: &mut State, key: Key<'_>) -> Answer {
        if let Some(object) = state.store.find(&self.catalog, key) {
            if object.documented && call.path_fit() == PathFit::Same {
                return call.documented();
            }
            state.store.step(&self.catalog, &self.options.rules, &self.options, key);
            return match state.store.find(&self.catalog, key) {
                Some(object) => Answer::json(200, Value::Object(self.present(call, object))),
                None => no_object(key.id),
            };
        }
        if call.path_fit() != PathFit::Other {
            return call.documented();
        }
        match self.catalog.known(key) {
            Some(known) => {
                let mut value = Value::Object(self.present(call, &object_of(known)));
                rewrite_links(&mut value, call.request.origin);
                Answer::json(200, value)
            }
            None if self.catalog.names_objects(call.found) => no_object(key.id),
            None => call.documented(),
        }
    }

    pub fn delete(&self, call: &Call<'_>, state: &mut State, key: Key<'_>) -> Answer {
        let documented = state.store.find(&self.catalog, key).is_none_or(|object| object.documented);
        if documented && call.path_fit() == PathFit::Same {
            // A documented request gets the documented response, however often it is sent.
            state.store.remove(&self.catalog, key);
        } else {
            state.store.delete(&self.catalog, key);
        }
        call.documented()
    }

    pub fn change(&self, call: &Call<'_>, state: &mut State, key: Key<'_>) -> Answer {
        let as_documented = call.fit().is_some_and(|fit| fit.exact);
        let stored = state.store.find(&self.catalog, key).map(|object| object.documented);
        if as_documented && stored.unwrap_or(true) {
            return call.documented();
        }
        let Some(sent) = call.sent.and_then(Value::as_object) else { return call.documented() };
        if stored.is_none() {
            let Some(object) = self.documented_object(call, key) else { return call.documented() };
            state.store.put(object);
        }
        let rules = &self.options.rules;
        let before = state.store.find(&self.catalog, key).and_then(|object| object.status().map(str::to_owned));
        let deltas = self.apply_deltas(call, state, key, before.as_deref());
        let Some(object) = state.store.get(&self.catalog, key) else { return call.documented() };
        object.documented = false;
        object.merge(&self.catalog, sent);
        let ty = object.ty.clone();
        match rules.way(Change::ActedOn, call.operation(), ty.as_deref(), before.as_deref(), self.options.outcome) {
            Some(way) => object.act(&self.catalog, rules, way),
            None => object.stamp(&self.catalog, rules, false, false),
        }
        match call.found.operation.response {
            ResponseBody::Typed(_) => {
                let mut shown = self.present(call, object);
                shown.extend(deltas);
                call.with_body(shown)
            }
            _ => call.documented(),
        }
    }

    /// The documented form of an object.
    fn documented_object(&self, call: &Call<'_>, key: Key<'_>) -> Option<Object> {
        if let Some(value) = call.object().filter(|value| value.get("id").and_then(Value::as_str) == Some(key.id)) {
            let ty = call.type_of(&self.catalog, value);
            return Some(Object::new(key.id, value.clone(), ty, String::new()));
        }
        self.catalog.known(key).map(object_of)
    }

    pub fn create(&self, call: &Call<'_>, state: &mut State) -> Answer {
        let documented = call.object().and_then(|object| Some((object, object.get("id")?.as_str()?)));
        let (Some((object, documented_id)), Some((_, fit))) = (documented, call.best) else {
            return call.documented();
        };
        let empty = Map::new();
        let sent = match call.sent {
            None => &empty,
            Some(Value::Object(sent)) => sent,
            Some(_) => return Answer::error(400, "BadRequest", "The body must be a JSON object."),
        };
        let ty = call.type_of(&self.catalog, object);
        // The documented request gets the documented object, but no id is used twice.
        let key = Key { id: documented_id, ty: ty.as_deref() };
        if fit.exact && !state.store.has_seen(&self.catalog, key) {
            let mut made = Object::new(documented_id, object.clone(), ty, call.address.path.to_lowercase());
            made.documented = true;
            self.start(call, state, made, sent);
            return call.located(call.documented(), documented_id);
        }
        let id = state.ids.guid();
        let mut made = self.new_object(call, object, sent, &id);
        made.merge(&self.catalog, sent);
        let key = (made.id.clone(), made.ty.clone());
        self.start(call, state, made, sent);
        let key = Key { id: &key.0, ty: key.1.as_deref() };
        let Some(made) = state.store.find(&self.catalog, key) else { return call.documented() };
        call.located(call.with_body(self.present(call, made)), &id)
    }

    /// An object like the documented one, without the values of the documented request.
    fn new_object(&self, call: &Call<'_>, shown: &Map<String, Value>, sent: &Map<String, Value>, id: &str) -> Object {
        let mut members = shown.clone();
        let said = call.best.and_then(|(example, _)| example.body.as_ref()?.as_object());
        for name in said.into_iter().flat_map(Map::keys).filter(|name| !name.starts_with('@')) {
            if !sent.contains_key(name) {
                members.shift_remove(name);
            }
        }
        let ty = self.type_of_new(call, shown);
        let is_other = ty != call.type_of(&self.catalog, shown);
        if is_other && let Some(known) = ty.as_deref().and_then(|ty| self.catalog.api.get(ty)) {
            members.retain(|name, _| name == "@odata.context" || known.property(name).is_some());
        }
        members.insert("id".to_owned(), id.into());
        let said_type = members.contains_key("@odata.type");
        if let Some(ty) = ty.as_ref().filter(|_| said_type) {
            members.insert("@odata.type".to_owned(), format!("#{ty}").into());
        }
        Object::new(id, members, ty, call.address.path.to_lowercase())
    }

    /// The type of a new object: the one that the request names, the item type of its collection, or the type of the
    /// example.
    fn type_of_new(&self, call: &Call<'_>, shown: &Map<String, Value>) -> Option<String> {
        let sent = call.sent.and_then(|sent| self.catalog.type_of(sent));
        let of_example =
            call.fit().is_some_and(|fit| fit.template).then(|| call.type_of(&self.catalog, shown)).flatten();
        let of_collection = self.catalog.made_type(call.found).map(str::to_owned);
        let narrower = match (of_example, of_collection) {
            (Some(example), Some(collection)) if self.catalog.api.derives_from(&example, &collection) => Some(example),
            (example, collection) => collection.or(example),
        };
        sent.or(narrower).or_else(|| call.type_of(&self.catalog, shown))
    }

    /// Stores a new object and the child objects in its request.
    fn start(&self, call: &Call<'_>, state: &mut State, mut made: Object, sent: &Map<String, Value>) {
        let rules = &self.options.rules;
        made.parent = call.parent().map(|key| Parent { id: key.id.to_owned(), ty: key.ty.map(str::to_owned) });
        let before = made.parent.as_ref().and_then(|parent| state.store.members(&self.catalog, parent.key()));
        let before = before.and_then(super::store::status_of).map(str::to_owned);
        made.members.extend(rules.made(made.ty.as_deref(), made.parent.as_ref().map(|parent| parent.id.as_str())));
        let ty = made.ty.as_deref();
        let way = rules.way(Change::Made, call.operation(), ty, before.as_deref(), self.options.outcome);
        made.started(&self.catalog, rules, way);
        let parent = Parent { id: made.id.clone(), ty: made.ty.clone() };
        let collection = format!("{}/{}", made.collection, made.id.to_lowercase());
        state.store.put(made);
        self.put_below(call, state, &parent, &collection, sent);
    }

    /// Runs an action on an object: the status in its response becomes the status of the object.
    pub fn act(&self, call: &Call<'_>, state: &mut State, key: Key<'_>) -> Answer {
        let (Some(answered), Some((example, fit))) = (call.object(), call.best) else { return call.documented() };
        let status = answered.get("status").and_then(Value::as_str).filter(|_| example.status < 300);
        let Some(status) = status else { return call.documented() };
        let is_same = fit.path == PathFit::Same;
        if state.store.find(&self.catalog, key).is_none() {
            let Some(mut object) = self.documented_object(call, key) else { return call.documented() };
            object.documented = is_same;
            state.store.put(object);
        }
        let before = self.set_off(call, state, key, status);
        self.set_off_children(call, state, key, before.as_deref());
        match state.store.find(&self.catalog, key) {
            Some(object) if !(object.documented && is_same) => call.with_body(self.present(call, object)),
            _ => call.documented(),
        }
    }

    /// Starts the status changes of an object after an action; returns the earlier status.
    fn set_off(&self, call: &Call<'_>, state: &mut State, key: Key<'_>, status: &str) -> Option<String> {
        let rules = &self.options.rules;
        let object = state.store.get(&self.catalog, key)?;
        let before = object.status().map(str::to_owned);
        for name in rules.taken(call.operation()) {
            if let Some(value) = call.sent.and_then(|sent| sent.get(name)) {
                object.members.insert(name.to_owned(), value.clone());
            }
        }
        let ty = object.ty.clone();
        match rules.way(Change::ActedOn, call.operation(), ty.as_deref(), before.as_deref(), self.options.outcome) {
            Some(way) => object.act(&self.catalog, rules, way),
            None => object.act_as_shown(&self.catalog, rules, status),
        }
        before
    }

    /// An object as the response to a request.
    pub fn present(&self, call: &Call<'_>, object: &Object) -> Map<String, Value> {
        call.present(&self.catalog, &self.options.rules, object)
    }
}

/// A documented object for reading or changing.
fn object_of(known: &DocumentedObject) -> Object {
    let members = known.value.as_object().cloned().unwrap_or_default();
    let id = members.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    Object::new(&id, members, known.ty.clone(), String::new())
}
