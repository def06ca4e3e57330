//! HTTP clients: `AsyncClient` over reqwest, `BlockingClient` over ureq (features `reqwest` and `ureq`).
//!
//! Both are a [`Transport`](crate::Transport), so that pages, batches and long-running operations work with them. They
//! share everything but I/O (tokens, attempts, redirects, uploads). This part is in [`Exchange`] and [`Upload`], which
//! any other HTTP client can drive too (feature `client`).
//!
//! # Handling of failures
//!
//! | event | result |
//! |---|---|
//! | connection refused, unknown host name, untrusted certificate | repeated for all methods; then [`Connect`](K::Connect) |
//! | the connection breaks before the response is complete | `GET`, `PUT`, `DELETE`: repeated; then, and for `POST` and `PATCH` at once, [`Interrupted`](K::Interrupted) |
//! | no complete response within [`Settings::timeout`] | [`Timeout`](K::Timeout) at once |
//! | `429`, `503`, `509` | repeated after `Retry-After` for all methods; the last response is a [`GraphError`](crate::GraphError) with the time to wait |
//! | `504` | `GET`, `PUT`, `DELETE`: as `503`; `POST`, `PATCH`: a `GraphError` at once |
//! | `Retry-After` beyond [`RetryPolicy::max_delay`] or [`RetryPolicy::deadline`] | the `GraphError` at once, without waiting |
//! | `401`, and the provider has a different token | repeated once with it, including claims challenges; else the `GraphError` |
//! | the token provider fails | [`Token`](K::Token), nothing is sent |
//! | the token provider does not return within [`Settings::timeout`] | [`Timeout`](K::Timeout), nothing is sent |
//! | a redirect of a `GET` | followed; to another origin without the token and service-specific headers |
//! | `302`, `303` of a long-running operation ([`WithoutRedirects`](crate::WithoutRedirects)) | the response itself: the operation has ended, and the target is its result |
//! | `301`, `307`, `308` of a long-running operation | followed: the operation has a new address |
//! | `304` to a conditional request | [`Error::NotModified`](crate::Error::NotModified) |
//! | a redirect from `https` to `http`, to an invalid URL, or one too many | [`Redirect`](K::Redirect) |
//! | a redirect of any other request | the response itself: a `GraphError`, unless it is documented |
//! | more bytes than [`Settings::max_response`] | [`TooLarge`](K::TooLarge), the rest is not read |
//! | an unexpected body: truncated JSON, HTML | [`DecodeError`](crate::DecodeError) with line and column; with an error status a `GraphError` with the text |
//! | a different `Content-Type` than documented | no error: the body decides |
//! | an `@odata.nextLink` to another origin | [`ForeignLink`](crate::RequestError::ForeignLink), nothing is sent |
//!
//! # Where tokens go
//!
//! To Microsoft Graph in each of its clouds, over `https`, and to hosts added by [`Settings::token_host`]. Requests to
//! other hosts have no token: a redirected download from a storage host, the progress of a long-running operation on
//! another host, the pieces of an upload. After a redirect to another origin, the token is not sent again.
//!
//! Requests that need the same token at the same time share one call of the provider: all of them get its error, and
//! the next request starts a new call. Different users of one client do not share tokens if the provider distinguishes
//! them ([`TokenProvider::identity`]). For the blocking client, the call runs in its own thread, without the
//! thread-local values of the caller, so that a provider that does not return cannot block requests beyond the
//! timeout; the thread ends with the provider.
//!
//! # TLS
//!
//! rustls with ring, and the certificates that the operating system trusts. Proxies are taken from the environment
//! (`HTTPS_PROXY`, `NO_PROXY`); plain `http` to this machine never uses a proxy, because the token would be sent
//! unencrypted. For other settings, give the builder your own HTTP client, which keeps its proxies. Features of
//! reqwest or ureq such as `gzip`, enabled in your crate, work here too.

#[allow(unused_imports, reason = "for links in the documentation")]
use super::transport::TransportErrorKind as K;

#[cfg(any(feature = "reqwest", feature = "ureq"))]
mod builder;
mod challenge;
mod exchange;
#[cfg(any(feature = "reqwest", feature = "ureq"))]
mod flight;
mod policy;
mod redirect;
#[cfg(feature = "reqwest")]
mod reqwest;
mod settings;
#[cfg(any(feature = "reqwest", feature = "ureq"))]
mod tls;
mod token;
mod upload;
#[cfg(feature = "ureq")]
mod ureq;

#[cfg(any(feature = "reqwest", feature = "ureq"))]
pub use builder::ClientBuilder;
pub use exchange::{Exchange, Moment, Step};
pub use policy::RetryPolicy;
#[cfg(feature = "reqwest")]
pub use reqwest::{AsyncClient, AsyncParts};
pub use settings::Settings;
pub use token::{AsyncTokenProvider, Token, TokenContext, TokenError, TokenFrom, TokenProvider, token_from};
pub use upload::*;
#[cfg(feature = "ureq")]
pub use ureq::{BlockingClient, BlockingParts};

/// An error of a request to this URL. Only scheme, host and port are included, because the rest can be a secret.
#[cfg(any(feature = "reqwest", feature = "ureq"))]
fn told(
    kind: crate::runtime::transport::TransportErrorKind,
    uri: &http::Uri,
) -> crate::runtime::transport::TransportError {
    use crate::runtime::origin::Origin;
    use crate::runtime::transport::{TransportError, TransportErrorKind};

    let what = match kind {
        TransportErrorKind::Connect => "cannot connect to",
        TransportErrorKind::Timeout => "no complete response in time from",
        TransportErrorKind::Interrupted => "the connection broke before the response was complete, to",
        TransportErrorKind::TooLarge => "received more bytes than allowed from",
        _ => "cannot send a request to",
    };
    let place = Origin::of_uri(uri).map_or_else(|| "the service".to_owned(), |origin| origin.to_string());
    TransportError::new(kind, format!("{what} {place}"))
}

/// Whether a request goes to this machine without encryption.
#[cfg(any(feature = "reqwest", feature = "ureq"))]
fn is_local(uri: &http::Uri) -> bool {
    crate::runtime::origin::Origin::of_uri(uri).is_some_and(|origin| origin.is_loopback() && !origin.is_secure())
}
