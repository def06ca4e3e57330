//! Uploading a file with an upload session: in pieces, without a token, and resumed after failures.

use std::io::Cursor;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_models::client::{AsyncClient, Seekable, Upload, Uploaded};
use graph_models::{Error, TransportErrorKind};
use serde_json::{Value as Json, json};

use crate::both::{Client, impatient, runtime, with_both};
use crate::server::{self, Answer, Server, answer};

const UNIT: usize = 320 << 10;

fn file() -> Vec<u8> {
    (0..2 * UNIT + 1234).map(|at| (at / 7) as u8).collect()
}

fn send(client: &Client, upload: &mut Upload) -> Result<Json, Error> {
    send_file(client, upload, file())?.decode()
}

fn send_file(client: &Client, upload: &mut Upload, file: Vec<u8>) -> Result<Uploaded, Error> {
    match client {
        Client::Blocking(client) => upload.send(client, &mut Cursor::new(file)),
        Client::Async(client, runtime) => runtime.block_on(upload.send_async(client, &mut Seekable(Cursor::new(file)))),
    }
}

/// A session that stores pieces in order, and asks for missing ones. `faults` returns wrong responses for some
/// requests.
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
            match keep(&mut kept, seen) {
                None => return server::json(416, &json!({"error": {"code": "invalidRange"}})),
                Some(true) => return server::json(201, &json!({"id": "item", "size": kept.len()})),
                Some(false) => {}
            }
        }
        if seen.line.starts_with("DELETE") {
            return answer(204, &[], "");
        }
        server::json(202, &json!({"nextExpectedRanges": [format!("{}-", kept.len())]}))
    });
    (server, kept)
}

/// Stores a piece if it is the next one; returns whether it is the last.
fn keep(kept: &mut Vec<u8>, seen: &server::Seen) -> Option<bool> {
    let (range, whole) = seen.header("content-range").unwrap()["bytes ".len()..].split_once('/').unwrap();
    let (start, end) = range.split_once('-').unwrap();
    let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
    assert_eq!(seen.body.len(), end - start + 1);
    if start != kept.len() {
        return None;
    }
    kept.extend_from_slice(&seen.body);
    Some(kept.len() == whole.parse::<usize>().unwrap())
}

fn upload(server: &Server) -> Upload {
    Upload::new(&format!("{}/up/secret", server.url()), file().len() as u64).unwrap().piece_size(UNIT as u64)
}

#[test]
fn a_file_arrives_whole_and_without_a_token() {
    // Even if the host of the session otherwise gets tokens.
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
fn a_session_with_temporary_failures_gets_the_whole_file() {
    let (storage, kept) = session(|number, seen| match number {
        0 => Some(answer(503, &[("Retry-After", "0")], "")),
        1 => Some(Answer::Reset(Vec::new())),
        // Its state differs from where the client stopped.
        4 if seen.line.starts_with("PUT") => Some(server::json(416, &json!({}))),
        _ => None,
    });
    let client = &crate::both::clients(&impatient(), None)[1];
    send(client, &mut upload(&storage)).unwrap();
    assert_eq!(*kept.lock().unwrap(), file());
    assert!(storage.seen().iter().any(|seen| seen.line == "GET /up/secret"));
}

#[test]
fn a_failed_upload_continues() {
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
fn a_deleted_session_is_an_error_and_can_be_cancelled() {
    with_both(&impatient(), None, |client| {
        let gone = Server::start(|_, seen| match seen.line.as_str() {
            "DELETE /up/secret" => answer(204, &[], ""),
            _ => server::json(404, &json!({"error": {"code": "itemNotFound"}})),
        });
        let mut upload = upload(&gone);
        let error = send(client, &mut upload).unwrap_err();
        assert!(error.as_graph().unwrap().has_code("itemNotFound"), "{error}");
        assert_eq!(client.send_http(upload.cancel().into_http()).unwrap().status(), 204);
    });
}

#[test]
fn a_dropped_upload_continues() {
    let (storage, kept) = session(|number, _| (number == 1).then(|| Answer::Hang(Vec::new())));
    let client = AsyncClient::builder().settings(impatient()).build().unwrap();
    let mut upload = upload(&storage);
    runtime().block_on(async {
        let source = &mut file();
        assert!(upload.send_piece_async(&client, source).await.unwrap().is_none());
        let hanging = upload.send_piece_async(&client, source);
        tokio::time::timeout(Duration::from_millis(100), hanging).await.unwrap_err();
        assert_eq!(upload.sent(), UNIT as u64);
        upload.send_async(&client, source).await.unwrap();
    });
    assert_eq!(*kept.lock().unwrap(), file());
    // The state of the interrupted piece is queried first.
    assert_eq!(storage.seen()[2].line, "GET /up/secret");
}

/// How a service responds: its state, as the response to a piece or a query, and the end.
struct Manner {
    name: &'static str,
    piece: fn(usize) -> Answer,
    question: fn(usize) -> Answer,
    end: fn() -> Answer,
}

const LOCATION: &str = "https://outlook.example/attachments/7";
const EXPIRES: &str = "2027-01-01T00:00:00Z";

/// As documented for files and for mail, and as observed for other services.
const MANNERS: [Manner; 7] = [
    Manner {
        name: "files",
        piece: |has| server::json(202, &json!({"nextExpectedRanges": [format!("{has}-")]})),
        question: |has| server::json(200, &json!({"nextExpectedRanges": [format!("{has}-")]})),
        end: || server::json(201, &json!({"id": "7"})),
    },
    Manner {
        name: "a file that is replaced",
        piece: |has| {
            server::json(202, &json!({"expirationDateTime": EXPIRES, "nextExpectedRanges": [format!("{has}-")]}))
        },
        question: |has| server::json(200, &json!({"nextExpectedRanges": [format!("{has}-")]})),
        end: || server::json(200, &json!({"id": "7"})),
    },
    Manner {
        name: "mail",
        piece: |has| {
            server::json(200, &json!({"ExpirationDateTime": EXPIRES, "NextExpectedRanges": [has.to_string()]}))
        },
        question: |has| server::json(200, &json!({"NextExpectedRanges": [has.to_string()]})),
        end: || answer(201, &[("Location", LOCATION)], ""),
    },
    Manner {
        name: "null for ranges",
        piece: |_| server::json(200, &json!({"expirationDateTime": EXPIRES, "nextExpectedRanges": null})),
        question: |_| server::json(200, &json!({"expirationDateTime": EXPIRES, "nextExpectedRanges": null})),
        end: || server::json(201, &json!({"id": "7"})),
    },
    Manner {
        name: "no ranges",
        piece: |_| answer(202, &[], ""),
        question: |has| server::json(200, &json!({"nextExpectedRanges": [format!("{has}-")]})),
        end: || answer(201, &[], ""),
    },
    Manner {
        name: "the HTML of a proxy after each piece",
        piece: |_| answer(200, &[("Content-Type", "text/html")], "<html>Sign in</html>"),
        question: |has| server::json(200, &json!({"nextExpectedRanges": [format!("{has}-")]})),
        end: || server::json(201, &json!({"id": "7"})),
    },
    Manner {
        name: "ranges as text",
        piece: |has| server::json(202, &json!({"nextExpectedRanges": format!("{has}-")})),
        question: |has| server::json(200, &json!({"nextExpectedRanges": [format!("{has}-")]})),
        end: || server::json(200, &json!({"id": "7"})),
    },
];

#[test]
fn the_uploaded_file_is_complete_for_any_style_of_response() {
    for Manner { name, piece, question, end } in MANNERS {
        let kept: Arc<Mutex<Vec<u8>>> = Arc::default();
        let storage = kept.clone();
        let server = Server::start(move |_, seen| {
            let mut kept = storage.lock().unwrap();
            match seen.line.starts_with("PUT").then(|| keep(&mut kept, seen)) {
                None => question(kept.len()),
                Some(None) => server::json(416, &json!({"error": {"code": "invalidRange"}})),
                Some(Some(true)) => end(),
                Some(Some(false)) => piece(kept.len()),
            }
        });
        with_both(&impatient(), None, |client| {
            for length in [1, UNIT - 1, UNIT, UNIT + 1, 2 * UNIT, 3 * UNIT, 3 * UNIT + 1] {
                kept.lock().unwrap().clear();
                let file: Vec<u8> = (0..length).map(|at| (at / 7 % 251) as u8).collect();
                let mut upload = Upload::new(&format!("{}/up/secret", server.url()), length as u64).unwrap();
                upload = upload.piece_size(UNIT as u64);
                let uploaded = send_file(client, &mut upload, file.clone())
                    .unwrap_or_else(|error| panic!("{name}, {client}, {length} bytes: {error}"));
                assert!(*kept.lock().unwrap() == file, "{name}, {client}, {length} bytes: not what was sent");
                assert_eq!(upload.sent(), length as u64, "{name}");
                let Answer::Full(status, headers, body) = end() else { unreachable!() };
                assert_eq!((uploaded.status().as_u16(), uploaded.response().body()), (status, &body), "{name}");
                assert_eq!(uploaded.location(), headers.iter().find(|it| it.0 == "Location").map(|it| it.1.as_str()));
                // The result is returned again, and nothing is sent again.
                let before = server.seen().len();
                send_file(client, &mut upload, file).unwrap();
                assert_eq!(server.seen().len(), before);
            }
        });
    }
}

#[test]
fn an_end_without_a_body_is_a_success_with_an_address() {
    let server = Server::start(|_, _| answer(201, &[("Location", LOCATION)], ""));
    with_both(&impatient(), None, |client| {
        let mut upload = Upload::new(&format!("{}/up/secret", server.url()), 1).unwrap();
        let uploaded = send_file(client, &mut upload, vec![7]).unwrap();
        assert_eq!(uploaded.location(), Some(LOCATION));
        assert_eq!(uploaded.decode::<Option<Json>>().unwrap(), None);
        uploaded.decode::<()>().unwrap();
    });
    assert_eq!(server.seen().len(), 2);
}

#[test]
fn a_proxy_response_loses_no_byte() {
    // It loses a piece, or only the response to it: the first, the second, the last.
    for swallows in [true, false] {
        for at in 0..3 {
            with_both(&impatient(), None, |client| {
                let kept: Arc<Mutex<Vec<u8>>> = Arc::default();
                let storage = kept.clone();
                let server = Server::start(move |number, seen| {
                    let mut kept = storage.lock().unwrap();
                    let put = seen.line.starts_with("PUT");
                    if put && number == at && swallows {
                        return answer(200, &[("Content-Type", "text/html")], "<html>Sign in</html>");
                    }
                    let last = put && keep(&mut kept, seen).unwrap();
                    match (number == at, last || kept.len() == file().len()) {
                        (true, _) => answer(200, &[("Content-Type", "text/html")], "<html>Sign in</html>"),
                        (false, true) => server::json(200, &json!({"id": "7"})),
                        (false, false) => {
                            server::json(202, &json!({"nextExpectedRanges": [format!("{}-", kept.len())]}))
                        }
                    }
                });
                assert_eq!(send(client, &mut upload(&server)).unwrap()["id"], "7", "{client}, {swallows}, {at}");
                assert!(*kept.lock().unwrap() == file(), "{client}, {swallows}, {at}");
            });
        }
    }
}

#[test]
fn a_session_that_never_reports_its_state_is_not_a_success() {
    for (status, body) in
        [(200, "<html>Sign in</html>"), (200, ""), (200, "{}"), (200, r#"{"nextExpectedRanges": []}"#)]
    {
        let server = Server::start(move |_, _| answer(status, &[], body));
        with_both(&impatient(), None, |client| {
            let mut upload = upload(&server);
            let before = server.seen().len();
            let error = send(client, &mut upload).unwrap_err();
            assert!(matches!(error, Error::Decode(_)), "{body}: {error}");
            assert!(upload.uploaded().is_none() && upload.sent() == 0, "{body}");
            assert!(server.seen().len() - before <= 8, "{body}");
        });
    }
}

#[test]
fn an_expired_session_is_not_a_success() {
    with_both(&impatient(), None, |client| {
        let (server, _) =
            session(|number, _| (number > 0).then(|| server::json(404, &json!({"error": {"code": "itemNotFound"}}))));
        let mut upload = upload(&server);
        for _ in 0..2 {
            assert!(send(client, &mut upload).unwrap_err().as_graph().unwrap().has_code("itemNotFound"));
        }
        assert_eq!(upload.sent(), UNIT as u64);
        assert_eq!(server.seen()[2].line, "GET /up/secret", "it might be there again");
    });
}

#[test]
fn an_upload_of_another_process_is_resumed() {
    for has in [0, 1, UNIT, 2 * UNIT + 1233] {
        with_both(&impatient(), None, |client| {
            let (server, kept) = session(|_, _| None);
            kept.lock().unwrap().extend_from_slice(&file()[..has]);
            let url = format!("{}/up/secret", server.url());
            let mut upload = Upload::resume(&url, file().len() as u64).unwrap().piece_size(UNIT as u64);
            send(client, &mut upload).unwrap();
            assert!(*kept.lock().unwrap() == file());
            assert_eq!(server.seen()[0].line, "GET /up/secret");

            // As for a new one: the service rejects it, and is queried.
            kept.lock().unwrap().truncate(has);
            let mut upload = Upload::new(&url, file().len() as u64).unwrap().piece_size(UNIT as u64);
            send(client, &mut upload).unwrap();
            assert!(*kept.lock().unwrap() == file());
        });
    }
}
