//! Waiting until an object has a certain status.
//!
//! [`Request::wait_until`](crate::Request::wait_until) polls an object until its status is one of the given values.
//! The pauses grow ([`Backoff`]), a `Retry-After` of the service is respected, and there is a deadline, one hour
//! unless [`Wait::within`] sets another.
//!
//! ```
//! # use graph_models::runtime::error::ErrorDetail as Session;
//! # use graph_models::{Error, Request, Transport, WaitError};
//! # use std::time::Duration;
//! # fn example(read: Request<Session>, client: impl Transport) -> Result<(), Error> {
//! let session = read
//!     .wait_until(|session| &session.code, ["completed", "completedWithErrors"])
//!     .or_stop_at(["failed"])
//!     .within(Duration::from_secs(8 * 3600))
//!     .run(&client)?;
//! # Ok(())
//! # }
//! ```
//!
//! In async code, the last line is `.run_async(&client, tokio::time::sleep).await?`, or the `sleep` of another
//! runtime: any function from a [`Duration`](std::time::Duration) to a future ([`AsyncSleep`]). [`Sleep`] is the same
//! for blocking code, so that tests need no real time.
//!
//! For operations that return `202 Accepted` with the address of the operation in progress, see
//! [`accepted`](crate::runtime::accepted).

mod backoff;
mod error;
mod schedule;
mod sleep;
mod until;

pub use backoff::Backoff;
pub use error::{Unfinished, UnfinishedReason, WaitError};
pub use schedule::PollSchedule;
pub use sleep::{AsyncSleep, Sleep};
pub use until::Wait;

pub(crate) use schedule::Waiting;
pub(crate) use until::{asked, is_busy};
