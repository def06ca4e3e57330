//! The same types four times: generated, with derived serde implementations, with derived implementations and a
//! flattened map, and as `serde_json::Value`.
//!
//! [`schema`] lists the fields once; the other modules make structs from it, so that the benchmarks differ only in the
//! way of decoding.

#![allow(dead_code, reason = "no benchmark uses everything")]

#[macro_use]
mod schema;
pub mod derived;
pub mod flattened;
pub mod input;
pub mod ours;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// One of the four ways.
pub trait Way: 'static {
    /// Its name in tables.
    const NAME: &'static str;
    /// A page of users.
    type Users: DeserializeOwned + Serialize + Sync;
    /// A page of messages.
    type Messages: DeserializeOwned + Serialize + Sync;
    /// A page of restore artifacts.
    type Artifacts: DeserializeOwned + Serialize + Sync;
}

/// Types as the generator writes them.
pub struct Ours;

impl Way for Ours {
    const NAME: &'static str = "graph-models";
    type Users = graph_models::Page<ours::User>;
    type Messages = graph_models::Page<ours::Message>;
    type Artifacts = graph_models::Page<graph_models::models::MailboxRestoreArtifact>;
}

/// `#[derive(Serialize, Deserialize)]` on structs of `Option`s; other members are dropped.
pub struct Derive;

impl Way for Derive {
    const NAME: &'static str = "derive";
    type Users = derived::Page<derived::User>;
    type Messages = derived::Page<derived::Message>;
    type Artifacts = derived::Page<derived::MailboxRestoreArtifact>;
}

/// Like [`Derive`], with other members in a `#[serde(flatten)]` map.
pub struct Flatten;

impl Way for Flatten {
    const NAME: &'static str = "derive + flatten";
    type Users = flattened::Page<flattened::User>;
    type Messages = flattened::Page<flattened::Message>;
    type Artifacts = flattened::Page<flattened::MailboxRestoreArtifact>;
}

/// Untyped JSON.
pub struct Json;

impl Way for Json {
    const NAME: &'static str = "Value";
    type Users = serde_json::Value;
    type Messages = serde_json::Value;
    type Artifacts = serde_json::Value;
}
