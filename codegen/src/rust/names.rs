//! Rust names for documented names, all chosen in one pass before anything is emitted.
//!
//! A name is split into words ([`words`]), which are then joined in the style of the item. Acronyms of one letter join
//! the following word, because that is how they are read: `eTag` is `etag`, `iCalUId` is `ical_uid`, `OAuth2` is
//! `oauth2`.
//!
//! Names are ASCII and of limited length. Rust allows other letters too, but not in the names of module files, and it
//! warns about letters that look like others; a reader must never mistake one name for another.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The longest name, in characters: names become file names, and no real name is longer.
pub(super) const LONGEST: usize = 120;

/// The words of a documented name, in lower case.
#[must_use]
pub fn words(name: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let ascii = if name.is_ascii() { name.into() } else { Cow::from(ascii(name)) };
    for piece in ascii.split(|c: char| !c.is_ascii_alphanumeric()) {
        if piece.is_empty() {
            continue;
        }
        let chars: Vec<char> = piece.chars().collect();
        let mut raw: Vec<String> = Vec::new();
        let mut word = String::new();
        for (i, &c) in chars.iter().enumerate() {
            let before = i.checked_sub(1).and_then(|i| chars.get(i)).copied();
            let behind = chars.get(i + 1).copied();
            let starts = match before {
                None => false,
                // `aB`, `1B`: a new word.
                Some(b) if c.is_uppercase() && !b.is_uppercase() => true,
                // `ABc`: the last capital of a run starts the next word, unless the run is a plural such as `IDs`.
                Some(b) if c.is_uppercase() && b.is_uppercase() => {
                    behind.is_some_and(|n| n.is_lowercase()) && !is_plural_run(&chars, i)
                }
                _ => false,
            };
            if starts && !word.is_empty() {
                raw.push(std::mem::take(&mut word));
            }
            word.extend(c.to_lowercase());
        }
        if !word.is_empty() {
            raw.push(word);
        }
        // A single letter joins the following word.
        let mut joined = String::new();
        let count = raw.len();
        for (i, word) in raw.into_iter().enumerate() {
            let single = word.chars().count() == 1 && word.chars().all(char::is_alphabetic) && i + 1 < count;
            joined.push_str(&word);
            if !single {
                out.push(std::mem::take(&mut joined));
            }
        }
        if !joined.is_empty() {
            out.push(joined);
        }
    }
    out
}

/// A documented name in ASCII: Latin letters lose their diacritics, other letters become code points, and everything
/// else separates words.
fn ascii(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        let latin = match c {
            'À'..='Å' => "A",
            'Æ' => "AE",
            'Ç' => "C",
            'È'..='Ë' => "E",
            'Ì'..='Ï' => "I",
            'Ð' => "D",
            'Ñ' => "N",
            'Ò'..='Ö' | 'Ø' => "O",
            'Ù'..='Ü' => "U",
            'Ý' => "Y",
            'Þ' => "Th",
            'ß' => "ss",
            'à'..='å' => "a",
            'æ' => "ae",
            'ç' => "c",
            'è'..='ë' => "e",
            'ì'..='ï' => "i",
            'ð' => "d",
            'ñ' => "n",
            'ò'..='ö' | 'ø' => "o",
            'ù'..='ü' => "u",
            'ý' | 'ÿ' => "y",
            'þ' => "th",
            c if c.is_ascii_alphanumeric() => {
                out.push(c);
                continue;
            }
            c if !c.is_ascii() && c.is_alphanumeric() => {
                out.push_str(&format!("_u{:x}_", c as u32));
                continue;
            }
            // A combining mark is not a separator.
            '\u{300}'..='\u{36f}' => continue,
            _ => "_",
        };
        out.push_str(latin);
    }
    out
}

/// Shortens a name that is too long; conflicts with other names are resolved by its [`Scope`].
fn limited(mut name: String) -> String {
    name.truncate(LONGEST);
    name.truncate(name.trim_end_matches('_').len());
    name
}

/// Whether the capital at `i` ends an acronym in the plural: the `D` of `IDs`, `userIDs`.
fn is_plural_run(chars: &[char], i: usize) -> bool {
    chars.get(i + 1) == Some(&'s') && chars.get(i + 2).is_none_or(|c| !c.is_lowercase())
}

/// `exchangeRestoreSession` in snake case: `exchange_restore_session`.
#[must_use]
pub fn snake(name: &str) -> String {
    let mut out = String::new();
    for word in words(name) {
        if !out.is_empty() {
            out.push('_');
        }
        out.push_str(&word);
    }
    if out.is_empty() { symbol(name, "symbol_") } else { limited(out) }
}

/// `exchangeRestoreSession` in upper camel case: `ExchangeRestoreSession`.
#[must_use]
pub fn pascal(name: &str) -> String {
    let mut out = String::new();
    for word in words(name) {
        let mut chars = word.chars();
        // `v4_0_3`: digits of adjacent words would merge.
        if out.chars().next_back().is_some_and(|c| c.is_ascii_digit())
            && word.chars().next().is_some_and(|c| c.is_ascii_digit())
        {
            out.push('_');
        }
        if let Some(first) = chars.next() {
            out.extend(first.to_uppercase());
            out.push_str(chars.as_str());
        }
    }
    if out.is_empty() { symbol(name, "Symbol") } else { limited(out) }
}

/// A name for text without letters and digits: its code points.
fn symbol(name: &str, prefix: &str) -> String {
    let mut out = prefix.to_owned();
    if name.is_empty() {
        out.push_str("empty");
    }
    for c in name.chars().take(8) {
        out.push_str(&format!("{:x}", c as u32));
    }
    out
}

/// Keywords that cannot be identifiers, not even raw ones.
const NEVER_RAW: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Keywords of all editions.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Turns a styled name into an identifier: ASCII, no leading digit, not a keyword.
#[must_use]
pub fn identifier(name: &str, digit_prefix: &str) -> String {
    let mut out: String = name.chars().filter(|c| *c == '_' || c.is_ascii_alphanumeric()).collect();
    if out.is_empty() || out.chars().all(|c| c == '_') {
        out = symbol(name, if digit_prefix.starts_with(char::is_uppercase) { "Symbol" } else { "symbol_" });
    }
    if out.chars().next().is_some_and(|c| !(c == '_' || c.is_alphabetic())) {
        out = format!("{digit_prefix}{out}");
    }
    // A trailing underscore is not upper camel case.
    if out == "Self" {
        return "Itself".to_owned();
    }
    if NEVER_RAW.contains(&out.as_str()) {
        out.push('_');
    }
    out
}

/// An identifier from several joined names: the result may have become too long for a file name.
#[must_use]
pub fn joined(name: &str, digit_prefix: &str) -> String {
    let mut out = identifier(name, digit_prefix);
    // All of it is ASCII.
    out.truncate(LONGEST);
    out
}

/// Whether the identifier needs `r#`.
#[must_use]
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// Whether the word cannot be the name of a crate or module.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    is_keyword(name) || NEVER_RAW.contains(&name)
}

/// A name for a module and its file. Keywords, and device names of Windows, get an underscore.
#[must_use]
pub fn module_name(name: &str) -> String {
    let name = identifier(&snake(name), "n");
    let numbered = |stem: &str| {
        name.strip_prefix(stem).is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit()))
    };
    let device = matches!(name.as_str(), "aux" | "con" | "nul" | "prn") || numbered("com") || numbered("lpt");
    if is_keyword(&name) || name == "mod" || device { format!("{name}_") } else { name }
}

/// Whether a name needs a second name, which is derived from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Second {
    Without,
    With,
}

/// Assigns names that are unique within a scope.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    taken: BTreeSet<String>,
    /// For each name that was numbered, with or without a second name: the next number to try. All lower ones are
    /// taken.
    next: BTreeMap<(String, Second), usize>,
}

impl Scope {
    /// A scope in which some names are already taken.
    pub fn reserving<'a>(names: impl IntoIterator<Item = &'a str>) -> Scope {
        Scope { taken: names.into_iter().map(fold).collect(), next: BTreeMap::new() }
    }

    /// Marks a name as taken, if it is not already.
    pub fn take_once(&mut self, name: &str) {
        self.taken.insert(fold(name));
    }

    /// Like [`take`](Scope::take), for a name with a second name: both must be free. `second` must always be the same
    /// function.
    pub fn take_with(&mut self, candidates: &[String], second: impl Fn(&str) -> String) -> String {
        let stem = candidates.last().cloned().unwrap_or_else(|| "name".to_owned());
        let mut free = |candidate: &str| {
            let (first, second) = (fold(candidate), fold(&second(candidate)));
            let free = !self.taken.contains(&first) && !self.taken.contains(&second);
            if free {
                self.taken.insert(first);
                self.taken.insert(second);
            }
            free
        };
        if let Some(candidate) = candidates.iter().find(|candidate| free(candidate)) {
            return candidate.clone();
        }
        let stem = stem.trim_end_matches('_');
        let next = self.next.entry((fold(stem), Second::With)).or_insert(2);
        loop {
            let candidate = format!("{stem}{next}");
            *next += 1;
            if free(&candidate) {
                return candidate;
            }
        }
    }

    /// The first free candidate, else the last candidate with the smallest number that makes it free. Names that
    /// differ only by letter case count as equal, because file systems and readers confuse them.
    pub fn take(&mut self, candidates: &[String]) -> String {
        for candidate in candidates {
            if self.taken.insert(fold(candidate)) {
                return candidate.clone();
            }
        }
        let stem = candidates.last().cloned().unwrap_or_else(|| "name".to_owned());
        let stem = stem.trim_end_matches('_');
        let separator = if stem.ends_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
        let next = self.next.entry((fold(stem), Second::Without)).or_insert(2);
        loop {
            let name = format!("{stem}{separator}{next}");
            *next += 1;
            if self.taken.insert(fold(&name)) {
                return name;
            }
        }
    }
}

fn fold(name: &str) -> String {
    name.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_read_as_one_word() {
        for (name, expected) in [
            ("iCalUId", "ical_uid"),
            ("eTag", "etag"),
            ("OAuth2", "oauth2"),
            ("oAuth2PermissionGrant", "oauth2_permission_grant"),
            ("iosLobApp", "ios_lob_app"),
            ("isIPAddress", "is_ip_address"),
            ("userIDs", "user_ids"),
            ("SKU", "sku"),
            ("mobileAppID", "mobile_app_id"),
            ("v4_0_3", "v4_0_3"),
            ("sha256", "sha256"),
            ("windows10XProfile", "windows10_xprofile"),
            ("@microsoft.graph.downloadUrl", "microsoft_graph_download_url"),
            ("@odata.type", "odata_type"),
            ("item-path", "item_path"),
            ("keyX", "key_x"),
        ] {
            assert_eq!(snake(name), expected, "{name}");
        }
    }

    #[test]
    fn types_and_variants_are_upper_camel() {
        for (name, expected) in [
            ("exchangeRestoreSession", "ExchangeRestoreSession"),
            ("oAuth2PermissionGrant", "Oauth2PermissionGrant"),
            ("JIS B4", "JisB4"),
            ("North America 5x7in", "NorthAmerica5x7in"),
            ("form_post", "FormPost"),
            ("sha_256_128", "Sha256_128"),
            ("unknownFutureValue", "UnknownFutureValue"),
            ("json", "Json"),
        ] {
            assert_eq!(pascal(name), expected, "{name}");
        }
        assert_eq!(identifier(&pascal("1024"), "V"), "V1024");
        assert_eq!(identifier(&pascal("+"), "V"), "Symbol2b");
        // Eight characters are enough.
        assert_eq!(identifier(&pascal("+-*/<=>!?"), "V"), "Symbol2b2d2a2f3c3d3e21");
    }

    #[test]
    fn keywords_are_recognized() {
        for word in ["type", "move", "ref", "gen", "async"] {
            assert!(is_keyword(word));
            assert_eq!(identifier(word, "n"), word);
        }
        assert_eq!(identifier("self", "n"), "self_");
        assert_eq!(identifier("Self", "V"), "Itself");
    }

    #[test]
    fn names_are_ascii() {
        for (name, expected) in [
            ("größe", "grosse"),
            ("Straßenname", "strassenname"),
            ("gro\u{308}sse", "grosse"),
            ("idÉcole", "id_ecole"),
            ("名前", "u540d_u524d"),
            ("имя2", "u438_u43c_u44f_2"),
            ("x²", "x_ub2"),
            ("½", "ubd"),
            ("a💥b", "a_b"),
            ("💥", "symbol_1f4a5"),
        ] {
            assert_eq!(snake(name), expected, "{name}");
        }
        assert_eq!(pascal("größe"), "Grosse");
        assert_eq!(pascal("名前"), "U540dU524d");
        // A Cyrillic letter that looks like a Latin one does not give the same name.
        assert_ne!(snake("\u{430}dmin"), snake("admin"));
    }

    #[test]
    fn long_names_are_cut() {
        let long = "word".repeat(100);
        assert_eq!(snake(&long).len(), LONGEST);
        let mut scope = Scope::default();
        let first = scope.take(&[snake(&long)]);
        assert_ne!(first, scope.take(&[snake(&format!("{long}s"))]));
        assert_eq!(snake(&format!("{}_b", "a".repeat(LONGEST - 1))), "a".repeat(LONGEST - 1));
    }

    #[test]
    fn collisions_are_numbered_without_regard_to_case() {
        let mut scope = Scope::reserving(["additional"]);
        assert_eq!(scope.take(&["id".into()]), "id");
        assert_eq!(scope.take(&["ID".into()]), "ID2");
        assert_eq!(scope.take(&["additional".into(), "additional_".into()]), "additional_");
        assert_eq!(scope.take(&["id".into(), "user_id".into()]), "user_id");
        // Numbers that are already names are skipped, and none is used twice.
        assert_eq!(scope.take(&["Id3".into()]), "Id3");
        assert_eq!(scope.take(&["id".into()]), "id4");
        assert_eq!(scope.take(&["id_".into()]), "id_");
        assert_eq!(scope.take(&["id_".into()]), "id5");
        assert_eq!(scope.take(&["id3".into()]), "id3_2");
    }

    #[test]
    fn files_can_be_checked_out_anywhere() {
        for (name, expected) in [
            ("aux", "aux_"),
            ("con", "con_"),
            ("nul", "nul_"),
            ("PRN", "prn_"),
            ("COM1", "com1_"),
            ("lpt9", "lpt9_"),
            ("type", "type_"),
            ("mod", "mod_"),
            ("comma", "comma"),
            ("com10", "com10"),
            ("lpt", "lpt"),
        ] {
            assert_eq!(module_name(name), expected);
        }
    }

    #[test]
    fn a_name_and_its_setter_are_free_together() {
        let mut scope = Scope::default();
        let setter = |name: &str| format!("set_{name}");
        assert_eq!(scope.take_with(&["x".into()], setter), "x");
        assert_eq!(scope.take_with(&["set_x".into(), "set_x_".into()], setter), "set_x_");
        assert_eq!(scope.take(&["set_y2".into()]), "set_y2");
        assert_eq!(scope.take_with(&["y".into()], setter), "y");
        assert_eq!(scope.take_with(&["y".into()], setter), "y3");
        assert_eq!(scope.take_with(&["y".into()], setter), "y4");
        // Without a second name, the number that only the second name blocked is free.
        assert_eq!(scope.take(&["y".into()]), "y2");
    }

    #[test]
    fn hostile_names_become_plain_identifiers() {
        for name in ["a\"; fn main() {}", "\u{202e}evil", "a\nb", "", "..", "💥", "é", "//", "*/"] {
            let id = identifier(&snake(name), "n");
            assert!(syn::parse_str::<syn::Ident>(&id).is_ok(), "{name:?} -> {id}");
        }
    }
}
