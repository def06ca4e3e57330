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
//! When the service says so, and at no other time: by `201 Created`, by the item that it made of the file, or by a session
//! that wants no range although all were sent. An answer that says neither (no ranges that can be read, the HTML of a
//! proxy, no body) leads to the next piece or to a question to the session, never to the end; a service that does not
//! give a clear answer three times in a row ends the upload with an error.

mod request;
mod said;
mod send;
mod session;
mod source;
mod uploaded;

pub use request::UploadRequest;
pub use session::{Upload, UploadStep};
pub use source::AsyncSource;
#[cfg(feature = "reqwest")]
pub use source::Seekable;
pub use uploaded::Uploaded;
