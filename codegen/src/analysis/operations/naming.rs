//! Names of operations: the stem of the page, and an addition that distinguishes the operations of one page.

use std::collections::HashSet;

use super::paths::Group;
use crate::docs::Page;
use crate::model::Segment;

/// A name for each operation of a page: the first has the name of the page.
pub(super) fn names(page: &Page, groups: &[Group]) -> Vec<String> {
    let Some(first) = groups.first() else { return Vec::new() };
    let mut taken: HashSet<String> = HashSet::new();
    let mut out = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let mut name = page.stem.clone();
        if index > 0 && !group.ending.is_empty() {
            name = format!("{name}-{}", group.ending.replace('/', "-").replace('$', ""));
        } else if group.head != first.head && group.method == first.method {
            let word = last_word(group).filter(|word| Some(*word) != last_word(first));
            name = word.map_or(name.clone(), |word| format!("{name}-{}", word.to_lowercase()));
        }
        if group.method != first.method {
            name = format!("{name}-{}", group.method.to_lowercase());
        }
        let name = free(name, &taken);
        taken.insert(name.clone());
        out.push(name);
    }
    out
}

/// The last word of the first path.
fn last_word(group: &Group) -> Option<&str> {
    let segments = &group.lines.first()?.template.segments;
    segments.iter().rev().find_map(|segment| match segment {
        Segment::Literal(word) | Segment::Function { name: word, .. } => Some(word.as_str()),
        _ => None,
    })
}

/// The name, with a number behind it if it is taken.
fn free(name: String, taken: &HashSet<String>) -> String {
    if !taken.contains(&name) {
        return name;
    }
    let numbered = (2..).map(|number: usize| format!("{name}-{number}"));
    numbered.into_iter().find(|name| !taken.contains(name)).unwrap_or(name)
}
