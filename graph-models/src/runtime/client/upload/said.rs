//! What an answer of an upload session says.

use http::{Response, StatusCode};
use serde_json::{Map, Value};

use crate::runtime::error::shown;

/// The members of a session. The docs write them in two ways (`nextExpectedRanges`, `NextExpectedRanges`), so that case
/// does not count.
const RANGES: &str = "nextExpectedRanges";
const MEMBERS: [&str; 3] = [RANGES, "expirationDateTime", "uploadUrl"];

/// What an answer says of the upload, by its status and its body alone.
pub(super) enum Said {
    /// All is there: `201 Created`, or the item that was made of the file.
    Made,
    /// The first of the ranges that are wanted, as it was written.
    Wants(String),
    /// A session that lists no range.
    WantsNothing,
    /// A session that says nothing of ranges, or `202 Accepted` alone.
    GoesOn,
    /// Neither the one nor the other, such as the HTML of a proxy. What is wrong with it.
    Unclear(String),
}

impl Said {
    /// Reads an answer whose status says success.
    pub(super) fn by(response: &Response<Vec<u8>>) -> Self {
        let (status, body) = (response.status(), response.body());
        if body.is_empty() {
            return match status {
                StatusCode::CREATED => Self::Made,
                StatusCode::ACCEPTED => Self::GoesOn,
                _ => Self::Unclear(format!("the answer {status} has no body")),
            };
        }
        let Ok(session) = serde_json::from_slice::<Map<String, Value>>(body) else {
            return Self::Unclear(format!("the answer {status} is no JSON object, but {:?}", shown::excerpt_of(body)));
        };
        match member(&session, RANGES) {
            Some(Value::Array(ranges)) => match ranges.first() {
                Some(Value::String(range)) => Self::Wants(range.clone()),
                Some(_) => Self::Unclear("a range is no text".to_owned()),
                None => Self::WantsNothing,
            },
            None | Some(Value::Null) if status == StatusCode::CREATED || is_item(&session) => Self::Made,
            None | Some(Value::Null) if status == StatusCode::ACCEPTED || is_session(&session) => Self::GoesOn,
            None | Some(Value::Null) => Self::Unclear(format!("the answer {status} is no session and no item")),
            Some(_) => Self::Unclear("the ranges are no list".to_owned()),
        }
    }
}

fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn is_session(object: &Map<String, Value>) -> bool {
    MEMBERS.iter().any(|name| member(object, name).is_some())
}

/// Whatever a service makes of a file has an id.
fn is_item(object: &Map<String, Value>) -> bool {
    !is_session(object) && member(object, "id").and_then(Value::as_str).is_some_and(|id| !id.is_empty())
}
