//! The general properties of a page: its namespace, its workload, its introduction.

use super::description;
use super::language::{self, Role};
use crate::docs::{Item, Page, ParagraphKind, Section};
use crate::model::{Description, TypeKey};

/// The namespace of a page that does not name one.
const DEFAULT_NAMESPACE: &str = "microsoft.graph";

/// The workload of a page, as its front matter names it.
pub(super) fn workload(page: &Page) -> Option<String> {
    ["ms.subservice", "ms.prod", "ms.service"].iter().find_map(|key| {
        let value = page.front_matter(key)?.value.trim().to_lowercase();
        if language::says(value.trim_start_matches('*'), Role::TemplateNote) {
            return None;
        }
        let clean: String =
            value.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ' ')).collect();
        let clean = clean.trim().replace([' ', '_'], "-");
        (!clean.is_empty()).then_some(clean)
    })
}

/// The namespace of a page.
pub(super) fn namespace(page: &Page) -> String {
    let clean = |name: &str| {
        let name = name.trim().trim_matches(['`', '*', '.']);
        let is_one = name.to_lowercase().starts_with("microsoft.") && !name.contains(char::is_whitespace);
        is_one.then(|| name.to_owned())
    };
    let annotated = || {
        page.items().find_map(|(_, item)| match item {
            Item::Annotation(annotation) if annotation.block_type.is_empty() => {
                clean(&annotation.string("namespace")?.value)
            }
            _ => None,
        })
    };
    let written = page.namespace.as_ref().and_then(|name| clean(&name.value));
    written.or_else(annotated).unwrap_or_else(|| DEFAULT_NAMESPACE.to_owned())
}

/// `#microsoft.graph.user`, `Microsoft.Graph.user`, `user`: the full name.
pub(super) fn qualified(name: &str, namespace: &str) -> TypeKey {
    let name = name.trim().trim_start_matches('#').trim_matches(['`', '"', ' ']);
    let (inner, _) = match name.to_lowercase().strip_prefix("collection(") {
        Some(_) => (name.get("collection(".len()..).unwrap_or(name).trim_end_matches(')'), true),
        None => (name, false),
    };
    let full = match inner.rsplit_once('.') {
        // The namespace's case is a convention, the name's is not.
        Some((ns, last)) if ns.eq_ignore_ascii_case(DEFAULT_NAMESPACE) => format!("{DEFAULT_NAMESPACE}.{last}"),
        Some(_) => inner.to_owned(),
        None => format!("{namespace}.{inner}"),
    };
    TypeKey::from(full)
}

/// "x resource type (deprecated)".
pub(super) fn title_says_deprecated(page: &Page) -> bool {
    page.title().is_some_and(|t| language::says(&t.plain(), Role::DeprecatedMark))
}

/// The first plain paragraph behind the title.
pub(super) fn introduction(page: &Page) -> Description {
    introduced(page, page.sections.iter().filter(|s| s.level <= 1).flat_map(|s| &s.items))
}

/// The first plain paragraph after the heading of an operation; without such a heading or paragraph, that of the
/// page.
pub(super) fn introduction_of(page: &Page, heading: Option<&Section>) -> Description {
    let own = heading.map(|section| introduced(page, section.items.iter())).filter(|own| !own.is_empty());
    own.unwrap_or_else(|| introduction(page))
}

/// The first plain paragraph of some items.
fn introduced<'a>(page: &Page, mut items: impl Iterator<Item = &'a Item>) -> Description {
    let found = items.find_map(|item| match item {
        Item::Paragraph(p) if p.kind == ParagraphKind::Plain => {
            Some(description::describe(&p.text, &page.path)).filter(|d| !d.is_empty())
        }
        _ => None,
    });
    let mut found = found.unwrap_or_default();
    if found.ends_with_colon() {
        // "… one of the following types:" goes on in a list.
        let listed = items.map_while(|item| match item {
            Item::Paragraph(p) if p.kind == ParagraphKind::ListItem => Some(description::describe(&p.text, &page.path)),
            _ => None,
        });
        found.list(listed.take(MAX_LISTED));
    }
    found
}

/// The maximum number of list items in an introduction.
const MAX_LISTED: usize = 20;
