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
        read_only: is_read_only(&sentences)
            || ends_read_only(description) && !is_written(&sentences)
            || remarks(type_cell).any(|remark| language::says(remark, Role::ReadOnly)),
        nullable: nullable(&sentences),
        default: default(description, &sentences),
        filter: filter(description, &text, &sentences),
        returned_on_select_only: language::says(&text, Role::OnSelectOnly),
    }
}

/// A quick check, because most rows do not state facts.
fn may_state(description: &Description) -> bool {
    description.parts.iter().any(|part| language::says(part.words(), Role::MayStateFact))
}

/// Whether a row says that the enumeration of its type can be combined, or that one text has several of its values.
pub(super) fn says_flags(words: &str, type_cell: &str, is_collection: bool) -> bool {
    says_of_itself_flags(words)
        || !is_collection && language::says(words, Role::SeveralInOneText)
        || remarks(type_cell).any(|remark| language::says(remark, Role::FlagsMark))
}

/// Whether a type cell has the remark "(required)".
pub(super) fn is_required_type(type_cell: &str) -> bool {
    remarks(type_cell).any(|remark| language::says(remark, Role::Required))
}

/// Whether words say that the members of an enumeration can be combined, and not that they cannot.
pub(super) fn says_of_itself_flags(words: &str) -> bool {
    language::all(words, Role::FlagsEnum).any(|found| {
        let before = words.get(..found.start).unwrap_or_default();
        !language::says(before.trim_end(), Role::Negation)
    })
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
        let words = description.words();
        let all = sentences(words.trim());
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
            // A hyphen at which no line may break.
            other => out.push_str(&other.words().replace('\u{2011}', "-")),
        }
    }
    out
}

/// A word as it is written on the page.
fn unmasked(word: &str) -> String {
    word.chars().map(|c| INSIDE.iter().find(|(_, mask)| *mask == c).map_or(c, |(plain, _)| *plain)).collect()
}

/// The sentences of a text. Text in brackets is a sentence; a full stop ends one before a blank or a capital.
pub(super) fn sentences(text: &str) -> Vec<&str> {
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
        let roles = [Role::ReadOnly, Role::Nullable, Role::NotNullable, Role::Required, Role::Optional, Role::FactWord];
        word.is_empty() || roles.into_iter().any(|role| language::says(word, role))
    };
    words().any(|word| language::says(word, role)) && words().all(states_fact)
}

/// Whether a sentence states this about the property unconditionally.
fn states(sentence: &str, role: Role) -> bool {
    language::split(sentence, role).is_some_and(|(_, behind)| !language::says(behind, Role::OnlyAtTimes))
}

fn is_read_only(sentences: &[&str]) -> bool {
    let says = |sentence: &&str| lists(sentence, Role::ReadOnly) || states(sentence, Role::IsReadOnly);
    sentences.iter().any(says) && !is_written(sentences)
}

fn is_written(sentences: &[&str]) -> bool {
    sentences.iter().any(|sentence| language::says(sentence, Role::Written))
}

/// Whether a sentence that lacks its full stop goes on with "Read-only": behind code, a comma or a dash, with a capital.
fn ends_read_only(description: &Description) -> bool {
    let mut is_behind_code = false;
    description.parts.iter().any(|part| {
        let words = part.words().replace('\u{2011}', "-");
        let goes_on = is_behind_code && words.starts_with(char::is_whitespace) && begins_read_only(&words);
        is_behind_code = matches!(part, Part::Code(_));
        goes_on || words.split(". ").any(has_read_only_at_end)
    })
}

/// Whether a text begins with the sentence "Read-only".
fn begins_read_only(words: &str) -> bool {
    let first = sentences(words).first().copied().unwrap_or_default();
    first.starts_with(char::is_uppercase) && language::says(first, Role::ReadOnly)
}

/// "Address of the logo, Read-only": not the last value of a list.
fn has_read_only_at_end(sentence: &str) -> bool {
    let sentence = sentence.trim().trim_end_matches('.');
    let Some((before, _)) = language::split(sentence, Role::ReadOnlyAtEnd) else { return false };
    let end = sentence.get(before.len()..).unwrap_or_default().trim_start_matches(|c: char| !c.is_alphabetic());
    let is_list = before.contains([',', ':']) || language::says(before, Role::MayListValues);
    end.starts_with(char::is_uppercase) && before.contains(' ') && !is_list
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
    found.extend(explained_default(description));
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
    let (word, rest) = behind.split_at_checked(end_of_value(behind))?;
    let value = without_thousands(&unmasked(word.trim_matches(['"', '\''])))?;
    if names_second_value(rest, &is_code) {
        return None;
    }
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
    let is_listed = is_number && language::says(rest.trim_start(), Role::LastInList);
    let ends = rest.trim().is_empty() || rest.starts_with(',') || is_listed;
    let is_value = is_code(&value) || ends && !language::says(&value, Role::NotDefault);
    (!value.is_empty() && is_value).then_some(value)
}

/// Where the value ends with which a text begins: at a blank, or at a comma that is not inside a number.
fn end_of_value(text: &str) -> usize {
    let ends = |at: usize, c: char| {
        let is_in_number = || text.get(at + 1..).is_some_and(|behind| behind.starts_with(|c: char| c.is_ascii_digit()));
        c.is_whitespace() || c == ',' && !is_in_number()
    };
    text.char_indices().find(|(at, c)| ends(*at, *c)).map_or(text.len(), |(at, _)| at)
}

/// `1,000` as `1000`; `None` if the digits are not in groups of three.
fn without_thousands(value: &str) -> Option<String> {
    let mut groups = value.split(',');
    let first = groups.next().unwrap_or_default();
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(&value.replace(',', "")) || first.len() == value.len() {
        return Some(value.to_owned());
    }
    let is_grouped = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    is_grouped.then(|| value.replace(',', ""))
}

/// Whether what is behind a value goes on with another one: "`a` or `b`".
fn names_second_value(rest: &str, is_code: &impl Fn(&str) -> bool) -> bool {
    let rest = rest.trim_start_matches([',', ' ']);
    let rest = language::split(rest, Role::LastInList).map_or(rest, |(_, rest)| rest);
    rest.split([' ', ',']).next().is_some_and(|word| is_code(&unmasked(word)))
}

/// The value of a list in which it is explained: "`null` if it never was (default)".
fn explained_default(description: &Description) -> Option<String> {
    let (mut head, mut at_start) = (None, true);
    for part in &description.parts {
        match part {
            Part::Code(value) | Part::Strong(value) if at_start => {
                head = Some(value);
                at_start = false;
            }
            Part::Text(words) => {
                let clause = words.split(';').next().unwrap_or(words);
                let marked = clause.rfind('(').and_then(|at| clause.split_at_checked(at));
                let is_marked = marked
                    .is_some_and(|(before, mark)| !before.contains(". ") && language::says(mark, Role::DefaultMark));
                if let Some(value) = head.filter(|_| is_marked) {
                    return Some(value.trim().to_owned()).filter(|value| language::says(value, Role::NullValue));
                }
                at_start = words.trim_end().ends_with(';');
                if words.contains([';', '.']) {
                    head = None;
                }
            }
            _ => {}
        }
    }
    None
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
fn filter(description: &Description, text: &str, sentences: &[&str]) -> Option<Vec<String>> {
    for sentence in text.split(". ") {
        let Some((before, behind)) = language::split(sentence, Role::FilterOption) else { continue };
        if is_supported(before) {
            return Some(operators(behind, description));
        }
    }
    sentences.iter().any(|sentence| language::says(sentence, Role::Filterable)).then(Vec::new)
}

/// Whether the words in front of an option say that the property supports it: of several such words, the last ones count.
fn is_supported(before: &str) -> bool {
    let last = |role: Role| language::all(before, role).map(|found| found.end).max();
    let is_denied = last(Role::SupportsNot).zip(last(Role::Supports)).is_some_and(|(not, yes)| yes <= not + 1);
    last(Role::Supports).is_some() && !is_denied && !language::says(before, Role::OfOthers)
}

/// The operators in the brackets with which a text begins, or behind the word "operators".
fn operators(behind: &str, description: &Description) -> Vec<String> {
    let behind = behind.trim_start();
    let is_code = |word: &str| description.codes().any(|code| code == word);
    let words: Vec<&str> = if let Some(list) = behind.strip_prefix('(') {
        let list = list.split(')').next().unwrap_or(list);
        if language::says(list, Role::OtherOperators) {
            return Vec::new();
        }
        list.split(|c: char| !c.is_ascii_alphabetic()).collect()
    } else if let Some(("", list)) = language::split(behind, Role::OperatorsFollow) {
        let list = list.split(['(', ';']).next().unwrap_or(list);
        // Without brackets, a word such as `in` may be English.
        list.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| is_code(word)).collect()
    } else {
        return Vec::new();
    };
    let mut out: Vec<String> = Vec::new();
    for word in words.into_iter().filter(|word| language::says(word, Role::FilterOperator)) {
        let word = spelt(word);
        if !out.contains(&word) {
            out.push(word);
        }
    }
    out
}

/// The operators that pages write with a capital inside.
const OF_TWO_WORDS: [&str; 2] = ["startsWith", "endsWith"];

/// An operator in its one spelling.
fn spelt(word: &str) -> String {
    let known = OF_TWO_WORDS.iter().find(|known| known.eq_ignore_ascii_case(word));
    known.map_or_else(|| word.to_ascii_lowercase(), |known| (*known).to_owned())
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
