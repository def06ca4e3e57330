//! Parses the page of a kind of finding.
//!
//! Every page in `findings/` has the same parts in the same order:
//!
//! ````markdown
//! # GD0104: property-not-in-table
//!
//! What a finding of this kind means, on one line.
//!
//! Severity: warning.
//! <!-- emitted by: model -->
//!
//! ## Bad
//!
//! <!-- sample: resources/shelf.md -->
//! ~~~~text
//! A page, or a part of one, with the finding.
//! ~~~~
//!
//! ## Good
//!
//! The same without it.
//!
//! ## Why it matters
//!
//! What a reader or a client cannot do.
//!
//! ## What to do
//!
//! How to correct the page.
//! ````
//!
//! "Emitted by" lists the modules of the crate that report the finding. "Sample" says where the text belongs, see
//! [`Sample`].

use super::{Code, Sample, Severity};

const EMITTED_BY: &str = "<!-- emitted by: ";
const SAMPLE: &str = "<!-- sample: ";
const END: &str = " -->\n";

impl Code {
    /// The readable name, such as `property-not-in-table`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.paragraph(0).split_once(": ").map_or("", |(_, name)| name)
    }

    /// The meaning, in one or two sentences.
    #[must_use]
    pub fn means(self) -> &'static str {
        self.paragraph(1)
    }

    /// The severity.
    #[must_use]
    pub fn severity(self) -> Severity {
        match between(self.paragraph(2), "Severity: ", ".") {
            "note" => Severity::Note,
            "warning" => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// The modules of this crate that report it, separated by commas.
    #[must_use]
    pub fn emitted_by(self) -> &'static str {
        between(self.file(), EMITTED_BY, END)
    }

    /// Text with the finding.
    #[must_use]
    pub fn bad(self) -> Sample {
        self.sample("Bad")
    }

    /// The same text without the finding.
    #[must_use]
    pub fn good(self) -> Sample {
        self.sample("Good")
    }

    /// Why it matters.
    #[must_use]
    pub fn why(self) -> &'static str {
        self.section("Why it matters")
    }

    /// How to correct the page.
    #[must_use]
    pub fn what_to_do(self) -> &'static str {
        self.section("What to do")
    }

    /// The page as markdown, without the comments that only tests and contributors need.
    #[must_use]
    pub fn page(self) -> String {
        let is_shown = |line: &&str| !line.starts_with(EMITTED_BY) && !line.starts_with(SAMPLE);
        self.file().split_inclusive('\n').filter(is_shown).collect()
    }

    fn paragraph(self, index: usize) -> &'static str {
        self.file().split("\n\n").nth(index).unwrap_or_default()
    }

    fn sample(self, heading: &str) -> Sample {
        let rest = behind(self.file(), &format!("\n## {heading}\n\n"));
        Sample { place: between(rest, SAMPLE, END), text: between(rest, "~~~~text\n", "\n~~~~\n") }
    }

    /// The text below a heading. Samples can contain headings, so no sample may follow.
    fn section(self, heading: &str) -> &'static str {
        let rest = behind(self.file(), &format!("\n## {heading}\n\n"));
        rest.split("\n\n## ").next().unwrap_or_default().trim_end()
    }
}

/// The text after the first occurrence of `start`.
fn behind(text: &'static str, start: &str) -> &'static str {
    text.split_once(start).map_or("", |(_, rest)| rest)
}

/// The text between the first occurrence of `start` and the next one of `end`.
fn between(text: &'static str, start: &str, end: &str) -> &'static str {
    behind(text, start).split_once(end).map_or("", |(between, _)| between)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::characters::is_unprintable;

    #[test]
    fn every_page_has_all_parts_in_order() {
        for code in Code::ALL {
            let (bad, good) = (code.bad(), code.good());
            let page = format!(
                "# {}: {}\n\n{}\n\nSeverity: {}.\n{EMITTED_BY}{}{END}\n\
                 ## Bad\n\n{SAMPLE}{}{END}~~~~text\n{}\n~~~~\n\n\
                 ## Good\n\n{SAMPLE}{}{END}~~~~text\n{}\n~~~~\n\n\
                 ## Why it matters\n\n{}\n\n\
                 ## What to do\n\n{}\n",
                code.id(),
                code.name(),
                code.means(),
                code.severity(),
                code.emitted_by(),
                bad.place,
                bad.text,
                good.place,
                good.text,
                code.why(),
                code.what_to_do(),
            );
            assert_eq!(code.file(), page);
            for part in [code.name(), code.emitted_by(), bad.place, bad.text, good.place, good.text] {
                assert!(!part.is_empty(), "{}", code.id());
            }
            for sentences in [code.means(), code.why(), code.what_to_do()] {
                assert!(sentences.ends_with('.'), "{}: {sentences}", code.id());
            }
            assert!(!code.file().contains(|c| c != '\n' && is_unprintable(c)), "{}", code.id());
        }
    }
}
