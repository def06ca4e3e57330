//! Generated code: constructs that no page may cause.

use graph_codegen::internals::is_unprintable;
use graph_codegen::rust::Output;
use proc_macro2::{TokenStream, TokenTree};

/// The macros that written code calls.
const MACROS: &[&str] = &[
    "concat",
    "derived_impls",
    "derives_from",
    "enumeration_impls",
    "env",
    "has_derived",
    "include",
    "object_impls",
    "variant_impls",
];
/// The attributes in it, `cfg` and the like included.
const ATTRIBUTES: &[&str] = &[
    "allow",
    "cfg",
    "cfg_attr",
    "default",
    "deprecated",
    "derive",
    "doc",
    "inline",
    "must_use",
    "non_exhaustive",
    "path",
    "recursion_limit",
    "rustfmt",
];
/// The tables of a manifest.
const MANIFEST: &[&str] = &["package", "workspace", "dependencies", "dev-dependencies", "test", "features"];

/// Nothing that hides or reorders text, and no control character but the ends of lines.
pub(crate) fn visible(text: &str) {
    let hidden = text.chars().find(|c| is_unprintable(*c) && *c != '\n');
    assert!(hidden.is_none(), "{hidden:?} in {text}");
}

/// The files of a crate contain only the kinds of code that the generator writes.
pub(crate) fn harmless(output: &Output) {
    for (path, text) in &output.files {
        assert!(
            path.len() < 3000 && path.split('/').all(|part| part.len() < 256 && !part.starts_with('.')),
            "{path:?}"
        );
        assert!(path.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '.')), "{path:?}");
        visible(text);
        if path.ends_with(".rs") {
            let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
            walk(tokens, path);
        } else if path.ends_with(".toml") {
            let manifest: toml::Table = text.parse().unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
            for table in manifest.keys() {
                assert!(MANIFEST.contains(&table.as_str()), "{table} in {text}");
            }
        } else {
            let read: Result<serde_json::Value, _> = serde_json::from_str(text);
            assert!(read.is_ok(), "{path}: {read:?}");
        }
    }
}

fn walk(tokens: TokenStream, path: &str) {
    let mut before: Vec<String> = Vec::new();
    for token in tokens {
        let word = match token {
            TokenTree::Group(group) => {
                if let [.., name, mark] = before.as_slice()
                    && mark == "!"
                    && name.starts_with(|c: char| c.is_alphabetic())
                {
                    assert!(MACROS.contains(&name.as_str()), "a call of {name}! in {path}");
                }
                if matches!(before.as_slice(), [.., mark] if mark == "#")
                    || matches!(before.as_slice(), [.., hash, mark] if hash == "#" && mark == "!")
                {
                    let name = group.stream().into_iter().next().map(|first| first.to_string()).unwrap_or_default();
                    assert!(ATTRIBUTES.contains(&name.as_str()), "an attribute {name} in {path}");
                }
                walk(group.stream(), path);
                String::new()
            }
            other => other.to_string(),
        };
        assert!(!matches!(word.as_str(), "unsafe" | "extern"), "{word} in {path}");
        before.push(word);
        if before.len() > 4 {
            before.remove(0);
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn hidden_characters_are_found() {
        super::visible("a\nb é");
        for hidden in ['\u{ad}', '\u{200b}', '\u{202e}', '\u{feff}', '\u{e0041}', '\t', '\u{9b}', '\u{2029}'] {
            assert!(std::panic::catch_unwind(|| super::visible(&format!("a{hidden}b"))).is_err(), "{hidden:?}");
        }
    }
}
