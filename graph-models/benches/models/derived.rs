//! Types with derived serde implementations, which drop unknown members.

use serde::{Deserialize, Serialize};

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
            }
        )*
    };
}

outlook!(make);
backup!(make);
