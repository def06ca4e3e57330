//! SARIF 2.1.0, as code scanning reads it.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::check::{Finding, Report};
use crate::diagnostic::{Code, Fix, Severity};
use crate::span::Span;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Writes the new findings as a SARIF log of one run. Locations are relative to the docs folder, which the log calls
/// `DOCS`.
///
/// # Errors
/// When writing to `out` fails.
pub fn sarif(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    // Rules without findings are left out: they would make up most of the log.
    let codes: Vec<Code> = report.new.iter().map(|f| f.diagnostic.code).collect::<BTreeSet<_>>().into_iter().collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "graph-codegen",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "DOCS": { "description": { "text": "The docs folder that was checked." } } },
            "results": report.new.iter().map(|finding| result(finding, &codes)).collect::<Vec<_>>(),
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
}

fn level(severity: Severity) -> &'static str {
    // The names are the same; SARIF has more levels.
    severity.as_str()
}

fn rule(code: Code) -> Value {
    let page = code.page();
    let means = code.means();
    json!({
        "id": code.id(),
        "name": code.name(),
        "shortDescription": { "text": means },
        "fullDescription": { "text": means },
        "defaultConfiguration": { "level": level(code.severity()) },
        "help": { "text": page, "markdown": page },
    })
}

fn result(finding: &Finding<'_>, codes: &[Code]) -> Value {
    let diagnostic = finding.diagnostic;
    let text = match &diagnostic.help {
        Some(help) => format!("{} ({help})", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let mut result = json!({
        "ruleId": diagnostic.code.id(),
        "ruleIndex": codes.binary_search(&diagnostic.code).unwrap_or_default(),
        "level": level(finding.severity),
        "message": { "text": escape(&text) },
        "locations": [{ "physicalLocation": {
            "artifactLocation": artifact(finding.page),
            "region": region(diagnostic.span),
        } }],
        "partialFingerprints": { "graphCodegen/v1": format!("{:016x}", finding.fingerprint) },
    });
    if let (Some(fix), Some(object)) = (&diagnostic.fix, result.as_object_mut()) {
        object.insert("fixes".into(), json!([change(fix, finding.page)]));
    }
    result
}

fn change(fix: &Fix, page: &str) -> Value {
    let edits = fix
        .edits
        .iter()
        .map(|edit| json!({ "deletedRegion": region(edit.span), "insertedContent": { "text": edit.text } }));
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{ "artifactLocation": artifact(page), "replacements": edits.collect::<Vec<_>>() }],
    })
}

fn artifact(page: &str) -> Value {
    json!({ "uri": uri(page), "uriBaseId": "DOCS" })
}

fn region(span: Span) -> Value {
    json!({
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    })
}

/// Escapes a SARIF message, in which brackets make links and braces make placeholders: backslashes before brackets,
/// doubled braces.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '[' | ']' | '\\' => out.extend(['\\', c]),
            '{' | '}' => out.extend([c, c]),
            _ => out.push(c),
        }
    }
    out
}

/// A path as a relative URI reference.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_paths_keep_their_meaning() {
        assert_eq!(escape(r"`[a](b)` of {id} \"), r"`\[a\](b)` of {{id}} \\");
        assert_eq!(uri("api/user get#ü.md"), "api/user%20get%23%C3%BC.md");
    }
}
