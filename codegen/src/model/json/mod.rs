//! The model as JSON: what `graph-codegen model` prints, what is committed with generated code, and what is compared
//! between two docs trees.
//!
//! [`Document`] and the structs in it are that JSON as plain data; scripts rely on the names and the order of their members.
//!
//! Models of older and newer generators can be compared: unknown members are ignored, and a member that is absent or null
//! is not documented.
//!
//! | file | does |
//! |---|---|
//! | `write` | prints what `graph-codegen model` prints |
//! | `committed` | prints it as it is committed: sorted, a line for each property, without line numbers and examples |
//! | `read` | reads both |
//! | `api` | makes an [`Api`] of it again, to see what code would be written from it |

mod api;
mod committed;
mod read;
mod write;

pub use read::ReadError;

use std::collections::BTreeMap;
use std::ops::Not;

use rayon::prelude::*;
use serde::{Deserialize, Deserializer, Serialize};

use super::{
    Api, Cloud, Deprecation, FunctionParameter, Kind, LeastPermissions, Operation, Permissions, Primitive, Property,
    QueryOption, RequestBody, ResponseBody, Type, TypeKey,
};
use crate::span::Span;

/// The types and operations of a model, as plain data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(expecting = "an object with `types`")]
pub struct Document {
    /// The types, by name.
    pub types: Vec<TypeEntry>,
    /// The operations, by name.
    #[serde(default, deserialize_with = "or_default")]
    pub operations: Vec<OperationEntry>,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
pub struct TypeEntry {
    /// Full name.
    pub name: String,
    /// Entity, complex type or enumeration.
    pub kind: Kind,
    /// Full name of the base type.
    pub base: Option<String>,
    /// Whether the base type is known.
    #[serde(default = "yes", deserialize_with = "or_yes", skip_serializing_if = "is_true")]
    pub base_resolved: bool,
    /// No object is of this very type.
    #[serde(default, deserialize_with = "or_default")]
    pub r#abstract: bool,
    /// Objects may carry members that are not documented.
    #[serde(default, deserialize_with = "or_default")]
    pub open: bool,
    /// The member that identifies an entity.
    pub key: Option<String>,
    /// The workload of its first page.
    pub workload: Option<String>,
    /// The docs advise against using it.
    #[serde(default, deserialize_with = "or_default")]
    pub deprecated: bool,
    /// The date and the replacement, where the docs name them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecation: Option<Deprecation>,
    /// The pages that describe it, below the docs folder.
    #[serde(default, deserialize_with = "or_default")]
    pub pages: Vec<String>,
    /// What it is.
    #[serde(default, deserialize_with = "or_default")]
    pub description: String,
    /// The line it is described at; 0 if that is not known.
    #[serde(default, deserialize_with = "or_default")]
    pub line: usize,
    /// Own and inherited properties and relationships.
    #[serde(default, deserialize_with = "or_default")]
    pub properties: Vec<PropertyEntry>,
    /// Members of an enumeration.
    #[serde(default, deserialize_with = "or_default")]
    pub members: Vec<MemberEntry>,
    /// The members of the enumeration can be combined.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Not::not")]
    pub flags: bool,
    /// The type of the additional members of an open type: a dictionary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_type: Option<String>,
    /// The types that name it as their base.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<String>,
    /// Whether its values are told apart by their derived types.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Not::not")]
    pub polymorphic: bool,
}

/// A property, a relationship, or a parameter of an action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
pub struct PropertyEntry {
    /// The member's name in JSON.
    pub name: String,
    /// Full name of its type; the documented words if it is not documented.
    pub r#type: String,
    /// A list of it.
    #[serde(default, deserialize_with = "or_default")]
    pub collection: bool,
    /// Whether the type is known.
    #[serde(default = "yes", deserialize_with = "or_yes", skip_serializing_if = "is_true")]
    pub resolved: bool,
    /// A relationship.
    #[serde(default, deserialize_with = "or_default")]
    pub navigation: bool,
    /// The base type has it too.
    #[serde(default, deserialize_with = "or_default")]
    pub inherited: bool,
    /// The docs advise against using it.
    #[serde(default, deserialize_with = "or_default")]
    pub deprecated: bool,
    /// The date and the replacement, where the docs name them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecation: Option<Deprecation>,
    /// The docs say that a request has to carry it.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Not::not")]
    pub required: bool,
    /// A request cannot set it.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Not::not")]
    pub read_only: bool,
    /// Whether its value may be null.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nullable: Option<bool>,
    /// The value that it has where a request does not set it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// `$filter` supports it, with these operators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<Vec<String>>,
    /// A response has it only if `$select` names it.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Not::not")]
    pub returned_on_select_only: bool,
    /// What it is.
    #[serde(default, deserialize_with = "or_default")]
    pub description: String,
    /// The line it is documented at; 0 if that is not known.
    #[serde(default, deserialize_with = "or_default")]
    pub line: usize,
}

/// A member of an enumeration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
pub struct MemberEntry {
    /// The value on the wire.
    pub name: String,
    /// What it means.
    #[serde(default, deserialize_with = "or_default")]
    pub description: String,
    /// The docs advise against using it.
    #[serde(default, deserialize_with = "or_default")]
    pub deprecated: bool,
}

/// An operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
pub struct OperationEntry {
    /// Stem of its page, with a suffix where a page documents several.
    pub name: String,
    /// Title of its page, or the heading below it that the operation has of its own.
    #[serde(default, deserialize_with = "or_default")]
    pub title: String,
    /// HTTP verb in capitals.
    pub method: String,
    /// The paths, the canonical one first.
    #[serde(default, deserialize_with = "or_default")]
    pub templates: Vec<String>,
    /// The request body.
    pub request: Option<RequestEntry>,
    /// The answer.
    #[serde(default, deserialize_with = "or_default")]
    pub response: ResponseEntry,
    /// Who may call it.
    #[serde(default, deserialize_with = "or_default")]
    pub permissions: PermissionsEntry,
    /// The parameters of the function that its path calls.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub function_parameters: Vec<ParameterEntry>,
    /// The query options that its page documents.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub query_options: Vec<QueryOptionEntry>,
    /// The national clouds that have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clouds: Option<Vec<Cloud>>,
    /// The workload of its page.
    pub workload: Option<String>,
    /// The docs advise against using it.
    #[serde(default, deserialize_with = "deprecation", skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Deprecation>,
    /// What it does.
    #[serde(default, deserialize_with = "or_default")]
    pub description: String,
    /// Its page, below the docs folder.
    #[serde(default, deserialize_with = "or_default")]
    pub page: String,
    /// The line of its first template; 0 if that is not known.
    #[serde(default, deserialize_with = "or_default")]
    pub line: usize,
}

/// The request body of an operation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
pub struct RequestEntry {
    /// Full name of the type; none if it sends parameters.
    pub r#type: Option<String>,
    /// A list of it.
    #[serde(default, deserialize_with = "or_default")]
    pub collection: bool,
    /// Whether the type is known.
    #[serde(default = "yes", deserialize_with = "or_yes", skip_serializing_if = "is_true")]
    pub resolved: bool,
    /// It is `{"@odata.id": "…"}`.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Not::not")]
    pub reference: bool,
    /// The parameters of an action.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Vec<PropertyEntry>>,
    /// The members of an object that it has to have.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
}

/// A query option.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
pub struct QueryOptionEntry {
    /// Its name.
    pub name: String,
    /// Full name of the type of its value, if that is documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// A request has to carry it.
    #[serde(default, deserialize_with = "or_default")]
    pub required: bool,
    /// What it does.
    #[serde(default, deserialize_with = "or_default")]
    pub description: String,
}

/// A parameter of a function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
pub struct ParameterEntry {
    /// Its name.
    pub name: String,
    /// Full name of its type; the documented words if it is not documented.
    pub r#type: String,
    /// A list of it.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Not::not")]
    pub collection: bool,
    /// Whether the type is known.
    #[serde(default = "yes", deserialize_with = "or_yes", skip_serializing_if = "is_true")]
    pub resolved: bool,
    /// A call has to carry it.
    #[serde(default, deserialize_with = "or_default")]
    pub required: bool,
    /// What it does.
    #[serde(default, deserialize_with = "or_default")]
    pub description: String,
}

/// The answer of an operation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
pub struct ResponseEntry {
    /// Statuses of success.
    #[serde(default, deserialize_with = "or_default")]
    pub status: Vec<u16>,
    /// Full name of the type; none if the answer is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// A list of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection: Option<bool>,
    /// Whether the type is known.
    #[serde(default = "yes", deserialize_with = "or_yes", skip_serializing_if = "is_true")]
    pub resolved: bool,
    /// The operation goes on after its answer.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Not::not")]
    pub monitored: bool,
    /// The answer is empty for some statuses.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Not::not")]
    pub may_be_empty: bool,
}

/// Who may call an operation, least privileged first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
pub struct PermissionsEntry {
    /// Delegated, with a work or school account.
    #[serde(default, deserialize_with = "or_default")]
    pub delegated_work: Vec<String>,
    /// Delegated, with a personal Microsoft account.
    #[serde(default, deserialize_with = "or_default")]
    pub delegated_personal: Vec<String>,
    /// Application: without a user.
    #[serde(default, deserialize_with = "or_default")]
    pub application: Vec<String>,
    /// The least privileged ones; all of a list are needed together.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "LeastEntry::is_empty")]
    pub least: LeastEntry,
}

/// The least privileged permissions for an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
pub struct LeastEntry {
    /// Delegated, with a work or school account.
    #[serde(default, deserialize_with = "or_default")]
    pub delegated_work: Vec<String>,
    /// Delegated, with a personal Microsoft account.
    #[serde(default, deserialize_with = "or_default")]
    pub delegated_personal: Vec<String>,
    /// Application: without a user.
    #[serde(default, deserialize_with = "or_default")]
    pub application: Vec<String>,
}

impl LeastEntry {
    fn is_empty(&self) -> bool {
        *self == LeastEntry::default()
    }
}

/// Reads the default of a type from `null`.
fn or_default<'de, T: Deserialize<'de> + Default, D: Deserializer<'de>>(json: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(json)?.unwrap_or_default())
}

/// Reads a deprecation, which models of version 0.1 have as `true` or `false`.
fn deprecation<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Deprecation>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "true, false or an object")]
    enum Either {
        Flag(bool),
        Details(Deprecation),
    }
    Ok(match Option::deserialize(json)? {
        None | Some(Either::Flag(false)) => None,
        Some(Either::Flag(true)) => Some(Deprecation::default()),
        Some(Either::Details(details)) => Some(details),
    })
}

/// Reads `true` from `null`.
fn or_yes<'de, D: Deserializer<'de>>(json: D) -> Result<bool, D::Error> {
    Ok(Option::deserialize(json)?.unwrap_or_else(yes))
}

fn yes() -> bool {
    true
}

fn is_true(flag: &bool) -> bool {
    *flag
}

impl From<&Api> for Document {
    fn from(api: &Api) -> Document {
        let mut derived: BTreeMap<&TypeKey, Vec<String>> = BTreeMap::new();
        for ty in api.types.values() {
            if let Some(base) = &ty.base {
                derived.entry(base).or_default().push(ty.name.to_string());
            }
        }
        let entry = |ty: &Type| TypeEntry {
            derived: derived.get(&ty.name).cloned().unwrap_or_default(),
            polymorphic: api.polymorphic.contains(&ty.name),
            ..TypeEntry::from(ty)
        };
        Document {
            types: api.types.par_iter().map(|(_, ty)| entry(ty)).collect(),
            operations: api.operations.par_iter().map(OperationEntry::from).collect(),
        }
    }
}

impl TypeEntry {
    /// The deprecation, of which the docs may not say more.
    pub(crate) fn deprecation(&self) -> Option<Deprecation> {
        self.deprecated.then(|| self.deprecation.clone().unwrap_or_default())
    }

    /// The name as a key.
    pub(crate) fn key_of_name(&self) -> TypeKey {
        TypeKey::from(self.name.as_str())
    }

    /// The name of the base type as a key, if the type is known.
    pub(crate) fn key_of_base(&self) -> Option<TypeKey> {
        self.base.as_deref().filter(|_| self.base_resolved).map(TypeKey::from)
    }
}

impl OperationEntry {
    /// Whether it answers the number behind `$count`.
    fn counts(&self) -> bool {
        self.templates.first().is_some_and(|path| path.trim_end_matches('/').ends_with("/$count"))
    }
}

impl From<&Type> for TypeEntry {
    fn from(ty: &Type) -> TypeEntry {
        TypeEntry {
            name: ty.name.to_string(),
            kind: ty.kind,
            base: ty.base.as_deref().or(ty.unknown_base.as_deref()).map(str::to_owned),
            base_resolved: ty.base.is_some() || ty.unknown_base.is_none(),
            r#abstract: ty.is_abstract,
            open: ty.is_open,
            key: ty.key.clone(),
            workload: ty.workload.clone(),
            deprecated: ty.deprecated.is_some(),
            deprecation: details(ty.deprecated.as_ref()),
            pages: ty.pages.clone(),
            description: ty.description.to_string(),
            line: line(ty.span),
            properties: ty.properties.iter().map(PropertyEntry::from).collect(),
            members: ty
                .members
                .iter()
                .map(|m| MemberEntry {
                    name: m.name.clone(),
                    description: m.description.to_string(),
                    deprecated: m.deprecated,
                })
                .collect(),
            flags: ty.is_flags,
            value_type: ty.value_type.as_ref().map(|ty| ty.name().into_owned()),
            derived: Vec::new(),
            polymorphic: false,
        }
    }
}

impl PropertyEntry {
    /// The deprecation, of which the docs may not say more.
    pub(crate) fn deprecation(&self) -> Option<Deprecation> {
        self.deprecated.then(|| self.deprecation.clone().unwrap_or_default())
    }
}

impl From<&Property> for PropertyEntry {
    fn from(property: &Property) -> PropertyEntry {
        PropertyEntry {
            name: property.name.clone(),
            r#type: property.ty.name().into_owned(),
            collection: property.ty.collection,
            resolved: property.ty.is_resolved(),
            navigation: property.navigation,
            inherited: property.inherited,
            deprecated: property.deprecated.is_some(),
            deprecation: details(property.deprecated.as_ref()),
            required: property.required,
            read_only: property.facts.read_only,
            nullable: property.facts.nullable,
            default: property.facts.default.clone(),
            filter: property.facts.filter.clone(),
            returned_on_select_only: property.facts.returned_on_select_only,
            description: property.description.to_string(),
            line: line(property.span),
        }
    }
}

impl From<&QueryOption> for QueryOptionEntry {
    fn from(option: &QueryOption) -> QueryOptionEntry {
        QueryOptionEntry {
            name: option.name.clone(),
            r#type: option.ty.map(|ty| ty.edm_name().to_owned()),
            required: option.required,
            description: option.description.to_string(),
        }
    }
}

impl From<&FunctionParameter> for ParameterEntry {
    fn from(parameter: &FunctionParameter) -> ParameterEntry {
        ParameterEntry {
            name: parameter.name.clone(),
            r#type: parameter.ty.name().into_owned(),
            collection: parameter.ty.collection,
            resolved: parameter.ty.is_resolved(),
            required: parameter.required,
            description: parameter.description.to_string(),
        }
    }
}

impl From<&Permissions> for PermissionsEntry {
    fn from(permissions: &Permissions) -> PermissionsEntry {
        let LeastPermissions { delegated_work, delegated_personal, application } = permissions.least.clone();
        PermissionsEntry {
            delegated_work: permissions.delegated_work.clone(),
            delegated_personal: permissions.delegated_personal.clone(),
            application: permissions.application.clone(),
            least: LeastEntry { delegated_work, delegated_personal, application },
        }
    }
}

impl From<&Operation> for OperationEntry {
    fn from(operation: &Operation) -> OperationEntry {
        let sent = |name: &str, collection: bool, resolved: bool| RequestEntry {
            r#type: Some(name.to_owned()),
            collection,
            resolved,
            required: operation.required.clone(),
            ..RequestEntry::default()
        };
        let request = match &operation.request {
            RequestBody::None => None,
            RequestBody::Typed(ty) => Some(sent(&ty.name(), ty.collection, ty.is_resolved())),
            RequestBody::Parameters(parameters) => Some(RequestEntry {
                resolved: true,
                parameters: Some(parameters.iter().map(PropertyEntry::from).collect()),
                ..RequestEntry::default()
            }),
            RequestBody::Reference => {
                Some(RequestEntry { reference: true, ..sent(Primitive::Untyped.edm_name(), false, true) })
            }
            RequestBody::Bytes => Some(sent(Primitive::Stream.edm_name(), false, true)),
            RequestBody::Untyped => Some(sent(Primitive::Untyped.edm_name(), false, true)),
        };
        let answered = match &operation.response {
            ResponseBody::None => None,
            ResponseBody::Typed(ty) => Some((ty.name(), ty.collection, ty.is_resolved())),
            ResponseBody::Text => Some((Primitive::Int32.edm_name().into(), false, true)),
            ResponseBody::Bytes => Some((Primitive::Stream.edm_name().into(), false, true)),
        };
        OperationEntry {
            name: operation.name.clone(),
            title: operation.title.clone(),
            method: operation.method.clone(),
            templates: operation.templates.iter().map(|t| t.text.clone()).collect(),
            request,
            response: ResponseEntry {
                status: operation.statuses.clone(),
                collection: answered.as_ref().map(|(_, collection, _)| *collection),
                resolved: answered.as_ref().is_none_or(|(.., resolved)| *resolved),
                r#type: answered.map(|(name, ..)| name.into_owned()),
                monitored: operation.monitored,
                may_be_empty: operation.may_be_empty,
            },
            permissions: PermissionsEntry::from(&operation.permissions),
            function_parameters: operation.function_parameters.iter().map(ParameterEntry::from).collect(),
            query_options: operation.query_options.iter().map(QueryOptionEntry::from).collect(),
            workload: operation.workload.clone(),
            clouds: operation.clouds.clone(),
            deprecated: operation.deprecated.clone(),
            description: operation.description.to_string(),
            page: operation.page.clone(),
            line: line(operation.span),
        }
    }
}

/// What is documented of a deprecation, if anything is.
fn details(deprecation: Option<&Deprecation>) -> Option<Deprecation> {
    deprecation.filter(|deprecation| **deprecation != Deprecation::default()).cloned()
}

fn line(span: Span) -> usize {
    usize::try_from(span.start.line).unwrap_or(usize::MAX)
}
