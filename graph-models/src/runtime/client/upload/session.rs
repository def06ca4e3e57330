//! The state of an upload, without I/O.

use std::ops::Range;

use http::{Method, Response, StatusCode, Uri};

use super::reply::Reply;
use super::verdict::{Sent, Verdict, judge};
use super::{UploadRequest, Uploaded};
use crate::runtime::error::{DecodeError, Error, GraphError, RequestError};
use crate::runtime::origin::Origin;

/// The unit of pieces: every piece but the last is a multiple of 320 KiB.
const UNIT: u64 = 320 << 10;
/// 3.75 MiB: services that store mail accept at most 4 MB at once (`attachment-createuploadsession`).
const USUAL_PIECE: u64 = 12 * UNIT;
/// 59.6875 MiB: services that store files accept less than 60 MiB at once (`driveitem-createuploadsession`).
const LARGEST_PIECE: u64 = 191 * UNIT;
/// The number of responses without progress after which the upload fails.
const MAX_STALLS: u32 = 3;

/// A file that is being uploaded with an upload session.
///
/// After a failure, sending continues where it stopped: first, the service is asked for its state.
pub struct Upload {
    url: Uri,
    length: u64,
    piece: u64,
    /// The bytes to send next; the range ends where the service already has later bytes.
    wanted: Range<u64>,
    /// The end of the bytes that were sent, whether they arrived or not.
    reached: u64,
    /// Whether the session may have been used before.
    resumed: bool,
    /// The latest byte that the service ever expected next: earlier ones are not progress.
    furthest: u64,
    /// The number of responses without progress since then.
    again: u32,
    state: State,
}

enum State {
    /// The state of the service is unknown.
    Unknown,
    Sending,
    Done(Uploaded),
}

/// The next step of an [`Upload`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum UploadStep {
    /// Send [`Upload::question`], which queries the state of the service, and pass its response to
    /// [`Upload::received`].
    Ask,
    /// Read these bytes of the file, send [`Upload::piece`] with them, and pass the response to [`Upload::received`].
    Send(Range<u64>),
    /// The upload is complete; [`Upload::uploaded`] returns the last response.
    Done,
}

impl Upload {
    /// An upload of a file with this number of bytes to the `uploadUrl` of a session.
    ///
    /// # Errors
    /// The URL is not an `https` URL, or the file is empty: send an empty file as the content of an item instead.
    pub fn new(url: &str, length: u64) -> Result<Self, RequestError> {
        let wrong =
            |reason: &str| RequestError::Url { url: "of the upload session".to_owned(), reason: reason.to_owned() };
        let uri = Uri::try_from(url).map_err(|error| wrong(&error.to_string()))?;
        match Origin::of_uri(&uri) {
            Some(origin) if origin.is_secure() || origin.is_loopback() => {}
            _ => return Err(wrong("expected an absolute https URL without a user name")),
        }
        if length == 0 {
            return Err(RequestError::EmptyUpload);
        }
        Ok(Self {
            url: uri,
            length,
            piece: USUAL_PIECE,
            wanted: 0..length,
            reached: 0,
            resumed: false,
            furthest: 0,
            again: 0,
            state: State::Sending,
        })
    }

    /// Like [`Upload::new`], for a session that was used before: first, the service is asked for its state.
    ///
    /// # Errors
    /// See [`Upload::new`].
    pub fn resume(url: &str, length: u64) -> Result<Self, RequestError> {
        Ok(Self { state: State::Unknown, resumed: true, ..Self::new(url, length)? })
    }

    /// The size of a piece, rounded to a multiple of 320 KiB, from 320 KiB to 59.6875 MiB (191 units), because
    /// services that store files accept less than 60 MiB. The default is 3.75 MiB, because services that store mail
    /// accept up to 4 MB.
    #[must_use]
    pub fn piece_size(mut self, bytes: u64) -> Self {
        self.piece = (bytes / UNIT * UNIT).clamp(UNIT, LARGEST_PIECE);
        self
    }

    /// The size of the file in bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The number of bytes from the start of the file that the service is known to have.
    #[must_use]
    pub fn sent(&self) -> u64 {
        if matches!(self.state, State::Done(_)) { self.length } else { self.wanted.start }
    }

    /// The last response of the service, once the upload is complete.
    #[must_use]
    pub fn uploaded(&self) -> Option<&Uploaded> {
        match &self.state {
            State::Done(uploaded) => Some(uploaded),
            State::Unknown | State::Sending => None,
        }
    }

    /// The next step.
    pub fn step(&self) -> UploadStep {
        match self.state {
            State::Unknown => UploadStep::Ask,
            State::Sending => UploadStep::Send(self.next_piece()),
            State::Done(_) => UploadStep::Done,
        }
    }

    /// The request for the state of the service.
    pub fn question(&self) -> UploadRequest {
        UploadRequest::new(Method::GET, &self.url, Vec::new())
    }

    /// The request that sends a piece: the bytes of the range that [`UploadStep::Send`] named.
    pub fn piece(&self, range: &Range<u64>, bytes: Vec<u8>) -> UploadRequest {
        let range = format!("bytes {}-{}/{}", range.start, range.end.saturating_sub(1), self.length);
        UploadRequest::new(Method::PUT, &self.url, bytes).content_range(range)
    }

    /// The request that cancels the upload and deletes what the service has.
    pub fn cancel(&self) -> UploadRequest {
        UploadRequest::new(Method::DELETE, &self.url, Vec::new())
    }

    /// Records that the state of the service is unknown, because there was no response.
    pub fn interrupted(&mut self) {
        if matches!(self.state, State::Sending) {
            self.reached = self.reached.max(self.next_piece().end);
            self.state = State::Unknown;
        }
    }

    /// The state of the upload while a response is pending.
    pub(super) fn unknown(&self) -> Self {
        let mut unknown = Self { url: self.url.clone(), wanted: self.wanted.clone(), state: State::Sending, ..*self };
        unknown.interrupted();
        unknown
    }

    /// Continues with the response to the request of the last [`Upload::step`].
    ///
    /// # Errors
    /// The service rejects the upload, makes no progress, or its responses are unclear. The next step queries its
    /// state.
    pub fn received(&mut self, response: Response<Vec<u8>>) -> Result<(), Error> {
        let piece = match self.state {
            State::Done(_) => return Ok(()),
            State::Sending => Some(self.next_piece()),
            State::Unknown => None,
        };
        // Until the response has been parsed.
        self.interrupted();
        let status = response.status();
        if status == StatusCode::RANGE_NOT_SATISFIABLE && piece.is_some() {
            // It already has these bytes, for example from an attempt whose response was lost.
            return Ok(());
        }
        if !status.is_success() {
            return Err(GraphError::new(status, response.headers(), response.body()).into());
        }
        let sent = Sent {
            piece,
            wanted: self.wanted.clone(),
            reached: self.reached,
            resumed: self.resumed,
            length: self.length,
        };
        match judge(Reply::by(&response), &sent) {
            Verdict::Done => {
                self.state = State::Done(Uploaded::new(response));
                Ok(())
            }
            Verdict::GoOn(wanted) => self.go_on_at(wanted),
            Verdict::Ask(why) => self.count_stall(|| why),
        }
    }

    fn next_piece(&self) -> Range<u64> {
        let end = self.wanted.start.saturating_add(self.piece).min(self.wanted.end);
        self.wanted.start..end
    }

    fn go_on_at(&mut self, wanted: Range<u64>) -> Result<(), Error> {
        if wanted.start > self.furthest {
            (self.furthest, self.again) = (wanted.start, 0);
        } else if wanted.start <= self.wanted.start {
            self.count_stall(|| format!("the service expects byte {} again and again", wanted.start))?;
        }
        self.wanted = wanted;
        self.state = State::Sending;
        Ok(())
    }

    /// Counts responses without progress.
    fn count_stall(&mut self, why: impl FnOnce() -> String) -> Result<(), Error> {
        self.again += 1;
        if self.again <= MAX_STALLS {
            return Ok(());
        }
        self.again = 0;
        Err(DecodeError::at("upload session", "/nextExpectedRanges".to_owned(), why()).into())
    }
}

/// Without the URL, which is a secret.
impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload").field("length", &self.length).field("sent", &self.sent()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::transport::WithoutToken;
    use serde_json::Value;

    const URL: &str = "https://storage.example/up/secret";

    fn answer(status: u16, body: &str) -> Response<Vec<u8>> {
        Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap()
    }

    fn upload(length: u64) -> Upload {
        Upload::new(URL, length).unwrap().piece_size(UNIT)
    }

    fn wants(upload: &Upload) -> Range<u64> {
        match upload.step() {
            UploadStep::Send(range) => range,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_goes_in_pieces() {
        let mut upload = upload(2 * UNIT + 5);
        assert_eq!(wants(&upload), 0..UNIT);
        let request = upload.piece(&(0..UNIT), vec![7; 3]).into_http();
        assert_eq!((request.method(), request.uri().to_string().as_str()), (&Method::PUT, URL));
        assert_eq!(request.headers()["content-range"], "bytes 0-327679/655365");
        assert!(request.extensions().get::<WithoutToken>().is_some());

        upload.received(answer(202, r#"{"nextExpectedRanges": ["327680-"]}"#)).unwrap();
        assert_eq!((upload.sent(), wants(&upload)), (UNIT, UNIT..2 * UNIT));
        // A service that does not mention ranges accepts the piece.
        upload.received(answer(202, "")).unwrap();
        let last = wants(&upload);
        assert_eq!(last, 2 * UNIT..2 * UNIT + 5);
        assert_eq!(
            upload.piece(&last, Vec::new()).into_http().headers()["content-range"],
            "bytes 655360-655364/655365"
        );
        upload.received(answer(201, r#"{"id": "1"}"#)).unwrap();
        assert!(matches!(upload.step(), UploadStep::Done));
        assert_eq!(upload.sent(), upload.length());
        assert_eq!(upload.uploaded().unwrap().response().body(), br#"{"id": "1"}"#);
    }

    #[test]
    fn missing_ranges_are_sent_again() {
        let mut upload = upload(10 * UNIT);
        upload.received(answer(200, r#"{"nextExpectedRanges": ["100-199", "500-"]}"#)).unwrap();
        assert_eq!(wants(&upload), 100..200);
        upload.received(answer(202, r#"{"nextExpectedRanges": ["500-99999999999"]}"#)).unwrap();
        assert_eq!(wants(&upload), 500..500 + UNIT);
        for wrong in ["x", "-", "-5", "7-6", "99999999999999999999-", "3276800-", ""] {
            let body = serde_json::json!({ "nextExpectedRanges": [wrong] }).to_string();
            let mut upload = self::upload(10 * UNIT);
            upload.received(answer(202, &body)).unwrap();
            assert_eq!(upload.step(), UploadStep::Ask, "{wrong}");
            // The responses to the status query are no better.
            let error = (0..10).find_map(|_| upload.received(answer(200, &body)).err()).unwrap();
            assert!(matches!(error, Error::Decode(_)), "{wrong}: {error}");
        }
    }

    #[test]
    fn after_a_failure_the_service_is_asked_what_it_has() {
        let asks = |upload: &Upload| {
            assert_eq!(upload.step(), UploadStep::Ask);
            let question = upload.question().into_http();
            assert_eq!(question.method(), Method::GET);
            assert!(question.extensions().get::<WithoutToken>().is_some());
        };
        let mut upload = upload(10 * UNIT);
        upload.interrupted();
        asks(&upload);
        upload.received(answer(200, r#"{"nextExpectedRanges": ["42-"]}"#)).unwrap();
        assert_eq!(wants(&upload).start, 42);
        upload.received(answer(416, "{}")).unwrap();
        asks(&upload);
        asks(&Upload::resume(URL, 1).unwrap());
    }

    /// Responses to a piece that show neither the end nor the next range.
    const UNCLEAR: [(u16, &str); 13] = [
        (200, ""),
        (204, ""),
        (200, "{}"),
        (200, "[]"),
        (200, "null"),
        (200, "<html>Sign in to the proxy</html>"),
        (202, "<html>Sign in to the proxy</html>"),
        (201, "<html>Sign in to the proxy</html>"),
        (200, r#"{"error": {"code": "x"}}"#),
        (202, r#"{"nextExpectedRanges": "0-"}"#),
        (200, r#"{"nextExpectedRanges": [0]}"#),
        (200, r#"{"nextExpectedRanges": {}}"#),
        (200, r#"{"nextExpectedRanges": ["655361-"], "id": "1"}"#),
    ];
    /// A session that does not mention ranges.
    const SILENT: [(u16, &str); 6] = [
        (202, ""),
        (202, "{}"),
        (200, r#"{"expirationDateTime": "2027-01-01T00:00:00Z"}"#),
        (200, r#"{"ExpirationDateTime": "2027-01-01T00:00:00Z", "NextExpectedRanges": null}"#),
        (202, r#"{"nextExpectedRanges": null}"#),
        (200, r#"{"id": "1", "expirationDateTime": "2027-01-01T00:00:00Z"}"#),
    ];
    const NOTHING: &str = r#"{"nextExpectedRanges": []}"#;

    #[test]
    fn an_unclear_response_never_ends_an_upload() {
        for length in [2 * UNIT, 2 * UNIT + 1] {
            for (status, body) in UNCLEAR {
                for at in [0, length / UNIT * UNIT] {
                    let mut upload = upload(length);
                    if at > 0 {
                        upload.go_on_at(at.min(length - 1)..length).unwrap();
                    }
                    upload.received(answer(status, body)).unwrap();
                    assert_eq!(upload.step(), UploadStep::Ask, "{status} {body}");
                }
            }
            for (status, body) in SILENT {
                let mut upload = upload(length);
                upload.received(answer(status, body)).unwrap();
                assert_eq!(wants(&upload).start, UNIT, "{status} {body}");
                // Also after the last piece, whether it is short or not.
                upload.go_on_at(length - 1..length).unwrap();
                upload.received(answer(status, body)).unwrap();
                assert_eq!(upload.step(), UploadStep::Ask, "{status} {body}");
            }
            let mut upload = upload(length);
            upload.received(answer(202, NOTHING)).unwrap();
            assert_eq!(upload.step(), UploadStep::Ask);
            upload.received(answer(200, NOTHING)).unwrap();
            assert_eq!(wants(&upload).start, 0, "there is more to send");
        }
    }

    #[test]
    fn an_upload_ends_when_the_service_says_so() {
        for (status, body) in
            [(201, r#"{"id": "1"}"#), (200, r#"{"Id": "1"}"#), (201, r#"{"id": "1", "size": 983040}"#)]
        {
            let mut upload = upload(3 * UNIT);
            upload.received(answer(status, body)).unwrap();
            assert_eq!(upload.step(), UploadStep::Done, "{status} {body}");
            // Nothing changes that.
            upload.received(answer(404, "")).unwrap();
            assert_eq!(upload.uploaded().unwrap().status().as_u16(), status);
        }
        // A session without expected ranges after all bytes were sent: after the last piece, after a query, after a
        // resumed one.
        for length in [UNIT, UNIT + 1] {
            let mut upload = upload(length);
            while wants(&upload).end < length {
                upload.received(answer(202, "")).unwrap();
            }
            upload.received(answer(202, NOTHING)).unwrap();
            assert_eq!(upload.step(), UploadStep::Done);
        }
        let mut asked = upload(1);
        asked.received(answer(200, "<html>")).unwrap();
        asked.received(answer(200, NOTHING)).unwrap();
        assert_eq!(asked.step(), UploadStep::Done);
        let mut resumed = Upload::resume(URL, 10 * UNIT).unwrap();
        resumed.received(answer(200, NOTHING)).unwrap();
        assert_eq!((resumed.step(), resumed.sent()), (UploadStep::Done, 10 * UNIT));
    }

    #[test]
    fn names_and_ranges_are_read_as_services_write_them() {
        for body in [
            r#"{"nextExpectedRanges": ["327680-"]}"#,
            r#"{"NextExpectedRanges": ["327680"], "ExpirationDateTime": "2027-01-01T00:00:00Z"}"#,
            r#"{"NEXTEXPECTEDRANGES": [" 327680 - 655359 "], "id": "1"}"#,
        ] {
            for status in [200, 201, 202] {
                let mut upload = upload(10 * UNIT);
                upload.received(answer(status, body)).unwrap();
                assert_eq!(wants(&upload), UNIT..2 * UNIT, "{status} {body}");
            }
        }
    }

    #[test]
    fn bytes_that_nobody_sent_are_not_left_out() {
        let ahead = r#"{"nextExpectedRanges": ["655360-"]}"#;
        let mut upload = upload(10 * UNIT);
        upload.received(answer(202, ahead)).unwrap();
        assert_eq!(upload.step(), UploadStep::Ask);
        // The session itself is trusted: another client may have sent them.
        upload.received(answer(200, ahead)).unwrap();
        assert_eq!(wants(&upload).start, 2 * UNIT);
    }

    #[test]
    fn a_session_with_unclear_responses_is_given_up() {
        let mut upload = upload(2 * UNIT);
        for _ in 0..3 {
            upload.received(answer(200, "<html>\u{202e}</html>")).unwrap();
            assert_eq!(upload.step(), UploadStep::Ask);
        }
        let error = upload.received(answer(200, "<html>\u{202e}</html>")).unwrap_err();
        let told = r#"the response (200 OK) is not a JSON object: "<html>\u{202e}</html>""#;
        assert!(error.to_string().contains(told), "{error}");
        // Continuing queries the state again.
        assert_eq!(upload.step(), UploadStep::Ask);
        upload.received(answer(200, r#"{"nextExpectedRanges": ["0-"]}"#)).unwrap();
        assert_eq!(wants(&upload).start, 0);
    }

    #[test]
    fn an_upload_without_progress_ends() {
        let mut upload = upload(10 * UNIT);
        let wants_first = || answer(202, r#"{"nextExpectedRanges": ["0-"]}"#);
        for _ in 0..3 {
            upload.received(wants_first()).unwrap();
        }
        let stuck = upload.received(wants_first()).unwrap_err();
        assert!(stuck.to_string().contains("byte 0 again and again"));
        // The same at any other byte; a later byte restarts the count.
        let mut upload = self::upload(10 * UNIT);
        let wants_second = || answer(202, r#"{"nextExpectedRanges": ["327680-"]}"#);
        upload.received(wants_first()).unwrap();
        for _ in 0..4 {
            upload.received(wants_second()).unwrap();
        }
        let stuck = upload.received(wants_second()).unwrap_err();
        assert!(stuck.to_string().contains("byte 327680 again and again"));
        let gone = r#"{"error": {"code": "itemNotFound"}}"#;
        let error = self::upload(1).received(answer(404, gone)).unwrap_err();
        assert!(error.as_graph().unwrap().has_code("itemNotFound"));
        let mut asking = Upload::resume(URL, 1).unwrap();
        assert!(asking.received(answer(416, "")).is_err());
    }

    #[test]
    fn an_upload_that_goes_back_again_and_again_ends() {
        let mut upload = upload(10 * UNIT);
        let wants = |upload: &mut Upload, start: u64| {
            upload.received(answer(202, &format!(r#"{{"nextExpectedRanges": ["{start}-"]}}"#)))
        };
        for _ in 0..3 {
            wants(&mut upload, UNIT).unwrap();
            wants(&mut upload, 0).unwrap();
        }
        wants(&mut upload, UNIT).unwrap();
        assert!(wants(&mut upload, 0).unwrap_err().to_string().contains("byte 0 again and again"));
        // A service that lost its state gets everything again.
        let mut upload = self::upload(10 * UNIT);
        for start in [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9] {
            wants(&mut upload, start * UNIT).unwrap();
        }
    }

    #[test]
    fn an_end_that_comes_too_early_is_checked() {
        for (status, body) in [
            (201, ""),
            (201, r#"{"error": {"code": "x"}}"#),
            (201, r#"{"expirationDateTime": "2027-01-01T00:00:00Z"}"#),
            (202, r#"{"id": "job-1"}"#),
            (200, r#"{"id": "1", "size": 327680}"#),
        ] {
            let mut upload = upload(3 * UNIT);
            upload.received(answer(status, body)).unwrap();
            assert_eq!(upload.step(), UploadStep::Ask, "{status} {body}");
            upload.received(answer(200, r#"{"nextExpectedRanges": ["327680-"]}"#)).unwrap();
            assert_eq!(wants(&upload), UNIT..2 * UNIT, "{status} {body}");
        }
        let mut resumed = Upload::resume(URL, 10).unwrap();
        resumed.received(answer(200, r#"{"id": "x"}"#)).unwrap();
        assert_eq!(resumed.step(), UploadStep::Ask);
    }

    #[test]
    fn a_session_is_not_the_uploaded_item() {
        let mut resumed = Upload::resume(URL, 10).unwrap();
        resumed.received(answer(200, r#"{"nextExpectedRanges": []}"#)).unwrap();
        let uploaded = resumed.uploaded().unwrap();
        assert_eq!(uploaded.decode::<Option<Value>>().unwrap(), None);
        assert_eq!(uploaded.response().body(), br#"{"nextExpectedRanges": []}"#);
    }

    #[test]
    fn pieces_are_multiples_of_320_kib() {
        let piece = |bytes: u64| wants(&Upload::new(URL, u64::MAX).unwrap().piece_size(bytes)).end;
        assert_eq!(wants(&Upload::new(URL, u64::MAX).unwrap()).end, 3_932_160);
        assert_eq!([0, 1, UNIT, UNIT + 1].map(piece), [UNIT; 4]);
        assert_eq!(piece(1_000_000), 3 * UNIT);
        assert_eq!(piece(u64::MAX), 62_586_880);
        assert!(piece(60 << 20) < 60 << 20 && piece(62_586_880) == 62_586_880 && piece(62_586_879) == 62_259_200);
    }

    #[test]
    fn invalid_uploads_are_rejected() {
        for url in ["", "/up", "http://storage.example/up", "https://me@storage.example/", "ftp://storage.example/"] {
            let error = Upload::new(url, 1).unwrap_err();
            assert!(matches!(error, RequestError::Url { .. }), "{url}");
            assert!(!error.to_string().contains("storage"), "{error}");
        }
        assert!(matches!(Upload::new(URL, 0), Err(RequestError::EmptyUpload)));
        assert!(!format!("{:?}", upload(1)).contains("secret"));
        for request in [upload(1).question(), upload(1).piece(&(0..1), b"secret".to_vec()), upload(1).cancel()] {
            assert!(!format!("{request:?}").contains("secret"), "{request:?}");
        }
    }
}
