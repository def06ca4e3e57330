//! Rust laid out as text, for what is data more than code.
//!
//! The table of examples is a third of all that is written, and of the simplest shape: lists in lists, and chains of
//! calls. Spelling it directly spares the parsing and printing of a million tokens. Lines end where they do in the
//! files that go through the printer.

use super::sheet;

/// The longest line, as the printer of the other files has it.
const WIDTH: usize = 89;

/// One more level.
const STEP: usize = 4;

/// A piece of code that takes one line if it fits, and several lines if not.
#[derive(Debug)]
pub(super) enum Code {
    /// What is never broken.
    Word(String),
    /// Items in brackets: on one line, or each on its own.
    List { open: String, items: Vec<Code>, close: &'static str },
    /// The same, each item on its own line however short.
    Fields { open: String, items: Vec<Code>, close: &'static str },
    /// Calls upon a value: on one line, or each on its own.
    Chain { head: String, calls: Vec<Code>, close: &'static str },
}

impl Code {
    /// `name: word`
    pub fn field(name: &str, word: &str) -> Code {
        Code::Word(format!("{name}: {word}"))
    }

    /// `name: "text"`
    pub fn text(name: &str, text: &str) -> Code {
        Code::field(name, &literal(text))
    }

    /// A call with these arguments, or anything else in round brackets.
    pub fn call(open: impl Into<String>, items: impl IntoIterator<Item = Code>, close: &'static str) -> Code {
        Code::List { open: open.into(), items: items.into_iter().collect(), close }
    }

    /// A string literal.
    pub fn literal(text: &str) -> Code {
        Code::Word(literal(text))
    }

    /// The length of it on one line; nothing if it never is.
    fn flat(&self) -> Option<usize> {
        match self {
            Code::Word(word) => Some(word.len()),
            Code::List { open, items, close } => {
                let gaps = items.len().saturating_sub(1) * ", ".len();
                items.iter().try_fold(open.len() + close.len() + gaps, |sum, item| Some(sum + item.flat()?))
            }
            Code::Fields { .. } => None,
            Code::Chain { head, calls, close } => {
                calls.iter().try_fold(head.len() + close.len(), |sum, call| Some(sum + call.flat()?))
            }
        }
    }

    /// Writes it into a line that has `column` bytes already and gets `after` more.
    pub fn write(&self, out: &mut String, indent: usize, column: usize, after: usize) {
        let fits = self.flat().is_some_and(|length| column + length + after <= WIDTH);
        match self {
            Code::Word(word) => out.push_str(word),
            Code::List { open, items, close } if fits || items.is_empty() => {
                out.push_str(open);
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    item.write(out, indent, 0, 0);
                }
                out.push_str(close);
            }
            Code::List { open, items, close } | Code::Fields { open, items, close } => {
                out.push_str(open.trim_end());
                for item in items {
                    line(out, indent + STEP);
                    item.write(out, indent + STEP, indent + STEP, 1);
                    out.push(',');
                }
                line(out, indent);
                out.push_str(close.trim_start());
            }
            Code::Chain { head, calls, close } => {
                out.push_str(head);
                for (index, call) in calls.iter().enumerate() {
                    let after = if index + 1 == calls.len() { close.len() } else { 0 };
                    if fits {
                        call.write(out, indent, 0, 0);
                    } else {
                        line(out, indent + STEP);
                        call.write(out, indent + STEP, indent + STEP, after);
                    }
                }
                out.push_str(close);
            }
        }
    }
}

fn line(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

/// A string literal that means `text`, whatever is in it.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    sheet::literal(text, &mut out);
    out
}
