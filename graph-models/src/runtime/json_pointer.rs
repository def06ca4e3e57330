//! Finds the location of an error in a JSON text.
//!
//! `serde_json` reports line and column; a reader needs the member. Finding the member afterwards costs time only for
//! errors, whereas tracking it while decoding would cost every response.

/// The JSON pointer (`/value/3/status`) of the value at a line and column, both counted from 1, the column in bytes.
/// Empty for the outermost value.
pub(crate) fn pointer(json: &[u8], line: usize, column: usize) -> String {
    let end = offset(json, line, column);
    let mut levels: Vec<Level> = Vec::new();
    let mut bytes = json.get(..end).unwrap_or(json).iter().copied().enumerate();
    while let Some((start, byte)) = bytes.next() {
        match byte {
            b'{' => levels.push(Level::Object { name: None, at_name: true }),
            b'[' => levels.push(Level::Array(0)),
            b'}' | b']' => {
                levels.pop();
            }
            b',' => match levels.last_mut() {
                Some(Level::Array(index)) => *index += 1,
                Some(Level::Object { name, at_name }) => (*name, *at_name) = (None, true),
                None => {}
            },
            b'"' => {
                let mut stop = end;
                while let Some((at, byte)) = bytes.next() {
                    match byte {
                        b'\\' => {
                            bytes.next();
                        }
                        b'"' => {
                            stop = at + 1;
                            break;
                        }
                        _ => {}
                    }
                }
                if let Some(Level::Object { name, at_name }) = levels.last_mut()
                    && std::mem::take(at_name)
                {
                    *name = json.get(start..stop).and_then(|text| serde_json::from_slice(text).ok());
                }
            }
            _ => {}
        }
    }
    let mut pointer = String::new();
    for level in &levels {
        match level {
            Level::Object { name: Some(name), .. } => {
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
            Level::Object { name: None, .. } => {}
            Level::Array(index) => pointer.push_str(&format!("/{index}")),
        }
    }
    pointer
}

/// An object or array that is open at the location.
enum Level {
    Object {
        name: Option<String>,
        /// Whether the next string is a name.
        at_name: bool,
    },
    Array(usize),
}

/// The number of bytes up to and including the byte at that location.
fn offset(json: &[u8], line: usize, column: usize) -> usize {
    let before: usize = json.split_inclusive(|&byte| byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    (before + column).min(json.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(json: &str, needle: &str) -> String {
        let offset = json.find(needle).unwrap();
        let before = &json.as_bytes()[..offset];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let column = offset - before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1) + 1;
        pointer(json.as_bytes(), line, column)
    }

    #[test]
    fn names_the_innermost_value() {
        let json = "{\n \"a\": [1, {\"b,c\": 2}, 3],\n \"d/e~f\": {\"}\\\"\": [[], 4]}, \"g\": 5}";
        assert_eq!(at(json, "1"), "/a/0");
        assert_eq!(at(json, "2"), "/a/1/b,c");
        assert_eq!(at(json, "3"), "/a/2");
        assert_eq!(at(json, "4"), "/d~1e~0f/}\"/1");
        assert_eq!(at(json, "5"), "/g");
        assert_eq!(at(json, "{"), "");
    }

    #[test]
    fn survives_any_place_in_any_text() {
        for json in ["", "\"", "{\"a", "]]}},,", "{\"\\", "\u{feff}{", "[[[["] {
            for line in 0..3 {
                for column in 0..9 {
                    pointer(json.as_bytes(), line, column);
                }
            }
        }
    }
}
