//! `[!INCLUDE [x](path)]`: recognizes such lines and resolves their paths.

use super::source::trim;

/// The path of a line that consists of an include.
pub(crate) fn target(line: &str) -> Option<&str> {
    let rest = trim(line).strip_prefix("[!")?;
    let word = rest.get(..7)?;
    if !word.eq_ignore_ascii_case("include") {
        return None;
    }
    let rest = trim(rest.get(7..)?).strip_prefix('[')?.strip_suffix(']')?;
    let (_, rest) = rest.split_once("](").or_else(|| rest.split_once("] ("))?;
    let path = trim(trim(rest).strip_suffix(')')?);
    if path.contains(['(', '[']) {
        return None;
    }
    // A title may follow: `(path "title")`.
    let path = match path.split_once([' ', '\t']) {
        Some((path, title)) if title.trim_start().starts_with(['"', '\'']) => path,
        _ => path,
    };
    Some(path.strip_prefix('<').and_then(|path| path.strip_suffix('>')).unwrap_or(path))
}

/// Code samples of SDKs are not about the API; they are left out, whether or not they exist.
pub(crate) fn is_snippet(path: &str) -> bool {
    let path = path.replace('\\', "/").to_ascii_lowercase();
    path.contains("/snippets/") || path.starts_with("snippets/")
}

/// The folder next to the docs folder that the versions of published docs share.
pub(crate) const SHARED: &str = "../includes";

/// Whether a file, by its path from the docs folder, is one of the shared includes.
pub(crate) fn is_shared(path: &str) -> bool {
    path.strip_prefix(SHARED).is_some_and(|rest| rest.starts_with('/'))
}

/// Resolves a path relative to the file `from`: a path below the docs root or below [`SHARED`], or nothing if it is
/// elsewhere.
pub(crate) fn resolve(from: &str, path: &str) -> Option<String> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = percent_decode(path)?.replace('\\', "/");
    if path.starts_with(['/', '~']) || path.contains([':', '\0']) {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            // One level above the docs folder may be on the way to the shared includes, two are not.
            ".." if parts.is_empty() => parts.push(".."),
            ".." if parts == [".."] => return None,
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    is_read(&parts).then(|| parts.join("/"))
}

/// Whether a path stays in the docs folder, or leads to a file of the shared includes.
fn is_read(parts: &[&str]) -> bool {
    match parts {
        ["..", folder, _, ..] => folder.eq_ignore_ascii_case("includes"),
        ["..", ..] => false,
        _ => true,
    }
}

fn percent_decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let hex = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
        match (byte, hex(ahead.next()), hex(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or_default());
                bytes = ahead;
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8(out).ok()
}
