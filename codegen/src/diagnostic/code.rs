//! The kinds of findings. Each has one line in the list at the end and one page in `findings/`.

macro_rules! findings {
    ($($variant:ident = $id:literal,)*) => {
        /// The kinds of findings. Codes and names are stable: scripts and baselines rely on them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $(
                #[doc = include_str!(concat!("findings/", $id, ".md"))]
                $variant,
            )*
        }

        impl Code {
            /// All codes, in order.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The code as text, such as `GD0104`.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Code::$variant => $id,)* }
            }

            /// The text of the file in `findings/`.
            pub(crate) fn file(self) -> &'static str {
                match self { $(Code::$variant => include_str!(concat!("findings/", $id, ".md")),)* }
            }
        }
    };
}

impl Code {
    /// Finds a kind by its code (`GD0104`) or name (`property-not-in-table`), in any letter case.
    #[must_use]
    pub fn find(text: &str) -> Option<Code> {
        let text = text.trim();
        Code::ALL
            .iter()
            .copied()
            .find(|code| code.id().eq_ignore_ascii_case(text) || code.name().eq_ignore_ascii_case(text))
    }
}

findings! {
    NotUtf8 = "GD0001",
    Unreadable = "GD0002",
    EmptyPage = "GD0003",
    UnclosedComment = "GD0004",
    UnclosedFence = "GD0005",
    LineTooLong = "GD0006",
    FileTooLarge = "GD0007",
    BidiControl = "GD0008",
    InvisibleCharacter = "GD0009",
    FrontMatter = "GD0010",
    IncludeMissing = "GD0011",
    IncludeOutside = "GD0012",
    IncludeCycle = "GD0013",
    DeadLink = "GD0014",
    EncodingDamage = "GD0015",
    DeadAnchor = "GD0016",
    MetadataNotStrict = "GD0020",
    MetadataUnreadable = "GD0021",
    UnknownBlockType = "GD0022",
    BlockWithoutFence = "GD0023",
    UnknownMetadataKey = "GD0024",
    RowDropped = "GD0030",
    TableDelimiter = "GD0031",
    JsonNotStrict = "GD0040",
    JsonUnreadable = "GD0041",
    JsonTooDeep = "GD0042",
    BodyNotJson = "GD0043",
    HttpMalformed = "GD0050",
    OtherLanguage = "GD0060",
    ResourceWithoutType = "GD0100",
    NoPropertyTable = "GD0101",
    UnresolvedType = "GD0102",
    TypeConflict = "GD0103",
    PropertyNotInTable = "GD0104",
    PropertyConflict = "GD0105",
    BaseConflict = "GD0106",
    BaseUnresolved = "GD0107",
    BaseCycle = "GD0108",
    CollectionConflict = "GD0109",
    EnumConflict = "GD0110",
    NameCase = "GD0111",
    PropertyNotInJson = "GD0112",
    EnumProse = "GD0113",
    EnumProseShort = "GD0114",
    BaseMissing = "GD0115",
    ResourceTypeConflict = "GD0116",
    TypeTwice = "GD0117",
    StatementConflict = "GD0170",
    MisspeltName = "GD0171",
    NotInBase = "GD0172",
    ResponseCountConflict = "GD0180",
    NoTemplate = "GD0200",
    TemplateMalformed = "GD0201",
    TemplateUnknown = "GD0202",
    DuplicatePlaceholder = "GD0203",
    NoPermissions = "GD0210",
    PermissionsUnordered = "GD0211",
    PermissionsEmpty = "GD0212",
    ExampleUnmatched = "GD0220",
    ExampleUnpaired = "GD0221",
    ExampleVersion = "GD0222",
    ExampleStatus = "GD0223",
    ResponseTypeConflict = "GD0224",
    EnvelopeFlag = "GD0225",
    ResponseWithoutType = "GD0226",
    ResponseTypeUnknown = "GD0227",
    ResponseBodyUnknown = "GD0228",
    ExampleMember = "GD0230",
    ExampleMemberCase = "GD0231",
    ExampleWrongKind = "GD0232",
    ExampleEnumValue = "GD0233",
    ExampleEnumCase = "GD0234",
    ExampleDate = "GD0235",
    ExampleGuid = "GD0236",
    ExamplePlaceholder = "GD0237",
    ExampleType = "GD0238",
    ExampleTypeMissing = "GD0239",
}
