//! Several requests in one call: `$batch`.
//!
//! A [`Batch`] contains requests of any type to the same service. Each has a [`BatchHandle`], which later gets its
//! response, decoded to the right type.
//!
//! ```
//! # use graph_models::runtime::error::ErrorDetail as User;
//! # use graph_models::runtime::batch::Batch;
//! # use graph_models::{Bytes, Error, Request, Transport};
//! # fn example(me: Request<User>, photo: Request<Bytes>, client: impl Transport) -> Result<(), Error> {
//! let mut batch = Batch::new();
//! let me = batch.add(&me)?;
//! let photo = batch.add(&photo)?;
//! let answers = batch.send(&client)?;
//! println!("{:?}", answers.get(me)?.code);
//! if let Err(error) = answers.get(photo) {
//!     println!("no photo: {error}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Rules
//!
//! - The service allows [`MOST`] requests per call; larger batches are split into several calls.
//! - A request can [depend on](Batch::add_after) others. It is carried out after these have succeeded; if one has
//!   failed, its response is `424 Failed Dependency`. According to the docs, a batch must be either fully sequential
//!   or fully parallel. Therefore a chain of requests becomes one call in which each depends on the one before. Other
//!   requests are split into calls of independent requests, and this crate handles their order and the 424.
//! - JSON bodies are sent as JSON, all others, including text, as base64 with the URL-safe alphabet and padding.
//!   Responses can use either alphabet, with or without padding; text can be plain, and JSON can be in base64.
//! - Nothing is dropped: a request without a response, or with two, has an error instead, and
//!   [`BatchAnswers::problems`] lists other problems, such as responses to unknown requests.
//! - Requests in a batch are throttled separately. [`Batch::send_retrying`] repeats those that were rejected with 429
//!   or 503, and those that failed only because of them.
//!
//! See [the docs](https://learn.microsoft.com/graph/json-batching).
//!
//! # Without I/O
//!
//! [`Batch::start`] returns a [`BatchRun`], which makes requests for any HTTP client and accepts their responses.
//!
//! ```
//! # use graph_models::runtime::batch::{Batch, BatchAnswers};
//! # use graph_models::{Error};
//! # fn example(batch: Batch, send: impl Fn(http::Request<Vec<u8>>) -> http::Response<Vec<u8>>) -> Result<BatchAnswers, Error> {
//! let mut run = batch.start();
//! while let Some(request) = run.request()? {
//!     run.accept(&send(request))?;
//! }
//! # Ok(run.into_answers())
//! # }
//! ```

mod answers;
mod handle;
mod part;
mod plan;
mod run;
mod send;

pub use answers::BatchAnswers;
pub use handle::{BatchHandle, BatchId};
pub use run::{BatchRun, Throttled};
pub use send::BatchFailure;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::error::RequestError;
use super::request::Request;
use super::response::Asked;

/// The maximum number of requests in one call.
pub const MOST: usize = 20;

/// Several requests in one call; see [the module](self).
#[derive(Debug)]
#[must_use = "a batch does nothing until it is sent"]
pub struct Batch {
    /// Distinguishes the handles of different batches.
    number: u64,
    /// The root of the service; that of the first request.
    root: Option<Arc<str>>,
    entries: Vec<Entry>,
}

/// One request of a batch.
struct Entry {
    /// Its members on the wire, except `id` and `dependsOn`, and without braces.
    members: String,
    asked: Asked,
    /// The earlier requests that it depends on.
    after: Vec<usize>,
}

impl Batch {
    /// An empty batch.
    pub fn new() -> Self {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        Self { number: NUMBERS.fetch_add(1, Ordering::Relaxed), root: None, entries: Vec::new() }
    }

    /// Adds an independent request.
    ///
    /// # Errors
    /// The errors of [`Request::into_http`]; [`RequestError::OtherRoot`] if the request goes to another service, or
    /// another version, than the first request of the batch; [`RequestError::NotJson`] if its body is declared as
    /// JSON, but is not.
    pub fn add<T>(&mut self, request: &Request<T>) -> Result<BatchHandle<T>, RequestError> {
        self.add_after(request, [] as [BatchId; 0])
    }

    /// Adds a request that is carried out after others have succeeded: handles of this batch, or their
    /// [ids](BatchHandle::id) if their types differ.
    ///
    /// # Errors
    /// See [`Batch::add`]; [`RequestError::OtherBatch`] if a handle belongs to another batch.
    pub fn add_after<T>(
        &mut self,
        request: &Request<T>,
        after: impl IntoIterator<Item = impl Into<BatchId>>,
    ) -> Result<BatchHandle<T>, RequestError> {
        let after = after.into_iter().map(|id| id.into().index_in(self.number).ok_or(RequestError::OtherBatch));
        let mut after = after.collect::<Result<Vec<usize>, _>>()?;
        after.sort_unstable();
        after.dedup();
        let root = self.root.clone().unwrap_or_else(|| request.base().clone());
        let members = part::members(request, &root)?;
        self.root = Some(root);
        self.entries.push(Entry { members, asked: request.asked(), after });
        Ok(BatchHandle::new(self.number, self.entries.len() - 1))
    }

    /// The number of requests.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no requests.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Starts sending it, without I/O.
    pub fn start(self) -> BatchRun {
        BatchRun::new(self)
    }
}

/// Without the members, which contain the body.
impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("after", &self.after).finish_non_exhaustive()
    }
}

impl Default for Batch {
    fn default() -> Self {
        Self::new()
    }
}
