//! Comparing types: their attributes, properties and members.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Class, Kind, Subject};
use super::comparison::Comparison;
use super::index::{property, property_type};
use super::rename::{Candidate, guess};
use crate::model::json::{MemberEntry, PropertyEntry, TypeEntry};
use crate::model::{self, Deprecation, TypeKey};
use crate::rust::public_api::PublicApi;

/// Matches the types of both sides, guessing renames: old keys to new keys.
pub(super) fn pair(cx: &Comparison<'_>) -> (BTreeMap<TypeKey, TypeKey>, BTreeSet<TypeKey>) {
    let mut pairs: BTreeMap<TypeKey, TypeKey> =
        cx.old.types.keys().filter(|k| cx.new.types.contains_key(*k)).map(|k| (k.clone(), k.clone())).collect();
    let removed: Vec<&TypeKey> = cx.old.types.keys().filter(|k| !cx.new.types.contains_key(*k)).collect();
    let added: Vec<&TypeKey> = cx.new.types.keys().filter(|k| !cx.old.types.contains_key(*k)).collect();
    let candidate = |ty: &TypeEntry| Candidate {
        name: ty.name.rsplit('.').next().unwrap_or(&ty.name).to_owned(),
        description: ty.description.clone(),
        fixed: (ty.kind == model::Kind::Enum).to_string(),
        // A type without properties of its own is identified by those that it inherits.
        parts: match ty.properties.iter().filter(|p| !p.inherited).map(|p| p.name.clone()).collect::<BTreeSet<_>>() {
            own if own.is_empty() => ty.properties.iter().map(|p| p.name.clone()).collect(),
            own => own,
        }
        .into_iter()
        .chain(ty.members.iter().filter(|m| m.name != "unknownFutureValue").map(|m| m.name.clone()))
        .collect(),
        neighbours: (None, None),
    };
    let old: Vec<Candidate> = removed.iter().filter_map(|k| cx.old.types.get(*k)).map(|ty| candidate(ty)).collect();
    let new: Vec<Candidate> = added.iter().filter_map(|k| cx.new.types.get(*k)).map(|ty| candidate(ty)).collect();
    let mut renamed = BTreeSet::new();
    for (i, j) in guess(&old, &new) {
        if let (Some(before), Some(after)) = (removed.get(i), added.get(j)) {
            pairs.insert((*before).clone(), (*after).clone());
            renamed.insert((*before).clone());
        }
    }
    (pairs, renamed)
}

/// Compares all types.
pub(super) fn compare(cx: &mut Comparison<'_>) {
    let (old_types, new_types) = (cx.old.types.clone(), cx.new.types.clone());
    let survivors: BTreeSet<TypeKey> = cx.pairs.values().cloned().collect();
    for (key, ty) in &old_types {
        let Some(new_key) = cx.pairs.get(key).cloned() else {
            let rust = path(&cx.old.rust, key);
            cx.push(Class::Breaking, Kind::TypeRemoved, ty.workload.as_deref(), subject(ty)).rust = rust;
            continue;
        };
        let Some(new) = new_types.get(&new_key) else { continue };
        if cx.renamed.contains(key) || ty.name != new.name {
            let same = cx.old.rust.types.get(key).map(|t| &t.path) == cx.new.rust.types.get(&new_key).map(|t| &t.path);
            let class = if same { Class::Documentation } else { Class::Breaking };
            let (rust, guess) = (path(&cx.old.rust, key), cx.renamed.contains(key));
            let change = cx.push(class, Kind::TypeRenamed, new.workload.as_deref(), subject(new));
            change.before = Some(ty.name.clone());
            change.after = Some(new.name.clone());
            change.rust = rust;
            change.guess = guess;
        }
        facts(cx, key, &new_key, ty, new);
        if (ty.kind == model::Kind::Enum) == (new.kind == model::Kind::Enum) {
            properties(cx, key, ty, new);
            members(cx, key, ty, new);
        }
    }
    for (key, ty) in new_types.iter().filter(|(key, _)| !survivors.contains(*key)) {
        let rust = path(&cx.new.rust, key);
        cx.push(Class::Addition, Kind::TypeAdded, ty.workload.as_deref(), subject(ty)).rust = rust;
    }
}

fn subject(ty: &TypeEntry) -> Subject {
    Subject::Type(ty.name.clone())
}

fn path(rust: &PublicApi, key: &TypeKey) -> Vec<String> {
    rust.types.get(key).map(|ty| ty.path.clone()).into_iter().collect()
}

/// The attributes of a type itself.
fn facts(cx: &mut Comparison<'_>, key: &TypeKey, new_key: &TypeKey, old: &TypeEntry, new: &TypeEntry) {
    let workload = new.workload.as_deref();
    let kind = |ty: &TypeEntry| {
        match ty.kind {
            model::Kind::Entity => "entity",
            model::Kind::Complex => "complex",
            model::Kind::Enum => "enum",
        }
        .to_owned()
    };
    if old.kind != new.kind {
        // Entities and complex types are both structs.
        let shape = (old.kind == model::Kind::Enum) != (new.kind == model::Kind::Enum);
        let class = if shape { Class::Breaking } else { Class::Documentation };
        cx.push(class, Kind::TypeKind, workload, subject(new)).between(Some(kind(old)), Some(kind(new)));
    }
    let old_base = old.base.as_ref().map(|b| TypeKey::from(cx.now_called(b)));
    if old_base != new.base.as_deref().map(TypeKey::from) {
        // A value of the type can be passed where its base is expected; in Rust, this is the purpose of a base.
        let places = |rust: &PublicApi, key: &TypeKey| -> BTreeSet<TypeKey> {
            let any = rust.types.iter().filter_map(|(base, ty)| Some((base, ty.any.as_ref()?)));
            let plain = rust.types.get(key).into_iter().flat_map(|ty| &ty.bases);
            let any = any.filter(|(_, any)| any.variants.contains_key(key)).map(|(base, _)| base);
            any.chain(plain).cloned().collect()
        };
        let before: BTreeSet<TypeKey> =
            places(&cx.old.rust, key).into_iter().filter_map(|base| cx.pairs.get(&base).cloned()).collect();
        let after = places(&cx.new.rust, new_key);
        let class = match () {
            () if !before.is_subset(&after) => Class::Breaking,
            () if before != after => Class::Addition,
            () => Class::Documentation,
        };
        let any = |base: &TypeKey| cx.new.rust.types.get(base).and_then(|ty| Some(ty.any.as_ref()?.path.clone()));
        let rust = before.symmetric_difference(&after).filter_map(any).collect();
        let change = cx.push(class, Kind::TypeBase, workload, subject(new));
        change.between(old.base.clone(), new.base.clone());
        change.rust = rust;
    }
    for (kind, before, after, what) in
        [(Kind::TypeAbstract, old.r#abstract, new.r#abstract, "abstract"), (Kind::TypeOpen, old.open, new.open, "open")]
    {
        if before != after {
            let text = |yes: bool| Some(if yes { what.to_owned() } else { format!("not {what}") });
            cx.push(Class::Documentation, kind, workload, subject(new)).between(text(before), text(after));
        }
    }
    if old.key != new.key {
        let change = cx.push(Class::Documentation, Kind::TypeKey, workload, subject(new));
        change.between(old.key.clone(), new.key.clone());
    }
    if PublicApi::feature(old.workload.as_deref()) != PublicApi::feature(workload) {
        let features =
            |rust: &PublicApi, key: &TypeKey| rust.types.get(key).map(|t| t.features.clone()).unwrap_or_default();
        let (before, after) = (features(&cx.old.rust, key), features(&cx.new.rust, new_key));
        let class = match () {
            () if !before.is_subset(&after) => Class::Breaking,
            () if before != after => Class::Addition,
            () => Class::Documentation,
        };
        let change = cx.push(class, Kind::TypeWorkload, workload, subject(new));
        change.between(
            Some(PublicApi::feature(old.workload.as_deref())),
            Some(PublicApi::feature(new.workload.as_deref())),
        );
    }
    if old.pages != new.pages {
        let change = cx.push(Class::Documentation, Kind::TypePages, workload, subject(new));
        change.between(Some(old.pages.join(", ")), Some(new.pages.join(", ")));
    }
    cx.deprecation(Kind::TypeDeprecated, workload, subject(new), None, old.deprecation(), new.deprecation());
    cx.description(Kind::TypeDescription, workload, subject(new), None, &old.description, &new.description);
}

/// Compares the properties of a type. Properties of a base type are not repeated for the types that inherit them.
fn properties(cx: &mut Comparison<'_>, key: &TypeKey, old: &TypeEntry, new: &TypeEntry) {
    // The base type, if it is the same on both sides.
    let base = cx.old.base(old).filter(|b| cx.pairs.get(b) == cx.new.base(new).as_ref());
    let base = base.and_then(|b| Some((*cx.old.types.get(&b)?, *cx.new.types.get(cx.pairs.get(&b)?)?)));
    let at_base = |name: &str| base.map(|(old, new)| (property(old, name), property(new, name)));
    let said_of_removal = |p: &PropertyEntry| p.inherited && matches!(at_base(&p.name), Some((Some(_), None)));
    let said_of_addition = |p: &PropertyEntry| p.inherited && matches!(at_base(&p.name), Some((None, Some(_))));
    let removed: Vec<&PropertyEntry> =
        old.properties.iter().filter(|p| property(new, &p.name).is_none() && !said_of_removal(p)).collect();
    let added: Vec<&PropertyEntry> =
        new.properties.iter().filter(|p| property(old, &p.name).is_none() && !said_of_addition(p)).collect();
    let candidate = |p: &PropertyEntry, this: &TypeEntry, other: &TypeEntry, now: &dyn Fn(&str) -> String| Candidate {
        name: p.name.clone(),
        description: p.description.clone(),
        fixed: format!("{} {} {}", now(&p.r#type).to_lowercase(), p.collection, p.navigation),
        parts: BTreeSet::new(),
        neighbours: neighbours(
            this.properties.iter().map(|p| p.name.as_str()),
            |name| property(other, name).is_some(),
            &p.name,
        ),
    };
    let before: Vec<Candidate> = removed.iter().map(|p| candidate(p, old, new, &|name| cx.now_called(name))).collect();
    let after: Vec<Candidate> = added.iter().map(|p| candidate(p, new, old, &str::to_owned)).collect();
    let renames = guess(&before, &after);
    let workload = new.workload.as_deref();
    for (i, p) in removed.iter().enumerate() {
        let rust = cx.old_members(key, &p.name);
        match renames.iter().find(|(before, _)| *before == i).and_then(|(_, j)| added.get(*j)) {
            Some(after) => {
                let change = cx.push(Class::Breaking, Kind::PropertyRenamed, workload, subject(new));
                change.member = Some(after.name.clone());
                change.between(Some(p.name.clone()), Some(after.name.clone()));
                change.guess = true;
                change.rust = rust;
                pair_facts(cx, new, p, after);
            }
            None => {
                let change = cx.push(Class::Breaking, Kind::PropertyRemoved, workload, subject(new));
                change.member = Some(p.name.clone());
                change.before = Some(property_type(p));
                change.rust = rust;
            }
        }
    }
    for (_, p) in added.iter().enumerate().filter(|(j, _)| !renames.iter().any(|(_, after)| after == j)) {
        let change = cx.push(Class::Addition, Kind::PropertyAdded, workload, subject(new));
        change.member = Some(p.name.clone());
        change.after = Some(property_type(p));
    }
    for p in &old.properties {
        let Some(after) = property(new, &p.name) else { continue };
        let inherited = p.inherited && after.inherited;
        let from = match (at_base(&p.name), inherited) {
            (Some((Some(before), Some(now))), true) => Some((before, now)),
            _ => None,
        };
        property_facts(cx, key, (old, new), (p, after), from);
        pair_facts_below(cx, new, p, after, from);
    }
}

/// Type, collection, navigation and inheritance of a property that both sides have.
fn property_facts(
    cx: &mut Comparison<'_>,
    key: &TypeKey,
    (old, new): (&TypeEntry, &TypeEntry),
    (before, after): (&PropertyEntry, &PropertyEntry),
    from: Option<(&PropertyEntry, &PropertyEntry)>,
) {
    let workload = new.workload.as_deref();
    let shape = |p: &PropertyEntry, name: String| (name.to_lowercase(), p.collection, p.resolved);
    let old_shape = |cx: &Comparison<'_>, p: &PropertyEntry| shape(p, cx.now_called(&p.r#type));
    let new_shape = |p: &PropertyEntry| shape(p, p.r#type.clone());
    let said = from.is_some_and(|(b, a)| {
        old_shape(cx, b) == old_shape(cx, before)
            && new_shape(a) == new_shape(after)
            && b.navigation == before.navigation
            && a.navigation == after.navigation
    });
    if !said {
        let (was, is) = (old_shape(cx, before), new_shape(after));
        if was != is {
            let kind = if was.0 == is.0 && was.2 == is.2 { Kind::PropertyCollection } else { Kind::PropertyType };
            let class = cx.member_class(key, &before.name);
            let rust = cx.old_members(key, &before.name);
            let change = cx.push(class, kind, workload, subject(new));
            change.member = Some(after.name.clone());
            change.between(Some(property_type(before)), Some(property_type(after)));
            change.rust = rust;
        }
        if before.navigation != after.navigation {
            let text = |p: &PropertyEntry| Some(if p.navigation { "relationship" } else { "property" }.to_owned());
            let rust = cx.old_members(key, &before.name);
            let change = cx.push(Class::Breaking, Kind::PropertyNavigation, workload, subject(new));
            change.member = Some(after.name.clone());
            change.between(text(before), text(after));
            change.rust = rust;
        }
    }
    if before.inherited != after.inherited {
        let change = cx.push(Class::Documentation, Kind::PropertyMoved, workload, subject(new));
        change.member = Some(after.name.clone());
        let base = |ty: &TypeEntry, p: &PropertyEntry| p.inherited.then(|| ty.base.clone()).flatten();
        change.between(base(old, before), base(new, after));
    }
}

/// Deprecation and description, unless a base type has the same.
fn pair_facts_below(
    cx: &mut Comparison<'_>,
    new: &TypeEntry,
    before: &PropertyEntry,
    after: &PropertyEntry,
    from: Option<(&PropertyEntry, &PropertyEntry)>,
) {
    let same = from.is_some_and(|(b, a)| {
        (b.deprecation(), &b.description) == (before.deprecation(), &before.description)
            && (a.deprecation(), &a.description) == (after.deprecation(), &after.description)
    });
    if !same {
        pair_facts(cx, new, before, after);
    }
}

/// Deprecation and description of a property.
fn pair_facts(cx: &mut Comparison<'_>, new: &TypeEntry, before: &PropertyEntry, after: &PropertyEntry) {
    let (workload, member) = (new.workload.as_deref(), Some(after.name.as_str()));
    cx.deprecation(Kind::PropertyDeprecated, workload, subject(new), member, before.deprecation(), after.deprecation());
    cx.description(Kind::PropertyDescription, workload, subject(new), member, &before.description, &after.description);
}

/// Compares the members of an enumeration.
fn members(cx: &mut Comparison<'_>, key: &TypeKey, old: &TypeEntry, new: &TypeEntry) {
    let workload = new.workload.as_deref();
    let has = |ty: &TypeEntry, name: &str| ty.members.iter().any(|m| m.name == name);
    let removed: Vec<_> = old.members.iter().filter(|m| !has(new, &m.name)).collect();
    let added: Vec<_> = new.members.iter().filter(|m| !has(old, &m.name)).collect();
    let candidate = |m: &MemberEntry, this: &TypeEntry, other: &TypeEntry| Candidate {
        name: m.name.clone(),
        description: m.description.clone(),
        neighbours: neighbours(this.members.iter().map(|m| m.name.as_str()), |name| has(other, name), &m.name),
        ..Candidate::default()
    };
    let before: Vec<Candidate> = removed.iter().map(|m| candidate(m, old, new)).collect();
    let after: Vec<Candidate> = added.iter().map(|m| candidate(m, new, old)).collect();
    let renames = guess(&before, &after);
    let variant = |cx: &Comparison<'_>, name: &str| -> Vec<String> {
        let ty = cx.old.rust.types.get(key);
        ty.and_then(|ty| Some(format!("{}::{}", ty.path, ty.variants.get(name)?))).into_iter().collect()
    };
    for (i, m) in removed.iter().enumerate() {
        let rust = variant(cx, &m.name);
        let renamed = renames.iter().find(|(before, _)| *before == i).and_then(|(_, j)| added.get(*j));
        let kind = if renamed.is_some() { Kind::MemberRenamed } else { Kind::MemberRemoved };
        let change = cx.push(Class::Breaking, kind, workload, subject(new));
        change.member = Some(renamed.unwrap_or(m).name.clone());
        change.rust = rust;
        if let Some(after) = renamed {
            change.guess = true;
            change.between(Some(m.name.clone()), Some(after.name.clone()));
        }
    }
    for (_, m) in added.iter().enumerate().filter(|(j, _)| !renames.iter().any(|(_, after)| after == j)) {
        cx.push(Class::Addition, Kind::MemberAdded, workload, subject(new)).member = Some(m.name.clone());
    }
    let stay = |ty: &TypeEntry, other: &TypeEntry| -> Vec<String> {
        ty.members.iter().filter(|m| has(other, &m.name)).map(|m| m.name.clone()).collect()
    };
    let (was, is) = (stay(old, new), stay(new, old));
    if was != is {
        let change = cx.push(Class::Documentation, Kind::MembersReordered, workload, subject(new));
        change.between(Some(was.join(", ")), Some(is.join(", ")));
    }
    for m in &old.members {
        let Some(after) = new.members.iter().find(|other| other.name == m.name) else { continue };
        let member = Some(m.name.as_str());
        let deprecation = |it: &MemberEntry| it.deprecated.then(Deprecation::default);
        let (before, now) = (deprecation(m), deprecation(after));
        cx.deprecation(Kind::MemberDeprecated, workload, subject(new), member, before, now);
        cx.description(Kind::MemberDescription, workload, subject(new), member, &m.description, &after.description);
    }
}

/// The nearest remaining names before and after a name.
fn neighbours<'a>(
    all: impl Iterator<Item = &'a str>,
    stays: impl Fn(&str) -> bool,
    name: &str,
) -> (Option<String>, Option<String>) {
    let all: Vec<&str> = all.collect();
    let at = all.iter().position(|n| *n == name).unwrap_or_default();
    let before = all.iter().take(at).rev().find(|n| stays(n));
    let behind = all.iter().skip(at + 1).find(|n| stays(n));
    (before.map(|n| (*n).to_owned()), behind.map(|n| (*n).to_owned()))
}
