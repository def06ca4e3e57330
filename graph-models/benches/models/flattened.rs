//! Types with derived serde implementations, which keep unknown members in a flattened map.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

type AnyRecipient = Recipient;
type Binary = String;
type DateTimeOffset = String;
type Guid = String;

/// A page of a collection.
#[derive(Serialize, Deserialize)]
pub struct Page<T> {
    pub value: Vec<T>,
    #[serde(rename = "@odata.nextLink", skip_serializing_if = "Option::is_none")]
    pub next_link: Option<String>,
    #[serde(flatten)]
    pub additional: Map<String, Value>,
}

macro_rules! make {
    (
        $(enum $enum:ident = $enum_name:literal { $($variant:ident = $text:literal),* $(,)? })*
        $(struct $struct:ident = $name:literal { $($field:ident: $type:ty = $member:literal,)* })*
    ) => {
        $(
            #[derive(Serialize, Deserialize)]
            pub enum $enum {
                $(#[serde(rename = $text)] $variant,)*
                #[serde(other)]
                UnknownValue,
            }
        )*

        $(
            #[derive(Default, Serialize, Deserialize)]
            #[serde(rename_all = "camelCase")]
            pub struct $struct {
                $(
                    #[serde(skip_serializing_if = "Option::is_none")]
                    pub $field: Option<$type>,
                )*
                #[serde(flatten)]
                pub additional: Map<String, Value>,
            }
        )*
    };
}

outlook!(make);
backup!(make);
