//! What follows from changes in other places: the names and types of the generated crate, compared where the docs say
//! the same on both sides.
//!
//! A new page may take a name that another one had; the first type that derives from a base makes an enum of every
//! value of that base; a page that joins a path has a say in what its methods take. None of that can be seen in the
//! page whose users it hits. Only what may break their code is reported.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Class, Kind, Subject};
use super::compare::Comparison;
use super::operations::call_text;
use crate::model::TypeKey;
use crate::rust::public_api::{TypeExpr, VerbApi};

/// Compares the crates.
pub(super) fn compare(cx: &mut Comparison<'_>) {
    let mut found = KnockOn::default();
    types(cx, &mut found);
    paths(cx, &mut found);
    constants(cx, &mut found);
    found.report(cx);
}

/// What was found, gathered by cause.
#[derive(Default)]
struct KnockOn {
    /// Base types (keys before) whose values are read differently, and the items that name them.
    derived: BTreeMap<TypeKey, BTreeSet<String>>,
    /// Features and the types that they do not compile any more: (feature, subject).
    features: Vec<(String, Subject, Option<String>)>,
    /// Everything else: subject, workload, kind, member, before, after.
    others: Vec<Other>,
}

struct Other {
    kind: Kind,
    subject: Subject,
    workload: Option<String>,
    member: Option<String>,
    before: String,
    after: String,
}

/// How two spellings of what the docs call the same differ.
enum Cause {
    /// Not at all, or as something else explains that is reported.
    Explained,
    /// The target is an enum over derived types on one side only.
    Derived(TypeKey),
    /// The code is another.
    Code,
}

fn cause(cx: &Comparison<'_>, before: &TypeExpr, after: &TypeExpr) -> Cause {
    if before.code == after.code {
        return Cause::Explained;
    }
    let target = before.target.as_ref().and_then(|key| cx.pairs.get(key));
    if before.plain != after.plain || target != after.target.as_ref() {
        return Cause::Code;
    }
    let (Some(old), Some(new)) = (&before.target, &after.target) else { return Cause::Code };
    let any =
        |rust: &crate::rust::public_api::PublicApi, key: &TypeKey| rust.types.get(key).is_some_and(|t| t.any.is_some());
    if any(&cx.old.rust, old) == any(&cx.new.rust, new) {
        // The type itself is called or written otherwise, which is reported where it is documented.
        Cause::Explained
    } else {
        Cause::Derived(old.clone())
    }
}

fn types(cx: &Comparison<'_>, found: &mut KnockOn) {
    let reported: BTreeSet<(&str, Option<&str>)> = cx
        .changes
        .iter()
        .filter(|c| c.class == Class::Breaking)
        .filter_map(|c| match &c.subject {
            Subject::Type(name) => Some((name.as_str(), c.member.as_deref())),
            _ => None,
        })
        .collect();
    let moved: BTreeSet<&str> = (cx.changes.iter())
        .filter(|c| matches!(c.kind, Kind::TypeWorkload | Kind::TypeKind))
        .map(|c| c.subject.name())
        .collect();
    for (old_key, new_key) in &cx.pairs {
        let (Some(old), Some(new)) = (cx.old.rust.types.get(old_key), cx.new.rust.types.get(new_key)) else { continue };
        let (Some(old_doc), Some(doc)) = (cx.old.types.get(old_key), cx.new.types.get(new_key)) else { continue };
        let subject = || Subject::Type(doc.name.clone());
        let mut other = |kind, member: Option<&str>, before: &str, after: &str| {
            found.others.push(Other {
                kind,
                subject: subject(),
                workload: doc.workload.clone(),
                member: member.map(str::to_owned),
                before: before.to_owned(),
                after: after.to_owned(),
            });
        };
        if old_doc.name == doc.name && old.path != new.path {
            other(Kind::RustName, None, &old.path, &new.path);
        }
        for (name, before) in &old.members {
            let Some(after) = new.members.get(name) else { continue };
            if before.name != after.name {
                other(Kind::RustName, Some(name), &before.name, &after.name);
            }
        }
        for (name, before) in &old.variants {
            if let Some(after) = new.variants.get(name).filter(|after| *after != before) {
                other(Kind::RustName, Some(name), before, after);
            }
        }
        if let (Some(before), Some(after)) = (&old.any, &new.any) {
            if old_doc.name == doc.name && before.path != after.path {
                other(Kind::RustName, None, &before.path, &after.path);
            }
            for (key, variant) in &before.variants {
                let now = cx.pairs.get(key).filter(|new| !cx.renamed.contains(key) && *new == key);
                if let Some(now) = now.and_then(|key| after.variants.get(key)).filter(|now| *now != variant) {
                    other(
                        Kind::RustName,
                        None,
                        &format!("{}::{variant}", before.path),
                        &format!("{}::{now}", after.path),
                    );
                }
            }
            // An accessor needs every derived type to agree with its base.
            for (property, accessor) in &before.accessors {
                let said = || {
                    let family = cx.new.family(new_key);
                    let mut names = family.iter().filter_map(|key| cx.new.types.get(key)).map(|ty| ty.name.as_str());
                    names.any(|name| reported.contains(&(name, Some(property))))
                };
                let stays = new.members.get(property).is_some_and(|m| m.ty.plain.starts_with("field"));
                match after.accessors.get(property) {
                    None if stays && !said() => {
                        other(Kind::Signature, Some(property), &format!("{}::{accessor}", before.path), "gone");
                    }
                    Some(now) if now != accessor => other(Kind::RustName, Some(property), accessor, now),
                    _ => {}
                }
            }
        }
        for (name, before) in &old.members {
            let Some(after) = new.members.get(name) else { continue };
            match cause(cx, &before.ty, &after.ty) {
                Cause::Derived(key) => {
                    found.derived.entry(key).or_default().insert(format!("{}::{}", old.path, before.name));
                }
                // What the docs call the same is the same code, unless a type came or went that one of them names.
                Cause::Explained | Cause::Code => {}
            }
        }
        if old.any.is_some() && new.any.is_none() {
            found.derived.entry(old_key.clone()).or_default();
        }
        if !moved.contains(doc.name.as_str()) {
            for feature in old.features.difference(&new.features).filter(|f| cx.new.rust.features.contains(*f)) {
                found.features.push((feature.clone(), subject(), doc.workload.clone()));
            }
        }
    }
}

fn paths(cx: &Comparison<'_>, found: &mut KnockOn) {
    // Operations that say themselves that code breaks.
    let reported: BTreeSet<&str> = cx
        .changes
        .iter()
        .filter(|c| c.class == Class::Breaking)
        .filter_map(|c| match (&c.subject, c.kind) {
            (Subject::Operation(_), Kind::OperationRenamed) => None,
            (Subject::Operation(name), _) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    for (key, old) in &cx.old.rust.paths {
        let Some(new) = cx.new.rust.paths.get(key) else { continue };
        let workload = |verb: Option<&VerbApi>| {
            let name = verb.and_then(|v| v.operations.first())?;
            cx.new.operations.get(name.as_str())?.workload.clone()
        };
        let mut other = |kind, member: Option<&str>, workload, before: &str, after: &str| {
            found.others.push(Other {
                kind,
                subject: Subject::Path(format!("graph.{}", new.chain)),
                workload,
                member: member.map(str::to_owned),
                before: before.to_owned(),
                after: after.to_owned(),
            });
        };
        let any_verb = || {
            new.verbs.values().next().or_else(|| {
                let below = format!("{key}/");
                let inner = cx.new.rust.paths.range(below.clone()..).take_while(|(k, _)| k.starts_with(&below));
                inner.flat_map(|(_, path)| path.verbs.values()).next()
            })
        };
        if old.method != new.method {
            other(
                Kind::RustName,
                None,
                workload(any_verb()),
                &format!("{}()", old.method),
                &format!("{}()", new.method),
            );
        }
        for (verb, before) in &old.verbs {
            let Some(after) = new.verbs.get(verb) else { continue };
            let said = before.operations.iter().chain(&after.operations).any(|o| reported.contains(o.as_str()));
            let call = call_text(old, verb);
            for (what, before_part, after_part) in
                [("takes", &before.input, &after.input), ("answers", &before.output, &after.output)]
            {
                match cause(cx, before_part, after_part) {
                    Cause::Derived(key) => {
                        found.derived.entry(key).or_default().insert(call.clone());
                    }
                    Cause::Code if !said => {
                        let text = |part: &TypeExpr| {
                            let code = if part.code.is_empty() { "nothing" } else { part.code.as_str() };
                            format!("{what} {code}")
                        };
                        let (before, after) = (text(before_part), text(after_part));
                        other(
                            Kind::Signature,
                            Some(&verb.to_lowercase()),
                            workload(new.verbs.get(verb)),
                            &before,
                            &after,
                        );
                    }
                    Cause::Code | Cause::Explained => {}
                }
            }
            if let (Some(before), Some(after)) = (&before.parameters, &after.parameters) {
                if before.path != after.path {
                    other(Kind::RustName, None, workload(new.verbs.get(verb)), &before.path, &after.path);
                }
                for (name, field) in &before.fields {
                    let Some(now) = after.fields.get(name) else { continue };
                    if field.name != now.name {
                        other(Kind::RustName, Some(name), workload(new.verbs.get(verb)), &field.name, &now.name);
                    }
                    if let Cause::Derived(key) = cause(cx, &field.ty, &now.ty) {
                        found.derived.entry(key).or_default().insert(format!("{}::{}", before.path, field.name));
                    }
                }
            }
            if !said {
                for feature in before.features.difference(&after.features) {
                    if cx.new.rust.features.contains(feature) {
                        let subject = Subject::Path(call.clone());
                        found.features.push((feature.clone(), subject, workload(new.verbs.get(verb))));
                    }
                }
            }
        }
    }
}

fn constants(cx: &Comparison<'_>, found: &mut KnockOn) {
    for (name, before) in &cx.old.rust.operations {
        if let (Some(after), Some(operation)) = (cx.new.rust.operations.get(name), cx.new.operations.get(name.as_str()))
            && before != after
        {
            found.others.push(Other {
                kind: Kind::RustName,
                subject: Subject::Operation(name.clone()),
                workload: operation.workload.clone(),
                member: None,
                before: format!("operations::{before}"),
                after: format!("operations::{after}"),
            });
        }
    }
}

impl KnockOn {
    fn report(self, cx: &mut Comparison<'_>) {
        for (key, items) in self.derived {
            let Some(new_key) = cx.pairs.get(&key) else { continue };
            let (Some(old), Some(new)) = (cx.old.rust.types.get(&key), cx.new.rust.types.get(new_key)) else {
                continue;
            };
            let Some(doc) = cx.new.types.get(new_key) else { continue };
            let text = |ty: &crate::rust::public_api::TypeApi| {
                ty.any.as_ref().map_or_else(|| ty.path.clone(), |any| any.path.clone())
            };
            let (before, after) = (text(old), text(new));
            let (workload, subject) = (doc.workload.clone(), Subject::Type(doc.name.clone()));
            let change = cx.push(Class::Breaking, Kind::DerivedTypes, workload.as_deref(), subject);
            change.between(Some(before), Some(after));
            change.rust = items.into_iter().collect();
        }
        for (feature, subject, workload) in self.features {
            let change = cx.push(Class::Breaking, Kind::Features, workload.as_deref(), subject);
            change.before = Some(feature);
        }
        for other in self.others {
            let change = cx.push(Class::Breaking, other.kind, other.workload.as_deref(), other.subject);
            change.member = other.member;
            change.between(Some(other.before), Some(other.after));
        }
    }
}
