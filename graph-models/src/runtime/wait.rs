//! Waiting for what the service does in its own time.
//!
//! [`Request::wait_until`](crate::Request::wait_until) reads an object again and again until its status is one of those asked for. The pauses grow
//! ([`Backoff`]), a `Retry-After` of the service is kept to, and there is a deadline, one hour unless
//! [`Wait::within`] says otherwise.
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
//! In async code, the last line is `.run_async(&client, tokio::time::sleep).await?`, or the `sleep` of another runtime:
//! whatever takes a [`Duration`](std::time::Duration) and gives a future ([`AsyncSleep`]). [`Sleep`] is the same for
//! blocking code, so that tests need no real time.
//!
//! For operations that answer `202 Accepted` with the address of what is under way, see
//! [`accepted`](crate::runtime::accepted).

mod backoff;
mod error;
mod pace;
mod sleep;
mod until;

pub use backoff::Backoff;
pub use error::{Unfinished, UnfinishedReason, WaitError};
pub use pace::Pace;
pub use sleep::{AsyncSleep, Sleep};
pub use until::Wait;

pub(crate) use pace::Waiting;
pub(crate) use until::{asked, is_busy};
