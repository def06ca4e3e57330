//! Typed models and request builders for Microsoft Graph.
//!
//! The crate has two parts:
//!
//! - [`runtime`] is written by hand. It knows the wire format of Graph objects, pages, requests and errors, but no
//!   particular Graph type. It does no I/O: a [`Request`] becomes an [`http::Request`], and decodes the
//!   [`http::Response`] that any HTTP client received. The features `reqwest` and `ureq` add clients, in `client`.
//! - The models and request builders are generated from the reference pages of Microsoft Graph, with one cargo feature
//!   for each workload. Without a feature, only the runtime is compiled, which is what other generated crates depend
//!   on.
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
//! - For authors of applications: the module `guide` (with the feature `m365-backup-storage`) shows how to read,
//!   change and send models, and what happens if the service deviates from the docs.
//! - For maintainers of bindings, and for other parts of Microsoft Graph: the command `graph-codegen` generates such a
//!   crate from any docs tree or a part of it. Its crate documentation has a guide.
//! - For authors of docs: `graph-codegen check` reports where a page contradicts itself. Its guide describes what is
//!   read from where.
//!
//! # Versions
//!
//! Semantic versioning; before 1.0, a new minor version may break. Removals and changes in the docs break here too;
//! additions do not: build structs with `..Default::default()`, and give each `match` over an enum an arm for
//! `UnknownValue`. The oldest Rust is 1.88, raised in minor versions only.

#[cfg(feature = "m365-backup-storage")]
#[doc = include_str!("guide.md")]
pub mod guide {
    #[doc = include_str!("guide/requests.md")]
    pub mod requests {}
}
pub mod runtime;

// Written and formatted by `graph-codegen generate`; rustfmt would format some lines differently.
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
