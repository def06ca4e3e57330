//! `Edm.Binary`.

use super::ScalarError;

text_scalar! {
    /// Bytes as base64, as on the wire.
    Binary
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

impl Binary {
    /// Encodes bytes with the standard alphabet and padding.
    pub fn from_bytes(bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
        for chunk in bytes.chunks(3) {
            let bits =
                chunk.iter().enumerate().fold(0_u32, |bits, (at, &byte)| bits | u32::from(byte) << (16 - 8 * at));
            for at in 0..4 {
                let index = (bits >> (18 - 6 * at) & 63) as usize;
                // One byte becomes two digits, two become three; the rest is padding.
                let digit = if at <= chunk.len() { ALPHABET.get(index).copied() } else { None };
                text.push(char::from(digit.unwrap_or(b'=')));
            }
        }
        Self(text)
    }

    /// Encodes bytes with the URL-safe alphabet and padding.
    pub(crate) fn url_safe(bytes: impl AsRef<[u8]>) -> Self {
        Self(Self::from_bytes(bytes).0.replace('+', "-").replace('/', "_"))
    }

    /// Decodes the bytes: the standard or the URL-safe alphabet, with or without padding.
    ///
    /// # Errors
    /// The text is not base64.
    pub fn bytes(&self) -> Result<Vec<u8>, ScalarError> {
        decode(self.as_str()).ok_or_else(|| ScalarError::new("base64", self.as_str()))
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    // Padding completes a group of four; it can be missing.
    if digits.len() != text.len() && (!text.len().is_multiple_of(4) || text.len() - digits.len() > 2) {
        return None;
    }
    // A single digit has only six bits, less than a byte.
    if digits.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3 + 2);
    let (mut bits, mut count) = (0_u32, 0);
    for digit in digits.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        (bits, count) = (bits << 6 | u32::from(value), count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 255) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_vectors_of_rfc_4648() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(Binary::from_bytes(bytes), text);
            assert_eq!(Binary::new(text).bytes().unwrap(), bytes.as_bytes());
            assert_eq!(Binary::new(text.trim_end_matches('=')).bytes().unwrap(), bytes.as_bytes());
        }
    }

    #[test]
    fn every_byte_survives_in_both_alphabets() {
        let bytes: Vec<u8> = (0..=255).chain(0..=255).rev().collect();
        let text = Binary::from_bytes(&bytes).into_string();
        assert!(text.contains('+') && text.contains('/'));
        assert_eq!(Binary::new(text.as_str()).bytes().unwrap(), bytes);
        assert_eq!(Binary::new(text.replace('+', "-").replace('/', "_")).bytes().unwrap(), bytes);
    }

    #[test]
    fn invalid_base64_is_rejected() {
        for wrong in ["A", "AAAAA", "AA=", "A===", "====", "A A=", "AA==AA==", "ä"] {
            assert!(Binary::new(wrong).bytes().is_err(), "{wrong}");
        }
    }
}
