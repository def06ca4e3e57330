//! Where tokens are sent, and where they are not.

use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_models::client::{
    AsyncClient, AsyncTokenProvider, BlockingClient, RetryPolicy, Settings, Token, TokenContext, TokenError,
    TokenProvider, token_from,
};
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
fn a_token_is_sent_only_to_configured_hosts() {
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
fn a_changed_folder_is_not_written_elsewhere() {
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
fn invalid_redirects_are_errors() {
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

/// Rejects every token but the newest, with a challenge.
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

    // A provider without another token is called once, and gets the context.
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
fn a_provider_that_panics_leaves_a_usable_client() {
    let service = Server::start(|_, _| fine());
    let first = AtomicUsize::new(0);
    let provider = token_from(move |_: TokenContext| -> Result<String, TokenError> {
        assert!(first.fetch_add(1, Ordering::SeqCst) > 0, "told to");
        Ok("token".to_owned())
    });
    let settings = impatient().token_host(&service.url());
    let client = BlockingClient::builder().settings(settings).token(provider).build().unwrap();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| client.send(&get::<Json>(&service))));
    assert_eq!(panicked.unwrap_err().downcast_ref::<&str>(), Some(&"told to"));
    assert_eq!(client.send(&get::<Json>(&service)).unwrap()["id"], "1");
}

#[test]
fn a_custom_http_client_follows_the_rules() {
    let storage = Arc::new(Server::start(|_, _| answer(200, &[], "contents")));
    let place = storage.url();
    let service = Server::start(move |number, _| match number % 3 {
        0 => answer(503, &[("Retry-After", "0")], ""),
        1 => answer(302, &[("Location", &place)], ""),
        _ => answer(404, &[], json!({"error": {"code": "itemNotFound"}}).to_string()),
    });
    let settings = impatient().token_host(&service.url());
    // A default client, which follows redirects and treats statuses as errors.
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

/// A separate process, because the proxy is set by its environment.
#[test]
fn a_token_for_this_machine_uses_no_proxy() {
    const SERVICE: &str = "GRAPH_TESTS_SERVICE";
    if let Ok(service) = std::env::var(SERVICE) {
        with_both(&impatient().token_host(&service), Some("secret"), |client| {
            let request: Request<Json> = Request::new(Method::GET, &Path::new(service.clone()).literal("me"), &[]);
            client.send(&request).unwrap();
            // Other hosts still use the proxy, with either way of requesting; this proxy supports neither well.
            let elsewhere = Path::new("http://elsewhere.invalid").literal("me");
            drop(client.send(&Request::<Json>::new(Method::GET, &elsewhere, &[])));
        });
        return;
    }
    let (service, proxy) = (Server::start(|_, _| fine()), Server::start(|_, _| fine()));
    let mut test = Command::new(std::env::current_exe().unwrap());
    test.args(["--exact", "tokens::a_token_for_this_machine_uses_no_proxy", "--nocapture"]);
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        test.env(name, proxy.url());
    }
    for name in ["NO_PROXY", "no_proxy", "REQUEST_METHOD"] {
        test.env_remove(name);
    }
    let output = test.env(SERVICE, service.url()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(service.tokens(), [Some("Bearer secret".to_owned()), Some("Bearer secret".to_owned())]);
    let passed = proxy.seen();
    assert!(passed.iter().all(|seen| seen.header("host").is_some_and(|host| host.starts_with("elsewhere.invalid"))));
    assert!(passed.len() >= 2 && proxy.tokens().iter().all(Option::is_none), "{passed:?}");
}

/// Never returns a token the first time.
fn slow_at_first() -> (Arc<AtomicUsize>, impl Fn() -> bool + Clone + Send + Sync + 'static) {
    let calls: Arc<AtomicUsize> = Arc::default();
    let counter = calls.clone();
    (calls, move || counter.fetch_add(1, Ordering::SeqCst) == 0)
}

#[test]
fn a_provider_that_hangs_times_out() {
    let short = Duration::from_millis(200);
    let deadline = RetryPolicy { deadline: short, ..RetryPolicy::never() };
    for settings in [Settings::default().timeout(short), Settings::default().retry(deadline)] {
        let service = Server::start(|_, _| fine());
        let settings = settings.token_host(&service.url());
        let (_, hangs) = slow_at_first();
        let provider = token_from(move |_: TokenContext| -> Result<String, TokenError> {
            while hangs() {
                std::thread::sleep(Duration::from_secs(600));
            }
            Ok("token".to_owned())
        });
        let blocking = BlockingClient::builder().settings(settings.clone()).token(provider).build().unwrap();
        let (_, hangs) = slow_at_first();
        let provider = token_from(move |_: TokenContext| {
            let hangs = hangs();
            async move {
                if hangs {
                    std::future::pending::<()>().await;
                }
                Ok::<_, TokenError>("token".to_owned())
            }
        });
        let asynchronous = AsyncClient::builder().settings(settings).token(provider).build().unwrap();
        for client in [Client::Blocking(blocking), Client::Async(asynchronous, runtime())] {
            let before = service.seen().len();
            let error = transport_error(client.send(&get::<Json>(&service)));
            assert_eq!(error.kind(), TransportErrorKind::Timeout, "{client}: {error:?}");
            assert_eq!(error.to_string(), "the token provider timed out");
            assert_eq!(service.seen().len(), before, "{client}: nothing was sent");
            // The next request starts a new call, although the first one has not returned.
            assert_eq!(client.send(&get::<Json>(&service)).unwrap()["id"], "1", "{client}");
        }
    }
}

/// Hangs forever the first time, and returns a token afterwards.
#[test]
fn a_later_request_calls_a_hanging_provider_again() {
    let service = Server::start(|_, _| fine());
    let settings = impatient().token_host(&service.url()).timeout(Duration::from_millis(300));
    let (_, hangs) = slow_at_first();
    let provider = token_from(move |_: TokenContext| -> Result<String, TokenError> {
        while hangs() {
            std::thread::sleep(Duration::from_secs(600));
        }
        Ok("token".to_owned())
    });
    let client = BlockingClient::builder().settings(settings.clone()).token(provider).build().unwrap();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| client.send(&get::<Json>(&service)));
        std::thread::sleep(Duration::from_millis(150));
        // This one still waits after the first one has given up.
        let second = scope.spawn(|| client.send(&get::<Json>(&service)));
        assert_eq!(transport_error(first.join().unwrap()).kind(), TransportErrorKind::Timeout);
        let third = client.send(&get::<Json>(&service));
        assert_eq!(transport_error(second.join().unwrap()).kind(), TransportErrorKind::Timeout);
        assert_eq!(third.unwrap()["id"], "1");
    });

    let (_, hangs) = slow_at_first();
    let provider = token_from(move |_: TokenContext| {
        let hangs = hangs();
        async move {
            if hangs {
                std::future::pending::<()>().await;
            }
            Ok::<_, TokenError>("token".to_owned())
        }
    });
    let client = AsyncClient::builder().settings(settings).token(provider).build().unwrap();
    runtime().block_on(async {
        let send = || {
            let (client, request) = (client.clone(), get::<Json>(&service));
            tokio::spawn(async move { client.send(&request).await })
        };
        let first = send();
        tokio::time::sleep(Duration::from_millis(150)).await;
        let second = send();
        assert_eq!(transport_error(first.await.unwrap()).kind(), TransportErrorKind::Timeout);
        let third = client.send(&get::<Json>(&service)).await;
        assert_eq!(transport_error(second.await.unwrap()).kind(), TransportErrorKind::Timeout);
        assert_eq!(third.unwrap()["id"], "1");
    });
}

/// As in a buffered stream: started futures are polled only while the next item is requested.
#[test]
fn a_request_that_is_not_polled_does_not_block_others() {
    let service = Server::start(|_, _| fine());
    let settings = impatient().token_host(&service.url()).timeout(Duration::from_secs(5));
    let calls: Arc<AtomicUsize> = Arc::default();
    let counter = calls.clone();
    let provider = token_from(move |_: TokenContext| {
        let number = counter.fetch_add(1, Ordering::SeqCst);
        async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            Ok::<_, TokenError>(number.to_string())
        }
    });
    let client = AsyncClient::builder().settings(settings).token(provider).build().unwrap();
    runtime().block_on(async {
        let (one, other) = (get::<Json>(&service), get::<Json>(&service));
        let mut waiting = Box::pin(client.send(&one));
        let poll = std::future::poll_fn(|context| std::task::Poll::Ready(waiting.as_mut().poll(context).is_pending()));
        assert!(poll.await, "it waits for its token");
        assert_eq!(client.send(&other).await.unwrap()["id"], "1");
        assert_eq!(waiting.await.unwrap()["id"], "1");
    });
    assert_eq!(calls.load(Ordering::SeqCst), 1, "they share a call");
}

std::thread_local! {
    /// The user of a thread. Its id is that of the identity.
    static USER: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Returns a different token for each user, slowly.
struct Users;

impl TokenProvider for Users {
    fn token(&self, context: TokenContext) -> Result<Option<Token>, TokenError> {
        std::thread::sleep(Duration::from_millis(300));
        Ok(Some(format!("of {}", context.identity).into()))
    }

    fn identity(&self) -> u64 {
        USER.get()
    }
}

impl AsyncTokenProvider for Users {
    async fn token(&self, context: TokenContext) -> Result<Option<Token>, TokenError> {
        tokio::time::sleep(Duration::from_millis(300)).await;
        Ok(Some(format!("of {}", context.identity).into()))
    }

    fn identity(&self) -> u64 {
        USER.get()
    }
}

#[test]
fn users_of_one_client_have_different_tokens() {
    let service = Server::start(|_, seen| server::json(200, &json!({"token": seen.header("authorization")})));
    let settings = impatient().token_host(&service.url());
    let blocking = BlockingClient::builder().settings(settings.clone()).token(Users).build().unwrap();
    let asynchronous = AsyncClient::builder().settings(settings).token(Users).build().unwrap();
    let sends: [&(dyn Fn() -> Json + Sync); 2] = [&|| blocking.send(&get::<Json>(&service)).unwrap(), &|| {
        runtime().block_on(asynchronous.send(&get::<Json>(&service))).unwrap()
    }];
    for send in sends {
        std::thread::scope(|scope| {
            for user in 1..=4 {
                scope.spawn(move || {
                    USER.set(user);
                    assert_eq!(send()["token"], format!("Bearer of {user}"));
                });
            }
        });
    }
}

const MANY: usize = 12;

/// Sends from many threads at once. The provider gets the number of started threads.
fn at_once(client: &BlockingClient, service: &Server, started: &AtomicUsize) -> Vec<Result<Json, Error>> {
    std::thread::scope(|scope| {
        let send = || {
            started.fetch_add(1, Ordering::SeqCst);
            client.send(&get::<Json>(service))
        };
        let threads: Vec<_> = (0..MANY).map(|_| scope.spawn(send)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn requests_that_wait_for_the_same_token_share_a_call_and_its_failure() {
    let service = Server::start(|_, _| fine());
    let settings = impatient().token_host(&service.url());
    let (calls, started): (Arc<AtomicUsize>, Arc<AtomicUsize>) = (Arc::default(), Arc::default());
    let provider = {
        let (calls, started) = (calls.clone(), started.clone());
        token_from(move |_: TokenContext| -> Result<String, TokenError> {
            let number = calls.fetch_add(1, Ordering::SeqCst);
            while started.load(Ordering::SeqCst) % MANY != 0 {
                std::thread::sleep(Duration::from_millis(1));
            }
            // Threads that have started still have to get here.
            std::thread::sleep(Duration::from_millis(500));
            if number == 0 { Err("the authority is away".into()) } else { Ok(number.to_string()) }
        })
    };
    let client = BlockingClient::builder().settings(settings.clone()).token(provider).build().unwrap();
    for outcome in at_once(&client, &service, &started) {
        let error = transport_error(outcome);
        assert_eq!(error.kind(), TransportErrorKind::Token);
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the authority is away");
    }
    assert_eq!((calls.load(Ordering::SeqCst), service.seen().len()), (1, 0));
    // Neither a failure nor a token is cached.
    assert!(at_once(&client.clone(), &service, &started).iter().all(Result::is_ok));
    assert_eq!(calls.load(Ordering::SeqCst), 2);
    assert_eq!(service.tokens(), vec![Some("Bearer 1".to_owned()); MANY]);

    let (calls, is_away): (Arc<AtomicUsize>, Arc<AtomicBool>) = (Arc::default(), Arc::default());
    let (counter, away) = (calls.clone(), is_away.clone());
    let provider = token_from(move |_: TokenContext| {
        let number = counter.fetch_add(1, Ordering::SeqCst);
        let away = away.load(Ordering::SeqCst);
        async move {
            tokio::time::sleep(Duration::from_millis(200)).await;
            if away { Err::<String, TokenError>("the authority is away".into()) } else { Ok(number.to_string()) }
        }
    });
    let client = AsyncClient::builder().settings(settings).token(provider).build().unwrap();
    runtime().block_on(async {
        for away in [true, false] {
            is_away.store(away, Ordering::SeqCst);
            let send = |_| {
                let (client, request) = (client.clone(), get::<Json>(&service));
                tokio::spawn(async move { client.send(&request).await })
            };
            // A request that is dropped does not affect the others.
            let given_up = send(0);
            tokio::task::yield_now().await;
            let tasks: Vec<_> = (0..MANY).map(send).collect();
            tokio::task::yield_now().await;
            given_up.abort();
            for task in tasks {
                assert_eq!(task.await.unwrap().is_err(), away);
            }
        }
    });
    // In each round, the dropped request had been driving the call.
    assert!((2..=4).contains(&calls.load(Ordering::SeqCst)), "{calls:?}");
}

#[test]
fn a_rejected_token_is_requested_again() {
    let asked: Arc<Mutex<Vec<bool>>> = Arc::default();
    let service = choosy();
    let settings = impatient().token_host(&service.url());
    let memory = asked.clone();
    let provider = token_from(move |context: TokenContext| -> Result<String, TokenError> {
        memory.lock().unwrap().push(context.refused);
        Ok(if context.refused { "2" } else { "1" }.to_owned())
    });
    let client = BlockingClient::builder().settings(settings).token(provider).build().unwrap();
    assert!(at_once(&client, &service, &AtomicUsize::new(0)).iter().all(Result::is_ok));
    let asked = asked.lock().unwrap();
    assert!(asked.contains(&true) && asked.contains(&false) && asked.len() <= 2 * MANY, "{asked:?}");
}
