//! A JSON body, held against the type that the docs give it.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::fmt;

use super::index::Index;
use super::{formats, kinds};
use crate::diagnostic::{Code, Diagnostic};
use crate::json::{Json, JsonKind, Member};
use crate::model::{Api, Kind, Operation, Primitive, Property, Target, Type, TypeRef};
use crate::span::Span;
use crate::suggest::Effort;

/// Of a value, so many characters are told.
const SHOWN: usize = 60;
/// Values nested deeper than this are not looked at.
const MAX_DEPTH: usize = 64;

/// A finding, and what makes it the same as another.
#[derive(Debug)]
pub(super) struct Found {
    pub diagnostic: Diagnostic,
    pub scope: Scope,
    pub key: String,
}

/// How far a finding speaks: repeated there, it is told once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    /// The page.
    Page,
    /// The example with this number.
    Example(usize),
}

/// Whose members an object holds.
#[derive(Clone, Copy)]
pub(super) enum Owner<'a> {
    /// A type.
    Type(&'a Type),
    /// The body of an operation that takes parameters.
    Parameters(&'a Operation),
}

/// What a value is, in words for messages: put into words only where there is one.
#[derive(Clone, Copy)]
pub(super) enum What<'w> {
    /// These words.
    Words(&'w str),
    /// A member, and what it is a member of.
    Member(&'w str, &'w str),
}

impl fmt::Display for What<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Words(words) => f.write_str(words),
            What::Member(name, owner) => write!(f, "`{name}` of `{owner}`"),
        }
    }
}

impl<'a> Owner<'a> {
    fn name(self) -> &'a str {
        match self {
            Owner::Type(ty) => &ty.name,
            Owner::Parameters(operation) => &operation.name,
        }
    }
}

/// Reads the bodies of one example.
pub(super) struct Reader<'a, 'e> {
    pub api: &'a Api,
    pub found: Vec<Found>,
    index: &'e Index<'a>,
    effort: &'e mut Effort,
    example: Scope,
    depth: usize,
    /// Whether the object that is read names a type that nothing documents.
    of_unknown: bool,
}

impl<'a, 'e> Reader<'a, 'e> {
    pub fn new(api: &'a Api, index: &'e Index<'a>, effort: &'e mut Effort, example: usize) -> Reader<'a, 'e> {
        Reader { api, found: Vec::new(), index, effort, example: Scope::Example(example), depth: 0, of_unknown: false }
    }

    fn say(&mut self, scope: Scope, key: impl Into<String>, diagnostic: Diagnostic) {
        self.found.push(Found { diagnostic, scope, key: key.into() });
    }

    /// A value that is of another kind than documented.
    pub fn wrong(&mut self, json: &Json, message: &str) {
        let diagnostic = Diagnostic::new(Code::ExampleWrongKind, place(json), message);
        self.say(self.example, message, diagnostic);
    }

    pub fn not_an_object(&mut self, json: &Json, what: &str) {
        self.wrong(json, &format!("{what} is an object as documented, and {} here", kinds::found(json)));
    }

    /// A value of a documented type. `what` names it in messages.
    pub fn value(&mut self, json: &Json, ty: &TypeRef, what: What<'_>) {
        if matches!(json.kind, JsonKind::Null) || self.depth >= MAX_DEPTH {
            return;
        }
        self.depth += 1;
        if !ty.collection {
            self.single(json, ty, what);
        } else if let JsonKind::Array(items) = &json.kind {
            for item in items {
                if matches!(item.kind, JsonKind::Null) && !is_untyped(ty) {
                    self.wrong(item, &format!("an item of {what} is null"));
                } else {
                    self.single(item, ty, what);
                }
            }
        } else if !matches!(&ty.target, Target::Unresolved(_)) {
            let found = kinds::found(json);
            self.wrong(json, &format!("{what} is a list of `{}` as documented, and {found} here", ty.name()));
        }
        self.depth -= 1;
    }

    fn single(&mut self, json: &Json, ty: &TypeRef, what: What<'_>) {
        match &ty.target {
            Target::Unresolved(_) => {}
            Target::Primitive(primitive) => self.primitive(json, *primitive, what),
            Target::Named(name) => {
                let Some(ty) = self.index.get(name) else { return };
                if ty.kind == Kind::Enum {
                    self.member_of(json, ty, what);
                } else if matches!(json.kind, JsonKind::Object(_)) {
                    self.object(json, ty, what);
                } else {
                    let found = kinds::found(json);
                    self.wrong(json, &format!("{what} is an object `{}` as documented, and {found} here", ty.name));
                }
            }
        }
    }

    fn primitive(&mut self, json: &Json, primitive: Primitive, what: What<'_>) {
        let edm = primitive.edm_name();
        if !kinds::fits(primitive, json) {
            if let JsonKind::String(text) = &json.kind
                && Primitive::parse(text).is_some()
            {
                let message = format!("{} stands in the place of a value of {what}, which is `{edm}`", quoted(text));
                let diagnostic = Diagnostic::new(Code::ExamplePlaceholder, json.span, message);
                let key = format!("{what} {}", self.key(text));
                self.say(self.example, key, diagnostic.help("write a value"));
                return;
            }
            self.wrong(json, &format!("{what} is `{edm}` as documented, and {} here", kinds::found(json)));
            return;
        }
        let JsonKind::String(text) = &json.kind else { return };
        let Some(form) = formats::wrong(primitive, text) else { return };
        let value = quoted(text);
        let (code, message) = if formats::is_placeholder(text) {
            (Code::ExamplePlaceholder, format!("{value} stands in the place of a value of {what}, which is `{edm}`"))
        } else {
            let code = if primitive == Primitive::Guid { Code::ExampleGuid } else { Code::ExampleDate };
            (code, format!("{value}, {what}, is not of the form that `{edm}` has"))
        };
        let key = format!("{what} {}", self.key(text));
        let diagnostic = Diagnostic::new(code, json.span, message).help(format!("write {form}"));
        self.say(Scope::Page, key, diagnostic);
    }

    /// Equal values are told once a page.
    fn key(&self, text: &str) -> String {
        shorten(text)
    }

    fn member_of(&mut self, json: &Json, ty: &Type, what: What<'_>) {
        let JsonKind::String(text) = &json.kind else {
            let found = kinds::found(json);
            self.wrong(json, &format!("{what} is a member of `{}` as documented, and {found} here", ty.name));
            return;
        };
        let Some(names) = self.index.members(ty) else { return };
        let is_member = |text: &str| names.find(text).is_some();
        // Flags come joined by commas.
        if ty.members.is_empty() || is_member(text) || text.split(',').all(|flag| is_member(flag.trim())) {
            return;
        }
        let key = format!("{what} {}", self.key(text));
        if let Some(member) = names.find_in_any_case(text).and_then(|at| ty.members.get(at)) {
            let message = format!("{what} is `{}` as documented, and `{}` here", member.name, shorten(text));
            let diagnostic = Diagnostic::new(Code::ExampleEnumCase, json.span, message);
            let title = format!("write the member as `{}` documents it", ty.name);
            self.say(Scope::Page, key, rewritten(diagnostic, json.span, title, &member.name));
            return;
        }
        let value = quoted(text);
        let diagnostic = if formats::is_placeholder(text) {
            let message = format!("{value} stands in the place of a value of {what}, which is `{}`", ty.name);
            Diagnostic::new(Code::ExamplePlaceholder, json.span, message)
        } else {
            let message = format!("{value}, {what}, is no documented member of `{}`", ty.name);
            let diagnostic = Diagnostic::new(Code::ExampleEnumValue, json.span, message);
            match self.effort.nearest(text, ty.members.iter().map(|m| m.name.as_str())) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help("document the member, or write one that is documented"),
            }
        };
        self.say(Scope::Page, key, diagnostic);
    }

    fn object(&mut self, json: &Json, documented: &'a Type, what: What<'_>) {
        let mut ty = documented;
        let mut documented_type = true;
        if let Some(given) = json.get("@odata.type").filter(|g| matches!(g.kind, JsonKind::String(_)))
            && let Some(name) = given.as_text()
        {
            match self.runtime_type(&name.value) {
                Some(found) if self.related(found, documented) => {
                    // The nearer one of the two knows more.
                    ty = if self.api.derives_from(&found.name, &documented.name) { found } else { documented };
                }
                Some(found) => {
                    let message = format!("{what} is a `{}` as documented, and `{}` here", documented.name, found.name);
                    self.say(Scope::Page, found.name.as_str(), Diagnostic::new(Code::ExampleType, given.span, message));
                    ty = found;
                }
                None => {
                    documented_type = false;
                    let message =
                        format!("`@odata.type` of {what} names {}, which nothing documents", quoted(&name.value));
                    let diagnostic = Diagnostic::new(Code::ExampleType, given.span, message);
                    let written = name.value.trim_start_matches('#');
                    let last = written.rsplit('.').next().unwrap_or(written);
                    // The same name in another namespace, above all the one that is expected.
                    let is_expected = documented.short_name().eq_ignore_ascii_case(last);
                    let same = if is_expected { Some(documented) } else { self.index.by_last(last) };
                    let names = self.api.types.values().map(|t| t.name.as_str());
                    let near = same.map(|ty| ty.name.as_str()).or_else(|| self.effort.nearest(written, names));
                    let diagnostic = match near {
                        Some(near) => diagnostic.help(format!("did you mean `#{near}`?")),
                        None => diagnostic,
                    };
                    self.say(Scope::Page, name.value, diagnostic);
                }
            }
        }
        // Members of a type that nothing documents are no further finding.
        let around = std::mem::replace(&mut self.of_unknown, !documented_type);
        self.members(json, &ty.properties, Owner::Type(ty));
        self.of_unknown = around;
    }

    fn runtime_type(&self, name: &str) -> Option<&'a Type> {
        let name = name.trim().trim_start_matches('#');
        let found =
            if name.contains('.') { self.api.get(name) } else { self.api.get(&format!("microsoft.graph.{name}")) };
        found.filter(|ty| ty.kind != Kind::Enum)
    }

    fn related(&self, a: &Type, b: &Type) -> bool {
        self.api.derives_from(&a.name, &b.name) || self.api.derives_from(&b.name, &a.name)
    }

    /// The members of an object.
    pub fn members(&mut self, json: &Json, properties: &'a [Property], owner: Owner<'a>) {
        let names = match owner {
            Owner::Type(ty) => self.index.properties(ty),
            Owner::Parameters(operation) => self.index.parameters(operation),
        };
        let Some(names) = names else { return };
        let present: OnceCell<HashSet<&str>> = OnceCell::new();
        let present = || present.get_or_init(|| json.members().iter().map(|m| m.name.value.as_str()).collect());
        for member in json.members() {
            let name = member.name.value.as_str();
            if let Some(property) = names.find(name).and_then(|at| properties.get(at)) {
                self.property(member, property, owner);
            } else if name.contains('@') || name.starts_with("odata.") || name.starts_with('#') {
                // Annotations, bound and bare, and the operations that a service advertises.
            } else if let Some(property) = names.find_in_any_case(name).and_then(|at| properties.get(at)) {
                let message = format!("`{}` of `{}` is written `{}` here", property.name, owner.name(), shorten(name));
                let diagnostic = Diagnostic::new(Code::ExampleMemberCase, member.name.span, message);
                let title = "write the name as it is documented";
                let diagnostic = if !present().contains(property.name.as_str()) {
                    rewritten(diagnostic, member.name.span, title.to_owned(), &property.name)
                } else {
                    diagnostic
                };
                self.say(Scope::Page, format!("{} {name}", owner.name()), diagnostic);
            } else if !self.of_unknown {
                self.unknown(member, properties, owner);
            }
        }
    }

    fn property(&mut self, member: &Member, property: &Property, owner: Owner<'_>) {
        let what = What::Member(&property.name, owner.name());
        // A relationship that is bound, not expanded, is text.
        if property.navigation
            && matches!(property.ty.target, Target::Named(_))
            && !matches!(member.value.kind, JsonKind::Object(_) | JsonKind::Array(_) | JsonKind::Null)
        {
            let found = kinds::found(&member.value);
            let message = format!("{what} is a relationship to `{}`, and {found} here", property.ty.name());
            self.wrong(&member.value, &message);
            return;
        }
        self.value(&member.value, &property.ty, what);
    }

    fn unknown(&mut self, member: &Member, properties: &[Property], owner: Owner<'_>) {
        let name = member.name.value.as_str();
        let key = format!("{} {name}", owner.name());
        let shown = shorten(name);
        if let Owner::Type(ty) = owner {
            if let Some((derived, having)) = self.index.below(ty, name) {
                let more = having - 1;
                let others = if more > 0 { format!(" and {more} more") } else { String::new() };
                let key = format!("{} {}", ty.name, derived.name);
                let message = format!(
                    "`{shown}` belongs to `{}`{others}, which derives from `{}`; no `@odata.type` says so",
                    derived.name, ty.name
                );
                let diagnostic = Diagnostic::new(Code::ExampleTypeMissing, member.name.span, message);
                self.say(Scope::Page, key, diagnostic.help(format!("add `\"@odata.type\": \"#{}\"`", derived.name)));
                return;
            }
            // A type without a table says nothing of its members, an open one allows any.
            if ty.is_open || ty.properties.is_empty() {
                return;
            }
        }
        let message = format!("`{shown}` is no documented member of `{}`", owner.name());
        let diagnostic = Diagnostic::new(Code::ExampleMember, member.name.span, message);
        let diagnostic = match self.effort.nearest(name, properties.iter().map(|p| p.name.as_str())) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help("add a row for it to the table, or remove it from the example"),
        };
        self.say(Scope::Page, key, diagnostic);
    }
}

fn is_untyped(ty: &TypeRef) -> bool {
    matches!(ty.target, Target::Unresolved(_) | Target::Primitive(Primitive::Untyped | Primitive::Stream))
}

/// `{"value": {…}}` with nothing but annotations beside it.
pub(super) fn is_wrapped(json: &Json, inner: &Json) -> bool {
    matches!(inner.kind, JsonKind::Object(_))
        && json
            .members()
            .iter()
            .all(|m| m.name.value == "value" || (m.name.value.starts_with('@') && m.name.value != "@odata.type"))
}

/// The value; of a long one, its first line.
fn place(json: &Json) -> Span {
    let mut span = json.span;
    if span.end.line > span.start.line {
        span.end = span.start;
        span.end.column = span.end.column.saturating_add(1);
    }
    span
}

/// Adds the change of a string to a documented name. Names that JSON would have to escape are left to people.
fn rewritten(diagnostic: Diagnostic, span: Span, title: String, name: &str) -> Diagnostic {
    let plain = !name.chars().any(|c| c.is_control() || matches!(c, '"' | '\\'));
    if plain && span.start.line == span.end.line {
        diagnostic.fix(title, span, format!("\"{name}\""))
    } else {
        diagnostic
    }
}

/// A text that is not too long to tell.
pub(super) fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A text in quotation marks.
pub(super) fn quoted(text: &str) -> String {
    format!("{:?}", shorten(text))
}
