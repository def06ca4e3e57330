//! The differences between two models of the same API, except prose.

use std::collections::BTreeMap;

use serde_json::Value;

/// A fact that differs.
#[derive(Debug)]
pub struct Difference {
    /// The kind of fact.
    pub kind: &'static str,
    /// Its subject, and both values.
    pub text: String,
}

/// Compares two models as JSON, without prose: descriptions, titles and deprecations.
pub fn compare(old: &Value, new: &Value) -> Vec<Difference> {
    let mut out = Vec::new();
    let (old_types, new_types) = (by(&old["types"], "name"), by(&new["types"], "name"));
    each(&old_types, &new_types, ("type lost", "type made up"), &mut out, |name, old, new, out| {
        for (field, kind) in [
            ("kind", "type.kind"),
            ("base", "type.base"),
            ("abstract", "type.abstract"),
            ("open", "type.open"),
            ("key", "type.key"),
            ("workload", "type.workload"),
            ("pages", "type.pages"),
        ] {
            fact(kind, name, &old[field], &new[field], out);
        }
        let members =
            |v: &Value| v["members"].as_array().into_iter().flatten().map(|m| m["name"].clone()).collect::<Vec<_>>();
        fact("enum members", name, &members(old).into(), &members(new).into(), out);
        let (old, new) = (by(&old["properties"], "name"), by(&new["properties"], "name"));
        each(&old, &new, ("property lost", "property made up"), out, |property, old, new, out| {
            let name = format!("{name}.{property}");
            fact("property.type", &name, &reference(old), &reference(new), out);
            fact("property.navigation", &name, &old["navigation"], &new["navigation"], out);
            fact("property.inherited", &name, &old["inherited"], &new["inherited"], out);
        });
    });
    let (old_operations, new_operations) = (by(&old["operations"], "name"), by(&new["operations"], "name"));
    each(&old_operations, &new_operations, ("operation lost", "operation made up"), &mut out, |name, old, new, out| {
        for (field, kind) in [
            ("method", "operation.method"),
            ("templates", "operation.templates"),
            ("permissions", "operation.permissions"),
            ("line", "operation.line"),
        ] {
            fact(kind, name, &old[field], &new[field], out);
        }
        let parameters = |v: &Value| -> Value {
            let rows = v["request"]["parameters"].as_array().into_iter().flatten();
            rows.map(|p| format!("{}: {}", p["name"], reference(p))).collect::<Vec<_>>().into()
        };
        fact("operation.parameters", name, &parameters(old), &parameters(new), out);
        let request =
            |v: &Value| -> Value { format!("{} {}", reference(&v["request"]), v["request"]["reference"]).into() };
        fact("operation.request", name, &request(old), &request(new), out);
        fact("operation.status", name, &old["response"]["status"], &new["response"]["status"], out);
        fact("operation.response", name, &reference(&old["response"]), &reference(&new["response"]), out);
        fact("operation.monitored", name, &old["response"]["monitored"], &new["response"]["monitored"], out);
        fact("operation.mayBeEmpty", name, &old["response"]["mayBeEmpty"], &new["response"]["mayBeEmpty"], out);
    });
    let (old_examples, new_examples) = (examples(old), examples(new));
    each(&old_examples, &new_examples, ("example lost", "example made up"), &mut out, |name, old, new, out| {
        fact("example.operation", name, &old["operation"], &new["operation"], out);
        fact("example.request", name, &old["request"], &new["request"], out);
        fact("example.response", name, &old["response"], &new["response"], out);
    });
    out
}

fn by<'a>(list: &'a Value, key: &str) -> BTreeMap<String, &'a Value> {
    list.as_array().into_iter().flatten().map(|v| (v[key].as_str().unwrap_or_default().to_owned(), v)).collect()
}

/// Examples by the locations of their request and response.
fn examples(model: &Value) -> BTreeMap<String, &Value> {
    let list = model["examples"].as_array().into_iter().flatten();
    list.map(|e| (format!("{}:{}:{}", e["page"], e["request"]["line"], e["response"]["line"]), e)).collect()
}

fn reference(value: &Value) -> Value {
    format!("{} {} {}", value["type"], value["collection"], value["resolved"]).into()
}

fn fact(kind: &'static str, name: &str, old: &Value, new: &Value, out: &mut Vec<Difference>) {
    if old != new {
        out.push(Difference { kind, text: format!("{name}: {old} is now {new}") });
    }
}

fn each(
    old: &BTreeMap<String, &Value>,
    new: &BTreeMap<String, &Value>,
    (lost, made_up): (&'static str, &'static str),
    out: &mut Vec<Difference>,
    both: impl Fn(&str, &Value, &Value, &mut Vec<Difference>),
) {
    for (name, old) in old {
        match new.get(name) {
            Some(new) => both(name, old, new, out),
            None => out.push(Difference { kind: lost, text: name.clone() }),
        }
    }
    let names = new.keys().filter(|name| !old.contains_key(*name));
    out.extend(names.map(|name| Difference { kind: made_up, text: name.clone() }));
}
