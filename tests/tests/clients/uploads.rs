//! A file into an upload session: in pieces, without a token, and on from where it stopped.

use std::io::Cursor;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_models::client::{AsyncClient, Seekable, Upload};
use graph_models::{Error, TransportErrorKind};
use serde_json::{Value as Json, json};

use crate::both::{Client, impatient, runtime, with_both};
use crate::server::{self, Answer, Server, answer};

const UNIT: usize = 320 << 10;

fn file() -> Vec<u8> {
    (0..2 * UNIT + 1234).map(|at| (at / 7) as u8).collect()
}

fn send(client: &Client, upload: &mut Upload) -> Result<Json, Error> {
    match client {
        Client::Blocking(client) => upload.send(client, &mut Cursor::new(file())),
        Client::Async(client, runtime) => {
            runtime.block_on(upload.send_async(client, &mut Seekable(Cursor::new(file()))))
        }
    }
}

/// A session that keeps what comes in order, and asks for what is missing. `faults` answers some requests wrongly.
fn session(
    faults: impl Fn(usize, &server::Seen) -> Option<Answer> + Send + Sync + 'static,
) -> (Server, Arc<Mutex<Vec<u8>>>) {
    let kept: Arc<Mutex<Vec<u8>>> = Arc::default();
    let storage = kept.clone();
    let server = Server::start(move |number, seen| {
        if let Some(fault) = faults(number, seen) {
            return fault;
        }
        let mut kept = storage.lock().unwrap();
        if seen.line.starts_with("PUT") {
            let (range, whole) = seen.header("content-range").unwrap()["bytes ".len()..].split_once('/').unwrap();
            let (start, end) = range.split_once('-').unwrap();
            let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
            assert_eq!(seen.body.len(), end - start + 1);
            if start != kept.len() {
                return server::json(416, &json!({"error": {"code": "invalidRange"}}));
            }
            kept.extend_from_slice(&seen.body);
            if kept.len() == whole.parse::<usize>().unwrap() {
                return server::json(201, &json!({"id": "item", "size": kept.len()}));
            }
        }
        if seen.line.starts_with("DELETE") {
            return answer(204, &[], "");
        }
        server::json(202, &json!({"nextExpectedRanges": [format!("{}-", kept.len())]}))
    });
    (server, kept)
}

fn upload(server: &Server) -> Upload {
    Upload::new(&format!("{}/up/secret", server.url()), file().len() as u64).unwrap().piece_size(UNIT as u64)
}

#[test]
fn a_file_arrives_whole_and_without_a_token() {
    // Even if the session is at a host that gets tokens otherwise.
    let (storage, kept) = session(|_, _| None);
    with_both(&impatient().token_host(&storage.url()), Some("secret"), |client| {
        kept.lock().unwrap().clear();
        let item = send(client, &mut upload(&storage)).unwrap();
        assert_eq!(item["size"], file().len());
        assert_eq!(*kept.lock().unwrap(), file());
    });
    assert_eq!(storage.seen().len(), 6);
    assert!(storage.tokens().iter().all(Option::is_none));
    assert!(storage.seen().iter().all(|seen| seen.line == "PUT /up/secret"));
}

#[test]
fn a_session_that_stumbles_gets_the_whole_file_all_the_same() {
    let (storage, kept) = session(|number, seen| match number {
        0 => Some(answer(503, &[("Retry-After", "0")], "")),
        1 => Some(Answer::Reset(Vec::new())),
        // What it says it has is not where the client stopped.
        4 if seen.line.starts_with("PUT") => Some(server::json(416, &json!({}))),
        _ => None,
    });
    let client = &crate::both::clients(&impatient(), None)[1];
    send(client, &mut upload(&storage)).unwrap();
    assert_eq!(*kept.lock().unwrap(), file());
    assert!(storage.seen().iter().any(|seen| seen.line == "GET /up/secret"));
}

#[test]
fn an_upload_that_failed_goes_on() {
    with_both(&impatient(), None, |client| {
        // All attempts of the second piece fail; the service has a part of it.
        let (storage, kept) = session(|number, _| (1..5).contains(&number).then(|| Answer::Reset(Vec::new())));
        let mut upload = upload(&storage);
        match send(client, &mut upload) {
            Err(Error::Transport(error)) => {
                assert_eq!(error.kind(), TransportErrorKind::Interrupted);
                assert!(!format!("{error:?}").contains("/up/"), "the URL is a secret: {error:?}");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(upload.sent(), UNIT as u64);
        let part = &file()[UNIT..UNIT + 100];
        kept.lock().unwrap().extend_from_slice(part);
        send(client, &mut upload).unwrap();
        assert_eq!(*kept.lock().unwrap(), file());
        assert_eq!(upload.sent(), upload.length());
    });
}

#[test]
fn a_session_that_is_gone_says_so_and_can_be_given_up() {
    with_both(&impatient(), None, |client| {
        let gone = Server::start(|_, seen| match seen.line.as_str() {
            "DELETE /up/secret" => answer(204, &[], ""),
            _ => server::json(404, &json!({"error": {"code": "itemNotFound"}})),
        });
        let mut upload = upload(&gone);
        let error = send(client, &mut upload).unwrap_err();
        assert!(error.as_graph().unwrap().has_code("itemNotFound"), "{error}");
        assert_eq!(client.send_http(upload.cancel()).unwrap().status(), 204);
    });
}

#[test]
fn an_upload_that_was_dropped_on_its_way_goes_on() {
    let (storage, kept) = session(|number, _| (number == 1).then(|| Answer::Hang(Vec::new())));
    let client = AsyncClient::builder().settings(impatient()).build().unwrap();
    let mut upload = upload(&storage);
    runtime().block_on(async {
        let source = &mut file();
        assert_eq!(upload.send_piece_async::<Json>(&client, source).await.unwrap(), None);
        let hanging = upload.send_piece_async::<Json>(&client, source);
        tokio::time::timeout(Duration::from_millis(100), hanging).await.unwrap_err();
        assert_eq!(upload.sent(), UNIT as u64);
        upload.send_async::<()>(&client, source).await.unwrap();
    });
    assert_eq!(*kept.lock().unwrap(), file());
    // What became of the piece that was on its way is asked first.
    assert_eq!(storage.seen()[2].line, "GET /up/secret");
}
