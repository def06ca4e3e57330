//! Identifies a finding across versions of a page.
//!
//! The fingerprint covers the code, the page and the text at the location of the finding. It does not cover the line,
//! which changes with any edit above it, or the message, which can contain counts. If a page contains the same text
//! several times, the order distinguishes them.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Findings;
use crate::diagnostic::Diagnostic;

/// The number of characters of a long text that count.
const COUNTED: usize = 400;

/// The fingerprints of all findings, in order.
pub(super) fn all(findings: &Findings) -> Vec<u64> {
    let hashes: Vec<Fnv> = findings.diagnostics.par_iter().map(|diagnostic| words(findings, diagnostic)).collect();
    let mut seen: HashMap<u64, u64> = HashMap::default();
    hashes
        .into_iter()
        .map(|mut hash| {
            let count = seen.entry(hash.0).or_default();
            let number = *count;
            *count += 1;
            hash.bytes(&number.to_le_bytes());
            hash.0
        })
        .collect()
}

/// The code of a finding, its page, and the text at its location.
fn words(findings: &Findings, diagnostic: &Diagnostic) -> Fnv {
    let span = diagnostic.span;
    let mut hash = Fnv::default();
    hash.text(diagnostic.code.id());
    hash.text(findings.tree.files.path(span.file));
    let source = findings.tree.source(span.file);
    let words = source.and_then(|s| s.text().get(s.offset(span.start)?..s.offset(span.end)?));
    let words = words.unwrap_or_default().split_whitespace().flat_map(|word| word.chars().chain([' ']));
    words.take(COUNTED).for_each(|c| hash.bytes(c.encode_utf8(&mut [0; 4]).as_bytes()));
    // An empty range is identified by its line.
    if span.start == span.end {
        let index = usize::try_from(span.start.line).unwrap_or_default().saturating_sub(1);
        source.map_or("", |s| s.line(index)).split_whitespace().for_each(|word| hash.text(word));
    }
    hash
}

/// FNV-1a gives the same results on every platform and in every release, unlike the standard hasher.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// A text and its position in the file.
    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(&[0xff]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        let mut hash = Fnv::default();
        hash.bytes(b"foobar");
        assert_eq!(hash.0, 0x8594_4171_f739_67e8);
    }
}
