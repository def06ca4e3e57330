//! Runs cargo in the generated crate: warnings, errors, and the test executable.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::thread;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value as Json;

use super::{ProveError, create};

/// The result of a build.
#[derive(Debug, Default)]
pub(super) struct Build {
    /// The test executable; nothing if the crate does not compile.
    pub tests: Option<Utf8PathBuf>,
    /// Warnings of the compiler, as it prints them.
    pub warnings: Vec<Message>,
    /// Errors of the compiler.
    pub errors: Vec<Message>,
}

/// A message of the compiler.
#[derive(Debug)]
pub(super) struct Message {
    /// The file of the generated crate, as the compiler names it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The whole message as printed.
    pub text: String,
}

/// Builds only the tests of the documented examples, with the cheapest settings.
///
/// Warnings are not denied, because that would hide the results of the tests; the caller counts them.
pub(super) fn build(folder: &Utf8Path, target: &Utf8Path, units: &dyn Fn(usize)) -> Result<Build, ProveError> {
    create(target)?;
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    // Debug information and optimization are not worth their time here.
    let mut child = Command::new(&program)
        .args(["test", "--no-run", "--test", "documented_examples", "--features", "full"])
        .args(["--message-format", "json", "--target-dir"])
        .arg(absolute(target)?)
        .current_dir(folder)
        .envs([("CARGO_PROFILE_DEV_DEBUG", "0"), ("CARGO_PROFILE_DEV_OPT_LEVEL", "0")])
        // Variables that cargo set for this process describe another package.
        .env_remove("CARGO_MANIFEST_DIR")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|source| ProveError::NoCargo { program: program.clone(), source })?;
    // Both pipes are read at the same time, because a full one would block the process.
    let errors = child.stderr.take().map(|mut pipe| {
        thread::spawn(move || {
            let mut text = Vec::new();
            let _ = pipe.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        })
    });
    let mut build = Build::default();
    let mut compiled = 0;
    if let Some(pipe) = child.stdout.take() {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            let Ok(message) = serde_json::from_str::<Json>(&line) else { continue };
            if message.get("reason").and_then(Json::as_str) == Some("compiler-artifact") {
                compiled += 1;
                units(compiled);
            }
            read(&message, &mut build);
        }
    }
    let status = child.wait().map_err(|source| ProveError::NoCargo { program, source })?;
    let said = errors.and_then(|thread| thread.join().ok()).unwrap_or_default();
    if !status.success() {
        build.tests = None;
        if build.errors.is_empty() {
            return Err(ProveError::Cargo { folder: folder.to_owned(), message: said.trim().to_owned() });
        }
    }
    Ok(build)
}

fn absolute(folder: &Utf8Path) -> Result<Utf8PathBuf, ProveError> {
    folder.canonicalize_utf8().map_err(super::io_error("find", folder))
}

/// Parses one message of cargo.
fn read(message: &Json, build: &mut Build) {
    let text = |json: &Json, path: &str| json.pointer(path).and_then(Json::as_str).unwrap_or_default().to_owned();
    match text(message, "/reason").as_str() {
        "compiler-artifact" if text(message, "/target/name") == "documented_examples" => {
            let executable = text(message, "/executable");
            if !executable.is_empty() {
                build.tests = Some(executable.into());
            }
        }
        "compiler-message" => {
            let level = text(message, "/message/level");
            let spans = message.pointer("/message/spans").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
            // Summaries such as "aborting due to 3 previous errors" and "5 warnings emitted", which have no location.
            let counts = spans.is_empty() && message.pointer("/message/code").is_none_or(Json::is_null);
            let list = match level.as_str() {
                "warning" => &mut build.warnings,
                level if level.starts_with("error") => &mut build.errors,
                _ => return,
            };
            if counts && !(level != "warning" && list.is_empty()) {
                return;
            }
            let at = spans.iter().find(|span| span.get("is_primary").and_then(Json::as_bool) == Some(true));
            let line = at.and_then(|span| span.get("line_start")).and_then(Json::as_u64).unwrap_or(1);
            list.push(Message {
                file: at.map(|span| text(span, "/file_name")).unwrap_or_default(),
                line: u32::try_from(line).unwrap_or(u32::MAX),
                text: text(message, "/message/rendered"),
            });
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn summaries_of_the_compiler_are_not_messages() {
        let mut build = Build::default();
        let span = json!([{"is_primary": true, "file_name": "src/lib.rs", "line_start": 7}]);
        let said = |level: &str, code: Json, spans: &Json| json!({"reason": "compiler-message", "message": {"level": level, "code": code, "spans": spans, "rendered": "…"}});
        read(&said("warning", json!({"code": "dead_code"}), &span), &mut build);
        read(&said("warning", Json::Null, &json!([])), &mut build);
        read(&said("error", json!({"code": "E0425"}), &span), &mut build);
        read(&said("error", Json::Null, &json!([])), &mut build);
        assert_eq!((build.warnings.len(), build.errors.len()), (1, 1));
        assert_eq!((build.errors[0].file.as_str(), build.errors[0].line), ("src/lib.rs", 7));
    }

    #[test]
    fn a_compiler_error_without_a_location_counts_if_it_is_the_only_one() {
        let mut build = Build::default();
        let message = json!({"level": "error", "code": null, "spans": [], "rendered": "linking failed"});
        read(&json!({"reason": "compiler-message", "message": message}), &mut build);
        assert_eq!(build.errors[0].text, "linking failed");
    }
}
