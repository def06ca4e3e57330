//! Enumerations that descriptions list: otherwise undocumented ones, and contradictions to the tables of the others.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::enums::{self, DocumentedEnum};
use super::super::names;
use super::super::page::{qualified, workload};
use super::super::reference::Resolver;
use super::declaration::{Parameter, Source};
use crate::diagnostic::{Code, Findings};
use crate::model::{Description, EnumMember, Target, TypeKey};
use crate::suggest::Effort;

/// Undocumented names in type cells are enumerations if the description lists values.
pub(super) fn add_inline_enums(
    sources: &[Source<'_>],
    parameters: &[Parameter<'_>],
    resolver: &mut Resolver,
    enums: &mut BTreeMap<TypeKey, DocumentedEnum>,
    findings: &mut Findings,
) {
    for known in enums.values() {
        resolver.add(&known.name);
    }
    let mut found = BTreeMap::new();
    let of_types =
        sources.iter().flat_map(|source| source.rows.iter().map(|row| (source.page, &source.namespace, row)));
    let of_operations = parameters.iter().map(|known| (known.page, &known.namespace, &known.row));
    for (page, namespace, row) in of_types.chain(of_operations) {
        if row.navigation {
            continue;
        }
        let target = resolver.resolve(&row.ty, namespace).target;
        let Target::Unresolved(name) = target else { continue };
        let values = match row.values.as_slice() {
            [] => Cow::Owned(enums::bare_values(&row.description)),
            values => Cow::Borrowed(values),
        };
        if values.is_empty() {
            continue;
        }
        let name = name.split_whitespace().next().unwrap_or_default();
        if !names::is_member_name(name) {
            continue;
        }
        let members = values.iter().map(|name| undescribed(name)).collect();
        let documented = DocumentedEnum {
            name: qualified(name, namespace),
            page: page.path.clone(),
            members,
            description: Description::default(),
            workload: workload(page),
            is_flags: false,
            of_property: false,
            span: row.span,
        };
        enums::merge(&mut found, documented, findings);
    }
    enums.extend(found);
}

/// Marks enumerations whose members can be combined according to the rows of properties.
pub(super) fn mark_flags(
    sources: &[Source<'_>],
    parameters: &[Parameter<'_>],
    resolver: &Resolver,
    enums: &mut BTreeMap<TypeKey, DocumentedEnum>,
) {
    let of_types = sources.iter().flat_map(|source| source.rows.iter().map(|row| (&source.namespace, row)));
    let of_operations = parameters.iter().map(|known| (&known.namespace, &known.row));
    for (namespace, row) in of_types.chain(of_operations).filter(|(_, row)| row.says_flags) {
        let Target::Named(name) = resolver.resolve(&row.ty, namespace).target else { continue };
        if let Some(documented) = enums.get_mut(&name) {
            documented.is_flags = true;
        }
    }
}

/// Adds the members that only the descriptions of properties list: whichever list is out of date, programs send and
/// receive these values. One that is spelled almost like a documented member is a misspelling of it.
pub(super) fn add_listed_members(
    sources: &[Source<'_>],
    resolver: &Resolver,
    enums: &mut BTreeMap<TypeKey, DocumentedEnum>,
) {
    // Of each enumeration, its names in lower case, and the members that are new.
    let mut known: HashMap<TypeKey, HashSet<String>> = HashMap::new();
    let mut added: Vec<(TypeKey, EnumMember)> = Vec::new();
    for source in sources {
        let mut effort = Effort::default();
        for row in source.rows.iter().filter(|row| !row.navigation && row.values.len() > 1) {
            let Target::Named(key) = resolver.resolve(&row.ty, &source.namespace).target else { continue };
            let Some(documented) = enums.get(&key) else { continue };
            let documented_names = || documented.members.iter().map(|member| member.name.as_str());
            let names = known.entry(key.clone()).or_insert_with(|| documented_names().map(str::to_lowercase).collect());
            for value in &row.values {
                let is_misspelt = |effort: &mut Effort| effort.word(value, documented_names()).is_some();
                if names.contains(&value.to_lowercase()) || is_misspelt(&mut effort) {
                    continue;
                }
                names.insert(value.to_lowercase());
                added.push((key.clone(), undescribed(value)));
            }
        }
    }
    for (key, member) in added {
        if let Some(documented) = enums.get_mut(&key) {
            documented.members.push(member);
        }
    }
}

/// A member of which only the name is known.
fn undescribed(name: &str) -> EnumMember {
    EnumMember { name: name.to_owned(), description: Description::default(), deprecated: false }
}

/// The number of missing members that a message shows.
const MEMBERS_SHOWN: usize = 100;

/// Compares the values in the descriptions of properties with the member tables.
pub(super) fn compare_enums(
    sources: &[Source<'_>],
    resolver: &Resolver,
    enums: &BTreeMap<TypeKey, DocumentedEnum>,
) -> Findings {
    let mut findings = Findings::default();
    // Of each enumeration, how many members go by a name in lower case, and which names there are.
    let mut members: HashMap<&TypeKey, (HashMap<String, usize>, HashSet<&str>)> = HashMap::default();
    for source in sources {
        for row in source.rows.iter().filter(|row| !row.navigation) {
            let values = &row.values;
            // One value is an example more often than a list.
            if values.len() < 2 {
                continue;
            }
            let Target::Named(name) = resolver.resolve(&row.ty, &source.namespace).target else { continue };
            let Some(documented) = enums.get(&name) else { continue };
            let (folded, exact) = members.entry(&documented.name).or_insert_with(|| {
                let mut folded: HashMap<String, usize> = HashMap::default();
                for member in &documented.members {
                    *folded.entry(member.name.to_ascii_lowercase()).or_default() += 1;
                }
                (folded, documented.members.iter().map(|member| member.name.as_str()).collect())
            });
            let strange: Vec<&str> = values.iter().map(String::as_str).filter(|value| !exact.contains(value)).collect();
            let listed: HashSet<String> = values.iter().map(|value| value.to_ascii_lowercase()).collect();
            let count: usize = listed.iter().filter_map(|value| folded.get(value)).sum();
            let missing = documented.members.len().saturating_sub(count);
            let left_out = documented
                .members
                .iter()
                .map(|m| m.name.as_str())
                .filter(|m| !listed.contains(&m.to_ascii_lowercase()));
            let list = |names: &[&str]| format!("`{}`", names.join("`, `"));
            if !strange.is_empty() {
                let message = format!(
                    "the description of `{}` lists {}, but `{}` on {} does not have these members",
                    row.name,
                    list(&strange),
                    documented.name,
                    documented.page
                );
                findings.report(Code::EnumProse, row.text_span, message);
            } else if missing > 0 {
                let shown: Vec<&str> = left_out.take(MEMBERS_SHOWN).collect();
                let more = match missing - shown.len() {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                let message = format!(
                    "the description of `{}` lists the members of `{}`, but not {}{more}",
                    row.name,
                    documented.name,
                    list(&shown)
                );
                findings.report(Code::EnumProseShort, row.text_span, message);
            }
        }
    }
    findings
}
