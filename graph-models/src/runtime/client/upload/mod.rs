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
//! let item: serde_json::Value = upload.send(&client, &mut file)?;
//! # Ok(()) }
//! ```

mod send;
mod session;
mod source;

pub use session::{Upload, UploadStep};
pub use source::AsyncSource;
#[cfg(feature = "reqwest")]
pub use source::Seekable;
