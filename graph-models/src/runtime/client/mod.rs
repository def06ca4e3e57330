//! HTTP clients: `AsyncClient` over reqwest, `BlockingClient` over ureq (features `reqwest` and `ureq`).
//!
//! Both are a [`Transport`](crate::Transport), so that everything that works with one works with them: pages, batches,
//! long-running operations. All that is not I/O (tokens, attempts, redirects, uploads) they share; it is in
//! [`Exchange`] and [`Upload`], which any other HTTP client can drive as well (feature `client`).
//!
//! # What comes of a failure
//!
//! | what happens | outcome |
//! |---|---|
//! | nobody listens, the name is unknown, the certificate is not trusted | sent again, whatever the verb; then [`Connect`](K::Connect) |
//! | the connection breaks before the response is complete | `GET`, `PUT`, `DELETE`: sent again; then, and for `POST` and `PATCH` at once, [`Interrupted`](K::Interrupted) |
//! | no complete response within [`Settings::timeout`] | [`Timeout`](K::Timeout) at once |
//! | `429`, `503`, `509` | sent again after `Retry-After`, whatever the verb; the last answer is a [`GraphError`](crate::GraphError) that says when to come back |
//! | `504` | `GET`, `PUT`, `DELETE`: as `503`; `POST`, `PATCH`: a `GraphError` at once |
//! | `Retry-After` beyond [`RetryPolicy::max_delay`] or [`RetryPolicy::deadline`] | the `GraphError` at once, nobody waits |
//! | `401`, and the provider has another token | sent once more with it, claims challenges included; else the `GraphError` |
//! | no token can be had | [`Token`](K::Token), nothing is sent |
//! | the token provider does not answer within [`Settings::timeout`] | [`Timeout`](K::Timeout), nothing is sent |
//! | a redirect of a `GET` | followed, to another origin without the token and the headers meant for the service |
//! | `302`, `303` of a long-running operation ([`WithoutRedirects`](crate::WithoutRedirects)) | the response itself: the operation has ended, and its result is there |
//! | `301`, `307`, `308` of a long-running operation | followed as any other: it is to be asked there |
//! | `304` to a conditional request | [`Error::NotModified`](crate::Error::NotModified) |
//! | a redirect from `https` to `http`, to no URL, or one too many | [`Redirect`](K::Redirect) |
//! | a redirect of anything else | the response itself: a `GraphError`, unless it is documented |
//! | more bytes than [`Settings::max_response`] | [`TooLarge`](K::TooLarge), the rest is not read |
//! | a body that is not what the docs say: cut JSON, HTML | [`DecodeError`](crate::DecodeError) with line and column; with an error status a `GraphError` that has it as text |
//! | another `Content-Type` than documented | none: the body decides |
//! | an `@odata.nextLink` to another origin | [`ForeignLink`](crate::RequestError::ForeignLink), nothing is sent |
//!
//! # Where tokens go
//!
//! To Microsoft Graph, in each of its clouds and over `https`, and wherever [`Settings::token_host`] says. A request to
//! anywhere else goes without one: a redirect of a download to a storage host, the progress of a long-running operation
//! on another host, the pieces of an upload. A token that has left its origin for a redirect does not come back.
//!
//! Requests that want the same token at the same time share one call of the provider: its error goes to all of them, and
//! the next request asks anew. Users of one client do not share where the provider tells them apart
//! ([`TokenProvider::identity`]). For the blocking client the call runs in a thread of its own, without the thread-local
//! values of the caller, so that a provider that does not return holds up nobody beyond the time; the thread ends with
//! the provider.
//!
//! # TLS
//!
//! rustls with ring, and the certificates that the operating system trusts. Proxies are taken from the environment
//! (`HTTPS_PROXY`, `NO_PROXY`); plain `http` to this machine never goes through one of them, since a token would go along
//! unencrypted. For anything else, give the builder an HTTP client of your own, which keeps its proxies; a feature
//! such as `gzip` of reqwest or ureq, turned on beside this crate, works here as well.

#[allow(unused_imports, reason = "for links of the documentation")]
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

/// An error of a request to this URL: its scheme, host and port are told, since the rest can be a secret.
#[cfg(any(feature = "reqwest", feature = "ureq"))]
fn told(
    kind: crate::runtime::transport::TransportErrorKind,
    uri: &http::Uri,
) -> crate::runtime::transport::TransportError {
    use crate::runtime::origin::Origin;
    use crate::runtime::transport::{TransportError, TransportErrorKind};

    let what = match kind {
        TransportErrorKind::Connect => "cannot connect to",
        TransportErrorKind::Timeout => "no complete answer in time from",
        TransportErrorKind::Interrupted => "the connection broke before the answer was complete, to",
        TransportErrorKind::TooLarge => "more bytes than allowed came from",
        _ => "cannot send a request to",
    };
    let place = Origin::of_uri(uri).map_or_else(|| "the service".to_owned(), |origin| origin.to_string());
    TransportError::new(kind, format!("{what} {place}"))
}

/// Whether a request goes to this machine, and not encrypted.
#[cfg(any(feature = "reqwest", feature = "ureq"))]
fn is_local(uri: &http::Uri) -> bool {
    crate::runtime::origin::Origin::of_uri(uri).is_some_and(|origin| origin.is_loopback() && !origin.is_secure())
}
