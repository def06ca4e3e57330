//! More shapes of real pages, old, new and translated, and what is to come of them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on breaks off")]

use graph_codegen::check::Findings;
use graph_codegen::diagnostic::Code;
use graph_codegen::docs::Tree;
use graph_codegen::model::{Api, Operation, Primitive, RequestBody, ResponseBody, Segment, Target};

fn tree(pages: &[(&str, &str)]) -> Tree {
    let files = pages.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    Tree::from_memory(files)
}

fn api(pages: &[(&str, &str)]) -> Api {
    graph_codegen::analysis::analyze(&tree(pages))
}

fn codes(pages: &[(&str, &str)]) -> Vec<Code> {
    Findings::of(tree(pages)).diagnostics.iter().map(|found| found.code).collect()
}

fn said(pages: &[(&str, &str)], code: Code) -> Vec<String> {
    let found = Findings::of(tree(pages)).diagnostics;
    found.into_iter().filter(|found| found.code == code).map(|found| found.message).collect()
}

/// A resource page: what its introduction says, the rows of its table and its JSON.
fn resource(name: &str, introduction: &str, rows: &str, json: &str) -> String {
    format!(
        "---\ntitle: \"{name} resource type\"\n---\n\n# {name} resource type\n\nNamespace: microsoft.graph\n\n{introduction}\n\n\
         ## Properties\n\n|Property|Type|Description|\n|:---|:---|:---|\n{rows}\n## JSON representation\n\n\
         <!-- {{ \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.{name}\" }} -->\n```json\n{json}\n```\n"
    )
}

/// An api page: its request lines, and what stands behind them.
fn operation(title: &str, lines: &str, rest: &str) -> String {
    format!(
        "---\ntitle: \"{title}\"\n---\n\n# {title}\n\nNamespace: microsoft.graph\n\nDoes it.\n\n## Permissions\n\n\
         |Permission type|Permissions (from least to most privileged)|\n|:---|:---|\n\
         |Delegated (work or school account)|Shelf.Read.All|\n\n## HTTP request\n\n\
         <!-- {{ \"blockType\": \"ignored\" }} -->\n```http\n{lines}\n```\n\n{rest}"
    )
}

fn request(message: &str) -> String {
    format!("<!-- {{ \"blockType\": \"request\" }} -->\n```http\n{message}\n```\n\n")
}

fn response(metadata: &str, message: &str) -> String {
    format!("<!-- {{ \"blockType\": \"response\"{metadata} }} -->\n```http\n{message}\n```\n\n")
}

fn book() -> String {
    resource(
        "book",
        "Can be read.",
        "|id|String|The key.|\n|pages|Int32|How many.|\n",
        "{ \"id\": \"String\", \"pages\": 1 }",
    )
}

fn only(api: &Api) -> &Operation {
    assert_eq!(api.operations.len(), 1);
    &api.operations[0]
}

#[test]
fn permissions_between_the_commas_of_other_languages() {
    let page = operation("Get book", "GET /books/{id}", "")
        .replace("Shelf.Read.All", "Shelf.Read.All、Shelf.ReadWrite.All；Book.Read");
    let permissions = &only(&api(&[("api/book-get.md", &page)])).permissions.delegated_work.clone();
    assert_eq!(permissions, &["Shelf.Read.All", "Shelf.ReadWrite.All", "Book.Read"]);
}

#[test]
fn a_capital_in_the_table_is_a_slip_of_the_pen() {
    let page = resource(
        "shelf",
        "Holds books.",
        "|Height|Int32|In cm.|\n|id|String|The key.|\n",
        "{ \"height\": 1, \"id\": \"String\" }",
    );
    let pages = [("resources/shelf.md", page.as_str())];
    let api = api(&pages);
    let property = api.get("microsoft.graph.shelf").unwrap().property("height").unwrap();
    assert_eq!(property.description.to_string(), "In cm.");
    assert_eq!(said(&pages, Code::NameCase).len(), 1);
    assert!(said(&pages, Code::NameCase)[0].starts_with("`Height` of `microsoft.graph.shelf` is written `height`"));
}

#[test]
fn members_that_a_base_type_documents_are_in_a_table() {
    let base = book();
    let derived = resource(
        "novel",
        "A story. Inherits from [book](book.md).",
        "|plot|String|What happens.|\n",
        "{ \"id\": \"String\", \"pages\": 1, \"plot\": \"String\", \"mood\": \"String\" }",
    );
    let found = said(&[("resources/book.md", &base), ("resources/novel.md", &derived)], Code::PropertyNotInTable);
    assert_eq!(found, ["`mood` is in the JSON representation of `microsoft.graph.novel` and in no table"]);
}

#[test]
fn the_page_of_a_base_type_tells_what_derives_from_it() {
    let base = resource(
        "work",
        "Base type for [novel](novel.md) and [poem](poem.md), shown in a [list](list.md).",
        "|id|String|The key.|\n",
        "{ \"id\": \"String\" }",
    );
    let novel = resource("novel", "A story.", "|plot|String|What happens.|\n", "{ \"plot\": \"String\" }");
    let poem = resource("poem", "Verses.", "|verses|Int32|How many.|\n", "{ \"verses\": 1 }");
    let list = resource("list", "Of [works](work.md).", "|count|Int32|How many.|\n", "{ \"count\": 1 }");
    let api = api(&[
        ("resources/work.md", &base),
        ("resources/novel.md", &novel),
        ("resources/poem.md", &poem),
        ("resources/list.md", &list),
    ]);
    let base = |name: &str| api.get(&format!("microsoft.graph.{name}")).unwrap().base.clone();
    assert_eq!(base("novel").as_deref(), Some("microsoft.graph.work"));
    assert_eq!(base("poem").as_deref(), Some("microsoft.graph.work"));
    assert_eq!(base("list"), None);
}

#[test]
fn types_named_after_the_one_whose_page_lists_them_derive_from_it() {
    // Whatever the language of the page.
    let base = resource(
        "libraryLoan",
        "Eine Leihe: [libraryShortLoan](libraryshortloan.md), [libraryLongLoan](librarylongloan.md) und \
         [libraryNightLoan](librarynightloan.md). Siehe [libraryLoanDesk](libraryloandesk.md) und [libraryLoanRule](libraryloanrule.md).",
        "|id|String|The key.|\n",
        "{ \"id\": \"String\" }",
    );
    let name = |name: &str| resource(name, "Words.", "|days|Int32|How many.|\n", "{ \"days\": 1 }");
    let names = ["libraryShortLoan", "libraryLongLoan", "libraryNightLoan", "libraryLoanDesk", "libraryLoanRule"];
    let others: Vec<(String, String)> =
        names.iter().map(|name_of| (format!("resources/{}.md", name_of.to_lowercase()), name(name_of))).collect();
    let mut pages = vec![("resources/libraryloan.md", base.as_str())];
    pages.extend(others.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let api = api(&pages);
    let bases = names.map(|name| api.get(&format!("microsoft.graph.{name}")).unwrap().base.is_some());
    assert_eq!(bases, [true, true, true, false, false]);
}

#[test]
fn keys_of_an_open_type_that_somebody_may_write_are_samples() {
    let page = "---\ntitle: \"votes resource type\"\n---\n\n# votes resource type\n\nNamespace: microsoft.graph\n\nBy reader.\n\n\
        <!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.votes\", \"openType\": true } -->\n```json\n\
        { \"4e98f8f1-bb03-4015-b8e0-19bb370949d8\": 1, \"String-value\": 1, \"total\": 2 }\n```\n";
    let api = api(&[("resources/votes.md", page)]);
    let votes = api.get("microsoft.graph.votes").unwrap();
    assert!(votes.is_open);
    assert_eq!(votes.properties.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["total"]);
}

#[test]
fn values_without_marks_make_an_enumeration_of_a_type_that_nothing_documents() {
    let rows = "|mood|shelfMood|How it feels. Possible values are: calm, glad or unknownFutureValue. Ask it.|\n\
        |wood|woodKind|Of what. The possible value is: `oak`, `ash`.|\n\
        |form|shelfForm|The possible value is: `tall`.|\n";
    let page =
        resource("shelf", "Holds books.", rows, "{ \"mood\": \"String\", \"wood\": \"String\", \"form\": \"String\" }");
    let api = api(&[("resources/shelf.md", &page)]);
    let names = |name: &str| -> Option<Vec<String>> {
        Some(api.get(name)?.members.iter().map(|member| member.name.clone()).collect())
    };
    assert_eq!(names("microsoft.graph.shelfMood").unwrap(), ["calm", "glad", "unknownFutureValue"]);
    assert_eq!(names("microsoft.graph.woodKind").unwrap(), ["oak", "ash"]);
    // One value is an example more often than a list.
    assert_eq!(names("microsoft.graph.shelfForm"), None);
}

#[test]
fn a_parameter_with_the_name_of_a_type_and_its_values_is_an_enumeration() {
    let body = "## Request body\n\nIn the request body, supply a JSON representation of the parameters.\n\n\
        |Parameter|Type|Description|\n|:---|:---|:---|\n\
        |way|microsoft.graph.lending.wayHome|How. Possible values are: `walk`, `ride`.|\n\
        |text|json object|Anything. Possible values are: `a`, `b`.|\n\n## Response\n\nReturns `204 No Content`.\n";
    let page = operation("book: takeHome", "POST /books/{id}/takeHome", body);
    let api = api(&[("api/book-takehome.md", &page)]);
    let RequestBody::Parameters(parameters) = &only(&api).request else { panic!() };
    assert_eq!(parameters[0].ty.name(), "microsoft.graph.lending.wayHome");
    let way = api.get("microsoft.graph.lending.wayHome").unwrap();
    assert_eq!(way.members.iter().map(|member| member.name.as_str()).collect::<Vec<_>>(), ["walk", "ride"]);
    assert_eq!(api.types.len(), 1);
}

#[test]
fn what_other_hosts_and_later_steps_answer_is_no_answer_of_the_operation() {
    let session = resource("upload", "Under way.", "|id|String|The key.|\n", "{ \"id\": \"String\" }");
    let rest = "## Response\n\nIf successful, returns `200 OK` and an [upload](../resources/upload.md) object.\n\n"
        .to_owned()
        + "## Example\n\n"
        + &request("POST https://graph.microsoft.com/v1.0/uploads")
        + &response(", \"@odata.type\": \"microsoft.graph.upload\"", "HTTP/1.1 200 OK\n\n{ \"id\": \"1\" }")
        + "## Send the bytes\n\n### HTTP request\n\n<!-- { \"blockType\": \"ignored\" } -->\n```http\n\
            PUT https://up.example.com/1\n```\n\n### Response\n\nIf it goes on, `202 Accepted` is returned.\n\n### Example\n\n"
        + &request("PUT https://up.example.com/1\n\n{ \"a\": 1 }")
        + &response("", "HTTP/1.1 204 No Content");
    let page = operation("Create upload", "POST /uploads", &rest);
    let pages = [("api/upload-post.md", page.as_str()), ("resources/upload.md", &session)];
    let api = api(&pages);
    let create = api.operations.iter().find(|operation| operation.method == "POST").unwrap();
    assert_eq!(create.statuses, [200]);
    assert!(!codes(&pages).contains(&Code::ExampleStatus));
}

#[test]
fn an_answer_belongs_to_the_request_with_its_number() {
    let rest =
        "## Response\n\nReturns `200 OK` and a [book](../resources/book.md).\n\n## Example\n\n##### Request 1\n\n"
            .to_owned()
            + &request("GET https://graph.microsoft.com/v1.0/books/1")
            + "##### Request 2\n\n"
            + &request("GET https://graph.microsoft.com/v1.0/books/2")
            + "##### Response 2\n\n"
            + &response(", \"@odata.type\": \"microsoft.graph.book\"", "HTTP/1.1 200 OK\n\n{ \"id\": \"2\" }");
    let page = operation("Get book", "GET /books/{id}", &rest);
    let api = api(&[("api/book-get.md", &page), ("resources/book.md", &book())]);
    let answered = api.examples.iter().find(|example| example.response.is_some()).unwrap();
    assert!(answered.request.as_ref().unwrap().url.ends_with("/books/2"));
}

#[test]
fn what_the_service_sends_to_a_caller_is_no_example() {
    let rest = "## Response\n\nReturns `204 No Content`.\n\n## Example\n\n".to_owned()
        + &request("POST https://graph.microsoft.com/v1.0/books/1/call")
        + &response("", "HTTP/1.1 204 No Content")
        + "##### Notification\n\n```http\nPOST https://bot.example.com/calls\nContent-Type: application/json\n\n{ \"id\": \"1\" }\n```\n";
    let page = operation("book: call", "POST /books/{id}/call", &rest);
    let pages = [("api/book-call.md", page.as_str())];
    assert_eq!(api(&pages).examples.len(), 1);
    let codes = codes(&pages);
    assert!(!codes.contains(&Code::ExampleUnmatched) && !codes.contains(&Code::ExampleUnpaired));
}

#[test]
fn the_colon_behind_a_path_may_be_left_out() {
    let page = operation("book: bind", "POST /drive/root:/{item-path}/bind\nPOST /drive/root:/{folder}/{name}", "");
    let api = api(&[("api/book-bind.md", &page)]);
    let [first, second] = only(&api).templates.as_slice() else { panic!() };
    assert!(
        matches!(&first.segments[2..], [Segment::ItemPath(path), Segment::Literal(bind)] if path.name == "item-path" && bind == "bind")
    );
    assert!(matches!(&second.segments[2..], [Segment::ItemPath(_)]));
}

#[test]
fn text_is_quoted_on_every_path_of_a_function() {
    let rest = "## Function parameters\n\n|Parameter|Type|Description|\n|:---|:---|:---|\n|key|String|Which.|\n|page|Int32|Where.|\n\n";
    let page =
        operation("book: find", "GET /me/find(key={key},page={page})\nGET /books/find(key='{key}',page={page})", rest);
    let quoted = |page: &str| -> Vec<Vec<bool>> {
        let api = api(&[("api/book-find.md", page)]);
        let templates = only(&api).templates.iter();
        let of = |segment: &Segment| match segment {
            Segment::Function { parameters, .. } => Some(parameters.iter().map(|p| p.quoted).collect()),
            _ => None,
        };
        templates.filter_map(|template| template.segments.iter().find_map(of)).collect()
    };
    assert_eq!(quoted(&page), [[true, false], [true, false]]);
    // What an example shows is a call that worked.
    let shown = page + "## Example\n\n" + &request("GET https://graph.microsoft.com/v1.0/me/find(key=a,page=1)");
    assert_eq!(quoted(&shown), [[true, false], [false, false]]);
}

#[test]
fn a_template_that_leaves_out_documented_parameters_is_the_call_that_examples_show() {
    let rest =
        "## Request body\n\n|Property|Type|Description|\n|:---|:---|:---|\n|scope|String|How far.|\n\n## Example\n\n"
            .to_owned()
            + &request("GET https://graph.microsoft.com/v1.0/books/rights(scope='all')");
    let page = operation("rights function", "GET /books/rights\nGET /me/rights", &rest);
    let api = api(&[("api/book-rights.md", &page)]);
    let texts: Vec<&str> = only(&api).templates.iter().map(|template| template.text.as_str()).collect();
    assert_eq!(texts.len(), 2);
    assert!(texts.iter().all(|text| text.ends_with("/rights(scope='{scope}')")), "{texts:?}");
}

#[test]
fn the_bytes_of_a_medium_and_what_is_known_of_it_are_two_operations() {
    let rest =
        "## Response\n\nReturns `200 OK` and a [book](../resources/book.md) object.\n\n## Examples\n\n### Example 1\n\n"
            .to_owned()
            + &request("GET https://graph.microsoft.com/v1.0/books/1")
            + &response(", \"@odata.type\": \"microsoft.graph.book\"", "HTTP/1.1 200 OK\n\n{ \"id\": \"1\" }")
            + "### Example 2\n\n"
            + &request("GET https://graph.microsoft.com/v1.0/books/1/scan")
            + &response(", \"@odata.type\": \"stream\"", "HTTP/1.1 200 OK\nContent-Type: image/png\n\n<bytes>");
    let page = operation("Get book", "GET /books/{id}\nGET /books/{id}/scan", &rest);
    let pages = [("api/book-get.md", page.as_str()), ("resources/book.md", &book())];
    let api = api(&pages);
    let answers: Vec<(&str, &ResponseBody)> = api.operations.iter().map(|o| (o.name.as_str(), &o.response)).collect();
    let [("book-get", ResponseBody::Typed(ty)), ("book-get-scan", ResponseBody::Bytes)] = answers.as_slice() else {
        panic!("{answers:?}")
    };
    assert_eq!(ty.name(), "microsoft.graph.book");
}

#[test]
fn metadata_that_body_and_prose_contradict_is_not_believed() {
    let rest = "## Response\n\nReturns `200 OK` and a [book](../resources/book.md) object in the response body.\n\n## Example\n\n"
        .to_owned()
        + &request("GET https://graph.microsoft.com/v1.0/books/1")
        + &response(", \"@odata.type\": \"Edm.String\"", "HTTP/1.1 200 OK\n\n{ \"id\": \"1\", \"pages\": 2 }");
    let page = operation("Get book", "GET /books/{id}", &rest);
    let pages = [("api/book-get.md", page.as_str()), ("resources/book.md", &book())];
    let api = api(&pages);
    let ResponseBody::Typed(ty) = &only(&api).response else { panic!() };
    assert_eq!(ty.name(), "microsoft.graph.book");
    assert!(codes(&pages).contains(&Code::ResponseTypeConflict));
}

#[test]
fn a_stream_in_the_response_body() {
    let page = operation(
        "book: report",
        "POST /books/report",
        "## Response\n\nReturns `200 OK` and a Stream in the response body.\n",
    );
    let api = api(&[("api/book-report.md", &page)]);
    let ResponseBody::Typed(ty) = &only(&api).response else { panic!() };
    assert_eq!(ty.target, Target::Primitive(Primitive::Stream));
}

#[test]
fn statuses_below_the_headings_of_a_response_section() {
    let rest = "## Response\n\n### For readers\n\nReturns `200 OK` and a [book](../resources/book.md).\n\n### For others\n\nReturns `204 No Content`.\n";
    let page = operation("Update book", "PATCH /books/{id}", rest);
    let api = api(&[("api/book-update.md", &page), ("resources/book.md", &book())]);
    assert_eq!(only(&api).statuses, [200, 204]);
}

#[test]
fn a_table_on_an_api_page_describes_the_type_that_the_page_shows() {
    let rest = "## Request body\n\nSupply options.\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.options\" } -->\n\
        ```json\n{ \"size\": 1, \"name\": \"String\" }\n```\n\n## Properties\n\n|Property|Type|Description|\n|:---|:---|:---|\n\
        |size|Int64|In bytes.|\n|name|String|Of the file.|\n";
    let page = operation("Create upload", "POST /uploads", rest);
    let api = api(&[("api/upload-post.md", &page)]);
    let options = api.get("microsoft.graph.options").unwrap();
    let size = options.property("size").unwrap();
    assert_eq!((size.ty.name(), size.description.to_string().as_str()), ("Edm.Int64", "In bytes."));
    // What the page begins with is about the operation.
    assert!(options.description.is_empty());
}

#[test]
fn what_the_template_of_a_page_says_describes_nothing() {
    let page = resource(
        "desk",
        "**TODO: Add Description**",
        "|id|String|**TODO: Add Description** Inherited from [entity](entity.md).|\n",
        "{ \"id\": \"String\" }",
    )
    .replace(
        "title: \"desk resource type\"\n",
        "title: \"desk resource type\"\nms.subservice: \"**TODO: Add MS subservice**\"\n",
    );
    let api = api(&[("resources/desk.md", &page)]);
    let desk = api.get("microsoft.graph.desk").unwrap();
    assert!(desk.description.is_empty());
    assert_eq!(desk.workload, None);
    assert_eq!(desk.properties[0].description.to_string(), "Inherited from entity.");
}

#[test]
fn an_introduction_goes_on_in_its_list() {
    let page = resource(
        "shelf",
        "One of:\n\n- [book](book.md)\n- a `box`\n\nMore words.",
        "|id|String|The key.|\n",
        "{ \"id\": \"String\" }",
    );
    let api = api(&[("resources/shelf.md", &page)]);
    assert_eq!(api.get("microsoft.graph.shelf").unwrap().description.to_string(), "One of: book; a box");
}

#[test]
fn json_that_names_another_type_than_its_metadata() {
    let page = resource(
        "shelf",
        "Holds books.",
        "|id|String|The key.|\n",
        "{ \"@odata.type\": \"#microsoft.graph.box\", \"id\": \"String\" }",
    );
    let found = said(&[("resources/shelf.md", &page)], Code::ResourceTypeConflict);
    assert_eq!(found, ["the JSON is of type `microsoft.graph.box`, by its metadata it is `microsoft.graph.shelf`"]);
}

#[test]
fn front_matter_on_one_line_is_no_text() {
    let page = "---title: \"Get book\"description: \"Gets.\"---# Get book\n\nGets a book.\n\n## HTTP request\n\n```http\nGET /books/{id}\n```\n";
    let pages = [("api/book-get.md", page)];
    let api = api(&pages);
    assert_eq!(only(&api).title, "Get book");
    assert_eq!(only(&api).description.to_string(), "Gets a book.");
    assert!(said(&pages, Code::FrontMatter)[0].starts_with("the front matter stands on one line"));
}

#[test]
fn the_name_of_a_type_in_the_place_of_a_number_is_a_placeholder() {
    let rest = "## Response\n\nReturns `200 OK` and a [book](../resources/book.md).\n\n## Example\n\n".to_owned()
        + &request("GET https://graph.microsoft.com/v1.0/books/1")
        + &response(
            ", \"@odata.type\": \"microsoft.graph.book\"",
            "HTTP/1.1 200 OK\n\n{ \"id\": \"1\", \"pages\": \"Integer\" }",
        );
    let page = operation("Get book", "GET /books/{id}", &rest);
    let codes = codes(&[("api/book-get.md", &page), ("resources/book.md", &book())]);
    assert!(codes.contains(&Code::ExamplePlaceholder) && !codes.contains(&Code::ExampleWrongKind));
}

#[test]
fn an_unknown_type_is_meant_by_its_name_in_another_namespace() {
    let rest = "## Response\n\nReturns `200 OK` and a [book](../resources/book.md).\n\n## Example\n\n".to_owned()
        + &request("GET https://graph.microsoft.com/v1.0/books/1")
        + &response(
            ", \"@odata.type\": \"microsoft.graph.book\"",
            "HTTP/1.1 200 OK\n\n{ \"@odata.type\": \"#microsoft.graph.reading.book\", \"id\": \"1\" }",
        );
    let page = operation("Get book", "GET /books/{id}", &rest);
    let hook = resource("hook", "Holds coats.", "|id|String|The key.|\n", "{ \"id\": \"String\" }");
    let pages = [("api/book-get.md", page.as_str()), ("resources/book.md", &book()), ("resources/hook.md", &hook)];
    let found = Findings::of(tree(&pages)).diagnostics;
    let found = found.iter().find(|found| found.code == Code::ExampleType).unwrap();
    assert_eq!(found.help.as_deref(), Some("did you mean `#microsoft.graph.book`?"));
}
