//! The documented examples, served over HTTP on loopback (feature `mock`): a stand-in for Microsoft Graph to try clients
//! and their handling of faults against.
//!
//! A request is matched by method and path with the documented operations, and answered with the status, headers and
//! body of the example that fits it best. A documented request is always answered as documented. Beyond that the mock
//! remembers what clients do: what is posted to a collection gets an id, is listed, can be read back, changed and
//! deleted, and its `status` moves on as it is read. A request without what its page says to be required is answered with
//! 400, and what the state of an object does not allow with the error that the docs name: see [`Rules`].
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

/// How the mock behaves. The same options and the same requests in the same order give the same answers, but for the
/// date.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address to listen on.
    pub address: IpAddr,
    /// The port to listen on; 0 picks a free one.
    pub port: u16,
    /// How long each answer takes.
    pub latency: Option<Duration>,
    /// The fraction of requests, from 0 to 1, that are answered with 503.
    pub fail_rate: f64,
    /// Every how many requests one is answered with 429.
    pub throttle: Option<u64>,
    /// The `Retry-After` of 429 and 503, in seconds.
    pub retry_after: u32,
    /// The seed for ids and failures.
    pub seed: u64,
    /// The number of reads after which the status of an object moves on; 0 for never.
    pub progress: u32,
    /// How long-running work ends.
    pub outcome: Outcome,
    /// What the objects allow in which state.
    pub rules: Rules,
    /// How many objects are kept, the deleted ones among them; a request that would make more is answered with 507.
    pub most_objects: usize,
    /// How long a client may take for the head of a request, and for its body.
    pub patience: Duration,
    /// Whether it may listen on an address that other machines can reach.
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

/// How long-running work ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// All went well.
    #[default]
    Completed,
    /// Some of it did not, and the object's `error` says so.
    WithErrors,
    /// Nothing of it did, where the docs know such an end; else some of it did not.
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
    /// Starts to serve the examples of an API, in a thread of its own. Connections are taken as soon as this returns.
    ///
    /// # Errors
    /// The address cannot be listened at, or is one that other machines reach and `allow_remote` is not set.
    pub fn start(api: impl Into<Arc<Api>>, options: Options) -> io::Result<Server> {
        if !options.address.is_loopback() && !options.allow_remote {
            let message = format!(
                "{} is no loopback address: other machines could reach the mock. Allow that, or listen on 127.0.0.1",
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
            // What is still under way ends with the runtime.
            runtime.block_on(server::serve(listener, service, address, stopped));
        })?;
        Ok(Server { url, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens: `http://127.0.0.1:8080`. The API is below `/v1.0` and `/beta`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends it; connections are closed when this returns.
    pub fn stop(mut self) {
        self.end();
    }

    /// Serves until the process is interrupted (Ctrl-C), then ends it.
    ///
    /// # Errors
    /// The system does not tell of interruptions.
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
