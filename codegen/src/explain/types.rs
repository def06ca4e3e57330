//! Types, properties and enumerations.

use super::scaffold::Place;
use super::{Explanation, Sample};
use crate::diagnostic::Code;

pub(super) const ALL: &[(Code, Explanation)] = &[
    (
        Code::ResourceWithoutType,
        Explanation {
            why: "The block documents a type without a name, so it documents nothing.",
            bad: Sample {
                place: Place::DerivedMetadata,
                text: "<!-- { \"blockType\": \"resource\", \"baseType\": \"microsoft.graph.book\" } -->",
            },
            good: Sample {
                place: Place::DerivedMetadata,
                text: "<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.audiobook\", \"baseType\": \"microsoft.graph.book\" } -->",
            },
        },
    ),
    (
        Code::NoPropertyTable,
        Explanation {
            why: "The properties are known from the JSON representation alone: without descriptions, and with guessed types.",
            bad: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\nTo be written.\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"id\": \"String\"\n}\n```\n",
            },
            good: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| id | String | Identifies it. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"id\": \"String\"\n}\n```\n",
            },
        },
    ),
    (
        Code::UnresolvedType,
        Explanation {
            why: "The property cannot be typed; generated code keeps its value as raw JSON.",
            bad: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| place | shelfPlace | Where it stands. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"place\": \"String\"\n}\n```\n",
            },
            good: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| place | String | Where it stands. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"place\": \"String\"\n}\n```\n",
            },
        },
    ),
    (
        Code::TypeConflict,
        Explanation {
            why: "Readers of the table and readers of the JSON write different programs, and one of them fails.",
            bad: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| full | Boolean | Whether it is full. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"full\": \"String\"\n}\n```\n",
            },
            good: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| full | Boolean | Whether it is full. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"full\": true\n}\n```\n",
            },
        },
    ),
    (
        Code::PropertyNotInTable,
        Explanation {
            why: "The property has no description, and its type is a guess from a sample value.",
            bad: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| id | String | Identifies it. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"id\": \"String\",\n  \"height\": 1024\n}\n```\n",
            },
            good: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| height | Int32 | Its height. |\n| id | String | Identifies it. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"id\": \"String\",\n  \"height\": 1024\n}\n```\n",
            },
        },
    ),
    (
        Code::PropertyConflict,
        Explanation {
            why: "One of the two is wrong; the first is believed, and readers of the second are misled.",
            bad: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| height | Int32 | Its height. |\n| height | String | Its height in words. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"height\": 1024\n}\n```\n",
            },
            good: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| height | Int32 | Its height. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"height\": 1024\n}\n```\n",
            },
        },
    ),
    (
        Code::BaseConflict,
        Explanation {
            why: "Inherited properties come from the base type: the wrong one brings wrong properties.",
            bad: Sample {
                place: Place::DerivedMetadata,
                text: "<!-- {\n  \"blockType\": \"resource\",\n  \"@odata.type\": \"microsoft.graph.audiobook\",\n  \"baseType\": \"microsoft.graph.audiobook\"\n} -->",
            },
            good: Sample {
                place: Place::DerivedMetadata,
                text: "<!-- {\n  \"blockType\": \"resource\",\n  \"@odata.type\": \"microsoft.graph.audiobook\",\n  \"baseType\": \"microsoft.graph.book\"\n} -->",
            },
        },
    ),
    (
        Code::BaseUnresolved,
        Explanation {
            why: "What the type inherits is unknown, so its generated form lacks those properties.",
            bad: Sample {
                place: Place::DerivedMetadata,
                text: "<!-- {\n  \"blockType\": \"resource\",\n  \"@odata.type\": \"microsoft.graph.audiobook\",\n  \"baseType\": \"microsoft.graph.boook\"\n} -->",
            },
            good: Sample {
                place: Place::DerivedMetadata,
                text: "<!-- {\n  \"blockType\": \"resource\",\n  \"@odata.type\": \"microsoft.graph.audiobook\",\n  \"baseType\": \"microsoft.graph.book\"\n} -->",
            },
        },
    ),
    (
        Code::BaseCycle,
        Explanation {
            why: "Types that inherit from each other have no end; the circle is cut somewhere, and something is lost.",
            bad: Sample { place: Place::Intro, text: "A book. Inherits from [audiobook](audiobook.md)." },
            good: Sample { place: Place::Intro, text: "A book of the library." },
        },
    ),
    (
        Code::CollectionConflict,
        Explanation {
            why: "A program that expects a list fails on a single value, and the other way round.",
            bad: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| labels | String | What it is for. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"labels\": [\"String\"]\n}\n```\n",
            },
            good: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| labels | String collection | What it is for. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"labels\": [\"String\"]\n}\n```\n",
            },
        },
    ),
    (
        Code::EnumConflict,
        Explanation {
            why: "Two tables of one enumeration disagree; generated code takes the members of both.",
            bad: Sample {
                place: Place::Page("resources/enums.md"),
                text: "---\ntitle: \"Enumerations\"\n---\n\n# Enumerations\n\n## bookBinding values\n\n| Member | Description |\n|:---|:---|\n| hardcover | Between boards. |\n| leather | In leather. |\n",
            },
            good: Sample {
                place: Place::Page("resources/enums.md"),
                text: "---\ntitle: \"Enumerations\"\n---\n\n# Enumerations\n\n## bookBinding values\n\n| Member | Description |\n|:---|:---|\n| hardcover | Between boards. |\n| paperback | Between paper. |\n",
            },
        },
    ),
    (
        Code::NameCase,
        Explanation {
            why: "Names in JSON are told apart by letter case: one of the two spellings does not work.",
            bad: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| shelfId | String | Identifies it. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"shelfID\": \"String\"\n}\n```\n",
            },
            good: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| shelfId | String | Identifies it. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"shelfId\": \"String\"\n}\n```\n",
            },
        },
    ),
    (
        Code::PropertyNotInJson,
        Explanation {
            why: "The representation is said to be whole; readers of it do not learn of the property.",
            bad: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| height | Int32 | Its height. |\n| id | String | Identifies it. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"id\": \"String\"\n}\n```\n",
            },
            good: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| height | Int32 | Its height. |\n| id | String | Identifies it. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"height\": 1024,\n  \"id\": \"String\"\n}\n```\n",
            },
        },
    ),
    (
        Code::EnumProse,
        Explanation {
            why: "A value in one place and not in the other is misspelled, or one of the lists is out of date.",
            bad: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| binding | bookBinding | The possible values are: `hardcover`, `papreback`. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"binding\": \"String\"\n}\n```\n",
            },
            good: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| binding | bookBinding | The possible values are: `hardcover`, `paperback`. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"binding\": \"String\"\n}\n```\n",
            },
        },
    ),
    (
        Code::EnumProseShort,
        Explanation {
            why: "Readers of the description take the list for whole.",
            bad: Sample {
                place: Place::Members,
                text: "| Member | Description |\n|:---|:---|\n| hardcover | Between boards. |\n| leather | In leather. |\n| paperback | Between paper. |",
            },
            good: Sample {
                place: Place::Members,
                text: "| Member | Description |\n|:---|:---|\n| hardcover | Between boards. |\n| paperback | Between paper. |",
            },
        },
    ),
    (
        Code::BaseMissing,
        Explanation {
            why: "Tools that read metadata alone do not know what the type inherits.",
            bad: Sample {
                place: Place::DerivedMetadata,
                text: "<!-- {\n  \"blockType\": \"resource\",\n  \"@odata.type\": \"microsoft.graph.audiobook\"\n} -->",
            },
            good: Sample {
                place: Place::DerivedMetadata,
                text: "<!-- {\n  \"blockType\": \"resource\",\n  \"@odata.type\": \"microsoft.graph.audiobook\",\n  \"baseType\": \"microsoft.graph.book\"\n} -->",
            },
        },
    ),
    (
        Code::ResourceTypeConflict,
        Explanation {
            why: "One of the two is a slip of the pen, mostly from a page that was copied: a generator that believes it describes the wrong type.",
            bad: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| height | Int32 | Its height. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"@odata.type\": \"#microsoft.graph.book\",\n  \"height\": 0\n}\n```\n",
            },
            good: Sample {
                place: Place::Page("resources/shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| height | Int32 | Its height. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"@odata.type\": \"#microsoft.graph.shelf\",\n  \"height\": 0\n}\n```\n",
            },
        },
    ),
    (
        Code::TypeTwice,
        Explanation {
            why: "Here, resources/book.md describes the same type. Readers find one of the two pages, and generated code has the properties of both.",
            bad: Sample {
                place: Place::Page("resources/Book.md"),
                text: "---\ntitle: \"book resource type\"\ndescription: \"A book.\"\n---\n\n# book resource type\n\nNamespace: microsoft.graph\n\nA book of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| height | Int32 | Its height. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.book\" } -->\n```json\n{\n  \"height\": 1024\n}\n```\n",
            },
            good: Sample {
                place: Place::Page("resources/Shelf.md"),
                text: "---\ntitle: \"shelf resource type\"\ndescription: \"A shelf.\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\nA shelf of the library.\n\n## Properties\n\n| Property | Type | Description |\n|:---|:---|:---|\n| height | Int32 | Its height. |\n\n## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" } -->\n```json\n{\n  \"height\": 1024\n}\n```\n",
            },
        },
    ),
];
