//! The model as it is committed beside generated code: the public surface under review.
//!
//! A change of the docs is a change of few lines here: types and operations are sorted, each property has a line of its
//! own, and what moves by itself (line numbers) or is no surface (examples) is left out, as is what is false, empty or
//! inherited without a word of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use rayon::prelude::*;
use serde_json::Value;

use super::write::{operation_json, type_json};
use super::{Document, PropertyEntry};
use crate::characters::is_unprintable;

/// Depth below which an object stands on one line.
const ONE_LINE: usize = 4;

/// The longest list on one line, in characters.
const WIDE: usize = 100;

impl Document {
    /// The text that is committed. Its first line names who wrote it.
    #[must_use]
    pub fn to_committed(&self, banner: &str) -> String {
        let bases: BTreeMap<String, &[PropertyEntry]> =
            self.types.iter().map(|ty| (ty.name.to_lowercase(), ty.properties.as_slice())).collect();
        let mut types: Vec<_> = self.types.iter().collect();
        types.sort_by_key(|ty| ty.name.to_lowercase());
        let write = |value: Value| {
            let mut out = String::new();
            print(&mut out, &lean(value), 2);
            out
        };
        let types: Vec<String> = types
            .into_par_iter()
            .map(|ty| {
                let base =
                    ty.base.as_ref().and_then(|base| bases.get(&base.to_lowercase())).copied().unwrap_or_default();
                let own = ty.properties.iter().filter(|p| !base.iter().any(|of_base| repeats(p, of_base)));
                write(type_json(ty, own.collect()))
            })
            .collect();
        let mut operations: Vec<_> = self.operations.iter().collect();
        operations.sort_by(|a, b| a.name.cmp(&b.name));
        let operations: Vec<String> = operations.into_par_iter().map(|o| write(operation_json(o))).collect();

        // The first line holds the banner whole: that is how a generated file is told from others.
        let mut out = format!("{{\"generated\": {},\n", Value::from(banner));
        for (name, items, end) in [("types", types, ",\n"), ("operations", operations, "\n}\n")] {
            let _ = write!(out, "  \"{name}\": [");
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i == 0 { "\n    " } else { ",\n    " });
                out.push_str(item);
            }
            out.push_str(if items.is_empty() { "]" } else { "\n  ]" });
            out.push_str(end);
        }
        out
    }

    /// Gives derived types what they inherit without a word of their own.
    pub(super) fn complete(&mut self) {
        let index: BTreeMap<String, usize> =
            self.types.iter().enumerate().map(|(i, ty)| (ty.name.to_lowercase(), i)).collect();
        let base = |types: &[super::TypeEntry], i: usize| {
            types.get(i).and_then(|ty| ty.base.as_ref()).and_then(|base| index.get(&base.to_lowercase())).copied()
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

/// Without what is false, empty or absent, and without line numbers.
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
                name == "resolved" || name == "parameters" || (name != "line" && !empty(value))
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

/// Prints a value: lists and objects one item a line, those deep inside on one.
fn print(out: &mut String, value: &Value, depth: usize) {
    let nested = || matches!(value, Value::Array(items) if items.iter().any(Value::is_object));
    let wide = || {
        let mut line = String::new();
        one_line(value, &mut line);
        line.len() > WIDE
    };
    let broken = depth < ONE_LINE && (depth < 3 || nested() || wide());
    let indent = |out: &mut String, depth: usize| out.extend(std::iter::repeat_n("  ", depth));
    match value {
        Value::Array(items) if broken && !items.is_empty() => {
            out.push_str("[\n");
            for (i, item) in items.iter().enumerate() {
                indent(out, depth + 1);
                print(out, item, depth + 1);
                out.push_str(if i + 1 < items.len() { ",\n" } else { "\n" });
            }
            indent(out, depth);
            out.push(']');
        }
        Value::Object(members) if broken && !members.is_empty() => {
            out.push_str("{\n");
            for (i, (name, member)) in members.iter().enumerate() {
                indent(out, depth + 1);
                quoted(name, out);
                out.push_str(": ");
                print(out, member, depth + 1);
                out.push_str(if i + 1 < members.len() { ",\n" } else { "\n" });
            }
            indent(out, depth);
            out.push('}');
        }
        _ => one_line(value, out),
    }
}

fn one_line(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                one_line(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (i, (name, value)) in members.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                quoted(name, out);
                out.push_str(": ");
                one_line(value, out);
            }
            out.push('}');
        }
        Value::String(text) => quoted(text, out),
        other => {
            let _ = write!(out, "{other}");
        }
    }
}

/// A string in which a reviewer sees all there is: characters that hide, or turn the text around them, are escaped.
fn quoted(text: &str, out: &mut String) {
    // What is the same inside the quotes, as most is.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')) {
        out.push('"');
        out.push_str(text);
        out.push('"');
        return;
    }
    for c in Value::from(text).to_string().chars() {
        match c {
            c if is_unprintable(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::characters::{HIDDEN, is_unprintable};

    #[test]
    fn nothing_hides_in_a_string() {
        let text = format!("a\u{7f}\u{9b}\u{2028}\n\"c\" \u{1f4a5} \u{e9}{HIDDEN}");
        let mut quoted = String::new();
        super::quoted(&text, &mut quoted);
        assert!(quoted.starts_with("\"a\\u007f\\u009b\\u2028\\n\\\"c\\\" \u{1f4a5} \u{e9}\\u061c"), "{quoted}");
        assert!(!quoted.contains(is_unprintable), "{quoted:?}");
        assert_eq!(serde_json::from_str::<String>(&quoted).unwrap(), text);
    }
}
