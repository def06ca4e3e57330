//! Failed requests: everything in the response is available, and messages have one line.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a panic fails the test")]

use std::time::{Duration, SystemTime};

use graph_models::{Error, GraphError, Property, RetryAfter};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use proptest::prelude::*;
use serde_json::json;

fn error(status: u16, headers: &[(&'static str, &str)], body: impl AsRef<[u8]>) -> GraphError {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
    }
    GraphError::new(StatusCode::from_u16(status).unwrap(), &map, body.as_ref())
}

#[test]
fn the_whole_body_is_there() {
    let body = json!({"error": {
        "code": "badRequest",
        "message": "Two things are wrong.",
        "target": "restorePoint",
        "details": [
            {"code": "missing", "message": "No tags.", "target": "tags", "hint": "add one"},
            {"code": "wrong", "message": "A bad date.", "target": "protectionDateTime"},
        ],
        "innerError": {
            "code": "invalidInput",
            "message": "Look at the details.",
            "date": "2026-03-08T01:02:03",
            "request-id": "11111111-0000-4000-8000-000000000000",
            "client-request-id": "22222222-0000-4000-8000-000000000000",
            "innerError": {"code": "tooFew", "limit": 1, "innererror": {"code": "zero"}},
        },
        "localizedMessage": {"lang": "nl"},
    }});
    let error = error(400, &[], body.to_string());
    assert_eq!(error.status, StatusCode::BAD_REQUEST);
    assert_eq!((error.code(), error.target()), (Some("badRequest"), Some("restorePoint")));
    assert_eq!(error.message(), Some("Two things are wrong."));
    let details: Vec<_> = error.details().iter().map(|it| (it.code.as_deref(), it.target.as_deref())).collect();
    assert_eq!(
        details,
        [
            (Property::Value("missing"), Property::Value("tags")),
            (Property::Value("wrong"), Property::Value("protectionDateTime")),
        ]
    );
    assert_eq!(error.details()[0].additional.get("hint"), Some(&json!("add one")));
    assert_eq!(error.codes().collect::<Vec<_>>(), ["badRequest", "invalidInput", "tooFew", "zero"]);
    let inner: Vec<_> = error.body.inner_errors().collect();
    assert_eq!(inner[0].message, "Look at the details.");
    assert_eq!(inner[1].additional.get("limit"), Some(&json!(1)));
    assert_eq!(error.body.additional.get("localizedMessage"), Some(&json!({"lang": "nl"})));
    // Without headers, the values in the body count.
    assert_eq!(error.request_id.as_deref(), Some("11111111-0000-4000-8000-000000000000"));
    assert_eq!(error.client_request_id.as_deref(), Some("22222222-0000-4000-8000-000000000000"));
    assert_eq!(error.date.as_deref(), Some("2026-03-08T01:02:03"));
    assert_eq!((error.text.as_deref(), &error.retry_after), (None, &None));
    assert_eq!(
        error.to_string(),
        "400 Bad Request: badRequest: Two things are wrong. (request-id 11111111-0000-4000-8000-000000000000)"
    );
}

#[test]
fn headers_come_before_the_body() {
    let body = r#"{"error": {"code": "x", "innerError": {"request-id": "r", "client-request-id": "c", "date": "d"}}}"#;
    let headers = [
        ("request-id", "R"),
        ("client-request-id", "C"),
        ("date", "Sun, 08 Mar 2026 01:02:03 GMT"),
        ("retry-after", "7"),
    ];
    let error = error(503, &headers, body);
    assert_eq!((error.request_id.as_deref(), error.client_request_id.as_deref()), (Some("R"), Some("C")));
    assert_eq!(error.date.as_deref(), Some("Sun, 08 Mar 2026 01:02:03 GMT"));
    assert_eq!(error.retry_delay(), Some(Duration::from_secs(7)));
}

#[test]
fn retry_after_in_all_its_forms() {
    let seconds = |text: &str| RetryAfter::parse(text);
    assert_eq!(seconds("0"), RetryAfter::Delay(Duration::ZERO));
    assert_eq!(seconds(" 120 "), RetryAfter::Delay(Duration::from_secs(120)));
    assert_eq!(seconds("1.25"), RetryAfter::Delay(Duration::from_millis(1250)));

    // A date is relative to the date of the response.
    let date = ("date", "Sun, 08 Mar 2026 01:02:03 GMT");
    for at in ["Sun, 08 Mar 2026 01:03:03 GMT", "Sunday, 08-Mar-26 01:03:03 GMT", "Sun Mar  8 01:03:03 2026"] {
        let error = error(429, &[date, ("retry-after", at)], "");
        assert_eq!(error.retry_after, Some(RetryAfter::At(at.to_owned())));
        assert_eq!(error.retry_delay(), Some(Duration::from_secs(60)), "{at}");
        assert_eq!(RetryAfter::parse(at).delay_from(SystemTime::UNIX_EPOCH), Some(Duration::from_secs(1_772_931_783)));
    }
    let past = error(429, &[date, ("retry-after", "Sun, 08 Mar 2026 01:02:00 GMT")], "");
    assert_eq!(past.retry_delay(), Some(Duration::ZERO));
    // Never earlier than requested, however long that is.
    assert_eq!(seconds("1e9"), RetryAfter::Delay(Duration::from_secs(1_000_000_000)));
    let digits = "9".repeat(1_000);
    for long in ["18446744073709551616", "99999999999999999999", "1e400", &digits] {
        let error = error(429, &[date, ("retry-after", long)], "");
        assert!(error.retry_delay().unwrap() >= Duration::from_secs(u64::MAX), "{long}");
    }
    for odd in ["soon", "-5", "inf", "NaN", "", "Sun, 99 Mar 2026 01:02:00 GMT"] {
        let error = error(429, &[date, ("retry-after", odd)], "");
        assert_eq!((error.retry_after.clone(), error.retry_delay()), (Some(RetryAfter::At(odd.to_owned())), None));
    }
    assert_eq!(error(429, &[], "").retry_delay(), None);
}

#[test]
fn other_error_bodies_are_kept_as_text() {
    let html = "<html>\r\n <body>\t<h1>502 Bad Gateway</h1>\n</body></html>";
    let token = r#"{"error": "invalid_client", "error_description": "AADSTS7000215: a secret is wrong"}"#;
    let cases = [
        (
            html,
            r#"502 Bad Gateway: not an error of Microsoft Graph, but "<html> <body> <h1>502 Bad Gateway</h1> </body></html>""#,
        ),
        (token, "502 Bad Gateway: not an error of Microsoft Graph, but \"{\\\"error\\\": \\\"invalid_client\\\", "),
        ("{\"error\": {\"code\": \"x\"", "502 Bad Gateway: not an error of Microsoft Graph, but "),
        ("null", "502 Bad Gateway: not an error of Microsoft Graph, but \"null\""),
        ("{\"error\": null}", "502 Bad Gateway: not an error of Microsoft Graph, but "),
        ("[{\"error\": {\"code\": \"x\"}}]", "502 Bad Gateway: not an error of Microsoft Graph, but "),
        (" ", "502 Bad Gateway: not an error of Microsoft Graph, but \"\""),
    ];
    for (body, expected) in cases {
        let error = error(502, &[("content-type", "text/html")], body);
        assert_eq!((error.text.as_deref(), error.code(), error.message()), (Some(body), None, None));
        assert!(error.to_string().starts_with(expected), "{error}");
    }
    let empty = error(504, &[("request-id", "r")], "");
    assert_eq!((empty.text.as_deref(), empty.to_string()), (None, "504 Gateway Timeout (request-id r)".to_owned()));
    // Invalid UTF-8 is kept as readable as possible.
    assert_eq!(error(500, &[], b"caf\xe9").text.as_deref(), Some("caf\u{fffd}"));
    // Megabytes are not logged.
    let long = error(500, &[], "x ".repeat(1_000_000));
    assert!(long.to_string().len() < 300 && long.text.unwrap().len() == 2_000_000);
}

#[test]
fn control_characters_are_escaped() {
    let body = json!({"error": {
        "code": "\u{1b}[31mred\u{7}",
        "message": "line1\nFAKE LOG LINE\r\u{202e}\u{2066}",
        "innerError": {"request-id": "r\n\u{2028}"},
    }});
    let error = error(400, &[], body.to_string());
    let told = r"400 Bad Request: \u{1b}[31mred\u{7}: line1\nFAKE LOG LINE\r\u{202e}\u{2066} (request-id r\n\u{2028})";
    assert_eq!(error.to_string(), told);
    for shown in [format!("{error:?}"), format!("{:?}", Error::from(error))] {
        assert!(!shown.contains(['\u{1b}', '\u{7}', '\n', '\r', '\u{202e}', '\u{2066}', '\u{2028}']), "{shown:?}");
    }
}

#[test]
fn both_statuses_for_too_much_are_throttling() {
    for status in [429, 509] {
        assert!(error(status, &[], "").is_throttled(), "{status}");
    }
    assert!(!error(503, &[], "").is_throttled());
}

#[test]
fn an_unchanged_result_has_its_own_error() {
    use graph_models::runtime::Method;
    use graph_models::{Path, Request};

    let request: Request<serde_json::Value> = Request::new(Method::GET, &Path::new("https://x").literal("a"), &[]);
    let answer = http::Response::builder().status(304).header("etag", "W/\"7\"").body(Vec::new()).unwrap();
    let error = request.decode(&answer).unwrap_err();
    assert!(error.is_not_modified() && error.as_graph().is_none());
    assert_eq!(error.as_not_modified().unwrap().etag.as_deref(), Some("W/\"7\""));
    let other = http::Response::builder().status(412).body(Vec::new()).unwrap();
    assert!(!request.decode(&other).unwrap_err().is_not_modified());
}

/// A member that does not have its documented kind does not affect others.
#[test]
fn odd_members_cost_nothing_else() {
    let body = json!({"error": {
        "code": 5, "message": "M", "target": ["t"], "details": {"code": "d"},
        "innerError": {"code": "inner", "date": 3, "request-id": "r", "innerError": "none"},
    }});
    let error = error(400, &[], body.to_string());
    assert_eq!((error.message(), error.request_id.as_deref()), (Some("M"), Some("r")));
    assert_eq!(error.codes().collect::<Vec<_>>(), ["inner"]);
    assert_eq!(error.body.additional.get("code"), Some(&json!(5)));
    assert_eq!((error.details().len(), error.text.as_deref()), (0, None));
}

#[test]
fn errors_travel() {
    fn travels<T: std::error::Error + Send + Sync + 'static>(_: &T) {}
    let error = Error::from(error(404, &[], r#"{"error": {"code": "itemNotFound"}}"#));
    travels(&error);
    assert!(error.as_graph().is_some_and(|it| it.has_code("ITEMNOTFOUND")));
}

proptest! {
    /// Missing bodies and headers never cause a failure, and the body is never lost.
    #[test]
    fn any_answer_is_an_error(status in 300_u16..600, body in any::<Vec<u8>>(), retry in "[ -~]{0,20}", depth in 0_usize..300) {
        let flat = error(status, &[("retry-after", &retry)], &body);
        prop_assert_eq!(flat.text.is_some(), !body.is_empty() && flat.code().is_none() && flat.body == Default::default());
        prop_assert_eq!(flat.retry_after.is_some(), true);
        prop_assert!(!flat.to_string().contains('\n'));
        let nested = format!("{}{{}}{}", r#"{"error":{"code":"a","innerError":"#.to_owned() + &r#"{"code":"b","innerError":"#.repeat(depth), "}".repeat(depth + 2));
        let nested = error(status, &[], nested);
        prop_assert!(nested.text.is_some() || nested.codes().count() == depth + 1);
    }
}
