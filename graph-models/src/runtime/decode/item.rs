//! Readable and unreadable items of a page.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use serde_json::{Value as Json, json};

use super::failure::DecodeFailure;
use super::report::Deviation;
use crate::runtime::page::UnreadableItem;

/// The newtype by which an item is requested. For any format, it is transparent; a [`TolerantDeserializer`](super::deserializer::TolerantDeserializer) that
/// cannot decode the value passes an [`Unreadable`] instead.
pub(super) const ITEM: &str = "$graph_models::item";

/// The items of a page in order.
pub(crate) struct Items<T> {
    pub(crate) readable: Vec<T>,
    pub(crate) unreadable: Vec<UnreadableItem>,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Items<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Array<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Array<T> {
            type Value = Items<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of items")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Items<T>, A::Error> {
                let mut items = Items { readable: Vec::new(), unreadable: Vec::new() };
                while let Some(item) = array.next_element()? {
                    match item {
                        Item::Readable(item) => items.readable.push(item),
                        Item::Unreadable(json, deviation) => {
                            let index = items.readable.len() + items.unreadable.len();
                            items.unreadable.push(UnreadableItem { index, json, deviation });
                        }
                    }
                }
                Ok(items)
            }
        }

        deserializer.deserialize_seq(Array(PhantomData))
    }
}

enum Item<T> {
    Readable(T),
    Unreadable(Json, Deviation),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Item<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = Item<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an item")
            }

            #[inline]
            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Item<T>, D::Error> {
                T::deserialize(deserializer).map(Item::Readable)
            }

            // Only an `Unreadable` calls this.
            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Item<T>, D::Error> {
                let (json, path, expected, found) = Deserialize::deserialize(deserializer)?;
                let deviation = Deviation { member: String::clone(&path), path, expected, found };
                Ok(Item::Unreadable(json, deviation))
            }
        }

        deserializer.deserialize_newtype_struct(ITEM, Either(PhantomData))
    }
}

/// The reason why an item could not be decoded, as a deserializer that provides nothing else.
pub(super) struct Unreadable<'a> {
    json: &'a Json,
    why: &'a Deviation,
}

impl<'a> Unreadable<'a> {
    pub(super) fn new(json: &'a Json, why: &'a Deviation) -> Self {
        Self { json, why }
    }
}

impl<'de> Deserializer<'de> for Unreadable<'_> {
    type Error = DecodeFailure;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, DecodeFailure> {
        Err(DecodeFailure::custom("there is no value"))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeFailure> {
        if name != ITEM {
            return self.deserialize_any(visitor);
        }
        let Deviation { path, expected, found, .. } = self.why;
        Ok(visitor.visit_some(json!([self.json, path, expected, found]))?)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
