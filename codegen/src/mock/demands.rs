//! Checks before a request is carried out: required parts, rules, and the object limit.

use serde_json::Value;

use super::answer::Answer;
use super::call::Call;
use super::catalog::{Key, PathFit};
use super::rules::Situation;
use super::service::{Service, State};
use crate::model::is_for;

impl Service {
    /// The error response, if the request is rejected. A documented request never is.
    pub(super) fn refusal(&self, call: &Call<'_>, state: &State) -> Option<Answer> {
        if self.is_as_documented(call, state) {
            return None;
        }
        lacks(call).or_else(|| self.rule_refuses(call, state)).or_else(|| self.has_no_room(call, state))
    }

    /// Whether the docs take precedence: the request is a documented one, and no client changed its object.
    fn is_as_documented(&self, call: &Call<'_>, state: &State) -> bool {
        let Some(fit) = call.fit() else { return false };
        let of_docs = |key: Key<'_>| state.store.find(&self.catalog, key).is_none_or(|object| object.documented);
        let body_matters = call.makes || matches!(call.request.method, "GET" | "PATCH" | "PUT");
        let is_same = if body_matters { fit.is_same_request() } else { fit.path == PathFit::Same };
        let demands_body = call.found.operation.required.is_empty() || fit.is_same_request();
        is_same && demands_body && call.found.keys().last().is_none_or(of_docs)
    }

    fn rule_refuses(&self, call: &Call<'_>, state: &State) -> Option<Answer> {
        let (store, catalog) = (&state.store, &self.catalog);
        let (object, parent) = (call.addressed(), call.parent());
        let below = |key: Option<Key<'_>>| -> Vec<String> {
            let Some(key) = key else { return Vec::new() };
            store.children(catalog, key).map(|child| child.relationship().to_owned()).collect()
        };
        let denial = self.options.rules.refusal(&Situation {
            operation: call.operation(),
            object: object.and_then(|key| store.members(catalog, key)),
            parent: parent.and_then(|key| store.members(catalog, key)),
            children: &below(object),
            siblings: &below(parent),
            body: call.sent,
        })?;
        Some(Answer::error(denial.status, denial.code.as_str(), denial.message.as_str()))
    }

    fn has_no_room(&self, call: &Call<'_>, state: &State) -> Option<Answer> {
        let sent = call.sent.and_then(Value::as_object).into_iter().flatten();
        let items = sent.filter_map(|(_, value)| value.as_array()).flatten();
        let wanted = 1 + items.filter(|item| item.is_object()).count();
        let most = self.options.most_objects;
        if call.request.method == "GET" || state.store.len() + wanted <= most {
            return None;
        }
        let message =
            format!("The mock stores at most {most} objects, and this request would exceed that. Restart it.");
        Some(Answer::error(507, "insufficientStorage", message))
    }
}

/// What the page of the operation marks as required and the request lacks.
fn lacks(call: &Call<'_>) -> Option<Answer> {
    let operation = &call.found.operation;
    let given = |name: &str| {
        let plain = name.trim_start_matches('$');
        call.address.query.iter().any(|(given, _)| given.trim_start_matches('$').eq_ignore_ascii_case(plain))
    };
    let options = operation.query_options.iter().filter(|option| option.required && !given(&option.name));
    let options: Vec<&str> = options.map(|option| option.name.as_str()).collect();
    if !options.is_empty() {
        return Some(lacking("The query must have", &options, &operation.page));
    }
    let sent = |name: &&String| {
        let members = call.sent.and_then(Value::as_object).into_iter().flatten();
        members.into_iter().any(|(member, value)| is_for(member, name) && !value.is_null())
    };
    let members: Vec<&str> = operation.required.iter().filter(|name| !sent(name)).map(String::as_str).collect();
    (!members.is_empty()).then(|| lacking("The body must have", &members, &operation.page))
}

fn lacking(what: &str, names: &[&str], page: &str) -> Answer {
    Answer::error(400, "BadRequest", format!("{what} {}: see {page}.", names.join(" and ")))
}
