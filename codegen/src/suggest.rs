//! "Did you mean": the known names that a wrong one is most like.
//!
//! Two names are as alike as their Damerau-Levenshtein distance says, from 0 (nothing in common) to 1 (the same), letter case
//! aside. Where one name starts or ends with the other, they are alike enough to be suggested.

/// Names that are less alike than this are not suggested.
const ALIKE: f64 = 0.82;
/// The same where a slip is more likely than another name: for a list of a few words, and for what a user typed. One wrong
/// letter of three is a slip.
const ALIKE_WORD: f64 = 0.66;
/// At most so many names are suggested for what a user typed.
const MOST: usize = 3;

/// The known names that are most like what a user typed, the most alike first; at most three.
pub(crate) fn similar<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    // A user types a few names, so nothing has to be saved.
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

/// How much the search for names on one page may still cost, in pairs of letters that are compared. The cost grows with the
/// number of wrong names times the number of known ones. Only a page made to waste time has very many of both; on it, only
/// the first wrong names get a suggestion.
#[derive(Debug)]
pub(crate) struct Effort(usize);

/// Comparing how often each letter occurs in two names costs as much as comparing this many pairs of letters.
const LETTERS: usize = 32;

impl Default for Effort {
    /// The effort for one page.
    fn default() -> Effort {
        Effort(10_000_000)
    }
}

impl Effort {
    /// The known name that is most like `name`, if there is one.
    pub fn nearest<'a>(&mut self, name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        most_alike(self.alike(ALIKE, name, known)?)
    }

    /// The same for a list of a few words: even one that is less alike is suggested.
    pub fn word<'a>(&mut self, name: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        most_alike(self.alike(ALIKE_WORD, name, words)?)
    }

    /// The known names that are alike enough, and how alike they are; nothing once the effort is spent.
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

/// The first of those that are most alike.
fn most_alike(found: Vec<(f64, &str)>) -> Option<&str> {
    found.into_iter().reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, name)| name)
}

/// How often each letter occurs in a name. Most names differ so much in their letters that there is no need to compare the
/// order of the letters, which costs more.
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

    /// Whether so few changes may make one name of the other that they are alike: each change adds one letter at most,
    /// and takes one away at most.
    fn may_be_alike(&self, other: &str, least: f64) -> bool {
        let (short, long) = (self.len.min(other.len()), self.len.max(other.len()));
        if short * 2 < long {
            return false;
        }
        // A change of one character may be one of several bytes.
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

/// Whether one name starts or ends with the other, as likeness: `dateTime` and `createdDateTime`, but not `createdTime`.
fn contained(a: &str, b: &str) -> f64 {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if short.len() >= 5 && (long.starts_with(short) || long.ends_with(short)) { ALIKE } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_name_is_suggested() {
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
    fn what_a_user_typed_gets_three_suggestions_at_most() {
        let known = ["brook", "book", "boooks", "shelf", "boook", "book"];
        assert_eq!(similar("boook", known), ["boook", "boooks", "book"]);
        assert_eq!(similar("SHELV", known), ["shelf"]);
        assert_eq!(similar("x", known), [""; 0]);
        assert_eq!(did_you_mean(&similar("x", known)), "");
        assert_eq!(did_you_mean(&["a"]), ": did you mean `a`?");
        assert_eq!(did_you_mean(&["a", "b", "c"]), ": did you mean `a`, `b` or `c`?");
    }

    #[test]
    fn of_very_many_wrong_names_the_first_get_a_suggestion() {
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
