//! Network and service failures have the results in the documentation of the clients.

use std::net::TcpListener;
use std::time::Duration;

use graph_models::client::{RetryPolicy, Settings};
use graph_models::{Error, Path, Request, TransportErrorKind};
use http::Method;
use serde_json::{Value as Json, json};

use crate::both::{clients, impatient, transport_error, with_both};
use crate::server::{self, Answer, Server, answer};

fn request(method: Method, base: &str) -> Request<Json> {
    Request::new(method, &Path::new(base.to_owned()).literal("v1.0").literal("me"), &[])
}

fn get(server: &Server) -> Request<Json> {
    request(Method::GET, &server.url())
}

fn post(server: &Server) -> Request<Json> {
    request(Method::POST, &server.url()).json(&json!({"name": "x"}))
}

/// A server that always sends a complete response.
fn fine() -> Answer {
    server::json(200, &json!({"id": "1"}))
}

fn error(code: &str) -> Json {
    json!({"error": {"code": code, "message": "Told to."}})
}

#[test]
fn nobody_listens() {
    // A port that was free a moment ago.
    let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    with_both(&impatient(), None, |client| {
        for method in [Method::GET, Method::POST] {
            let error = transport_error(client.send(&request(method, &format!("http://127.0.0.1:{port}"))));
            assert_eq!(error.kind(), TransportErrorKind::Connect, "{error:?}");
            assert_eq!(error.to_string(), format!("cannot connect to http://127.0.0.1:{port}"));
            assert!(std::error::Error::source(&error).is_some());
        }
    });
}

#[test]
fn an_unknown_host_is_a_connection_error_for_any_method() {
    with_both(&impatient().retry(RetryPolicy::never()), None, |client| {
        for method in [Method::GET, Method::POST, Method::PATCH] {
            let error = transport_error(client.send(&request(method.clone(), "http://nobody.invalid")));
            assert_eq!(error.kind(), TransportErrorKind::Connect, "{client}, {method}: {error:?}");
            assert_eq!(error.to_string(), "cannot connect to http://nobody.invalid:80");
        }
    });
}

#[test]
fn an_invalid_port_is_rejected_before_anything_is_sent() {
    with_both(&impatient(), Some("secret"), |client| {
        for base in ["https://graph.microsoft.com:99999", "http://127.0.0.1:65536"] {
            let error = transport_error(client.send(&request(Method::GET, base)));
            assert_eq!(error.kind(), TransportErrorKind::Other);
            assert!(error.to_string().contains("port"), "{error}");
        }
    });
}

#[test]
fn an_unchanged_result_is_not_modified() {
    let server = Server::start(|_, seen| match seen.header("if-none-match") {
        Some("\"7\"") => answer(304, &[("ETag", "\"7\""), ("Cache-Control", "max-age=9")], ""),
        _ => fine(),
    });
    with_both(&impatient(), None, |client| {
        assert_eq!(client.send(&get(&server).if_none_match("\"6\"")).unwrap()["id"], "1");
        let error = client.send(&get(&server).if_none_match("\"7\"")).unwrap_err();
        assert!(error.is_not_modified(), "{error:?}");
        let same = error.as_not_modified().unwrap();
        assert_eq!(
            (same.etag.as_deref(), &same.headers["cache-control"]),
            (Some("\"7\""), &"max-age=9".parse().unwrap())
        );
        assert_eq!(error.to_string(), "304 Not Modified: it has not changed since (etag \"7\")");
    });
}

#[test]
fn tls_works_and_a_server_without_it_is_an_error() {
    let server = Server::start(|_, _| answer(400, &[], "no TLS here"));
    with_both(&impatient(), Some("secret"), |client| {
        let url = server.url().replace("http://", "https://");
        let error = transport_error(client.send(&request(Method::GET, &url)));
        assert!(!matches!(error.kind(), TransportErrorKind::Other | TransportErrorKind::Token), "{error:?}");
    });
}

#[test]
fn a_broken_connection_repeats_only_repeatable_requests() {
    const CUT: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"id\": ";
    let ways: [fn() -> Answer; 6] = [
        || Answer::Reset(CUT.to_vec()),
        || Answer::Raw(CUT.to_vec()),
        || Answer::Reset(Vec::new()),
        || Answer::Raw(Vec::new()),
        || Answer::Raw(b"HTTP/1.1 200 OK\r\nContent-".to_vec()),
        || Answer::Raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"".to_vec()),
    ];
    for broken in ways {
        with_both(&impatient(), None, |client| {
            let once = Server::start(move |number, _| if number == 0 { broken() } else { fine() });
            assert_eq!(client.send(&get(&once)).unwrap()["id"], "1");
            assert_eq!(once.seen().len(), 2);

            let always = Server::start(move |_, _| broken());
            let error = transport_error(client.send(&get(&always)));
            assert_eq!(error.kind(), TransportErrorKind::Interrupted, "{error:?}");
            assert_eq!(always.seen().len(), 4);

            // Whether it was carried out is unknown.
            let created = Server::start(move |number, _| if number == 0 { broken() } else { fine() });
            let error = transport_error(client.send(&post(&created)));
            assert_eq!(error.kind(), TransportErrorKind::Interrupted, "{error:?}");
            assert_eq!(created.seen().len(), 1);
        });
    }
}

#[test]
fn no_client_waits_longer_than_configured() {
    let settings = impatient().timeout(Duration::from_millis(200));
    for start in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\""] {
        with_both(&settings, None, |client| {
            let slow = Server::start(move |_, _| Answer::Hang(start.as_bytes().to_vec()));
            let error = transport_error(client.send(&get(&slow)));
            assert_eq!(error.kind(), TransportErrorKind::Timeout, "{error:?}");
            assert_eq!(slow.seen().len(), 1);
        });
    }
    // The deadline of all attempts also ends a single attempt.
    let deadline = RetryPolicy { deadline: Duration::from_millis(200), ..RetryPolicy::default() };
    with_both(&Settings::default().retry(deadline), None, |client| {
        // The response comes long after that, and well within the timeout of an attempt.
        let slow = Server::start(|_, _| {
            std::thread::sleep(Duration::from_secs(3));
            fine()
        });
        let error = transport_error(client.send(&get(&slow)));
        assert_eq!(error.kind(), TransportErrorKind::Timeout, "{error:?}");
    });
}

#[test]
fn a_throttling_service_is_called_again_after_the_requested_wait() {
    for (status, wait) in [(429, "0"), (429, "0.01"), (503, "0"), (509, "0"), (503, "Sun, 06 Nov 1994 08:49:37 GMT")] {
        with_both(&impatient(), None, |client| {
            let busy = Server::start(move |number, _| match number {
                0..3 => answer(status, &[("Retry-After", wait)], error("tooManyRequests").to_string()),
                _ => fine(),
            });
            assert_eq!(client.send(&post(&busy)).unwrap()["id"], "1");
            let seen = busy.seen();
            assert_eq!(seen.len(), 4);
            assert!(seen.iter().all(|it| it.body == seen[0].body && !it.body.is_empty()));
            let id = |number: usize| seen[number].header("client-request-id").unwrap();
            assert!(seen.iter().enumerate().all(|(number, _)| id(number) == id(0)));
        });
    }
}

#[test]
fn a_service_that_stays_busy_has_the_last_word() {
    with_both(&impatient(), None, |client| {
        let busy = Server::start(|_, _| answer(429, &[("Retry-After", "0")], error("tooManyRequests").to_string()));
        let refused = client.send(&post(&busy)).unwrap_err();
        let refused = refused.as_graph().unwrap();
        assert!(refused.is_throttled() && refused.has_code("tooManyRequests"));
        assert_eq!(busy.seen().len(), 4);

        // No client waits an hour: the caller gets the response.
        let away =
            Server::start(|_, _| answer(503, &[("Retry-After", "3600")], error("serviceNotAvailable").to_string()));
        let refused = client.send(&get(&away)).unwrap_err();
        assert_eq!(refused.as_graph().unwrap().retry_delay(), Some(Duration::from_secs(3600)));
        assert_eq!(away.seen().len(), 1);

        // Nor an unlimited time.
        let never = Server::start(|_, _| answer(429, &[("Retry-After", "18446744073709551616")], ""));
        let refused = client.send(&get(&never)).unwrap_err();
        assert!(refused.as_graph().unwrap().retry_delay().unwrap() > Duration::from_secs(1 << 40));
        assert_eq!(never.seen().len(), 1);
    });
}

#[test]
fn a_gateway_timeout_repeats_only_harmless_requests() {
    with_both(&impatient(), None, |client| {
        let gateway = || Server::start(|number, _| if number == 0 { answer(504, &[], "") } else { fine() });
        let read = gateway();
        assert_eq!(client.send(&get(&read)).unwrap()["id"], "1");
        let written = gateway();
        assert_eq!(client.send(&post(&written)).unwrap_err().as_graph().unwrap().status, 504);
        assert_eq!(written.seen().len(), 1);
    });
}

#[test]
fn an_unexpected_body_is_an_error() {
    with_both(&impatient(), None, |client| {
        let told = |status: u16, kind: &'static str, body: &'static str| {
            let server = Server::start(move |_, _| answer(status, &[("Content-Type", kind)], body));
            (client.send(&get(&server)), server.seen().len())
        };
        let html = "<html><body>Sign in to the proxy</body></html>";
        for (body, kind) in
            [("{\"id\": \"1\", \"na", "application/json"), (html, "text/html"), ("", "application/json")]
        {
            match told(200, kind, body) {
                (Err(Error::Decode(error)), 1) => assert!(body.is_empty() || error.line() == 1, "{error}"),
                other => panic!("{other:?}"),
            }
        }
        // The `Content-Type` does not matter, only the content.
        assert_eq!(told(200, "text/plain", "{\"id\": \"1\"}").0.unwrap()["id"], "1");
        let (refused, sent) = told(502, "text/html", html);
        let refused = refused.unwrap_err();
        let refused = refused.as_graph().unwrap();
        assert_eq!((refused.status.as_u16(), refused.text.as_deref(), sent), (502, Some(html), 1));
    });
}

#[test]
fn more_than_allowed_is_not_read() {
    let settings = impatient().max_response(1000);
    let body = |length: usize| format!("\"{}\"", "x".repeat(length - 2));
    let chunked = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n{}\r\n0\r\n\r\n", body(1001));
    with_both(&settings, None, |client| {
        let exact = Server::start(move |_, _| answer(200, &[], body(1000)));
        assert_eq!(client.send(&get(&exact)).unwrap().as_str().map(str::len), Some(998));
        let announced = Server::start(move |_, _| answer(200, &[], body(1001)));
        let chunked = chunked.clone();
        let unannounced = Server::start(move |_, _| Answer::Raw(chunked.clone().into_bytes()));
        for server in [announced, unannounced] {
            let error = transport_error(client.send(&get(&server)));
            assert_eq!(error.kind(), TransportErrorKind::TooLarge, "{error:?}");
            assert_eq!(server.seen().len(), 1);
        }
    });
}

#[test]
fn invalid_http_is_an_error() {
    for bytes in ["garbage\r\n\r\n", "HTTP/1.1 999999 X\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"] {
        for client in clients(&impatient().retry(RetryPolicy::never()), None) {
            let odd = Server::start(move |_, _| Answer::Raw(bytes.as_bytes().to_vec()));
            transport_error(client.send(&get(&odd)));
        }
    }
}
