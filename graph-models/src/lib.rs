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
//!
//! # Guides
//!
//! - You write an application: the module `guide` (with the feature `m365-backup-storage`) shows how to read, change and send
//!   models, and what happens where the service does not do as documented.
//! - You maintain bindings, or need other parts of Microsoft Graph: the command `graph-codegen` writes such a crate from any
//!   docs tree, whole or in part, and its crate documentation has a guide for you.
//! - You write docs: `graph-codegen check` says where a page contradicts itself; its guide says what is read from where.
//!
//! # Versions
//!
//! Semantic versioning; before 1.0, a new minor version may break. What the docs drop or change breaks here as well; what
//! they add does not: build structs with `..Default::default()`, and give each `match` over an enum an arm for
//! `UnknownValue`. The oldest Rust is 1.88, raised in minor versions only.

#[cfg(feature = "m365-backup-storage")]
#[doc = include_str!("guide.md")]
pub mod guide {
    #[doc = include_str!("guide/requests.md")]
    pub mod requests {}
}
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
    NotModified, Object, Operation, Page, Pages, Path, Permissions, Progress, Property, Reference, Removed, Request,
    RequestError, Response, RetryAfter, ScalarError, Single, Sleep, Started, Text, TimeOfDay, Transport,
    TransportError, TransportErrorKind, Unfinished, UnreadableItem, Untyped, Value, WaitError, WithoutRedirects,
    WithoutToken,
};
pub use runtime::{Access, Cloud, Field, Filter, LeastPermissions, Relationship, Search, Version};
