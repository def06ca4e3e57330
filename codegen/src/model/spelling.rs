//! One spelling for each word of a path. Docs spell a segment in several ways, on one page or on different ones; the
//! service does not mind, but whoever calls it has to choose one.

use std::collections::{BTreeMap, HashMap};

use super::operations::Operation;
use super::template::{Parameter, Segment};

/// How often each spelling of a word occurs.
type Spellings = BTreeMap<String, usize>;

/// Gives each word of the templates the spelling that is chosen for its place in the tree of paths. The text of a
/// template stays as documented.
pub(super) fn unify(operations: &mut [Operation]) {
    let mut places: HashMap<String, Spellings> = HashMap::new();
    let mut place = String::new();
    for template in operations.iter().flat_map(|o| &o.templates) {
        place.clear();
        for segment in &template.segments {
            append(&mut place, segment);
            let Some(word) = word(segment) else { continue };
            match places.get_mut(&place) {
                Some(spellings) => match spellings.get_mut(word) {
                    Some(count) => *count += 1,
                    None => drop(spellings.insert(word.to_owned(), 1)),
                },
                None => drop(places.insert(place.clone(), BTreeMap::from([(word.to_owned(), 1)]))),
            }
        }
    }
    places.retain(|_, spellings| spellings.len() > 1);
    if places.is_empty() {
        return;
    }
    for template in operations.iter_mut().flat_map(|o| &mut o.templates) {
        place.clear();
        for segment in &mut template.segments {
            append(&mut place, segment);
            let (Segment::Literal(word) | Segment::Cast(word) | Segment::Function { name: word, .. }) = segment else {
                continue;
            };
            if let Some(chosen) = places.get(&place).and_then(chosen)
                && chosen != word
            {
                chosen.clone_into(word);
            }
        }
    }
}

/// What of a segment may be spelled in several ways.
fn word(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Literal(word) | Segment::Cast(word) | Segment::Function { name: word, .. } => Some(word),
        _ => None,
    }
}

/// Puts what tells a segment from its siblings behind a path.
fn append(place: &mut String, segment: &Segment) {
    let parameter = |place: &mut String, p: &Parameter| {
        push_lower(place, &p.name);
        place.push_str(if p.quoted { "=''," } else { "=," });
    };
    place.push('/');
    match segment {
        Segment::Literal(word) | Segment::Cast(word) => push_lower(place, word),
        Segment::Key(_) => place.push_str("{}"),
        Segment::Function { name, parameters } => {
            push_lower(place, name);
            place.push('(');
            parameters.iter().for_each(|p| parameter(place, p));
            place.push(')');
        }
        Segment::AlternateKey(p) => parameter(place, p),
        Segment::ItemPath(_) => place.push(':'),
        Segment::Value => place.push_str("$value"),
        Segment::Ref => place.push_str("$ref"),
        Segment::Count => place.push_str("$count"),
    }
}

fn push_lower(place: &mut String, word: &str) {
    let start = place.len();
    place.push_str(word);
    match place.get_mut(start..) {
        Some(pushed) if pushed.is_ascii() => pushed.make_ascii_lowercase(),
        _ => {
            place.truncate(start);
            place.push_str(&word.to_lowercase());
        }
    }
}

/// Names of the service start with a small letter and mark their words with capitals, so the spelling that does is
/// taken unless it is rare.
fn chosen(spellings: &Spellings) -> Option<&str> {
    let total: usize = spellings.values().sum();
    let rank = |text: &str, count: usize| {
        let starts_small = text.chars().next().is_some_and(|c| !c.is_uppercase());
        let capitals = text.chars().filter(|c| c.is_uppercase()).count();
        let common = count * 10 >= total;
        (common && starts_small, if common { capitals } else { 0 }, count)
    };
    spellings
        .iter()
        .max_by_key(|(text, count)| (rank(text, **count), std::cmp::Reverse(*text)))
        .map(|(text, _)| text.as_str())
}
