//! Deprecation, with its date and replacement: of everything a page describes, from the title and the sentences before the
//! first section, and of a property or an enumeration, from its description.

use std::ops::Range;

use super::description;
use super::language::{self, Role};
use super::page;
use super::sentences;
use crate::docs::{Item, Page, Paragraph, ParagraphKind};
use crate::model::{Deprecation, Description, Part};

/// The deprecation of what a page describes.
pub(super) fn of_page(page: &Page) -> Option<Deprecation> {
    let items = page.sections.iter().filter(|section| section.level <= 1).flat_map(|section| &section.items);
    let paragraphs = items.filter_map(|item| match item {
        Item::Paragraph(paragraph) if paragraph.kind != ParagraphKind::ListItem => Some(paragraph),
        _ => None,
    });
    // A quick check, because most pages do not state it.
    let mut paragraphs = paragraphs.filter(|paragraph| language::says(&paragraph.text.plain(), Role::MayDeprecate));
    let said = paragraphs.find_map(|paragraph| of_paragraph(paragraph, page));
    said.or_else(|| page::title_says_deprecated(page).then(Deprecation::default))
}

/// The deprecation in a paragraph; the date and the replacement may be in later sentences.
fn of_paragraph(paragraph: &Paragraph, page: &Page) -> Option<Deprecation> {
    let prose = Prose::new(&description::describe(&paragraph.text, &page.path), &page.path);
    let sentences = prose.sentences();
    let is_box = paragraph.kind == ParagraphKind::Quote;
    let first = sentences.iter().position(|sentence| prose.deprecates(sentence, page, is_box))?;
    Some(prose.details(sentences.get(first..).unwrap_or_default()))
}

/// The date and the replacement in a description that says that what it describes is deprecated.
pub(super) fn details(description: &Description, page: &str) -> Deprecation {
    let prose = Prose::new(description, page);
    let sentences = prose.sentences();
    let says = |place: &Range<usize>| language::says(prose.text(place), Role::DeprecatedWord);
    let first = sentences.iter().position(says).unwrap_or_default();
    prose.details(sentences.get(first..).unwrap_or_default())
}

/// The words of a paragraph.
struct Prose {
    words: String,
    /// Where links, code and strong words are.
    marked: Vec<Range<usize>>,
    /// Where links to other pages are.
    linked: Vec<Range<usize>>,
}

impl Prose {
    fn new(description: &Description, page: &str) -> Prose {
        let mut prose = Prose { words: String::new(), marked: Vec::new(), linked: Vec::new() };
        for part in &description.parts {
            let start = prose.words.len();
            prose.words.push_str(part.words());
            let place = start..prose.words.len();
            match part {
                Part::Text(_) => {}
                Part::Page { page: target, .. } if !target.eq_ignore_ascii_case(page) => {
                    prose.linked.push(place.clone());
                    prose.marked.push(place);
                }
                _ => prose.marked.push(place),
            }
        }
        prose
    }

    /// The sentences without the start of a box and without the full stop.
    fn sentences(&self) -> Vec<Range<usize>> {
        let from = self.behind_label();
        let words = self.words.get(from..).unwrap_or_default();
        sentences::places(words).into_iter().map(|place| from + place.start..from + place.end).collect()
    }

    /// Where the words begin behind `[!NOTE]` or `Note:`.
    fn behind_label(&self) -> usize {
        let trimmed = self.words.trim_start();
        let start = self.words.len() - trimmed.len();
        match trimmed.split_once(' ') {
            Some((label, rest)) if language::says(label, Role::BoxLabel) => self.words.len() - rest.trim_start().len(),
            _ => start,
        }
    }

    fn text(&self, place: &Range<usize>) -> &str {
        self.words.get(place.clone()).unwrap_or_default()
    }

    /// Whether a sentence says that the subject of the page is deprecated.
    fn deprecates(&self, sentence: &Range<usize>, page: &Page, is_box: bool) -> bool {
        let text = self.text(sentence);
        if language::says(text.trim(), Role::PageDeprecated) {
            return true;
        }
        let Some(found) = language::find(text, Role::Deprecated) else { return false };
        let subject = text.get(..found.start).unwrap_or_default().trim();
        let place = sentence.start..sentence.start + found.start;
        let is_elsewhere = self.linked.iter().any(|link| place.contains(&link.start));
        if is_elsewhere || language::says(subject, Role::PartOfThing) {
            return false;
        }
        language::says(subject, Role::ThisPage)
            || is_box && language::says(subject, Role::ThisApi) && is_about_page(subject, page)
            || is_named(subject, page)
    }

    /// The date and the replacement, which are in any of the sentences.
    fn details(&self, sentences: &[Range<usize>]) -> Deprecation {
        Deprecation {
            date: sentences.iter().find_map(|sentence| self.date(sentence)),
            replacement: sentences.iter().find_map(|sentence| self.replacement(sentence)),
        }
    }

    /// The day on which something ends, as a sentence says it.
    fn date(&self, sentence: &Range<usize>) -> Option<String> {
        let (_, behind) = language::split(self.text(sentence), Role::EndsOn)?;
        date(behind)
    }

    /// The replacement: the first link, code or strong words, or else all words up to the end of the sentence.
    fn replacement(&self, sentence: &Range<usize>) -> Option<String> {
        let text = self.text(sentence);
        let found = language::find(text, Role::Replacement)?;
        let behind = sentence.start + found.end..sentence.end;
        let words = match self.marked.iter().find(|mark| behind.contains(&mark.start)) {
            Some(mark) => self.text(mark).trim().to_owned(),
            None => without_frame(self.text(&behind)),
        };
        (!words.is_empty()).then_some(words)
    }
}

/// Whether the title of the page begins with the thing that a sentence names: "the getShelf API" of "Get shelf".
fn is_named(subject: &str, page: &Page) -> bool {
    let Some((name, _)) = language::split(subject, Role::NamedThing) else { return false };
    let (Some(name), Some(title)) = (name.split_whitespace().next_back(), page.title()) else { return false };
    let name = letters(name);
    let title = title.plain();
    let mut begun = String::new();
    title.split_whitespace().any(|word| {
        begun.push_str(&letters(word));
        begun == name
    })
}

/// Whether an API that a box names is that of the page: the box points at it, or names what the title names. "The list
/// books API" is not that of "Get book".
fn is_about_page(subject: &str, page: &Page) -> bool {
    let title = page.title().map(|title| title.plain().into_owned()).unwrap_or_default();
    let titled: Vec<String> = title.split_whitespace().map(stem).collect();
    let is_titled = |word: &str| titled.contains(&stem(word));
    let (verbs, others): (Vec<&str>, Vec<&str>) =
        subject.split_whitespace().partition(|word| language::says(word, Role::PageVerb));
    language::says(subject, Role::PointsAtPage) || verbs.into_iter().all(is_titled) && others.into_iter().any(is_titled)
}

/// A word without signs and the ending of its plural.
fn stem(word: &str) -> String {
    let letters = letters(word);
    letters.strip_suffix('s').map(str::to_owned).unwrap_or(letters)
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// `the new getShelf API instead` without the words around the name.
fn without_frame(text: &str) -> String {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    while words.first().is_some_and(|word| language::says(word, Role::BeforeReplacement)) {
        words.remove(0);
    }
    while words.last().is_some_and(|word| language::says(word, Role::BehindReplacement)) {
        words.pop();
    }
    words.join(" ")
}

/// The months as English dates begin with them.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The date that a text begins with: as `YYYY-MM-DD`, or, of a month, as written.
fn date(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    let mut next = || words.next().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let first = next()?;
    let parts: Vec<&str> = first.split(['-', '/']).collect();
    match parts[..] {
        [year, month, day] if year.len() == 4 => return calendar(year, number(month)?, day),
        [month, day, year] => return calendar(year, number(month)?, day),
        _ => {}
    }
    let (second, third) = (next()?, next());
    if let (Some(month), Some(year)) = (month(second), third) {
        return calendar(year, month, first);
    }
    let found = month(first)?;
    match third.and_then(|year| calendar(year, found, second)) {
        Some(day) => Some(day),
        None if second.len() == 4 && number(second).is_some() => Some(format!("{first} {second}")),
        None => None,
    }
}

fn month(word: &str) -> Option<u32> {
    let start = word.get(..3)?;
    let at = MONTHS.iter().position(|month| month.eq_ignore_ascii_case(start))?;
    u32::try_from(at + 1).ok()
}

fn number(word: &str) -> Option<u32> {
    word.parse().ok()
}

/// A day as `YYYY-MM-DD`; `day` may be `30th`.
fn calendar(year: &str, month: u32, day: &str) -> Option<String> {
    let day = number(day.trim_end_matches(|c: char| c.is_ascii_alphabetic()))?;
    let is_year = year.len() == 4 && number(year).is_some();
    (is_year && (1..=12).contains(&month) && (1..=31).contains(&day)).then(|| format!("{year}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_pages_write_them() {
        for (text, expected) in [
            ("January 5, 2031", Some("2031-01-05")),
            ("Dec 31, 2030 and not before", Some("2030-12-31")),
            ("April 30th, 2031.", Some("2031-04-30")),
            ("31 May 2031", Some("2031-05-31")),
            ("2031-10-01.", Some("2031-10-01")),
            ("3/05/2031", Some("2031-03-05")),
            ("06/30/2031", Some("2031-06-30")),
            ("March, 2031", Some("March 2031")),
            ("March 2031", Some("March 2031")),
            ("30/06/2031", None),
            ("March", None),
            ("March next year", None),
            ("June 40, 2031", None),
            ("soon", None),
            ("\u{df}\u{df} 1, 2031", None),
            ("", None),
        ] {
            assert_eq!(date(text).as_deref(), expected, "{text}");
        }
    }
}
