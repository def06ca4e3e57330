//! Output for scripts.

use serde_json::{Map, Value, json};

use super::count;
use crate::diff::change::{Change, Class, Subject};

/// One document; the documentation of [`diff`](crate::diff) describes its members.
#[must_use]
pub fn json(changes: &[Change]) -> Value {
    json!({
        "format": 1,
        "breaking": count(changes, Class::Breaking),
        "additions": count(changes, Class::Addition),
        "documentation": count(changes, Class::Documentation),
        "changes": changes.iter().map(change).collect::<Vec<_>>(),
    })
}

fn change(change: &Change) -> Value {
    let mut out = Map::new();
    out.insert("class".into(), json!(change.class.as_str()));
    out.insert("kind".into(), json!(change.kind.as_str()));
    out.insert("workload".into(), json!(change.workload));
    let subject = match &change.subject {
        Subject::Workload(_) => "feature",
        Subject::Type(_) => "type",
        Subject::Operation(_) => "operation",
        Subject::Path(_) => "path",
    };
    out.insert(subject.into(), json!(change.subject.name()));
    for (name, value) in [("member", &change.member), ("before", &change.before), ("after", &change.after)] {
        if let Some(value) = value {
            out.insert(name.into(), json!(value));
        }
    }
    if change.guess {
        out.insert("guess".into(), json!(true));
    }
    if !change.rust.is_empty() {
        out.insert("rust".into(), json!(change.rust));
    }
    Value::Object(out)
}
