//! What a finding is known by from one version of a page to the next.
//!
//! Not its line, which moves whenever something is written above it, and not its message, which may count things: its
//! kind, its page, and the words it points at. Where a page says the same words several times, the order tells which.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Findings;
use crate::diagnostic::Diagnostic;

/// Of a long stretch, so many characters count.
const COUNTED: usize = 400;

/// The fingerprint of every finding, in their order.
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

/// The kind of a finding, its page, and the words it points at.
fn words(findings: &Findings, diagnostic: &Diagnostic) -> Fnv {
    let span = diagnostic.span;
    let mut hash = Fnv::default();
    hash.text(diagnostic.code.id());
    hash.text(findings.tree.files.path(span.file));
    let source = findings.tree.source(span.file);
    let words = source.and_then(|s| s.text().get(s.offset(span.start)?..s.offset(span.end)?));
    let words = words.unwrap_or_default().split_whitespace().flat_map(|word| word.chars().chain([' ']));
    words.take(COUNTED).for_each(|c| hash.bytes(c.encode_utf8(&mut [0; 4]).as_bytes()));
    // A place without words of its own is known by its line.
    if span.start == span.end {
        let index = usize::try_from(span.start.line).unwrap_or_default().saturating_sub(1);
        source.map_or("", |s| s.line(index)).split_whitespace().for_each(|word| hash.text(word));
    }
    hash
}

/// FNV-1a: its results are the same on every platform and in every release, as those of the standard hasher are not.
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

    /// A text and its end.
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
