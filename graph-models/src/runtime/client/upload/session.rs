//! The state of an upload, without I/O.

use std::ops::Range;

use http::{HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use serde_json::Value;

use crate::runtime::error::{DecodeError, Error, GraphError, RequestError};
use crate::runtime::origin::Origin;
use crate::runtime::transport::WithoutToken;

/// What pieces are made of: every piece but the last is a multiple of 320 KiB.
const UNIT: u64 = 320 << 10;
/// 3.75 MiB: services that store mail take no more than 4 MB at once.
const USUAL_PIECE: u64 = 12 * UNIT;
/// 60 MiB is what any service takes.
const LARGEST_PIECE: u64 = 192 * UNIT;
/// How often the service may ask for the same bytes before the upload is given up.
const PATIENCE: u32 = 3;

/// A file on its way into an upload session.
///
/// After a failure, sending goes on where it stopped: the service is asked first what it has.
pub struct Upload {
    url: Uri,
    length: u64,
    piece: u64,
    /// The bytes wanted next; its end is where the service has further bytes already.
    wanted: Range<u64>,
    /// How often these bytes have been wanted in a row.
    again: u32,
    state: State,
}

enum State {
    /// What the service has is not known.
    Unknown,
    Sending,
    Done(Response<Vec<u8>>),
}

/// What has to be done next for an [`Upload`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum UploadStep {
    /// Send [`Upload::question`], which asks what the service has, and give its response to [`Upload::received`].
    Ask,
    /// Read these bytes of the file, send [`Upload::piece`] with them, and give its response to [`Upload::received`].
    Send(Range<u64>),
    /// All is there; [`Upload::response`] is what the service said at the end.
    Done,
}

impl Upload {
    /// An upload of a file of so many bytes to the `uploadUrl` of a session.
    ///
    /// # Errors
    /// The URL is no `https` URL, or the file is empty: sessions take none, send an empty file as the content of an item.
    pub fn new(url: &str, length: u64) -> Result<Self, RequestError> {
        let wrong =
            |reason: &str| RequestError::Url { url: "of the upload session".to_owned(), reason: reason.to_owned() };
        let uri = Uri::try_from(url).map_err(|error| wrong(&error.to_string()))?;
        match Origin::of_uri(&uri) {
            Some(origin) if origin.is_secure() || origin.is_loopback() => {}
            _ => return Err(wrong("an absolute https URL without a user name is wanted")),
        }
        if length == 0 {
            return Err(RequestError::EmptyUpload);
        }
        Ok(Self { url: uri, length, piece: USUAL_PIECE, wanted: 0..length, again: 0, state: State::Sending })
    }

    /// As [`Upload::new`], for a session that has been sent to before: the service is asked what it has.
    ///
    /// # Errors
    /// As [`Upload::new`].
    pub fn resume(url: &str, length: u64) -> Result<Self, RequestError> {
        Ok(Self { state: State::Unknown, ..Self::new(url, length)? })
    }

    /// How many bytes are sent at once: made a multiple of 320 KiB, from 320 KiB to 60 MiB. Without this, 3.75 MiB.
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

    /// How many bytes from the start of the file the service is known to have.
    #[must_use]
    pub fn sent(&self) -> u64 {
        if matches!(self.state, State::Done(_)) { self.length } else { self.wanted.start }
    }

    /// The last response, once all is there: it holds what was made of the file, or its `Location`.
    #[must_use]
    pub fn response(&self) -> Option<&Response<Vec<u8>>> {
        match &self.state {
            State::Done(response) => Some(response),
            State::Unknown | State::Sending => None,
        }
    }

    /// What to do next.
    pub fn step(&self) -> UploadStep {
        match self.state {
            State::Unknown => UploadStep::Ask,
            State::Sending => {
                let end = self.wanted.start.saturating_add(self.piece).min(self.wanted.end);
                UploadStep::Send(self.wanted.start..end)
            }
            State::Done(_) => UploadStep::Done,
        }
    }

    /// The request that asks what the service has.
    #[must_use]
    pub fn question(&self) -> Request<Vec<u8>> {
        self.request(Method::GET, Vec::new())
    }

    /// The request that sends a piece: the bytes of the range that [`UploadStep::Send`] named.
    #[must_use]
    pub fn piece(&self, range: &Range<u64>, bytes: Vec<u8>) -> Request<Vec<u8>> {
        let mut request = self.request(Method::PUT, bytes);
        let range = format!("bytes {}-{}/{}", range.start, range.end.saturating_sub(1), self.length);
        if let Ok(range) = HeaderValue::try_from(range) {
            request.headers_mut().insert(header::CONTENT_RANGE, range);
        }
        request
    }

    /// The request that gives the upload up and has the service forget what it has.
    #[must_use]
    pub fn cancel(&self) -> Request<Vec<u8>> {
        self.request(Method::DELETE, Vec::new())
    }

    /// What the service has is not known any more, since no response came.
    pub fn interrupted(&mut self) {
        if matches!(self.state, State::Sending) {
            self.state = State::Unknown;
        }
    }

    /// The same upload, as it is while a response is awaited.
    pub(super) fn unknown(&self) -> Self {
        Self { url: self.url.clone(), wanted: self.wanted.clone(), state: State::Unknown, ..*self }
    }

    /// Goes on with the response to the request of the last [`Upload::step`].
    ///
    /// # Errors
    /// The service refuses the upload, or does not get on with it.
    pub fn received(&mut self, response: Response<Vec<u8>>) -> Result<(), Error> {
        let status = response.status();
        let asked = matches!(self.state, State::Unknown);
        if status == StatusCode::RANGE_NOT_SATISFIABLE && !asked {
            // It has these bytes already, perhaps from an attempt whose response was lost.
            self.state = State::Unknown;
            return Ok(());
        }
        if !status.is_success() {
            return Err(GraphError::new(status, response.headers(), response.body()).into());
        }
        let body: Option<Value> = serde_json::from_slice(response.body()).ok();
        let first = body.as_ref().and_then(|body| body.get("nextExpectedRanges")?.get(0));
        match first {
            Some(range) => self.wants(range.as_str().unwrap_or_default())?,
            // An answer to a piece that wants no more: the item itself, or nothing and a `Location`.
            None if !asked && (status != StatusCode::ACCEPTED || self.is_last_piece()) => {
                self.state = State::Done(response);
            }
            None if asked => self.state = State::Done(response),
            None => {
                let next = self.wanted.start.saturating_add(self.piece);
                self.go_on_at(next..self.length)?;
            }
        }
        Ok(())
    }

    fn is_last_piece(&self) -> bool {
        self.length - self.wanted.start <= self.piece
    }

    /// Reads `12345-` or `12345-55232`.
    fn wants(&mut self, range: &str) -> Result<(), Error> {
        let (start, end) = range.split_once('-').unwrap_or((range, ""));
        let start = start.trim().parse().ok().filter(|start| *start < self.length);
        let end = match end.trim() {
            "" => Some(self.length),
            last => last.parse::<u64>().ok().map(|last| last.saturating_add(1).min(self.length)),
        };
        match (start, end) {
            (Some(start), Some(end)) if start < end => self.go_on_at(start..end),
            _ => Err(Self::wrong(format!("{range:?} is no range of a file of {} bytes", self.length))),
        }
    }

    fn go_on_at(&mut self, wanted: Range<u64>) -> Result<(), Error> {
        self.again = if wanted.start <= self.wanted.start { self.again + 1 } else { 0 };
        if self.again > PATIENCE {
            return Err(Self::wrong(format!("the service wants byte {} again and again", wanted.start)));
        }
        self.wanted = wanted;
        self.state = State::Sending;
        Ok(())
    }

    fn wrong(message: String) -> Error {
        DecodeError::at("upload session", "/nextExpectedRanges/0".to_owned(), message).into()
    }

    fn request(&self, method: Method, body: Vec<u8>) -> Request<Vec<u8>> {
        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = self.url.clone();
        request.extensions_mut().insert(WithoutToken);
        request
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
        let request = upload.piece(&(0..UNIT), vec![7; 3]);
        assert_eq!((request.method(), request.uri().to_string().as_str()), (&Method::PUT, URL));
        assert_eq!(request.headers()["content-range"], "bytes 0-327679/655365");
        assert!(request.extensions().get::<WithoutToken>().is_some());

        upload.received(answer(202, r#"{"nextExpectedRanges": ["327680-"]}"#)).unwrap();
        assert_eq!((upload.sent(), wants(&upload)), (UNIT, UNIT..2 * UNIT));
        // Services that say nothing mean that all is well.
        upload.received(answer(202, "")).unwrap();
        let last = wants(&upload);
        assert_eq!(last, 2 * UNIT..2 * UNIT + 5);
        assert_eq!(upload.piece(&last, Vec::new()).headers()["content-range"], "bytes 655360-655364/655365");
        upload.received(answer(201, r#"{"id": "1"}"#)).unwrap();
        assert!(matches!(upload.step(), UploadStep::Done));
        assert_eq!(upload.sent(), upload.length());
        assert_eq!(upload.response().unwrap().body(), br#"{"id": "1"}"#);
    }

    #[test]
    fn the_service_says_what_it_lacks() {
        let mut upload = upload(10 * UNIT);
        upload.received(answer(200, r#"{"nextExpectedRanges": ["100-199", "500-"]}"#)).unwrap();
        assert_eq!(wants(&upload), 100..200);
        upload.received(answer(202, r#"{"nextExpectedRanges": ["500-99999999999"]}"#)).unwrap();
        assert_eq!(wants(&upload), 500..500 + UNIT);
        for wrong in ["x", "-", "-5", "7-6", "99999999999999999999-", "3276800-", ""] {
            let body = serde_json::json!({ "nextExpectedRanges": [wrong] }).to_string();
            let error = self::upload(10 * UNIT).received(answer(202, &body)).unwrap_err();
            assert!(matches!(error, Error::Decode(_)), "{wrong}: {error}");
        }
    }

    #[test]
    fn after_a_failure_the_service_is_asked_what_it_has() {
        let asks = |upload: &Upload| {
            assert_eq!(upload.step(), UploadStep::Ask);
            assert_eq!(upload.question().method(), Method::GET);
            assert!(upload.question().extensions().get::<WithoutToken>().is_some());
        };
        let mut upload = upload(10 * UNIT);
        upload.interrupted();
        asks(&upload);
        upload.received(answer(200, r#"{"nextExpectedRanges": ["42-"]}"#)).unwrap();
        assert_eq!(wants(&upload).start, 42);
        upload.received(answer(416, "{}")).unwrap();
        asks(&upload);
        // A session that wants nothing more is done.
        upload.received(answer(200, r#"{"nextExpectedRanges": []}"#)).unwrap();
        assert!(matches!(upload.step(), UploadStep::Done));
        asks(&Upload::resume(URL, 1).unwrap());
    }

    #[test]
    fn an_upload_that_does_not_get_on_ends() {
        let mut upload = upload(10 * UNIT);
        let stuck = (0..10).find_map(|_| upload.received(answer(202, r#"{"nextExpectedRanges": ["0-"]}"#)).err());
        assert!(stuck.unwrap().to_string().contains("byte 0 again and again"));
        let gone = r#"{"error": {"code": "itemNotFound"}}"#;
        let error = self::upload(1).received(answer(404, gone)).unwrap_err();
        assert!(error.as_graph().unwrap().has_code("itemNotFound"));
        let mut asking = Upload::resume(URL, 1).unwrap();
        assert!(asking.received(answer(416, "")).is_err());
    }

    #[test]
    fn pieces_are_multiples_of_320_kib() {
        let piece = |bytes: u64| wants(&Upload::new(URL, u64::MAX).unwrap().piece_size(bytes)).end;
        assert_eq!(wants(&Upload::new(URL, u64::MAX).unwrap()).end, 3_932_160);
        assert_eq!([0, 1, UNIT, UNIT + 1].map(piece), [UNIT; 4]);
        assert_eq!(piece(1_000_000), 3 * UNIT);
        assert_eq!(piece(u64::MAX), 60 << 20);
    }

    #[test]
    fn what_can_not_be_uploaded_is_refused() {
        for url in ["", "/up", "http://storage.example/up", "https://me@storage.example/", "ftp://storage.example/"] {
            let error = Upload::new(url, 1).unwrap_err();
            assert!(matches!(error, RequestError::Url { .. }), "{url}");
            assert!(!error.to_string().contains("storage"), "{error}");
        }
        assert!(matches!(Upload::new(URL, 0), Err(RequestError::EmptyUpload)));
        assert!(!format!("{:?}", upload(1)).contains("secret"));
    }
}
