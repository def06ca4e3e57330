//! Documented requests and responses.

use super::scaffold::Place;
use super::{Explanation, Sample};
use crate::diagnostic::Code;

pub(super) const ALL: &[(Code, Explanation)] = &[
    (
        Code::ExampleUnmatched,
        Explanation {
            why: "Whoever copies the request calls an address that the page does not document; often the template or the example is misspelled.",
            bad: Sample {
                place: Place::Request,
                text: "<!-- { \"blockType\": \"request\" } -->\n```http\nGET https://graph.microsoft.com/v1.0/book/b17\n```",
            },
            good: Sample {
                place: Place::Request,
                text: "<!-- { \"blockType\": \"request\" } -->\n```http\nGET https://graph.microsoft.com/v1.0/books/b17\n```",
            },
        },
    ),
    (
        Code::ExampleUnpaired,
        Explanation {
            why: "An example is a question and its answer; half of it cannot be checked.",
            bad: Sample {
                place: Place::Example,
                text: "### Request\n\n<!-- { \"blockType\": \"request\" } -->\n```http\nGET https://graph.microsoft.com/v1.0/books/b17\n```",
            },
            good: Sample {
                place: Place::Example,
                text: "### Request\n\n<!-- { \"blockType\": \"request\" } -->\n```http\nGET https://graph.microsoft.com/v1.0/books/b17\n```\n\n### Response\n\n<!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.book\" } -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\n  \"id\": \"b17\"\n}\n```",
            },
        },
    ),
    (
        Code::ExampleVersion,
        Explanation {
            why: "Versions differ in what they can do: an example of another version may not work, or may change without notice.",
            bad: Sample {
                place: Place::Example,
                text: "### Request\n\n<!-- { \"blockType\": \"request\" } -->\n```http\nGET https://graph.microsoft.com/beta/books/b17\n```\n\n### Response\n\n<!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.book\" } -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\n  \"id\": \"b17\"\n}\n```\n\n### Example 2\n\n<!-- { \"blockType\": \"request\" } -->\n```http\nGET https://graph.microsoft.com/v1.0/books/b18\n```\n\n<!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.book\" } -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\n  \"id\": \"b17\"\n}\n```",
            },
            good: Sample {
                place: Place::Example,
                text: "### Request\n\n<!-- { \"blockType\": \"request\" } -->\n```http\nGET https://graph.microsoft.com/v1.0/books/b17\n```\n\n### Response\n\n<!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.book\" } -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\n  \"id\": \"b17\"\n}\n```",
            },
        },
    ),
    (
        Code::ExampleStatus,
        Explanation {
            why: "A client that checks for the documented status rejects the answer that the example shows.",
            bad: Sample {
                place: Place::Answer,
                text: "<!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.book\" } -->\n```http\nHTTP/1.1 201 Created\nContent-Type: application/json\n\n{\n  \"id\": \"b17\"\n}\n```",
            },
            good: Sample {
                place: Place::Answer,
                text: "<!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.book\" } -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\n  \"id\": \"b17\"\n}\n```",
            },
        },
    ),
    (
        Code::ResponseTypeConflict,
        Explanation {
            why: "One of the two is wrong, and the generated operation decodes the answer as one of them.",
            bad: Sample {
                place: Place::Answer,
                text: "<!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.bookBinding\" } -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\n  \"id\": \"b17\"\n}\n```",
            },
            good: Sample {
                place: Place::Answer,
                text: "<!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.book\" } -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\n  \"id\": \"b17\"\n}\n```",
            },
        },
    ),
    (
        Code::EnvelopeFlag,
        Explanation {
            why: "Lists come in an object with `value`; a client has to know which of the two to expect.",
            bad: Sample {
                place: Place::Answer,
                text: "<!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.book\" } -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\n  \"value\": [\n    { \"id\": \"b17\" }\n  ]\n}\n```",
            },
            good: Sample {
                place: Place::Answer,
                text: "<!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.book\", \"isCollection\": true } -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\n  \"value\": [\n    { \"id\": \"b17\" }\n  ]\n}\n```",
            },
        },
    ),
    (
        Code::ResponseWithoutType,
        Explanation {
            why: "Without a type the example cannot be held against what is documented.",
            bad: Sample {
                place: Place::Answer,
                text: "<!-- { \"blockType\": \"response\" } -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\n  \"id\": \"b17\"\n}\n```",
            },
            good: Sample {
                place: Place::Answer,
                text: "<!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.book\" } -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\n  \"id\": \"b17\"\n}\n```",
            },
        },
    ),
    (
        Code::ResponseTypeUnknown,
        Explanation {
            why: "The answer is of a type without a page: readers cannot look up its members.",
            bad: Sample {
                place: Place::Answer,
                text: "<!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.novel\" } -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\n  \"id\": \"b17\"\n}\n```",
            },
            good: Sample {
                place: Place::Answer,
                text: "<!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.book\" } -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\n  \"id\": \"b17\"\n}\n```",
            },
        },
    ),
    (
        Code::ResponseBodyUnknown,
        Explanation {
            why: "Readers cannot look up what they get, and generated code answers raw JSON instead of a type.",
            bad: Sample {
                place: Place::Page("api/book-preview.md"),
                text: "---\ntitle: \"book: preview\"\n---\n\n# book: preview\n\nNamespace: microsoft.graph\n\nLook into a book.\n\n## Permissions\n\n| Permission type | Permissions (from least to most privileged) |\n|:---|:---|\n| Application | Book.Read.All |\n\n## HTTP request\n\n```http\nPOST /books/{bookId}/preview\n```\n\n## Request body\n\nDo not supply a request body for this method.\n\n## Response\n\nIf successful, this method returns a `200 OK` response code and the first pages in the response body.\n",
            },
            good: Sample {
                place: Place::Page("api/book-preview.md"),
                text: "---\ntitle: \"book: preview\"\n---\n\n# book: preview\n\nNamespace: microsoft.graph\n\nLook into a book.\n\n## Permissions\n\n| Permission type | Permissions (from least to most privileged) |\n|:---|:---|\n| Application | Book.Read.All |\n\n## HTTP request\n\n```http\nPOST /books/{bookId}/preview\n```\n\n## Request body\n\nDo not supply a request body for this method.\n\n## Response\n\nIf successful, this method returns a `200 OK` response code and a [book](../resources/book.md) object in the response body.\n",
            },
        },
    ),
    (
        Code::ExampleMember,
        Explanation {
            why: "The member is misspelled, or the table lacks it: a reader cannot tell which.",
            bad: Sample { place: Place::Body, text: "{\n  \"id\": \"b17\",\n  \"titel\": \"The lighthouse\"\n}" },
            good: Sample { place: Place::Body, text: "{\n  \"id\": \"b17\",\n  \"title\": \"The lighthouse\"\n}" },
        },
    ),
    (
        Code::ExampleMemberCase,
        Explanation {
            why: "Names in JSON are told apart by letter case: a program that was written after the example reads nothing.",
            bad: Sample { place: Place::Body, text: "{\n  \"Title\": \"The lighthouse\"\n}" },
            good: Sample { place: Place::Body, text: "{\n  \"title\": \"The lighthouse\"\n}" },
        },
    ),
    (
        Code::ExampleWrongKind,
        Explanation {
            why: "A typed client cannot decode the example: either it is wrong, or the type in the table is.",
            bad: Sample { place: Place::Body, text: "{\n  \"lent\": \"true\"\n}" },
            good: Sample { place: Place::Body, text: "{\n  \"lent\": true\n}" },
        },
    ),
    (
        Code::ExampleEnumValue,
        Explanation {
            why: "The value is misspelled, or the enumeration lacks it.",
            bad: Sample { place: Place::Body, text: "{\n  \"binding\": \"papreback\"\n}" },
            good: Sample { place: Place::Body, text: "{\n  \"binding\": \"paperback\"\n}" },
        },
    ),
    (
        Code::ExampleEnumCase,
        Explanation {
            why: "Most clients compare values with their letter case; what the example shows equals none of the documented ones.",
            bad: Sample { place: Place::Body, text: "{\n  \"binding\": \"Paperback\"\n}" },
            good: Sample { place: Place::Body, text: "{\n  \"binding\": \"paperback\"\n}" },
        },
    ),
    (
        Code::ExampleDate,
        Explanation {
            why: "Clients that parse the value fail on it.",
            bad: Sample { place: Place::Body, text: "{\n  \"returnDateTime\": \"2026-03-08T12-30-00Z\"\n}" },
            good: Sample { place: Place::Body, text: "{\n  \"returnDateTime\": \"2026-03-08T12:30:00Z\"\n}" },
        },
    ),
    (
        Code::ExampleGuid,
        Explanation {
            why: "Clients that parse the value fail on it.",
            bad: Sample { place: Place::Body, text: "{\n  \"ownerId\": \"9f1a2b3g-0000-4000-8000-000000000000\"\n}" },
            good: Sample { place: Place::Body, text: "{\n  \"ownerId\": \"9f1a2b3c-0000-4000-8000-000000000000\"\n}" },
        },
    ),
    (
        Code::ExamplePlaceholder,
        Explanation {
            why: "An example with values tells what they look like; a word for a value does not.",
            bad: Sample { place: Place::Body, text: "{\n  \"returnDateTime\": \"String (timestamp)\"\n}" },
            good: Sample { place: Place::Body, text: "{\n  \"returnDateTime\": \"2026-03-08T12:30:00Z\"\n}" },
        },
    ),
    (
        Code::ExampleType,
        Explanation {
            why: "`@odata.type` decides what the object is; a name that is not documented leaves it unknown.",
            bad: Sample {
                place: Place::Body,
                text: "{\n  \"@odata.type\": \"#microsoft.graph.audibook\",\n  \"id\": \"b17\"\n}",
            },
            good: Sample {
                place: Place::Body,
                text: "{\n  \"@odata.type\": \"#microsoft.graph.audiobook\",\n  \"id\": \"b17\"\n}",
            },
        },
    ),
    (
        Code::ExampleTypeMissing,
        Explanation {
            why: "Clients tell derived types apart by `@odata.type`; without it the members are unknown ones of the base type.",
            bad: Sample { place: Place::Body, text: "{\n  \"id\": \"b17\",\n  \"duration\": \"PT6H\"\n}" },
            good: Sample {
                place: Place::Body,
                text: "{\n  \"@odata.type\": \"#microsoft.graph.audiobook\",\n  \"id\": \"b17\",\n  \"duration\": \"PT6H\"\n}",
            },
        },
    ),
];
