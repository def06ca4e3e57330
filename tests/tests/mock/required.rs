//! Required query options, properties and parameters: the mock checks them, and the model contains them.

use graph_codegen::generate;
use graph_codegen::mock::{Options, Server};
use graph_codegen::model::Operation;
use serde_json::json;

use crate::client::{api, call, expect, expect_error, get, mock};
use crate::support::Folder;

#[test]
fn a_request_without_what_its_page_requires_is_refused() {
    let server = mock(Options::default());
    let base = format!("{}/v1.0/solutions/backupRestore", server.url());
    let points = format!("{base}/restorePoints");
    let (expand, filter) =
        ("$expand=protectionUnit($filter=id%20eq%20'x')", "$filter=protectionDateTime%20lt%202026-01-01T00:00:00Z");
    expect(200, &get(&format!("{points}?{expand}&{filter}")));
    for query in [String::new(), format!("?{expand}"), format!("?{filter}"), "?$top=5".to_owned()] {
        expect_error(400, "BadRequest", &get(&format!("{points}{query}")));
    }
    let message = expect(400, &get(&points))["error"]["message"].clone();
    assert_eq!(message, "The query must have $expand and $filter: see api/backuprestoreroot-list-restorepoints.md.");

    let search = format!("{points}/search");
    let period = json!({ "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2026-02-01T00:00:00Z" });
    expect(200, &call("POST", &search, json!({ "protectionUnitIds": ["x"], "protectionTimePeriod": period })));
    for body in [json!({}), json!({ "protectionUnitIds": ["x"] }), json!({ "protectionTimePeriod": period })] {
        expect_error(400, "BadRequest", &call("POST", &search, body));
    }
    expect_error(400, "BadRequest", &call("POST", &search, None));

    // A property sent as a delta counts.
    let policies = format!("{base}/exchangeProtectionPolicies");
    let policy = expect(201, &call("POST", &policies, json!({ "displayName": "Ours" })));
    let policy = format!("{policies}/{}", policy["id"].as_str().unwrap());
    expect_error(400, "BadRequest", &call("PATCH", &policy, json!({ "displayName": "Renamed" })));
    expect(200, &call("PATCH", &policy, json!({ "mailboxProtectionUnits@delta": [] })));
    server.stop();
}

fn operation(name: &str) -> Operation {
    api().operations.iter().find(|operation| operation.name == name).unwrap().clone()
}

fn required(operation: &Operation) -> Vec<&str> {
    operation.query_options.iter().filter(|option| option.required).map(|option| option.name.as_str()).collect()
}

#[test]
fn the_model_tells_what_is_required() {
    assert_eq!(required(&operation("backuprestoreroot-list-restorepoints")), ["$expand", "$filter"]);
    assert_eq!(operation("restorepoint-search").required, ["protectionUnitIds", "protectionTimePeriod"]);
    assert_eq!(operation("serviceapp-activate").required, ["effectiveDateTime"]);
    // Each of three collections requires a different property: none of them is required for all.
    assert_eq!(operation("protectionrulebase-post").required, Vec::<String>::new());

    let json = api().to_json();
    let of = |name: &str| {
        let operations = json["operations"].as_array().unwrap();
        operations.iter().find(|operation| operation["name"] == name).unwrap().clone()
    };
    let options = of("backuprestoreroot-list-restorepoints")["queryOptions"].clone();
    assert_eq!((&options[0]["name"], &options[0]["required"]), (&json!("$expand"), &json!(true)));
    assert_eq!(of("restorepoint-search")["request"]["parameters"][0]["required"], true);
    assert_eq!(of("restorepoint-search")["request"]["parameters"][2].get("required"), None);
    assert_eq!(of("exchangeprotectionpolicy-update")["request"]["required"], json!(["mailboxProtectionUnits@delta"]));
    assert_eq!(of("protectionpolicybase-get").get("queryOptions"), None);
}

/// A page of an operation: its request, the text about query options and the body, and a sample body.
fn page(request: &str, options: &str, body: &str, sample: &str) -> String {
    let (verb, path) = request.split_once(' ').unwrap();
    let verb = if verb == "DO" { "POST" } else { verb };
    format!(
        "# Do it\n\nNamespace: microsoft.graph\n\nOurs.\n\n## HTTP request\n\n<!-- {{\"blockType\": \"ignored\"}} -->\n``` http\n{verb} {path}\n```\n\n\
         ## Optional query parameters\n\n{options}\n\n## Request body\n\nIn the request body, supply a JSON representation of the following parameters.\n\n{body}\n\n\
         ## Examples\n\n### Request\n\n<!-- {{\"blockType\": \"request\", \"name\": \"x\"}} -->\n``` http\n{verb} https://graph.microsoft.com/v1.0{path}\n\
         Content-Type: application/json\n\n{sample}\n```\n\n### Response\n\n<!-- {{\"blockType\": \"response\"}} -->\n``` http\nHTTP/1.1 204 No Content\n```\n"
    )
}

#[test]
fn pages_mark_required_parts_in_several_ways_and_conditional_ones_are_not_required() {
    let folder = Folder::new();
    let table = |rows: &str| format!("|Parameter|Type|Description|\n|:-|:-|:-|\n{rows}");
    let row = |name: &str, text: &str| format!("|{name}|String|{text}|\n");
    let pages = [
        (
            "table",
            "This takes the following required query parameters.",
            table(&(row("start", "From.") + &row("end", "To."))),
            vec!["start", "end"],
        ),
        (
            "rows",
            "",
            table(
                &(row("start", "From. Required.")
                    + &row("end", "Required if there is no start.")
                    + &row("zone", "Optional.")),
            ),
            vec!["start"],
        ),
        (
            "all",
            "It supports `$expand` and `$filter=id eq '1'`.\n\nThe two query parameters are required.",
            String::new(),
            vec!["$expand", "$filter"],
        ),
        ("one", "The `$search` query parameter is required.", String::new(), vec!["$search"]),
        ("inside", "The `$levels` parameter is required: `$expand=manager($levels=max)`.", String::new(), vec![]),
        ("times", "The `$count` query parameter is required when `$filter` is used.", String::new(), vec![]),
        ("either", "Both of them are required, or `$top`: `$skip`, `$filter`.", String::new(), vec![]),
    ];
    for (name, text, table, _) in &pages {
        folder.write(
            &format!("api/{name}-list.md"),
            page(&format!("GET /{name}"), &format!("{text}\n\n{table}"), "", ""),
        );
    }
    let rows = row("a", "The first. Required.")
        + &row("b", "(Required) The second.")
        + &row("c", "Required for some.")
        + &row("d", "The role. Required.");
    let body = table(&rows);
    // A parameter that the sample omits is not required, whatever the table says.
    folder.write("api/thing-do.md", page("DO /thing/do", "", &body, "{\"a\": \"1\", \"b\": \"2\"}"));
    // A separate column has yes and no.
    let columns = "|Parameter|Type|Description|Required?|\n|:-|:-|:-|:-|\n|a|String|It.|Yes|\n|b|String|It.|No|\n";
    folder.write("api/thing-ask.md", page("DO /thing/ask", "", columns, "{\"a\": \"1\", \"b\": \"2\"}"));
    let api = generate::model(folder.path()).unwrap().api;
    let find = |name: &str| api.operations.iter().find(|operation| operation.name == name).unwrap();
    for (name, _, _, expected) in &pages {
        assert_eq!(required(find(&format!("{name}-list"))), *expected, "{name}");
    }
    let names: Vec<&str> = find("rows-list").query_options.iter().map(|option| option.name.as_str()).collect();
    assert_eq!(names, ["start", "end", "zone"]);
    assert_eq!(find("thing-do").required, ["a", "b"]);
    assert_eq!(find("thing-ask").required, ["a"]);

    let server = Server::start(api, Options::default()).unwrap();
    expect_error(400, "BadRequest", &get(&format!("{}/v1.0/one?$top=1", server.url())));
    // Clients can omit the dollar sign.
    for query in ["$search=x", "search=x"] {
        expect(204, &get(&format!("{}/v1.0/one?{query}", server.url())));
    }
    expect_error(400, "BadRequest", &call("POST", &format!("{}/v1.0/thing/ask", server.url()), json!({ "b": "2" })));
    server.stop();
}
