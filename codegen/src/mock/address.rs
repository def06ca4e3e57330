//! The parts of a request URL.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// A request target, split into parts.
pub(super) struct Address<'t> {
    /// `v1.0` or `beta`, as written.
    pub version: &'t str,
    /// The path after the version, encoded, with a leading slash and without a trailing one.
    pub path: &'t str,
    /// The query options, decoded and sorted.
    pub query: Vec<(String, String)>,
}

impl<'t> Address<'t> {
    /// Splits `/v1.0/path?query`; `None` for any other version.
    pub fn parse(target: &'t str) -> Option<Address<'t>> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let path = path.strip_prefix('/')?.trim_end_matches('/');
        let (version, path) = match path.find('/') {
            Some(at) => path.split_at(at),
            None => (path, ""),
        };
        let known = ["v1.0", "beta"].iter().any(|v| version.eq_ignore_ascii_case(v));
        known.then(|| Address { version, path, query: query_pairs(query) })
    }
}

pub(super) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The options of a query, decoded and sorted.
pub(super) fn query_pairs(query: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect();
    pairs.sort();
    pairs
}

/// Decodes characters that need no encoding, and the `$` of `$value`: both spellings mean the same.
pub(super) fn plain(path: &str) -> Cow<'_, str> {
    decode_some(path, |c| c.is_ascii_alphanumeric() || b"-._~$".contains(&c))
}

/// Also decodes spaces and the punctuation of functions and item paths, for clients that encode them.
pub(super) fn plainer(path: &str) -> Cow<'_, str> {
    decode_some(path, |c| c.is_ascii_alphanumeric() || b"-._~$'()=,:@!*;+& ".contains(&c))
}

fn decode_some(path: &str, wanted: impl Fn(u8) -> bool) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let byte = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|c| wanted(*c));
        match byte {
            Some(byte) => {
                out.push(char::from(byte));
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                out.push('%');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}
