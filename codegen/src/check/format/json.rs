//! One JSON object per line.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::check::{Finding, Report};
use crate::diagnostic::Fix;
use crate::span::Span;

/// Writes each new finding as one line of JSON.
///
/// # Errors
/// When writing to `out` fails.
pub fn json(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    for finding in &report.new {
        serde_json::to_writer(&mut *out, &object(finding))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn object(finding: &Finding<'_>) -> Value {
    let diagnostic = finding.diagnostic;
    let mut out = Map::new();
    out.insert("code".into(), json!(diagnostic.code.id()));
    out.insert("name".into(), json!(diagnostic.code.name()));
    out.insert("severity".into(), json!(finding.severity.as_str()));
    out.insert("message".into(), json!(diagnostic.message));
    out.insert("page".into(), json!(finding.page));
    place(&mut out, diagnostic.span);
    if let Some(help) = &diagnostic.help {
        out.insert("help".into(), json!(help));
    }
    if let Some(fix) = &diagnostic.fix {
        out.insert("fix".into(), change(fix));
    }
    out.insert("fingerprint".into(), json!(format!("{:016x}", finding.fingerprint)));
    Value::Object(out)
}

fn change(fix: &Fix) -> Value {
    let edits = fix.edits.iter().map(|edit| {
        let mut out = Map::new();
        place(&mut out, edit.span);
        out.insert("text".into(), json!(edit.text));
        Value::Object(out)
    });
    json!({ "title": fix.title, "edits": edits.collect::<Vec<_>>() })
}

fn place(out: &mut Map<String, Value>, span: Span) {
    out.insert("line".into(), json!(span.start.line));
    out.insert("column".into(), json!(span.start.column));
    out.insert("endLine".into(), json!(span.end.line));
    out.insert("endColumn".into(), json!(span.end.column));
}
