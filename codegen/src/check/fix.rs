//! Applies safe fixes: only the bytes of the fix change, and either all fixes of a file are written or none.

use std::collections::BTreeMap;
use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use super::Findings;
use crate::diagnostic::{Diagnostic, Edit};
use crate::docs::{Source, include};
use crate::output::{Claim, OutputError};
use crate::span::FileId;

/// The applied fixes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    /// The written files, below the docs folder, and how many findings each of their fixes resolves.
    pub files: BTreeMap<String, usize>,
    /// The number of findings whose fix overlaps another one: a second run applies them.
    pub postponed: usize,
}

/// Why a file was not fixed.
#[derive(Debug, thiserror::Error)]
pub enum FixError {
    /// The file cannot be read or written.
    #[error("cannot fix {path}, which is unchanged: {source}")]
    Io {
        /// The file.
        path: Utf8PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The docs folder is not writable.
    #[error(transparent)]
    Folder(#[from] OutputError),
}

/// Applies all available fixes.
///
/// # Errors
/// When a file cannot be read or written. That file is unchanged; files before it are fixed.
pub fn apply(findings: &Findings) -> Result<Fixed, FixError> {
    let mut by_file: BTreeMap<FileId, Vec<&Diagnostic>> = BTreeMap::new();
    // Other docs use the shared includes as well, so they are never changed.
    let is_own = |file: FileId| !include::is_shared(findings.tree.files.path(file));
    for diagnostic in findings.diagnostics.iter().filter(|d| d.fix.is_some() && is_own(d.span.file)) {
        by_file.entry(diagnostic.span.file).or_default().push(diagnostic);
    }
    let mut done = Fixed::default();
    if by_file.is_empty() {
        return Ok(done);
    }
    // New content is written into the folder of the claim until it is complete: an interrupted run leaves no files
    // among the pages.
    let claim = Claim::take(&findings.tree.root, None)?;
    for (file, diagnostics) in by_file {
        let page = findings.tree.files.path(file);
        let path = findings.tree.root.join(page);
        let failed = |source| FixError::Io { path: path.clone(), source };
        let bytes = fs::read(&path).map_err(failed)?;
        // A file that is no longer text has changed since the check.
        let Ok(source) = Source::new(file, bytes) else { continue };
        let edits = diagnostics.iter().filter_map(|d| d.fix.as_ref()).map(|fix| fix.edits.as_slice());
        let (text, applied) = patch(&source, edits);
        done.postponed += diagnostics.len() - applied;
        if applied > 0 && text != source.text() {
            write(&claim, &path, text.as_bytes()).map_err(failed)?;
            done.files.insert(page.to_owned(), applied);
        }
    }
    Ok(done)
}

/// The text with the edits applied, and how many fixes were applied: a fix that overlaps another waits.
pub(crate) fn patch<'e>(source: &Source, changes: impl Iterator<Item = &'e [Edit]>) -> (String, usize) {
    let mut taken: BTreeMap<usize, (usize, &str)> = BTreeMap::new();
    let mut applied = 0;
    for edits in changes {
        let places: Option<Vec<(usize, usize, &str)>> = edits
            .iter()
            .map(|edit| Some((source.offset(edit.span.start)?, source.offset(edit.span.end)?, edit.text.as_str())))
            .collect();
        let Some(places) = places else { continue };
        // Equal fixes are applied once.
        if places.iter().all(|&(from, to, text)| taken.get(&from) == Some(&(to, text))) {
            applied += 1;
            continue;
        }
        let free = |&(from, to, _): &(usize, usize, &str)| {
            let before =
                taken.range(..=from).next_back().is_none_or(|(start, (end, _))| *end <= from && *start != from);
            from <= to && before && taken.range(from..=to).next().is_none_or(|(start, _)| *start == to && from < to)
        };
        if places.iter().all(free) {
            taken.extend(places.into_iter().map(|(from, to, text)| (from, (to, text))));
            applied += 1;
        }
    }
    let text = source.text();
    let mut out = String::with_capacity(text.len());
    let mut kept = 0;
    for (from, (to, replacement)) in taken {
        out.push_str(text.get(kept..from).unwrap_or_default());
        out.push_str(replacement);
        kept = to;
    }
    out.push_str(text.get(kept..).unwrap_or_default());
    (out, applied)
}

/// Replaces a file atomically and keeps its permissions.
fn write(claim: &Claim, path: &Utf8Path, bytes: &[u8]) -> io::Result<()> {
    // For a symbolic link, the target is written and the link stays.
    let path = path.canonicalize_utf8()?;
    let permissions = fs::metadata(&path)?.permissions();
    claim.replace(&path, bytes, permissions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::{Position, Span};

    fn edit(line: u32, from: u32, to: u32, text: &str) -> Vec<Edit> {
        let at = |column| Position { line, column };
        vec![Edit { span: Span { file: FileId(0), start: at(from), end: at(to) }, text: text.to_owned() }]
    }

    fn patched(text: &str, changes: &[Vec<Edit>]) -> (String, usize) {
        let source = Source::new(FileId(0), text.as_bytes().to_vec()).unwrap();
        patch(&source, changes.iter().map(Vec::as_slice))
    }

    #[test]
    fn only_the_bytes_of_the_edit_change() {
        let text = "\u{feff}ä: 1,\r\n}\r\n\u{2028}x\rlast";
        let (out, applied) = patched(text, &[edit(1, 5, 6, ""), edit(4, 1, 5, "Last")]);
        assert_eq!((out.as_str(), applied), ("\u{feff}ä: 1\r\n}\r\n\u{2028}x\rLast", 2));
    }

    #[test]
    fn overlapping_fixes_wait_and_equal_ones_are_merged() {
        let (out, applied) =
            patched("abcdef", &[edit(1, 2, 4, "X"), edit(1, 3, 5, "Y"), edit(1, 2, 4, "X"), edit(1, 4, 5, "Z")]);
        assert_eq!((out.as_str(), applied), ("aXZef", 3));
    }

    #[test]
    fn shared_includes_are_not_fixed() {
        let comma = "<!-- { \"blockType\": \"ignored\", } -->\n``` http\nGET /things\n```\n";
        for (path, expected) in [("includes/x.md", 0), ("v1.0/includes/x.md", 1)] {
            let folder = tempfile::tempdir().unwrap();
            let root = Utf8Path::from_path(folder.path()).unwrap();
            let include = if expected == 0 { "../../includes/x.md" } else { "../includes/x.md" };
            let page = format!("# Get thing\n\n## HTTP request\n\n[!INCLUDE [x]({include})]\n");
            for (path, text) in [("v1.0/api/thing-get.md", page.as_str()), (path, comma)] {
                fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
                fs::write(root.join(path), text).unwrap();
            }
            let findings = crate::check::run(&root.join("v1.0")).unwrap();
            let fixes = findings.diagnostics.iter().filter(|d| d.fix.is_some());
            assert_eq!(fixes.count(), 1, "{path}");
            assert_eq!(apply(&findings).unwrap().files.len(), expected, "{path}");
            assert_eq!(fs::read_to_string(root.join(path)).unwrap() == comma, expected == 0, "{path}");
        }
    }

    #[test]
    fn a_fix_beyond_the_end_is_skipped() {
        assert_eq!(patched("a\n", &[edit(1, 9, 10, "X"), edit(7, 1, 2, "X")]), ("a\n".to_owned(), 0));
    }
}
