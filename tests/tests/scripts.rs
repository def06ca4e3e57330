//! The scripts of the workflows, as real processes on malicious repositories; and requirements on the workflows
//! themselves.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a panic fails the test")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use camino::Utf8Path;
use support::{CommandOutput, Folder, assert_same, copy, tree, workspace};

/// Whether the required tools are installed. The `bash` of Windows belongs to a different system.
fn can_run() -> bool {
    let has = |tool| Command::new(tool).arg("--version").output().is_ok_and(|output| output.status.success());
    let can = !cfg!(windows) && has("bash") && has("git");
    if !can {
        println!("skipped: bash or git is not installed");
    }
    can
}

/// Runs bash in a folder. git ignores the settings of the user.
fn bash<const N: usize>(folder: &Utf8Path, arguments: [&str; N]) -> CommandOutput {
    let mut command = Command::new("bash");
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("GIT_")) {
            command.env_remove(name);
        }
    }
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "test").env(format!("GIT_{who}_EMAIL"), "test@example.com");
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).output().unwrap().into()
}

/// Runs lines of bash, each of which must succeed.
fn lines(folder: &Utf8Path, lines: &str) -> String {
    bash(folder, ["-euc", lines]).exits(0).out
}

/// A repository like ours, with a secret in its settings, next to the upstream repository of the pages. Both have a
/// page for each of these names.
struct Repositories(Folder);

const PAGES: [&str; 4] = ["api/user-get.md", "api/user-list.md", "resources/group.md", "resources/user.md"];

impl Repositories {
    fn new() -> Repositories {
        let folder = Folder::new();
        for page in PAGES {
            folder.write(&format!("ours/docs/v1.0/{page}"), format!("old {page}\n"));
            folder.write(&format!("upstream/pages/{page}"), format!("new {page}\n"));
        }
        for path in
            ["graph-models/model.json", "graph-models/src/generated/mod.rs", ".github/workflows/ci.yml", "README.md"]
        {
            folder.write(&format!("ours/{path}"), "old\n");
        }
        copy(&workspace().join("scripts"), &folder.join("ours/scripts"));
        let repositories = Repositories(folder);
        for name in ["ours", "upstream"] {
            let setup = "git init -q -b main && git add -A && git commit -qm all && git config test.secret the-token";
            lines(&repositories.0.join(name), setup);
        }
        repositories
    }

    /// Changes upstream and commits it, with lines of bash that run in its pages.
    fn upstream(&self, change: &str) {
        lines(&self.0.join("upstream/pages"), change);
        lines(&self.0.join("upstream"), "git add -A && git commit -qm hostile");
    }

    fn take(&self, folder: &str) -> CommandOutput {
        bash(&self.0.join("ours"), ["scripts/take-pages.sh", "../upstream", folder])
    }

    fn page(&self, name: &str) -> String {
        fs::read_to_string(self.0.join("ours/docs/v1.0").join(name)).unwrap()
    }

    /// The files of ours that are tracked by git.
    fn ours(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.0.join("ours")).into_iter().filter(|(path, _)| !path.starts_with(".git/")).collect()
    }

    /// Makes a patch with lines of bash that run in a copy of ours, and commits it to ours.
    fn commit(&self, change: &str) -> CommandOutput {
        let make = format!(
            "rm -rf copy && git clone -q ours copy && cd copy\n{change}\n\
             git add -A && git diff --cached --binary --full-index --no-renames HEAD > ../changes.patch"
        );
        lines(self.0.path(), &make);
        bash(&self.0.join("ours"), ["scripts/commit-regenerated.sh", "../changes.patch"])
    }
}

#[test]
fn pages_are_taken_unchanged_from_upstream() {
    if !can_run() {
        return;
    }
    let repositories = Repositories::new();
    repositories.upstream("printf 'one\\r\\ntwo' > api/user-get.md; chmod +x api/user-get.md; rm resources/group.md");
    let said = repositories.take("pages").exits(0);
    assert_eq!(repositories.page("api/user-get.md"), "one\r\ntwo");
    assert_eq!(repositories.page("resources/user.md"), "new resources/user.md\n");
    // A page that upstream has deleted must be removed by a person.
    assert_eq!(repositories.page("resources/group.md"), "old resources/group.md\n");
    let (kept, summary) = said.out.split_once('\n').unwrap();
    assert_eq!(kept, "`resources/group.md` is kept: upstream does not have it");
    assert!(summary.starts_with("3 pages of commit ") && summary.ends_with(" taken, 1 kept\n"), "{summary}");
}

#[test]
fn links_upstream_are_not_followed() {
    if !can_run() {
        return;
    }
    for change in [
        // To the settings of either repository, which may contain a token; relative as git resolves it, and from our
        // pages.
        "ln -sf ../../.git/config resources/user.md",
        "ln -sf ../../../.git/config resources/user.md",
        "ln -sf ../../../ours/.git/config resources/user.md",
        // To another page, to a system file, and to itself.
        "ln -sf group.md resources/user.md",
        "ln -sf /etc/passwd resources/user.md",
        "ln -sf user.md resources/user.md",
        // Over a folder, and over a link.
        "mv resources elsewhere && ln -s elsewhere resources",
        "rm -r resources && ln -s ../../ours/docs/v1.0/resources resources",
        "ln -s ../../.git/config resources/hop && ln -sf hop resources/user.md",
    ] {
        let repositories = Repositories::new();
        repositories.upstream(change);
        let said = repositories.take("pages").exits(0);
        assert_eq!(repositories.page("resources/user.md"), "old resources/user.md\n", "{change}");
        assert_eq!(repositories.page("api/user-get.md"), "new api/user-get.md\n", "{change}");
        assert!(said.out.contains("`resources/user.md` is kept: upstream "), "{change}: {}", said.out);
        assert!(!fs::symlink_metadata(repositories.0.join("ours/docs/v1.0/resources/user.md")).unwrap().is_symlink());
    }
}

#[test]
fn the_folder_of_the_pages_is_a_folder_upstream() {
    if !can_run() {
        return;
    }
    let repositories = Repositories::new();
    repositories.upstream("cd .. && ln -s pages link && ln -s ../ours/docs docs");
    let before = repositories.ours();
    for folder in ["link", "link/api", "docs/v1.0", "pages/api/user-get.md", "../ours/docs/v1.0", "missing"] {
        let said = repositories.take(folder).exits(2);
        assert_eq!(said.err, format!("error: the last commit of ../upstream has no folder {folder}\n"));
    }
    assert_same(&before, &repositories.ours());
}

#[test]
fn other_upstream_files_are_not_taken() {
    if !can_run() {
        return;
    }
    for (change, reason) in [
        ("rm resources/user.md && mkdir resources/user.md && : > resources/user.md/x.md", "has no file in its place"),
        (
            "rm resources/user.md && git init -q resources/user.md && git -C resources/user.md commit -q --allow-empty -m x",
            "has no file in its place",
        ),
        ("head -c 1048577 /dev/zero > resources/user.md", "'s has 1048577 bytes, more than 1048576"),
    ] {
        let repositories = Repositories::new();
        repositories.upstream(change);
        let said = repositories.take("pages").exits(0);
        assert_eq!(repositories.page("resources/user.md"), "old resources/user.md\n", "{change}");
        assert!(said.out.contains(reason), "{change}: {}", said.out);
    }
}

#[test]
fn names_upstream_do_nothing() {
    if !can_run() {
        return;
    }
    let repositories = Repositories::new();
    repositories.upstream(
        r#"for name in $'a\n::error::b.md' 'a"b.md' "a'b.md" '$(touch x).md' '`touch x`.md' '-rf.md' ' .md' '*.md' $'\e[31m.md'; do
            echo new > "resources/$name"
        done"#,
    );
    let names: Vec<String> = repositories.ours().into_keys().collect();
    let said = repositories.take("pages").exits(0);
    assert_eq!(repositories.ours().into_keys().collect::<Vec<_>>(), names);
    assert!(said.out.starts_with("4 pages of commit ") && said.out.lines().count() == 1, "{}", said.out);
    assert_eq!(said.err, "");
}

/// The result of `cut-text.sh` for a text.
fn cut(text: &str, bytes: usize) -> CommandOutput {
    let folder = Folder::new();
    folder.write("text.md", text);
    let script = workspace().join("scripts/cut-text.sh");
    bash(folder.path(), [script.as_str(), "text.md", &bytes.to_string(), "in the artifact"])
}

#[test]
fn a_text_that_fits_is_printed_unchanged() {
    if !can_run() {
        return;
    }
    for text in ["", "one\ntwo\n", "no line break at the end", &"ü".repeat(50)] {
        assert_eq!(cut(text, 100).exits(0).out, text);
    }
}

#[test]
fn a_text_that_is_too_long_loses_its_last_lines() {
    if !can_run() {
        return;
    }
    // A change of every type of the reference, with non-ASCII text; every position in the last line is tested.
    let text: String = (0..20_000).map(|line| format!("- `microsoft.graph.type{line}`: “geändert” 🦀\n")).collect();
    let note = format!("\n*Cut here. The whole text ({} bytes) is in the artifact.*\n", text.len());
    for bytes in (65_536 - 60..=65_536).chain([1_000_000]) {
        let out = cut(&text, bytes).exits(0).out;
        let kept = out.strip_suffix(&note).unwrap();
        assert!(out.len() <= bytes && out.len() + 120 > bytes, "{} of {bytes}", out.len());
        assert!(text.starts_with(kept) && kept.ends_with('\n'));
    }
}

#[test]
fn a_text_in_one_line_is_cut_to_the_note() {
    if !can_run() {
        return;
    }
    let out = cut(&"x".repeat(100_000), 65_536).exits(0).out;
    assert_eq!(out, "\n*Cut here. The whole text (100000 bytes) is in the artifact.*\n");
    cut(&"x".repeat(100), 20).exits(2);
}

#[test]
fn regenerated_files_become_a_commit_outside_the_working_tree() {
    if !can_run() {
        return;
    }
    let repositories = Repositories::new();
    let before = repositories.ours();
    let said = repositories
        .commit(
            "echo new > docs/v1.0/api/user-get.md; git rm -q docs/v1.0/resources/user.md; echo new > graph-models/model.json
             mkdir -p graph-models/tests/generated tests/tests/snapshots/api
             echo new > graph-models/src/generated/user.rs; echo new > graph-models/tests/generated/examples.rs
             echo new > tests/tests/snapshots/api/user-get.snap",
        )
        .exits(0);
    let ours = repositories.0.join("ours");
    let commit = said.out.trim();
    let changed = lines(&ours, &format!("git diff --name-status --no-renames HEAD {commit}"));
    assert_eq!(
        changed,
        "M\tdocs/v1.0/api/user-get.md\nD\tdocs/v1.0/resources/user.md\nM\tgraph-models/model.json\n\
         A\tgraph-models/src/generated/user.rs\nA\tgraph-models/tests/generated/examples.rs\n\
         A\ttests/tests/snapshots/api/user-get.snap\n"
    );
    assert_eq!(lines(&ours, &format!("git rev-parse {commit}^")), lines(&ours, "git rev-parse HEAD"));
    assert_same(&before, &repositories.ours());
    assert_eq!(lines(&ours, "git status --porcelain"), "");
}

#[test]
fn a_patch_may_change_nothing_but_pages_generated_code_and_snapshots() {
    if !can_run() {
        return;
    }
    let repositories = Repositories::new();
    let before = repositories.ours();
    for change in [
        "echo new > .github/workflows/ci.yml",
        "git rm -q .github/workflows/ci.yml",
        "git mv .github/workflows/ci.yml docs/v1.0/ci.md",
        "echo new > scripts/cut-text.sh",
        "echo new > graph-models/src/lib.rs",
        "echo new > graph-models/build.rs",
        "echo '*.md filter=x' > docs/v1.0/.gitattributes",
        "echo new > docs/v1.0/api/page.rs",
        "mkdir docs/v1.0/.github && echo new > docs/v1.0/.github/x.yml",
        // Links, to a file and to a folder; a program; a repository.
        "ln -s ../../../.git/config docs/v1.0/api/link.md",
        "ln -sf ../../.git/config docs/v1.0/user-get.md",
        "rm -r graph-models/src/generated && ln -s ../../scripts graph-models/src/generated",
        "chmod +x docs/v1.0/api/user-get.md",
        "git init -q docs/v1.0/x.md && git -C docs/v1.0/x.md commit -q --allow-empty -m x",
        // Names.
        r"echo new > $'docs/v1.0/api/a\n::error::b.md'",
        r#"echo new > 'docs/v1.0/api/a"b.md'"#,
        "echo new > 'docs/v1.0/api/$(touch x).md'",
        r"echo new > $'docs/v1.0/api/\e[31m.md'",
    ] {
        let said = repositories.commit(&format!("echo new > docs/v1.0/api/user-list.md\n{change}")).exits(1);
        assert_eq!(said.out, "", "{change}");
        assert!(said.err.starts_with("error: not a "), "{change}: {}", said.err);
        assert!(!said.err.contains('\x1b') && said.err.lines().count() <= 3, "{change}: {}", said.err);
        assert!(said.err.lines().all(|line| line.starts_with("error: not a ")), "{change}: {}", said.err);
    }
    assert_same(&before, &repositories.ours());
}

#[test]
fn a_patch_that_is_written_by_hand_stays_inside_the_repository() {
    if !can_run() {
        return;
    }
    let repositories = Repositories::new();
    for path in [".git/hooks/x.md", "docs/v1.0/../../.git/x.md", "../x.md", "/tmp/x.md", "docs/v1.0/.GIT/x.md"] {
        let patch = format!(
            "diff --git a/{path} b/{path}\nnew file mode 100644\n--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+new\n"
        );
        repositories.0.write("changes.patch", patch);
        let said = bash(&repositories.0.join("ours"), ["scripts/commit-regenerated.sh", "../changes.patch"]);
        assert!(said.code != Some(0) && said.out.is_empty(), "{path}: {said:?}");
    }
    for patch in ["", "no patch\n"] {
        repositories.0.write("changes.patch", patch);
        let said = bash(&repositories.0.join("ours"), ["scripts/commit-regenerated.sh", "../changes.patch"]);
        assert!(said.code != Some(0) && said.out.is_empty(), "{patch:?}: {said:?}");
    }
}

/// The workflows by name.
fn workflows() -> BTreeMap<String, String> {
    let files = tree(&workspace().join(".github/workflows")).into_iter();
    files.map(|(name, text)| (name, String::from_utf8(text).unwrap())).collect()
}

/// The jobs of a workflow: name and text.
fn jobs(workflow: &str) -> Vec<(&str, String)> {
    let mut jobs: Vec<(&str, String)> = Vec::new();
    for line in workflow.lines().skip_while(|line| *line != "jobs:").skip(1) {
        match line.strip_prefix("  ").and_then(|line| line.strip_suffix(':')) {
            Some(name) if !name.starts_with([' ', '#']) => jobs.push((name, String::new())),
            _ => jobs.last_mut().unwrap().1.extend([line, "\n"]),
        }
    }
    jobs
}

#[test]
fn each_action_is_named_by_its_commit() {
    for (name, text) in workflows() {
        for line in text.lines().filter(|line| line.contains("uses:")) {
            let (_, action) = line.split_once('@').unwrap();
            let (commit, version) = action.split_once(" # v").unwrap_or_else(|| panic!("{name}: {line}"));
            assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}: {line}");
            assert!(version.starts_with(|first: char| first.is_ascii_digit()), "{name}: {line}");
        }
    }
}

#[test]
fn each_job_has_a_time_limit_and_no_more_rights_than_it_names() {
    for (name, text) in workflows() {
        assert!(text.contains("\npermissions: {}\n"), "{name}");
        for (job, text) in jobs(&text) {
            assert!(text.contains("\n    timeout-minutes: "), "{name}: {job}");
            assert!(text.contains("\n    permissions:\n"), "{name}: {job}");
            // Jobs that run code of a pull request, or of pages, have no token with write access.
            let writes = text.lines().any(|line| line.trim_start().split(" #").next().unwrap().ends_with(": write"));
            assert!(!(writes && text.contains("cargo ")), "{name}: {job}");
            let checkouts = text.matches("uses: actions/checkout@").count();
            assert_eq!(text.matches("persist-credentials: false").count(), checkouts, "{name}: {job}");
        }
    }
}

#[test]
fn workflows_run_existing_scripts() {
    for (name, text) in workflows() {
        for script in text.split("bash ").skip(1).filter_map(|rest| rest.split_whitespace().next()) {
            assert!(workspace().join(script).is_file(), "{name}: {script}");
        }
    }
}
