//! Comparing operations: their paths, methods, bodies and metadata.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Class, Kind, Subject};
use super::comparison::Comparison;
use super::index::{property_type, type_text};
use super::rename::{Candidate, guess};
use crate::model::Cloud;
use crate::model::json::{LeastEntry, OperationEntry, PropertyEntry, RequestEntry, ResponseEntry};
use crate::rust::public_api::{PathApi, PublicApi, VerbApi};

/// An operation on both sides.
struct Pair<'a> {
    old: &'a OperationEntry,
    new: &'a OperationEntry,
    guess: bool,
}

/// Compares all operations.
pub(super) fn compare(cx: &mut Comparison<'_>) {
    let (pairs, removed, added) = pair(cx);
    for operation in removed {
        let mut rust = constant(&cx.old.rust, &operation.name);
        for template in &operation.templates {
            if !still_called(cx, &operation.method, template) {
                rust.extend(method(&cx.old.rust, &operation.method, template));
            }
        }
        let change =
            cx.push(Class::Breaking, Kind::OperationRemoved, operation.workload.as_deref(), subject(operation));
        change.before = first_line(operation);
        change.rust = rust;
    }
    for operation in added {
        let rust = operation.templates.first().and_then(|t| method(&cx.new.rust, &operation.method, t));
        let change = cx.push(Class::Addition, Kind::OperationAdded, operation.workload.as_deref(), subject(operation));
        change.after = first_line(operation);
        change.rust = rust.into_iter().collect();
    }
    for pair in &pairs {
        compare_pair(cx, pair);
    }
}

fn subject(operation: &OperationEntry) -> Subject {
    Subject::Operation(operation.name.clone())
}

/// Method and canonical path.
fn first_line(operation: &OperationEntry) -> Option<String> {
    operation.templates.first().map(|template| format!("{} {template}", operation.method))
}

fn constant(rust: &PublicApi, name: &str) -> Vec<String> {
    rust.operations.get(name).map(|constant| format!("operations::{constant}")).into_iter().collect()
}

/// The methods that call a template, as code.
fn method(rust: &PublicApi, verb: &str, template: &str) -> Option<String> {
    let path = rust.paths.get(&PublicApi::path(template)?)?;
    path.verbs.contains_key(verb).then(|| call_text(path, verb))
}

/// `graph.users().id(_).get(…)`.
pub(super) fn call_text(path: &PathApi, verb: &str) -> String {
    let argument = match path.verbs.get(verb) {
        Some(verb) if verb.input.code.is_empty() => "",
        _ => "…",
    };
    let dot = if path.chain.is_empty() { "" } else { "." };
    format!("graph.{}{dot}{}({argument})", path.chain, verb.to_lowercase())
}

fn verb<'a>(rust: &'a PublicApi, verb: &str, template: &str) -> Option<&'a VerbApi> {
    rust.paths.get(&PublicApi::path(template)?)?.verbs.get(verb)
}

/// Whether a call of the old crate compiles with the new one, whichever page documents it.
fn still_called(cx: &Comparison<'_>, method: &str, template: &str) -> bool {
    match (verb(&cx.old.rust, method, template), verb(&cx.new.rust, method, template)) {
        (Some(old), Some(new)) => {
            old.input.code == new.input.code
                && old.output.code == new.output.code
                && old.features.is_subset(&new.features)
                && cx.old.rust.paths.get(&PublicApi::path(template).unwrap_or_default()).map(|p| &p.chain)
                    == cx.new.rust.paths.get(&PublicApi::path(template).unwrap_or_default()).map(|p| &p.chain)
        }
        // Nothing called it before.
        (None, _) => true,
        (Some(_), None) => false,
    }
}

type Operations<'a> = Vec<&'a OperationEntry>;

/// Matches operations: by name, then by what they call, then by similarity.
fn pair<'a>(cx: &Comparison<'a>) -> (Vec<Pair<'a>>, Operations<'a>, Operations<'a>) {
    let mut pairs = Vec::new();
    let mut removed: Vec<&OperationEntry> = Vec::new();
    for (name, old) in &cx.old.operations {
        match cx.new.operations.get(name) {
            Some(new) => pairs.push(Pair { old, new, guess: false }),
            None => removed.push(old),
        }
    }
    let added = cx.new.operations.iter().filter(|(name, _)| !cx.old.operations.contains_key(*name));
    let mut added: Vec<&OperationEntry> = added.map(|(_, o)| *o).collect();
    // By what they call, if no other operation on either side calls the same.
    let lines = |operation: &OperationEntry| -> BTreeSet<(String, String)> {
        let paths = operation.templates.iter().map(|t| PublicApi::path(t).unwrap_or_else(|| t.clone()));
        paths.map(|path| (operation.method.clone(), path)).collect()
    };
    let by_line = |all: &[&OperationEntry]| {
        let mut found: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for (i, operation) in all.iter().enumerate() {
            for line in lines(operation) {
                found.entry(line).or_default().push(i);
            }
        }
        found
    };
    let (old_lines, new_lines) = (by_line(&removed), by_line(&added));
    let (mut gone, mut come) = (BTreeSet::new(), BTreeSet::new());
    for (line, olds) in &old_lines {
        let news = new_lines.get(line).map(Vec::as_slice).unwrap_or_default();
        if let ([i], [j]) = (olds.as_slice(), news)
            && !gone.contains(i)
            && !come.contains(j)
            && let (Some(old), Some(new)) = (removed.get(*i), added.get(*j))
        {
            gone.insert(*i);
            come.insert(*j);
            pairs.push(Pair { old, new, guess: false });
        }
    }
    retain_others(&mut removed, &gone);
    retain_others(&mut added, &come);

    let candidate = |operation: &OperationEntry| Candidate {
        name: operation.name.clone(),
        description: operation.description.clone(),
        fixed: operation.method.clone(),
        parts: operation
            .templates
            .iter()
            .flat_map(|t| PublicApi::path(t).unwrap_or_default().split('/').map(str::to_owned).collect::<Vec<_>>())
            .filter(|part| !part.is_empty() && part != "{}")
            .collect(),
        neighbours: (None, None),
    };
    let old: Vec<Candidate> = removed.iter().map(|o| candidate(o)).collect();
    let new: Vec<Candidate> = added.iter().map(|o| candidate(o)).collect();
    let guesses = guess(&old, &new);
    for (i, j) in &guesses {
        if let (Some(old), Some(new)) = (removed.get(*i), added.get(*j)) {
            pairs.push(Pair { old, new, guess: true });
        }
    }
    retain_others(&mut removed, &guesses.iter().map(|(i, _)| *i).collect());
    retain_others(&mut added, &guesses.iter().map(|(_, j)| *j).collect());
    (pairs, removed, added)
}

fn retain_others(all: &mut Operations<'_>, taken: &BTreeSet<usize>) {
    let mut index = 0usize;
    all.retain(|_| {
        index += 1;
        !taken.contains(&(index - 1))
    });
}

fn compare_pair(cx: &mut Comparison<'_>, pair: &Pair<'_>) {
    let Pair { old, new, guess } = *pair;
    let workload = new.workload.as_deref();
    if old.name != new.name {
        let rust = constant(&cx.old.rust, &old.name);
        let same = rust == constant(&cx.new.rust, &new.name);
        let class = if same { Class::Documentation } else { Class::Breaking };
        let change = cx.push(class, Kind::OperationRenamed, workload, subject(new));
        change.between(Some(old.name.clone()), Some(new.name.clone()));
        change.guess = guess;
        change.rust = rust;
    }
    if old.method != new.method {
        let kept = old.templates.iter().all(|template| still_called(cx, &old.method, template));
        let class = if kept { Class::Documentation } else { Class::Breaking };
        let rust = old.templates.iter().filter_map(|t| method(&cx.old.rust, &old.method, t)).collect();
        let change = cx.push(class, Kind::OperationMethod, workload, subject(new));
        change.between(Some(old.method.clone()), Some(new.method.clone()));
        change.rust = rust;
    }
    templates(cx, pair);
    request(cx, pair);
    response(cx, pair);
    if old.response.status != new.response.status {
        let text =
            |o: &OperationEntry| Some(o.response.status.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
        // The statuses also determine whether a response comes at once or later.
        let same = |name: &str| name.to_owned();
        let (class, rust) = if response_text(&old.response, &same) == response_text(&new.response, &same) {
            differing(cx, pair, |verb| verb.output.code.clone())
        } else {
            (Class::Documentation, Vec::new())
        };
        let change = cx.push(class, Kind::Status, workload, subject(new));
        change.between(text(old), text(new));
        change.rust = rust;
    }
    if let Some((before, after)) = permissions(old, new) {
        cx.push(Class::Documentation, Kind::Permissions, workload, subject(new)).between(Some(before), Some(after));
    }
    if old.clouds != new.clouds {
        let change = cx.push(Class::Documentation, Kind::Clouds, workload, subject(new));
        change.between(Some(clouds(old)), Some(clouds(new)));
    }
    let (before, after) = (PublicApi::feature(old.workload.as_deref()), PublicApi::feature(workload));
    if before != after {
        // The constant always belongs to exactly one feature.
        let rust = constant(&cx.old.rust, &old.name);
        let change = cx.push(Class::Breaking, Kind::OperationWorkload, workload, subject(new));
        change.between(Some(before), Some(after));
        change.rust = rust;
    }
    cx.deprecation(
        Kind::OperationDeprecated,
        workload,
        subject(new),
        None,
        old.deprecated.clone(),
        new.deprecated.clone(),
    );
    let prose = |o: &OperationEntry| format!("{}\n\n{}", o.title, o.description);
    cx.description(Kind::OperationDescription, workload, subject(new), None, &prose(old), &prose(new));
}

/// The national clouds that have an operation, in words.
fn clouds(operation: &OperationEntry) -> String {
    let names = |clouds: &Vec<Cloud>| clouds.iter().copied().map(Cloud::as_str).collect::<Vec<_>>().join(", ");
    operation.clouds.as_ref().map_or_else(|| "not documented".to_owned(), names)
}

/// The permissions that differ, by kind of sign-in.
fn permissions(old: &OperationEntry, new: &OperationEntry) -> Option<(String, String)> {
    let (a, b) = (&old.permissions, &new.permissions);
    let kinds = [
        ("delegated", &a.delegated_work, &b.delegated_work),
        ("delegated, personal", &a.delegated_personal, &b.delegated_personal),
        ("application", &a.application, &b.application),
    ];
    let least = [
        ("delegated, least", &a.least.delegated_work, &b.least.delegated_work),
        ("delegated, personal, least", &a.least.delegated_personal, &b.least.delegated_personal),
        ("application, least", &a.least.application, &b.least.application),
    ];
    // Models of version 0.1 do not say what is the least.
    let says_least = a.least != LeastEntry::default();
    let pairs = kinds.into_iter().zip(least).map(|(all, least)| if says_least && all.1 == all.2 { least } else { all });
    let differing: Vec<_> = pairs.filter(|(_, old, new)| old != new).collect();
    let text = |kind: &str, list: &[String]| {
        format!("{kind}: {}", if list.is_empty() { "none".to_owned() } else { list.join(", ") })
    };
    let before: Vec<String> = differing.iter().map(|(kind, old, _)| text(kind, old)).collect();
    let after: Vec<String> = differing.iter().map(|(kind, _, new)| text(kind, new)).collect();
    (!differing.is_empty()).then(|| (before.join("; "), after.join("; ")))
}

fn templates(cx: &mut Comparison<'_>, pair: &Pair<'_>) {
    let Pair { old, new, .. } = *pair;
    let workload = new.workload.as_deref();
    let key = |template: &String| PublicApi::path(template).unwrap_or_else(|| template.clone());
    let old_keys: BTreeMap<String, &String> = old.templates.iter().rev().map(|t| (key(t), t)).collect();
    let new_keys: BTreeMap<String, &String> = new.templates.iter().rev().map(|t| (key(t), t)).collect();
    for (key, before) in &old_keys {
        // Only placeholders or letter case differ: the same builder calls it.
        if let Some(after) = new_keys.get(key)
            && after != before
        {
            let change = cx.push(Class::Documentation, Kind::TemplateChanged, workload, subject(new));
            change.between(Some((*before).clone()), Some((*after).clone()));
        }
    }
    let removed: Vec<&String> = old.templates.iter().filter(|t| !new_keys.contains_key(&key(t))).collect();
    let added: Vec<&String> = new.templates.iter().filter(|t| !old_keys.contains_key(&key(t))).collect();
    let lost = |cx: &Comparison<'_>, template: &str| {
        if still_called(cx, &old.method, template) { Class::Documentation } else { Class::Breaking }
    };
    if let ([before], [after]) = (removed.as_slice(), added.as_slice()) {
        let class = lost(cx, before);
        let rust = method(&cx.old.rust, &old.method, before);
        let change = cx.push(class, Kind::TemplateChanged, workload, subject(new));
        change.between(Some((*before).clone()), Some((*after).clone()));
        change.rust = rust.into_iter().collect();
        return;
    }
    for template in removed {
        let class = lost(cx, template);
        let rust = method(&cx.old.rust, &old.method, template);
        let change = cx.push(class, Kind::TemplateRemoved, workload, subject(new));
        change.before = Some(template.clone());
        change.rust = rust.into_iter().collect();
    }
    for template in added {
        let rust = method(&cx.new.rust, &new.method, template);
        let change = cx.push(Class::Addition, Kind::TemplateAdded, workload, subject(new));
        change.after = Some(template.clone());
        change.rust = rust.into_iter().collect();
    }
}

/// The first difference in the signatures of the methods that both sides have for the operation's paths, if any.
fn differing(cx: &Comparison<'_>, pair: &Pair<'_>, part: impl Fn(&VerbApi) -> String) -> (Class, Vec<String>) {
    let Pair { old, new, .. } = pair;
    let mut rust = Vec::new();
    for template in &old.templates {
        if let (Some(before), Some(after)) =
            (verb(&cx.old.rust, &old.method, template), verb(&cx.new.rust, &new.method, template))
            && part(before) != part(after)
        {
            rust.extend(method(&cx.old.rust, &old.method, template));
        }
    }
    (if rust.is_empty() { Class::Documentation } else { Class::Breaking }, rust)
}

fn request_text(request: Option<&RequestEntry>, now: &dyn Fn(&str) -> String) -> String {
    match request {
        None => "none".to_owned(),
        Some(RequestEntry { parameters: Some(_), .. }) => "parameters".to_owned(),
        Some(RequestEntry { reference: true, .. }) => "a reference".to_owned(),
        Some(request) => match &request.r#type {
            None => "none".to_owned(),
            Some(name) => type_text(&now(name), request.collection, request.resolved),
        },
    }
}

fn request(cx: &mut Comparison<'_>, pair: &Pair<'_>) {
    let Pair { old, new, .. } = *pair;
    let workload = new.workload.as_deref();
    let before = request_text(old.request.as_ref(), &|name| cx.now_called(name));
    let after = request_text(new.request.as_ref(), &str::to_owned);
    if !before.eq_ignore_ascii_case(&after) {
        let (class, rust) = differing(cx, pair, |verb| verb.input.code.clone());
        let change = cx.push(class, Kind::Request, workload, subject(new));
        change.between(Some(request_text(old.request.as_ref(), &str::to_owned)), Some(after));
        change.rust = rust;
        return;
    }
    let parameters = |o: &OperationEntry| -> Vec<PropertyEntry> {
        o.request.as_ref().and_then(|r| r.parameters.clone()).unwrap_or_default()
    };
    let (olds, news) = (parameters(old), parameters(new));
    let find = |all: &[PropertyEntry], name: &str| all.iter().find(|p| p.name == name).cloned();
    let candidate = |p: &PropertyEntry, name: String| Candidate {
        name: p.name.clone(),
        description: p.description.clone(),
        fixed: format!("{} {}", name.to_lowercase(), p.collection),
        ..Candidate::default()
    };
    let removed: Vec<&PropertyEntry> = olds.iter().filter(|p| find(&news, &p.name).is_none()).collect();
    let added: Vec<&PropertyEntry> = news.iter().filter(|p| find(&olds, &p.name).is_none()).collect();
    let renames = guess(
        &removed.iter().map(|p| candidate(p, cx.now_called(&p.r#type))).collect::<Vec<_>>(),
        &added.iter().map(|p| candidate(p, p.r#type.clone())).collect::<Vec<_>>(),
    );
    // The struct may keep a parameter that another page of the same path still lists.
    let field = |rust: &PublicApi, o: &OperationEntry, name: &str| {
        let verb = verb(rust, &o.method, o.templates.first()?)?;
        let parameters = verb.parameters.as_ref()?;
        let member = parameters.fields.get(name)?;
        Some((format!("{}::{}", parameters.path, member.name), member.ty.code.clone()))
    };
    for (i, p) in removed.iter().enumerate() {
        let renamed = renames.iter().find(|(before, _)| *before == i).and_then(|(_, j)| added.get(*j));
        let (was, is) = (field(&cx.old.rust, old, &p.name), field(&cx.new.rust, new, &p.name));
        let class = if was == is { Class::Documentation } else { Class::Breaking };
        let kind = if renamed.is_some() { Kind::ParameterRenamed } else { Kind::ParameterRemoved };
        let change = cx.push(class, kind, workload, subject(new));
        change.member = Some(renamed.unwrap_or(p).name.clone());
        change.rust = was.map(|(path, _)| path).into_iter().collect();
        match renamed {
            Some(after) => {
                change.guess = true;
                change.between(Some(p.name.clone()), Some(after.name.clone()));
            }
            None => change.before = Some(property_type(p)),
        }
    }
    for (_, p) in added.iter().enumerate().filter(|(j, _)| !renames.iter().any(|(_, after)| after == j)) {
        let change = cx.push(Class::Addition, Kind::ParameterAdded, workload, subject(new));
        change.member = Some(p.name.clone());
        change.after = Some(property_type(p));
    }
    for p in &olds {
        let Some(after) = find(&news, &p.name) else { continue };
        let was = type_text(&cx.now_called(&p.r#type), p.collection, p.resolved);
        if !was.eq_ignore_ascii_case(&property_type(&after)) {
            let (was, is) = (field(&cx.old.rust, old, &p.name), field(&cx.new.rust, new, &p.name));
            let class = if was.as_ref().map(|f| &f.1) == is.as_ref().map(|f| &f.1) {
                Class::Documentation
            } else {
                Class::Breaking
            };
            let change = cx.push(class, Kind::ParameterType, workload, subject(new));
            change.member = Some(p.name.clone());
            change.between(Some(property_type(p)), Some(property_type(&after)));
            change.rust = was.map(|(path, _)| path).into_iter().collect();
        }
    }
}

fn response_text(response: &ResponseEntry, now: &dyn Fn(&str) -> String) -> String {
    let mut out = match &response.r#type {
        None => "none".to_owned(),
        Some(name) => type_text(&now(name), response.collection.unwrap_or_default(), response.resolved),
    };
    if response.may_be_empty {
        out.push_str(" or nothing");
    }
    if response.monitored {
        out.push_str(", later");
    }
    out
}

fn response(cx: &mut Comparison<'_>, pair: &Pair<'_>) {
    let Pair { old, new, .. } = *pair;
    let before = response_text(&old.response, &|name| cx.now_called(name));
    let after = response_text(&new.response, &str::to_owned);
    if !before.eq_ignore_ascii_case(&after) {
        let (class, rust) = differing(cx, pair, |verb| verb.output.code.clone());
        let change = cx.push(class, Kind::Response, new.workload.as_deref(), subject(new));
        change.between(Some(response_text(&old.response, &str::to_owned)), Some(after));
        change.rust = rust;
    }
}
