//! Facts about a property in its row: read-only, nullable, its default, `$filter` and `$select`.
//!
//! Pages state facts in short separate sentences. A conditional statement ("Read-only for …") is not a fact.

use super::language::{self, Role};
use super::names::is_member_name;
use crate::model::{Description, Part, PropertyFacts};

/// The facts in a description and in the remarks of a type cell: `string (readonly)`.
pub(super) fn of(description: &Description, type_cell: &str) -> PropertyFacts {
    if !may_state(description) {
        let read_only = remarks(type_cell).any(|remark| language::says(remark, Role::ReadOnly));
        return PropertyFacts { read_only, ..PropertyFacts::default() };
    }
    let text = one_word_each(description);
    let sentences = sentences(&text);
    PropertyFacts {
        read_only: is_read_only(&sentences) || remarks(type_cell).any(|remark| language::says(remark, Role::ReadOnly)),
        nullable: nullable(&sentences),
        default: default(description, &sentences),
        filter: filter(&text, &sentences),
        returned_on_select_only: language::says(&text, Role::OnSelectOnly),
    }
}

/// A quick check, because most rows do not state facts.
fn may_state(description: &Description) -> bool {
    description.parts.iter().any(|part| language::says(part.words(), Role::MayStateFact))
}

/// Whether a row says that the enumeration of its type can be combined, or that one text has several of its values.
pub(super) fn says_flags(words: &str, type_cell: &str, is_collection: bool) -> bool {
    language::says(words, Role::FlagsEnum)
        || !is_collection && language::says(words, Role::SeveralInOneText)
        || remarks(type_cell).any(|remark| language::says(remark, Role::FlagsMark))
}

/// The type in "Inherited from [x]": a link or code, or the rest of the sentence.
pub(super) fn inherited_from(description: &Description) -> Option<String> {
    if !may_state(description) {
        return None;
    }
    let marked = description.parts.windows(2).find_map(|pair| match pair {
        [Part::Text(before), name] if language::says(before.trim_end(), Role::InheritedFrom) => {
            let sentence = before.rsplit(". ").next().unwrap_or(before);
            let is_of_itself = !language::says(sentence, Role::Asks);
            Some(name.words().trim().to_owned()).filter(|name| is_of_itself && !name.is_empty())
        }
        _ => None,
    });
    marked.or_else(|| {
        let words = description.to_string();
        let all = sentences(&words);
        let mut bare = all.iter().filter_map(|sentence| sentence.rsplit_once(' '));
        bare.find(|(before, name)| is_whole(before) && is_member_name(name)).map(|(_, name)| name.to_owned())
    })
}

/// Whether a text consists of such words.
fn is_whole(text: &str) -> bool {
    language::split(text, Role::InheritedFrom) == Some(("", ""))
}

/// Characters that end a sentence or a word, and their replacements inside code.
const INSIDE: [(char, char); 7] = [
    ('.', '\u{e000}'),
    (',', '\u{e001}'),
    (';', '\u{e002}'),
    ('(', '\u{e003}'),
    (')', '\u{e004}'),
    (' ', '\u{e005}'),
    ('/', '\u{e006}'),
];

/// The words of a description, in which each piece of code is one word.
fn one_word_each(description: &Description) -> String {
    let masked = |c: char| INSIDE.iter().find(|(plain, _)| *plain == c).map_or(c, |(_, mask)| *mask);
    let mut out = String::new();
    for part in &description.parts {
        match part {
            Part::Code(code) => out.extend(code.chars().map(masked)),
            other => out.push_str(other.words()),
        }
    }
    out
}

/// A word as it is written on the page.
fn unmasked(word: &str) -> String {
    word.chars().map(|c| INSIDE.iter().find(|(_, mask)| *mask == c).map_or(c, |(plain, _)| *plain)).collect()
}

/// The sentences of a text. Text in brackets is a sentence; a full stop ends one before a blank or a capital.
fn sentences(text: &str) -> Vec<&str> {
    let ends = text.char_indices().filter(|(at, c)| match c {
        ';' | '(' | ')' => true,
        '.' => text.get(at + 1..).is_some_and(|behind| {
            behind.chars().next().is_none_or(|next| next.is_whitespace() || next.is_ascii_uppercase() || next == ')')
        }),
        _ => false,
    });
    let (mut out, mut from) = (Vec::new(), 0);
    for (at, _) in ends {
        out.extend(text.get(from..at).map(str::trim));
        from = at + 1;
    }
    out.extend(text.get(from..).map(str::trim));
    out.retain(|sentence| !sentence.is_empty());
    out
}

/// The texts in brackets.
fn remarks(text: &str) -> impl Iterator<Item = &str> {
    text.split('(').skip(1).filter_map(|behind| behind.split(')').next()).map(str::trim)
}

/// A longer sentence is not a list of such words.
const LONGEST_LIST: usize = 80;

/// Whether a sentence is such a word, or a list of words that state facts and has it: "Key, Not nullable, Read-only".
fn lists(sentence: &str, role: Role) -> bool {
    if sentence.len() > LONGEST_LIST {
        return false;
    }
    let words = || sentence.split(',').flat_map(|piece| language::pieces(piece, Role::And)).map(str::trim);
    let states_fact = |word: &str| {
        let roles =
            [Role::ReadOnly, Role::Nullable, Role::NotNullable, Role::Required, Role::NotRequired, Role::FactWord];
        word.is_empty() || roles.into_iter().any(|role| language::says(word, role))
    };
    words().any(|word| language::says(word, role)) && words().all(states_fact)
}

/// Whether a sentence states this about the property unconditionally.
fn states(sentence: &str, role: Role) -> bool {
    language::split(sentence, role).is_some_and(|(_, behind)| !language::says(behind, Role::OnlyAtTimes))
}

fn is_read_only(sentences: &[&str]) -> bool {
    let written = || sentences.iter().any(|sentence| language::says(sentence, Role::Written));
    let says = |sentence: &&str| lists(sentence, Role::ReadOnly) || states(sentence, Role::IsReadOnly);
    sentences.iter().any(says) && !written()
}

/// Whether the value may be null; unknown if the page says both.
fn nullable(sentences: &[&str]) -> Option<bool> {
    let yes = |sentence: &&str| {
        lists(sentence, Role::Nullable) || states(sentence, Role::IsNullable) || has_null_among_values(sentence)
    };
    let no = |sentence: &&str| lists(sentence, Role::NotNullable) || states(sentence, Role::IsNotNullable);
    match (sentences.iter().any(yes), sentences.iter().any(no)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// "Possible values are: `null`, `low`, `high`": `null` is not a value but the lack of one.
fn has_null_among_values(sentence: &str) -> bool {
    let Some((_, list)) = language::split(sentence, Role::ListsValues) else { return false };
    let list = language::split(list, Role::ValuesFollow).map_or(list, |(_, list)| list);
    let pieces = list.split(',').flat_map(|piece| language::pieces(piece, Role::And));
    let mut pieces = pieces.flat_map(|piece| language::pieces(piece, Role::Or));
    pieces.any(|piece| language::says(piece.trim_matches([' ', ':', '"']), Role::NullValue))
}

/// The value of "Default is `x`", or the marked one of a list: `` `x` (default) ``. Two different defaults are ignored.
fn default(description: &Description, sentences: &[&str]) -> Option<String> {
    let is_code = |word: &str| description.codes().any(|code| code == word);
    let mut found: Vec<String> = sentences.iter().filter_map(|sentence| stated_default(sentence, is_code)).collect();
    found.extend(marked_default(description));
    found.dedup();
    found.pop().filter(|_| found.is_empty())
}

/// The value behind "Default is": code, or the one word with which the sentence ends.
fn stated_default(sentence: &str, is_code: impl Fn(&str) -> bool) -> Option<String> {
    let (before, behind) = language::split(sentence, Role::DefaultIs)?;
    let is_of_itself = before.trim().is_empty() || language::says(before, Role::NotGiven);
    if !is_of_itself || language::says(behind, Role::OnlyAtTimes) {
        return None;
    }
    let behind = behind.trim_start_matches([' ', ':']);
    let end = behind.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(behind.len());
    let (word, rest) = behind.split_at_checked(end)?;
    let value = unmasked(word.trim_matches(['"', '\'']));
    let ends = rest.trim().is_empty() || rest.starts_with(',');
    (!value.is_empty() && (is_code(&value) || ends)).then_some(value)
}

/// The value of a list that is marked as the default.
fn marked_default(description: &Description) -> Option<String> {
    let pairs = description.parts.windows(2);
    let mut marked = pairs.filter_map(|pair| match pair {
        [Part::Code(value), Part::Text(behind)] if language::says(behind.trim_start(), Role::DefaultMark) => {
            Some(value)
        }
        _ => None,
    });
    marked.next().cloned().filter(|_| marked.next().is_none())
}

/// The operators of "Supports `$filter` (`eq`, `ne`)"; the list is empty if there are no brackets.
fn filter(text: &str, sentences: &[&str]) -> Option<Vec<String>> {
    for sentence in text.split(". ") {
        let Some((before, behind)) = language::split(sentence, Role::FilterOption) else { continue };
        if language::says(before, Role::Supports) && !language::says(before, Role::SupportsNot) {
            return Some(operators(behind));
        }
    }
    sentences.iter().any(|sentence| language::says(sentence, Role::Filterable)).then(Vec::new)
}

/// The operators in the brackets with which a text begins.
fn operators(behind: &str) -> Vec<String> {
    let Some(list) = behind.trim_start().strip_prefix('(') else { return Vec::new() };
    let list = list.split(')').next().unwrap_or(list);
    let mut out: Vec<String> = Vec::new();
    for word in list.split(|c: char| !c.is_ascii_alphabetic()) {
        // `NOT` is written in capitals, and means `not`.
        let word =
            if word.chars().all(|c| c.is_ascii_uppercase()) { word.to_ascii_lowercase() } else { word.to_owned() };
        if language::says(&word, Role::FilterOperator) && !out.contains(&word) {
            out.push(word);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(parts: &[Part]) -> PropertyFacts {
        of(&Description { parts: parts.to_vec() }, "")
    }

    fn text(words: &str) -> Part {
        Part::Text(words.to_owned())
    }

    fn code(words: &str) -> Part {
        Part::Code(words.to_owned())
    }

    #[test]
    fn what_holds_at_times_is_not_a_fact() {
        for words in
            ["Read-only for guests.", "Once set, this property is read-only.", "A read-only copy.", "Nullable if so."]
        {
            assert_eq!(facts(&[text(words)]), PropertyFacts::default(), "{words}");
        }
        for words in ["The default for PUT is `a`.", "For guests, the default is low.", "Default is low if it is new."]
        {
            assert_eq!(facts(&[text(words)]).default, None, "{words}");
        }
    }

    #[test]
    fn code_is_one_word() {
        let default = |value: &str| facts(&[text("Default value is "), code(value), text(".")]).default;
        for value in ["in stock", "1.1", "a, b", "(none)"] {
            assert_eq!(default(value).as_deref(), Some(value));
        }
    }

    #[test]
    fn two_that_contradict_each_other_say_nothing() {
        assert_eq!(facts(&[text("Nullable. Not nullable.")]).nullable, None);
        assert_eq!(facts(&[text("Read-only. Read-write.")]), PropertyFacts::default());
        let both = [text("Default is "), code("a"), text(". Default is "), code("b"), text(".")];
        assert_eq!(facts(&both).default, None);
    }
}
