//! Uploading large files piece by piece with an upload session.
//!
//! An operation such as `createUploadSession` returns a session whose `uploadUrl` accepts the bytes. The URL itself is
//! the secret, and no token is sent with it.
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
//! # When an upload is done
//!
//! Only the service decides: by returning the item made from the file, or, after all bytes were sent, by `201 Created`
//! or a session without expected ranges. An item that is smaller than the file does not end the upload while bytes are
//! missing, and neither does an item in the response to a status query. An error, a session and the body of a `202
//! Accepted` are never an item. After any other response (invalid ranges, HTML of a proxy, no body), the upload
//! continues with the next piece or with a status query.
//!
//! Three responses may fail to make progress: unclear ones, and ones that ask for bytes again. The fourth ends the
//! upload with an error. The count restarts when the service expects a later byte than ever before.

mod reply;
mod request;
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
