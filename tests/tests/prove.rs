//! `graph-codegen prove`: a real crate, compiled and run, from our docs and from a page that contradicts itself.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a panic fails the test")]

mod support;

use std::process::Command;

use camino::Utf8PathBuf;
use serde_json::{Value as Json, json};
use support::{CommandOutput, Folder, run, scratch, workspace};

/// Verifies a docs folder in a work folder that is kept between runs, so that the runtime is compiled once.
fn prove(docs: &str, work: &Utf8PathBuf) -> CommandOutput {
    run(["prove", "--docs", docs, "--work", work.as_str(), "--format", "json"])
}

fn json(outcome: &CommandOutput) -> Json {
    serde_json::from_str(&outcome.out).unwrap_or_else(|error| panic!("{error}: {}", outcome.out))
}

/// A tree with one operation: its example request has the path in different letter case than the page.
fn contradicting() -> Folder {
    let folder = Folder::new();
    folder.write(
        "docs/resources/lamp.md",
        "# lamp resource type\n\n## Properties\n\n|Property|Type|Description|\n|:---|:---|:---|\n\
         |id|String|Its key.|\n|watts|Int32|What it takes.|\n\n\
         <!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.lamp\", \"keyProperty\": \"id\" } -->\n\
         ```json\n{ \"id\": \"String\", \"watts\": 1 }\n```\n",
    );
    folder.write(
        "docs/api/lamp-get.md",
        "# Get lamp\n\n## HTTP request\n\n```http\nGET /house/lamps/{id}\n```\n\n## Response\n\n\
         If successful, this method returns a `200 OK` response code and a [lamp](../resources/lamp.md) object.\n\n\
         ## Example\n\n### Request\n\n<!-- { \"blockType\": \"request\" } -->\n```http\n\
         GET https://graph.microsoft.com/v1.0/house/Lamps/7\n```\n\n### Response\n\n\
         <!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.lamp\" } -->\n```http\n\
         HTTP/1.1 200 OK\nContent-Type: application/json\n\n{ \"id\": \"7\", \"watts\": 40 }\n```\n",
    );
    folder
}

#[test]
fn our_docs_are_verified_and_a_second_run_compiles_nothing() {
    let work = scratch("prove");
    let summary = json(&prove("docs/v1.0", &work).exits(0));
    assert_eq!(summary["warnings"], 0);
    assert_eq!(summary["failures"], json!([]));
    for part in ["strict", "tolerant", "lossless"] {
        assert_eq!(summary["responses"][part], summary["responses"]["json"], "{part}: {summary:#}");
    }
    for part in ["matched", "reproduced"] {
        assert_eq!(summary["requests"][part], summary["requests"]["documented"], "{part}: {summary:#}");
    }
    assert!(summary["responses"]["json"].as_u64().unwrap() > 50, "{summary:#}");
    let keys: Vec<&String> = summary["seconds"].as_object().unwrap().keys().collect();
    for stage in ["read", "model", "emit", "compile", "test"] {
        assert!(keys.iter().any(|key| *key == stage), "{keys:?}");
    }

    let compiled = || {
        let deps = std::fs::read_dir(work.join("target/debug/deps")).unwrap().map(Result::unwrap);
        let mut times: Vec<_> =
            deps.map(|entry| (entry.path(), entry.metadata().unwrap().modified().unwrap())).collect();
        times.sort();
        times
    };
    let before = compiled();
    // The folder may be relative to the current folder.
    let relative = work.strip_prefix(workspace()).unwrap_or(&work).to_owned();
    let again = json(&prove("docs/v1.0", &relative).exits(0));
    assert_eq!(before, compiled());
    assert_eq!((&again["requests"], &again["responses"]), (&summary["requests"], &summary["responses"]));
}

/// Differences from the docs are explained by a finding at the same location, which the tests of the crate print too.
#[test]
fn a_page_that_contradicts_itself_is_explained_and_its_test_says_so() {
    let (folder, work) = (contradicting(), scratch("prove-explained"));
    let docs = folder.join("docs");
    let summary = json(&prove(docs.as_str(), &work).exits(0));
    assert_eq!(
        summary["requests"],
        json!({"documented": 1, "matched": 1, "reproduced": 0, "explained": 1, "elsewhere": 0})
    );
    assert_eq!(summary["responses"]["strict"], 1);
    assert_eq!(summary["apiPages"], json!({"withTemplate": 1, "withOperation": 1}));

    let mut cargo: Command = support::cargo("test");
    let output = cargo.arg("--target-dir").arg(work.join("target")).current_dir(work.join("proved")).output().unwrap();
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{out}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(out.contains("test api/lamp-get.md:19 request  ... ignored"), "{out}");
    assert!(out.contains("GD0220 api/lamp-get.md:19:5"), "{out}");
    assert!(out.contains("test api/lamp-get.md:26 response ... ok"), "{out}");
}

#[test]
fn a_folder_without_pages_or_runtime_proves_nothing() {
    let folder = Folder::new();
    assert!(prove(folder.path().as_str(), &scratch("prove")).exits(2).err.contains("api"));
    let runtime = run(["prove", "--runtime-path", folder.path().as_str()]).exits(2);
    assert!(runtime.err.contains("contains no Cargo.toml"), "{}", runtime.err);
}
