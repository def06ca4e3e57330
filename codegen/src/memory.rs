//! What was generated last, so that a run that would do the same again knows it without doing it.
//!
//! A run leaves a note in a folder of caches: what it was given (the docs to the last byte, the options, the manifest
//! of the crate, this very program), what it left in the crate's folder, and what it had to say. When all of it is as
//! noted, in the docs and in the crate, nothing is to be done. The bytes decide, never the time of a file. A note that
//! is missing, damaged or of another time costs nothing but the work it would have spared.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::time::{Duration, Instant, SystemTime};

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};

use crate::docs::Contents;
use crate::generate::{self, GenerateError, Options, Report};
use crate::output;

/// How many notes are kept in one folder: those of the crates that were generated last.
const MOST: usize = 64;

/// Where the note on a crate is, and what a run is given besides the docs.
#[derive(Clone, Debug)]
pub struct Memory {
    note: Utf8PathBuf,
    given: Contents,
}

/// What was noted of a run, and still holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recalled {
    /// What was said beside the result.
    pub messages: String,
    /// The result in a few words.
    pub summary: String,
    /// Files in the crate's folder, all of them as they should be.
    pub unchanged: usize,
    /// Time spent to find out.
    pub time: Duration,
}

impl Memory {
    /// The note, in `folder`, on the crate that these options write.
    ///
    /// # Errors
    /// When the output folder belongs to somebody else or its manifest cannot be used.
    pub fn new(folder: &Utf8Path, options: &Options) -> Result<Memory, GenerateError> {
        let target = generate::target(options)?;
        let mut given = String::new();
        let _ = write!(given, "{} {:?} {options:?} {target:?}", env!("CARGO_PKG_VERSION"), program());
        let real = |path: &Utf8Path| path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
        let name = Contents::of(format!("{}\n{}", real(&options.docs), real(&options.out)).as_bytes());
        Ok(Memory { note: folder.join(format!("{name}.json")), given: Contents::of(given.as_bytes()) })
    }

    /// What was noted, if all is as it was then.
    #[must_use]
    pub fn recall(&self, options: &Options) -> Option<Recalled> {
        let started = Instant::now();
        let note: Value = serde_json::from_str(&fs::read_to_string(&self.note).ok()?).ok()?;
        let text = |name: &str| note.get(name)?.as_str();
        if text("given")? != self.given.to_string() {
            return None;
        }
        let files: BTreeMap<&str, &str> = note
            .get("files")?
            .as_object()?
            .iter()
            .map(|(path, contents)| Some((path.as_str(), contents.as_str()?)))
            .collect::<Option<_>>()?;
        let roots: Vec<&str> = note.get("roots")?.as_array()?.iter().map(Value::as_str).collect::<Option<_>>()?;
        let docs = || {
            Contents::of_folder(&options.docs).ok().is_some_and(|docs| Some(docs.to_string().as_str()) == text("docs"))
        };
        let (docs, out) = rayon::join(docs, || output::holds(&options.out, &files, &roots));
        (docs && out).then_some(())?;
        Some(Recalled {
            messages: text("messages")?.to_owned(),
            summary: text("summary")?.to_owned(),
            unchanged: files.len(),
            time: started.elapsed(),
        })
    }

    /// Notes what a run did. A folder that cannot be written to has no notes.
    pub fn keep(&self, report: &Report, messages: &str, summary: &str) {
        let files: serde_json::Map<String, Value> =
            report.outcome.files.iter().map(|(path, contents)| (path.clone(), contents.to_string().into())).collect();
        let note = json!({
            "given": self.given.to_string(),
            "docs": report.outcome.docs.to_string(),
            "messages": messages,
            "summary": summary,
            "roots": report.outcome.roots,
            "files": files,
        });
        let Some(folder) = self.note.parent() else { return };
        // Written aside and moved: two runs at once leave one note or the other, never half of both.
        let aside = self.note.with_extension(format!("{}.new", std::process::id()));
        let kept = fs::create_dir_all(folder)
            .and_then(|()| fs::write(&aside, note.to_string()))
            .and_then(|()| fs::rename(&aside, &self.note));
        if kept.is_err() {
            let _ = fs::remove_file(&aside);
        }
        forget(folder);
    }
}

/// This program: a newer one may write something else.
fn program() -> Option<(u64, SystemTime)> {
    let metadata = fs::metadata(std::env::current_exe().ok()?).ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}

/// Removes the oldest notes.
fn forget(folder: &Utf8Path) {
    let Ok(entries) = folder.read_dir_utf8() else { return };
    let mut notes: Vec<(SystemTime, Utf8PathBuf)> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let path = entry.path();
            path.extension().is_some_and(|e| e == "json" || e == "new").then_some(())?;
            Some((entry.metadata().ok()?.modified().ok()?, path.to_owned()))
        })
        .collect();
    notes.sort();
    let surplus = notes.len().saturating_sub(MOST);
    for (_, path) in notes.into_iter().take(surplus) {
        let _ = fs::remove_file(path);
    }
}
