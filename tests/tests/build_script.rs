//! The example of a build script, built by real cargo processes: it runs again only if a page that it uses changes.

#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

mod support;

use std::fs;

use camino::Utf8Path;
use support::{Folder, cargo, nested, workspace};

/// The verbose output of cargo.
fn run(folder: &Utf8Path, command: &str) -> String {
    let output = nested(command).args(["--verbose", "--color", "never"]).current_dir(folder).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    said
}

/// Whether the build script ran.
fn ran(said: &str) -> bool {
    said.lines().any(|line| line.trim_start().starts_with("Running") && line.contains("build-script-build"))
}

fn edit(path: &Utf8Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{path}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn the_example_is_built_and_runs_again_only_when_a_page_it_uses_changes() {
    let folder = Folder::new();
    let example = folder.join("example");
    for (path, contents) in support::tree(&workspace().join("codegen/examples/build-script")) {
        if !path.ends_with('/') && !path.starts_with("target/") {
            folder.write(&format!("example/{path}"), contents);
        }
    }
    let manifest = example.join("Cargo.toml");
    edit(&manifest, "\"../../../graph-models\"", &format!("{:?}", workspace().join("graph-models").as_str()));
    edit(&manifest, "path = \"../..\"", &format!("path = {:?}", workspace().join("codegen").as_str()));

    assert!(ran(&run(&example, "build")), "the first time");
    assert!(!ran(&run(&example, "build")), "nothing has changed");

    let page = |name: &str| example.join("docs/v1.0/resources").join(name);
    edit(&page("shelf.md"), "A shelf of the library.", "A shelf.");
    assert!(!ran(&run(&example, "build")), "a relationship leads there, which is not followed");
    folder.write("example/docs/v1.0/resources/news.md", "# news\n");
    assert!(!ran(&run(&example, "build")), "nothing selected comes from the new page");

    // The new property can be used.
    edit(&page("author.md"), "|name|String|", "|born|Int32|The year of birth.|\n|name|String|");
    edit(
        &example.join("src/lib.rs"),
        "#[cfg(test)]",
        "pub fn born(a: &Author) -> Option<&i32> {\n    a.born.as_option()\n}\n\n#[cfg(test)]",
    );
    assert!(ran(&run(&example, "build")), "the response contains an author");

    edit(&example.join("graph-codegen.toml"), "\"book-*\"", "\"book-*\", \"shelf-get\"");
    assert!(ran(&run(&example, "build")), "the settings have changed");
    edit(&page("shelf.md"), "A shelf.", "A shelf of the library.");
    assert!(ran(&run(&example, "build")), "the page is used now");

    // Errors have a location.
    edit(&example.join("graph-codegen.toml"), "\"book-*\"", "\"boook-*\"");
    let output = nested("build").current_dir(&example).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{said}");
    assert!(
        said.contains(
            "graph-codegen.toml:2:11: no type, operation or workload matches `boook-*`: did you mean `book-*`?"
        ),
        "{said}"
    );
}

#[test]
fn the_tests_of_the_example_pass() {
    let output = nested("test")
        .args(["--quiet", "--manifest-path"])
        .arg(workspace().join("codegen/examples/build-script/Cargo.toml"))
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && out.contains("test result: ok. 1 passed"), "{out}{err}");
}

#[test]
fn the_library_of_the_generator_is_light() {
    let output = cargo("tree")
        .args(["--package", "graph-codegen", "--no-default-features", "--edges", "normal,build", "--prefix", "none"])
        .current_dir(workspace())
        .output()
        .unwrap();
    let tree = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && tree.contains("prettyplease"), "{}", String::from_utf8_lossy(&output.stderr));
    for heavy in ["clap", "anyhow", "tempfile", "tokio", "hyper", "annotate-snippets", "jiff"] {
        assert!(!tree.lines().any(|line| line.split(' ').next() == Some(heavy)), "{heavy} is a dependency:\n{tree}");
    }
}
