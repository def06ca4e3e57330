//! Request templates and permissions.

use super::scaffold::Place;
use super::{Explanation, Sample};
use crate::diagnostic::Code;

pub(super) const ALL: &[(Code, Explanation)] = &[
    (
        Code::NoTemplate,
        Explanation {
            why: "Without a template the page yields no operation: nobody can call what it documents.",
            bad: Sample { place: Place::TemplateSection, text: "## HTTP request\n\nAsk for the book by its number." },
            good: Sample {
                place: Place::TemplateSection,
                text: "## HTTP request\n\n```http\nGET /books/{bookId}\n```",
            },
        },
    ),
    (
        Code::TemplateMalformed,
        Explanation {
            why: "The template is left out of the generated crate: that path cannot be called.",
            bad: Sample { place: Place::Templates, text: "GET /books/{bookId}\nGET /books/{bookId/cover" },
            good: Sample { place: Place::Templates, text: "GET /books/{bookId}" },
        },
    ),
    (
        Code::TemplateUnknown,
        Explanation {
            why: "A path without one documented word is misspelled, or the page of what it leads to is missing.",
            bad: Sample { place: Place::Templates, text: "GET /boks/{bookId}" },
            good: Sample { place: Place::Templates, text: "GET /books/{bookId}" },
        },
    ),
    (
        Code::DuplicatePlaceholder,
        Explanation {
            why: "Readers cannot tell the two apart, and generated code has to make up names for them.",
            bad: Sample { place: Place::Templates, text: "GET /books/{id}\nGET /books/{id}/tags/{id}" },
            good: Sample { place: Place::Templates, text: "GET /books/{bookId}\nGET /books/{bookId}/tags/{tagId}" },
        },
    ),
    (
        Code::NoPermissions,
        Explanation {
            why: "Nobody can tell from the page, or from the generated operation, what an app has to ask for.",
            bad: Sample { place: Place::Permissions, text: "You may need permissions." },
            good: Sample {
                place: Place::Permissions,
                text: "| Permission type | Permissions (from least to most privileged) |\n|:---|:---|\n| Application | Book.Read.All |",
            },
        },
    ),
    (
        Code::PermissionsUnordered,
        Explanation {
            why: "Apps should ask for the least they need; without an order they ask for too much.",
            bad: Sample {
                place: Place::Permissions,
                text: "| Permission type | Permissions |\n|:---|:---|\n| Application | Book.ReadWrite.All, Book.Read.All |",
            },
            good: Sample {
                place: Place::Permissions,
                text: "| Permission type | Permissions (from least to most privileged) |\n|:---|:---|\n| Application | Book.Read.All, Book.ReadWrite.All |",
            },
        },
    ),
    (
        Code::PermissionsEmpty,
        Explanation {
            why: "An operation that nobody may call is rare; more often the table was never filled in.",
            bad: Sample {
                place: Place::Permissions,
                text: "| Permission type | Permissions (from least to most privileged) |\n|:---|:---|\n| Application | To do |",
            },
            good: Sample {
                place: Place::Permissions,
                text: "| Permission type | Permissions (from least to most privileged) |\n|:---|:---|\n| Application | Book.Read.All |",
            },
        },
    ),
];
