//! The prose of pages as descriptions.

use super::language::{self, Role};
use crate::docs::{Inline, Text};
use crate::model::{Description, Part};

/// Reads prose; `page` is the path of its page, such as `resources/user.md`.
pub(crate) fn describe(text: &Text, page: &str) -> Description {
    let parts = text
        .inlines()
        .into_iter()
        .map(|inline| match inline {
            Inline::Text(text) => Part::Text(text),
            Inline::Strong(text) => Part::Strong(text),
            Inline::Code(text) => Part::Code(text),
            Inline::Link { text, target } => link(text, &target, page),
        })
        .collect();
    let mut description = Description { parts };
    drop_note(&mut description);
    description
}

/// `**TODO: Add Description**`, which comes from the template of pages, is not a description.
fn drop_note(description: &mut Description) {
    let is_note =
        |part: &Part| matches!(part, Part::Strong(text) if language::says(text.trim_start(), Role::TemplateNote));
    if !description.parts.first().is_some_and(is_note) {
        return;
    }
    description.parts.remove(0);
    if let Some(Part::Text(text)) = description.parts.first_mut() {
        *text = text.trim_start().to_owned();
    }
}

/// Resolves a link target relative to its page.
fn link(text: String, target: &str, page: &str) -> Part {
    let target = target.trim();
    if target.contains("://") || target.starts_with('/') || target.starts_with("mailto:") {
        return Part::Url { text, url: target.to_owned() };
    }
    let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
    let path = path.split('?').next().unwrap_or(path);
    if path.is_empty() {
        return Part::Page { text, page: page.to_lowercase(), fragment: fragment.to_owned() };
    }
    match resolve_path(page, path) {
        Some(page) if page.ends_with(".md") => Part::Page { text, page, fragment: fragment.to_owned() },
        _ => Part::Text(text),
    }
}

/// The path in the docs folder of a page that is linked to as published: `/graph/api/resources/user?view=graph-rest-1.0`.
pub(super) fn published_page(target: &str) -> Option<String> {
    let path = target.split(['#', '?']).next().unwrap_or(target);
    let (before, page) = path.split_once("/graph/api/")?;
    let is_whole = before.is_empty() || before.contains("://");
    (is_whole && page.starts_with("resources/")).then(|| format!("{}.md", page.trim_end_matches(".md").to_lowercase()))
}

/// `../resources/user.md` seen from `api/user-get.md` is `resources/user.md`. `None` if it leaves the docs folder.
pub(crate) fn resolve_path(page: &str, path: &str) -> Option<String> {
    let mut out: Vec<&str> = page.split('/').collect();
    out.pop();
    for piece in path.split('/') {
        match piece {
            "" | "." => {}
            ".." => {
                out.pop()?;
            }
            piece => out.push(piece),
        }
    }
    Some(out.join("/").to_lowercase())
}
