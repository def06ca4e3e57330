//! Responses of writes: status and headers, missing bodies, and truncated bodies.

use graph_models::models::RestorePoint;
use graph_models::{Path, Request, TransportErrorKind};
use http::Method;
use serde_json::json;

use crate::both::{Client, impatient, transport_error, with_both};
use crate::server::{self, Answer, Server, answer};

fn post(server: &Server) -> Request<RestorePoint> {
    Request::new(Method::POST, &Path::new(server.url()).literal("v1.0").literal("points"), &[])
        .json(&json!({"id": "7"}))
}

fn send(client: &Client, request: &Request<RestorePoint>) -> http::Response<RestorePoint> {
    match client {
        Client::Async(client, runtime) => runtime.block_on(client.send_response(request)),
        Client::Blocking(client) => client.send_response(request),
    }
    .unwrap()
}

#[test]
fn a_write_brings_its_status_and_headers() {
    let minimal = Server::start(|_, _| answer(204, &[("OData-EntityId", "points('7')"), ("ETag", "W/\"1\"")], ""));
    let whole = Server::start(|_, _| server::json(201, &json!({"id": "7"})));
    with_both(&impatient(), None, |client| {
        let response = send(client, &post(&minimal).prefer("return=minimal"));
        assert_eq!(response.status(), 204);
        assert_eq!(
            (&response.headers()["odata-entityid"], &response.headers()["etag"]),
            (&"points('7')".parse().unwrap(), &"W/\"1\"".parse().unwrap(),)
        );
        assert_eq!(response.into_body(), RestorePoint::default());

        let response = send(client, &post(&whole));
        assert_eq!((response.status().as_u16(), response.into_body().id), (201, "7".into()));
    });
}

#[test]
fn a_write_with_a_truncated_response_is_not_a_success() {
    with_both(&impatient(), None, |client| {
        for head in ["Content-Length: 100", "Transfer-Encoding: chunked"] {
            let head = format!("HTTP/1.1 201 Created\r\n{head}\r\n\r\n");
            let server = Server::start(move |_, _| Answer::Raw(head.clone().into_bytes()));
            let error = transport_error(client.send(&post(&server)));
            assert_eq!(error.kind(), TransportErrorKind::Interrupted, "{error:?}");
            assert_eq!(server.seen().len(), 1);
        }
    });
}
