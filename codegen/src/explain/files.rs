//! Files, front matter, includes, links and characters.

use super::scaffold::Place;
use super::{Explanation, Sample};
use crate::diagnostic::Code;

const NOTES: &str =
    "---\ntitle: \"Notes\"\ndescription: \"Notes about books.\"\n---\n\n# Notes\n\nNotes about books.\n";

pub(super) const ALL: &[(Code, Explanation)] = &[
    (
        Code::NotUtf8,
        Explanation {
            why: "The page is skipped as a whole: what it documents is missing from the generated crate.",
            bad: Sample { place: Place::Bytes, text: "# Notes\n\nThe caf\\xE9 is closed.\n" },
            good: Sample {
                place: Place::Bytes,
                text: "---\ntitle: \"Notes\"\n---\n\n# Notes\n\nThe caf\\xC3\\xA9 is closed.\n",
            },
        },
    ),
    (
        Code::Unreadable,
        Explanation {
            why: "The page is skipped as a whole: what it documents is missing from the generated crate.",
            bad: Sample { place: Place::Disk, text: "a page that may not be opened, or a link out of the docs folder" },
            good: Sample { place: Place::Page("resources/notes.md"), text: NOTES },
        },
    ),
    (
        Code::EmptyPage,
        Explanation {
            why: "A page without content is usually one that was lost while moving files.",
            bad: Sample { place: Place::Page("resources/notes.md"), text: "---\ntitle: \"Notes\"\n---\n" },
            good: Sample { place: Place::Page("resources/notes.md"), text: NOTES },
        },
    ),
    (
        Code::UnclosedComment,
        Explanation {
            why: "Browsers take the rest of the page for a comment: readers see nothing of it.",
            bad: Sample {
                place: Place::Page("resources/notes.md"),
                text: "---\ntitle: \"Notes\"\n---\n\n# Notes\n\nNotes about books. <!-- to do: more\n\nAnd about shelves.\n",
            },
            good: Sample {
                place: Place::Page("resources/notes.md"),
                text: "---\ntitle: \"Notes\"\n---\n\n# Notes\n\nNotes about books. <!-- to do: more -->\n\nAnd about shelves.\n",
            },
        },
    ),
    (
        Code::UnclosedFence,
        Explanation {
            why: "Everything below the fence becomes code: headings, tables and examples are lost.",
            bad: Sample {
                place: Place::Page("resources/notes.md"),
                text: "---\ntitle: \"Notes\"\n---\n\n# Notes\n\n```http\nGET /books\n\n## More\n",
            },
            good: Sample {
                place: Place::Page("resources/notes.md"),
                text: "---\ntitle: \"Notes\"\n---\n\n# Notes\n\n```http\nGET /books\n```\n\n## More\n",
            },
        },
    ),
    (
        Code::LineTooLong,
        Explanation {
            why: "No page that people wrote has lines of a megabyte; the page is skipped.",
            bad: Sample {
                place: Place::LongLine((1 << 20) + 1),
                text: "# Notes\n\nxxxxxxxx… (more than 1,048,576 bytes)",
            },
            good: Sample { place: Place::Page("resources/notes.md"), text: NOTES },
        },
    ),
    (
        Code::FileTooLarge,
        Explanation {
            why: "No page that people wrote has sixteen megabytes; the page is skipped. Nor has one tens of thousands of rows, or thousands of code blocks, headings or request templates: the rest of such a page is left out.",
            bad: Sample { place: Place::Large((16 << 20) + 1), text: "# Notes\n\n# Notes\n\n… (more than 16 MB)" },
            good: Sample { place: Place::Page("resources/notes.md"), text: NOTES },
        },
    ),
    (
        Code::BidiControl,
        Explanation {
            why: "Text can be made to read otherwise than it is stored: a reviewer sees another name than the reader copies.",
            bad: Sample { place: Place::Intro, text: "A book of the \u{202e}yrarbil\u{202c}." },
            good: Sample { place: Place::Intro, text: "A book of the library." },
        },
    ),
    (
        Code::InvisibleCharacter,
        Explanation {
            why: "A name with an invisible character in it is another name: searches and code that was copied from the page fail.",
            bad: Sample { place: Place::Intro, text: "A book of the lib\u{200b}rary." },
            good: Sample { place: Place::Intro, text: "A book of the library." },
        },
    ),
    (
        Code::FrontMatter,
        Explanation {
            why: "Title, description and workload come from the front matter; the workload decides the cargo feature.",
            bad: Sample { place: Place::FrontMatter, text: "---\ntitle: \"book resource type\"\nA book\n---" },
            good: Sample {
                place: Place::FrontMatter,
                text: "---\ntitle: \"book resource type\"\ndescription: \"A book\"\n---",
            },
        },
    ),
    (
        Code::IncludeMissing,
        Explanation {
            why: "What the included file said is missing from the page: permissions tables often come this way.",
            bad: Sample {
                place: Place::Intro,
                text: "A book of the library.\n\n[!INCLUDE [note](../includes/note.md)]",
            },
            good: Sample { place: Place::Intro, text: "A book of the library.\n\nOnly in some countries." },
        },
    ),
    (
        Code::IncludeOutside,
        Explanation {
            why: "Only files of the docs folder are read; what lies outside it is not included, whatever it says.",
            bad: Sample {
                place: Place::Intro,
                text: "A book of the library.\n\n[!INCLUDE [note](../../../secret.md)]",
            },
            good: Sample { place: Place::Intro, text: "A book of the library." },
        },
    ),
    (
        Code::IncludeCycle,
        Explanation {
            why: "A page that includes itself has no end; the include is left out.",
            bad: Sample {
                place: Place::Page("resources/notes.md"),
                text: "---\ntitle: \"Notes\"\n---\n\n# Notes\n\n[!INCLUDE [again](notes.md)]\n",
            },
            good: Sample { place: Place::Page("resources/notes.md"), text: NOTES },
        },
    ),
    (
        Code::DeadLink,
        Explanation {
            why: "A reader gets an error page, and a type that is known only by its link cannot be found.",
            bad: Sample { place: Place::Intro, text: "A book of the [library](libary.md)." },
            good: Sample { place: Place::Intro, text: "A book, perhaps an [audiobook](audiobook.md)." },
        },
    ),
    (
        Code::DeadAnchor,
        Explanation {
            why: "The reader lands at the top of the page and has to look for what the link promised.",
            bad: Sample { place: Place::Intro, text: "A book; see [what can be set](#propertys)." },
            good: Sample { place: Place::Intro, text: "A book; see [what can be set](#properties)." },
        },
    ),
    (
        Code::EncodingDamage,
        Explanation {
            why: "The page was saved with the wrong encoding once; the damage is published and copied into doc comments.",
            bad: Sample { place: Place::Intro, text: "A book for the cafÃ©." },
            good: Sample { place: Place::Intro, text: "A book for the café." },
        },
    ),
];
