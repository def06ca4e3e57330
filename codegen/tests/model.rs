//! The rules of the model, one by one, on small trees of pages written for them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use graph_codegen::diagnostic::Code;
use graph_codegen::docs::Tree;
use graph_codegen::model::{Api, Kind, Operation, RequestBody, ResponseBody, Segment, Target, Template, Type};

/// The model of pages given as path and text.
fn api(pages: &[(&str, &str)]) -> Api {
    let files = pages.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    graph_codegen::analysis::analyze(&Tree::from_memory(files))
}

/// A resource page: its type, more metadata, prose, rows of the property table, and the skeleton.
fn resource(name: &str, metadata: &str, prose: &str, rows: &str, json: &str) -> String {
    let short = name.rsplit('.').next().unwrap();
    let table = if rows.is_empty() {
        String::new()
    } else {
        format!("## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n{rows}\n")
    };
    format!(
        "---\ntitle: {short}\n---\n# {short} resource type\n\nNamespace: microsoft.graph\n\n{prose}\n\n{table}\n\
         ## JSON representation\n<!-- {{ \"blockType\": \"resource\", \"@odata.type\": \"{name}\"{metadata} }} -->\n\
         ```json\n{json}\n```\n"
    )
}

/// An api page: request lines, then the sections behind them.
fn operation(lines: &str, rest: &str) -> String {
    format!(
        "---\ntitle: x\n---\n# Do it\n\nNamespace: microsoft.graph\n\n## HTTP request\n\
         <!-- {{ \"blockType\": \"ignored\" }} -->\n```http\n{lines}\n```\n\n{rest}\n"
    )
}

/// An example with a request and the status line (and more) of its response.
fn example(request: &str, response: &str) -> String {
    format!(
        "## Example\n### Request\n<!-- {{ \"blockType\": \"request\" }} -->\n```http\n{request}\n```\n\
         ### Response\n<!-- {{ \"blockType\": \"response\" }} -->\n```http\n{response}\n```\n"
    )
}

fn ty<'a>(api: &'a Api, name: &str) -> &'a Type {
    api.get(&format!("microsoft.graph.{name}")).unwrap_or_else(|| panic!("no {name} in {:?}", api.types.keys()))
}

fn type_of(api: &Api, name: &str, property: &str) -> String {
    let property = ty(api, name).property(property).unwrap_or_else(|| panic!("no {property}"));
    format!("{}{}", property.ty.name(), if property.ty.collection { "[]" } else { "" })
}

fn op<'a>(api: &'a Api, name: &str) -> &'a Operation {
    let names: Vec<_> = api.operations.iter().map(|o| &o.name).collect();
    api.operations.iter().find(|o| o.name == name).unwrap_or_else(|| panic!("no {name} in {names:?}"))
}

fn templates(operation: &Operation) -> Vec<&str> {
    operation.templates.iter().map(|t| t.text.as_str()).collect()
}

fn has(api: &Api, code: Code) -> bool {
    api.diagnostics.iter().any(|d| d.code == code)
}

#[test]
fn pages_of_one_type_are_merged() {
    let api = api(&[
        ("resources/room.md", &resource("microsoft.graph.room", "", "A room.", "|id|String|Key.|", "{}")),
        (
            "resources/z-room.md",
            &resource("microsoft.graph.room", "", "Again.", "|seats|Int32|Seats.|\n|id|Guid|x|", "{}"),
        ),
    ]);
    let room = ty(&api, "room");
    assert_eq!(room.pages, ["resources/room.md", "resources/z-room.md"]);
    assert_eq!(room.description.to_string(), "A room.");
    assert_eq!(
        (type_of(&api, "room", "id"), type_of(&api, "room", "seats")),
        ("Edm.String".into(), "Edm.Int32".into())
    );
    assert!(has(&api, Code::PropertyConflict));
}

#[test]
fn the_table_wins_and_the_skeleton_fills_what_it_lacks() {
    let json = r#"{ "id": "String", "size": 12, "when": "String (timestamp)", "tags": ["String"], }"#;
    let api = api(&[("resources/box.md", &resource("microsoft.graph.box", "", "x", "|id|Guid|Key.|", json))]);
    assert_eq!(type_of(&api, "box", "id"), "Edm.Guid");
    assert_eq!(type_of(&api, "box", "size"), "Edm.Int32");
    assert_eq!(type_of(&api, "box", "when"), "Edm.DateTimeOffset");
    assert_eq!(type_of(&api, "box", "tags"), "Edm.String[]");
    assert!(has(&api, Code::PropertyNotInTable));
}

#[test]
fn prose_beats_metadata_for_the_base_and_properties_are_inherited() {
    let prose = "For a [item](item.md) of the house. Inherits from [itemBase](itembase.md).";
    let base = resource(
        "microsoft.graph.itemBase",
        r#", "openType": true"#,
        "x",
        "|id|String|Key.|\n|size|Int32|Size.|",
        "{}",
    );
    let api = api(&[
        ("resources/itembase.md", &base),
        ("resources/item.md", &resource("microsoft.graph.item", "", "x", "|id|String|Key.|", "{}")),
        (
            "resources/chair.md",
            &resource(
                "microsoft.graph.chair",
                r#", "baseType": "microsoft.graph.item""#,
                prose,
                "|id|String|Own words.|\n|legs|Int32|Legs.|",
                "{}",
            ),
        ),
    ]);
    let chair = ty(&api, "chair");
    // The longer link text is meant, though `item` is a beginning of it.
    assert_eq!(chair.base.as_deref(), Some("microsoft.graph.itemBase"));
    assert!(has(&api, Code::BaseConflict));
    assert!(chair.is_open, "openness is inherited");
    let inherited: Vec<_> = chair.properties.iter().map(|p| (p.name.as_str(), p.inherited)).collect();
    assert_eq!(inherited, [("id", true), ("legs", false), ("size", true)]);
    assert!(api.derives_from("microsoft.graph.chair", "microsoft.graph.itembase"));
    assert!(!api.derives_from("microsoft.graph.itemBase", "microsoft.graph.chair"));
}

#[test]
fn circles_of_base_types_are_cut() {
    let page = |name: &str, base: &str| {
        resource(
            &format!("microsoft.graph.{name}"),
            &format!(r#", "baseType": "microsoft.graph.{base}""#),
            "x",
            "|id|String|Key.|",
            "{}",
        )
    };
    let api = api(&[
        ("resources/a.md", &page("a", "b")),
        ("resources/b.md", &page("b", "a")),
        ("resources/c.md", &page("c", "gone")),
    ]);
    assert!(has(&api, Code::BaseCycle));
    assert!(has(&api, Code::BaseUnresolved));
    assert!(ty(&api, "a").base.is_none() || ty(&api, "b").base.is_none());
    assert_eq!(ty(&api, "c").base, None);
}

#[test]
fn names_resolve_by_last_segment_own_namespace_first_then_alias_and_page() {
    let other = resource("microsoft.graph.other.media", "", "x", "|a|String|A.|", "{}");
    let user = "|one|Media|x|\n|link|[media](othermedia.md)|x|\n|two|microsoft.graph.other.media|x|\n|three|oldMedia collection|x|\n\
                |four|[photo](media.md)|x|\n|five|[media](longmedia.md)|x|\n|six|nowhere|x|\n\
                |seven|[left](left.md) or [right](right.md)|x|\n|eight|string (url)|x|\n|nine|Collection(Edm.Int64)|x|";
    let base = resource("microsoft.graph.side", "", "x", "|a|String|A.|", "{}");
    let side = |name: &str| resource(name, r#", "baseType": "microsoft.graph.side""#, "x", "|b|String|B.|", "{}");
    let api = api(&[
        ("resources/othermedia.md", &other.replace("Namespace: microsoft.graph", "Namespace: microsoft.graph.other")),
        (
            "resources/media.md",
            &resource(
                "microsoft.graph.media",
                r#", "@type.aka": "microsoft.graph.oldMedia""#,
                "x",
                "|b|String|B.|",
                "{}",
            ),
        ),
        ("resources/longmedia.md", &resource("microsoft.graph.longMedia", "", "x", "|c|String|C.|", "{}")),
        ("resources/user.md", &resource("microsoft.graph.user", "", "x", user, "{}")),
        ("resources/side.md", &base),
        ("resources/left.md", &side("microsoft.graph.left")),
        ("resources/right.md", &side("microsoft.graph.right")),
    ]);
    let found = |property| type_of(&api, "user", property);
    assert_eq!(found("one"), "microsoft.graph.media", "the words name a type of the page's own namespace");
    assert_eq!(found("link"), "microsoft.graph.other.media", "of two types of one name the linked page says which");
    assert_eq!(found("two"), "microsoft.graph.other.media");
    assert_eq!(found("three"), "microsoft.graph.media[]", "an alias");
    assert_eq!(found("four"), "microsoft.graph.media", "the words name nothing, the page does");
    assert_eq!(found("five"), "microsoft.graph.longMedia", "the words are the end of the page's name");
    assert_eq!(found("seven"), "microsoft.graph.side", "the common base of the alternatives");
    assert_eq!(found("eight"), "Edm.String");
    assert_eq!(found("nine"), "Edm.Int64[]");
    let six = ty(&api, "user").property("six").unwrap();
    assert_eq!(six.ty.target, Target::Unresolved("nowhere".into()));
    assert!(has(&api, Code::UnresolvedType));
}

#[test]
fn enumerations_come_from_tables_and_from_lists_in_prose() {
    let page = "# shade enum type\n\nNamespace: microsoft.graph\n\n## Members\n|Member|Value|Description|\n|:--|:--|:--|\n|dark|0|No light.|\n|bright|1|Light.|\n";
    let list = "# Enumerations\n\nNamespace: microsoft.graph\n\n### tone values\n|Member|\n|:--|\n|low|\n|high|\n\n### lamp values\n|Value|\n|:--|\n|on|\n";
    let rows = "|shade|[shade](shade.md)|x|\n|tone|tone|Possible values are: `low`, `high`.|\n\
                |mode|lampMode|The possible values are: `eco`, `full`. Default is `none`.|\n\
                |text|String|Possible values are: `a`, `b`.|";
    let api = api(&[
        ("resources/shade.md", page),
        ("resources/enums.md", list),
        ("resources/lamp.md", &resource("microsoft.graph.lamp", "", "x", rows, "{}")),
    ]);
    let members = |name| ty(&api, name).members.iter().map(|m| m.name.clone()).collect::<Vec<_>>();
    assert_eq!(members("shade"), ["dark", "bright"]);
    assert_eq!(ty(&api, "shade").members[0].description.to_string(), "No light.");
    assert_eq!(members("tone"), ["low", "high"]);
    assert_eq!(members("lampMode"), ["eco", "full"]);
    assert_eq!(type_of(&api, "lamp", "text"), "Edm.String", "a string with a list of values stays a string");
    assert_eq!(ty(&api, "lamp").kind, Kind::Complex, "a section \"lamp values\" does not make the type an enumeration");
}

#[test]
fn a_second_table_of_an_enumeration_adds_what_is_new() {
    let table = |members: &str| {
        format!("# Enumerations\n\nNamespace: microsoft.graph\n\n### tone values\n|Member|\n|:--|\n{members}\n")
    };
    let api = api(&[("resources/enums.md", &table("|low|")), ("resources/more.md", &table("|LOW|\n|high|"))]);
    let members: Vec<_> = ty(&api, "tone").members.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(members, ["low", "high"]);
    assert!(has(&api, Code::EnumConflict));
}

#[test]
fn entities_have_an_id_and_a_path_of_their_own() {
    let house = "|id|String|Key.|\n|address|[address](address.md)|x|\n|settings|[settings](settings.md)|x|\n\n\
                 ## Relationships\n|Relationship|Type|Description|\n|:--|:--|:--|\n|rooms|[room](room.md) collection|x|";
    let api = api(&[
        ("resources/house.md", &resource("microsoft.graph.house", r#", "keyProperty": "id""#, "x", house, "{}")),
        ("resources/room.md", &resource("microsoft.graph.room", "", "x", "|id|String|Key.|", "{}")),
        ("resources/street.md", &resource("microsoft.graph.street", "", "x", "|id|String|Key.|", "{}")),
        ("resources/address.md", &resource("microsoft.graph.address", "", "x", "|id|String|Not a key.|", "{}")),
        // Metadata names a key that the type does not have.
        (
            "resources/settings.md",
            &resource("microsoft.graph.settings", r#", "keyProperty": "id""#, "x", "|dark|Boolean|x|", "{}"),
        ),
    ]);
    for (name, kind) in [
        ("house", Kind::Entity),
        ("room", Kind::Entity),
        ("street", Kind::Entity),
        ("address", Kind::Complex),
        ("settings", Kind::Complex),
    ] {
        assert_eq!(ty(&api, name).kind, kind, "{name}");
        assert_eq!(ty(&api, name).key.as_deref(), (kind == Kind::Entity).then_some("id"), "{name}");
    }
    assert!(ty(&api, "house").property("rooms").unwrap().navigation);
}

#[test]
fn an_operation_for_each_verb_and_special_ending_with_the_canonical_path_first() {
    let lines = "GET /me/things/{id}\nGET /users/{id}/things/{id}\nGET /me/things/{id}/$value\nDELETE /me/things/{id}/$ref\nget /me/things/$count";
    let api = api(&[("api/thing-get.md", &operation(lines, ""))]);
    let names: Vec<_> = api.operations.iter().map(|o| (o.name.as_str(), o.method.as_str())).collect();
    assert_eq!(
        names,
        [
            ("thing-get", "GET"),
            ("thing-get-count", "GET"),
            ("thing-get-ref-delete", "DELETE"),
            ("thing-get-value", "GET")
        ]
    );
    assert_eq!(templates(op(&api, "thing-get")), ["/users/{id}/things/{id}", "/me/things/{id}"]);
    assert!(matches!(op(&api, "thing-get-count").response, ResponseBody::Text));
    assert!(matches!(op(&api, "thing-get-value").response, ResponseBody::Bytes));
}

#[test]
fn ids_and_dots_in_a_template_stand_for_keys_and_folders() {
    let lines = "GET /classes/0a1b2c3d-0000-1111-2222-333344445555/units\nGET /domains/example.com/units\nGET /folders/{id}/.../units\nGET /x/microsoft.other.act";
    let api = api(&[("api/unit-list.md", &operation(lines, ""))]);
    assert_eq!(
        templates(&api.operations[0]),
        ["/classes/{id}/units", "/domains/{id}/units", "/folders/{id}/units", "/x/microsoft.other.act"]
    );
}

#[test]
fn an_example_shows_other_forms_of_a_documented_path() {
    let page = |line: &str, url: &str| {
        let api = api(&[("api/thing-get.md", &operation(line, &example(url, "HTTP/1.1 200 OK")))]);
        let matched = api.examples[0].request.as_ref().unwrap().matched.clone();
        assert!(matched.is_some(), "{url} against {line}: {:?}", api.operations);
        let operation = op(&api, api.examples[0].operation.as_deref().unwrap());
        (operation.name.clone(), operation.templates[matched.clone().unwrap().0].text.clone(), matched.unwrap().1)
    };
    let host = "https://graph.microsoft.com/v1.0";
    let form = |line: &str, url: &str| page(line, &format!("GET {host}{url}")).1;
    assert_eq!(form("GET /users/{id}/things", "/me/things"), "/me/things");
    assert_eq!(form("GET /education/users/{id}/things", "/education/me/things"), "/education/me/things");
    assert_eq!(
        form("GET /me/drive/items/{id}/content", "/drive/root:/a/b.txt:/content"),
        "/drive/root:/{item-path}:/content"
    );
    assert_eq!(form("GET /drives/{id}/items/{id}", "/me/drive/root"), "/me/drive/root");
    assert_eq!(form("GET /things/used", "/things/used(only=true)"), "/things/used(only={only})");
    assert_eq!(form("GET /things/used(only={only})", "/things/used"), "/things/used");
    // The example says how an argument is written.
    assert_eq!(form("GET /things/on(day={day})", "/things/on(day='2020-01-01')"), "/things/on(day='{day}')");
    // A cast and a count are operations of their own.
    assert_eq!(page("GET /things", &format!("GET {host}/things/$count")).0, "thing-get-count");
    assert_eq!(
        page("GET /things", &format!("GET {host}/things/microsoft.graph.tool?$top=1")).0,
        "thing-get-microsoft.graph.tool"
    );
    assert_eq!(
        page("GET /things", &format!("GET {host}/things/microsoft.graph.tool/$count")).0,
        "thing-get-microsoft.graph.tool-count"
    );
    // Keys in parentheses, the empty parentheses of a function, another case, a query.
    assert_eq!(page("GET /users/{id}/things", &format!("GET {host}/users('a')/Things?x=1")).2, ["a"]);
    assert_eq!(page("GET /things/delta", &format!("GET {host}/things/delta()")).1, "/things/delta");
}

#[test]
fn an_undocumented_address_stays_unmatched() {
    for url in [
        "https://graph.microsoft.com/v1.0/other/1/things",
        "https://callback.example.com/things",
        "/users/1/things/2/$ref",
    ] {
        let page = operation("GET /users/{id}/things/{id}", &example(&format!("GET {url}"), "HTTP/1.1 200 OK"));
        let api = api(&[("api/thing-get.md", &page)]);
        assert!(api.examples[0].request.as_ref().unwrap().matched.is_none(), "{url}");
        assert!(has(&api, Code::ExampleUnmatched), "{url}");
        assert_eq!(templates(&api.operations[0]), ["/users/{id}/things/{id}"]);
    }
}

#[test]
fn a_request_of_another_page_is_attributed_to_that_page() {
    let api = api(&[
        (
            "api/thing-add.md",
            &operation(
                "POST /things/{id}/parts/$ref",
                &example("POST https://graph.microsoft.com/v1.0/tools\n\n{}", "HTTP/1.1 201 Created"),
            ),
        ),
        ("api/tool-post.md", &operation("POST /tools", "")),
    ]);
    assert_eq!(api.examples[0].operation.as_deref(), Some("tool-post"));
    assert!(has(&api, Code::ExampleUnmatched), "the page has to be told all the same");
}

#[test]
fn the_template_with_most_fixed_segments_is_meant() {
    let lines = "GET /things/{id}\nGET /things/root";
    let api = api(&[(
        "api/thing-get.md",
        &operation(lines, &example("GET https://graph.microsoft.com/v1.0/things/root", "HTTP/1.1 200 OK")),
    )]);
    assert_eq!(api.examples[0].request.as_ref().unwrap().matched, Some((1, vec![])));
}

fn request_of(stem: &str, line: &str, body: &str, sent: &str) -> RequestBody {
    let part = resource("microsoft.graph.part", "", "x", "|name|String|Name.|\n|size|Int32|Size.|", "{}");
    let special =
        resource("microsoft.graph.gear", r#", "baseType": "microsoft.graph.part""#, "x", "|teeth|Int32|Teeth.|", "{}");
    let open = resource("microsoft.graph.open", r#", "openType": true"#, "x", "|name|String|Name.|", "{}");
    let post = resource("microsoft.graph.post", "", "x", "|name|String|Name.|", "{}");
    let page = operation(
        line,
        &format!("## Request body\n{body}\n\n{}", example(&format!("{line}\n\n{sent}"), "HTTP/1.1 204 No Content")),
    );
    let api = api(&[
        ("resources/part.md", &part),
        ("resources/gear.md", &special),
        ("resources/open.md", &open),
        ("resources/post.md", &post),
        (&format!("api/{stem}.md"), &page),
    ]);
    api.operations[0].request.clone()
}

fn name_of(body: &RequestBody) -> String {
    match body {
        RequestBody::Typed(ty) => format!("{}{}", ty.name(), if ty.collection { "[]" } else { "" }),
        RequestBody::Parameters(p) => p.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(","),
        other => format!("{other:?}"),
    }
}

#[test]
fn what_is_sent() {
    let table = "|Property|Type|Description|\n|:--|:--|:--|\n|name|String|Name.|\n";
    let sent = r#"{ "name": "a" }"#;
    let supply = "In the request body, supply a JSON representation of the [part](../resources/part.md) object.";
    let cases = [
        ("part-post", "POST /parts", supply.to_owned(), sent, "microsoft.graph.part"),
        // The words of a link are short for the page it leads to.
        ("x-post", "POST /parts", supply.replace("[part]", "[open]"), sent, "microsoft.graph.part"),
        // A body of a derived type.
        ("x-post", "POST /parts", supply.to_owned(), r#"{ "teeth": 3 }"#, "microsoft.graph.part"),
        ("part-update", "PATCH /parts/{id}", "Supply the values to change.".to_owned(), sent, "microsoft.graph.part"),
        // An action has a body of its own, even if its parameters are named like properties.
        ("part-rename", "POST /parts/{id}/rename", format!("Supply the values.\n\n{table}"), sent, "name"),
        (
            "part-x",
            "POST /parts/{id}/rename",
            format!("Supply JSON representation of the parameters.\n\n{table}"),
            sent,
            "name",
        ),
        ("part-x", "POST /parts/{id}/rename", table.replace("Property", "Parameter"), sent, "name"),
        (
            "part-x",
            "POST /parts/{id}/rename",
            "Provide these.\n\n|Name|Value|Description|\n|:--|:--|:--|\n|to|string|New.|\n".to_owned(),
            r#"{ "to": "b" }"#,
            "to",
        ),
        // An open type is not everything.
        (
            "open-close",
            "POST /opens/{id}/close",
            format!("Supply.\n\n{}", table.replace("name", "hard")),
            r#"{ "hard": true }"#,
            "hard",
        ),
        // A type that is only mentioned, but alone has every member that is sent.
        (
            "open-post",
            "POST /opens/{id}/parts",
            "A [part](../resources/part.md).".to_owned(),
            r#"{ "name": "a", "size": 1 }"#,
            "microsoft.graph.part",
        ),
        // The verb in a page's name is no type.
        ("chair-post", "POST /chairs", "Supply it.".to_owned(), sent, "Untyped"),
        ("part-post-x", "POST /parts/{id}/owners/$ref", supply.to_owned(), r#"{ "@odata.id": "x" }"#, "Reference"),
        ("part-put", "PUT /parts/{id}/$value", supply.to_owned(), "bytes", "Bytes"),
        ("part-put", "PUT /parts/{id}/content", "The contents.".to_owned(), "bytes", "Bytes"),
        ("part-stop", "POST /parts/{id}/stop", "Do not supply a request body for this method.".to_owned(), "", "None"),
        ("part-get", "GET /parts/{id}", supply.to_owned(), "", "None"),
    ];
    for (stem, line, body, sent, expected) in cases {
        assert_eq!(name_of(&request_of(stem, line, &body, sent)), expected, "{stem} {line} {body}");
    }
}

fn response_of(line: &str, prose: &str, answers: &[&str]) -> (String, Vec<u16>) {
    let part = resource("microsoft.graph.part", "", "x", "|name|String|Name.|", "{}");
    let list = resource("microsoft.graph.pairs", "", "x", "|value|String collection|Own.|", "{}");
    let answers: String = answers
        .iter()
        .map(|a| format!("## Example\n### Response\n<!-- {{ \"blockType\": \"response\" }} -->\n```http\n{a}\n```\n"))
        .collect();
    let page = operation(line, &format!("## Response\n{prose}\n\n{answers}"));
    let api = api(&[("resources/part.md", &part), ("resources/pairs.md", &list), ("api/part-x.md", &page)]);
    let operation = &api.operations[0];
    let name = match &operation.response {
        ResponseBody::Typed(ty) => format!("{}{}", ty.name(), if ty.collection { "[]" } else { "" }),
        other => format!("{other:?}"),
    };
    (name, operation.statuses.clone())
}

#[test]
fn what_is_answered() {
    let one = "If successful, this method returns a `200 OK` response code and a [part](../resources/part.md) object in the response body.";
    let many = one.replace("a [part]", "a collection of [part]");
    let own = one.replace("part", "pairs");
    let json = |body: &str| format!("HTTP/1.1 200 OK\nContent-type: application/json\n\n{body}");
    let check = |line: &str, prose: &str, answers: &[&str], expected: &str, statuses: &[u16]| {
        assert_eq!(response_of(line, prose, answers), (expected.to_owned(), statuses.to_vec()), "{line} {prose}");
    };
    check("GET /parts/{id}", one, &[], "microsoft.graph.part", &[200]);
    check("GET /parts", &many, &[], "microsoft.graph.part[]", &[200]);
    check("GET /parts", one, &[&json(r#"{ "value": [] }"#)], "microsoft.graph.part[]", &[200]);
    check("GET /pairs/{id}", &own, &[&json(r#"{ "value": ["a"] }"#)], "microsoft.graph.pairs", &[200]);
    check("DELETE /parts/{id}", "Returns `204 No Content`.", &["HTTP/1.1 204 No Content"], "None", &[204]);
    check("GET /parts/{id}/title", "Returns `200 OK` and a String in the response body.", &[], "Edm.String", &[200]);
    // "Office 365" is no status; what a redirect leads to is a download.
    check(
        "GET /report",
        "For Office 365: a `302 Found` response.",
        &["HTTP/1.1 302 Found\nLocation: https://x"],
        "Bytes",
        &[302],
    );
    check(
        "GET /parts/{id}",
        one,
        &[&json(r#"{ "name": "a" }"#), "HTTP/1.1 404 Not Found"],
        "microsoft.graph.part",
        &[200],
    );
}

#[test]
fn permissions_in_every_form() {
    let read = |section: &str| {
        let api = api(&[("api/x-get.md", &operation("GET /x", section))]);
        let p = api.operations[0].permissions.clone();
        (p.delegated_work, p.delegated_personal, p.application)
    };
    let rows = "|Delegated (work or school account)|A.Read, A.ReadWrite|\n|Delegated (personal Microsoft account)|Not supported.|\n|Application|A.Read.All|\n";
    let straight =
        format!("## Permissions\n|Permission type|Permissions (from least to most privileged)|\n|:--|:--|\n{rows}");
    let expected = (vec!["A.Read".to_owned(), "A.ReadWrite".into()], vec![], vec!["A.Read.All".to_owned()]);
    assert_eq!(read(&straight), expected);
    assert_eq!(read(&straight.replace("Permissions\n", "Prerequisites\n")), expected);
    let turned =
        straight.replace("least to most", "most to least").replace("A.Read, A.ReadWrite", "A.ReadWrite, A.Read");
    assert_eq!(read(&turned), expected);
    let matrix = "## Permissions\n|Supported resource|Delegated (work or school account)|Delegated (personal Microsoft account)|Application|\n|:--|:--|:--|:--|\n|[a](x.md)|A.Read|Not supported.|A.All|\n|[b](y.md)|B.Read|B.Own|B.All|\n";
    let strings = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    assert_eq!(read(matrix), (strings(&["A.Read", "B.Read"]), strings(&["B.Own"]), strings(&["A.All", "B.All"])));
    let none = api(&[("api/x-get.md", &operation("GET /x", ""))]);
    assert!(none.operations[0].permissions.is_empty());
    assert!(has(&none, Code::NoPermissions));
}

#[test]
fn examples_pair_by_name_and_by_order() {
    let block = |kind: &str, name: &str, text: &str| {
        format!("<!-- {{ \"blockType\": \"{kind}\"{name} }} -->\n```http\n{text}\n```\n")
    };
    let (a, b) = (r#", "name": "a""#, r#", "name": "b""#);
    let named = [
        "## Examples\n",
        &block("request", a, "GET /x?a"),
        &block("request", b, "GET /x?b"),
        &block("response", b, "HTTP/1.1 202 B"),
        &block("response", a, "HTTP/1.1 200 A"),
    ]
    .concat();
    let ordered = [
        "## Example 1\n",
        &block("request", "", "GET /x?a"),
        "## Example 2\n",
        &block("request", "", "GET /x?b"),
        &block("response", "", "HTTP/1.1 202 B"),
        &block("response", "", "HTTP/1.1 400 No"),
    ]
    .concat();
    let pairs = |text: &str| {
        let api = api(&[("api/x-get.md", &operation("GET /x", text))]);
        let url = |e: &graph_codegen::model::Example| e.request.as_ref().map(|r| r.url.clone());
        api.examples.iter().map(|e| (url(e), e.response.as_ref().map(|r| r.status))).collect::<Vec<_>>()
    };
    assert_eq!(pairs(&named), [(Some("/x?a".into()), Some(200)), (Some("/x?b".into()), Some(202))]);
    // Under one heading first; the refusal at the end goes to the request that still waits.
    assert_eq!(pairs(&ordered), [(Some("/x?a".into()), Some(400)), (Some("/x?b".into()), Some(202))]);
    // A page whose template is its only request.
    let labelled = format!(
        "# Get x\n\n## HTTP request\n{}\n## Response\n{}",
        block("request", "", "GET /x"),
        block("response", "", "HTTP/1.1 200 OK")
    );
    let api = api(&[("api/x-get.md", &labelled)]);
    assert_eq!(api.examples.len(), 1);
    assert!(api.examples[0].request.is_some() && api.examples[0].response.is_some());
    assert_eq!(api.examples[0].operation.as_deref(), Some("x-get"));
}

#[test]
fn every_kind_of_segment() {
    let parse = |text: &str| Template::parse(text).unwrap().segments;
    let literal = |word: &str| Segment::Literal(word.into());
    assert_eq!(parse("https://graph.microsoft.com/v1.0/a/?$top=1"), [literal("a")]);
    assert_eq!(parse("a/b/"), [literal("a"), literal("b")]);
    assert!(matches!(&parse("/a/{id | name}")[1], Segment::Key(k) if k.name == "id | name"));
    assert!(matches!(&parse("/a/<the name>")[1], Segment::Key(k) if k.name == "the name"));
    assert!(matches!(&parse("/a/(team-id)")[1], Segment::Key(k) if k.name == "team-id"));
    assert!(matches!(&parse("/a/f(x='{x}',y={y})")[1], Segment::Function { name, parameters }
        if name == "f" && parameters.len() == 2 && parameters[0].quoted && !parameters[1].quoted));
    assert!(
        matches!(&parse("/a/range(<address>)")[1], Segment::Function { parameters, .. } if parameters[0].name.is_empty())
    );
    assert!(matches!(&parse("/a/role={id}")[1], Segment::AlternateKey(p) if p.name == "role"));
    assert!(
        matches!(parse("/root:/{item-path}:/children").as_slice(), [Segment::Literal(_), Segment::ItemPath(p), Segment::Literal(_)] if p.name == "item-path")
    );
    assert!(matches!(&parse("/a/microsoft.graph.b")[1], Segment::Cast(c) if c == "microsoft.graph.b"));
    assert_eq!(parse("/a/$value")[1], Segment::Value);
    assert_eq!(parse("/a/$ref")[1], Segment::Ref);
    assert_eq!(parse("/a/$count")[1], Segment::Count);
    assert!(Template::parse("/a/{id").is_err());
    assert!(Template::parse("").is_err());
    assert!(Template::parse("/a/** not found **").is_err());
    // What the segments say is what was read.
    for text in
        ["/a/{id}/f(x='{x}',y={y})/$ref", "/drive/root:/{item-path}:/children", "/a/role={id}/microsoft.graph.b/$count"]
    {
        assert_eq!(Template::from_segments(parse(text)).text, text);
    }
}

#[test]
fn a_bare_array_is_a_list_and_an_object_behind_ref_is_no_reference() {
    let supply = "Supply a JSON representation of the [part](../resources/part.md) objects.";
    let body = request_of("part-update", "PATCH /parts", supply, r#"[{ "name": "a" }, { "size": 1 }]"#);
    assert_eq!(name_of(&body), "microsoft.graph.part[]");
    let body = request_of("part-post-x", "POST /things/{id}/parts/$ref", supply, r#"{ "name": "a" }"#);
    assert_eq!(name_of(&body), "microsoft.graph.part");
}

#[test]
fn a_request_that_is_spelled_differently_matches_and_is_reported() {
    let check = |line: &str, url: &str| {
        let page = operation(line, &example(&format!("GET {url}"), "HTTP/1.1 200 OK"));
        let api = api(&[("api/thing-get.md", &page)]);
        (api.examples[0].request.as_ref().unwrap().matched.clone().map(|(_, a)| a), has(&api, Code::ExampleUnmatched))
    };
    let strings = |names: &[&str]| Some(names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>());
    assert_eq!(check("GET /bigThings/{id}", "/bigthings/a"), (strings(&["a"]), true));
    assert_eq!(check("GET /things/{id}", "/things('a')"), (strings(&["a"]), true));
    // Placeholders that the example keeps are its values, letter by letter.
    assert_eq!(check("GET /things/{id}", "/things/{thing-id}?$top=1"), (strings(&["{thing-id}"]), false));
    assert_eq!(check("GET /f(a='{a}',b={b})", "/f(a='{x}',b=<y>)"), (strings(&["{x}", "<y>"]), false));
    assert_eq!(
        check("GET /drive/root:/{item-path}:/content", "/drive/root:/{path}:/content"),
        (strings(&["{path}"]), false)
    );
}
