//! Parses a response of an upload session.

use http::{Response, StatusCode};
use serde_json::{Map, Value};

use crate::runtime::error::shown;

/// The members of a session. The docs spell them in two ways (`nextExpectedRanges`, `NextExpectedRanges`), so letter
/// case is ignored.
const RANGES: &str = "nextExpectedRanges";
const MEMBERS: [&str; 3] = [RANGES, "expirationDateTime", "uploadUrl"];

/// What a response says about the upload, based only on its status and body.
pub(super) enum Reply {
    /// The item made from the file, and its size in bytes if present.
    Item(Option<u64>),
    /// `201 Created`, without an item.
    Created,
    /// The first expected range, unchanged.
    Wants(String),
    /// A session without expected ranges.
    WantsNothing,
    /// A session that does not mention ranges, or only `202 Accepted`.
    GoesOn,
    /// Neither, such as HTML of a proxy, with the reason.
    Unclear(String),
}

impl Reply {
    /// Parses a response with a success status.
    pub(super) fn by(response: &Response<Vec<u8>>) -> Self {
        let (status, body) = (response.status(), response.body());
        if body.is_empty() {
            return match status {
                StatusCode::CREATED => Self::Created,
                StatusCode::ACCEPTED => Self::GoesOn,
                _ => Self::Unclear(format!("the response ({status}) has no body")),
            };
        }
        let Ok(session) = serde_json::from_slice::<Map<String, Value>>(body) else {
            return Self::Unclear(format!(
                "the response ({status}) is not a JSON object: {:?}",
                shown::excerpt_of(body)
            ));
        };
        if is_value(&session, "error") {
            return Self::Unclear(format!("the response ({status}) is an error: {:?}", shown::excerpt_of(body)));
        }
        match member(&session, RANGES) {
            Some(Value::Array(ranges)) => match ranges.first() {
                Some(Value::String(range)) => Self::Wants(range.clone()),
                Some(_) => Self::Unclear("a range is not a string".to_owned()),
                None => Self::WantsNothing,
            },
            None | Some(Value::Null) => Self::without_ranges(status, &session),
            Some(_) => Self::Unclear("the ranges are not a list".to_owned()),
        }
    }

    /// Parses an object without ranges.
    fn without_ranges(status: StatusCode, object: &Map<String, Value>) -> Self {
        match (is_session(object), has_id(object), status) {
            (true, _, StatusCode::CREATED) => Self::Unclear("a session was created, not an item".to_owned()),
            (true, ..) | (false, false, StatusCode::ACCEPTED) => Self::GoesOn,
            // Such as a job that will create the item.
            (false, true, StatusCode::ACCEPTED) => Self::Unclear("something was accepted, not made".to_owned()),
            (false, true, _) => Self::Item(member(object, "size").and_then(size)),
            (false, false, StatusCode::CREATED) => Self::Created,
            (false, false, _) => Self::Unclear(format!("the response ({status}) is neither a session nor an item")),
        }
    }
}

/// Whether a body is a session, not an item.
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

/// Every item made from a file has an id.
fn has_id(object: &Map<String, Value>) -> bool {
    member(object, "id").and_then(Value::as_str).is_some_and(|id| !id.is_empty())
}

/// A number of bytes. Negative and too large values are clamped.
fn size(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_f64().map(|size| size as u64))
}
