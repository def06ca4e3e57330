//! What the generator has to say about a docs tree: values, never prints.

use std::fmt;

use crate::span::Span;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Note,
    /// The page contradicts itself or another page, and a rule decided which side to believe.
    Warning,
    /// Something on the page could not be used.
    Error,
}

impl Severity {
    /// The word used in every output format.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $variant:ident = $id:literal $name:literal $severity:ident,)*) => {
        /// The kinds of findings. Identifiers and names are stable: scripts and baselines rely on them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])* $variant,)* }

        impl Code {
            /// Every code, in the order of their identifiers.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The identifier, such as `GD0104`.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Code::$variant => $id,)* }
            }

            /// The readable name, such as `property-not-in-table`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// What a finding of this kind means, in one or two sentences.
            #[must_use]
            pub fn means(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc),*).trim_ascii_start(),)* }
            }

            /// How much a finding of this kind matters.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }

            /// The code of an identifier (`GD0104`) or name (`property-not-in-table`), in any letter case.
            #[must_use]
            pub fn find(text: &str) -> Option<Code> {
                let text = text.trim();
                Code::ALL
                    .iter()
                    .copied()
                    .find(|code| code.id().eq_ignore_ascii_case(text) || code.name().eq_ignore_ascii_case(text))
            }
        }
    };
}

codes! {
    /// The page's bytes are not UTF-8; the page is skipped.
    NotUtf8 = "GD0001" "not-utf8" Error,
    /// The file could not be read.
    Unreadable = "GD0002" "unreadable" Error,
    /// The page holds nothing.
    EmptyPage = "GD0003" "empty-page" Warning,
    /// A comment is opened and never closed.
    UnclosedComment = "GD0004" "unclosed-comment" Error,
    /// A code fence is opened and never closed.
    UnclosedFence = "GD0005" "unclosed-fence" Error,
    /// A line is longer than any sensible page would have.
    LineTooLong = "GD0006" "line-too-long" Error,
    /// The file is larger than any sensible page would be, has more rows, blocks, headings or templates, or would become so
    /// with what it inherits or with the targets of all its reference links written out; what is too much is skipped.
    FileTooLarge = "GD0007" "file-too-large" Error,
    /// A character that turns the direction of writing: what is read is not what is there.
    BidiControl = "GD0008" "bidi-control" Warning,
    /// A character that cannot be seen: of no width, or a control character.
    InvisibleCharacter = "GD0009" "invisible-character" Note,
    /// The front matter is missing or a line of it is not `key: value`.
    FrontMatter = "GD0010" "front-matter" Note,
    /// An included file does not exist.
    IncludeMissing = "GD0011" "include-missing" Note,
    /// An include points outside the docs tree and is not followed.
    IncludeOutside = "GD0012" "include-outside" Note,
    /// Includes include each other.
    IncludeCycle = "GD0013" "include-cycle" Error,
    /// A link leads to a page of the tree that does not exist.
    DeadLink = "GD0014" "dead-link" Warning,
    /// Text that was read in another encoding than it was written in: `Ã©` for `é`, or a replacement character.
    EncodingDamage = "GD0015" "encoding-damage" Warning,
    /// A link leads to a heading or anchor that its page does not have.
    DeadAnchor = "GD0016" "dead-anchor" Note,
    /// A metadata comment is not strict JSON.
    MetadataNotStrict = "GD0020" "metadata-not-strict-json" Warning,
    /// A metadata comment could not be read as JSON at all.
    MetadataUnreadable = "GD0021" "metadata-unreadable" Error,
    /// `blockType` is none of the known ones.
    UnknownBlockType = "GD0022" "unknown-block-type" Warning,
    /// A metadata comment has a `blockType` that needs a code block, and none follows.
    BlockWithoutFence = "GD0023" "block-without-fence" Warning,
    /// A metadata comment has a key that nothing reads.
    UnknownMetadataKey = "GD0024" "unknown-metadata-key" Note,
    /// A table row was left out: too few cells, a name that is none, or an empty type.
    RowDropped = "GD0030" "row-dropped" Warning,
    /// The delimiter row of a table has another number of cells than its header.
    TableDelimiter = "GD0031" "table-delimiter" Note,
    /// A JSON body is not strict JSON.
    JsonNotStrict = "GD0040" "json-not-strict" Warning,
    /// A JSON body could not be read, not even leniently.
    JsonUnreadable = "GD0041" "json-unreadable" Error,
    /// JSON is nested deeper than the reader follows.
    JsonTooDeep = "GD0042" "json-too-deep" Error,
    /// A body is JSON by its `Content-Type`, and does not even start like JSON.
    BodyNotJson = "GD0043" "body-not-json" Warning,
    /// A code block labelled request or response does not start with a request or status line.
    HttpMalformed = "GD0050" "http-malformed" Warning,
    /// A `blockType: resource` without `@odata.type`.
    ResourceWithoutType = "GD0100" "resource-without-type" Error,
    /// A resource page with no property table.
    NoPropertyTable = "GD0101" "no-property-table" Note,
    /// A type reference names nothing that is documented.
    UnresolvedType = "GD0102" "unresolved-type" Warning,
    /// The property table and the JSON representation give a property different types.
    TypeConflict = "GD0103" "type-conflict" Warning,
    /// A property is in the JSON skeleton and not in the table.
    PropertyNotInTable = "GD0104" "property-not-in-table" Warning,
    /// A property is documented twice and the two do not agree.
    PropertyConflict = "GD0105" "property-conflict" Warning,
    /// `baseType` and "Inherits from" name different types.
    BaseConflict = "GD0106" "base-conflict" Warning,
    /// The base type is not documented.
    BaseUnresolved = "GD0107" "base-unresolved" Warning,
    /// Types inherit from each other in a circle.
    BaseCycle = "GD0108" "base-cycle" Error,
    /// The property table and the JSON representation disagree whether a property is a collection.
    CollectionConflict = "GD0109" "collection-conflict" Warning,
    /// One enumeration has two member tables that differ.
    EnumConflict = "GD0110" "enum-conflict" Warning,
    /// The property table and the JSON representation write a name in different letter case.
    NameCase = "GD0111" "name-case-conflict" Warning,
    /// A property is in the table and not in the JSON representation.
    PropertyNotInJson = "GD0112" "property-not-in-json" Note,
    /// A description lists a value that the member table of the enumeration lacks.
    EnumProse = "GD0113" "enum-prose-conflict" Warning,
    /// A description lists the values of an enumeration, but not all of them.
    EnumProseShort = "GD0114" "enum-prose-incomplete" Note,
    /// The prose says what a type inherits from, and its metadata has no `baseType`.
    BaseMissing = "GD0115" "base-missing" Note,
    /// The JSON of a resource names another type than its metadata does.
    ResourceTypeConflict = "GD0116" "resource-type-conflict" Warning,
    /// Two pages of the same name describe one type, with different properties.
    TypeTwice = "GD0117" "type-defined-twice" Warning,
    /// An api page without a request template.
    NoTemplate = "GD0200" "no-template" Warning,
    /// A request template could not be parsed.
    TemplateMalformed = "GD0201" "template-malformed" Warning,
    /// No word of a request template is the name of anything that is documented.
    TemplateUnknown = "GD0202" "template-unknown-resource" Note,
    /// One request template has two placeholders of the same name.
    DuplicatePlaceholder = "GD0203" "duplicate-placeholder" Note,
    /// An api page without a permissions table.
    NoPermissions = "GD0210" "no-permissions" Note,
    /// A permissions table lists several permissions and does not say which is the least privileged.
    PermissionsUnordered = "GD0211" "permissions-unordered" Note,
    /// A permissions table names no permission.
    PermissionsEmpty = "GD0212" "permissions-empty" Note,
    /// A documented request whose URL matches no template of its page.
    ExampleUnmatched = "GD0220" "example-url-unmatched" Warning,
    /// A request example without a response, or the other way round.
    ExampleUnpaired = "GD0221" "example-unpaired" Note,
    /// A documented request goes to another version of the service than the rest of the tree.
    ExampleVersion = "GD0222" "example-version" Warning,
    /// A documented response has a status that the Response section does not name.
    ExampleStatus = "GD0223" "example-status-undocumented" Warning,
    /// The metadata of a response and the Response section name different types.
    ResponseTypeConflict = "GD0224" "response-type-conflict" Warning,
    /// `isCollection` says one thing, the body another.
    EnvelopeFlag = "GD0225" "envelope-flag" Warning,
    /// The metadata of a response with a JSON object names no type.
    ResponseWithoutType = "GD0226" "response-without-type" Note,
    /// The metadata of a response names a type that nothing documents.
    ResponseTypeUnknown = "GD0227" "response-type-unknown" Warning,
    /// An operation answers a body, and neither the Response section nor an example says of what type.
    ResponseBodyUnknown = "GD0228" "response-body-unknown" Warning,
    /// An example holds a member that no table documents.
    ExampleMember = "GD0230" "example-member-unknown" Warning,
    /// An example writes the name of a member in other letter case than its table.
    ExampleMemberCase = "GD0231" "example-member-case" Warning,
    /// A value of an example is of another kind than documented: a string for a boolean, an object for a list.
    ExampleWrongKind = "GD0232" "example-wrong-kind" Warning,
    /// An example holds a value of an enumeration that is not documented.
    ExampleEnumValue = "GD0233" "example-enum-value" Warning,
    /// An example writes a value of an enumeration in other letter case than documented.
    ExampleEnumCase = "GD0234" "example-enum-case" Warning,
    /// A date, time or duration of an example is not of the form that its type has.
    ExampleDate = "GD0235" "example-date-malformed" Warning,
    /// A GUID of an example is none.
    ExampleGuid = "GD0236" "example-guid-malformed" Warning,
    /// An example holds a word for a value, such as `String (timestamp)`, where a value belongs.
    ExamplePlaceholder = "GD0237" "example-placeholder" Note,
    /// `@odata.type` in an example names a type that is not documented, or none of the documented type's.
    ExampleType = "GD0238" "example-type-unexpected" Warning,
    /// An example holds members of a derived type without the `@odata.type` that says so.
    ExampleTypeMissing = "GD0239" "example-type-missing" Warning,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding it is.
    pub code: Code,
    /// One sentence about this very place.
    pub message: String,
    /// Where; the file is named by the span.
    pub span: Span,
    /// What to do about it, if there is a plain answer.
    pub help: Option<String>,
    /// The change that certainly mends it, if there is one.
    pub fix: Option<Fix>,
}

/// A change of the page that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the change does, in words: `remove the comma`.
    pub title: String,
    /// The stretches to replace; they do not overlap.
    pub edits: Vec<Edit>,
}

/// One stretch of text and what takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The stretch; an empty one says where to insert.
    pub span: Span,
    /// The new text, on one line.
    pub text: String,
}

/// Text from the docs as it may stand in a message, on one line: whoever prints it cannot be made to print a command to a
/// terminal, to cargo or to a workflow, and nothing in it hides or turns round. Such characters are written as `\u{…}`.
#[must_use]
pub fn visible(text: String) -> String {
    if !text.contains(|c: char| c.is_control() || is_hidden(c)) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() || is_hidden(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// Characters that cannot be seen, or that turn the direction of the text around them.
pub(crate) fn is_hidden(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

impl Diagnostic {
    /// A finding without a help text. The message becomes [`visible`].
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Diagnostic { code, message: visible(message.into()), span, help: None, fix: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(visible(help.into()));
        self
    }

    /// Adds the change that mends it: `text` in the place of `span`.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { title: title.into(), edits: vec![Edit { span, text: text.into() }] });
        self
    }
}
