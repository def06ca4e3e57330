//! Type references: reading what a type cell says, and finding the type it means.

use std::collections::HashMap;

use super::description;
use super::language::{self, Role};
use crate::docs::Text;
use crate::model::{Primitive, Target, TypeKey, TypeRef};

/// The content of a type cell before types are looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expression {
    /// The names, more than one if the cell says `a or b`.
    pub names: Vec<Name>,
    /// A list.
    pub collection: bool,
}

/// A name in a type cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The words.
    pub text: String,
    /// The page it links to, below the docs folder, in lower case.
    pub page: Option<String>,
    /// The part behind `#` of the link.
    pub fragment: Option<String>,
}

impl Expression {
    /// Reads a type cell on `page`.
    pub fn read(cell: &Text, page: &str) -> Option<Expression> {
        let plain = cell.plain();
        if let Some(expression) = list_of_primitive(plain.trim()) {
            return Some(expression);
        }
        let links = cell.links();
        let (inner, collection) = strip_collection(plain.trim());
        let mut names = Vec::new();
        for link in links {
            let text = clean(&link.text);
            if text.is_empty() {
                continue;
            }
            let (path, fragment) = match link.target.split_once('#') {
                Some((path, fragment)) => (path, Some(fragment.trim().to_lowercase())),
                None => (link.target.as_str(), None),
            };
            names.push(Name { text, page: description::resolve_path(page, path.trim()), fragment });
        }
        if names.is_empty() {
            for text in language::pieces(inner, Role::Or).into_iter().flat_map(primitives) {
                let text = clean(text);
                if !text.is_empty() {
                    names.push(Name { text, page: None, fragment: None });
                }
            }
        } else if !language::says(inner, Role::Or) {
            names.truncate(1);
        }
        (!names.is_empty()).then_some(Expression { names, collection })
    }

    /// An unknown type.
    pub fn untyped() -> Expression {
        let text = Primitive::Untyped.edm_name().to_owned();
        Expression { names: vec![Name { text, page: None, fragment: None }], collection: false }
    }

    /// Reads a type written as a bare string: metadata, prose, skeletons.
    pub fn parse(text: &str) -> Option<Expression> {
        let (inner, collection) = strip_collection(text.trim());
        let text = clean(inner);
        (!text.is_empty()).then(|| Expression { names: vec![Name { text, page: None, fragment: None }], collection })
    }
}

/// `Collection(string) of [book](book.md) keys`: the text after the brackets describes the items.
fn list_of_primitive(text: &str) -> Option<Expression> {
    let Some(("", inner)) = language::split(text, Role::CollectionStart) else { return None };
    let (name, _) = inner.split_once(')')?;
    Primitive::parse(name.trim())?;
    Expression::parse(name).map(|expression| Expression { collection: true, ..expression })
}

/// `string/number`: one of several primitive types.
fn primitives(text: &str) -> Vec<&str> {
    let pieces: Vec<&str> = text.split('/').collect();
    let all = pieces.len() > 1 && pieces.iter().all(|piece| Primitive::parse(piece.trim()).is_some());
    if all { pieces } else { vec![text] }
}

/// Splits `Collection(x)`, `x collection`, `x collection collection`, `x[]` and `list of x` into type and shape.
fn strip_collection(text: &str) -> (&str, bool) {
    let mut text = text.trim().trim_end_matches(['.', ',']).trim();
    let mut collection = false;
    loop {
        let stripped = if let Some(("", inner)) = language::split(text, Role::CollectionStart) {
            Some(inner.strip_suffix(')').unwrap_or(inner))
        } else if let Some(end) = language::find(text, Role::CollectionEnd) {
            // The bracket closes the link in front of the word.
            text.get(..if text.as_bytes().get(end.start) == Some(&b' ') { end.start } else { end.start + 1 })
        } else if text.len() > 2 {
            text.strip_suffix("[]")
        } else {
            None
        };
        match stripped {
            Some(inner) => {
                collection = true;
                text = inner.trim();
            }
            None => return (text, collection),
        }
    }
}

/// A type without the remark in front of it: `(Optional) String`.
fn without_remark(text: &str) -> &str {
    let behind = text.trim().strip_prefix('(').and_then(|text| text.split_once(')')).map(|(_, behind)| behind.trim());
    behind.filter(|behind| !behind.is_empty()).unwrap_or(text)
}

/// Trims markup and the words docs put behind a type: `string (url)`, `string, maximum size 20`.
fn clean(text: &str) -> String {
    let text = without_remark(text);
    // `[x](x.md` without its end is not a link, but the words are still `x`.
    let text = text.split("](").next().unwrap_or(text);
    let text = text.trim().trim_matches(['`', '*', '"', '[', ']', '#', ' ']);
    text.trim_end_matches(['.', ',', ';', ':', '?']).trim().to_owned()
}

/// Finds types by the names docs use for them.
#[derive(Debug, Default)]
pub(super) struct Resolver {
    /// Full name (and alias) to full name.
    by_name: HashMap<TypeKey, TypeKey>,
    /// Last segment to the full names that end so, the shortest namespace first.
    by_last: HashMap<TypeKey, Vec<TypeKey>>,
    /// Page path in lower case to the type it describes.
    by_page: HashMap<String, TypeKey>,
}

impl Resolver {
    /// Makes a type known.
    pub fn add(&mut self, name: &TypeKey) {
        self.add_alias(name, name);
    }

    /// Makes a type known by another full name.
    pub fn add_alias(&mut self, alias: &TypeKey, name: &TypeKey) {
        if self.by_name.contains_key(alias) {
            return;
        }
        self.by_name.insert(alias.clone(), name.clone());
        let names = self.by_last.entry(TypeKey::from(alias.short_name())).or_default();
        let key = |name: &TypeKey| (name.matches('.').count(), name.to_string());
        if let Err(at) = names.binary_search_by(|known| key(known).cmp(&key(name))) {
            names.insert(at, name.clone());
        }
    }

    /// Says which type a page describes.
    pub fn add_page(&mut self, page: &str, name: &TypeKey) {
        self.by_page.entry(page.to_lowercase()).or_insert_with(|| name.clone());
    }

    /// The type a page describes.
    pub fn page(&self, page: &str) -> Option<&TypeKey> {
        self.by_page.get(&page.to_lowercase())
    }

    /// Finds a type: as a full name, then in `namespace`, then anywhere by its last segment.
    pub fn find(&self, name: &str, namespace: &str) -> Option<&TypeKey> {
        let name = TypeKey::from(name.trim().trim_start_matches('#'));
        if let Some(full) = self.by_name.get(&name) {
            return Some(full);
        }
        let last = TypeKey::from(name.short_name());
        if let Some(full) = self.by_name.get(&TypeKey::from([namespace, ".", &last].concat())) {
            return Some(full);
        }
        self.by_last.get(&last).and_then(|names| names.first())
    }

    /// Resolves one documented name.
    fn name(&self, name: &Name, namespace: &str) -> Target {
        let text = name.text.as_str();
        if let Some(primitive) = Primitive::parse(text) {
            // A documented type may have the name of a primitive; a link to its page decides.
            if let Some(page) = &name.page
                && !matches!(primitive, Primitive::DateTimeOffset | Primitive::String)
                && let Some(full) = self.find(text, namespace)
                && self.page(page) == Some(full)
            {
                return Target::Named(full.clone());
            }
            return Target::Primitive(primitive);
        }
        if let Some(full) = self.find(text, namespace) {
            // `[servicePrincipal](provisioningserviceprincipal.md)`: the words are the end of the page's name.
            if let Some(longer) = name.page.as_deref().and_then(|p| self.page(p))
                && longer.len() > full.len()
                && longer.to_lowercase().ends_with(&text.to_lowercase())
                && name.fragment.is_none()
            {
                return Target::Named(longer.clone());
            }
            return Target::Named(full.clone());
        }
        // `[photo](profilephoto.md)`: the words do not name a type, but the page does.
        if let Some(fragment) = &name.fragment
            && let Some(stem) = fragment.strip_suffix("-values").or(Some(fragment))
            && let Some(full) = self.find(stem, namespace)
        {
            return Target::Named(full.clone());
        }
        if let Some(full) = name.page.as_deref().and_then(|p| self.page(p)) {
            return Target::Named(full.clone());
        }
        // `string, maximum size 20`, `string (url)`, `identitySet object`: the first word decides.
        let first = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | '/')).next().unwrap_or(text);
        let first = first.trim_matches(['`', '*', '(', ')', '?', '.', ',']);
        if first.len() < text.len() && !first.is_empty() {
            if let Some(primitive) = Primitive::parse(first) {
                return Target::Primitive(primitive);
            }
            if let Some(full) = self.find(first, namespace) {
                return Target::Named(full.clone());
            }
        }
        Target::Unresolved(text.to_owned())
    }

    /// Resolves an expression. The result is untyped if there is neither one type nor several to choose from.
    pub fn resolve(&self, expression: &Expression, namespace: &str) -> TypeRef {
        let collection = expression.collection;
        let targets: Vec<Target> = expression.names.iter().map(|n| self.name(n, namespace)).collect();
        let target = match targets.as_slice() {
            [] => Target::Primitive(Primitive::Untyped),
            [only] => only.clone(),
            several => {
                let named: Vec<TypeKey> = several
                    .iter()
                    .filter_map(|t| match t {
                        Target::Named(name) => Some(name.clone()),
                        _ => None,
                    })
                    .collect();
                if named.len() == several.len() {
                    Target::OneOf(named)
                } else if several.windows(2).all(|pair| matches!(pair, [a, b] if a == b)) {
                    several.first().cloned().unwrap_or(Target::Primitive(Primitive::Untyped))
                } else {
                    Target::Primitive(Primitive::Untyped)
                }
            }
        };
        TypeRef { target, collection }
    }
}
