//! Known findings: with a baseline file, only new findings fail. Unless it is rewritten, the file can only shrink.

use std::collections::HashMap;
use std::fmt::Write;

use super::finding::Finding;

/// The header of the file.
const HEAD: &str = "# Known findings of `graph-codegen check`. Fix them and write the file again:\n\
                    # graph-codegen check --docs DIR --baseline THIS_FILE --write-baseline\n";

/// The findings in a baseline file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    known: Vec<KnownFinding>,
}

/// A line of the file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KnownFinding {
    /// The code of the finding; codes of other versions of this program are kept.
    pub code: String,
    /// Stays the same when lines move.
    pub fingerprint: u64,
    /// Page and message, for readers.
    pub words: String,
}

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
#[error(
    "line {line} of the baseline is not `CODE FINGERPRINT PAGE: MESSAGE` but `{text}`; rewrite the file with --write-baseline"
)]
pub struct BaselineError {
    line: usize,
    text: String,
}

impl Baseline {
    /// Reads a file that [`Baseline::write`] wrote.
    ///
    /// # Errors
    /// When a line does not have this form.
    pub fn read(text: &str) -> Result<Baseline, BaselineError> {
        let mut known = Vec::new();
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            known.push(entry(line).ok_or_else(|| BaselineError { line: index + 1, text: shown(line) })?);
        }
        Ok(Baseline { known })
    }

    /// The text of a file with these findings, sorted by page, code and fingerprint.
    #[must_use]
    pub fn write(findings: &[Finding<'_>]) -> String {
        let mut entries: Vec<(&str, &str, u64, String)> = findings
            .iter()
            .map(|f| (f.page, f.diagnostic.code.id(), f.fingerprint, words(f.page, &f.diagnostic.message)))
            .collect();
        entries.sort();
        let mut out = HEAD.to_owned();
        for (_, code, fingerprint, words) in entries {
            let _ = writeln!(out, "{code} {fingerprint:016x} {words}");
        }
        out
    }

    /// The number of findings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Starts matching findings against the baseline.
    pub(super) fn matcher(&self) -> Matcher<'_> {
        let mut open: HashMap<(&str, u64), Vec<usize>> = HashMap::default();
        for (index, known) in self.known.iter().enumerate().rev() {
            open.entry((known.code.as_str(), known.fingerprint)).or_default().push(index);
        }
        Matcher { baseline: self, open }
    }
}

/// The findings of a baseline that have not been matched yet.
pub(super) struct Matcher<'b> {
    baseline: &'b Baseline,
    open: HashMap<(&'b str, u64), Vec<usize>>,
}

impl Matcher<'_> {
    /// Whether the finding is known; each line of the file matches one finding.
    pub fn take(&mut self, finding: &Finding<'_>) -> bool {
        let key = (finding.diagnostic.code.id(), finding.fingerprint);
        self.open.get_mut(&key).and_then(Vec::pop).is_some()
    }

    /// The lines that matched no finding.
    pub fn left(self) -> Vec<KnownFinding> {
        let mut left: Vec<usize> = self.open.into_values().flatten().collect();
        left.sort_unstable();
        left.into_iter().filter_map(|index| self.baseline.known.get(index).cloned()).collect()
    }
}

fn entry(line: &str) -> Option<KnownFinding> {
    let (code, rest) = line.split_once(' ')?;
    let (fingerprint, words) = rest.split_once(' ')?;
    let is_code = code.len() == 6 && code.starts_with("GD") && code.bytes().skip(2).all(|b| b.is_ascii_digit());
    if !is_code || fingerprint.len() != 16 {
        return None;
    }
    let fingerprint = u64::from_str_radix(fingerprint, 16).ok()?;
    Some(KnownFinding { code: code.to_owned(), fingerprint, words: words.to_owned() })
}

/// Page and message on one line.
fn words(page: &str, message: &str) -> String {
    format!("{page}: {message}").chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn shown(line: &str) -> String {
    line.chars().filter(|c| !c.is_control()).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Findings;
    use crate::check::Report;
    use crate::docs::Tree;

    /// A page with two kinds of findings, the higher code first, and one of them twice with the same words.
    fn findings() -> Findings {
        let page = "---\ntitle: \"Get\"\n---\n\n# Get\n\n<!-- { \"blockType\": \"ignored\", \"nonsense\": 1 } -->\n\n\
                    See [this](gone.md).\n";
        Findings::of(Tree::from_memory(["a", "b"].map(|name| (format!("api/{name}.md"), page.as_bytes().to_vec()))))
    }

    #[test]
    fn lines_are_sorted_by_page_kind_and_fingerprint() {
        let findings = findings();
        let text = Baseline::write(&Report::new(&findings, &[], None).new);
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let key = |line: &&str| {
            let words: Vec<&str> = line.splitn(3, ' ').collect();
            (words[2].split(':').next().unwrap().to_owned(), words[0].to_owned(), words[1].to_owned())
        };
        assert!(lines.is_sorted_by_key(key), "{text}");
        // Shuffled, because reports are not in this order.
        let found: Vec<&str> = findings.diagnostics.iter().map(|d| d.code.id()).collect();
        assert!(!found[..found.len() / 2].is_sorted(), "{found:?}");
    }

    #[test]
    fn a_file_with_a_byte_order_mark_is_read() {
        let known = |text: &str| Baseline::read(text).unwrap().len();
        assert_eq!(known("\u{feff}GD0014 0123456789abcdef api/a.md: gone\n"), 1);
        assert_eq!(known(&format!("\u{feff}{HEAD}GD0014 0123456789abcdef api/a.md: gone\n")), 1);
    }

    #[test]
    fn a_fingerprint_has_sixteen_digits() {
        for fingerprint in ["0123456789abcde", "0123456789abcdef0", "abc", "", "0123456789abcdeg"] {
            let error = Baseline::read(&format!("# known\nGD0014 {fingerprint} api/a.md: gone")).unwrap_err();
            assert_eq!(error.line, 2, "{fingerprint}");
        }
    }

    #[test]
    fn a_finding_takes_one_line_whatever_its_message() {
        assert_eq!(words("api/a.md", "one\ntwo\rthree\u{85}four\tfive"), "api/a.md: one two three four five");
    }

    #[test]
    fn the_later_of_equal_lines_remain() {
        let findings = findings();
        let text = Baseline::write(&Report::new(&findings, &[], None).new);
        let line = text.lines().find(|line| !line.starts_with('#')).unwrap();
        let (known, _) = line.rsplit_once(' ').unwrap();
        let doubled = text.replace(line, &format!("{known} first\n{known} second\n{known} third"));
        let baseline = Baseline::read(&doubled).unwrap();
        let report = Report::new(&findings, &[], Some(&baseline));
        let left: Vec<&str> = report.fixed.iter().map(|known| known.words.rsplit(' ').next().unwrap()).collect();
        assert_eq!(left, ["second", "third"]);
    }
}
