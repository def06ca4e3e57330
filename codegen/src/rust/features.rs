//! Cargo features: one for each workload, and which of them a type needs.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::FeatureSet;
use super::builders::Builders;
use super::overrides::ResolvedOverrides;
use super::signature::{Input, signature};
use crate::model::{Api, ResponseBody, Target, TypeKey, TypeRef};

/// Which features enable which items.
#[derive(Debug)]
pub(super) struct Features {
    /// Every feature.
    pub all: FeatureSet,
    /// For each type (lower-case full name), the features that need it.
    types: BTreeMap<TypeKey, FeatureSet>,
    empty: FeatureSet,
    /// Whether anything depends on a feature.
    gated: bool,
}

impl Features {
    /// Visits everything that types and operations contain. Relationships are not followed, because they are decoded
    /// on demand.
    pub fn new(api: &Api, builders: &Builders, overrides: &ResolvedOverrides) -> Features {
        let feature = |workload: &Option<String>| overrides.feature(workload.as_deref());
        let mut all = FeatureSet::new();
        let mut types: BTreeMap<TypeKey, FeatureSet> = BTreeMap::new();
        let mut queue: Vec<(TypeKey, String)> = Vec::new();
        for (key, ty) in &api.types {
            let feature = feature(&ty.workload);
            all.insert(feature.clone());
            queue.push((key.clone(), feature));
        }
        all.extend(api.operations.iter().map(|operation| feature(&operation.workload)));
        // A method can belong to operations of several workloads: each of them needs all types of the method.
        for builder in builders.iter() {
            for verb in builder.verbs.keys() {
                let merged = signature(api, &builders.nodes(builder), verb);
                let mut used: Vec<&TypeRef> = Vec::new();
                match &merged.input {
                    Input::Typed(ty) => used.push(ty),
                    Input::Parameters(parameters) => used.extend(parameters.iter().map(|p| &p.ty)),
                    _ => {}
                }
                if let ResponseBody::Typed(ty) = &merged.output {
                    used.push(ty);
                }
                for feature in merged.all().map(|operation| feature(&operation.workload)) {
                    queue.extend(used.iter().filter_map(|ty| named(ty)).map(|name| (name.clone(), feature.clone())));
                }
            }
        }
        while let Some((key, feature)) = queue.pop() {
            if !types.entry(key.clone()).or_default().insert(feature.clone()) {
                continue;
            }
            let Some(ty) = api.types.get(&key) else { continue };
            for property in ty.properties.iter().filter(|p| !p.navigation) {
                if let Some(name) = named(&property.ty) {
                    queue.push((name.clone(), feature.clone()));
                }
            }
        }
        Features { all, types, empty: FeatureSet::new(), gated: overrides.gated() }
    }

    /// The features that enable the type.
    pub fn of(&self, name: &TypeKey) -> &FeatureSet {
        self.types.get(name).unwrap_or(&self.empty)
    }

    /// The condition for an item that any of `features` enables, inside an item that `outer` already enables; nothing
    /// if no further condition is needed.
    pub fn condition<'f>(&self, features: &'f FeatureSet, outer: &FeatureSet) -> Option<Condition<'f>> {
        if !self.gated || outer.is_subset(features) {
            return None;
        }
        Some(Condition(features))
    }

    /// The condition for an item that any of `features` enables, in a crate that may have none enabled.
    pub fn any<'f>(&self, features: &'f FeatureSet) -> Option<Condition<'f>> {
        self.gated.then_some(Condition(features))
    }
}

/// The condition that any of the features is enabled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Condition<'f>(&'f FeatureSet);

impl ToTokens for Condition<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let names = self.0.iter();
        tokens.extend(match self.0.first() {
            Some(only) if self.0.len() == 1 => quote! { #[cfg(feature = #only)] },
            _ => quote! { #[cfg(any(#(feature = #names),*))] },
        });
    }
}

/// The documented type of a reference, as a key of [`Api::types`].
pub(super) fn named(ty: &TypeRef) -> Option<&TypeKey> {
    match &ty.target {
        Target::Named(name) => Some(name),
        _ => None,
    }
}
