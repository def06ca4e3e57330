//! Doc comments, strings and names.

use graph_codegen::internals::{self, is_hidden, is_unprintable};
use graph_codegen::model::{Description, Part};
use graph_codegen::rust::names;
use pulldown_cmark::{BrokenLink, Event, Options, Parser, Tag, TagEnd};
use syn::{Expr, Item, Lit, Meta};

use super::code;

/// Between the parts of a text: the character that ASCII has for it.
const SEPARATOR: char = '\u{1e}';

/// Any text as prose, as a string and as a name: the printed code contains that text and nothing else.
///
/// The parts of the prose are separated by U+001E; the first character of a part is its kind: `*` strong, a backtick
/// code, `[` a link to a page, `<` a link to an address (words and target separated by U+001F), `#` markdown as on
/// a page; text otherwise.
pub fn doc(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    comment(&Description { parts: text.split(SEPARATOR).flat_map(parts).collect() });
    string(text);
    name(text);
}

fn parts(text: &str) -> Vec<Part> {
    let mut rest = text.chars();
    let first = rest.next();
    let inner = rest.as_str().to_owned();
    let link = || {
        let (words, target) = inner.split_once('\u{1f}').unwrap_or((&inner, "x"));
        (words.to_owned(), target.to_owned())
    };
    let part = match first {
        Some('*') => Part::Strong(inner),
        Some('`') => Part::Code(inner),
        Some('[') => {
            let (text, page) = link();
            Part::Page { text, page, fragment: "values".to_owned() }
        }
        Some('<') => {
            let (text, url) = link();
            Part::Url { text, url }
        }
        Some('#') => {
            let markdown = inner.split_whitespace().collect::<Vec<_>>().join(" ");
            return internals::prose(markdown).parts;
        }
        _ => Part::Text(text.to_owned()),
    };
    vec![part]
}

fn comment(description: &Description) {
    let printed = internals::comment(description).unwrap_or_else(|error| panic!("{error}"));
    code::visible(&printed);
    let file = syn::parse_file(&printed).unwrap_or_else(|error| panic!("{printed}: {error}"));
    let [Item::Struct(item)] = file.items.as_slice() else { panic!("more than a struct: {printed}") };
    assert!(file.attrs.is_empty() && item.ident == "X" && item.fields.is_empty(), "{printed}");
    let lines = item.attrs.iter().map(|attribute| match &attribute.meta {
        Meta::NameValue(doc) if doc.path.is_ident("doc") => literal(&doc.value),
        _ => panic!("an attribute that is not a doc comment: {printed}"),
    });
    let markdown = lines.collect::<Vec<_>>().join("\n");
    assert_eq!(rendered(&markdown), expected(description), "{printed}");
}

fn literal(expression: &Expr) -> String {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => text.value(),
            _ => panic!("no string"),
        },
        _ => panic!("no literal"),
    }
}

/// The words of a doc comment as rustdoc shows them; what would show anything else breaks off.
fn rendered(markdown: &str) -> String {
    // What rustdoc reads, but for typographic quotation marks.
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    // Rustdoc tries words in brackets as the names of items.
    let none = |link: BrokenLink<'_>| panic!("`{}` may be a link to an item: {markdown}", link.reference);
    let mut out = String::new();
    let mut link = false;
    for event in Parser::new_with_broken_link_callback(markdown, options, Some(none)) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak => out.push(' '),
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => out.push(' '),
            Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => {}
            Event::Start(Tag::Link { dest_url, .. }) if !link => {
                let lower = dest_url.to_ascii_lowercase();
                assert!(
                    lower.starts_with("https://") || lower.starts_with("http://"),
                    "a link to {dest_url}: {markdown}"
                );
                link = true;
            }
            Event::End(TagEnd::Link) => link = false,
            other => panic!("{other:?} in {markdown}"),
        }
    }
    plain(&out)
}

fn expected(description: &Description) -> String {
    let words = |part: &Part| match part {
        // The space around the words of a link is left out, as that around code.
        Part::Page { text, .. } | Part::Url { text, .. } | Part::Code(text) => text.trim().to_owned(),
        Part::Text(text) | Part::Strong(text) => text.clone(),
    };
    plain(&description.parts.iter().map(words).collect::<String>())
}

/// What is left where space, control characters, and marks that hide or reorder text make no difference; backticks in code
/// become other ones.
fn plain(text: &str) -> String {
    let seen = text.chars().filter(|c| !is_hidden(*c));
    let spaced: String = seen.map(|c| if is_unprintable(c) { ' ' } else { c }).collect();
    spaced.replace('`', "'").split_whitespace().collect()
}

fn string(text: &str) {
    let printed = internals::string(text).unwrap_or_else(|error| panic!("{error}"));
    code::visible(&printed);
    let file = syn::parse_file(&printed).unwrap_or_else(|error| panic!("{printed}: {error}"));
    let [Item::Const(item)] = file.items.as_slice() else { panic!("more than a constant: {printed}") };
    assert!(file.attrs.is_empty() && item.attrs.is_empty() && item.ident == "X", "{printed}");
    assert_eq!(literal(&item.expr), text);
}

fn name(text: &str) {
    let identifier = |name: &str| {
        assert!(names::is_keyword(name) || syn::parse_str::<syn::Ident>(name).is_ok(), "{text:?} gives {name:?}");
        assert!(name.is_ascii() && name.len() < 255, "{text:?} gives {name:?}");
    };
    identifier(&names::identifier(&names::snake(text), "n"));
    identifier(&names::identifier(&names::pascal(text), "V"));
    let module = names::module_name(text);
    identifier(&module);
    assert!(!names::is_reserved(&module), "{text:?} gives {module:?}");
}
