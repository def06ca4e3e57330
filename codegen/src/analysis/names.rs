//! The forms of names.

/// A name that can be before a colon in JSON docs: letters, digits, `_`, `.`, `-`, `@`.
pub(super) fn is_member_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 200
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '@' | '-'))
        && name.chars().any(char::is_alphabetic)
}

/// `odata.type`, which means `@odata.type`: an annotation of the object, not a property.
pub(super) fn is_annotation(name: &str) -> bool {
    name.to_ascii_lowercase().starts_with("odata.")
}

/// `@odata.etag`, `page@odata.bind`: the same with its sign.
pub(super) fn is_marked_annotation(name: &str) -> bool {
    name.to_ascii_lowercase().contains("@odata.")
}

/// A GUID, or words such as `String-value`: a sample key, not a name.
pub(super) fn is_sample_key(name: &str) -> bool {
    is_guid(name) || name.to_ascii_lowercase().ends_with("-value")
}

/// Five groups of hexadecimal digits.
pub(super) fn is_guid(word: &str) -> bool {
    let groups = || word.split('-');
    word.len() == 36
        && groups().map(str::len).eq([8, 4, 4, 4, 12])
        && groups().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The words of Latin letters and digits in a text of any script.
pub(super) fn latin_words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Whether a word has a capital inside, as names have.
pub(super) fn is_camel(word: &str) -> bool {
    word.chars().skip(1).any(|c| c.is_ascii_uppercase()) && word.chars().any(|c| c.is_ascii_lowercase())
}
