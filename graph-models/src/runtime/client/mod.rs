//! HTTP clients: async over reqwest, blocking over ureq (features of the same names).

#[cfg(any(feature = "reqwest", feature = "ureq"))]
mod builder;
mod challenge;
mod exchange;
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
pub use exchange::{Exchange, Moment, Step, WithoutToken};
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
