//! Pages that are written differently but mean the same give the same model.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic)]
#![allow(clippy::print_stdout)]

#[path = "written_otherwise/compare.rs"]
mod compare;

use std::path::{Path, PathBuf};

use compare::{Difference, compare};
use graph_codegen::docs::Tree;
use serde_json::Value;

/// The Markdown files of a docs folder by path.
fn files(root: &Path) -> Vec<(String, String)> {
    let entries = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().map(Result::unwrap);
    entries
        .filter(|entry| entry.path().extension().is_some_and(|e| e == "md"))
        .map(|entry| {
            let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            (path, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

fn model(files: impl IntoIterator<Item = (String, String)>) -> Value {
    let tree = Tree::from_memory(files.into_iter().map(|(path, text)| (path, text.into_bytes())));
    graph_codegen::analysis::analyze(&tree).to_json()
}

/// The differences between the changed pages and the original ones.
fn differences(files: &[(String, String)], original: &Value, change: impl Fn(&str) -> String) -> Vec<Difference> {
    let changed = files.iter().map(|(path, text)| (path.clone(), change(text)));
    compare(original, &model(changed))
}

fn report(what: &str, differences: &[Difference]) {
    let mut counts = std::collections::BTreeMap::<&str, (usize, &Difference)>::new();
    for difference in differences {
        counts.entry(difference.kind).or_insert((0, difference)).0 += 1;
    }
    println!("{what}: {} differences", differences.len());
    for (kind, (count, first)) in counts {
        println!("  {count:6} {kind}, such as {}", first.text);
    }
}

/// A name, and the change of a page.
type Written = (&'static str, fn(&str) -> String);

/// Changes of a page that do not change its meaning.
const WRITTEN: [Written; 8] = [
    ("CRLF line ends", |text| text.replace('\n', "\r\n")),
    ("a byte order mark", |text| format!("\u{feff}{text}")),
    ("one level deeper", |text| {
        headings(text, |level, words| format!("{} {words}", "#".repeat(if level > 1 { level + 1 } else { 1 })))
    }),
    ("closing hashes", |text| headings(text, |level, words| format!("{0} {words} {0}", "#".repeat(level)))),
    ("no-break spaces and tabs around headings", |text| {
        headings(text, |level, words| format!("{}\u{a0}\t{words}\t\u{a0}", "#".repeat(level)))
    }),
    ("no-break spaces and tabs in tables", |text| text.replace("|\n", "\u{a0}|\t\n").replace("\n|", "\n\u{a0}|\t")),
    ("anchors in headings", |text| {
        headings(text, |level, words| format!("{} <a id=\"x-{level}\"></a>{words}", "#".repeat(level)))
    }),
    ("tabs at the end of lines", tabbed),
];

/// Adds a tab to every line that is not code, where it would belong to the body.
fn tabbed(text: &str) -> String {
    let mut fenced = false;
    let lines = text.lines().map(|line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        if fenced || fence || line.starts_with("---") { line.to_owned() } else { format!("{line}\t") }
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// Rewrites every heading, except language tabs, which are not headings.
fn headings(text: &str, write: impl Fn(usize, &str) -> String) -> String {
    let mut fenced = false;
    let lines = text.lines().map(|line| {
        fenced ^= line.trim_start().starts_with("```");
        let words = line.trim_start_matches('#');
        let level = line.len() - words.len();
        let is_heading = !fenced && (1..5).contains(&level) && words.starts_with(' ') && !words.contains("](#tab/");
        if is_heading { write(level, words.trim()) } else { line.to_owned() }
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn our_docs_say_the_same_however_they_are_written() {
    let files = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/v1.0"));
    let original = model(files.clone());
    for (name, write) in WRITTEN {
        let found = differences(&files, &original, write);
        assert!(found.is_empty(), "{name}: {:#?}", found.iter().take(20).collect::<Vec<_>>());
    }
}

#[test]
fn headings_may_be_underlined_or_strong_text() {
    let files = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/v1.0"));
    let original = without_lines(model(files.clone()));
    let underlined = |level: usize, words: &str| match level {
        1 => format!("{words}\n==="),
        2 => format!("{words}\n---"),
        _ => format!("{} {words}", "#".repeat(level)),
    };
    let strong = |level: usize, words: &str| match level {
        1 => format!("# {words}"),
        _ => format!("**{words}**\n"),
    };
    for write in [underlined as fn(usize, &str) -> String, strong] {
        let changed = files.iter().map(|(path, text)| (path.clone(), headings(text, write)));
        let found = compare(&original, &without_lines(model(changed)));
        assert!(found.is_empty(), "{:#?}", found.iter().take(20).collect::<Vec<_>>());
    }
}

/// Headings with more lines move the text below them: examples are distinguished by their order.
fn without_lines(mut model: Value) -> Value {
    fn clear(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.insert("line".into(), Value::Null);
                members.values_mut().for_each(clear);
            }
            Value::Array(items) => items.iter_mut().for_each(clear),
            _ => {}
        }
    }
    clear(&mut model);
    let mut count = std::collections::BTreeMap::<String, usize>::new();
    for example in model["examples"].as_array_mut().into_iter().flatten() {
        let number = count.entry(example["page"].to_string()).or_default();
        *number += 1;
        example["request"]["line"] = (*number).into();
    }
    model
}

#[test]
fn real_docs_say_the_same_however_they_are_written() {
    let Some(corpus) = std::env::var_os("GRAPH_DOCS").map(PathBuf::from) else {
        println!("skipped: GRAPH_DOCS is not set");
        return;
    };
    for (tree, most) in [("backup-storage/v1.0", 0), ("graph-2021-07/v1.0", 7)] {
        let files = files(&corpus.join(tree));
        let original = model(files.clone());
        for (name, write) in WRITTEN {
            let found = differences(&files, &original, write);
            report(&format!("{tree} with {name}"), &found);
            assert!(found.len() <= most, "{tree} with {name}: {} differences", found.len());
        }
    }
}
