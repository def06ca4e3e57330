//! Guesses which of the removed items was renamed to which of the added ones.
//!
//! Every measure is symmetric, so that a comparison in the other direction guesses the same renames.

use std::collections::BTreeSet;

/// What is known about an item that may have been renamed.
#[derive(Clone, Debug, Default)]
pub(super) struct Candidate {
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// What must be equal, such as the type of a property.
    pub fixed: String,
    /// What it consists of, such as the properties of a type.
    pub parts: BTreeSet<String>,
    /// The unchanged neighbours before and after it.
    pub neighbours: (Option<String>, Option<String>),
}

/// The minimum score of a guess.
const ENOUGH: f64 = 0.6;

/// A candidate whose text is split into words once for all comparisons.
struct Prepared<'a> {
    of: &'a Candidate,
    lower: String,
    name: BTreeSet<String>,
    prose: BTreeSet<String>,
}

impl<'a> Prepared<'a> {
    fn new(of: &'a Candidate) -> Prepared<'a> {
        let prose = of.description.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        Prepared {
            lower: of.name.to_lowercase(),
            name: crate::rust::names::words(&of.name).into_iter().collect(),
            prose: prose.take(400).map(str::to_lowercase).collect(),
            of,
        }
    }
}

/// Pairs of indexes into the two lists, best first.
pub(super) fn guess(removed: &[Candidate], added: &[Candidate]) -> Vec<(usize, usize)> {
    let new: Vec<Prepared<'_>> = added.iter().map(Prepared::new).collect();
    let mut scores: Vec<(f64, (&str, &str), usize, usize)> = Vec::new();
    for (i, before) in removed.iter().map(Prepared::new).enumerate() {
        for (j, after) in new.iter().enumerate() {
            let score = score(&before, after);
            if score >= ENOUGH {
                let (a, b) = (before.of.name.as_str(), after.of.name.as_str());
                scores.push((score, (a.min(b), a.max(b)), i, j));
            }
        }
    }
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let (mut old, mut new) = (BTreeSet::new(), BTreeSet::new());
    let mut out = Vec::new();
    for (_, _, i, j) in scores {
        if !old.contains(&i) && !new.contains(&j) {
            old.insert(i);
            new.insert(j);
            out.push((i, j));
        }
    }
    out.sort_unstable();
    out
}

/// The similarity of two items, from 0 to 1.
fn score(a: &Prepared<'_>, b: &Prepared<'_>) -> f64 {
    if a.of.fixed != b.of.fixed {
        return 0.0;
    }
    // (weight, score) of everything that can be compared.
    let mut marks: Vec<(f64, f64)> = Vec::new();
    if !a.of.parts.is_empty() || !b.of.parts.is_empty() {
        let parts = share(&a.of.parts, &b.of.parts);
        // A difference here cannot be outweighed.
        if parts < 0.3 {
            return 0.0;
        }
        marks.push((0.6, parts));
    }
    let described = !a.prose.is_empty() && !b.prose.is_empty();
    if described {
        marks.push((0.4, share(&a.prose, &b.prose)));
    }
    // By letters, or by words where words were added or reordered.
    let letters = strsim::normalized_levenshtein(&a.lower, &b.lower);
    marks.push((0.4, letters.max(share(&a.name, &b.name))));
    let same = |x: &Option<String>, y: &Option<String>| x.is_some() && x == y;
    let at = f64::from(u8::from(same(&a.of.neighbours.0, &b.of.neighbours.0)))
        + f64::from(u8::from(same(&a.of.neighbours.1, &b.of.neighbours.1)));
    marks.push((0.1, at / 2.0));
    let total: f64 = marks.iter().map(|(weight, _)| weight).sum();
    let score = marks.iter().map(|(weight, score)| weight * score).sum::<f64>() / total;
    // The same description and type: the same item, whatever its name.
    let telling = described && a.of.description == b.of.description && a.prose.len() >= 4;
    if telling { score.max(ENOUGH + score / 10.0) } else { score }
}

/// The overlap of two sets (Dice's coefficient).
fn share(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    2.0 * count(a.intersection(b).count()) / count(a.len() + b.len())
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;

    fn candidate(name: &str, description: &str, fixed: &str) -> Candidate {
        Candidate {
            name: name.to_owned(),
            description: description.to_owned(),
            fixed: fixed.to_owned(),
            ..Candidate::default()
        }
    }

    #[test]
    fn an_equal_description_or_a_similar_name_is_a_rename() {
        let text = "Moment at which the session was created.";
        for (before, after) in [
            (candidate("displayName", text, "s"), candidate("title", text, "s")),
            (candidate("startTime", "", "s"), candidate("startDateTime", "", "s")),
            (candidate("completedWithError", "", "s"), candidate("completedWithErrors", "", "s")),
        ] {
            assert_eq!(guess(from_ref(&before), from_ref(&after)), [(0, 0)], "{before:?} {after:?}");
            assert_eq!(guess(&[after], &[before]), [(0, 0)]);
        }
    }

    #[test]
    fn different_items_are_not_a_rename() {
        for (before, after) in [
            (candidate("color", "What it looks like.", "s"), candidate("owner", "Who may change it at all.", "s")),
            (candidate("startTime", "", "s"), candidate("startDateTime", "", "another type")),
            (candidate("a", "", "s"), candidate("b", "", "s")),
        ] {
            assert!(guess(&[before], &[after]).is_empty());
        }
    }

    #[test]
    fn a_short_description_does_not_identify_an_item() {
        // Half similar, which is not enough.
        let (before, after) = (candidate("color", "Its name.", "s"), candidate("owner", "Its name.", "s"));
        assert!(guess(&[before], &[after]).is_empty());
        let text = "Its name in words.";
        assert_eq!(guess(&[candidate("color", text, "s")], &[candidate("owner", text, "s")]), [(0, 0)]);
    }

    #[test]
    fn types_that_share_less_than_three_in_ten_properties_are_different() {
        let parts = |shared: usize, other: &str| -> BTreeSet<String> {
            let own = (shared..10).map(|n| format!("{other}{n}"));
            (0..shared).map(|n| format!("shared{n}")).chain(own).collect()
        };
        let ty = |shared, name: &str| Candidate {
            parts: parts(shared, name),
            ..candidate("restoreSession", "What is to be restored in one go.", "false")
        };
        assert!(guess(&[ty(2, "a")], &[ty(2, "b")]).is_empty());
        assert_eq!(guess(&[ty(3, "a")], &[ty(3, "b")]), [(0, 0)]);
    }

    #[test]
    fn each_item_is_renamed_once_by_the_best_guess() {
        let removed = [candidate("startTime", "", "s"), candidate("startTimes", "", "s")];
        let added = [candidate("startTimed", "", "s"), candidate("startTime2", "", "s")];
        let pairs = guess(&removed, &added);
        assert_eq!(pairs.len(), 2);
        let backwards: BTreeSet<(usize, usize)> = guess(&added, &removed).into_iter().map(|(a, b)| (b, a)).collect();
        assert_eq!(backwards, pairs.into_iter().collect());
    }
}
