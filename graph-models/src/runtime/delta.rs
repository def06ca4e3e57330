//! What has changed since: the items of delta queries.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::object::{Object, Writer};
use super::page::Page;
use super::property::Property;

/// A page of what has changed since. Its last page has a [`delta_link`](Page::delta_link), to ask again later.
///
/// ```
/// use graph_models::runtime::error::ErrorDetail as Item; // stands for a type such as `User`
/// use graph_models::{DeltaItem, DeltaPage};
///
/// let page: DeltaPage<Item> = serde_json::from_str(
///     r#"{"@odata.deltaLink": "https://…", "value": [{"code": "a"}, {"id": "2", "@removed": {"reason": "deleted"}}]}"#,
/// )?;
/// for item in &page {
///     match item {
///         DeltaItem::Present(item) => assert_eq!(item.code, "a"),
///         DeltaItem::Removed(removed) => {
///             assert_eq!((removed.id().as_deref(), removed.reason()), (Some("2"), Some("deleted")));
///         }
///     }
/// }
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// A request for `Page<User>` becomes one for this by `request.returning::<DeltaPage<User>>()`.
pub type DeltaPage<T> = Page<DeltaItem<T>>;

/// An object that was created or changed, or one that is gone.
#[derive(Clone, Debug, PartialEq)]
pub enum DeltaItem<T> {
    /// The object exists. What did not change may be absent from it.
    Present(T),
    /// The object is gone, as its member `@removed` says.
    Removed(Removed<T>),
}

impl<T> DeltaItem<T> {
    /// The object if it exists.
    pub fn present(&self) -> Option<&T> {
        match self {
            Self::Present(object) => Some(object),
            Self::Removed(_) => None,
        }
    }

    /// What is left of the object if it is gone.
    pub fn removed(&self) -> Option<&Removed<T>> {
        match self {
            Self::Present(_) => None,
            Self::Removed(removed) => Some(removed),
        }
    }

    /// Whether the object is gone.
    pub fn is_removed(&self) -> bool {
        self.removed().is_some()
    }

    /// The members that came, whether the object exists or not.
    pub fn into_object(self) -> T {
        match self {
            Self::Present(object) | Self::Removed(Removed { object }) => object,
        }
    }
}

impl<T: Object> From<T> for DeltaItem<T> {
    fn from(object: T) -> Self {
        if object.additional().is_removed() { Self::Removed(Removed { object }) } else { Self::Present(object) }
    }
}

/// An object that is gone.
#[derive(Clone, Debug, PartialEq)]
pub struct Removed<T> {
    /// The members that came: the `id` at least, seldom more.
    pub object: T,
}

impl<T: Object> Removed<T> {
    /// Why it is gone: `changed` (can come back) or `deleted` (for good).
    pub fn reason(&self) -> Option<&str> {
        self.object.additional().removed_reason()
    }

    /// The `id` of the object.
    pub fn id(&self) -> Option<String> {
        let mut id = Id(None);
        self.object.write(&mut id);
        id.0.or_else(|| self.object.additional().get_str("id").map(str::to_owned))
    }
}

/// Takes the value of the field `id`.
struct Id(Option<String>);

impl Writer for Id {
    fn property<T: Serialize + fmt::Debug>(&mut self, name: &'static str, value: &Property<T>) {
        if name == "id" {
            self.0 = serde_json::to_value(value).ok().and_then(|id| id.as_str().map(str::to_owned));
        }
    }
}

impl<T: Serialize> Serialize for DeltaItem<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Present(object) | Self::Removed(Removed { object }) => object.serialize(serializer),
        }
    }
}

impl<'de, T: Object + Deserialize<'de>> Deserialize<'de> for DeltaItem<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}
