//! Characters that are invisible or displayed as something else.

use super::source::{Source, position};
use crate::characters::{Hidden, hidden};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

/// Checks a file; each kind is reported once a file, with a count.
pub(crate) fn check(source: &Source, diagnostics: &mut Vec<Diagnostic>) {
    if is_plain(source.text()) {
        return;
    }
    let mut found: [Option<(Span, String, usize)>; 3] = [None, None, None];
    for index in 0..source.len() {
        let line = source.line(index);
        if is_plain(line) {
            continue;
        }
        let mut before = None;
        for (c, column) in line.chars().zip(1u32..) {
            let (slot, from) = match c {
                '\u{fffd}' => (1, column),
                _ if before.is_some_and(|first| is_misread(first, c)) => (1, column.saturating_sub(1)),
                c if c.is_control() && c != '\t' => (2, column),
                c => match hidden(c) {
                    Some(Hidden::Bidi) => (0, column),
                    Some(Hidden::Invisible) => (2, column),
                    None => {
                        before = Some(c);
                        continue;
                    }
                },
            };
            let Some(slot) = found.get_mut(slot) else { continue };
            match slot {
                Some((_, _, count)) => *count += 1,
                None => {
                    let text: String = before.filter(|_| from < column).into_iter().chain([c]).collect();
                    let start = position(index, from);
                    let span = Span { file: source.file, start, end: position(index, column.saturating_add(1)) };
                    *slot = Some((span, text, 1));
                }
            }
            before = None;
        }
    }
    let codes = [Code::BidiControl, Code::EncodingDamage, Code::InvisibleCharacter];
    for (code, (span, text, count)) in codes.into_iter().zip(found).filter_map(|(code, found)| Some((code, found?))) {
        let points: Vec<String> = text.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
        let points = points.join(" ");
        let more = if count > 1 { format!(" (and {} more in this file)", count - 1) } else { String::new() };
        let (what, help) = match code {
            Code::BidiControl => ("changes the direction of text", "remove it"),
            Code::EncodingDamage => {
                ("was read in a different encoding than it was written in", "write the intended character")
            }
            _ => ("is invisible", "remove it"),
        };
        diagnostics.push(Diagnostic::new(code, span, format!("{points} {what}{more}")).help(help));
    }
}

/// Whether there is nothing but ASCII without control characters.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r'))
}

/// UTF-8 that was read as Latin-1 or Windows-1252 and written again.
fn is_misread(first: char, second: char) -> bool {
    match first {
        '\u{c3}' | '\u{c2}' => {
            ('\u{80}'..='\u{9f}').contains(&second) || (first == '\u{c3}' && ('\u{a1}'..='\u{bf}').contains(&second))
        }
        '\u{e2}' => matches!(second, '\u{20ac}' | '\u{80}'..='\u{9f}'),
        _ => false,
    }
}
