//! The small reference that samples stand in: books, and one operation that reads one.

/// Where a sample stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The front matter of the page of the type `book`.
    FrontMatter,
    /// Its introduction.
    Intro,
    /// The table of the members of `binding`.
    Members,
    /// The metadata comment of `audiobook`.
    DerivedMetadata,
    /// The permissions table of the operation.
    Permissions,
    /// Its request templates.
    Templates,
    /// Its whole "HTTP request" section.
    TemplateSection,
    /// The request of its example, with the metadata comment.
    Request,
    /// The response of its example, with the metadata comment.
    Answer,
    /// The body of that response.
    Body,
    /// The request and the response.
    Example,
    /// A page of its own.
    Page(&'static str),
    /// A page whose bytes are not these letters: `\xE9` stands for one byte.
    Bytes,
    /// A page with a line as long as the sample says.
    LongLine(usize),
    /// A page as large as the sample says.
    Large(usize),
    /// Something that only a disk can hold.
    Disk,
}

const BOOK: &str = "\
«front»

# book resource type

Namespace: microsoft.graph

«intro»

## Properties

«table»

### bookBinding values

«members»

## JSON representation

«skeleton»
";

const AUDIOBOOK: &str = "\
---
title: \"audiobook resource type\"
description: \"A book to listen to.\"
---

# audiobook resource type

Namespace: microsoft.graph

«derived»

## Properties

| Property | Type | Description |
|:---|:---|:---|
| duration | Duration | How long it takes. |

## JSON representation

«derived metadata»
```json
{
  \"@odata.type\": \"#microsoft.graph.audiobook\",
  \"duration\": \"String (duration)\"
}
```
";

const GET: &str = "\
---
title: \"Get book\"
description: \"Read a book.\"
---

# Get book

Namespace: microsoft.graph

Read a [book](../resources/book.md).

## Permissions

«permissions»

«template section»

## Response

«response»

## Examples

«example»
";

/// What stands at each place if the sample is about another one.
const DEFAULTS: [(&str, &str); 17] = [
    ("front", "---\ntitle: \"book resource type\"\ndescription: \"A book.\"\n---"),
    ("intro", "A book of the library."),
    ("table", "| Property | Type | Description |\n|:---|:---|:---|\n«rows»"),
    (
        "rows",
        "| binding | bookBinding | How it is bound. The possible values are: `hardcover`, `paperback`. |\n\
         | id | String | Identifies the book. |\n\
         | lent | Boolean | Whether somebody has it. |\n\
         | ownerId | Guid | Who owns it. |\n\
         | pages | Int32 | How many pages it has. |\n\
         | returnDateTime | DateTimeOffset | When it comes back. |\n\
         | tags | String collection | What it is about. |\n\
         | title | String | Its title. |",
    ),
    (
        "members",
        "| Member | Description |\n|:---|:---|\n| hardcover | Between boards. |\n| paperback | Between paper. |",
    ),
    (
        "skeleton",
        "<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.book\" } -->\n```json\n{\n  \
         \"binding\": \"String\",\n  \"id\": \"String (identifier)\",\n  \"lent\": true,\n  \"ownerId\": \"Guid\",\n  \
         \"pages\": 1024,\n  \"returnDateTime\": \"String (timestamp)\",\n  \"tags\": [\"String\"],\n  \
         \"title\": \"String\"\n}\n```",
    ),
    ("derived", "A book to listen to. Inherits from [book](book.md)."),
    (
        "derived metadata",
        "<!-- {\n  \"blockType\": \"resource\",\n  \"@odata.type\": \"microsoft.graph.audiobook\",\n  \
         \"baseType\": \"microsoft.graph.book\"\n} -->",
    ),
    (
        "permissions",
        "| Permission type | Permissions (from least to most privileged) |\n|:---|:---|\n\
         | Delegated (work or school account) | Book.Read, Book.ReadWrite |\n\
         | Delegated (personal Microsoft account) | Not supported. |\n\
         | Application | Book.Read.All |",
    ),
    ("template section", "## HTTP request\n\n<!-- { \"blockType\": \"ignored\" } -->\n```http\n«templates»\n```"),
    ("templates", "GET /books/{bookId}"),
    (
        "response",
        "If successful, this method returns a `200 OK` response code and a [book](../resources/book.md) object.",
    ),
    ("example", "### Request\n\n«request»\n\n### Response\n\n«answer»"),
    (
        "request",
        "<!-- { \"blockType\": \"request\", \"name\": \"get_book\" } -->\n```http\nGET https://graph.microsoft.com/v1.0/books/b17\n```",
    ),
    (
        "answer",
        "<!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.book\" } -->\n```http\nHTTP/1.1 200 OK\n\
         Content-Type: application/json\n\n«body»\n```",
    ),
    ("body", "{\n  \"id\": \"b17\",\n  \"title\": \"The lighthouse\"\n}"),
    ("", ""),
];

impl Place {
    fn hole(self) -> &'static str {
        match self {
            Place::FrontMatter => "front",
            Place::Intro => "intro",
            Place::Members => "members",
            Place::DerivedMetadata => "derived metadata",
            Place::Permissions => "permissions",
            Place::Templates => "templates",
            Place::TemplateSection => "template section",
            Place::Request => "request",
            Place::Answer => "answer",
            Place::Body => "body",
            Place::Example => "example",
            Place::Page(_) | Place::Bytes | Place::LongLine(_) | Place::Large(_) | Place::Disk => "",
        }
    }
}

/// The reference with a sample in its place.
pub(super) fn tree(place: Place, text: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let mut files: Vec<(String, Vec<u8>)> =
        [("resources/book.md", BOOK), ("resources/audiobook.md", AUDIOBOOK), ("api/book-get.md", GET)]
            .map(|(path, page)| (path.to_owned(), filled(page, place.hole(), text).into_bytes()))
            .into();
    let own = match place {
        Place::Page(path) => Some((path, text.as_bytes().to_vec())),
        Place::Bytes => Some(("resources/notes.md", bytes(text))),
        Place::LongLine(length) => {
            Some(("resources/notes.md", format!("# Notes\n\n{}\n", "x".repeat(length)).into_bytes()))
        }
        Place::Large(size) => Some(("resources/notes.md", "# Notes\n\n".repeat(size / 9 + 1).into_bytes())),
        Place::Disk => return None,
        _ => None,
    };
    if let Some((path, content)) = own {
        files.retain(|(known, _)| known != path);
        files.push((path.to_owned(), content));
    }
    Some(files)
}

/// A page with every place filled: one by the sample, the others by what usually stands there.
fn filled(page: &str, hole: &str, text: &str) -> String {
    let mut out = page.to_owned();
    // Places stand in places, the outer ones first.
    for (name, default) in DEFAULTS {
        let content = if name == hole { text } else { default };
        out = out.replace(&format!("«{name}»"), content);
    }
    out
}

/// `\xE9` as the byte it stands for.
fn bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for (index, piece) in text.split("\\x").enumerate() {
        let byte = piece.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| index > 0);
        out.extend(byte);
        out.extend_from_slice(if byte.is_some() { piece.get(2..).unwrap_or_default() } else { piece }.as_bytes());
    }
    out
}
