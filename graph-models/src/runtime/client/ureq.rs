//! The blocking client, over the crate ureq.

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

/// Sends requests and decodes their responses, blocking, over the crate [ureq](https://docs.rs/ureq) (feature `ureq`).
/// What it does about tokens, failures and redirects is in the [module](super)'s documentation.
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

/// What [`ClientBuilder`] builds a [`BlockingClient`] of.
#[derive(Default)]
pub struct BlockingParts {
    agent: Option<Agent>,
    tokens: Option<Arc<dyn TokenProvider>>,
}

impl ClientBuilder<BlockingParts> {
    /// Who gives the tokens: a [`Token`](super::Token), a function by [`token_from`](super::token_from), or anything
    /// else. Without a provider, requests go as they are.
    pub fn token(mut self, provider: impl TokenProvider + 'static) -> Self {
        self.kind.tokens = Some(Arc::new(provider));
        self
    }

    /// Sends by this HTTP client, with its proxies, certificates and connect timeout. [`BlockingClient::agent_builder`] is
    /// what to start from. What another one does about redirects and statuses is switched off for each request. Where
    /// that is needed, or its `timeout_global` is not [`Settings::timeout`], TLS connections are slower to set up.
    pub fn agent(mut self, agent: Agent) -> Self {
        self.kind.agent = Some(agent);
        self
    }

    /// The client.
    ///
    /// # Errors
    /// A setting is wrong.
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
    /// Settings other than the usual ones, and a token provider.
    pub fn builder() -> ClientBuilder<BlockingParts> {
        ClientBuilder::new()
    }

    /// What to build an HTTP client of one's own from, with another proxy for instance: ureq's builder with the TLS of this
    /// crate, and without redirects, which are followed by the rules of this module.
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

    /// Sends a request and decodes its response, as [`Request::decode`] does.
    ///
    /// # Errors
    /// [`Error::Request`] if it can't be sent, [`Error::Transport`] if no complete response came, [`Error::Graph`] and
    /// [`Error::Decode`] if the response is not what was hoped for.
    pub fn send<T: Response>(&self, request: &Request<T>) -> Result<T, Error> {
        request.decode(&self.send_raw(request)?)
    }

    /// As [`BlockingClient::send`], but a member that does not have its documented kind is an error.
    ///
    /// # Errors
    /// As [`BlockingClient::send`].
    pub fn send_strict<T: Response>(&self, request: &Request<T>) -> Result<T, Error> {
        request.decode_strict(&self.send_raw(request)?)
    }

    /// As [`BlockingClient::send`], and says which members do not have their documented kind.
    ///
    /// # Errors
    /// As [`BlockingClient::send`].
    pub fn send_with_report<T: Response>(&self, request: &Request<T>) -> Result<Decoded<T>, Error> {
        request.decode_with_report(&self.send_raw(request)?)
    }

    /// As [`BlockingClient::send`], with the status and the headers of the response: `Location`, `OData-EntityId`, `ETag`.
    ///
    /// # Errors
    /// As [`BlockingClient::send`].
    pub fn send_response<T: Response>(&self, request: &Request<T>) -> Result<http::Response<T>, Error> {
        request.decode_response(&self.send_raw(request)?)
    }

    /// Sends a request and gives its response as it came, whatever its status.
    ///
    /// # Errors
    /// [`Error::Request`] if it can't be sent, [`Error::Transport`] if no complete response came.
    pub fn send_raw<T>(&self, request: &Request<T>) -> Result<http::Response<Vec<u8>>, Error> {
        Ok(self.exchange(request.to_http()?)?)
    }

    /// From the first attempt to the outcome.
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
            // Two of them name the URL, which may be a secret.
            let names_the_url = matches!(error, ::ureq::Error::BadUri(_) | ::ureq::Error::RequireHttpsOnly(_));
            if names_the_url { told } else { told.because(error) }
        };
        let has_body = !request.body().is_empty();
        // A body of no bytes says that there is none, where the method would have one.
        let incoming = if has_body || matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH) {
            self.agent.run(self.configured(request, request.body().as_slice(), timeout))
        } else {
            self.agent.run(self.configured(request, (), timeout))
        };
        let (head, body) = incoming.map_err(failed)?.into_parts();
        // One more byte than allowed may come, so that a body of just that size is not refused.
        let mut read = body.into_with_config().limit(limit.saturating_add(1)).reader();
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut read, &mut bytes).map_err(|error| failed(::ureq::Error::from(error)))?;
        if bytes.len() as u64 > limit {
            return Err(told(TransportErrorKind::TooLarge, uri));
        }
        Ok(http::Response::from_parts(head, bytes))
    }

    /// The request with its body, and a configuration of its own where that of the agent won't do.
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
            // Of the errors of TLS, this one alone is sure to come before anything was sent.
            io::ErrorKind::InvalidData if is_certificate(error) => TransportErrorKind::Connect,
            _ => TransportErrorKind::Interrupted,
        },
        E::Protocol(_) => TransportErrorKind::Interrupted,
        _ => TransportErrorKind::Other,
    }
}

/// Whether the name of the host could not be looked up. The standard library has no kind for that: on Unix it says so in
/// words, on Windows by the codes of the system (`WSAHOST_NOT_FOUND` to `WSANO_DATA`).
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
    fn errors_before_anything_was_sent_are_of_connecting() {
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
