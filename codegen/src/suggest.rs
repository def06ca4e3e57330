//! "Did you mean": the documented name that a wrong one is most like.

/// Names less alike than this are no suggestion.
const ALIKE: f64 = 0.82;
/// The same for a list of a few words: `nmae` for `name`.
const ALIKE_WORD: f64 = 0.7;

/// What the search for names may still cost. It grows with the number of wrong names and with that of documented ones,
/// and no page that people write has very many of both: where one has, the first of its wrong names get a suggestion.
#[derive(Debug)]
pub(crate) struct Effort(usize);

/// Comparing the letters of two names costs as much as comparing the order of so many pairs of letters.
const LETTERS: usize = 32;

impl Default for Effort {
    /// A page's.
    fn default() -> Effort {
        Effort(10_000_000)
    }
}

impl Effort {
    /// The candidate that is most like `name`, if one is like it at all.
    pub fn nearest<'a>(&mut self, name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        self.nearest_than(ALIKE, name, candidates)
    }

    /// The one of a few fixed words that is most like `name`: of a short list even a less alike one is meant.
    pub fn word<'a>(&mut self, name: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        self.nearest_than(ALIKE_WORD, name, words)
    }

    fn nearest_than<'a>(
        &mut self,
        least: f64,
        name: &str,
        candidates: impl Iterator<Item = &'a str>,
    ) -> Option<&'a str> {
        let lower = name.to_lowercase();
        let letters = Letters::of(&lower);
        let mut best: Option<(f64, &str)> = None;
        for candidate in candidates {
            self.0 = self.0.checked_sub(LETTERS + candidate.len())?;
            let candidate_lower = candidate.to_lowercase();
            let mut alike = contained(&lower, &candidate_lower);
            if letters.may_be_alike(&candidate_lower, least) {
                self.0 = self.0.checked_sub(lower.len().saturating_mul(candidate_lower.len()))?;
                alike = alike.max(strsim::normalized_damerau_levenshtein(&lower, &candidate_lower));
            }
            if alike >= least && best.is_none_or(|(most, _)| alike > most) {
                best = Some((alike, candidate));
            }
        }
        best.map(|(_, candidate)| candidate)
    }
}

/// How often each letter occurs in a name. Most names are so different that their letters alone tell it, which spares
/// the dear comparison of their order.
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
        if short * 4 < long * 3 {
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

/// A name that the other one starts or ends with: `createdTime` for `createdDateTime` is not, `dateTime` is.
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
        assert_eq!(word("size", &["tags", "name"]), None);
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
