//! The items of delta queries: changes since the last query.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::object::{Object, Writer};
use super::page::Page;
use super::property::Property;

/// A page of changes. The last page has a [`delta_link`](Page::delta_link) for the next query.
///
/// ```
/// use graph_models::runtime::error::ErrorDetail as Item; // represents a type such as `User`
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
/// `request.returning::<DeltaPage<User>>()` turns a request for `Page<User>` into one for this.
pub type DeltaPage<T> = Page<DeltaItem<T>>;

/// An object that was created or changed, or one that was deleted.
#[derive(Clone, Debug, PartialEq)]
pub enum DeltaItem<T> {
    /// The object exists. Unchanged properties may be absent.
    Present(T),
    /// The object was deleted, according to its member `@removed`.
    Removed(Removed<T>),
}

impl<T> DeltaItem<T> {
    /// The object, if it exists.
    pub fn present(&self) -> Option<&T> {
        match self {
            Self::Present(object) => Some(object),
            Self::Removed(_) => None,
        }
    }

    /// The rest of the object, if it was deleted.
    pub fn removed(&self) -> Option<&Removed<T>> {
        match self {
            Self::Present(_) => None,
            Self::Removed(removed) => Some(removed),
        }
    }

    /// Whether the object was deleted.
    pub fn is_removed(&self) -> bool {
        self.removed().is_some()
    }

    /// The members of the item, in both cases.
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

/// A deleted object.
#[derive(Clone, Debug, PartialEq)]
pub struct Removed<T> {
    /// The members of the item: at least the `id`, rarely more.
    pub object: T,
}

impl<T: Object> Removed<T> {
    /// The reason: `changed` (the object can be restored) or `deleted` (permanently).
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

/// Moves the value of the field `id`.
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
