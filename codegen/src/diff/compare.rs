//! The steps of a comparison, in their order.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Class, Kind, Subject};
use super::comparison::Comparison;
use super::index::Side;
use super::{indirect, operations, types};
use crate::model::json::Document;

/// Compares two models.
#[must_use]
pub fn compare(old: &Document, new: &Document) -> Vec<Change> {
    let (old, new) = rayon::join(|| Side::new(old), || Side::new(new));
    let mut cx = Comparison { old, new, pairs: BTreeMap::new(), renamed: BTreeSet::new(), changes: Vec::new() };
    (cx.pairs, cx.renamed) = types::pair(&cx);
    workloads(&mut cx);
    types::compare(&mut cx);
    operations::compare(&mut cx);
    indirect::compare(&mut cx);
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
