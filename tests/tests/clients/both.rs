//! A common interface of the two clients, so that each test runs with both.

use std::fmt;
use std::time::Duration;

use graph_models::client::{AsyncClient, BlockingClient, RetryPolicy, Settings, Token};
use graph_models::{AsyncTransport, Error, Request, Response, Transport, TransportError};
use tokio::runtime::{Builder, Runtime};

/// One of the two clients.
pub enum Client {
    Async(AsyncClient, Runtime),
    Blocking(BlockingClient),
}

impl Client {
    pub fn send<T: Response>(&self, request: &Request<T>) -> Result<T, Error> {
        match self {
            Self::Async(client, runtime) => runtime.block_on(client.send(request)),
            Self::Blocking(client) => client.send(request),
        }
    }

    pub fn send_http(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        match self {
            Self::Async(client, runtime) => runtime.block_on(AsyncTransport::send(client, request)),
            Self::Blocking(client) => Transport::send(client, request),
        }
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if matches!(self, Self::Async(..)) { "async" } else { "blocking" })
    }
}

pub fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Each client with these settings, and with a token if there is one.
pub fn clients(settings: &Settings, token: Option<&str>) -> [Client; 2] {
    let (mut asynchronous, mut blocking) =
        (AsyncClient::builder().settings(settings.clone()), BlockingClient::builder().settings(settings.clone()));
    if let Some(token) = token {
        asynchronous = asynchronous.token(Token::new(token));
        blocking = blocking.token(Token::new(token));
    }
    [Client::Async(asynchronous.build().unwrap(), runtime()), Client::Blocking(blocking.build().unwrap())]
}

/// Settings with short waits, unless the server asks for longer ones.
pub fn impatient() -> Settings {
    Settings::default().retry(RetryPolicy { first_delay: Duration::from_millis(1), ..RetryPolicy::default() })
}

/// Runs a test with each client.
pub fn with_both(settings: &Settings, token: Option<&str>, test: impl Fn(&Client)) {
    for client in clients(settings, token) {
        println!("the {client} client");
        test(&client);
    }
}

/// The transport error of a failed request.
#[track_caller]
pub fn transport_error<T: fmt::Debug>(outcome: Result<T, Error>) -> TransportError {
    match outcome {
        Err(Error::Transport(error)) => error,
        other => panic!("not a transport error: {other:?}"),
    }
}
