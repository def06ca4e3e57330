//! Metadata comments: `<!-- { "blockType": … } -->`.

use super::page::Annotation;
use super::source::advance;
use crate::diagnostic::{Code, Diagnostic};
use crate::json::{self, Anomaly, AnomalyKind, JsonKind};
use crate::span::{FileId, Position, Span};
use crate::suggest::Effort;

/// The block types that real pages use.
const KNOWN: &[&str] =
    &["resource", "request", "response", "example", "ignored", "samples", "permissions", "simulatedresponse"];

/// The keys that real pages use.
const KEYS: &[&str] = &[
    "@odata.annotations",
    "@odata.type",
    "@property.aka",
    "@type",
    "@type.aka",
    "abstract",
    "azureAccount",
    "baseType",
    "blockType",
    "collectionProperty",
    "description",
    "expectError",
    "footerAdditions",
    "headerAdditions",
    "idempotent",
    "isAbstract",
    "isCollection",
    "isComposable",
    "isEmpty",
    "isMediaEntity",
    "keyProperty",
    "keywords",
    "name",
    "namespace",
    "nullableProperties",
    "opaqueUrl",
    "openType",
    "optionalProperties",
    "sampleKeys",
    "scopes",
    "section",
    "suppressions",
    "tags",
    "target",
    "tocBookmarks",
    "tocPath",
    "tocTitle",
    "truncated",
    "type",
];

/// Suggests a similar word.
fn meant(diagnostic: Diagnostic, written: &str, words: &[&str]) -> Diagnostic {
    match Effort::default().word(written, words.iter().copied()) {
        Some(word) => diagnostic.help(format!("did you mean `{word}`?")),
        None => diagnostic,
    }
}

/// The keys that describe a code block of any block type.
const OF_BLOCKS: &[&str] = &["@odata.type", "@type", "isCollection", "truncated", "sampleKeys", "isEmpty"];

/// A placeholder for a missing block type until the code block has been read. It cannot come from a page: block types of
/// pages are in lower case.
const UNKNOWN_YET: &str = "UNKNOWN_YET";

/// Sets a missing block type according to the code block that follows.
pub(crate) fn settle(annotation: &mut Annotation, code: Option<&str>, diagnostics: &mut Vec<Diagnostic>) {
    if annotation.block_type != UNKNOWN_YET {
        return;
    }
    let first = code.and_then(|code| code.lines().map(str::trim).find(|line| !line.is_empty())).unwrap_or_default();
    let kind = if first.starts_with("HTTP/") { "response" } else { "" };
    annotation.block_type = kind.to_owned();
    if !kind.is_empty() {
        let message = format!("this metadata does not name a block type; the block is treated as a {kind}");
        let diagnostic = Diagnostic::new(Code::UnknownBlockType, annotation.span, message);
        diagnostics.push(diagnostic.help(format!("add `\"blockType\": \"{kind}\"`")));
    }
}

/// Whether the block type is meaningless without a code block.
pub(crate) fn needs_fence(block_type: &str) -> bool {
    matches!(block_type, "resource" | "request" | "response" | "example")
}

/// Whether an annotation of this type may describe the code block that follows.
pub(crate) fn takes_fence(block_type: &str) -> bool {
    !matches!(block_type, "" | "permissions")
}

/// Reads the text of a comment, without `<!--` and `-->`. Comments without metadata give nothing.
pub(crate) fn read(
    comment: &str,
    file: FileId,
    start: Position,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Annotation> {
    let lower = comment.to_ascii_lowercase();
    let block_type = lower.find("blocktype");
    let has_word = |word: &str| lower.contains(word);
    if block_type.is_none() && !["type", "iscollection", "truncated", "samplekeys", "isempty"].into_iter().any(has_word)
    {
        return None;
    }
    let brace = comment.find('{')?;
    let first = at_brace(comment, brace, file, start);
    let found = match first {
        Ok(found) => Ok(found),
        Err(error) => {
            // Text before the object may contain braces.
            let nearest = block_type.and_then(|at| comment.get(..at)).and_then(|before| before.rfind('{'));
            match nearest.filter(|&nearest| nearest != brace) {
                Some(nearest) => at_brace(comment, nearest, file, start).map_err(|_| error),
                None => Err(error),
            }
        }
    };
    match found {
        Ok((annotation, anomalies)) => {
            if let Some(Anomaly { span, message, .. }) = anomalies.first() {
                let message = format!("the metadata comment is not strict JSON: {message}");
                let mut diagnostic = Diagnostic::new(Code::MetadataNotStrict, *span, message);
                diagnostic.fix = json::without_commas(&anomalies);
                diagnostics.push(diagnostic);
            }
            let unknown = annotation.json.members().iter().map(|member| &member.name).find(|name| {
                !KEYS.iter().any(|key| key.eq_ignore_ascii_case(&name.value)) && !name.value.starts_with('@')
            });
            if let Some(name) = unknown {
                let message = format!("the key `{}` of this metadata comment is not known", name.value);
                diagnostics.push(meant(
                    Diagnostic::new(Code::UnknownMetadataKey, name.span, message),
                    &name.value,
                    KEYS,
                ));
            }
            let kind = annotation.block_type.as_str();
            if !kind.is_empty() && kind != UNKNOWN_YET && !KNOWN.contains(&kind) {
                let span = annotation.get("blockType").map_or(annotation.span, |value| value.span);
                let message = format!("`{kind}` is not a known block type");
                diagnostics.push(meant(Diagnostic::new(Code::UnknownBlockType, span, message), kind, KNOWN));
            }
            Some(annotation)
        }
        Err(error) => {
            if let Some((span, message)) = error
                && (block_type.is_some() || comment.contains("#page.annotation"))
            {
                let message = format!("the metadata comment could not be read: {message}");
                diagnostics.push(Diagnostic::new(Code::MetadataUnreadable, span, message));
            }
            None
        }
    }
}

type Found = Result<(Annotation, Vec<Anomaly>), Option<(Span, String)>>;

fn at_brace(comment: &str, brace: usize, file: FileId, start: Position) -> Found {
    let (before, text) = comment.split_at_checked(brace).ok_or(None)?;
    let parsed = json::parse(text, file, advance(start, before));
    let mut anomalies = parsed.anomalies.into_iter().filter(|anomaly| anomaly.kind != AnomalyKind::TrailingText);
    let Some(json) = parsed.value else {
        return Err(anomalies.next_back().map(|anomaly| (anomaly.span, anomaly.message)));
    };
    let kind = json.get_ignore_case("blockType").and_then(json::Json::as_text);
    let is_typed = matches!(json.get_ignore_case("type").map(|value| &value.kind), Some(JsonKind::String(_)));
    let is_untyped = kind.is_none() && !is_typed;
    if is_untyped && !OF_BLOCKS.iter().any(|key| json.get_ignore_case(key).is_some()) {
        return Err(None);
    }
    let span = json.span;
    let missing = if is_untyped { UNKNOWN_YET } else { "" };
    let block_type = kind.map_or_else(|| missing.to_owned(), |kind| kind.value.trim().to_ascii_lowercase());
    Ok((Annotation { block_type, json, span }, anomalies.collect()))
}
