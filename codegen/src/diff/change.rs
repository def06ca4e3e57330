//! One change of an API, and what it means for a user of the generated crate.

use std::fmt;

/// The version bump that a change requires in the generated crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Code that compiled may no longer compile: a major version.
    Breaking,
    /// Something was added or deprecated: a minor version.
    Addition,
    /// Code compiles as before and calls the same functions: a patch.
    Documentation,
}

impl Class {
    /// All classes, most severe first.
    pub const ALL: [Class; 3] = [Class::Breaking, Class::Addition, Class::Documentation];

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Class::Breaking => "breaking",
            Class::Addition => "addition",
            Class::Documentation => "documentation",
        }
    }
}

/// Declares the kinds: the name that scripts rely on, and a description.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident = $name:literal,)+) => {
        /// What has changed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[doc = $doc])+ $kind,)+
        }

        impl Kind {
            /// All of them.
            pub const ALL: &[Kind] = &[$(Kind::$kind,)+];

            /// Its name in JSON.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Kind::$kind => $name,)+ }
            }
        }
    };
}

kinds! {
    /// A workload has its first pages.
    WorkloadAdded = "workload-added",
    /// A workload has no pages any more.
    WorkloadRemoved = "workload-removed",
    /// A type was added.
    TypeAdded = "type-added",
    /// A type was removed.
    TypeRemoved = "type-removed",
    /// A type was renamed.
    TypeRenamed = "type-renamed",
    /// The kind of a type: entity, complex type or enumeration.
    TypeKind = "type-kind",
    /// The base type.
    TypeBase = "type-base",
    /// Whether the type is abstract.
    TypeAbstract = "type-abstract",
    /// Whether the type is open.
    TypeOpen = "type-open",
    /// The property that identifies an entity.
    TypeKey = "type-key",
    /// The workload of a type.
    TypeWorkload = "type-workload",
    /// The pages that describe a type.
    TypePages = "type-pages",
    /// Whether a type is deprecated, since when and what replaces it.
    TypeDeprecated = "type-deprecated",
    /// The description of a type.
    TypeDescription = "type-description",
    /// A property or relationship was added.
    PropertyAdded = "property-added",
    /// A property or relationship was removed.
    PropertyRemoved = "property-removed",
    /// A property or relationship was renamed.
    PropertyRenamed = "property-renamed",
    /// The type of a property or relationship.
    PropertyType = "property-type",
    /// A single value became a collection, or the reverse.
    PropertyCollection = "property-collection",
    /// A property became a relationship, or the reverse.
    PropertyNavigation = "property-navigation",
    /// A property moved to or from the base type.
    PropertyMoved = "property-moved",
    /// Whether a property is deprecated, since when and what replaces it.
    PropertyDeprecated = "property-deprecated",
    /// The description of a property.
    PropertyDescription = "property-description",
    /// A member of an enumeration was added.
    MemberAdded = "member-added",
    /// A member of an enumeration was removed.
    MemberRemoved = "member-removed",
    /// A member was renamed.
    MemberRenamed = "member-renamed",
    /// The order of the remaining members.
    MembersReordered = "members-reordered",
    /// Whether a member is deprecated.
    MemberDeprecated = "member-deprecated",
    /// The description of a member.
    MemberDescription = "member-description",
    /// An operation was added.
    OperationAdded = "operation-added",
    /// An operation was removed.
    OperationRemoved = "operation-removed",
    /// An operation, which is named after its page, was renamed.
    OperationRenamed = "operation-renamed",
    /// The HTTP method.
    OperationMethod = "operation-method",
    /// A path to the operation was added.
    TemplateAdded = "template-added",
    /// A path to the operation was removed.
    TemplateRemoved = "template-removed",
    /// A path changed, or the names of its placeholders.
    TemplateChanged = "template-changed",
    /// The request body.
    Request = "request",
    /// A parameter of an action was added.
    ParameterAdded = "parameter-added",
    /// A parameter of an action was removed.
    ParameterRemoved = "parameter-removed",
    /// A parameter was renamed.
    ParameterRenamed = "parameter-renamed",
    /// The type of a parameter.
    ParameterType = "parameter-type",
    /// The response body.
    Response = "response",
    /// The success statuses.
    Status = "status",
    /// The permissions.
    Permissions = "permissions",
    /// The national clouds.
    Clouds = "clouds",
    /// The workload of an operation.
    OperationWorkload = "operation-workload",
    /// Whether an operation is deprecated, since when and what replaces it.
    OperationDeprecated = "operation-deprecated",
    /// The title or introduction of an operation.
    OperationDescription = "operation-description",
    /// Indirect: a Rust name gets or loses a suffix because another item has the same name.
    RustName = "rust-name",
    /// Indirect: values of a type became an enum over derived types, or the reverse.
    DerivedTypes = "derived-types",
    /// Indirect: the combined signature of the pages that share a path.
    Signature = "signature",
    /// Indirect: a feature no longer includes something.
    Features = "features",
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a change is about: a workload, a type, an operation or a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A workload.
    Workload(String),
    /// A type, by its full name.
    Type(String),
    /// An operation, by its name.
    Operation(String),
    /// A path of the request builders.
    Path(String),
}

impl Subject {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Subject::Workload(name) | Subject::Type(name) | Subject::Operation(name) | Subject::Path(name) => name,
        }
    }
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The effect on users of the generated crate.
    pub class: Class,
    /// What has changed.
    pub kind: Kind,
    /// The workload, under the name of its feature.
    pub workload: String,
    /// The subject, by its name after the change if it still exists.
    pub subject: Subject,
    /// The property, member or parameter.
    pub member: Option<String>,
    /// The value before the change.
    pub before: Option<String>,
    /// The value after the change.
    pub after: Option<String>,
    /// A guessed rename: the docs do not mention it.
    pub guess: bool,
    /// The affected items of the generated crate.
    pub rust: Vec<String>,
}

impl Change {
    /// The order in which changes are listed: by workload, then class (most severe first), then subject.
    pub(super) fn sort_key(&self) -> impl Ord + '_ {
        (&self.workload, self.class, &self.subject, self.kind, &self.member, &self.before, &self.after)
    }
}

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentencePart {
    /// Our own text.
    Words(&'static str),
    /// A name or value from the docs or the code.
    Name(String),
}

impl Change {
    /// The change as a sentence that starts with its subject.
    #[must_use]
    pub fn sentence(&self) -> Vec<SentencePart> {
        let mut out = Vec::new();
        let mut subject = self.subject.name().to_owned();
        if let Some(member) = &self.member {
            subject.push('.');
            subject.push_str(member);
        }
        if let Subject::Workload(_) = self.subject {
            out.push(SentencePart::Words("feature "));
        }
        out.push(SentencePart::Name(subject));
        let words = |text: &'static str| SentencePart::Words(text);
        let name = |text: &Option<String>| SentencePart::Name(text.clone().unwrap_or_else(|| "none".to_owned()));
        let mut from_to = |what: &'static str| {
            out.extend([words(what), name(&self.before), words(" is now "), name(&self.after)]);
        };
        match self.kind {
            Kind::WorkloadAdded => out.push(words(": new")),
            Kind::WorkloadRemoved => out.push(words(": removed, it has no pages any more")),
            Kind::TypeAdded | Kind::MemberAdded | Kind::OperationAdded | Kind::ParameterAdded => {
                out.push(words(": added"));
            }
            Kind::PropertyAdded => out.extend([words(": added, "), name(&self.after)]),
            Kind::TypeRemoved
            | Kind::PropertyRemoved
            | Kind::MemberRemoved
            | Kind::OperationRemoved
            | Kind::ParameterRemoved => out.push(words(": removed")),
            Kind::TypeRenamed
            | Kind::PropertyRenamed
            | Kind::MemberRenamed
            | Kind::OperationRenamed
            | Kind::ParameterRenamed => {
                out.extend([words(": renamed from "), name(&self.before)]);
                if self.guess {
                    out.push(words(" (a guess)"));
                }
            }
            Kind::TypeKind => from_to(": the kind "),
            Kind::TypeBase => from_to(": the base type "),
            Kind::TypeAbstract | Kind::TypeOpen => {
                out.extend([words(": "), name(&self.before), words(" before, "), name(&self.after), words(" now")])
            }
            Kind::TypeKey => from_to(": the key "),
            Kind::TypeWorkload | Kind::OperationWorkload => from_to(": the workload "),
            Kind::TypePages => from_to(": the page "),
            Kind::TypeDeprecated | Kind::PropertyDeprecated | Kind::MemberDeprecated | Kind::OperationDeprecated => {
                match (&self.before, &self.after) {
                    (Some(_), Some(_)) => from_to(": the deprecation "),
                    (_, None) => out.push(words(": no longer deprecated")),
                    (None, _) => out.push(words(": deprecated")),
                }
            }
            Kind::TypeDescription
            | Kind::PropertyDescription
            | Kind::MemberDescription
            | Kind::OperationDescription => out.push(words(": description changed")),
            Kind::PropertyType | Kind::PropertyCollection | Kind::ParameterType => from_to(": the type "),
            Kind::PropertyNavigation => from_to(": the "),
            Kind::PropertyMoved => match &self.after {
                Some(_) => out.extend([words(": inherited from "), name(&self.after), words(" now")]),
                None => out.extend([words(": now its own, no longer inherited from "), name(&self.before)]),
            },
            Kind::MembersReordered => from_to(": the order "),
            Kind::OperationMethod => from_to(": the verb "),
            Kind::TemplateAdded => out.extend([words(": the path "), name(&self.after), words(" added")]),
            Kind::TemplateRemoved => out.extend([words(": the path "), name(&self.before), words(" removed")]),
            Kind::TemplateChanged => from_to(": the path "),
            Kind::Request => from_to(": the request body "),
            Kind::Response => from_to(": the response body "),
            Kind::Status => from_to(": the status "),
            Kind::Permissions => from_to(": the permissions "),
            Kind::Clouds => from_to(": the clouds "),
            Kind::RustName => from_to(": in Rust, "),
            Kind::DerivedTypes | Kind::Signature => from_to(": "),
            Kind::Features => out.extend([words(": no longer included in the feature "), name(&self.before)]),
        }
        out
    }
}
