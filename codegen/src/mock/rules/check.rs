//! From what is written to what is held to: each name is looked up in the docs.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use camino::Utf8Path;
use serde_json::{Map, Value, json};
use toml::Spanned;

use super::file::{self, File, Name};
use super::{Change, Denial, Inner, Made, Missing, Moment, Omit, On, Progress, Refusal, RulesError, Take, Trigger};
use crate::given::Place;
use crate::model::{Api, Segment};
use crate::suggest::{did_you_mean, similar};

/// The names of the docs that a rule may use.
pub(super) struct Checker<'a> {
    path: &'a Utf8Path,
    text: &'a str,
    api: &'a Api,
    operations: Vec<&'a str>,
    pages: BTreeSet<&'a str>,
    members: BTreeSet<&'a str>,
    /// The words of paths: relationships that no page of a type lists.
    words: BTreeSet<&'a str>,
    values: BTreeSet<&'a str>,
}

type Checked<T> = Result<T, RulesError>;

impl<'a> Checker<'a> {
    pub fn new(path: &'a Utf8Path, text: &'a str, api: &'a Api) -> Checker<'a> {
        let operations = api.operations.iter().map(|operation| operation.name.as_str()).collect();
        let of_types = api.types.values().flat_map(|ty| &ty.pages).map(String::as_str);
        let pages = api.operations.iter().map(|operation| operation.page.as_str()).chain(of_types).collect();
        let members = api.types.values().flat_map(|ty| &ty.properties).map(|property| property.name.as_str());
        let values = api.types.values().flat_map(|ty| &ty.members).map(|member| member.name.as_str());
        let segments = api.operations.iter().flat_map(|operation| &operation.templates).flat_map(|t| &t.segments);
        let words = segments.filter_map(|segment| match segment {
            Segment::Literal(word) => Some(word.as_str()),
            _ => None,
        });
        Checker {
            path,
            text,
            api,
            operations,
            pages,
            members: members.collect(),
            words: words.collect(),
            values: values.collect(),
        }
    }

    pub fn wrong(&self, span: Range<usize>, message: &str) -> RulesError {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        let (line, column) = (before.matches('\n').count() + 1, line.chars().count() + 1);
        // A message of the parser may have several lines.
        let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
        RulesError::Wrong { place: Place { file: self.path.to_owned(), line, column }, message }
    }

    pub fn rules(&self, file: File) -> Checked<Inner> {
        Ok(Inner {
            refusals: each(file.refuse, |rule| self.refusal(rule))?,
            progress: each(file.progress, |rule| self.progress(rule))?,
            made: each(file.made, |rule| self.made(rule))?,
            takes: each(file.take, |rule| self.take(rule))?,
            omits: each(file.omit, |rule| self.omit(rule))?,
            moments: each(file.moment, |rule| self.moment(rule))?,
            missing: each(file.missing, |rule| self.missing(rule))?,
        })
    }

    fn refusal(&self, rule: Spanned<file::Refuse>) -> Checked<Refusal> {
        let span = rule.span();
        let rule = rule.into_inner();
        self.page(&rule.page)?;
        let about_list = rule.longer_than.is_some() || rule.shorter_than.is_some() || rule.mixed.is_some();
        if about_list == rule.lists.is_empty() {
            return Err(
                self.wrong(span, "`lists` goes with `longer-than`, `shorter-than` or `mixed`: give both, or neither")
            );
        }
        let is_conditional = about_list
            || rule.unless_status.is_some()
            || rule.unless_parent_status.is_some()
            || rule.with_children.is_some()
            || rule.with_siblings.is_some()
            || !rule.object.is_empty();
        if !is_conditional {
            return Err(self.wrong(
                span,
                "the rule has no condition: add `unless-status`, `unless-parent-status`, `where`, `with-children`, \
                 `with-siblings`, or `lists` with `longer-than`, `shorter-than` or `mixed`",
            ));
        }
        Ok(Refusal {
            operations: self.operations(&rule.operations)?,
            unless_status: rule.unless_status.map(|names| self.statuses(&names)).transpose()?,
            unless_parent_status: rule.unless_parent_status.map(|names| self.statuses(&names)).transpose()?,
            object: rule.object,
            with_children: rule.with_children.map(|names| self.relationships(&names)).transpose()?,
            with_siblings: rule.with_siblings.map(|names| self.relationships(&names)).transpose()?,
            lists: self.members(&rule.lists)?,
            longer_than: rule.longer_than,
            shorter_than: rule.shorter_than,
            mixed: rule.mixed.map(|name| self.member(&name)).transpose()?,
            denial: self.denial(&rule.status, rule.code, rule.message)?,
        })
    }

    fn progress(&self, rule: Spanned<file::Progress>) -> Checked<Progress> {
        let span = rule.span();
        let rule = rule.into_inner();
        self.page(&rule.page)?;
        let types = self.types(&rule.types)?;
        let on =
            |names: Option<Vec<Name>>, change| names.map(|names| Ok((change, self.operations(&names)?))).transpose();
        let triggers: Vec<Trigger> =
            [on(rule.made_by, Change::Made)?, on(rule.after, Change::ActedOn)?, on(rule.removed_by, Change::Removed)?]
                .into_iter()
                .flatten()
                .map(|(change, operations)| Trigger { change, operations })
                .collect();
        if triggers.is_empty() {
            return Err(self.wrong(span, "say what sets it off: `made-by`, `after` or `removed-by`"));
        }
        let through = self.statuses(&rule.through)?;
        if through.is_empty() && rule.ends.is_none() {
            return Err(self.wrong(span, "say where it goes: `through`, `ends`, or both"));
        }
        let end = |name: Option<&Name>| name.map(|name| self.status(name)).transpose();
        let ends = rule.ends.as_ref();
        Ok(Progress {
            types,
            triggers,
            when_status: rule.when_status.map(|names| self.statuses(&names)).transpose()?,
            through,
            completed: end(ends.map(|ends| &ends.completed))?,
            with_errors: end(ends.and_then(|ends| ends.with_errors.as_ref()))?,
            failed: end(ends.and_then(|ends| ends.failed.as_ref()))?,
            while_parent: self.statuses(&rule.rests_while_parent)?,
            until: rule.rests_until.map(|name| self.member(&name)).transpose()?,
            error: rule.error.map(|error| json!({ "code": error.code, "message": error.message })),
        })
    }

    fn made(&self, rule: file::Made) -> Checked<Made> {
        self.page(&rule.page)?;
        let parent_id = rule.parent_id.map(|name| self.member(&name)).transpose()?;
        Ok(Made { types: self.types(&rule.types)?, parent_id, members: rule.members })
    }

    fn take(&self, rule: file::Take) -> Checked<Take> {
        self.page(&rule.page)?;
        Ok(Take { operations: self.operations(&rule.operations)?, members: self.members(&rule.members)? })
    }

    fn omit(&self, rule: file::Omit) -> Checked<Omit> {
        self.page(&rule.page)?;
        let how = rule.how;
        Ok(Omit { operations: self.operations(&rule.operations)?, members: self.members(&rule.members)?, how })
    }

    fn moment(&self, rule: Spanned<file::Moment>) -> Checked<Moment> {
        let span = rule.span();
        let rule = rule.into_inner();
        self.page(&rule.page)?;
        let types = self.types(&rule.types)?;
        let on = match (rule.when, rule.statuses) {
            (Some(file::When::Made), None) => On::Made,
            (Some(file::When::Changed), None) => On::Changed,
            (None, Some(statuses)) => On::Statuses(self.statuses(&statuses)?),
            _ => return Err(self.wrong(span, "give either `when`, which is \"made\" or \"changed\", or `statuses`")),
        };
        Ok(Moment { types, member: self.member(&rule.member)?, on })
    }

    fn missing(&self, rule: file::Missing) -> Checked<Missing> {
        self.page(&rule.page)?;
        let operations = self.operations(&rule.operations)?;
        Ok(Missing { operations, denial: self.denial(&rule.status, rule.code, rule.message)? })
    }

    fn denial(&self, status: &Spanned<u16>, code: String, message: String) -> Checked<Denial> {
        if !(400..600).contains(status.get_ref()) {
            return Err(self.wrong(status.span(), "`status` is to be one of an error, from 400 to 599"));
        }
        Ok(Denial { status: *status.get_ref(), code, message })
    }

    /// The operations that names and patterns with `*` stand for.
    fn operations(&self, names: &[Name]) -> Checked<HashSet<String>> {
        let mut out = HashSet::new();
        for name in names {
            let pattern = name.get_ref().to_lowercase();
            let found = self.operations.iter().filter(|operation| matches(&pattern, operation)).copied();
            let before = out.len();
            out.extend(found.map(str::to_owned));
            if out.len() == before && !self.operations.iter().any(|operation| matches(&pattern, operation)) {
                let help = "; an operation is named after its page, `*` matches any characters";
                return Err(self.unknown("operation", name, self.operations.iter().copied(), help));
            }
        }
        Ok(out)
    }

    /// The types of these names, and all that derive from them.
    fn types(&self, names: &[Name]) -> Checked<HashSet<String>> {
        let mut out = HashSet::new();
        for name in names {
            let written = name.get_ref();
            let is_it = |ty: &&crate::model::Type| ty.name.is(written) || ty.short_name().eq_ignore_ascii_case(written);
            let Some(found) = self.api.types.values().find(is_it) else {
                let all = self.api.types.values().map(crate::model::Type::short_name);
                return Err(self.unknown("type", name, all, "; a type is named by its page in `resources`"));
            };
            let derived = self.api.types.values().filter(|ty| self.api.derives_from(&ty.name, &found.name));
            out.extend(derived.map(|ty| ty.name.to_string()));
        }
        Ok(out)
    }

    fn page(&self, name: &Name) -> Checked<()> {
        let written = name.get_ref().as_str();
        if self.pages.contains(written) || written.starts_with("https://") {
            return Ok(());
        }
        let help = "; give a path such as `api/x.md`, or an address that starts with https://";
        Err(self.unknown("page", name, self.pages.iter().copied(), help))
    }

    fn member(&self, name: &Name) -> Checked<String> {
        if self.members.contains(name.get_ref().as_str()) {
            return Ok(name.get_ref().clone());
        }
        Err(self.unknown("property", name, self.members.iter().copied(), " in any type"))
    }

    fn members(&self, names: &[Name]) -> Checked<Vec<String>> {
        names.iter().map(|name| self.member(name)).collect()
    }

    fn relationships(&self, names: &[Name]) -> Checked<Vec<String>> {
        let read = |name: &Name| {
            let written = name.get_ref().as_str();
            if self.words.contains(written) || self.members.contains(written) {
                return Ok(written.to_owned());
            }
            Err(self.unknown("relationship", name, self.words.iter().copied(), " in any path"))
        };
        names.iter().map(read).collect()
    }

    fn status(&self, name: &Name) -> Checked<String> {
        if self.values.contains(name.get_ref().as_str()) {
            return Ok(name.get_ref().clone());
        }
        Err(self.unknown("status", name, self.values.iter().copied(), " in any enumeration"))
    }

    fn statuses(&self, names: &[Name]) -> Checked<Vec<String>> {
        names.iter().map(|name| self.status(name)).collect()
    }

    fn unknown<'n>(&self, kind: &str, name: &Name, known: impl Iterator<Item = &'n str>, help: &str) -> RulesError {
        let mut alike = similar(name.get_ref(), known);
        alike.truncate(1);
        let end = if alike.is_empty() { help.to_owned() } else { did_you_mean(&alike) };
        self.wrong(name.span(), &format!("the docs have no {kind} `{}`{end}", name.get_ref()))
    }
}

fn each<R, T>(rules: Vec<R>, read: impl Fn(R) -> Checked<T>) -> Checked<Vec<T>> {
    rules.into_iter().map(read).collect()
}

/// Whether a name matches a pattern, in which `*` matches any characters.
fn matches(pattern: &str, name: &str) -> bool {
    let name = name.to_lowercase();
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        match rest.split_once(piece) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    false
}

/// Whether an object has all of these members with these values.
pub(super) fn has_all(object: &Map<String, Value>, wanted: &Map<String, Value>) -> bool {
    wanted.iter().all(|(name, value)| object.get(name) == Some(value))
}
