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
    /// The item that was made of the file, and its size in bytes if it says one.
    Item(Option<u64>),
    /// `201 Created`, without an item.
    Created,
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
                StatusCode::CREATED => Self::Created,
                StatusCode::ACCEPTED => Self::GoesOn,
                _ => Self::Unclear(format!("the answer ({status}) has no body")),
            };
        }
        let Ok(session) = serde_json::from_slice::<Map<String, Value>>(body) else {
            return Self::Unclear(format!("the answer ({status}) is not a JSON object: {:?}", shown::excerpt_of(body)));
        };
        if is_value(&session, "error") {
            return Self::Unclear(format!("the answer ({status}) is an error: {:?}", shown::excerpt_of(body)));
        }
        match member(&session, RANGES) {
            Some(Value::Array(ranges)) => match ranges.first() {
                Some(Value::String(range)) => Self::Wants(range.clone()),
                Some(_) => Self::Unclear("a range is not text".to_owned()),
                None => Self::WantsNothing,
            },
            None | Some(Value::Null) => Self::without_ranges(status, &session),
            Some(_) => Self::Unclear("the ranges are not a list".to_owned()),
        }
    }

    /// Reads an object that says nothing of ranges.
    fn without_ranges(status: StatusCode, object: &Map<String, Value>) -> Self {
        match (is_session(object), has_id(object), status) {
            (true, _, StatusCode::CREATED) => Self::Unclear("a session was created, not an item".to_owned()),
            (true, ..) | (false, false, StatusCode::ACCEPTED) => Self::GoesOn,
            // Such as a job that will make the item.
            (false, true, StatusCode::ACCEPTED) => Self::Unclear("something was accepted, not made".to_owned()),
            (false, true, _) => Self::Item(member(object, "size").and_then(size)),
            (false, false, StatusCode::CREATED) => Self::Created,
            (false, false, _) => Self::Unclear(format!("the answer ({status}) is neither a session nor an item")),
        }
    }
}

/// Whether a body is that of a session, not of an item.
pub(super) fn is_session_body(body: &[u8]) -> bool {
    serde_json::from_slice(body).is_ok_and(|object| is_session(&object))
}

fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn is_session(object: &Map<String, Value>) -> bool {
    MEMBERS.iter().any(|name| member(object, name).is_some())
}

fn is_value(object: &Map<String, Value>, name: &str) -> bool {
    member(object, name).is_some_and(|value| !value.is_null())
}

/// Whatever a service makes of a file has an id.
fn has_id(object: &Map<String, Value>) -> bool {
    member(object, "id").and_then(Value::as_str).is_some_and(|id| !id.is_empty())
}

/// A number of bytes. What is below zero or beyond all numbers becomes the next one there is.
fn size(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_f64().map(|size| size as u64))
}
