//! Indirect changes: names and types of the generated crate that differ although the docs of the item are the same on
//! both sides.
//!
//! A new page can take a name that another page had; the first type that derives from a base turns every value of that
//! base into an enum; a page that joins a path affects the types of its methods. None of this is visible on the page
//! whose users are affected. Only changes that can break code are reported.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Class, Kind, Subject};
use super::comparison::Comparison;
use super::operations::call_text;
use crate::model::TypeKey;
use crate::model::json::TypeEntry;
use crate::rust::public_api::{PathApi, TypeApi, TypeExpr, VerbApi};

/// Compares the crates.
pub(super) fn compare(cx: &mut Comparison<'_>) {
    let mut found = IndirectChanges::default();
    types(cx, &mut found);
    paths(cx, &mut found);
    constants(cx, &mut found);
    found.report(cx);
}

/// The changes found, grouped by cause.
#[derive(Default)]
struct IndirectChanges {
    /// Base types (old keys) whose values are decoded differently, and the items that name them.
    derived: BTreeMap<TypeKey, BTreeSet<String>>,
    /// Features and the types that they no longer include: (feature, subject).
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

/// Why two spellings of the same documented thing differ.
enum Cause {
    /// They do not differ, or another reported change explains it.
    Explained,
    /// The target is an enum over derived types on one side only.
    Derived(TypeKey),
    /// The code differs.
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
        // The name or kind of the type itself changed, which is reported for the type.
        Cause::Explained
    } else {
        Cause::Derived(old.clone())
    }
}

/// A type of both sides.
struct TypePair<'c> {
    old_key: &'c TypeKey,
    new_key: &'c TypeKey,
    old: &'c TypeApi,
    new: &'c TypeApi,
    doc: &'c TypeEntry,
    /// The documented name is the same.
    keeps_name: bool,
}

impl<'c> TypePair<'c> {
    fn new(cx: &'c Comparison<'_>, old_key: &'c TypeKey, new_key: &'c TypeKey) -> Option<TypePair<'c>> {
        let (old, new) = (cx.old.rust.types.get(old_key)?, cx.new.rust.types.get(new_key)?);
        let (old_doc, doc) = (*cx.old.types.get(old_key)?, *cx.new.types.get(new_key)?);
        Some(TypePair { old_key, new_key, old, new, doc, keeps_name: old_doc.name == doc.name })
    }

    fn subject(&self) -> Subject {
        Subject::Type(self.doc.name.clone())
    }

    /// A change of this type, or of one of its members.
    fn change(&self, kind: Kind, member: Option<&str>, before: &str, after: &str) -> Other {
        Other {
            kind,
            subject: self.subject(),
            workload: self.doc.workload.clone(),
            member: member.map(str::to_owned),
            before: before.to_owned(),
            after: after.to_owned(),
        }
    }

    /// The path of the type, and the names of its fields and variants.
    fn names(&self, found: &mut IndirectChanges) {
        if self.keeps_name && self.old.path != self.new.path {
            found.others.push(self.change(Kind::RustName, None, &self.old.path, &self.new.path));
        }
        let members = self.old.members.iter().map(|(name, member)| (name, &member.name));
        let members = members.filter_map(|(name, before)| Some((name, before, &self.new.members.get(name)?.name)));
        let variants = self.old.variants.iter();
        let variants = variants.filter_map(|(name, before)| Some((name, before, self.new.variants.get(name)?)));
        for (name, before, after) in members.chain(variants).filter(|(_, before, after)| before != after) {
            found.others.push(self.change(Kind::RustName, Some(name), before, after));
        }
    }

    /// The enum over the type and its derived types.
    fn polymorphic(&self, cx: &Comparison<'_>, reported: &Reported<'_>, found: &mut IndirectChanges) {
        let (Some(before), Some(after)) = (&self.old.any, &self.new.any) else { return };
        if self.keeps_name && before.path != after.path {
            found.others.push(self.change(Kind::RustName, None, &before.path, &after.path));
        }
        for (key, variant) in &before.variants {
            let now = cx.pairs.get(key).filter(|new| !cx.renamed.contains(key) && *new == key);
            if let Some(now) = now.and_then(|key| after.variants.get(key)).filter(|now| *now != variant) {
                let (before, after) = (format!("{}::{variant}", before.path), format!("{}::{now}", after.path));
                found.others.push(self.change(Kind::RustName, None, &before, &after));
            }
        }
        // An accessor requires that every derived type agrees with its base.
        for (property, accessor) in &before.accessors {
            let stays = self.new.members.get(property).is_some_and(|m| m.ty.plain.starts_with("field"));
            match after.accessors.get(property) {
                None if stays && !reported.in_family(cx, self.new_key, property) => {
                    let before = format!("{}::{accessor}", before.path);
                    found.others.push(self.change(Kind::Signature, Some(property), &before, "gone"));
                }
                Some(now) if now != accessor => {
                    found.others.push(self.change(Kind::RustName, Some(property), accessor, now));
                }
                _ => {}
            }
        }
    }

    /// The fields whose type became an enum over derived types, or the other way round.
    fn derived(&self, cx: &Comparison<'_>, found: &mut IndirectChanges) {
        for (name, before) in &self.old.members {
            let Some(after) = self.new.members.get(name) else { continue };
            // The same documented type has the same code, unless a type that it names was added or removed.
            if let Cause::Derived(key) = cause(cx, &before.ty, &after.ty) {
                found.derived.entry(key).or_default().insert(format!("{}::{}", self.old.path, before.name));
            }
        }
        if self.old.any.is_some() && self.new.any.is_none() {
            found.derived.entry(self.old_key.clone()).or_default();
        }
    }

    /// The features that no longer include the type.
    fn features(&self, cx: &Comparison<'_>, found: &mut IndirectChanges) {
        for feature in self.old.features.difference(&self.new.features) {
            if cx.new.rust.features.contains(feature) {
                found.features.push((feature.clone(), self.subject(), self.doc.workload.clone()));
            }
        }
    }
}

/// The types and members of types that are already reported as breaking.
struct Reported<'c>(BTreeSet<(&'c str, Option<&'c str>)>);

impl<'c> Reported<'c> {
    fn of(cx: &'c Comparison<'_>) -> Reported<'c> {
        let breaking = cx.changes.iter().filter(|change| change.class == Class::Breaking);
        let of_type = breaking.filter_map(|change| match &change.subject {
            Subject::Type(name) => Some((name.as_str(), change.member.as_deref())),
            _ => None,
        });
        Reported(of_type.collect())
    }

    /// Whether a property of a type or of one of its derived types is reported.
    fn in_family(&self, cx: &Comparison<'_>, key: &TypeKey, property: &str) -> bool {
        let family = cx.new.family(key);
        let mut names = family.iter().filter_map(|key| cx.new.types.get(key)).map(|ty| ty.name.as_str());
        names.any(|name| self.0.contains(&(name, Some(property))))
    }
}

fn types(cx: &Comparison<'_>, found: &mut IndirectChanges) {
    let reported = Reported::of(cx);
    let moved: BTreeSet<&str> = (cx.changes.iter())
        .filter(|c| matches!(c.kind, Kind::TypeWorkload | Kind::TypeKind))
        .map(|c| c.subject.name())
        .collect();
    for pair in cx.pairs.iter().filter_map(|(old, new)| TypePair::new(cx, old, new)) {
        pair.names(found);
        pair.polymorphic(cx, &reported, found);
        pair.derived(cx, found);
        if !moved.contains(pair.doc.name.as_str()) {
            pair.features(cx, found);
        }
    }
}

/// A path of both sides.
struct PathPair<'c> {
    cx: &'c Comparison<'c>,
    /// The operations that are already reported as breaking.
    reported: &'c BTreeSet<&'c str>,
    key: &'c str,
    old: &'c PathApi,
    new: &'c PathApi,
}

impl PathPair<'_> {
    fn workload(&self, verb: Option<&VerbApi>) -> Option<String> {
        let name = verb.and_then(|verb| verb.operations.first())?;
        self.cx.new.operations.get(name.as_str())?.workload.clone()
    }

    fn change(&self, kind: Kind, member: Option<&str>, verb: Option<&VerbApi>, [before, after]: [&str; 2]) -> Other {
        Other {
            kind,
            subject: Subject::Path(format!("graph.{}", self.new.chain)),
            workload: self.workload(verb),
            member: member.map(str::to_owned),
            before: before.to_owned(),
            after: after.to_owned(),
        }
    }

    /// A verb of the path, or else of one below it.
    fn any_verb(&self) -> Option<&VerbApi> {
        self.new.verbs.values().next().or_else(|| {
            let below = format!("{}/", self.key);
            let inner = self.cx.new.rust.paths.range(below.clone()..).take_while(|(key, _)| key.starts_with(&below));
            inner.flat_map(|(_, path)| path.verbs.values()).next()
        })
    }

    /// The name of the method that leads to the path.
    fn name(&self, found: &mut IndirectChanges) {
        if self.old.method != self.new.method {
            let (before, after) = (format!("{}()", self.old.method), format!("{}()", self.new.method));
            found.others.push(self.change(Kind::RustName, None, self.any_verb(), [&before, &after]));
        }
    }

    /// What a method takes and returns.
    fn signature(&self, verb: &str, before: &VerbApi, after: &VerbApi, found: &mut IndirectChanges) {
        let is_reported = |operation: &String| self.reported.contains(operation.as_str());
        let said = before.operations.iter().chain(&after.operations).any(is_reported);
        let call = call_text(self.old, verb);
        for (what, before, after) in
            [("takes", &before.input, &after.input), ("answers", &before.output, &after.output)]
        {
            match cause(self.cx, before, after) {
                Cause::Derived(key) => {
                    found.derived.entry(key).or_default().insert(call.clone());
                }
                Cause::Code if !said => {
                    let text = |part: &TypeExpr| {
                        format!("{what} {}", if part.code.is_empty() { "nothing" } else { part.code.as_str() })
                    };
                    let (before, after) = (text(before), text(after));
                    let member = verb.to_lowercase();
                    let verb = self.new.verbs.get(verb);
                    found.others.push(self.change(Kind::Signature, Some(&member), verb, [&before, &after]));
                }
                Cause::Code | Cause::Explained => {}
            }
        }
        if said {
            return;
        }
        for feature in before.features.difference(&after.features) {
            if self.cx.new.rust.features.contains(feature) {
                found.features.push((feature.clone(), Subject::Path(call.clone()), self.workload(Some(after))));
            }
        }
    }

    /// The names of a parameter struct and of its fields.
    fn parameters(&self, before: &VerbApi, after: &VerbApi, found: &mut IndirectChanges) {
        let verb = Some(after);
        let (Some(before), Some(after)) = (&before.parameters, &after.parameters) else { return };
        if before.path != after.path {
            found.others.push(self.change(Kind::RustName, None, verb, [&before.path, &after.path]));
        }
        for (name, field) in &before.fields {
            let Some(now) = after.fields.get(name) else { continue };
            if field.name != now.name {
                found.others.push(self.change(Kind::RustName, Some(name), verb, [&field.name, &now.name]));
            }
            if let Cause::Derived(key) = cause(self.cx, &field.ty, &now.ty) {
                found.derived.entry(key).or_default().insert(format!("{}::{}", before.path, field.name));
            }
        }
    }
}

fn paths(cx: &Comparison<'_>, found: &mut IndirectChanges) {
    let breaking = cx.changes.iter().filter(|change| change.class == Class::Breaking);
    let reported = breaking.filter_map(|change| match (&change.subject, change.kind) {
        (Subject::Operation(_), Kind::OperationRenamed) => None,
        (Subject::Operation(name), _) => Some(name.as_str()),
        _ => None,
    });
    let reported: BTreeSet<&str> = reported.collect();
    for (key, old) in &cx.old.rust.paths {
        let Some(new) = cx.new.rust.paths.get(key) else { continue };
        let pair = PathPair { cx, reported: &reported, key, old, new };
        pair.name(found);
        for (verb, before) in &old.verbs {
            let Some(after) = new.verbs.get(verb) else { continue };
            pair.signature(verb, before, after, found);
            pair.parameters(before, after, found);
        }
    }
}

fn constants(cx: &Comparison<'_>, found: &mut IndirectChanges) {
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

impl IndirectChanges {
    fn report(self, cx: &mut Comparison<'_>) {
        for (key, items) in self.derived {
            let Some(new_key) = cx.pairs.get(&key) else { continue };
            let (Some(old), Some(new)) = (cx.old.rust.types.get(&key), cx.new.rust.types.get(new_key)) else {
                continue;
            };
            let Some(doc) = cx.new.types.get(new_key) else { continue };
            let text = |ty: &TypeApi| ty.any.as_ref().map_or_else(|| ty.path.clone(), |any| any.path.clone());
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
