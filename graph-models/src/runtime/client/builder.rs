//! The settings of a client, including its HTTP client and tokens.

use std::fmt;
use std::time::Duration;

use super::policy::RetryPolicy;
use super::settings::Settings;

/// Builds a client: [`AsyncClient::builder`](super::AsyncClient::builder) or
/// [`BlockingClient::builder`](super::BlockingClient::builder).
#[must_use]
pub struct ClientBuilder<K> {
    pub(super) settings: Settings,
    /// Settings of one kind of client.
    pub(super) kind: K,
}

impl<K: Default> ClientBuilder<K> {
    pub(super) fn new() -> Self {
        Self { settings: Settings::default(), kind: K::default() }
    }
}

impl<K> ClientBuilder<K> {
    /// All settings at once.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// See [`Settings::connect_timeout`].
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        self.with(|settings| settings.connect_timeout(timeout))
    }

    /// See [`Settings::timeout`].
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|settings| settings.timeout(timeout))
    }

    /// See [`Settings::retry`].
    pub fn retry(self, policy: RetryPolicy) -> Self {
        self.with(|settings| settings.retry(policy))
    }

    /// See [`Settings::max_redirects`].
    pub fn max_redirects(self, redirects: u32) -> Self {
        self.with(|settings| settings.max_redirects(redirects))
    }

    /// See [`Settings::max_response`].
    pub fn max_response(self, bytes: u64) -> Self {
        self.with(|settings| settings.max_response(bytes))
    }

    /// See [`Settings::user_agent`].
    pub fn user_agent(self, name: &str) -> Self {
        self.with(|settings| settings.user_agent(name))
    }

    /// See [`Settings::token_host`].
    pub fn token_host(self, url: &str) -> Self {
        self.with(|settings| settings.token_host(url))
    }

    fn with(self, change: impl FnOnce(Settings) -> Settings) -> Self {
        Self { settings: change(self.settings), kind: self.kind }
    }
}

/// Without the token provider.
impl<K> fmt::Debug for ClientBuilder<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("settings", &self.settings).finish_non_exhaustive()
    }
}
