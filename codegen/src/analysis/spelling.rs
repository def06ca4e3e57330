//! One spelling for each word of a path. Docs spell a segment in several ways, on one page or on different ones; the
//! service accepts all of them, but a client must choose one.

use std::collections::{BTreeMap, HashMap};

use crate::model::Operation;
use crate::model::{Parameter, Segment};

/// How often each spelling of a word occurs.
type Spellings = BTreeMap<String, usize>;

/// A place in the tree of paths.
#[derive(Default)]
struct Place {
    spellings: Spellings,
    /// The places below, by the part that distinguishes a segment from its siblings.
    below: HashMap<String, usize>,
}

/// Gives each word of the templates the spelling that is chosen for its place in the tree of paths. The text of a
/// template stays as documented.
pub(super) fn unify(operations: &mut [Operation]) {
    let mut places = vec![Place::default()];
    let mut step = String::new();
    for template in operations.iter().flat_map(|o| &o.templates) {
        let mut at = 0;
        for segment in &template.segments {
            step.clear();
            append(&mut step, segment);
            let next = places.len();
            let Some(place) = places.get_mut(at) else { break };
            at = match place.below.get(&step) {
                Some(known) => *known,
                None => {
                    place.below.insert(step.clone(), next);
                    places.push(Place::default());
                    next
                }
            };
            let Some((word, place)) = word(segment).zip(places.get_mut(at)) else { continue };
            match place.spellings.get_mut(word) {
                Some(count) => *count += 1,
                None => drop(place.spellings.insert(word.to_owned(), 1)),
            }
        }
    }
    if places.iter().all(|place| place.spellings.len() < 2) {
        return;
    }
    for template in operations.iter_mut().flat_map(|o| &mut o.templates) {
        let mut place = places.first();
        for segment in &mut template.segments {
            step.clear();
            append(&mut step, segment);
            place = place.and_then(|place| places.get(*place.below.get(&step)?));
            let (Segment::Literal(word) | Segment::Cast(word) | Segment::Function { name: word, .. }) = segment else {
                continue;
            };
            let spellings = place.map(|place| &place.spellings).filter(|spellings| spellings.len() > 1);
            if let Some(chosen) = spellings.and_then(chosen)
                && chosen != word
            {
                chosen.clone_into(word);
            }
        }
    }
}

/// The part of a segment that may have several spellings.
fn word(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Literal(word) | Segment::Cast(word) | Segment::Function { name: word, .. } => Some(word),
        _ => None,
    }
}

/// Writes the part that distinguishes a segment from its siblings.
fn append(step: &mut String, segment: &Segment) {
    let parameter = |step: &mut String, p: &Parameter| {
        step.push_str(&p.name.to_lowercase());
        step.push_str(if p.quoted { "=''," } else { "=," });
    };
    match segment {
        Segment::Literal(word) | Segment::Cast(word) => step.push_str(&word.to_lowercase()),
        Segment::Key(_) => step.push_str("{}"),
        Segment::Function { name, parameters } => {
            step.push_str(&name.to_lowercase());
            step.push('(');
            parameters.iter().for_each(|p| parameter(step, p));
            step.push(')');
        }
        Segment::AlternateKey(p) => parameter(step, p),
        Segment::ItemPath(_) => step.push(':'),
        Segment::Value => step.push_str("$value"),
        Segment::Ref => step.push_str("$ref"),
        Segment::Count => step.push_str("$count"),
    }
}

/// Names of the service start with a small letter and mark their words with capitals, so that spelling
/// is chosen unless it is rare.
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
