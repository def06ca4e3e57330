//! Access tokens: who gives them, and where they may go.

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

/// An access token. It does not show in `Debug`, and leaves only in the header `Authorization`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A token as it was issued, without `Bearer`.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// The value of the header.
    pub(super) fn header(&self) -> Result<HeaderValue, TransportError> {
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.0)).map_err(|_| {
            TransportError::new(TransportErrorKind::Token, "the token has characters that no header can carry")
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

/// What a token is wanted for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenContext {
    /// The host that the token will be sent to, such as `graph.microsoft.com`.
    pub host: String,
    /// The claims that the service asks for (continuous access evaluation, conditional access), as JSON decoded from
    /// its challenge; to be sent to the authority as they are. A cached token won't do.
    pub claims: Option<String>,
    /// Whether the service has just refused the last token (`401 Unauthorized`). If the provider gives another one, the
    /// request is sent once more; if it gives the same, that answer is the outcome.
    pub refused: bool,
    /// What the provider said of [whose token this is](TokenProvider::identity).
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

    /// The scope to ask the authority for: all permissions that were granted to the application, such as
    /// `https://graph.microsoft.com/.default`.
    #[must_use]
    pub fn default_scope(&self) -> String {
        format!("https://{}/.default", self.host)
    }
}

/// Gives tokens to a blocking client, which asks before each attempt: a provider caches.
///
/// Requests that want the same token at the same time share one call: a provider for several users has an
/// [identity](Self::identity) for each.
pub trait TokenProvider: Send + Sync {
    /// A token; `None` if the request is to go without one. The client calls this in a thread of its own, which does not
    /// have the thread-local values of the thread that sends; [`TokenContext::identity`] says who that is.
    ///
    /// # Errors
    /// No token can be had. The request is not sent, and fails with [`TransportErrorKind::Token`].
    fn token(&self, context: TokenContext) -> Result<Option<Token>, TokenError>;

    /// Whose token this is: requests share a call of the provider only where this is equal. Asked where the request is
    /// sent, in the thread of the caller. A provider that signs in the user of the current task or thread returns
    /// something that tells users apart.
    fn identity(&self) -> u64 {
        0
    }
}

/// As [`TokenProvider`], for the async client: requests that want the same token at the same time share one call as
/// well.
pub trait AsyncTokenProvider: Send + Sync {
    /// A token; `None` if the request is to go without one. Any of the tasks that wait for this token may drive the
    /// future.
    ///
    /// # Errors
    /// As [`TokenProvider::token`].
    fn token(&self, context: TokenContext) -> impl Future<Output = Result<Option<Token>, TokenError>> + Send;

    /// Whose token this is: requests share a call of the provider only where this is equal. Asked where the request is
    /// sent, in the task of the caller. A provider that signs in the user of the current task or thread returns something
    /// that tells users apart.
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

/// A provider that is a function; made by [`token_from`].
#[derive(Clone, Copy)]
pub struct TokenFrom<F>(F);

/// Makes a function a token provider. For the blocking client it returns a token, for the async client the future of one.
///
/// Requests that want a token for the same host at the same time share one call of the function, and so its token. A
/// provider for several users implements [`TokenProvider`] or [`AsyncTokenProvider`] with an
/// [`identity`](TokenProvider::identity). The blocking client calls the function in a thread of its own, which does not
/// have the thread-local values of the thread that sends.
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

/// An async provider behind a pointer, so that the type of the client does not name it.
#[cfg_attr(not(feature = "reqwest"), allow(dead_code, reason = "of the async client"))]
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

/// Where tokens go: to Microsoft Graph in each of its clouds, always encrypted, and wherever else the caller says.
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
    fn a_token_does_not_show() {
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
