//! Decides how an upload continues after a response.

use std::ops::Range;

use super::reply::Reply;

/// The state of the upload before the response.
pub(super) struct Sent {
    /// The piece that was sent; `None` for a status query.
    pub(super) piece: Option<Range<u64>>,
    /// The bytes that were expected before the response.
    pub(super) wanted: Range<u64>,
    /// The end of the bytes that were sent, whether they arrived or not.
    pub(super) reached: u64,
    /// Whether another upload may have used the session before.
    pub(super) resumed: bool,
    /// The size of the file.
    pub(super) length: u64,
}

/// What to do after a response.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The upload is complete.
    Done,
    /// These bytes are expected next.
    GoOn(Range<u64>),
    /// The response does not show the state of the service, for this reason: query it.
    Ask(String),
}

/// Interprets a response. While bytes are missing, only an item that can be the whole file ends an upload.
pub(super) fn judge(reply: Reply, sent: &Sent) -> Verdict {
    let all_sent = sent.reached >= sent.length;
    let unclear = || Verdict::Ask("the response does not say whether the upload is complete".to_owned());
    match (reply, &sent.piece) {
        (Reply::Unclear(what), _) => Verdict::Ask(what),
        (Reply::Item(Some(size)), piece) if size < sent.length && !(all_sent && piece.is_some()) => {
            Verdict::Ask(format!("the item has {size} of {} bytes", sent.length))
        }
        (Reply::Item(_), Some(_)) => Verdict::Done,
        (Reply::Item(_) | Reply::Created, _) if all_sent => Verdict::Done,
        (Reply::Item(_) | Reply::Created, _) => unclear(),
        (Reply::Wants(range), piece) => match parse(&range, sent.length) {
            // As far as is known, no other client has sent the following bytes: query the state.
            Some(wanted) if piece.is_none() || sent.resumed || wanted.start <= sent.reached => Verdict::GoOn(wanted),
            _ => Verdict::Ask(format!("{range:?} is not a range of a file of {} bytes", sent.length)),
        },
        (Reply::WantsNothing, None) if all_sent || sent.resumed => Verdict::Done,
        (Reply::WantsNothing | Reply::GoesOn, None) => Verdict::GoOn(sent.wanted.clone()),
        (Reply::WantsNothing, Some(piece)) if piece.end == sent.length => Verdict::Done,
        (Reply::GoesOn, Some(piece)) if piece.end < sent.length => Verdict::GoOn(piece.end..sent.length),
        (Reply::WantsNothing | Reply::GoesOn, Some(_)) => unclear(),
    }
}

/// Parses `12345-`, `12345-55232` or, from services that store mail, `12345`.
fn parse(range: &str, length: u64) -> Option<Range<u64>> {
    let (start, end) = range.split_once('-').unwrap_or((range, ""));
    let start = start.trim().parse().ok().filter(|start| *start < length)?;
    let end = match end.trim() {
        "" => length,
        last => last.parse::<u64>().ok()?.saturating_add(1).min(length),
    };
    (start < end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: u64 = 320 << 10;

    fn answer(status: u16, body: &str) -> http::Response<Vec<u8>> {
        http::Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap()
    }

    /// The verdict as text: `done`, `ask`, or the first expected byte.
    fn outcome(status: u16, body: &str, sent: &Sent) -> String {
        match judge(Reply::by(&answer(status, body)), sent) {
            Verdict::Done => "done".to_owned(),
            Verdict::GoOn(wanted) => wanted.start.to_string(),
            Verdict::Ask(_) => "ask".to_owned(),
        }
    }

    /// After the first of three pieces, and after the last; after a query when the first piece was sent, when all were
    /// sent, and when this upload sent nothing.
    fn places() -> [Sent; 5] {
        let length = 3 * UNIT;
        let sent = |piece: Option<Range<u64>>, start, reached, resumed| Sent {
            piece,
            wanted: start..length,
            reached,
            resumed,
            length,
        };
        [
            sent(Some(0..UNIT), 0, UNIT, false),
            sent(Some(2 * UNIT..length), 2 * UNIT, length, false),
            sent(None, 0, UNIT, false),
            sent(None, 2 * UNIT, length, false),
            sent(None, 0, 0, true),
        ]
    }

    #[test]
    fn an_upload_ends_only_where_no_byte_is_missing() {
        for (status, body, expected) in [
            (201, "", ["ask", "done", "ask", "done", "ask"]),
            (201, "{}", ["ask", "done", "ask", "done", "ask"]),
            (201, r#"{"id": "1"}"#, ["done", "done", "ask", "done", "ask"]),
            (200, r#"{"id": "1"}"#, ["done", "done", "ask", "done", "ask"]),
            (201, r#"{"id": "1", "size": 983040}"#, ["done", "done", "ask", "done", "ask"]),
            (201, r#"{"id": "1", "size": "unknown"}"#, ["done", "done", "ask", "done", "ask"]),
            (200, r#"{"id": "1", "size": 327680}"#, ["ask", "done", "ask", "ask", "ask"]),
            (201, r#"{"id": "1", "size": 327680.0}"#, ["ask", "done", "ask", "ask", "ask"]),
            // An error, a session or something that was only accepted is never the created item.
            (201, r#"{"error": {"code": "x"}}"#, ["ask"; 5]),
            (201, r#"{"id": "1", "error": "x"}"#, ["ask"; 5]),
            (200, r#"{"Error": {}, "nextExpectedRanges": []}"#, ["ask"; 5]),
            (201, r#"{"expirationDateTime": "2027-01-01T00:00:00Z"}"#, ["ask"; 5]),
            (201, r#"{"id": "1", "uploadUrl": "https://storage.example"}"#, ["ask"; 5]),
            (202, r#"{"id": "job-1"}"#, ["ask"; 5]),
            (201, r#"{"nextExpectedRanges": []}"#, ["ask", "done", "0", "done", "done"]),
            (202, r#"{"nextExpectedRanges": []}"#, ["ask", "done", "0", "done", "done"]),
            (202, r#"{"nextExpectedRanges": ["327680-"]}"#, ["327680"; 5]),
            (202, "", ["327680", "ask", "0", "655360", "0"]),
            (200, "", ["ask"; 5]),
            (200, "{}", ["ask"; 5]),
        ] {
            assert_eq!(places().map(|sent| outcome(status, body, &sent)), expected, "{status} {body}");
        }
    }
}
