//! Access tokens: providers, and where tokens may be sent.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use http::HeaderValue;

use crate::runtime::cloud::Cloud;
use crate::runtime::origin::Origin;
use crate::runtime::transport::{TransportError, TransportErrorKind};

/// Any error of a token provider.
pub type TokenError = Box<dyn std::error::Error + Send + Sync>;

/// An access token. `Debug` hides it, and it is sent only in the header `Authorization`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A token as issued, without `Bearer`.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// The value of the header.
    pub(super) fn header(&self) -> Result<HeaderValue, TransportError> {
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.0)).map_err(|_| {
            TransportError::new(TransportErrorKind::Token, "the token has characters that are not allowed in a header")
        })?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl From<String> for Token {
    fn from(token: String) -> Self {
        Self(token)
    }
}

impl From<&str> for Token {
    fn from(token: &str) -> Self {
        Self(token.to_owned())
    }
}

/// The purpose of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenContext {
    /// The host that the token is sent to, such as `graph.microsoft.com`.
    pub host: String,
    /// The claims that the service requires (continuous access evaluation, conditional access), as JSON decoded from
    /// its challenge; pass them unchanged to the authority. A cached token is not enough.
    pub claims: Option<String>,
    /// Whether the service has just rejected the last token (`401 Unauthorized`). If the provider returns a different
    /// one, the request is repeated once; if it returns the same, the response is the result.
    pub refused: bool,
    /// The [identity](TokenProvider::identity) from the provider.
    pub identity: u64,
}

impl TokenContext {
    pub(super) fn new(origin: &Origin) -> Self {
        Self { host: origin.host().to_owned(), claims: None, refused: false, identity: 0 }
    }

    /// The same, for a user.
    #[cfg(any(feature = "reqwest", feature = "ureq"))]
    pub(super) fn of(self, identity: u64) -> Self {
        Self { identity, ..self }
    }

    /// The scope for the authority: all permissions that were granted to the application, such as
    /// `https://graph.microsoft.com/.default`.
    #[must_use]
    pub fn default_scope(&self) -> String {
        format!("https://{}/.default", self.host)
    }
}

/// Provides tokens for a blocking client, which calls it before each attempt: a provider should cache tokens.
///
/// Requests that need the same token at the same time share one call: a provider for several users has an
/// [identity](Self::identity) for each.
pub trait TokenProvider: Send + Sync {
    /// A token; `None` to send the request without one. The client calls this in its own thread, without the
    /// thread-local values of the thread that sends; [`TokenContext::identity`] tells which user it is.
    ///
    /// # Errors
    /// The provider has no token. The request is not sent, and fails with [`TransportErrorKind::Token`].
    fn token(&self, context: TokenContext) -> Result<Option<Token>, TokenError>;

    /// The user of the token: requests share a call of the provider only if this is equal. It is called in the thread
    /// that sends the request. A provider that signs in the user of the current task or thread returns a value that
    /// distinguishes users.
    fn identity(&self) -> u64 {
        0
    }
}

/// Like [`TokenProvider`], for the async client: requests that need the same token at the same time share one call
/// too.
pub trait AsyncTokenProvider: Send + Sync {
    /// A token; `None` to send the request without one. Any of the tasks that wait for this token may poll the future.
    ///
    /// # Errors
    /// See [`TokenProvider::token`].
    fn token(&self, context: TokenContext) -> impl Future<Output = Result<Option<Token>, TokenError>> + Send;

    /// The user of the token: requests share a call of the provider only if this is equal. It is called in the task
    /// that sends the request. A provider that signs in the user of the current task or thread returns a value that
    /// distinguishes users.
    fn identity(&self) -> u64 {
        0
    }
}

/// The same token for every request.
impl TokenProvider for Token {
    fn token(&self, _: TokenContext) -> Result<Option<Token>, TokenError> {
        Ok(Some(self.clone()))
    }
}

/// The same token for every request.
impl AsyncTokenProvider for Token {
    async fn token(&self, _: TokenContext) -> Result<Option<Token>, TokenError> {
        Ok(Some(self.clone()))
    }
}

/// A function as a provider; made by [`token_from`].
#[derive(Clone, Copy)]
pub struct TokenFrom<F>(F);

/// Turns a function into a token provider. For the blocking client it returns a token, for the async client a future.
///
/// Requests that need a token for the same host at the same time share one call of the function, and so its token. A
/// provider for several users implements [`TokenProvider`] or [`AsyncTokenProvider`] with an
/// [`identity`](TokenProvider::identity). The blocking client calls the function in its own thread, without the
/// thread-local values of the thread that sends.
///
/// ```
/// use graph_models::client::{TokenContext, TokenError, TokenProvider, token_from};
///
/// let provider = token_from(|context: TokenContext| Ok(format!("a token for {}", context.default_scope())));
/// # fn check(_: impl TokenProvider) {}
/// # check(provider);
///
/// let provider = token_from(async |context: TokenContext| -> Result<String, TokenError> { Ok("…".to_owned()) });
/// ```
pub fn token_from<F>(function: F) -> TokenFrom<F> {
    TokenFrom(function)
}

impl<F> fmt::Debug for TokenFrom<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenFrom(…)")
    }
}

impl<F, T> TokenProvider for TokenFrom<F>
where
    F: Fn(TokenContext) -> Result<T, TokenError> + Send + Sync,
    T: Into<Token>,
{
    fn token(&self, context: TokenContext) -> Result<Option<Token>, TokenError> {
        (self.0)(context).map(|token| Some(token.into()))
    }
}

impl<F, R, T> AsyncTokenProvider for TokenFrom<F>
where
    F: Fn(TokenContext) -> R + Send + Sync,
    R: Future<Output = Result<T, TokenError>> + Send,
    T: Into<Token>,
{
    async fn token(&self, context: TokenContext) -> Result<Option<Token>, TokenError> {
        (self.0)(context).await.map(|token| Some(token.into()))
    }
}

/// A boxed async provider, so that the type of the client does not depend on it.
#[cfg_attr(not(feature = "reqwest"), allow(dead_code, reason = "used by the async client"))]
pub(super) trait ErasedProvider: Send + Sync {
    fn erased(self: Arc<Self>, context: TokenContext) -> Call;

    fn identity(&self) -> u64;
}

/// A call of an async provider.
type Call = Pin<Box<dyn Future<Output = Result<Option<Token>, TokenError>> + Send>>;

impl<P: AsyncTokenProvider + 'static> ErasedProvider for P {
    fn erased(self: Arc<Self>, context: TokenContext) -> Call {
        Box::pin(async move { self.token(context).await })
    }

    fn identity(&self) -> u64 {
        AsyncTokenProvider::identity(self)
    }
}

/// Where tokens are sent: to Microsoft Graph in each of its clouds, always encrypted, and to hosts added by the
/// caller.
#[derive(Clone, Debug, Default)]
pub(super) struct Audience {
    further: Vec<Origin>,
}

impl Audience {
    pub(super) fn add(&mut self, origin: Origin) {
        self.further.push(origin);
    }

    pub(super) fn contains(&self, origin: &Origin) -> bool {
        let mut clouds = Cloud::ALL.into_iter().filter_map(|cloud| Origin::of(cloud.address()));
        clouds.any(|it| it == *origin) || self.further.contains(origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_not_shown() {
        let token = Token::new("eyJ0");
        assert_eq!(format!("{token:?}"), "Token(…)");
        let header = token.header().unwrap();
        assert_eq!(header.to_str().unwrap(), "Bearer eyJ0");
        assert!(!format!("{header:?}").contains("eyJ0"));
        let error = Token::new("line\nbreak").header().unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Token);
        assert!(!error.to_string().contains("break"));
    }

    #[test]
    fn tokens_go_to_graph_alone_unless_told() {
        let mut audience = Audience::default();
        let goes = |audience: &Audience, url: &str| audience.contains(&Origin::of(url).unwrap());
        for host in Cloud::ALL.map(|cloud| cloud.address().trim_start_matches("https://")) {
            assert!(goes(&audience, &format!("https://{host}/v1.0")));
            assert!(goes(&audience, &format!("https://{}:443/v1.0", host.to_uppercase())));
            assert!(!goes(&audience, &format!("http://{host}/v1.0")));
            assert!(!goes(&audience, &format!("https://{host}:8443/v1.0")));
            assert!(!goes(&audience, &format!("https://{host}.evil.example/")));
            assert!(!goes(&audience, &format!("https://evil-{host}/")));
        }
        assert!(!goes(&audience, "http://127.0.0.1:8080/"));
        audience.add(Origin::of("http://127.0.0.1:8080/v1.0").unwrap());
        assert!(goes(&audience, "http://127.0.0.1:8080/beta"));
        assert!(!goes(&audience, "http://127.0.0.1:8081/"));
    }
}
