//! Text that is copied without an allocation as long as it is short.

use std::fmt;

/// The room for text without an allocation, in bytes: enough for almost every path.
const ROOM: usize = 127;

/// Text that grows. Every step of a builder copies the path so far; up to [`ROOM`] bytes, this is no allocation.
#[derive(Clone)]
pub(super) enum Text {
    /// The bytes, and how many of them are used.
    Short([u8; ROOM], u8),
    Long(String),
}

impl Text {
    pub fn new() -> Self {
        Self::Short([0; ROOM], 0)
    }

    pub fn push_str(&mut self, more: &str) {
        match self {
            Self::Short(bytes, used) => {
                let start = usize::from(*used);
                let end = start + more.len();
                match (bytes.get_mut(start..end), u8::try_from(end)) {
                    (Some(room), Ok(end)) => {
                        room.copy_from_slice(more.as_bytes());
                        *used = end;
                    }
                    _ => {
                        let mut long = String::with_capacity(end * 2);
                        long.push_str(self.as_str());
                        long.push_str(more);
                        *self = Self::Long(long);
                    }
                }
            }
            Self::Long(text) => text.push_str(more),
        }
    }

    pub fn as_str(&self) -> &str {
        match self {
            // Only whole texts are added, so this is always valid.
            Self::Short(bytes, used) => {
                let used = bytes.get(..usize::from(*used)).unwrap_or_default();
                std::str::from_utf8(used).unwrap_or_default()
            }
            Self::Long(text) => text,
        }
    }

    pub fn len(&self) -> usize {
        self.as_str().len()
    }
}

impl<'t> Extend<&'t str> for Text {
    fn extend<I: IntoIterator<Item = &'t str>>(&mut self, pieces: I) {
        pieces.into_iter().for_each(|piece| self.push_str(piece));
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::{ROOM, Text};

    #[test]
    fn text_of_any_length_is_kept() {
        for length in [0, 1, ROOM - 1, ROOM, ROOM + 1, 255, 256, 1000] {
            let mut text = Text::new();
            let mut expected = String::new();
            while expected.len() < length {
                let more = if expected.len().is_multiple_of(3) { "ä" } else { "/b" };
                text.push_str(more);
                expected.push_str(more);
                assert_eq!(text.clone().as_str(), expected);
            }
            assert_eq!(text.len(), expected.len());
        }
    }
}
