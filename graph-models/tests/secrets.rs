//! Neither `Debug` nor `Display` of a request, a link, an error or an upload show a body, the value of a query, or a
//! secret address.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a panic fails the test")]

#[path = "support/script.rs"]
mod script;
mod support;

use std::fmt::{Debug, Display};

use graph_models::runtime::Method;
use graph_models::runtime::paging::Cursor;
use graph_models::*;
use http::{HeaderMap, StatusCode};
use script::{Blocking, Clock, empty, json};
use serde_json::json as value;
use support::Node;

const SECRET: &str = "S3CRET";
const ROOT: &str = "https://graph.microsoft.com/v1.0";

fn hides(what: &str, shown: &impl Debug) {
    for shown in [format!("{shown:?}"), format!("{shown:#?}")] {
        assert!(!shown.contains(SECRET), "{what}: {shown}");
    }
}

fn hides_and_tells(what: &str, error: &(impl Debug + Display)) {
    hides(what, error);
    assert!(!error.to_string().contains(SECRET), "{what}: {error}");
}

fn link(host: &str) -> String {
    format!("https://{host}/{SECRET}?tempauth={SECRET}&{SECRET}")
}

fn own() -> String {
    format!("{ROOT}/users?$skiptoken={SECRET}&{SECRET}")
}

fn users() -> Request<Page<Node>> {
    Request::new(Method::GET, &Path::new(ROOT).literal("users"), &[])
}

#[test]
fn a_request_shows_only_its_target() {
    let request = users().json(&value!({"passwordProfile": {"password": SECRET}}));
    let request = request.query("$filter", SECRET).skip_token(SECRET).header("cookie", SECRET);
    let request = request.header("authorization", &format!("Bearer {SECRET}"));
    hides("request", &request);
    assert!(
        format!("{request:?}").contains("https://graph.microsoft.com/v1.0/users?$filter=…&$skiptoken=…"),
        "{request:?}"
    );
    hides("a link with the token", &request.follow::<()>(&own()).unwrap());
    let elsewhere = request.follow_without_token::<()>(&link("storage.example")).unwrap();
    hides("a link without the token", &elsewhere);
    assert!(format!("{elsewhere:?}").contains("https://storage.example:443"), "{elsewhere:?}");
    hides("wait", &users().returning::<Node>().wait_until(|node| &node.id, ["x"]));
    let odd: Request<()> = Request::new(Method::GET, &Path::new(format!("https://me:{SECRET}@x y/")).literal("a"), &[]);
    hides("a root that is none", &odd);
    hides_and_tells("a root that is none", &odd.query("a", SECRET).to_http().unwrap_err());
}

#[test]
fn a_link_that_is_not_followed_is_not_shown() {
    for foreign in [
        link("evil.example"),
        format!("//evil.example/{SECRET}"),
        format!("http://{SECRET}@x/"),
        format!("ftp://{SECRET}"),
    ] {
        let error = users().follow::<()>(&foreign).unwrap_err();
        assert!(matches!(error, RequestError::ForeignLink { .. }));
        hides_and_tells("foreign link", &error);
        hides_and_tells("foreign link", &Error::from(error));
    }
    let error = users().follow::<()>(&link("evil.example")).unwrap_err();
    let told = "a link to https://evil.example:443 leads away from https://graph.microsoft.com:443";
    assert_eq!(error.to_string(), told);
    let page = json(200, value!({"value": [], "@odata.nextLink": own()}));
    let client = Blocking::new(|_: &_| Ok(page.clone()));
    let error = users().pages(&client).find_map(Result::err).unwrap();
    assert!(matches!(error, Error::Request(RequestError::LinkLoop { .. })));
    hides_and_tells("loop", &error);
}

#[test]
fn a_collection_that_is_read_shows_the_hosts_of_its_links() {
    let page = json(200, value!({"value": [], "@odata.nextLink": own(), "@odata.deltaLink": own()}));
    hides("page", &users().decode(&page).unwrap());
    let delta = users().returning::<DeltaPage<Node>>();
    hides("delta page", &delta.decode(&page).unwrap());
    let mut cursor = Cursor::new(users());
    cursor.accept(&page).unwrap();
    hides("cursor", &cursor);
    let foreign = json(200, value!({"value": [], "@odata.nextLink": link("evil.example")}));
    let mut cursor = Cursor::new(users());
    cursor.accept(&foreign).unwrap();
    hides("cursor with a foreign link", &cursor);
    hides_and_tells("foreign link of a cursor", &cursor.request().unwrap_err());
    let client = Blocking::new(|_: &_| Ok(page.clone()));
    let mut pages = users().pages(&client);
    pages.next();
    hides("cursor of pages", pages.cursor());
}

#[test]
fn an_error_of_the_service_shows_what_it_is_for() {
    let mut headers = HeaderMap::new();
    headers.insert("location", link("storage.example").parse().unwrap());
    let error = GraphError::new(StatusCode::GONE, &headers, br#"{"error": {"code": "resyncRequired"}}"#);
    hides_and_tells("location", &error);
    assert!(format!("{error:?}").contains("https://storage.example:443"));
    hides_and_tells("error", &Error::from(error));
    // For any other body, its start.
    let body = format!("<html>{}{SECRET}", "x".repeat(200));
    hides_and_tells("body", &GraphError::new(StatusCode::BAD_GATEWAY, &HeaderMap::new(), body.as_bytes()));
    let same = empty(304, &[("content-location", &link("x")), ("set-cookie", SECRET)]);
    hides_and_tells("not modified", &users().decode(&same).unwrap_err());
}

#[test]
fn an_operation_shows_the_host_of_its_address() {
    let create: Request<Accepted> = Request::new(Method::POST, &Path::new(ROOT).literal("copy"), &[]);
    let accepted = create.decode(&empty(202, &[("location", &link("contoso.example"))])).unwrap();
    hides("accepted", &accepted);
    assert!(format!("{accepted:?}").contains("https://contoso.example:443"));
    hides("started", &Started::<Node>::Accepted(accepted.clone()));
    hides_and_tells("foreign address", &accepted.monitor(&create).unwrap_err());
    let monitor = accepted.monitor_without_token(&create).unwrap();
    hides("monitor", &monitor);
    let located = create.clone().returning::<Located>().decode(&empty(200, &[("location", &link("x"))])).unwrap();
    hides("located", &located);

    for end in [
        empty(303, &[("location", &link("contoso.example"))]),
        json(200, value!({"status": "completed", "resourceLocation": link("contoso.example"), "x": SECRET})),
    ] {
        let client = Blocking::new(|_: &_| Ok(end.clone()));
        hides("finished", &monitor.run_with(&client, &Clock::new()).unwrap());
    }
    let failed = json(200, value!({"status": "failed", "resourceLocation": link("contoso.example")}));
    let client = Blocking::new(|_: &_| Ok(failed.clone()));
    hides_and_tells("failed", &monitor.run_with(&client, &Clock::new()).unwrap_err());
}

#[test]
fn unreadable_items_are_not_shown() {
    let link = link("storage.example");
    let minimal = empty(204, &[("location", &link), ("set-cookie", SECRET)]);
    let error = Request::<Page<Node>>::new(Method::POST, &Path::new(ROOT).literal("users"), &[]);
    hides_and_tells("a write without a body", &error.decode(&minimal).unwrap_err());

    let page = users().decode(&json(200, value!({"value": [SECRET, {"id": "1"}]}))).unwrap();
    hides("a page", &page);
    let item = page.unreadable.into_iter().next().unwrap();
    assert_eq!(
        item.to_string(),
        "an item of the page cannot be read: /value/0: expected an object (microsoft.graph.node)"
    );
    hides_and_tells("an item", &item);
    hides_and_tells("an item", &Error::from(item));

    let mut batch = Batch::new();
    batch.add(&users()).unwrap();
    let elsewhere = users().follow_without_token::<Node>(&link).unwrap();
    hides_and_tells("a part for another service", &batch.add(&elsewhere).unwrap_err());
}

#[test]
fn descriptions_of_values_are_on_one_line() {
    let name = "tags\u{1b}[31m\n";
    let answer = json(200, value!({"value": [{"id": {"x": 1}, name: 1}]}));
    let decoded = users().decode_with_report(&answer).unwrap();
    for deviation in &decoded.deviations {
        assert!(!deviation.to_string().contains(['\u{1b}', '\n']), "{deviation}");
    }
    assert!(!decoded.deviations.is_empty());
}

#[test]
fn a_batch_shows_no_bodies() {
    let mut batch = Batch::new();
    let request = users().returning::<Node>().json(&value!({"password": SECRET})).query("a", SECRET);
    let handle = batch.add(&request).unwrap();
    hides("batch", &batch);
    hides("handle", &handle);
    let mut other: Request<()> =
        Request::new(Method::GET, &Path::new(format!("https://x/{}", "v1.0")).literal("a"), &[]);
    other = other.query("a", SECRET);
    hides_and_tells("other root", &batch.add(&other).unwrap_err());
    let mut run = batch.start();
    hides("run", &run);
    run.request().unwrap().unwrap();
    hides("run that is sent", &run);
    let body = value!({"responses": [
        {"id": "1", "status": 200, "headers": {"Location": link("x")}, "body": {"id": SECRET}},
    ]});
    run.accept(&json(200, body)).unwrap();
    hides("run that is answered", &run);
    hides("answers", &run.into_answers());
}

#[cfg(feature = "client")]
mod client {
    use std::time::Duration;

    use graph_models::client::{Exchange, Moment, Settings, Step, Token, Upload, UploadStep};

    use super::*;

    #[test]
    fn an_upload_shows_how_far_it_is() {
        let url = link("storage.example");
        let mut upload = Upload::new(&url, 6).unwrap();
        hides("upload", &upload);
        for request in [upload.question(), upload.piece(&(0..6), SECRET.into()), upload.cancel()] {
            hides("request of an upload", &request);
            assert!(format!("{request:?}").contains("https://storage.example:443"), "{request:?}");
            assert_eq!(request.into_http().uri().to_string(), url);
        }
        upload.received(empty(201, &[("location", &link("outlook.example"))])).unwrap();
        hides("upload that is done", &upload);
        hides("uploaded", upload.uploaded().unwrap());
        hides("step", &UploadStep::Done);
        for wrong in [
            format!("http://{SECRET}.example/"),
            format!("https://{SECRET}@x/"),
            SECRET.to_owned(),
            format!("{SECRET} x"),
        ] {
            hides_and_tells("wrong URL of an upload", &Upload::new(&wrong, 1).unwrap_err());
        }
    }

    #[test]
    fn an_exchange_shows_the_host() {
        let now = Moment::now();
        let settings = Settings::default().token_host("https://storage.example");
        hides("settings", &settings);
        let request = http::Request::put(link("storage.example")).header("cookie", SECRET).body(SECRET.into()).unwrap();
        let mut exchange = Exchange::new(settings, request, now).unwrap();
        hides("exchange", &exchange);
        hides("step", &exchange.step(now));
        exchange.token(Ok(Some(Token::new(SECRET))));
        hides("exchange with a token", &exchange);
        hides("step", &exchange.step(now));
        let mut answer = empty(200, &[("location", &link("storage.example"))]);
        answer.body_mut().extend_from_slice(SECRET.as_bytes());
        exchange.received(Ok(answer), now);
        hides("exchange that is answered", &exchange);
        hides("step", &exchange.step(now));
        hides("step", &Step::Wait(Duration::ZERO));
        let odd = http::Request::get(format!("https://x:99999/{SECRET}")).body(Vec::new()).unwrap();
        hides_and_tells("odd URL", &Exchange::new(Settings::default(), odd, now).unwrap_err());
        for wrong in [format!("https://me:{SECRET}@x/"), format!("ftp://x/?{SECRET}")] {
            let request = http::Request::get(ROOT).body(Vec::new()).unwrap();
            hides_and_tells(
                "wrong host of tokens",
                &Exchange::new(Settings::default().token_host(&wrong), request, now).unwrap_err(),
            );
        }
    }

    #[cfg(feature = "ureq")]
    #[test]
    fn an_error_of_the_transport_shows_the_host() {
        use graph_models::client::{BlockingClient, RetryPolicy};

        let client = BlockingClient::builder().retry(RetryPolicy::never()).token(Token::new(SECRET)).build().unwrap();
        hides("client", &client);
        for url in [link("127.0.0.1:9"), format!("http://127.0.0.1:9/{SECRET}?a={SECRET}"), format!("/{SECRET}")] {
            let request = http::Request::get(url).body(SECRET.into()).unwrap();
            hides_and_tells("transport", &Transport::send(&client, request).unwrap_err());
        }
        let strict = BlockingClient::agent_builder().https_only(true).build().into();
        let client = BlockingClient::builder().retry(RetryPolicy::never()).agent(strict).build().unwrap();
        let request = http::Request::get(format!("http://x.example/{SECRET}")).body(Vec::new()).unwrap();
        hides_and_tells("an agent that wants https", &Transport::send(&client, request).unwrap_err());
    }
}
