//! `graph-codegen check`: our own pages have no findings, and the output formats are stable for scripts, scanners and
//! people.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a panic fails the test"
)]

mod support;

use std::fs;

use serde_json::{Value as Json, json};
use support::{CommandOutput, Folder, assert_same, run, tree};

#[test]
fn our_own_pages_are_clean_at_every_severity() {
    let outcome = run(["check", "--docs", support::docs().as_str(), "--format", "json"]).exits(0);
    assert_eq!(outcome.out, "");
    let outcome = run(["check", "--docs", support::docs().as_str(), "--notes"]).exits(0);
    assert!(outcome.out.ends_with(" pages: 0 errors, 0 warnings, 0 notes\n"), "{}", outcome.out);
}

/// A docs tree with one resource page with these `rows` and `json`, and an operation that reads it.
fn shelf(answer: &str) -> Folder {
    let folder = Folder::new();
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "docs/resources/book.md",
        "---\ntitle: book\n---\n# book resource type\n\nNamespace: microsoft.graph\n\nA book.\n\n## Properties\n\n\
         |Property|Type|Description|\n|:---|:---|:---|\n|id|String|Its number.|\n|pages|Int32|How many.|\n\n\
         ## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.book\" } -->\n\
         ```json\n{\n  \"id\": \"String\",\n  \"pages\": 1\n}\n```\n",
    );
    write("docs/api/book get.md", &operation(answer));
    folder
}

fn operation(answer: &str) -> String {
    format!(
        "---\ntitle: Get book\n---\n# Get book\n\nNamespace: microsoft.graph\n\n## Permissions\n\n\
         |Permission type|Permissions (from least to most privileged)|\n|:---|:---|\n|Application|Book.Read.All|\n\n\
         ## HTTP request\n\n```http\nGET /books/{{bookId}}\n```\n\n## Response\n\n\
         If successful, returns `200 OK` and a [book](../resources/book.md).\n\n## Example\n\n\
         <!-- {{ \"blockType\": \"request\" }} -->\n```http\nGET https://graph.microsoft.com/v1.0/books/7\n```\n\n\
         <!-- {{ \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.book\" }} -->\n```http\n\
         HTTP/1.1 200 OK\nContent-Type: application/json\n\n{answer}\n```\n"
    )
}

/// Two findings, one with a fix.
const ANSWER: &str = "{\n  \"id\": \"7\",\n  \"pages\": \"ä 17\",\n}";

fn check(folder: &Folder, more: &[&str]) -> CommandOutput {
    let docs = folder.join("docs");
    let mut arguments = vec!["check", "--docs", docs.as_str()];
    arguments.extend_from_slice(more);
    run(arguments)
}

/// The findings as JSON, one per line.
fn findings(folder: &Folder) -> Vec<Json> {
    check(folder, &["--format", "json"]).out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn json_lines_name_the_very_value() {
    let folder = shelf(ANSWER);
    let found = findings(&folder);
    let wrong = found.iter().find(|f| f["name"] == "example-wrong-kind").unwrap_or_else(|| panic!("{found:?}"));
    let page = operation(ANSWER);
    let at = page.lines().position(|line| line.contains("ä 17")).unwrap() + 1;
    for (key, expected) in [
        ("code", json!("GD0232")),
        ("severity", json!("warning")),
        ("page", json!("api/book get.md")),
        ("line", json!(at)),
        ("column", json!(12)),
        ("endLine", json!(at)),
        ("endColumn", json!(18)),
    ] {
        assert_eq!(wrong[key], expected, "{key} of {wrong}");
    }
    assert!(wrong["message"].as_str().unwrap().contains("`pages`"), "{wrong}");
    let names: Vec<&str> = found.iter().map(|f| f["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["example-wrong-kind", "json-not-strict"]);
}

#[test]
fn people_see_the_line_and_the_change() {
    let outcome = check(&shelf(ANSWER), &[]).exits(0);
    assert!(outcome.out.contains("warning[GD0232]") && outcome.out.contains("^^^^^^"), "{}", outcome.out);
    assert!(outcome.out.contains("\"pages\": \"ä 17\""), "{}", outcome.out);
    assert!(outcome.out.contains("help: remove the comma"), "{}", outcome.out);
    assert!(outcome.out.ends_with("2 pages: 0 errors, 2 warnings, 0 notes, on 1 page\n"), "{}", outcome.out);
    assert!(!outcome.out.contains('\u{1b}'), "no colour where there is no terminal");
}

#[test]
fn denied_findings_fail() {
    let folder = shelf(ANSWER);
    check(&folder, &["--deny", "warnings"]).exits(1);
    check(&folder, &["--deny", "gd0232"]).exits(1);
    check(&folder, &["--deny", "example-wrong-kind"]).exits(1);
    check(&folder, &["--deny", "GD0236"]).exits(0);
    check(&folder, &["--deny", "nonsense"]).exits(2);
    let outcome = run(["check", "--docs", folder.join("nowhere").as_str()]).exits(2);
    assert!(outcome.err.contains("does not exist"), "{}", outcome.err);
}

#[test]
fn a_baseline_lets_known_findings_pass_and_shrinks() {
    let folder = shelf(ANSWER);
    let known = folder.join("known.txt");
    let baseline = ["--deny", "warnings", "--baseline", known.as_str()];
    check(&folder, &baseline).exits(2);
    check(&folder, &["--baseline", known.as_str(), "--write-baseline"]).exits(0);
    let text = fs::read_to_string(&known).unwrap();
    assert_eq!(text.lines().filter(|line| !line.starts_with('#')).count(), 2, "{text}");
    assert!(check(&folder, &baseline).exits(0).out.contains("2 known"));

    // Lines move: the findings are the same.
    let page = folder.join("docs/api/book get.md");
    fs::write(&page, operation(ANSWER).replace("# Get book\n", "# Get book\n\nMore words.\n\n")).unwrap();
    check(&folder, &baseline).exits(0);

    // A new one fails, and the known ones are not reported.
    fs::write(&page, operation("{\n  \"id\": 7,\n  \"pages\": \"ä 17\",\n}")).unwrap();
    let outcome = check(&folder, &baseline).exits(1);
    assert!(outcome.out.contains("`id`") && !outcome.out.contains("`pages`"), "{}", outcome.out);

    // A fixed one is reported, and removed on request.
    fs::write(&page, operation("{\n  \"id\": \"7\",\n  \"pages\": \"ä 17\"\n}")).unwrap();
    let outcome = check(&folder, &baseline).exits(0);
    assert!(outcome.out.contains("fixed: GD0040 api/book get.md: "), "{}", outcome.out);
    let outcome = check(&folder, &["--baseline", known.as_str(), "--write-baseline"]).exits(0);
    assert!(outcome.err.contains("1 findings are known now, 1 were removed"), "{}", outcome.err);
    assert!(!check(&folder, &baseline).exits(0).out.contains("fixed"));

    fs::write(&known, "GD0040 not a fingerprint\n").unwrap();
    assert!(check(&folder, &baseline).exits(2).err.contains("line 1 of the baseline"));
}

#[test]
fn a_fix_touches_its_bytes_and_no_others() {
    let folder = shelf(ANSWER);
    let page = folder.join("docs/api/book get.md");
    let crlf = |answer: &str| format!("\u{feff}{}", operation(answer).replace('\n', "\r\n"));
    let before = "{\n  \"Id\": \"7\",\t\n  \"pages\": 17,  \n}";
    fs::write(&page, crlf(before)).unwrap();
    let others = tree(&folder.join("docs/resources"));
    let outcome = check(&folder, &["--fix"]).exits(0);
    assert!(outcome.out.contains(" 0 warnings"), "{}", outcome.out);
    let after = fs::read_to_string(&page).unwrap();
    assert_eq!(after, crlf("{\n  \"id\": \"7\",\t\n  \"pages\": 17  \n}"));
    assert_same(&others, &tree(&folder.join("docs/resources")));

    // Nothing is left to do.
    let outcome = check(&folder, &["--fix"]).exits(0);
    assert!(!outcome.err.contains("fixed "), "{}", outcome.err);
    assert_eq!(fs::read_to_string(&page).unwrap(), after);

    // A list that the metadata does not call one.
    let list = "{\n  \"value\": [{ \"id\": \"7\" }]\n}";
    let lists = |flag: &str| {
        operation(list)
            .replace("a [book]", "a collection of [book]")
            .replace("graph.book\" } -->\n```http\nHTTP", &format!("graph.book\"{flag} }} -->\n```http\nHTTP"))
    };
    fs::write(&page, lists("")).unwrap();
    check(&folder, &["--fix"]).exits(0);
    assert_eq!(fs::read_to_string(&page).unwrap(), lists(", \"isCollection\": true"));
}

#[test]
fn one_run_fixes_findings_that_another_fix_reveals() {
    let folder = shelf(ANSWER);
    let page = folder.join("docs/api/book get.md");
    // Two overlapping fixes: an extra comma, and a flag that is missing after it.
    let list = "{\n  \"value\": [{ \"id\": \"7\" }]\n}";
    let text = operation(list)
        .replace("a [book]", "a collection of [book]")
        .replace("graph.book\" } -->\n```http\nHTTP", "graph.book\", } -->\n```http\nHTTP");
    fs::write(&page, &text).unwrap();
    let outcome = check(&folder, &["--fix"]).exits(0);
    assert!(outcome.out.contains(" 0 warnings"), "{}", outcome.out);
    let fixed = fs::read_to_string(&page).unwrap();
    assert!(fixed.contains("\"isCollection\": true } -->") && !fixed.contains(", }"), "{fixed}");
    let outcome = check(&folder, &["--fix"]).exits(0);
    assert!(!outcome.err.contains("fixed "), "{}", outcome.err);
    assert_eq!(fs::read_to_string(&page).unwrap(), fixed);
}

#[test]
fn one_run_fixes_a_whole_real_tree() {
    let Some(root) = std::env::var_os("GRAPH_DOCS") else {
        println!("skipped: GRAPH_DOCS is not set");
        return;
    };
    let root = camino::Utf8PathBuf::try_from(std::path::PathBuf::from(root)).unwrap();
    let folder = support::Folder::new();
    support::copy(&root.join("graph-2021-07/v1.0"), &folder.join("docs"));
    let first = check(&folder, &["--fix"]);
    assert!(first.err.contains("fixed "), "{}", first.err);
    let fixed = tree(&folder.join("docs"));
    let again = check(&folder, &["--fix"]);
    assert!(!again.err.contains("fixed "), "{}", again.err);
    assert_same(&fixed, &tree(&folder.join("docs")));
}

#[test]
fn workflow_commands_annotate_the_location() {
    let folder = shelf(ANSWER);
    let docs = folder.join("docs");
    let outcome = check(&folder, &["--format", "github"]).exits(0);
    let line = outcome.out.lines().find(|line| line.contains("GD0232")).unwrap_or_else(|| panic!("{}", outcome.out));
    assert!(line.starts_with(&format!("::warning file={docs}/api/book get.md,line=")), "{line}");
    assert!(line.contains(",col=12,endColumn=17,title=GD0232 example-wrong-kind::"), "{line}");
}

/// The parts of SARIF 2.1.0 that its readers require.
#[test]
fn sarif_is_whole_and_points_into_itself() {
    let folder = shelf(ANSWER);
    let log: Json = serde_json::from_str(&check(&folder, &["--format", "sarif"]).exits(0).out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "graph-codegen");
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = driver["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!((rules.len(), results.len()), (2, 2));
    for rule in rules {
        for text in [&rule["shortDescription"]["text"], &rule["fullDescription"]["text"], &rule["help"]["text"]] {
            assert!(!text.as_str().unwrap().is_empty(), "{rule}");
        }
        assert!(rule["help"]["markdown"].as_str().unwrap().contains("## Why it matters"));
        assert!(["note", "warning", "error"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()));
    }
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        let base = place["artifactLocation"]["uriBaseId"].as_str().unwrap();
        assert!(run["originalUriBaseIds"][base].is_object());
        assert_eq!(place["artifactLocation"]["uri"], "api/book%20get.md");
        let number = |key: &str| place["region"][key].as_u64().unwrap();
        assert!(number("startLine") >= 1 && number("startColumn") >= 1 && number("endLine") >= number("startLine"));
        assert_eq!(result["partialFingerprints"]["graphCodegen/v1"].as_str().unwrap().len(), 16);
    }
    let fixed = results.iter().find(|r| r["ruleId"] == "GD0040").unwrap();
    let change = &fixed["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(change["insertedContent"]["text"], "");
    assert_eq!(change["deletedRegion"]["startColumn"], 18);
}

#[test]
fn explain_takes_codes_and_names() {
    let page = run(["explain", "gd0232"]).exits(0).out;
    assert_eq!(page, run(["explain", "example-wrong-kind"]).exits(0).out);
    assert!(page.starts_with("# GD0232: example-wrong-kind\n") && page.contains("## Bad") && page.contains("## Good"));
    let list = run(["explain"]).exits(0).out;
    assert!(list.lines().count() > 60 && list.contains("GD0232  warning"), "{list}");
    assert!(run(["explain", "GD9999"]).exits(2).err.contains("`graph-codegen explain` lists all"));
}

/// Real pages have many findings; each has a location.
#[test]
fn findings_of_real_pages_have_places() {
    let Some(root) = std::env::var_os("GRAPH_DOCS") else {
        println!("skipped: GRAPH_DOCS is not set");
        return;
    };
    let root = camino::Utf8PathBuf::from_path_buf(root.into()).unwrap();
    for (tree, least) in [("graph-2021-07/v1.0", 900), ("backup-storage/v1.0", 100)] {
        let docs = root.join(tree);
        let outcome = run(["check", "--docs", docs.as_str(), "--format", "json"]);
        assert!(matches!(outcome.code, Some(0 | 1)), "{}", outcome.err);
        let mut count = 0;
        for line in outcome.out.lines() {
            let finding: Json = serde_json::from_str(line).unwrap();
            let number = |key: &str| finding[key].as_u64().unwrap_or_else(|| panic!("no {key} in {line}"));
            assert!(number("line") >= 1 && number("column") >= 1, "{line}");
            let (start, end) = ((number("line"), number("column")), (number("endLine"), number("endColumn")));
            assert!(start <= end, "{line}");
            count += 1;
        }
        assert!(count >= least, "{count} findings on {tree}");
    }
}
