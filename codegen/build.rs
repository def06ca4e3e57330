//! Sets the version of the command, which includes the commit in a release. The library does not use it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    // Only the command shows the version; and a development build should not be repeated after each commit.
    let wanted = env::var_os("CARGO_FEATURE_CLI").is_some() && env::var("PROFILE").is_ok_and(|p| p == "release");
    let commit = if wanted { commit() } else { None };
    let version = commit.map_or(version.clone(), |commit| format!("{version} ({commit})"));
    println!("cargo::rustc-env=GRAPH_CODEGEN_VERSION={version}");
}

/// The commit of the checkout, or the one that a published package was made from; nothing if both are unknown.
fn commit() -> Option<String> {
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR")?);
    published(&folder.join(".cargo_vcs_info.json")).or_else(|| checkout(folder.parent()?))
}

/// Cargo stores the commit in a published package.
fn published(info: &Path) -> Option<String> {
    let text = fs::read_to_string(info).ok()?;
    let (_, rest) = text.split_once("\"sha1\"")?;
    short(rest.split('"').nth(1)?)
}

/// Only a repository whose root is the folder above ours counts: a vendored copy is inside another repository.
fn checkout(root: &Path) -> Option<String> {
    if !root.join(".git").exists() {
        return None;
    }
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(root).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let folder = PathBuf::from(git(&["rev-parse", "--absolute-git-dir"])?);
    for file in ["HEAD", "logs/HEAD", "index"] {
        // Cargo would run this each time if the file did not exist.
        let file = folder.join(file);
        if file.exists() {
            println!("cargo::rerun-if-changed={}", file.display());
        }
    }
    let commit = short(&git(&["rev-parse", "HEAD"])?)?;
    let changed = git(&["status", "--porcelain", "--untracked-files=no"]).is_none_or(|status| !status.is_empty());
    Some(if changed { format!("{commit}, modified") } else { commit })
}

/// The first digits of a commit hash.
fn short(commit: &str) -> Option<String> {
    let digits: String = commit.chars().take(12).collect();
    (digits.len() == 12 && digits.chars().all(|c| c.is_ascii_hexdigit())).then_some(digits)
}
