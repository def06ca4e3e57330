//! A `mock.toml` for docs unrelated to Backup Storage, and the errors for invalid files.

use camino::Utf8Path;
use graph_codegen::generate;
use graph_codegen::mock::{Options, Outcome, Rules, Server};
use graph_codegen::model::Api;
use serde_json::{Value as Json, json};

use crate::client::{call, expect, expect_error, get};
use crate::support::{self, Folder};

const V1: &str = "https://graph.microsoft.com/v1.0";

/// An oven bakes loaves: it is cold, is heated, and is hot; a loaf in a cold oven stays dough.
const RULES: &str = r#"
[[refuse]]
operations = ["oven-heat"]
unless-status = ["cold"]
status = 409
code = "ovenIsHot"
message = "Only a cold oven can be heated."
page = "api/oven-heat.md"

[[refuse]]
operations = ["oven-post-loaves"]
with-siblings = ["loaves"]
status = 422
code = "ovenIsFull"
message = "There is room for one loaf."
page = "resources/oven.md"

[[refuse]]
operations = ["oven-post-loaves"]
lists = ["seeds"]
longer-than = 2
status = 413
code = "tooManySeeds"
message = "A loaf takes two seeds."
page = "https://contoso.example/limits"

[[progress]]
types = ["oven"]
made-by = ["post-ovens"]
through = ["cold"]
page = "resources/oven.md"

[[progress]]
types = ["oven"]
after = ["oven-heat"]
through = ["heating", "hot"]
page = "resources/oven.md"

[[progress]]
types = ["loaf"]
made-by = ["oven-post-l*"]
through = ["dough"]
ends = { completed = "bread", failed = "burnt" }
rests-while-parent = ["cold", "heating"]
error = { code = "burnt", message = "It was in there too long." }
page = "resources/loaf.md"

[[omit]]
operations = ["loaf-get"]
members = ["seeds"]
as = "absent"
page = "api/loaf-get.md"

[[made]]
types = ["loaf"]
parent-id = "ovenId"
page = "resources/loaf.md"

[[moment]]
types = ["loaf"]
member = "bakedDateTime"
statuses = ["bread", "burnt"]
page = "resources/loaf.md"
"#;

fn resource(name: &str, statuses: &[&str], rows: &str) -> String {
    let members: String = statuses.iter().map(|member| format!("|{member}|It.|\n")).collect();
    let list: Vec<String> = statuses.iter().map(|member| format!("`{member}`")).collect();
    format!(
        "# {name} resource type\n\nNamespace: microsoft.graph\n\nOurs.\n\n## Properties\n\n|Property|Type|Description|\n|:-|:-|:-|\n|id|String|It.|\n\
         |status|[{name}Status]({name}.md#{name}status-values)|State. The possible values are: {}.|\n{rows}\n### {name}Status values\n\n|Member|Description|\n|:-|:-|\n{members}\n\
         ## JSON representation\n\n<!-- {{\"blockType\": \"resource\", \"keyProperty\": \"id\", \"@odata.type\": \"microsoft.graph.{name}\"}} -->\n``` json\n\
         {{\"@odata.type\": \"#microsoft.graph.{name}\", \"id\": \"String (identifier)\", \"status\": \"String\"}}\n```\n",
        list.join(", ")
    )
}

fn operation(request: &str, example: &str, ty: &str, status: &str, answer: &str) -> String {
    format!(
        "# Do it\n\nNamespace: microsoft.graph\n\nOurs.\n\n## HTTP request\n\n<!-- {{\"blockType\": \"ignored\"}} -->\n``` http\n{request}\n```\n\n## Examples\n\n\
         ### Request\n\n<!-- {{\"blockType\": \"request\", \"name\": \"x\"}} -->\n``` http\n{example}\n```\n\n\
         ### Response\n\n<!-- {{\"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.{ty}\"}} -->\n``` http\nHTTP/1.1 {status}\nContent-Type: application/json\n\n{answer}\n```\n"
    )
}

fn tree() -> Folder {
    let folder = Folder::new();
    folder.write("resources/oven.md", resource("oven", &["cold", "heating", "hot"], ""));
    let rows = "|ovenId|String|It.|\n|seeds|String collection|They.|\n|bakedDateTime|DateTimeOffset|Then.|\n|error|publicError|What.|\n";
    folder.write("resources/loaf.md", resource("loaf", &["dough", "bread", "burnt"], rows));
    let pages = [
        (
            "post-ovens",
            "POST /ovens",
            format!("POST {V1}/ovens\nContent-Type: application/json\n\n{{\"name\": \"x\"}}"),
            "oven",
            "201 Created",
            "{\"id\": \"1\", \"status\": \"cold\"}",
        ),
        (
            "oven-get",
            "GET /ovens/{id}",
            format!("GET {V1}/ovens/1"),
            "oven",
            "200 OK",
            "{\"id\": \"1\", \"status\": \"cold\"}",
        ),
        (
            "oven-heat",
            "POST /ovens/{id}/heat",
            format!("POST {V1}/ovens/2/heat"),
            "oven",
            "200 OK",
            "{\"id\": \"2\", \"status\": \"heating\"}",
        ),
        (
            "oven-post-loaves",
            "POST /ovens/{id}/loaves",
            format!("POST {V1}/ovens/2/loaves\nContent-Type: application/json\n\n{{\"seeds\": [\"x\"]}}"),
            "loaf",
            "201 Created",
            "{\"id\": \"7\", \"status\": \"dough\", \"seeds\": [\"x\"]}",
        ),
        (
            "loaf-get",
            "GET /ovens/{id}/loaves/{id2}",
            format!("GET {V1}/ovens/2/loaves/7"),
            "loaf",
            "200 OK",
            "{\"id\": \"7\", \"status\": \"dough\"}",
        ),
    ];
    for (name, request, example, ty, status, answer) in pages {
        folder.write(&format!("api/{name}.md"), operation(request, &example, ty, status, answer));
    }
    folder
}

fn api(folder: &Folder) -> Api {
    generate::model(folder.path()).unwrap().api
}

fn bake(server: &Server) -> (String, String) {
    let ovens = format!("{}/v1.0/ovens", server.url());
    let oven = expect(201, &call("POST", &ovens, json!({ "name": "ours" })));
    let oven = format!("{ovens}/{}", oven["id"].as_str().unwrap());
    let loaf = expect(201, &call("POST", &format!("{oven}/loaves"), json!({ "seeds": ["rye"] })));
    let loaf = format!("{oven}/loaves/{}", loaf["id"].as_str().unwrap());
    (oven, loaf)
}

#[test]
fn the_rules_of_any_tree_are_applied() {
    let folder = tree();
    folder.write("mock.toml", RULES);
    let api = api(&folder);
    let rules = Rules::of_docs(folder.path(), &api).unwrap();
    let server = Server::start(api, Options { rules, outcome: Outcome::Failed, ..Options::default() }).unwrap();
    let (oven, loaf) = bake(&server);
    let status = |url: &str| expect(200, &get(url))["status"].clone();

    assert_eq!((status(&loaf), status(&loaf)), (json!("dough"), json!("dough")));
    expect_error(422, "ovenIsFull", &call("POST", &format!("{oven}/loaves"), json!({})));
    assert_eq!(expect(200, &call("POST", &format!("{oven}/heat"), None))["status"], "heating");
    expect_error(409, "ovenIsHot", &call("POST", &format!("{oven}/heat"), None));
    assert_eq!((status(&loaf), status(&oven)), (json!("dough"), json!("hot")));
    let baked = expect(200, &get(&loaf));
    assert_eq!((&baked["status"], &baked["error"]["code"]), (&json!("burnt"), &json!("burnt")));
    assert_eq!((&baked["ovenId"], baked.get("seeds")), (&json!(oven.rsplit('/').next().unwrap()), None));
    assert!(baked["bakedDateTime"].is_string(), "{baked}");

    let ovens = format!("{}/v1.0/ovens", server.url());
    let other = expect(201, &call("POST", &ovens, json!({ "name": "other" })));
    let loaves = format!("{ovens}/{}/loaves", other["id"].as_str().unwrap());
    expect_error(413, "tooManySeeds", &call("POST", &loaves, json!({ "seeds": ["a", "b", "c"] })));
    expect(201, &call("POST", &loaves, json!({ "seeds": ["a", "b"] })));
    server.stop();
}

#[test]
fn a_tree_without_rules_is_served_from_its_examples() {
    let folder = tree();
    let api = api(&folder);
    let rules = Rules::of_docs(folder.path(), &api).unwrap();
    let server = Server::start(api, Options { rules, ..Options::default() }).unwrap();
    let (oven, loaf) = bake(&server);
    let read: Json = expect(200, &get(&loaf));
    assert_eq!(read["seeds"], json!(["rye"]));
    expect(201, &call("POST", &format!("{oven}/loaves"), json!({})));
    expect(200, &call("POST", &format!("{oven}/heat"), None));
    expect(200, &call("POST", &format!("{oven}/heat"), None));
    server.stop();
}

#[test]
fn errors_have_locations() {
    let folder = tree();
    let api = api(&folder);
    let refuse = |line: &str| {
        format!(
            "[[refuse]]\noperations = [\"oven-heat\"]\n{line}\nstatus = 409\ncode = \"a\"\nmessage = \"b\"\npage = \"api/oven-heat.md\"\n"
        )
    };
    let progress = |line: &str| format!("[[progress]]\ntypes = [\"oven\"]\npage = \"resources/oven.md\"\n{line}\n");
    for (text, expected) in [
        ("[[refuze]]".to_owned(), "x/mock.toml:1:3: unknown field `refuze`, expected one of `refuse`, `progress`"),
        (refuse("unles-status = []"), "x/mock.toml:3:1: unknown field `unles-status`"),
        (
            refuse("unless-status = [\"cold\", \"hott\"]"),
            "x/mock.toml:3:26: the docs have no status `hott`: did you mean `hot`?",
        ),
        (refuse("unless-status = [\"zzz\"]"), "x/mock.toml:3:18: the docs have no status `zzz` in any enumeration"),
        (refuse(""), "x/mock.toml:1:1: the rule has no condition: add `unless-status`"),
        (refuse("longer-than = 3"), "x/mock.toml:1:1: `lists` goes with `longer-than`, `shorter-than` or `mixed`"),
        (refuse("with-children = [\"loafs\"]"), "x/mock.toml:3:18: the docs have no relationship `loafs`"),
        (
            refuse("unless-status = [\"cold\"]").replace("oven-heat\"]", "oven-heet\"]"),
            "x/mock.toml:2:15: the docs have no operation `oven-heet`: did you mean `oven-heat`?",
        ),
        (
            refuse("unless-status = [\"cold\"]").replace("oven-heat\"]", "*-eat\"]"),
            "x/mock.toml:2:15: the docs have no operation `*-eat`",
        ),
        (
            refuse("unless-status = [\"cold\"]").replace("api/oven-heat.md", "api/oven-heet.md"),
            "x/mock.toml:7:8: the docs have no page `api/oven-heet.md`: did you mean `api/oven-heat.md`?",
        ),
        (
            refuse("unless-status = [\"cold\"]").replace("409", "209"),
            "x/mock.toml:4:10: `status` must be an error status, from 400 to 599",
        ),
        (progress("through = [\"hot\"]"), "x/mock.toml:1:1: add what starts it: `made-by`, `after` or `removed-by`"),
        (progress("after = [\"oven-heat\"]"), "x/mock.toml:1:1: add the statuses: `through`, `ends`, or both"),
        (
            progress("").replace("oven\"]", "owen\"]"),
            "x/mock.toml:2:10: the docs have no type `owen`: did you mean `oven`?",
        ),
        (
            "[[moment]]\ntypes = [\"loaf\"]\nmember = \"bakedDateTime\"\npage = \"resources/loaf.md\"\n".to_owned(),
            "x/mock.toml:1:1: give either `when`",
        ),
        ("refuse = ".to_owned(), "x/mock.toml:1:"),
    ] {
        let error = Rules::parse(Utf8Path::new("x/mock.toml"), &text, &api).unwrap_err().to_string();
        // A type is looked up after the page.
        assert!(error.starts_with(expected), "{text}\n{error}\nwanted: {expected}");
    }
}

#[test]
fn the_command_reports_the_location_of_an_error() {
    let folder = tree();
    folder.write("mock.toml", "[[refuse]]\noperations = [1]\n");
    let output = std::process::Command::new(crate::mock_command::path())
        .args(["mock", "--docs", folder.path().as_str()])
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("mock.toml:2:15: "), "{error}");
    let remote = std::process::Command::new(crate::mock_command::path())
        .args(["mock", "--docs", support::docs().as_str(), "--address", "0.0.0.0"])
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&remote.stderr);
    assert_eq!(remote.status.code(), Some(2), "{error}");
    assert!(error.contains("--allow-remote"), "{error}");
}
