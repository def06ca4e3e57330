//! `diff` between the real v1.0 tree and a copy with thirty edits of known kinds reports exactly these. `GRAPH_DOCS`
//! is the folder with the pages; without it, the test prints that it was skipped.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a panic fails the test")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use graph_codegen::diff;
use graph_codegen::model::Kind;
use graph_codegen::model::json::{Document, OperationEntry, PropertyEntry, TypeEntry};
use support::{Folder, copy};

/// The number of edits of each kind.
const EACH: usize = 3;

/// The edited copy.
struct Edits<'a> {
    docs: Utf8PathBuf,
    model: &'a Document,
    /// Edited pages: each edit has its own page.
    touched: BTreeSet<String>,
    reported: BTreeSet<String>,
}

/// The cells of a table row.
fn cells(line: &str) -> Vec<String> {
    line.trim().trim_matches('|').split('|').map(|cell| cell.trim().trim_matches(['*', '`']).to_owned()).collect()
}

/// Replaces the only line of a text that matches; none if there is not exactly one.
fn replace_line(text: &str, fits: impl Fn(&str) -> bool, with: impl Fn(&str) -> String) -> Option<String> {
    if text.lines().filter(|line| fits(line)).count() != 1 {
        return None;
    }
    Some(text.lines().map(|line| if fits(line) { with(line) } else { line.to_owned() } + "\n").collect())
}

impl Edits<'_> {
    /// Types that are alone on their only page, and have no derived types.
    fn types(&self) -> Vec<&TypeEntry> {
        let mut pages: BTreeMap<&str, usize> = BTreeMap::new();
        for page in self.model.types.iter().flat_map(|ty| &ty.pages) {
            *pages.entry(page).or_default() += 1;
        }
        let bases: BTreeSet<String> =
            self.model.types.iter().filter_map(|ty| ty.base.as_ref()).map(|base| base.to_lowercase()).collect();
        let alone = |ty: &&TypeEntry| {
            matches!(ty.pages.as_slice(), [page] if page.starts_with("resources/") && pages[page.as_str()] == 1)
                && !bases.contains(&ty.name.to_lowercase())
        };
        self.model.types.iter().filter(alone).collect()
    }

    /// Edits the row of a plain string property in three types: the new line and the new text of the page.
    fn properties(
        &mut self,
        class_and_kind: &str,
        member: impl Fn(&str) -> String,
        edit: impl Fn(&PropertyEntry, &str) -> Option<String>,
    ) {
        let plain = |p: &&PropertyEntry| {
            p.r#type == "Edm.String"
                && !(p.collection || p.navigation || p.inherited || p.deprecated)
                && p.name != "id"
                && p.description.split_whitespace().count() > 4
                && !p.description.to_lowercase().contains("possible values")
        };
        let mut done = 0;
        let types: Vec<TypeEntry> = self.types().into_iter().cloned().collect();
        for ty in types.iter().filter(|ty| ty.kind != Kind::Enum && ty.properties.len() > 2) {
            let path = self.docs.join(&ty.pages[0]);
            let text = fs::read_to_string(&path).unwrap();
            let Some(property) = ty.properties.iter().find(plain) else { continue };
            if done == EACH || self.touched.contains(&ty.pages[0]) || ty.key.as_deref() == Some(&property.name) {
                continue;
            }
            if let Some(text) = edit(property, &text) {
                fs::write(&path, text).unwrap();
                self.touched.insert(ty.pages[0].clone());
                self.reported.insert(format!("{class_and_kind} {}.{}", ty.name, member(&property.name)));
                done += 1;
            }
        }
        assert_eq!(done, EACH, "{class_and_kind}");
    }

    /// Operations that are alone on their page and path, and return a type of their own workload, or nothing.
    fn operations(&self, method: &str) -> Vec<OperationEntry> {
        let mut pages: BTreeMap<&str, usize> = BTreeMap::new();
        let mut lines: BTreeMap<(String, String), usize> = BTreeMap::new();
        let line = |o: &OperationEntry, template: &String| {
            (o.method.clone(), graph_codegen::rust::public_api::PublicApi::path(template).unwrap_or_default())
        };
        for operation in &self.model.operations {
            *pages.entry(&operation.page).or_default() += 1;
            for template in &operation.templates {
                *lines.entry(line(operation, template)).or_default() += 1;
            }
        }
        let workloads: BTreeMap<&str, Option<&str>> =
            self.model.types.iter().map(|ty| (ty.name.as_str(), ty.workload.as_deref())).collect();
        let alone = |o: &&OperationEntry| {
            o.method == method
                && pages[o.page.as_str()] == 1
                && o.templates.len() == 1
                && o.templates.iter().all(|t| lines[&line(o, t)] == 1)
                && o.response.r#type.as_ref().is_none_or(|ty| {
                    workloads.get(ty.as_str()).is_some_and(|of_type| *of_type == o.workload.as_deref())
                })
        };
        self.model.operations.iter().filter(alone).cloned().collect()
    }

    /// Edits the pages of three operations.
    fn pages(&mut self, method: &str, what: &str, edit: impl Fn(&Utf8Path, &OperationEntry, &str) -> Option<String>) {
        let mut done = 0;
        for operation in self.operations(method) {
            if done == EACH || self.touched.contains(&operation.page) {
                continue;
            }
            let text = fs::read_to_string(self.docs.join(&operation.page)).unwrap();
            if let Some(name) = edit(&self.docs, &operation, &text) {
                self.touched.insert(operation.page.clone());
                self.reported.insert(format!("{what} {name}"));
                done += 1;
            }
        }
        assert_eq!(done, EACH, "{what}");
    }
}

fn row_of<'a>(property: &'a PropertyEntry) -> impl Fn(&str) -> bool + 'a {
    |line| {
        let cells = cells(line);
        line.trim_start().starts_with('|') && cells.len() == 3 && cells[0] == property.name && cells[1] == "String"
    }
}

fn edit(edits: &mut Edits<'_>) {
    let same = |name: &str| name.to_owned();
    edits.properties("documentation property-description", same, |p, text| {
        replace_line(text, row_of(p), |line| format!("|{}|String|{} Mended.|", p.name, cells(line)[2]))
    });
    edits.properties("breaking property-type", same, |p, text| {
        replace_line(text, row_of(p), |line| format!("|{}|Int32|{}|", p.name, cells(line)[2]))
    });
    edits.properties("breaking property-collection", same, |p, text| {
        replace_line(text, row_of(p), |line| format!("|{}|String collection|{}|", p.name, cells(line)[2]))
    });
    edits.properties(
        "breaking property-renamed",
        |name| format!("{name}Renewed"),
        |p, text| {
            let in_json = format!("\"{}\"", p.name);
            let text = text.replace(&in_json, &format!("\"{}Renewed\"", p.name));
            replace_line(&text, row_of(p), |line| format!("|{}Renewed|String|{}|", p.name, cells(line)[2]))
        },
    );
    edits.properties("breaking property-removed", same, |p, text| {
        let in_json = format!("\"{}\"", p.name);
        let text: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with(&in_json))
            .map(|line| format!("{line}\n"))
            .collect();
        (!text.contains(&in_json)).then(|| replace_line(&text, row_of(p), |_| String::new())).flatten().map(|text| {
            // The table must not contain a blank line.
            text.replace("|\n\n|", "|\n|")
        })
    });
    edits.properties(
        "addition property-added",
        |_| "madeForATest".to_owned(),
        |p, text| {
            replace_line(text, row_of(p), |line| format!("{line}\n|madeForATest|Boolean|Whether a test has made it.|"))
        },
    );

    // Copies the row of an enumeration with another name.
    let mut done = 0;
    let types: Vec<TypeEntry> = edits.types().into_iter().cloned().collect();
    for ty in types.iter().filter(|ty| ty.kind == Kind::Enum && ty.members.len() > 1) {
        let path = edits.docs.join(&ty.pages[0]);
        let text = fs::read_to_string(&path).unwrap();
        let last = ty.members.last().unwrap();
        let row = |line: &str| line.trim_start().starts_with('|') && cells(line)[0] == last.name;
        if done < EACH
            && let Some(text) = replace_line(&text, row, |line| {
                let rest: Vec<String> = cells(line).into_iter().skip(1).collect();
                format!("{line}\n|madeForATest|{}|", rest.join("|"))
            })
        {
            fs::write(&path, text).unwrap();
            edits.reported.insert(format!("addition member-added {}.madeForATest", ty.name));
            done += 1;
        }
    }
    assert_eq!(done, EACH, "members");

    edits.pages("DELETE", "breaking operation-removed", |docs, operation, _| {
        fs::remove_file(docs.join(&operation.page)).unwrap();
        Some(operation.name.clone())
    });
    edits.pages("GET", "addition operation-added", |docs, operation, text| {
        // Its own path, and no example, which would still have the old path.
        let path = &operation.templates[0];
        let text = text.split("\n## Example").next()?.replace(path.as_str(), &format!("/madeForATest{path}"));
        let name = format!("zz-{}", operation.name);
        text.contains("/madeForATest").then(|| fs::write(docs.join(format!("api/{name}.md")), text).unwrap())?;
        Some(name)
    });
    edits.pages("GET", "documentation permissions", |docs, operation, text| {
        let row = |line: &str| line.trim_start().starts_with('|') && cells(line)[0] == "Application";
        let two = text.lines().filter(|line| row(line)).all(|line| cells(line).len() == 2);
        let text = replace_line(text, row, |_| "|Application|MadeForATest.Read.All|".to_owned()).filter(|_| two)?;
        fs::write(docs.join(&operation.page), text).unwrap();
        Some(operation.name.clone())
    });
}

#[test]
fn thirty_edits_of_the_real_tree_are_reported_and_nothing_else() {
    let Some(root) = std::env::var_os("GRAPH_DOCS") else {
        println!("skipped: GRAPH_DOCS is not set");
        return;
    };
    let root = Utf8PathBuf::from_os_string(root).unwrap();
    let source = root.join("graph-2021-07/v1.0");
    let folder = Folder::new();
    let docs = folder.join("v1.0");
    copy(&source, &docs);
    let model = |docs: &Utf8Path| Document::from(&graph_codegen::generate::model(docs).unwrap().api);
    let before = model(&docs);
    let mut edits = Edits { docs: docs.clone(), model: &before, touched: BTreeSet::new(), reported: BTreeSet::new() };
    edit(&mut edits);
    assert_eq!(edits.reported.len(), 10 * EACH);

    let changes = diff::compare(&before, &model(&docs));
    let found: BTreeSet<String> = changes
        .iter()
        .map(|c| {
            let member = c.member.as_ref().map(|m| format!(".{m}")).unwrap_or_default();
            format!("{} {} {}{member}", c.class.as_str(), c.kind, c.subject.name())
        })
        .collect();
    let missing: Vec<&String> = edits.reported.difference(&found).collect();
    let more: Vec<&String> = found.difference(&edits.reported).collect();
    assert!(missing.is_empty() && more.is_empty(), "not reported: {missing:#?}\nreported, not made: {more:#?}");
}
