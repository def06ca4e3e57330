//! From plain data back to the model, as far as code is written from it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Document, LeastEntry, OperationEntry, ParameterEntry, PropertyEntry, QueryOptionEntry, TypeEntry};
use crate::model::{
    Api, Description, EnumMember, FunctionParameter, LeastPermissions, Operation, Permissions, Primitive, Property,
    PropertyFacts, QueryOption, RequestBody, ResponseBody, Target, Template, Type, TypeKey, TypeRef, polymorphic,
};
use crate::span::Span;

impl Document {
    /// The API again, as far as code is written from it: without prose, places and examples.
    ///
    /// A template that cannot be read, a base type that is missing, and a base that leads in a circle are left out.
    #[must_use]
    pub fn to_api(&self) -> Api {
        let mut types: BTreeMap<TypeKey, Type> =
            self.types.iter().map(TypeEntry::to_type).map(|ty| (ty.name.clone(), ty)).collect();
        let keys: Vec<TypeKey> = types.keys().cloned().collect();
        for key in keys {
            let sound = {
                let mut at = types.get(&key).and_then(|t| t.base.as_ref());
                let mut steps = 0usize;
                // Longer than there are types: it goes round.
                while let Some(base) = at.and_then(|b| types.get(b)).filter(|_| steps <= types.len()) {
                    at = base.base.as_ref();
                    steps += 1;
                }
                at.is_none()
            };
            if !sound && let Some(ty) = types.get_mut(&key) {
                ty.base = None;
            }
        }
        let mut operations: Vec<Operation> = self.operations.iter().map(OperationEntry::to_operation).collect();
        operations.sort_by(|a, b| a.name.cmp(&b.name));
        // A model of a selection has the decision of the whole; an older model has none.
        let told: BTreeSet<TypeKey> =
            self.types.iter().filter(|entry| entry.polymorphic).map(TypeEntry::key_of_name).collect();
        let polymorphic = if told.is_empty() { polymorphic(&types, &operations) } else { told };
        Api {
            version: "v1.0".to_owned(),
            pages: 0,
            polymorphic,
            types,
            template_lines: 0,
            operations,
            examples: Vec::new(),
            diagnostics: Vec::new(),
        }
    }
}

impl TypeEntry {
    fn to_type(&self) -> Type {
        Type {
            name: self.key_of_name(),
            kind: self.kind,
            base: self.key_of_base(),
            unknown_base: self.base.as_deref().filter(|_| !self.base_resolved).map(TypeKey::from),
            is_abstract: self.r#abstract,
            is_open: self.open,
            key: self.key.clone(),
            workload: self.workload.clone(),
            pages: self.pages.clone(),
            description: Description::default(),
            deprecated: self.deprecation(),
            properties: self.properties.iter().map(PropertyEntry::to_property).collect(),
            members: self
                .members
                .iter()
                .map(|m| EnumMember {
                    name: m.name.clone(),
                    description: Description::default(),
                    deprecated: m.deprecated,
                })
                .collect(),
            is_flags: self.flags,
            value_type: self.value_type.as_deref().map(|name| reference(name, false, true)),
            span: Span::default(),
        }
    }
}

impl PropertyEntry {
    fn to_property(&self) -> Property {
        Property {
            name: self.name.clone(),
            ty: reference(&self.r#type, self.collection, self.resolved),
            navigation: self.navigation,
            inherited: self.inherited,
            deprecated: self.deprecation(),
            required: self.required,
            facts: PropertyFacts {
                read_only: self.read_only,
                nullable: self.nullable,
                default: self.default.clone(),
                filter: self.filter.clone(),
                returned_on_select_only: self.returned_on_select_only,
            },
            description: Description::default(),
            span: Span::default(),
        }
    }
}

impl QueryOptionEntry {
    fn to_option(&self) -> QueryOption {
        QueryOption {
            name: self.name.clone(),
            ty: self.r#type.as_deref().and_then(Primitive::parse),
            required: self.required,
            description: Description::default(),
        }
    }
}

impl ParameterEntry {
    fn to_parameter(&self) -> FunctionParameter {
        FunctionParameter {
            name: self.name.clone(),
            ty: reference(&self.r#type, self.collection, self.resolved),
            required: self.required,
            description: Description::default(),
        }
    }
}

impl LeastEntry {
    fn to_least(&self) -> LeastPermissions {
        LeastPermissions {
            delegated_work: self.delegated_work.clone(),
            delegated_personal: self.delegated_personal.clone(),
            application: self.application.clone(),
        }
    }
}

impl OperationEntry {
    /// The members that a body has to have, be they properties or parameters.
    fn required(&self) -> Vec<String> {
        let Some(request) = &self.request else { return Vec::new() };
        let parameters = request.parameters.iter().flatten().filter(|parameter| parameter.required);
        request.required.iter().cloned().chain(parameters.map(|parameter| parameter.name.clone())).collect()
    }

    fn to_operation(&self) -> Operation {
        let request = match &self.request {
            None => RequestBody::None,
            Some(sent) => match (&sent.parameters, &sent.r#type) {
                (Some(parameters), _) => {
                    RequestBody::Parameters(parameters.iter().map(PropertyEntry::to_property).collect())
                }
                _ if sent.reference => RequestBody::Reference,
                (None, None) => RequestBody::None,
                (None, Some(name)) => match reference(name, sent.collection, sent.resolved) {
                    TypeRef { target: Target::Primitive(Primitive::Stream), collection: false } => RequestBody::Bytes,
                    TypeRef { target: Target::Primitive(Primitive::Untyped), collection: false } => {
                        RequestBody::Untyped
                    }
                    ty => RequestBody::Typed(ty),
                },
            },
        };
        let templates: Vec<Template> = self.templates.iter().filter_map(|t| Template::parse(t).ok()).collect();
        let response = match &self.response.r#type {
            None => ResponseBody::None,
            Some(name) => match reference(name, self.response.collection.unwrap_or_default(), self.response.resolved) {
                TypeRef { target: Target::Primitive(Primitive::Stream), collection: false } => ResponseBody::Bytes,
                TypeRef { target: Target::Primitive(Primitive::Int32), collection: false } if self.counts() => {
                    ResponseBody::Text
                }
                ty => ResponseBody::Typed(ty),
            },
        };
        Operation {
            name: self.name.clone(),
            page: self.page.clone(),
            title: self.title.clone(),
            description: Description::default(),
            workload: self.workload.clone(),
            namespace: String::new(),
            method: self.method.clone(),
            listed: templates.len(),
            templates,
            request,
            statuses: self.response.status.clone(),
            response,
            monitored: self.response.monitored,
            may_be_empty: self.response.may_be_empty,
            permissions: Permissions {
                delegated_work: self.permissions.delegated_work.clone(),
                delegated_personal: self.permissions.delegated_personal.clone(),
                application: self.permissions.application.clone(),
                depends: false,
                least: self.permissions.least.to_least(),
            },
            function_parameters: self.function_parameters.iter().map(ParameterEntry::to_parameter).collect(),
            query_options: self.query_options.iter().map(QueryOptionEntry::to_option).collect(),
            required: self.required(),
            clouds: self.clouds.clone(),
            deprecated: self.deprecated.clone(),
            span: Span::default(),
        }
    }
}

/// A reference from the name it is printed as.
fn reference(name: &str, collection: bool, resolved: bool) -> TypeRef {
    let primitive = name.strip_prefix("Edm.").and_then(|_| Primitive::parse(name));
    let target = match primitive {
        Some(primitive) => Target::Primitive(primitive),
        None if resolved && name.contains('|') => Target::OneOf(name.split('|').map(TypeKey::from).collect()),
        None if resolved => Target::Named(TypeKey::from(name)),
        None => Target::Unresolved(name.to_owned()),
    };
    TypeRef { target, collection }
}

#[cfg(test)]
mod tests {
    use super::reference;
    use crate::model::{Target, TypeKey};

    #[test]
    fn one_of_several_types_is_written_with_bars() {
        let written = "microsoft.graph.user|microsoft.graph.group";
        let ty = reference(written, false, true);
        let names = ["microsoft.graph.user", "microsoft.graph.group"].map(TypeKey::from);
        assert_eq!(ty.target, Target::OneOf(names.to_vec()));
        assert_eq!(ty.name(), written);
        assert!(matches!(reference(written, false, false).target, Target::Unresolved(words) if words == written));
    }
}
