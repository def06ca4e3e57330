//! The comparison: what both sides are, what is found, and the questions that more than one part of it asks.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Class, Kind, Subject};
use super::index::Side;
use super::{knock_on, operations, types};
use crate::model::TypeKey;
use crate::model::json::Document;
use crate::rust::public_api::PublicApi;

/// A comparison under way.
pub(super) struct Comparison<'a> {
    pub old: Side<'a>,
    pub new: Side<'a>,
    /// The types of the old side that live on, and as what.
    pub pairs: BTreeMap<TypeKey, TypeKey>,
    /// Those among them whose new name is a guess.
    pub renamed: BTreeSet<TypeKey>,
    pub changes: Vec<Change>,
}

/// Compares two models.
#[must_use]
pub fn compare(old: &Document, new: &Document) -> Vec<Change> {
    let (old, new) = rayon::join(|| Side::new(old), || Side::new(new));
    let mut cx = Comparison { old, new, pairs: BTreeMap::new(), renamed: BTreeSet::new(), changes: Vec::new() };
    (cx.pairs, cx.renamed) = types::pair(&cx);
    workloads(&mut cx);
    types::compare(&mut cx);
    operations::compare(&mut cx);
    knock_on::compare(&mut cx);
    cx.changes.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    cx.changes
}

fn workloads(cx: &mut Comparison<'_>) {
    let (old, new) = (cx.old.rust.features.clone(), cx.new.rust.features.clone());
    for feature in old.symmetric_difference(&new) {
        let (class, kind) = if old.contains(feature) {
            (Class::Breaking, Kind::WorkloadRemoved)
        } else {
            (Class::Addition, Kind::WorkloadAdded)
        };
        cx.push(class, kind, Some(feature), Subject::Workload(feature.clone()));
    }
}

impl Change {
    /// Says what was and what is.
    pub(super) fn between(&mut self, before: Option<String>, after: Option<String>) {
        self.before = before;
        self.after = after;
    }
}

impl Comparison<'_> {
    /// Notes a change; the rest of it is filled in by the caller.
    pub fn push(&mut self, class: Class, kind: Kind, workload: Option<&str>, subject: Subject) -> &mut Change {
        let change = Change {
            class,
            kind,
            workload: PublicApi::feature(workload),
            subject,
            member: None,
            before: None,
            after: None,
            guess: false,
            rust: Vec::new(),
        };
        self.changes.push(change);
        let last = self.changes.len() - 1;
        #[allow(clippy::indexing_slicing, reason = "it was put there a line ago")]
        &mut self.changes[last]
    }

    /// Notes that the docs advise against something, or do not any more. Advising against it is an addition, as cargo's
    /// own rules have it: code compiles, with a warning.
    pub fn deprecation(
        &mut self,
        kind: Kind,
        workload: Option<&str>,
        subject: Subject,
        member: Option<&str>,
        before: bool,
        after: bool,
    ) {
        if before != after {
            let class = if after { Class::Addition } else { Class::Documentation };
            let change = self.push(class, kind, workload, subject);
            change.member = member.map(str::to_owned);
            let text = |yes: bool| yes.then(|| "deprecated".to_owned());
            change.between(text(before), text(after));
        }
    }

    /// Notes that something is described in other words.
    pub fn description(
        &mut self,
        kind: Kind,
        workload: Option<&str>,
        subject: Subject,
        member: Option<&str>,
        before: &str,
        after: &str,
    ) {
        if before != after {
            let change = self.push(Class::Documentation, kind, workload, subject);
            change.member = member.map(str::to_owned);
            change.between(Some(before.to_owned()), Some(after.to_owned()));
        }
    }

    /// What a type of the old side is called on the new side; the name itself if it is gone or never was.
    pub fn now_called(&self, name: &str) -> String {
        let new = self.pairs.get(&TypeKey::from(name)).and_then(|key| self.new.types.get(key));
        new.map_or_else(|| name.to_owned(), |ty| ty.name.clone())
    }

    /// The fields and accessors that a property of the old side has, in its type and in those derived from it.
    pub fn old_members(&self, key: &TypeKey, property: &str) -> Vec<String> {
        let member = |key: &TypeKey| {
            let ty = self.old.rust.types.get(key)?;
            Some(format!("{}::{}", ty.path, ty.members.get(property)?.name))
        };
        self.old.family(key).iter().filter_map(member).collect()
    }

    /// What a change of a property's type means: nothing if the same Rust type stands for both.
    pub fn member_class(&self, key: &TypeKey, property: &str) -> Class {
        let code = |rust: &PublicApi, key: &TypeKey| Some(rust.types.get(key)?.members.get(property)?.ty.code.clone());
        let after = self.pairs.get(key).and_then(|key| code(&self.new.rust, key));
        if code(&self.old.rust, key) == after { Class::Documentation } else { Class::Breaking }
    }
}
