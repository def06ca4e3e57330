//! Where tokens go, and where they do not.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use graph_models::client::{AsyncClient, BlockingClient, Token, TokenContext, TokenError, token_from};
use graph_models::{Bytes, Error, Page, Path, Request, RequestError, TransportErrorKind};
use http::Method;
use serde_json::{Value as Json, json};

use crate::both::{Client, impatient, runtime, transport_error, with_both};
use crate::pages;
use crate::server::{self, Server, answer};

fn get<T>(server: &Server) -> Request<T> {
    Request::new(Method::GET, &Path::new(server.url()).literal("v1.0").literal("me"), &[])
}

fn fine() -> server::Answer {
    server::json(200, &json!({"id": "1"}))
}

#[test]
fn a_token_goes_where_it_was_told_to_and_nowhere_else() {
    let (service, other) = (Server::start(|_, _| fine()), Server::start(|_, _| fine()));
    with_both(&impatient().token_host(&service.url()).user_agent("tests/1"), Some("secret"), |client| {
        client.send(&get::<Json>(&service)).unwrap();
        client.send(&get::<Json>(&other)).unwrap();
    });
    assert_eq!(service.tokens(), [Some("Bearer secret".to_owned()), Some("Bearer secret".to_owned())]);
    assert_eq!(other.tokens(), [None, None]);
    for seen in service.seen() {
        assert!(seen.header("user-agent").unwrap().starts_with("tests/1 graph-models/"), "{seen:?}");
    }
}

#[test]
fn a_download_follows_a_redirect_without_the_token() {
    let storage = Arc::new(Server::start(|_, _| answer(200, &[], "contents")));
    let (place, nowhere) = (storage.url(), "http://127.0.0.1:9/");
    let service = Server::start(move |_, seen| match seen.line.as_str() {
        "GET /v1.0/me" => answer(302, &[("Location", "/v1.0/moved")], ""),
        "GET /v1.0/moved" => answer(307, &[("Location", &format!("{place}/f?sig=1%2B2"))], ""),
        _ => answer(302, &[("Location", nowhere)], ""),
    });
    with_both(&impatient().token_host(&service.url()), Some("secret"), |client| {
        let request: Request<Bytes> = get(&service).header("prefer", "private").header("range", "bytes=0-7");
        assert_eq!(client.send(&request).unwrap().as_ref(), b"contents");
    });
    assert!(service.tokens().iter().all(Option::is_some));
    assert_eq!(service.seen().len(), 4);
    for seen in storage.seen() {
        assert_eq!(seen.line, "GET /f?sig=1%2B2");
        assert_eq!(seen.header("range"), Some("bytes=0-7"));
        for kept in ["authorization", "prefer", "client-request-id", "referer", "cookie"] {
            assert_eq!(seen.header(kept), None, "{kept}");
        }
    }
    assert_eq!(storage.seen().len(), 2);
}

#[test]
fn what_was_to_be_written_is_not_carried_elsewhere() {
    let other = Arc::new(Server::start(|_, _| fine()));
    let place = other.url();
    let service = Server::start(move |_, _| answer(307, &[("Location", &place)], ""));
    with_both(&impatient().token_host(&service.url()), Some("secret"), |client| {
        let path = Path::new(service.url()).literal("v1.0").literal("me");
        let request: Request<Json> = Request::new(Method::POST, &path, &[]).json(&json!({"secret": true}));
        assert_eq!(client.send(&request).unwrap_err().as_graph().unwrap().status, 307);
    });
    assert!(other.seen().is_empty());
}

#[test]
fn redirects_that_lead_nowhere_end() {
    for location in ["/v1.0/me", "ftp://127.0.0.1/", "http://", "http://me@127.0.0.1/"] {
        let service = Server::start(move |_, _| answer(302, &[("Location", location)], ""));
        with_both(&impatient(), None, |client| {
            let error = transport_error(client.send(&get::<Json>(&service)));
            assert_eq!(error.kind(), TransportErrorKind::Redirect, "{location}: {error:?}");
        });
    }
}

#[test]
fn a_page_that_leads_elsewhere_is_not_followed() {
    let other = Server::start(|_, _| fine());
    let link = format!("{}/v1.0/me?$skiptoken=2", other.url());
    let service = Server::start(move |_, _| server::json(200, &json!({"value": [1], "@odata.nextLink": link})));
    with_both(&impatient().token_host(&service.url()), Some("secret"), |client| {
        let request: Request<Page<Json>> = get(&service);
        let page = client.send(&request).unwrap();
        let next = page.next_request(&request).unwrap();
        assert!(matches!(next, Err(RequestError::ForeignLink { .. })), "{next:?}");
        let read = pages::items(client, request);
        assert!(matches!(&read[..], [Ok(_), Err(Error::Request(RequestError::ForeignLink { .. }))]), "{read:?}");
    });
    assert!(other.seen().is_empty());
}

/// Refuses every token but the newest, with a challenge.
fn choosy() -> Server {
    Server::start(|_, seen| match seen.header("authorization") {
        Some("Bearer 2") => fine(),
        _ => {
            let challenge = "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"eyJhIjoxfQ==\"";
            let body = json!({"error": {"code": "InvalidAuthenticationToken"}});
            answer(401, &[("WWW-Authenticate", challenge)], body.to_string())
        }
    })
}

#[test]
fn a_challenge_gets_another_token_once() {
    let contexts: Arc<Mutex<Vec<TokenContext>>> = Arc::default();
    let next = || {
        let (contexts, count) = (contexts.clone(), AtomicUsize::new(0));
        move |context: TokenContext| -> Result<String, TokenError> {
            contexts.lock().unwrap().push(context);
            Ok((count.fetch_add(1, Ordering::SeqCst) + 1).to_string())
        }
    };
    let service = choosy();
    let settings = impatient().token_host(&service.url());

    let client = BlockingClient::builder().settings(settings.clone()).token(token_from(next())).build().unwrap();
    assert_eq!(client.send(&get::<Json>(&service)).unwrap()["id"], "1");
    let function = next();
    let provider = token_from(move |context| std::future::ready(function(context)));
    let client = AsyncClient::builder().settings(settings.clone()).token(provider).build().unwrap();
    assert_eq!(runtime().block_on(client.send(&get::<Json>(&service))).unwrap()["id"], "1");
    let seen: Vec<(bool, Option<String>)> =
        contexts.lock().unwrap().iter().map(|it| (it.refused, it.claims.clone())).collect();
    let asked = [(false, None), (true, Some("{\"a\":1}".to_owned()))];
    assert_eq!(seen, [asked.clone(), asked].concat());

    // One that has no other token is asked once, and told.
    let service = choosy();
    with_both(&impatient().token_host(&service.url()), Some("1"), |client| {
        let error = client.send(&get::<Json>(&service)).unwrap_err();
        assert!(error.as_graph().unwrap().has_code("InvalidAuthenticationToken"));
    });
    assert_eq!(service.seen().len(), 2);
}

#[test]
fn without_a_token_nothing_is_sent() {
    let service = Server::start(|_, _| fine());
    let settings = impatient().token_host(&service.url());
    let refuse = |_: TokenContext| -> Result<String, TokenError> { Err("the authority is away".into()) };
    let blocking = BlockingClient::builder().settings(settings.clone()).token(token_from(refuse)).build().unwrap();
    let provider = token_from(move |context| std::future::ready(refuse(context)));
    let asynchronous = AsyncClient::builder().settings(settings).token(provider).build().unwrap();
    for outcome in
        [blocking.send(&get::<Json>(&service)), runtime().block_on(asynchronous.send(&get::<Json>(&service)))]
    {
        let error = transport_error(outcome);
        assert_eq!(error.kind(), TransportErrorKind::Token);
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the authority is away");
    }
    assert!(service.seen().is_empty());
    let shown = format!("{blocking:?} {asynchronous:?} {:?}", BlockingClient::builder().token(token_from(refuse)));
    assert!(!shown.contains("authority"), "{shown}");
}

#[test]
fn a_client_of_ones_own_keeps_to_the_rules() {
    let storage = Arc::new(Server::start(|_, _| answer(200, &[], "contents")));
    let place = storage.url();
    let service = Server::start(move |number, _| match number % 3 {
        0 => answer(503, &[("Retry-After", "0")], ""),
        1 => answer(302, &[("Location", &place)], ""),
        _ => answer(404, &[], json!({"error": {"code": "itemNotFound"}}).to_string()),
    });
    let settings = impatient().token_host(&service.url());
    // As it comes: with redirects of its own, and statuses as errors.
    let agent = ureq::Agent::new_with_defaults();
    let blocking = BlockingClient::builder().settings(settings.clone()).token(Token::new("secret")).agent(agent);
    let http = AsyncClient::http_builder().unwrap().no_proxy().build().unwrap();
    let asynchronous = AsyncClient::builder().settings(settings).token(Token::new("secret")).http_client(http);
    for client in [Client::Blocking(blocking.build().unwrap()), Client::Async(asynchronous.build().unwrap(), runtime())]
    {
        assert_eq!(client.send(&get::<Bytes>(&service)).unwrap().as_ref(), b"contents", "{client}");
        let error = client.send(&get::<Bytes>(&service)).unwrap_err();
        assert!(error.as_graph().is_some_and(|it| it.has_code("itemNotFound")), "{client}: {error:?}");
    }
    assert!(service.tokens().iter().all(Option::is_some));
    assert_eq!(storage.tokens(), [None, None]);
}
