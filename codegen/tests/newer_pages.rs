//! Shapes of pages that came up after the reference of July 2021: enumerations with a JSON representation of their own,
//! remarks behind names, lists inside cells, several possible answers, and metadata without a block type.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on breaks off")]

use graph_codegen::check::Findings;
use graph_codegen::diagnostic::Code;
use graph_codegen::docs::Tree;
use graph_codegen::model::{Api, Primitive, ResponseBody, Target};

fn tree(pages: &[(&str, &str)]) -> Tree {
    let files = pages.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    Tree::from_memory(files)
}

fn codes(pages: &[(&str, &str)]) -> Vec<Code> {
    Findings::of(tree(pages)).diagnostics.iter().map(|found| found.code).collect()
}

fn members(api: &Api, name: &str) -> Vec<(String, bool)> {
    api.get(name).unwrap().members.iter().map(|member| (member.name.clone(), member.deprecated)).collect()
}

const SHELF: &str = "---\ntitle: \"shelf resource type\"\n---\n\n# shelf resource type\n\nNamespace: microsoft.graph\n\n\
    Holds books.\n\n## Properties\n\n|Property|Type|Description|\n|:---|:---|:---|\n";

fn shelf(rows: &str, json: &str) -> String {
    format!(
        "{SHELF}{rows}\n## JSON representation\n\n\
         <!-- {{ \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.shelf\" }} -->\n```json\n{json}\n```\n"
    )
}

#[test]
fn an_enumeration_with_a_json_representation_is_an_enumeration() {
    let page = "---\ntitle: \"mood enum type\"\ndoc_type: enumPageType\n---\n\n# mood enum type\n\nNamespace: microsoft.graph\n\n\
        How one feels.\n\n## Members\n\n|Member|Description|\n|:---|:---|\n|calm|At rest.|\n|glad (deprecated)|Of good cheer.|\n\n\
        ## JSON representation\n\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.people.mood\" } -->\n\
        ```json\n{ \"@odata.type\": \"#microsoft.graph.people.mood\" }\n```\n";
    let pages = [("resources/mood.md", page)];
    let api = graph_codegen::analysis::analyze(&tree(&pages));
    // The block says the namespace; the remark is no part of the value.
    assert_eq!(members(&api, "microsoft.graph.people.mood"), [("calm".to_owned(), false), ("glad".to_owned(), true)]);
    assert_eq!(api.types.len(), 1);
    assert!(!codes(&pages).contains(&Code::NoPropertyTable));
}

#[test]
fn the_namespace_of_a_page_may_stand_in_its_annotation() {
    let page = "---\ntitle: \"mood enum type\"\n---\n\n# mood enum type\n\n## Members\n\n|Member|Description|\n|:---|:---|\n\
        |calm|At rest.|\n\n<!-- { \"type\": \"#page.annotation\", \"namespace\": \"microsoft.graph.people\" } -->\n";
    let api = graph_codegen::analysis::analyze(&tree(&[("resources/mood.md", page)]));
    assert_eq!(members(&api, "microsoft.graph.people.mood").len(), 1);
}

#[test]
fn a_heading_with_a_remark_names_an_enumeration() {
    let page = shelf("|kind|shelfKind|Its kind.|\n", "{ \"kind\": \"String\" }")
        + "\n### shelfKind values (deprecated)\n\n|Member|Description|\n|:---|:---|\n|oak|Of oak.|\n|iron|Of iron.|\n";
    let api = graph_codegen::analysis::analyze(&tree(&[("resources/shelf.md", &page)]));
    assert_eq!(members(&api, "microsoft.graph.shelfKind").len(), 2);
}

#[test]
fn values_in_a_list_inside_a_cell() {
    let rows = "|kind|shelfKind|Its kind. The possible values are: <br/><li>`oak`: Of oak. Heavy. </li><li>`iron`: Of iron, \
        unlike `oak`. </li>|\n|wood|woodKind|What it is of: <ul><li>oak</li></ul> Possible values are: `oak`, `ash`.|\n";
    let api = graph_codegen::analysis::analyze(&tree(&[(
        "resources/shelf.md",
        &shelf(rows, "{ \"kind\": \"String\", \"wood\": \"String\" }"),
    )]));
    let names = |name: &str| members(&api, name).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names("microsoft.graph.shelfKind"), ["oak", "iron"]);
    assert_eq!(names("microsoft.graph.woodKind"), ["oak", "ash"]);
}

#[test]
fn a_row_that_names_an_annotation_is_no_property() {
    let page = shelf(
        "|odata.type|String|The type.|\n|id|String|The key.|\n",
        "{ \"@odata.type\": \"x\", \"id\": \"String\" }",
    );
    let pages = [("resources/shelf.md", page.as_str())];
    let api = graph_codegen::analysis::analyze(&tree(&pages));
    let names: Vec<&str> =
        api.get("microsoft.graph.shelf").unwrap().properties.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["id"]);
    assert!(codes(&pages).contains(&Code::RowDropped));
}

#[test]
fn a_number_is_whole_where_the_json_shows_one() {
    let page = shelf("|count|number|How many.|\n|width|number|How wide.|\n", "{ \"count\": 12, \"width\": 1.5 }");
    let api = graph_codegen::analysis::analyze(&tree(&[("resources/shelf.md", &page)]));
    let target = |name: &str| api.get("microsoft.graph.shelf").unwrap().property(name).unwrap().ty.target.clone();
    assert_eq!(target("count"), Target::Primitive(Primitive::Int64));
    assert_eq!(target("width"), Target::Primitive(Primitive::Double));
}

/// A resource page of a job, or of one kind of job.
fn job(name: &str, base: &str) -> String {
    let inherits = if base.is_empty() { String::new() } else { format!(" Inherits from [{base}]({base}.md).") };
    format!(
        "---\ntitle: \"{name} resource type\"\n---\n\n# {name} resource type\n\nNamespace: microsoft.graph\n\n\
         Something under way.{inherits}\n\n## Properties\n\n|Property|Type|Description|\n|:---|:---|:---|\n|id|String|Its key.|\n\n\
         ## JSON representation\n\n<!-- {{ \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.{name}\"{} }} -->\n\
         ```json\n{{ \"id\": \"String\" }}\n```\n",
        if base.is_empty() { String::new() } else { format!(", \"baseType\": \"microsoft.graph.{base}\"") }
    )
}

fn operation(response: &str) -> String {
    format!(
        "---\ntitle: \"Get job\"\n---\n\n# Get job\n\nNamespace: microsoft.graph\n\nGets it.\n\n## HTTP request\n\n```http\n\
         GET /jobs/{{id}}\n```\n\n{response}"
    )
}

#[test]
fn an_answer_that_is_one_of_several_types_is_of_their_base() {
    let link = |name: &str| format!("[{name}](../resources/{name}.md)");
    let list = format!("{}, {}, or {}", link("goodJob"), link("badJob"), link("openJob"));
    let one = operation(&format!(
        "## Response\n\nIf successful, this method returns a `200 OK` response code and one of the following objects in the \
         response body: {list}.\n"
    ));
    let says = |outcome: &str, name: &str| {
        format!(
            "If it {outcome}, this method returns a `200 OK` response code and a {} object in the response body.\n\n",
            link(name)
        )
    };
    let example = |name: &str| {
        format!(
            "<!-- {{ \"blockType\": \"request\", \"name\": \"{name}\" }} -->\n```http\nGET https://graph.microsoft.com/v1.0/jobs/1\n```\n\n\
             <!-- {{ \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.{name}\" }} -->\n```http\nHTTP/1.1 200 OK\n\
             Content-Type: application/json\n\n{{ \"id\": \"1\" }}\n```\n\n"
        )
    };
    let each = operation(&format!(
        "## Response\n\n{}{}## Examples\n\n### Example 1\n\n{}### Example 2\n\n{}",
        says("succeeds", "goodJob"),
        says("fails", "badJob"),
        example("goodJob"),
        example("badJob")
    ));
    let (base, good, bad, open) = (job("job", ""), job("goodJob", "job"), job("badJob", "job"), job("openJob", "job"));
    for page in [&one, &each] {
        let pages = [
            ("resources/job.md", base.as_str()),
            ("resources/goodjob.md", &good),
            ("resources/badjob.md", &bad),
            ("resources/openjob.md", &open),
            ("api/job-get.md", page),
        ];
        let api = graph_codegen::analysis::analyze(&tree(&pages));
        let ResponseBody::Typed(ty) = &api.operations[0].response else { unreachable!() };
        assert_eq!(ty.target, Target::Named("microsoft.graph.job".to_owned()));
        assert!(!codes(&pages).contains(&Code::ResponseTypeConflict));
    }
}

#[test]
fn a_response_without_block_type_is_read_and_told() {
    let page = operation(
        "## HTTP response\n\nIf successful, this method returns `200 OK`, or `202 Accepted`.\n\n\
         <!-- { \"@odata.type\": \"microsoft.graph.job\", \"truncated\": true } -->\n```http\nHTTP/1.1 200 OK\n\
         Content-Type: application/json\n\n{ \"id\": \"1\" }\n```\n",
    );
    let base = job("job", "");
    let pages = [("resources/job.md", base.as_str()), ("api/job-get.md", &page)];
    let api = graph_codegen::analysis::analyze(&tree(&pages));
    let ResponseBody::Typed(ty) = &api.operations[0].response else { unreachable!() };
    assert_eq!(ty.target, Target::Named("microsoft.graph.job".to_owned()));
    assert_eq!(api.operations[0].statuses, [200, 202]);
    assert!(codes(&pages).contains(&Code::UnknownBlockType));
}

#[test]
fn a_type_that_nothing_documents_keeps_its_name() {
    let page = operation(
        "## Response\n\nIf successful, this method returns a `200 OK` response code.\n\n## Example\n\n\
         <!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.rumour\" } -->\n```http\nHTTP/1.1 200 OK\n\
         Content-Type: application/json\n\n{ \"id\": \"1\" }\n```\n",
    );
    let api = graph_codegen::analysis::analyze(&tree(&[("api/job-get.md", &page)]));
    let ResponseBody::Typed(ty) = &api.operations[0].response else { unreachable!() };
    assert_eq!(ty.target, Target::Unresolved("microsoft.graph.rumour".to_owned()));
    assert_eq!(api.to_json()["operations"][0]["response"]["resolved"], false);
}

#[test]
fn members_of_a_type_that_nothing_documents_are_one_finding() {
    let page = operation(
        "## Response\n\nIf successful, this method returns a `200 OK` response code and a [job](../resources/job.md) object in \
         the response body.\n\n## Example\n\n<!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.job\" } -->\n\
         ```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n\
         { \"@odata.type\": \"#microsoft.graph.lostJob\", \"id\": \"1\", \"reason\": \"none\" }\n```\n",
    );
    let base = job("job", "");
    let codes = codes(&[("resources/job.md", base.as_str()), ("api/job-get.md", &page)]);
    assert!(codes.contains(&Code::ExampleType));
    assert!(!codes.contains(&Code::ExampleMember));
}

#[test]
fn templates_that_are_none_are_one_kind_of_finding() {
    let page = "---\ntitle: \"List shelves\"\n---\n\n# List shelves\n\nLists them.\n\n## HTTP request\n\n```http\n\
        GET ** Collection URI for microsoft.graph.shelf not found\n```\n";
    let codes = codes(&[("api/shelf-list.md", page)]);
    assert!(codes.contains(&Code::TemplateMalformed));
    assert!(!codes.contains(&Code::NoTemplate));
}

#[test]
fn parameters_whose_type_nothing_documents() {
    let page = "---\ntitle: \"job: stop\"\n---\n\n# job: stop\n\nStops it.\n\n## HTTP request\n\n```http\nPOST /jobs/{id}/stop\n```\n\n\
        ## Request body\n\n|Parameter|Type|Description|\n|:---|:---|:---|\n\
        |how|enumeration|How. Possible values are: `now`, `later`.|\n|why|stopReason|Why.|\n\n\
        ## Response\n\nIf successful, this method returns a `204 No Content` response code.\n";
    let pages = [("api/job-stop.md", page)];
    let api = graph_codegen::analysis::analyze(&tree(&pages));
    let graph_codegen::model::RequestBody::Parameters(parameters) = &api.operations[0].request else { unreachable!() };
    assert_eq!(parameters[0].ty.target, Target::Primitive(Primitive::String));
    assert_eq!(parameters[1].ty.target, Target::Unresolved("stopReason".to_owned()));
    assert_eq!(codes(&pages).iter().filter(|code| **code == Code::UnresolvedType).count(), 1);
}
