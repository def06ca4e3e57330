//! Typed models and request builders for Microsoft Graph.
//!
//! The crate has two parts:
//!
//! - [`runtime`] is written by hand. It knows how a Graph object, page, request and error look on the wire, but no
//!   Graph type by name. It does no I/O: a [`Request`] turns into an [`http::Request`], and decodes an
//!   [`http::Response`] that any HTTP client brought. The features `reqwest` and `ureq` add clients, in `client`.
//! - The models and request builders are generated from the reference pages of Microsoft Graph, one cargo feature a
//!   workload. Without a feature, only the runtime is compiled: that is what a crate generated elsewhere depends on.
//!
//! ```
//! use graph_models::{Additional, Property};
//!
//! let mut name: Property<String> = "Adele".into();
//! assert_eq!(name, "Adele");
//! name = Property::Null; // a PATCH deletes the value …
//! name = Property::Absent; // … or leaves it alone
//! assert!(name.is_absent());
//! assert!(Additional::new().is_empty());
//! ```

#[cfg(feature = "m365-backup-storage")]
#[doc = include_str!("guide.md")]
pub mod guide {}
pub mod runtime;

// Written by `graph-codegen generate` and formatted by it: rustfmt has another opinion of some lines.
#[rustfmt::skip]
mod generated;

#[allow(unused_imports, reason = "nothing is generated without a feature")]
pub use generated::*;
#[cfg(feature = "client")]
pub use runtime::client;
pub use runtime::{
    Accepted, Additional, Argument, AsyncSleep, AsyncTransport, Backoff, Batch, BatchAnswers, BatchError, BatchHandle,
    Binary, Bytes, Date, DateTimeOffset, DecodeError, Decoded, DeltaItem, DeltaPage, Derived, Deviation, Double,
    Duration, EncodeError, Enumeration, Error, ErrorBody, Finished, GraphError, Guid, Int64, Items, Located, Monitor,
    Object, Operation, Page, Pages, Path, Permissions, Progress, Property, Reference, Removed, Request, RequestError,
    Response, RetryAfter, ScalarError, Single, Sleep, Started, Text, TimeOfDay, Transport, TransportError,
    TransportErrorKind, Unfinished, Untyped, Value, WaitError, WithoutToken,
};
pub use runtime::{Cloud, Field, Filter, Relationship, Search, Version};
