//! Collections: the documented items, with what clients created, changed and deleted.

use serde_json::{Value, json};

use super::answer::{Answer, Body};
use super::call::Call;
use super::catalog::{Content, Key, PathFit, rewrite_links};
use super::service::{Service, State};
use super::store::Object;

impl Service {
    pub(super) fn list(&self, call: &Call<'_>, state: &mut State) -> Answer {
        self.move_on(call, state);
        let Some((example, fit)) = call.best else {
            let items = self.made_here(call, state, &[]);
            return Answer::json(200, json!({ "value": items }));
        };
        let Content::Json { value, .. } = &example.content else { return call.documented() };
        let Some(Value::Array(documented)) = value.get("value") else { return call.documented() };
        if !example.continues(&call.address.query) {
            return call.last_page(value);
        }
        // Items documented below one object do not appear below another one.
        let of_another = fit.path == PathFit::Other && self.is_below_made(call, state);
        let listed = if of_another { &[][..] } else { documented.as_slice() };
        let (mut items, mut changed) = self.as_they_are(call, state, listed);
        changed |= of_another;
        let made = self.made_here(call, state, &items);
        if !changed && made.is_empty() {
            return call.documented();
        }
        items.extend(made);
        let mut page = value.clone();
        if let Some(page) = page.as_object_mut() {
            if of_another {
                page.shift_remove("@odata.nextLink");
            }
            if let Some(context) = page.get_mut("@odata.context").filter(|_| of_another) {
                *context = call.context("").into();
            }
            if page.contains_key("@odata.count") {
                page.insert("@odata.count".to_owned(), items.len().into());
            }
            page.insert("value".to_owned(), Value::Array(items));
        }
        rewrite_links(&mut page, call.request.origin);
        example.with_body(Body::Json(page), call.request.origin)
    }

    /// Advances statuses that are visible only in lists.
    fn move_on(&self, call: &Call<'_>, state: &mut State) {
        let path = call.address.path.to_lowercase();
        let moving = state.store.iter().filter(|object| object.moves_in_lists && object.collection == path);
        let keys: Vec<(String, Option<String>)> = moving.map(|object| (object.id.clone(), object.ty.clone())).collect();
        for (id, ty) in keys {
            let key = Key { id: &id, ty: ty.as_deref() };
            state.store.step(&self.catalog, &self.options.rules, &self.options, key);
        }
    }

    /// Whether the list belongs to an object that a client created.
    fn is_below_made(&self, call: &Call<'_>, state: &State) -> bool {
        let parent = call.found.keys().last();
        parent.and_then(|key| state.store.find(&self.catalog, key)).is_some_and(|object| !object.collection.is_empty())
    }

    /// Documented items with the changes of clients and without deleted items; and whether there were any changes.
    fn as_they_are(&self, call: &Call<'_>, state: &State, documented: &[Value]) -> (Vec<Value>, bool) {
        let mut items = Vec::new();
        let mut changed = false;
        for item in documented {
            let id = item.get("id").and_then(Value::as_str).unwrap_or_default();
            let key = Key { id, ty: call.wanted() };
            let replaced = state.store.find(&self.catalog, key).filter(|object| !object.documented);
            let is_deleted = state.store.is_deleted(&self.catalog, key);
            changed |= replaced.is_some() || is_deleted;
            match replaced {
                Some(object) => items.push(self.item(call, object)),
                None if is_deleted => {}
                None => items.push(item.clone()),
            }
        }
        (items, changed)
    }

    /// The objects that clients created in a collection, or in its sibling for a derived type.
    fn made_here(&self, call: &Call<'_>, state: &State, listed: &[Value]) -> Vec<Value> {
        let path = call.address.path.to_lowercase();
        let parent = |path: &str| path.rsplit_once('/').map(|(parent, _)| parent.to_owned());
        let belongs = |object: &Object| {
            let derived = match (object.ty.as_deref(), call.wanted()) {
                (Some(own), Some(wanted)) => own != wanted && self.catalog.api.derives_from(own, wanted),
                _ => false,
            };
            object.collection == path || derived && parent(&object.collection) == parent(&path)
        };
        let is_new =
            |object: &Object| !listed.iter().any(|item| item.get("id").and_then(Value::as_str) == Some(&object.id));
        let made = state.store.iter().filter(|object| belongs(object) && is_new(object));
        made.map(|object| self.item(call, object)).collect()
    }

    fn item(&self, call: &Call<'_>, object: &Object) -> Value {
        let mut members = self.present(call, object);
        members.shift_remove("@odata.context");
        Value::Object(members)
    }
}
