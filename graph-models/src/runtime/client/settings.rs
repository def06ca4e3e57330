//! Settings for all requests of a client.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::policy::RetryPolicy;
use super::token::Audience;
use crate::runtime::error::shown;
use crate::runtime::origin::Origin;
use crate::runtime::transport::{TransportError, TransportErrorKind};

/// The header with the client's id of a request, which the service logs.
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");
/// The name of the crate in `User-Agent`.
const OWN_NAME: &str = concat!("graph-models/", env!("CARGO_PKG_VERSION"));

/// Settings for all requests of a client, independent of the HTTP client.
#[derive(Clone, Debug)]
pub struct Settings {
    pub(super) connect_timeout: Duration,
    pub(super) timeout: Duration,
    pub(super) retry: RetryPolicy,
    pub(super) max_redirects: u32,
    pub(super) max_response: u64,
    pub(super) audience: Audience,
    /// The timeout, if the caller set it.
    shortest_deadline: Duration,
    user_agent: HeaderValue,
    /// The first invalid setting, which is returned when the client is built.
    error: Option<Arc<str>>,
}

/// 10 seconds to connect, 100 seconds for an attempt, up to 5 redirects, up to 100 MiB.
impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(100),
            retry: RetryPolicy::default(),
            max_redirects: 5,
            max_response: 100 << 20,
            audience: Audience::default(),
            shortest_deadline: Duration::ZERO,
            user_agent: HeaderValue::from_static(OWN_NAME),
            error: None,
        }
    }
}

impl Settings {
    /// The time limit for connecting, including DNS and TLS. A custom HTTP client has its own limit.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The time limit for an attempt, from connecting to the last byte of the response, and for the token provider.
    /// [`RetryPolicy::deadline`] limits all attempts together, including tokens; a deadline shorter than this timeout
    /// is raised to it.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self.shortest_deadline = timeout;
        self
    }

    /// Which requests are repeated.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The maximum number of redirects; with 0, redirects are returned as responses.
    #[must_use]
    pub fn max_redirects(mut self, redirects: u32) -> Self {
        self.max_redirects = redirects;
        self
    }

    /// The maximum number of bytes in the body of a response.
    #[must_use]
    pub fn max_response(mut self, bytes: u64) -> Self {
        self.max_response = bytes;
        self
    }

    /// The name of the application in `User-Agent`, such as `contoso-backup/2.1`. The crate appends its own name.
    #[must_use]
    pub fn user_agent(mut self, name: &str) -> Self {
        match HeaderValue::try_from(format!("{name} {OWN_NAME}")) {
            Ok(value) => self.user_agent = value,
            Err(_) => self.fail(format!("the user agent {name:?} has characters that are not allowed in a header")),
        }
        self
    }

    /// Also sends tokens to this scheme, host and port, such as those of a gateway in front of Microsoft Graph; the
    /// path is ignored. Without this, tokens are sent only to Microsoft Graph (in each of its clouds), and all other
    /// requests have none. A plain `http` URL must be of this machine.
    #[must_use]
    pub fn token_host(mut self, url: &str) -> Self {
        match Origin::of(url) {
            None => {
                let url = shown::url(url);
                self.fail(format!("tokens cannot be sent to {url:?}: expected an absolute http or https URL"));
            }
            Some(origin) if !origin.is_secure() && !origin.is_loopback() => {
                self.fail(format!("tokens cannot be sent to {origin} unencrypted: use https"));
            }
            Some(origin) => self.audience.add(origin),
        }
        self
    }

    /// The settings, shared; or the first invalid setting.
    pub(super) fn finish(mut self) -> Result<Arc<Self>, TransportError> {
        self.retry.deadline = self.retry.deadline.max(self.shortest_deadline);
        match &self.error {
            Some(error) => Err(TransportError::new(TransportErrorKind::Other, error.to_string())),
            None => Ok(Arc::new(self)),
        }
    }

    /// Adds the default headers, unless the request sets them.
    pub(super) fn identify(&self, headers: &mut HeaderMap) {
        headers.entry(header::USER_AGENT).or_insert_with(|| self.user_agent.clone());
        if let http::header::Entry::Vacant(entry) = headers.entry(CLIENT_REQUEST_ID)
            && let Ok(id) = HeaderValue::try_from(guid(fastrand::u128(..)))
        {
            entry.insert(id);
        }
    }

    fn fail(&mut self, error: String) {
        self.error.get_or_insert_with(|| error.into());
    }
}

/// A random GUID (version 4).
fn guid(random: u128) -> String {
    let bits = random & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let part = |shift: u32, length: u32| (bits >> shift) & ((1 << length) - 1);
    format!("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", part(96, 32), part(80, 16), part(64, 16), part(48, 16), part(0, 48))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_identify_their_client() {
        let settings = Settings::default().user_agent("contoso/1.0");
        let mut headers = HeaderMap::new();
        settings.identify(&mut headers);
        let first = headers.clone();
        assert_eq!(first["user-agent"], format!("contoso/1.0 {OWN_NAME}").as_str());
        let id = first["client-request-id"].to_str().unwrap();
        let shape: String = id.chars().map(|c| if c.is_ascii_hexdigit() { 'x' } else { c }).collect();
        assert_eq!(shape, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");

        // Headers of the request are kept.
        settings.identify(&mut headers);
        assert_eq!(headers, first);
        let mut others = HeaderMap::new();
        settings.identify(&mut others);
        assert_ne!(others["client-request-id"], first["client-request-id"]);
        let mut own = HeaderMap::new();
        own.insert("user-agent", HeaderValue::from_static("own/1"));
        own.insert("client-request-id", HeaderValue::from_static("mine"));
        settings.identify(&mut own);
        assert_eq!(
            (&own["user-agent"], &own["client-request-id"]),
            (&"own/1".parse().unwrap(), &"mine".parse().unwrap())
        );
    }

    #[test]
    fn a_guid_says_its_version() {
        assert_eq!(guid(0), "00000000-0000-4000-8000-000000000000");
        assert_eq!(guid(u128::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(guid(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef), "01234567-89ab-4def-8123-456789abcdef");
    }

    #[test]
    fn the_default_settings_are_as_documented() {
        let usual = Settings::default();
        assert_eq!((usual.connect_timeout.as_secs(), usual.timeout.as_secs()), (10, 100));
        assert_eq!((usual.max_redirects, usual.max_response), (5, 104_857_600));
        assert_eq!(usual.retry, RetryPolicy::default());
    }

    #[test]
    fn a_deadline_never_cuts_a_timeout_that_was_chosen() {
        let seconds = Duration::from_secs;
        let deadline = |deadline| RetryPolicy { deadline: seconds(deadline), ..RetryPolicy::default() };
        for (settings, expected) in [
            (Settings::default(), 300),
            (Settings::default().timeout(seconds(1800)), 1800),
            (Settings::default().timeout(seconds(1800)).retry(deadline(600)), 1800),
            (Settings::default().retry(deadline(600)).timeout(seconds(1800)), 1800),
            (Settings::default().timeout(seconds(20)), 300),
            (Settings::default().timeout(seconds(20)).retry(deadline(60)), 60),
            // The default timeout does not raise a short deadline.
            (Settings::default().retry(deadline(5)), 5),
        ] {
            assert_eq!(settings.finish().unwrap().retry.deadline, seconds(expected));
        }
    }

    #[test]
    fn invalid_settings_are_reported_when_the_client_is_built() {
        let wrong = |settings: Settings| settings.finish().unwrap_err().to_string();
        assert!(wrong(Settings::default().user_agent("a\nb")).contains("user agent"));
        assert!(wrong(Settings::default().token_host("graph.example")).contains("absolute"));
        assert!(wrong(Settings::default().token_host("http://proxy.example/v1.0")).contains("use https"));
        assert!(wrong(Settings::default().token_host("https://proxy.example:99999/")).contains("absolute"));
        for url in ["https://proxy.example", "http://localhost:1", "http://127.1.2.3/", "http://[::1]:8080"] {
            Settings::default().token_host(url).finish().unwrap();
        }
    }
}
