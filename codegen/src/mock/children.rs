//! The objects below an object: those that come in its body, and those that a change adds or takes out as a delta.

use serde_json::{Map, Value, json};

use super::Outcome;
use super::call::Call;
use super::catalog::Key;
use super::rules::Change;
use super::service::{Service, State};
use super::store::{Object, Parent};
use crate::model::Target;

/// What the name of a list ends with that holds changes instead of items.
const DELTA: &str = "@delta";

impl Service {
    /// Makes the objects that a body holds in the relationships of the object it is about.
    pub(super) fn put_below(
        &self,
        call: &Call<'_>,
        state: &mut State,
        parent: &Parent,
        collection: &str,
        sent: &Map<String, Value>,
    ) {
        for (name, value) in sent {
            let Some(ty) = self.related(parent.key(), name) else { continue };
            for item in value.as_array().into_iter().flatten().filter_map(Value::as_object) {
                let place = format!("{collection}/{}", name.to_lowercase());
                self.put_child(call, state, parent, place, &ty, item, None);
            }
        }
    }

    /// The type of what a relationship holds, if the docs have it in a list.
    fn related(&self, parent: Key<'_>, name: &str) -> Option<String> {
        let property = self.catalog.api.get(parent.ty?)?.property(name)?;
        match &property.ty.target {
            Target::Named(ty) if property.navigation && property.ty.collection => Some(ty.to_string()),
            _ => None,
        }
    }

    #[allow(clippy::too_many_arguments, reason = "all of them describe the one child")]
    fn put_child(
        &self,
        call: &Call<'_>,
        state: &mut State,
        parent: &Parent,
        collection: String,
        ty: &str,
        sent: &Map<String, Value>,
        before: Option<&str>,
    ) -> Map<String, Value> {
        let rules = &self.options.rules;
        let id = state.ids.guid();
        let mut members = Map::new();
        members.insert("id".to_owned(), id.as_str().into());
        members.extend(rules.made(Some(ty), Some(&parent.id)));
        let said = sent.iter().filter(|(name, _)| !name.contains('@') && *name != "id");
        members.extend(said.map(|(name, value)| (name.clone(), value.clone())));
        let mut child = Object::new(&id, members, Some(ty.to_owned()), collection);
        child.parent = Some(parent.clone());
        child.moves_in_lists = true;
        let way = rules.way(Change::Made, call.operation(), Some(ty), before, self.options.outcome);
        child.started(&self.catalog, rules, way);
        let shown = child.shown(None);
        state.store.put(child);
        shown
    }

    /// Sends the children of an object on their way after an action on it; `before` is its status before that. Where some of
    /// the work fails, the first child fails.
    pub(super) fn set_off_children(&self, call: &Call<'_>, state: &mut State, parent: Key<'_>, before: Option<&str>) {
        let (rules, mut outcome) = (&self.options.rules, self.options.outcome);
        for child in state.store.children_mut(&self.catalog, parent) {
            let ty = child.ty.clone();
            if let Some(way) = rules.way(Change::ActedOn, call.operation(), ty.as_deref(), before, outcome) {
                child.act(&self.catalog, rules, way);
                if outcome == Outcome::WithErrors {
                    outcome = Outcome::Completed;
                }
            }
        }
    }

    /// Carries out the entries of each `…@delta` of a change, and gives what the answer says of them.
    pub(super) fn apply_deltas(
        &self,
        call: &Call<'_>,
        state: &mut State,
        parent: Key<'_>,
        before: Option<&str>,
    ) -> Map<String, Value> {
        let Some(object) = state.store.find(&self.catalog, parent) else { return Map::new() };
        let owner = Parent { id: object.id.clone(), ty: object.ty.clone() };
        let mut out = Map::new();
        for (name, entries) in call.sent.and_then(Value::as_object).into_iter().flatten() {
            let Some(list) = name.strip_suffix(DELTA) else { continue };
            let (Some(ty), Some(entries)) = (self.related(owner.key(), list), entries.as_array()) else { continue };
            let collection = format!("{}/{}", call.address.path, list).to_lowercase();
            let mut told = Vec::new();
            for entry in entries.iter().filter_map(Value::as_object) {
                let answer = match entry.contains_key("@removed") {
                    true => self.remove_child(call, state, &owner, &ty, entry),
                    false => Some(self.put_child(call, state, &owner, collection.clone(), &ty, entry, before)),
                };
                told.extend(answer.map(Value::Object));
            }
            out.insert(name.clone(), Value::Array(told));
        }
        out
    }

    /// Takes a child out; what the answer says of it, if anything.
    fn remove_child(
        &self,
        call: &Call<'_>,
        state: &mut State,
        parent: &Parent,
        ty: &str,
        entry: &Map<String, Value>,
    ) -> Option<Map<String, Value>> {
        let id = entry.get("id").and_then(Value::as_str).unwrap_or_default();
        let key = Key { id, ty: Some(ty) };
        if !state.store.children(&self.catalog, parent.key()).any(|child| child.is(&self.catalog, key)) {
            return Some(self.not_there(call, state, id));
        }
        let rules = &self.options.rules;
        let way = rules.way(Change::Removed, call.operation(), Some(ty), None, self.options.outcome);
        match (way, state.store.get(&self.catalog, key)) {
            (Some(way), Some(child)) => {
                child.act(&self.catalog, rules, way);
                Some(child.shown(None))
            }
            _ => {
                state.store.delete(&self.catalog, key);
                None
            }
        }
    }

    /// What the answer says of an entry that cannot be removed because it is not there.
    fn not_there(&self, call: &Call<'_>, state: &mut State, id: &str) -> Map<String, Value> {
        let (status, code, message) = match self.options.rules.missing(call.operation()) {
            Some(denial) => (denial.status, denial.code.as_str(), denial.message.as_str()),
            None => (404, "itemNotFound", "No object here has this id."),
        };
        let exception = json!({
            "info": { "code": code, "message": message },
            "failedOperation": "remove",
            "responseCode": status,
        });
        let mut out = Map::new();
        out.insert("@contentId".to_owned(), state.ids.guid().into());
        out.insert("@Core.DataModificationException".to_owned(), exception);
        out.insert("id".to_owned(), id.into());
        out
    }
}
