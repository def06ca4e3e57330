//! The model as it is committed with generated code: the public surface under review.
//!
//! A change of the docs changes only a few lines here: types and operations are sorted, and each property is on a separate
//! line. Line numbers, examples, false and empty values, and inherited properties that the derived type does not mention
//! are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

use super::write::printable;
use super::{Document, PropertyEntry, TypeEntry};
use crate::model::TypeKey;

/// The longest list or object on one line, in bytes.
const WIDE: usize = 100;

impl Document {
    /// The text that is committed. Its first line names who wrote it.
    #[must_use]
    pub fn to_committed(&self, banner: &str) -> String {
        let bases: BTreeMap<TypeKey, &[PropertyEntry]> =
            self.types.iter().map(|ty| (ty.key_of_name(), ty.properties.as_slice())).collect();
        let mut types: Vec<_> = self.types.iter().collect();
        types.sort_by_key(|ty| ty.key_of_name());
        let types: Vec<String> = types
            .into_par_iter()
            .map(|ty| {
                let base = ty.key_of_base().and_then(|base| bases.get(&base)).copied().unwrap_or_default();
                let own = ty.properties.iter().filter(|p| !base.iter().any(|of_base| repeats(p, of_base)));
                item(&TypeEntry { properties: own.cloned().collect(), ..ty.clone() })
            })
            .collect();
        let mut operations: Vec<_> = self.operations.iter().collect();
        operations.sort_by(|a, b| a.name.cmp(&b.name));
        let operations: Vec<String> = operations.into_par_iter().map(item).collect();

        // The first line contains the whole banner, by which generated files are recognized.
        let list = |items: &[String]| match items {
            [] => "[]".to_owned(),
            items => format!("[\n    {}\n  ]", items.join(",\n    ")),
        };
        format!(
            "{{\"generated\": {},\n  \"types\": {},\n  \"operations\": {}\n}}\n",
            Value::from(banner),
            list(&types),
            list(&operations)
        )
    }

    /// Adds inherited properties to derived types that do not mention them.
    pub(super) fn complete(&mut self) {
        let index: BTreeMap<TypeKey, usize> =
            self.types.iter().enumerate().map(|(i, ty)| (ty.key_of_name(), i)).collect();
        let base = |types: &[super::TypeEntry], i: usize| {
            types.get(i).and_then(TypeEntry::key_of_base).and_then(|base| index.get(&base)).copied()
        };
        let mut done: BTreeSet<usize> = BTreeSet::new();
        for start in 0..self.types.len() {
            // From the root of the hierarchy down; a base that leads in a circle ends the chain.
            let mut chain = vec![start];
            while let Some(up) =
                chain.last().and_then(|i| base(&self.types, *i)).filter(|i| !done.contains(i) && !chain.contains(i))
            {
                chain.push(up);
            }
            for i in chain.into_iter().rev() {
                if !done.insert(i) {
                    continue;
                }
                let inherited = base(&self.types, i)
                    .and_then(|b| self.types.get(b))
                    .map(|b| b.properties.clone())
                    .unwrap_or_default();
                let Some(ty) = self.types.get_mut(i) else { continue };
                for from_base in inherited {
                    if !ty.properties.iter().any(|p| p.name.eq_ignore_ascii_case(&from_base.name)) {
                        ty.properties.push(PropertyEntry { inherited: true, ..from_base });
                    }
                }
            }
        }
    }
}

/// Whether a property says no more than that of the base type.
fn repeats(own: &PropertyEntry, of_base: &PropertyEntry) -> bool {
    let same = || PropertyEntry { inherited: of_base.inherited, line: of_base.line, ..own.clone() } == *of_base;
    own.inherited && own.name == of_base.name && same()
}

/// Removes false, empty and absent values, and line numbers.
fn lean(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(lean).collect(),
        Value::Object(members) => {
            let empty = |value: &Value| match value {
                Value::Null | Value::Bool(false) => true,
                Value::String(text) => text.is_empty(),
                Value::Array(items) => items.is_empty(),
                _ => false,
            };
            // An unresolved type says `false`, and an action without parameters is still an action.
            let kept = |name: &str, value: &Value| {
                ["resolved", "baseResolved", "parameters", "nullable", "filter", "clouds"].contains(&name)
                    && !value.is_null()
                    || (name != "line" && !empty(value))
            };
            members
                .into_iter()
                .filter(|(name, value)| kept(name, value))
                .map(|(name, value)| (name, lean(value)))
                .collect()
        }
        other => other,
    }
}

/// Lays a type or an operation out: a line for each member. The items of a list of objects, and of a value that is too wide,
/// have lines of their own.
fn item<T: Serialize>(entry: &T) -> String {
    // Fails only if the name of a member is not text, and all are.
    let value = lean(serde_json::to_value(entry).unwrap_or_default());
    let members = value.as_object().into_iter().flatten();
    block(['{', '}'], 3, members.map(|(name, value)| format!("{}: {}", one_line(name), member(value))))
}

/// The value of a member of a type or an operation.
fn member(value: &Value) -> String {
    let line = one_line(value);
    let is_wide = line.len() > WIDE;
    match value {
        Value::Array(items) if is_wide || items.iter().any(Value::is_object) => {
            block(['[', ']'], 4, items.iter().map(one_line))
        }
        Value::Object(members) if is_wide => {
            block(['{', '}'], 4, members.iter().map(|(name, value)| format!("{}: {}", one_line(name), one_line(value))))
        }
        _ => line,
    }
}

/// A list or an object with a line for each of `lines`, at this depth.
fn block([open, close]: [char; 2], depth: usize, lines: impl Iterator<Item = String>) -> String {
    let indent = "  ".repeat(depth);
    let lines: Vec<String> = lines.map(|line| format!("{indent}{line}")).collect();
    format!("{open}\n{}\n{}{close}", lines.join(",\n"), "  ".repeat(depth.saturating_sub(1)))
}

/// A value on one line, in which a reviewer sees every character.
fn one_line<T: Serialize + ?Sized>(value: &T) -> String {
    let mut out = Vec::new();
    // As above, this does not fail.
    let _ = value.serialize(&mut Serializer::with_formatter(&mut out, OneLine));
    printable(String::from_utf8(out).unwrap_or_default())
}

/// JSON on one line, with a space behind each comma and colon.
struct OneLine;

impl Formatter for OneLine {
    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        out.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.begin_array_value(out, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use crate::characters::{HIDDEN, is_unprintable};

    #[test]
    fn nothing_hides_in_a_string() {
        let text = format!("a\u{7f}\u{9b}\u{2028}\n\"c\" \u{1f4a5} \u{e9}{HIDDEN}");
        let quoted = super::one_line(&text);
        assert!(quoted.starts_with("\"a\\u007f\\u009b\\u2028\\n\\\"c\\\" \u{1f4a5} \u{e9}\\u061c"), "{quoted}");
        assert!(!quoted.contains(is_unprintable), "{quoted:?}");
        assert_eq!(serde_json::from_str::<String>(&quoted).unwrap(), text);
    }
}
