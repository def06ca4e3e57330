//! Functions in paths: their arguments according to the tables and examples of a page.

use std::collections::HashSet;

use super::super::exchanges::Pair;
use super::super::layout::{Laid, SectionRole};
use super::super::parameter_lists;
use super::super::properties::{self, NamedRow, TableKind};
use super::super::reference::Expression;
use super::super::types::Types;
use super::lines::Line;
use crate::docs::Item;
use crate::model::{Address, Parameter, Segment, Template};
use crate::model::{Primitive, Target};

/// Whether one template is the other with arguments that the page documents behind its last word.
pub(super) fn is_call<'p>(bare: &Template, call: &Template, parameters: impl Fn() -> &'p HashSet<String>) -> bool {
    let (Some((Segment::Literal(word), before)), Some((Segment::Function { name, parameters: given }, with))) =
        (bare.segments.split_last(), call.segments.split_last())
    else {
        return false;
    };
    let is_documented = |given: &Parameter| !given.name.is_empty() && parameters().contains(&given.name.to_lowercase());
    word.eq_ignore_ascii_case(name) && before == with && !given.is_empty() && given.iter().all(is_documented)
}

/// Makes the last word of a template a call, if it is the name of the function.
pub(super) fn call(template: &mut Template, called: Option<&Segment>) {
    let (Some(Segment::Literal(word)), Some(Segment::Function { name, .. })) = (template.segments.last(), called)
    else {
        return;
    };
    if word.eq_ignore_ascii_case(name) {
        let before = template.segments.iter().take(template.segments.len() - 1).cloned();
        *template = Template::from_segments(before.chain(called.cloned()).collect());
    }
}

/// An argument of a function has the same quotes on all paths of a page: if a table or a path says that it is in
/// quotes, it is, unless an example shows otherwise.
pub(super) fn settle_quotes(laid: &Laid<'_>, pairs: &[Pair<'_>], types: &Types, lines: &mut [Line]) {
    let is_bare = |segment: &Segment| matches!(segment, Segment::Function { parameters, .. } if parameters.iter().any(|p| !p.quoted && !p.name.is_empty()));
    if !lines.iter().flat_map(|line| &line.template.segments).any(is_bare) {
        return;
    }
    let key = |function: &str, parameter: &Parameter| (function.to_lowercase(), parameter.name.to_lowercase());
    let mut quoted: HashSet<(String, String)> = HashSet::new();
    for segment in lines.iter().flat_map(|line| &line.template.segments) {
        if let Segment::Function { name, parameters } = segment {
            quoted.extend(parameters.iter().filter(|p| p.quoted).map(|p| key(name, p)));
        }
    }
    let texts = text_parameters(laid, types);
    let shown: Vec<&Address> = pairs.iter().filter_map(|pair| pair.request.as_ref()?.address.as_ref()).collect();
    for line in lines {
        if shown.iter().any(|address| line.template.arguments_of(address).is_some()) {
            continue;
        }
        for segment in &mut line.template.segments {
            let Segment::Function { name, parameters } = segment else { continue };
            // `zone=microsoft.graph.zone'{zone}'` has its quotes inside.
            let has_quotes = |p: &Parameter| p.placeholder.name.contains('\'');
            for parameter in parameters.iter_mut().filter(|p| !p.name.is_empty() && !has_quotes(p)) {
                let is_text = quoted.contains(&key(name, parameter)) || texts.contains(&parameter.name.to_lowercase());
                parameter.quoted |= is_text;
            }
        }
    }
}

/// The names, in lower case, of the parameters that tables of a page list outside its examples.
pub(super) fn documented_parameters(laid: &Laid<'_>) -> HashSet<String> {
    let kinds = [TableKind::Parameters, TableKind::Properties];
    let listed = parameter_lists::read(laid).into_iter().map(|item| item.name);
    rows(laid, &kinds, &[SectionRole::Example]).map(|row| row.name).chain(listed).map(|it| it.to_lowercase()).collect()
}

/// The parameters, in lower case, that a table or list of the page outside its body and examples calls text.
fn text_parameters(laid: &Laid<'_>, types: &Types) -> HashSet<String> {
    let is_text = |ty: &Expression| {
        let ty = types.resolve(ty, "");
        !ty.collection && ty.target == Target::Primitive(Primitive::String)
    };
    let rows = rows(laid, &[TableKind::Parameters], &[SectionRole::Example, SectionRole::Body]);
    let listed = parameter_lists::read(laid).into_iter().filter_map(|item| Some((item.name, item.ty?)));
    let all = rows.map(|row| (row.name, row.ty)).chain(listed);
    all.filter(|(_, ty)| is_text(ty)).map(|(name, _)| name.to_lowercase()).collect()
}

/// The rows of the tables of some kinds, but for those in some parts of the page.
fn rows<'a>(laid: &Laid<'a>, kinds: &[TableKind], without: &[SectionRole]) -> impl Iterator<Item = NamedRow<'a>> {
    let is_without = move |index: usize| !without.iter().any(|role| laid.layout.within(index, *role));
    let sections = laid.page.sections.iter().enumerate().filter(move |(index, _)| is_without(*index));
    let items = sections.flat_map(|(index, section)| section.items.iter().map(move |item| (index, item)));
    items
        .filter_map(|(index, item)| match item {
            Item::Table(table) => Some((properties::table_kind(laid, index, table), table)),
            _ => None,
        })
        .filter(|(kind, _)| kinds.contains(kind))
        .flat_map(|(_, table)| properties::named_rows(laid.page, table, false))
}
