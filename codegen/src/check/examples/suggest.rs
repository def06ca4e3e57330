//! "Did you mean": the documented name that a wrong one is most like.

/// Names less alike than this are no suggestion.
const ALIKE: f64 = 0.82;

/// The candidate that is most like `name`, if one is like it at all.
pub(super) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let alike = strsim::normalized_damerau_levenshtein(&lower, &candidate.to_lowercase())
            .max(contained(&lower, &candidate.to_lowercase()));
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
