//! The declared length of request bodies: services reject requests without it.

use graph_models::{Path, Request};
use http::Method;

use crate::both::{impatient, with_both};
use crate::server::{Answer, Seen, Server, answer};

/// Like the front end of Microsoft Graph: `411 Length Required` if there could be a body and its length is missing.
fn strict(_: usize, seen: &Seen) -> Answer {
    let could = ["POST ", "PUT ", "PATCH "].iter().any(|verb| seen.line.starts_with(verb));
    match seen.headers.iter().filter(|(name, _)| name == "content-length").count() {
        0 if could => answer(411, &[], ""),
        0 | 1 => answer(204, &[], ""),
        _ => answer(400, &[], "more than one length"),
    }
}

fn request(method: Method, server: &Server) -> Request<()> {
    Request::new(method, &Path::new(server.url()).literal("v1.0").literal("me").literal("send"), &[])
}

#[test]
fn an_empty_body_has_a_declared_length() {
    let server = Server::start(strict);
    with_both(&impatient(), None, |client| {
        for method in [Method::POST, Method::PUT, Method::PATCH] {
            for empty in [
                request(method.clone(), &server),
                request(method.clone(), &server).without_body(),
                // An empty file.
                request(method.clone(), &server).bytes("text/plain", []),
            ] {
                client.send(&empty).unwrap_or_else(|error| panic!("{client}, {method}: {error}"));
                let seen = server.seen().pop().unwrap();
                assert_eq!(seen.header("content-length"), Some("0"), "{client}, {seen:?}");
                assert_eq!(seen.header("transfer-encoding"), None, "{client}, {seen:?}");
            }
        }
    });
}

#[test]
fn a_body_has_one_declared_length() {
    let server = Server::start(strict);
    with_both(&impatient(), None, |client| {
        for method in [Method::POST, Method::PUT, Method::PATCH] {
            client.send(&request(method, &server).bytes("text/plain", "12345")).unwrap();
            let seen = server.seen().pop().unwrap();
            assert_eq!((seen.header("content-length"), seen.body.as_slice()), (Some("5"), b"12345".as_slice()));
        }
    });
}

#[test]
fn methods_without_a_body_declare_no_length() {
    let server = Server::start(strict);
    with_both(&impatient(), None, |client| {
        for method in [Method::GET, Method::DELETE, Method::HEAD] {
            client.send(&request(method.clone(), &server)).unwrap();
            let seen = server.seen().pop().unwrap();
            assert_eq!(seen.header("content-length"), None, "{client}, {method}");
            assert_eq!(seen.header("transfer-encoding"), None, "{client}, {method}");
        }
    });
}
