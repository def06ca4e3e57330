//! The docs of a small library, which the cases edit. Written for these tests.

use std::collections::BTreeMap;

/// Pages by path.
pub type Pages = BTreeMap<String, String>;

/// A page of a type. Rows are `name|type|description`.
pub fn resource(workload: &str, name: &str, base: Option<&str>, rows: &[&str], relationships: &[&str]) -> String {
    let inherits = base.map(|base| format!(" Inherits from [{base}]({base}.md).")).unwrap_or_default();
    let table = |rows: &[&str], heading: &str| match rows {
        [] => "None.\n".to_owned(),
        rows => {
            let rows: String = rows.iter().map(|row| format!("|{row}|\n")).collect();
            format!("|{heading}|Type|Description|\n|:---|:---|:---|\n{rows}")
        }
    };
    format!(
        "---\ntitle: \"{name} resource type\"\nms.subservice: \"{workload}\"\ndoc_type: resourcePageType\n---\n\n\
         # {name} resource type\n\nNamespace: microsoft.graph\n\nWhat a library calls a {name}.{inherits}\n\n\
         ## Properties\n\n{}\n## Relationships\n\n{}\n## JSON representation\n\n\
         <!-- {{\n  \"blockType\": \"resource\",\n  \"@odata.type\": \"microsoft.graph.{name}\"\n}}\n-->\n\
         ``` json\n{{\n  \"@odata.type\": \"#microsoft.graph.{name}\"\n}}\n```\n",
        table(rows, "Property"),
        table(relationships, "Relationship"),
    )
}

/// A page of an operation. `body` is the request body and `answer` the response: a status, and a type with
/// `Collection()` around it if it is a list.
pub fn operation(
    workload: &str,
    title: &str,
    lines: &[&str],
    parameters: &[&str],
    body: Option<&str>,
    answer: (u16, Option<&str>),
) -> String {
    let name = title.replace(' ', "_").to_lowercase();
    let request = match (parameters, body) {
        ([], None) => "Don't supply a request body for this method.\n".to_owned(),
        ([], Some(ty)) => {
            format!("In the request body, supply a JSON representation of the [{ty}](../resources/{ty}.md) object.\n")
        }
        (rows, _) => {
            let rows: String = rows.iter().map(|row| format!("|{row}|\n")).collect();
            format!(
                "In the request body, supply a JSON representation of the following parameters.\n\n\
                 |Parameter|Type|Description|\n|:---|:---|:---|\n{rows}"
            )
        }
    };
    let (status, ty) = answer;
    let single = ty.map(|ty| ty.trim_start_matches("Collection(").trim_end_matches(')').to_owned());
    let prose = match (&single, ty) {
        (Some(single), Some(ty)) if ty != single => {
            format!("a collection of [{single}](../resources/{single}.md) objects in the response body")
        }
        (Some(single), _) => format!("a [{single}](../resources/{single}.md) object in the response body"),
        _ => "nothing in the response body".to_owned(),
    };
    let reason = match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        _ => "No Content",
    };
    let (method, path) = lines[0].split_once(' ').unwrap();
    // Each placeholder of an example has a value.
    let mut url = String::new();
    for piece in path.split('/').filter(|piece| !piece.is_empty()) {
        url.push('/');
        url.push_str(if piece.starts_with('{') { "a1" } else { piece });
    }
    let sent = match (parameters, body) {
        ([], None) => String::new(),
        _ => "Content-Type: application/json\n\n{}\n".to_owned(),
    };
    let (annotation, content) = match (&single, ty) {
        (Some(single), Some(ty)) => {
            let list = ty != single;
            (
                format!(
                    ",\n  \"@odata.type\": \"{}\"",
                    if list {
                        format!("Collection(microsoft.graph.{single})")
                    } else {
                        format!("microsoft.graph.{single}")
                    }
                ),
                format!("Content-Type: application/json\n\n{}\n", if list { "{\n  \"value\": []\n}" } else { "{}" }),
            )
        }
        _ => (String::new(), String::new()),
    };
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    format!(
        "---\ntitle: \"{title}\"\nms.subservice: \"{workload}\"\ndoc_type: apiPageType\n---\n\n# {title}\n\n\
         Namespace: microsoft.graph\n\nWhat a librarian does all day.\n\n## Permissions\n\n\
         |Permission type|Least privileged permissions|Higher privileged permissions|\n|:---|:---|:---|\n\
         |Delegated (work or school account)|Library.Read|Library.ReadWrite|\n\
         |Delegated (personal Microsoft account)|Not supported.|Not supported.|\n\
         |Application|Library.Read.All|Not available.|\n\n\
         ## HTTP request\n\n<!-- {{\n  \"blockType\": \"ignored\"\n}}\n-->\n``` http\n{lines}```\n\n\
         ## Request body\n\n{request}\n## Response\n\n\
         If successful, this method returns a `{status} {reason}` response code and {prose}.\n\n\
         ## Examples\n\n### Request\n\n<!-- {{\n  \"blockType\": \"request\",\n  \"name\": \"{name}\"\n}}\n-->\n\
         ``` http\n{method} https://graph.microsoft.com/v1.0{url}\n{sent}```\n\n### Response\n\n\
         <!-- {{\n  \"blockType\": \"response\",\n  \"name\": \"{name}\"{annotation}\n}}\n-->\n\
         ``` http\nHTTP/1.1 {status} {reason}\n{content}```\n"
    )
}

/// The library.
pub fn base() -> Pages {
    let mut pages = Pages::new();
    let mut page = |path: &str, text: String| {
        pages.insert(path.to_owned(), text);
    };
    let id = "id|String|What tells it from others.";
    page("resources/entity.md", resource("library", "entity", None, &[id], &[]));
    let item_rows = [
        "description|String|What it is about, in a few words.",
        "pages|Int32|How many pages it has, the covers not counted.",
        "status|itemStatus|Where the item is at the moment.",
        "tags|Collection(String)|Words that readers find it by.",
        "title|String|What is printed on its spine.",
    ];
    let item = resource(
        "library",
        "item",
        Some("entity"),
        &item_rows,
        &["shelf|[shelf](shelf.md)|The place where it belongs."],
    )
    .replace(
        "## Relationships",
        "### itemStatus values\n\n|Member|Description|\n|:---|:---|\n|onShelf|At its place.|\n\
         |lent|A reader has it at home.|\n|missing|Nobody knows where it went.|\n\
         |unknownFutureValue|Sentinel. Don't send it.|\n\n## Relationships",
    );
    page("resources/item.md", item);
    page(
        "resources/book.md",
        resource("library", "book", Some("item"), &["isbn|String|The number that the trade knows it by."], &[]),
    );
    let mut scroll_rows = item_rows.to_vec();
    scroll_rows.push(id);
    page("resources/scroll.md", resource("library", "scroll", Some("item"), &scroll_rows, &[]));
    page(
        "resources/shelf.md",
        resource(
            "library",
            "shelf",
            Some("entity"),
            &["label|[label](label.md)|What is written on it.", "room|String|The room that it stands in."],
            &["items|[item](item.md) collection|What belongs there."],
        ),
    );
    page(
        "resources/label.md",
        resource(
            "library",
            "label",
            None,
            &["color|String|The color of the paper.", "text|String|The words on the paper."],
            &[],
        ),
    );
    page(
        "resources/stamp.md",
        resource(
            "library",
            "stamp",
            None,
            &["ink|String|The ink that it is made with.", "shape|String|Round or square, as a rule."],
            &[],
        ),
    );
    page(
        "resources/record.md",
        resource("archive", "record", Some("entity"), &[id, "note|String|What somebody wrote on it."], &[]),
    );

    let item_get = ["GET /library/items/{itemId}", "GET /library/shelves/{shelfId}/items/{itemId}"];
    page("api/item-get.md", operation("library", "Get item", &item_get, &[], None, (200, Some("item"))));
    page(
        "api/item-list.md",
        operation("library", "List items", &["GET /library/items"], &[], None, (200, Some("Collection(item)"))),
    );
    page(
        "api/item-lend.md",
        operation(
            "library",
            "item: lend",
            &["POST /library/items/{itemId}/lend"],
            &["days|Int32|For how many days.", "reader|String|The one who takes it home."],
            None,
            (204, None),
        ),
    );
    page(
        "api/library-delete.md",
        operation("library", "library: delete", &["POST /library/delete"], &[], None, (204, None)),
    );
    let shelf = "/library/shelves/{shelfId}";
    page(
        "api/shelf-get.md",
        operation("library", "Get shelf", &[&format!("GET {shelf}")], &[], None, (200, Some("shelf"))),
    );
    page(
        "api/shelf-update.md",
        operation("library", "Update shelf", &[&format!("PATCH {shelf}")], &[], Some("shelf"), (200, Some("shelf"))),
    );
    page(
        "api/shelf-remove.md",
        operation("library", "Delete shelf", &[&format!("DELETE {shelf}")], &[], None, (204, None)),
    );
    page(
        "api/record-get.md",
        operation("archive", "Get record", &["GET /archive/records/{recordId}"], &[], None, (200, Some("record"))),
    );
    pages
}
