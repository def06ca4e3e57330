//! "Did you mean": the documented name that a wrong one is most like.

/// Names less alike than this are no suggestion.
const ALIKE: f64 = 0.82;

/// The candidate that is most like `name`, if one is like it at all.
pub(super) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let candidate_lower = candidate.to_lowercase();
        let mut alike = contained(&lower, &candidate_lower);
        // Each character that one has more is one change: names of very different lengths need no closer look.
        let (short, long) = (lower.len().min(candidate_lower.len()), lower.len().max(candidate_lower.len()));
        if short * 4 >= long * 3 {
            alike = alike.max(strsim::normalized_damerau_levenshtein(&lower, &candidate_lower));
        }
        if alike >= ALIKE && best.is_none_or(|(most, _)| alike > most) {
            best = Some((alike, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
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
        let nearest = |name| nearest(name, known.into_iter());
        assert_eq!(nearest("dispalyName"), Some("displayName"));
        assert_eq!(nearest("DisplayNames"), Some("displayNames"));
        assert_eq!(nearest("dateTime"), Some("createdDateTime"));
        assert_eq!(nearest("color"), None);
    }
}
