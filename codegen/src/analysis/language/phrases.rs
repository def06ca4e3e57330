//! The table of phrases.

use std::ops::Range;

/// What a phrase tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::analysis) enum Role {
    // Headings of sections.
    TemplatesHeading,
    ExampleHeading,
    BodyHeading,
    ResponseHeading,
    PermissionsHeading,
    RelationshipsHeading,
    OptionsHeading,
    FunctionHeading,
    /// Tables below such a heading list no properties.
    AsideHeading,
    /// What follows the name of an enumeration in the title of its page.
    EnumTitle,
    /// What follows the name of an enumeration in the heading of its values.
    EnumHeading,
    /// A first word of such a heading that is not the name of an enumeration.
    NotEnumName,
    /// A word in the title of a page that describes a type.
    TypeTitle,
    /// A word in the title of a page that describes an enumeration.
    EnumWord,

    // Titles of columns.
    PropertyColumn,
    RelationshipColumn,
    ParameterColumn,
    TypeColumn,
    DescriptionColumn,
    MemberColumn,
    MeaningColumn,
    RequiredColumn,
    OptionColumn,
    OptionTypeColumn,
    /// The first column of a table whose second one has the types under the title "Value".
    ValueNameColumn,
    ValueColumn,
    PermissionTypeColumn,
    PermissionColumn,
    PermissionWord,
    PersonalAccount,
    Delegated,
    Application,
    MostToLeast,
    Privileged,

    // Cells.
    RequiredCell,
    CollectionStart,
    CollectionEnd,
    Or,
    And,
    /// What the last value of a list begins with.
    LastInList,

    // Sentences about types and properties.
    InheritsFrom,
    /// The page of the base names the types that derive from it.
    BaseOf,
    /// A word that may be in front of a name in a list of types.
    InListOfTypes,
    /// What the sentence begins with.
    DeprecatedStart,
    Deprecated,
    DeprecatedMark,
    DeprecatedWord,
    Required,
    NotRequired,
    Optional,
    MayListValues,
    ListsValues,
    /// One value is named, which is a list only if it goes on.
    ListsOneValue,
    /// The values of a type that nothing documents, without marks around them.
    ListsBareValues,
    SubsetOfValues,
    /// The sentence behind a list of values goes on with it.
    MoreValues,

    // Sentences about requests.
    NoBody,
    SuppliesBody,
    SuppliesParameters,
    OptionTableIsRequired,
    AllOptionsAreRequired,
    OneOptionIsRequired,
    /// The sentence does without the options that it names.
    OptionDenied,
    /// Something is required at times.
    AtTimes,
    /// A word of the name of a page that says what is done.
    PageVerb,

    // Sentences about responses.
    Response,
    Header,
    Location,
    HasBody,
    HasNoBody,
    OneOf,
    CollectionBeforeLink,
    CollectionBehindLink,
    ListOfStrings,
    ListOfBooleans,
    ListOfStreams,
    OneString,
    OneBoolean,
    OneStream,

    // Sample values of JSON representations.
    SampleTime,
    SampleDuration,
}

/// Where in a text a phrase has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// It is the whole text.
    Whole,
    /// The text begins with it.
    Start,
    /// The text ends with it.
    End,
    Anywhere,
}

/// Something that people write on pages.
pub(super) struct Phrase {
    pub role: Role,
    /// Where it has to be.
    pub at: At,
    /// The words, in lower case.
    pub text: &'static str,
    /// A text that has it, as on a page. Tests read it, and people.
    #[cfg_attr(not(test), expect(dead_code, reason = "it explains the phrase"))]
    pub seen: &'static str,
}

impl Phrase {
    /// Where a text begins or ends with the phrase, or is the phrase.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        let found = match self.at {
            At::Whole if text.len() != self.text.len() => return None,
            At::End => text.len().checked_sub(self.text.len())?..text.len(),
            _ => 0..self.text.len(),
        };
        text.get(found.clone())?.eq_ignore_ascii_case(self.text).then_some(found)
    }
}

const fn whole(role: Role, text: &'static str) -> Phrase {
    Phrase { role, at: At::Whole, text, seen: text }
}

const fn start(role: Role, text: &'static str, seen: &'static str) -> Phrase {
    Phrase { role, at: At::Start, text, seen }
}

const fn end(role: Role, text: &'static str, seen: &'static str) -> Phrase {
    Phrase { role, at: At::End, text, seen }
}

const fn part(role: Role, text: &'static str, seen: &'static str) -> Phrase {
    Phrase { role, at: At::Anywhere, text, seen }
}

use Role::*;

/// All that rules look for.
#[rustfmt::skip]
pub(super) const PHRASES: &[Phrase] = &[
    // Headings of sections.
    part(TemplatesHeading, "http request", "HTTP request"),
    part(TemplatesHeading, "http method", "HTTP method"),
    start(ExampleHeading, "example", "Example 1: Get a user"),
    start(BodyHeading, "request body", "Request body"),
    whole(BodyHeading, "parameters"),
    whole(BodyHeading, "request parameters"),
    start(ResponseHeading, "response", "Response"),
    start(ResponseHeading, "http response", "HTTP response"),
    start(PermissionsHeading, "permission", "Permissions"),
    start(PermissionsHeading, "prerequisite", "Prerequisites"),
    part(RelationshipsHeading, "relationship", "Relationships"),
    part(RelationshipsHeading, "navigation property", "Navigation property"),
    part(RelationshipsHeading, "navigation properties", "Navigation properties"),
    part(OptionsHeading, "query parameter", "Optional query parameters"),
    part(OptionsHeading, "query option", "OData query options"),
    start(FunctionHeading, "function parameter", "Function parameters"),
    start(AsideHeading, "example", "Examples"),
    whole(AsideHeading, "methods"),
    whole(AsideHeading, "tasks"),
    whole(AsideHeading, "see also"),
    start(AsideHeading, "what's new", "What's new in reports"),
    whole(EnumTitle, "enum type"),
    whole(EnumTitle, "enum"),
    whole(EnumTitle, "enumeration"),
    whole(EnumTitle, "enumeration type"),
    whole(EnumTitle, "enum values"),
    whole(EnumHeading, "values"),
    whole(EnumHeading, "enum values"),
    whole(EnumHeading, "enum"),
    whole(EnumHeading, "enumeration"),
    whole(EnumHeading, "enumeration values"),
    whole(EnumHeading, "enum type"),
    whole(EnumHeading, "options"),
    whole(EnumHeading, "members"),
    whole(EnumHeading, "enum members"),
    whole(EnumHeading, "property values"),
    whole(NotEnumName, "property"),
    whole(NotEnumName, "possible"),
    whole(NotEnumName, "supported"),
    whole(NotEnumName, "valid"),
    whole(NotEnumName, "enum"),
    whole(NotEnumName, "members"),
    whole(TypeTitle, "type"),
    whole(TypeTitle, "resource"),
    whole(EnumWord, "enum"),

    // Titles of columns.
    whole(PropertyColumn, "property"),
    whole(PropertyColumn, "property name"),
    whole(PropertyColumn, "properties"),
    whole(PropertyColumn, "name"),
    whole(PropertyColumn, "attribute"),
    whole(PropertyColumn, "member"),
    start(RelationshipColumn, "relationship", "Relationship"),
    start(RelationshipColumn, "navigation", "Navigation property"),
    start(ParameterColumn, "parameter", "Parameter"),
    whole(TypeColumn, "type"),
    whole(TypeColumn, "data type"),
    start(DescriptionColumn, "description", "Description"),
    whole(MemberColumn, "member"),
    whole(MemberColumn, "members"),
    whole(MemberColumn, "value"),
    whole(MemberColumn, "values"),
    whole(MemberColumn, "member name"),
    whole(MemberColumn, "enum member"),
    whole(MemberColumn, "name"),
    whole(MemberColumn, "enumeration"),
    whole(MemberColumn, "enum value"),
    whole(MemberColumn, "option"),
    start(MeaningColumn, "description", "Description"),
    whole(MeaningColumn, "meaning"),
    whole(RequiredColumn, "required"),
    whole(RequiredColumn, "required?"),
    whole(OptionColumn, "name"),
    start(OptionColumn, "parameter", "Parameter"),
    start(OptionColumn, "query", "Query parameter"),
    start(OptionTypeColumn, "type", "Type"),
    whole(ValueNameColumn, "name"),
    whole(ValueNameColumn, "parameter"),
    whole(ValueNameColumn, "property"),
    whole(ValueColumn, "value"),
    start(PermissionTypeColumn, "permission type", "Permission type"),
    start(PermissionColumn, "permission", "Permissions"),
    part(PermissionWord, "permission", "Least privileged permissions"),
    part(PersonalAccount, "personal", "Delegated (personal Microsoft account)"),
    part(Delegated, "delegated", "Delegated (work or school account)"),
    part(Application, "application", "Application"),
    part(MostToLeast, "most to least", "Permissions (from most to least privileged)"),
    part(Privileged, "privileged", "Least privileged permissions"),

    // Cells.
    whole(RequiredCell, "yes"),
    whole(RequiredCell, "required"),
    whole(RequiredCell, "true"),
    start(CollectionStart, "collection(", "Collection(Edm.String)"),
    start(CollectionStart, "collection of ", "Collection of strings"),
    end(CollectionEnd, " collection", "String collection"),
    end(CollectionEnd, ")collection", "[user](user.md)collection"),
    end(CollectionEnd, "]collection", "[user]collection"),
    part(Or, " or ", "user or group"),
    part(And, " and ", "User.Read and Mail.Read"),
    start(LastInList, "or ", "or high"),
    start(LastInList, "and ", "and high"),

    // Sentences about types and properties.
    part(InheritsFrom, "inherits from", "Inherits from [entity](entity.md)."),
    part(InheritsFrom, "derives from", "Derives from [entity](entity.md)."),
    part(InheritsFrom, "derived from", "This type is derived from [entity](entity.md)."),
    part(InheritsFrom, "inherited from", "A type inherited from [entity](entity.md)."),
    part(InheritsFrom, "base type of this resource is", "The base type of this resource is [entity](entity.md)."),
    part(BaseOf, "base type of ", "The base type of [user](user.md) and [group](group.md)."),
    part(BaseOf, "base type for ", "Base type for [user](user.md) and [group](group.md)."),
    part(BaseOf, "base class of ", "The base class of [user](user.md)."),
    part(BaseOf, "base class for ", "A base class for [user](user.md)."),
    part(BaseOf, "derived types are ", "The derived types are [user](user.md) and [group](group.md)."),
    part(BaseOf, "derived types include ", "Its derived types include [user](user.md)."),
    whole(InListOfTypes, "the"),
    whole(InListOfTypes, "both"),
    whole(InListOfTypes, "and"),
    whole(InListOfTypes, "or"),
    whole(InListOfTypes, "following"),
    whole(InListOfTypes, "types:"),
    whole(InListOfTypes, "type"),
    whole(InListOfTypes, "types"),
    whole(InListOfTypes, "entity"),
    start(DeprecatedStart, "deprecated", "Deprecated. Use another property."),
    part(Deprecated, "(deprecated)", "The name (deprecated)."),
    part(Deprecated, "is deprecated", "This property is deprecated."),
    part(Deprecated, "are deprecated", "Such values are deprecated."),
    part(Deprecated, "been deprecated", "This property has been deprecated."),
    part(Deprecated, "is now deprecated", "It is now deprecated."),
    part(DeprecatedMark, "(deprecated)", "tollNumber (deprecated)"),
    part(DeprecatedWord, "deprecated", "skypeForBusiness (deprecated)"),
    whole(Required, "required"),
    whole(NotRequired, "optional"),
    whole(NotRequired, "read-only"),
    whole(Optional, "optional"),
    part(MayListValues, "value", "The possible values are: `a`, `b`."),
    part(MayListValues, "one of ", "One of `a` and `b`."),
    part(ListsValues, "possible values", "Possible values are: `a`, `b`."),
    part(ListsValues, "supported values", "The supported values are `a` and `b`."),
    part(ListsValues, "valid values", "Valid values: `a`, `b`."),
    part(ListsValues, "allowed values", "The allowed values are `a` and `b`."),
    part(ListsValues, "allowed value is", "Allowed value is `reviewer`."),
    part(ListsValues, "one of the following", "It is one of the following: `a`, `b`."),
    part(ListsValues, "valid types are", "The valid types are: `a`, `b`."),
    part(ListsOneValue, "possible value is", "The possible value is `a`, or `b` for guests."),
    part(ListsBareValues, "possible values are", "Possible values are low, medium, high."),
    part(SubsetOfValues, "subset of the values", "A subset of the values of `status`."),
    part(SubsetOfValues, "subset of values", "Returns a subset of values."),
    part(SubsetOfValues, "subset of the possible", "A subset of the possible values: `a`, `b`."),
    part(MoreValues, "following value", "Use the header to get the following values: `c`."),

    // Sentences about requests.
    part(NoBody, "not supply a request body", "Do not supply a request body for this method."),
    part(NoBody, "don't supply a request body", "Don't supply a request body for this method."),
    part(NoBody, "no request body", "There is no request body."),
    part(NoBody, "not require any request body", "This method does not require any request body."),
    part(NoBody, "not require a request body", "This method does not require a request body."),
    part(SuppliesBody, "representation", "In the request body, give a JSON representation of the [user](user.md)."),
    part(SuppliesBody, "supply", "In the request body, supply a [user](user.md) object."),
    part(SuppliesBody, "provide", "In the request body, provide a [user](user.md) object."),
    part(SuppliesParameters, "representation of the parameter", "Supply a JSON representation of the parameters."),
    part(SuppliesParameters, "the following parameter", "In the request body, supply the following parameters."),
    part(SuppliesParameters, "shows the parameter", "The following table shows the parameters."),
    part(OptionTableIsRequired, "following required query parameter", "It takes the following required query parameters."),
    part(OptionTableIsRequired, "following query parameters are required", "The following query parameters are required."),
    part(AllOptionsAreRequired, "query parameters are required", "These query parameters are required."),
    part(AllOptionsAreRequired, "carry both of them", "A request has to carry both of them."),
    part(AllOptionsAreRequired, "carry all of them", "A request has to carry all of them."),
    part(AllOptionsAreRequired, "both of them are required", "Both of them are required."),
    part(AllOptionsAreRequired, "all of them are required", "All of them are required."),
    part(OneOptionIsRequired, "query parameter is required", "The `$filter` query parameter is required."),
    part(OneOptionIsRequired, "requires the $", "This function requires the $filter query parameter."),
    part(OptionDenied, "not support", "This method does not support `$skip`."),
    part(OptionDenied, "n't support", "`$skip` isn't supported."),
    part(OptionDenied, "no support", "There is no support for `$search`."),
    part(OptionDenied, "not currently support", "`$orderby` and `$skip` are not currently supported."),
    part(OptionDenied, "n't currently support", "`$orderby` and `$skip` aren't currently supported."),
    part(OptionDenied, "not available", "`$count` is not available here."),
    part(OptionDenied, "without", "To get their values, query without `$select`."),
    part(OptionDenied, "except", "All query parameters are supported except `$skip`."),
    part(AtTimes, " if ", "It is required if the user is a guest."),
    part(AtTimes, " when ", "It is required when there is a filter."),
    part(AtTimes, " unless ", "It is required unless there is a filter."),
    part(AtTimes, " either ", "Give either of them."),
    part(AtTimes, " or ", "Give `$filter` or `$search`."),
    part(AtTimes, " only for ", "It is required only for guests."),
    whole(PageVerb, "get"),
    whole(PageVerb, "list"),
    whole(PageVerb, "post"),
    whole(PageVerb, "put"),
    whole(PageVerb, "patch"),
    whole(PageVerb, "create"),
    whole(PageVerb, "add"),
    whole(PageVerb, "update"),
    whole(PageVerb, "upsert"),
    whole(PageVerb, "delete"),
    whole(PageVerb, "remove"),

    // Sentences about responses.
    part(Response, "response", "This method returns a [user](user.md) object in the response body."),
    part(Header, "header", "The address is in the `Location` header."),
    part(Location, "location", "The address is in the `Location` header."),
    part(HasBody, "in the response body", "It returns a report in the response body."),
    part(HasBody, "in response body", "It returns a report in response body."),
    part(HasBody, "in the body of the response", "It returns a report in the body of the response."),
    part(HasNoBody, " not ", "It does not return anything in the response body."),
    part(HasNoBody, "n't ", "It doesn't return anything in the response body."),
    part(HasNoBody, "nothing", "It returns nothing in the response body."),
    part(HasNoBody, " no ", "There is no object in the response body."),
    part(HasNoBody, "empty", "It returns an empty object in the response body."),
    part(HasNoBody, "without", "It succeeds without an object in the response body."),
    part(HasNoBody, "error", "It returns an error in the response body."),
    part(HasNoBody, "fail", "If it fails, the reason is in the response body."),
    part(OneOf, "one of ", "It returns one of the following objects: [user](user.md), [group](group.md)."),
    part(OneOf, " or ", "It returns a [user](user.md) or a [group](group.md)."),
    part(OneOf, "/or ", "It returns [user](user.md) and/or [group](group.md) objects."),
    part(OneOf, "either ", "It returns either a [user](user.md), a [group](group.md)."),
    part(CollectionBeforeLink, "collection of", "a collection of [user](user.md) objects"),
    part(CollectionBeforeLink, "list of", "a list of [user](user.md) objects"),
    part(CollectionBeforeLink, "array of", "an array of [user](user.md) objects"),
    start(CollectionBehindLink, "collection", "collection object in the response body"),
    start(CollectionBehindLink, "object collection", "object collection in the response body"),
    start(CollectionBehindLink, "objects", "objects in the response body"),
    part(ListOfStrings, "string collection", "It returns a String collection object in the response body."),
    part(ListOfStrings, "collection of string", "It returns a collection of strings in the response body."),
    part(ListOfBooleans, "boolean collection", "It returns a Boolean collection in the response body."),
    part(ListOfBooleans, "collection of boolean", "It returns a collection of Boolean values."),
    part(ListOfStreams, "stream collection", "It returns a stream collection in the response body."),
    part(ListOfStreams, "collection of stream", "It returns a collection of streams."),
    part(OneString, "a string in the response body", "It returns a String in the response body."),
    part(OneString, "string object in the response body", "It returns a String object in the response body."),
    part(OneBoolean, "a boolean in the response body", "It returns a Boolean in the response body."),
    part(OneBoolean, "boolean object in the response body", "It returns a Boolean object in the response body."),
    part(OneStream, "a stream in the response body", "It returns a stream in the response body."),
    part(OneStream, "stream object in the response body", "It returns a stream object in the response body."),

    // Sample values of JSON representations.
    part(SampleTime, "timestamp", "String (timestamp)"),
    part(SampleDuration, "duration", "String (duration)"),
];
