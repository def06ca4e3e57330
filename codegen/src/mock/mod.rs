//! Serves the documented examples over HTTP on loopback (feature `mock`): a stand-in for Microsoft Graph for testing
//! clients and their error handling.
//!
//! A request is matched to a documented operation by method and path, and answered with the status, headers and body
//! of the example that fits best. A documented request always gets the documented response. In addition, the mock
//! keeps state: an object that is posted to a collection gets an id, is listed, and can be read, changed and deleted;
//! its `status` advances as it is read. A request without something that its page marks as required gets 400. What an
//! object's state does not allow is rejected with the documented error: see [`Rules`].
//!
//! ```no_run
//! use graph_codegen::{generate, mock};
//!
//! let api = generate::model("docs/v1.0".into())?.api;
//! let rules = mock::Rules::of_docs("docs/v1.0".into(), &api)?;
//! let server = mock::Server::start(api, mock::Options { rules, ..mock::Options::default() })?;
//! println!("send requests to {}/v1.0", server.url());
//! server.stop();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod answer;
mod batch;
mod call;
mod catalog;
mod children;
mod demands;
mod incoming;
mod list;
mod objects;
mod progress;
mod random;
mod rules;
mod server;
mod service;
mod store;

pub use rules::{FILE_NAME, Rules, RulesError};

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::model::Api;

/// How the mock behaves. The same options and the same requests in the same order give the same responses, except for
/// the date.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address to listen on.
    pub address: IpAddr,
    /// The port to listen on; 0 picks a free one.
    pub port: u16,
    /// The delay of each response.
    pub latency: Option<Duration>,
    /// The fraction of requests, from 0 to 1, that get 503.
    pub fail_rate: f64,
    /// Every how many requests one gets 429.
    pub throttle: Option<u64>,
    /// The `Retry-After` of 429 and 503, in seconds.
    pub retry_after: u32,
    /// The seed for ids and failures.
    pub seed: u64,
    /// The number of reads after which the status of an object advances; 0 for never.
    pub progress: u32,
    /// How long-running work ends.
    pub outcome: Outcome,
    /// What is allowed in which state.
    pub rules: Rules,
    /// The maximum number of stored objects, including deleted ones; a request that would exceed it gets 507.
    pub most_objects: usize,
    /// The time limit for receiving the head of a request, and for its body.
    pub patience: Duration,
    /// Whether to allow an address that other machines can reach.
    pub allow_remote: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            address: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            latency: None,
            fail_rate: 0.0,
            throttle: None,
            retry_after: 1,
            seed: 0,
            progress: 1,
            outcome: Outcome::Completed,
            rules: Rules::default(),
            most_objects: 10_000,
            patience: Duration::from_secs(30),
            allow_remote: false,
        }
    }
}

/// The outcome of long-running work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// Everything succeeds.
    #[default]
    Completed,
    /// A part fails, and the object's `error` says so.
    WithErrors,
    /// Everything fails if a status for that is documented; else a part fails.
    Failed,
}

/// A running mock. It ends with [`Server::stop`], or when it is dropped.
#[derive(Debug)]
pub struct Server {
    url: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts serving the examples of an API in a new thread. Connections are accepted as soon as this returns.
    ///
    /// # Errors
    /// The address cannot be used, or it is reachable from other machines and `allow_remote` is not set.
    pub fn start(api: impl Into<Arc<Api>>, options: Options) -> io::Result<Server> {
        if !options.address.is_loopback() && !options.allow_remote {
            let message = format!(
                "{} is not a loopback address: other machines could reach the mock. Listen on 127.0.0.1, or allow remote access",
                options.address
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let listener = TcpListener::bind(SocketAddr::new(options.address, options.port))?;
        listener.set_nonblocking(true)?;
        let url = format!("http://{}", listener.local_addr()?);
        let service = Arc::new(service::Service::new(catalog::Catalog::new(api.into()), options));
        let (stop, stopped) = oneshot::channel();
        let runtime = runtime()?;
        let address = url.clone();
        let thread = std::thread::Builder::new().name("mock".to_owned()).spawn(move || {
            // Open requests end with the runtime.
            runtime.block_on(server::serve(listener, service, address, stopped));
        })?;
        Ok(Server { url, stop: Some(stop), thread: Some(thread) })
    }

    /// The URL of the server: `http://127.0.0.1:8080`. The API is below `/v1.0` and `/beta`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops the server; connections are closed when this returns.
    pub fn stop(mut self) {
        self.end();
    }

    /// Serves until the process is interrupted (Ctrl-C), then stops.
    ///
    /// # Errors
    /// The signal handler cannot be installed.
    pub fn serve_until_interrupted(self) -> io::Result<()> {
        runtime()?.block_on(tokio::signal::ctrl_c())?;
        self.stop();
        Ok(())
    }

    fn end(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}
