//! Which paths share a request builder, and what it offers.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic fails the test")]

use graph_codegen::docs::Tree;
use graph_codegen::model::Api;
use graph_codegen::rust::public_api::PublicApi;
use graph_codegen::rust::{self, Crate, ResolvedOverrides};

/// The page of a type: its name, its base type, and its relationships with their types.
fn resource(name: &str, base: &str, relationships: &[(&str, &str)]) -> (String, String) {
    let rows: String = relationships
        .iter()
        .map(|(name, ty)| {
            let single = ty.trim_end_matches(" collection");
            format!("|{name}|{}|Related.|\n", ty.replace(single, &format!("[{single}]({single}.md)")))
        })
        .collect();
    let base = if base.is_empty() { String::new() } else { format!(", \"baseType\": \"microsoft.graph.{base}\"") };
    let text = format!(
        "# {name} resource type\n\nNamespace: microsoft.graph\n\n## Properties\n\n|Property|Type|Description|\n|:-|:-|:-|\n\
         |id|String|The key.|\n\n## Relationships\n\n|Relationship|Type|Description|\n|:-|:-|:-|\n{rows}\n## JSON representation\n\n\
         <!-- {{ \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.{name}\"{base} }} -->\n\
         ```json\n{{ \"id\": \"String\" }}\n```\n"
    );
    (format!("resources/{name}.md"), text)
}

/// The page of an operation: its request lines, and the type that it answers with.
fn operation(lines: &str, answer: &str) -> (String, String) {
    let stem: String = lines.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let answer = match answer {
        "" => "If successful, this method returns a `204 No Content` response code.".to_owned(),
        answer => {
            let (article, single) = match answer.strip_suffix("[]") {
                Some(single) => ("a collection of", single),
                None => ("a", answer),
            };
            format!(
                "If successful, this method returns a `200 OK` response code and {article} [{single}](../resources/{single}.md) \
                 object in the response body."
            )
        }
    };
    let text = format!(
        "# {stem}\n\nNamespace: microsoft.graph\n\n## HTTP request\n```http\n{lines}\n```\n\n## Response\n\n{answer}\n"
    );
    (format!("api/{}.md", stem.to_lowercase()), text)
}

/// A small service of people, their mail, and groups of people.
fn api() -> Api {
    let pages = [
        resource(
            "user",
            "",
            &[("messages", "message collection"), ("folders", "folder collection"), ("manager", "user")],
        ),
        resource("folder", "", &[("messages", "message collection"), ("childFolders", "folder collection")]),
        resource("message", "", &[("attachments", "attachment collection")]),
        resource("attachment", "", &[]),
        resource("group", "", &[("members", "user collection"), ("folders", "folder collection")]),
        operation("GET /me\nGET /users/{id}", "user"),
        operation("DELETE /users/{id}", ""),
        operation("GET /users", "user[]"),
        operation("GET /users/{id}/manager", "user"),
        operation(
            "GET /me/messages/{id}\nGET /users/{id}/messages/{id}\nGET /me/folders/{id}/messages/{id}",
            "message",
        ),
        operation("POST /me/messages/{id}/reply", ""),
        operation("GET /users/{id}/folders/{id}/messages/{id}/attachments", "attachment[]"),
        operation("GET /me/folders/{id}", "folder"),
        operation("DELETE /me/folders/{id}", ""),
        operation("POST /groups/{id}/folders/{id}/delete", ""),
        operation("GET /groups/{id}", "group"),
        operation("GET /groups/{id}/folders/{id}", "folder"),
        operation("GET /groups/{id}/folders/{id}/messages", "message[]"),
        operation("GET /groups/{id}/members", "user[]"),
        operation("GET /groups/{id}/members/{id}", "user"),
        operation("DELETE /groups/{id}/members/{id}/$ref", ""),
        operation("GET /users/count(from='{from}')", "user[]"),
        operation("GET /users/count(day={day})", "user[]"),
    ];
    let files = pages.into_iter().map(|(path, text)| (path, text.into_bytes()));
    graph_codegen::analysis::analyze(&Tree::from_memory(files))
}

/// The builder at a path.
fn builder(api: &PublicApi, path: &str) -> String {
    api.paths[&PublicApi::path(path).unwrap()].builder.replace("requests::", "")
}

/// The methods of a builder in the generated code.
fn methods(api: &Api, builder: &str) -> Vec<String> {
    let krate = Crate::Module { path: vec!["graph".to_owned()] };
    let output = rust::write(api, &Tree::from_memory([]).files, &krate, &ResolvedOverrides::default()).unwrap();
    let requests = output.files.iter().filter(|(path, _)| path.contains("requests/"));
    let all: String = requests.map(|(_, text)| text.as_str()).collect();
    let (_, code) = all.split_once(&format!("impl {builder} {{")).unwrap();
    let code = code.split("\n}\n").next().unwrap();
    code.split("pub fn ").skip(1).map(|it| it.split('(').next().unwrap().to_owned()).collect()
}

#[test]
fn paths_that_lead_to_one_kind_of_object_share_its_builder() {
    let api = PublicApi::new(&api());
    for (path, name) in [
        ("/me", "User"),
        ("/users/{id}", "User"),
        ("/me/messages/{id}", "Message"),
        ("/users/{id}/messages/{id}", "Message"),
        ("/me/folders/{id}/messages/{id}", "Message"),
        ("/me/messages", "UserMessages"),
        ("/users/{id}/messages", "UserMessages"),
        ("/groups/{id}/folders/{id}/messages", "FolderMessages"),
        ("/me/messages/{id}/reply", "MessageReply"),
        ("/users", "Users"),
    ] {
        assert_eq!(builder(&api, path), name, "{path}");
    }
}

/// What is documented for one path can be called at all that lead to the same kind of object.
#[test]
fn a_builder_offers_what_any_of_its_paths_documents() {
    let api = api();
    assert_eq!(methods(&api, "Message"), ["get", "attachments", "reply"]);
    assert_eq!(methods(&api, "User"), ["delete", "get", "folders", "manager", "messages"]);
}

/// A reference has what is documented for it, never what its object offers elsewhere.
#[test]
fn references_are_not_the_objects_that_they_lead_to() {
    let api = api();
    let public = PublicApi::new(&api);
    assert_eq!(builder(&public, "/groups/{id}/members/{id}"), "GroupMembersItem");
    assert_eq!(methods(&api, "GroupMembersItem"), ["get", "reference"]);
    assert_eq!(builder(&public, "/users/{id}/manager"), "UserManager");
    assert_eq!(methods(&api, "UserManager"), ["get"]);
}

/// Changes belong to the relationship that documents them: only the folders of a user can be deleted.
#[test]
fn changes_stay_where_they_are_documented() {
    let api = api();
    let public = PublicApi::new(&api);
    assert_eq!(builder(&public, "/groups/{id}/folders/{id}"), "Folder");
    // The action `delete` has another name than the HTTP method, which only some folders have.
    assert_eq!(methods(&api, "Folder"), ["get", "delete_segment", "messages"]);
    assert_eq!(builder(&public, "/me/folders/{id}"), "UserFoldersItem");
    assert_eq!(methods(&api, "UserFoldersItem"), ["delete"]);
}

/// None of several functions of one name has the plain one.
#[test]
fn overloads_are_named_after_their_parameters() {
    assert_eq!(methods(&api(), "Users"), ["get", "id", "count_by_day", "count_by_from"]);
}
