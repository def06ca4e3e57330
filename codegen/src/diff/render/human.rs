//! Output for a terminal.

use std::fmt::Write;

use super::{plain, sentences, short, totals};
use crate::diff::change::{Change, Class, SentencePart};

/// The escape sequence for the colour of a class: red, green, dim.
fn color(class: Class) -> &'static str {
    match class {
        Class::Breaking => "\u{1b}[31m",
        Class::Addition => "\u{1b}[32m",
        Class::Documentation => "\u{1b}[2m",
    }
}

fn line(change: &Change, sentence: &[SentencePart], colored: bool) -> String {
    let class = format!("{:<13}", change.class.as_str());
    let class = if colored { format!("{}{class}\u{1b}[0m", color(change.class)) } else { class };
    let mut out = format!("  {class} ");
    for part in sentence {
        match part {
            SentencePart::Words(words) => out.push_str(words),
            SentencePart::Name(name) => out.push_str(&short(&plain(name))),
        }
    }
    // If the docs do not show the difference, the code does.
    let (shown, more) = change.rust.split_at(change.rust.len().min(3));
    if change.class == Class::Breaking && !shown.is_empty() {
        let shown: Vec<String> = shown.iter().map(|item| plain(item)).collect();
        let _ = write!(out, " [{}", shown.join(", "));
        if !more.is_empty() {
            let _ = write!(out, " and {} more", more.len());
        }
        out.push(']');
    }
    out
}

/// All changes by workload, and a summary line.
#[must_use]
pub fn human(changes: &[Change], colored: bool) -> String {
    if changes.is_empty() {
        return "no changes\n".to_owned();
    }
    let mut out = String::new();
    for workload in changes.chunk_by(|a, b| a.workload == b.workload) {
        let name = workload.first().map_or("", |c| c.workload.as_str());
        let name = if colored { format!("\u{1b}[1m{name}\u{1b}[0m") } else { name.to_owned() };
        let _ = writeln!(out, "{name}");
        for (change, sentence) in sentences(workload) {
            let _ = writeln!(out, "{}", line(change, &sentence, colored));
        }
    }
    let _ = writeln!(out, "{}", totals(changes));
    out
}

/// A short version for a summary: the counts of each class and the first changes of each.
#[must_use]
pub fn brief(changes: &[Change], colored: bool) -> String {
    const MOST: usize = 12;
    if changes.is_empty() {
        return String::new();
    }
    let mut out = format!("changes of the API: {}\n", totals(changes));
    for class in Class::ALL {
        let of_class: Vec<Change> = changes.iter().filter(|c| c.class == class).cloned().collect();
        let lines = sentences(&of_class);
        for (change, sentence) in lines.iter().take(MOST) {
            let _ = writeln!(out, "{}", line(change, sentence, colored));
        }
        if lines.len() > MOST {
            let more = lines.len() - MOST;
            let _ = writeln!(out, "  {:<13} … and {more} more: `graph-codegen diff` lists them", class.as_str());
        }
    }
    out
}
