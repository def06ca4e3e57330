//! One request from the first attempt to its result, without I/O.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use http::{HeaderValue, Method, Request, Response, StatusCode, header};

#[cfg(any(feature = "reqwest", feature = "ureq"))]
use super::flight::Wanted;
use super::policy::AttemptResult;
use super::settings::Settings;
use super::token::{Token, TokenContext, TokenError};
use super::{challenge, redirect};
use crate::runtime::error::RetryAfter;
use crate::runtime::error::shown::Plain;
use crate::runtime::origin::Origin;
use crate::runtime::transport::{TransportError, TransportErrorKind, WithoutRedirects, WithoutToken};

/// The current time and a random number: the only external inputs of an [`Exchange`].
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// For durations.
    pub instant: Instant,
    /// For a `Retry-After` with a date, if the response has no date of its own.
    pub date: SystemTime,
    /// A random number from 0 to 1.
    pub chance: f64,
}

impl Moment {
    /// The clocks of the system, and a random number.
    #[must_use]
    pub fn now() -> Self {
        Self { instant: Instant::now(), date: SystemTime::now(), chance: fastrand::f64() }
    }
}

/// The next step of the driver of an [`Exchange`].
#[must_use]
pub enum Step {
    /// Get a token and pass it to [`Exchange::token`], within this time; after it, call [`Exchange::token_timed_out`].
    Token(TokenContext, Duration),
    /// Send [`Exchange::request`] unchanged, once and without following redirects, and pass the result to
    /// [`Exchange::received`], within this time.
    Send(Duration),
    /// Wait, then continue.
    Wait(Duration),
    /// The final result.
    Done(Result<Response<Vec<u8>>, TransportError>),
}

/// Without the result: a body and a `Location` can contain secrets.
impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(context, time) => f.debug_tuple("Token").field(context).field(time).finish(),
            Self::Send(time) => f.debug_tuple("Send").field(time).finish(),
            Self::Wait(time) => f.debug_tuple("Wait").field(time).finish(),
            Self::Done(outcome) => f.debug_tuple("Done").field(&outcome.as_ref().map(Response::status)).finish(),
        }
    }
}

/// One request from the first attempt to its result: tokens, attempts, redirects and waits, without I/O. The clients
/// of this module drive it, and any other HTTP client can.
///
/// ```no_run
/// use graph_models::client::{Exchange, Moment, Settings, Step};
/// use graph_models::TransportError;
/// # fn send_once(_: &http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> { todo!() }
///
/// fn send(settings: Settings, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
///     let mut exchange = Exchange::new(settings, request, Moment::now())?;
///     loop {
///         match exchange.step(Moment::now()) {
///             Step::Token(..) => exchange.token(Ok(Some("a token".into()))),
///             Step::Send(_) => {
///                 let outcome = send_once(exchange.request());
///                 exchange.received(outcome, Moment::now());
///             }
///             Step::Wait(time) => std::thread::sleep(time),
///             Step::Done(outcome) => return outcome,
///         }
///     }
/// }
/// ```
pub struct Exchange {
    settings: Arc<Settings>,
    request: Request<Vec<u8>>,
    /// Whether a redirect to a result is final ([`WithoutRedirects`]).
    stays: bool,
    /// Where the token is sent; `None` if the request needs none, has its own, or was redirected to another origin.
    audience: Option<Origin>,
    begun: Instant,
    attempts: u32,
    redirects: u32,
    /// The token of the last attempt.
    token: Option<Token>,
    /// The response that rejected a token. There is one second attempt.
    refusal: Option<Response<Vec<u8>>>,
    second_try: bool,
    next: Next,
}

enum Next {
    Token(TokenContext),
    Send,
    Wait(Duration),
    Done(Result<Response<Vec<u8>>, TransportError>),
    /// The result has been returned.
    Over,
}

impl Exchange {
    /// Starts a request.
    ///
    /// # Errors
    /// The settings are invalid, or the URL is not an absolute `http` or `https` URL.
    pub fn new(settings: Settings, request: Request<Vec<u8>>, now: Moment) -> Result<Self, TransportError> {
        Self::shared(settings.finish()?, request, now)
    }

    /// Like [`Exchange::new`], with settings that are known to be valid.
    pub(super) fn shared(
        settings: Arc<Settings>,
        mut request: Request<Vec<u8>>,
        now: Moment,
    ) -> Result<Self, TransportError> {
        let Some(origin) = Origin::of_uri(request.uri()) else {
            let message =
                "the URL is not an absolute http or https URL, has no port from 0 to 65535, or has a user name";
            return Err(TransportError::new(TransportErrorKind::Other, message));
        };
        settings.identify(request.headers_mut());
        say_empty(&mut request);
        let stays = request.extensions().get::<WithoutRedirects>().is_some();
        let own = request.headers().contains_key(header::AUTHORIZATION);
        let without = request.extensions().get::<WithoutToken>().is_some();
        let audience = (!own && !without && settings.audience.contains(&origin)).then_some(origin);
        let mut exchange = Self {
            settings,
            request,
            stays,
            audience,
            begun: now.instant,
            attempts: 0,
            redirects: 0,
            token: None,
            refusal: None,
            second_try: false,
            next: Next::Send,
        };
        exchange.next = exchange.attempt();
        Ok(exchange)
    }

    /// The request to send, including the token.
    #[must_use]
    pub fn request(&self) -> &Request<Vec<u8>> {
        &self.request
    }

    /// The next step. After [`Step::Done`] there is none: the result is returned once.
    pub fn step(&mut self, now: Moment) -> Step {
        match std::mem::replace(&mut self.next, Next::Over) {
            Next::Token(context) => match self.left(now) {
                Some(time) => Step::Token(context, time),
                None => Step::Done(Err(self.out_of_time())),
            },
            Next::Send => match self.left(now) {
                Some(time) => {
                    self.next = Next::Send;
                    Step::Send(time)
                }
                None => Step::Done(Err(self.out_of_time())),
            },
            Next::Wait(time) => {
                self.next = self.attempt();
                Step::Wait(time)
            }
            Next::Done(outcome) => Step::Done(outcome),
            Next::Over => {
                let message = "the result of this request has already been returned";
                Step::Done(Err(TransportError::new(TransportErrorKind::Other, message)))
            }
        }
    }

    /// Continues with the result of the token provider.
    pub fn token(&mut self, token: Result<Option<Token>, TokenError>) {
        let refusal = self.refusal.take();
        let token = match token {
            Ok(token) => token,
            Err(error) => {
                let error = TransportError::new(TransportErrorKind::Token, "the token provider failed").because(error);
                return self.next = Next::Done(Err(error));
            }
        };
        if let Some(refusal) = refusal
            && (token.is_none() || token == self.token)
        {
            return self.next = Next::Done(Ok(refusal));
        }
        let header = token.as_ref().map(Token::header).transpose();
        self.token = token;
        self.next = match header {
            Err(error) => Next::Done(Err(error)),
            Ok(header) => {
                self.request.headers_mut().remove(header::AUTHORIZATION);
                if let Some(value) = header {
                    self.request.headers_mut().insert(header::AUTHORIZATION, value);
                }
                Next::Send
            }
        };
    }

    /// Ends the request, because no token was provided within the time of [`Step::Token`].
    pub fn token_timed_out(&mut self) {
        let error = TransportError::new(TransportErrorKind::Timeout, "the token provider timed out");
        self.next = Next::Done(Err(error));
    }

    /// The context of a token: requests with the same context share a call of the provider.
    #[cfg(any(feature = "reqwest", feature = "ureq"))]
    pub(super) fn wanted(&self, context: &TokenContext) -> Wanted {
        Wanted {
            identity: context.identity,
            audience: self.audience.clone(),
            claims: context.claims.clone(),
            refused: self.token.clone().filter(|_| context.refused),
        }
    }

    /// Continues with the result of an attempt.
    pub fn received(&mut self, outcome: Result<Response<Vec<u8>>, TransportError>, now: Moment) {
        self.attempts = self.attempts.saturating_add(1);
        self.next = match outcome {
            Err(error) => match self.wait(&AttemptResult::Failure(error.kind()), now) {
                Some(time) => Next::Wait(time),
                None => Next::Done(Err(error)),
            },
            Ok(response) => self.answered(response, now),
        };
    }

    fn answered(&mut self, response: Response<Vec<u8>>, now: Moment) -> Next {
        let status = response.status();
        if self.follows(status) {
            return match response.headers().get(header::LOCATION).map(|location| location.to_str().unwrap_or(":")) {
                // The caller decides about a status without its required header.
                None => Next::Done(Ok(response)),
                Some(location) => self.redirected(location).unwrap_or_else(|error| Next::Done(Err(error))),
            };
        }
        if status == StatusCode::UNAUTHORIZED
            && !self.second_try
            && self.token.is_some()
            && let Some(origin) = &self.audience
        {
            let claims = challenge::claims(response.headers());
            let context = TokenContext { claims, refused: true, ..TokenContext::new(origin) };
            self.second_try = true;
            self.refusal = Some(response);
            return Next::Token(context);
        }
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        // A date is relative to the `Date` of the response, so that no clock needs to be correct.
        let date = text(header::DATE).and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or(now.date);
        let asked = text(header::RETRY_AFTER).and_then(|text| RetryAfter::parse(text).delay_from(date));
        match self.wait(&AttemptResult::Status(status, asked), now) {
            Some(time) => Next::Wait(time),
            None => Next::Done(Ok(response)),
        }
    }

    /// Whether a redirect with this status is followed.
    fn follows(&self, status: StatusCode) -> bool {
        let is_outcome = self.stays && redirect::leads_to_result(status);
        self.settings.max_redirects > 0 && !is_outcome && redirect::is_followed(self.request.method(), status)
    }

    fn redirected(&mut self, location: &str) -> Result<Next, TransportError> {
        if self.redirects >= self.settings.max_redirects {
            let message = format!("more than {} redirects", self.settings.max_redirects);
            return Err(TransportError::new(TransportErrorKind::Redirect, message));
        }
        self.redirects += 1;
        let target = redirect::target(self.request.uri(), location)?;
        let from = std::mem::replace(self.request.uri_mut(), target.clone());
        if redirect::strip(self.request.headers_mut(), &from, &target) {
            self.audience = None;
            self.token = None;
        }
        Ok(self.attempt())
    }

    /// Starts an attempt: the last token may have expired.
    fn attempt(&self) -> Next {
        match &self.audience {
            Some(origin) => Next::Token(TokenContext::new(origin)),
            None => Next::Send,
        }
    }

    fn wait(&self, outcome: &AttemptResult, now: Moment) -> Option<Duration> {
        let policy = &self.settings.retry;
        policy.wait(self.request.method(), outcome, self.attempts, self.elapsed(now), now.chance)
    }

    /// The time limit of the next step; `None` if the deadline has passed.
    fn left(&self, now: Moment) -> Option<Duration> {
        let left = self.settings.retry.deadline.saturating_sub(self.elapsed(now));
        (!left.is_zero()).then(|| self.settings.timeout.min(left))
    }

    fn elapsed(&self, now: Moment) -> Duration {
        now.instant.saturating_duration_since(self.begun)
    }

    fn out_of_time(&self) -> TransportError {
        let message = format!("no response within {:?}, the deadline of all attempts", self.settings.retry.deadline);
        TransportError::new(TransportErrorKind::Timeout, message)
    }
}

/// Without the URL, the headers and the body, which can be secrets.
impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("method", self.request.method())
            .field("to", &Origin::of_uri(self.request.uri()).map(Plain))
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// A request that could have a body but has none sets `Content-Length: 0`, because services return `411 Length
/// Required` otherwise (RFC 9110, section 8.6).
fn say_empty(request: &mut Request<Vec<u8>>) {
    let could = matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH);
    if could && request.body().is_empty() {
        request.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::client::RetryPolicy;

    const GRAPH: &str = "https://graph.microsoft.com/v1.0/me";

    /// An exchange with a simulated clock.
    struct Run {
        exchange: Exchange,
        now: Moment,
    }

    fn run(settings: Settings, method: Method, url: &str) -> Run {
        let now = Moment { instant: Instant::now(), date: SystemTime::UNIX_EPOCH, chance: 0.0 };
        let request = Request::builder().method(method).uri(url).header("prefer", "x").body(b"body".to_vec()).unwrap();
        Run { exchange: Exchange::new(settings, request, now).unwrap(), now }
    }

    impl Run {
        /// The next step as a short text. Waits pass at once.
        fn next(&mut self) -> String {
            match self.exchange.step(self.now) {
                Step::Token(TokenContext { host, claims, refused, .. }, _) => {
                    let why = if refused { " again" } else { "" };
                    format!("token for {host}{why}{}", claims.map(|c| format!(" with {c}")).unwrap_or_default())
                }
                Step::Send(_) => {
                    let request = self.exchange.request();
                    let token = request.headers().get("authorization").map(|value| value.to_str().unwrap());
                    format!("send to {} with {}", request.uri(), token.unwrap_or("no token"))
                }
                Step::Wait(time) => {
                    self.now.instant += time;
                    format!("wait {time:?}")
                }
                Step::Done(Ok(response)) => format!("done: {}", response.status().as_u16()),
                Step::Done(Err(error)) => format!("failed: {:?}: {error}", error.kind()),
            }
        }

        fn gives(&mut self, token: &str) -> &mut Self {
            self.exchange.token(Ok(Some(token.into())));
            self
        }

        fn answers(&mut self, status: u16, headers: &[(&str, &str)]) -> &mut Self {
            let mut response = Response::builder().status(status);
            for (name, value) in headers {
                response = response.header(*name, *value);
            }
            self.exchange.received(Ok(response.body(Vec::new()).unwrap()), self.now);
            self
        }

        fn fails(&mut self, kind: TransportErrorKind) -> &mut Self {
            self.exchange.received(Err(TransportError::new(kind, "broken")), self.now);
            self
        }
    }

    fn sent(token: &str) -> String {
        format!("send to {GRAPH} with Bearer {token}")
    }

    #[test]
    fn a_token_is_asked_for_each_attempt() {
        let mut run = run(Settings::default(), Method::POST, GRAPH);
        assert_eq!(run.next(), "token for graph.microsoft.com");
        assert_eq!(run.gives("1").next(), sent("1"));
        assert_eq!(run.answers(429, &[("retry-after", "2")]).next(), "wait 2s");
        assert_eq!(run.next(), "token for graph.microsoft.com");
        assert_eq!(run.gives("2").next(), sent("2"));
        assert_eq!(run.answers(201, &[]).next(), "done: 201");
        assert!(run.next().starts_with("failed: Other"));
    }

    #[test]
    fn a_dated_wait_is_counted_from_now() {
        let mut run = run(Settings::default(), Method::GET, "https://gateway.example/");
        run.next();
        assert_eq!(run.answers(503, &[("retry-after", "Thu, 01 Jan 1970 00:00:09 GMT")]).next(), "wait 9s");
        run.next();
        let dates = [("retry-after", "Fri, 06 Nov 2026 08:00:30 GMT"), ("date", "Fri, 06 Nov 2026 08:00:00 GMT")];
        assert_eq!(run.answers(503, &dates).next(), "wait 30s");
        run.next();
        assert_eq!(run.answers(503, &[("retry-after", "some day")]).next(), "wait 1s");
    }

    #[test]
    fn the_last_answer_is_the_outcome() {
        let settings = Settings::default().retry(RetryPolicy { attempts: 2, ..RetryPolicy::default() });
        let mut run = run(settings, Method::GET, "https://gateway.example/");
        run.next();
        run.answers(503, &[]).next();
        run.next();
        assert_eq!(run.answers(503, &[]).next(), "done: 503");
    }

    #[test]
    fn a_lost_response_repeats_only_harmless_requests() {
        for (method, next) in [(Method::GET, "wait 250ms"), (Method::POST, "failed: Interrupted: broken")] {
            let mut run = run(Settings::default(), method, "https://gateway.example/");
            run.next();
            assert_eq!(run.fails(TransportErrorKind::Interrupted).next(), next);
        }
        let mut run = run(Settings::default(), Method::POST, "https://gateway.example/");
        run.next();
        assert_eq!(run.fails(TransportErrorKind::Connect).next(), "wait 250ms");
    }

    #[test]
    fn time_runs_out_between_attempts_too() {
        let deadline = Duration::from_secs(60);
        let settings = Settings::default().retry(RetryPolicy { deadline, ..RetryPolicy::default() });
        let mut run = run(settings, Method::GET, GRAPH);
        run.next();
        run.gives("1");
        assert!(matches!(run.exchange.step(run.now), Step::Send(time) if time == deadline));
        run.now.instant += Duration::from_secs(59);
        run.answers(503, &[("retry-after", "0")]);
        assert_eq!(run.next(), "wait 0ns");
        assert!(matches!(run.exchange.step(run.now), Step::Token(_, time) if time == Duration::from_secs(1)));
        run.gives("2");
        assert!(matches!(run.exchange.step(run.now), Step::Send(time) if time == Duration::from_secs(1)));
        run.answers(503, &[("retry-after", "0")]).next();
        run.next();
        run.now.instant += Duration::from_secs(2);
        assert!(run.gives("3").next().starts_with("failed: Timeout: no response within 60s"));
    }

    #[test]
    fn time_runs_out_for_a_token_too() {
        let mut run = run(Settings::default().timeout(Duration::from_secs(7)), Method::GET, GRAPH);
        assert!(matches!(run.exchange.step(run.now), Step::Token(_, time) if time == Duration::from_secs(7)));
        run.exchange.token_timed_out();
        assert_eq!(run.next(), "failed: Timeout: the token provider timed out");

        let mut late = self::run(Settings::default(), Method::GET, GRAPH);
        late.now.instant += Duration::from_secs(300);
        assert!(late.next().starts_with("failed: Timeout: no response within 300s"));
    }

    #[test]
    fn a_request_without_a_body_declares_a_length_of_zero() {
        let now = Moment::now();
        let length = |method: Method, body: &[u8]| {
            let request = Request::builder().method(method).uri(GRAPH).body(body.to_vec()).unwrap();
            let exchange = Exchange::new(Settings::default(), request, now).unwrap();
            exchange.request().headers().get("content-length").map(|value| value.to_str().unwrap().to_owned())
        };
        for method in [Method::POST, Method::PUT, Method::PATCH] {
            assert_eq!(length(method.clone(), b"").as_deref(), Some("0"), "{method}");
            // The HTTP client sets the length of other bodies.
            assert_eq!(length(method, b"x"), None);
        }
        for method in [Method::GET, Method::HEAD, Method::DELETE, Method::OPTIONS] {
            assert_eq!(length(method.clone(), b""), None, "{method}");
        }
    }

    #[test]
    fn a_token_that_is_no_longer_provided_is_not_sent() {
        let mut run = run(Settings::default(), Method::GET, GRAPH);
        run.next();
        run.gives("1").next();
        run.answers(503, &[("retry-after", "0")]).next();
        run.next();
        run.exchange.token(Ok(None));
        assert_eq!(run.next(), format!("send to {GRAPH} with no token"));
    }

    #[test]
    fn a_provider_without_another_token_returns_the_first_401() {
        let mut run = run(Settings::default(), Method::GET, GRAPH);
        run.next();
        run.gives("1").next();
        assert_eq!(run.answers(401, &[]).next(), "token for graph.microsoft.com again");
        run.exchange.token(Ok(None));
        assert_eq!(run.next(), "done: 401");
    }

    #[test]
    fn an_invalid_port_gets_no_token() {
        let request = Request::get("https://graph.microsoft.com:99999/").body(Vec::new()).unwrap();
        assert!(Exchange::new(Settings::default(), request, Moment::now()).is_err());
    }

    #[test]
    fn an_unrepresentable_wait_is_not_made() {
        let mut run = run(Settings::default(), Method::GET, "https://gateway.example/");
        run.next();
        assert_eq!(run.answers(429, &[("retry-after", "99999999999999999999")]).next(), "done: 429");
    }

    #[test]
    fn a_refused_token_is_replaced_once() {
        let mut run = run(Settings::default(), Method::POST, GRAPH);
        run.next();
        run.gives("old").next();
        let challenge = [("www-authenticate", r#"Bearer error="insufficient_claims", claims="eyJhIjoxfQ==""#)];
        assert_eq!(run.answers(401, &challenge).next(), r#"token for graph.microsoft.com again with {"a":1}"#);
        assert_eq!(run.gives("new").next(), sent("new"));
        assert_eq!(run.answers(401, &challenge).next(), "done: 401");
    }

    #[test]
    fn the_same_token_is_not_sent_again() {
        let mut first = run(Settings::default(), Method::POST, GRAPH);
        first.next();
        first.gives("old").next();
        assert_eq!(first.answers(401, &[]).next(), "token for graph.microsoft.com again");
        assert_eq!(first.gives("old").next(), "done: 401");

        // Without our own token, there is nothing to replace.
        let mut second = run(Settings::default(), Method::GET, "https://gateway.example/");
        second.next();
        assert_eq!(second.answers(401, &[]).next(), "done: 401");
    }

    #[test]
    fn without_a_token_nothing_is_sent() {
        let mut run = run(Settings::default(), Method::GET, GRAPH);
        run.next();
        run.exchange.token(Err("the authority is away".into()));
        assert_eq!(run.next(), "failed: Token: the token provider failed");
    }

    #[test]
    fn tokens_go_only_where_they_may() {
        let mut elsewhere = run(Settings::default(), Method::GET, "https://storage.example/f");
        assert_eq!(elsewhere.next(), "send to https://storage.example/f with no token");
        let gateway = Settings::default().token_host("https://gateway.example");
        let mut elsewhere = run(gateway, Method::GET, "https://gateway.example/v1.0");
        assert_eq!(elsewhere.next(), "token for gateway.example");

        let now = Moment::now();
        let own = Request::get(GRAPH).header("authorization", "Bearer own").body(Vec::new()).unwrap();
        let mut exchange = Exchange::new(Settings::default(), own, now).unwrap();
        assert!(matches!(exchange.step(now), Step::Send(_)));
        assert_eq!(exchange.request().headers()["authorization"], "Bearer own");
        let secret = Request::put(GRAPH).extension(WithoutToken).body(Vec::new()).unwrap();
        let mut exchange = Exchange::new(Settings::default(), secret, now).unwrap();
        assert!(matches!(exchange.step(now), Step::Send(_)));

        for url in ["/v1.0/me", "ftp://graph.microsoft.com/", "https://me@graph.microsoft.com/v1.0"] {
            let request = Request::get(url).body(Vec::new()).unwrap();
            assert!(Exchange::new(Settings::default(), request, now).is_err(), "{url}");
        }
    }

    #[test]
    fn a_token_does_not_leave_its_origin_or_return() {
        let mut run = run(Settings::default(), Method::GET, GRAPH);
        run.next();
        run.gives("1").next();
        assert_eq!(run.answers(302, &[("location", "/v1.0/users/1")]).next(), "token for graph.microsoft.com");
        assert_eq!(run.gives("2").next(), "send to https://graph.microsoft.com/v1.0/users/1 with Bearer 2");
        run.answers(302, &[("location", "https://storage.example/f")]);
        assert_eq!(run.next(), "send to https://storage.example/f with no token");
        assert!(run.exchange.request().headers().get("prefer").is_none());
        run.answers(307, &[("location", GRAPH)]);
        assert_eq!(run.next(), format!("send to {GRAPH} with no token"));
    }

    #[test]
    fn a_requested_redirect_is_the_result() {
        let now = Moment::now();
        let request = Request::get(GRAPH).extension(WithoutRedirects).body(Vec::new()).unwrap();
        let mut run = Run { exchange: Exchange::new(Settings::default(), request, now).unwrap(), now };
        run.next();
        run.gives("1").next();
        assert_eq!(run.answers(303, &[("location", "https://contoso.example/item")]).next(), "done: 303");
    }

    #[test]
    fn only_302_and_303_redirects_lead_to_a_result() {
        for (status, expected) in [
            (301, "send to https://contoso.example/monitor with no token"),
            (302, "done: 302"),
            (303, "done: 303"),
            (307, "send to https://contoso.example/monitor with no token"),
            (308, "send to https://contoso.example/monitor with no token"),
        ] {
            let now = Moment::now();
            let request = Request::get(GRAPH).extension(WithoutRedirects).body(Vec::new()).unwrap();
            let mut run = Run { exchange: Exchange::new(Settings::default(), request, now).unwrap(), now };
            run.next();
            run.gives("1").next();
            assert_eq!(run.answers(status, &[("location", "https://contoso.example/monitor")]).next(), expected);
        }
    }

    #[test]
    fn five_redirects_are_followed_unless_told_otherwise() {
        let mut going = run(Settings::default(), Method::GET, "https://gateway.example/");
        for _ in 0..5 {
            going.next();
            going.answers(302, &[("location", "/next")]);
        }
        assert!(going.next().starts_with("send to"));
        assert_eq!(going.answers(302, &[("location", "/next")]).next(), "failed: Redirect: more than 5 redirects");
    }

    #[test]
    fn redirects_are_limited() {
        let mut going = run(Settings::default().max_redirects(2), Method::GET, "https://gateway.example/1");
        for to in ["/2", "/1"] {
            going.next();
            going.answers(302, &[("location", to)]);
        }
        going.next();
        assert_eq!(going.answers(302, &[("location", "/2")]).next(), "failed: Redirect: more than 2 redirects");

        for (settings, method, headers) in [
            (Settings::default().max_redirects(0), Method::GET, [("location", "/2")].as_slice()),
            (Settings::default(), Method::POST, &[("location", "/2")]),
            (Settings::default(), Method::GET, &[]),
        ] {
            let mut staying = run(settings, method, "https://gateway.example/1");
            staying.next();
            assert_eq!(staying.answers(302, headers).next(), "done: 302");
        }

        let mut down = run(Settings::default(), Method::GET, GRAPH);
        down.next();
        down.gives("1").next();
        down.answers(302, &[("location", "http://graph.microsoft.com/")]);
        assert_eq!(down.next(), "failed: Redirect: a redirect leads from https to http");
    }
}
