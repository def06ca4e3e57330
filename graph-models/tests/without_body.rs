//! Writes that succeed without a body, whatever is documented, and the other parts of their responses.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic fails the test")]

#[path = "support/script.rs"]
mod script;
mod support;

use graph_models::runtime::Method;
use graph_models::runtime::paging::Cursor;
use graph_models::*;
use http::Response as Answer;
use script::{Async, Blocking, empty, json, run};
use serde_json::{Value as Json, json as value};
use support::*;

const ROOT: &str = "https://graph.microsoft.com/v1.0";
const WRITES: [Method; 4] = [Method::POST, Method::PATCH, Method::PUT, Method::DELETE];
const CREATED: [(&str, &str); 2] = [("location", "https://graph.microsoft.com/v1.0/nodes/7"), ("etag", "W/\"1\"")];

fn request<T>(method: Method) -> Request<T> {
    Request::new(method, &Path::new(ROOT).literal("nodes"), &[])
}

/// The value of a write, in each of the three ways, for any method and status; all of them agree.
fn nothing<T: Response + PartialEq + std::fmt::Debug>() -> T {
    let mut all = Vec::new();
    for method in WRITES {
        let request = request::<T>(method);
        for status in [201, 202, 204] {
            for body in ["", "\r\n"] {
                let mut answer = empty(status, &CREATED);
                *answer.body_mut() = body.into();
                all.push(request.decode(&answer).unwrap());
                all.push(request.decode_strict(&answer).unwrap());
                let reported = request.decode_with_report(&answer).unwrap();
                assert!(reported.is_exact() && reported.envelope.is_none());
                all.push(reported.value);
            }
        }
    }
    assert!(all.windows(2).all(|pair| pair.first() == pair.last()), "{all:?}");
    all.pop().unwrap()
}

#[test]
fn a_write_without_a_body_returns_an_object_without_properties() {
    assert_eq!(nothing::<Node>(), Node::default());
    assert_eq!(serde_json::to_value(nothing::<Node>()).unwrap(), value!({}));
}

#[test]
fn a_write_without_a_body_returns_the_base_of_derived_types() {
    let shape = nothing::<AnyShape>();
    assert!(matches!(&shape, AnyShape::Shape(shape) if **shape == Shape::default()));
}

#[test]
fn a_write_without_a_body_returns_none_null_or_nothing() {
    assert_eq!(nothing::<Option<Node>>(), None);
    assert_eq!(nothing::<Option<Page<Node>>>(), None);
    assert_eq!(nothing::<Json>(), Json::Null);
    assert!(nothing::<Value<i32>>().value.is_absent());
    assert!(nothing::<Value<Status>>().value.is_absent());
    assert_eq!(serde_json::to_value(nothing::<Value<i32>>()).unwrap(), value!({}));
    nothing::<()>();
}

#[test]
fn a_write_without_a_body_has_no_bytes_and_no_text() {
    for method in WRITES {
        assert_eq!(request::<Bytes>(method.clone()).decode(&empty(204, &[])).unwrap().as_ref(), b"");
        assert_eq!(request::<Text>(method).decode(&empty(204, &[])).unwrap().as_str(), "");
    }
}

/// The error of each way of decoding.
fn refused<T: Response + std::fmt::Debug>(answer: &Answer<Vec<u8>>) -> [Error; 3] {
    let request = request::<T>(Method::POST);
    [
        request.decode(answer).unwrap_err(),
        request.decode_strict(answer).unwrap_err(),
        request.decode_with_report(answer).unwrap_err(),
    ]
}

#[test]
fn types_that_cannot_represent_a_missing_body_report_a_successful_write() {
    let answer = empty(201, &CREATED);
    let errors = [refused::<Page<Node>>(&answer), refused::<DeltaPage<Node>>(&answer)];
    for error in errors.into_iter().flatten() {
        let text = error.to_string();
        assert!(text.starts_with("the request succeeded with status 201, without a body"), "{text}");
        let Error::NoBody(error) = error else { panic!("{error:?}") };
        assert_eq!((error.status.as_u16(), &error.headers), (201, answer.headers()));
    }
}

#[test]
fn a_status_that_requires_a_body_is_not_an_empty_object() {
    for error in refused::<Node>(&empty(200, &CREATED)) {
        let Error::NoBody(error) = error else { panic!("{error:?}") };
        assert_eq!(error.headers["location"], CREATED[0].1);
    }
    assert!(matches!(request::<Json>(Method::POST).decode(&empty(200, &[])), Err(Error::NoBody(_))));
    let minimal = empty(200, &[("preference-applied", "return=minimal")]);
    assert_eq!(request::<Node>(Method::PATCH).decode(&minimal).unwrap(), Node::default());
}

#[test]
fn headers_are_read_without_a_body_too() {
    let accepted = empty(202, &[("location", "https://graph.microsoft.com/v1.0/operations/1")]);
    let post = request::<Started<Node>>(Method::POST);
    assert!(matches!(post.decode(&accepted).unwrap(), Started::Accepted(_)));
    assert_eq!(post.decode(&empty(201, &[])).unwrap(), Started::Done(Node::default()));
    // A missing address is still the reported problem.
    let error = request::<Located>(Method::POST).decode(&empty(201, &[])).unwrap_err();
    assert!(error.to_string().contains("the header `Location` is missing"), "{error}");
}

#[test]
fn a_read_without_a_body_stays_an_error() {
    for method in [Method::GET, Method::HEAD] {
        let error = request::<Node>(method.clone()).decode(&empty(200, &CREATED)).unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
        assert!(request::<Json>(method.clone()).decode(&empty(200, &[])).is_err());
        assert!(request::<Page<Node>>(method).decode(&empty(200, &[])).is_err());
    }
}

#[test]
fn a_write_with_half_a_body_stays_an_error() {
    for body in ["{\"id\": ", "{", "nothing", "[]"] {
        let mut answer = empty(201, &[]);
        *answer.body_mut() = body.into();
        let error = request::<Node>(Method::POST).decode(&answer).unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
    }
}

#[test]
fn a_failure_without_a_body_stays_a_failure() {
    for status in [302, 404, 500] {
        let error = request::<Node>(Method::PATCH).decode(&empty(status, &[])).unwrap_err();
        assert_eq!(error.as_graph().unwrap().status.as_u16(), status);
    }
}

#[test]
fn a_part_of_a_batch_may_succeed_without_a_body() {
    let mut batch = Batch::new();
    let written = batch.add(&request::<Node>(Method::POST).json(&value!({"id": "a"}))).unwrap();
    let listed = batch.add(&request::<Page<Node>>(Method::POST)).unwrap();
    let read = batch.add(&request::<Node>(Method::GET)).unwrap();
    let mut answers = Vec::new();
    for id in ["1", "2", "3"] {
        answers.push(
            value!({"id": id, "status": 204, "headers": {"Location": "https://graph.microsoft.com/v1.0/nodes/7"}}),
        );
    }
    let client = Blocking::new(|_| Ok(json(200, value!({"responses": answers}))));
    let answers = batch.send(&client).unwrap();
    assert_eq!(answers.get(written).unwrap(), Node::default());
    let Err(Error::NoBody(error)) = answers.get(listed) else { panic!("no page came") };
    assert_eq!((error.status.as_u16(), error.headers.len()), (204, 1));
    assert!(matches!(answers.get(read), Err(Error::Decode(_))));
}

#[test]
fn a_write_that_returns_pages_has_no_empty_page() {
    let mut cursor = Cursor::new(request::<Page<Node>>(Method::POST));
    assert!(matches!(cursor.accept(&empty(200, &[])), Err(Error::NoBody(_))));
    assert!(cursor.request().unwrap().is_some());
}

#[test]
fn status_and_headers_come_with_the_value() {
    let post = request::<Node>(Method::POST);
    let mut answer = json(201, value!({"id": "7"}));
    answer.headers_mut().insert("odata-entityid", "nodes('7')".parse().unwrap());
    *answer.version_mut() = http::Version::HTTP_2;
    let decoded = post.decode_response(&answer).unwrap();
    assert_eq!((decoded.status().as_u16(), decoded.version()), (201, http::Version::HTTP_2));
    assert_eq!(decoded.headers(), answer.headers());
    assert_eq!(decoded.body().id, "7");

    let minimal = post.decode_response(&empty(204, &CREATED)).unwrap();
    assert_eq!(minimal.status().as_u16(), 204);
    assert_eq!(minimal.headers().get("location").unwrap(), "https://graph.microsoft.com/v1.0/nodes/7");
    assert_eq!(minimal.into_body(), Node::default());
    assert!(post.decode_response(&empty(409, &[])).is_err());
}

#[test]
fn both_kinds_of_transport_bring_status_and_headers() {
    let post = request::<Option<Node>>(Method::POST);
    let blocking = post.send_response(&Blocking::new(|_| Ok(empty(204, &CREATED)))).unwrap();
    let asynchronous = run(post.send_response_async(&Async::new(|_| Ok(empty(204, &CREATED))))).unwrap();
    for answer in [blocking, asynchronous] {
        assert_eq!((answer.status().as_u16(), &answer.headers()["etag"]), (204, &"W/\"1\"".parse().unwrap()));
        assert_eq!(answer.into_body(), None);
    }
}
