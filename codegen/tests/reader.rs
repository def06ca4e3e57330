//! The reader on real pages. Set `GRAPH_DOCS` to a folder with `graph-2021-07` and `backup-storage`.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use graph_codegen::diagnostic::Code;
use graph_codegen::docs::http::{Message, message, template_lines};
use graph_codegen::docs::{Folder, Item, Tree};

fn corpus() -> Option<Utf8PathBuf> {
    let found = std::env::var("GRAPH_DOCS").ok().map(Utf8PathBuf::from);
    if found.is_none() {
        println!("skipped: GRAPH_DOCS does not name a folder of real pages");
    }
    found
}

fn pages_on_disk(root: &Utf8Path) -> usize {
    ["api", "resources"]
        .iter()
        .flat_map(|folder| walkdir::WalkDir::new(root.join(folder)))
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file() && entry.file_name().to_string_lossy().ends_with(".md"))
        .count()
}

/// The number of comments with a `blockType` in the raw text.
fn block_types_on_disk(tree: &Tree) -> usize {
    tree.pages
        .iter()
        .map(|page| {
            let text = std::fs::read_to_string(tree.root.join(&page.path)).unwrap();
            text.split("<!--").skip(1).filter(|c| c.split("-->").next().unwrap().contains("\"blockType\"")).count()
        })
        .sum()
}

fn annotations(tree: &Tree) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for page in &tree.pages {
        for (_, item) in page.items() {
            let annotation = match item {
                Item::Annotation(annotation) => Some(annotation.as_ref()),
                Item::Block(block) => block.annotation.as_ref(),
                _ => None,
            };
            if let Some(annotation) = annotation {
                *counts.entry(annotation.block_type.clone()).or_default() += 1;
            }
        }
    }
    counts
}

fn report(tree: &Tree) {
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    for diagnostic in &tree.diagnostics {
        *counts.entry(diagnostic.code).or_default() += 1;
    }
    println!("{}: {} pages", tree.root, tree.pages.len());
    for (code, count) in counts {
        println!("  {} {} {count}", code.id(), code.name());
    }
    println!("  annotations {:?}", annotations(tree));
    if std::env::var_os("GRAPH_DOCS_VERBOSE").is_some() {
        for diagnostic in &tree.diagnostics {
            let path = tree.files.path(diagnostic.span.file);
            println!("{path}:{} {} {}", diagnostic.span.start, diagnostic.code.name(), diagnostic.message);
        }
    }
}

#[derive(Default, Debug)]
struct Bodies {
    strict: usize,
    lenient: usize,
    never: usize,
    requests: usize,
    responses: usize,
    malformed: usize,
    templates: usize,
    skeletons: usize,
}

fn bodies(tree: &Tree) -> Bodies {
    let verbose = std::env::var_os("GRAPH_DOCS_VERBOSE").is_some();
    let mut bodies = Bodies::default();
    for page in &tree.pages {
        for (_, block) in page.blocks() {
            let json = if block.block_type() == "resource" {
                bodies.skeletons += 1;
                Some((block.text.clone(), block.json()))
            } else {
                bodies.templates += template_lines(block).len();
                match message(block) {
                    Ok(message) => {
                        match message {
                            Message::Request(_) => bodies.requests += 1,
                            Message::Response(_) => bodies.responses += 1,
                        }
                        message.body().filter(|b| b.looks_like_json()).map(|b| (b.text.clone(), b.json()))
                    }
                    Err(diagnostic) => {
                        if matches!(block.block_type(), "request" | "response") {
                            bodies.malformed += 1;
                            if verbose {
                                println!("{}:{} {}", page.path, diagnostic.span.start, diagnostic.message);
                            }
                        }
                        None
                    }
                }
            };
            let Some((text, parsed)) = json else { continue };
            let serde = serde_json::from_str::<serde_json::Value>(&text);
            let duplicates = || {
                use graph_codegen::json::AnomalyKind;
                parsed.anomalies.iter().all(|a| a.kind == AnomalyKind::DuplicateKey)
            };
            assert_eq!(
                serde.is_ok(),
                parsed.is_strict() || duplicates(),
                "{}:{} {:?} {:?}",
                page.path,
                block.span.start,
                serde.err(),
                parsed.anomalies
            );
            match (&parsed.value, serde) {
                (Some(value), Ok(serde)) => {
                    bodies.strict += 1;
                    assert_eq!(value.to_value(), serde, "{}:{}", page.path, block.span.start);
                }
                (Some(_), Err(_)) => bodies.lenient += 1,
                (None, _) => bodies.never += 1,
            }
            if verbose && !parsed.is_strict() {
                let diagnostic = parsed.diagnostic().unwrap();
                let kinds: Vec<_> = parsed.anomalies.iter().map(|a| a.kind).collect();
                println!("{}:{} {} {kinds:?}", page.path, diagnostic.span.start, diagnostic.message);
            }
        }
    }
    bodies
}

#[test]
fn july_2021() {
    let Some(corpus) = corpus() else { return };
    let start = std::time::Instant::now();
    let tree = Tree::read(&corpus.join("graph-2021-07/v1.0")).unwrap();
    println!("read in {:?}", start.elapsed());
    report(&tree);
    assert_eq!(pages_on_disk(&tree.root), 3341);
    assert_eq!(tree.pages.len(), 3341);
    assert!(tree.pages.iter().all(|page| page.title().is_some()), "a page without a title");
    let apis = tree.pages.iter().filter(|page| page.folder == Folder::Api).count();
    assert_eq!((apis, tree.pages.len() - apis), (2102, 1239));
    let counts = annotations(&tree);
    let typed: usize = counts.iter().filter(|(kind, _)| !kind.is_empty()).map(|(_, count)| count).sum();
    assert_eq!(typed, block_types_on_disk(&tree), "every blockType comment is read");
    assert!(!tree.diagnostics.iter().any(|d| d.code == Code::MetadataUnreadable && d.message.contains("blockType")));
    let bodies = bodies(&tree);
    println!("{bodies:?}");
    let all = bodies.strict + bodies.lenient + bodies.never;
    assert!(bodies.never * 1000 <= all * 3, "99.7 % of the bodies are readable: {bodies:?}");
}

#[test]
fn backup_storage() {
    let Some(corpus) = corpus() else { return };
    let tree = Tree::read(&corpus.join("backup-storage/v1.0")).unwrap();
    report(&tree);
    assert_eq!(tree.pages.len(), pages_on_disk(&tree.root));
    let bodies = bodies(&tree);
    println!("{bodies:?}");
    assert!(bodies.never <= 1, "{bodies:?}");
}

#[test]
fn the_order_of_reading_does_not_matter() {
    let Some(corpus) = corpus() else { return };
    let root = corpus.join("backup-storage/v1.0");
    let tree = Tree::read(&root).unwrap();
    let files = tree.files.iter().map(|(_, path)| (path.to_owned(), std::fs::read(root.join(path)).unwrap()));
    let mut files: Vec<_> = files.collect();
    files.reverse();
    let again = Tree::from_memory(files);
    assert_eq!(format!("{:?}", tree.pages), format!("{:?}", again.pages));
    assert_eq!(tree.diagnostics, again.diagnostics);
}
