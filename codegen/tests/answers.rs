//! The return type of a method: as one page documents it, and as several pages of the same path and method do.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a panic fails the test")]

use graph_codegen::diagnostic::Code;
use graph_codegen::docs::Tree;
use graph_codegen::model::{Api, Operation, ResponseBody, Target};
use graph_codegen::rust::public_api::PublicApi;

const OK: &str = "If successful, this method returns a `200 OK` response code and ";
const NOTHING: &str = "If successful, this method returns a `204 No Content` response code.";

/// A small library: an item, and books and films that derive from it; and an unrelated reader.
fn resources() -> Vec<(String, String)> {
    let page = |name: &str, base: &str| {
        let inherits = if base.is_empty() { String::new() } else { format!("Inherits from [{base}]({base}.md).") };
        let text = format!(
            "# {name} resource type\n\nNamespace: microsoft.graph\n\nA {name}. {inherits}\n\n## Properties\n\
             |Property|Type|Description|\n|:--|:--|:--|\n|id|String|Key.|\n\n## JSON representation\n\
             <!-- {{ \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.{name}\" }} -->\n\
             ```json\n{{ \"id\": \"String\" }}\n```\n"
        );
        (format!("resources/{name}.md"), text)
    };
    vec![page("item", ""), page("book", "item"), page("film", "item"), page("reader", "")]
}

/// The model of these API pages: a name, its request lines, and the text of its Response section and below.
fn api(pages: &[(&str, &str, &str)]) -> Api {
    let page = |&(stem, lines, response): &(&str, &str, &str)| {
        let text = format!(
            "# {stem}\n\nNamespace: microsoft.graph\n\n## HTTP request\n```http\n{lines}\n```\n\n## Response\n\n{response}\n"
        );
        (format!("api/{stem}.md"), text)
    };
    let files = resources().into_iter().chain(pages.iter().map(page));
    graph_codegen::analysis::analyze(&Tree::from_memory(files.map(|(path, text)| (path, text.into_bytes()))))
}

/// The type that the method of a path decodes.
fn method(pages: &[(&str, &str, &str)], verb: &str, path: &str) -> String {
    let public_api = PublicApi::new(&api(pages));
    let key = PublicApi::path(path).unwrap();
    public_api.paths[&key].verbs[verb].output.code.clone()
}

fn link(name: &str) -> String {
    format!("{OK}a [{name}](../resources/{name}.md) object in the response body.")
}

fn list(name: &str) -> String {
    format!("{OK}a collection of [{name}](../resources/{name}.md) objects in the response body.")
}

/// The bytes of a file.
const BYTES: &str = "Returns the file.\n\n## Example\n### Response\n<!-- { \"blockType\": \"response\", \"@odata.type\": \"Edm.Stream\" } -->\n\
    ```http\nHTTP/1.1 200 OK\nContent-Type: application/octet-stream\n\n0101\n```\n";

/// The merged result of two pages of the same path and method.
fn two(one: &str, other: &str) -> String {
    let both = |one: &str, other: &str| {
        method(&[("a-one", "PATCH /items/{id}", one), ("b-other", "PATCH /items/{id}", other)], "PATCH", "/items/{id}")
    };
    let answer = both(one, other);
    assert_eq!(answer, both(other, one), "the order of the pages does not matter");
    answer
}

#[test]
fn an_answer_that_one_page_leaves_out_is_optional() {
    assert_eq!(two(&link("book"), NOTHING), "Option<models::Book>");
    assert_eq!(two(&list("book"), NOTHING), "Option<Page<models::Book>>");
    assert_eq!(two(NOTHING, NOTHING), "()");
    // Three pages that document an object do not outvote the one without a body.
    let line = "PATCH /items/{id}";
    let book = link("book");
    let pages = [
        ("a", line, book.as_str()),
        ("b", line, &book),
        ("c", line, &book),
        ("d", "PATCH /me/item\nPATCH /items/{id}", NOTHING),
    ];
    assert_eq!(method(&pages, "PATCH", line.split_once(' ').unwrap().1), "Option<models::Book>");
}

#[test]
fn answers_of_several_types_are_of_their_base() {
    assert_eq!(two(&link("book"), &link("film")), "models::AnyItem");
    // One derived type alone is not told apart.
    assert_eq!(two(&link("book"), &link("item")), "models::Item");
    assert_eq!(two(&list("book"), &list("film")), "Page<models::AnyItem>");
}

#[test]
fn answers_without_a_common_type_are_raw_json() {
    assert_eq!(two(&link("book"), &link("reader")), "Untyped");
    assert_eq!(two(&list("book"), &list("reader")), "Page<Untyped>");
    assert_eq!(two(&link("book"), &list("book")), "Untyped");
}

#[test]
fn answers_of_bytes_and_json_are_bytes() {
    assert_eq!(two(BYTES, BYTES), "Bytes");
    assert_eq!(two(BYTES, &link("book")), "Bytes");
    assert_eq!(two(BYTES, NOTHING), "Bytes");
}

#[test]
fn an_answer_that_one_page_gives_later_may_be_under_way() {
    let accepted =
        "If successful, this method returns a `202 Accepted` response code. The header `Location` has the address.";
    assert_eq!(two(&link("book"), accepted), "Started<models::Book>");
    assert_eq!(two(NOTHING, accepted), "Accepted");
}

#[test]
fn a_page_about_many_paths_does_not_decide_the_response_of_one() {
    let anything = "GET /items/{id}?$expand=x\nGET /readers/{id}?$expand=x\nGET /shelves/{id}?$expand=x";
    let (wrong, nothing) = (list("reader"), NOTHING);
    for general in [wrong.as_str(), nothing] {
        let pages = [("item-get", "GET /items/{id}", &*link("item")), ("anything-get", anything, general)];
        assert_eq!(method(&pages, "GET", "/items/{id}"), "models::Item");
        // If no other page documents a path, this one counts.
        assert_eq!(method(&[("anything-get", anything, &wrong)], "GET", "/items/{id}"), "Page<models::Reader>");
    }
    // A list page is not about a single item, even if it documents the path of one.
    let lists = list("item");
    let pages = [
        ("item-get", "GET /items/{id}\nGET /me/items/{id}", &*link("item")),
        ("item-list", "GET /items\nGET /me/items\nGET /items/{id}", &lists),
    ];
    assert_eq!(method(&pages, "GET", "/items/{id}"), "models::Item");
    assert_eq!(method(&pages, "GET", "/items"), "Page<models::Item>");
}

/// The return type of the only operation as text, its statuses, and whether the response was not understood.
fn read(line: &str, response: &str) -> (String, Vec<u16>, bool) {
    let api = api(&[("x", line, response)]);
    let name = match &api.operations[0].response {
        ResponseBody::Typed(ty) => format!("{}{}", ty.name(), if ty.collection { "[]" } else { "" }),
        other => format!("{other:?}"),
    };
    let unknown = api.diagnostics.iter().filter(|found| found.code == Code::ResponseBodyUnknown).count();
    assert!(unknown < 2);
    (name, api.operations[0].statuses.clone(), unknown == 1)
}

#[test]
fn a_body_without_a_type_is_raw_json_and_reported() {
    let raw = |response: &str, statuses: &[u16]| {
        assert_eq!(
            read("POST /items/{id}/preview", response),
            ("Edm.Untyped".into(), statuses.to_vec(), true),
            "{response}"
        );
    };
    let table = "|Name|Type|Description|\n|:--|:--|:--|\n|getUrl|string|Where.|";
    raw(&format!("```json\n{{ \"getUrl\": \"https://x\" }}\n```\n\nAn object with these properties:\n\n{table}"), &[]);
    raw("```json\n[1]\n```", &[]);
    raw(&format!("{OK}the address in the response body."), &[200]);
    raw("Returns `201 Created`. The address is in the body of the response.", &[201]);
}

#[test]
fn a_body_documented_as_missing_is_none() {
    for response in [
        NOTHING,
        "Returns `200 OK`. It does not return anything in the response body.",
        "Returns `200 OK` and nothing in the response body.",
        "Returns `200 OK`. There isn't anything in the response body.",
        "Returns `202 Accepted`. If it fails, the response has an error in the response body.",
        // If every example has an empty body, so has the operation, whatever other blocks contain.
        "Returns `204 No Content`.\n\n```json\n{ \"a\": 1 }\n```",
    ] {
        let (name, _, unknown) = read("POST /items/{id}/stop", response);
        assert_eq!((name.as_str(), unknown), ("None", false), "{response}");
    }
    // A known type is not raw JSON.
    assert_eq!(read("POST /items/{id}/copy", &link("book")), ("microsoft.graph.book".into(), vec![200], false));
}

fn example(message: &str) -> String {
    format!("## Example\n### Response\n<!-- {{ \"blockType\": \"response\" }} -->\n```http\n{message}\n```\n")
}

fn json(body: &str) -> String {
    example(&format!("HTTP/1.1 200 OK\nContent-Type: application/json\n\n{body}"))
}

#[test]
fn failure_statuses_in_prose_are_not_success_statuses() {
    let response = format!("{} If the name is taken, it returns `400 Bad Request`, or 399.", link("book"));
    assert_eq!(read("GET /books/{id}", &response), ("microsoft.graph.book".into(), vec![200], false));
}

#[test]
fn answers_of_other_verbs_do_not_make_an_answer_optional() {
    let page = |verb: &str| {
        format!(
            "{}\n\n## Example\n### Request\n<!-- {{ \"blockType\": \"request\" }} -->\n```http\nPOST https://graph.microsoft.com/v1.0/books\n```\n\
             ### Response\n<!-- {{ \"blockType\": \"response\" }} -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{{ \"id\": \"1\" }}\n```\n\
             ### Request\n<!-- {{ \"blockType\": \"request\" }} -->\n```http\n{verb} https://graph.microsoft.com/v1.0/books\n```\n\
             ### Response\n<!-- {{ \"blockType\": \"response\" }} -->\n```http\nHTTP/1.1 204 No Content\n```\n",
            link("book")
        )
    };
    let optional = |verb: &str| api(&[("x", "POST /books", &page(verb))]).operations[0].may_be_empty;
    assert!(!optional("DELETE"));
    assert!(optional("POST"));
}

#[test]
fn long_base64_alone_is_bytes() {
    let answer = |value: &str| read("GET /books/{id}/cover", &json(&format!("{{ \"value\": \"{value}\" }}"))).0;
    assert_eq!(answer(&"aGVsbG8gd29ybGQh".repeat(2)), "Edm.Stream");
    // Too short to decide, and hexadecimal digests in one case.
    assert_eq!(answer("aGVsbG8gd29ybGQh"), "Edm.Untyped");
    assert_eq!(answer(&"0123456789abcdef".repeat(4)), "Edm.Untyped");
    assert_eq!(answer(&"0123456789ABCDEF".repeat(4)), "Edm.Untyped");
}

#[test]
fn words_for_a_list_are_a_collection() {
    for words in ["a list of [book]", "an array of [book]", "a collection of [book]", "the [book]"] {
        let collection = if words == "the [book]" { "" } else { "[]" };
        let response = format!("{OK}{words}(../resources/book.md) in the response body.");
        assert_eq!(read("GET /books/x", &response).0, format!("microsoft.graph.book{collection}"), "{words}");
    }
}

#[test]
fn alternatives_end_when_the_sentence_continues() {
    let response = |between: &str| {
        format!(
            "{OK}one of [book](../resources/book.md) or [film](../resources/film.md){between} [reader](../resources/reader.md) \
             in the response body."
        )
    };
    let far = response(", of which each one has been borrowed by the same");
    assert_eq!(read("GET /items/x", &far).0, "microsoft.graph.item");
    // A third alternative has nothing in common with the other two.
    assert_eq!(read("GET /items/x", &response(" or")).0, "microsoft.graph.book");
}

#[test]
fn a_redirect_documented_only_in_prose_leads_to_bytes() {
    let response = "Returns a `302 Found` response that redirects to the address of the file.";
    assert_eq!(read("GET /books/{id}/content", response), ("Bytes".into(), vec![302], false));
    assert_eq!(read("POST /books/{id}/content", response).0, "None");
}

#[test]
fn an_object_does_not_refute_a_stream() {
    let said = format!("{OK}a [book](../resources/book.md) object in the response body.");
    let sample = |ty: &str| {
        json("{ \"id\": \"1\" }").replace("\"response\"", &format!("\"response\", \"@odata.type\": \"{ty}\""))
    };
    let answer = |ty: &str| read("GET /books/{id}/x", &format!("{said}\n\n{}", sample(ty))).0;
    assert_eq!(answer("Edm.Stream"), "Edm.Stream");
    assert_eq!(answer("Edm.String"), "microsoft.graph.book");
}

/// Pages that document one type, or a list, for very different paths: about extensions of anything and about
/// `$expand`.
const GENERAL: [&str; 6] = [
    "driveitem-list-thumbnails",
    "message-list-attachments",
    "multivaluelegacyextendedproperty-",
    "opentypeextension-",
    "singlevaluelegacyextendedproperty-",
    "user-list-manager",
];

/// How the type of a method contradicts the documentation of one of its operations.
fn contradiction(api: &Api, code: &str, target: Option<&str>, operation: &Operation) -> Option<&'static str> {
    let inside = |wrapper: &str| code.strip_prefix(wrapper).and_then(|rest| rest.strip_suffix('>'));
    if operation.monitored {
        return (!code.starts_with("Accepted") && !code.starts_with("Started"))
            .then_some("it continues after its response");
    }
    // Bytes fit anything; both ways of waiting also decode an immediate result.
    if code == "Bytes" || code.starts_with("Accepted") {
        return None;
    }
    let body = inside("Option<").or(inside("Started<")).unwrap_or(code);
    let may_be_empty = body != code || body == "()" || body == "Text";
    if (operation.may_be_empty || operation.response == ResponseBody::None) && !may_be_empty {
        return Some("the body can be missing");
    }
    let ty = match &operation.response {
        ResponseBody::None => return None,
        ResponseBody::Text => return (body != "Text").then_some("text comes"),
        ResponseBody::Bytes => return Some("bytes come"),
        ResponseBody::Typed(ty) => ty,
    };
    if body == "Untyped" {
        return None;
    }
    if body == "()" {
        return Some("a body comes");
    }
    if ty.collection != (body.starts_with("Page<") || body.starts_with("DeltaPage<")) {
        return Some("one is a list, the other is not");
    }
    match (&ty.target, target) {
        (Target::Named(name), Some(target)) if !api.derives_from(name, target) => {
            Some("the types have nothing in common")
        }
        _ => None,
    }
}

#[test]
fn no_method_contradicts_one_of_its_pages() {
    let Some(root) = std::env::var_os("GRAPH_DOCS") else {
        println!("skipped: GRAPH_DOCS is not set");
        return;
    };
    let root = camino::Utf8PathBuf::from_path_buf(root.into()).unwrap();
    for docs in ["graph-2021-07/v1.0", "backup-storage/v1.0"] {
        let api = graph_codegen::analysis::analyze(&Tree::read(&root.join(docs)).unwrap());
        let public_api = PublicApi::new(&api);
        let (mut wrong, mut methods) = (Vec::new(), 0);
        for (path, builder) in &public_api.paths {
            for (verb, method) in &builder.verbs {
                methods += 1;
                for name in &method.operations {
                    let operation = api.operations.iter().find(|operation| operation.name == *name).unwrap();
                    let is_general = GENERAL.iter().any(|general| name.starts_with(general));
                    let (code, target) = (&method.output.code, method.output.target.as_deref());
                    let found = contradiction(&api, code, target, operation);
                    if let Some(found) = found.filter(|_| !is_general || method.operations.len() == 1) {
                        wrong.push(format!("{verb} {path} is {code}, {name}: {found}"));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{docs}:\n{}", wrong.join("\n"));
        assert!(methods > 70, "{methods}");
    }
}
