//! What an answer means for an upload.

use std::ops::Range;

use super::said::Said;

/// What was sent, as far as this upload knows.
pub(super) struct Sent {
    /// The piece that was answered; `None` if it was a question.
    pub(super) piece: Option<Range<u64>>,
    /// The bytes that were wanted before the answer.
    pub(super) wanted: Range<u64>,
    /// The end of what was sent so far, whether it arrived or not.
    pub(super) reached: u64,
    /// Whether others may have sent anything before.
    pub(super) resumed: bool,
    /// The size of the file.
    pub(super) length: u64,
}

/// What to do after an answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The file is there.
    Done,
    /// These bytes are wanted next.
    GoOn(Range<u64>),
    /// The answer does not say what the service has: the session is asked. Why.
    Ask(String),
}

/// What an answer means. As long as bytes are missing, only an item that may be the whole file ends an upload.
pub(super) fn judge(said: Said, sent: &Sent) -> Verdict {
    let all_sent = sent.reached >= sent.length;
    let unclear = || Verdict::Ask("the answer does not say whether all bytes are there".to_owned());
    match (said, &sent.piece) {
        (Said::Unclear(what), _) => Verdict::Ask(what),
        (Said::Item(Some(size)), piece) if size < sent.length && !(all_sent && piece.is_some()) => {
            Verdict::Ask(format!("the item has {size} of {} bytes", sent.length))
        }
        (Said::Item(_), Some(_)) => Verdict::Done,
        (Said::Item(_) | Said::Created, _) if all_sent => Verdict::Done,
        (Said::Item(_) | Said::Created, _) => unclear(),
        (Said::Wants(range), piece) => match parse(&range, sent.length) {
            // Nobody else has sent what comes after, as far as is known: the question tells.
            Some(wanted) if piece.is_none() || sent.resumed || wanted.start <= sent.reached => Verdict::GoOn(wanted),
            _ => Verdict::Ask(format!("{range:?} is not a range of a file of {} bytes", sent.length)),
        },
        (Said::WantsNothing, None) if all_sent || sent.resumed => Verdict::Done,
        (Said::WantsNothing | Said::GoesOn, None) => Verdict::GoOn(sent.wanted.clone()),
        (Said::WantsNothing, Some(piece)) if piece.end == sent.length => Verdict::Done,
        (Said::GoesOn, Some(piece)) if piece.end < sent.length => Verdict::GoOn(piece.end..sent.length),
        (Said::WantsNothing | Said::GoesOn, Some(_)) => unclear(),
    }
}

/// Reads `12345-`, `12345-55232` or, as services that store mail have it, `12345`.
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

    /// What comes of an answer: `done`, `ask`, or the first byte that is wanted.
    fn outcome(status: u16, body: &str, sent: &Sent) -> String {
        match judge(Said::by(&answer(status, body)), sent) {
            Verdict::Done => "done".to_owned(),
            Verdict::GoOn(wanted) => wanted.start.to_string(),
            Verdict::Ask(_) => "ask".to_owned(),
        }
    }

    /// After the first of three pieces, and after the last; after a question with the first piece sent, with all sent, and
    /// with nothing sent by this upload.
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
            // An error, a session or something that is only accepted is never what was made of the file.
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
