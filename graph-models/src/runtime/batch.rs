//! Several requests in one call: `$batch`.
//!
//! A [`Batch`] takes requests of any type, as long as they go to the same service. Each gives a [`BatchHandle`], which
//! later takes the answer out, decoded to its own type.
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
//! - The service takes [`MOST`] requests a call; more are split into several calls.
//! - A request can [come after](Batch::add_after) others. It is carried out when these have succeeded; if one has failed,
//!   its answer is `424 Failed Dependency`. The docs want a batch to be either fully sequential or fully parallel, so a
//!   chain of requests goes into one call, in which each depends on the one before. What is no chain is split into calls
//!   of requests that do not depend on each other; then this crate sees to the order, and to the 424.
//! - Bodies that are JSON travel as they are, all others, text included, as base64 in its URL-safe alphabet, with padding.
//!   Answers are read in either alphabet, padded or not; text may come as it is, and JSON in base64.
//! - Nothing is dropped: a request without an answer, or with two, has an error in the place of its answer, and
//!   [`BatchAnswers::problems`] lists what else is wrong, such as answers that nobody had asked for.
//! - Requests in a batch are throttled one by one. [`Batch::send_retrying`] sends those again that were refused with 429
//!   or 503, and those that failed on their account alone.
//!
//! See [the docs](https://learn.microsoft.com/graph/json-batching).
//!
//! # Without I/O
//!
//! [`Batch::start`] gives a [`BatchRun`]: requests for any HTTP client come out, and their answers go in.
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

/// How many requests the service takes in one call.
pub const MOST: usize = 20;

/// Several requests in one call; see [the module](self).
#[derive(Debug)]
#[must_use = "a batch does nothing until it is sent"]
pub struct Batch {
    /// Tells the handles of different batches apart.
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
    /// The requests that it comes after: earlier ones always.
    after: Vec<usize>,
}

impl Batch {
    /// An empty batch.
    pub fn new() -> Self {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        Self { number: NUMBERS.fetch_add(1, Ordering::Relaxed), root: None, entries: Vec::new() }
    }

    /// Adds a request that depends on no other.
    ///
    /// # Errors
    /// What is wrong with the request, as in [`Request::into_http`]; [`RequestError::OtherRoot`] if it goes to another
    /// service, or another version, than the first request of the batch; [`RequestError::NotJson`] if its body is said to
    /// be JSON, but is not.
    pub fn add<T>(&mut self, request: &Request<T>) -> Result<BatchHandle<T>, RequestError> {
        self.add_after(request, [] as [BatchId; 0])
    }

    /// Adds a request that is carried out when others have succeeded: handles of this batch, or their
    /// [ids](BatchHandle::id) where they are of several types.
    ///
    /// # Errors
    /// As [`Batch::add`]; [`RequestError::OtherBatch`] if a handle is one of another batch.
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

    /// Starts to send it, without I/O.
    pub fn start(self) -> BatchRun {
        BatchRun::new(self)
    }
}

/// Without the members, which hold the body.
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
