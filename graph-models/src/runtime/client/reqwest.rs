//! The async client, based on reqwest.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ::reqwest::redirect::Policy;

use super::builder::ClientBuilder;
use super::exchange::{Exchange, Moment, Step};
use super::flight::{AsyncFlight, Flights};
use super::settings::Settings;
use super::token::{AsyncTokenProvider, ErasedProvider};
use super::{is_local, tls, told};
use crate::runtime::decode::Decoded;
use crate::runtime::error::Error;
use crate::runtime::request::Request;
use crate::runtime::response::Response;
use crate::runtime::transport::{AsyncTransport, TransportError, TransportErrorKind};

/// Sends requests and decodes their responses asynchronously with [reqwest](https://docs.rs/reqwest) (feature
/// `reqwest`). It needs the tokio runtime. The documentation of the [module](super) describes tokens, failures and
/// redirects.
///
/// Cloning is cheap, and clones share their connections.
///
/// ```no_run
/// use graph_models::client::{AsyncClient, Token};
/// # async fn run(request: graph_models::Request<serde_json::Value>) -> Result<(), graph_models::Error> {
///
/// let client = AsyncClient::builder().token(Token::new("eyJ0…")).build()?;
/// let answer = client.send(&request).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct AsyncClient {
    http: ::reqwest::Client,
    /// For plain `http` to this machine, unless the caller provided the HTTP client.
    without_proxy: Option<::reqwest::Client>,
    settings: Arc<Settings>,
    tokens: Option<Arc<dyn ErasedProvider>>,
    flights: Arc<Flights<AsyncFlight>>,
}

/// The part of [`ClientBuilder`] for an [`AsyncClient`].
#[derive(Default)]
pub struct AsyncParts {
    http: Option<::reqwest::Client>,
    tokens: Option<Arc<dyn ErasedProvider>>,
}

impl ClientBuilder<AsyncParts> {
    /// The provider of tokens: a [`Token`](super::Token), a function through [`token_from`](super::token_from), or any
    /// other provider. Without one, requests are sent unchanged.
    pub fn token(mut self, provider: impl AsyncTokenProvider + 'static) -> Self {
        self.kind.tokens = Some(Arc::new(provider));
        self
    }

    /// Uses this HTTP client, with its proxies, certificates and connect timeout. Start from
    /// [`AsyncClient::http_builder`]; if tokens are sent to this machine over plain `http`, disable proxies from the
    /// environment ([`no_proxy`](::reqwest::ClientBuilder::no_proxy)). A client that is built in another way needs
    /// [`redirect::Policy::none`](::reqwest::redirect::Policy::none), otherwise it follows redirects by its own rules.
    pub fn http_client(mut self, client: ::reqwest::Client) -> Self {
        self.kind.http = Some(client);
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    /// A setting is invalid, or the certificates of the operating system cannot be used.
    pub fn build(self) -> Result<AsyncClient, TransportError> {
        let settings = self.settings.finish()?;
        let (http, without_proxy) = match self.kind.http {
            Some(http) => (http, None),
            None => {
                let tls = AsyncClient::tls()?;
                let with = |tls| AsyncClient::builder_with(tls).connect_timeout(settings.connect_timeout);
                let build = |builder: ::reqwest::ClientBuilder| builder.build().map_err(|it| unusable().because(it));
                (build(with(tls.clone()))?, Some(build(with(tls).no_proxy())?))
            }
        };
        Ok(AsyncClient { http, without_proxy, settings, tokens: self.kind.tokens, flights: Arc::default() })
    }
}

impl AsyncClient {
    /// Custom settings and a token provider.
    pub fn builder() -> ClientBuilder<AsyncParts> {
        ClientBuilder::new()
    }

    /// A starting point for your own HTTP client, for example with another proxy: reqwest's builder with the TLS of
    /// this crate, and without redirects, which this module follows by its own rules.
    ///
    /// # Errors
    /// The certificates of the operating system cannot be used.
    pub fn http_builder() -> Result<::reqwest::ClientBuilder, TransportError> {
        Self::tls().map(Self::builder_with)
    }

    fn tls() -> Result<rustls::ClientConfig, TransportError> {
        tls::config().map_err(|error| unusable().because(error))
    }

    fn builder_with(tls: rustls::ClientConfig) -> ::reqwest::ClientBuilder {
        ::reqwest::Client::builder().tls_backend_preconfigured(tls).redirect(Policy::none()).referer(false)
    }

    /// Sends a request and decodes its response with [`Request::decode`].
    ///
    /// # Errors
    /// [`Error::Request`] if it cannot be sent, [`Error::Transport`] if there is no complete response,
    /// [`Error::Graph`] if it failed, and [`Error::Decode`] if its body is unexpected.
    pub async fn send<T: Response>(&self, request: &Request<T>) -> Result<T, Error> {
        request.decode(&self.send_raw(request).await?)
    }

    /// Like [`AsyncClient::send`], but a member that does not have its documented kind is an error.
    ///
    /// # Errors
    /// See [`AsyncClient::send`].
    pub async fn send_strict<T: Response>(&self, request: &Request<T>) -> Result<T, Error> {
        request.decode_strict(&self.send_raw(request).await?)
    }

    /// Like [`AsyncClient::send`], and reports which members do not have their documented kind.
    ///
    /// # Errors
    /// See [`AsyncClient::send`].
    pub async fn send_with_report<T: Response>(&self, request: &Request<T>) -> Result<Decoded<T>, Error> {
        request.decode_with_report(&self.send_raw(request).await?)
    }

    /// Like [`AsyncClient::send`], with the status and the headers of the response: `Location`, `OData-EntityId`,
    /// `ETag`.
    ///
    /// # Errors
    /// See [`AsyncClient::send`].
    pub async fn send_response<T: Response>(&self, request: &Request<T>) -> Result<http::Response<T>, Error> {
        request.decode_response(&self.send_raw(request).await?)
    }

    /// Sends a request and returns its raw response, whatever its status.
    ///
    /// # Errors
    /// [`Error::Request`] if it cannot be sent, [`Error::Transport`] if there is no complete response.
    pub async fn send_raw<T>(&self, request: &Request<T>) -> Result<http::Response<Vec<u8>>, Error> {
        Ok(self.exchange(request.to_http()?).await?)
    }

    /// From the first attempt to the result.
    async fn exchange(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        let mut exchange = Exchange::shared(self.settings.clone(), request, Moment::now())?;
        loop {
            match exchange.step(Moment::now()) {
                Step::Token(context, time) => match &self.tokens {
                    None => exchange.token(Ok(None)),
                    Some(provider) => {
                        let context = context.of(provider.identity());
                        let call = provider.clone().erased(context.clone());
                        match self.flights.ask(exchange.wanted(&context), time, call).await {
                            Some(token) => exchange.token(token),
                            None => exchange.token_timed_out(),
                        }
                    }
                },
                Step::Send(timeout) => {
                    let outcome = self.once(exchange.request(), timeout).await;
                    exchange.received(outcome, Moment::now());
                }
                Step::Wait(time) => tokio::time::sleep(time).await,
                Step::Done(outcome) => return outcome,
            }
        }
    }

    /// One attempt.
    async fn once(
        &self,
        request: &http::Request<Vec<u8>>,
        timeout: Duration,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        let (uri, limit) = (request.uri(), self.settings.max_response);
        let failed = |error: ::reqwest::Error| {
            // Without the URL, because that of an upload session is a secret.
            told(kind(&error), uri).because(error.without_url())
        };
        let mut outgoing = ::reqwest::Request::try_from(request.clone()).map_err(failed)?;
        *outgoing.timeout_mut() = Some(timeout);
        let http = self.without_proxy.as_ref().filter(|_| is_local(uri)).unwrap_or(&self.http);
        let mut incoming = http.execute(outgoing).await.map_err(failed)?;
        if incoming.content_length().is_some_and(|length| length > limit) {
            return Err(told(TransportErrorKind::TooLarge, uri));
        }
        let mut response = http::Response::new(Vec::new());
        *response.status_mut() = incoming.status();
        *response.headers_mut() = std::mem::take(incoming.headers_mut());
        while let Some(chunk) = incoming.chunk().await.map_err(failed)? {
            if (response.body().len() as u64).saturating_add(chunk.len() as u64) > limit {
                return Err(told(TransportErrorKind::TooLarge, uri));
            }
            response.body_mut().extend_from_slice(&chunk);
        }
        Ok(response)
    }
}

fn unusable() -> TransportError {
    TransportError::new(TransportErrorKind::Other, "the HTTP client can't be set up")
}

fn kind(error: &::reqwest::Error) -> TransportErrorKind {
    if error.is_connect() {
        // This includes connections that took too long: nothing was sent.
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_builder() {
        TransportErrorKind::Other
    } else if error.is_redirect() {
        TransportErrorKind::Redirect
    } else {
        TransportErrorKind::Interrupted
    }
}

impl AsyncTransport for AsyncClient {
    async fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        self.exchange(request).await
    }
}

/// Without the token provider.
impl fmt::Debug for AsyncClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncClient").field("settings", &self.settings).finish_non_exhaustive()
    }
}
