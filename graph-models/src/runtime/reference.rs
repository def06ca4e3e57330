//! References to objects, as in `$ref` requests.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// A reference to an object: `{"@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/…"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reference<'a> {
    url: &'a str,
}

impl<'a> Reference<'a> {
    /// A reference to the object at an address.
    #[must_use]
    pub fn to(url: &'a str) -> Self {
        Self { url }
    }

    /// The address.
    #[must_use]
    pub fn url(&self) -> &'a str {
        self.url
    }
}

impl Serialize for Reference<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("@odata.id", self.url)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn a_reference_has_only_an_address() {
        let json = serde_json::to_string(&Reference::to("https://x.example/users/1")).unwrap();
        assert_eq!(json, r#"{"@odata.id":"https://x.example/users/1"}"#);
    }
}
