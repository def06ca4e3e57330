//! Metadata comments, tables, JSON and HTTP messages.

use super::scaffold::Place;
use super::{Explanation, Sample};
use crate::diagnostic::Code;

const MESSAGE: &str =
    "<!-- { \"blockType\": \"request\" } -->\n```http\nGET https://graph.microsoft.com/v1.0/books/b17\n```";

pub(super) const ALL: &[(Code, Explanation)] = &[
    (
        Code::MetadataNotStrict,
        Explanation {
            why: "Other tools read these comments with strict parsers and skip the block.",
            bad: Sample {
                place: Place::DerivedMetadata,
                text: "<!-- {\n  \"blockType\": \"resource\",\n  \"@odata.type\": \"microsoft.graph.audiobook\",\n  \"baseType\": \"microsoft.graph.book\",\n} -->",
            },
            good: Sample {
                place: Place::DerivedMetadata,
                text: "<!-- {\n  \"blockType\": \"resource\",\n  \"@odata.type\": \"microsoft.graph.audiobook\",\n  \"baseType\": \"microsoft.graph.book\"\n} -->",
            },
        },
    ),
    (
        Code::MetadataUnreadable,
        Explanation {
            why: "The block behind the comment loses its meaning: a resource block without metadata documents no type.",
            bad: Sample {
                place: Place::Request,
                text: "<!-- { \"blockType\" = \"request\" } -->\n```http\nGET https://graph.microsoft.com/v1.0/books/b17\n```",
            },
            good: Sample { place: Place::Request, text: MESSAGE },
        },
    ),
    (
        Code::UnknownBlockType,
        Explanation {
            why: "The block is not taken for what it was meant to be: a misspelled `resource` documents no type.",
            bad: Sample {
                place: Place::Request,
                text: "<!-- { \"blockType\": \"reqest\" } -->\n```http\nGET https://graph.microsoft.com/v1.0/books/b17\n```",
            },
            good: Sample { place: Place::Request, text: MESSAGE },
        },
    ),
    (
        Code::BlockWithoutFence,
        Explanation {
            why: "The comment says what the next code block is; without one it says nothing, and something got lost.",
            bad: Sample {
                place: Place::Request,
                text: "<!-- { \"blockType\": \"request\" } -->\n\nGET https://graph.microsoft.com/v1.0/books/b17\n\n(see above)",
            },
            good: Sample { place: Place::Request, text: MESSAGE },
        },
    ),
    (
        Code::UnknownMetadataKey,
        Explanation {
            why: "A misspelled key has no effect, and nothing else would say so.",
            bad: Sample {
                place: Place::Request,
                text: "<!-- { \"blockType\": \"request\", \"nmae\": \"get_book\" } -->\n```http\nGET https://graph.microsoft.com/v1.0/books/b17\n```",
            },
            good: Sample {
                place: Place::Request,
                text: "<!-- { \"blockType\": \"request\", \"name\": \"get_book\" } -->\n```http\nGET https://graph.microsoft.com/v1.0/books/b17\n```",
            },
        },
    ),
    (
        Code::RowDropped,
        Explanation {
            why: "A description that was broken onto a new line makes a row of its own: half of the sentence is lost.",
            bad: Sample {
                place: Place::Members,
                text: "| Member | Value | Description |\n|:---|:---|:---|\n| hardcover | 0 | Between boards,\n| of wood or cardboard.\n| paperback | 1 | Between paper. |",
            },
            good: Sample {
                place: Place::Members,
                text: "| Member | Value | Description |\n|:---|:---|:---|\n| hardcover | 0 | Between boards, of wood or cardboard. |\n| paperback | 1 | Between paper. |",
            },
        },
    ),
    (
        Code::TableDelimiter,
        Explanation {
            why: "By the rules of GitHub's markdown this is no table at all: readers see pipes and dashes.",
            bad: Sample {
                place: Place::Members,
                text: "| Member | Description |\n|:---|:---|:---|\n| hardcover | Between boards. |\n| paperback | Between paper. |",
            },
            good: Sample {
                place: Place::Members,
                text: "| Member | Description |\n|:---|:---|\n| hardcover | Between boards. |\n| paperback | Between paper. |",
            },
        },
    ),
    (
        Code::JsonNotStrict,
        Explanation {
            why: "Whoever copies the example into a program gets a parser's error.",
            bad: Sample { place: Place::Body, text: "{\n  \"id\": \"b17\",\n  \"title\": \"The lighthouse\",\n}" },
            good: Sample { place: Place::Body, text: "{\n  \"id\": \"b17\",\n  \"title\": \"The lighthouse\"\n}" },
        },
    ),
    (
        Code::JsonUnreadable,
        Explanation {
            why: "The example cannot be checked, and becomes no test of the generated crate.",
            bad: Sample { place: Place::Body, text: "{\n  here is the book\n}" },
            good: Sample { place: Place::Body, text: "{\n  \"title\": \"The lighthouse\"\n}" },
        },
    ),
    (
        Code::JsonTooDeep,
        Explanation {
            why: "No service answers with hundreds of levels; the reader stops before the text can exhaust it.",
            bad: Sample {
                place: Place::Body,
                text: "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            },
            good: Sample { place: Place::Body, text: "{\n  \"title\": \"The lighthouse\"\n}" },
        },
    ),
    (
        Code::BodyNotJson,
        Explanation {
            why: "A client that trusts the header fails on the body; and the example becomes no test.",
            bad: Sample { place: Place::Body, text: "The book with the number b17." },
            good: Sample { place: Place::Body, text: "{\n  \"id\": \"b17\"\n}" },
        },
    ),
    (
        Code::HttpMalformed,
        Explanation {
            why: "The block is labelled as a message, and is skipped because it does not start like one.",
            bad: Sample {
                place: Place::Request,
                text: "<!-- { \"blockType\": \"request\" } -->\n```http\nhttps://graph.microsoft.com/v1.0/books/b17\n```",
            },
            good: Sample { place: Place::Request, text: MESSAGE },
        },
    ),
];
