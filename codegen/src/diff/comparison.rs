//! A comparison in progress: both sides, the changes found so far, and helpers that several parts of it share.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Class, Kind, Subject};
use super::index::Side;
use crate::model::{Deprecation, TypeKey};
use crate::rust::public_api::PublicApi;

/// A comparison in progress.
pub(super) struct Comparison<'a> {
    pub old: Side<'a>,
    pub new: Side<'a>,
    /// The types of the old side that still exist, with their new keys.
    pub pairs: BTreeMap<TypeKey, TypeKey>,
    /// Those of them whose new name is a guess.
    pub renamed: BTreeSet<TypeKey>,
    pub changes: Vec<Change>,
}

impl Change {
    /// Sets the values before and after.
    pub(super) fn between(&mut self, before: Option<String>, after: Option<String>) {
        self.before = before;
        self.after = after;
    }
}

impl Comparison<'_> {
    /// Records a change; the caller fills in the rest.
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
        #[allow(clippy::indexing_slicing, reason = "pushed on the line above")]
        &mut self.changes[last]
    }

    /// Records that something was deprecated, or no longer is, or that what is said of its deprecation changed. A
    /// deprecation is an addition, as in cargo's rules: code compiles, with a warning.
    pub fn deprecation(
        &mut self,
        kind: Kind,
        workload: Option<&str>,
        subject: Subject,
        member: Option<&str>,
        before: Option<Deprecation>,
        after: Option<Deprecation>,
    ) {
        if before == after {
            return;
        }
        let class = if before.is_none() { Class::Addition } else { Class::Documentation };
        let is_other = before.is_some() && after.is_some();
        let change = self.push(class, kind, workload, subject);
        change.member = member.map(str::to_owned);
        let text = |it: Deprecation| if is_other { details(&it) } else { "deprecated".to_owned() };
        change.between(before.map(text), after.map(text));
    }

    /// Records a changed description.
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

    /// The new name of a type of the old side; the same name if it was removed or never existed.
    pub fn now_called(&self, name: &str) -> String {
        let new = self.pairs.get(&TypeKey::from(name)).and_then(|key| self.new.types.get(key));
        new.map_or_else(|| name.to_owned(), |ty| ty.name.clone())
    }

    /// The fields and accessors for a property of the old side, in its type and in derived types.
    pub fn old_members(&self, key: &TypeKey, property: &str) -> Vec<String> {
        let member = |key: &TypeKey| {
            let ty = self.old.rust.types.get(key)?;
            Some(format!("{}::{}", ty.path, ty.members.get(property)?.name))
        };
        self.old.family(key).iter().filter_map(member).collect()
    }

    /// The class of a change of a property's type: documentation if the Rust type is the same.
    pub fn member_class(&self, key: &TypeKey, property: &str) -> Class {
        let code = |rust: &PublicApi, key: &TypeKey| Some(rust.types.get(key)?.members.get(property)?.ty.code.clone());
        let after = self.pairs.get(key).and_then(|key| code(&self.new.rust, key));
        if code(&self.old.rust, key) == after { Class::Documentation } else { Class::Breaking }
    }
}

/// The date and the replacement in words.
fn details(deprecation: &Deprecation) -> String {
    let date = deprecation.date.as_deref().unwrap_or("no date");
    match &deprecation.replacement {
        Some(replacement) => format!("{date}, replaced by {replacement}"),
        None => date.to_owned(),
    }
}
