//! Facts on pages other than types: facts about a property, deprecation, and the clouds of an operation.

use serde::{Deserialize, Serialize};

use super::TypeRef;

/// Facts about a property other than its type. A fact that is absent is not documented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PropertyFacts {
    /// A request cannot set it.
    pub read_only: bool,
    /// Whether its value may be null.
    pub nullable: Option<bool>,
    /// The value that it has where a request does not set it, as written on the page.
    pub default: Option<String>,
    /// `$filter` supports it, with these operators; the list is empty if the page does not name any.
    pub filter: Option<Vec<String>>,
    /// A response has it only if `$select` names it.
    pub returned_on_select_only: bool,
}

/// A page advises against an operation, a type or a property.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, expecting = "true or an object")]
pub struct Deprecation {
    /// The day from which it does not work any more, as `YYYY-MM-DD` or as written on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The replacement, in the words of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replacement: Option<String>,
}

/// A national cloud, in the order of the table that pages include.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Cloud {
    /// The global service.
    Global,
    /// Microsoft Graph for US Government L4.
    #[serde(rename = "usGovernmentL4")]
    UsGovernmentL4,
    /// Microsoft Graph for US Government L5 (DOD).
    #[serde(rename = "usGovernmentL5")]
    UsGovernmentL5,
    /// Microsoft Graph China operated by 21Vianet.
    China,
}

impl Cloud {
    /// Its name in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Cloud::Global => "global",
            Cloud::UsGovernmentL4 => "usGovernmentL4",
            Cloud::UsGovernmentL5 => "usGovernmentL5",
            Cloud::China => "china",
        }
    }
}

/// A parameter of a function, which a path carries in brackets.
#[derive(Clone, Debug)]
pub struct FunctionParameter {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: TypeRef,
    /// A call has to carry it.
    pub required: bool,
    /// What it does.
    pub description: super::Description,
}
