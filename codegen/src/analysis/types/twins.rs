//! Pages that are named after the same type and describe it differently.
//!
//! Several pages may describe one type: each has a part of it, as the Intune pages do, and is named after that part. Two pages
//! that are named after the type alone, `user.md` and `User.md` say, each claim to describe all of it.

use std::collections::{BTreeMap, BTreeSet};

use super::declaration::Source;
use crate::diagnostic::{Code, Findings};
use crate::docs::Folder;
use crate::model::TypeKey;

/// The number of properties of only one page that a message shows.
const MOST_SHOWN: usize = 10;

/// Compares the pages that are named after the same type.
pub(super) fn compare(sources: &[Source<'_>]) -> Findings {
    let mut findings = Findings::default();
    let mut first: BTreeMap<&TypeKey, &Source<'_>> = BTreeMap::new();
    for source in sources {
        if source.page.folder != Folder::Resources || source.rows.is_empty() || !source.bears_name() {
            continue;
        }
        let known = *first.entry(&source.name).or_insert(source);
        if known.page.path == source.page.path {
            continue;
        }
        let (there, here) = (names(known), names(source));
        let only = |these: &BTreeMap<String, &str>, others: &BTreeMap<String, &str>| -> Vec<String> {
            these.iter().filter(|(name, _)| !others.contains_key(*name)).map(|(_, name)| format!("`{name}`")).collect()
        };
        let differences: Vec<String> = [("here", only(&here, &there)), ("there", only(&there, &here))]
            .into_iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(place, names)| format!("{} only {place}", list(&names)))
            .collect();
        if !differences.is_empty() {
            let message = format!(
                "`{}` is also described by {}, with other properties: {}",
                source.name,
                known.page.path,
                differences.join(", ")
            );
            let help = "keep one of the two pages, or name the type of each in its `@odata.type`";
            findings.report_with_help(Code::TypeTwice, source.page.place(), message, help);
        }
    }
    findings
}

/// The properties in the tables of a page, by their names in lower case.
fn names<'s>(source: &'s Source<'_>) -> BTreeMap<String, &'s str> {
    source.rows.iter().map(|row| (row.name.to_ascii_lowercase(), row.name.as_str())).collect()
}

fn list(names: &[String]) -> String {
    let shown: BTreeSet<&str> = names.iter().take(MOST_SHOWN).map(String::as_str).collect();
    let shown = shown.into_iter().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MOST_SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
