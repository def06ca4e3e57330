//! Findings about examples, which explain why one cannot be reproduced or does not decode as documented.

use crate::diagnostic::{Code, Diagnostic};
use crate::json::{Json, JsonKind};
use crate::model::{Api, Finding};
use crate::span::{Position, Span};

/// Attaches findings to the examples that they are about.
pub(crate) fn attach<'a>(api: &mut Api, diagnostics: impl IntoIterator<Item = &'a Diagnostic>) {
    let mut sorted: Vec<&Diagnostic> = diagnostics.into_iter().filter(|d| explains(d.code)).collect();
    sorted.sort_by_key(|d| d.span);
    for example in &mut api.examples {
        if let Some(request) = &mut example.request {
            request.findings = within(&sorted, request.span, request.json.as_ref());
        }
        if let Some(response) = &mut example.response {
            response.findings = within(&sorted, response.span, response.json.as_ref());
        }
    }
}

/// Whether such a finding explains the failure of an example. Others, such as a value that an enumeration does not list,
/// do not cause a failure.
fn explains(code: Code) -> bool {
    matches!(
        code,
        Code::ExampleUnmatched
            | Code::ExampleWrongKind
            | Code::ExamplePlaceholder
            | Code::ExampleType
            | Code::HttpMalformed
            | Code::JsonNotStrict
            | Code::JsonUnreadable
            | Code::JsonTooDeep
    )
}

/// The findings inside a block, of all findings by place.
fn within(sorted: &[&Diagnostic], block: Span, json: Option<&Json>) -> Vec<Finding> {
    let from = sorted.partition_point(|d| (d.span.file, d.span.start) < (block.file, block.start));
    sorted
        .iter()
        .skip(from)
        .take_while(|d| d.span.file == block.file && d.span.start <= block.end)
        .map(|d| Finding {
            member: json.map(|json| pointer(json, d.span.start)).unwrap_or_default(),
            diagnostic: (*d).clone(),
        })
        .collect()
}

/// The innermost value at a place, its name included, as a JSON pointer.
fn pointer(json: &Json, place: Position) -> String {
    let mut out = String::new();
    let mut value = json;
    loop {
        let holds = |from: Span, to: Span| from.start <= place && place < to.end;
        value = match &value.kind {
            JsonKind::Object(members) => match members.iter().find(|m| holds(m.name.span, m.value.span)) {
                Some(member) => {
                    out.push('/');
                    out.push_str(&member.name.value.replace('~', "~0").replace('/', "~1"));
                    &member.value
                }
                None => return out,
            },
            JsonKind::Array(items) => match items.iter().enumerate().find(|(_, item)| holds(item.span, item.span)) {
                Some((index, item)) => {
                    out.push_str(&format!("/{index}"));
                    item
                }
                None => return out,
            },
            _ => return out,
        };
    }
}
