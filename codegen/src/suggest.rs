//! "Did you mean": finds the known names that are most similar to an unknown one.
//!
//! Similarity is based on the Damerau-Levenshtein distance, ignoring letter case, from 0 (nothing in common) to 1
//! (equal). If one name is a prefix or suffix of the other, it is similar enough to be suggested.

/// Less similar names are not suggested.
const ALIKE: f64 = 0.82;
/// The limit where a typo is more likely than a different name: for short lists and for user input. One wrong letter
/// of three is a typo.
const ALIKE_WORD: f64 = 0.66;
/// The maximum number of suggestions for user input.
const MOST: usize = 3;

/// The known names that are most similar to user input, best first; at most three.
pub(crate) fn similar<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    // A user gives only a few names, so the budget is unlimited.
    let mut found = Effort(usize::MAX).alike(ALIKE_WORD, typed, known).unwrap_or_default();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    found.dedup_by(|a, b| a.1 == b.1);
    found.into_iter().take(MOST).map(|(_, name)| name).collect()
}

/// `: did you mean `a`, `b` or `c`?`, or nothing.
pub(crate) fn did_you_mean<S: AsRef<str>>(names: &[S]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => format!(": did you mean {only}?"),
        [first @ .., last] => format!(": did you mean {} or {last}?", first.join(", ")),
    }
}

/// The remaining cost of searching names on one page, in compared pairs of letters. The cost grows with the number of
/// wrong names times the number of known ones. Only a malicious page has very many of both; on it, only the first
/// wrong names get a suggestion.
#[derive(Debug)]
pub(crate) struct Effort(usize);

/// The cost of comparing the letter counts of two names, in pairs of letters.
const LETTERS: usize = 32;

impl Default for Effort {
    /// The budget for one page.
    fn default() -> Effort {
        Effort(10_000_000)
    }
}

impl Effort {
    /// The most similar known name, if there is one.
    pub fn nearest<'a>(&mut self, name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        most_alike(self.alike(ALIKE, name, known)?)
    }

    /// Like [`nearest`](Effort::nearest), with the lower limit for short lists.
    pub fn word<'a>(&mut self, name: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        most_alike(self.alike(ALIKE_WORD, name, words)?)
    }

    /// The known names that are similar enough, with their similarity; nothing once the budget is spent.
    fn alike<'a>(
        &mut self,
        least: f64,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Option<Vec<(f64, &'a str)>> {
        let lower = name.to_lowercase();
        let letters = Letters::of(&lower);
        let mut found = Vec::new();
        for candidate in known {
            self.0 = self.0.checked_sub(LETTERS + candidate.len())?;
            let candidate_lower = candidate.to_lowercase();
            let mut alike = contained(&lower, &candidate_lower);
            if letters.may_be_alike(&candidate_lower, least) {
                self.0 = self.0.checked_sub(lower.len().saturating_mul(candidate_lower.len()))?;
                alike = alike.max(strsim::normalized_damerau_levenshtein(&lower, &candidate_lower));
            }
            if alike >= least {
                found.push((alike, candidate));
            }
        }
        Some(found)
    }
}

/// The first of the most similar names.
fn most_alike(found: Vec<(f64, &str)>) -> Option<&str> {
    found.into_iter().reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, name)| name)
}

/// How often each letter occurs in a name. Most names differ so much in their letters that there is no need for the
/// more expensive comparison of their order.
struct Letters {
    counts: [i32; 256],
    len: usize,
    is_ascii: bool,
}

impl Letters {
    fn of(name: &str) -> Letters {
        let mut counts = [0; 256];
        name.bytes().for_each(|byte| add(&mut counts, byte, 1));
        Letters { counts, len: name.len(), is_ascii: name.is_ascii() }
    }

    /// Whether the letter counts allow the names to be similar: each change adds at most one letter and removes at
    /// most one.
    fn may_be_alike(&self, other: &str, least: f64) -> bool {
        let (short, long) = (self.len.min(other.len()), self.len.max(other.len()));
        if short * 2 < long {
            return false;
        }
        // A change of one character can change several bytes.
        if !self.is_ascii || !other.is_ascii() {
            return true;
        }
        let mut left = self.counts;
        other.bytes().for_each(|byte| add(&mut left, byte, -1));
        let missing: i32 = left.iter().map(|count| (*count).max(0)).sum();
        let changes = usize::try_from(missing).unwrap_or_default() + (long - self.len);
        1.0 - changes as f64 / long as f64 >= least
    }
}

fn add(counts: &mut [i32; 256], byte: u8, number: i32) {
    if let Some(count) = counts.get_mut(usize::from(byte)) {
        *count += number;
    }
}

/// The similarity if one name is a prefix or suffix of the other: `dateTime` and `createdDateTime`, but not
/// `createdTime`.
fn contained(a: &str, b: &str) -> f64 {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if short.len() >= 5 && (long.starts_with(short) || long.ends_with(short)) { ALIKE } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_similar_name_is_suggested() {
        let known = ["displayName", "displayNames", "description", "createdDateTime"];
        let nearest = |name| Effort::default().nearest(name, known.into_iter());
        let word = |name, words: &[&'static str]| Effort::default().word(name, words.iter().copied());
        assert_eq!(nearest("dispalyName"), Some("displayName"));
        assert_eq!(nearest("DisplayNames"), Some("displayNames"));
        assert_eq!(nearest("dateTime"), Some("createdDateTime"));
        assert_eq!(nearest("color"), None);
        assert_eq!(word("nmae", &["tags", "name"]), Some("name"));
        assert_eq!(word("zo", &["zoo"]), Some("zoo"));
        assert_eq!(word("size", &["tags", "name"]), None);
    }

    #[test]
    fn user_input_gets_at_most_three_suggestions() {
        let known = ["brook", "book", "boooks", "shelf", "boook", "book"];
        assert_eq!(similar("boook", known), ["boook", "boooks", "book"]);
        assert_eq!(similar("SHELV", known), ["shelf"]);
        assert_eq!(similar("x", known), [""; 0]);
        assert_eq!(did_you_mean(&similar("x", known)), "");
        assert_eq!(did_you_mean(&["a"]), ": did you mean `a`?");
        assert_eq!(did_you_mean(&["a", "b", "c"]), ": did you mean `a`, `b` or `c`?");
    }

    #[test]
    fn the_first_of_very_many_wrong_names_get_a_suggestion() {
        let known: Vec<String> = (0..10_000).map(|number| format!("property{number}")).collect();
        let mut effort = Effort::default();
        let mut nearest = |number| {
            let name = format!("propetry{number}");
            effort.nearest(&name, known.iter().map(String::as_str)).is_some()
        };
        assert!(nearest(0));
        assert!(!(1..1000).all(nearest));
    }
}
