//! What all generated crates share: the wire format of Microsoft Graph, without its types.
//!
//! | module | contents |
//! |---|---|
//! | [`property`] | a member that is absent, null or a value |
//! | [`additional`] | members of an object without a field |
//! | [`object`] | decoding and encoding generated structs |
//! | [`body`] | what can be sent for a documented base type |
//! | [`base`] | derived types of base types that are read as a struct |
//! | [`derived`] | values of a base type that can have any derived type |
//! | [`enumeration`] | decoding and encoding generated enums |
//! | [`scalar`] | dates, GUIDs, base64, 64-bit and floating-point numbers as on the wire |
//! | [`query`] | query options: typed names of properties, filters |
//! | [`cloud`] | the addresses of the services |
//! | [`path`], [`request`], [`operation`], [`permissions`] | building a request, and what is documented about it |
//! | [`response`], [`page`], [`delta`], [`error`] | results and errors |
//! | [`paging`] | reading a whole collection, and delta queries |
//! | [`batch`] | several requests in one call |
//! | [`wait`] | waiting for a status |
//! | [`accepted`] | operations that continue after their response |
//! | [`transport`] | the interface of HTTP clients |
//! | `client` | HTTP clients (features `reqwest`, `ureq`, `client`) |
//! | [`decode`] | decoding: strict, or tolerant of wrong docs |
//! | [`Reference`] | the body of `$ref` requests |

pub mod accepted;
pub mod additional;
pub mod base;
pub mod batch;
pub mod body;
#[cfg(feature = "client")]
pub mod client;
pub mod cloud;
pub mod decode;
pub mod delta;
pub mod derived;
pub mod enumeration;
pub mod error;
pub mod object;
pub mod operation;
pub mod page;
pub mod paging;
pub mod path;
pub mod permissions;
pub mod property;
pub mod query;
pub mod request;
pub mod response;
pub mod scalar;
pub mod transport;
pub mod wait;

mod encoding;
mod json_pointer;
mod origin;
mod reference;
mod relative;
mod send;
#[cfg(feature = "testing")]
pub mod testing;
mod text;

#[doc(no_inline)]
pub use http::Method;
#[doc(no_inline)]
pub use serde::{Serialize, de::MapAccess};

pub use accepted::{Accepted, Finished, Located, Monitor, Progress, Started};
pub use additional::Additional;
pub use batch::{Batch, BatchAnswers, BatchHandle};
pub use body::Body;
pub use cloud::{Cloud, Version};
pub use decode::{Decoded, Deviation};
pub use delta::{DeltaItem, DeltaPage, Removed};
pub use derived::Derived;
pub use enumeration::Enumeration;
pub use error::{
    BatchError, DecodeError, EncodeError, Error, ErrorBody, GraphError, NotModified, RequestError, RetryAfter,
};
pub use object::{Object, Writer};
pub use operation::Operation;
pub use page::{Page, UnreadableItem};
pub use paging::{Items, Pages};
pub use path::{Argument, Path};
pub use permissions::{Access, LeastPermissions, Permissions};
pub use property::Property;
pub use query::{Applies, Field, Filter, Many, Relationship, Search};
pub use reference::Reference;
pub use request::Request;
pub use response::{Bytes, Response, Text, Value};
pub use scalar::{
    Binary, Date, DateTimeOffset, Double, Duration, Guid, Int64, ScalarError, Single, TimeOfDay, Untyped,
};
pub use transport::{AsyncTransport, Transport, TransportError, TransportErrorKind, WithoutRedirects, WithoutToken};
pub use wait::{AsyncSleep, Backoff, Sleep, Unfinished, WaitError};

/// The crates that generated code refers to, so that a generated crate depends only on this one.
///
/// Not part of the public interface: use these crates directly.
#[doc(hidden)]
pub mod private {
    pub use http;
    pub use serde;
    pub use serde_json;
}
