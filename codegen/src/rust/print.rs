//! Prints the tokens of a file as text.

use proc_macro2::TokenStream;
use syn::{Attribute, Item, Visibility};

use super::WriteError;
use crate::characters::escaped;

/// Parses and prints the tokens of a file, with blank lines between items.
///
/// # Errors
/// When the tokens are not valid Rust. `path` is the file in the error.
pub(super) fn print(path: &str, tokens: TokenStream) -> Result<String, WriteError> {
    match syn::parse2::<syn::File>(tokens) {
        Ok(file) => Ok(escape_unprintable(separate_items(file))),
        Err(error) => Err(WriteError { file: path.to_owned(), message: error.to_string() }),
    }
}

/// Escapes invisible characters. Comments contain none; in string literals, the standard escaping leaves some of them
/// unchanged.
fn escape_unprintable(code: String) -> String {
    escaped(code, |c| c.escape_unicode().to_string())
}

/// Prints a file with a blank line between items and between members of an `impl`, because prettyplease prints none.
/// Imports are kept together, and so are constants, and modules with their re-exports.
fn separate_items(file: syn::File) -> String {
    let (docs, attributes): (Vec<Attribute>, Vec<Attribute>) =
        file.attrs.into_iter().partition(|attribute| attribute.path().is_ident("doc"));
    let mut out = unparse(docs, Vec::new());
    // One by one: without an item after them, several would share a line.
    let attributes: String = attributes.into_iter().map(|attribute| unparse(vec![attribute], Vec::new())).collect();
    push_after_blank_line(&mut out, &attributes);
    let mut before = None;
    for item in file.items {
        let list = List::of(&item);
        let continues = list.is_some() && list == before && !has_notes(&item);
        before = list;
        let is_impl = matches!(item, Item::Impl(_));
        let text = unparse(Vec::new(), vec![item]);
        let text = if is_impl { separate_members(&text) } else { text };
        if continues {
            out.push_str(&text);
        } else {
            push_after_blank_line(&mut out, &text);
        }
    }
    out
}

fn unparse(attrs: Vec<Attribute>, items: Vec<Item>) -> String {
    let text = prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs, items });
    if text.is_empty() || text.ends_with('\n') { text } else { text + "\n" }
}

fn push_after_blank_line(out: &mut String, text: &str) {
    if !out.is_empty() && !text.is_empty() {
        out.push('\n');
    }
    out.push_str(text);
}

/// Items of the same list are kept together without blank lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Imports,
    Modules,
    Constants,
}

impl List {
    fn of(item: &Item) -> Option<List> {
        match item {
            Item::Use(import) if matches!(import.vis, Visibility::Inherited) => Some(List::Imports),
            Item::Use(_) | Item::Mod(_) => Some(List::Modules),
            Item::Const(_) => Some(List::Constants),
            _ => None,
        }
    }
}

/// Whether an item of a list has an attribute that does not belong to a list: a condition, or the path of a module.
fn has_notes(item: &Item) -> bool {
    let (Item::Use(syn::ItemUse { attrs, .. })
    | Item::Mod(syn::ItemMod { attrs, .. })
    | Item::Const(syn::ItemConst { attrs, .. })) = item
    else {
        return true;
    };
    !attrs.iter().all(|attribute| attribute.path().is_ident("cfg") || attribute.path().is_ident("path"))
}

/// Adds blank lines between the members of a printed `impl`. No string literal spans several lines, so indentation
/// shows the structure.
fn separate_members(code: &str) -> String {
    let mut out = String::with_capacity(code.len() + code.len() / 16);
    let mut before = "";
    for line in code.lines() {
        if needs_blank_line(before, line) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        before = line;
    }
    out
}

/// Whether one member of an `impl` ends at the line before, and another one starts with this line.
fn needs_blank_line(before: &str, line: &str) -> bool {
    let (Some(before), Some(line)) = (at_member_depth(before), at_member_depth(line)) else { return false };
    let ends_member = before.ends_with([';', '}']) && !before.starts_with("//");
    let both_constants = before.starts_with("const ") && line.starts_with("const ");
    ends_member && !line.starts_with(['}', ')', ']']) && !both_constants
}

/// A line without its indentation, if it has the indentation of the members of an `impl`.
fn at_member_depth(line: &str) -> Option<&str> {
    line.strip_prefix("    ").filter(|rest| !rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::print;
    use crate::characters::{HIDDEN, is_unprintable};

    #[test]
    fn blank_lines_stand_between_items_and_members() {
        let tokens = quote! {
            //! About it.
            #![allow(dead_code)]
            #![recursion_limit = "512"]
            use a::b;
            use a::c;
            mod d;
            #[cfg(feature = "e")]
            pub mod e;
            pub use d::D;
            #[doc(hidden)]
            pub use d::E;
            impl D {
                const A: u8 = 1;
                const B: u8 = 2;
                /// A method;
                /// a long one.
                fn one(&self, argument_with_a_long_name: Vec<String>, another_argument: Vec<String>) -> Vec<String> {
                    let a = 1;
                    a
                }
                fn two() {}
            }
            fn free() {
                let a = 1;
                let b = 2;
            }
            crate::calls!(D);
        };
        let expected = "\
//! About it.

#![allow(dead_code)]
#![recursion_limit = \"512\"]

use a::b;
use a::c;

mod d;
#[cfg(feature = \"e\")]
pub mod e;
pub use d::D;

#[doc(hidden)]
pub use d::E;

impl D {
    const A: u8 = 1;
    const B: u8 = 2;

    /// A method;
    /// a long one.
    fn one(
        &self,
        argument_with_a_long_name: Vec<String>,
        another_argument: Vec<String>,
    ) -> Vec<String> {
        let a = 1;
        a
    }

    fn two() {}
}

fn free() {
    let a = 1;
    let b = 2;
}

crate::calls!(D);
";
        assert_eq!(print("a.rs", tokens).unwrap(), expected);
    }

    #[test]
    fn an_error_names_the_file() {
        let error = print("src/a.rs", quote! { fn 1 }).unwrap_err().to_string();
        assert!(error.contains("`src/a.rs`"), "{error}");
    }

    #[test]
    fn nothing_hides_in_a_literal() {
        for hidden in HIDDEN.chars().chain(['\u{2028}', '\u{9b}']) {
            let text = format!("a{hidden}b");
            let code = print("a.rs", quote! { const A: &str = #text; }).unwrap();
            assert!(!code.contains(|c| c != '\n' && is_unprintable(c)), "{code:?}");
            let item: syn::ItemConst = syn::parse_str(&code).unwrap();
            let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(literal), .. }) = *item.expr else { panic!("{code}") };
            assert_eq!(literal.value(), text);
        }
    }

    #[test]
    fn text_stays_text() {
        for text in ["", "a", "\"", "\\", "a\"b\\c\nd", "'", "\0", "\0\u{31}", "\t\r", "é\u{202e}", "\u{7f}", "{}\n"] {
            let code = print("a.rs", quote! { const A: &str = #text; }).unwrap();
            let item: syn::ItemConst = syn::parse_str(&code).unwrap();
            let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(literal), .. }) = *item.expr else { panic!("{code}") };
            assert_eq!(literal.value(), text);
            assert_eq!(code.lines().count(), 1, "{code}");
        }
    }
}
