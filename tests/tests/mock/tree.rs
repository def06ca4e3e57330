//! A docs tree for cases that `docs/` does not cover: all kinds of keys, bodies that are not JSON, URLs without ids,
//! several examples of one request, and ids that several types share.

use std::fmt::Write;

use graph_codegen::mock::{Options, Server};
use http::Request;
use serde_json::json;

use crate::client::{call, expect, expect_error, get, header, send};
use crate::support::Folder;

/// A page of a type with these properties.
fn resource(name: &str, properties: &[(&str, &str)]) -> String {
    let mut page = format!(
        "# {name} resource type\n\nNamespace: microsoft.graph\n\nOurs.\n\n## Properties\n\n|Property|Type|Description|\n|:-|:-|:-|\n"
    );
    for (property, ty) in properties {
        writeln!(page, "|{property}|{ty}|It.|").unwrap();
    }
    let skeleton = format!(
        "{{\"blockType\": \"resource\", \"keyProperty\": \"id\", \"@odata.type\": \"microsoft.graph.{name}\"}}"
    );
    page + &format!(
        "\n## JSON representation\n\n<!-- {skeleton} -->\n``` json\n{{\"@odata.type\": \"#microsoft.graph.{name}\"}}\n```\n"
    )
}

/// A page of an operation: its templates, and pairs of requests and responses.
fn operation(templates: &str, ty: &str, examples: &[(&str, &str)]) -> String {
    let mut page = format!(
        "# Do it\n\nNamespace: microsoft.graph\n\nOurs.\n\n## HTTP request\n\n<!-- {{\"blockType\": \"ignored\"}} -->\n``` http\n{templates}\n```\n\n## Examples\n"
    );
    for (number, (request, response)) in examples.iter().enumerate() {
        let number = number + 1;
        write!(
            page,
            "\n### Example {number}\n\n#### Request\n\n<!-- {{\"blockType\": \"request\", \"name\": \"{number}\"}} -->\n``` http\n{request}\n```\n\n\
             #### Response\n\n<!-- {{\"blockType\": \"response\", {ty}\"truncated\": true}} -->\n``` http\n{response}\n```\n"
        )
        .unwrap();
    }
    page
}

const THING: &str = "\"@odata.type\": \"microsoft.graph.thing\", ";
const PLACE: &str = "\"@odata.type\": \"microsoft.graph.place\", ";
const V1: &str = "https://graph.microsoft.com/v1.0";

/// Stem, templates, type of the responses, and requests with their responses.
type Page<'p> = (&'p str, &'p str, &'p str, &'p [(&'p str, &'p str)]);

fn tree() -> (Folder, Server) {
    let folder = Folder::new();
    folder.write("resources/thing.md", resource("thing", &[("id", "String"), ("name", "String")]));
    folder.write("resources/place.md", resource("place", &[("id", "String"), ("name", "String")]));
    let pages: &[Page<'_>] = &[
        (
            "thing-get",
            "GET /me/things/{id}\nGET /users/{user-id}/things/{id}",
            THING,
            &[
                (
                    &format!("GET {V1}/me/things/1"),
                    // Lenient JSON: a comment and an extra comma.
                    "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\n  // ours\n  \"id\": \"1\", \"name\": \"all\",\n}",
                ),
                (
                    &format!("GET {V1}/me/things/1?$select=name"),
                    "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"name\": \"selected\"}",
                ),
            ],
        ),
        (
            "place-get",
            "GET /places/{id}",
            PLACE,
            &[(&format!("GET {V1}/places/{{id}}"), "HTTP/1.1 200 OK\n\n{\"id\": \"1\", \"name\": \"anywhere\"}")],
        ),
        (
            "place-delete",
            "DELETE /places/{id}",
            "",
            &[(&format!("DELETE {V1}/places/{{id}}"), "HTTP/1.1 204 No Content")],
        ),
        (
            "thing-update",
            "PATCH /me/things/{id}",
            THING,
            &[
                (
                    &format!("PATCH {V1}/me/things/1\nContent-Type: application/json\n\n{{\"name\": \"x\"}}"),
                    "HTTP/1.1 204 No Content",
                ),
                (
                    &format!(
                        "PATCH {V1}/me/things/1\nContent-Type: application/json\nPrefer: return=representation\n\n{{\"name\": \"x\"}}"
                    ),
                    "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"id\": \"1\", \"name\": \"x\"}",
                ),
            ],
        ),
        (
            "thing-range",
            "GET /me/things/{id}/range(address='{address}',rows={n})",
            "",
            &[(
                &format!("GET {V1}/me/things/1/range(address='A1:B2',rows=3)"),
                "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"value\": \"range\"}",
            )],
        ),
        (
            "thing-content",
            "GET /me/things/root:/{path}:/content\nGET /me/things/{id}/$value",
            "",
            &[
                (
                    &format!("GET {V1}/me/things/root:/a/b.txt:/content"),
                    "HTTP/1.1 302 Found\nLocation: https://graph.microsoft.com/v1.0/me/things/1",
                ),
                (
                    &format!("GET {V1}/me/things/1/$value"),
                    "HTTP/1.1 200 OK\nContent-Type: text/plain\n\nwords, no JSON",
                ),
            ],
        ),
        ("thing-undocumented", "GET /me/blank/{id}\nGET /me/blank", THING, &[]),
    ];
    for (name, templates, ty, examples) in pages {
        folder.write(&format!("api/{name}.md"), operation(templates, ty, examples));
    }
    let api = graph_codegen::generate::model(folder.path()).unwrap().api;
    assert_eq!(api.examples.len(), 9, "{:#?}", api.examples);
    let server = Server::start(api, Options::default()).unwrap();
    (folder, server)
}

#[test]
fn a_tree_of_any_kind_is_served() {
    let (_folder, server) = tree();
    let root = format!("{}/v1.0", server.url());
    let name = |path: &str| expect(200, &get(&format!("{root}{path}")))["name"].clone();

    // Lenient JSON is sent as strict JSON; the query selects an example, and is ignored otherwise.
    assert_eq!(expect(200, &get(&format!("{root}/me/things/1"))), json!({ "id": "1", "name": "all" }));
    assert_eq!(name("/me/things/1?$select=name"), "selected");
    assert_eq!(name("/me/things/1?$expand=x"), "all");
    assert_eq!(name("/me/things('1')"), "all");
    assert_eq!(name("/ME/Things/1"), "all");
    // The same object by its other path; no example has the user's key.
    assert_eq!(name("/users/1/things/1"), "all");
    expect_error(404, "itemNotFound", &get(&format!("{root}/me/things/2")));

    // Functions, with their punctuation encoded or not.
    for path in ["range(address='A1:B2',rows=3)", "range%28address%3D%27A1%3AB2%27%2C%20rows=3%29"] {
        assert_eq!(expect(200, &get(&format!("{root}/me/things/1/{path}")))["value"], "range");
    }
    expect_error(404, "Request_ResourceNotFound", &get(&format!("{root}/me/things/1/range(address='A1:B2')")));

    // A redirect leads to the mock; text stays text.
    let moved = get(&format!("{root}/me/things/root:/a/b.txt:/content"));
    assert_eq!((moved.status().as_u16(), header(&moved, "location")), (302, format!("{root}/me/things/1").as_str()));
    for path in ["$value", "%24value"] {
        let text = get(&format!("{root}/me/things/1/{path}"));
        assert_eq!((text.status().as_u16(), header(&text, "content-type")), (200, "text/plain"));
        assert_eq!(text.body(), b"words, no JSON");
    }

    // Without a documented response, the smallest possible one.
    expect(204, &get(&format!("{root}/me/blank/anything")));
    server.stop();
}

#[test]
fn headers_tell_examples_apart() {
    let (_folder, server) = tree();
    let url = format!("{}/v1.0/me/things/1", server.url());
    let patch = |prefer: Option<&str>| {
        let mut request = Request::patch(&url).header("Content-Type", "application/json");
        if let Some(prefer) = prefer {
            request = request.header("Prefer", prefer);
        }
        send(request.body(b"{\"name\": \"x\"}".to_vec()).unwrap())
    };
    assert_eq!(expect(204, &patch(None)), json!(null));
    assert_eq!(expect(200, &patch(Some("return=representation")))["name"], "x");
    server.stop();
}

#[test]
fn an_address_without_an_id_matches_any_and_types_share_ids() {
    let (_folder, server) = tree();
    let root = format!("{}/v1.0", server.url());
    for id in ["1", "whatever"] {
        assert_eq!(expect(200, &get(&format!("{root}/places/{id}")))["name"], "anywhere");
    }
    // The place was deleted, the thing with the same id was not.
    expect(204, &call("DELETE", &format!("{root}/places/1"), None));
    expect_error(404, "itemNotFound", &get(&format!("{root}/places/1")));
    expect(200, &get(&format!("{root}/places/whatever")));
    expect(200, &get(&format!("{root}/me/things/1")));
    server.stop();
}
