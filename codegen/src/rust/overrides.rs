//! Names and features that a user chose in place of the generator's own: checked against the model, then looked up.

use std::collections::{BTreeMap, BTreeSet};

use super::names;
use crate::given::Given;
use crate::model::{Api, Type, TypeKey};
use crate::suggest::{did_you_mean, similar};

/// The workload of what names none.
const OTHER: &str = "other";

/// Overrides for names and features, as a user writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Full type names and the Rust names they are to have: `microsoft.graph.message` and `MailMessage`.
    pub types: Vec<(Given, Given)>,
    /// Properties, as `microsoft.graph.message.subject`, and the names of their fields: `title`. It is the name in all
    /// types that inherit the property.
    pub properties: Vec<(Given, Given)>,
    /// Operations and the names of their constants: `user-sendmail` and `SEND_MAIL`.
    pub operations: Vec<(Given, Given)>,
    /// Features and the workloads they stand for together.
    pub features: Vec<(Given, Vec<Given>)>,
}

/// An override that does not fit the model, or no Rust code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct OverrideError(String);

/// Overrides that were checked.
#[derive(Clone, Debug, Default)]
pub struct ResolvedOverrides {
    types: BTreeMap<TypeKey, String>,
    properties: BTreeMap<(TypeKey, String), String>,
    operations: BTreeMap<String, String>,
    /// The feature of each workload that does not have its own.
    features: BTreeMap<String, String>,
    ungated: bool,
}

impl ResolvedOverrides {
    /// Checks overrides against the whole model: what is not selected may be named as well.
    ///
    /// # Errors
    /// When an overridden thing does not exist, a name is not valid in Rust, or two things would have the same name.
    pub fn new(api: &Api, overrides: &Overrides) -> Result<ResolvedOverrides, OverrideError> {
        let mut out = ResolvedOverrides::default();
        let mut taken: BTreeMap<(String, String), String> = BTreeMap::new();
        for (of, name) in &overrides.types {
            let Some(ty) = api.get(&of.value) else {
                let all = api.types.values().map(|t| t.name.as_str());
                return Err(unknown(of, "type", all, "give its full name, as `graph-codegen model` prints it"));
            };
            let style = names::identifier(&names::pascal(&name.value), "T");
            check(name, "type", &style, |n| n.starts_with(|c: char| c.is_ascii_uppercase()) && !n.contains('_'))?;
            free(&mut taken, (ty.namespace().to_lowercase(), name.value.to_lowercase()), name, &ty.name)?;
            out.types.insert(ty.name.clone(), name.value.clone());
        }
        for (of, name) in &overrides.properties {
            let (ty, property) = property(api, of)?;
            let style = names::identifier(&names::snake(&name.value), "n");
            let lower =
                |n: &str| n.starts_with(|c: char| c.is_ascii_lowercase()) && !n.contains(|c: char| c.is_uppercase());
            check(name, "field", &style, lower)?;
            if name.value == "additional" {
                return Err(OverrideError(name.message("`additional` holds the members that no field carries")));
            }
            free(&mut taken, (ty.name.to_lowercase(), name.value.to_lowercase()), name, &property)?;
            out.properties.insert((ty.name.clone(), property), name.value.clone());
        }
        for (of, name) in &overrides.operations {
            let Some(operation) = api.operations.iter().find(|o| o.name.eq_ignore_ascii_case(&of.value)) else {
                let all = api.operations.iter().map(|o| o.name.as_str());
                return Err(unknown(of, "operation", all, "an operation is called like its page, without `.md`"));
            };
            let style = names::identifier(&names::snake(&name.value), "n").to_uppercase();
            check(name, "constant", &style, |n| !n.contains(|c: char| c.is_lowercase()))?;
            free(&mut taken, (String::new(), name.value.to_lowercase()), name, &operation.name)?;
            out.operations.insert(operation.name.clone(), name.value.clone());
        }
        out.group(api, &overrides.features)?;
        Ok(out)
    }

    fn group(&mut self, api: &Api, features: &[(Given, Vec<Given>)]) -> Result<(), OverrideError> {
        let of_types = api.types.values().map(|t| t.workload.as_deref());
        let workloads: BTreeSet<String> =
            of_types.chain(api.operations.iter().map(|o| o.workload.as_deref())).map(own_feature).collect();
        for (feature, members) in features {
            if own_feature(Some(&feature.value)) != feature.value {
                let text = format!(
                    "`{}` cannot be a feature: take small letters, digits and hyphens, and none of `default`, `full`, `testing`",
                    feature.value
                );
                return Err(OverrideError(feature.message(text)));
            }
            for workload in members {
                let key = own_feature(Some(&workload.value));
                if !workloads.contains(&key) {
                    let all = workloads.iter().map(String::as_str);
                    return Err(unknown(workload, "workload", all, "the front matter of pages names them"));
                }
                if let Some(other) = self.features.insert(key, feature.value.clone()) {
                    let text = format!("the workload `{}` is in the feature `{other}` already", workload.value);
                    return Err(OverrideError(workload.message(text)));
                }
            }
        }
        for (feature, _) in features {
            if workloads.contains(&feature.value) && self.feature(Some(&feature.value)) != feature.value
                || workloads.contains(&feature.value) && !self.features.contains_key(&feature.value)
            {
                let text = format!(
                    "`{0}` is also a workload: add it to the list of the feature, or choose another name for the feature",
                    feature.value
                );
                return Err(OverrideError(feature.message(text)));
            }
        }
        Ok(())
    }

    /// The same overrides for code in which nothing depends on a feature.
    #[must_use]
    pub fn without_features(mut self) -> ResolvedOverrides {
        self.ungated = true;
        self
    }

    /// Whether code depends on features.
    pub(super) fn gated(&self) -> bool {
        !self.ungated
    }

    /// The feature of a workload.
    pub(super) fn feature(&self, workload: Option<&str>) -> String {
        if self.ungated {
            return OTHER.to_owned();
        }
        let own = own_feature(workload);
        self.features.get(&own).cloned().unwrap_or(own)
    }

    /// The chosen name of a type, by its key.
    pub(super) fn of_type(&self, key: &TypeKey) -> Option<&str> {
        self.types.get(key).map(String::as_str)
    }

    /// The chosen name of a property: that of the type itself, else of the nearest type it is inherited from.
    pub(super) fn of_property(&self, api: &Api, ty: &Type, property: &str) -> Option<&str> {
        if self.properties.is_empty() {
            return None;
        }
        let chosen = |ty: &Type| self.properties.get(&(ty.name.clone(), property.to_owned()));
        api.chain(ty).find_map(chosen).map(String::as_str)
    }

    /// The chosen name of an operation's constant.
    pub(super) fn of_operation(&self, name: &str) -> Option<&str> {
        self.operations.get(name).map(String::as_str)
    }
}

/// The feature that a workload has of its own: letters, digits and hyphens, as cargo and the crate registry want it.
fn own_feature(workload: Option<&str>) -> String {
    let clean: String = workload
        .unwrap_or(OTHER)
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' })
        .take(64)
        .collect();
    let name = clean.trim_matches('-');
    match name {
        "" => OTHER.to_owned(),
        // A feature may be called anything, but these have meanings of their own.
        "default" | "full" | "testing" => format!("{name}-workload"),
        name => name.to_owned(),
    }
}

fn property<'a>(api: &'a Api, given: &Given) -> Result<(&'a Type, String), OverrideError> {
    let Some((ty, name)) = given.value.rsplit_once('.') else {
        let text = format!("`{}` is to be a type's full name, a dot, and the property", given.value);
        return Err(OverrideError(given.message(text)));
    };
    let Some(ty) = api.get(ty) else {
        let written = Given { value: ty.to_owned(), place: given.place.clone() };
        let all = api.types.values().map(|t| t.name.as_str());
        return Err(unknown(&written, "type", all, "give its full name, a dot, and the property"));
    };
    match ty.property(name) {
        Some(property) => Ok((ty, property.name.clone())),
        None => {
            let similar = similar(name, ty.properties.iter().map(|p| p.name.as_str()));
            let text = format!("{} has no property `{name}`{}", ty.name, did_you_mean(&similar));
            Err(OverrideError(given.message(text)))
        }
    }
}

fn unknown<'a>(given: &Given, what: &str, all: impl Iterator<Item = &'a str>, advice: &str) -> OverrideError {
    let similar = similar(&given.value, all);
    let end = if similar.is_empty() { format!("; {advice}") } else { did_you_mean(&similar) };
    OverrideError(given.message(format!("the docs have no {what} `{}`{end}", given.value)))
}

/// Whether a name can stand where it is wanted.
fn check(name: &Given, what: &str, style: &str, in_style: impl Fn(&str) -> bool) -> Result<(), OverrideError> {
    let plain = names::identifier(&name.value, "n") == name.value && name.value.len() <= names::LONGEST;
    let reserved = what != "field" && names::is_reserved(&name.value);
    if plain && !reserved && in_style(&name.value) {
        return Ok(());
    }
    let suggestion = if style == name.value { String::new() } else { format!(": write `{style}`, say") };
    Err(OverrideError(name.message(format!("`{}` is no name for a {what} in Rust{suggestion}", name.value))))
}

fn free(
    taken: &mut BTreeMap<(String, String), String>,
    key: (String, String),
    name: &Given,
    of: &str,
) -> Result<(), OverrideError> {
    match taken.insert(key, of.to_owned()) {
        Some(other) if other != of => {
            let text = format!("`{}` is to be the name of {of}, and of {other} already", name.value);
            Err(OverrideError(name.message(text)))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::Tree;

    /// Two types, one of the workload `one` and one of the workload `two`.
    fn api() -> Api {
        let pages = [("thing", "one"), ("other", "two")].map(|(name, workload)| {
            let text = format!(
                "---\nms.subservice: \"{workload}\"\n---\n# {name} resource type\n\nNamespace: microsoft.graph\n\nA thing.\n\n\
                 ## Properties\n\n|Property|Type|Description|\n|:---|:---|:---|\n|title|String|Its title.|\n"
            );
            (format!("resources/{name}.md"), text.into_bytes())
        });
        crate::analysis::analyze(&Tree::from_memory(pages))
    }

    fn grouped(features: &[(&str, &[&str])]) -> Result<ResolvedOverrides, OverrideError> {
        let given = |workloads: &&[&str]| workloads.iter().map(|it| Given::from(*it)).collect();
        let features = features.iter().map(|(feature, of)| (Given::from(*feature), given(of))).collect();
        ResolvedOverrides::new(&api(), &Overrides { features, ..Overrides::default() })
    }

    #[test]
    fn features_stand_for_workloads() {
        let choices = grouped(&[("both", &["one", "two"])]).unwrap();
        assert_eq!([Some("one"), Some("two"), None].map(|of| choices.feature(of)), ["both", "both", "other"]);
        assert!(choices.gated());
        let ungated = choices.without_features();
        assert_eq!((ungated.feature(Some("one")).as_str(), ungated.gated()), ("other", false));
        // A feature may bear the name of a workload that it stands for.
        assert_eq!(grouped(&[("one", &["one", "two"])]).unwrap().feature(Some("two")), "one");
    }

    #[test]
    fn features_that_cannot_be_are_refused() {
        for (features, part) in [
            ([("Mail", &["one"] as &[&str]), ("b", &["two"])], "`Mail` cannot be a feature"),
            ([("full", &["one"]), ("b", &["two"])], "`full` cannot be a feature"),
            ([("a", &["three"]), ("b", &["two"])], "no workload `three`"),
            ([("a", &["one"]), ("b", &["one"])], "the workload `one` is in the feature `a` already"),
            ([("one", &["two"]), ("b", &[])], "`one` is also a workload"),
            ([("one", &["two"]), ("two", &["one"])], "`one` is also a workload"),
        ] {
            let error = grouped(&features).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn a_workload_has_a_feature_that_cargo_takes() {
        let (long, cut) = ("w".repeat(70), "w".repeat(64));
        for (workload, feature) in [
            (None, "other"),
            (Some(""), "other"),
            (Some("M365 Backup_storage"), "m365-backup_storage"),
            (Some("-edge-"), "edge"),
            (Some("default"), "default-workload"),
            (Some("Testing"), "testing-workload"),
            (Some(long.as_str()), cut.as_str()),
        ] {
            assert_eq!(own_feature(workload), feature, "{workload:?}");
        }
    }

    #[test]
    fn names_are_those_of_rust_in_their_style() {
        let renamed = |ty: &str, field: &str| {
            let types = vec![(Given::from("microsoft.graph.thing"), Given::from(ty))];
            let properties = vec![(Given::from("microsoft.graph.thing.title"), Given::from(field))];
            ResolvedOverrides::new(&api(), &Overrides { types, properties, ..Overrides::default() })
                .map(|_| ())
                .map_err(|e| e.to_string())
        };
        let long = "A".repeat(names::LONGEST);
        for (ty, field) in [("Article", "headline"), ("Article", "type"), (long.as_str(), "a_1")] {
            assert_eq!(renamed(ty, field), Ok(()), "{ty} {field}");
        }
        for (ty, part) in [
            ("article", "`article` is no name for a type in Rust: write `Article`, say"),
            ("My_Article", "write `MyArticle`, say"),
            ("Art-icle", "write `ArtIcle`, say"),
            (&format!("{long}A"), "is no name for a type in Rust"),
        ] {
            let error = renamed(ty, "headline").unwrap_err();
            assert!(error.contains(part), "{error}");
        }
        for field in ["Headline", "head-line", "self", "additional"] {
            assert!(renamed("Article", field).is_err(), "{field}");
        }
    }
}
