//! Every kind of finding is explained, its samples show what they say, and `codegen/diagnostics/` holds the same text.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use graph_codegen::check::Findings;
use graph_codegen::diagnostic::Code;
use graph_codegen::docs::Tree;
use graph_codegen::explain::{self, Sample};

/// What is found in the tree around a sample; nothing if only a disk can hold it.
fn found(sample: &Sample) -> Option<Vec<String>> {
    let findings = Findings::of(Tree::from_memory(sample.tree()?));
    Some(findings.diagnostics.iter().map(|d| format!("{} {}", d.code.name(), d.message)).collect())
}

#[test]
fn bad_samples_yield_their_finding_and_good_ones_are_clean() {
    let mut wrong = Vec::new();
    for code in Code::ALL {
        let Some(explanation) = explain::of(*code) else {
            wrong.push(format!("{} is not explained", code.name()));
            continue;
        };
        assert!(explanation.why.ends_with('.') && code.means().ends_with('.'), "{}", code.name());
        if let Some(bad) = found(&explanation.bad)
            && !bad.iter().any(|finding| finding.starts_with(&format!("{} ", code.name())))
        {
            wrong.push(format!("the bad sample of {} yields {bad:?}", code.name()));
        }
        match found(&explanation.good) {
            Some(good) if good.is_empty() => {}
            good => wrong.push(format!("the good sample of {} yields {good:?}", code.name())),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn identifiers_are_unique_ascending_and_found_by_either_name() {
    for pair in Code::ALL.windows(2) {
        let [a, b] = pair else { unreachable!() };
        assert!(a.id() < b.id(), "{} and {}", a.id(), b.id());
        assert_ne!(a.name(), b.name());
    }
    for code in Code::ALL {
        assert_eq!(Code::find(&code.id().to_lowercase()), Some(*code));
        assert_eq!(Code::find(&code.name().to_uppercase()), Some(*code));
    }
    assert_eq!(Code::find("GD9999"), None);
}

/// The pages are written by `UPDATE_PAGES=1 cargo test -p graph-codegen --test explain`.
#[test]
fn pages_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("diagnostics");
    let mut pages: BTreeMap<String, String> =
        Code::ALL.iter().map(|code| (format!("{}.md", code.id()), explain::page(*code))).collect();
    pages.insert("README.md".to_owned(), explain::index());
    if std::env::var_os("UPDATE_PAGES").is_some() {
        fs::create_dir_all(&folder).unwrap();
        for (name, page) in &pages {
            fs::write(folder.join(name), page).unwrap();
        }
    }
    let mut on_disk = BTreeMap::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        on_disk.insert(path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap());
    }
    let stale: Vec<&String> =
        pages.keys().chain(on_disk.keys()).filter(|name| pages.get(*name) != on_disk.get(*name)).collect();
    assert!(
        stale.is_empty(),
        "run `UPDATE_PAGES=1 cargo test -p graph-codegen --test explain`; not current: {stale:?}"
    );
}
