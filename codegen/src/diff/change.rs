//! One change of an API, and what it means for a user of the generated crate.

use std::fmt;

/// What a change asks of the next version of the generated crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Code that compiled may not compile any more: a major version.
    Breaking,
    /// There is more, or something is advised against: a minor version.
    Addition,
    /// Code compiles as before and calls the same functions: a patch.
    Documentation,
}

impl Class {
    /// All of them, the gravest first.
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

/// Declares the kinds: the name that scripts rely on, and a line that says what it is.
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
    /// A workload has pages now.
    WorkloadAdded = "workload-added",
    /// A workload has no pages any more.
    WorkloadRemoved = "workload-removed",
    /// A type is new.
    TypeAdded = "type-added",
    /// A type is gone.
    TypeRemoved = "type-removed",
    /// A type has another name.
    TypeRenamed = "type-renamed",
    /// Entity, complex type, enumeration.
    TypeKind = "type-kind",
    /// The base type is another one.
    TypeBase = "type-base",
    /// The type became abstract, or is not any more.
    TypeAbstract = "type-abstract",
    /// The type became open, or is not any more.
    TypeOpen = "type-open",
    /// Another member identifies an entity.
    TypeKey = "type-key",
    /// The type belongs to another workload.
    TypeWorkload = "type-workload",
    /// Other pages describe the type.
    TypePages = "type-pages",
    /// The docs advise against the type, or do not any more.
    TypeDeprecated = "type-deprecated",
    /// Other words.
    TypeDescription = "type-description",
    /// A property or relationship is new.
    PropertyAdded = "property-added",
    /// A property or relationship is gone.
    PropertyRemoved = "property-removed",
    /// A property or relationship has another name.
    PropertyRenamed = "property-renamed",
    /// A property or relationship has another type.
    PropertyType = "property-type",
    /// A single value became a collection, or the reverse.
    PropertyCollection = "property-collection",
    /// A property became a relationship, or the reverse.
    PropertyNavigation = "property-navigation",
    /// The base type has the property too now, or not any more.
    PropertyMoved = "property-moved",
    /// The docs advise against the property, or do not any more.
    PropertyDeprecated = "property-deprecated",
    /// Other words.
    PropertyDescription = "property-description",
    /// An enumeration has one member more.
    MemberAdded = "member-added",
    /// An enumeration has one member less.
    MemberRemoved = "member-removed",
    /// A member has another name.
    MemberRenamed = "member-renamed",
    /// The members that stay stand in another order.
    MembersReordered = "members-reordered",
    /// The docs advise against the member, or do not any more.
    MemberDeprecated = "member-deprecated",
    /// Other words.
    MemberDescription = "member-description",
    /// An operation is new.
    OperationAdded = "operation-added",
    /// An operation is gone.
    OperationRemoved = "operation-removed",
    /// An operation, that is its page, has another name.
    OperationRenamed = "operation-renamed",
    /// The HTTP verb is another one.
    OperationMethod = "operation-method",
    /// One more path leads to the operation.
    TemplateAdded = "template-added",
    /// A path is gone.
    TemplateRemoved = "template-removed",
    /// A path is another one, or its placeholders have other names.
    TemplateChanged = "template-changed",
    /// Something else is sent.
    Request = "request",
    /// An action has one parameter more.
    ParameterAdded = "parameter-added",
    /// An action has one parameter less.
    ParameterRemoved = "parameter-removed",
    /// A parameter has another name.
    ParameterRenamed = "parameter-renamed",
    /// A parameter has another type.
    ParameterType = "parameter-type",
    /// Something else is answered.
    Response = "response",
    /// Other statuses of success.
    Status = "status",
    /// Other permissions are wanted.
    Permissions = "permissions",
    /// The operation belongs to another workload.
    OperationWorkload = "operation-workload",
    /// The docs advise against the operation, or do not any more.
    OperationDeprecated = "operation-deprecated",
    /// Other words, in the title or the introduction.
    OperationDescription = "operation-description",
    /// Follows from other changes: a Rust name gives way to another, or need not any more.
    RustName = "rust-name",
    /// Follows from other changes: values of a type are read as an enum over derived types, or not any more.
    DerivedTypes = "derived-types",
    /// Follows from other changes: what pages that share a path say together.
    Signature = "signature",
    /// Follows from other changes: a feature does not compile something any more.
    Features = "features",
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What has changed: a type, a part of it, an operation.
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
    /// What it means for a user of the generated crate.
    pub class: Class,
    /// What has changed.
    pub kind: Kind,
    /// The workload it belongs to, as the feature is called.
    pub workload: String,
    /// What it is about, by its name after the change, if there is one.
    pub subject: Subject,
    /// The property, member or parameter it is about.
    pub member: Option<String>,
    /// What was.
    pub before: Option<String>,
    /// What is.
    pub after: Option<String>,
    /// It looks like a rename; the docs do not say so.
    pub guess: bool,
    /// What of the generated crate it touches.
    pub rust: Vec<String>,
}

impl Change {
    /// The order in which changes are listed: by workload, the gravest first, then by subject.
    pub(super) fn sort_key(&self) -> impl Ord + '_ {
        (&self.workload, self.class, &self.subject, self.kind, &self.member, &self.before, &self.after)
    }
}

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Our words.
    Words(&'static str),
    /// A name or value from the docs or the code.
    Name(String),
}

impl Change {
    /// The change in a sentence, beginning with what it is about.
    #[must_use]
    pub fn sentence(&self) -> Vec<Part> {
        let mut out = Vec::new();
        let mut subject = self.subject.name().to_owned();
        if let Some(member) = &self.member {
            subject.push('.');
            subject.push_str(member);
        }
        if let Subject::Workload(_) = self.subject {
            out.push(Part::Words("feature "));
        }
        out.push(Part::Name(subject));
        let words = |text: &'static str| Part::Words(text);
        let name = |text: &Option<String>| Part::Name(text.clone().unwrap_or_else(|| "none".to_owned()));
        let mut from_to = |what: &'static str| {
            out.extend([words(what), name(&self.before), words(" is now "), name(&self.after)]);
        };
        match self.kind {
            Kind::WorkloadAdded => out.push(words(": new")),
            Kind::WorkloadRemoved => out.push(words(": removed, no page belongs to it")),
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
                out.push(words(if self.after.is_some() { ": deprecated" } else { ": not deprecated any more" }));
            }
            Kind::TypeDescription
            | Kind::PropertyDescription
            | Kind::MemberDescription
            | Kind::OperationDescription => out.push(words(": described in other words")),
            Kind::PropertyType | Kind::PropertyCollection | Kind::ParameterType => from_to(": the type "),
            Kind::PropertyNavigation => from_to(": the "),
            Kind::PropertyMoved => match &self.after {
                Some(_) => out.extend([words(": inherited from "), name(&self.after), words(" now")]),
                None => out.extend([words(": its own now, not inherited from "), name(&self.before)]),
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
            Kind::RustName => from_to(": in Rust, "),
            Kind::DerivedTypes | Kind::Signature => from_to(": "),
            Kind::Features => out.extend([words(": not compiled any more by the feature "), name(&self.before)]),
        }
        out
    }
}
