//! Large files, piece by piece, into an upload session.
//!
//! An operation such as `createUploadSession` answers with a session whose `uploadUrl` takes the bytes. That URL is a
//! secret that stands for itself: no token goes along.
//!
//! ```no_run
//! # #[cfg(feature = "ureq")] fn run(url: &str) -> Result<(), Box<dyn std::error::Error>> {
//! use graph_models::client::{BlockingClient, Upload};
//! use std::fs::File;
//!
//! let client = BlockingClient::builder().build()?;
//! let mut file = File::open("report.pdf")?;
//! let mut upload = Upload::new(url, file.metadata()?.len())?;
//! let uploaded = upload.send(&client, &mut file)?;
//! // The file is there. What the service made of it, where it says so:
//! let item: Option<serde_json::Value> = uploaded.decode()?;
//! let address = uploaded.location();
//! # Ok(()) }
//! ```
//!
//! # When it is done
//!
//! When the service says so, and at no other time: by the item that it made of the file, or, once all bytes were sent, by
//! `201 Created` or by a session that wants no range. An item that is smaller than the file is no end while bytes are
//! missing, nor is one in the answer to a question. An error, a session and what comes with `202 Accepted` are never an
//! item. Any other answer (ranges that can't be read, the HTML of a proxy, no body) leads to the next piece or to a question
//! to the session.
//!
//! A service may answer three times without leading on: unclearly, or by wanting bytes again. The fourth such answer ends
//! the upload with an error. Only a byte further on than all that was wanted before starts the count anew.

mod request;
mod said;
mod send;
mod session;
mod source;
mod uploaded;
mod verdict;

pub use request::UploadRequest;
pub use session::{Upload, UploadStep};
pub use source::AsyncSource;
#[cfg(feature = "reqwest")]
pub use source::Seekable;
pub use uploaded::Uploaded;
