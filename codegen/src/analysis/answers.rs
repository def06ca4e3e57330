//! Compares the metadata, the prose and the body of a documented response.

use super::exchanges::ResponseBlock;
use super::responses::{Prose, is_envelope, is_refuted};
use super::types::Types;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::docs::Annotation;
use crate::json::{Json, JsonKind};
use crate::model::{Primitive, Target, TypeRef};
use crate::span::{Position, Span};

/// Compares metadata, prose and body. `declared` is the type in the metadata, resolved or not.
pub(super) fn compare(block: &ResponseBlock<'_>, declared: Option<&TypeRef>, prose: &Prose, types: &Types) -> Findings {
    let mut findings = Findings::default();
    let (status, json) = (&block.message.status, block.json());
    if status.value >= 400 {
        return findings;
    }
    if !prose.statuses.is_empty() && !prose.statuses.contains(&status.value) {
        let named: Vec<String> = prose.statuses.iter().map(u16::to_string).collect();
        let message =
            format!("the example answers {}, but the Response section says {}", status.value, named.join(", "));
        findings.report(Code::ExampleStatus, status.span, message);
    }
    let Some(annotation) = block.annotation.filter(|a| a.block_type == "response") else { return findings };
    match (annotation.odata_type(), declared) {
        (Some(written), Some(declared)) => {
            let span = written.span;
            if let Target::Unresolved(name) = &declared.target {
                let message = format!("the type of this response, `{name}`, is not documented");
                findings.report(Code::ResponseTypeUnknown, span, message);
            } else {
                findings.extend(compare_type(declared, prose, types, span));
                if let Some(json) = json {
                    findings.extend(compare_count(declared, json, prose, types));
                    findings.extend(compare_envelope(annotation, declared, json, span, types));
                }
            }
        }
        _ if json.is_some_and(|json| matches!(json.kind, JsonKind::Object(_))) => {
            let message = "the metadata of this response does not name a type";
            let help = "add `\"@odata.type\": \"microsoft.graph.…\"`";
            findings.report_with_help(Code::ResponseWithoutType, first_line(annotation.span), message, help);
        }
        _ => {}
    }
    findings
}

fn first_line(span: Span) -> Span {
    let end = Position { column: span.start.column.saturating_add(1), ..span.start };
    if span.end.line > span.start.line { Span { end, ..span } } else { span }
}

/// Compares the type with that of the Response section. A derived type and its base do not contradict each other.
fn compare_type(declared: &TypeRef, prose: &Prose, types: &Types, span: Span) -> Option<Diagnostic> {
    let Prose { ty: Some(prose), alternatives, .. } = prose else { return None };
    let agree = match (&declared.target, &prose.target) {
        (Target::Named(a), Target::Named(b)) => types.derives_from(a, b) || types.derives_from(b, a),
        (Target::Primitive(a), Target::Primitive(b)) => a == b,
        (Target::Primitive(_), Target::Named(_)) => false,
        _ => true,
    };
    let is_one = |ty: &TypeRef| match (&declared.target, &ty.target) {
        (Target::Named(a), Target::Named(b)) => types.derives_from(a, b) || types.derives_from(b, a),
        _ => false,
    };
    if agree || alternatives.iter().any(is_one) {
        return None;
    }
    let message = format!("the response is `{}` here, but `{}` in the Response section", declared.name(), prose.name());
    Some(Diagnostic::new(Code::ResponseTypeConflict, span, message))
}

/// Whether a type has a property `value`, so that a body with one is not an envelope.
fn has_value(ty: &TypeRef, types: &Types) -> bool {
    let Target::Named(name) = &ty.target else { return false };
    types.get(name).is_some_and(|ty| ty.property("value").is_some())
}

/// Compares the number of objects in metadata and body, if they agree, with the Response section.
fn compare_count(declared: &TypeRef, json: &Json, prose: &Prose, types: &Types) -> Option<Diagnostic> {
    let (said, place) = (prose.ty.as_ref()?, prose.place?);
    let is_same = said.target == declared.target && matches!(said.target, Target::Named(_));
    let is_shown = matches!(json.kind, JsonKind::Object(_)) && is_envelope(json) == declared.collection;
    if !is_same || !is_shown || said.collection == declared.collection || has_value(declared, types) {
        return None;
    }
    let shape = |is_list: bool| if is_list { "a collection" } else { "one object" };
    let (here, there) = (shape(said.collection), shape(declared.collection));
    let message = format!("the Response section says {here} of type `{}`, but the example is {there}", declared.name());
    Some(Diagnostic::new(Code::ResponseCountConflict, place, message))
}

/// Compares `isCollection` with the body. The body of a type with a property `value` is not an envelope.
fn compare_envelope(
    annotation: &Annotation,
    declared: &TypeRef,
    json: &Json,
    span: Span,
    types: &Types,
) -> Option<Diagnostic> {
    let own_value = has_value(declared, types);
    // The bytes of a medium may look like anything, and a wrong type is reported elsewhere.
    let is_stream = declared.target == Target::Primitive(Primitive::Stream);
    if own_value || is_stream || is_refuted(declared, Some(json)) || !matches!(json.kind, JsonKind::Object(_)) {
        return None;
    }
    let flagged = annotation.get("isCollection");
    match (declared.collection, is_envelope(json)) {
        (false, true) => {
            let message =
                format!("the body is a list in an envelope, but the metadata says a single `{}`", declared.name());
            let diagnostic = Diagnostic::new(Code::EnvelopeFlag, flagged.map_or(span, |flag| flag.span), message);
            let diagnostic = diagnostic.help("set `\"isCollection\": true`");
            let title = "say that it is a collection";
            Some(match flagged {
                Some(flag) if flag.span.start.line == flag.span.end.line => diagnostic.fix(title, flag.span, "true"),
                Some(_) => diagnostic,
                None => {
                    let end = Span { start: span.end, ..span };
                    diagnostic.fix(title, end, ", \"isCollection\": true")
                }
            })
        }
        (true, false) => {
            let place = flagged.map_or(span, |flag| flag.span);
            let message =
                format!("the metadata says a collection of `{}`, but the body is not a list", declared.name());
            let help = "show the list, `{\"value\": […]}`, or remove `isCollection`";
            Some(Diagnostic::new(Code::EnvelopeFlag, place, message).help(help))
        }
        _ => None,
    }
}
