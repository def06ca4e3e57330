//! A documented type as the emitters of models see it.

use proc_macro2::Ident;

use super::FeatureSet;
use super::doc::code;
use super::features::{Condition, named};
use super::plan::{Plan, PlanLinks, TypeNames, ident};
use crate::model::{Type, TypeKey, TypeRef};

/// A documented type and its Rust names.
pub(super) struct ModelType<'a> {
    pub plan: &'a Plan<'a>,
    pub ty: &'a Type,
    pub names: &'a TypeNames,
    pub key: &'a TypeKey,
}

impl<'a> ModelType<'a> {
    pub fn new(plan: &'a Plan<'a>, key: &'a TypeKey) -> Option<ModelType<'a>> {
        Some(ModelType { plan, ty: plan.api.types.get(key)?, names: plan.types.get(key)?, key })
    }

    /// The name of the struct or enum.
    pub fn ident(&self) -> Ident {
        ident(&self.names.name)
    }

    /// The links in its comments.
    pub fn links(&self) -> PlanLinks<'a> {
        self.plan.links(self.features())
    }

    /// The condition of an item that mentions the target of a relationship, which can belong to a workload that is not
    /// enabled.
    pub fn condition_of(&self, target: &TypeRef) -> Option<Condition<'a>> {
        self.plan.features.condition(self.plan.features.of(named(target)?), self.features())
    }

    /// The last line of its comment: the source.
    pub fn source_line(&self) -> String {
        let page = self.ty.pages.first().map(|page| self.plan.page_url(page)).unwrap_or_default();
        format!("{} · [documentation]({page})", code(&self.ty.name))
    }

    /// The features that enable it.
    pub fn features(&self) -> &'a FeatureSet {
        self.plan.features.of(self.key)
    }
}
