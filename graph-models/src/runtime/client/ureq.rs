//! The blocking client, based on ureq.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use ::ureq::config::{AutoHeaderValue, ConfigBuilder};
use ::ureq::tls::{RootCerts, TlsConfig};
use ::ureq::typestate::AgentScope;
use ::ureq::{Agent, Timeout};
use http::Method;

use super::builder::ClientBuilder;
use super::exchange::{Exchange, Moment, Step};
use super::flight::{Flight, Flights};
use super::settings::Settings;
use super::token::TokenProvider;
use super::{is_local, tls, told};
use crate::runtime::decode::Decoded;
use crate::runtime::error::Error;
use crate::runtime::request::Request;
use crate::runtime::response::Response;
use crate::runtime::transport::{Transport, TransportError, TransportErrorKind};

/// Sends requests and decodes their responses with [ureq](https://docs.rs/ureq), blocking (feature `ureq`). The
/// documentation of the [module](super) describes tokens, failures and redirects.
///
/// Cloning is cheap, and clones share their connections.
///
/// ```no_run
/// use graph_models::client::{BlockingClient, Token};
/// # fn run(request: graph_models::Request<serde_json::Value>) -> Result<(), graph_models::Error> {
///
/// let client = BlockingClient::builder().token(Token::new("eyJ0…")).build()?;
/// let answer = client.send(&request)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct BlockingClient {
    agent: Agent,
    settings: Arc<Settings>,
    tokens: Option<Arc<dyn TokenProvider>>,
    flights: Arc<Flights<Flight>>,
}

/// The part of [`ClientBuilder`] for a [`BlockingClient`].
#[derive(Default)]
pub struct BlockingParts {
    agent: Option<Agent>,
    tokens: Option<Arc<dyn TokenProvider>>,
}

impl ClientBuilder<BlockingParts> {
    /// The provider of tokens: a [`Token`](super::Token), a function through [`token_from`](super::token_from), or any
    /// other provider. Without one, requests are sent unchanged.
    pub fn token(mut self, provider: impl TokenProvider + 'static) -> Self {
        self.kind.tokens = Some(Arc::new(provider));
        self
    }

    /// Uses this HTTP client, with its proxies, certificates and connect timeout. Start from
    /// [`BlockingClient::agent_builder`]. For an agent that is built in another way, its handling of redirects and
    /// statuses is switched off for each request. If that is necessary, or its `timeout_global` is not
    /// [`Settings::timeout`], TLS connections are slower to set up.
    pub fn agent(mut self, agent: Agent) -> Self {
        self.kind.agent = Some(agent);
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    /// A setting is invalid.
    pub fn build(self) -> Result<BlockingClient, TransportError> {
        let settings = self.settings.finish()?;
        let agent = self.kind.agent.unwrap_or_else(|| {
            BlockingClient::agent_builder()
                .timeout_connect(Some(settings.connect_timeout))
                .timeout_global(Some(settings.timeout))
                .build()
                .into()
        });
        Ok(BlockingClient { agent, settings, tokens: self.kind.tokens, flights: Arc::default() })
    }
}

impl BlockingClient {
    /// Custom settings and a token provider.
    pub fn builder() -> ClientBuilder<BlockingParts> {
        ClientBuilder::new()
    }

    /// A starting point for your own HTTP client, for example with another proxy: ureq's builder with the TLS of this
    /// crate, and without redirects, which this module follows by its own rules.
    #[must_use]
    pub fn agent_builder() -> ConfigBuilder<AgentScope> {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(tls::provider())
            .build();
        Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(0)
            .accept(AutoHeaderValue::None)
    }

    /// Sends a request and decodes its response with [`Request::decode`].
    ///
    /// # Errors
    /// [`Error::Request`] if it cannot be sent, [`Error::Transport`] if there is no complete response,
    /// [`Error::Graph`] if it failed, and [`Error::Decode`] if its body is unexpected.
    pub fn send<T: Response>(&self, request: &Request<T>) -> Result<T, Error> {
        request.decode(&self.send_raw(request)?)
    }

    /// Like [`BlockingClient::send`], but a member that does not have its documented kind is an error.
    ///
    /// # Errors
    /// See [`BlockingClient::send`].
    pub fn send_strict<T: Response>(&self, request: &Request<T>) -> Result<T, Error> {
        request.decode_strict(&self.send_raw(request)?)
    }

    /// Like [`BlockingClient::send`], and reports which members do not have their documented kind.
    ///
    /// # Errors
    /// See [`BlockingClient::send`].
    pub fn send_with_report<T: Response>(&self, request: &Request<T>) -> Result<Decoded<T>, Error> {
        request.decode_with_report(&self.send_raw(request)?)
    }

    /// Like [`BlockingClient::send`], with the status and the headers of the response: `Location`, `OData-EntityId`,
    /// `ETag`.
    ///
    /// # Errors
    /// See [`BlockingClient::send`].
    pub fn send_response<T: Response>(&self, request: &Request<T>) -> Result<http::Response<T>, Error> {
        request.decode_response(&self.send_raw(request)?)
    }

    /// Sends a request and returns its raw response, whatever its status.
    ///
    /// # Errors
    /// [`Error::Request`] if it cannot be sent, [`Error::Transport`] if there is no complete response.
    pub fn send_raw<T>(&self, request: &Request<T>) -> Result<http::Response<Vec<u8>>, Error> {
        Ok(self.exchange(request.to_http()?)?)
    }

    /// From the first attempt to the result.
    fn exchange(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        let mut exchange = Exchange::shared(self.settings.clone(), request, Moment::now())?;
        loop {
            match exchange.step(Moment::now()) {
                Step::Token(context, time) => match self.tokens.clone() {
                    None => exchange.token(Ok(None)),
                    Some(provider) => {
                        let context = context.of(provider.identity());
                        let wanted = exchange.wanted(&context);
                        match self.flights.ask(wanted, time, move || provider.token(context)) {
                            Some(token) => exchange.token(token),
                            None => exchange.token_timed_out(),
                        }
                    }
                },
                Step::Send(timeout) => {
                    let outcome = self.once(exchange.request(), timeout);
                    exchange.received(outcome, Moment::now());
                }
                Step::Wait(time) => std::thread::sleep(time),
                Step::Done(outcome) => return outcome,
            }
        }
    }

    /// One attempt.
    fn once(
        &self,
        request: &http::Request<Vec<u8>>,
        timeout: Duration,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        let (uri, limit) = (request.uri(), self.settings.max_response);
        let failed = |error| {
            let told = told(kind(&error), uri);
            // Two of them contain the URL, which can be a secret.
            let names_the_url = matches!(error, ::ureq::Error::BadUri(_) | ::ureq::Error::RequireHttpsOnly(_));
            if names_the_url { told } else { told.because(error) }
        };
        let has_body = !request.body().is_empty();
        // An empty body sets its length, if the method can have a body.
        let incoming = if has_body || matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH) {
            self.agent.run(self.configured(request, request.body().as_slice(), timeout))
        } else {
            self.agent.run(self.configured(request, (), timeout))
        };
        let (head, body) = incoming.map_err(failed)?.into_parts();
        // One more byte is read, so that a body of exactly the limit is accepted.
        let mut read = body.into_with_config().limit(limit.saturating_add(1)).reader();
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut read, &mut bytes).map_err(|error| failed(::ureq::Error::from(error)))?;
        if bytes.len() as u64 > limit {
            return Err(told(TransportErrorKind::TooLarge, uri));
        }
        Ok(http::Response::from_parts(head, bytes))
    }

    /// The request with its body, and its own configuration if that of the agent does not fit.
    fn configured<B: ::ureq::AsSendBody>(
        &self,
        request: &http::Request<Vec<u8>>,
        body: B,
        timeout: Duration,
    ) -> http::Request<B> {
        let mut outgoing = http::Request::new(body);
        *outgoing.method_mut() = request.method().clone();
        *outgoing.uri_mut() = request.uri().clone();
        *outgoing.headers_mut() = request.headers().clone();
        let config = self.agent.config();
        let proxy = config.proxy().filter(|proxy| !(proxy.is_from_env() && is_local(request.uri())));
        let fits = !config.http_status_as_error()
            && config.max_redirects() == 0
            && config.timeouts().global == Some(timeout)
            && config.proxy() == proxy;
        if fits {
            return outgoing;
        }
        self.agent
            .configure_request(outgoing)
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(timeout))
            .proxy(proxy.cloned())
            .build()
    }
}

fn kind(error: &::ureq::Error) -> TransportErrorKind {
    use ::ureq::Error as E;
    match error {
        E::Timeout(Timeout::Resolve | Timeout::Connect)
        | E::ConnectionFailed
        | E::HostNotFound
        | E::ConnectProxyFailed(_)
        | E::Rustls(_)
        | E::Tls(_) => TransportErrorKind::Connect,
        E::Timeout(_) => TransportErrorKind::Timeout,
        E::BodyExceedsLimit(_) => TransportErrorKind::TooLarge,
        E::RedirectFailed | E::TooManyRedirects => TransportErrorKind::Redirect,
        E::Io(error) => match error.kind() {
            io::ErrorKind::ConnectionRefused
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::AddrNotAvailable => TransportErrorKind::Connect,
            io::ErrorKind::TimedOut => TransportErrorKind::Timeout,
            _ if is_unknown_name(error) => TransportErrorKind::Connect,
            // Of the TLS errors, only this one certainly occurs before anything was sent.
            io::ErrorKind::InvalidData if is_certificate(error) => TransportErrorKind::Connect,
            _ => TransportErrorKind::Interrupted,
        },
        E::Protocol(_) => TransportErrorKind::Interrupted,
        _ => TransportErrorKind::Other,
    }
}

/// Whether the host name could not be resolved. The standard library has no error kind for that: on Unix, only the
/// message shows it, on Windows the error code (`WSAHOST_NOT_FOUND` to `WSANO_DATA`).
fn is_unknown_name(error: &io::Error) -> bool {
    let by_code = cfg!(windows) && error.raw_os_error().is_some_and(|code| (11001..=11004).contains(&code));
    by_code || error.to_string().starts_with("failed to lookup address information")
}

fn is_certificate(error: &io::Error) -> bool {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
}

impl Transport for BlockingClient {
    fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        self.exchange(request)
    }
}

/// Without the token provider.
impl fmt::Debug for BlockingClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingClient").field("settings", &self.settings).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use ::ureq::Error as E;

    use super::*;

    #[test]
    fn errors_before_anything_was_sent_are_connection_errors() {
        for (error, expected) in [
            (E::Timeout(Timeout::Resolve), TransportErrorKind::Connect),
            (E::Timeout(Timeout::Connect), TransportErrorKind::Connect),
            (E::ConnectionFailed, TransportErrorKind::Connect),
            (E::HostNotFound, TransportErrorKind::Connect),
            (E::ConnectProxyFailed("refused".to_owned()), TransportErrorKind::Connect),
            (E::Tls("no common version"), TransportErrorKind::Connect),
            (E::Io(io::ErrorKind::ConnectionRefused.into()), TransportErrorKind::Connect),
            (E::Timeout(Timeout::Global), TransportErrorKind::Timeout),
            (E::Timeout(Timeout::RecvBody), TransportErrorKind::Timeout),
            (E::Io(io::ErrorKind::TimedOut.into()), TransportErrorKind::Timeout),
            (E::BodyExceedsLimit(1), TransportErrorKind::TooLarge),
            (E::TooManyRedirects, TransportErrorKind::Redirect),
            (E::Io(io::ErrorKind::ConnectionReset.into()), TransportErrorKind::Interrupted),
            (E::BadUri("x".to_owned()), TransportErrorKind::Other),
        ] {
            assert_eq!(kind(&error), expected, "{error:?}");
        }
    }
}
