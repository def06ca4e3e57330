//! Parameters of functions in a list instead of a table: "`name` (String): what it is".

use super::language::{self, Role};
use super::layout::{Laid, SectionRole};
use super::names::is_member_name;
use super::properties;
use super::reference::Expression;
use crate::docs::{Item, ParagraphKind, Text};
use crate::model::{Description, Part};
use crate::span::Span;

/// A parameter as an item of a list documents it.
pub(super) struct ListedParameter {
    pub name: String,
    /// The type, if the item names one.
    pub ty: Option<Expression>,
    /// Whether the item says that it is required or optional, if it does.
    pub required: Option<bool>,
    pub description: Description,
    pub span: Span,
}

/// The items of the lists below headings about parameters of functions, outside of examples.
pub(super) fn read(laid: &Laid<'_>) -> Vec<ListedParameter> {
    let sections = laid.page.sections.iter().enumerate().filter(|(index, _)| {
        properties::is_about_functions(laid, *index)
            && !laid.layout.within_any(*index, &[SectionRole::Example, SectionRole::Other])
    });
    let items = sections.flat_map(|(_, section)| &section.items).filter_map(|item| match item {
        Item::Paragraph(paragraph) if paragraph.kind == ParagraphKind::ListItem => Some(&paragraph.text),
        _ => None,
    });
    items.filter_map(|text| of_item(text, &laid.page.path)).collect()
}

/// The parameter with whose name, as code or strong, an item begins.
fn of_item(text: &Text, page: &str) -> Option<ListedParameter> {
    let mut parts = super::describe(text, page).parts;
    if parts.is_empty() {
        return None;
    }
    let (Part::Code(name) | Part::Strong(name)) = parts.remove(0) else { return None };
    let name = name.trim().trim_end_matches(':').to_owned();
    let remark = remark(&mut parts).unwrap_or_default();
    let is_fact = |word: &&str| language::says(word, Role::Required) || language::says(word, Role::Optional);
    let ty = remark.split(',').map(str::trim).find(|word| !is_fact(word)).and_then(Expression::parse);
    let said = |role: Role| remark.split(',').any(|word| language::says(word.trim(), role));
    let required = if said(Role::Required) { Some(true) } else { said(Role::Optional).then_some(false) };
    trim_start(&mut parts);
    let (description, span) = (Description { parts }, text.span);
    is_member_name(&name).then_some(ListedParameter { name, ty, required, description, span })
}

/// Takes the words in brackets with which a text begins; brackets inside them, as in `Collection(String)`, are words.
fn remark(parts: &mut Vec<Part>) -> Option<String> {
    let Some(Part::Text(first)) = parts.first_mut() else { return None };
    *first = first.trim_start().strip_prefix('(')?.to_owned();
    let (mut out, mut depth) = (String::new(), 1);
    while !parts.is_empty() {
        if let Some(Part::Text(words)) = parts.first_mut()
            && let Some(end) = closing(words, &mut depth)
        {
            out.push_str(words.get(..end).unwrap_or_default());
            *words = words.get(end + 1..).unwrap_or_default().to_owned();
            return Some(out);
        }
        out.push_str(parts.remove(0).words());
    }
    Some(out)
}

/// Where the outermost of the open brackets closes, of which there are `depth`.
fn closing(words: &str, depth: &mut usize) -> Option<usize> {
    words.char_indices().find_map(|(at, c)| {
        match c {
            '(' => *depth += 1,
            ')' => *depth -= 1,
            _ => {}
        }
        (*depth == 0).then_some(at)
    })
}

/// Removes the marks between the name and the description.
fn trim_start(parts: &mut Vec<Part>) {
    if let Some(Part::Text(words)) = parts.first_mut() {
        *words = words.trim_start_matches([' ', ':', '-', '\u{2013}', '\u{2014}', '.']).to_owned();
        if words.is_empty() {
            parts.remove(0);
        }
    }
}
