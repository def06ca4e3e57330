//! Headings: their anchors, and pages whose headings are only strong text.

use super::page::{Item, Page, ParagraphKind, Section};

/// The `name` or `id` of every `<a>` in a heading.
pub(crate) fn anchors(heading: &str) -> Vec<String> {
    if !heading.as_bytes().contains(&b'<') {
        return Vec::new();
    }
    heading.split('<').skip(1).filter_map(|tag| anchor(tag.split('>').next()?)).collect()
}

/// The anchor in the inside of a tag: `a name="x"`, `a id='x'`.
pub(crate) fn anchor(tag: &str) -> Option<String> {
    let attributes = tag.strip_prefix(['a', 'A']).filter(|rest| rest.starts_with(char::is_whitespace))?;
    let mut rest = attributes;
    while let Some((before, behind)) = rest.split_once('=') {
        let key = before.split_whitespace().next_back().unwrap_or_default();
        let behind = behind.trim_start();
        let quote = behind.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, next) = match quote {
            Some(quote) => behind.get(1..)?.split_once(quote)?,
            None => behind.split_once(char::is_whitespace).unwrap_or((behind.trim_end_matches('/'), "")),
        };
        if (key.eq_ignore_ascii_case("name") || key.eq_ignore_ascii_case("id")) && !value.trim().is_empty() {
            return Some(value.trim().to_owned());
        }
        rest = next;
    }
    None
}

/// The anchor that the published page gives to a heading: lower case, blanks as hyphens, without signs.
pub(crate) fn slug(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.trim().chars() {
        match c {
            ' ' | '-' => out.push('-'),
            '_' => out.push('_'),
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    out
}

/// The words of a heading behind the anchors at its start.
pub(crate) fn without_anchors(heading: &str) -> &str {
    let mut rest = heading;
    while let Some((tag, behind)) = rest.strip_prefix('<').and_then(|inside| inside.split_once('>')) {
        if anchor(tag).is_none() && !tag.eq_ignore_ascii_case("/a") {
            break;
        }
        rest = behind.trim_start();
    }
    rest
}

/// Whether a text consists of anchors.
pub(crate) fn is_anchor(text: &str) -> bool {
    text.starts_with('<') && without_anchors(text).is_empty()
}

/// On a page without a heading below its title, paragraphs of only strong text are the headings.
pub(crate) fn bold_headings(page: &mut Page) {
    let is_outlined = page.sections.iter().any(|section| section.level > 1);
    let strong = |item: &Item| match item {
        Item::Paragraph(p) => p.kind == ParagraphKind::Plain && strong_text(p.text.markdown()).is_some(),
        _ => false,
    };
    if is_outlined || !page.sections.iter().any(|section| section.items.iter().any(strong)) {
        return;
    }
    let mut has_title = page.sections.iter().any(|section| section.level == 1);
    let mut out: Vec<Section> = Vec::new();
    let mut title = None;
    for mut section in std::mem::take(&mut page.sections) {
        let items = std::mem::take(&mut section.items);
        if section.level == 1 {
            title = title.or(Some(out.len()));
        }
        let mut current = section;
        for item in items {
            if !strong(&item) {
                current.items.push(item);
                continue;
            }
            let Item::Paragraph(paragraph) = item else { continue };
            let mut heading = paragraph.text;
            heading.set_markdown(strong_text(heading.markdown()).unwrap_or_default().to_owned());
            if current.level > 0 || !current.items.is_empty() {
                out.push(current);
            }
            let level = if has_title { 2 } else { 1 };
            has_title = true;
            let parents = if level == 2 { title.into_iter().collect() } else { Vec::new() };
            if level == 1 {
                title = Some(out.len());
            }
            let anchors = anchors(heading.markdown());
            current = Section { level, heading, anchors, items: Vec::new(), parents, key: String::new() };
        }
        out.push(current);
    }
    page.sections = out;
}

/// The text between the marks, if there is no other text.
fn strong_text(markdown: &str) -> Option<&str> {
    let inside = |mark| markdown.strip_prefix(mark).and_then(|rest: &str| rest.strip_suffix(mark));
    let text =
        inside("**").filter(|text| !text.contains("**")).or_else(|| inside("__").filter(|t| !t.contains("__")))?;
    let text = text.trim().trim_end_matches([':', '：']);
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_of_a_heading() {
        assert_eq!(anchors("<a name=\"http-request\"></a>HTTP 要求"), ["http-request"]);
        assert_eq!(anchors("<a class='x' id='a'></a>b<A NAME=c>"), ["a", "c"]);
        assert!(anchors("a < b, <b>x</b> and <abbr name=\"y\">").is_empty());
        assert_eq!(without_anchors("<a name=\"x\"></a> [HTTP](#tab/http)"), "[HTTP](#tab/http)");
        assert_eq!(without_anchors("<b>x"), "<b>x");
    }

    #[test]
    fn anchors_that_the_site_makes() {
        assert_eq!(slug("HTTP request"), "http-request");
        assert_eq!(slug("Example 1: What's new?"), "example-1-whats-new");
        assert_eq!(slug("user_id & Größe"), "user_id--größe");
    }

    #[test]
    fn strong_text_alone() {
        assert_eq!(strong_text("**HTTP request**"), Some("HTTP request"));
        assert_eq!(strong_text("__Response:__"), Some("Response"));
        assert_eq!(strong_text("**a** and **b**"), None);
        assert_eq!(strong_text("****"), None);
    }
}
