//! Rust laid out as text: for code of which there are thousands of pieces of the same few shapes.
//!
//! Code that is written once in a crate is quoted, parsed and printed. For the other 99 of 100 lines that would take most
//! of the time of a run: a token costs more to make, to parse and to print than the text of it. Such code is written
//! here as it will stand, piece by piece, along with the places where a line may be broken. A line that fits is done
//! then, and most lines fit; what is too long is broken as the printer would break it, by the same rules: the algorithm
//! of Oppen ("Prettyprinting", 1980) with groups whose breaks are all taken or none.
//!
//! That this is so is held against the printer: where assertions are on, in tests and under fuzzing, each file is parsed
//! and printed as well, and what comes out has to be the same to the last byte.
//!
//! A piece of code is a `&'static str` of this generator. What comes from pages gets in by [`Sheet::ident`],
//! [`Sheet::literal`], [`Sheet::doc`] and [`Sheet::ty`] alone, which let nothing through but a name, a string, a comment and
//! a type.

mod breaker;

use std::fmt::Write;

use proc_macro2::Literal;

use self::breaker::{Break, Breaker, Kind, Mark, WIDTH};
use super::doc::Doc;
use super::features::Condition;
use super::names;
use super::paths::Ty;
use super::plan::Root;
use crate::characters::is_unprintable;

/// One more level.
const STEP: usize = 4;

/// The text of a file as it grows.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    out: String,
    /// Where the last line starts.
    start: usize,
    /// Whether nothing stands in the last line, not even space.
    fresh: bool,
    /// How deep the last line is.
    indent: usize,
    /// Where the last line may be broken.
    marks: Vec<Mark>,
    /// Bytes of the last line that count for nothing when it is measured.
    hidden: usize,
    breaker: Breaker,
}

/// An argument of a function that is declared.
#[derive(Clone, Debug)]
pub(super) enum Argument<'a> {
    /// `&self` and the like.
    Receiver(&'static str),
    /// A name and a type.
    Named(&'a str, Ty),
}

impl Sheet {
    /// An empty file.
    pub fn new() -> Sheet {
        Sheet { fresh: true, ..Sheet::default() }
    }

    /// A sheet that starts with text which is finished.
    pub fn after(text: String) -> Sheet {
        Sheet { start: text.len(), out: text, ..Sheet::new() }
    }

    /// Adds the lines of another sheet.
    pub fn append(&mut self, other: Sheet) -> &mut Sheet {
        self.out.push_str(&other.out);
        self.start = self.out.len();
        self
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// The text.
    pub fn into_text(self) -> String {
        self.out
    }

    fn here(&mut self) -> &mut String {
        if self.fresh {
            self.fresh = false;
            self.out.extend(std::iter::repeat_n(' ', self.indent));
        }
        &mut self.out
    }

    fn mark(&mut self, kind: Kind) -> &mut Sheet {
        let at = self.here().len() - self.start;
        self.marks.push(Mark { at, measured: at - self.hidden, kind });
        self
    }

    /// Code.
    pub fn word(&mut self, code: &'static str) -> &mut Sheet {
        self.here().push_str(code);
        self
    }

    /// An identifier, raw if it is a reserved word.
    pub fn ident(&mut self, name: &str) -> &mut Sheet {
        ident(name, self.here());
        self
    }

    /// A string literal that means `text`, whatever is in it.
    pub fn literal(&mut self, text: &str) -> &mut Sheet {
        literal(text, self.here());
        self
    }

    /// A number.
    pub fn number(&mut self, number: impl Into<u64>) -> &mut Sheet {
        let _ = write!(self.here(), "{}", number.into());
        self
    }

    /// A name with a number at its end.
    pub fn numbered(&mut self, name: &'static str, number: usize) -> &mut Sheet {
        let _ = write!(self.here(), "{name}{number}");
        self
    }

    /// A type, or the path of anything else.
    pub fn ty(&mut self, ty: &Ty) -> &mut Sheet {
        let mut rest = ty.as_str();
        while let Some((before, sign, behind)) = split_generics(rest) {
            self.here().push_str(before);
            match sign {
                '<' => self.word("<").list(),
                '>' => self.end_list().word(">"),
                _ => self.comma(),
            };
            rest = behind;
        }
        self.here().push_str(rest);
        self
    }

    /// The path of the module that all generated modules are in.
    pub fn root(&mut self, root: &Root) -> &mut Sheet {
        self.here().push_str(root.path());
        self
    }

    /// The condition of an item, on a line of its own; nothing if there is none.
    pub fn condition(&mut self, condition: Option<Condition<'_>>) -> &mut Sheet {
        if let Some(condition) = condition {
            self.attribute(condition).end();
        }
        self
    }

    /// The condition as an attribute.
    pub fn attribute(&mut self, condition: Condition<'_>) -> &mut Sheet {
        self.word("#[cfg(").open(4).gap();
        let single = condition.features().len() == 1;
        if !single {
            self.word("any(").open(4).gap();
        }
        for (index, feature) in condition.features().iter().enumerate() {
            if index > 0 {
                self.comma();
            }
            self.word("feature = ").literal(feature);
        }
        if !single {
            self.gap_back().close().word(")");
        }
        self.gap_back().close().word(")]")
    }

    /// `#[deprecated]`; the comment says why.
    pub fn deprecated(&mut self, deprecated: bool) -> &mut Sheet {
        if deprecated {
            self.line("#[deprecated]");
        }
        self
    }

    /// A group that is so much deeper; it is broken at all of its breaks, or at none.
    pub fn open(&mut self, deeper: isize) -> &mut Sheet {
        self.mark(Kind::Open { deeper, always: false, fill: false })
    }

    /// The head of a block, to be closed before its bracket: what is inside is one level deeper.
    pub fn open_block(&mut self) -> &mut Sheet {
        self.mark(Kind::Open { deeper: 4, always: true, fill: false })
    }

    /// A group that is broken only where the next piece does not fit.
    pub fn fill(&mut self, deeper: isize) -> &mut Sheet {
        self.mark(Kind::Open { deeper, always: false, fill: true })
    }

    /// The end of the group that was opened last.
    pub fn close(&mut self) -> &mut Sheet {
        self.mark(Kind::Close)
    }

    /// A place where a line may end.
    pub fn gap(&mut self) -> &mut Sheet {
        self.mark(Kind::Break(Break::default()))
    }

    /// The same, before the bracket that ends a group.
    pub fn gap_back(&mut self) -> &mut Sheet {
        self.mark(Kind::Break(Break { deeper: -4, ..Break::default() }))
    }

    /// A blank, or the end of a line.
    pub fn space(&mut self) -> &mut Sheet {
        self.mark(Kind::Break(Break { flat: " ", ..Break::default() })).word(" ")
    }

    /// Where lines never end, but groups before it are not measured together with what follows.
    pub fn joint(&mut self) -> &mut Sheet {
        self.mark(Kind::Break(Break { never: true, ..Break::default() }))
    }

    /// Between two items.
    pub fn comma(&mut self) -> &mut Sheet {
        self.word(",").space()
    }

    /// Starts the items inside brackets: on one line, or each on its own. There is one at least.
    pub fn list(&mut self) -> &mut Sheet {
        self.open(4).gap()
    }

    /// Ends the items.
    pub fn end_list(&mut self) -> &mut Sheet {
        self.last().close()
    }

    /// Behind the last item; a comma, if the line ends.
    pub fn last(&mut self) -> &mut Sheet {
        self.mark(Kind::Break(Break { before: ",", deeper: -4, ..Break::default() }))
    }

    /// Items in brackets, or none.
    pub fn items<T>(&mut self, items: impl IntoIterator<Item = T>, mut one: impl FnMut(&mut Sheet, T)) -> &mut Sheet {
        let mut any = false;
        for item in items {
            if any {
                self.comma();
            } else {
                self.list();
                any = true;
            }
            one(self, item);
        }
        if any { self.end_list() } else { self }
    }

    /// `value.field`, as a value of its own; breaks before the dot if nothing else helps.
    pub fn field(&mut self, value: &'static str, field: &str) -> &mut Sheet {
        self.open(4).word(value).gap().word(".").ident(field).close()
    }

    /// `&self.0`
    pub fn own_path(&mut self) -> &mut Sheet {
        self.word("&").open(4).word("self").gap().word(".0").close()
    }

    /// The head of a function, and the start of its body. `head` is what stands before the name.
    pub fn function(&mut self, head: &'static str, name: &str, arguments: &[Argument<'_>], output: &Ty) -> &mut Sheet {
        self.open_block().word(head).ident(name).word("(").joint();
        if let Some((first, others)) = arguments.split_first() {
            self.open(0).gap().argument(first);
            for argument in others {
                self.comma().argument(argument);
            }
            self.end_list();
        }
        self.word(")").open(-4).word(" -> ").ty(output).close().word(" ").close().block()
    }

    fn argument(&mut self, argument: &Argument<'_>) -> &mut Sheet {
        match argument {
            Argument::Receiver(code) => self.word(code),
            Argument::Named(name, ty) => self.ident(name).word(": ").ty(ty),
        }
    }

    /// A variant with one unnamed field.
    pub fn tuple(&mut self, name: &str, field: &Ty) -> &mut Sheet {
        self.ident(name).open(4).word("(").gap().ty(field).last().word(")").close()
    }

    /// The head of an implementation of a trait, without its block.
    pub fn implementation(&mut self, of: &Ty, for_type: &Ty) -> &mut Sheet {
        self.open_block().fill(-4).word("impl ").ty(of).space().word("for ").ty(for_type).close().word(" ").close()
    }

    /// A macro of the root, which gets one name.
    pub fn call_macro(&mut self, root: &Root, name: &'static str, argument: &Ty) -> &mut Sheet {
        self.root(root).word("::").word(name).word("!(").open(4).gap().ty(argument).gap_back().close().word(");").end()
    }

    /// The body of an arm, from here to [`end_arm`](Sheet::end_arm): in a block, if it does not fit.
    pub fn arm(&mut self) -> &mut Sheet {
        self.joint().open(4).mark(Kind::Break(Break { before: "{", ..Break::default() }))
    }

    /// Ends an arm, and its line.
    pub fn end_arm(&mut self) -> &mut Sheet {
        self.mark(Kind::Break(Break { flat: ",", behind: "}", deeper: -4, ..Break::default() }))
            .last_comma()
            .close()
            .end()
    }

    /// A comma that is there because the line ends behind it: for that, there is always room.
    pub fn last_comma(&mut self) -> &mut Sheet {
        self.hidden += 1;
        self.word(",")
    }

    /// Ends a line, and breaks it if it is too long.
    pub fn end(&mut self) -> &mut Sheet {
        if self.out.len() - self.start - self.hidden > WIDTH && !self.marks.is_empty() {
            let line = self.breaker.take(&mut self.out, self.start);
            self.breaker.measure(&self.marks, line - self.hidden);
            self.breaker.print(&mut self.out, self.indent, &self.marks);
        }
        self.out.push('\n');
        self.marks.clear();
        self.hidden = 0;
        self.start = self.out.len();
        self.fresh = true;
        self
    }

    /// An empty line.
    pub fn blank(&mut self) -> &mut Sheet {
        self.out.push('\n');
        self.start = self.out.len();
        self
    }

    /// `{` and the end of the line; what follows is one level deeper.
    pub fn block(&mut self) -> &mut Sheet {
        self.word("{").end();
        self.deeper()
    }

    /// A block with nothing in it.
    pub fn empty_block(&mut self) -> &mut Sheet {
        self.word("{").joint().word("}").end()
    }

    /// The end of a block.
    pub fn end_block(&mut self) -> &mut Sheet {
        self.up().word("}")
    }

    /// What follows is one level deeper.
    pub fn deeper(&mut self) -> &mut Sheet {
        self.indent += STEP;
        self
    }

    /// What follows is one level less deep.
    pub fn up(&mut self) -> &mut Sheet {
        self.indent = self.indent.saturating_sub(STEP);
        self
    }

    /// A line of code.
    pub fn line(&mut self, code: &'static str) -> &mut Sheet {
        self.word(code).end()
    }

    /// A comment in front of an item.
    pub fn doc(&mut self, doc: &Doc) -> &mut Sheet {
        self.comment("///", doc)
    }

    /// The comment of a module, from the inside.
    pub fn inner_doc(&mut self, doc: &Doc) -> &mut Sheet {
        self.comment("//!", doc)
    }

    fn comment(&mut self, mark: &'static str, doc: &Doc) -> &mut Sheet {
        for line in doc.lines() {
            self.word(mark);
            if !line.is_empty() {
                self.out.push(' ');
                self.out.push_str(line);
            }
            self.end();
        }
        self
    }
}

/// Up to the next bracket or comma of generic arguments.
fn split_generics(text: &str) -> Option<(&str, char, &str)> {
    let at = text.find(['<', '>', ','])?;
    let (before, behind) = text.split_at_checked(at)?;
    let mut chars = behind.chars();
    let sign = chars.next()?;
    let behind = chars.as_str();
    Some((before, sign, if sign == ',' { behind.trim_start() } else { behind }))
}

/// Writes an identifier, raw if it is a reserved word.
pub(super) fn ident(name: &str, out: &mut String) {
    // Longer than any reserved word, it is what it is; and so it is in any other case than theirs.
    let clean = name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
    let starts = |byte: &u8| byte.is_ascii_alphabetic();
    if clean && name.as_bytes().first().is_some_and(starts) && name.len() > names::LONGEST_RESERVED {
        out.push_str(name);
        return;
    }
    let safe = names::identifier(name, "n");
    if names::is_keyword(&safe) {
        out.push_str("r#");
    }
    out.push_str(&safe);
}

/// Writes a string literal that means `text`, whatever is in it.
pub(super) fn literal(text: &str, out: &mut String) {
    let escaped = |byte: u8| matches!(byte, b'"' | b'\\' | b'\n');
    // All but the plainest text is for those who know the rules.
    if !text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
        for c in Literal::string(text).to_string().chars() {
            // The compiler's own rules leave some characters as they are that nobody sees.
            if is_unprintable(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
        }
        return;
    }
    out.reserve(text.len() + 2);
    out.push('"');
    let mut rest = text;
    while let Some((before, behind)) = rest.bytes().position(escaped).and_then(|at| rest.split_at_checked(at)) {
        out.push_str(before);
        let mut chars = behind.chars();
        out.push_str(match chars.next() {
            Some('"') => "\\\"",
            Some('\n') => "\\n",
            _ => "\\\\",
        });
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::characters::HIDDEN;

    #[test]
    fn literals_are_those_of_the_compiler() {
        for text in ["", "a", "\"", "\\", "a\"b\\c\nd", "'", "\0", "\0\u{31}", "\t\r", "é\u{202e}", "\u{7f}", "{}\n"] {
            let mut out = String::new();
            literal(text, &mut out);
            assert_eq!(out, Literal::string(text).to_string());
            assert_eq!(syn::parse_str::<syn::LitStr>(&out).map(|literal| literal.value()).ok().as_deref(), Some(text));
        }
    }

    #[test]
    fn nothing_hides_in_a_literal() {
        for hidden in HIDDEN.chars().chain(['\u{2028}', '\u{9b}']) {
            let (text, mut out) = (format!("a{hidden}b"), String::new());
            literal(&text, &mut out);
            assert!(!out.contains(is_unprintable), "{out:?}");
            assert_eq!(syn::parse_str::<syn::LitStr>(&out).unwrap().value(), text);
        }
    }
}
