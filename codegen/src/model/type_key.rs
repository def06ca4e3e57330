//! Names of types, which compare without case.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

/// The full name of a type, such as `microsoft.graph.exchangeRestoreSession`.
///
/// It keeps the documented spelling. Names that differ only in the case of ASCII letters are the same key: they compare
/// as equal, hash alike and have one place in a sorted map.
#[derive(Clone, Default)]
pub struct TypeKey(String);

impl TypeKey {
    /// The name as documented.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the name of the same type; case does not matter.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.0.eq_ignore_ascii_case(name)
    }

    /// The last segment: `exchangeRestoreSession`.
    #[must_use]
    pub fn short_name(&self) -> &str {
        self.0.rsplit('.').next().unwrap_or(&self.0)
    }

    /// The name without its last segment: `microsoft.graph`.
    #[must_use]
    pub fn namespace(&self) -> &str {
        self.0.rsplit_once('.').map_or("", |(namespace, _)| namespace)
    }

    /// The bytes that count in comparisons.
    fn folded(&self) -> impl Iterator<Item = u8> {
        self.0.bytes().map(|byte| byte.to_ascii_lowercase())
    }
}

impl PartialEq for TypeKey {
    fn eq(&self, other: &TypeKey) -> bool {
        self.is(other)
    }
}

impl Eq for TypeKey {}

impl Ord for TypeKey {
    fn cmp(&self, other: &TypeKey) -> Ordering {
        self.folded().cmp(other.folded())
    }
}

impl PartialOrd for TypeKey {
    fn partial_cmp(&self, other: &TypeKey) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for TypeKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for byte in self.folded() {
            state.write_u8(byte);
        }
        state.write_u8(0xff);
    }
}

impl Deref for TypeKey {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for TypeKey {
    fn from(name: &str) -> TypeKey {
        TypeKey(name.to_owned())
    }
}

impl From<String> for TypeKey {
    fn from(name: String) -> TypeKey {
        TypeKey(name)
    }
}

impl fmt::Display for TypeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for TypeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use super::TypeKey;

    #[test]
    fn names_are_the_same_in_any_case() {
        let (one, other) = (TypeKey::from("microsoft.graph.callRecord"), TypeKey::from("Microsoft.Graph.CallRecord"));
        assert_eq!(one, other);
        assert_eq!(HashSet::from([one.clone(), other.clone()]).len(), 1);
        assert_eq!(BTreeMap::from([(one, 1)]).get(&other), Some(&1));
        assert_eq!(other.as_str(), "Microsoft.Graph.CallRecord");
    }

    #[test]
    fn names_are_sorted_as_if_in_lower_case() {
        let mut keys = ["a.B", "a.a_b", "A.c", "a.aB"].map(TypeKey::from);
        keys.sort();
        assert_eq!(keys.map(|key| key.to_string()), ["a.a_b", "a.aB", "a.B", "A.c"]);
    }
}
